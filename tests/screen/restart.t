# The service is restarted while people are at their consoles: what is shown stays, nobody is thrown out, nothing that is
# being typed is lost.
. tests/screen/common.sh
own_folders
export state="$work/state/caduca" socket="$work/socket" work BUILD
cat >"$work/start" <<'EOF'
"$BUILD/caducad" --state "$state" --socket "$socket" 2>>"$work/log" </dev/null &
echo $! >"$work/service"
until "$BUILD/caducactl" --socket "$socket" list >/dev/null 2>&1; do kill -0 $! || exit 1; done
EOF
cat >"$work/stop" <<'EOF'
service=$(cat "$work/service")
kill "$service"
while kill -0 "$service" 2>/dev/null; do sleep 0.05; done
EOF
sh "$work/start"
"$BUILD/caducactl" --socket "$socket" add 127.0.0.1:1 --name primer >/dev/null
run 'a restart leaves the rows, the cursor and a half-typed form, which is saved after it' -e LANGUAGE=en <<'EOF'
until primer
keys a
until Add a monitor
keys mig.exemple
sh sh "$work/stop"
until disconnected
expect mig.exemple
keys .test
expect mig.exemple.test
keys <F2>
until connection with the backend was lost
expect mig.exemple.test
sh sh "$work/start"
until-gone disconnected
expect mig.exemple.test
keys <F2>
until-gone Add a monitor
until primer
until mig.exemple.test
sh sh "$work/stop"
until What you see may be old
expect primer
expect mig.exemple.test
sh sh "$work/start"
until-gone What you see may be old
expect primer
keys q
exit 0
EOF
cat >"$work/crash" <<'EOF'
service=$(cat "$work/service")
kill -9 "$service"
while kill -0 "$service" 2>/dev/null; do sleep 0.05; done
EOF
run 'killed at once it leaves them too: what is half typed is there, and is saved' -e LANGUAGE=ca <<'EOF'
until mig.exemple.test
keys /mig<Enter>
until ─ mig.exemple.test
keys e
until Edita mig.exemple.test
keys <Tab><C-u>Mig escrit<Tab><Tab><Right>
sh sh "$work/crash"
until sense connexió
expect Nom           Mig escrit
keys x
sh sh "$work/start"
until-gone sense connexió
expect Nom           Mig escrit
keys <S-Tab><S-Tab> i més<F2>
until S'ha desat.
until ─ Mig escrit i més
keys S
until Encara no hi ha cap servei
keys a
until Afegeix un servei
keys Seu<Tab>Maria
sh sh "$work/crash"
until sense connexió
keys  Pons
expect Maria Pons
sh sh "$work/start"
until-gone sense connexió
keys <F2>
until S'ha desat.
until Maria Pons
EOF
# ---- a backend that is slow: it is stopped, and goes on ----
for name in u dos tres quatre cinc; do
	"$BUILD/caducactl" --socket "$socket" add "$name.test" --type planned --name "lent-$name" >/dev/null
done
export service=$(cat "$work/service")
run 'a terminal goes away while acts on several are not answered' -e LANGUAGE=en <<'EOF'
until lent-u
keys flent<Enter>
until filter: lent
keys +T
until 5 monitors
sh kill -STOP $service
keys penjat<Enter>
until-gone 5 monitors
hangup
exit 129
none-left
EOF
kill -CONT "$service"
cat >"$work/all-tagged" <<'EOF'
for try in $(seq 400); do
	[ "$("$BUILD/caducactl" --socket "$socket" list --filter etiqueta:penjat | grep -c lent)" = 5 ] && exit
	sleep 0.05
done
exit 1
EOF
holds 'all that he had agreed to is done' sh "$work/all-tagged"
run 'whoever leaves waits for what he agreed to' -e LANGUAGE=en <<'EOF'
until lent-u
keys flent<Enter>
until filter: lent
keys +
until 5 marked
keys D
until Retire the 5 monitors marked?
sh kill -STOP $service
keys yq
until 5 changes are not done yet: it leaves when they are. q now, Esc stays.
keys <Esc>
until-gone changes are not done yet
keys q
until 5 changes are not done yet
sh kill -CONT $service
exit 0
restored
EOF
holds 'all of it is done' sh -c '! "$BUILD/caducactl" --socket "$socket" list | grep -q lent'
run 'what was refused of it is read first' -e LANGUAGE=ca <<'EOF'
until primer
keys /primer<Enter>D
until Voleu donar de baixa
sh "$BUILD/caducactl" --socket "$socket" edit primer --tag altre
sh kill -STOP $service
keys sq
until Queda 1 canvi per fer: se surt quan estigui fet. q ara, Esc no surt.
sh kill -CONT $service
until ha canviat
expect primer
keys q
exit 0
EOF
run 'nor does he wait, where he says so twice, or the terminal goes away' -e LANGUAGE=en <<'EOF'
until primer
keys +
until marked
keys Tdmz<Enter>
until changed
sh kill -STOP $service
keys Tpre<Enter>qq
exit 0
restored
EOF
kill -CONT "$service"
"$BUILD/caducactl" --socket "$socket" add deu.test --type planned --name deu >/dev/null
run 'what was left with Esc, or has another screen over it by now, does not open later' -e LANGUAGE=en <<'EOF'
until deu
keys /deu<Enter>
sh kill -STOP $service
keys r
keys <Esc>
keys a1.exemple.cat
until Add a monitor
sh kill -CONT $service
expect 1.exemple.cat
keys <Esc>
until Throw away
keys y
until-gone Add a monitor
sh kill -STOP $service
keys b
keys <Esc>
keys u
keys <Esc>
keys L
keys <Esc>
keys ay.exemple.cat
until Add a monitor
sh kill -CONT $service
expect y.exemple.cat
keys <C-u>nou.test<F2>
until-gone Add a monitor
until nou.test
absent Begin
keys r
until Begin a renewal
EOF
run 'what was sent from a form cannot be thrown away, and what is typed after it is not taken for saved' -e LANGUAGE=en <<'EOF'
until deu
keys /deu<Enter>
keys e
until Name
sh kill -STOP $service
keys <Tab><C-u>onze<F2>
until Saving…
keys x
until has been sent: what you type now would not be saved.
expect onze
absent onzex
keys <Esc>
until cannot be thrown away any more
sh kill -CONT $service
until Saved.
until onze
keys u
until Undo this? onze
keys n
until-gone Undo this?
EOF
for name in u dos tres; do
	"$BUILD/caducactl" --socket "$socket" add "$name.mort.test" --type planned --name "mort-$name" >/dev/null
done
run 'what became of that whose answer is lost nobody knows' -e LANGUAGE=en <<'EOF'
until mort-u
keys fmort<Enter>
until filter: mort
keys +
until 3 marked
keys D
until Retire the 3 monitors marked?
sh kill -STOP $service
keys y
sh sh "$work/crash"
until disconnected
until The connection was lost: of 3 nobody knows whether they were done.
absent None of the
keys B
until Left out
expect mort-dos: The connection was lost before the answer
keys <Esc>
until-gone Left out
keys Tescrit<Enter>
expect no connection with the backend: what you typed stays here.
expect escrit
sh sh "$work/start"
until-gone disconnected
keys <Enter>
until tags of 3 monitors were changed
keys <Home>e
until Change mort
sh kill -STOP $(cat "$work/service")
keys <Tab><C-u>mort-altre<F2>
until Saving…
sh sh "$work/crash"
until nobody knows whether it was done.
expect mort-altre
sh sh "$work/start"
until-gone disconnected
keys <F2>
until Saved.
until mort-altre
EOF
sh "$work/stop"
echo "1..$count"

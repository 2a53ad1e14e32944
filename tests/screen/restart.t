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
sh "$work/stop"
echo "1..$count"

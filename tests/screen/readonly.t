# caduca --readonly: everything can be looked at and nothing changed. What would change something is not offered, its key
# says why, and no request for it leaves the program, not even from where a screen forgot to ask.
. tests/screen/common.sh
own_folders
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
ctl add www.exemple.test --type planned --name www
ctl add api.exemple.test --type planned --name api
ctl renewal open www

# The console that only reads, through the relay, which hears what it says.
reads() {
	relay
	name=$1
	count=$((count + 1))
	rm -f "$XDG_STATE_HOME/caduca/console"
	if "$BUILD/screen" -e LANGUAGE="$2" -- "$BUILD/caduca" --readonly --socket "$work/relay" >"$work/out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out"
	fi
	pid=
}
head_of_trail() { "$BUILD/caducactl" log --verify 2>&1; }
before=$(head_of_trail)

reads 'every view can be looked at, what changes something is not offered, and its key says why' ca <<'END'
until api
expect només lectura
absent afegeix
absent p sondeja
absent r renova 
expect-row -1 r renovació
expect-row -1 cerca
keys G
absent r renovació
keys gg
keys a
expect Aquesta consola és només de lectura
keys D
expect Aquesta consola és només de lectura
keys p
expect Aquesta consola és només de lectura
keys I
expect Aquesta consola és només de lectura
absent Una llista per importar
keys ?
absent Afegeix
absent Sondeja
absent Obre o comença
expect Obre'n la renovació, si n'hi ha cap d'oberta
expect Filtra la llista
keys <Esc>
keys gg/api<Enter>
keys :renew
until no per a aquesta línia
keys <Esc>
keys 2
until www
absent renova 
expect Retorn obre
keys 1
keys S
until Qui hi pugui fer canvis n'ha d'afegir el primer.
absent Premeu
keys q
keys L
until Nou de cada deu
absent adopta
keys <Esc>
keys :retire
absent Dona de baixa
expect retire            aquesta consola és només de lectura
keys <Esc>
keys 3
until 1 oberta
keys <Enter>
until Renovació 1
absent Retorn:
keys <Enter>
expect Aquesta consola és només de lectura
keys n
expect Aquesta consola és només de lectura
keys X
expect Aquesta consola és només de lectura
END
asked() { grep -c "\"do\":\"$1\"" "$work/log"; }
holds 'it looked at the renewal' test "$(asked renewal.show)" -ge 1
holds 'and asked for none of what was refused' sh -c '! grep -qE "monitor.(add|retire|probe)|renewal.do|notice.seen" "$1"' - "$work/log"

reads 'what is open can be opened, and nothing is begun' en <<'END'
until api
keys gg
keys /api<Enter>
keys r
until This console only reads
keys t
until This console only reads
absent Its key or its URL
keys /www<Enter>
keys r
until Renewal 1
END
holds 'nothing was asked for that begins one' sh -c '! grep -q renewal.open "$1"' - "$work/log"

holds 'the trail ends where it ended' test "$(head_of_trail)" = "$before"
echo "1..$count"

# Certificates whose every text is an attack on the terminal, served by the fleet, probed by the real backend: not one
# control byte of theirs reaches the terminal, in the list, the pane, the detail, a search and the copied value.
set -u
if [ "${1-}" != inside ]; then
	exec sh tests/fleet/demo.sh --set demo --no-console sh "$0" inside
fi
echo 1..2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

n=0
run() {
	n=$((n + 1))
	name=$1
	shift
	if "$BUILD/screen" -e LANGUAGE=en "$@" -- "$BUILD/caduca" >"$work/out" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/out"
	fi
}

run 'escape sequences are shown, and not obeyed' -r 50 -c 200 <<'END'
until parany.exemple.test
until <U+001B>]0;tito
keys /parany<Enter>
until ─ parany.exemple.test
until Subject      emailAddress=cap<U+001B>[8m@exemple.cat
keys <Enter>
until Chain, as served
keys /vermella<Enter>
expect <U+001B>[31mvermella<U+001B>[0m
keys y
until press a key to come back
expect CN=<U+001B>]0\;titol<U+0007>Emissora
keys x
until Chain, as served
keys q
keys q
exit 0
restored
raw-absent 1b 5d
raw-absent 1b 5b 38 6d
raw-absent 1b 5b 33 31 6d
raw-absent 07
raw-absent 00
raw-absent c2 9b
raw-absent c2 9d
raw-absent 0d 0a 4f 4b
END

run 'what cannot be seen, or turns the writing round, is spelled out' -r 50 -c 160 <<'END'
until invisible.exemple.test
keys /invisible<Enter>
until ─ invisible.exemple.test
until <U+202E>
keys <Enter>
until Chain, as served
raw-absent e2 80 ae
raw-absent e2 80 8b
raw-absent e2 81 a6
raw-absent ef bf b9
keys q
END

# For the screen tests of the console: a made-up backend (fake.c) at a frozen time, and one test a script.
#   backend ROWS [options of fake]      run NAME [options of screen] [-- arguments of caduca] <SCRIPT
# or the real one:
#   own_folders      real NAME [options of screen] <SCRIPT
set -u
NOW=1795456000 # 23/11/2026 17:46:40 UTC
work=$(mktemp -d) || exit 1
pid=
jira=
count=0
trap 'test -z "$pid" || kill "$pid"; test -z "$jira" || kill "$jira"; rm -rf "$work"' EXIT
export TZ=UTC
unset LANGUAGE LC_ALL LC_MESSAGES LANG CADUCA_SOCKET

backend() {
	test -z "$pid" || kill "$pid"
	rows=$1
	shift
	pid=$("$BUILD/fake" --socket "$work/socket" --rows "$rows" --now $NOW "$@")
}

run() {
	name=$1
	shift
	count=$((count + 1))
	if XDG_CONFIG_HOME="$work" "$BUILD/screen" -e CADUCA_CLOCK=$NOW "$@" -- "$BUILD/caduca" --socket "$work/socket" \
		>"$work/out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out"
	fi
}

# Folders of its own for the real backend, which the console starts itself and which keeps what runs before it left.
own_folders() {
	mkdir -p "$work/config/caduca" "$work/state" "$work/run" "$work/home"
	export HOME="$work/home" XDG_CONFIG_HOME="$work/config" XDG_STATE_HOME="$work/state" XDG_RUNTIME_DIR="$work/run"
}

# A fake Jira (tests/jira), which a backend that starts from then on asks; `order ORDER…` tells it what to do.
fake_jira() {
	mkfifo "$work/jira-ready"
	perl tests/jira/jira.pl serve --folder "$work/jira" >"$work/jira-ready" &
	jira=$!
	read -r address <"$work/jira-ready"
	address=${address#*'"plain":"'}
	printf 'jira = "%s";\njira-plain = true;\n' "${address%%'"'*}" >>"$XDG_CONFIG_HOME/caduca/caduca.conf"
}
order() { perl tests/jira/jira.pl order "$work/jira" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }

# As run, on the real backend.
real() {
	name=$1
	shift
	count=$((count + 1))
	if "$BUILD/screen" "$@" -- "$BUILD/caduca" >"$work/out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out"
	fi
}

# A relay between the real console and its backend (relay.pl), which notes in $work/log what is asked: relay [REFUSED [LOST]]
relay() {
	rm -f "$work/relay" "$work/log"
	pid=$(perl tests/screen/relay.pl "$work/relay" "$XDG_RUNTIME_DIR"/caduca*/socket* "$work/log" "$@")
}

# The real console, through the relay.
through_relay() {
	"$BUILD/screen" -e LANGUAGE=en -- "$BUILD/caduca" --socket "$work/relay" >"$work/out" 2>&1 || {
		sed 's/^/# /' "$work/out"
		return 1
	}
}

# Something that is so when the command succeeds: holds NAME COMMAND...
holds() {
	name=$1
	shift
	count=$((count + 1))
	if "$@"; then echo "ok $count - $name"; else echo "not ok $count - $name"; fi
}

# ---- for those that walk a renewal on the fleet of tests/fleet/plan_walk.c (tests/fleet/demo.sh) ----

# Who plays the others: a home, an inbox, an authority that the backend trusts, and $others, a folder with commands
# for the script of a screen: `order`, for the fleet, and `issue`, which has the authority answer a CSR and the fleet
# be ready to serve the answer.
walk_folders() {
	export HOME="$work/home" others="$work/others"
	inbox="$HOME/safata"
	mkdir -p "$inbox" "$others"
	sh tests/papers.sh "$others"
	cp "$others/authority/root.crt" "$FLEET/ca/authority.pem"
	cat >"$others/order" <<'END'
echo "$*" >"$FLEET/control"
read -r answer <"$FLEET/answers"
[ "$answer" = ok ] || { echo "$*: $answer" >&2; exit 1; }
END
	cat >"$others/issue" <<'END'
# issue DOMAIN: DOMAIN.crt, for DOMAIN.csr
sh tests/papers.sh "$others" "$others/$1.csr" "$others/$1.crt" "DNS:$1"
exec sh "$others/order" bring "$1" "$others/$1.crt" "$others/$1.key"
END
}

endpoint() { awk -F, -v name="$1" '$3 == name { print $1 ":" $2 }' "$FLEET/fleet.csv"; }

# What walks by CESICAT have in common, as parts of the script of a screen; domain is the host's.
# From the monitor in the list to the first ticket.
walk_begins() {
	cat <<END
keys r
until Voleu començar la renovació de
keys <Enter>
until │ 0.1 Verificar la data de caducitat
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until │ 0.2 Què cal fer?
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Nom principal
keys <F2>
until │ 1.1 Tiquet a Sistemes
END
}

# Sistemes answers: the files come into the inbox.
walk_csr() {
	cat <<END
sh cp "$others/$domain.csr" "$inbox"
until Ha arribat $domain.csr
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$domain.key" "$inbox"
until Ha arribat $domain.key
keys i
until Com ha arribat la clau privada?
keys 1<Enter>
until │ 2.2 Esperar
END
}

# The head answers, and the CTTI is asked.
walk_request() {
	cat <<END
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 1  CESICAT (Sectigo)
keys 1<Enter>
until │ 3.1 Teniu permís de Remedy?
keys <Enter>
until 1  Sí, en tinc
keys 1<Enter>

# the request to the CTTI
until │ 3.2 Accedir al Remedy
keys <Enter>
until Constància
keys <Enter>
until │ 3.3 Dades de contacte
keys <Enter>
until 0/5 marcats
keys <Enter>12345678z<Enter>
until •••••678Z
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.4 Detall de la Petició
keys <Enter>
until 0/12 marcats
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space><Down>
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.5 Número de la petició
keys <Enter>
until ─ Número de la petició
keys REQ000123<Enter>
until │ 3.6 Esperar el .crt del CTTI
END
}

# The CTTI answers, and the files are put away.
walk_crt() {
	cat <<END
sh cp "$others/$domain.crt" "$inbox"
until Ha arribat $domain.crt
keys i
until │ 4.2 Desar els fitxers
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
END
}

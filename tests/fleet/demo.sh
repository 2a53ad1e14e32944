#!/bin/sh
# The console on a fleet of hosts of its own (`make demo`), in a temporary state that is removed afterwards.
#
#   demo.sh [--set demo|all|bulk|crash] [--count N] [--no-import] [--jira] [--no-console CMD ARG...]
#
# With --no-console the command runs in that environment instead of the console, and its exit status is ours:
# that is how a test gets a fleet, a private backend and nothing of the user's. The command finds
#   $FLEET/manifest.json  what must be seen (tests/fleet/manifest.h)     $FLEET/fleet.csv  for caducactl import
#   $FLEET/control        orders to the fleet, "switch NAME", "down NAME", "up NAME": one line written into it
#   $FLEET/answers        gives a line read from it for each order: "ok" or "error ..."
#   $BUILD (absolute), XDG_STATE_HOME, XDG_CONFIG_HOME, XDG_RUNTIME_DIR of its own
# The list is imported before, but for --no-import. Needs $BUILD, the build folder.
#
# With the console there is a Jira too (tests/jira), which the backend is configured to, with a token of each person that
# tickets are made and followed with; the others, who move the tickets (tests/jira/colleagues.pl); and a renewal that is
# begun while one looks. With --jira the command has that Jira, in $JIRA, and neither.
set -eu

# Names with two addresses have them from /etc/hosts. Where it knows none of them, root can have another in a mount
# namespace; elsewhere the fleet leaves those hosts out.
if [ -z "${FLEET_HOSTS-}" ] && [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
	FLEET_HOSTS=$(mktemp)
	{ cat /etc/hosts 2>/dev/null || true; printf '%s\n' '127.0.0.1 localhost' '::1 localhost' '127.0.0.1 bessons.exemple.test' \
		'::1 bessons.exemple.test' '127.0.0.1 lluny.exemple.test' 'ff0e::1 lluny.exemple.test'; } >"$FLEET_HOSTS"
	export FLEET_HOSTS
	exec unshare --mount sh "$0" "$@"
fi
if [ -n "${FLEET_HOSTS-}" ]; then
	mount --bind "$FLEET_HOSTS" /etc/hosts || echo 'demo: no private /etc/hosts here' >&2
	rm -f "$FLEET_HOSTS"
fi

set_name=demo count=500 import=yes console=yes jira=no
while [ $# -gt 0 ]; do
	case $1 in
	--set) set_name=$2; shift 2 ;;
	--count) count=$2; shift 2 ;;
	--no-import) import=no; shift ;;
	--jira) jira=yes; shift ;;
	--no-console) console=no; shift; break ;;
	*) echo "demo: what is '$1'?" >&2; exit 2 ;;
	esac
done
[ $console = no ] || jira=yes
[ $console = yes ] || [ $# -gt 0 ] || { echo 'demo: --no-console needs a command' >&2; exit 2; }

BUILD=$(cd "$BUILD" && pwd)
dir=$(mktemp -d)
FLEET=$dir/fleet
command= begun=
. tests/processes.sh

clean() {
	status=$?
	trap '' EXIT HUP INT TERM
	for pid in $command $begun; do kill "$pid" 2>/dev/null || :; done
	# A command that is under way has the state in its environment alone, and would start another backend.
	processes_end "$dir/run/caduca/socket" "$FLEET" "$dir/jira" "XDG_STATE_HOME=$dir/state"
	rm -rf "$dir"
	exit $status
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Somebody asks in Jira that a certificate be renewed, and its first tickets are made.
renewal_begins() {
	of=factura.exemple.cat
	perl tests/jira/jira.pl order "$JIRA" ticket.make project=ST reporter=sistemes summary="Caduca el certificat de $of"
	"$BUILD/caducactl" probe "$of" --wait
	"$BUILD/caducactl" renewal open "$of" --ticket ST-801
	"$BUILD/caducactl" renewal step 1 data-caducitat complete
	"$BUILD/caducactl" renewal step 1 origen choose renovacio
	"$BUILD/caducactl" ticket create 1 tiquet-csr --yes
	"$BUILD/caducactl" ticket create 1 tiquet-cap --yes
}

mkdir -p "$FLEET" "$dir/state" "$dir/config/caduca"
mkdir -m 700 "$dir/run"
mkfifo "$FLEET/control" "$FLEET/answers"
cat >"$dir/config/caduca/caduca.conf" <<END
ca-folders = ( "$FLEET/ca" );
socket = "";
END
[ $console = no ] || echo "inbox = \"$dir/safata\";" >>"$dir/config/caduca/caduca.conf"

# Both fifos stay open here, so that orders can come and go; without us the fleet meets the end of its orders.
exec 8<>"$FLEET/control" 9<>"$FLEET/answers"
{
	"$BUILD/fleet" --folder "$FLEET" --set "$set_name" --count "$count" <"$FLEET/control" || :
	echo 'fleet has ended'
} >"$FLEET/answers" 8>&- 9>&- &
read -r answer <&9
case $answer in
ready*) ;;
*) echo "demo: the fleet did not start" >&2; exit 1 ;;
esac

if [ $jira = yes ]; then
	JIRA=$dir/jira
	mkdir -m 700 "$JIRA"
	mkfifo "$JIRA/ready"
	perl tests/jira/jira.pl serve --folder "$JIRA" --tls >"$JIRA/ready" 8>&- 9>&- &
	read -r answer <"$JIRA/ready" || { echo 'demo: the Jira did not start' >&2; exit 1; }
	base=${answer#*'"tls":"'}
	cat >>"$dir/config/caduca/caduca.conf" <<END
jira = "${base%%'"'*}";
jira-ca-file = "$JIRA/tls/ca.pem";
jira-token-file = "$JIRA/tokens/servei";
jira-my-token-file = "$JIRA/tokens/anna";
END
	export JIRA
fi
# What the console links to is nobody's: the Jira that is here, and hosts of an example.
if [ $console = yes ]; then
	mkdir "$dir/config/caduca/procedures"
	sed -e "s|https://contacte\.aoc\.cat|${base%%'"'*}|" -e 's|\.aoc\.cat|.exemple.cat|' backend/procedures/site.conf \
		>"$dir/config/caduca/procedures/site.conf"
fi

unset CADUCA_SOCKET
export BUILD FLEET XDG_STATE_HOME="$dir/state" XDG_CONFIG_HOME="$dir/config" XDG_RUNTIME_DIR="$dir/run"
# On a machine with a team's backend ours must be named, or the fleet would be imported there.
if [ -e /run/caduca ]; then
	mkdir -m 700 "$dir/run/caduca" "$dir/state/caduca"
	export CADUCA_SOCKET="$dir/run/caduca/socket"
	mkfifo "$dir/ready"
	"$BUILD/caducad" --personal --socket "$CADUCA_SOCKET" --ready-fd 3 3>"$dir/ready" 8>&- 9>&- \
		2>"$dir/state/caduca/caducad.log" &
	read -r answer <"$dir/ready"
fi

if [ $import = yes ]; then
	"$BUILD/caducactl" import "$FLEET/fleet.csv" >"$dir/import" 8>&- 9>&- || { cat "$dir/import" >&2; exit 1; }
fi
if [ $console = yes ]; then
	mkdir -m 700 "$dir/papers" "$dir/safata"
	sh tests/papers.sh "$dir/papers"
	cp "$dir/papers/authority/root.crt" "$FLEET/ca/authority.pem"
	perl tests/jira/colleagues.pl --jira "$JIRA" --papers "$dir/papers" --inbox "$dir/safata" --fleet "$FLEET" \
		>"$dir/colleagues" 2>&1 8>&- 9>&- &
	"$BUILD/caducactl" probe --all >/dev/null 8>&- 9>&-
	renewal_begins >"$dir/begun" 2>&1 8>&- 9>&- &
	begun=$!
	status=0
	"$BUILD/caduca" 8>&- 9>&- || status=$?
	exit $status
fi
# In the background and waited for, so that a signal is obeyed at once.
exec 5<&0
"$@" <&5 5<&- 8>&- 9>&- &
command=$!
status=0
wait "$command" || status=$?
command=
exit $status

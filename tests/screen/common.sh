# For the screen tests of the console: a made-up backend (fake.c) at a frozen time, and one test a script.
# What a console remembers is forgotten before each, unless `again` is set.
#   backend ROWS [options of fake]      run NAME [options of screen] [-- arguments of caduca] <SCRIPT
# or the real one:
#   own_folders      real NAME [options of screen] <SCRIPT
set -u
. tests/processes.sh
NOW=1795456000 # 23/11/2026 17:46:40 UTC
work=$(mktemp -d) || exit 1
pid=
count=0
# However a test ends, so does what it started, and the backend that its console started, which has no parent and may linger.
ended() {
	status=$?
	trap '' HUP INT PIPE TERM
	processes_end "$work/socket" "$work/relay" "$work/jira" "XDG_STATE_HOME=$work/state"
	rm -rf "$work"
	exit $status
}
trap ended EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
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
	test -n "${again:-}" || rm -f "$work/left/caduca/console"
	if XDG_CONFIG_HOME="$work" XDG_STATE_HOME="$work/left" "$BUILD/screen" -e CADUCA_CLOCK=$NOW "$@" -- "$BUILD/caduca" --socket "$work/socket" \
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
	test -n "${again:-}" || rm -f "$XDG_STATE_HOME/caduca/console"
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
	rm -f "$XDG_STATE_HOME/caduca/console"
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

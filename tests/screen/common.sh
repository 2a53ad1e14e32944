# For the screen tests of the console: a made-up backend (fake.c) at a frozen time, and one test a script.
#   backend ROWS [options of fake]      run NAME [options of screen] [-- arguments of caduca] <SCRIPT
set -u
NOW=1795456000 # 23/11/2026 17:46:40 UTC
work=$(mktemp -d) || exit 1
pid=
count=0
trap 'test -z "$pid" || kill "$pid"; rm -rf "$work"' EXIT
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

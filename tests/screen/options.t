# What caduca says before it takes the screen: to its options, and where there is no screen.
set -u
caduca="$BUILD/caduca"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME="$work" XDG_STATE_HOME="$work" LC_ALL=C.UTF-8 LANGUAGE=en
unset CADUCA_SOCKET
n=0

# says STATUS TEXT NAME COMMAND...: ends so, and the text is on its output or its errors.
says() {
	n=$((n + 1))
	status=$1 text=$2 name=$3
	shift 3
	"$@" </dev/null >"$work/out" 2>&1
	got=$?
	if [ $got = "$status" ] && grep -qF -- "$text" "$work/out" && ! grep -q "$(printf '\033')" "$work/out"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# ended with $got"
		sed 's/^/# /' "$work/out"
	fi
}

says 0 'Usage: caduca [--socket PATH | --personal]' 'help' "$caduca" --help
says 0 'Ús: caduca [--socket CAMÍ | --personal]' 'help in Catalan' env LANGUAGE=ca "$caduca" -h
says 0 'caduca 0.' 'version' "$caduca" --version
says 2 'Usage: caduca' 'an option that is none' "$caduca" --nonsense
says 2 'Usage: caduca' 'an option that lacks its value' "$caduca" --socket
says 2 'Usage: caduca' 'a word too many' "$caduca" --socket "$work/x" word
says 1 'needs a terminal' 'no terminal' "$caduca"
says 0 'goto-first' 'every key, with where it stands' "$caduca" --check-keys
printf 'bind list x add\nbind list nonsense\n' >"$work/mine"
says 1 'mine:2' 'a mistake in a file of keys, with its line' "$caduca" --check-keys "$work/mine"
echo 'include nowhere.conf' >"$work/mine"
says 1 "mine:1: «$work/nowhere.conf» no existeix." 'a file that is not there, in Catalan' env LANGUAGE=ca "$caduca" --check-keys "$work/mine"
echo 'language = "ca";' >"$work/settings"
says 0 'Ús: caduca' 'the language of the settings named' env -u LANGUAGE -u LC_ALL LANG=C "$caduca" --config "$work/settings" --help
says 0 'Ús: caduca' 'the same, with =' env -u LANGUAGE -u LC_ALL LANG=C "$caduca" "--config=$work/settings" --help
echo "1..$n"

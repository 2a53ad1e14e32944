# `take` means five things: a function parses, reads, owns, accepts, claims or adds, and its name says which. To take
# over a renewal is a word of the trade.
bad=$(grep -rnE '^([a-z0-9_]+_)?take(_[a-z0-9_]+)?\(' --include='*.c' backend tui | grep -vE '_?take_over(_|\()')
if [ -z "$bad" ]; then echo 'ok 1 - no function is called take'; else
	echo 'not ok 1 - no function is called take'
	printf '%s\n' "$bad" | sed 's/^/# /'
fi
echo 1..1

# A name that is not static belongs to one file of the whole tree, though no program links all of them, and is used in
# another one: what is used in its own file alone is static, and what nobody uses is not there.
BUILD=${BUILD:-build}
n=0
say() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
rooms=$(sed -n 's/^ROOMS := //p' Makefile)
archives=$(for room in $rooms; do echo "$BUILD/$room.a"; done)
# name room file
defined=$(for a in $archives; do nm -A -g --defined-only "$a" | awk '$NF !~ /^_|^main$|asan|ubsan/ && $(NF-1) ~ /[TDBRVC]/ {
	split($1, at, ":"); sub(/.*\//, "", at[1]); print $NF, at[1], at[2] }'; done | sort -u)
[ "$(printf '%s\n' "$defined" | wc -l)" -gt 500 ] || { echo 'Bail out! no symbols were found'; exit 1; }
say 'no two of them share a name' "$(printf '%s\n' "$defined" | awk '{ where[$1] = where[$1] " " $2 ":" $3; seen[$1]++ }
	END { for (name in seen) if (seen[name] > 1) print name where[name] }')"
echo "1..$n"

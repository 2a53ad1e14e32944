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
# What a macro makes (the texts of base/terms.h) is made whole, used or not: its name stands in no source.
mains="$BUILD/obj/backend/daemon/main.o $BUILD/obj/backend/ctl/main.o $BUILD/obj/tui/main.o"
say 'each is used outside of its file, by a program or a test' "$({
	nm -A -u $archives $mains | sed 's/.* //' | sort -u | sed 's/^/used /'
	printf '%s\n' "$defined"
} | awk '$1 == "used" { used[$2] = 1; next } !($1 in used) { print $1, $2 }' | while read -r name room; do
	[ "$room" = tui.a ] && folder=tui || folder=backend/${room%.a}
	grep -rqE --include='*.c' "^$name\(" "$folder" || continue
	grep -rqw --include='*.[ch]' "$name" tests || echo "$name $room"
done)"
echo "1..$n"

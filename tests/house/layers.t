# Arrows point down: a room includes only the rooms that the Makefile's USES_ lines name,
# curses stays in tui/term/term.c, SQL in store/, OpenSSL in pki/ and probe/.
fail=0
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
rooms=$(sed -n 's/^ROOMS := //p' Makefile)
for room in $rooms; do
	folder=backend/$room
	[ "$room" = tui ] && folder=tui
	uses=$(sed -n "s/^USES_$room := *//p" Makefile)
	allowed=$(printf '%s|' $room $uses | sed 's/|$//')
	bad=$(grep -rnE '^#include "' --include='*.[ch]' "$folder" 2>/dev/null |
		grep -E "\"($(printf '%s|' $rooms | sed 's/|$//'))/" | grep -vE "\"($allowed)/")
	check "$room includes only $room $uses" "$bad"
done
for room in $(sed -n 's/^INNER_\([a-z]*\) := .*/\1/p' Makefile); do
	folder=backend/$room
	[ "$room" = tui ] && folder=tui
	path=${folder#backend/}
	for inner in $(sed -n "s/^INNER_$room := //p" Makefile); do
		uses=$(sed -n "s/^USES_${room}_$inner := *//p" Makefile)
		if [ "$inner" = top ]; then files=$(ls $folder/*.[ch] | grep -v '/main\.c$')
		elif [ -d "$folder/$inner" ]; then files=$folder/$inner
		else files=$(ls $folder/$inner.[ch] 2>/dev/null); fi
		allowed=
		for r in $inner $uses; do
			if [ "$r" = top ]; then allowed="$allowed|[^/\"]*"; else allowed="$allowed|$r(/[^\"]*|\.h)"; fi
		done
		bad=$(grep -rnE "^#include \"$path/" $files /dev/null | grep -vE "\"$path/(${allowed#|})\"")
		check "$folder: $inner includes only $inner $uses" "$bad"
	done
	inners=$(sed -n "s/^INNER_$room := //p" Makefile)
	check "$folder: every file stands in one of its rooms" "$(ls -d $folder/*/ $folder/*.[ch] | sed -e "s|^$folder/||" \
		-e 's|/$||' -e 's|\.[ch]$||' | sort -u | while read -r part; do
		case " $inners main man po poison " in *" $part "*) continue ;; esac
		case " $inners " in *" top "*) [ -d "$folder/$part" ] || continue ;; esac
		echo "$part"; done)"
done
check 'curses is included by tui/term/term.c alone' \
	"$(grep -rnE '^#include <(ncurses|curses|term)(w/curses)?\.h>' --include='*.[ch]' tui backend | grep -v '^tui/term/term\.c:')"
check 'SQLite is used by store/ alone' \
	"$(grep -rn '^#include <sqlite3\.h>' --include='*.[ch]' tui backend | grep -v '^backend/store/')"
check 'libcurl is used by tickets/ and mail/ alone' \
	"$(grep -rnE '^#include <curl/|\bCURL' --include='*.[ch]' tui backend | grep -vE '^backend/(tickets|mail)/|^tui/poison\.h:')"
check 'OpenSSL is used by pki/ and probe/ alone' \
	"$(grep -rn '^#include <openssl/' --include='*.[ch]' tui backend | grep -vE '^backend/(pki|probe)/')"
check 'libzip, expat and libxlsxwriter are used by inventory/ alone' \
	"$(grep -rnE '^#include <(zip|expat|xlsxwriter)\.h>' --include='*.[ch]' tui backend | grep -v '^backend/inventory/')"
check 'no program is ever run from the console' \
	"$(grep -rnE '\b(exec[lv]p?e?|execvpe|fexecve|execveat|posix_spawnp?|popen|system|spawn_program) *\(' --include='*.[ch]' tui)"
check 'children are started by base/spawn.c alone, and by the guard of the terminal, which runs no program' \
	"$(grep -rnE '\b(v?fork|clone3?|exec[lv]p?e?|execvpe|fexecve|execveat|posix_spawnp?) *\(' --include='*.[ch]' backend tui |
		grep -vE '^backend/base/spawn\.c:|^tui/term/guard\.c:.*[^a-z_]fork\(\)')"
check 'certificate extensions are never printed by OpenSSL' \
	"$(grep -rnE 'X509V3?_(EXT_)?print' --include='*.[ch]' backend tui)"
check 'the top level holds what was agreed, and nothing else' \
	"$(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u | grep -vxE 'tui|backend|tests|Makefile|README\.md|LICENSE|keybindings\.conf|\..*')"
echo "1..$n"

# Each header compiles alone, with the names that banned.h poisons, and each source includes its own first.
BUILD=${BUILD:-build}
n=0
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
flags="-std=c17 -D_GNU_SOURCE -DCADUCA_PREFIX=\"/usr/local\" -fsyntax-only -Wall -Wextra -Werror -Wno-unused -Ibackend -I. -I$BUILD/gen -include backend/base/banned.h"
for header in $(find backend tui -name '*.h' ! -name banned.h ! -name poison.h | sort); do
	n=$((n + 1))
	printf '#include "%s"\n' "${header#backend/}" >"$dir/one.c"
	if ${CC:-cc} $flags "$dir/one.c" 2>"$dir/out"; then
		echo "ok $n - $header compiles alone"
	else
		echo "not ok $n - $header compiles alone"
		sed 's/^/# /' "$dir/out"
	fi
done
for source in $(find backend tui -name '*.c' | sort); do
	header=${source%.c}.h
	[ -f "$header" ] || continue
	n=$((n + 1))
	first=$(sed -n 's/^#include ["<]\(.*\)[">]/\1/p' "$source" | head -n 1)
	if [ "$first" = "${header#backend/}" ]; then echo "ok $n - $source includes its own header first"; else
		echo "not ok $n - $source includes '$first' first"; fi
done
for name in strcpy strcat sprintf strtok gets gmtime localtime system popen; do
	n=$((n + 1))
	printf 'int f(void);\nint f(void) { return (int)(long)&%s; }\n' $name >"$dir/one.c"
	if ${CC:-cc} $flags "$dir/one.c" 2>/dev/null; then echo "not ok $n - $name is poisoned"; else echo "ok $n - $name is poisoned"; fi
done
echo "1..$n"

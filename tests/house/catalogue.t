# Every message that a person may read has its Catalan, and none of it is doubtful or left over. What the sources say
# is extracted anew here, so a message that was added or changed and not translated fails.
po=tui/po/ca.po
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
n=0
check() { # name, file of offending lines
	n=$((n + 1))
	if [ -s "$2" ]; then
		echo "not ok $n - $1"
		sed 's/^/# /' "$2"
	else
		echo "ok $n - $1"
	fi
}

find backend tui -name '*.[ch]' -o -name '*.def' | sort >"$dir/sources"
xgettext --files-from="$dir/sources" --language=C --from-code=UTF-8 --keyword= --keyword=_ --keyword=N_ \
	--keyword=ngettext:1,2 --output="$dir/all.pot" 2>"$dir/warnings"
check 'the messages can be extracted' "$dir/warnings"

n=$((n + 1))
found=$(grep -c '^msgid ' "$dir/all.pot")
if [ "$found" -gt 200 ]; then echo "ok $n - the messages were found ($found)"; else echo "not ok $n - only $found messages"; fi

msgcmp --use-untranslated "$po" "$dir/all.pot" >"$dir/out" 2>&1
check 'every message of the sources is in ca.po' "$dir/out"

msgattrib --untranslated --no-obsolete --no-wrap "$po" | grep '^msgid' | grep -v '^msgid ""$' >"$dir/out"
check 'none is untranslated' "$dir/out"

msgattrib --only-fuzzy --no-wrap "$po" | grep '^msgid' >"$dir/out"
check 'none is fuzzy' "$dir/out"

grep '^#~' "$po" >"$dir/out"
check 'none is left over' "$dir/out"
msgcat --no-location --no-wrap --use-first "$dir/all.pot" | grep -E '^msgid(_plural)? ' | sort >"$dir/here"
msgcat --no-location --no-wrap --use-first "$po" | grep -E '^msgid(_plural)? ' | sort | comm -23 - "$dir/here" >"$dir/out"
check 'none translates what nobody says any more' "$dir/out"

msgfmt --check-format --check-domain -o /dev/null "$po" 2>"$dir/out"
check 'the formats agree' "$dir/out"

# {name} of words_error: what stands in braces is filled in, so it must stand in both.
msgcat --no-location --no-wrap "$po" | awk '
	function names(s,   out) { out = ""; while (match(s, /\{[a-z]+\}/)) { out = out substr(s, RSTART, RLENGTH) "\n"; s = substr(s, RSTART + RLENGTH) } return out }
	function sorted(list,   a, i, j, k, t) { k = split(list, a, "\n"); for (i = 1; i < k; i++) for (j = i + 1; j < k; j++) if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t } t = ""; for (i = 1; i < k; i++) t = t a[i]; return t }
	/^msgid "/ { id = $0 }
	/^msgstr "/ { if (sorted(names(id)) != sorted(names($0))) print id }' >"$dir/out"
check 'what is filled in stands in both languages' "$dir/out"

# The typographic ela geminada is l·l (U+00B7); an apostrophe is straight, as in the sources.
grep -nE '^(msgstr|")' "$po" | grep -E "l[.•]l|l-l[aeiou]|’" >"$dir/out"
check 'the ela geminada is l·l' "$dir/out"
echo "1..$n"

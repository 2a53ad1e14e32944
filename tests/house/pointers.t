# What a comment needs to be understood stands in the repository: none points to a text outside of it. What is published
# (RFC 5280, section 4.2) may be cited.
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
# look(pattern): where it stands, in all that is written here; this test names what it looks for.
look() {
	grep -rnIEi "$1" backend tui tests Makefile README.md keybindings.conf .clang-format | grep -v '^tests/house/pointers\.t:'
}
[ "$(look 'the' | wc -l)" -gt 1000 ] || { echo 'Bail out! nothing was found to look at'; exit 1; }
check 'no section or rule of a text that is not here' \
	"$(look '\b(design|style|guide|house)(\.md)?[,;:]?( the)? (section|rule|chapter)s? [0-9]|\bshared (design|style)\b|\b(section|rule|chapter) [0-9]' |
		grep -viE '(RFC|X\.[0-9]+|FIPS|UTS|UAX)[ -]?[0-9]+.*(section|rule)|section [0-9.]+ of RFC')"
# The README is ours; record.md is a file that tests write.
check 'no text in Markdown but the README' "$(look '[a-z0-9_-]+\.md\b' | grep -vE '\b(README|record)\.md\b')"
check 'no folder beside the repository' "$(look '(^|[^a-z./-])(\.\./)?(shared|seed|reference)/[a-z]')"
check 'no issue by its number' "$(look '\b(issue|bug|PR) #?[0-9]+\b|[( ]#[0-9]+\b' | grep -vE '^[^:]*:[0-9]+:.*(color|colour|\$#|&#)')"
echo "1..$n"

# A state, a kind, an outcome or a problem is an enum in memory: its text is read and written by base/terms alone, so that
# a slip in one is a mistake of the compiler and not a comparison that is never true.
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
# these are also words of other vocabularies: of the database's health, the settings, the names of a renewal, a service
terms=$(grep -oE '^[[:space:]]X\([A-Z0-9_]+, "[a-z0-9-]+"' backend/base/terms.h | cut -d'"' -f2 | sort -u | grep -vxE 'ok|none|new|head')
check 'there are terms to look for' "$([ "$(printf '%s\n' "$terms" | wc -l)" -gt 70 ] || echo "only: $terms")"
words=$(printf '%s|' $terms | sed 's/|$//')
# what a person types on a command line is no term yet (argv), and a contact of the site has a "mail"
check 'no text of a term is compared outside base/terms.c' "$(find backend tui -name '*.[ch]' ! -path backend/base/terms.c |
	sort | WORDS=$words perl -lne 'open my $f, "<", $_ or die; local $/; my $text = <$f>;
		while ($text =~ /(str(?:case|n|ncase)?cmp\((?:[^();{}]|\((?:[^()]|\([^()]*\))*\))*?,\s*"(?:$ENV{WORDS})")/g) {
			(my $found = $1) =~ s/\s+/ /g;
			print "$_: $found" unless $found =~ /argv\[|\(part, /;
		}')"
echo "1..$n"

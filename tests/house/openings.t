# Who opens a long file learns at its top what stands in it, before any include: a comment of at least four lines. A
# test of a room names its rooms there instead (tests/unit), and its cases say the rest.
name='a .c over 300 lines opens with its model of the world'
bad=$(find backend tui tests -name '*.c' ! -path 'tests/unit/*' | sort | xargs perl -0777 -ne '
	next if tr/\n// <= 300;
	my $lines = m{\A/\*(.*?)\*/}s ? 1 + ($1 =~ tr/\n//) : 0;
	print "$ARGV: its first comment has $lines lines\n" if $lines < 4')
echo 1..1
if [ -z "$bad" ]; then echo "ok 1 - $name"; else echo "not ok 1 - $name"; printf '%s\n' "$bad" | sed 's/^/# /'; fi

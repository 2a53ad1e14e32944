# Every source is as clang-format 14 (Debian 12's) leaves it, and formats for JSON are written in one way: {s:s, s:i}.
n=0
say() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
files=$(find backend tui tests -name '*.[ch]' | sort)
name='as clang-format 14 leaves it'
format=
for program in clang-format-14 clang-format; do
	case $($program --version 2>/dev/null) in *'version 14.'*) format=$program && break ;; esac
done
if [ -n "$format" ]; then
	say "$name" "$(printf '%s\n' "$files" | xargs "$format" -n --Werror 2>&1 | grep 'error:' | cut -d: -f1,2 | uniq)"
else
	n=$((n + 1))
	echo "ok $n - $name # SKIP clang-format 14 is not here"
fi
# Strings that stand side by side are one. Keys are s, each with one value; a list has values alone.
say 'formats of json_pack and json_unpack are well-formed, and in one style' "$(printf '%s\n' "$files" | xargs perl -0777 -ne '
	our ($value, $object, $list);
	$value = qr/(?:[biIfnoO][?*]?|s(?:[?*]|[#%])?|(??{ $object })|(??{ $list }))/;
	my $pair = qr/s:$value/;
	$object = qr/\{(?:$pair(?:, $pair)*)?!?\}[?*]?/;
	$list = qr/\[(?:$value(?:, $value)*)?\][?*]?/;
	while (/\bjson_(?:un)?pack(?:_ex)?\(([^"();]*?)((?:"[^"\n]*"\s*)+)/g) {
		my ($before, $strings) = (substr($_, 0, $-[0]), $2);
		(my $format = $strings) =~ s/"\s*"//g;
		$format =~ s/^"|"\s*$//g;
		print "$ARGV:", 1 + ($before =~ tr/\n//), ": $format\n" unless $format =~ /^(?:$object|$list)$/;
	}')"
echo "1..$n"

# Procedures are data: C knows no id, value, template or entry of a site that stands in backend/procedures, so that renaming
# one there changes nothing here. What C needs is declared (caduca-procedure(5)). old_text.c alone knows what the program
# of before read out of some.
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
data=backend/procedures
ids=$({
	sed 's/#.*//' $data/*.procedure $data/site.conf | grep -oE '\b(id = "[A-Za-z0-9-]*"|(name|value|sets|template|reminder|asks|offers) = "[a-z0-9-]*")' | cut -d'"' -f2
	ls $data/templates | sed 's/\.txt$//'
	sed -n '/^\(contacts\|folders\|urls\|texts\|issuers\|days\|patterns\) = {/,/^};/p' $data/site.conf | grep -oE '^  [a-z-]+ =' | tr -d ' ='
	sed -n 's/^projects = {\(.*\)};/\1/p' $data/site.conf | grep -oE '[a-z-]+ =' | tr -d ' ='
} | sort -u)
terms=$(grep -oE '^[[:space:]]X\([A-Z0-9_]+, "[a-z0-9-]+"' backend/base/terms.h | cut -d'"' -f2)
ids=$(printf '%s\n' "$ids" | grep -vxF "$terms")
check 'there are ids to look for' "$([ "$(printf '%s\n' "$ids" | wc -l)" -gt 100 ] || echo "only: $ids")"
# Words that are something else too: "urgent" is an act and a fact, "no" an answer, "ca" a language and a certificate's CA
# bit; the CSV knows the Catalan words "altre" and "alerta".
check 'none of them stands in C' "$(find backend tui -name '*.[ch]' ! -path 'backend/procedure/old_text.*' | sort |
	IDS=$(printf '%s|' $ids | sed 's/|$//') perl -lne 'open my $f, "<", $_ or die; local $/; my $text = <$f>;
		$text =~ s{/\*.*?\*/}{}gs;
		while ($text =~ /"(?:(?:text|folder|contact|url|project|issuer|ticket|subject|document)\.|\{\{)?($ENV{IDS})(?:\}\}|\/[a-z-]*)?"/g) {
			my $id = $1;
			next if $id =~ /^(urgent|no)$/;
			next if $id eq "ca" && /words\/words\.c|pki\/facts\.c|operations\/document_gate\.c|ctl\/found_certificates\.c/;
			next if $id =~ /^(altre|alerta)$/ && /inventory\/list_columns\.c/;
			next if $id eq "si" && /inventory\/workbook\.c/; # an element of ECMA-376
			print "$_: $id";
		}')"
echo "1..$n"

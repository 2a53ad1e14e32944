# What a machine can hold of the Catalan: one word for each thing, *estar* for states, and dates as a person writes them.
# A sentence stays good Catalan only by being read in place; this keeps what was mended from coming back.
po=tui/po/ca.po
n=0
check() { # name, offending lines
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; printf '%s\n' "$2" | sed 's/^/# /'; fi
}
# id<TAB>the Catalan of it, a message or one of its plurals a line
pairs() {
	msgcat --no-location --no-wrap "$po" | perl -CSD -Mutf8 -lne '
		sub out { print "$id\t$_" for grep { length } @say; ($id, @say) = ("") }
		if (/^msgid "(.*)"$/) { out(); $id = $1; $in = 1 }
		elsif (/^msgid_plural "(.*)"$/) { $id .= " $1" }
		elsif (/^msgstr(?:\[\d\])? "(.*)"$/) { push @say, $1; $in = 0 }
		elsif (/^"(.*)"$/) { $in ? ($id .= $1) : ($say[-1] .= $1) }
		END { out() }'
}
pairs=$(pairs)
never() { # name, what no Catalan has, [except where the English has this]
	check "$1" "$(printf '%s\n' "$pairs" | NEVER=$2 UNLESS=${3:-(?!)} perl -CSDA -Mutf8 -F'\t' -MEncode -lane '
		BEGIN { ($never, $unless) = map { decode("UTF-8", $ENV{$_}) } qw(NEVER UNLESS) }
		print "$F[0]: $F[1]" if $F[1] =~ /$never/i && $F[0] !~ /$unless/')"
}
check 'the messages were read' "$([ "$(printf '%s\n' "$pairs" | wc -l)" -gt 1400 ] || echo "only: $(printf '%s\n' "$pairs" | wc -l)")"
never 'a host is a host' 'm[àa]quin' 'machine'
never 'a proxy is a servidor intermediari' '(?<!_)\bprox(y|ies)\b(?!-refused|\]| )' '--proxy'
never 'the backend is the servei, and a servidor is what it looks at' '\bservidor\b(?! intermediari)' '^(?!.*backend)'
never 'what has come to be is *estar*' \
	"\\b(és|són|era|eren) (ja )?(fe[ta]s?|fetes|ple(na|ns|nes)?|bui[dt]a?s?|marca(t|da|ts|des)|obert[as]?s?|obertes|tanca(t|da|ts|des)|imprès|instal·la(t|da|ts|des)|incomplet[as]?)\\b"
never 'what is theirs is not "seu"' 'torn (seu|nostre)'
never 'a count is a word of its own' "%[lz]*[du] d(e |')(afegi|canvia|igual|erroni)"
never 'what a list brings is afegit, canviat, igual, erroni' '\b(incorrect[ae]s?|sense canvis|des de llavors|(és|està) nou|files noves|%[lz]*[du] nov)' 'dates'
never 'what is watched es vigila' 'supervis'
never 'no sentence has two blanks in it' '\S  +\S' '^(\S+  )+\S+($|  Tab:)|completes|^[Uu]sage:'
never 'no sooner than a day is said so' "com a molt d'hora"
never 'a day is dd/mm/yyyy' '\b\d{4}-\d\d-\d\d\b'
never 'no field is called Valor' '(?-i:^Valor:?$)'
never 'who has a renewal is "qui la té"' '^(responsable|agafada per)$'
never 'a renewal that is paused is aturada' '^ajornada\b'
never 'the tiquet, the monitor and the renewal have one name each' '\b(ticket|incidència|sensor|renovament)\b'
never 'a key is assigned, not tied' '\blliga(r|t|da|ts)?\b'
never 'the subject of a certificate is its subjecte' '\btitulars?\b'
never 'who issues is a CA' '\bautoritats?\b'

# what is ours of the procedures' own words; the page's stay to the letter
ours=$(grep -l '^source: ours$' backend/procedures/templates/*)
# shellcheck disable=SC2086
check 'a reminder of ours asks "com tenim"' "$(grep -nE 'Com ho tenim|[Ee]l CSR per [{]' $ours)"
check 'what has come to be is *estar* in the procedures too' \
	"$(grep -nE '(és|són) (imprès|impresos|instal·lat|fet|ple|buit|marcat)\b' backend/procedures/*.procedure)"
check 'what is kept of a monitor is its historial' "$(grep -nE "conserva la història" backend/procedures/*.procedure)"
echo "1..$n"

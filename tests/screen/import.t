# A list of monitors through the console: which file, what would become of each row, which column is what, and then; and undone.
. tests/screen/common.sh
own_folders
inbox="$HOME/safata"
mkdir -p "$inbox"
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
hosts() { "$BUILD/caducactl" list --json | perl -MJSON::PP -e 'local $/; print join " ", map { "$_->{host}=$_->{service}" } sort { $a->{host} cmp $b->{host} } @{ decode_json(<STDIN>) }'; }
holds() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then echo "ok $count - $1"; else printf 'not ok %s - %s\n# %s\n# expected %s\n' $count "$1" "$2" "$3"; fi
}

# A workbook: each sheet a name and its rows, cells parted by '|', rows by ';'.
workbook() {
	perl -MIO::Compress::Zip -e '
		my ($file, @sheets) = @ARGV;
		my ($zip, $list, $ids, @parts);
		for my $n (1 .. @sheets / 2) {
			my ($name, $rows) = splice @sheets, 0, 2;
			$list .= qq(<sheet name="$name" sheetId="$n" r:id="r$n"/>);
			$ids .= qq(<Relationship Id="r$n" Type="t" Target="worksheets/s$n.xml"/>);
			push @parts, "xl/worksheets/s$n.xml", "<worksheet xmlns=\"m\"><sheetData>" . join("", map {
				"<row>" . join("", map { "<c t=\"inlineStr\"><is><t>$_</t></is></c>" } split /\|/) . "</row>" } split /;/, $rows) . "</sheetData></worksheet>";
		}
		unshift @parts, "xl/workbook.xml", qq(<workbook xmlns="m" xmlns:r="r"><sheets>$list</sheets></workbook>),
			"xl/_rels/workbook.xml.rels", qq(<Relationships xmlns="p">$ids</Relationships>);
		while (my ($name, $text) = splice @parts, 0, 2) {
			$zip ? $zip->newStream(Name => $name) : ($zip = IO::Compress::Zip->new($file, Name => $name, Minimal => 1));
			$zip->print($text);
		}
		$zip->close' "$@"
}
rows() { perl -e 'print join ";", $ARGV[0], map { sprintf "%s%03d.exemple.test|Servei %d|cosa", $ARGV[1], $_, $_ % 3 } 1 .. $ARGV[2]' "$@"; }

workbook "$inbox/fleet.xlsx" PRO "$(rows 'Servidor|Servei|Notes' a 200)" Notes 'res;mes' PRE "$(rows 'Servidor|Servei|Notes' b 100);bad host"
printf 'PK\003\004 no' >"$work/home/damaged.xlsx"
printf '\320\317\021\340\241\261\032\341%600s' ' ' >"$work/home/old.xls"
perl -e 'print "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\0" x 600, join "\0", split //, "EncryptedPackage"' >"$work/home/secret.xlsx"
perl -MIO::Compress::Zip -e '$z = IO::Compress::Zip->new($ARGV[0], Name => "mimetype", Minimal => 1); $z->print("application/vnd.oasis.opendocument.spreadsheet"); $z->newStream(Name => "content.xml"); $z->print("<a/>"); $z->close' "$work/home/calc.ods"

real 'a workbook of two sheets and 300 rows, from the inbox to the list and back' -e LANGUAGE=en -c 160 <<'END'
until Nothing is watched yet
expect imports a list: .xlsx, or CSV
keys I
until A list to import
until fleet.xlsx
expect-row -1 F1 help  Esc back
keys <Enter>
until 300 added  1 bad
expect s state
expect-row 2 Row
expect-row 3 + 2 · PRO
expect-row 3 a001.exemple.test
expect-row 3 service: Servei 1
expect PRO: Servidor = host, Servei = service. Left out: Notes.
expect Sheet Notes has no column
keys s6
until only: bad
expect-row 3 X 102 · PRE
expect-row 3 A102: host: 'bad host' has a space
keys <Enter>
until Row 102 · PRE of the list
expect A102: host: 'bad host' has a space
keys q
until only: bad
keys s1
until-gone only: bad
keys I
until Import fleet.xlsx?
expect 300 added, 1 bad
expect Bad rows are left out.
keys <Enter>
until 300 added, 0 changed, 0 the same, 1 bad. u undoes it.
until ?300
keys u
until Undo the import of fleet.xlsx that
expect made just now? The 300 monitors that it added will be retired.
keys y
until The import is undone: 300 retired
until Nothing is watched yet
END

real 'what is no list is named for what it is, and another file can be given' -e LANGUAGE=en -c 100 <<'END'
until Nothing is watched yet
keys I
until A list to import
keys ~/damaged.xlsx<Enter>
until The file is damaged
keys <C-u>~/old.xls<Enter>
until Excel 97
keys <C-u>~/secret.xlsx<Enter>
until has a password
keys <C-u>~/calc.ods<Enter>
until LibreOffice
keys <C-u>~/none.csv<Enter>
until not there
keys <C-u>~<Enter>
until folder
keys <Esc>
until-gone A list to import
END

printf 'Domini;Tipus;Servei\na.exemple.test;cds-1;Un\nb.exemple.test;Seu electrònica;Un\nc.exemple.test;CDS-9;Un\nd.exemple.test;Servidor;Un\n' >"$work/home/kinds.csv"
real 'the kind of a certificate is as the site calls it, or as the list has it' -e LANGUAGE=ca -c 160 <<'END'
until Encara no es vigila res
keys I~/kinds.csv<Enter>
until 3 afegits  1 erroni
expect-row 3 tipus: CDS-1; servei: Un
expect-row 4 tipus: CDSNM-1; servei: Un
expect-row 5 B4: tipus: «CDS-9»
expect-row 6 tipus: servidor; servei: Un
expect s estat
END

printf 'Dada;Servei;Que\none.exemple.test;Un;Dos\ntwo.exemple.test;Un;Tres\n' >"$work/home/names.csv"
real 'which column is what can be said otherwise' -e LANGUAGE=en -c 100 <<'END'
until Nothing is watched yet
keys I~/names.csv<Enter>
until 2 added
expect Dada = host, Servei = service. Left out: Que.
keys m
until Which column is what
expect A Dada: host
expect by what is in it
keys 2
until What is column B Servei?
keys 1
until B Servei: left out
keys <Up>
until as somebody said
keys <Down><Enter>
until What is column C Que?
keys <Esc>
until Which column is what
keys <Esc>
until-gone Which column is what
until Left out: Servei, Que.
until-gone looked at…
keys I
until Import names.csv? 2 added.
keys n
END

real 'a list that was replaced is not imported as it was; then it is' -e LANGUAGE=en -c 100 <<END
until Nothing is watched yet
keys I~/names.csv<Enter>
until 2 added
sh printf 'host;servei\nthree.exemple.test;Nou\n' >$work/home/names.csv
keys I
until Import names.csv?
keys y
until The file was replaced since it was read
until 1 added
expect three.exemple.test
keys I
until Import names.csv? 1 added.
keys y
until 1 added, 0 changed, 0 the same, 0 bad.
END
holds 'and nothing else' "$(hosts)" three.exemple.test=Nou

printf 'Dada;Servei;Que\nfour.exemple.test;Un;Dos\n' >"$work/home/names.csv"
real 'what a column is said to be is remembered for the next list like it' -e LANGUAGE=en -c 100 <<END
until three.exemple.test
keys I~/names.csv<Enter>
until 1 added
keys m
until Which column is what
keys 2
until What is column B Servei?
keys 1
until B Servei: left out
keys <Esc>
until Left out: Servei, Que.
until-gone looked at…
keys I
until Import names.csv? 1 added.
keys y
until 1 added, 0 changed, 0 the same, 0 bad.
keys I~/names.csv<Enter>
until Its columns are what was said of a list like it.
expect Left out: Servei, Que.
keys m
until Forget what was said of such lists
keys 4
until-gone Its columns are what was said
until Servei = service. Left out: Que.
keys q
until four.exemple.test
END
holds 'and it says nothing of the service' "$(hosts)" 'four.exemple.test= three.exemple.test=Nou'
ctl remove four.exemple.test --yes

ctl edit three.exemple.test --service Meu
printf 'host;servei\nthree.exemple.test;Un altre\n' >"$work/home/names.csv"
real 'what was edited here stays unless it is said otherwise' -e LANGUAGE=en -c 100 <<'END'
until three.exemple.test
keys I~/names.csv<Enter>
until 1 edited here since
expect-row 3 ! 2
expect-row 3 kept as it is here: service
keys I
until Import names.csv?
expect 2  Import 1 monitor, overwriting
keys 2
until 0 added, 1 changed
END
holds 'it is overwritten' "$(hosts)" 'three.exemple.test=Un altre'

real 'as small as a screen may be, in Catalan' -e LANGUAGE=ca -c 40 -r 10 <<'END'
until three
keys I
until Una llista per importar
keys <Tab>~/names.csv<Enter>
until =1
expect-row 0 Importació
expect-row 2 Fila      Monitor
expect-row 3 = 2
expect-row 3 three.exemple
expect I importa  s estat  ? ajuda  Esc torna
keys I
until No se n'afegiria
keys <Enter>
until Fila 2 de la llista
END
echo "1..$count"

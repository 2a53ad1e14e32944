# A renewal with its five tickets by hand, keys only and with no Jira: the one that asks for it, those of the CSR and of the
# head, the number of the request and the one of the installation. Each is found by its number in the list and in the
# renewals; what was seen of it is kept; the steps that wait on it and view 4 say it.
. tests/screen/walk.sh
walk_folders
next_renewal tramits.exemple.cat
made "$BUILD/caducactl" csr $domain --folder "$others"
made sh "$others/issue" $domain
made "$BUILD/caducactl" add "$(endpoint $domain)" --name tramits --sni $domain
made "$BUILD/caducactl" add 'Segell de proves' --type file --certificate-kind segell
made "$BUILD/caducactl" probe --all --wait
ca='-e LANGUAGE=ca'

real 'the walk' $ca <<END
until Segell de proves
keys /tramits<Enter>
until ─ tramits
$(walk_begins)
keys 4
until Enllaça un tiquet amb aquesta renovació
keys ST-500<Enter>
until Per a què és el tiquet?
keys 1
until ST-500 encara no es coneix aquí
keys <Enter>
until ST-500: encara sense mirar
$(walk_asks)
until SIS-901 · encara sense mirar
expect https://contacte.aoc.cat/browse/SIS-901
keys 4
until Els tiquets de la renovació
expect ST-500 · encara sense mirar
expect ST-77 · encara sense mirar
keys <Esc>
until-gone Els tiquets de la renovació
$(walk_csr)
until ST-77 · encara sense mirar
$(walk_request)
until REQ000121 · encara sense mirar
$(walk_crt)
$(walk_install)
until SIS-902 · encara sense mirar
expect https://contacte.aoc.cat/browse/SIS-902
absent {{
END

real 'view 4 has the five, and what is seen of them is said there' $ca <<'END'
until SIS-9
keys 4
until 5 tiquets · 0 per respondre · 5 sense mirar
expect REQ000121
keys /SIS-901<Enter>m
until SIS-901: què hi heu vist?
keys 2
until 4 tiquets · 0 per respondre · 4 sense mirar
keys /SIS-902<Enter>m
until SIS-902: què hi heu vist?
keys 1
until SIS-902          en curs
keys /ST-77<Enter>m
until ST-77: què hi heu vist?
keys 3
until ST-77            en curs, cal resposta    nosaltres
expect-row 3 ST-77
expect-row 1 4 tiquets · 1 per respondre · 2 sense mirar
keys /REQ000121<Enter>t
until Per a què: renovació 1 tramits.exemple.cat: la sol·licitud
keys e
until Què diu REQ000121
keys Assignada<F2>
until REQ000121: mirat (Assignada)
keys <Esc>
until 1 per respondre · 1 sense mirar
keys ftiquet:req<Enter>
until (1/4)
END

found() { # KEY: in the list, and in the renewals
	real "it is found by $1" $ca <<END
until Segell de proves
keys /Segell<Enter>
until ─ Segell
keys /$1<Enter>
until ─ tramits
keys 3
until 1 oberta
keys /$1<Enter>
absent No s'ha trobat
keys ftiquet:$1<Enter>
until (1/1)
END
}
for key in ST-500 SIS-901 ST-77 REQ000121 SIS-902; do found $key; done

kept() { LANGUAGE=ca "$BUILD/caducactl" ticket show "$1" | grep -q "$2"; }
holds 'how far each is is kept' sh -c 'LANGUAGE=ca; export LANGUAGE; for pair in SIS-901=resolt SIS-902=curs ST-77=resposta REQ000121=Assignada; do
	"$0" ticket show "${pair%=*}" | grep -q "${pair#*=}" || exit 1; done' "$BUILD/caducactl"
holds 'and when it was looked at, and by whom' kept SIS-902 "^Mirat .* · $(id -un)"
echo "1..$count"

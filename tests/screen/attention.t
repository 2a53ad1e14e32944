# What raises attention, by keys on hosts of the fleet: a problem is accepted from the list, is shown as that in the list,
# the pane and the detail, no longer counts in the header, and is taken back.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set all --no-import --no-console sh "$0"
. tests/screen/walk.sh
walk_folders
at=$(endpoint self-signed)
year=$(($(date +%Y) + 1))

real 'a problem is accepted and taken back' -c 120 -r 40 <<END
until n'hi ha prou amb el nom
keys a
until Afegeix un monitor
keys $at<Tab>proves<F2>
until autosignat
until atenció 1

# what it needs is asked for, and what is refused is told beside it
keys c
until Accepta de proves: autosignat
until Fins al
keys <F2>
until Cal un motiu.
keys servidor de proves<Tab><C-u>31/02/$year<F2>
until Això no és cap data.
keys <C-u>30<F2>
until Està fet.
until (autosignat)
absent atenció 1
until Acceptat     autosignat fins al
expect : servidor de proves

keys <Enter>
until Acceptat     autosignat fins al
expect Problemes    El certificat és autosignat

# and taken back, from the detail too
keys c
until Voleu deixar d'acceptar «autosignat» de proves?
keys s
until Ja no està acceptat.
until-gone Acceptat
keys qc
until Accepta de proves
keys <Esc>
until atenció 1
END
at=$(endpoint life-200-days)
real 'a change that no renewal is behind is told with what was before, and acknowledged' -c 120 -r 40 <<END
until proves
keys a
until Afegeix un monitor
keys $at<Tab>canviat<F2>
until ─ canviat
until ha respost
sh sh "$others/order" switch life-200-days
keys p
until renovat a part
until Canvi
keys <Enter>
until Algú altre l'ha renovat
expect Canvi
expect   abans
expect   després
expect SHA-256
keys c
until Dona per vist de canviat: renovat a part
keys ho ha fet Sistemes<F2>
until Està fet.
until-gone Algú altre l'ha renovat
until-gone   abans
END
"$BUILD/caducactl" add "$(endpoint self-signed-cn-only)" --name dos --sni nomes-cn.exemple.cat >"$work/out"
real 'of two problems the graver is the one in the list' -c 120 -r 40 <<END
until dos
keys p
until sense SAN ·
END
echo "1..$count"

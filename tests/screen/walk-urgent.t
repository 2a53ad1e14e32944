# The urgent channel, keys only: switched on in a renewal by CESICAT and in one by EACAT, where its steps are done, a
# follow-up that stands already comes sooner, and no name of a hole is ever seen. Then what their records say.
. tests/screen/walk.sh
. tests/screen/walk-eacat.sh
walk_folders
next_renewal tramits.exemple.cat
secret='canari-91be07'
made "$BUILD/caducactl" csr $domain --folder "$others"
made sh "$others/issue" $domain
made "$BUILD/caducactl" add "$(endpoint $domain)" --name tramits --sni $domain
made "$BUILD/caducactl" add 'Segell de proves' --type file --certificate-kind segell
printf '%s' "$secret" >"$work/password"
for life in 27 700; do
	made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$others/$life.key" -out "$others/$life.crt" -days $life -subj '/CN=Segell de proves'
done
made openssl pkcs12 -export -inkey "$others/700.key" -in "$others/700.crt" -passout "file:$work/password" -out "$others/segell.p12"
made "$BUILD/caducactl" certificate 'Segell de proves' "$others/27.crt"
made "$BUILD/caducactl" probe --all --wait

# Keeps the follow-up of a step that waits: followed RENEWAL STEP FILE
followed() { echo "\"$BUILD/caducactl\" renewal step $1 $2 --json | grep -o 'follow_up\": *\"[0-9-]*' | tr -dc 0-9 >\"$work/$3\"; test -s \"$work/$3\""; }

real 'by CESICAT' <<END
until Segell de proves
keys /tramits<Enter>
until ─ tramits
$(walk_begins)
$(walk_asks)
until Pendent: Sistemes
sh $(followed 1 1.2 before)
keys !
until Voleu passar pel canal urgent la renovació
keys s
until │ U.1 Posar-nos en contacte
until canal urgent
until (la pàgina no diu a qui, i
absent {{
keys <Enter>
until Constància
keys Trucat al 112<Enter>
until │ 1.2 Esperar el .csr
sh $(followed 1 1.2 after)
absent {{

# the others answer, and it is installed
$(walk_csr)
$(walk_request)
$(walk_crt)
$(walk_install)
$(walk_installed)
sh sh "$others/order" switch $domain
$(walk_looks 1/1)
$(walk_closes)
END

sooner() { [ "$(cat "$work/$1")" -lt "$(cat "$work/$2")" ]; }
holds 'the follow-up that stood already comes sooner' sooner after before
keep_record
holds 'the record says that it was urgent, and who was told' all '^- Canal urgent: sí' '^- \[x\] U.1 Posar-nos en contacte amb el CESICAT: fet' \
	'Constància: Trucat al 112' "| $me | ha fet el pas | U.1 .* | Trucat al 112 |" "^- Tancada: .*, $me\$"
holds 'the tickets' tickets_recorded
holds 'the digests, and what was served' all "$request" "$(digest "$others/$file.csr")" "$(digest "$others/$file.crt")" ' (×8) '
holds 'no hole is left' has_no_hole
holds_in_jira 'CERTIFICATS'

asked_for 'Segell de proves'
real 'by EACAT' <<END
until Segell de proves
keys /Segell<Enter>
until ─ Segell
$(walk_opens)
until │ 0.1 D'on ve la petició?
$(walk_asked_for)
keys <Enter>
until 1  Renovació de certificats
keys <Enter>
$(walk_eacat 3 'Segell electrònic' E-2026-17)

sh $(followed 2 espera-emissio before2)
keys !
until Voleu passar pel canal urgent la renovació
keys s
until │ U.1 Avisar perquè ho aprovi
until canal urgent
absent {{
keys y
until Hem fet via EACAT la sol·licitud del certificat Segell de proves
until i ens cal tramitar-la de forma urgent
absent {{
keys <Space>
until │ U.1 Avisar perquè ho aprovi
keys <Enter>
until Constància
keys Avisada per telèfon<Enter>
until │ 2.1 Esperar que s'emeti
sh $(followed 2 espera-emissio after2)
absent {{
$(walk_downloads)
$(walk_p12 "$others/segell.p12" "$secret")
$(walk_p12_passes segell.p12)
$(walk_custody 2 SEGELL 3.3)
$(walk_puts_away "$others/segell.p12")
$(walk_answers)
absent {{
raw-absent 1b 5d 35 32
END

holds 'where the first look was sooner still, it stays' cmp "$work/before2" "$work/after2"
keep_record
holds 'the record says that it was urgent, and who was told' all '^- Canal urgent: sí' '^- \[x\] U.1 Avisar perquè ho aprovi: fet' \
	'Constància: Avisada per telèfon' "^- Número de la sol·licitud d'EACAT: E-2026-17" "$(digest "$others/segell.p12")" \
	"^- Tancada: .*, $me\$"
holds 'and no hole is left' has_no_hole
if [ $tickets = jira ]; then
	holds 'the ticket that asked for it is answered there' said "$origin_ticket" 'El nou certificat Segell de proves'
fi
echo "1..$count"

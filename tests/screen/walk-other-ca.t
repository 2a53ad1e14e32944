# Renewals that go another way when the head of service is asked, keys only: by another CA, which tickets, folder and texts
# name; and by EACAT for a certificate of a server, with a reason, by procedure B until it is installed and verified. Then
# what their records say.
export ISSUER='FNMT de proves'
. tests/screen/walk.sh
. tests/screen/walk-eacat.sh
walk_folders
tramits=tramits.exemple.cat registre=registre.exemple.cat secret='canari-7c41aa' eacat="$work/eacat"
made "$BUILD/caducactl" csr $tramits --folder "$others"
made sh "$others/issue" $tramits

# Registre has a certificate of Firmaprofessional, and will have another.
mkdir "$eacat"
export ISSUER='Firmaprofessional'
made "$BUILD/caducactl" csr $registre --folder "$eacat"
made sh tests/papers.sh "$eacat" "$eacat/$registre.csr" "$eacat/old.crt" "DNS:$registre" 26
made sh tests/papers.sh "$eacat" "$eacat/$registre.csr" "$eacat/new.crt" "DNS:$registre"
cp "$eacat/authority/root.crt" "$FLEET/ca/firmaprofessional.pem"
printf '%s' "$secret" >"$work/password"
made openssl pkcs12 -export -inkey "$eacat/$registre.key" -in "$eacat/new.crt" -passout "file:$work/password" -out "$eacat/$registre.p12"
made sh "$others/order" bring $registre "$eacat/old.crt" "$eacat/$registre.key"
made sh "$others/order" switch $registre
for name in tramits registre; do
	made "$BUILD/caducactl" add "$(endpoint $name.exemple.cat)" --name $name --sni $name.exemple.cat
done
made "$BUILD/caducactl" probe --all --wait

next_renewal $tramits
real 'another CA, which is named to its close' <<END
until registre
keys /tramits<Enter>
until ─ tramits
$(walk_begins)
$(walk_asks)
$(walk_csr)
$(walk_head_answers)
until 3  Una altra CA
keys 3
until Nom de la CA
keys FNMT de proves<F2>
until │ 3b.1 Sol·licitar el certificat a FNMT
until Feu la sol·licitud com ho demani FNMT
absent {{
keys <Enter>
until Constància
keys Demanat al seu web<Enter>
until │ 3b.2 Número de la sol·licitud
keys <Enter>
until ─ Número de la sol·licitud
keys FN-33<Enter>
until │ 3b.3 Esperar el certificat de FNMT
until Pendent: FNMT de proves
$(walk_crt)
keys y
until mple.cat (FNMT de proves)
absent CESICAT (Sectigo)
absent {{
keys <Space>
until │ 4.3 Tiquet a Sistemes
$(walk_install)
$(walk_installed)
sh sh "$others/order" switch $tramits
$(walk_looks 1/1)
$(walk_closes)
END

keep_record
holds 'the record names the other CA, its number and the folder' all '^- \[x\] 2.3 .*: fet, Una altra CA' '^- Nom de la CA: FNMT de proves' \
	'^- \[x\] 3b.1 Sol·licitar el certificat a FNMT de proves: fet' 'Constància: Demanat al seu web' '^- Número de la sol·licitud: FN-33' \
	'Carpeta: .*\\tramits.exemple.cat (FNMT de proves)$' "L'emissor és la CA decidida: passada" "^- Tancada: .*, $me\$"
holds 'the tickets' tickets_recorded
holds 'digests, and what was served' all "$(digest "$others/$file.csr")" "$(digest "$others/$file.crt")" " (×8) .*$(der "$others/$file.crt")"
holds 'the trail says what was chosen and which value was given' all "| $me | ha triat: Una altra CA | 2.3" "| $me | ha posat un valor: Cap de servei |"
holds 'and has no hole' has_no_hole
holds_in_jira '(FNMT de proves)'

next_renewal $registre
real 'EACAT for a server: a reason is asked, and it is installed at the end' <<END
until tramits
keys /registre<Enter>
until ─ registre
$(walk_begins)
$(walk_asks)
keys <Down><Down><Down><Down>
until │ 2.2 Esperar
$(walk_head_answers)
until 2  EACAT (Firmaprofessional)
keys 2
until F2 desa
keys El cap ho demana<F2>
until │ 2.4 Avisar Sistemes que el CSR ja no cal
keys y
until Al final no caldrà el CSR
absent {{
keys <Space>
until │ 2.4
$(walk_says "$csr_ticket" "no caldrà el CSR")
keys <Enter>
until Constància
keys $csr_ticket respost<Enter>
$(walk_eacat 4 'Un altre certificat de dispositiu' E-2026-18)
$(walk_downloads)
$(walk_p12 "$eacat/$registre.p12" "$secret")
$(walk_p12_passes "$registre.p12")
$(walk_custody 1 CDA 3.2)
$(walk_puts_away "$eacat/$registre.p12")
keys <Enter>
until Constància
keys $head_ticket respost<Enter>
until │ 4.2 Tiquet a Sistemes: instal·lació
keys y
until Trobareu el p12
absent {{
keys <Space>
until │ 4.2 Tiquet a Sistemes: instal·lació
$(walk_install 4.2 "4.3 Esperar que s'instal·li")
sh sh "$others/order" bring $registre "$eacat/new.crt" "$eacat/$registre.key"
$(walk_installed 4.3 '4.4 Verificar que se serveix')
$(walk_looks 1/1)
until tot està fet: premeu x per tancar-la
keys x
until Voleu tancar la renovació?
keys <Enter>
until tancada el
END

keep_record
holds 'that of EACAT has its reason' all '^- \[x\] 2.3 .*: fet, EACAT (Firmaprofessional)' 'Motiu: El cap ho demana' \
	"| $me | ha triat: EACAT (Firmaprofessional) | 2.3 .* | El cap ho demana |" "Constància: $csr_ticket respost" "^- Tancada: .*, $me\$"
holds 'its tickets' tickets_recorded 4.2
holds 'its number, the digest of the p12, and what was served' all "^- Número de la sol·licitud d'EACAT: E-2026-18" \
	"$(digest "$eacat/$registre.p12")" " (×8) .*$(der "$eacat/new.crt")"
holds 'and has no hole' has_no_hole
holds_in_jira 'Trobareu el p12'
[ $tickets = hand ] || holds 'and that of the CSR says that it is not needed' said "$csr_ticket" 'Al final no caldrà el CSR'
holds 'the password is nowhere' sh -c '! grep -rlaF "$1" "$2"' sh "$secret" "$XDG_STATE_HOME"
echo "1..$count"

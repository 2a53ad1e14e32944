# The renewal of a segell by procedure B, keys only: a stranger's .p12 is refused with what differs, then the right one,
# whose password is typed without echo; its custody by hand; the monitor of the file has the new certificate at the end,
# and another urgency. Then what its record says.
. tests/screen/walk.sh
. tests/screen/walk-eacat.sh
walk_folders
walk_clock $(($(date +%s) + 15 * 86400)) # when of the old one's 20 days 5 are left
here="$work/files" secret='canari-b3d81e'
mkdir -p "$here"
columns=110 rows=36
asked_for 'Segell de proves'
printf '%s' "$secret" >"$work/password"
for life in 20 700; do
	made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/$life.key" -out "$here/$life.crt" -days $life -subj '/O=Consorci de proves/CN=Segell de proves'
done
made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/other.key" -out "$here/other.crt" -days 700 -subj '/O=Ajuntament de proves/CN=Segell de proves'
made openssl pkcs12 -export -inkey "$here/other.key" -in "$here/other.crt" -passout "file:$work/password" -out "$here/other.p12"
made openssl pkcs12 -export -inkey "$here/700.key" -in "$here/700.crt" -passout "file:$work/password" -out "$here/segell.p12"
made "$BUILD/caducactl" add 'Segell de proves' --type file --kind device

real 'a certificate that is in a file is given where a host would be probed' -c $columns -r $rows <<END
until ─ Segell de proves
until sense certificat · en sondejar-lo es demana el fitxer
keys p
until Camí:
keys <C-u>$here/20.key<Enter>
until no conté cap certificat
keys <C-u>$here/20.crt<Enter>
until Segell de proves té el certificat de 20.crt.
until U1
END

real 'from its start to its close' -c $columns -r $rows <<END
until ─ Segell de proves
until U1
$(walk_opens)
until │ 0.1 D'on ve la petició?
$(walk_asked_for)
keys <Enter>
until 1  Renovació de certificats
keys <Enter>
$(walk_eacat 3 'Segell electrònic' E-2026-17)
$(walk_downloads)
$(walk_p12 "$here/other.p12" "$secret")
until S'ha mirat other.p12: no passa totes les comprovacions.
until ✗ L'organització no és la mateixa (imprescindible)
until «Ajuntament de proves»
until No acceptat: other.p12
$(walk_p12 "$here/segell.p12" "$secret")
$(walk_p12_passes segell.p12)
$(walk_custody 2 SEGELL 3.3)
until certutil -hashfile
$(walk_puts_away "$here/segell.p12")
$(walk_answers)
keys <Esc>
until ·1
until ─ Segell de proves
until Vigència
absent Adreces
raw-absent 1b 5d 35 32
END

keep_record
holds 'its record has every step that was taken, done' all '^- \[x\] 0.1 ' '^- \[x\] 1.1 ' '^- \[x\] 1.2 .*Segell' '^- \[x\] 1.3 ' \
	'^- \[x\] 1.4 ' '^- \[x\] 1.5 ' '^- \[x\] 1.6 ' '^- \[x\] 1.7 ' '^- \[x\] 1.8 ' '^- \[x\] 2.1 ' '^- \[x\] 2.2 ' '^- \[x\] 2.3 ' \
	'^- \[x\] 2.4 ' '^- \[x\] 2.5 ' '^- \[x\] 3.1 ' '^- \[x\] 3.3 ' '^- \[x\] 3.4 ' '^- \[x\] 4.1 '
holds 'who did what' all "| $me | .* | 2.5 " "| $me | .* | 4.1 "
holds 'the lines of a sheet as one, and what came with a step as its evidence' all '| ha marcat una línia (×5) | 1.6 ' '^  - Constància: emès'
holds 'the number of the request, and the digest of the p12' all "^- Número de la sol·licitud d'EACAT: E-2026-17" '^- PKCS#12: segell.p12' "$(digest "$here/segell.p12")"
holds 'the monitor has the new certificate' sh -c '"$BUILD/caducactl" list --json | grep -q "$1"' sh \
	"$(der "$here/700.crt")"
holds 'and its password is nowhere' sh -c '! grep -rlaF "$1" "$2"' sh "$secret" "$XDG_STATE_HOME"
if [ $tickets = jira ]; then
	holds 'the ticket that asked for it is answered there' said "$origin_ticket" 'El nou certificat Segell de proves'
	holds 'the record says which one it is, and that the p12 comes from it' all "^- $origin_ticket: " "Tiquet: La clau privada és al tiquet $origin_ticket"
fi
echo "1..$count"

# The urgent channel, keys only: switched on in a renewal by CESICAT and in one by EACAT, where its steps are done, a
# follow-up that stands already comes sooner, and no name of a hole is ever seen. Then what their records say.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --no-console sh "$0"
. tests/screen/common.sh
walk_folders
domain=tramits.exemple.cat secret='canari-91be07'
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
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
keys <Enter>
until Tiquet SIS-
keys 901<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 2.1 Tiquet al cap
keys <Enter>
until Tiquet        ST-
keys 77<Tab>Maria Pons<F2>
until encara no es coneix aquí
keys <Enter>
until │ 1.2 Esperar el .csr
until Pendent: Sistemes
sh $(followed 1 1.2 before)
keys !
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

# Sistemes answers: the files come into the inbox
$(walk_csr)

# the head answers
$(walk_request)

# the CTTI answers
$(walk_crt)
keys <Enter>
until Tiquet SIS-
keys 950<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 4.4 Esperar que Sistemes
keys <Enter>
until Diuen que ja està instal·lat
keys SIS-950 tancat<Enter>
until │ 4.5 Verificar que se serveix

sh sh "$others/order" switch $domain
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/1 adreces
keys <Enter>
until │ 4.6 Tancar
keys <Enter>
until 0/2 marcats
keys <Space><Down><Space>
until ✓ 4.6
keys x
until Voleu tancar la renovació?
keys <Enter>
until tancada el
absent {{
END

real 'by EACAT' <<END
until Segell de proves
keys /Segell<Enter>
until ─ Segell
keys r
until Voleu començar la renovació de
keys <Enter>
until │ 0.1 D'on ve la petició?
keys <Enter>
until 1  Renovació de certificats
keys <Enter>
until │ 1.1 Accedir a EACAT
keys <Enter>
until Constància
keys <Enter>
until │ 1.2 Quin certificat és?
keys <Enter>
until 3  Segell electrònic
keys 3<Enter>
until │ 1.3 Prioritat de la petició
keys <Enter>
until 1  Ordinària
keys <Enter>
until │ 1.4 Responsable del certificat
keys <Enter>
until ─ Responsable del certificat
keys Maria Puig<Enter>
until │ 1.5 Ús del certificat
keys <Enter>
until ─ Ús del certificat
keys Ús directe propi<Enter>
until │ 1.6 Dades de la sol·licitud
keys <Enter>
until 0/5 marcats
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 1.7 Número de la sol·licitud
keys <Enter>
until ─ Número de la sol·licitud
keys E-2026-17<Enter>
until │ 1.8 Reenviar el correu
keys <Enter>
until Constància
keys <Enter>
until │ 2.1 Esperar que s'emeti
until Pendent: Firmaprofessional

sh $(followed 2 espera-emissio before2)
keys !
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
keys <Enter>
until │ 2.2 Mirar la Carpeta
keys <Enter>
until Constància
keys emès<Enter>
until │ 2.3 Abans de la descàrrega
keys <Enter>
until 0/3 marcats
keys <Space><Down><Space><Down><Space>
until │ 2.4 Descarregar el certificat
keys <Enter>
until Constància
keys <Enter>
until │ 2.5 Comprovar el p12
keys <Enter>
until Camí:
keys <C-u>$others/segell.p12<Enter>
until contrasenya.
keys $secret
until ••••••••
keys <Enter>
until │ 3.1 A quina carpeta es deixa?
keys <Enter>
until 2  SEGELL
keys 2<Enter>
until │ 3.3 Deixar el p12 a la carpeta SEGELL
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys $(sha256sum "$others/segell.p12" | cut -c 1-64)<F2>
until │ 3.4 Desar la contrasenya al Keepass
keys <Enter>
until Constància
keys <Enter>
until │ 4.1 Respondre el tiquet
keys <Enter>
until Constància
keys <Enter>
until ✓ 4.1
keys <Enter>
until Voleu tancar la renovació?
keys <Enter>
until tancada el
absent {{
raw-absent 1b 5d 35 32
END

sooner() { [ "$(cat "$work/$1")" -lt "$(cat "$work/$2")" ]; }
holds 'the follow-up that stood already comes sooner' sooner after before
holds 'and where the first look was sooner still, it stays' cmp "$work/before2" "$work/after2"
record="$work/record.md" me=$(id -un)
all() { well=0; for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; well=1; }; done; return $well; }
digest() { sha256sum "$1" | cut -c 1-64; }
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
holds 'the record says that it was urgent, and who was told' all '^- Canal urgent: sí' '^- \[x\] U.1 Posar-nos en contacte amb el CESICAT: fet' \
	'Constància: Trucat al 112' "| $me | ha fet el pas | U.1 .* | Trucat al 112 |" "^- Tancada: .*, $me\$"
holds 'the tickets, the digests, and what was served' all 'SIS-901: 1.1' 'ST-77: 2.1' 'SIS-950: 4.3' 'REQ000123' \
	"$(digest "$others/$domain.csr")" "$(digest "$others/$domain.crt")" ' (×8) '
holds 'no hole is left' sh -c '! grep -iE "omès|acceptad|sense veure|[{][{]" "$1"' sh "$record"
LANGUAGE=ca "$BUILD/caducactl" renewal show 2 --markdown >"$record"
holds 'so does that of EACAT' all '^- Canal urgent: sí' '^- \[x\] U.1 Avisar perquè ho aprovi: fet' 'Constància: Avisada per telèfon' \
	"^- Número de la sol·licitud d'EACAT: E-2026-17" "$(digest "$others/segell.p12")" "^- Tancada: .*, $me\$"
holds 'and no hole is left' sh -c '! grep -iE "omès|acceptad|sense veure|[{][{]" "$1"' sh "$record"
echo "1..$count"

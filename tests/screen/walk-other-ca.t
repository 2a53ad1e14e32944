# Renewals that go another way when the head of service is asked, keys only: by another CA, which tickets, folder and texts
# name; and by EACAT for a certificate of a server, with a reason, by procedure B until it is installed and verified. Then
# what their records say.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --no-console sh "$0"
. tests/screen/common.sh
export ISSUER='FNMT de proves'
walk_folders
tramits=tramits.exemple.cat registre=registre.exemple.cat secret='canari-7c41aa' eacat="$work/eacat"
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
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

began() { # NUMBER: until Sistemes and the head have been asked
	cat <<END
until Voleu començar la renovació de
keys <Enter>
until │ 0.1 Verificar la data de caducitat
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until │ 0.2 Què cal fer?
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Nom principal
keys <F2>
until │ 1.1 Tiquet a Sistemes
keys <Enter>
until Tiquet SIS-
keys 90$1<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 2.1 Tiquet al cap
keys <Enter>
until Tiquet        ST-
keys 7$1<Tab>Maria Pons<F2>
until encara no es coneix aquí
keys <Enter>
until │ 1.2 Esperar el .csr
END
}

real 'another CA, which is named to its close' <<END
until registre
keys /tramits<Enter>
until ─ tramits
keys r
$(began 1)
sh cp "$others/$tramits.csr" "$inbox"
until Ha arribat $tramits.csr
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$tramits.key" "$inbox"
until Ha arribat $tramits.key
keys i
until Com ha arribat la clau privada?
keys 1<Enter>
until │ 2.2 Esperar
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 3  Una altra CA
keys 3<Enter>
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
sh cp "$others/$tramits.crt" "$inbox"
until Ha arribat $tramits.crt
keys i
until │ 4.2 Desar els fitxers
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
keys y
until mple.cat (FNMT de proves)
absent CESICAT (Sectigo)
absent {{
keys <Space>
until │ 4.3 Tiquet a Sistemes
keys <Enter>
until Tiquet SIS-
keys 950<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 4.4 Esperar que Sistemes
keys <Enter>
until Diuen que ja està instal·lat
keys <Enter>
until │ 4.5 Verificar que se serveix
sh sh "$others/order" switch $tramits
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
END

real 'EACAT for a server: a reason is asked, and it is installed at the end' <<END
until tramits
keys /registre<Enter>
until ─ registre
keys r
$(began 2)
keys <Down><Down><Down><Down>
until │ 2.2 Esperar
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 2  EACAT (Firmaprofessional)
keys 2<Enter>
until F2 desa
keys El cap ho demana<F2>
until │ 2.4 Avisar Sistemes que el CSR ja no cal
keys y
until Al final no caldrà el CSR
absent {{
keys <Space>
until │ 2.4
keys <Enter>
until Constància
keys SIS-902 respost<Enter>
until │ 1.1 Accedir a EACAT
keys <Enter>
until Constància
keys <Enter>
until │ 1.2 Quin certificat és?
keys <Enter>
until 4  Un altre certificat de dispositiu
keys 4<Enter>
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
keys E-2026-18<Enter>
until │ 1.8 Reenviar el correu
keys <Enter>
until Constància
keys <Enter>
until │ 2.1 Esperar que s'emeti
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
keys <C-u>$eacat/$registre.p12<Enter>
until contrasenya.
keys $secret<Enter>
until │ 3.1 A quina carpeta es deixa?
keys <Enter>
until 1  CDA
keys 1<Enter>
until │ 3.2 Deixar el p12 a la carpeta CDA
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys $(sha256sum "$eacat/$registre.p12" | cut -c 1-64)<F2>
until │ 3.4 Desar la contrasenya al Keepass
keys <Enter>
until Constància
keys <Enter>
until │ 4.1 Respondre el tiquet
keys <Enter>
until Constància
keys ST-72 respost<Enter>
until │ 4.2 Tiquet a Sistemes: instal·lació
keys y
until Trobareu el p12
absent {{
keys <Space>
until │ 4.2 Tiquet a Sistemes: instal·lació
keys <Enter>
until Tiquet SIS-
keys 951<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 4.3 Esperar que s'instal·li
sh sh "$others/order" bring $registre "$eacat/new.crt" "$eacat/$registre.key"
keys <Enter>
until Diuen que ja està instal·lat
keys <Enter>
until │ 4.4 Verificar que se serveix
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/1 adreces
until tot està fet: premeu x per tancar-la
keys x
until Voleu tancar la renovació?
keys <Enter>
until tancada el
END

record="$work/record.md" me=$(id -un)
all() { well=0; for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; well=1; }; done; return $well; }
digest() { sha256sum "$1" | cut -c 1-64; }
der() { openssl x509 -in "$1" -outform DER | sha256sum | cut -c 1-64; }
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
holds 'the record names the other CA, its number and the folder' all '^- \[x\] 2.3 .*: fet, Una altra CA' '^- Nom de la CA: FNMT de proves' \
	'^- \[x\] 3b.1 Sol·licitar el certificat a FNMT de proves: fet' 'Constància: Demanat al seu web' '^- Número de la sol·licitud: FN-33' \
	'Carpeta: .*\\tramits.exemple.cat (FNMT de proves)$' "L'emissor és la CA decidida: passada" "^- Tancada: .*, $me\$"
holds 'tickets, digests, and what was served' all 'SIS-901: 1.1' 'ST-71: 2.1' 'SIS-950: 4.3' "$(digest "$others/$tramits.csr")" \
	"$(digest "$others/$tramits.crt")" " (×8) .*$(der "$others/$tramits.crt")"
holds 'the trail says what was chosen and which value was given' all "| $me | ha triat: Una altra CA | 2.3" "| $me | ha posat un valor: Cap de servei |"
holds 'and has no hole' sh -c '! grep -iE "omès|acceptad|sense veure|[{][{]" "$1"' sh "$record"
LANGUAGE=ca "$BUILD/caducactl" renewal show 2 --markdown >"$record"
holds 'that of EACAT has its reason' all '^- \[x\] 2.3 .*: fet, EACAT (Firmaprofessional)' 'Motiu: El cap ho demana' \
	"| $me | ha triat: EACAT (Firmaprofessional) | 2.3 .* | El cap ho demana |" 'Constància: SIS-902 respost' "^- Tancada: .*, $me\$"
holds 'its tickets, the digest of the p12, and what was served' all 'SIS-902: 1.1' 'ST-72: 2.1' 'SIS-951: 4.2' \
	"^- Número de la sol·licitud d'EACAT: E-2026-18" "$(digest "$eacat/$registre.p12")" " (×8) .*$(der "$eacat/new.crt")"
holds 'and has no hole' sh -c '! grep -iE "omès|acceptad|sense veure|[{][{]" "$1"' sh "$record"
holds 'the password is nowhere' sh -c '! grep -rlaF "$1" "$2"' sh "$secret" "$XDG_STATE_HOME"
echo "1..$count"

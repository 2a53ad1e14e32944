# The renewal of a segell by procedure B, keys only: a stranger's .p12 is refused with what differs, then the right one,
# whose password is typed without echo; its custody by hand; the monitor of the file has the new certificate at the end,
# and another urgency. Then what its record says.
. tests/screen/common.sh
own_folders
export CADUCA_CLOCK=$(($(date +%s) + 15 * 86400)) # when of the old one's 20 days 5 are left
here="$work/files" secret='canari-b3d81e'
mkdir -p "$here" "$HOME/safata"
printf '%s' "$secret" >"$work/password"
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
for life in 20 700; do
	made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/$life.key" -out "$here/$life.crt" -days $life -subj '/O=Consorci de proves/CN=Segell de proves'
done
made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/other.key" -out "$here/other.crt" -days 700 -subj '/O=Ajuntament de proves/CN=Segell de proves'
made openssl pkcs12 -export -inkey "$here/other.key" -in "$here/other.crt" -passout "file:$work/password" -out "$here/other.p12"
made openssl pkcs12 -export -inkey "$here/700.key" -in "$here/700.crt" -passout "file:$work/password" -out "$here/segell.p12"
made "$BUILD/caducactl" add 'Segell de proves' --type file --kind device

real 'a certificate that is in a file is given where a host would be probed' -c 110 -r 36 <<END
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

real 'from its start to its close' -c 110 -r 36 <<END
until ─ Segell de proves
until U1
keys r
until Voleu començar la renovació de «Segell de proves»?
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
keys <C-u>$here/other.p12<Enter>
until contrasenya.
keys $secret<Enter>
until S'ha mirat other.p12: no passa totes les comprovacions.
until ✗ L'organització no és la mateixa (imprescindible)
until «Ajuntament de proves»
until No acceptat: other.p12
keys <Enter>
until Camí:
keys <C-u>$here/segell.p12<Enter>
until contrasenya.
keys $secret
until ••••••••
absent $secret
keys <Enter>
until │ 3.1 A quina carpeta es deixa?
keys <Enter>
until 2  SEGELL
keys 2<Enter>
until │ 3.3 Deixar el p12 a la carpeta SEGELL
until certutil -hashfile
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys $(sha256sum "$here/segell.p12" | cut -c 1-64)<F2>
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
keys <Esc>
until ·1
until ─ Segell de proves
until Vigència
absent Adreces
raw-absent 1b 5d 35 32
END

record="$work/record.md"
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
all() { well=0; for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; well=1; }; done; return $well; }
holds 'its record has every step that was taken, done' all '^- \[x\] 0.1 ' '^- \[x\] 1.1 ' '^- \[x\] 1.2 .*Segell' '^- \[x\] 1.3 ' \
	'^- \[x\] 1.4 ' '^- \[x\] 1.5 ' '^- \[x\] 1.6 ' '^- \[x\] 1.7 ' '^- \[x\] 1.8 ' '^- \[x\] 2.1 ' '^- \[x\] 2.2 ' '^- \[x\] 2.3 ' \
	'^- \[x\] 2.4 ' '^- \[x\] 2.5 ' '^- \[x\] 3.1 ' '^- \[x\] 3.3 ' '^- \[x\] 3.4 ' '^- \[x\] 4.1 '
holds 'who did what' all "| $(id -un) | .* | 2.5 " "| $(id -un) | .* | 4.1 "
holds 'the lines of a sheet as one, and what came with a step as its evidence' all '| ha marcat una línia (×5) | 1.6 ' '^  - Constància: emès'
holds 'the number of the request, and the digest of the p12' all "^- Número de la sol·licitud d'EACAT: E-2026-17" '^- PKCS#12: segell.p12' "$(sha256sum "$here/segell.p12" | cut -c 1-64)"
holds 'the monitor has the new certificate' sh -c '"$BUILD/caducactl" list --json | grep -q "$1"' sh \
	"$(openssl x509 -in "$here/700.crt" -outform DER | sha256sum | cut -c 1-64)"
holds 'and its password is nowhere' sh -c '! grep -rlaF "$1" "$2"' sh "$secret" "$XDG_STATE_HOME"
echo "1..$count"

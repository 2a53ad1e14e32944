# The renewal of a wildcard that two monitors serve, by procedure A, keys only: opening one offers the other, the names
# are confirmed, the CSR of a host is refused, and it is verified on both before one key closes it. Then what its record
# says.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --no-console sh "$0"
. tests/screen/common.sh
walk_folders
domain='*.exemple.test' file=comodi.exemple.test
www=$(endpoint arxiu.exemple.cat) seu=$(endpoint padro.exemple.cat)
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
mkdir "$others/old" "$others/host"
made "$BUILD/caducactl" csr "$domain" --folder "$others/old"
made sh tests/papers.sh "$others" "$others/old/$file.csr" "$others/old/$file.crt" "DNS:$domain" 25
for host in arxiu padro; do
	made sh "$others/order" bring $host.exemple.cat "$others/old/$file.crt" "$others/old/$file.key"
	made sh "$others/order" switch $host.exemple.cat
done
made "$BUILD/caducactl" csr www.exemple.test --folder "$others/host"
made "$BUILD/caducactl" csr "$domain" --folder "$others"
made sh tests/papers.sh "$others" "$others/$file.csr" "$others/$file.crt" "DNS:$domain"

real 'from the list to its close' <<END
until n'hi ha prou amb el nom
keys a
until Afegeix un monitor
keys $www<Tab>www<Tab>www.exemple.test<F2>
until ─ www
keys a
until Afegeix un monitor
keys $seu<Tab>seu<Tab>seu.exemple.test<F2>
until ─ seu
until ?0 
keys /www<Enter>
until ─ www
keys r
until El mateix certificat també se serveix en altres llocs
expect [x] seu
keys <Enter>
until 1 certificat diferent en 2 monitors
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

# whom we ask
until │ 1.1 Tiquet a Sistemes
keys y
until Common Name: $domain
absent {{
absent **
keys <Space>
until │ 1.1 Tiquet a Sistemes
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

# Sistemes answers: first with a CSR of one host
keys <Enter>
until │ 1.3 Comprovar el CSR
keys <Enter>
until Camí:
keys <C-u>$others/host/www.exemple.test.csr<Enter>
until S'ha mirat www.exemple.test.csr: no passa totes les comprovacions.
until ✗ El Common Name no és el domini
until «www.exemple.test» i hauria de ser
until No acceptat: www.exemple.test.csr
sh cp "$others/$file.csr" "$inbox"
until Ha arribat $file.csr, que encaixa amb la renovació 1
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$file.key" "$inbox"
until Ha arribat $file.key, que encaixa amb la renovació 1
keys i
until Com ha arribat la clau privada?
keys 1<Enter>
until │ 2.2 Esperar

# the head answers
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 1  CESICAT (Sectigo)
keys 1<Enter>
until │ 3.1 Teniu permís de Remedy?
keys <Enter>
until 1  Sí, en tinc
keys 1<Enter>

# the request to the CTTI
until │ 3.2 Accedir al Remedy
keys <Enter>
until Constància
keys <Enter>
until │ 3.3 Dades de contacte
keys <Enter>
until 0/5 marcats
keys <Enter>12345678z<Enter>
until •••••678Z
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.4 Detall de la Petició
keys <Enter>
until 0/12 marcats
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space><Down>
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.5 Número de la petició
keys <Enter>
until ─ Número de la petició
keys REQ000123<Enter>
until │ 3.6 Esperar el .crt del CTTI

# the CTTI answers
sh sh "$others/order" bring arxiu.exemple.cat "$others/$file.crt" "$others/$file.key"
sh cp "$others/$file.crt" "$inbox"
until Ha arribat $file.crt, que encaixa amb la renovació 1
keys i
until │ 4.2 Desar els fitxers
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
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
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/2 adreces
sh sh "$others/order" bring padro.exemple.cat "$others/$file.crt" "$others/$file.key"
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 2/2 adreces
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
keys r
until l'ha tancada
keys <Space>
until tancada el
raw-absent 1b 5d 35 32
END

record="$work/record.md"
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
all() { well=0; for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; well=1; }; done; return $well; }
digest() { sha256sum "$others/$file.$1" | cut -c 1-64; }
der() { openssl x509 -in "$1" -outform DER | sha256sum | cut -c 1-64; }
me=$(id -un)
holds 'its record is of the wildcard and of both monitors' all '^# Renovació 1: \*\.exemple\.test$' '^- Noms: \*\.exemple\.test$' \
	'^- Monitor: www$' '^- Monitor: seu$' "^- Tancada: .*, $me\$"
holds 'the tickets' all 'SIS-901: 1.1' 'ST-77: 2.1' 'SIS-950: 4.3' 'SIS-950 tancat'
holds 'the digests of the files, and the folder without an asterisk' all "$(digest csr)" "$(digest key)" "$(digest crt)" \
	'Carpeta: .*\\comodi\.exemple\.test$'
holds 'what each address served, before and after' all "  - ${www%:*} .*$(der "$others/old/$file.crt")" "  - ${seu%:*} .*$(der "$others/old/$file.crt")" \
	"${www%:*} (×8) .*$(der "$others/$file.crt")" "${seu%:*} (×8) .*$(der "$others/$file.crt")"
holds 'nothing was overridden or skipped, and no hole is left' sh -c '! grep -iE "omès|acceptad|sense veure|[{][{]" "$1"' sh "$record"
echo "1..$count"

# A renewal by procedure A from the alert to its close, keys only, on a host of the fleet that has two addresses: with
# the CSR and the key that Sistemes makes of it, the certificate that the authority answers, and the fleet switching to
# that one, on one address first. Then what its record says.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --no-console sh "$0"
. tests/screen/common.sh
walk_folders
domain=tramits.exemple.cat at=$(endpoint tramits.exemple.cat)
first=${at%:*} node=127.1.${at#127.0.} node=${node%:*}

real 'from the alert to its close' -c 110 -r 36 <<END
until n'hi ha prou amb el nom
keys a
until Afegeix un monitor
keys $at<Tab>tramits<Tab>$domain<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>
keys $node<F2>
until ─ tramits
until Adreces      $first  ha respost
until              $node  ha respost

# the alert: its renewal is begun, and its date is seen where it is served
keys A
until Enganxeu l'alerta
paste From: nagios@exemple.cat\nSubject: CRITICAL\n\nEl certificat de https://$domain/ caduca d'aquí a 27 dies.\n
until 4 línies
keys <Enter>
until Renova tramits ($at)
keys <Enter>
until Voleu començar la renovació de «tramits»?
keys <Enter>
until │ 0.1 Verificar la data de caducitat
expect-row 1 caduca d'aquí a
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until │ 0.2 Què cal fer?
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Nom principal
keys <F2>

# whom we ask: Sistemes for the CSR, the head for the CA
until │ 1.1 Tiquet a Sistemes
until Common Name: $domain
keys <Enter>
until Tiquet SIS-
keys 901<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 2.1 Tiquet al cap
until Enllaçat amb: SIS-901
keys <Enter>
until Tiquet        ST-
keys 77<Tab>Maria Pons<F2>
until encara no es coneix aquí
keys <Enter>
until │ 1.2 Esperar el .csr
until Pendent: Sistemes

# Sistemes answers: the files come into the inbox
sh "$BUILD/caducactl" csr $domain --folder "$others" >/dev/null && cp "$others/$domain.csr" "$inbox"
until encaixa amb la renovació 1: amb i s'agafa.
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$domain.key" "$inbox"
until encaixa amb la renovació 1: amb i s'agafa.
keys i
until Com ha arribat la clau privada?
keys 2<Enter>
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
sh sh "$others/issue" $domain && cp "$others/$domain.crt" "$inbox"
until encaixa amb la renovació 1: amb i s'agafa.
keys i
until │ 4.2 Desar els fitxers
until certutil -hashfile
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
until Enllaçat amb: SIS-901, ST-77
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

# installed on one of two addresses, which is seen and is not enough
sh sh "$others/order" switch $domain $first
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/2 adreces
until ✓ 127.0.
until · $node · ha respost
sh sh "$others/order" switch $domain $node
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 2/2 adreces
keys <Enter>
until │ 4.6 Tancar
until els punts, un rere l'altre
keys <Enter>
until 0/2 marcats
keys <Space><Down><Space>
until ✓ 4.6
until tot està fet: premeu x per tancar-la
until x: tanca la renovació
keys gg
until Verificar la data de caducitat
until x: tanca la renovació
expect-row 35 x tanca
keys <Enter>
until ancar la renovació?
keys n
keys :tanca<Enter>
until ancar la renovació?
keys n
keys x
until ancar la renovació?
keys <Enter>
until tancada el
expect-row 1  tancada el
raw-absent 1b 5d 35 32
END

record="$work/record.md"
"$BUILD/caducactl" renewal show 1 --markdown >"$record"
has() { grep -q -- "$1" "$record" || { echo "# the record lacks: $1"; return 1; }; }
all() { well=0; for want; do has "$want" || well=1; done; return $well; }
digest() { sha256sum "$others/$domain.$1" | cut -c 1-64; }
me=$(id -un)
holds 'its record has every step that was taken, done' all '^- \[x\] 0.1 ' '^- \[x\] 0.2 ' '^- \[x\] 1.1 ' '^- \[x\] 1.2 ' \
	'^- \[x\] 1.3 ' '^- \[x\] 1.4 ' '^- \[x\] 2.1 ' '^- \[x\] 2.2 ' '^- \[x\] 2.3 .*CESICAT' '^- \[x\] 3.1 ' '^- \[x\] 3.2 ' \
	'^- \[x\] 3.3 ' '^- \[x\] 3.4 ' '^- \[x\] 3.5 ' '^- \[x\] 3.6 ' '^- \[x\] 4.1 ' '^- \[x\] 4.2 ' '^- \[x\] 4.3 ' \
	'^- \[x\] 4.4 ' '^- \[x\] 4.5 ' '^- \[x\] 4.6 '
holds 'who did what' all " | $me | .* | 2.3 " " | $me | .* | 4.6 " ' | caducad | .* | 4.5 '
holds 'the tickets and the number of the request' all 'SIS-901: 1.1' 'ST-77: 2.1' 'SIS-950: 4.3' 'Número de la petició de Remedy: REQ000123'
holds 'the digests of the files' all "$(digest csr)" "$(digest key)" "$(digest crt)"
holds 'and what each address served' all "$first (×8)" "$node (×8)"
holds 'nothing was overridden or skipped' sh -c '! grep -iE "overr|skipp|accepted|omès|acceptad" "$1"' sh "$record"
echo "1..$count"

# A renewal by procedure A from the alert to its close, keys only, on a host of the fleet that has two addresses: with
# the CSR and the key that Sistemes makes of it, the certificate that the authority answers, and the fleet switching to
# that one, on one address first. Then what its record says.
. tests/screen/walk.sh
walk_folders
next_renewal tramits.exemple.cat
made "$BUILD/caducactl" csr $domain --folder "$others"
at=$(endpoint $domain)
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
$(walk_confirms)

# whom we ask: Sistemes for the CSR, the head for the CA; and what they answer
until Common Name: $domain
$(walk_csr_ticket)
$(walk_head_ticket)
until Pendent: Sistemes
$(key_came=2; walk_csr)
$(walk_request)

# the CTTI answers
sh sh "$others/issue" $domain
$(walk_certificate)
until certutil -hashfile
$(walk_archives)
until Enllaçat amb: $csr_ticket, $head_ticket
$(walk_install)
$(walk_installed)

# installed on one of two addresses, which is seen and is not enough
sh sh "$others/order" switch $domain $first
$(walk_looks 1/2)
until ✓ 127.0.
until · $node · ha respost
sh sh "$others/order" switch $domain $node
$(walk_looks 2/2)
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

keep_record
holds 'its record has every step that was taken, done' all '^- \[x\] 0.1 ' '^- \[x\] 0.2 ' '^- \[x\] 1.1 ' '^- \[x\] 1.2 ' \
	'^- \[x\] 1.3 ' '^- \[x\] 1.4 ' '^- \[x\] 2.1 ' '^- \[x\] 2.2 ' '^- \[x\] 2.3 .*CESICAT' '^- \[x\] 3.1 ' '^- \[x\] 3.2 ' \
	'^- \[x\] 3.3 ' '^- \[x\] 3.4 ' '^- \[x\] 3.5 ' '^- \[x\] 3.6 ' '^- \[x\] 4.1 ' '^- \[x\] 4.2 ' '^- \[x\] 4.3 ' \
	'^- \[x\] 4.4 ' '^- \[x\] 4.5 ' '^- \[x\] 4.6 '
holds 'who did what' all " | $me | .* | 2.3 " " | $me | .* | 4.6 " ' | caducad | .* | 4.5 '
holds 'the tickets' tickets_recorded
holds 'the number of the request, and the digests of the files' all "Número de la petició de Remedy: $request" \
	"$(digest "$others/$file.csr")" "$(digest "$others/$file.key")" "$(digest "$others/$file.crt")"
holds 'and what each address served' all "$first (×8)" "$node (×8)"
holds 'nothing was overridden or skipped' has_no_hole
holds_in_jira 'CERTIFICATS'
echo "1..$count"

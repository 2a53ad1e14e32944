# The renewal of a wildcard that two monitors serve, by procedure A, keys only: opening one offers the other, the names
# are confirmed, the CSR of a host is refused, and it is verified on both before one key closes it. Then what its record
# says.
. tests/screen/walk.sh
walk_folders
next_renewal '*.exemple.test' comodi.exemple.test
www=$(endpoint arxiu.exemple.cat) seu=$(endpoint padro.exemple.cat)
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
$(walk_confirms)

# whom we ask
keys y
until Common Name: $domain
absent {{
absent **
keys <Space>
until │ 1.1 Tiquet a Sistemes
$(walk_asks)

# Sistemes answers: first with a CSR of one host
$(walk_wrong_csr "$others/host/www.exemple.test.csr")
until «www.exemple.test» i hauria de ser
$(walk_csr again)

# the head answers, and the CTTI
$(walk_request)
sh sh "$others/order" bring arxiu.exemple.cat "$others/$file.crt" "$others/$file.key"
$(walk_crt)
$(walk_install)
$(walk_installed)
$(walk_looks 1/2)
sh sh "$others/order" bring padro.exemple.cat "$others/$file.crt" "$others/$file.key"
$(walk_looks 2/2)
$(walk_closes)
keys r
until l'ha tancada
keys <Space>
until tancada el
raw-absent 1b 5d 35 32
END

keep_record
holds 'its record is of the wildcard and of both monitors' all '^# Renovació 1: \*\.exemple\.test$' '^- Noms: \*\.exemple\.test$' \
	'^- Monitor: www$' '^- Monitor: seu$' "^- Tancada: .*, $me\$"
holds 'the tickets' tickets_recorded
holds 'the digests of the files, and the folder without an asterisk' all "$(digest "$others/$file.csr")" "$(digest "$others/$file.key")" \
	"$(digest "$others/$file.crt")" \
	'Carpeta: .*\\comodi\.exemple\.test$'
holds 'what each address served, before and after' all "  - ${www%:*} .*$(der "$others/old/$file.crt")" "  - ${seu%:*} .*$(der "$others/old/$file.crt")" \
	"${www%:*} (×8) .*$(der "$others/$file.crt")" "${seu%:*} (×8) .*$(der "$others/$file.crt")"
holds 'nothing was overridden or skipped, and no hole is left' has_no_hole
holds_in_jira 'comodi.exemple.test'
echo "1..$count"

# The kind of a certificate in the console: chosen from the list of site.conf in the form, seen in the list and in the
# detail, filtered by.
. tests/screen/common.sh
own_folders

real 'a kind is chosen from the list, and who renews it follows' -c 100 -r 30 <<'END'
until Encara no es vigila res
keys a
keys Segell de la Seu<Tab><Tab><Tab><Tab><Tab>
until CDS-1, segell…, que diu com es renova
until ‹ — ›
keys <Left>
expect ‹ segell · Segell electrònic ›
expect Tipus           dispositiu
keys <Right><Right>
expect ‹ CDS-1 · Certificat de servidor segur ›
expect Tipus           servidor
keys x<Left><Left><Tab><Right>
expect ‹ en un fitxer ›
keys <F2>
until ─ Segell de la Seu
END

real 'it stands in the list where there is room, in the detail, and is filtered by' -c 200 -r 30 <<'END'
until ─ Segell de la Seu
expect-row 2 Certificat
expect segell
keys fcertificat:cda<Enter>
until 0/1
keys f<C-u>certificat:segell<Enter>
until ─ Segell de la Seu
keys <Enter>
until Certificat   segell
END

real 'another can be chosen later, or none' -c 100 -r 30 <<'END'
until ─ Segell de la Seu
keys e<Tab><Tab><Tab><Tab><Tab>
until ‹ segell · Segell electrònic ›
keys <Left><Left><Left>
until ‹ CDSNM-1 · Certificat de seu electrònica de nivell mitjà ›
keys <Right><F2>
until S'ha desat.
keys e
until CDA · Certificat d'aplicació
keys <Tab><Tab><Tab><Tab><Tab><Right><Right><Right>
expect ‹ — ›
keys <F2>
until S'ha desat.
keys <Enter>
absent Certificat   CDA
END

# ---- monitors that have the same certificate ----
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
made openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/a.key" -out "$work/a.crt" -days 20 -subj '/CN=Segell compartit'
for name in Primer Segon Tercer; do
	made "$BUILD/caducactl" add "$name" --type file --certificate-kind segell
	made "$BUILD/caducactl" certificate "$name" "$work/a.crt"
done

real 'the others that have the same certificate are offered with their marks' -c 100 -r 30 <<'END'
until Segell de la Seu
until Tercer
keys /Primer<Enter>
until ─ Primer
keys r
until El mateix certificat també se serveix en altres llocs
expect [x] Segon
expect [x] Tercer
keys <Down><Space>
expect [ ] Tercer
keys <Enter>
until 1 certificat diferent en 2 monitors
expect Via EACAT
keys <Enter>
until │ 0.1 D'on ve la petició?
keys <Enter>
until Renovació de certificats
keys <Enter>
until │ 1.1 Accedir a EACAT
keys <Enter>
until Constància
keys <Enter>
until │ 1.2 Quin certificat és?
keys <Enter>
until 3  Segell electrònic
keys <Enter>
until │ 1.3 Prioritat de la petició
END
"$BUILD/caducactl" renewal show 1 --json >"$work/renewal"
holds 'those that were marked are in it' sh -c "grep -q Segon '$work/renewal' && ! grep -q Tercer '$work/renewal'"
"$BUILD/caducactl" renewal step 1 tipus --json >"$work/renewal"
holds 'and Return chose what their kind proposes' grep -q '"choice": *"segell"' "$work/renewal"
echo "1..$count"

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
echo "1..$count"

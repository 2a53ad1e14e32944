# Adding and changing: what is typed is never lost, and what is wrong is told beside it.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 30
run 'a URL is understood, and the new monitor is under the cursor' $en <<'END'
until Subject
keys a
expect-row 0 Add a monitor
cursor 2 15
keys https://nou.exemple.cat:8443/path?x=y
keys <F2>
until Added; it is being probed.
until ─ nou.exemple.cat:8443
END

run 'every field, by Tab' $en <<'END'
until Subject
keys atot.exemple.cat<Tab>El nom d'això<Tab>-<Tab><Tab><Right><Tab><Tab><Tab>Seu<Tab>PRO<Tab>a, b c<Tab>12<Tab>dmz<Tab>192.0.2.9:8443/altre.test, 192.0.2.10
expect Name          El nom d'això
expect Kind            device
keys <F2>
until Added; it is being probed.
until ─ El nom d'això
END

run 'Enter saves from the first field, and the first line says so, with the other keys' $en <<'END'
until Subject
keys a
expect-row 0 Enter or F2 saves · Esc leaves it
keys primer.exemple.cat<Enter>
until Added; it is being probed.
until ─ primer.exemple.cat
END

run 'and from any other; where the host is missing it goes there' $en <<'END'
until Subject
keys a<Tab>Un nom<Tab>
expect-row 0 Enter goes to what is missing · F2 saves
keys <Enter>
cursor 2 15
expect-row 0 Enter or F2 saves
keys darrer.exemple.cat<Tab><Tab><Enter>
until Added; it is being probed.
until ─ Un nom
END

run 'the keys are those that are bound, and have the second line where the first has no room' $en -r 10 -c 40 <<'END'
until govern
keys a
expect-row 1 Enter or F2 saves · Esc leaves it
END

run 'in a dialog Enter saves from the first line where the others may stay empty' $en <<'END'
until Subject
keys :services<Enter>
until Services and heads
keys a
until Add a service
expect Enter or F2 saves · Esc leaves it
keys <Tab>
expect Enter goes to what is missing · F2 saves
keys <Enter>Registre<Enter>
until Saved.
until Registre
END

run 'what is planned is said to be so, and probed until it serves' $en <<'END'
until Subject
keys apla.exemple.cat<Tab><Tab><Tab><Tab><Tab><Tab><Right><Right>
expect ‹ planned ›
keys <F2>
until Added as planned: it is probed until it serves a certificate.
until ─ pla.exemple.cat
until planned
END

run 'a certificate in a file has a name and no host' $en <<'END'
until Subject
keys aSegell de proves<Tab><Tab><Tab><Tab><Right><Tab><Tab><Right>
expect ‹ in a file ›
keys <F2>
until Added; its certificate is still missing.
until ─ Segell de proves
keys e
expect Host          Segell de proves
expect Where           in a file
END

run 'a proxy and nodes are kept as they were typed, and an unknown proxy is told with those there are' $en -r 30 <<'END'
until ─ govern9
keys /El nom d'això<Enter>
until ─ El nom d'això
keys e<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>
expect Proxy         dmz
expect Nodes         192.0.2.9:8443/altre.test, 192.0.2.10
expect More addresses to probe: address[:port][/SNI], with commas between them.
keys <S-Tab>2<F2>
until There is no 'dmz2' in caduca.conf; there are: dmz.
keys <C-u><Tab><C-u>192.0.2.7<F2>
until Saved.
keys <Enter>
until Nodes        192.0.2.7
absent Proxy
END

run 'a choice is changed with the arrows and takes no letters' $en <<'END'
until Subject
keys a<Tab><Tab><Tab><Tab>
expect ‹ server ›
keys <Right>x
expect ‹ device ›
keys <Left><Left>
expect ‹ other ›
END

run 'what is wrong is told below its field, and nothing typed is lost' $en <<'END'
until Subject
keys abad host<Tab>A name<F2>
until 'bad host' has a space in it.
absent host: '
keys <End>
expect Host          bad host
expect Name          A name
cursor 2 23
keys <C-u>seu1.exemple.cat<F2>
until 'seu1.exemple.cat' (number 1) watches that host
keys :99999<F2>
until The port must be a number from 1 to 65535.
END

run 'a number of days is a number' $en <<'END'
until Subject
keys ax.exemple.cat<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>soon<F2>
until A number of days, or nothing.
END

run 'leaving with something typed asks first' $en <<'END'
until Subject
keys ax
keys <Esc>
expect Throw away what you typed?
keys n
expect Host          x
keys <C-c>
keys y
until Subject
keys a<Esc>
absent Throw away
END

run 'an edit shows what there is, and sends what changed' $en <<'END'
until Subject
keys e
expect-row 0 Change govern9.exemple.cat:8443
expect Host          govern9.exemple.cat:8443
expect Service       e-NOTUM
keys <Tab>conflict<F2>
until Saved.
until ─ conflict
END

run 'somebody else was faster: all three are seen, and what is chosen is saved' $en <<'END'
until ─ conflict
keys e<Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Meu<F2>
until Two changes at once: conflict
expect It was: e-NOTUM
expect [ ] Somebody: Un altre
expect [ ] You: Meu
keys m<F2>
until Saved.
keys /Meu<Enter>
until ─ conflict
END

run 'what is known is chosen from a picker, which what is typed narrows' $en -r 24 -c 80 <<'END'
until conflict
keys atria.exemple.cat
expect-row 23 F2 save  F1 help  Esc back
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab>
expect-row 23 F4 choose  F2 save
keys <F4>
until Service:
expect e-NOTUM
keys notum
expect-row 22 e-NOTUM
keys <Enter>
expect Service       e-NOTUM
keys <Tab><Tab><Tab><Tab><F4>
until Proxy:
expect intern
keys dm<Enter>
expect Proxy         dmz
keys <C-u>typed<S-Tab>
expect Proxy         typed
keys <Tab><C-u><F4>
until Proxy:
keys <Esc><F2>
until Added; it is being probed.
until e-NOTUM
END

run 'so are the words of a term and the kinds of certificate; where nothing is known it says so' $en <<'END'
until Subject
keys a<F4>
until There is nothing to choose from: it is typed.
keys <Tab><Tab><Tab><Tab><F4>
until Choose:
keys automatic<Enter>
expect ‹ automatic ›
keys <Tab><C-t>
until Kind of certificate:
expect CDA
keys aplic<Enter>
expect ‹ CDA · Certificat d'aplicació ›
keys <Left>
expect ‹ CDS-1
END

run 'a service has its people from those that others have' $en <<'END'
until Subject
keys :services<Enter>
until Services and heads
keys aUn<Tab>Maria Pons<Enter>
until Saved.
keys aAltre<Tab><F4>
until Person:
expect Maria Pons
keys pons<Enter>
expect Head of service Maria Pons
keys <Enter>
until Saved.
keys a<F4>
until Service:
expect 1 e-NOTUM
keys Tr<Enter>
expect Service         Tràmits
keys <Tab><Tab><F4>
until There is nothing to choose from: it is typed.
END

run 'a paste goes into the field, on one line' $en <<'END'
until Subject
keys a
paste un.exemple.cat\n
keys <Tab>
paste dues\nlínies
expect Host          un.exemple.cat
expect Name          dues línies
END

run 'a long text scrolls in its field' $en -r 10 -c 40 <<'END'
until conflict
keys aabcdefghijklmnopqrstuvwxyz0123456789
expect 0123456789
absent abcdef
keys <Home>
expect abcdef
keys <S-Tab>
expect Folder
absent abcdef
END

run 'what is wrong is told to its end where the window is narrow' $en -r 14 -c 40 <<'END'
until conflict
keys abad host<F2>
until 'bad host' has a space in it.
expect-row 4 A name or an address, with :port
expect-row 5 where it is not 443; a URL is
expect-row 6 understood.
END

run 'what a field asks stands under it' $en -r 10 -c 80 <<'END'
until conflict
keys a
expect-row 3 A name or an address, with :port where it is not 443; a URL is understood.
keys <Tab>
expect-row 3 Name
expect-row 4 What the list calls it; empty: host and port.
absent A name or an address
keys <S-Tab><S-Tab>
expect-row 7 Folder
expect-row 8 Where its file is kept.
END

run 'or to the right of it where that has room' $en -r 50 -c 160 <<'END'
until govern
keys a
expect-row 2 A name or an address, with :port where it is not 443; a URL is understood.
expect-row 3 Name
keys bad host<F2>
until 'bad host' has a space in it.
expect-row 2 A name or an address
expect-row 3 'bad host' has a space in it.
expect-row 4 Name
keys <Esc>
until Throw away
keys y
until Subject
keys :services<Enter>
until Services and heads
keys a<Tab><Tab><Tab>
expect-row 45 Of the head of service.
absent Who says with which CA
END

run 'in a dialog, too' $en <<'END'
until Subject
keys :services<Enter>
until Services and heads
keys a<Tab>
expect-row 16 Head of service
expect-row 17 Who says with which CA its certificates are renewed.
expect-row 18 Mail
END

run 'the backend goes away: what was typed stays, and is saved later' $en <<'END'
until Subject
keys aaway.test<Tab>kept<F2>
until The connection with the backend was lost.
expect Host          away.test
expect Name          kept
until-gone disconnected
keys <S-Tab><C-u>again.exemple.cat<F2>
until Added; it is being probed.
END
echo "1..$count"

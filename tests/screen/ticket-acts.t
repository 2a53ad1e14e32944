# Tickets by hand in the console, keys only, on the real backend: taken in, described, linked, unlinked and corrected from
# view 4, from the ticket's page, from the list, the page of a monitor and the panel; and what is asked first.
. tests/screen/common.sh
ca='-e LANGUAGE=ca'
own_folders

ctl() { # as somebody else, from another terminal
	"$BUILD/caducactl" "$@" >"$work/out" 2>&1 || { echo "# caducactl $*"; sed 's/^/# /' "$work/out"; }
}
says() { # NAME KEY TEXT
	holds "$1" sh -c 'LANGUAGE=ca "$BUILD/caducactl" ticket show "$1" | grep -q -- "$2"' sh "$2" "$3"
}
export BUILD
ctl add localhost:1 --name www --sni www.exemple.test
ctl add localhost:3 --name sol --sni sol.exemple.test
ctl renewal open www --ticket ST-500
ctl renewal step 1 0.1 complete --not-after 2036-12-30 --where Firefox
ctl renewal step 1 0.2 choose renovacio

real 'a monitor that has no renewal gets a ticket, by its URL, from the list' $ca <<'END'
until ST-500
keys /sol<Enter>t
until Enllaça un tiquet amb aquest monitor
paste https://contacte.aoc.cat/browse/SIS-77?src=mail
keys <Enter>
until Per a què és el tiquet?
keys 1
until SIS-77 encara no es coneix aquí. És aquesta, la clau?
keys n
until No s'ha desat res.
keys <Enter>
until Per a què és el tiquet?
keys 1
until És aquesta, la clau?
keys <Enter>
until SIS-77: encara sense mirar
until SIS-77
END
says 'it is for that' SIS-77 "monitor 2 sol: l'origen"

real 'from the page of the monitor its ticket is opened, described, and its key corrected' $ca <<'END'
until sol
keys /sol<Enter><Enter>
until Tiquets      SIS-77
keys t
until Els tiquets del monitor
expect 1  SIS-77 · encara sense mirar
expect 2  Enllaça un altre tiquet
keys <Enter>
until Per a què: monitor 2 sol: l'origen
expect https://contacte.aoc.cat/browse/SIS-77
keys e
until Què diu SIS-77
keys En curs<Tab>Caduca sol<Tab>Pere<F2>
until SIS-77: mirat (En curs)
until SIS-77  Caduca sol
expect Qui el porta: Pere
keys m
until SIS-77: què hi heu vist?
keys 1
until Estat: en curs (En curs)
keys c
until La clau correcta de SIS-77
keys <C-u>SIS-78<Enter>
until SIS-78: en curs
until Clau anterior: SIS-77
keys c
until La clau correcta de SIS-78
keys <C-u>ST-500<Enter>
until ST-500 ja es coneix, com un altre tiquet. SIS-78 i aquest són el mateix?
keys n
until No s'ha desat res.
keys <Esc>
until llençar
keys s
until-gone La clau correcta
until Clau anterior: SIS-77
keys <Esc>
until Tiquets      SIS-78 (abans SIS-77)
END
says 'all of that is kept' SIS-77 'Pere'

real 'view 4: a ticket is taken in, linked to a renewal and to another ticket, and unlinked' $ca <<'END'
until sol
keys 4
until 2 tiquets
keys a
until Afegir un tiquet
keys abc-9<Tab>Res<Enter>
until ABC-9 no és un tiquet de SIS, ST. És aquest, tot i així?
keys n
until No s'ha desat res.
keys <C-u>ST-900<F2>
until ST-900: encara sense mirar
keys /SIS-78<Enter>L
until Enllaça SIS-78
keys x<Enter>
until Això no és ni el número d'una renovació ni la clau d'un tiquet.
keys <C-u>ST-900<Enter>
until SIS-78: en curs
keys t
until Enllaçat amb: ST-900
keys L
until Enllaça SIS-78
keys 1<Enter>
until Per a què és el tiquet?
keys <Enter>
until SIS-78 ja és per a una altra cosa (l'origen). També és per a això?
keys s
until Per a què: renovació 1 www.exemple.test: una altra cosa
keys U
until Desenllaçar SIS-78 de…
expect 1  monitor 2 sol: l'origen
expect 3  el tiquet ST-900
keys 3
until-gone Enllaçat amb
keys U
until 2  renovació 1 www.exemple.test: una altra cosa
keys 2
until-gone Per a què: renovació 1
keys <Esc>
until 2 tiquets
keys /ST-500<Enter>U
until Ningú no l'ha enllaçat a mà.
END

real 'the panel has the tickets of its renewal, and says of a key that is typed what is odd' $ca <<'END'
until ST-500
keys /www<Enter>r
until │ 1.1 Tiquet a Sistemes
keys <Enter>
until Tiquet SIS-
keys 78<Enter>
until SIS-78 ja és per a una altra cosa (l'origen). També és per a això?
keys n
until No s'ha desat res.
keys <Backspace><Backspace>91<Enter>
until SIS-91 encara no es coneix aquí. És aquesta, la clau?
keys <Enter>
until │ 2.1 Tiquet al cap
keys 4
until Els tiquets de la renovació
expect ST-500 · encara sense mirar
expect SIS-91 · encara sense mirar
expect Enllaça un altre tiquet
keys 2
until Per a què: renovació 1 www.exemple.test: el CSR
keys m
until SIS-91: què hi heu vist?
keys 1
until Estat: en curs
keys <Enter>
until │ 1.1 Tiquet a Sistemes
until SIS-91 · en curs
END

real 'where somebody was first, what each said is shown, and what is chosen is saved' $ca <<'END'
until www
keys 4
until SIS-91
keys /SIS-91<Enter>e
until Què diu SIS-91
sh "$BUILD/caducactl" ticket look SIS-91 --status Tancat >/dev/null
keys <C-u>Resolt<F2>
until Dos canvis alhora: SIS-91
expect : Tancat
expect [ ] Vós: Resolt
keys m<F2>
until SIS-91: en curs (Resolt)
END

echo "1..$count"

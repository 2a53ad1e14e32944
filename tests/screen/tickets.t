# Tickets in the console, on the real backend with the network off: in the list and at the top of a monitor's page, found by
# their keys, and view 4, where what somebody saw of them is said.
. tests/screen/common.sh
ca='-e LANGUAGE=ca'
own_folders

ctl() { # as somebody else, from another terminal
	"$BUILD/caducactl" "$@" >"$work/out" 2>&1 || { echo "# caducactl $*"; sed 's/^/# /' "$work/out"; }
}

ctl add localhost:1 --name www --sni www.exemple.test
ctl add localhost:2 --name api --sni api.exemple.test
ctl add localhost:3 --name sol --sni sol.exemple.test
ctl renewal open www --ticket ST-500
ctl renewal step 1 0.1 complete --not-after 2036-12-30 --where Firefox
ctl renewal step 1 0.2 choose renovacio
ctl renewal step 1 tiquet-csr ticket SIS-7001 --yes
ctl renewal step 1 tiquet-cap ticket ST-812 --yes
ctl ticket correct ST-812 ST-813 --yes
ctl ticket link SIS-9 --monitor sol --yes

real 'the list has the service and the first ticket of a monitor in eighty columns, and where there is more room how many more' $ca <<'END'
until 1/4 Sistemes
expect-row 2   Dies Inici Monitor             Servei Renovació    Tiquets    Problema · vist
expect-row 3 www                        1/4 Sistemes SIS-7001+2 refusat
expect-row 5 SIS-9      refusat
resize 24 120
until Caduca
expect-row 2 Qui la té Tiquets
expect-row 3 SIS-7001+2
expect-row 5 SIS-9 
END

real 'a search finds a monitor by a ticket that is not the first, and by the key that one had before' $ca <<'END'
until ─ www
until sol
keys <Down>
until ─ api
keys /813<Enter>
until ─ www
keys <Down>
until ─ api
keys /st-812<Enter>
until ─ www
keys /SIS-9<Enter>
until ─ sol
END

real 'the page of a monitor begins with its renewal and its tickets' $ca <<'END'
until 1/4 Sistemes
keys /www<Enter><Enter>
until Adreça
expect-row 2 Renovació    1 · 1/4 Sistemes
expect-row 3 Tiquets      SIS-7001, ST-813, ST-500 (abans ST-812)
END

real 'view 4 has the open tickets, with what they are for and who is waited for' $ca <<'END'
until 1/4 Sistemes
keys 4
until ST-813
expect-row 0 4 Tiquets
expect-row 1 4 tiquets · 0 per respondre · 4 sense mirar                  ordre: pendent de
expect-row 2 Tiquet           Estat              Pendent de       Mirat  Fa     Ren. Monitor
expect-row 3 ST-500           encara sense mirar Sistemes         mai    ara    1    www
expect-row 6 SIS-9            encara sense mirar —                mai    ara    —    sol
expect-row -1 m mirat
END

real 'they are ordered by their keys as numbers, in either view, and twice is the other way round' $ca <<'END'
until 1/4 Sistemes
keys otiq<Enter>
until ordre: tiquets
expect-row 3 sol
expect-row 4 www
keys 4
until ST-813
keys otiq<Enter>
until ordre: tiquet
expect-row 3 SIS-9
expect-row 4 SIS-7001
expect-row 6 ST-813
keys otiq<Enter>
until ordre: tiquet (invers)
expect-row 3 ST-813
expect-row 6 SIS-9
END

real 'what somebody saw is said with one key, and those that want an answer come first' $ca <<'END'
until 1/4 Sistemes
keys 4
until ST-813
keys m
until ST-500: què hi heu vist?
expect 1  En curs
expect 4  Mirat: està com estava
keys <Enter>
until ST-500           en curs            Sistemes         ara
expect-row 3 SIS-7001
keys /813<Enter>m
until ST-813: què hi heu vist?
keys 3
until ST-813        en curs, cal resposta nosaltres        ara
expect-row 3 ST-813
expect-row 6 ST-500
expect-row 1 4 tiquets · 1 per respondre · 2 sense mirar
keys /SIS-9<Enter>m
until SIS-9: què hi heu vist?
keys 4
until SIS-9         mirat
keys m
until SIS-9: què hi heu vist?
keys 2
until 3 tiquets · 1 per respondre · 1 sense mirar
END

holds 'the backend knows it' sh -c '"$BUILD/caducactl" ticket show SIS-9 | grep -q resolt ||
	"$BUILD/caducactl" ticket show SIS-9 | grep -q resolved'

real 'the marked ones are looked at together' $ca <<'END'
until 1/4 Sistemes
keys 4
until ST-813
keys <Space><Down><Space>m
until 2 tiquets: què hi heu vist?
keys 1
until 3 tiquets · 0 per respondre · 1 sense mirar
END

real 'a filter and a search find a ticket by its keys and by its monitor' $ca <<'END'
until 1/4 Sistemes
keys 4
until ST-813
keys ftiquet:812<Enter>
until (1/3)
expect-row 3 ST-813
keys <C-u>
keys f<C-u>nom:sol<Enter>
until Cap tiquet no passa el filtre.
keys f<C-u>nom:www<Enter>
until (3/3)
keys /7001<Enter>p
until https://contacte.aoc.cat/browse/SIS-7001
END

real 'one key shows its URL and text, another the URL alone, Return its step' $ca <<'END'
until 1/4 Sistemes
keys 4
until ST-813
keys /st-812<Enter>p
until premeu una tecla
expect ST-813
expect https://contacte.aoc.cat/browse/ST-813
expect Clau anterior: ST-812
expect Per a què: renovació 1 www.exemple.test: el cap de servei
expect Enllaçat amb: SIS-7001 (encara per enllaçar)
keys x
until 4 Tiquets
keys y
until premeu una tecla
keys x
keys <Enter>
until Renovació 1
until 2.1 Tiquet al
keys <Esc>
until 4 Tiquets
keys 3
until obert
keys /st-813<Enter>
absent No s'ha trobat
END

echo "1..$count"

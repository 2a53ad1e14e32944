# Tickets in the console, on the real backend with the network off: in the list and at the top of a monitor's page, found by
# their keys.
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
ctl renewal step 1 tiquet-csr ticket SIS-7001
ctl renewal step 1 tiquet-cap ticket ST-812
ctl ticket correct ST-812 ST-813 --yes
ctl ticket link SIS-9 --monitor sol --yes

real 'the list has the first ticket of a monitor and how many more there are, in eighty columns' $ca <<'END'
until SIS-7001+2
expect-row 2    Dies Monitor                      Renovació    Tiquets    Problema · vist
expect-row 3 www                          1/4 Sistemes SIS-7001+2 refusat
expect-row 5 sol                                       SIS-9      refusat
resize 24 120
until Caduca
expect SIS-7001+2
END

real 'a search finds a monitor by a ticket that is not the first, and by the key that one had before' $ca <<'END'
until ─ www
until SIS-9
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
until SIS-7001+2
keys /www<Enter><Enter>
until Adreça
expect-row 2 Renovació    1 · 1/4 Sistemes
expect-row 3 Tiquets      SIS-7001, ST-813, ST-500 (abans ST-812)
END

echo "1..$count"

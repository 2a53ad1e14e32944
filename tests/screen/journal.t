# View 6, the audit trail: on the real backend with the network off, and of a trail that is too long to be held.
. tests/screen/common.sh
ca='-e LANGUAGE=ca' en='-e LANGUAGE=en'
own_folders

ctl() { # as somebody else, from another terminal
	"$BUILD/caducactl" "$@" >"$work/out" 2>&1 || { echo "# caducactl $*"; sed 's/^/# /' "$work/out"; }
}

ctl add localhost:1 --name www.exemple.cat --sni www.exemple.test
ctl add localhost:2 --name api.exemple.cat --sni api.exemple.test
ctl service add Tràmits --head 'Núria Pons'
ctl edit api.exemple.cat --service Tràmits --environment pre
ctl edit api.exemple.cat --service Seu
ctl renewal open www.exemple.cat --ticket ST-500
ctl renewal step 1 0.1 complete --not-after 2036-12-30 --where Firefox
ctl renewal step 1 0.2 choose renovacio
ctl renewal step 1 tiquet-cap ticket ST-812 --yes
ctl ticket correct ST-812 ST-813 --yes

real 'the trail is in words, newest first, with what each line is about' $ca -c 160 <<'END'
until api.exemple
keys 6
until 2.1 Tiquet
expect-row 0 6 Registre
expect-row 1 línies   d declarat   # root
expect-row 2 Quan        Qui
expect-row 2 De què
expect n'ha corregit la clau
expect clau: ST-812 → ST-813
expect renovació 1 www.exemple.test
expect 0.2 Què cal fer
expect servei: Tràmits → Seu
expect-row -1 s només semblants
keys G
expect host: localhost
END

real 'Return shows who it was, how that is known, and what was before and after' $en <<'END'
until api.exemple
keys 6
until added it
keys fmonitor:api<Enter>
until filter: monitor:api (3/
keys <Enter>
until Line 5 of the audit trail
expect Proven: the system says
expect What: changed it (monitor.edit)
expect Of what: 2 api.exemple.cat
expect service
expect before: Tràmits
expect after: Seu
expect Hash:
keys <Enter>
until Addresses
expect-row 0 api.exemple.cat
END

real 'it is filtered by monitor, renewal, kind, person and day, and what is no filter is said' $en -c 120 <<'END'
until api.exemple
keys 6
until added it
keys fwhat:service<Enter>
until (1/
expect-row 3 service 1 Tràmits
keys f<C-u>monitor:www<Enter>
until corrected its key
absent api.exemple
keys f<C-u>renewal:1 what:ticket<Enter>
until-gone gave the ticket
expect corrected its key
absent renewal 1 www
keys f<C-u>who:nobody-here<Enter>
until No line of the audit trail passes the filter.
keys f<C-u>day:today who:me<Enter>
until (1
expect added it
keys f<C-u>until:yesterday<Enter>
until No line of the audit trail passes the filter.
keys f<C-u>who:nobody-here,me what:service,ticket<Enter>
until corrected its key
expect service 1
absent api.exemple
keys f<C-u>-who:me<Enter>
until No line of the audit trail passes the filter.
keys f<C-u>who:me -monitor:www<Enter>
expect Character 8: '-monitor:': only of who and what can some be left out.
keys <C-u>monitor:www,api<Enter>
expect Character 1: 'monitor:' is of one
keys <C-u>who:a who:b<Enter>
expect Character 7: 'who:' was said already
keys <C-u>who:"a b<Enter>
expect A quote is not closed.
keys <Esc>
keys f<C-u>monitor:exemple<Enter>
expect Several monitors have 'exemple' in their name
keys <C-u>monitor:none<Enter>
expect No monitor is called 'none'.
keys <C-u>day:31/13<Enter>
expect Character 5: '31/13' is not a date
keys <C-u>what:monitor,colour<Enter>
expect Character 14: 'colour' is no kind of line
keys <C-u>-"who":"me",-b<Enter>
expect Character 13: '-b': the hyphen stands before the field
keys <C-u>:x<Enter>
expect There is no field ''
keys <C-u>anything<Enter>
expect 'anything': of what?
keys <Esc>
keys <Esc>
until-gone filter:
expect-row 0 6 Audit trail
END

real 'what goes on is completed, and what there is to choose from is said' $ca <<'END'
until api.exemple
keys 6
until n'ha corregit
keys f<Tab>
expect-row -2 monitor:  renovació:  qui:  què:  dia:  des:  fins:
keys q<Tab>
expect-row -2 qui:  què:
keys i<Tab>
expect-row -1 Filtra: qui:
keys <Tab>
until jo  
keys j<Tab>
expect-row -1 Filtra: qui:jo
keys <Space>-que:serv<Tab>
expect-row -1 Filtra: qui:jo -que:servei
keys <Tab>
expect-row -2 servei  service.add  service.edit  service.remove
keys <C-u>what:monitor.a<Tab>
expect-row -1 Filtra: what:monitor.a
expect-row -2 monitor.add  monitor.accept  monitor.acknowledge
keys d<Tab>
until filtre: what:monitor.add (2/
keys <C-u>monitor:w<Tab>
until filtre: monitor:www.exemple.cat (
keys <C-u>monitor:www,a<Tab>
expect-row -1 Filtra: monitor:www,api.exemple.cat
keys <C-u>renewal:<Tab>
expect-row -1 Filtra: renewal:1
keys <C-u>renewal:7<Tab>
expect-row -2 El número d'una renovació
keys <C-u>dia:<Tab>
expect-row -2 avui  ahir
keys 3<Tab>
expect-row -2 Un dia, com ara 30/11/2026; també avui o ahir
keys <C-u>unt<Tab>
expect-row -1 Filtra: until:
keys <C-u>xx<Tab>
expect-row -2 No hi ha res que continuï així.
END

echo 'meus urgency:late' >"$work/config/caduca/filters"
chmod 600 "$work/config/caduca/filters"
real 'it is saved under a name, which is of this view alone, and so are those of the others' $en <<'END'
until api.exemple
keys 6
until corrected
keys f@meus
expect Character 1: '@meus' is a filter of the other views
keys <C-u>@<Tab>
expect-row -2 Nothing goes on so.
keys <C-u>-who:caducad what:ticket,service<F2>
expect-row -1 Save the filter as: @
keys Canvis<Enter>
until The filter is saved: @Canvis.
keys <C-u>@<Tab>
expect-row -1 Filter: @Canvis
keys <Enter>
until filter: @Canvis (
absent api.exemple
keys f<C-u>@canvis what:lead<Enter>
expect Character 9: 'what:' was said already
keys <C-u>-@canvis<Enter>
expect Character 1: '-@canvis': only of who and what
keys <C-u>@cap<Enter>
expect No filter of the audit trail is saved as 'cap'.
keys <Esc>
keys 1
until api.exemple
keys f@<Tab>
expect-row -1 Filter: @meus
keys <C-u>@canvis
expect Character 2: no filter is saved as 'canvis'. There is one of the audit trail
END
holds 'in a file of its own' test "$(stat -c %a "$work/config/caduca/trail-filters") $(cat "$work/config/caduca/trail-filters")" = '600 Canvis -who:caducad what:ticket,service'

printf 'sol @sol\nmal what:colour\n' >>"$work/config/caduca/trail-filters"
real 'and is there in the next console; one that cannot be read says why, and is not offered' $en <<'END'
until api.exemple
keys 6
until corrected
keys f@<Tab>
expect-row -1 Filter: @Canvis
keys <C-u>@mal
expect Character 1: '@mal', which is what:colour: 'colour' is no kind of line
keys <C-u>@sol
expect '@sol' names itself.
keys <C-u><F2>
expect-row -1 Forget the filter: @
keys canvis<Enter>
until @canvis is forgotten.
keys @canvis
expect No filter of the audit trail is saved as 'canvis'.
END

real 'the filter is there again in another view and back, but not over one thing alone' $en <<'END'
until api.exemple
keys 6
until corrected
keys fmonitor:api<Enter>
until filter: monitor:api (3/
keys 1
until 1 Expiries
absent filter:
keys /www<Enter><Enter>
until Addresses
keys 6
until Audit trail of www.exemple.cat
until added it
absent filter:
keys <Esc><Esc>
until ─ www
keys 6
until filter: monitor:api (3/
keys qq
exit 0
END
again=1
real 'and at the next start, when the monitors that it names are here' $en <<'END'
until filter: monitor:api (3/
expect-row 0 6 Audit
keys <Esc>
until corrected
absent filter:
keys qq
exit 0
END
real 'as is that there is none' $en <<'END'
until corrected
absent filter:
keys <Esc>
until api.exemple
keys q
exit 0
END
again=

real 'a key narrows it to lines like the one under the cursor' $en <<'END'
until api.exemple
keys 6
until added it
keys /Núria<Enter>s
until Only the lines like this one
expect 1  monitor:… (the line is of no monitor and no renewal)
expect what:service.add
keys 1
expect-row -1 the line is of no monitor and no renewal
keys 3
until-gone corrected
expect filter: what:service.add
END

real 'a monitor and a renewal have their own lines at hand' $ca <<'END'
until api.exemple
keys /api<Enter><Enter>
until Adreça
keys 6
until Registre de api.exemple.cat
until afegit
expect 2 api.exemple
absent 1 www
keys <Esc>
until Adreça
keys <Esc>
until 1 Caducitats
keys 3
until obert
keys <Enter>
until Renovació 1
keys 6
until Registre de la renovació 1
until n'ha corregit
expect ha fet el pas
absent afegit
keys <Esc>
until Renovació 1
END

# The lines of a renewal, one of them, the renewal that it is of, its lines, …
real 'no more screens open than there is room for' $ca <<'END'
until api.exemple
keys 3
until obert
keys <Enter>
until Renovació 1
keys 6
until Registre de la renovació 1
until ha fet el pas
keys /fet el pas<Enter>
keys <Enter>
until del registre
keys <Enter>
until Renovació 1
keys 6
until Registre de la renovació 1
until ha fet el pas
keys /fet el pas<Enter>
keys <Enter>
until del registre
keys <Enter>
until massa pantalles obertes: Esc en tanca una.
expect del registre
keys <Esc>
until Registre de la renovació 1
keys qqqqqq
until 1 Caducitats
END

real "a line that somebody adds is on the screen by itself, unless one moves there" $en -c 140 <<'END'
until api.exemple
keys 6
until added it
sh "$BUILD/caducactl" edit api.exemple.cat --environment pro >/dev/null
until environment: pre → pro
expect-row 3 environment: pre → pro
keys <Down><Up><Down>
sh "$BUILD/caducactl" edit api.exemple.cat --environment tst >/dev/null
until environment: pro → tst
expect-row 3 environment: pro → tst
END

real 'moving costs little, and nothing costs nothing' $ca <<'END'
until api.exemple
keys 6
until n'ha corregit
until renovació 1 www
keys <Down>
keys <Down>
bytes 250
keys <Up>
bytes 250
keys <Home>
keys <Home>
bytes 0
END

real 'in a small window when, who and what are left' $en -r 10 -c 40 <<'END'
until api.exem
keys 6
until corrected
expect-row 2   When     Who  What
absent Change
keys <Enter>
until Proven:
END

echo 'language = "en"; charset = "ascii";' >"$work/config/caduca/caduca.conf"
real 'in ASCII' -c 140 <<'END'
until api.exemple
keys 6
until added it
expect service: Tramits > Seu
keys <Enter>
until of the audit trail
expect after: tst
END
rm "$work/config/caduca/caduca.conf"

# ---- a long one ----
long() { # state folder
	mkdir -m 700 "$1" "$1/caduca"
	perl tests/screen/long-trail.pl 45000 <tests/fixtures/databases/before.sql >"$work/long.sql"
	"$BUILD/load" "$work/long.sql" "$1/caduca/caduca.db"
	chmod 600 "$1/caduca/caduca.db"
}
export XDG_STATE_HOME="$work/long" XDG_RUNTIME_DIR="$work/run-long"
mkdir -m 700 "$XDG_RUNTIME_DIR"
long "$XDG_STATE_HOME"

real 'proven, declared and as root are told apart, with and without colours' $en -c 160 <<'END'
until Audit
keys 6
until cap 45001
expect-row 1 45000 lines
expect-row 3 d 15/11/2023 10:43 altra (declared)
attr 5 1 fg=172
expect-row 4   15/11/2023 10:43 altra
keys /anna<Enter>
expect # 15/11/2023 10:43 anna (root)
keys <Enter>
until Proven: the system says that it was root. (uid 0)
END

real 'mono' $en -e NO_COLOR=1 -c 160 <<'END'
until Audit
keys 6
until altra (declared)
no-colours
END

real 'it is fetched as one scrolls, and both of its ends are reached' $en -c 160 <<'END'
until Audit
keys 6
until cap 45001
until-gone lines…
keys <PageDown><PageDown><PageDown>
until cap 44935
until-gone lines…
keys <PageDown><PageDown><PageDown>
until cap 44880
until-gone lines…
keys <PageDown><PageDown><PageDown>
until cap 44820
until-gone lines…
keys <PageDown><PageDown><PageDown>
until cap 44765
until-gone lines…
keys G
until cap 2
until service 1
until-gone lines…
keys <PageUp>
until cap 40
keys gg
until cap 45001
expect-row 3 cap 45001
keys o
until 2 Who
until It stands by time alone: a filter picks lines out.
keys 2
until-gone Order by:
until It stands by time alone: a filter picks lines out.
keys o1
until order: time (reversed)
until added it
keys G
until cap 45001
END

real 'a search goes on in the backend, and round; a filter finds one among all' $en -c 160 <<'END'
until Audit
keys 6
until cap 45001
keys /cap 12345<Enter>
until cap 12345
keys /rara<Enter>
until rara
expect cap 30001
keys <Enter>
until Line 30000 of the audit trail
keys <Esc>
until 45000 lines
keys /nowhere to be found<Enter>
until Not found: nowhere to be found
keys fwho:rara<Enter>
until filter: who:rara (1/45000)
expect-row 3 cap 30000 → cap 30001
END

echo "1..$count"

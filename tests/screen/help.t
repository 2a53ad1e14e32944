# Help and palette: made from the actions and the bindings in force.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 30
run 'help shows every action of the list with its keys' $en -r 100 <<'END'
until govern9
keys ?
expect Enter, Right, l
expect Open what is under the cursor
expect probe-all
expect goto-first
keys ?
until 1 Expiries
END

run 'what is long goes on below, with its name beside it, and a page goes on by a page' $en <<'END'
until govern9
keys ?
expect-row 1 X expired   ! critical   U late   C due   A soon   · ok   ? unknown
expect-row 2 Enter, Right, l
expect Probe it now and explain stage by
expect of whom
expect explain
expect Retire what is under the cursor, or the
keys <PageDown>
absent Enter, Right, l
keys <PageDown><PageDown>
expect Show or hide the detail pane
keys <PageDown>
expect Quit, or back from where you are
keys <PageUp><PageUp><PageUp><PageUp>
expect-row 1 X expired
expect-row 2 Enter, Right, l
attr 2 9 bg=24
END

run 'in a narrow window what an action does stands whole below its keys' $en -c 40 -r 24 <<'END'
until govern9
keys ?
expect-row 0 [personal]  Help
expect-row 3 Enter, Right, l                   open
expect-row 4   Open what is under the cursor
expect-row 5 a, Insert                          add
expect Retire what is under the cursor, or
attr 3 2 bg=24
attr 4 9 bg=24
keys <Down>
attr 5 2 bg=24
attr 6 9 bg=24
keys <PageDown>
absent Enter, Right, l
keys <End>
expect-row 22   Quit, or back from where you are
keys /order of the<Enter>
keys <Enter>
expect Order by:
END

run 'it is searched, and Enter does what the line says' $en <<'END'
until govern9
keys ?/order of the<Enter>
keys <Enter>
expect Order by:
END

run 'from the help of every view one comes to the services, the times and the inbox' $en <<'END'
until govern9
keys 2
until 2 Today
keys ?/heads them<Enter>
keys <Enter>
until Services and heads
keys q
keys 4?/renewals take<Enter>
expect-row 0 Help
expect Q                        How long renewals take
keys <Esc>
keys 6
until 6 Audit trail
keys ?/inbox<Enter>
keys <Enter>
until Nothing new in the inbox
keys S
until Services and heads
END

run 'help in a form tells the keys of the form' $en <<'END'
until govern9
keys a<F1>
expect Next field
expect Save
absent Mark what is under
keys <Esc>
expect Add a monitor
END

run 'the palette runs an action by part of its name' $en <<'END'
until govern9
keys :rev
expect sort-reverse
keys <Enter>
until (reversed)
keys :zzz
expect Nothing of that name.
keys <Enter><Esc>
absent Nothing of that name
END

run 'the palette has the keys of a list' $en <<'END'
until govern9
keys :<End>
absent probe-all
expect Not here: it works
keys <Esc>
keys :service<Space>
until Service:
keys <Esc>
keys :
expect 1 open
keys <PageDown>
expect sort-reverse
absent 1 open
keys <Home>
expect 1 open
keys sort<End><Enter>
until (reversed)
END

run 'a value follows: an order, a filter, a service, in the words of either language' $en <<'END'
until govern9
keys :sort days
expect-row -1 Order by: days
expect days left
keys <Enter>
until order: days left
keys :ordena inici<Enter>
until order: start by
keys :filtra servei:seu
expect-row -1 Filter: servei:seu
until filter: servei:seu (
keys <Enter>
keys :filter days<Less>900
expect-row -1 Filter: days<900
until filter: days<900 (
keys <Enter>
keys <Esc>
keys :service via
expect-row -1 Service: via
expect Via Oberta
absent e-NOTUM
keys <Enter>
until filter: service="Via Oberta" (6/30)
keys <Enter>
until Urgency
keys :servei seu<Enter>
until filter: service="Seu" (
END
run 'the same in Catalan' -e LANGUAGE=ca <<'END'
until govern9
keys :ordena dies<Enter>
until ordre: dies que falten
keys :servei via<Enter>
until filtre: servei="Via Oberta" (6/30)
END
run 'a digit chooses its line, of orders and of actions' $en <<'END'
until govern9
keys o
expect 4 monitor
keys 4
until order: monitor
keys :2
until Add a monitor
END
run 'what cannot be done now stands last, with the reason' $en <<'END'
until govern9
keys fname:nobody<Enter>
until No monitor passes
keys :retire
expect retire            there is no row
keys <Enter>
expect There is no monitor here.
END

run 'what is done in another view is found here too, with where that is' $en <<'END'
until govern9
keys :pause
expect pause             Not here: it works in view 3
absent Nothing of that name
keys <Enter>
expect Not here: it works in view 3
keys <Esc>
END
run 'and in Catalan by what it is called there' -e LANGUAGE=ca <<'END'
until govern9
keys :trasp
expect hand-over         Aquí no es pot: és a la vista 3
END
mkdir -p "$work/caduca"
cat >"$work/caduca/keybindings.conf" <<'END'
unbind list a
unbind list <Insert>
bind list X add
bind list nonsense
END
run 'the user has his own keys, and a mistake among them is told' $en <<'END'
until keybindings.conf:4
keys <Down>
until govern9
expect-row -1 X add
keys X
expect Add a monitor
END
run 'the end is gone to before help was drawn' <<'END'
until govern9
keys ?<End>
expect quit
END
echo "1..$count"

# What every list does: the renewals and the services, fetched page by page, are searched, filtered, ordered and marked.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444 --renewals 120 --services 60
run 'the renewals come page by page, by phase, the oldest first' $en <<'END'
until Subject
keys 3
until 120 open · 30 ours · 90 theirs
expect-row 1 order: phase
expect-row 2 No.  Monitor
expect-row 2 Waiting for
expect-row 3 registre116.
expect-row 4 tramits112.
keys G
absent registre116.
expect 3/4
keys gg
expect-row 3 registre116.
END

run 'moving: a line costs at most 250 bytes, a page 2,600, nothing 0' $en <<'END'
until Subject
keys 3
until 120 open
keys <Down>
keys <Down>
bytes 250
keys <Up>
bytes 250
keys <PageDown>
bytes 2600
keys <PageUp>
bytes 2600
expect-row 3 registre116.
keys <Home>
keys <Home>
bytes 0
END

run 'the renewals are searched: on and round, and none is told' $en <<'END'
until Subject
keys 3
until 120 open
keys /maria pons
expect maria pons: 1 of
expect Search: maria pons
keys <Enter>
attr 6 1 bg=24
keys n
attr 13 1 bg=24
keys N
attr 6 1 bg=24
keys /ctti<Esc>
attr 6 1 bg=24
keys n
expect Nothing was searched for yet.
keys /nowhere<Enter>
expect Not found: nowhere
END

run 'the renewals are filtered, by their own words and by what their monitors are' $en <<'END'
until Subject
keys 3
until 120 open
keys f
expect ctti  who:me  pending:ours
keys ctti
expect filter: ctti (27/120)
absent Maria Pons
keys <Enter>
expect-row -1 Enter open
keys f<C-u>colour:ctti<Enter>
expect there is no field 'colour'.
keys <Esc>
expect filter: ctti (27/120)
keys f<C-u>host:valid58.<Enter>
expect (1/120)
expect-row 3 valid58.
keys f<C-u>pending:ours -who:nobody<Enter>
expect-row 3 ours
absent CTTI
absent —
keys f<C-u>renewal:116<Enter>
expect (1/120)
expect-row 3 116
keys f<C-u>renewal:paused<Enter>
expect-row 3 paused
absent CTTI
keys f<C-u>urgency:unknown nowhere<Enter>
expect No renewal passes the filter.
keys <Enter>
expect There is no renewal here.
keys <Esc>
until-gone filter:
expect 120 open
keys <Esc>
until Subject
END

run 'the order of the renewals is chosen, turned round, and said' $en <<'END'
until Subject
keys 3
until 120 open
keys o
expect as it is now
keys number<Enter>
until order: number
keys gg
expect-row 3 seu1.
keys O
until order: number (reversed)
keys gg
expect-row 3 transparencia120.
keys owaiting<Enter>
until order: waiting for
END

run 'renewals are marked, and the footer says so where there is room' $en -c 120 <<'END'
until Subject
keys 3
until 120 open
keys <Space><Space>
expect 2 marked
expect-row 3 *116
expect-row 4 *112
expect-row -1 2 marked:  c claim  w postpone  z pause  H hand over  - none
keys <Space>
expect 3 marked
keys -
absent marked
END

run 'at 80 columns the footer keeps what is offered nowhere else' $en <<'END'
until Subject
keys 3
until 120 open
expect-row -1 r handover  ? help  Esc back
END

run 'what matters least is left out where it is narrow' $en -r 10 -c 40 <<'END'
until signatura207
keys 3
until registre116
expect-row 2 No.  Monitor
absent Owner
keys <PageDown>
absent registre116
END

run 'the services are in the order of their names, filtered by their domains' $en <<'END'
until Subject
keys S
until e-NOTUM 10
expect-row 0 Services and heads
expect-row 1 order: service
expect-row 2 Service
expect-row 3 e-NOTUM 10
keys fdomain:gencat<Enter>
expect No service passes the filter.
keys f<C-u>servei:oberta<Enter>
expect filter: servei:oberta (10/60)
expect-row 3 Via Oberta
keys f<C-u>pons<Enter>
expect (40/60)
END

run 'the marked services are removed together, asked once' $en <<'END'
until Subject
keys S
until e-NOTUM 10
keys <Space><Space>
until 2 marked
keys D
until Remove the 2 services marked? Their monitors stay.
keys n
until 2 marked
keys D
keys y
until-gone e-NOTUM 16
absent marked
keys D
until Remove the service e-NOTUM 22? Its monitors stay.
keys n
END

backend 30
run 'an empty list says what to do' $en <<'END'
until Subject
keys S
until No service is known yet.
keys e
expect There is no service here.
keys 3
until No renewal is open. r on a monitor of view 1 begins one.
END

run 'in Catalan' -e LANGUAGE=ca <<'END'
until govern9
keys S
until Encara no es coneix cap servei.
keys <Enter>
expect Aquí no hi ha cap servei.
END
echo "1..$count"

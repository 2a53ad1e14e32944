# What every list does: the renewals and the services, fetched page by page, are searched, filtered, ordered and marked.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444 --renewals 120 --services 60
run 'the renewals come page by page, by when work must start for the most pressing of their monitors' $en <<'END'
until Subject
until-gone loading…
keys 3
until 120 open · 30 ours · 90 theirs
expect-row 1 order: start by
expect-row 2    Days Start No. Monitor
expect-row 2 Waiting for
expect-row 3 !     2 26/10 9   govern9.
attr 3 1 fg=203
expect-row 4 !     2 26/10 68  valid68.
expect-row 10 U     8 01/11 108 valid108.
keys G
absent govern9.
expect-row 22 ·   204 15/05 27  signatura27.
keys gg
expect-row 3 govern9.
END

run 'where there is room all that is known of them stands there' $en -c 160 <<'END'
until Subject
until-gone loading…
keys 3
until 120 open
expect-row 2 Days Start      No. Monitor
expect-row 2 Age  Waiting for
expect-row 2 Follow-up  Tickets          Owner
expect-row 3 2 26/10/2026 9   govern9.exemple.cat:8443 +1          3/4 Instal·lar-lo
keys G
expect 18/12/2026 SIS-7027, ST-827 op1
keys oseguiment<Enter>
until order: follow-up
keys gg
expect-row 3 18/12/2026 SIS-7003, ST-803
keys O
until reversed
keys G
absent 18/12/2026
END

run 'a key shows the closed ones too, dimmed and last, and once more the open ones alone' $en <<'END'
until Subject
until-gone loading…
keys 3
until 120 open · 30 ours · 90 theirs
absent closed
keys x
until 120 open · 30 ours · 90 theirs · 12 closed
keys G
keys k
expect-row 22            132
expect-row 22 closed
attr 22 15 fg=245
attr 22 50 fg=245
keys O
until reversed
keys G
keys k
expect-row 22            132
keys GT
until This renewal is closed.
keys z
until : it is closed
absent Until
keys w
until : it is closed
absent Follow-up:
keys O
until-gone reversed
keys ggx
until-gone closed
expect-row 1 120 open · 30 ours · 90 theirs
keys G
expect-row 22 27  signatura27.
END

rm -f "$work/left/caduca/console"
again=1
run 'that they are shown is left' $en <<'END'
until Subject
keys 3
until 120 open
keys x
until 12 closed
keys qq
exit 0
END
run 'and is so at the next start, in the palette too' -e LANGUAGE=ca <<'END'
until 12 tancades
keys :tancades
expect Mostra també les tancades, o només les obertes
keys <Enter>
until-gone 12 tancades
END
again=

run 'moving: a line costs at most 250 bytes, a page 2,600, nothing 0' $en <<'END'
until Subject
until-gone loading…
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
expect-row 3 govern9.
keys <Home>
keys <Home>
bytes 0
END

run 'the renewals are searched: on and round, and none is told' $en <<'END'
until Subject
until-gone loading…
keys 3
until 120 open
keys /maria pons
expect maria pons: 1 of
expect Search: maria pons
keys <Enter>
attr 19 3 bg=24
keys n
attr 22 3 bg=24
keys N
attr 19 3 bg=24
keys /ctti<Esc>
attr 19 3 bg=24
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
until-gone loading…
keys 3
until 120 open
keys <Space><Space>
expect 2 marked
expect-row 3 *!     2 26/10 9
expect-row 4 *!     2 26/10 68
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
expect-row -1 H hand over  ? help  Esc back
END

run 'what matters least is left out where it is narrow' $en -r 10 -c 40 <<'END'
until signatura207
keys 3
until 120 open
expect-row 2    Days Monitor                   Phase
absent Owner
keys <PageDown>
absent govern9.
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
until Monitors name 6 services, and nobody has said who heads them.
keys e
expect There is no service here.
keys 3
until No renewal is open. r on a monitor of view 1 begins one.
END

run 'in Catalan' -e LANGUAGE=ca <<'END'
until govern9
keys S
until Els monitors esmenten 6 serveis, però ningú no ha dit qui en són els caps.
keys <Enter>
expect Aquí no hi ha cap servei.
END
echo "1..$count"

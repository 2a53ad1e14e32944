# View 1: what stands on the screen, and that the cursor, the order and the marks do what they say.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444
run 'header, counters, columns and pane stand in their places' $en <<'END'
until Subject      CN=signatura207.exemple.cat
expect-row 0 [personal]  1 Expiries
expect-row 1 X0 !12 U29 C7 A19 ·372 ?5
expect-row 1 order: start by
expect-row 2    Days Start Monitor                       Service           Problem · seen
expect-row 3 !   7 h 24/10 signatura207.exemple.cat:8443 Seu               40 min
expect Names        DNS:signatura207.exemple.cat
expect Valid        14/03/2026 00:47 – 24/11/2026 00:47 (255 days)
expect-row -1 Enter open  a add
expect-row -1 q quit
cursor off
keys q
exit 0
restored
END

run 'each urgency has its letter and a colour of its own' $en <<'END'
until Subject
attr 4 1 fg=203
keys <End>
expect ?             enotum305
attr 10 1 nobold
keys q
exit 0
END

run 'what is expired or critical is in its colour to the end of its row, and its letter in it under the cursor too' $en <<'END'
until Subject
attr 3 1 fg=203 bg=own
attr 3 9 fg=15 bg=24
attr 4 9 fg=203
attr 4 40 fg=203
attr 4 57 fg=203
keys G
until enotum305
keys gg
until ─ signatura207
keys v
attr 15 1 fg=208 bg=own
attr 15 9 fg=own
END

run 'with eight colours what is critical and what is urgent differ' $en -e TERM=xterm -e COLORTERM= <<'END'
until Subject
attr 4 1 fg=7 bg=5
attr 4 40 fg=5
keys v
attr 16 1 fg=1 bg=own
END

run 'from 140 columns on the life of each certificate is a bar, with the day on which work must start' $en -c 160 -r 30 <<'END'
until Subject
expect-row 2 Life
expect-row 3 ██████████│▉
keys G
until ─ tramits402
END

run 'the next that is not reached is one key away, and round the end' $en <<'END'
until Subject
keys E
until ─ valid178.exemple.cat:8443
keys E
absent ─ valid178.exemple.cat:8443
keys fseu21.exemple<Enter>
until ─ seu21
keys E
until No monitor of the list failed its last probe.
END

run 'what clients refuse is counted beside, and never in the colour of what is well' $en <<'END'
until Subject
expect-row 1 ·372 ?5  attention 40
keys f
keys attention:warning urgency:ok<Enter>
expect-row 4 transparencia80.exemple.cat
attr 4 1 fg=178
attr 4 5 fg=178
keys q
exit 0
END

run 'a move of the cursor costs at most 250 bytes, with the pane 1,000, a page 2,600' $en <<'END'
until Subject      CN=signatura207
keys v
absent Subject
keys <Down>
keys <Down>
bytes 250
keys <Up>
bytes 250
keys <PageDown>
bytes 2600
keys <PageUp>
bytes 2600
keys v
until Subject      CN=govern9
keys <Down>
until Subject      CN=valid68
bytes 1000
keys z
keys z
bytes 0
END

run 'the pane never shows another monitor' $en <<'END'
until Subject      CN=signatura207
keys <Down>
absent CN=signatura207
until Subject      CN=govern9
END

run 'moving: by line, page, to the ends, also with the keys of vi' $en <<'END'
until Subject
keys v
keys G
expect not probed yet
keys gg
expect-row 3 signatura207
keys jjjk
keys v
until ─ valid68
keys <PageDown>
absent signatura207
keys <PageUp>
expect-row 3 signatura207
until ─ valid68
END

run 'searching follows every key, highlights, goes on and round' $en <<'END'
until Subject
keys /govern
expect Search: govern
until govern: 1 of 44
keys <Enter>
until ─ govern9.
expect-row -1 govern: 1 of 44
keys n
until ─ govern439.
until govern: 2 of 44
keys N
until ─ govern9.
until govern: 1 of 44
keys N
until govern: 44 of 44
keys n
until govern: 1 of 44
keys <Down><Up>
expect-row -1 Enter open
keys /nowhere<Enter>
expect Not found: nowhere
keys /govern<Esc>
until ─ govern9.
END

run 'filtering follows every key; a half one is told; Esc takes it away' $en <<'END'
until Subject
keys f
expect service:seu  starts<7
keys servei:seu
expect filter: servei:seu (
absent e-NOTUM
keys <Esc>
absent filter:
expect e-NOTUM
END

run 'a filter in words of both languages' $en <<'END'
until Subject
keys furg
keys <C-u>urgència:crític
expect (12/444)
keys <Enter>
expect-row -1 Enter open
keys f
keys <C-u>urgency:expired
expect No monitor passes the filter.
keys <Esc>
expect (12/444)
keys <Esc>
until-gone filter:
keys fcolour:red
expect there is no field 'colour'.
keys <Enter>
expect there is no field 'colour'.
expect-row -1 Filter: colour:red
keys <Esc>
absent filter:
END

run 'what is wrong with a filter is told to its end, and what was typed comes back' $en <<'END'
until Subject
keys furgency:red
expect There are: expired, critical, late, due,
expect-row -2 unknown.
expect-row -1 Filter: urgency:red
keys <Esc>
expect-row -1 Enter open
keys f
expect-row -1 Filter: urgency:red
keys <C-u>urgency:expired<Enter>
keys f
expect-row -1 Filter: urgency:expired
END

run 'the order is chosen from a list, turned round, and said' $en <<'END'
until Subject
keys omonit<Enter>
until order: monitor
expect-row 3 signatura207
expect-row 4 signatura217
keys gg
expect-row 3 api103.
expect-row 4 incomplete chain
absent incomplete chain …
keys O
until order: monitor (reversed)
keys gg
expect-row 3 www94.
keys o
expect as it is now
keys start<Enter>
until order: start by
keys gg
expect-row 3 signatura207
END

run 'marks are said, and a probe takes the marked ones' $en <<'END'
until Subject
keys <Space><Space>
expect-row -1 2 marked:  r renew  C claim  w postpone  p probe  T tag  D retire  - none
expect-row 3 *!
keys p
until 2 monitors were probed.
keys -
absent marked
keys p
until valid68.exemple.cat:8443: answered · expires 26/11/2026
keys P
until 444 monitors were probed.
END

run 'retiring asks, names the monitor, and only yes does it' $en <<'END'
until Subject
keys D
expect Retire signatura207.exemple.cat:8443?
keys x
expect Retire signatura207
keys n
absent Retire
keys <Delete>
keys y
until signatura207.exemple.cat:8443 was retired; its history stays.
until-gone 7 h 24/11/2026
expect-row 1 !11
END

backend 444
run 'copying shows the value alone' $en <<'END'
until Subject
keys y
until press a key to come back
expect-row 0 signatura207.exemple.cat:8443
absent caduca
keys x
until 1 Expiries
END

run '40×10 works; below it nothing acts but q, and it says so' $en -r 10 -c 40 <<'END'
until signatura207.exemple.cat:8443
expect-row -1 q quit
keys <Down><Enter>
until Urgency
expect-row 0 govern9
keys <Esc>
resize 9 40
expect At least 40×10, please.
keys D
absent Retire
resize 24 80
until Subject      CN=govern9
resize 50 160
until Life
expect Issuer
expect Life
keys q
exit 0
END

run 'no colours where NO_COLOR says so; letters and the cursor remain' $en -e NO_COLOR=1 <<'END'
until Subject
no-colours
attr 3 1 bold noreverse
attr 3 9 reverse
END

run 'a paste is never keys' $en <<'END'
until Subject
paste Dyq
absent Retire
keys q
exit 0
END

backend 0
run 'nothing to watch: three ways to begin' $en <<'END'
until Three ways to begin
expect adds a host
expect imports a list: .xlsx, or CSV
expect make demo
keys p
expect There is no monitor here.
keys a
expect Add a monitor
END

backend 30 --churn 30
run 'rows that change while the user moves wait until the keyboard rests' $en <<'END'
until Subject
keys <Down>
until waiting
until-gone waiting
keys q
exit 0
END
echo "1..$count"

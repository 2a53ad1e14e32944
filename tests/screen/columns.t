# The columns of a list: which, in what order, how wide; seen at once, and there again at the next start.
. tests/screen/common.sh
en='-e LANGUAGE=en'
ca='-e LANGUAGE=ca'
file="$work/left/caduca/console"

backend 30 --renewals 12 --services 6
run 'a column is asked for, and what matters least gives way at once' $en <<'END'
until Problem · seen
expect-row 2     Days Start Monitor                       Service           Problem · seen
keys V
expect-row -1 Space show
expect [ ] Issuer
expect [x] Service
keys jjjj<Space>
expect [ ] Service
expect-row 2     Days Start      Monitor
absent Service  Problem
keys jjjj<Space>
expect [x] Issuer
expect-row 2 Issuer
keys <Enter>
expect-row -1 Enter open
expect-row 2 Issuer
absent Service
END

run 'a key that changes nothing of the columns says so' $en <<'END'
until Problem · seen
keys VK
until This column is the first already.
keys =
until left to the room that there is already
keys 0
until The columns are as they were at first already.
keys GJ
until This column is the last already.
END

run 'Esc leaves the columns as they were, and so does q' $en <<'END'
until Problem · seen
keys V<Space>jKJJ<Right>
absent     Days Start
keys <Esc>
expect-row 2     Days Start Monitor                       Service           Problem · seen
keys V<Space>q
expect-row 2     Days Start Monitor                       Service           Problem · seen
keys q
exit 0
END
holds 'and nothing of it is kept' sh -c "! grep -q columns '$file' 2>/dev/null"

run 'the subject stays, and it is said why' $en <<'END'
until Problem · seen
keys Vjjj
expect always
keys <Space>
expect-row -1 This column is always there: without it lines could not be told apart.
expect [x] Monitor
END

run 'a column is moved, widened and narrowed, as far as it can be' $en -c 100 <<'END'
until Problem · seen
expect-row 2     Days Start Expires    Monitor
keys Vjjj
expect [x] Monitor         28 auto  always
keys KKK
expect-row 2   Monitor
keys ><Less>+-<Right>
expect [x] Monitor         29 always
keys KK
expect-row 2   Monitor
keys =
expect [x] Monitor         28 auto
keys jj<Right>
expect [x] Start            6
keys <Less><Less>
expect-row -1 What it says could not be read in less.
expect [x] Start            5
keys 0
expect-row 2     Days Start Expires    Monitor
expect [x] Start            5 auto
END

run 'it says why a column is not to be seen' $en <<'END'
until Problem · seen
keys V
expect [ ] Tags               in a wider window
expect [ ] Renewal            nothing in it
keys <End>>
expect [x] Problem · seen  18
keys >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>
expect-row -1 There is no room for more: hide another column first.
keys kk>
expect-row -1 This column is not to be seen now.
END

again=1
run 'what was chosen of two views is left' $en <<'END'
until Problem · seen
keys Vjjj>KK<Enter>
expect-row 2    Days Monitor                        Start
keys 3
until 12 open
expect-row 2 Days Start No. Monitor
keys V<Space>
absent Days Start
keys <End>k<Space><Enter>
absent Owner
keys qq
exit 0
END
holds 'in a file that is nobody else'"'"'s to read' test "$(stat -c %a "$file")" = 600
run 'and is there at the next start, in another language and window' $ca -c 160 -r 50 <<'END'
until 12 obertes
expect-row 2 Núm.
absent Dies
absent Qui la té
keys q
until Problema · vist
expect-row 2    Dies Monitor                        Inici
keys V0<Enter>
expect-row 2     Dies Inici      Caduca
keys q
exit 0
END
run 'what was taken back is gone, and only that' $en <<'END'
until Problem · seen
expect-row 2     Days Start Monitor                       Service           Problem · seen
keys 3
until 12 open
absent Owner
END
printf '%s\n' '{"caduca":1,"views":{"list":{"columns":[{"column":"Monitor","shown":false},{"column":"Nothing"},7]},"renewals":{"columns":"No."}}}' >"$file"
run 'what no columns could be chosen by is passed over' $en <<'END'
until Problem · seen
expect-row 2   Monitor
expect-row 2 Days Start
keys 3
until 12 open
expect-row 2 Days Start No. Monitor
END
again=

run 'every column is an order, twice is the other way round' $en <<'END'
until Problem · seen
keys o
expect days left
expect tags
expect ↓
keys <Up>
expect outcome
absent ↓
keys tick
expect tickets
absent tags
keys <C-u>life<Enter>
until order: life
absent reversed
keys olife<Enter>
until order: life (reversed)
keys 2
until 2 Today
keys o
expect turn
expect what is pressed
keys <Esc>
keys 3
until 12 open
keys o
expect who is in it
END

run 'in a large window the orders are seen all at once' $en -r 50 <<'END'
until Problem · seen
keys o
expect days left
expect outcome
absent ↓
END

run 'in the smallest window all of it is within reach' $en -c 40 -r 10 <<'END'
until Monitor
keys V<End><Space>
expect [x] Problem · seen     no room
keys <Home>
expect [x] Days
keys <Space>
expect [ ] Days
keys <Enter>
absent Days
expect-row 2 Service
END
echo "1..$count"

# View 5: what is to come, week by week, computed from the rows in memory of a made-up backend; and on the real one what
# the team closed.
. tests/screen/common.sh
en='-e LANGUAGE=en' ca='-e LANGUAGE=ca'

backend 444
run 'a line a week, with bars of what expires and of what must begin' $ca <<'END'
until Subject
keys 5
until Caduquen
expect-row 0 5 Previsió
expect-row 0 6 Registre
expect-row 1 439 i cal començar-ne 391, i 48 d'abans  
expect-row 1 5 sense dades
expect-row 2 Setmana del    ▶ Caduquen                        Cal començar
expect-row 3  abans             ·                              48 !█
expect-row 4  23/11/2026 s48   11 !███████████████▉             6 A████████▏
expect-row 9  28/12/2026 s53
expect-row 10  04/01/2027 s01   13 A██████████·███████▉
attr 5 21 fg=203
attr 5 23 fg=208
keys G
until més tard
expect 22/11/2027 s47
keys gg
until abans
END

run "below them how many renewals a month that is, and under the rules to come" $en -r 40 -c 160 <<'END'
until Subject
keys 5
until Renewals a month
expect Certificates of servers that expire a month, as they are: 17.9.
expect 218 certificates of servers
expect 34.3 with 200 days, as now
expect 71.3 with 100 days, from 15/03/2027
expect 153.8 with 47
END

run 'it is of the monitors that pass a filter, and so is the list that Return opens; Esc takes it away first' $en -c 120 <<'END'
until Subject
keys 5
until in a year 439 expire and 391 must begin, besides 48 from before
expect-row -1 f filter
keys fservice:tr<Tab>
expect-row -1 Filter: service:Tràmits
until filter: service:Tràmits (
absent in a year 439
keys <Enter>
keys <Down><Enter>
until filter: expires:30/11/2026-06/12/2026 service:Tràmits (
keys 5
until filter: service:Tràmits (
keys <Esc>
until in a year 439
expect-row 0 5 Forecast
keys :filter age>3<Enter>
expect Character 1: what is listed here has no field 'age'.
keys <Esc>
expect in a year 439
END

run 'the filter is said where little else has room' $ca <<'END'
until Subject
keys 5
until en un any en caduquen 439 i cal començar-ne 391
keys fservei:tràmits dies>=-3000<Enter>
until filtre: servei:tràmits dies>=-3000 (
expect-row 1 en un any:
END

run 'Return opens the list with the week under the cursor, of either column' $en -c 120 <<'END'
until Subject
keys 5
until Must begin
keys <Down><Enter>
until filter: expires:30/11/2026-06/12/2026 (11/444)
expect-row 0 1 Expiries
expect-row -1 Esc no filter
keys <Esc>
until-gone filter:
absent Esc no filter
keys 5
until Must begin
keys <Tab><Down><Enter>
until filter: start:30/11/2026-06/12/2026 (12/444)
keys f service:seu<Enter>
until filter: start:30/11/2026-06/12/2026 service:seu (
keys f<C-u>caduca:-22/11/2026<Enter>
until filter: caduca:-22/11/2026 (0/444)
keys f<C-u>expires:31/02/2027<Enter>
expect Character 9: '31/02/2027' is no day
END

run 'moving costs little, and nothing costs nothing' $en <<'END'
until Subject
keys 5
until Must begin
keys <Down>
keys <Down>
bytes 500
keys <Tab>
bytes 250
keys gg
keys gg
bytes 0
END

run 'without colours each part still begins with its letter' $en -e NO_COLOR=1 <<'END'
until Subject
keys 5
until Must begin
no-colours
expect 11 !█U█
END

run 'in a small window the figures give way' $en -r 10 -c 40 <<'END'
until Days
keys 5
until Begin
expect-row 0 5 Forecast
absent Renewals a month
expect-row 4 11 !██
keys <Tab>
expect ▶ Begin
END

mkdir -p "$work/caduca"
echo 'language = "en"; charset = "ascii";' >"$work/caduca/caduca.conf"
run 'in ASCII' <<'END'
until Subject
keys 5
until Must begin
expect 11 !#U#
expect > Expire
END
rm -r "$work/caduca"

backend 0
run 'of an empty fleet' $ca <<'END'
until 6 Registre
keys 5
until en un any en caduquen 0 i cal començar-ne 0
END
echo "1..$count"

# Export from view 1: what caducactl makes of the same rows, in a file of the user's that was not there.
. tests/screen/common.sh
own_folders
export CADUCA_CLOCK=$NOW LANGUAGE=en
en='-e LANGUAGE=en'
# Nothing of them is probed: what is known of one stays the same. They come in more than one part.
cat >"$work/list.csv" <<'END'
name,type,service,declared_expiry
seu,file,Seu,2027-01-01
tramits,file,Tràmits,2027-02-01
segell,file,Seu,2027-03-01
"=cmd|'/c calc'!A1",file,Tràmits,2027-04-01
END
for n in $(seq 300); do echo "fitxer$n,file,Altres,2027-05-01"; done >>"$work/list.csv"
"$BUILD/caducactl" import "$work/list.csv" >"$work/out" 2>&1 || cat "$work/out"
out() { "$BUILD/caducactl" export --sort start --file "$work/ctl" "$@"; }
same() { cmp "$work/home/$1" "$work/ctl"; }

real 'the list, in the form that is chosen, to a name that is free' $en <<'END'
until segell
keys s
until Export 304 monitors
expect 6  The control list of EACAT
keys 3
until home/caduca-camps-2026-11-23.csv
keys <Enter>
until 304 monitors in
expect caduca-camps-2026-11-23.csv
END
out --csv
holds 'is byte for byte that of caducactl' same caduca-camps-2026-11-23.csv
holds 'and nobody else may read it' test "$(stat -c %a "$work/home/caduca-camps-2026-11-23.csv")" = 600

real 'the next one of that name has another, and what is there is not touched' $en <<'END'
until segell
keys s4
until home/caduca-2026-11-23.ics
keys <C-u>~/caduca-camps-2026-11-23.csv<Enter>
until Another file of that name is there, and was not touched
keys <C-u>caduca.ics<Enter>
until-gone Another file
expect A path that begins with / or ~/; Tab completes it.
keys <C-u>~/no/caduca.ics<Enter>
until is not there
keys <C-u>~/cad<Tab>
until ~/caduca-camps-2026-11-23.csv
keys <C-u>~/nowhere<Tab>
until Nothing there begins so.
keys <C-u>~/caduca.ics<Enter>
until 304 monitors in
keys s3
until home/caduca-camps-2026-11-23 (2).csv
keys <C-u>~/c<Tab>
until caduca-camps-2026-11-23.csv  caduca.ics
expect File ~/caduca
keys <Esc>
until Throw away what you typed?
keys y
until-gone camps
END
out --csv
holds 'so it is as it was' same caduca-camps-2026-11-23.csv
out --ics
holds 'and the calendar is that of caducactl' same caduca.ics
holds 'nothing is left beside them' test "$(ls -A "$work/home" | wc -l)" = 2

real 'the rows of the filter, and the marked ones, of a workbook and of a list of the team' $en <<'END'
until segell
keys fservice:seu<Enter>
until filter: service:seu
keys s
until Export 2 monitors
keys 1
until home/caduca-2026-11-23.xlsx
keys <Enter>
until 2 monitors in
keys <Esc>
until-gone filter: service:seu
keys +
keys s
until Export 304 marked monitors
keys 6
until home/control-2026-11-23.xlsx
keys <Enter>
until 304 monitors in
END
out --xlsx --filter service:seu
holds 'the workbook is that of caducactl' same caduca-2026-11-23.xlsx
out --xlsx --shape control
holds 'so is the list of the team' same control-2026-11-23.xlsx

real 'in a small window, and in Catalan' -r 10 -c 40 -e LANGUAGE=ca <<'END'
until seu
keys :exporta<Enter>
until Exporta 304 monitors
keys 2
until 2026-11-23.csv
keys <Enter>
until 304 monitors a
END
LANGUAGE=ca out --excel-csv
holds 'it is in the language of the console' same caduca-2026-11-23.csv
echo "1..$count"

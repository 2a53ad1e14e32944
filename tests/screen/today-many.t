# View 2 has a line of each of many things: they come in more than one page, and the first line counts them all.
. tests/screen/common.sh
own_folders
{ echo name,host,type; for n in $(seq 230); do echo "m$n,m$n.exemple.test,planned"; done; } >"$work/list.csv"
"$BUILD/caducactl" import "$work/list.csv" >/dev/null
seq 230 | sed 's/.*/m&/' | while read -r name; do "$BUILD/caducactl" renewal open "$name" || echo "# $name"; done >"$work/opened" 2>&1
grep '^#' "$work/opened"
real 'each of them is there, the last too' -e LANGUAGE=ca <<'END'
until 2 Avui 230
keys 2
until 230 ens toquen
keys /m230<Enter>
until m230.exemple.test
END
echo "1..$count"

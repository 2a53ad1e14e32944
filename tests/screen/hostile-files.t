# Files and texts of a renewal that attack the terminal: names in the inbox, subjects of a CSR, notes and tickets, places.
# Not one control byte of theirs is written, on any page they are shown on.
. tests/screen/common.sh
own_folders
inbox="$HOME/safata"
esc=$(printf '\033') bidi=$(printf '\342\200\256')
mkdir -p "$inbox"
quiet() { "$@" >"$work/out" 2>&1 || sed "s|^|# $*: |" "$work/out"; }
ctl() { quiet "$BUILD/caducactl" "$@"; }

quiet openssl req -new -newkey rsa:2048 -nodes -keyout "$work/k.key" -out "$work/k.csr" -utf8 \
	-subj "/C=ES/ST=Barcelona/L=Barcelona/O=$esc]0;titol$(printf '\007')/OU=${bidi}aera/CN=www.exemple.test"
cp "$work/k.csr" "$inbox/$esc[31mvermell$bidi.csr"
cp "$work/k.csr" "$inbox/$(printf 'dues\nlinies\rX').csr"
cp "$work/k.key" "$inbox/$(printf 'c1\302\233\302\235').key"
cp "$work/k.key" "$inbox/$(printf 'no-utf8\377\376').key"
ctl add localhost:1 --name www --sni www.exemple.test
ctl renewal open 1
ctl renewal step 1 0.1 complete --args '{"not_after":"2036-12-30"}'
ctl renewal step 1 0.1 note --note "$esc[31mnota$bidi"
ctl renewal step 1 0.2 choose renovacio
ctl renewal step 1 1.1 ticket SIS-1 --yes

real 'hostile names in the inbox are spelled out, and what they hold' -e LANGUAGE=en -c 160 -r 50 <<END
until ─ www
keys r
until Renewal 1 ·
keys <Up><Up>
until In the inbox: dues<U+000A>linies<U+000D>X.csr · CSR
keys <Enter>
until <U+001B>[31mvermell<U+202E>.csr · CSR
until c1<U+009B><U+009D>.key
keys <Enter>
until was looked at: not every check passes
until O of the CSR is '<U+001B>]0;titol<U+0007>'
until CSR: dues<U+000A>linies<U+000D>X.csr
keys <Up><Up><Up><Up>
until <U+001B>[31mnota<U+202E>
keys q
until ─ www
keys q
exit 0
restored
raw-absent 1b 5d
raw-absent 1b 5b 33 31 6d
raw-absent 07
raw-absent 00
raw-absent c2 9b
raw-absent c2 9d
raw-absent e2 80 ae
raw-absent ff fe
END
echo "1..$count"

# What the console asks the backend for: a renewal is asked for when its panel opens, and an act's answer holds the new
# state of it, so that nothing is asked for again after an act.
. tests/screen/common.sh
own_folders
"$BUILD/caducactl" add localhost:1 --name www --sni www.exemple.test >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
pid=$(perl tests/screen/relay.pl "$work/relay" "$XDG_RUNTIME_DIR"/caduca*/socket* "$work/log")
asked() { grep -c "\"do\":\"$1\"" "$work/log"; }

# The real console, through the relay.
through_relay() {
	"$BUILD/screen" -e LANGUAGE=en -- "$BUILD/caduca" --socket "$work/relay" >"$work/out" 2>&1 || {
		sed 's/^/# /' "$work/out"
		return 1
	}
}

holds 'acts are done one after the other' through_relay <<'END'
until ─ www
keys r
until Begin the renewal of www?
keys <Enter>
until Renewal 1 · www.exemple.test
until nostre navegador
keys nFirst<Enter>
until-gone A note for the step
sh "$BUILD/caducactl" probe www >/dev/null
keys <Enter>
keys 2
keys <Enter>
until The date as a browser shows it
keys 30/12/2036<Tab>Firefox<F2>
until 0.2 Què cal fer?
until ( ) Renovació de certificat de dispositiu
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until 1.1 Tiquet a Sistemes
until Generació CSR www.exemple.test
keys <Enter>
keys 904<Enter>
until 2.1 Tiquet al cap de servei
until Linked to: SIS-904
END
pid= # it ended with the console
holds 'four of them' test "$(asked renewal.do)" -eq 4
holds 'the renewal was asked for once' test "$(asked renewal.show)" -eq 1
holds 'and one step of it' test "$(asked renewal.step)" -eq 1
echo "1..$count"

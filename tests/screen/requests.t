# What the console asks the backend for: a renewal is asked for when its panel opens, and an act's answer holds the new
# state of it, so that nothing is asked for again after an act; and renewals are listed anew only when one changed.
. tests/screen/common.sh
own_folders
"$BUILD/caducactl" add localhost:1 --name www --sni www.exemple.test >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
relay
asked() { grep -c "\"do\":\"$1\"" "$work/log"; }

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
until The date as a browser shows it
keys 30/12/2036<Tab>Firefox<F2>
until 0.2 Què cal fer?
until ( ) Renovació de certificat de dispositiu
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Subject name
keys <F2>
until 1.1 Tiquet a Sistemes
until Generació CSR www.exemple.test
keys <Enter>
keys 904<Enter>
until known here yet
keys <Enter>
until 2.1 Tiquet al cap de servei
until Linked to: SIS-904
END
pid= # it ended with the console
holds 'five of them, one after what it asks first' test "$(asked renewal.do)" -eq 5
holds 'the renewal was asked for once, and after the refusal' test "$(asked renewal.show)" -eq 2
holds 'and one step of it' test "$(asked renewal.step)" -eq 1

# A renewal that ends at once, for whoever closes it.
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
ctl add localhost:2 --name api --sni api.exemple.test
ctl renewal open api
ctl renewal step 2 data-caducitat skip --note 'not served'
ctl renewal step 2 origen choose no-es-renova --with data-fi=31/12/2099 --note 'not used'
ctl renewal step 2 avisar-no-renova complete
ctl renewal step 2 baixa-monitor complete

# A list is asked for in pages: here the one that has it, and the empty one after it.
relay
holds 'the renewals are looked at while the monitor of one changes' through_relay <<'END'
until www
keys 3
until 2 open · 2 ours
sh "$BUILD/caducactl" edit localhost:1 --name www1 >/dev/null
until www1
sh "$BUILD/caducactl" edit localhost:1 --name www2 >/dev/null
until www2
sh "$BUILD/caducactl" edit localhost:1 --name www3 >/dev/null
until www3
sh "$BUILD/caducactl" edit localhost:1 --name www4 >/dev/null
until www4
sh "$BUILD/caducactl" edit localhost:1 --name www5 >/dev/null
until www5
sh "$BUILD/caducactl" edit localhost:1 --name www6 >/dev/null
until www6
sh "$BUILD/caducactl" edit localhost:1 --name www7 >/dev/null
until www7
sh "$BUILD/caducactl" edit localhost:1 --name www8 >/dev/null
until www8
sh "$BUILD/caducactl" renewal handover 1 somebody --yes >/dev/null
until somebody
sh "$BUILD/caducactl" renewal close --keep 2 >/dev/null
until 1 open · 1 ours
END
pid=
holds 'they are asked for once, and again when one changed or was closed, but not for its monitor' test "$(asked renewal.list)" -le 8

# A step that the backend does not tell is not asked for again and again.
relay renewal.step
holds 'a step is looked at that the backend does not know' through_relay <<'END'
until www8
keys 3
until 1 open
keys <Enter>
until Renewal 1
until 2.2 Esperar
keys <Enter>
sh "$BUILD/caducactl" show www8 >/dev/null; "$BUILD/caducactl" renewal show 1 >/dev/null; "$BUILD/caducactl" list >/dev/null
keys <Esc>
until 1 open
END
pid=
holds 'it is asked for once for each state of the renewal' test "$(asked renewal.step)" -le 4
echo "1..$count"

# Names in certificates that nobody watches, on the console: marked and watched together, or never offered again.
. tests/screen/common.sh
own_folders
export work BUILD
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
certificate() { # file, name, alternative names
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key" -subj "/CN=$2" -days 90 \
		-addext basicConstraints=critical,CA:FALSE -addext "subjectAltName=$3" -out "$work/$1" 2>/dev/null
}
certificate a.crt Primer 'DNS:seu.exemple.cat,DNS:tramits.exemple.cat,DNS:*.exemple.cat'
certificate b.crt Segon 'DNS:seu.exemple.cat,DNS:api.exemple.cat,DNS:intern.exemple.cat'
ctl import --files "$work/a.crt" "$work/b.crt"

real 'those of most monitors stand first, and the marked ones are watched together' -e LANGUAGE=en <<'END'
until ─ Primer
keys F
until seu.exemple.cat
expect Names that nobody watches
expect 2    Primer
absent *.exemple.cat
keys <Space><Space>
until 2 marked
keys a
until Watch the 2 names marked?
keys y
until 2 hosts are watched.
until-gone seu.exemple.cat
END
holds 'they are' sh -c '"$BUILD/caducactl" list | grep -q seu.exemple.cat:443'

real 'one is never offered again, here and elsewhere' -e LANGUAGE=ca <<'END'
until ─ Primer
keys 2
until 2 Avui
keys F
until tramits.exemple.cat
expect Noms que ningú no vigila
keys x
until Voleu deixar de proposar
keys s
until No es tornarà a proposar 1 nom.
keys /tramits<Enter>
keys a
until Voleu vigilar
keys s
until Tots els noms dels certificats en ús es vigilen.
END
holds 'it is remembered' sh -c '"$BUILD/caducactl" discover --not-wanted | grep -q exemple.cat && "$BUILD/caducactl" discover | grep -qv exemple.cat'
echo "1..$count"

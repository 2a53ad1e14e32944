# A renewal that ends with "no es renova", keys only: closing asks whether its monitor is retired on the day, the list says
# what is coming, and a monitor whose renewal is open is retired only after a question that names it.
. tests/screen/common.sh
own_folders

ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
n=0
for name in www api; do
	n=$((n + 1))
	ctl add "localhost:$n" --name "$name" --sni "$name.exemple.test"
	ctl renewal open "$name"
	ctl renewal step "$n" data-caducitat skip --note 'no se serveix'
done

real 'it is decided by keys, and what is no date, or has gone by, is told' -c 110 -r 36 <<'END'
until www
keys /www<Enter>r
until 0.2 Què cal fer?
until ( ) Renovació de certificat
keys <Enter>
until 3  No es renova
keys 3
until A partir de quan
keys aviat<Tab>Ja no cal<F2>
until Això no és cap data
keys <C-u>106751991167300<F2>
until Això no és cap data
keys <C-u>22/11/2020<F2>
until no és una data
keys <C-u>31/12/2099<F2>
until Avisar Sistemes que no es renova
END

ctl renewal step 1 avisar-no-renova complete
real 'closing it asks, and the list says what is coming' -c 110 -r 36 <<'END'
until www
keys /www<Enter>r
until A partir del 31/12/2099
keys <Enter>
until Constància
keys <Enter>
until tot està fet: premeu x per tancar-la
keys x
until Tanca-la, i dona de baixa www el 31/12/2099
until Tanca-la, i continua vigilant www
keys <Esc>
until-gone Tanca-la
keys x<Enter>
until tancada el
keys <Esc>
until baixa 31/12/2099
END

real 'a monitor with an open renewal is retired only after a question that names it' <<'END'
until api
keys /api<Enter>D
until api té oberta la renovació 2 (fase 0 de 4). El voleu donar de baixa igualment?
keys n
until-gone igualment
keys Ds
expect El voleu donar de baixa igualment?
keys s
until S'ha donat de baixa api
END
echo "1..$count"

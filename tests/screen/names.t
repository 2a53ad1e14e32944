# What a certificate is asked for, in the panel: confirmed with the first choice, changed with a key, and what follows.
. tests/screen/common.sh
own_folders
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
ctl add www.exemple.test --type planned --name www
ctl add altre.test --type planned --name altre
ctl renewal open www altre --procedure cds-cesicat

real 'names are confirmed with the first choice, and changed with a key' -e LANGUAGE=ca <<'END'
until sondeja
keys 3
until www +1
keys <Enter>
until Renovació 1 · www.exemple.test +1
until │ 0.2 Què cal fer?
until Noms: www.exemple.test, altre.test
keys <Enter>
until 2  Nous certificats per a nous entorns
keys 2
until Nom principal        www.exemple.test
until Altres noms          altre.test
keys ST-5<Tab><C-u>no un nom<F2>
until «no un nom»
keys <C-u>*.exemple.test<F2>
until Renovació 1 · *.exemple.test +1
until │ 1.1 Tiquet a Sistemes
until Generació CSR *.exemple.test
keys <Enter>
until Tiquet SIS-
keys 901<Enter>
until encara no es coneix aquí
keys <Enter>
until 2.1 Tiquet al cap
keys N
until Nom principal *.exemple.test
keys <Tab><C-u><F2>
until Monitors que cap nom no cobreix:
until ! 1 Demanar
keys gg<Down>
until ! 1.1
until Està fet amb els noms
until a: el pas un altre cop
keys a
until Voleu refer el pas 1.1
keys s
until-gone ! 1
END
echo "1..$count"

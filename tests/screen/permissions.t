# Procedure C stands alone: begun without a monitor, by the command line and by keys, for any person.
. tests/screen/common.sh
own_folders

said() { text=$1; shift; "$BUILD/caducactl" "$@" 2>&1 | grep -qF -- "$text"; }
holds 'a permission is asked for without a monitor' said 'permisos-remedy/persona value' \
	renewal open --procedure permisos-remedy
holds 'what is about a monitor is not begun without one' said 'monitors' renewal open --procedure cds-cesicat
holds 'nor without saying how' said 'caducactl renewal open' renewal open
holds 'for whom is asked' said 'permisos-remedy/persona-usuari value' renewal step 1 persona value 'Maria Pons'
holds 'by name and login' said 'permisos-remedy/correu-permis complete' renewal step 1 persona-usuari value mpons
holds 'the mail names that person' said 'permís a Maria Pons (usuari: mpons)' renewal step 1 correu-permis
"$BUILD/caducactl" renewal step 1 correu-permis complete >"$work/out"
"$BUILD/caducactl" renewal step 1 provar-permis complete >"$work/out"
"$BUILD/caducactl" renewal close 1 >"$work/out"
holds 'its record is called what it is' said '# Renovació 1: Permisos de Remedy' renewal show 1 --markdown

"$BUILD/caducactl" add localhost:1 --name www >"$work/out"
real 'the same by keys' -c 80 <<'END'
until www
keys b
until Comença sense monitor
until Permisos de Remedy per a Sol·licitud de Certificats
keys <Enter>
until 1.1 Per a qui és?
keys <Enter>
wait
keys Joan Puig<Enter>
until amb què Joan
keys <Enter>
wait
keys jpuig<Enter>
until jpuig
keys <Esc>
keys 3
until Permisos de Remedy
END
echo "1..$count"

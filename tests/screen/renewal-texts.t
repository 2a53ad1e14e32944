# What a person copies from a renewal is finished: a text that lacks a value is not shown alone, but asks for it; and what
# the procedure says of itself is read from the panel.
. tests/screen/common.sh
own_folders
export LANG=ca_ES.UTF-8
"$BUILD/caducactl" add nou.exemple.test --type planned >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
"$BUILD/caducactl" renewal open nou.exemple.test --type planned >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
for act in 'origen choose renovacio' 'tiquet-csr ticket SIS-901 --yes'; do
	"$BUILD/caducactl" renewal step 1 $act >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
done

real 'a text that lacks the expiry asks for it, and is shown once it is known' -c 80 -r 24 <<END
until nou.exemple.test
keys r
until Encara no se sap: Quan caduca
keys y
until Sense això el text no està acabat
until Quan caduca el certificat d'ara
absent {{
keys aviat<Enter>
until Això no és cap data
keys <C-u>19/12/2026<Enter>
until-gone Sense això
keys y
until El certificat de *nou.exemple.test* caduca el 19/12/2026
keys <Enter>
until │ 2.1 Tiquet
keys I
until A partir de 2020 tots els certificats de servidor segur
until (CDSNM-1)
keys <Enter>
until │ 2.1 Tiquet
END

real 'what is no key takes nothing with it; a ticket of another project is taken only when that was asked' -c 80 -r 24 <<END
until nou.exemple.test
keys r
until │ 2.1 Tiquet al cap de servei
until Retorn: escriviu la clau del tiquet
keys <Enter>
until Cap de servei
keys <Tab>Maria Puig<Enter>
until no és la clau d'un tiquet
expect A: (encara no se sap qui és)
keys <Tab><C-u><S-Tab>
keys <C-u>https://contacte.aoc.cat/browse/SIS-904<Enter>
until SIS-904 no és un tiquet de ST. És aquest, tot i així?
keys n
until Aquest pas demana un tiquet de ST.
expect Tiquet        https://contacte.aoc.cat/browse/SIS-904
keys <C-u>https://contacte.aoc.cat/browse/SIS-904?src=mail<Enter>
until tot i així?
keys s
until │ 1.2 Esperar el .csr
END
holds 'and it is' sh -c '"$BUILD/caducactl" renewal step 1 tiquet-cap --json | grep -q "\"ticket\":\"SIS-904\""'

real 'who leaves the urgent channel from a step of it stands on what is next' -c 80 -r 24 <<END
until nou.exemple.test
keys r
until │ 1.2 Esperar el .csr
keys !
until Voleu passar pel canal urgent la renovació
keys s
until canal urgent
keys <End>
until │ U.1 Posar-nos en contacte
keys !
until Voleu deixar el canal urgent a la renovació
keys s
until-gone canal urgent
until │ 1.2 Esperar el .csr
END

# Longer than the backend takes is refused with the reason, not saved without its end.
long=$(printf '%01500d' 0 | sed 's/0/mot/g') most=$(printf '%01000d' 0 | sed 's/0/mot/g')
real 'a long note is saved whole, or refused' -c 80 -r 24 <<END
until nou.exemple.test
keys r
until Pendent
keys n
until Nota
paste $long fi
keys <F2>
until massa
keys <C-u>
paste $most fi
keys <F2>
until-gone Esc ho deixa
END
holds 'to its end' sh -c '"$BUILD/caducactl" log --json | grep -q "$1 fi"' - "$most"
echo "1..$count"

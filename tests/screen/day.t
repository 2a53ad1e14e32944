# A day of work, keys only: no clipboard, no token, files only by the inbox or a paste. At 8:30 an alert by mail names three
# hosts; a colleague is on holiday; Sistemes answers, a head says EACAT; the certificate of the CTTI is pasted, and it is
# installed on one of two nodes first, and behind an address whose nodes take turns.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --no-console sh "$0"
. tests/screen/common.sh
walk_folders
echo $(($(date +%s) / 86400 * 86400 + 86400 + 30600)) >"$work/clock" # tomorrow, 8:30 UTC
export CADUCA_CLOCK="@$work/clock"
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
at=$(endpoint tramits.exemple.cat)
first=${at%:*} node=127.1.${at#127.0.} node=${node%:*}
for name in arxiu padro tramits registre seu; do
	made "$BUILD/caducactl" add "$(endpoint $name.exemple.cat)" --name $name --sni $name.exemple.cat \
		$([ $name = tramits ] && echo --node $node)
done
made "$BUILD/caducactl" probe --all --wait
for id in 1 2; do
	made "$BUILD/caducactl" renewal open $id
	made "$BUILD/caducactl" renewal handover $id op2
done

began() { # NUMBER: from its first page until Sistemes and the head have been asked
	cat <<END
until │ 0.1 Verificar la data de caducitat
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until │ 0.2 Què cal fer?
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Nom principal
keys <F2>
until │ 1.1 Tiquet a Sistemes
until Common Name
absent crea'l al Jira
keys <Enter>
until Tiquet SIS-
keys 90$1<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 2.1 Tiquet al cap
until Enllaçat amb: SIS-90$1
keys <Enter>
until Tiquet        ST-
keys 7$1<Tab>Maria Pons<F2>
until encara no es coneix aquí
keys <Enter>
until │ 1.2 Esperar el .csr
END
}

requested() { # NUMBER NAME: from the head's answer until the CTTI has been asked
	cat <<END
until │ 2.2 Esperar
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 1  CESICAT (Sectigo)
keys 1<Enter>
until │ 3.$3
$(if [ "$3" = 1 ]; then printf '%s\n' 'keys <Enter>' 'until 1  Sí, en tinc' 'keys 1<Enter>' 'until │ 3.2 Accedir'; fi)
keys <Enter>
until Constància
keys <Enter>
until │ 3.3 Dades de contacte
keys <Enter>
until 0/5 marcats
$(if [ "$1" = 3 ]; then printf '%s\n' 'keys <Enter>12345678z<Enter>'; fi)
until •••••678Z
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.4 Detall de la Petició
keys <Enter>
until 0/12 marcats
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space><Down>
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 3.5 Número de la petició
keys <Enter>
until ─ Número de la petició
keys REQ$1<Enter>
until │ 3.6 Esperar el .crt del CTTI
END
}

pasted() { awk '{ printf "%s\\x0d\\n", $0 }' "$others/$1.exemple.cat.crt"; }
installed() { # NUMBER NAME: from the certificate, which is pasted where it is waited for, until it is said to be installed
	cat <<END
paste $(pasted $2)
until │ 4.2 Desar els fitxers
until certutil -hashfile
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
until Enllaçat amb: SIS-90$1
keys <Enter>
until Tiquet SIS-
keys 95$1<Enter>
until encara no es coneix aquí
keys <Enter>
until │ 4.4 Esperar que Sistemes
keys <Enter>
until Diuen que ja està instal·lat
keys <Enter>
until │ 4.5 Verificar que se serveix
END
}

closed() {
	cat <<END
keys <Enter>
until │ 4.6 Tancar
keys <Enter>
until 0/2 marcats
keys <Space><Down><Space>
until ✓ 4.6
keys <Enter>
until Voleu tancar la renovació?
keys <Enter>
until tancada el
raw-absent 1b 5d 35 32
END
}

answered() { # NAME: Sistemes puts the CSR and the key into the inbox
	cat <<END
sh cp -p "$others/$1.exemple.cat.csr" "$inbox"
until encaixa amb la renovació
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$1.exemple.cat.key" "$inbox"
until encaixa amb la renovació
keys i
until Com ha arribat la clau privada?
keys 1<Enter>
END
}

for name in tramits registre; do
	made "$BUILD/caducactl" csr $name.exemple.cat --folder "$others"
	made sh "$others/issue" $name.exemple.cat
done

real 'at 8:30 an alert names three hosts, whose renewals are begun' -c 110 -r 36 <<END
until ─ arxiu
keys A
until Enganxeu l'alerta
paste From: nagios@exemple.cat\nSubject: CRITICAL\n\nhttps://tramits.exemple.cat/ https://registre.exemple.cat/ https://seu.exemple.cat/\n
until 4 línies
keys <Enter>
until 1  Renova els 3 que es vigilen
keys <Enter>
until 3 certificats diferents en 3 monitors
keys s
until 3 renovacions
keys /tramits<Enter>
until ─ tramits
keys r
$(began 3)
keys <Esc>
keys /registre<Enter>
until ─ registre
keys r
$(began 4)
keys <Esc>
keys /seu<Enter>
until ─ seu
keys r
$(began 5)
raw-absent 1b 5d 35 32
END

real 'all that a colleague on holiday has is taken over' -c 110 -r 36 <<END
until ─ arxiu
keys 3
until op2
keys T
until les 2 renovacions que té op2
keys s
until 2 renovacions
until-gone op2
raw-absent 1b 5d 35 32
END

echo $(($(cat "$work/clock") + 7200)) >"$work/clock"
real 'a head says EACAT: another procedure, with the values and the tickets' -c 110 -r 36 <<END
until ─ arxiu
keys /seu<Enter>
until ─ seu
keys r
until │ 1.2 Esperar
keys <Down><Down><Down>
until │ 2.1
keys <Down>
until │ 2.2 Esperar
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
until 2  EACAT (Firmaprofessional)
keys 2<Enter>
until F2 desa
keys El cap ho demana<Enter>
until │ 2.4 Avisar Sistemes que el CSR ja no cal
until 1 Sol·licitar via EACAT
keys <Up><Up><Up>
until Tiquet: ST-75
raw-absent 1b 5d 35 32
END

real 'Sistemes answers, the CTTI too, and it is installed on one of two nodes first' -c 110 -r 36 <<END
until ─ arxiu
keys /tramits<Enter>
until ─ tramits
keys r
until │ 1.2 Esperar
$(answered tramits)
$(requested 3 tramits 1)
$(installed 3 tramits)
sh sh "$others/order" switch tramits.exemple.cat $first
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/2 adreces
sh sh "$others/order" switch tramits.exemple.cat $node
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 2/2 adreces
$(closed)
END

real 'nodes that take turns behind one address are seen, and do not close it' -c 110 -r 36 <<END
until ─ arxiu
keys /registre<Enter>
until ─ registre
keys r
until │ 1.2 Esperar
$(answered registre)
$(requested 4 registre 2)
$(installed 4 registre)
sh sh "$others/order" turns registre.exemple.cat
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 0/1 adreces
sh sh "$others/order" switch registre.exemple.cat
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/1 adreces
$(closed)
END

for id in 3 4; do "$BUILD/caducactl" renewal show $id --markdown; done >"$work/records"
holds 'nothing was overridden, skipped or accepted' sh -c '! grep -iE "omès|accept|sense veure" "$1"' sh "$work/records"
echo "1..$count"

# A day of work, keys only: no clipboard, no token, files only by the inbox or a paste. At 8:30 an alert by mail names three
# hosts; a colleague is on holiday; Sistemes answers, a head says EACAT; the certificate of the CTTI is pasted, and it is
# installed on one of two nodes first, and behind an address whose nodes take turns.
. tests/screen/walk.sh
walk_folders
walk_clock $(($(date +%s) / 86400 * 86400 + 86400 + 30600)) # tomorrow, 8:30 UTC
at=$(endpoint tramits.exemple.cat)
first=${at%:*} node=127.1.${at#127.0.} node=${node%:*}
for name in arxiu padro tramits registre seu; do
	made "$BUILD/caducactl" add "$(endpoint $name.exemple.cat)" --name $name --sni $name.exemple.cat \
		$([ $name = tramits ] && echo --node $node)
done
made "$BUILD/caducactl" probe --all --wait
for id in 1 2; do
	made "$BUILD/caducactl" renewal open $id
	made "$BUILD/caducactl" renewal handover $id op2 --yes
done

# of NAME NUMBER: which renewal it is now; two are the colleague's, and the tickets of the CSR are made first
of() {
	domain=$1.exemple.cat file=$1.exemple.cat renewal=$2 request=REQ$2 several=yes
	case $tickets in
	hand) csr_ticket=SIS-90$2 head_ticket=ST-7$2 install_ticket=SIS-95$2 ;;
	jira) csr_ticket=SIS-$((6998 + $2)) head_ticket=ST-$((798 + $2)) install_ticket=SIS-$((7001 + $2)) ;;
	esac
}

# Its panel, from the list.
shown() {
	cat <<END
keys /$1<Enter>
until ─ $1
keys r
END
}

begun() { # NAME NUMBER: until Sistemes and the head have been asked
	of "$1" "$2"
	cat <<END
$(shown "$1")
$(walk_confirms)
until Common Name
$([ $tickets = jira ] || echo "absent crea'l al Jira")
$(walk_asks)
END
}

# Where a file cannot be put into the inbox it is pasted where it is waited for.
certificate() {
	if [ $tickets = jira ]; then
		walk_certificate
		return
	fi
	cat <<END
paste $(awk '{ printf "%s\\x0d\\n", $0 }' "$others/$file.crt")
until │ 4.2 Desar els fitxers
until certutil -hashfile
END
}

answered() { # NAME NUMBER [again]: from the CSR until it is said to be installed
	of "$1" "$2"
	cat <<END
$(shown "$1")
until │ 1.2 Esperar
$(walk_csr)
$(walk_request "${3-}")
$(certificate)
$(walk_archives)
until Enllaçat amb: $csr_ticket, $head_ticket
$(walk_install)
$(walk_installed)
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
$(begun tramits 3)
keys <Esc>
$(begun registre 4)
keys <Esc>
$(begun seu 5)
raw-absent 1b 5d 35 32
END

real 'all that a colleague on holiday has is taken over' -c 110 -r 36 <<END
until ─ arxiu
keys 3
until op2
keys +w
until (2 d'altres persones)
keys <Esc>
keys -
until-gone 5 marcades
keys T
until les 2 renovacions que té op2
keys s
until 2 renovacions
until-gone op2
raw-absent 1b 5d 35 32
END

read -r now ahead <"$clock"
echo "$((now + 7200)) $ahead" >"$clock"
of seu 5
real 'a head says EACAT: another procedure, with the values and the tickets' -c 110 -r 36 <<END
until ─ arxiu
$(shown seu)
until │ 1.2 Esperar
keys <Down><Down><Down>
until │ 2.1
keys <Down>
until │ 2.2 Esperar
$(walk_head_answers)
until 2  EACAT (Firmaprofessional)
keys 2
until F2 desa
keys El cap ho demana<Enter>
until │ 2.4 Avisar Sistemes que el CSR ja no cal
until 1 Sol·licitar via EACAT
keys <Up><Up><Up>
until Tiquet: $head_ticket
raw-absent 1b 5d 35 32
END

real 'Sistemes answers, the CTTI too, and it is installed on one of two nodes first' -c 110 -r 36 <<END
until ─ arxiu
$(answered tramits 3)
sh sh "$others/order" switch tramits.exemple.cat $first
$(walk_looks 1/2)
sh sh "$others/order" switch tramits.exemple.cat $node
$(walk_looks 2/2)
$(closed)
END

real 'nodes that take turns behind one address are seen, and do not close it' -c 110 -r 36 <<END
until ─ arxiu
$(answered registre 4 again)
sh sh "$others/order" turns registre.exemple.cat
$(walk_looks 0/1)
sh sh "$others/order" switch registre.exemple.cat
$(walk_looks 1/1)
$(closed)
END

for id in 3 4; do "$BUILD/caducactl" renewal show $id --markdown; done >"$work/records"
holds 'nothing was overridden, skipped or accepted' sh -c '! grep -iE "omès|accept|sense veure" "$1"' sh "$work/records"
if [ $tickets = jira ]; then
	for which in 'tramits 3' 'registre 4'; do
		of $which
		holds "Jira has the tickets of $domain as their steps say" tickets_there 'CERTIFICATS'
		holds 'each is linked to the other two' linked "$csr_ticket" "$head_ticket" "$install_ticket"
	done
	of seu 5
	holds 'those of the one that goes another way are linked' linked "$csr_ticket" "$head_ticket"
fi
echo "1..$count"

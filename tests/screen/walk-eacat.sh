# For walks by EACAT, or that go on by it: more parts as those of walk.sh.

# asked_for DOMAIN: a renewal by EACAT, which somebody asks for with a ticket where there is a Jira
asked_for() {
	domain=$1 renewal=$((renewal + 1)) origin_ticket=
	[ $tickets = jira ] || return 0
	st=$((st + 1)) origin_ticket=ST-$st several=no p12_ticket=$origin_ticket
	made in_jira ticket.make project=ST reporter=sistemes "summary=Caduca el certificat de $1"
}

# Somebody asked for it with a ticket, which the renewal gets: at any of its steps.
walk_asked_for() {
	[ $tickets = hand ] || cat <<END
keys 4
until Enllaça un tiquet amb aquesta renovació
keys $origin_ticket<Enter>
until Per a què és el tiquet?
keys 1
until $origin_ticket encara no es coneix aquí
keys <Enter>
until $origin_ticket: encara sense mirar
END
}

# walk_eacat KIND TITLE NUMBER: the request, from 1.1 to 2.1
walk_eacat() {
	cat <<END
until │ 1.1 Accedir a EACAT
keys <Enter>
until Constància
keys <Enter>
until │ 1.2 Quin certificat és?
keys <Enter>
until $1  $2
keys $1
until │ 1.3 Prioritat de la petició
keys <Enter>
until 1  Ordinària
keys <Enter>
until │ 1.4 Responsable del certificat
keys <Enter>
until ─ Responsable del certificat
keys Maria Puig<Enter>
until │ 1.5 Ús del certificat
keys <Enter>
until ─ Ús del certificat
keys Ús directe propi<Enter>
until │ 1.6 Dades de la sol·licitud
keys <Enter>
until 0/5 marcats
keys <Space><Down><Space><Down><Space><Down><Space><Down><Space>
until │ 1.7 Número de la sol·licitud
keys <Enter>
until ─ Número de la sol·licitud
keys $3<Enter>
until │ 1.8 Reenviar el correu
keys <Enter>
until Constància
keys <Enter>
until │ 2.1 Esperar que s'emeti
until Pendent: Firmaprofessional
END
}

# It is issued and downloaded: from 2.1 to 2.5.
walk_downloads() {
	cat <<END
keys <Enter>
until │ 2.2 Mirar la Carpeta
keys <Enter>
until Constància
keys emès<Enter>
until │ 2.3 Abans de la descàrrega
keys <Enter>
until 0/3 marcats
keys <Space><Down><Space><Down><Space>
until │ 2.4 Descarregar el certificat
keys <Enter>
until Constància
keys <Enter>
until │ 2.5 Comprovar el p12
END
}

# walk_p12 FILE PASSWORD: at 2.5, from a path, in Jira from a ticket: that asks for it, or that of the CSR
walk_p12() {
	if [ $tickets = hand ]; then
		cat <<END
keys <Enter>
until Camí:
keys <C-u>$1<Enter>
END
	else
		cat <<END
$(attached "$p12_ticket" "$1")
$(walk_fetches "$p12_ticket" "${1##*/}")
END
	fi
	cat <<END
until contrasenya.
keys $2
until ••••••••
absent $2
keys <Enter>
END
}

# walk_p12_passes FILE: to 3.1; with Jira one sees first where it was
walk_p12_passes() {
	[ $tickets = hand ] || cat <<END
until S'ha agafat $1: passa totes les comprovacions.
until La clau privada és al tiquet $p12_ticket
keys <Enter>
END
}

# walk_custody OPTION NAME STEP: from 3.1 to the step of that folder
walk_custody() {
	cat <<END
until │ 3.1 A quina carpeta es deixa?
keys <Enter>
until $1  $2
keys $1
until │ $3 Deixar el p12 a la carpeta $2
END
}

# walk_puts_away FILE: by hand; from that step to 4.1
walk_puts_away() {
	cat <<END
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys $(sha256sum "$1" | cut -c 1-64)<F2>
until │ 3.4 Desar la contrasenya al Keepass
keys <Enter>
until Constància
keys <Enter>
until │ 4.1 Respondre el tiquet
END
}

# The ticket is answered, and the step after it is not there: to its close.
walk_answers() {
	[ $tickets = hand ] || cat <<END
until Tiquet que es respon: $origin_ticket
sh timeout 60 sh "$others/answered" $origin_ticket 'En curs'
until $origin_ticket · en curs (En curs)
expect-row 7 Posteriorment
END
	cat <<END
$(walk_says "$origin_ticket" "ja està disponible")
keys <Enter>
until Constància
keys <Enter>
until ✓ 4.1
keys <Enter>
until Voleu tancar la renovació?
keys <Enter>
until tancada el
END
}

# For the tests that walk renewals on the fleet of tests/fleet/plan_walk.c (tests/fleet/demo.sh), keys only: what they have
# in common, as parts of the script of a screen. A part begins where the one before it ended, at the title of the step
# that it says; of a renewal it needs what next_renewal sets.
#
# A walk runs twice, by hand and with the fake Jira, where walk-NAME-jira.t says tickets=jira before it reads walk-NAME.t.
# By hand the keys of tickets are typed, files come into the inbox, and waits are ended by a key; with Jira tickets are
# made from their steps, files are fetched from the ticket that they are attached to, and what a ticket says arrives.
tickets=${tickets:-hand}
[ -n "${FLEET-}" ] ||
	exec sh tests/fleet/demo.sh --set walk --no-import $([ $tickets = hand ] || echo --jira) --no-console sh "$0"
. tests/screen/common.sh

# Who plays the others: a home, an inbox, an authority that the backend trusts, and $others, a folder with commands
# for the script of a screen: `order`, for the fleet, and `issue`, which has the authority answer a CSR and the fleet
# be ready to serve the answer; with Jira `answered`, too.
walk_folders() {
	export HOME="$work/home" others="$work/others"
	inbox="$HOME/safata" record="$work/record.md" me=$(id -un)
	mkdir -p "$inbox" "$others"
	sh tests/papers.sh "$others"
	cp "$others/authority/root.crt" "$FLEET/ca/authority.pem"
	cat >"$others/order" <<'END'
echo "$*" >"$FLEET/control"
read -r answer <"$FLEET/answers"
[ "$answer" = ok ] || { echo "$*: $answer" >&2; exit 1; }
END
	cat >"$others/issue" <<'END'
# issue DOMAIN: DOMAIN.crt, for DOMAIN.csr
sh tests/papers.sh "$others" "$others/$1.csr" "$others/$1.crt" "DNS:$1"
exec sh "$others/order" bring "$1" "$others/$1.crt" "$others/$1.key"
END
	cat >"$others/answered" <<'END'
# answered KEY STATUS: the others move a ticket, and minutes go by until the backend has read that.
perl tests/jira/jira.pl order "$JIRA" ticket.set "key=$1" "status=$2" || exit 1
says() { "$BUILD/caducactl" ticket show "$1" --json | grep -q "\"status\":\"$2\""; }
until says "$1" "$2"; do
	read -r now ahead <"$clock"
	printf '%s %s\n' $((now + 61)) $((ahead + 61000)) 1<>"$clock"
	for look in 1 2 3 4 5 6 7 8 9 10; do ! says "$1" "$2" || exit 0; done
done
END
	[ $tickets = hand ] || walk_clock "$(date +%s)"
}

# The time stands still from then on, where a file of it is not written anew.
walk_clock() {
	export clock="$work/clock" CADUCA_CLOCK="@$work/clock"
	echo "$1 0" >"$clock"
}

made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
endpoint() { awk -F, -v name="$1" '$3 == name { print $1 ":" $2 }' "$FLEET/fleet.csv"; }
in_jira() { perl tests/jira/jira.pl order "$JIRA" "$@"; }

# ---- which renewal ----

renewal=0
case $tickets in
hand) sis=900 st=76 ;;
jira) sis=7000 st=800 ;; # the last ones of the fake Jira before ours
esac

# next_renewal DOMAIN [FILE]: of which domain it is, what its files are called, and the keys that its tickets will have,
# which are made in this order
next_renewal() {
	domain=$1 file=${2:-$1} renewal=$((renewal + 1))
	csr_ticket=SIS-$((sis + 1)) head_ticket=ST-$((st + 1)) install_ticket=SIS-$((sis + 2)) request=REQ00012$renewal
	sis=$((sis + 2)) st=$((st + 1)) several=yes p12_ticket=$csr_ticket
}

# ---- how it begins ----

# From the monitor in the list.
walk_opens() {
	cat <<END
keys r
until Voleu començar la renovació de
keys <Enter>
END
}

# What is served today is looked at, and the names are confirmed: to 1.1.
walk_confirms() {
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
END
}

walk_begins() { walk_opens && walk_confirms; }

# ---- tickets ----

# walk_ticket KEY NUMBER TITLE NEXT: that of a step, to the next one
walk_ticket() {
	if [ $tickets = hand ]; then
		cat <<END
keys <Enter>
until Tiquet SIS-
keys ${1#*-}<Enter>
until $1 encara no es coneix aquí
keys <Enter>
until │ $4
END
	else
		cat <<END
keys J
until Un tiquet per al Jira
until $3
absent {{
keys <Enter>
until Voleu crear aquest tiquet
keys <Enter>
until ✓ $2
until $1 · per començar
keys <Enter>
until │ $4
END
	fi
}

walk_csr_ticket() { walk_ticket "$csr_ticket" 1.1 "Generació CSR $domain" '2.1 Tiquet al cap'; }

# The head is not known yet.
walk_head_ticket() {
	if [ $tickets = hand ]; then
		cat <<END
until Enllaçat amb: $csr_ticket
keys <Enter>
until Tiquet        ST-
keys ${head_ticket#*-}<Tab>Maria Pons<F2>
until $head_ticket encara no es coneix aquí
keys <Enter>
until │ 1.2 Esperar el .csr
END
	else
		cat <<END
until Encara no se sap: Cap de servei
keys v
until ─ Un valor per als textos
keys Maria Pons<Enter>
until A: Maria Pons
until Enllaçat amb: $csr_ticket
$(walk_ticket "$head_ticket" 2.1 "Renovació certificat $domain" '1.2 Esperar el .csr')
END
	fi
}

# Sistemes is asked for the CSR and the head for the CA: from 1.1 to 1.2.
walk_asks() { walk_csr_ticket && walk_head_ticket; }

# Which ticket is asked where there are several, beginning at that of the step or the first.
walk_picks() {
	[ $several = no ] || printf '%s\n' 'until Quin tiquet?' "until 1  $1" 'keys <Enter>'
}

# walk_says KEY TEXT: what the step under the cursor has to say goes onto the ticket; without Jira it is written elsewhere
walk_says() {
	[ $tickets = hand ] || cat <<END
keys M
$(walk_picks "$1")
until Un comentari a $1
until $2
absent {{
keys <Enter>
until El comentari a $1 s'enviarà tot sol.
resize 50 110
until : comentari a $1
resize ${rows:-24} ${columns:-80}
END
}

# ---- files ----

# attached KEY FILE: by the others, to a ticket
attached() { echo "sh perl tests/jira/jira.pl order '$JIRA' attach key=$1 who=sistemes name=${2##*/} file='$2'"; }

# walk_fetches KEY FILE: what is attached to a ticket, for the step under the cursor; of the files that fit the
# newest is under the cursor of the menu
walk_fetches() {
	cat <<END
keys d
$(walk_picks "$1")
until Quin fitxer de $1?
until $2
keys <Enter>
END
}

# walk_wrong_csr FILE: Sistemes has one of another domain; from 1.2 to 1.3
walk_wrong_csr() {
	cat <<END
keys <Enter>
until │ 1.3 Comprovar el CSR
END
	if [ $tickets = hand ]; then
		cat <<END
keys <Enter>
until Camí:
keys <C-u>$1<Enter>
END
	else
		attached "$csr_ticket" "$1"
		walk_fetches "$csr_ticket" "${1##*/}"
	fi
	cat <<END
until S'ha mirat ${1##*/}: no passa totes les comprovacions.
until ✗ El Common Name no és el domini
until No acceptat: ${1##*/}
END
}

# Sistemes answers with the CSR and the key: from 1.2, or again after a wrong one from 1.3, to 2.2.
walk_csr() { # [again]
	if [ $tickets = hand ]; then
		cat <<END
sh cp "$others/$file.csr" "$inbox"
until Ha arribat $file.csr, que encaixa amb la renovació $renewal
keys i
until │ 1.4 Comprovar la clau privada
sh cp -p "$others/$file.key" "$inbox"
until Ha arribat $file.key, que encaixa amb la renovació $renewal
keys i
until Com ha arribat la clau privada?
keys ${key_came:-1}<Enter>
until │ 2.2 Esperar
END
	else
		cat <<END
$(attached "$csr_ticket" "$others/$file.csr")
$(attached "$csr_ticket" "$others/$file.key")
sh timeout 60 sh "$others/answered" $csr_ticket Resolt
until $csr_ticket · resolt (Resolt), han respost
$([ "${1-}" = again ] || echo 'keys <Enter>')
until │ 1.3 Comprovar el CSR
$(walk_fetches "$csr_ticket" "$file.csr")
until S'ha agafat $file.csr: passa totes les comprovacions.
until Ve del tiquet $csr_ticket.
keys <Enter>
until │ 1.4 Comprovar la clau privada
$(walk_fetches "$csr_ticket" "$file.key")
until S'ha agafat $file.key: passa totes les comprovacions.
until La clau privada és al tiquet $csr_ticket
keys <Enter>
until │ 2.2 Esperar
END
	fi
}

# ---- what the head says, and the request ----

# The head answers: from 2.2 to 2.3.
walk_head_answers() {
	[ $tickets = hand ] || cat <<END
sh timeout 60 sh "$others/answered" $head_ticket 'Pendent de resposta'
until $head_ticket · en curs (Pendent de resposta)
END
	cat <<END
keys <Enter>
until │ 2.3 Amb quina CA es renova?
keys <Enter>
END
}

# CESICAT, and the CTTI is asked: from 2.2 to 3.6. One who has said that he may, and what his NIF is, is not asked again.
walk_request() { # [again]
	walk_head_answers
	cat <<END
until 1  CESICAT (Sectigo)
keys 1
END
	[ "${1-}" = again ] || cat <<END
until │ 3.1 Teniu permís de Remedy?
keys <Enter>
until 1  Sí, en tinc
keys 1
END
	cat <<END
until │ 3.2 Accedir al Remedy
keys <Enter>
until Constància
keys <Enter>
until │ 3.3 Dades de contacte
keys <Enter>
until 0/5 marcats
END
	[ "${1-}" = again ] || echo 'keys <Enter>12345678z<Enter>'
	cat <<END
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
keys $request<Enter>
until │ 3.6 Esperar el .crt del CTTI
END
}

# The certificate comes, in Jira on the ticket of the CSR: from the wait for it to 4.2.
walk_certificate() {
	if [ $tickets = hand ]; then
		cat <<END
sh cp "$others/$file.crt" "$inbox"
until Ha arribat $file.crt, que encaixa amb la renovació $renewal
keys i
until │ 4.2 Desar els fitxers
END
	else
		cat <<END
$(attached "$csr_ticket" "$others/$file.crt")
keys <Enter>
until │ 4.1 Comprovar el certificat
$(walk_fetches "$csr_ticket" "$file.crt")
until S'ha agafat $file.crt: passa totes les comprovacions.
until Ve del tiquet $csr_ticket.
keys <Enter>
until │ 4.2 Desar els fitxers
END
	fi
}

# The files are put away by hand: from 4.2 to 4.3.
walk_archives() {
	cat <<END
keys <Enter>
until El SHA-256 del fitxer de la carpeta
keys <F2>
until │ 4.3 Tiquet a Sistemes
END
}

# The certificate comes, and the files are put away: to 4.3.
walk_crt() { walk_certificate && walk_archives; }

# ---- until it is served, and closed ----

# walk_install [NUMBER]: Sistemes is asked to install it; from 4.3, or that step, to the wait after it
walk_install() {
	walk_ticket "$install_ticket" "${1:-4.3}" "Instal·lació certificat $domain" "${2:-4.4 Esperar que Sistemes}"
}

# walk_installed NUMBER NEXT: they say that it is; from the wait, which a resolved ticket ends, to the next step
walk_installed() {
	if [ $tickets = hand ]; then
		cat <<END
keys <Enter>
until Diuen que ja està instal·lat
keys $install_ticket tancat<Enter>
until │ ${2:-4.5 Verificar que se serveix}
END
	else
		cat <<END
sh timeout 60 sh "$others/answered" $install_ticket Resolt
until ✓ ${1:-4.4}
until $install_ticket · resolt (Resolt), han respost
keys <Enter>
until │ ${2:-4.5 Verificar que se serveix}
END
	fi
}

# walk_looks N/N: what is served where it is installed
walk_looks() {
	cat <<END
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until $1 adreces
END
}

# From the last look to the close.
walk_closes() {
	cat <<END
keys <Enter>
until │ 4.6 Tancar
keys <Enter>
until 0/2 marcats
keys <Space><Down><Space>
until ✓ 4.6
keys x
until Voleu tancar la renovació?
keys <Enter>
until tancada el
absent {{
END
}

# ---- what is left of it ----

keep_record() { LANGUAGE=ca "$BUILD/caducactl" renewal show "$renewal" --markdown >"$record"; }
all() { well=0; for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; well=1; }; done; return $well; }
digest() { sha256sum "$1" | cut -c 1-64; }
der() { openssl x509 -in "$1" -outform DER | sha256sum | cut -c 1-64; }
has_no_hole() { ! grep -iE "overr|skipp|accepted|omès|acceptad|sense veure|[{][{]" "$record"; }

# Are its tickets in its record? With Jira, how far they are too, and where its files come from.
tickets_recorded() { # [STEP of the installation]
	if [ $tickets = hand ]; then
		all "$csr_ticket: 1.1" "$head_ticket: 2.1" "$install_ticket: ${1:-4.3}" "$install_ticket tancat"
	else
		all "^- $install_ticket: ${1:-4.3} .* · resolt (Resolt), han respost\$" \
			" | caducad | ha fet el pas | .* | $install_ticket |\$"
	fi
}

# there KEY TITLE TEXT: so the ticket of a step was made
there() {
	in_jira ticket.get "key=$1" >"$work/out" && grep -qF "\"summary\":\"$2\"" "$work/out" && grep -qF "$3" "$work/out" &&
		! grep -F '{{' "$work/out"
}

# said KEY TEXT: as a comment, in a moment
said() {
	timeout 60 sh -c 'until perl tests/jira/jira.pl order "$JIRA" ticket.get "key=$1" | grep -o "\"comments\":\[.*\],\"created" |
		grep -qF "$2"; do sleep 0.1; done' sh "$1" "$2"
}

# linked KEY...: each with all of the others, and with nothing else
linked() {
	for key; do
		in_jira ticket.get "key=$key" | sed 's/.*"links":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr ',' '\n' | sort >"$work/links"
		printf '%s\n' "$@" | grep -vxF "$key" | sort | diff - "$work/links" | sed "s/^/# $key: /"
		printf '%s\n' "$@" | grep -vxF "$key" | sort | cmp -s - "$work/links" || return 1
	done
}

# What Jira has of a renewal by CESICAT or another CA at its end; nothing is said by hand.
holds_in_jira() { # TEXT of the installation
	[ $tickets = jira ] || return 0
	holds "Jira has the three tickets as their steps say" tickets_there "$1"
	holds 'each is linked to the other two' linked "$csr_ticket" "$head_ticket" "$install_ticket"
}
tickets_there() {
	there "$csr_ticket" "Generació CSR $domain" "Common Name: $domain" && there "$head_ticket" "Renovació certificat $domain" \
		'amb quina CA' && there "$install_ticket" "Instal·lació certificat $domain" "$1"
}

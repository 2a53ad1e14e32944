# The others of `make demo` (tests/jira/colleagues.pl) on the fake Jira: each of a renewal's tickets is moved by whom it
# was for, up to the certificate that the fleet then serves.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --jira --no-console sh "$0"
. tests/screen/walk.sh
domain=tramits.exemple.cat
mkdir "$work/papers" "$work/inbox"
sh tests/papers.sh "$work/papers"
perl tests/jira/colleagues.pl --jira "$JIRA" --papers "$work/papers" --inbox "$work/inbox" --fleet "$FLEET" --pace 0 \
	>"$work/said" 2>&1 &
pid=$!

order() { perl tests/jira/jira.pl order "$JIRA" "$@"; }
# within PATTERN COMMAND...: whether it says so in the end
within() {
	pattern=$1
	shift
	tries=0
	until "$@" 2>&1 | grep -qE "$pattern"; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || { "$@" | sed 's/^/# /'; sed 's/^/# /' "$work/said"; return 1; }
		sleep 0.1
	done
}
asked() { order ticket.make project="$1" summary="$2" description="$3" | sed 's/.*"key":"\([^"]*\)".*/\1/'; }
ticket() { order ticket.get key="$1"; }
served() { openssl s_client -connect "$(endpoint $domain)" -servername $domain </dev/null 2>/dev/null | openssl x509 -noout -issuer; }

csr=$(asked SIS "Generació CSR $domain" "Common Name: $domain
Subject Alternative Names: www.$domain")
head=$(asked ST "Renovació certificat $domain" '')
other=$(asked ST 'Una altra cosa' '')
holds 'Sistemes attaches the CSR and its key' within "\"name\":\"$domain.csr\".*\"name\":\"$domain.key\"" ticket "$csr"
holds 'and resolves the ticket' within '"status":5,' ticket "$csr"
holds 'the CSR has the names that were asked for' sh -c "openssl req -noout -text -in '$work/papers/$domain.csr' | grep -q 'DNS:www.$domain'"
holds 'the head of service answers' within 'Renoveu-lo amb CESICAT.*"status":10001,' ticket "$head"
holds 'the certificate comes into the inbox' within "^$domain.crt\$" ls "$work/inbox"
install=$(asked SIS "Instal·lació certificat $domain" '')
holds 'Sistemes installs it' within '"status":5,' ticket "$install"
holds 'so that it is served' within 'Sectigo de proves' served
holds 'what is of something else is left alone' within '"comments":\[\].*"status":1,' ticket "$other"
echo "1..$count"

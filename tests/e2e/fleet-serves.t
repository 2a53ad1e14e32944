# The fleet is what everything else is compared with; here it is compared itself, with a peer that shares
# nothing with it but the library: openssl s_client must see the certificates of the manifest, and
# complain of what the plans say is wrong.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set all --no-import --no-console sh "$0"

n=0 failed=0
check() { # check TEXT OK-COMMAND...: the text must not change from run to run
	n=$((n + 1))
	text=$1
	shift
	if "$@"; then echo "ok $n - $text"; else echo "not ok $n - $text"; failed=1; fi
}

# name, address, port, sni, digest of the leaf, outcome; "-" is nothing.
hosts() {
	perl -MJSON::PP -0777 -ne 'for my $h (@{decode_json($_)}) { for my $a (@{$h->{expect}{addresses}}) {
		print join("\t", $h->{name}, $a->{address}, $h->{port}, $h->{sni} // "-", $a->{sha256} // "-",
			$a->{outcome}), "\n" } }' "$FLEET/manifest.json"
}

# peer ADDRESS PORT SNI [OPTION...]
peer() {
	case $1 in *:*) to="[$1]:$2" ;; *) to=$1:$2 ;; esac
	if [ "$3" = - ]; then name=-noservername; else name="-servername $3"; fi
	shift 3
	# shellcheck disable=SC2086
	openssl s_client -connect "$to" $name -no-CApath -CAfile "$FLEET/ca.pem" -cipher ALL:@SECLEVEL=0 \
		-legacy_server_connect "$@" </dev/null 2>&1
}

digest() { openssl x509 -noout -fingerprint -sha256 2>/dev/null | sed 's/.*=//' | tr -d : | tr A-F a-f; }

is() { [ "$1" = "$2" ] || { echo "# '$1' is not '$2'"; false; }; }

# complains NAME PATTERN [OPTION...]: what OpenSSL itself says of that host
complains() {
	found=$(hosts | awk -F '\t' -v name="$1" '$1 == name { print $2, $3, $4; exit }')
	pattern=$2
	shift 2
	# shellcheck disable=SC2086
	peer $found "$@" | grep -Eq -e "$pattern"
}

order() {
	echo "$1" >"$FLEET/control"
	read -r answer <"$FLEET/answers"
	is "$answer" "$2"
}

cat "$FLEET"/ca/*.pem >"$FLEET/ca.pem"
hosts >"$FLEET/hosts"
while IFS='	' read -r name address port sni sha256 outcome; do
	# s_client shows nothing of a host that stalls after its certificate
	[ "$sha256" != - ] && [ "$outcome" = ok ] || continue
	check "$name serves what the manifest says on $address" is \
		"$(peer "$address" "$port" "$sni" | digest)" "$sha256"
done <"$FLEET/hosts"

check 'a usual chain verifies' complains life-200-days 'Verify return code: 0 '
check 'an expired certificate has expired' complains expired-1-second 'certificate has expired'
check 'a certificate can be not yet valid' complains not-yet-valid 'not yet valid'
check 'a date can be none' complains date-unreadable 'format error in certificate.s notAfter'
check 'a wrong host has another name' complains wrong-host 'hostname mismatch' -verify_hostname www.exemple.cat
check 'a right host has its own name' complains idn 'Verify return code: 0 ' -verify_hostname xn--trmits-1ta.exemple.cat
grep -q '^ipv6	' "$FLEET/hosts" && # where this machine has an IPv6 loopback
	check 'an address is in the certificate' complains ipv6 'Verify return code: 0 ' -verify_ip ::1
check 'self-signed is self-signed' complains self-signed 'self-signed certificate'
check 'a private root is in the chain, and not trusted' complains private-ca 'in certificate chain'
check 'a missing intermediate is missed' complains missing-intermediate 'unable to verify the first certificate'
check 'a wrong order still verifies' complains wrong-order 'Verify return code: 0 '
check 'an issuer can have expired' complains chain-has-expired 'certificate has expired'
check 'TLS 1.0 alone is spoken' complains tls-1.0 'Protocol *: TLSv1$' -tls1
check 'TLS 1.3 alone is spoken' complains tls-1.3 'alert protocol version' -tls1_2
check 'a client certificate is required in TLS 1.2' complains client-certificate-1.2 'alert handshake failure'
check 'a client certificate is required in TLS 1.3' complains client-certificate-1.3 'alert certificate required' \
	-ign_eof
# shellcheck disable=SC2046
check 'the decoy is served without SNI' is \
	"$(peer $(awk -F '\t' '$1 == "decoy" { print $2, $3 }' "$FLEET/hosts") - | sed -n 's/^subject=CN *= *//p')" \
	'per-defecte.exemple.cat'
check 'nobody listens where a connection is refused' complains refused 'Connection refused'
check 'a plain host speaks no TLS' complains plain-http 'wrong version number'
check 'an alert is an alert' complains alert 'alert handshake failure'
check 'garbage is no TLS' complains garbage 'wrong version number'
check 'a huge message is refused' complains huge 'excessive message size'
check 'a cut certificate ends early' complains cut 'unexpected eof'
check 'invalid UTF-8 cannot be read' complains unreadable 'invalid utf8string'
check 'a host with two kinds of key has an RSA one' complains rsa-and-ecdsa 'CN ?= ?Emissora RSA' -sigalgs RSA-PSS+SHA256
check 'and an ECDSA one' complains rsa-and-ecdsa 'CN ?= ?Emissora EC' -sigalgs ECDSA+SHA256
check 'a hundred certificates are sent' complains 100-certificates '^99 s:' -showcerts
check 'a cross-signed issuer verifies' complains cross-signed-one-expired 'Verify return code: 0 '
check 'a maze has no way out' complains maze 'unable to get (local )?issuer certificate|certificate chain too long'
check 'RSA 8192 is that long' complains rsa-8192 'Server public key is 8192 bit'
check 'a closed connection ends early' complains close 'unexpected eof'
check 'a reset is a reset' complains reset 'errno=104|Connection reset'

renewed=$(perl -MJSON::PP -0777 -ne 'print((grep { $_->{name} eq "due" } @{decode_json($_)})[0]{renewed}{sha256})' \
	"$FLEET/manifest.json")
# shellcheck disable=SC2046
set -- $(awk -F '\t' '$1 == "due" { print $2, $3, $4 }' "$FLEET/hosts")
check 'a host is told to renew' order 'switch due' ok
check 'a renewed host serves the next certificate' is "$(peer "$@" | digest)" "$renewed"
check 'a host is told to fall' order 'down due' ok
check 'a fallen host refuses' complains due 'Connection refused'
check 'a host is told to rise' order 'up due' ok
check 'a risen host serves again' is "$(peer "$@" | digest)" "$renewed"
check 'an order to nobody is an error' order 'down nobody' 'error no such host'

echo "1..$n"
exit $failed

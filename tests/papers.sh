# What a certificate authority does, for tests that bring real files: its folder, made when first asked, is
# FOLDER/authority, with the root in root.crt.
#
#   papers.sh FOLDER                         the authority
#   papers.sh FOLDER CSR OUT NAMES [DAYS]    a certificate for it with its intermediate, as PEM; NAMES are as in
#                                            subjectAltName, "DNS:a,IP:b"
#
# ISSUER is the organization of the intermediate: Sectigo de proves, where it is not set.
set -eu
at=$1/authority issuer=${ISSUER:-Sectigo de proves}
made() { openssl "$@" 2>"$at/said" || { cat "$at/said" >&2; exit 1; }; }

if [ ! -d "$at" ]; then
	mkdir -m 700 "$at"
	key='ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
	printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n' >"$at/ca.ext"
	made req -x509 -newkey $key -keyout "$at/root.key" -out "$at/root.crt" -days 3650 -subj '/O=Proves/CN=Arrel de proves'
	made req -newkey $key -keyout "$at/issuer.key" -out "$at/issuer.csr" -subj "/O=$issuer/CN=$issuer 1"
	made x509 -req -in "$at/issuer.csr" -CA "$at/root.crt" -CAkey "$at/root.key" -CAcreateserial -days 3000 \
		-extfile "$at/ca.ext" -out "$at/issuer.crt"
fi
[ $# -gt 1 ] || exit 0
printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$4" >"$at/leaf.ext"
made x509 -req -in "$2" -CA "$at/issuer.crt" -CAkey "$at/issuer.key" -CAcreateserial -days "${5:-180}" -sha256 \
	-extfile "$at/leaf.ext" -out "$at/leaf.crt"
cat "$at/leaf.crt" "$at/issuer.crt" >"$3"

# Files for the steps of a renewal, keys only, on the real backend: from the inbox, by a path, by a paste of PEM or of
# certutil's base64, a PKCS#12 with its password; what the checks found, accepted with a reason; the archive, by machine
# and by hand. No document, password or key is left anywhere but where it was put.
. tests/screen/common.sh
en='-e LANGUAGE=en'
own_folders
inbox="$HOME/safata" share="$work/share" here="$work/files" secret='canari-51f0c2'
mkdir -p "$inbox" "$share" "$here"
cat >"$XDG_CONFIG_HOME/caduca/caduca.conf" <<END
archives = ( { prefix = "(Sharepoint) Tecnologia - SUPORT_TECNIC\\\\"; folder = "$share"; } );
END

quiet() { "$@" >"$work/out" 2>&1 || sed "s|^|# $*: |" "$work/out"; }
ctl() { quiet "$BUILD/caducactl" "$@"; }
step() { # RENEWAL STEP ACT...: several steps, one a line on standard input
	while read -r line; do eval "ctl renewal step $1 $line"; done
}
cr() { awk '{ printf "%s\\x0d\\n", $0 }' "$1"; }
quoted() { # as out of the answer to a mail, written with a word processor
	sed 's/^/> /; s/-----/\xe2\x80\x93\xe2\x80\x93-/g' "$1" | cr -
}
begun() { # RENEWAL: as far as Sistemes has been asked for the CSR
	step "$1" <<END
0.1 complete --args '{"not_after":"2036-12-30"}'
0.2 choose renovacio
1.1 ticket SIS-$1 --yes
END
}
until_installation() { # RENEWAL: from the key to the certificate
	step "$1" <<END
2.1 ticket ST-$1 --yes
2.2 complete
2.3 choose cesicat
3.1 choose si
3.2 complete
$(for i in 0 1 2 3 4; do echo "3.3 tick --args '{\"index\":$i,\"ticked\":true}'"; done)
$(for i in 0 1 2 3 4 5 6 7 8 9 10 11; do echo "3.4 tick --args '{\"index\":$i,\"ticked\":true}'"; done)
3.5 value WO$1
END
}
# The certificate of a CSR, with no chain: the one standard check that does not pass is accepted.
certificate() { # RENEWAL NAME
	printf 'subjectAltName=DNS:%s.exemple.test\nextendedKeyUsage=serverAuth\n' "$2" >"$here/extensions"
	quiet openssl x509 -req -in "$here/$2.exemple.test.csr" -CA "$here/ca.crt" -CAkey "$here/ca.key" -CAcreateserial \
		-days 90 -extfile "$here/extensions" -out "$here/$2.exemple.test.crt"
	"$BUILD/caducactl" renewal file "$1" 4.1 "$here/$2.exemple.test.crt" >"$work/out" 2>&1
	ctl renewal step "$1" 4.1 accept --args '{"check":"certificate-chain"}' --note prova
}

n=1
for name in www api intranet; do
	ctl add "localhost:$n" --name "$name" --sni "$name.exemple.test"
	ctl renewal open "$n"
	begun "$n"
	n=$((n + 1))
done
for name in www api; do ctl csr "$name.exemple.test" --folder "$here"; done
quiet openssl req -new -newkey rsa:2048 -nodes -keyout "$here/intranet.key" -out "$here/intranet.csr" \
	-subj '/C=ES/ST=Barcelona/L=Barcelona/O=Una altra/OU=Area de Tecnologia/CN=intranet.exemple.test/emailAddress=certificats@aoc.cat'
quiet openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/ca.key" -out "$here/ca.crt" -days 3650 -subj '/O=Sectigo/CN=CA de prova'

# ---- the inbox, and paths ----

# The file comes again, as whoever puts it there cannot tell when the console looks for the first time; ever later, for
# what is replaced while it is read is read anew.
pause=1
while [ ! -e "$work/taken" ]; do
	cp "$here/www.exemple.test.csr" "$inbox/.www" && mv "$inbox/.www" "$inbox/www.csr"
	sleep $pause
	pause=$((pause * 2))
done &
comes=$!
real 'a file that comes into the inbox and fits is offered, and one key takes it' $en -c 110 <<'END'
until ─ www
until www.csr came and fits renewal 1: i takes it.
keys i
until www.csr was taken: it passes every check.
until 1.4 Comprovar la clau privada
END
: >"$work/taken"
wait $comes

cp "$here/www.exemple.test.key" "$here/api.exemple.test.key" "$inbox"
chmod 600 "$inbox"/*.key
real 'what the inbox holds is told, what fits comes first, and how a key got here is asked' $en -c 160 -r 50 <<END
until ─ www
keys /www<Enter>r
until 1.4 Comprovar la clau privada
until In the inbox: www.exemple.test.key · private key
keys <Enter>
until api.exemple.test.key · private key
until www.exemple.test.key · private key RSA 2048 · fits by its key
until In ~/safata:
keys <Enter>
until How did the private key get here?
keys 2
until www.exemple.test.key was taken: it passes every check.
keys <Up>
until It came on a ticket that others can read.
END

real 'a path is completed by Tab; what is no document, or not for the step, is told and asked for again' $en -c 180 -r 50 <<END
until api
keys /api<Enter>r
until Renewal 2 · api.exemple.test
keys <Up><Up>
until 1.3 Comprovar el CSR
keys <Enter>
until Path:
keys <Tab>
keys <C-u>$here/intr<Tab>
until intranet.csr  intranet.key
keys <C-u>$here<Enter>
until It is a folder, not a file.
keys <C-u>$here/none<Enter>
until It is not there
keys <C-u>$here/intranet.csr<Enter>
until intranet.csr was looked at: not every check passes.
until ✗ Common Name is not the domain (must pass)
until The Common Name of the CSR is 'intranet.exemple.test' and should be 'api.exemple.test'.
keys y
until press a key to come back
until - Common Name is not the domain: The Common Name of the CSR is
keys x
until Not taken: intranet.csr
END

# ---- pastes ----

real 'a CSR pasted on the panel, with the line ends of Windows and out of a quoted mail' $en -c 110 <<END
until api
keys /api<Enter>r
until Renewal 2 · api.exemple.test
keys <Up><Up>
until 1.3 Comprovar el CSR
until Not taken: intranet.csr
paste hola
absent Path:
paste $(quoted "$here/api.exemple.test.csr")
until api.exemple.test.csr was taken: it passes every check.
until 1.4 Comprovar la clau privada
END

real 'a key pasted where the file is asked for, as certutil -encode makes it of any file' $en -c 110 <<END
until api
keys /api<Enter>r
until 1.4 Comprovar la clau privada
keys <Enter>
until Path:
paste -----BEGIN CERTIFICATE-----\\x0d\\n$(base64 -w 64 "$here/api.exemple.test.key" | awk '{ printf "%s\\x0d\\n", $0 }')-----END CERTIFICATE-----\\x0d\\n
until How did the private key get here?
keys <Enter>
until api.exemple.test.key was taken: it passes every check.
END

# ---- accepted with a reason ----

real 'a standard check that fails is accepted with a reason, and who did it stays' $en -c 180 -r 50 <<END
until intranet
keys /intranet<Enter>r
until Renewal 3 · intranet.exemple.test
keys <Up><Up>
until 1.3 Comprovar el CSR
keys <Enter>
until Path:
keys <Tab><C-u>$here/intranet.csr<Enter>
until ✗ Organization is not as asked (should pass)
until O of the CSR is 'Una altra'
keys <Enter>
until Accept: Organization is not as asked
until Give another file
keys <Enter>
until Accept it all the same
keys La de sempre<Enter>
until Nobody else can read the file
keys <Up>
until ~ Organization is not as asked: accepted (should pass)
until Reason: La de sempre
END
said() { LANGUAGE=en "$BUILD/caducactl" "$@" | grep -qF "$text"; }
text='Organization is not as asked: accepted with a reason' holds 'the record says what was accepted' said renewal show 3 --markdown
text='accepted a failed check: Organization is not as asked' holds 'its trail too' said renewal show 3 --markdown
text='1.3 Comprovar el CSR: Organization is not as asked; La de sempre' holds 'and the log' said log

# ---- the archive ----

until_installation 1
certificate 1 www
real 'an archive by machine whose share is not mounted: told file by file, and the step stays open' $en -c 180 -r 50 <<END
until ─ www
keys /www<Enter>r
until 4.2 Desar els fitxers a la carpeta de xarxa
until certutil -hashfile "www.csr" SHA256
keys <Enter>
until Archive them from here
keys <Enter>
until The share of the archive is not mounted
until Not all of it is archived: the step stays open.
END
mkdir "$share/CERTIFICATS"
real 'and once it is there, one key archives them' $en -c 130 <<END
until ─ www
keys /www<Enter>r
until 4.2 Desar els fitxers a la carpeta de xarxa
keys <Enter>
until Archive them from here
keys <Enter>
until 4.3 Tiquet a Sistemes
until 3 files are archived.
END
at=$(find "$share/CERTIFICATS/CDS/CESICAT" -type d -name www.exemple.test)
holds 'they are the same, and the key is its owner'"'"'s alone' cmp "$at/www.exemple.test.key" "$here/www.exemple.test.key"
holds 'and nothing else is there' [ "$(ls -A "$at" | sort | tr '\n' ' ')" = 'www.csr www.exemple.test.crt www.exemple.test.key ' ]
holds 'with the modes that they should have' [ "$(stat -c %a "$at/www.exemple.test.key")" = 600 ]

until_installation 2
certificate 2 api
digest() { sha256sum "$here/api.exemple.test.$1" | cut -c 1-64; }
real 'what was pasted cannot be copied, and is archived by hand: another digest is refused' $en -c 180 -r 50 <<END
until api
keys /api<Enter>r
until 4.2 Desar els fitxers a la carpeta de xarxa
until certutil -hashfile
keys <Enter>
until Archive them from here
keys <Enter>
until It was pasted, so there is no file to copy
until Not all of it is archived
keys <Enter>
until Archive them from here
keys 2
until The SHA-256 of the file in the folder
keys $(digest key)<F2>
until It is another file or certificate: the digests differ.
keys <C-u><F2>
until-gone The SHA-256 of the file
until 4.3 Tiquet a Sistemes
END

# ---- PKCS#12 ----

ctl add localhost:4 --name segell --sni segell.exemple.test --kind device
ctl renewal open 4 --procedure dispositiu-eacat
step 4 <<END
origen choose renovacio
entrar-eacat complete
tipus choose segell
prioritat choose ordinaria
responsable value 'Maria Puig'
us value signar
$(for i in 0 1 2 3 4; do echo "dades-eacat tick --args '{\"index\":$i,\"ticked\":true}'"; done)
eacat-numero value 1
reenviar-correu complete
espera-emissio complete
mirar-carpeta complete
$(for i in 0 1 2; do echo "abans-descarrega tick --args '{\"index\":$i,\"ticked\":true}'"; done)
descarregar complete
END
printf '%s' "$secret" >"$work/password"
quiet openssl req -x509 -newkey rsa:2048 -nodes -keyout "$here/segell.key" -out "$here/segell.crt" -days 700 -subj '/CN=segell.exemple.test'
quiet openssl pkcs12 -export -inkey "$here/segell.key" -in "$here/segell.crt" -passout "file:$work/password" -out "$here/segell.p12"
real 'the password of a PKCS#12 is asked for without being shown, and again when it is wrong; a first one is read by a person' $en -c 180 -r 50 <<END
until segell
keys /segell<Enter>r
until Renewal 4 · segell.exemple.test
until 2.4
keys <Enter>
until Path:
keys <Tab><C-u>$here/segell.p12<Enter>altra
until The PKCS#12 opens with a password.
expect Enter goes on · Esc leaves it
absent F2
until ••••••••
raw-absent 616c747261
keys <Enter>
until That is not its password: type it again.
keys <Down>
absent ••••
keys $secret<Enter>
until ✗ It is not known which one it replaces (should pass)
until No certificate is known that it replaces
until CN=segell.exemple.test
keys <Enter>
until Accept: It is not known which one it replaces
keys <Enter>
until Accept it all the same
keys Llegit amb qui el va demanar<Enter>
until 3.1 A quina carpeta es deixa?
END

holds 'no password, key or CSR is left in the backend'"'"'s folder' sh -c '! grep -rlaF -e "$1" -e "PRIVATE KEY" -e "CERTIFICATE REQUEST" "$2"' sh \
	"$secret" "$XDG_STATE_HOME"

real 'forty columns are enough' $en -r 10 -c 40 <<END
until intranet
keys /intranet<Enter>r
until 1.4 Comprovar la clau privada
keys <Enter>
until Path:
keys <Esc>
until-gone Path:
END

real 'en català' -c 110 <<END
until intranet
keys /intranet<Enter>r
until 1.4 Comprovar la clau privada
keys <Enter>
until A ~/safata:
until clau privada RSA 2048
until Camí:
END
ctl add localhost:5 --name wiki --sni wiki.exemple.test
ctl renewal open 5
begun 5
ctl csr wiki.exemple.test --folder "$here"
real 'a paste on the wait for it, before that step has come from the backend, is kept and taken' $en -c 110 <<END
until wiki
keys /wiki<Enter>r
until Renewal 5 · wiki.exemple.test
keys <Up><Up><Up><0x1b>[200~$(awk '{ printf "%s<0x0d>", $0 }' "$here/wiki.exemple.test.csr")<0x1b>[201~
until wiki.exemple.test.csr was taken: it passes every check.
END

echo "1..$count"

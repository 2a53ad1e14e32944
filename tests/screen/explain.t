# The explanation: one attempt stage by stage with its times, what is wrong and what to ask of whom.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444
opened='until signatura207
keys /enotum135.<Enter>
until ─ enotum135
keys x
until The chain, as it was served:'
run 'the monitor under the cursor is probed and explained' $en -r 36 <<END
$opened
expect-row 0 Explained: enotum135.exemple.cat
expect   DNS                7 ms
expect   CNAME              balancejador.exemple.cat
expect 192.0.2.7: answered
expect   Connection         12 ms
absent Before TLS
expect   ClientHello        25 ms
expect   Chain received     26 ms
expect   Whole handshake    39 ms
expect   Verdict            2.3 ms · 1 problem
expect   ! The host does not send the intermediate certificate
expect     → To Sistemes: install the certificate followed by its intermediate
expect 192.0.2.8: timeout
expect     (while connecting)
expect   Names              DNS:www.exemple.cat, DNS:exemple.cat
absent Besides this attempt
keys x
until The chain, as it was served:
keys <Esc>
until 1 Expiries
END

run 'what goes on in the next line stands below its own beginning' $en -c 60 -r 50 <<END
$opened
expect-row 13     install the whole chain
expect-row 15       intermediate, and reload
expect-row 23       through the firewall.
END

run 'in Catalan, from the detail, with what the list knows besides' -e LANGUAGE=ca -r 40 <<'END'
until signatura207
keys <Enter>
until SHA-256
keys x
until La cadena, tal com
expect-row 0 Explicació: signatura207
expect   Connexió
expect     → A Sistemes: instal·leu el certificat seguit de l'intermedi
expect-row -1 x explica  y copia
keys q
until Historial
END

run 'the whole page can be taken as it is, without the console around it' $en -r 40 <<'END'
until signatura207
keys x
until The chain, as it was served:
keys y
until press a key to come back
expect   ClientHello        25 ms
keys x
until Explained: signatura207
END

run 'it scrolls in the smallest window' $en -r 10 -c 40 <<'END'
until signatura207
keys x
until 192.0.2.7: answered
keys G
until SHA-256
absent 192.0.2.7: answered
keys gg
until 192.0.2.7: answered
END
echo "1..$count"

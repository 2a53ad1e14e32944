# The detail screen: everything known of a monitor, scrolled, searched, copied.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444
run 'all facts stand there, in their sections' $en -r 54 -c 120 <<'END'
until 1 Expiries
until signatura207
keys <Enter>
until History
expect-row 0 signatura207.exemple.cat:8443 (1/444)
expect Address      signatura207.exemple.cat:8443
expect Kind         server
expect Subject      CN=signatura207.exemple.cat,O=Consorci AOC,L=Barcelona,C=ES
expect DNS:www.signatura207.exemple.cat, IP:192.0.2.7
expect Issuer       CN=Sectigo RSA Organization Validation Secure Server CA,O=Sectigo Limited,C=GB
expect Valid        14/03/2026 00:47 – 24/11/2026 00:47 (255 days)
expect UTC          14/03/2026 00:47:44 UTC – 24/11/2026 00:47:44 UTC
expect Key          RSA 2048 · sha256WithRSAEncryption
expect Serial       4F00A1B2C3D4
expect SHA-256      0ca962b05ff7b7947231cbc6d153027a8db5259389ff9c587f539d37f75a6232
expect Chain, as served
expect 2 CN=Sectigo RSA Organization Validation Secure Server CA · expires 12/05/2029
expect 192.0.2.7  answered 40 min ago · TLSv1.3 · expires 24/11/2026 · 0ca962b0
expect 2001:db8::7  not checked 40 min ago
expect History
expect 16/03/2026 00:47 – now  gone back to the earlier one: 0ca962b0 · expires 24/11/2026 · Sectigo RSA OV
expect              192.0.2.7, 192.0.2.9 +3
expect 15/03/2026 01:47 – 15/03/2026 02:47  no answer: timeout · 192.0.2.7
expect 15/03/2026 00:47 – 16/03/2026 00:47  ffeeddcc · expires 22/02/2027 · CA nova · 192.0.2.7
keys q
until 1 Expiries
END

run 'the pane says what is amiss once: the history below goes on with the rest' $en -r 100 -c 120 <<'END'
until signatura207
until gone back to the earlier one
until History      15/03/2026 01:47 – 15/03/2026 02:47  no answer: timeout
END

run 'it scrolls, and a search finds a line' $en <<'END'
until signatura207
keys <Enter>
until SHA-256
absent History
keys G
until History
keys g
keys g
absent History
keys /sectorpublic<Enter>
expect Not found: sectorpublic
keys /history<Enter>
until History
keys <Esc>
until 1 Expiries
END

run 'the copy key shows the value of the line, whole' $en <<'END'
until signatura207
keys <Enter>
until SHA-256
keys /sha-<Esc>
keys /0ca962<Enter>
keys y
until press a key to come back
expect-row 0 0ca962b05ff7b7947231cbc6d153027a8db5259389ff9c587f539d37f75a6232
keys x
until SHA-256
keys <Home>/certificate<Enter>y
expect There is nothing to copy on this line.
END

run 'a search finds a line by its label' $en <<'END'
until signatura207
keys <Enter>
until SHA-256
keys /sha-256<Enter>
keys y
until press a key to come back
expect-row 0 0ca962b05ff7b7947231cbc6d153027a8db5259389ff9c587f539d37f75a6232
END

run 'a long value is copied unwrapped' $en -r 24 -c 60 <<'END'
until signatura207
keys <Enter>
until Issuer
keys /sectigo limited<Enter>
keys y
until press a key to come back
expect-row 0 CN=Sectigo RSA Organization Validation Secure Server CA,O=Se
expect-row 1 ctigo Limited,C=GB
END

run 'a line broken at a blank that hangs over the edge is shown whole' $en -r 24 -c 60 <<'END'
until signatura207
keys <Enter>
until CN=Sectigo RSA Organization Validation Secure
END

run 'problems are told in whole sentences' $en -r 40 <<'END'
until signatura207
keys /enotum135.<Enter>
until ─ enotum135
expect Problems     incomplete chain
keys <Enter>
until The host does not send the intermediate certificate
END

run 'it can be probed, changed and retired from there' $en <<'END'
until signatura207
keys <Enter>
until SHA-256
keys p
until signatura207.exemple.cat:8443: answered
keys e
expect-row 0 Change signatura207.exemple.cat:8443
keys <Esc>
expect Subject
keys D
expect Retire signatura207.exemple.cat:8443?
keys y
until This monitor was retired meanwhile.
keys y
expect There is nothing to copy on this line.
keys <Left>
until 1 Expiries
END
run 'the pane tells a roll-back before the certificate' $en -c 120 <<'END'
until ─ govern9
until gone back
expect-row 18 History      18/03/2026 01:22 – now  gone back to the earlier one: 826c6abf
END

backend 1 --chain-ends 20
run 'where the chain ends before the certificate, its date counts and both stand there' $en -r 54 -c 120 <<'END'
until 1 Expiries
until  20 12/11/2026 13/12/2026
expect · expires 13/12/2026
expect Ends         its chain: 13/12/2026; the certificate itself: 05/08/2027
keys <Enter>
until History
expect Ends         its chain: 13/12/2026; the certificate itself: 05/08/2027
expect · TLSv1.3 · expires 13/12/2026 ·
END
backend 1 --chain-ends -3
run 'and it has expired where that is past' -r 24 -c 80 <<'END'
until 1 Caducitats
until  -3 20/10
expect X caducat
expect · ha caducat 20/11/2026
expect Acaba        la cadena: 20/11/2026; el certificat mateix: 05/08/2027
END

backend 1 --overridden 7
run 'a verification that was overridden is seen in the narrowest list, and told in the detail' -r 24 -c 80 <<END
until 1 Caducitats
until el nou no es veu
expect encara no s'hi ha vist; la renovació 7 es va donar per verificada
keys <Enter>
until Emissor      CN=Sectigo RSA Organization Validation Secure Server CA,O=Sectigo
expect encara no s'hi ha vist; la renovació 7 es va donar per verificada
END
echo "1..$count"

# What is copied is chosen by name, by the digit of its line, and shown alone; it is sent to the clipboard of the terminal only after
# what was sent there was pasted back, and is called sent.
. tests/screen/common.sh
en='-e LANGUAGE=en'
backend 444

run 'each value by its name; what there is not says why' $en <<'END'
until CN=signatura207
keys Y
until What do you copy of signatura207.exemple.cat:8443?
expect 5  Certificate, PEM
expect 8  Ticket (it has none)
keys 8
until it has none
expect What do you copy of
keys 3
until [press a key to come back]
expect-row 0 https://signatura207.exemple.cat:8443/
keys x
until ─ signatura207
keys Y4
until [press a key to come back]
expect-row 0 0ca962b05ff7b7947231cbc6d153027a8db5259389ff9c587f539d37f75a6232
keys x
until ─ signatura207
# the certificate itself is asked of the host, which may have another one by now
keys Y5
until [press a key to come back]
expect-row 0 -----BEGIN CERTIFICATE-----
expect-row 1 AAEC
keys x
until is not the one in the list
keys <Enter>
until Serial
keys Y<Enter>
until [press a key to come back]
expect-row 0 signatura207.exemple.cat:8443
raw-absent 1b 5d 35 32
END

run 'the ends and the pages of the menu' $en <<'END'
until CN=signatura207
keys Y<End><Enter>
until Does this terminal take what is copied?
keys <Esc>
until ─ signatura207
keys Y<End><Home><Enter>
until [press a key to come back]
expect-row 0 signatura207.exemple.cat
keys x
until ─ signatura207
keys YGgg<Down>
expect signatura207.exemple.cat:8443
END

run 'a page is of what an answer means first, then of answers' -r 10 -c 40 $en <<'END'
until signatura207
keys YG
expect 9  Try whether the clipboard
expect Where what is sent there can be
absent then on.
keys <PageDown>
expect then on.
keys <PageUp>
expect Where what is sent there can be
absent then on.
keys <PageUp>
expect 4  Digest, SHA-256
expect 0ca962b05ff7b7947231cbc6d153027a8db
END

run 'it is sent to the clipboard once a paste has shown that it arrives there' $en <<'END'
until CN=signatura207
keys y
until [press a key to come back]
keys xY9
until Does this terminal take what is copied?
raw-present 1b 5d 35 32 3b 63 3b 59 32 46 6b 64 57 4e 68 4c 54 49 35 4f 54 49 30 4d 6a 59 32 4c 54 45 3d 1b 5c
paste what was copied before
keys <F2>
until That is not what was sent: this terminal does not take it.
keys <Esc>
until Throw away
keys y
keys y
until [press a key to come back]
keys xY9
until Does this terminal take what is copied?
paste caduca-29924266-2
keys <F2>
until It arrives: until you leave, what you copy is sent to the clipboard.
keys y
until Sent to the clipboard: signatura207.exemple.cat:8443
raw-present 1b 5d 35 32 3b 63 3b 63 32 6c 6e 62 6d 46 30 64 58 4a 68 4d 6a 41 33 4c 6d 56 34 5a 57 31 77 62 47 55 75 59 32 46 30 4f 6a 67 30 4e 44 4d 3d 1b 5c
keys Y4
until Sent to the clipboard: Digest, SHA-256
keys Y9
keys y
until [press a key to come back]
raw-absent 1b 5d 35 32 3b 63 3b 3f
END

run 'in a small window, too, where nothing else of it is in sight' -r 10 -c 40 $en <<'END'
until signatura207
keys Y4
until [press a key to come back]
expect-row 0 0ca962b05ff7b7947231cbc6d153027a8db5259
END

run 'en català' -e LANGUAGE=ca <<'END'
until CN=signatura207
keys Y
until Què copieu de signatura207.exemple.cat:8443?
keys 9
until Aquest terminal accepta el que es copia?
paste caduca-29924266-1
keys <F2>
until Hi arriba: fins que sortiu, el que copieu s'envia al porta-retalls.
keys Y1
until Enviat al porta-retalls: Nom
END
echo "1..$count"

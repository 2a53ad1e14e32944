# Renewals, keys only, on the real backend: a renewal begun from a monitor and walked until the file that Sistemes owes
# us, the sheet of fields, the list of view 3, the services. Nothing is reached on the network: the host refuses.
. tests/screen/common.sh
en='-e LANGUAGE=en'
own_folders

file() { # STEP FILE
	"$BUILD/caducactl" renewal file 1 "$1" "$2" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
}

"$BUILD/caducactl" csr www.exemple.test --folder "$work" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
"$BUILD/caducactl" add localhost:1 --name www --sni www.exemple.test >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
"$BUILD/caducactl" add localhost:2 --name api --sni api.exemple.test >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"

real 'an empty view 3 says whole how a renewal begins, in forty columns too' $en -r 10 -c 40 <<'END'
until www
keys 3
until No renewal is open
until begins one.
END

real 'r offers to begin a renewal, and Return does the next thing until somebody else has to' $en -e BUILD <<'END'
until ─ www
keys /www<Enter>r
until Begin the renewal of www?
until Certificat de servidor segur, per CESICAT (Sectigo)
until A new environment, by: Certificat
keys <Esc>
absent Begin the renewal
keys r
until Begin the renewal of www?
keys <Enter>
until Renewal 1 · www.exemple.test
until nostre navegador
keys <Enter>
keys 2
keys <Enter>
until The date as a browser shows it
keys 31/02/2027<Tab>Firefox<F2>
until That is no date. Write 26/11/2026
keys <C-u>30/12/2036<F2>
until 0.2 Què cal fer?
until ( ) Renovació de certificat de dispositiu
keys <Enter>
until 1  Renovació de certificat de dispositiu
keys <Enter>
until Subject name
keys <F2>
until 1.1 Tiquet a Sistemes
until Generació CSR www.exemple.test
keys <Enter>
keys 904x<Enter>
until SIS-904x
until is not the key of a ticket
keys <Backspace><Enter>
until SIS-904 is not known here yet. Is that its key?
keys n
until Nothing was saved.
keys <Enter>
until Is that its key?
keys <Enter>
until 2.1 Tiquet al cap de servei
until Linked to: SIS-904
until Not known yet: Head of service
keys v
keys Maria Puig<Enter>
until To: Maria Puig
keys <Enter>
keys 1<Enter>
until is not known here yet
keys <Enter>
until Waiting for Sistemes
until Follow-up:
END

real 'what an answer means is read to its end: whole, or by pages where the window is small' $en <<'END'
until api
keys /api<Enter>r
until Begin the renewal of api?
until mitjà (CDSNM-1).
END

real 'by pages' $en -r 10 -c 40 <<'END'
until api
keys /api<Enter>r
until Begin the renewal of api?
until The usual one for its kind of
expect 3  Permisos de Remedy
absent mitjà (CDSNM-1)
keys <PageDown><PageDown><PageDown><PageDown><PageDown><PageDown><PageDown><PageDown><PageDown>
expect mitjà (CDSNM-1)
END

real 'the text of a ticket is shown plain, unwrapped, with the values filled in' $en <<'END'
until ─ www
keys /www<Enter>r
until 1.2 Esperar el .csr
absent nobody's
expect-row 1 · done at the earliest on
keys <Up>
until Text to copy
keys y
until press a key to come back
until Generació CSR www.exemple.test
until Necessitaria que ens generéssiu el CSR per *www.exemple.test* per a sol·licitar-
keys x
until 1.1 Tiquet
keys <Down>m
until Com tenim el CSR de www.exemple.test?
END

real 'a wait is put off; what is wrong is told and nothing typed is lost' $en <<'END'
until ─ www
keys /www<Enter>r
until 1.2 Esperar el .csr
until Waiting for Sistemes
keys w<C-u>soon<Enter>
until That is no date. Write 26/11/2026
until soon
keys <C-u>90<Enter>
until-gone Put off the follow-up
keys <Esc>
until 1 Expiries
END

real 'whose it is: whoever opened it has it; released, claimed, handed over, taken over; undone' $en -c 130 <<'END'
until ─ www
keys /www<Enter>r
until 1.2 Esperar el .csr
absent nobody's
absent T take over
keys T
until You have this renewal.
keys c
until Release renewal 1 of www.exemple.test
keys n
until-gone Release renewal
absent nobody's
keys c
until Release renewal 1
keys y
until nobody's
keys c
until-gone nobody's
keys t
until 2  somebody else…
expect (it is you)
keys <Enter>
until The login of whoever
expect F4 choose
keys <F4>
until Login:
expect 1 renewal, connected
keys <Enter>
until-gone Login:
keys <C-u>op1<Enter>
until I do not know op1
keys y
until op1 ·
expect-row -1 T take over
keys c
until op1 has this renewal. T takes it over.
keys <Down>
until-gone takes it over
keys t
until op1 has this renewal. T takes it over.
absent somebody else…
keys <Up>
until-gone takes it over
keys n
until A note for the step
keys <Esc>
until-gone A note for the step
keys T
until over from op1?
keys n
until-gone over from op1?
keys u
until Undo this?
expect handed it over
keys n
expect op1 ·
keys us
expect Undo this?
keys y
until-gone op1 ·
keys c
until Release renewal 1
keys y
until nobody's
keys !
until Take the urgent channel in renewal
keys <Esc>
until-gone Take the urgent channel
absent urgent channel
keys !
until Take the urgent channel in renewal
keys y
until-gone Take the urgent
until urgent channel
keys !
until Leave the urgent channel
keys y
until-gone urgent channel
keys z
keys 0<Enter>
until is not a date
keys <C-u>20<Enter>
until · paused until
keys z
until-gone · paused until
keys n
keys Com sempre<Enter>
until-gone A note for the step
keys <PageDown>
until : Com sempre
END

real 'what does not apply to a step is not offered, and says so' $en <<'END'
until ─ www
keys /www<Enter>r
until 1.2 Esperar el .csr
keys <Down>
until 1.3 Comprovar el CSR
until give the file, or accept
absent skip
keys s
until That means nothing for this step as it is.
keys <Down>
until 1.4 Comprovar la clau privada
until does not apply
END

file 1.3 "$work/www.exemple.test.csr"
file 1.4 "$work/www.exemple.test.key"

real 'what somebody else did is seen, and the head chooses the CA' $en <<'END'
until ─ www
keys /www<Enter>r
until 2.2 Esperar la resposta
keys <Down>
until 2.3 Amb quina CA
until ( ) CESICAT (Sectigo)
keys <Enter>
keys <Down>
until Des de 2020 els certificats de servidor segur
keys 1
until 3.1 Teniu permís de Remedy?
until ( ) Sí, en tinc
keys <Enter>
keys <Enter>
until 3.2 Accedir al Remedy
until apartat:
keys <Enter>
keys fet<Enter>
until 3.3 Dades de contacte
until NIF: (your own)
END

real 'the sheet: one key shows the value alone, ticks it and goes on; the NIF is asked once and masked' $en <<END
until ─ www
keys /www<Enter>r
until 3.3 Dades de contacte
until NIF: (your own)
keys <Enter>
until 0/5 ticked · Omplir les dades i adjuntar l'arxiu .csr
absent <U+000A>
keys <Enter>12345678A<Enter>
until The letter of the NIF does not fit its digits
keys <Backspace>z<Enter>
until •••••678Z
absent 12345678
keys <Enter>
until NIF · 1/5 · a key: next field, Esc: back
expect-row 0 12345678Z
keys <Esc>
until 1/5 ticked
keys <Up><Enter>
until NIF · 1/5 · a key: next field, Esc: back
keys <Enter>
until Empresa · 2/5 · a key: next field, Esc: back
absent 12345678Z
expect-row 0 CONSORCI ADMINISTRACIÓ OBERTA DE CATALUNYA (AOC)
keys <Esc>
until 2/5 ticked
keys <Space><Down>
until 3/5 ticked
keys <Esc>
until [✓] NIF: (your own)
keys <Enter>
until 3/5 ticked
keys <Space>
until 4/5 ticked
keys <Down><Space>
until 3.4 Detall de la Petició
until All is ticked: the step is done.
keys <Enter>
until 0/12 ticked
absent ticked ·
until (left empty on purpose)
until Nom de l'aplicació
until www.exemple.test
keys <End>
until Comentaris: Sol·licitud d'un certificat SSL amb domini
keys <Up>
until attach www.exemple.test.csr ($(sha256sum "$work/www.exemple.test.csr" | cut -c 1-16)…)
END

count=$((count + 1))
if [ "$(stat -c %a "$XDG_CONFIG_HOME/caduca/nif")" = 600 ] && ! grep -rl 12345678 "$XDG_STATE_HOME"; then
	echo "ok $count - the NIF is in the user's own file, closed to others, and nowhere else"
else
	echo "not ok $count - the NIF is in the user's own file, closed to others, and nowhere else"
fi

real 'two panes at 80 columns, one at 40 with Tab between them' $en -r 10 -c 40 <<'END'
until www
keys /www<Enter>r
until 3 Demanar certificat
absent torn
keys <Tab>
until 3.4 Detall de la Petició
until turn: ours
keys <Tab>
until 3 Demanar certificat
resize 24 80
until turn: ours
until 3 Demanar certificat
END

real 'view 3 lists the open renewals, and view 1 their phase and whose turn it is' $en -c 160 <<'END'
until ─ www
until 3/4 ours
until SIS-904
keys 3
until 1 open · 1 ours · 0 theirs
keys <Home>
until www
until 3/4 Demanar certificat
expect r handover page
keys T
until Nobody has this renewal.
keys <Enter>
until Renewal 1 · www.exemple.test
keys c
until-gone nobody's
keys r
until press a key to come back
until put off the follow-up | 1.2 Esperar el .csr
keys x
until Renewal 1 · www.exemple.test
keys <Esc>
until 1 open
keys r
until press a key to come back
until # Handover of
until ## 1 · www.exemple.test
keys x
until 1 open
keys <Space>
until 1 marked
keys r
until press a key to come back
until ## 1 · www.exemple.test
keys x
until 1 marked
keys -L
until How long renewals take
expect (too few closed ones to measure)
until five are needed to measure.
keys 1
expect-row -1 too few closed ones to measure
keys <Esc>
until-gone How long renewals take
keys T
until Take over the only renewal that
keys y
until 1 renewal was taken over.
keys 1
until ─ www
END

real 'marked monitors: one renewal for each certificate, said first; those that are open are left out' $en <<'END'
until ─ www
keys <Space><Space>
until 2 marked
keys r
until Begin the renewal of api?
keys <Enter>
until Renewal 2 · api.exemple.test
keys <Esc>
until 1 Expiries
keys r
until None of the 2 was done. Not www: its renewal 1 is open already. Not api: its
END

real 'what is typed before a question has opened is for it' $en <<'END'
until ─ www
keys /api<Enter>
until ─ api
keys r<Enter>231/12/2036
until The date as a browser shows it
until 31/12/2036
END

real 'but a Return pressed again confirms nothing that nobody has seen' $en <<'END'
until ─ www
keys /api<Enter>
until ─ api
keys r<Enter><Enter><Enter><Enter>
until nostre navegador
until 2  Type the date that a browser shows
absent The date as a browser shows it
expect 0.1 Verificar
END

real 'an alert that is pasted: what it names is offered, what is not watched is added' $en <<'END'
until ─ www
keys A
until Paste the alert, the whole mail or a URL
absent F2 save
paste res\n
until 1 line
keys <Enter>
until There is no name of a host
keys <Esc>
until-gone An alert
keys A
paste De: monitor\n\nCaduca https://www.exemple.test/ i nou.exemple.test\n
until 3 lines
keys <Enter>
until www (localhost:1): its renewal 1 is open
until No certificate of it was seen yet.
until nou.exemple.test:443 is not watched: add it and renew
keys 2
until Begin the renewal of nou.exemple.test
keys <Down>
until Not the usual one for its kind of certificate.
keys <Enter>
until Renewal 3 · nou.exemple.test
keys <Esc>
keys A
until An alert
keys SIS-904<Enter>
until Renewal 1, which has that ticket
keys <Enter>
until Renewal 1 · www.exemple.test
END
"$BUILD/caducactl" renewal show 3 --markdown >"$work/record"
holds 'and is in the record of the renewal that begins by it' grep -q '^> Caduca https://www.exemple.test/ i nou' "$work/record"

real 'services: added, changed, refused, removed' $en <<'END'
until ─ www
keys S
until There is no service yet
keys a
keys Seu<Tab>Maria Puig<Tab>maria@exemple.test<F2>
until Saved.
until Maria Puig
keys e
keys <Tab><Tab><C-u>no mail<F2>
until is not the address of a mailbox
until no mail
keys <C-u>mp@exemple.test<F2>
until Saved.
keys a
keys Seu<F2>
until There is a service 'Seu' already: number 1.
keys <Esc>
keys y
absent Add a service
keys D
until Remove the service Seu?
keys y
until There is no service yet
END

"$BUILD/caducactl" service add Seu --head 'Núria Pons' >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
real 'for whom a step is to wait is chosen, a head of service too' $en <<'END'
until ─ www
keys /api<Enter>
until ─ api
keys r
until Renewal 2 · api.exemple.test
until 0.1 Verificar
keys w
until Wait for somebody
keys <F4>
until For whom:
expect Núria Pons
keys <Enter>
until-gone For whom:
expect For whom  Núria Pons
keys <Esc>
until Throw away what you typed?
keys y
until-gone Wait for somebody
END

real 'en català' <<'END'
until ─ www
until 4 nostre
keys 3
until 3 obertes · 3 ens toquen · 0 els toquen
keys 1
until ─ www
keys /www<Enter>r
until Renovació 1 · www.exemple.test
until torn: nosaltres
until Retorn continua
keys <Up>
until fet ·
END
echo "1..$count"

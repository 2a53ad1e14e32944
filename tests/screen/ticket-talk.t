# In the panel, keys only, with a Jira: the file of a step is fetched from the ticket that it is on, through its gate and into
# the inbox; a reminder is said on the ticket after it was shown, and edited; a CSR is attached, and never a key; and the
# page of the ticket says what was said last and what is attached.
. tests/screen/common.sh
en='-e LANGUAGE=en -c 110 -r 40'
own_folders
inbox="$HOME/safata" here="$work/files" jira="$work/jira"
mkdir -p "$inbox" "$here" "$jira"
order() { perl tests/jira/jira.pl order "$jira" "$@" >"$work/out" 2>&1 || sed 's/^/# order: /' "$work/out"; }
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed "s|^|# $*: |" "$work/out"; }

perl tests/jira/jira.pl serve --folder "$jira" >"$jira/ready" &
until [ -s "$jira/address" ]; do sleep 0.1; done
plain=$(sed 's/.*"plain":"\([^"]*\)".*/\1/' "$jira/address")
cat >"$XDG_CONFIG_HOME/caduca/caduca.conf" <<END
jira = "$plain";
jira-plain = true;
jira-rate = 6000;
jira-token-file = "$jira/tokens/servei";
END

order ticket.make project=SIS summary=CSR
order ticket.make project=SIS summary=Un
ctl add localhost:1 --name www --sni www.exemple.test
ctl renewal open www
ctl renewal step 1 0.1 complete --args '{"not_after":"2036-12-30"}'
ctl renewal step 1 0.2 choose renovacio
ctl renewal step 1 1.1 ticket SIS-7001 --yes
ctl csr www.exemple.test --folder "$here"
order attach key=SIS-7001 name=notes.txt text=hola
order attach key=SIS-7001 name=www.exemple.test.csr file="$here/www.exemple.test.csr"
order attach key=SIS-7001 name=www.exemple.test.key file="$here/www.exemple.test.key"

real 'a reminder is shown, and then said on the ticket' $en <<'END'
until ─ www
keys r
until │ 2.1 Tiquet al cap de servei
keys <Up><Up><Up>
until Com tenim el CSR de www.exemple.test?
expect-row -1 M comment
keys M
until A comment on SIS-7001
until Say it to everyone who sees the ticket
keys <Enter>
until The comment on SIS-7001 goes out by itself.
END
real 'it is changed before it is said, and leaving the editor loses nothing' $en <<'END'
until ─ www
keys r
until │ 2.1 Tiquet al cap de servei
keys <Up><Up><Up>
until Com tenim el CSR de www.exemple.test?
keys M3
until The comment, in Jira's markup
expect-row -1 Enter new line  F2 save  F1 help  Esc back
keys Segon avís.<Enter><F2>
until A comment on SIS-7001
expect Segon avís.
keys 3
until The comment, in Jira's markup
keys <Esc>
until A comment on SIS-7001
expect Segon avís.
keys <Enter>
until The comment on SIS-7001 goes out by itself.
END
ctl log --json
holds 'what was written goes out' grep -q 'request.add.*Segon avís.*Com tenim el CSR' "$work/out"
holds 'the request is written down with its text' grep -q 'request.add.*Com tenim el CSR de www.exemple.test' "$work/out"

# a first look: what is on the ticket by then is no answer
ctl ticket refresh SIS-7001
order comment key=SIS-7001 who=sistemes body=Aviat
ctl ticket refresh SIS-7001
real 'the panel opens where they answered, though there is something else to do' $en <<'END'
until ─ www
keys r
until │ 1.2 Esperar el .csr
expect they answered
END
ctl ticket look SIS-7001 --category doing

real 'a CSR on the ticket goes through the gate of its step' $en <<'END'
until ─ www
keys r
until │ 2.1 Tiquet al cap de servei
keys d
until That means nothing for this step as it is.
keys <Up><Up><Up>
until Com tenim el CSR de www.exemple.test?
expect-row -1 d fetch
keys d
until │ 1.3 Comprovar el CSR
until Which file of SIS-7001?
until www.exemple.test.csr
keys <Enter>
until www.exemple.test.csr was taken: it passes every check.
until It came from the ticket SIS-7001.
END
holds 'it is in the inbox too' cmp -s "$here/www.exemple.test.csr" "$inbox/www.exemple.test.csr"

real 'a key on it is exposed, and its file is for nobody else' $en <<'END'
until ─ www
keys r
until · It is a private key
keys d
until Which file of SIS-7001?
keys <Enter>
until www.exemple.test.key was taken: it passes every check.
until The private key is on the ticket SIS-7001 since
END
holds 'the key is there for its user alone' test "$(stat -c %a "$inbox/www.exemple.test.key")" = 600

ctl renewal step 1 2.1 ticket SIS-7002 --yes
real 'of several tickets the one of the step is chosen first' $en <<'END'
until ─ www
keys r
until SIS-7002
until │ 2.2 Esperar la resposta
keys M
until Which ticket?
expect 1  SIS-7002
expect 2  SIS-7001
keys <Enter>
until A comment on SIS-7002
END
ctl ticket refresh SIS-7002
order comment key=SIS-7002 who=sistemes body='Conforme, endavant'
ctl ticket refresh SIS-7002
real 'where they answered it is our turn: what they said is there, and no reminder' $en <<'END'
until ─ www
keys r
until SIS-7002
until Conforme, endavant
expect turn: ours
expect they answered
absent Reminder
absent m reminder
keys <Esc>
until ─ www
keys 3
until 1 open · 1 ours · 0 theirs
END
ctl ticket look SIS-7002 --category doing
ctl ticket token "$jira/tokens/anna"
cat >"$work/attached" <<'END'
until perl tests/jira/jira.pl order "$jira" ticket.get key=SIS-7002 | grep -q www.exemple.test.csr; do sleep 0.1; done
END
export jira
has() { perl tests/jira/jira.pl order "$jira" ticket.get key=SIS-7002 | grep -q "$1"; }
real 'the CSR is attached to a ticket, and no key is offered' $en <<END
until ─ www
keys rA
until Which ticket?
keys <Enter>
until What is attached to SIS-7002?
expect 1  www.exemple.test.csr · CSR
expect 2  www.exemple.test.key · private key (a private key goes on no ticket)
keys 2
expect-row -1 a private key goes on no ticket
keys 1
until Attach www.exemple.test.csr to SIS-7002, for everyone who sees the ticket?
keys <Enter>
until www.exemple.test.csr goes to SIS-7002 by itself.
sh timeout 60 sh "$work/attached"
END
holds 'Jira has it' has www.exemple.test.csr
holds 'and no key' sh -c '! perl tests/jira/jira.pl order "$1" ticket.get key=SIS-7002 | grep -q "test.key"' sh "$jira"
echo >>"$inbox/www.exemple.test.csr"
real 'what changed since is not attached; from the page of the ticket' $en <<'END'
until ─ www
keys 4
until SIS-7001
keys /SIS-7001<Enter>t
until The last of
expect Sistemes
expect   Moltes gràcies
until Attached
expect www.exemple.test.key · 
keys A
until What is attached to SIS-7001?
keys <Enter>
until Attach www.exemple.test.csr to SIS-7001
keys n
until Attached
keys A
until What is attached to SIS-7001?
keys <Enter>
until Attach www.exemple.test.csr to SIS-7001
keys <Enter>
until The file changed since it was checked: give it again.
END
real 'a key of the step that is pressed before the step is here is not lost' $en <<'END'
until ─ www
keys rM
until Which ticket?
expect 1  SIS-7002
END
echo "1..$count"

# What is done to several at once, and taking it back: each act is one, the last first, and what somebody else changed since is
# his and is named.
. tests/screen/common.sh
own_folders
export work BUILD
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
# A colleague's act, of a person of the same backend here.
waits() { ctl renewal step "$1" cds-cesicat/origen wait Sistemes --follow-up 01/12/2036; }

for name in api correu seu www; do ctl add "$name.exemple.cat" --type planned --name "$name"; done
for name in api correu seu; do ctl renewal open "$name"; done
for number in 1 2 3; do
	waits $number
	ctl renewal release $number
done

real 'marks: one, a range, all that pass the filter, the others, none' -e LANGUAGE=en <<'END'
until ─ api
keys M
until Mark a line first: the range goes from there to the cursor.
keys <Space>
until 1 marked
keys <Down>M
until 3 marked
keys *
until 1 marked
keys -
absent marked
keys fapi<Enter>
until (1/4)
keys +
until 1 marked
keys <Esc>
until 1 marked
keys +
until 4 marked
END

real 'three are claimed, put off, tagged and retired, and all of it is undone' -e LANGUAGE=en <<'END'
until ─ api
keys u
until Nothing was done from here that can be undone.
keys +
until 4 marked
expect p probe
keys -
keys <Home><Space><Space><Space>
until 3 marked
keys C
until 3 renewals were claimed.
keys +
until 4 marked
keys fqui:jo<Enter>
until (3/4)
keys <Esc>
until www
keys w
until Put off the follow-up
until 3 renewals
keys 02/12/2036<F2>
until 3 renewals were put off. Not www:
keys T
until 4 monitors
keys dmz -pre<F2>
until The tags of 4 monitors were changed.
keys D
until Retire the 4 monitors marked?
until 3 have a renewal open, which stays: api, correu, seu
keys y
until 4 monitors were retired; their history stays.
until-gone ─ api
keys u
until Undo this? 4 monitors were retired; their history stays. (api, correu, seu +1)
until · just now
keys n
until-gone Undo this?
keys u
until Undo this? 4 monitors were retired
keys y
until 4 things were undone.
until ─ api
keys u
until Undo this? The tags of 4 monitors were changed. (api, correu, seu +1)
keys y
until 4 things were undone.
keys u
until Undo this? 3 renewals were put off. (api, correu, seu)
keys y
until 3 things were undone.
keys u
until Undo this? 3 renewals were claimed. (api, correu, seu)
keys y
until 3 things were undone.
keys u
until Nothing was done from here that can be undone.
END
holds 'they are watched' sh -c 'test "$("$BUILD/caducactl" list --json | grep -o "\"name\"" | wc -l)" = 4'
holds 'they are without tags' sh -c '! "$BUILD/caducactl" list --json | grep -q dmz'
holds 'the follow-ups are as they were' sh -c 'test "$("$BUILD/caducactl" renewal list | grep -c 01/12/2036)" = 3'
holds 'nobody has them' sh -c '! "$BUILD/caducactl" renewal list | grep -q "$(id -un)"'
holds 'and the trail says it all' sh -c '"$BUILD/caducactl" log --limit 40 --json >"$work/log" && grep -q renewal.undo "$work/log" && grep -q monitor.restore "$work/log"'

real 'what a colleague changed in between is kept and named' -e LANGUAGE=en <<'END'
until ─ api
keys <Space><Space><Space>
until 3 marked
keys T
until 3 monitors
keys dmz<F2>
until The tags of 3 monitors were changed.
keys C
until 3 renewals were claimed.
sh "$BUILD/caducactl" edit correu --tag seva
sh "$BUILD/caducactl" edit api --environment PRE
sh "$BUILD/caducactl" renewal release 3
sh "$BUILD/caducactl" renewal step 1 cds-cesicat/origen note 'Ha trucat'
keys u
until Undo this? 3 renewals were claimed.
keys y
until 2 things were undone. Not seu:
until changed it since: it stays.
keys u
until Undo this? The tags of 3 monitors were changed.
keys y
until 2 things were undone. Not correu:
until changed it since: it stays.
END
holds 'his tag is there' sh -c '"$BUILD/caducactl" show correu | grep -q seva'
holds 'and what he changed beside it' sh -c '"$BUILD/caducactl" show api | grep -q PRE && ! "$BUILD/caducactl" show api | grep -q dmz'

# An import of a list that was made elsewhere: it is one act, and what somebody changed since stays.
real 'a list that was imported is undone as one' -e LANGUAGE=ca -c 300 <<'END'
until ─ api
sh printf 'host;name;type;tags\nu.exemple.cat;u;planned;dmz\ndos.exemple.cat;dos;planned;dmz\nwww.exemple.cat;www;planned;llista\n' >"$work/llista.csv" && "$BUILD/caducactl" import "$work/llista.csv"
until dos
sh "$BUILD/caducactl" edit dos --tag seva
keys u
until Voleu desfer la importació de llista.csv que va fer
expect ara mateix? Dels 2 monitors que va afegir, 1 es donarà de baixa. El monitor que va canviar tornarà a ser com abans.
expect Es queda el que algú ha canviat després.
keys n
until-gone Voleu desfer
keys u
until Voleu desfer la importació
keys s
until S'ha desfet la importació: 1 de baixa, 1 com abans. dos, no:
keys u
until Des d'aquí no s'ha fet res que es pugui desfer.
END
holds 'the one that a colleague changed is watched' sh -c '"$BUILD/caducactl" show dos | grep -q seva'
holds 'the other is not, and what was changed is as it was' sh -c '! "$BUILD/caducactl" show u.exemple.cat >/dev/null 2>&1 && ! "$BUILD/caducactl" show www | grep -q llista'
ctl remove dos --yes

# Each waits for the answer of the one before it, which brings what is named next.
real 'acts in one write of keys do not meet each other' -e LANGUAGE=en <<'END'
until ─ api
keys <Space><Space><Space>
until 3 marked
keys Cw02/12/2036<F2>Tdmz<F2>Tintern<F2>Tprova<F2>u
until Undo this? The tags of 3 monitors were changed.
keys yC
until Release the 3 renewals that you have?
keys y
until 3 renewals were released.
END
holds 'each found what the one before it left' sh -c '
	test "$("$BUILD/caducactl" list --json | grep -o "\"dmz\",\"intern\"" | wc -l)" = 3 &&
	test "$("$BUILD/caducactl" renewal list | grep -c 02/12/2036)" = 3'
real 'nor do they in the renewals' -e LANGUAGE=en <<'END'
until ─ api
keys 3
until api
keys +
until 3 marked
keys cz3<F2>zw03/12/2036<F2>c
until Release the 3 renewals that you have?
keys y
until 3 renewals were released.
END
holds 'where the last follow-up is the one that is there' sh -c 'test "$("$BUILD/caducactl" renewal list | grep -c 03/12/2036)" = 3'
ctl add dos.exemple.cat --type planned --name zdos
real 'where none of several was done, how many is said' -e LANGUAGE=en <<'END'
until ─ api
keys /www<Enter><Space>
until 1 marked
keys /zdos<Enter><Space>
until 2 marked
keys w
until None of the 2 was done. Not
END
ctl remove zdos --yes
real 'what would be done to something else by then is not done' -e LANGUAGE=en <<'END'
until ─ api
keys D
until Retire it all the same?
keys yDy
until What stood under the cursor is gone: nothing more was done.
keys u
until Undo this? api was retired; its history stays.
keys y
until 1 thing was undone.
END
holds 'all are watched' sh -c 'test "$("$BUILD/caducactl" list --json | grep -o "\"name\"" | wc -l)" = 4'

real 'they are claimed from the renewals, in Catalan' -e LANGUAGE=ca <<'END'
until ─ api
keys 3
until api
keys +
until 3 marcats
keys c
until S'han agafat 3 renovacions.
keys u
until Voleu desfer això? S'han agafat 3 renovacions.
keys s
until S'han desfet 3 canvis.
keys z
until Atura la renovació
until 3 renovacions
keys 3<F2>
until S'han aturat 3 renovacions.
keys u
until Voleu desfer això? S'han aturat 3 renovacions. (api, correu, seu) · ara mateix
keys s
until S'han desfet 3 canvis.
END

real 'a step, and a monitor that was edited, are undone from any view' -e LANGUAGE=en <<'END'
until ─ api
keys /www<Enter>e
until Change www
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>dmz<F2>
until Saved.
keys 3
until 3 open
keys <Home><Enter>
until Renewal 1 · api
keys n
until A note for the step
keys Ho han dit<F2>
until-gone A note for the step
keys <Esc>
until 3 open
keys u
until Undo this? api.exemple.cat ·
until wrote a note: 0.2 Què cal fer?
keys y
until 1 thing was undone.
keys u
until Undo this? www was changed.
keys y
until 1 thing was undone.
END
holds 'it is as it was' sh -c '! "$BUILD/caducactl" show www | grep -q dmz'
real 'whoever claims what has no renewal begins it, and has it then' -e LANGUAGE=en -r 70 <<'END'
until ─ api
keys /www<Enter>C
until No renewal of www is open: begin one, and it is yours.
until Begin the renewal of www?

# a key that is no answer says so, or where it would do something
keys 9
expect There is no 9 here: there
keys p
expect Not here: p (probe) works in view 1.
keys <F9>
expect F9 does nothing here.
keys 1
until Renewal 4 · www
keys <Esc>
until ─ www
keys C
until Release renewal 4 of www, which
keys n
until-gone Release
keys w
until Pause the renewal
keys 02/12/2036<F2>
until 1 renewal was paused.

# and until another day; each is taken back on its own
keys w
until Pause the renewal
keys 03/12/2036<F2>
until 1 renewal was paused.
sh "$BUILD/caducactl" renewal show 4 --json | grep -q '"paused_until":"2036-12-03"'
keys u
until Undo this? 1 renewal was paused. (www)
keys y
until 1 thing was undone.
sh "$BUILD/caducactl" renewal show 4 --json | grep -q '"paused_until":"2036-12-02"'
keys u
until Undo this? 1 renewal was paused. (www)
keys y
until 1 thing was undone.

# begun by mistake, it is taken back, as long as nothing was done in it
keys u
until Undo this? renewal 4 of www
until was begun
keys y
until 1 thing was undone.
keys r
until Begin the renewal of www?
keys 1
until Renewal 5 · www
keys u
until Take back renewal 5 of www
keys n
until-gone Take back
keys n
until A note for the step
keys Ho han dit<F2>
until : Ho han dit
keys u
until Undo this?
keys y
until-gone : Ho han dit
keys u
until Take back renewal 5 of www
keys y
until taken back on
keys <Esc>
until ─ www
absent renewal 5

# in view 3 what is closed stands last, also where nothing is known of what is open
keys r
until Begin the renewal of www?
keys 1
until Renewal 6 · www
keys <Esc>
until ─ www
keys 3
until 4 open
keys x
until 2 closed
expect-row 6  6   www
expect-row 7  4   www
expect-row 7 taken back
expect-row 8  5   www
expect-row 8 taken back
END
holds 'they are closed, and begun by mistake' sh -c '"$BUILD/caducactl" renewal show 4 --json | grep -q withdrawn && "$BUILD/caducactl" renewal show 5 --json | grep -q withdrawn'

# ---- whoever claims several that nobody has begun begins them ----
ctl add nou0.exemple.cat --type planned --name nou0
real 'what the question leaves out is listed after it, whether one renewal is begun or none' -e LANGUAGE=en -c 200 <<'END'
until nou0
keys +
until 5 marked
keys r
until Begin the renewal of nou0?
expect Not api: its renewal 1 is open already.
expect And 1 more was not. B lists them all afterwards.
keys <Esc>
until-gone Begin the renewal
keys B
until Left out
expect api: its renewal 1 is open already
expect www: its renewal 6 is open already
keys <Esc>
until ─ api
keys r
until Begin the renewal of nou0?
keys 1
until Renewal 7 · nou0
until 1 renewal was begun. 4 were left out. Not api: its renewal 1 is open already.
keys B
until Left out
expect-row 1 1 renewal was begun. 4 were left out.
expect www: its renewal 6 is open already
keys <Esc>
until Renewal 7 · nou0
keys u
until Take back renewal 7 of nou0
keys y
until taken back on
END
ctl remove nou0 --yes
for name in nou1 nou2 nou3; do ctl add "$name.exemple.cat" --type planned --name "$name"; done
real 'three that nobody has begun are begun by whoever claims them, after one question' -e LANGUAGE=en <<'END'
until nou3
keys fnou<Enter>
until (3/
keys +
until 3 marked
keys C
until 3 distinct certificates in 3 monitors
keys y
until 3 renewals were begun.
END
holds 'each of them has one, of his' sh -c 'test "$("$BUILD/caducactl" list --filter "qui:jo nou" | grep -c nou[123])" = 3'
ctl renewal release 9
ctl add nou4.exemple.cat --type planned --name nou4
ctl add nou5.exemple.cat --type planned --name nou5
real 'of several those that nobody has begun are begun and the open ones claimed, which is one act' -e LANGUAGE=en <<'END'
until nou5
keys fnou<Enter>
until (5/9)
keys +
until 5 marked
keys C
until 1 renewal that is open is claimed: nou2. 2 distinct certificates in 2
expect Begin them? nou4, nou5. Not nou1: you have it
keys y
until 3 renewals were claimed. 2 were left out. Not nou1: you have it already. Not
keys u
until Undo this? 3 renewals were claimed. (nou4, nou5, nou2)
keys y
until 3 things were undone.
END
holds 'what was begun is taken back, and nobody has the other' sh -c '
	! "$BUILD/caducactl" list --filter "qui:jo nou" | grep -q nou[245] && "$BUILD/caducactl" list --filter "qui:jo nou" | grep -q nou3'

# ---- all that was left out, and in which order ----
real 'what was left out is named in the order of the list, and all of it on a page' -e LANGUAGE=en <<'END'
until nou5
keys B
until Nothing was left out by what was done last from here.
keys fnou<Enter>
until filter: nou
keys o4O
until order: monitor
expect-row 3 nou5
keys +
until 5 marked
keys Tdmz<F2>
until The tags of 5 monitors were changed.
keys Tdmz<F2>
until None of the 5 was done. Not nou5: its tags are so already. Not nou4: its tags
expect B lists them all.
keys <Home>
absent None of the 5
keys B
until Left out
expect-row 1 None of the 5 was done.
expect-row 3 nou5: its tags are so already
expect-row 7 nou1: its tags are so already
keys <Esc>
until filter: nou
keys <Esc>
until-gone filter: nou
keys +
until marked
keys Tdmz<F2>
until were left out. Not seu:
keys B
until Left out
expect-row 1 were left out.
expect nou1: its tags are so already
keys <Esc>
until ─ 
keys Tnova<F2>
until The tags of 9 monitors were changed.
keys B
until Nothing was left out by what was done last from here.
END

# ---- what was added is an act, too ----
real 'a monitor and a service that were added by mistake go by one undo each' -e LANGUAGE=en <<'END'
until ─ api
keys a
until Add a monitor
keys mistiped.exemple.cat<F2>
until Added; it is being probed.
keys u
until Undo this? mistiped.exemple.cat:443 was added. · just now. It is
keys n
until-gone Undo this?
keys u
until Undo this? mistiped
keys y
until mistiped.exemple.cat:443 was retired; its history stays.
until-gone ─ mistiped
keys S
until There is no service yet
keys a
until Add a service
keys Seu electronica<F2>
until Saved.
keys u
until Undo this? The service Seu electronica was added. · just now.
keys y
until 1 service was removed.
until There is no service yet
END
holds 'it is watched no more' sh -c '! "$BUILD/caducactl" list --json | grep -q mistiped'

# ---- a host that no probe has seen ----
"$BUILD/caducactl" add 127.0.0.1:1 --name declarat --declared-expiry "$(date -u -d '+3 days' +%Y-%m-%d)" >/dev/null
"$BUILD/caducactl" probe declarat --wait >/dev/null 2>&1
real 'the days of what is only declared are marked, it is as urgent as they say, and the page says why' -e LANGUAGE=en <<'END'
until api
keys /declarat<Enter>
until ─ declarat
until critical · declared · start by
until Problems     only declared
expect  !    ~
expect refused
keys <Enter>
until date is declared and was never checked
END
echo "1..$count"

# The backend that is not there yet, goes away, and comes back.
. tests/screen/common.sh
en='-e LANGUAGE=en'

run 'without a backend the screen is there, says why, and takes keys' $en <<'END'
until Trying again
expect-row 0 caduca  1 Expiries
expect The backend does not answer
keys ?
expect Help
keys q
keys q
exit 0
restored
END

backend 30
run 'when it goes away the rows stay; when it is back, what is gone is gone' $en <<'END'
until Subject
keys G
until ─ www14
keys aaway.test<F2>
until connection with the backend was lost
keys <Esc>
keys y
until What you see may be old
expect-row 0 disconnected
keys gg
expect-row 3 govern9
until-gone What you see may be old
until-gone disconnected
until ·24
END

backend 30
run 'whom nothing can be done to without the backend is named, in the order of the list' $en <<END
until ─ govern9
sh kill $pid
until disconnected
keys C
until Not govern9.exemple.cat:8443: The connection with the backend was lost.
keys <Space><Space>
until 2 marked
keys C
until None of the 2 was done. Not govern9.exemple.cat:8443:
END
pid=

backend 30
# A process that is stopped still has its connections, and answers nothing.
run 'a backend that hangs is waited for, which is said until it answers' $en <<END
until ─ govern9
sh kill -STOP $pid
keys 3
until Waiting for the backend: it is there, and does not answer.
expect Loading…
keys 1
until Waiting for the backend: it is there, and does not answer.
keys r
until Waiting for the backend. What you type is kept for then; Esc drops it.
keys <Esc>
until Waiting for the backend: it is there, and does not answer.
sh kill -CONT $pid
until-gone Waiting for the backend
until ─ govern9
END

backend 0
run 'of a day nothing is known without the backend' $en <<END
until Nothing is watched yet
keys 2
until a good day
keys 1
until Nothing is watched yet
sh kill $pid
until disconnected
keys 2
until What needs a hand is not known without the backend.
absent a good day
END
pid=

# The page of a monitor is asked for anew when its row changes, and the connection ends before the answer.
own_folders
"$BUILD/caducactl" add localhost:1 --name www --sni www.exemple.test >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
"$BUILD/caducactl" probe www --wait >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"
relay '' monitor.show
holds 'the page of a monitor stays while nobody answers' through_relay <<'END'
until ─ www
keys <Enter>
until 127.0.0.1
sh "$BUILD/caducactl" edit localhost:1 --name www1 >/dev/null
until disconnected
expect 127.0.0.1
END
pid=
echo "1..$count"

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
echo "1..$count"

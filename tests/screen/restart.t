# The service is restarted while people are at their consoles: what is shown stays, nobody is thrown out, nothing that is
# being typed is lost.
. tests/screen/common.sh
own_folders
export state="$work/state/caduca" socket="$work/socket" work BUILD
cat >"$work/start" <<'EOF'
"$BUILD/caducad" --state "$state" --socket "$socket" 2>>"$work/log" </dev/null &
echo $! >"$work/service"
until "$BUILD/caducactl" --socket "$socket" list >/dev/null 2>&1; do kill -0 $! || exit 1; done
EOF
cat >"$work/stop" <<'EOF'
service=$(cat "$work/service")
kill "$service"
while kill -0 "$service" 2>/dev/null; do sleep 0.05; done
EOF
sh "$work/start"
"$BUILD/caducactl" --socket "$socket" add 127.0.0.1:1 --name primer >/dev/null
run 'a restart leaves the rows, the cursor and a half-typed form, which is saved after it' -e LANGUAGE=en <<'EOF'
until primer
keys a
until Add a monitor
keys mig.exemple
sh sh "$work/stop"
until disconnected
expect mig.exemple
keys .test
expect mig.exemple.test
keys <F2>
until connection with the backend was lost
expect mig.exemple.test
sh sh "$work/start"
until-gone disconnected
expect mig.exemple.test
keys <F2>
until-gone Add a monitor
until primer
until mig.exemple.test
sh sh "$work/stop"
until What you see may be old
expect primer
expect mig.exemple.test
sh sh "$work/start"
until-gone What you see may be old
expect primer
keys q
exit 0
EOF
sh "$work/stop"
echo "1..$count"

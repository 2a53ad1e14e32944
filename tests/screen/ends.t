# Whatever ends or stops the console, and whenever, the terminal is as it was before: its settings, the screen, the cursor,
# the modes. CADUCA_TEST_MOMENTS: how many moments for each end (50 for all that there are to be); CADUCA_TEST_SEED for the
# same ones again.
. tests/screen/common.sh
moments=${CADUCA_TEST_MOMENTS:-2} seed=${CADUCA_TEST_SEED:-$(date +%N | sed 's/^0*//' | cut -c 1-6)}
echo "# CADUCA_TEST_SEED=$seed"
en='-e LANGUAGE=en -e ASAN_OPTIONS=handle_segv=0:handle_abort=0'

# ends NAME [options of screen] <SCRIPT, where @ is the moment
ends() {
	name=$1
	shift
	script=$(cat)
	count=$((count + 1))
	i=0
	while [ $i -lt "$moments" ]; do
		i=$((i + 1))
		rm -rf "$work/left"
		echo "$script" | sed "s/@/$((seed % 10000 * 100 + i))/" |
			XDG_CONFIG_HOME="$work" XDG_STATE_HOME="$work/left" "$BUILD/screen" -e CADUCA_CLOCK=$NOW $en "$@" \
				>"$work/out" 2>&1 || {
			echo "not ok $count - $name, moment $((seed % 10000 * 100 + i))"
			sed 's/^/# /' "$work/out"
			return
		}
		test -z "${between:-}" || $between
	done
	echo "ok $count - $name, at $moments moments"
}
console="$BUILD/caduca --socket $work/socket"

backend 444
ends 'q' -- $console <<'END'
moment @
keys q
exit 0
restored
END
for end in signal:TERM:143 signal-child:TERM:143 signal-child:SEGV:139 signal-child:ABRT:134 signal-child:KILL:137; do
	signal=${end#*:}
	ends "SIG${signal%:*} by ${end%%:*}" -- $console <<-END
	moment @
	${end%%:*} ${signal%:*}
	exit ${end##*:}
	restored
	END
done
ends 'a terminal that goes away ends it, and leaves no process' -- $console <<'END'
moment @
hangup
exit 129
none-left
END
ends '^Z and back' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys $console; echo status \$?<Enter>
moment @
keys <C-z>
until Stopped
restored
keys clear; fg; echo status \$?<Enter>
until 1 Expiries
keys q
until status 0
restored
END
# The guard killed, nobody is left to wait for the console: it gives the terminal back by itself.
ends 'SIGKILL of its guard' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys $console<Enter>
moment @
signal-child KILL
until ready>
restored
END
# The next moment has a new one.
anew() {
	pid=
	backend 444
	echo "$pid" >"$work/fake"
}
anew
between=anew
ends 'SIGKILL of the backend: it stays, and q leaves it' -- $console <<'END'
moment @
sh kill -9 $(cat "$XDG_CONFIG_HOME/fake")
until onnect
keys q
exit 0
restored
END
echo "1..$count"

# The terminal: what it is sent, what it sends, and that it is given back. On termtool, so without a backend.
set -u
screen="$BUILD/screen"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0

# run NAME [options of screen] -- program, with the script on standard input: one test, which is its whole TAP.
run() {
	name=$1
	shift
	count=$((count + 1))
	if "$screen" "$@" >"$work/out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out"
	fi
}
tool="$BUILD/termtool"

run 'a move of the cursor and a page are cheap, and nothing changed is nothing sent' -- "$tool" <<'END'
keys <Down>
keys <Down>
bytes 250
expect-row 3 host002
attr 3 1 bg=24
attr 3 79 bg=24
attr 2 1 bg=1
attr 2 9 fg=own bg=own
keys <PageDown>
bytes 2600
keys z
keys z
bytes 0
END

run 'a list that moves by a line is scrolled, not sent anew' -- "$tool" <<'END'
keys <PageDown>
keys <Up>
bytes 400
expect-row 1 host020
expect-row 2 host021
END

run 'what LINES and COLUMNS say counts for nothing' -e LINES=-1 -e COLUMNS=nonsense -- "$tool" <<'END'
keys <Down>
expect-row 3 host002
END

run 'nor when they are huge' -e LINES=99999999 -e COLUMNS=99999999 -- "$tool" <<'END'
keys <Down>
expect-row 3 host002
END

run 'every end gives the terminal back: q' -- "$tool" <<'END'
wait
raw-present 1b 5b 3f 31 30 34 39 68
raw-present 1b 5b 3f 32 30 30 34 68
keys q
exit 0
restored
END
run 'every end gives the terminal back: a status of its own' -- "$tool" <<'END'
keys s
exit 3
restored
END
for signal in TERM:143 INT:130 HUP:129 QUIT:131; do
	run "every end gives the terminal back: SIG${signal%:*}" -- "$tool" <<-END
	wait
	signal ${signal%:*}
	exit ${signal#*:}
	restored
	END
	run "every end gives the terminal back: SIG${signal%:*} to the console" -- "$tool" <<-END
	wait
	signal-child ${signal%:*}
	exit ${signal#*:}
	restored
	END
done
run 'every end gives the terminal back: SIGKILL of the console' -- "$tool" <<'END'
keys i
cursor 3 4
signal-child KILL
exit 137
restored
END
run 'every end gives the terminal back: abort' -- "$tool" <<'END'
keys x
exit 134
restored
END
run 'every end gives the terminal back: _exit without a word' -- "$tool" <<'END'
keys 0
exit 5
restored
END
run 'the guard killed, the console ends and gives the terminal back by itself' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys $tool<Enter>
until host001
signal-child KILL
until-gone host001
restored
END
run 'a terminal that goes away ends both' -- "$tool" <<'END'
wait
hangup
exit 129
END
run 'a program that never took the screen sends nothing to give it back' -e TERM=dumb -- "$tool" <<'END'
exit 1
expect no-such-terminal
restored
raw-absent 1b
END

run 'stopping gives the screen back, going on takes it again' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys $tool<Enter>
until host001
keys <C-z>
until Stopped
restored
keys clear; fg<Enter>
until host001
keys j
until key: j
signal-child TSTP
until Stopped
keys fg; echo status \$?<Enter>
until key: j
keys q
until status 0
restored
END
run 'SIGSTOP of the console leaves no wreck, and going on mends the screen' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys $tool<Enter>
until host001
signal-grandchild STOP
until Stopped
restored
keys fg; echo status \$?<Enter>
until host001
keys j
until key: j
keys q
until status 0
restored
END
run 'stopping where nobody could continue it is no stop' -- "$tool" <<'END'
keys <C-z>
expect host001
keys j
expect key: j
keys q
exit 0
restored
END

run 'the console stopped where no shell waits is left so, and goes on when it is continued' -- "$tool" <<'END'
wait
signal-child STOP
signal-child CONT
keys j
expect key: j
keys q
exit 0
restored
END

run 'keys are told apart' -- "$tool" <<'END'
keys <Up>
expect key: <Up>
keys <End>
expect key: <End>
keys <F5>
expect key: <F5>
keys <F12>
expect key: <F12>
keys <Delete>
expect key: <Delete>
keys <S-Tab>
expect key: <S-Tab>
keys <C-f>
expect key: <C-f>
keys <C-s>
expect key: <C-s>
keys <C-q>
expect key: <C-q>
keys <C-c>
expect key: <C-c>
keys <A-x>
expect key: <A-x>
keys <0x1b>[1;5A
expect key: <C-Up>
keys <0x1b>[11~
expect key: <F1>
keys à
expect key: à
keys <Enter>
expect key: <Enter>
keys <Esc>
expect key: <Esc>
keys <Esc><Down>
expect key: <Down>
END
run 'what means nothing is swallowed whole' -- "$tool" <<'END'
keys j
keys <0x1b>[?62;1;6c
keys <0x1b>[99;3~
keys <0x1b>]52;c;q<0x07>
keys <0x1b>P1$r q<0x1b>\
keys <0x1b>[<Less>0;12;7M
keys <0x1b>[M !!
keys <0x9b><0xff>
keys <0x1b>[I
expect key: j paste:
END
run 'a paste is one thing, cleaned, and never keys' -- "$tool" <<'END'
keys j
paste qqq\ttab\x1b]52;c;x\x07 \xe2\x80\xae fi
expect key: j paste: qqq tab<U+001B>]52;c;x<U+0007> <U+202E> fi
keys k
expect key: k
END
run 'hostile text puts no control on the terminal' -- "$tool" <<'END'
keys h
expect a<U+001B>]52;c;eA==<U+0007>b<U+009B>31mc<U+202E>d<U+2066>e<U+FFF9>f
raw-absent 1b 5d
raw-absent 07
raw-absent c2 9b
raw-absent e2 80 ae
raw-absent e2 81 a6
raw-absent ef bf b9
raw-absent ff
END
run 'wide and combining characters keep the row in place' -- "$tool" <<'END'
keys w
expect-row 2 日本語 é cel·la 😀|
expect-row 2 |
keys w
expect-row 2 host001
absent 日
END

run 'a text alone is shown outside, cleaned, until a key' -- "$tool" <<'END'
keys y
expect un valor sol
expect second<U+001B>]52;c;eA==<U+0007> line
absent host001
cursor 3 26
keys q
expect host001
expect key: y
keys y
keys q
keys q
exit 0
restored
END
run 'nothing of the shell stands above a text alone' -n -e 'PS1=ready>' -- sh -i <<END
until ready>
keys echo somewhat above<Enter>
keys $tool<Enter>
until host001
keys y
until un valor sol
expect-row 0 un valor sol
absent somewhat above
keys q
until host001
keys q
until-gone host001
END
run 'killed while a text is shown, the tty is given back' -- "$tool" <<'END'
keys y
expect un valor sol
signal-child KILL
exit 137
restored
END

run 'NO_COLOR is obeyed' -e NO_COLOR=1 -- "$tool" <<'END'
no-colours
attr 1 5 reverse
attr 2 5 bold
keys <Down>
no-colours
raw-absent 1b 5b 33 38
raw-absent 1b 5b 33 39
raw-absent 1b 5b 34 38
END
run 'an empty NO_COLOR says nothing' -e NO_COLOR= -- "$tool" <<'END'
attr 1 1 bg=24
END
echo 'colors = "256";' >"$work/colours.conf"
run 'the configuration has the last word on colours' -e NO_COLOR=1 -e TERMTOOL_CONFIG="$work/colours.conf" -- "$tool" <<'END'
attr 1 1 bg=24
END
run 'eight colours' -e TERM=xterm -- "$tool" <<'END'
attr 1 1 fg=7 bg=4
attr 2 1 fg=7 bg=1
raw-absent 1b 5b 33 38 3b 35
raw-absent 1b 5b 34 38 3b 35
END
run 'no colours at all' -e TERM=vt100 -- "$tool" <<'END'
expect host001
no-colours
END
# ncurses leaks the terminal that it could not describe: not a leak to look for.
run 'a terminal without a description is taken for an xterm, and that is said' \
	-e TERM=nosuchterm -e ASAN_OPTIONS=detect_leaks=0 -- "$tool" <<'END'
expect-row 0 terminal-fallback
attr 1 1 bg=24
keys <Down>
expect key: <Down>
keys q
exit 0
restored
END
run 'without UTF-8 everything is ASCII' -e LC_ALL=C -- "$tool" <<'END'
expect-row 1 Via Oberta
expect-row 2 Tramits
expect-row -2 - fi ----
raw-absent c3
raw-absent e2
END
echo 'charset = "ascii";' >"$work/ascii.conf"
run 'the configuration can ask for ASCII' -e TERMTOOL_CONFIG="$work/ascii.conf" -- "$tool" <<'END'
expect-row 2 Tramits
raw-absent e2
END

run 'the size follows the window' -r 10 -c 40 -- "$tool" <<'END'
expect-row 0 termtool 40x10 0
resize 50 160
expect-row 0 termtool 160x50 1
expect-row -1 key:
resize 24 80
expect-row 0 termtool 80x24 2
expect-row -2 fi
resize 1 1
resize 24 80
expect-row 1 host000
END
run 'the cursor is hidden but for a field' -- "$tool" <<'END'
cursor off
keys i
cursor 3 4
keys i
cursor off
END
run 'not a terminal: said, not drawn' -n -- sh -c "$tool </dev/null; echo status \$?" <<'END'
until not-a-terminal
until status 1
raw-absent 1b
END
run 'without the guard it works as well' -e TERMTOOL_BARE=1 -- "$tool" <<'END'
expect host001
signal TERM
exit 0
restored
END
echo "1..$count"

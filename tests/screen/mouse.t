# The mouse: nothing is asked of the terminal unless the settings say so; then the wheel moves, a click selects, one on a
# heading sorts, and what was asked for is taken back however it ends.
. tests/screen/common.sh
en='-e LANGUAGE=en'

backend 444
run 'nothing is asked for, and what comes all the same is nothing' $en <<'END'
until Subject      CN=signatura207
raw-absent 1b 5b 3f 31 30 30 30 68
raw-absent 1b 5b 3f 31 30 30 36 68
keys <0x1b>[<Less>0;12;7M
expect ─ signatura207
keys q
exit 0
restored
END

mkdir -p "$work/caduca"
echo 'mouse = true;' >"$work/caduca/caduca.conf"
run 'the wheel moves, a click selects, a heading sorts' $en <<'END'
until Subject      CN=signatura207
keys <0x1b>[<Less>65;12;7M
until ─ enotum345
keys <0x1b>[<Less>64;12;7M
until ─ signatura207
keys <0x1b>[<Less>0;12;5M<0x1b>[<Less>0;12;5m
until ─ govern9
keys <0x1b>[<Less>0;20;3M
until order: monitor
keys <0x1b>[<Less>0;20;3M
until order: monitor (reversed)
keys q
exit 0
restored
END
run 'a click chooses a line of a menu, and of the palette' $en <<'END'
until Subject      CN=signatura207
keys Y
until 4  Digest, SHA-256
keys <0x1b>[<Less>0;12;17M<0x1b>[<Less>0;12;17m
until [press a key to come back]
expect-row 0 0ca962b05ff7b7947231cbc6d153027a8db5259389ff9c587f539d37f75a6232
keys x
until ─ signatura207
keys o
until Order by:
keys <0x1b>[<Less>0;12;20M<0x1b>[<Less>0;12;20m
until-gone Order by:
absent order: start by
END
run 'where it means nothing nothing happens' $en <<'END'
until Subject      CN=signatura207
keys <0x1b>[<Less>0;1;1M<0x1b>[<Less>0;80;24M<0x1b>[<Less>0;4000;4000M<0x1b>[<Less>0;12;20M
expect ─ signatura207
keys D
expect Retire signatura207
keys <0x1b>[<Less>65;12;7M<0x1b>[<Less>0;2;24M
expect Retire signatura207
keys n
keys f
keys <0x1b>[<Less>65;12;7M<0x1b>[<Less>0;12;5M
expect-row -1 Filter:
END
run 'halves, and what no mouse sends' $en <<'END'
until Subject      CN=signatura207
keys <0x1b>[<Less>0;12
keys <0x1b>[<Less>;;M<0x1b>[<Less>0;-1;5M<0x1b>[<Less>99999999999;1;5M<0x1b>[M!!!<0x1b>[<Less>0;12;5
wait
keys <Down>
until ─ govern9
keys q
exit 0
restored
END
for end in TERM:143 KILL:137 SEGV:139; do
	run "SIG${end%:*} of the console takes it back" $en -e ASAN_OPTIONS=handle_segv=0 <<-END
	until Subject      CN=signatura207
	raw-present 1b 5b 3f 31 30 30 36 68
	signal-child ${end%:*}
	exit ${end#*:}
	restored
	raw-present 1b 5b 3f 31 30 30 36 6c
	END
done
run 'a value alone is marked as ever: the terminal has its mouse meanwhile' $en <<'END'
until Subject      CN=signatura207
keys y
until press a key to come back
raw-present 1b 5b 3f 31 30 30 36 6c
END
echo "1..$count"

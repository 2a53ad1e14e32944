# The keys of the console: the shipped ones, a user's own, and a terminal given back by the real program.
. tests/screen/common.sh
en='-e LANGUAGE=en'

# check NAME STATUS TEXT [FILE]: what caduca --check-keys says, and how it ends.
check() {
	count=$((count + 1))
	out=$(LANGUAGE=en XDG_CONFIG_HOME="$work" "$BUILD/caduca" --check-keys ${4+"$4"} 2>&1)
	status=$?
	case $status:$out in
	"$2":*"$3"*) echo "ok $count - $1" ;;
	*)
		echo "not ok $count - $1"
		printf '%s\n' "status $status" "$out" | sed 's/^/# /'
		;;
	esac
}
mkdir "$work/caduca"
check 'the shipped keys have nothing wrong' 0 'built-in:'
check 'a file that is not there is an error' 1 'none.conf' "$work/none.conf"
cat >"$work/mine.conf" <<'END'
bind list d add
bind list <C-i> add
END
check 'a wrong line is named with its place and its reason' 1 \
	"mine.conf:2: '<C-i>' cannot be bound: a terminal sends it as <Tab>" "$work/mine.conf"
check 'and the others count' 1 "$(printf '%-8s %-14s %-18s %s' list d add "$work/mine.conf:1")" "$work/mine.conf"

backend 50
run 'arrows and letters move, and the footer names keys in the language' <<'END'
until Subjecte
expect-row -1 Retorn obre
attr 3 20 bg=24
keys j
attr 4 20 bg=24
keys <Down>
attr 5 20 bg=24
keys k
keys <Up>
attr 3 20 bg=24
keys G
attr 3 20 bg=own
keys gg
attr 3 20 bg=24
keys q
exit 0
restored
END

run 'a sequence under way is given up with Esc, and its keys do nothing' $en <<'END'
until Subject
keys g
keys <Esc>
expect-row -1 Enter open
keys gD
attr 3 20 bg=24
expect-row -1 g D does nothing here. ? shows what each key does.
keys j
attr 4 20 bg=24
keys gg
attr 3 20 bg=24
END

run 'a paste outside an input is swallowed' $en <<'END'
until Subject
paste jjDqqa\nq
attr 3 20 bg=24
expect-row -1 Enter open
keys j
attr 4 20 bg=24
END

run 'in an input what is typed is text, bindings or not' $en <<'END'
until Subject
keys /
keys qgg?:
expect qgg?:
keys <Esc>
keys q
exit 0
restored
END

cat >"$work/caduca/keybindings.conf" <<'END'
bind  list z z goto-last
bind! list j   up
bund  list x   add
bind  list x   sing
END
run 'a wrong line is said on the first screen, and how many there are' $en <<'END'
until 1/2 keybindings.conf:3: 'bund' is not a command
until-gone Loading
keys <Down>
attr 4 20 bg=24
keys j
attr 3 20 bg=24
keys zz
attr 3 20 bg=own
END
rm "$work/caduca/keybindings.conf"

for signal in TERM:143 INT:130 HUP:129; do
	run "SIG${signal%:*} ends the console and gives the terminal back" $en <<-END
	until Subject
	signal ${signal%:*}
	exit ${signal#*:}
	restored
	END
done
run 'SIGKILL of the console itself gives the terminal back' $en <<'END'
until Subject
signal-child KILL
exit 137
restored
END
run 'a terminal that goes away ends the console' $en <<'END'
until Subject
hangup
exit 129
END
run 'a key that answers no question says so, and the question stands' $en <<'END'
until Subject
keys D
until It will no longer be probed
keys k
until k is no answer.
expect It will no longer be probed
expect y yes   n no
keys <F9>
until F9 is no answer.
absent k is no answer
keys n
until-gone It will no longer be probed
END

run 'the same in Catalan, in a small window' -e LANGUAGE=ca -r 10 -c 40 <<'END'
until govern9
keys D
until s sí
keys <Down>
until Avall no és cap resposta.
keys n
until-gone no és cap resposta
END

run 'a digit without a view, and a key that opens what is open, say so' $en <<'END'
until Subject
keys 9
until There is no view 9: the views are 1 to 6.
keys 0
until There is no view 0
keys S
until Services and heads
keys 7
until There is no view 7
keys S
until S opens what is open already. Back with Esc.
keys Z
until Z does nothing here. ? shows what each key does.
keys o9
until There is no 9 here
absent There is no view
keys <Esc>
keys oxyz<Enter>
until There is nothing to choose.
END
echo "1..$count"

# How a console was left is how the next one of the same user starts; and what it says where that cannot be.
. tests/screen/common.sh
en='-e LANGUAGE=en'
ca='-e LANGUAGE=ca'
file="$work/left/caduca/console"
again=1

backend 444 --renewals 120 --services 60
run 'an order, a filter, the pane and the view are left' $en <<'END'
until Subject
keys v
absent Subject
keys oexp<Enter>
until order: expiry
keys O
until order: expiry (reversed)
keys fdays>=100<Enter>
expect filter: days>=100 (
keys 3
until 120 open
keys fseu<Enter>
until filter: seu
keys qq
exit 0
END
holds 'in a file that is nobody else'"'"'s to read' test "$(stat -c %a "$file" "$work/left/caduca" | tr '\n' ' ')" = '600 700 '

run 'and are there at the next start, also in another language and window' $ca -c 160 -r 50 <<'END'
until filtre: seu
keys <Esc><Esc>
until filtre: days>=100
expect-row 1 ordre: caducitat (invers)
absent Subjecte
keys <Esc>
until-gone filtre:
keys vO
until ordre: caducitat
absent invers
keys q
exit 0
END

run 'as is what was taken back' $en <<'END'
until order: expiry
absent filter:
absent reversed
until Subject
keys ostart<Enter>q
exit 0
END

run 'an option says which filter instead, and only for once' $en <<'END'
until Subject
keys fdays>=100<Enter>q
exit 0
END
option() {
	"$BUILD/screen" -e CADUCA_CLOCK=$NOW $en -- "$BUILD/caduca" --socket "$work/socket" --filter "$1" >"$work/out" 2>&1
}
export XDG_STATE_HOME="$work/left"
holds 'of the option' option seu <<'END'
until filter: seu (
keys q
exit 0
END
holds 'of the option, that is none' option colour:red <<'END'
until The filter that was given is left out. Character 1: there is no field
absent filter:
keys <F5>
until Subject
keys q
exit 0
END
unset XDG_STATE_HOME

# left TEXT: as if a console had been left so.
left() { printf '%s\n' "$1" >"$file"; }
left '{"caduca":1,"views":{"list":{"filter":"@gone"}}}'
run 'a remembered filter that is none any more is left out, with a word' $en <<'END'
until The filter that was remembered is left out. Character 2: no filter
absent filter: @
END

left '{"caduca":1,"views":{"list":{"filter":"seu'
run 'what is damaged is left out' $ca <<'END'
until El que es recordava de la consola està malmès i no es té en compte.
keys fseu<Enter>q
exit 0
END
run 'and replaced' $en <<'END'
until filter: seu
END

left '{"caduca":2,"views":{"list":{"filter":"seu"}}}'
run 'what a newer version wrote is left out' $en <<'END'
until What was remembered of the console is of a newer version, and left out.
absent filter:
keys fgovern<Enter>q
exit 0
END
holds 'and stays for it' grep -q seu "$file"

left '{"caduca":1,"view":7,"views":{"list":{"filter":"a\u001b[31m\u202eb","order":"nothing","reverse":[],"pane":{}},"renewals":[1]}}'
run 'what could not have been typed is passed over' $en <<'END'
until Subject
absent filter:
expect order: start by
keys fseu<Enter>3
until 120 open
keys fseu<Enter>
until filter: seu
keys qq
exit 0
END

left '{"caduca":1,"view":"journal","views":{"journal":{"filter":"monitor:nobody who:me"}}}'
run 'a view that is asked for in a language of its own begins without a filter' $en <<'END'
until 6 Audit trail
absent monitor:nobody
keys q1
until Subject
END

rm -f "$file"
mkfifo "$file"
run 'nobody waits for what is no file' $en <<'END'
until Subject
keys q
exit 0
END
echo "1..$count"

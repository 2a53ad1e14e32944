# View 2, keys only, on the real backend at a moved clock: an empty day, what is late with its key, Return to the thing, what
# another client changes while it is shown, and nothing written where nothing changes.
. tests/screen/common.sh
own_folders
printf 'linger = 600;\n' >"$XDG_CONFIG_HOME/caduca/caduca.conf"
start=$(date +%s)
# A line as long as the one before; a minute of monotonic time passes with each.
ahead=0
on_day() {
	printf '%-30s\n' "$((start + $1 * 86400 + 3600)) $ahead" | dd of="$work/clock" conv=notrunc 2>/dev/null
	ahead=$((ahead + 61000))
}
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
file_of() { # NAME DAYS
	ctl csr "$1.exemple.cat" --folder "$work"
	sh tests/papers.sh "$work" "$work/$1.exemple.cat.csr" "$work/$1.crt" "DNS:$1.exemple.cat" "$2"
	ctl add "$1.exemple.cat" --type file
	ctl certificate "$1.exemple.cat" "$work/$1.crt"
}
on_day 0
export CADUCA_CLOCK="@$work/clock"
export XDG_STATE_HOME XDG_RUNTIME_DIR BUILD work

real 'an empty day says so' <<'END'
until 2 Avui
keys 2
until Ara no cal fer res: un bon dia.
expect 0 ens toquen · 0 els toquen
absent 2 Avui 0
END

file_of seu 148
file_of tramits 178
file_of www 300
ctl renewal open www.exemple.cat --only
on_day 150

real 'each line says why, and the key that does it; the first line of every view how many there are' <<'END'
until 2 Avui 3
keys 2
until 3 ens toquen · 0 els toquen
expect-row 3 seu.exemple.cat
expect-row 3 ha caducat (fa 3 dies)
expect-row 3 r renova
expect-row 4 www.exemple.cat
expect-row 4 Retorn obre
expect-row 5 tramits.exemple.cat
expect-row 5 inici límit
expect Ningú no s'hi ha posat: comenceu-ne la renovació
keys <Down>
expect El pas està a punt
keys 3
until 2 Avui 3
keys 2
resize 10 40
until 3 ens toquen
expect-row 3 seu.exemple.cat
expect-row 3 ha caducat
END

real 'Return opens the thing, and the key does what the line is about' -e LANGUAGE=en -r 36 -c 120 <<'END'
until 2 Today 3
keys 2
until 3 ours · 0 theirs
keys <Enter>
until Certificate
expect seu.exemple.cat
keys <Esc>
until 3 ours
keys <Down><Enter>
until Renewal 1 · www.exemple.cat
keys <Esc>
until 3 ours
keys <Down>r
until Begin the renewal of tramits.exemple.cat?
keys <Enter>
until Renewal 2 · tramits.exemple.cat
keys <Esc>
until 3 ours
expect tramits.exemple.cat (2)
END

real 'what another client does is seen at once, and nothing is written where nothing changes' -e LANGUAGE=en <<'END'
until 2 Today 3
keys 2
until 3 ours · 0 theirs
sh "$BUILD/caducactl" remove --yes seu.exemple.cat >/dev/null
until 2 ours · 0 theirs
absent seu.exemple.cat
until 2 Today 2
bytes 2600
keys <Down>
bytes 1000
keys <F12>
keys <F12>
sh "$BUILD/caducactl" today >/dev/null
sh "$BUILD/caducactl" probe --all >/dev/null
wait
bytes 0
END
# What came into the inbox and fits a step is among the lines, while it does.
mkdir -p "$HOME/safata"
ctl csr nou.exemple.cat --folder "$work"
ctl add nou.exemple.cat --type planned
ctl renewal open nou.exemple.cat --only
real 'a file that comes into the inbox and fits a step is a line' -e LANGUAGE=en -r 30 -c 100 <<'END'
until 2 Today 3
keys 2
until nou.exemple.cat
sh cp "$work/nou.exemple.cat.csr" "$HOME/safata/nou.csr.part" && mv "$HOME/safata/nou.csr.part" "$HOME/safata/nou.csr"
until a file came: nou.csr
until 2 Today 4
sh rm "$HOME/safata/nou.csr"
until-gone a file came
until 2 Today 3
END
# One monitor has a line of its own and one of its ticket; the line of hosts that are not reached is of no monitor.
on_day 165
file_of u 160
file_of dos 160
ctl ticket link SIS-1 --monitor u.exemple.cat --yes
ctl add localhost:1 --name mai --declared-expiry 2036-12-30
on_day 170
real 'one host that is not reached is named, explained with its key and opened' <<'END'
until 2 Avui 7
keys 2
until 6 ens toquen
keys /mai<Enter>
expect no s'arriba a 1 monitor
expect x explica
keys x
until refusat
keys q
until 6 ens toquen
keys <Enter>
until mai (1/6)
END
ctl add localhost:1 --name mai2 --sni mai2.exemple.test --declared-expiry 2036-12-30
on_day 171
real 'what is done to marked lines is done to each of their monitors once, and who has no part is named' -r 40 -c 220 <<'END'
until 2 Avui 7
keys 2
until 6 ens toquen · 1 els toca
keys gg<Space><Space><Space><Space><Space><Space><Space>
until 7 marcats
keys r
until 2 certificats diferents en 2 monitors
expect mai, mai2, no: la línia no és de cap monitor
expect www.exemple.cat, no: la seva renovació 1 ja
keys n
until 7 marcats
keys p
until mai, mai2, no: la línia no és de cap monitor
expect u.exemple.cat, no: en un fitxer
END
echo "1..$count"

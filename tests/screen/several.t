# What is done to several at once says how many were done, and which were not and why: what another changed meanwhile,
# what has nothing to probe, what is in a renewal already.
. tests/screen/common.sh
own_folders
export work BUILD
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }

ctl service add Arxiu
ctl service add Biblioteca
ctl service add Cultura
ctl add 127.0.0.1:1 --name primer
ctl add segon.exemple.cat --type planned --name segon
ctl add '*.tercer.exemple.cat' --type planned --name tercer

real 'services that another changed or removed since are named, and the others removed' -e LANGUAGE=ca <<'END'
until ─ primer
keys S
until Arxiu
keys <Space><Space><Space>
until 3 marcats
keys D
until Voleu treure els 3 serveis marcats?
sh "$BUILD/caducactl" service edit Biblioteca --head Anna
sh "$BUILD/caducactl" service remove Cultura
keys y
until S'ha tret 1 servei. N'han quedat fora 2. Biblioteca, no: Mentrestant algú l'ha
until Cultura, no:
until-gone Arxiu
END
holds 'and stay' sh -c '"$BUILD/caducactl" service list | grep -q Biblioteca && ! "$BUILD/caducactl" service list | grep -q Arxiu'

real 'what is probed of those marked, and what has nothing to probe' -e LANGUAGE=en <<'END'
until ─ primer
keys <Space><Space><Space>
until 3 marked
keys p
until 2 monitors were probed. Not tercer: planned.
END

ctl renewal open segon
real 'what is in a renewal already is named where the others are asked about' -e LANGUAGE=en <<'END'
until ─ primer
keys <Space><Space><Space>
until 3 marked
keys r
until 2 distinct certificates in 2 monitors
until Not segon: its renewal 1 is open already.
keys <Esc>
END

ctl renewal step 1 cds-cesicat/origen wait Sistemes --follow-up 01/12/2036
real 'who has it, and for whom it waits, a filter of the monitors offers' -e LANGUAGE=en <<END
until ─ primer
keys fwho:<Tab>
until me  nobody  $(id -un)
expect-row -2 me  nobody
keys <C-u>pending:sis<Tab>
expect-row -1 Filter: pending:Sistemes
expect filter: pending:Sistemes (1/3)
END

ctl ticket adopt SIS-1 --title Un --yes
ctl ticket adopt SIS-2 --title Dos --yes
ctl ticket link SIS-1 --renewal 1
ctl ticket link SIS-2 --renewal 1
real 'tickets that another looked at since are named' -e LANGUAGE=en <<'END'
until ─ primer
keys 4
until SIS-2
keys <Space><Space>
until 2 marked
keys m
until 2 tickets: what did you see?
sh "$BUILD/caducactl" ticket look SIS-1 --category done
keys 1
until 1 ticket is noted. Not SIS-1: Somebody changed it meanwhile
END
real 'a renewal in which something was done since is not taken back, nor offered again' -e LANGUAGE=en <<'END'
until ─ 
sh "$BUILD/caducactl" add nova.exemple.cat --type planned --name nova
until nova
keys /nova<Enter>
until ─ nova
keys r
until Begin the renewal of nova?
keys 1
until · nova
sh "$BUILD/caducactl" renewal step "$("$BUILD/caducactl" renewal list --json | grep -o '"id":[0-9]*' | cut -d: -f2 | sort -n | tail -1)" cds-cesicat/origen note 'Ha trucat'
keys q
until ─ nova
keys u
until Undo this? renewal
keys y
until Not nova.exemple.cat: Something was done in it
keys u
until Nothing was done from here that can be undone.
END
echo "1..$count"

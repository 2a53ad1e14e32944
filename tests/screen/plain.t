# --plain: nothing but text, and the row under the cursor in words at the bottom, with the cursor on them.
. tests/screen/common.sh
en='-e LANGUAGE=en'
plain() { # as run
	name=$1
	shift
	count=$((count + 1))
	rm -rf "$work/left"
	if XDG_CONFIG_HOME="$work" XDG_STATE_HOME="$work/left" "$BUILD/screen" -e CADUCA_CLOCK=$NOW "$@" -- \
		"$BUILD/caduca" --socket "$work/socket" --plain >"$work/out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out"
	fi
}

backend 444 --renewals 5 --services 4
plain 'the row under the cursor is said in words at the bottom, with the cursor on it' $en <<'END'
until signatura207
expect-row 0 [1 Expiries] 2 Today
expect-row 1 critical 12  late 29  due 7  soon 19  ok 372  unknown 5
expect-row -3 critical, expires in 7 hours, signatura207.exemple.cat:8443, Seu, start by
expect-row -2 24/10/2026 (1/444)
cursor 21 0
keys j
expect-row -3 critical, expires in 2 days, govern9.exemple.cat:8443, e-NOTUM, start by
expect-row -2 (2/444)
cursor 21 0
keys k<Space>k
expect-row -3 marked. critical, expires in 7 hours, signatura207
keys q
exit 0
restored
END
plain 'in Catalan' -e LANGUAGE=ca <<'END'
until signatura207
expect-row 0 [1 Caducitats] 2 Avui
expect-row 1 crític 12  urgent 29  cal començar 7  aviat 19  vigent 372  sense dades 5
expect-row -3 crític, caduca d'aquí a 7 hores, signatura207.exemple.cat:8443, Seu, inici límit
cursor 21 0
keys 3
until crític; Dies: 6; Inici: 29/10/2026; Caduca: 29/11/2026; Núm.: 5; Monitor:
expect enotum5.exemple.cat:443 +1; Fase: 0/4 Verificar l'alerta
keys <Space><Up>
until marcat. crític; Dies: 6
absent agafa
END
plain 'no colours, no attributes and no lines, whatever is open' $en <<'END'
until signatura207
no-colours
attr 3 9 noreverse nobold nounderline
attr 2 4 nobold
keys v
until Subject
keys :
expect-row -3 open Open what is under the cursor Enter
keys <Esc>
keys D
expect-row -3 Retire signatura207.exemple.cat:8443?
expect-row -2 y yes, n no
keys n5
until 23/11/2026 w48: Expire 11 (critical 11). Must begin 6 (soon 6)
keys 1<Enter>
until Serial
expect-row -3 Urgency ! critical · start by 24/10/2026
no-colours
raw-absent e2 94 80
raw-absent e2 94 82
raw-absent e2 96 93
raw-absent e2 96 88
END
plain 'a move sends little more than the words' $en <<'END'
until signatura207
keys j
keys j
bytes 110
keys k
bytes 110
keys z
keys z
bytes 0
END
plain 'what was said comes first, and a field keeps the cursor' $en <<'END'
until signatura207
keys /govern
until govern: 1 of 44
cursor 20 15
keys <Enter>
expect-row -3 govern: 1 of 44 critical, expires in 2 days, govern9.exemple.cat:8443
cursor 21 0
keys fservei:xyz<Enter>
until No monitor passes the filter.
cursor 21 0
END
plain 'in wide and in small windows' $en -c 160 -r 50 <<'END'
until signatura207
absent Life
expect-row -2 critical, expires in 7 hours, signatura207.exemple.cat:8443, Seu, start by 24/10/2026 (1/444)
cursor 48 0
resize 11 40
until q quit
expect-row -1 critical, expires in 7 hours, signatu
cursor 10 0
resize 10 40
expect At least 40×11, please.
END
mkdir -p "$work/caduca"
echo 'plain = true;' >"$work/caduca/caduca.conf"
run 'the setting asks for it too' $en <<'END'
until signatura207
expect-row -3 critical, expires in 7 hours
no-colours
END
echo "1..$count"

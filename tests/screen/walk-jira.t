# A renewal by CESICAT with the fake Jira from its start to its close, keys only: its three tickets are seen, made and linked
# from its steps with one's own token; what Jira says of them stands in the steps and in view 4; the .csr and the .key are
# fetched from the ticket that they are attached to; a ticket that is resolved in Jira ends the wait for it. Then its record.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --jira --no-console sh "$0"
. tests/screen/common.sh
walk_folders
echo "$(date +%s) 0" >"$work/clock"
export CADUCA_CLOCK="@$work/clock"
domain=tramits.exemple.cat
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
made "$BUILD/caducactl" csr $domain --folder "$others"
made sh "$others/issue" $domain
made "$BUILD/caducactl" add "$(endpoint $domain)" --name tramits --sni $domain
made "$BUILD/caducactl" probe --all --wait

# Sistemes answers a ticket in Jira: answered KEY STATUS. Minutes go by until the backend has read that.
cat >"$others/answered" <<'END'
perl tests/jira/jira.pl order "$JIRA" ticket.set "key=$1" "status=$2" || exit 1
says() { "$BUILD/caducactl" ticket show "$1" --json | grep -q "\"status\":\"$2\""; }
until says "$1" "$2"; do
	read -r now ahead <"$clock"
	printf '%s %s\n' $((now + 61)) $((ahead + 61000)) 1<>"$clock"
	for look in 1 2 3 4 5 6 7 8 9 10; do ! says "$1" "$2" || exit 0; done
done
END
export clock="$work/clock"
attach() { echo "sh perl tests/jira/jira.pl order '$JIRA' attach key=$1 who=sistemes name=$domain.$2 file='$others/$domain.$2'"; }
# What is attached to a ticket, for the step under the cursor; the file that fits it is under the cursor of the menu.
fetches() { # TICKET KIND
	cat <<END
keys d
until Quin tiquet?
keys <Enter>
until Quin fitxer de $1?
until $domain.$2
keys <Enter>
until S'ha agafat $domain.$2: passa totes les comprovacions.
END
}

# The ticket of the step under the cursor: sends TITLE
sends() {
	cat <<END
keys J
until Un tiquet per al Jira
until $1
keys <Enter>
until Voleu crear aquest tiquet
keys <Enter>
END
}

real 'the walk' -e LANGUAGE=ca <<END
until ─ tramits
$(walk_begins)
$(sends "Generació CSR $domain")
until ✓ 1.1
until SIS-7001 · per començar
keys <Enter>
until │ 2.1 Tiquet al cap
until Encara no se sap: Cap de servei
keys v
until ─ Un valor per als textos
keys Maria Pons<Enter>
until A: Maria Pons
$(sends 'Projecte: ST')
until ✓ 2.1
keys <Enter>
until │ 1.2 Esperar el .csr
until SIS-7001 · per començar
expect https://contacte.aoc.cat/browse/SIS-7001

# Sistemes attaches the files to the ticket, and resolves it
$(attach SIS-7001 csr)
$(attach SIS-7001 key)
sh timeout 60 sh "$others/answered" SIS-7001 Resolt
until SIS-7001 · resolt (Resolt), han respost
keys <Down>
until │ 1.3
$(fetches SIS-7001 csr)
until Ve del tiquet SIS-7001.
keys <Enter>
until │ 1.4 Comprovar la clau privada
$(fetches SIS-7001 key)
until La clau privada és al tiquet SIS-7001
keys <Enter>
until │ 2.2 Esperar
$(walk_request)
$(walk_crt)
$(sends 'Enllaçat amb:')
until ✓ 4.3
keys <Enter>
until │ 4.4 Esperar que Sistemes
until SIS-7002 · per començar

# view 4 has them, and opens the renewal at the step of one
keys <Esc>
until ─ tramits
keys 4
until SIS-7002   per començar
absent SIS-7001
expect ST-801     per començar Sistemes     Jira
keys J
until No hi ha res pendent d'enviar al Jira.
keys <Esc>
until SIS-7002   per començar
keys /SIS-7002<Enter>
keys <Enter>
until Renovació 1
until SIS-7002 · per començar
absent {{

# the others install it, and resolve the ticket
sh sh "$others/order" switch $domain
sh timeout 60 sh "$others/answered" SIS-7002 Resolt
until ✓ 4.4
keys <Enter>
until │ 4.5 Verificar que se serveix
keys <Enter>
until Mira totes les adreces ara
keys <Enter>
until 1/1 adreces
keys <Enter>
until │ 4.6 Tancar
keys <Enter>
until 0/2 marcats
keys <Space><Down><Space>
until ✓ 4.6
keys x
until ancar la renovació?
keys <Enter>
until tancada el
absent {{
END
linked() { perl tests/jira/jira.pl order "$JIRA" ticket.get "key=$1" | grep -q "\"links\":\[[^]]*$2"; }
record="$work/record.md"
holds 'the ticket of the installation is linked to that of the CSR' linked SIS-7002 SIS-7001
holds 'and to that of the head' linked SIS-7002 ST-
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
all() { for want; do grep -q -- "$want" "$record" || { echo "# the record lacks: $want"; return 1; }; done; }
digest() { sha256sum "$others/$domain.$1" | cut -c 1-64; }
holds 'the record is of a renewal that is closed, with its steps' all '^- Estat: tancada' '^- \[x\] 1.2 ' '^- \[x\] 1.3 ' '^- \[x\] 1.4 ' \
	'^- \[x\] 4.2 ' '^- \[x\] 4.4 ' '^- \[x\] 4.5 ' '^- \[x\] 4.6 '
holds 'its tickets and how far they are' all '^- SIS-7001: 1.1 .* · resolt (Resolt), han respost$' '^- ST-801: 2.1 .* · per començar (Obert)$' \
	'^- SIS-7002: 4.3 .* · resolt (Resolt), han respost$'
holds 'where the files come from, and who can read the key' all "$(digest csr)" "$(digest key)" 'Tiquet: Ve del tiquet SIS-7001.' \
	'Tiquet: La clau privada és al tiquet SIS-7001 des del .*: la pot llegir tothom qui veu el tiquet.'
holds 'and that it was the ticket that ended the wait' all ' | caducad | ha fet el pas | 4.4 Esperar .* | SIS-7002 |$'
holds 'nothing was overridden or skipped' sh -c '! grep -iE "overr|skipp|accepted|omès|acceptad" "$1"' sh "$record"
echo "1..$count"

# A renewal by CESICAT with the fake Jira, keys only: its three tickets are seen, made and linked from its steps with one's
# own token, and what Jira says of them stands in the steps and in view 4. The files come into the inbox.
[ -n "${FLEET-}" ] || exec sh tests/fleet/demo.sh --set walk --no-import --jira --no-console sh "$0"
. tests/screen/common.sh
walk_folders
domain=tramits.exemple.cat
made() { "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
made "$BUILD/caducactl" csr $domain --folder "$others"
made sh "$others/issue" $domain
made "$BUILD/caducactl" add "$(endpoint $domain)" --name tramits --sni $domain
made "$BUILD/caducactl" probe --all --wait

# The ticket of the step under the cursor: sends TITLE
sends() {
	cat <<END
keys J
until Un tiquet per a Jira
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
$(walk_csr)
$(walk_request)
$(walk_crt)
$(sends 'Enllaçat amb:')
until ✓ 4.3
keys <Enter>
until │ 4.4 Esperar que Sistemes
until SIS-7002 · per començar
keys <Esc>
until ─ tramits
keys 4
until 4 tiquets
expect SIS-7001
expect SIS-7002
expect ST-
keys r
until No hi ha res pendent d'enviar a Jira.
absent {{
END
linked() { perl tests/jira/jira.pl order "$JIRA" ticket.get "key=$1" | grep -q "\"links\":\[[^]]*$2"; }
holds 'the ticket of the installation is linked to that of the CSR' linked SIS-7002 SIS-7001
holds 'and to that of the head' linked SIS-7002 ST-
record="$work/record.md"
LANGUAGE=ca "$BUILD/caducactl" renewal show 1 --markdown >"$record"
holds 'the record has them' sh -c 'grep -q "^- SIS-7001: 1.1" "$1" && grep -q "^- SIS-7002: 4.3" "$1"' sh "$record"
echo "1..$count"

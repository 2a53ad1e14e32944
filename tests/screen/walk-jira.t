# A renewal by CESICAT with the fake Jira from its start to its close, keys only: what Jira says of its three tickets stands
# in the steps and in view 4, which opens the renewal where one of them is waited for. Then its record.
tickets=jira
. tests/screen/walk.sh
walk_folders
next_renewal tramits.exemple.cat
made "$BUILD/caducactl" csr $domain --folder "$others"
made sh "$others/issue" $domain
made "$BUILD/caducactl" add "$(endpoint $domain)" --name tramits --sni $domain
made "$BUILD/caducactl" probe --all --wait

real 'the walk' -e LANGUAGE=ca <<END
until ─ tramits
$(walk_begins)
$(walk_asks)
until SIS-7001 · per començar
expect https://contacte.aoc.cat/browse/SIS-7001
$(walk_csr)
$(walk_request)
$(walk_crt)
$(walk_install)
until SIS-7002 · per començar

# view 4 has them, and opens the renewal at the step of one
keys <Esc>
until ─ tramits
keys 4
until SIS-7002    per començar
absent SIS-7001
expect ST-801      en curs
keys J
until No hi ha res pendent d'enviar al Jira.
keys <Esc>
until SIS-7002    per començar
keys /SIS-7002<Enter>
keys <Enter>
until Renovació 1
until SIS-7002 · per començar
absent {{

# the others install it, and resolve the ticket
sh sh "$others/order" switch $domain
$(walk_installed)
$(walk_looks 1/1)
$(walk_closes)
END
holds_in_jira 'CERTIFICATS'
keep_record
holds 'the record is of a renewal that is closed, with its steps' all '^- Estat: tancada' '^- \[x\] 1.2 ' '^- \[x\] 1.3 ' '^- \[x\] 1.4 ' \
	'^- \[x\] 4.2 ' '^- \[x\] 4.4 ' '^- \[x\] 4.5 ' '^- \[x\] 4.6 '
holds 'its tickets and how far they are' all '^- SIS-7001: 1.1 .* · resolt (Resolt), han respost$' \
	'^- ST-801: 2.1 .* · en curs (Pendent de resposta)' '^- SIS-7002: 4.3 .* · resolt (Resolt), han respost$'
holds 'where the files come from, and who can read the key' all "$(digest "$others/$domain.csr")" "$(digest "$others/$domain.key")" \
	"$(digest "$others/$domain.crt")" 'Tiquet: Ve del tiquet SIS-7001.' \
	'Tiquet: La clau privada és al tiquet SIS-7001 des del .*: la pot llegir tothom qui veu el tiquet.'
holds 'and that it was the ticket that ended the wait' all ' | caducad | ha fet el pas | 4.4 Esperar .* | SIS-7002 |$'
holds 'nothing was overridden or skipped' has_no_hole
echo "1..$count"

# Tickets made in Jira from the console, keys only, with the fake one: seen before they are sent, edited, sent with a token
# that is typed or in its file, and what becomes of each is told in the step and in the list of what is asked of Jira.
. tests/screen/common.sh
ca='-e LANGUAGE=ca'
own_folders
fake_jira

ctl() { # as somebody else, from another terminal
	"$BUILD/caducactl" "$@" >"$work/out" 2>&1 || { echo "# caducactl $*"; sed 's/^/# /' "$work/out"; }
}
number=0
begun() { # NAME: a renewal whose next step is the ticket of the CSR
	number=$((number + 1))
	ctl add "localhost:$number" --name "$1" --sni "$1.exemple.test"
	ctl renewal open "$1"
	ctl renewal step $number 0.1 complete --not-after 2036-12-30 --where Firefox
	ctl renewal step $number 0.2 choose renovacio
}
there() { perl tests/jira/jira.pl order "$work/jira" tickets; }
token=$(cat "$work/jira/tokens/anna")
begun www
begun api

real 'a ticket is looked at, edited, and sent; without a token it waits, and goes out when one is typed' $ca <<END
until api
keys /www<Enter>r
until │ 1.1 Tiquet a Sistemes
expect-row -1 J crea'l al Jira
keys J
until Un tiquet per al Jira
expect Projecte: SIS · Task
expect Common Name: www.exemple.test
keys e
until Què canvieu?
keys 1
until ─ El títol
keys  ja<F2>
until Generació CSR www.exemple.test ja
keys e
until Què canvieu?
keys <Enter>
until El text, amb les marques del Jira
keys Hola,<Enter><Enter>
paste una línia\\ni una altra: à
keys <Enter><Down><End>!<Home><Delete><Backspace>
keys <F2>
until i una altra: à
expect Hola,
keys <Enter>
until Voleu crear aquest tiquet a SIS?
keys n
until Un tiquet per al Jira
keys <Enter>
until Voleu crear aquest tiquet a SIS?
keys <Enter>
until Jira: espera el vostre testimoni: K
keys <Esc>
until 4 Tiquets
keys 4
until 1 necessita algú · 0 tiquets
expect-row 3 SIS: nou         pendent                  vós: K     —      ara    1    www
expect espera el vostre testimoni: K
keys K
until El vostre testimoni del Jira
keys no-es-cap
until ••••••••
absent no-es-cap
keys <Enter>
until El Jira
keys <C-u>$token<Enter>
until Al Jira sou Anna Puig.
until SIS-7001
absent $token
until-gone necessita
keys r
until Aquí no es pot: SIS-7001 ja és un tiquet
keys m5
until SIS-7001: per començar
END
holds 'Jira has it, with what was edited' sh -c 'perl tests/jira/jira.pl order "$1" ticket.get key=SIS-7001 | grep -q "CSR www.exemple.test ja" &&
	perl tests/jira/jira.pl order "$1" ticket.get key=SIS-7001 | grep -q "Hola,.n.nuna l.*i una altra"' sh "$work/jira"

install -m 600 "$work/jira/tokens/anna" "$work/config/caduca/token"
printf 'jira-my-token-file = "%s";\n' "$work/config/caduca/token" >>"$work/config/caduca/caduca.conf"
order fault fault=errors call=create times:=1

real 'the token in its file is handed over; what Jira refuses is told, and is done by hand, edited, retried or dropped' $ca <<END
until api
keys /api<Enter>r
until │ 1.1 Tiquet a Sistemes
keys J
until Un tiquet per al Jira
keys <Enter>
until Voleu crear aquest tiquet a SIS?
keys <Enter>
until Jira: refusat
keys J
until El que es demana al Jira
until Generació CSR api.exemple.test
keys <Esc>
until Jira: refusat
keys <Esc>
until 4 Tiquets
keys 4
until 1 necessita algú · 1 tiquet
expect-row 2 Tiquet           Estat                    Pendent de
expect-row 3 SIS: nou         refusat                  cal algú   —      ara    2    api
expect-row 4 SIS-7001
expect crear: Generació CSR api.exemple.test
expect renovació 2
expect Sistemes: generació del CSR
expect refusat: El Jira ho ha rebutjat
expect r reintenta · e edita · h a mà · D descarta
expect-row -1 h a mà
keys t
until Aquí no es pot: és una petició al Jira, i no cap tiquet.
keys m
until Aquí no es pot: és una petició
keys <Enter>
until │ 1.1 Tiquet a Sistemes
keys <Esc>
until 4 Tiquets
keys 4
until 1 necessita algú
keys fpendent:nosaltres<Enter>
until (1/2)
expect-row 3 SIS: nou
keys <Esc>
keys /7001<Enter><Space>/refusat<Enter>m
until SIS-7001: què hi heu vist?
keys <Esc>
keys -
keys J
until El que es demana al Jira
until refusat
expect Generació CSR api.exemple.test
keys <Esc>
until necessita algú
keys e
until Un tiquet per al Jira
keys e
until Què canvieu?
keys 1
until ─ El títol
keys  altre<F2>
until api.exemple.test altre
keys <Enter>
until Voleu crear aquest tiquet a SIS?
keys <Enter>
until S'ha demanat al Jira: el pas mostrarà la clau
until SIS-7002
until-gone necessita
END
holds 'it is there once, as edited' test "$(there | grep -o 'CSR api.exemple.test altre' | wc -l)" -eq 1

begun tres
begun quatre
order fault fault=errors call=create times:=0
real 'one is dropped, another is done by hand' $ca <<END
until quatre
keys /tres<Enter>r
until │ 1.1 Tiquet a Sistemes
keys J
until Un tiquet per al Jira
keys <Enter>
until Voleu crear
keys <Enter>
until Jira: refusat
keys <Esc>
until 4 Tiquets
keys /quatre<Enter>r
until │ 1.1 Tiquet a Sistemes
keys J
until Un tiquet per al Jira
keys <Enter>
until Voleu crear
keys <Enter>
until Jira: refusat
keys <Esc>
until 4 Tiquets
keys J
until tres.exemple
until quatre.exemple
keys /tres<Enter>D
until Voleu descartar la petició
keys s
until-gone tres.exemple
keys /quatre<Enter>h
until ─ S'ha fet a mà
keys SIS-44<Enter>
until No hi ha res pendent d'enviar al Jira.
END
export BUILD
holds 'its step has the key' sh -c '"$BUILD/caducactl" renewal step 4 tiquet-csr --json | grep -q "\"ticket\":\"SIS-44\""'

order faults.clear
ctl service add Seu --head 'Maria Pons'
begun cinc
begun sis
ctl edit cinc --service Seu
ctl edit sis --service Seu
real 'one ticket is made for two renewals of one head, chosen before it is sent' $ca <<'END'
until sis
keys /cinc<Enter>r
until │ 1.1 Tiquet a Sistemes
keys J
until Altres renovacions obertes de Maria Pons
expect [ ] renovació 6 sis.exemple.test
keys e
until Què canvieu?
keys 3
until A quines altres renovacions
keys <Space><Enter>
until [x] renovació 6 sis.exemple.test
keys <Enter>
until per a 2 renovacions?
keys <Enter>
until ✓ 1.1
END
of() { "$BUILD/caducactl" renewal step "$1" tiquet-csr --json | sed -n 's/.*"ticket":"\(SIS-[0-9]*\)".*/\1/p'; }
holds 'both have it' sh -c 'test -n "$1" && test "$1" = "$2"' sh "$(of 5)" "$(of 6)"

echo "1..$count"

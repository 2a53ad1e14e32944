# The filter while it is typed: where it is wrong, what goes on, what has a name; and keys that do nothing.
. tests/screen/common.sh
en='-e LANGUAGE=en'
ca='-e LANGUAGE=ca'

backend 444 --renewals 24
run 'what is wrong is marked where it stands, until it changes' $en <<'END'
until Subject
keys fseu urgency:red
expect Character 13: 'red' is no urgency.
attr -1 21 fg=203
attr -1 20 fg=15
keys <Backspace><Backspace><Backspace>
expect Character 13: something is missing after the sign.
keys late
attr -1 21 fg=15
expect filter: seu urgency:late (
keys <C-u>dies=3 colour:red<Enter>
attr -1 16 fg=203
expect Character 8: there is no field 'colour'.
END

run 'what is in force is said: it is shortened before it is left out, and the order goes first' $en <<'END'
until Subject
keys f
paste days<95 days>2 renewal:none -tag:intern
keys <Enter>
until filter: days<95 days>2
keys <Space><Space>
until 2 marked
expect-row 1 filter: days<95
keys <Esc>
until-gone filter: days
keys 6
until 0 lines
keys fwho:anna what:renewal,ticket,monitor since:01/12/2026<Enter>
until filter: who:anna what:r
expect-row 1 (0/0
END

run 'with a filter the last line keeps what is needed most, and the way out of it' $ca <<'END'
until Subjecte
keys fseu<Enter>
until filtre: seu
expect-row -1 r renova
expect-row -1 f filtra
expect-row -1 Esc treu el filtre  q surt
resize 24 40
expect-row -1 r renova  ? ajuda  Esc treu el filtre
resize 24 80
keys <Esc>
until-gone filtre:
expect-row -1 r renova  / cerca  f filtra  ? ajuda  q surt
keys 3
until obertes
expect-row -1 Esc torna
keys fcat<Enter>
until filtre: cat
expect-row -1 f filtra
expect-row -1 Esc treu el filtre
END

run 'in Catalan, by the character and not by the byte' $ca <<'END'
until Subjecte
keys fràpid urgència:Z
expect Caràcter 16: «Z» no és cap urgència.
attr -1 24 fg=203
keys <C-u>edat>3
expect Caràcter 1: el que hi ha en aquesta llista no té el camp «edat». Té: id, nom,
END

run 'what goes on is completed, and what there is to choose from is said' $ca <<'END'
until Subjecte
keys furg<Tab>
expect-row -1 Filtra: urgència:
expect-row -2 caducat  crític  urgent  cal-començar  aviat  vigent  sense-dades
keys cr<Tab>
expect-row -1 Filtra: urgència:crític
expect (12/444)
keys ,c<Tab>
expect-row -2 caducat  crític  cal-començar
keys <C-u>ser<Tab>v<Tab>
expect-row -1 Filtra: servei:v
expect-row -2 "Via Oberta"  VÀLid
keys i<Tab>
expect-row -1 Filtra: servei:"Via Oberta"
expect filtre: servei:"Via Oberta" (
keys <C-u>problema:cadena-i<Tab>
expect-row -1 Filtra: problema:cadena-incompleta
keys <C-u>xx<Tab>
expect-row -2 No hi ha res que continuï així.
keys <C-u>who:<Tab>
until jo  ningú
expect-row -2 jo  ningú
keys <C-u>vis<Tab>
expect-row -1 Filtra: vist:
expect-row -2 Un dia, o d'un a un altre: 30/11/2026-06/12/2026
keys <C-u>dies:<Tab>
expect-row -2 < > = i un nombre, com ara <30
END

run 'who has renewals, and for whom these wait, is offered from what is there' $ca <<'END'
until Subjecte
keys 3
until obertes
keys fqui:<Tab>
until jo  ningú
expect-row -2 jo  ningú  op1  op2
expect-row -1 Filtra: qui:
keys op2<Tab>
expect filtre: qui:op2 (
keys <C-u>pendent:ct<Tab>
expect-row -1 Filtra: pendent:CTTI
keys <C-u>pendent:m<Tab>
expect-row -1 Filtra: pendent:"Maria Pons"
keys <C-u>pendent:<Tab>
expect-row -3 nosaltres  ells  seguiment  respost  contradicció  "Maria Pons"  CTTI
expect-row -2 Sistemes
END

run 'the prompt fits in forty columns' $ca -r 10 -c 40 <<'END'
until signatura207
keys furg<Tab>Z
expect Caràcter 10: «Z» no és cap urgència.
expect-row -1 Filtra: urgència:Z
keys <Backspace><Tab>
expect sense-dades
expect-row -1 Filtra: urgència:
END

mkdir "$work/caduca"
run 'a filter is saved under a name' $en <<'END'
until Subject
keys furgency:late
expect-row -2 Tab completes  F2 saves it under a name
keys <F2>
expect-row -1 Save the filter as: @
keys els meus<Enter>
expect A name has letters, digits, - and _, at most 32 of them.
expect-row -1 Save the filter as: @els meus
keys <C-u>Meus<Enter>
until The filter is saved: @Meus.
expect-row -1 Filter: urgency:late
keys <C-u>colour:red<F2>
expect there is no field 'colour'.
expect-row -1 Filter: colour:red
keys <C-u>-@meus<Enter>
expect filter: -@meus (415/444)
END
holds 'in a file that is nobody else'"'"'s to read' test "$(stat -c %a "$work/caduca/filters") $(cat "$work/caduca/filters")" = '600 Meus urgency:late'

run 'and is there in the next console, where it is completed, and forgotten' $en <<'END'
until Subject
keys f@<Tab>
expect-row -1 Filter: @Meus
expect filter: @Meus (29/444)
keys <Enter>
keys f<C-u><F2>
expect-row -1 Forget the filter: @
expect-row -2 @Meus
keys cap<Enter>
expect No filter is saved as @cap.
keys <C-u>meus<Enter>
until @meus is forgotten.
keys @meus
expect Character 2: no filter is saved as 'meus'.
END
holds 'it is gone from the file' test ! -s "$work/caduca/filters"

run 'a key that does nothing says so, once' $ca <<'END'
until Subjecte
keys <F9>
expect-row -1 Aquí F9 no fa res. Amb ? es veu què fa cada tecla.
keys <F9>
bytes 0
keys <F8>
expect-row -1 Aquí F8 no fa res.
keys <Down>
expect-row -1 Retorn obre
keys gx
expect-row -1 Aquí g x no fa res.
keys 3
until obertes
keys p
expect-row -1 Aquí no es pot: p (sondeja) és a la vista 1.
END

run 'in English, and never where one types' $en <<'END'
until Subject
keys <F9>
expect-row -1 F9 does nothing here. ? shows what each key does.
keys f<F9>
expect-row -1 Filter:
absent does nothing here
END
echo "1..$count"

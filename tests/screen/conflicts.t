# Two consoles change the same thing: nothing that was typed is lost, what only one of the two touched is kept from both,
# and of what both changed a person says which stays. The other console is a screen of its own, run by the script of this one.
. tests/screen/common.sh
own_folders
export work BUILD
ca='-e LANGUAGE=ca'

other() { # NAME, script: what the other console does when `sh sh "$work/other-NAME"` is asked for
	cat >"$work/$1.keys"
	cat >"$work/other-$1" <<END
"$BUILD/screen" -e LANGUAGE=ca -- "$BUILD/caduca" <"$work/$1.keys" >"$work/$1.out" 2>&1 || { cat "$work/$1.out" >&2; exit 1; }
END
}
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
field() { "$BUILD/caducactl" list --json | perl -CO -MJSON::PP -0ne 'print join "|", map { my $r = $_; map { ref $r->{$_} ? join ",", @{ $r->{$_} } : $r->{$_} // "" } qw(name service environment tags) } @{ decode_json($_) }'; }

ctl add 127.0.0.1:1 --name primer --service Seu --environment PRO

other service <<'END'
until ─ primer
keys e
until Edita primer
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Tràmits<F2>
until S'ha desat.
END
other environment <<'END'
until ─ primer
keys e
until Edita primer
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>PRE<F2>
until S'ha desat.
END

real 'what only the other touched is kept, what was typed is saved at once, and both are said' $ca <<'END'
until ─ primer
keys e
until Edita primer
keys <Tab><C-u>primera
sh sh "$work/other-service"
keys <F2>
until S'ha desat. Mentrestant ha canviat, i es conserva: Servei: Tràmits (vós, des
expect d'un altre lloc).
until ─ primera
END
holds 'both changes are there' test "$(field)" = 'primera|Tràmits|PRO|'

other back <<'END'
until ─ primer
keys e
until Edita primer
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Seu<Tab><C-u>PRE<F2>
until S'ha desat.
END
real 'what both changed is shown field by field, and nothing is chosen by itself' $ca <<'END'
until ─ primera
keys e
until Edita primera
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Meu<Tab><Tab>etiqueta
sh sh "$work/other-back"
keys <F2>
until Dos canvis alhora: primera
expect Servei
expect Hi havia: Tràmits
expect [ ] vós, des d'un altre lloc, 
expect : Seu
expect [ ] Vós: Meu
expect Només ho ha canviat l'altre, i s'hi queda:
expect Entorn: PRO → PRE
expect Només ho heu canviat vós, i es desa amb la resta:
expect Etiquetes: — → etiqueta
keys <F2>
expect Trieu primer
keys xy<Enter>
expect [ ] Vós: Meu
keys t
expect [x] vós, des d'un altre lloc
keys m
expect [x] Vós: Meu
expect [ ] vós, des d'un altre lloc
keys <F2>
until S'ha desat. Mentrestant ha canviat, i es conserva: Entorn: PRE
END
holds 'mine, theirs and what each did alone' test "$(field)" = 'primera|Meu|PRE|etiqueta'

real 'theirs: nothing is left to save, and it is said' $ca <<'END'
until ─ primera
keys e
until Edita primera
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Altra
sh sh "$work/other-service"
keys <F2>
until Dos canvis alhora
keys T
expect [x] vós, des d'un altre lloc
keys <F2>
until Queda com l'altre ho ha desat.
END
holds 'theirs stays' test "$(field)" = 'primera|Tràmits|PRE|etiqueta'

real 'Esc goes on editing: what was typed is there, theirs is told below it, and saving wins' $ca <<'END'
until ─ primera
keys e
until Edita primera
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Altra
sh sh "$work/other-back"
keys <F2>
until Dos canvis alhora
keys <Esc>
until Edita primera
expect Servei        Altra
expect Algú ho ha canviat mentrestant per: Seu
keys  més<F2>
until S'ha desat.
END
holds 'what was typed after it too' test "$(field)" = 'primera|Altra més|PRE|etiqueta'

real 'in forty columns and ten lines every word of it can be read' $ca -r 10 -c 40 <<'END'
until primera
keys e
until Edita primera
keys <Tab><Tab><Tab><Tab><Tab><Tab><Tab><C-u>Estreta
sh sh "$work/other-service"
keys <F2>
until Dos canvis alhora
keys <PageDown>
expect [ ] Vós: Estreta
keys M<F2>
until S'ha desat.
END

# ---- services ----
ctl service add Padró --head 'Maria Pons' --notes Nota
other head <<'END'
until ─ primera
keys S
until Padró
keys e
until Canvia un servei
keys <Tab><C-u>Joan Roca<Tab>joan@exemple.cat<F2>
until S'ha desat.
END
real 'a service: what only one touched is kept, the rest is asked for' $ca <<'END'
until ─ primera
keys S
until Padró
keys e
until Canvia un servei
keys <C-u>Padró municipal<Tab><C-u>Anna Vila
sh sh "$work/other-head"
keys <F2>
until Dos canvis alhora: Padró
expect Cap de servei
expect Hi havia: Maria Pons
expect : Joan Roca
expect [ ] Vós: Anna Vila
expect Correu: — → joan@exemple.cat
expect Servei: Padró → Padró municipal
keys m<F2>
until S'ha desat. Mentrestant ha canviat, i es conserva: Correu: joan@exemple.cat
END
holds 'a service has what both gave' sh -c '"$BUILD/caducactl" service show 1 --json | perl -CO -MJSON::PP -0ne "print join q(|), @{ decode_json(\$_)->{service} }{qw(name head head_mail notes)}" | grep -qx "Padró municipal|Anna Vila|joan@exemple.cat|Nota"'
# ---- the panel of a renewal, which has the newest version by the time that something typed is sent ----
ctl renewal open primera
other pause <<'END'
until ─ primera
keys r
until │ 0.1
keys z
until Atura la renovació
keys 01/02/2999<F2>
until aturada fins al
END
real 'a date that was given meanwhile is not overwritten unseen' $ca <<'END'
until ─ primera
keys r
until │ 0.1
keys z
until Atura la renovació
keys 31/12/2998
sh sh "$work/other-pause"
keys <F2>
until Dos canvis alhora
expect Hi havia: —
expect : 01/02/2999
expect [ ] Vós: 31/12/2998
keys <Esc>
until Algú ho ha canviat mentrestant per: 01/02/2999
expect 31/12/2998
keys <C-u>30/12/2998<F2>
until aturada fins al 30/12/2998
END
real 'a note is added to what was done meanwhile, and nothing is asked' $ca <<'END'
until ─ primera
keys r
until │ 0.1
keys n
until Una nota per al pas
keys Meva
sh "$BUILD/caducactl" renewal resume 1 >/dev/null
keys <F2>
until-gone Una nota per al pas
until-gone aturada fins al
END
holds 'and is in the trail' sh -c '"$BUILD/caducactl" renewal show 1 --markdown | grep -q Meva'
echo "1..$count"

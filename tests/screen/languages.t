# Catalan and English, where the machine has no locale for either.
. tests/screen/common.sh

backend 444
run 'Catalan is what is spoken where nothing says otherwise' <<'END'
until 1 Caducitats
until Subjecte
expect-row 1 ordre: inici límit
expect-row 2 Dies Inici Monitor                       Servei            Problema · vist
expect Urgència     ! crític · inici límit 24/10/2026 · caduca 24/11/2026
expect-row -1 Retorn obre  a afegeix  p sondeja  r renova  / cerca  f filtra  ? ajuda  q surt
keys D
expect Voleu donar de baixa signatura207.exemple.cat:8443?
expect-row -1 s sí   n no
keys n
keys ?
expect Obre el que hi ha sota el cursor
expect Dreta
END

run 'l·l is one letter after another, and fits' -c 160 <<'END'
until Portal·lingüístic
END

run 'LANG names Catalan, in a locale that is not installed' -e LC_ALL -e LANG=ca_ES.UTF-8 <<'END'
until 1 Caducitats
END

run 'LANG names English, in a locale that is not installed' -e LC_ALL -e LANG=en_GB.UTF-8 <<'END'
until 1 Expiries
END

run 'LANG=C is Catalan in UTF-8' -e LC_ALL=C <<'END'
until 1 Caducitats
until ordre: inici límit
END

mkdir -p "$work/caduca"
echo 'language = "en"; charset = "ascii";' >"$work/caduca/caduca.conf"
run 'the settings say English and ASCII' -c 160 <<'END'
until 1 Expiries
until Portal.linguistic
raw-absent c2 b7
raw-absent e2 94 80
END
echo "1..$count"

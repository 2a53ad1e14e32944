# What gets worse stands out once, and rings where the settings ask for it. What moves while the keyboard is used waits:
# that is in list.t.
. tests/screen/common.sh
en='-e LANGUAGE=en'
# Somebody else has monitors probed: ask NUMBER...
cat >"$work/ask" <<'END'
use IO::Socket::UNIX;
my $to = IO::Socket::UNIX->new(shift) or die "no backend";
my $ids = join ',', @ARGV;
print $to qq({"hello":1}\n{"id":1,"do":"monitor.probe","args":{"ids":[$ids]}}\n);
while (<$to>) { exit 0 if /"id":1,|"id": 1,|"ok"/ && /started/ }
END
ask="perl $work/ask $work/socket"

backend 444 --worsens
run 'a row that got worse stands out for a moment, and then no more' $en <<END
until Subject      CN=signatura207
raw-absent 34 38 3b 35 3b 32 32 32
raw-absent 1b 5b 33 38 3b 35 3b 31 36
sh $ask 178
until !13
raw-present 34 38 3b 35 3b 32 32 32
attr 4 9 nobold bg=own
raw-absent 07
keys q
exit 0
restored
END
backend 444 --worsens
run 'what got better, or stays as it was, does not' $en <<END
until Subject      CN=signatura207
sh $ask 207
until 24 h
raw-absent 34 38 3b 35 3b 32 32 32
END

backend 444 --worsens
run 'without colours by its letters' $en -e NO_COLOR=1 <<END
until Subject      CN=signatura207
raw-absent 1b 5b 34 6d 1b 5b 31 6d
sh $ask 178
until !13
no-colours
attr 4 9 nounderline
keys q
exit 0
END

mkdir -p "$work/caduca"
echo 'bell = true;' >"$work/caduca/caduca.conf"
backend 444 --worsens
run 'it rings once for all of a batch, and not again for a while' $en <<END
until Subject      CN=signatura207
raw-count 0 07
sh $ask 178 37
until !14
raw-count 1 07
sh $ask 320
until !15
raw-count 1 07
END

printf 'bell = true;\nplain = true;\n' >"$work/caduca/caduca.conf"
backend 444 --worsens
run 'whoever hears it is told' $en <<END
until critical 12
sh $ask 178
until 1 monitor got worse. critical, expires in 7 hours
raw-count 1 07
no-colours
END
run 'the same in Catalan' -e LANGUAGE=ca <<END
until crític 13
sh $ask 37
until 1 monitor ha empitjorat. crític, caduca
END
echo "1..$count"

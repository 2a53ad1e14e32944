# That Jira does not answer is said on every list, since when and what to do, as long as it is so; that it still is writes
# nothing. caducactl says it too.
. tests/screen/common.sh
own_folders
fake_jira
export work
cat >>"$work/config/caduca/caduca.conf" <<END
jira-follow = 1;
jira-token-file = "$work/jira/tokens/servei";
END
"$BUILD/caducactl" add localhost:1 --name www >/dev/null
order ticket.make project=SIS summary=Un
"$BUILD/caducactl" renewal open www --ticket SIS-7001 >/dev/null

real 'Jira falls silent, which is told on the lists, and comes back' -e LANGUAGE=ca <<'END'
until SIS-7001
keys 4
until SIS-7001
absent no respon
sh perl tests/jira/jira.pl order "$work/jira" fault fault=down call=search times:=0 >/dev/null
until el Jira no respon des del
expect el que se li ha demanat sortirà
sh LANGUAGE=en "$BUILD/caducactl" check | grep -q 'Jira has not answered since'
sh LANGUAGE=en "$BUILD/caducactl" doctor | grep -q '^Jira  *wrong  *Jira has not answered since'
keys 1
until el Jira no respon des del
wait
bytes 2600
# the rounds that fail write nothing
keys <F9>
until F9
keys <F9>
wait
bytes 0
sh perl tests/jira/jira.pl order "$work/jira" faults.clear >/dev/null
until-gone no respon
sh LANGUAGE=en "$BUILD/caducactl" doctor | grep -q '^Jira  *correct  *it last answered at'
keys q
exit 0
END
echo "1..$count"

#!/usr/bin/perl
# The backups that the settings ask for: made while people work, whole, rotated, found again after a restart; where they
# fail, everything that a person or a monitoring system looks at says so, and work goes on.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $kept = folder() . '/kept';
my @to = ('--socket', folder() . '/socket');
my $settings = "workers = 1;\nbackup = { folder = \"$kept\"; every = 2; keep = 3; };\n";

sub run { my @all = ctl(@_, @to); utf8::decode($_) for @all[ 1, 2 ]; return wantarray ? @all : $all[0]; }
sub status { return connect_to()->call('status')->{ok} }
sub files { return map { "$kept/$_" } sort grep { !/^\.\.?$/ } do { opendir my $d, $kept or return; readdir $d } }
sub backups { my @all = grep { m{/caduca-\d{8}T\d{6}Z\.db$} } files(); return @all }
sub leftovers { my @all = grep { !m{/caduca-\d{8}T\d{6}Z\.db$} } files(); return @all }
sub doctor { my ($status, $out) = run('doctor', '--json'); return { map { $_->{name} => $_ } @{ decode_json($out) } } }

# ---- made by itself ----
my $pid = daemon_start(config => $settings);
ok wait_until('a backup', sub { backups() == 1 && !leftovers() && status()->{backup}{last} }), 'one is made when there is none';
my ($first) = backups();
is sprintf('%o', (stat $kept)[2] & 0777), '700', 'in a folder of its own';
is sprintf('%o', (stat $first)[2] & 0777), '600', 'that nobody else reads';
is_deeply [ leftovers() ], [], 'nothing half is left';
my $told = status()->{backup};
is $told->{path}, $first, 'the status says which';
is $told->{bytes}, -s $first, '... and how large';
ok !$told->{error}, '... and that nothing is wrong';
is doctor()->{backup}{state}, 'ok', 'so does doctor';
unlike encode_json(doctor()->{settings}), qr/backup/, 'the settings are understood';
run('add', '127.0.0.1:1', '--name', "host$_", '--sni', "h$_.exemple.test") for 1 .. 3;
daemon_stop($pid);

# ---- and not again before its time ----
$pid = daemon_start(config => $settings);
ok wait_until('the one that there is is found', sub { status()->{backup}{last} }), 'after a restart the last one is known';
is status()->{backup}{path}, $first, '... the same';
is scalar backups(), 1, 'and no other is made before its time';
daemon_stop($pid);
my $old = "$kept/caduca-20200101T000000Z.db";
rename $first, $old;
$pid = daemon_start(config => $settings);
ok wait_until('the next', sub { backups() == 2 && status()->{backup}{path} ne $old }), 'where its time is over the next one is made';

# ---- by a person, and rotated ----
my ($status, $out, $err) = run('backup');
is $status, 0, 'one more can be asked for' or diag $err;
my $newest = (backups())[-1];
like $out, qr/^\Q$newest\E: \d+ bytes/, 'it is told where it is';
for (1 .. 3) {
	my $had = (backups())[-1];
	run('backup') until (backups())[-1] ne $had;
}
is scalar backups(), 3, 'three are kept, as the settings say';
ok !-e $old, 'the oldest went';

# ---- they can be restored ----
daemon_stop($pid);
my $last = (backups())[-1];
system("'${\build()}/caducad' --state '${\folder()}/drill' --restore '$last' >/dev/null");
is $?, 0, 'the newest is restored';
$pid = daemon_start(state => folder() . '/drill', config => "workers = 1;\n");
is scalar @{ decode_json((run('list', '--json'))[1]) }, 3, 'what was there is in the newest';
ok !defined status()->{backup}, 'no backup is told of where none is asked for';
($status, $out, $err) = run('backup');
is $status, 1, 'and none can be made there';
like $err, qr/settings name no folder for backups/, '... for the reason that is told';
daemon_stop($pid);

# ---- where they fail ----
my $file = folder() . '/a-file';
spew($file, '');
my $bad = $settings =~ s/\Q$kept\E/$file\/backups/r;
$pid = daemon_start(config => $bad);
ok wait_until('the failure', sub { status()->{backup}{error} }), 'a backup that fails is told in the status';
like status()->{backup}{error}{args}{text}, qr/Not a directory/, '... with its reason';
($status, $out) = run('check');
like $out, qr/there is no backup: .*Not a directory/, 'check says so';
like $out, qr/^CADUCA (UNKNOWN|WARNING|CRITICAL)/, '... and is not well';
like +(run('check', 'host1'))[1], qr/^(?!.*backup)/, 'but not where one monitor is looked at';
is doctor()->{backup}{state}, 'failed', 'doctor says so';
like +(run('doctor'))[1], qr/there is no backup: .*Not a directory/, '... in words';
like daemon_log(), qr/no backup was made: .*Not a directory/, 'and so does the log';
is run('backup', folder() . '/by-hand.db'), 0, 'one by hand to another place is made all the same';
is run('add', 'work.exemple.test'), 0, 'and work goes on';
unlink $file;
mkdir $file, 0700;
is run('backup'), 0, 'once it can be made it is';
ok !status()->{backup}{error}, 'and all is well again';
daemon_stop($pid);

# ---- check ----
authority();
my $certificate = certificate_for((csr_for('seu.exemple.test'))[0], 'DNS:seu.exemple.test', 300);
$pid = daemon_start(config => $settings, state => folder() . '/well');
ok wait_until('a backup', sub { status()->{backup}{last} }), 'a backup';
run('add', 'Segell', '--type', 'file', '--kind', 'other');
run('certificate', 'Segell', $certificate);
($status, $out) = run('check');
is $status, 0, 'where all is well it is' or diag $out;
like $out, qr/backup_age=\d+s$/, 'and how old the last backup is is measured';
daemon_stop($pid);
spew("$file/no-folder", '');
$pid = daemon_start(config => $settings =~ s/\Q$kept\E/$file\/no-folder\/x/r, state => folder() . '/well');
ok wait_until('the failure', sub { status()->{backup}{error} }), 'where only the backup fails';
($status, $out) = run('check');
is $status, 1, '... it is a warning';
like $out, qr/^CADUCA WARNING - 1 monitor, there is no backup: /, '... that says so';
daemon_stop($pid);
done_testing;

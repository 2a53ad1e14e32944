#!/usr/bin/perl
# A drill: the database of one person becomes the team's, by a backup and `caducad --restore`. What was known, who did
# what and the trail's chain are there; what is no whole backup, or would replace what nobody asked to replace, is
# refused, and leaves what is there byte by byte as it was.
use strict;
use warnings;
use utf8;
use Caduca;
use Digest::SHA 'sha256_hex';
use Fcntl ':seek';
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my ($own, $team, $backup) = (folder() . '/state/caduca', folder() . '/team', folder() . '/backup.db');
my @to = ('--socket', folder() . '/socket');

sub run { my @all = ctl(@_, @to); return wantarray ? @all : $all[0]; }
sub json { my ($status, $out) = run(@_); return eval { decode_json($out) } }

sub restore {
	my ($state, @args) = @_;
	my $pid = fork;
	if (!$pid) {
		open STDOUT, '>', folder() . '/restore.out';
		open STDERR, '>', folder() . '/restore.err';
		exec build() . '/caducad', '--state', $state, '--restore', @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return ($? >> 8, slurp(folder() . '/restore.out'), slurp(folder() . '/restore.err'));
}

sub run_limited {
	my ($state, @args) = @_;
	system('sh', '-c', 'ulimit -f 8; exec "$0" "$@" >/dev/null 2>' . folder() . '/restore.err', build() . '/caducad', '--state', $state, '--restore', @args);
	return ($? >> 8, '', slurp(folder() . '/restore.err'));
}

# Everything in a folder, by name and digest.
sub all_in { my ($folder) = @_; return { map { $_ => sha256_hex(slurp($_)) } grep { !/\.lock$/ } glob "$folder/*" } }

sub refused {
	my ($what, $because, $state, @args) = @_;
	my $before = all_in($state);
	my ($status, $out, $err) = restore($state, @args);
	is $status, 1, "$what is refused" or diag $out, $err;
	like $err, $because, '... with its reason';
	is_deeply all_in($state), $before, '... and nothing was touched';
}

# ---- one person's ----
my $pid = daemon_start(config => "workers = 1;\n");
run('add', $_) for qw(seu.exemple.test tramits.exemple.test);
is run('renewal', 'open', 'seu.exemple.test', '--procedure', 'cds-cesicat'), 0, 'with a renewal under way';
run('edit', 'tramits.exemple.test', '--service', 'Tràmits');
my $log = json('log', '--json');
my $rows = json('list', '--json');
is run('backup', $backup), 0, 'a backup of a running backend';
is sprintf('%o', (stat $backup)[2] & 0777), '600', '... that only its owner reads';
my ($head) = (run('log', '--verify'))[1] =~ /([0-9a-f]{64})/;
{
	# What its probes see goes into the log meanwhile.
	my $before = sha256_hex(slurp("$own/caduca.db"));
	my ($status, undef, $err) = restore($own, $backup, '--replace');
	is $status, 1, 'restoring while a backend runs is refused';
	like $err, qr/Another backend has the database open/, '... with its reason';
	is sha256_hex(slurp("$own/caduca.db")), $before, '... and its database was not touched';
}
run('add', 'later.exemple.test');
daemon_stop($pid);

# ---- is the team's ----
my ($status, $out, $err) = restore($team, $backup);
is $status, 0, 'it is restored into a folder that was not there' or diag $err;
like $out, qr/It watches 2 monitors/, 'it says how much it holds';
is sprintf('%o', (stat $team)[2] & 0777), '700', 'in a folder of its own';
is sprintf('%o', (stat "$team/caduca.db")[2] & 0777), '600', 'that nobody else reads';
is_deeply [ sort keys %{ all_in($team) } ], ["$team/caduca.db"], 'nothing else is left there';
$pid = daemon_start(state => $team, config => "workers = 1;\n");
my @fields = qw(id name host service);
is_deeply [ map { my $r = $_; +{ map { $_ => $r->{$_} } @fields } } @{ json('list', '--json') } ],
	[ map { my $r = $_; +{ map { $_ => $r->{$_} } @fields } } @$rows ], 'its monitors are those of the backup';
is json('renewal', 'list', '--json')->[0]{domain}, 'seu.exemple.test', 'its renewal goes on';
my $now = json('log', '--json');
is_deeply [ @$now[ 1 .. $#$now ] ], $log, 'every line of the trail is there, with its login and hash';
is $now->[0]{what}, 'database.restore', 'and one more says that it was restored';
is $now->[0]{after}{head}, $head, '... from which trail';
is $now->[0]{uid}, $<, '... and by whom';
like +(run('log', '--limit', 1))[1], qr/restored a backup +head of its trail: $head$/m, '... in words too';
is run('log', '--verify'), 0, 'the chain holds';
is run('add', 'new.exemple.test'), 0, 'and work goes on';
daemon_stop($pid);

# ---- what there is is not replaced unless that is said, and then kept ----
refused('replacing a database', qr/There is something of that name already.*--replace/s, $team, $backup);
my $replaced = sha256_hex(slurp("$team/caduca.db"));
my @left = ("$team/caduca.db.backup-a1B2c3", map { "$team/caduca.db.restore-a1B2c3$_" } '', '-wal', '.lock');
my @others = map { "$team/caduca.db.restore-$_" } 'notes', 'a1B2c3.txt';
spew($_, 'x') for @left, @others;
($status, $out, $err) = restore($team, $backup, '--replace');
is $status, 0, 'with --replace it takes its place' or diag $err;
is_deeply [ grep { -e } @left, @others ], \@others, 'what a restoring or a backup that was killed left is gone, and nothing else';
unlink @others;
my ($kept) = glob "$team/caduca.db.replaced-*";
is sha256_hex(slurp($kept)), $replaced, 'and the other one is kept whole';
like $out, qr/\Q$kept\E/, '... under the name that it says';
spew($left[0], 'x');
$pid = daemon_start(state => $team, config => "workers = 1;\n");
is scalar @{ json('list', '--json') }, 2, 'the backup is what is served now';
ok !-e $left[0], '... and a backend that starts clears such leavings away too';
my $killed = $pid;
run('add', 'unmerged.exemple.test');
daemon_stop($killed, 'KILL');
ok -e "$team/caduca.db-wal", 'a backend that was killed leaves its log';
($status, $out, $err) = restore($team, $backup, '--replace');
is $status, 0, 'what it left is replaced too' or diag $err;
ok !-e "$team/caduca.db-wal", 'its log is not met by what took its place';
my ($second) = grep { $_ ne $kept } glob "$team/caduca.db.replaced-*";
mkdir my $again = folder() . '/again', 0700;
rename $second, "$again/caduca.db";
$pid = daemon_start(state => $again, config => "workers = 1;\n");
is scalar @{ json('list', '--json') }, 3, 'and what was in that log is in the one that is kept';
run('add', 'unmerged-too.exemple.test');
daemon_stop($pid, 'KILL');
my $halfway = "$again/caduca.db.replaced-20261130T000000Z";
link "$again/caduca.db", $halfway;
rename "$again/caduca.db-wal", "$halfway-wal" or die "no log: $!";
$pid = daemon_start(state => $again, config => "workers = 1;\n");
is scalar @{ json('list', '--json') }, 4, 'a restoring that was killed halfway has its log put back';
ok !-e $halfway && !-e "$halfway-wal", 'and its second name goes';
run('add', 'unmerged-again.exemple.test');
daemon_stop($pid, 'KILL');
link "$again/caduca.db", $halfway;
spew("$halfway-wal", 'of before');
$pid = daemon_start(state => $again, config => "workers = 1;\n");
is scalar @{ json('list', '--json') }, 5, 'a log that was left aside takes the place of no newer one';
is slurp("$halfway-wal"), 'of before', 'and both are kept';
daemon_stop($pid);

# ---- what is no whole backup ----
sub altered {
	my ($change) = @_;
	my $bytes = slurp($backup);
	$change->(\$bytes);
	spew(folder() . '/altered.db', $bytes);
	return folder() . '/altered.db';
}
my @replace = ($team, altered(sub { ${ $_[0] } = substr ${ $_[0] }, 0, length(${ $_[0] }) / 2 }), '--replace');
refused('half a backup', qr/database is damaged|no database of Caduca/, @replace);
altered(sub { ${ $_[0] } =~ s/tramits(\.exemple\.test\x01\xbb)/TRAMITS$1/ });    # in the table or in its index, not in both
refused('one with a damaged page', qr/database is damaged/, @replace);
altered(sub { my $at = rindex ${ $_[0] }, '"tramits.exemple.test"'; substr(${ $_[0] }, $at + 1, 7) = 'TRAMITS' });
refused('one with another trail', qr/audit trail was altered: event \d+ was changed/, @replace);
altered(sub { ${ $_[0] } =~ s/CREATE TRIGGER event_in_order\K BEFORE INSERT ON event/  AFTER INSERT ON event/ or die });
refused('one with a trigger of another', qr/database is damaged/, @replace);
altered(sub { substr(${ $_[0] }, 60, 4) = pack 'N', 900 });
refused('one of a newer program', qr/newer version of Caduca.*tables of version 900.*up to \d+/s, @replace);
{
	# Where next to nothing can be written, what is refused by its first bytes is still told for what it is.
	my ($status, undef, $err) = run_limited(@replace);
	is $status, 1, '... before it is copied';
	like $err, qr/tables of version 900/, '... as it would be then';
}
altered(sub { substr(${ $_[0] }, 68, 4) = pack 'N', 1 });
refused('the database of another program', qr/no database of Caduca/, @replace);
altered(sub { ${ $_[0] } = '' });
refused('an empty file', qr/no database of Caduca/, @replace);
altered(sub { ${ $_[0] } = "SELECT 1;\n" x 1000 });
refused('a file of something else', qr/no database of Caduca/, @replace);
altered(sub { });
spew(folder() . '/altered.db-wal', 'x');
refused('the file of a database that is open', qr/not a backup: its log stands beside it/, @replace);
unlink folder() . '/altered.db-wal';
refused('a folder', qr/not a regular file/, $team, folder(), '--replace');
refused('the database itself', qr/database itself/, $team, "$team/caduca.db", '--replace');
SKIP: {
	skip 'only root meets the folder of another user', 3 if $>;
	chown 1, 1, $team;
	refused('in the folder of another user', qr/It belongs to somebody else.*'\Q$team\E'.*runuser -u caduca/s, $team, $backup, '--replace');
	chown 0, 0, $team;
}
refused('a file that is not there', qr/nowhere\.db' is not there/, $team, folder() . '/nowhere.db', '--replace');

# ---- from a descriptor that whoever starts it has opened ----
my $stdin = folder() . '/by-input';
system("'${\build()}/caducad' --state '$stdin' --restore - <'$backup' >/dev/null");
is $?, 0, 'the standard input is a backup too';
$pid = daemon_start(state => $stdin, config => "workers = 1;\n");
is scalar @{ json('list', '--json') }, 2, '... which is served';
daemon_stop($pid);
done_testing;

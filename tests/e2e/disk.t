#!/usr/bin/perl
# A full disk, a database of a newer version, a file that is no database: each is told, nothing is lost, and when there
# is room again the work goes on by itself.
use strict;
use warnings;
use Caduca;
use Fcntl 'SEEK_SET';
use Test::More;

my $database = folder() . '/state/caduca/caduca.db';

my $later = stopped_clock();

# ---- full ----
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();
is $c->call('monitor.add', { host => 'abans.exemple.cat' })->{ok}{version}, 1, 'a host is added while there is room';
my $size = (-s $database) + (-s "$database-wal");
is system('prlimit', '--pid', $pid, '--fsize=' . ($size & ~4095) . ':'), 0, 'then the disk is full';
my ($refused, @kept) = (undef, 'abans.exemple.cat');
for my $n (1 .. 400) {
	my $a = $c->call('monitor.add', { host => "h$n.exemple.cat", service => 'x' x 150 });
	if ($a->{error}) { $refused = $a; last; }
	push @kept, "h$n.exemple.cat";
}
is $refused->{error}{code}, 'disk-full', 'an addition is refused as disk-full';
is $c->call('status')->{ok}{store}, 'disk-full', 'the state says so';
# whatever is tried meanwhile
my $version = $c->call('monitor.edit', { id => 1, version => 7, host => 'a' })->{error}{code};
is $version, 'conflict', 'what is refused for another reason is refused for that';
is $c->call('status')->{ok}{store}, 'disk-full', 'and says nothing of the disk';
for (1 .. 3) {
	$later->(4000);
	is $c->call('status')->{ok}{store}, 'disk-full', 'some seconds later it still is so' for 1 .. 2;
}
$c->call('monitor.list', {});
is scalar @{ $c->{parts} }, scalar @kept, 'the list is still served';
my $watch = connect_to();
$watch->say({ id => 1, do => 'watch', args => {} });
is system('prlimit', '--pid', $pid, '--fsize=unlimited:'), 0, 'then there is room';
my $state = 'disk-full';
$later->(4000);
while ($state ne 'ok' && (my $e = $watch->hear)) { $state = $e->{data}{store} if ($e->{event} || '') eq 'status'; }
is $state, 'ok', 'followers hear that it can be written again, and nobody asked';
is $c->call('monitor.add', { host => 'despres.exemple.cat' })->{ok}{version}, 1, 'a host is added again';
push @kept, 'despres.exemple.cat';
daemon_stop($pid, 'KILL');
$pid = daemon_start();
$c = connect_to();
$c->call('monitor.list', {});
is join(' ', sort map { $_->{host} } @{ $c->{parts} }), join(' ', sort @kept),
	'after all that, what was acknowledged is there and what was refused is not';
ok $c->call('log.verify')->{ok}, 'and the audit trail holds';
is daemon_stop($pid), 0, 'the backend ends well';

# ---- newer ----
open my $f, '+<', $database or die $!;
binmode $f;
sysseek $f, 60, SEEK_SET;    # user_version in the header of the file
syswrite $f, pack 'N', 9000;
close $f;
my ($second, $said) = daemon_start();
like $said, qr/^newer-database .*9000/, 'a database of a newer version is refused, and the version named';
daemon_stop($second);
my $before = slurp($database);
is length($before), -s $database, 'and left as it was';

# ---- none ----
spew($database, "this is no database\n" x 100);
($second, $said) = daemon_start();
like $said, qr/^not-a-database /, 'a file that is no database is refused';
daemon_stop($second);
is slurp($database), "this is no database\n" x 100, 'and left as it was';

# ---- full, while alerts are recorded ----
mkdir folder() . '/state3';
$pid = daemon_start(state => folder() . '/state3/caduca', config => "workers = 1;\n");
$c = connect_to();
$c->call('monitor.add', { host => 'avisat.exemple.cat' });
$database = folder() . '/state3/caduca/caduca.db';
$size = (-s $database) + (-s "$database-wal");
is system('prlimit', '--pid', $pid, '--fsize=' . ($size & ~4095) . ':'), 0, 'the disk is full again';
for my $n (1 .. 400) {
	$refused = $c->call('alert.record', { text => "avisat.exemple.cat $n" . ' caduca' x 250 });
	last if $refused->{error};
}
is $refused->{error}{code}, 'disk-full', 'an alert is refused as disk-full';
is $c->call('status')->{ok}{store}, 'disk-full', 'and the state says so';
is system('prlimit', '--pid', $pid, '--fsize=unlimited:'), 0, 'then there is room';
ok $c->call('alert.record', { text => 'avisat.exemple.cat' })->{ok}, 'and the next one is recorded';
ok $c->call('log.verify')->{ok}, 'the audit trail holds';
is daemon_stop($pid), 0, 'the backend ends well';

# ---- what a person sees of it ----
mkdir folder() . '/state2';
my ($status, $out, $err);
{
	local $ENV{XDG_STATE_HOME} = folder() . '/state2';
	mkdir folder() . '/state2/caduca', 0700;
	spew(folder() . '/state2/caduca/caduca.db', "this is no database\n" x 100);
	($status, $out, $err) = ctl('list');
}
is $status, 1, 'caducactl ends with 1';
like $err, qr/caduca\.db/, 'and names the file';
done_testing;

#!/usr/bin/perl
# The file system of the state turns read-only under a team's service, and back: what would change something is refused by
# name, everything is read as before, a console says what is wrong for as long as it is so, and when it can be written again
# the work goes on by itself. Of one that the kernel turned read-only after an error, for good, what was acknowledged is there
# when it was repaired; on one that is read-only from the start the service says so, and does not begin.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';

my $later = stopped_clock();

# A file system of our own, of a kind whose files can be made immutable while they are written.
my ($image, $disk) = (folder() . '/image', team_folder() . '/disk');
mkdir $disk, 0755;
sub mounted { my ($how) = @_; return system("mount -o '$how' '$image' '$disk' 2>/dev/null") == 0 }
plan skip_all => 'no file system of our own can be mounted here'
	if system("truncate -s 64M '$image' && mkfs.ext4 -q -F '$image' 2>/dev/null") || !mounted('loop,errors=remount-ro');
my $state = "$disk/caduca";
mkdir $state, 0700;
chown uid_of('caduca'), -1, $state;
my $database = "$state/caduca.db";

sub said { my ($a) = @_; return !$a ? 'nothing' : $a->{error} ? $a->{error}{code} : 'ok' }
sub add { my ($c, $host) = @_; return said($c->call('monitor.add', { host => "$host.exemple.cat", type => 'planned' })) }
sub hosts { my ($c) = @_; return join ' ', sort map { $_->{host} =~ s/\..*//r } rows($c) }

my $refused_on_screen = qr/cannot be written/;
my $pid = team_start(state => $state, config => "workers = 1;\n");
my ($one, $other) = map { team_connect($_) } qw(operador altra);
is add($one, 'abans'), 'ok', 'something is written';
my $console = console_meanwhile('lectora');
is $console->shows(qr/abans\.exemple\.cat/), 0, 'and a console shows it';

# ---- for a while ----

is system('chattr', '+i', $database, "$database-wal"), 0, 'then the files of the state cannot be written';
is add($one, 'refusat'), 'read-only', 'what would change something is refused by name';
is $console->shows($refused_on_screen), 0, 'the console says it in its head';
is hosts($other), 'abans', 'the list is read as before';
is said($other->call('log', { limit => 1 })), 'ok', 'and so is the trail';
# as long as it is so, however often it is tried meanwhile
for my $time (1 .. 3) {
	$later->(4000);
	is $one->call('status')->{ok}{store}, 'read-only', 'some seconds later it still is so' for 1 .. 2;
}
is $other->call('ticket.list', { limit => 1 })->{error}{code}, undef, 'another reads on';
my ($check) = grep { $_->{name} eq 'database' } @{ decode_json((ctl_as('lectora', 'doctor', '--json'))[1]) };
is "$check->{state} $check->{args}{state}", 'failed read-only', 'doctor says it';
like join(' ', ctl_as('lectora', 'check')), qr/cannot be written/, 'and so does check, to Nagios';
is system('chattr', '-i', $database, "$database-wal"), 0, 'then they can';
ok wait_until('it to be tried', sub { $later->(4000); $one->call('status')->{ok}{store} eq 'ok' }), 'it is found by itself';
is $console->shows(qr/\A(?!.*$refused_on_screen)/s), 0, 'the console says it no more';
is add($one, 'despres'), 'ok', 'and something is written again';
ok $console->leave, 'the console ends';

# ---- for good: the kernel does so after an error of the disk ----

is system('mount', '-o', 'remount,abort', $disk), 0, 'the kernel turns the file system read-only';
is add($other, 'perdut'), 'read-only', 'that is said as the same';
is hosts($other), 'abans despres', 'and the list is read on';
like team_log(), qr/cannot be written: .*[Rr]ead-only/, 'the log has what the system said';
is team_stop($pid), 0, 'it ends when asked to';
system('umount', $disk);
system("e2fsck -y '$image' >/dev/null 2>&1");
ok mounted('loop'), 'repaired, it is mounted again';
$pid = team_start(state => $state, config => "workers = 1;\n");
$one = team_connect('operador');
is hosts($one), 'abans despres', 'what was acknowledged is there, and what was refused is not';
is said($one->call('log.verify')), 'ok', 'and the trail holds';
is team_stop($pid), 0, 'it ends when asked to';
system('umount', $disk);

# ---- from the start ----

ok mounted('loop,ro'), 'it is mounted read-only';
is eval { team_start(state => $state); 'it serves' } // $@ =~ /(read-only .*)/, 1, 'a service that begins there does not serve';
like $@, qr/did not start: read-only .*\Q$state\E/, 'and says why, and of which file';
system('umount', $disk);
done_testing;

#!/usr/bin/perl
# The clock of the machine is set back a day while a team works: nobody waits a day for anything. Changes are written, and the
# chain of the trail holds, in the order in which they were made; who comes, goes, is handed something or asks too much is told
# as before; hosts are probed and backups made when it is their time; and people are told that times are not in order.
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
my $HOUR = 3600;
my ($wall, $mono) = (1795429800, 0);    # 2026-11-23T10:30:00Z
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);
sub set_clock { seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$wall $mono" }
my ($pid, $root);
# Who is in which group is asked for again then, by a child that no more time passes for: it may be slow.
sub later {
	my ($s) = @_;
	$wall += $s;
	$mono += 1000 * $s;
	set_clock();
	$root->call('status') for 1 .. 3;
	wait_until('the groups to be known', sub { $root->call('status'); !grep { (slurp("/proc/$_/cmdline") // '') =~ /\0membership\0/ } children($pid) });
}
sub set_back { $wall -= 86400; set_clock() }
set_clock();
chmod 0755, folder();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';

my $kept = team_folder() . '/backups';
mkdir $kept, 0700;
chown uid_of('caduca'), -1, $kept;
fleet_start('--set', 'bulk', '--count', 10, '--now', $wall);
$pid = team_start(config => "workers = 1;\nbackup = { folder = \"$kept\"; every = 24; keep = 9; };\n");
# Of root the groups are never asked for, which hours that pass in a moment would find too old to hold.
$root = team_connect('root');
add_all($root, manifest());
ok sweep($root)->{ok}, 'hosts are probed';
sub backups { return scalar grep { m{/caduca-[^/]*\.db$} } glob "$kept/*" }
ok wait_until('a backup', sub { backups() == 1 && !defined $root->call('status')->{ok}{backup}{error} && $root->call('status')->{ok}{backup}{last} }, 300), 'a backup is made';

my %c = map { $_ => team_connect($_) } qw(operador altra lectora);
$_->call('watch') for values %c;
my $console = console_meanwhile('root');
is $console->shows(qr/host-00000/), 0, 'a console is open';
sub add { my ($c, $name) = @_; my $a = $c->call('monitor.add', { host => "$name.exemple.cat", type => 'planned' }); return $a->{ok} ? 'ok' : $a->{error}{code} }
# The last event of that name; it has heard all that came before its question.
sub heard { my ($c, $name) = @_; $c->call('status'); my ($last) = grep { $_->{event} eq $name } reverse @{ $c->{events} }; return $last->{data} }
sub there { return join ' ', map { $_->{login} } @{ heard($c{operador}, 'people')->{people} } }
is add($c{operador}, 'abans'), 'ok', 'something is written';
my $renewal = $c{operador}->call('renewal.open', { monitors => [1], procedure => 'permisos-remedy' })->{ok}{renewal};

# ---- back ----

later(12 * $HOUR);
is add($c{altra}, 'dotze-hores-despres'), 'ok', 'and something twelve hours later';
is $c{lectora}->call('status')->{ok}{clock_behind}, 0, 'nothing is wrong with the clock';
set_back();
is add($c{altra}, 'ahir'), 'ok', 'a day back one writes at once';
is add($c{operador}, 'ahir-tambe'), 'ok', 'and so does another';
later(61);
ok wait_until('the clock to be looked at', sub { $c{lectora}->call('status')->{ok}{clock_behind} }), 'it is found that it was set back';
is $console->shows(qr/clock was set back/), 0, 'a console says it in its head';
like join(' ', ctl_as('lectora', 'check')), qr/The clock was set back/, 'check does';
my ($check) = grep { $_->{name} eq 'clock' } @{ decode_json((ctl_as('lectora', 'doctor', '--json'))[1]) };
is $check->{state}, 'failed', 'and doctor does';

# ---- the trail ----

my @events = reverse @{ $root->call('log', { limit => 20 })->{ok}{events} };
is_deeply [ map { $_->{seq} - $events[0]{seq} } @events ], [ 0 .. $#events ], 'the trail is in the order in which it was written';
my %at = map { ref $_->{after} && $_->{after}{host} ? ($_->{after}{host} =~ s/\..*//r => $_) : () } @events;
ok $at{ahir}{seq} > $at{'dotze-hores-despres'}{seq} && $at{ahir}{at} < $at{'dotze-hores-despres'}{at}, 'not in that of its times';
ok $root->call('log.verify')->{ok}, 'and its chain holds';

# ---- people ----

my $is_there = there();
close $c{altra}{socket};
ok wait_until('him to be gone', sub { there() eq $is_there =~ s/\baltra //r }), 'who goes is seen to be gone';
$c{altra} = team_connect('altra');
$c{altra}->call('watch');
ok wait_until('him to be there', sub { there() eq $is_there }), 'and who comes, to be there';
is +(ctl_as('altra', 'renewal', 'takeover', $renewal->{id}))[0], 0, 'a renewal is taken over';
ok wait_until('the notice', sub { ((heard($c{operador}, 'notices') // {})->{notices} // [])->[0]{by} // '' eq 'altra' }), 'and whom it was taken from is told';
{
	my $many = 700;    # more than are saved (daemon/limits.h)
	$c{lectora}->raw(join '', map { qq({"id":$_,"do":"status"}\n) } 10_001 .. 10_000 + $many);
	my $answered = 0;
	while ($answered < $many && (my $o = $c{lectora}->hear)) { $answered += defined $o->{id} && $o->{id} > 10_000 }
	is $answered, $many, 'who asks too much waits a moment, and no day';
}

# ---- what the service does by itself ----

later(7 * $HOUR);
ok wait_until('a probe of each', sub { !grep { $_->{host} =~ /^[0-9.]+$/ && $_->{checked_at} < $wall - 1 } grep { $_->{sha256} } rows($root) }),
	'seven hours later each host was probed again';
is backups(), 1, 'nineteen hours after the backup there is no other';
later(5 * $HOUR);
ok wait_until('the next backup', sub { backups() == 2 }, 300), 'and twenty-four hours after it there is';
later(13 * $HOUR);
ok wait_until('the clock to be looked at', sub { !$root->call('status')->{ok}{clock_behind} }),
	'when it is past what was written before, nothing is said any more';
is $console->shows(qr/\A(?!.*clock was set back)/s), 0, 'nor in the console';
ok $console->leave, 'which ends';
is team_stop($pid), 0, 'the service ends when asked to';

# ---- a service that starts then ----

set_back();
$pid = team_start();
cmp_ok team_connect('root')->call('status')->{ok}{clock_behind}, '>', 0, 'one that starts with such a clock says so from the first';
is team_stop($pid), 0, 'it ends';
done_testing;

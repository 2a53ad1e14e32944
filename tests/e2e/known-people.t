#!/usr/bin/perl
# A renewal is handed over to somebody whom the team knows: who is there, has a renewal, is in one of its groups, or has done
# something once. Another login is most likely a slip, and is asked about.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use JSON::PP;
use Pty;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $pid = team_start(config => "groups-every = 1;\n");
ctl_as('root', 'add', '127.0.0.1:9', '--name', "www$_", '--sni', "www$_.exemple.cat") for 1, 2;
ctl_as('operador', 'renewal', 'open', 'www1', '--only');
my $c = team_connect('operador');
sub known { return map { $_->{login} } @{ $c->call('people.known')->{ok}{people} } }
sub hand_over {
	my ($to, %o) = @_;
	my $version = $c->call('renewal.show', { id => 1 })->{ok}{renewal}{version};
	my $a = $c->call('renewal.do', { id => 1, version => $version, what => 'hand-over', args => { to => $to, %o } });
	$c->call('renewal.do', { id => 1, version => $version + 1, what => 'take-over' }) if $a->{ok};
	return $a->{error} ? $a->{error}{code} : 'ok';
}

# ---- who is known ----

ok wait_until('the groups', sub { join(' ', known()) eq 'altra cap operador root' }), 'members of the groups, and who did something';
is hand_over('altra'), 'ok', 'a member who never was there is known';
is hand_over('lectora'), 'unknown-person', 'who may only look is not';
my $reader = team_connect('lectora');
is hand_over('lectora'), 'ok', 'unless she is there';
shutdown $reader->{socket}, 2;
is hand_over('altre'), 'unknown-person', 'a slip is asked about';
is hand_over('altre', agreed => ['unknown-person']), 'ok', 'and done for whoever means it';
is hand_over('altre', agreed => ['unknown-ticket']), 'unknown-person', 'not for whoever means something else';
is hand_over('caducad'), 'unknown-person', 'the backend is nobody';
my %claims = map { $_->{login} => $_->{claims} } @{ $c->call('people.known')->{ok}{people} };
is $claims{operador}, 1, 'with how many renewals each has';

team_groups('caduca-admin' => []);
ok wait_until('the groups', sub { join(' ', known()) eq 'altra operador root' }), 'who was put out of the groups and did nothing is known no more';
{
	my $folder = team_folder();
	system('mkfifo', "$folder/hangs") == 0 && system('mount', '--bind', "$folder/hangs", '/etc/group') == 0 or die;
	ok wait_until('it is asked', sub { known(); grep { slurp("/proc/$_/cmdline") =~ /\0members\0/ } children($pid) }), 'the groups are asked for';
	is hand_over('altra'), 'ok', 'while they do not answer, what they said holds';
	system('umount', '--lazy', '/etc/group') == 0 or die;
}

# ---- caducactl ----

is +(ctl_as('operador', 'renewal', 'handover', 1, 'altre'))[0], 1, 'on the command line a slip is refused';
like +(ctl_as('operador', 'renewal', 'handover', 1, 'altre'))[2], qr/Nobody here is known as altre.*--yes/, 'and what to say is said';
my ($status, $out, $err) = ctl_as('operador', 'renewal', 'handover', 1);
is $status, 1, 'without a login nothing is done';
like $err, qr/^  altra +0 renewals$/m, 'but they are told';
unlike $err, qr/^  operador/m, 'without oneself';
is +(ctl_as('operador', 'renewal', 'handover', 1, 'altre', '--yes'))[0], 0, 'and it is done for whoever means it';
like +(ctl_as('operador', 'renewal', 'show', 1))[1], qr/\baltre\b/, 'whose it is then';
ctl_as('operador', 'renewal', 'takeover', 1);

# ---- the console ----

my $console = console_meanwhile('operador');
ok defined $console->shows(qr/www1/), 'a console';
$console->keys('3');
ok defined $console->shows(qr/1 open/), 'on the renewals';
$console->keys('<Enter>');
ok defined $console->shows(qr/0\.1 /), 'in one';
$console->keys('t');
ok defined $console->shows(qr/^ *1 +altra *$/m), 'the people are offered';
my $screen = join "\n", $console->screen;
unlike $screen, qr/^ *\d +operador *$/m, 'without oneself';
like $screen, qr/somebody else…/, 'and somebody else';
my ($last) = $screen =~ /^ *(\d) +somebody else…/m;
$console->keys($last);
ok defined $console->shows(qr/The login of whoever/), 'whose login is typed';
$console->keys('ningú<Enter>');
ok defined $console->shows(qr/I do not know ningú: hand the renewal over all the same\?/), 'an unknown one is asked about';
$console->keys('n');
ok defined $console->shows(qr/Nothing was saved/), 'and not given where that was a slip';
$console->keys('<Esc>');
ok defined $console->shows(qr/Throw away/), 'nor what was typed, in silence';
$console->keys('y');
$console->keys('t');
ok defined $console->shows(qr/^ *1 +altra *$/m), 'they are offered again';
$console->keys('1');
ok defined $console->shows(qr/Hand renewal 1 of \S+ over to altra\?/), 'and the one that was chosen is asked about, with the renewal';
$console->keys('y');
ok defined $console->shows(qr/· altra ·|^ altra ·/m), 'the one that was chosen has it';
$console->keys('<Esc><Esc>');

# ---- all of them, as a list ----

$console->keys('1?/the people<Enter>');
ok defined $console->shows(qr/The people: who is here/), 'the help knows of them';
$console->keys('<Enter>');
ok defined $console->shows(qr/^ operador \(you\) +connected +0 operator *$/m), 'and leads to them: who is here, with which right';
like join("\n", $console->screen), qr/^ altra +never +1 — *$/m, 'a member who was never there, and what is hers';
my $other = team_connect('lectora');
$other->call('watch');
ok defined $console->shows(qr/^ lectora +connected +0 reader *$/m), 'who comes is seen';
$other->call('people.at', { renewal => 1 });
ok defined $console->shows(qr/^ lectora +connected, in renewal 1 /m), 'and where';
shutdown $other->{socket}, 2;
$console->keys('/altra<Enter><Enter>');
ok defined $console->shows(qr/filter: who="altra" \(1\/1\)/), 'what one has is in view 3';
$console->keys('W');
ok defined $console->shows(qr/^ altra +never/m), 'they are a key away there too';
$console->keys('gg<Enter>');
ok defined $console->shows(qr/operador has no open renewal/), 'who has nothing is said to';
$console->keys('1');
ok $console->leave, 'the console ends';
ok !team_stop($pid), 'the backend ends well';
done_testing;

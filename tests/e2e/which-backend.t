#!/usr/bin/perl
# Which backend it is: the team's where there is one on the machine or in the settings, also while it is stopped, and never
# an empty private one in its place; one's own for who asks for it. The console says which, and as whom, waits for the
# team's, and has its rows meanwhile.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use POSIX ();
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $folder = team_folder();
system('mount', '-t', 'tmpfs', 'none', '/run') == 0 or plan skip_all => 'no private /run here';

sub ctl_alone { my ($login, @args) = @_; my ($status, $out, $err) = run_as($login, '', 'caducactl', @args); return "$status $out$err" }
sub state_of { return "$folder/home/$_[0]/.local/state/caduca/caduca.db" }
sub private_ones { return join ' ', glob "$folder/home/*/.local/state/caduca/caduca.db" }

mkdir '/run/caduca', 0755;
chown uid_of('caduca'), -1, '/run/caduca';
like ctl_alone('operador', 'list'), qr{^1 .*team's backend does not answer: .*/run/caduca/socket.*--personal}, 'the team\'s is stopped: that is said, and what else there is';
is private_ones(), '', 'and nothing is started in its place';
like ctl_alone('operador', '--personal', 'list'), qr/^0 /, 'who asks for his own gets it';
is private_ones(), state_of('operador'), 'and has it by himself';
like ctl_alone('operador', '--personal', '--socket', '/run/caduca/socket', 'list'), qr/^2 /, 'both cannot be asked for';

is console_as('altra', <<'END'), '', 'the console says so too, and does not open an empty list of its own';
until The team's backend does not answer
keys q
exit 0
END
is private_ones(), state_of('operador'), 'and starts nothing';
is console_as('altra', <<'END', '--personal'), '', 'asked for one\'s own it says that it is that';
until [personal]
keys q
exit 0
END

my $pid = team_start(socket => '/run/caduca/socket');
like ctl_alone('operador', 'add', 'equip.exemple.cat'), qr/^0 /, 'the team\'s is found by itself';
is((ctl_as('root', 'list', '--json'))[1] =~ /equip\.exemple\.cat/, 1, 'and everybody sees it there');
mkdir "$folder/asked", 0777;
chmod 0777, "$folder/asked";
my $console = open(my $said, '-|') // die $!;
if (!$console) {
	syswrite STDOUT, console_as('lectora', <<"END");
until equip.exemple.cat
expect-row 0 [team · read only]
sh touch $folder/asked/stop
until What you see may be old
expect-row 0 disconnected
expect equip.exemple.cat
sh touch $folder/asked/start
until-gone disconnected
expect-row 0 [team · read only]
keys q
exit 0
END
	POSIX::_exit(0);
}
ok wait_until('the console has its rows', sub { -e "$folder/asked/stop" }), 'the console says that it is the team\'s and as whom';
team_stop($pid);
ok wait_until('the console says that it is gone', sub { -e "$folder/asked/start" }), 'and keeps its rows while it is away';
team_start(socket => '/run/caduca/socket');
is join('', <$said>), '', 'and comes back by itself';
close $said;
done_testing;

#!/usr/bin/perl
# Every operation, asked for by a user of each group over the team's socket: who has its right is heard, everybody else is told
# which right it is and which group gives it, and nothing is done. And who somebody is, is who opened the connection, whatever
# becomes of it: handed to another process, used under the number of a process that has ended, or with another's name in the
# environment.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use POSIX ();
use Socket;
use Team;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
team_possible() or plan skip_all => 'only root has users of many names';
$ENV{LANGUAGE} = 'en';
my $pid = team_start(config => "workers = 1;\n");
my %rank = (reader => 0, operator => 1, administrator => 2);
my %of = (lectora => 'reader', operador => 'operator', cap => 'administrator', root => 'administrator');
my ($table) = slurp('backend/man/caduca-protocol.7') =~ /operations: begin.*?\n(.*?)operations: end/s;
my @operations = map { [ /^(\S+) Pq (\w+)/ ] } $table =~ /^\.It Ic (\S+ Pq \w+)$/mg;
cmp_ok scalar @operations, '>', 60, scalar(@operations) . ' operations';

sub open_as {
	my ($login) = @_;
	return connect_to(team_socket()) if $login eq 'root';
	local $> = uid_of($login);
	return connect_to(team_socket());
}
my $head;
for my $login (sort keys %of) {
	my @wrong;
	for my $operation (@operations) {
		my ($name, $right) = @$operation;
		my $c = open_as($login) or die;
		my $a = $c->call($name, {});
		my $code = $a && $a->{error} ? $a->{error}{code} : 'ok';
		my $may = $rank{ $of{$login} } >= $rank{$right};
		my $said = $a->{error} ? $a->{error}{args} : {};
		push @wrong, "$name: $code" if ($code eq 'not-allowed') == $may
			|| (!$may && ($said->{right} ne $right || $said->{groups} ne { operator => 'caduca', administrator => 'caduca-admin' }->{$right}));
	}
	is "@wrong", '', "$login, $of{$login}: what his right reaches is heard, and the rest refused by name";
}
{
	local $> = uid_of('ningu');
	my $c = connect_to(team_socket(), silent => 1);
	$c->say({ hello => { protocol => 2, program => 'test', version => '0' } });
	$c->say({ id => 1, do => 'monitor.list' });
	is $c->hear->{error}{code}, 'no-right', 'who is in no group is heard for nothing';
	is $c->hear, undef, 'and let go';
}

# ---- who it is ----

# The connection of a process of that login, which has ended; and the number that it had.
sub left_by {
	my ($login) = @_;
	socketpair my $ours, my $theirs, AF_UNIX, SOCK_STREAM, 0 or die $!;
	my $child = as_user_meanwhile($login, sub {
		my $c = connect_to(team_socket()) or POSIX::_exit(1);
		Caduca::send_fds($theirs, 'x', fileno $c->{socket});
	});
	waitpid $child, 0;
	return ($child, (Caduca::receive_fds($ours))[1]);
}

sub client_of { my ($socket) = @_; return bless { socket => $socket, in => '', id => 0, events => [] }, 'Caduca::Client' }
sub tries { my ($c, $what) = @_; my $a = $c->call('monitor.add', { host => "$what.exemple.cat", type => 'planned' }); return $a->{ok} ? 'ok' : $a->{error}{code} }

{
	my (undef, $fd) = left_by('lectora');
	my $c = client_of($fd);
	my $said = as_user('cap', sub { return tries($c, 'passat') });
	is $said, 'not-allowed', "a reader's connection is a reader's in the hands of an administrator";
	(undef, $fd) = left_by('cap');
	$c = client_of($fd);
	is as_user('lectora', sub { return tries($c, 'rebut') }), 'ok', 'and an administrator\'s is his in the hands of a reader';
	my ($event) = @{ open_as('root')->call('log', { limit => 1 })->{ok}{events} };
	is "$event->{login} $event->{uid}", 'cap ' . uid_of('cap'), 'the trail names who opened it';
}
SKIP: {
	open my $last, '>', '/proc/sys/kernel/ns_last_pid' or skip 'the number of the next process cannot be chosen here', 1;
	my ($child, $fd) = left_by('lectora');
	my $c = client_of($fd);
	my $said;
	for (1 .. 200) {
		sysseek $last, 0, 0;
		syswrite $last, $child - 1;
		pipe(my $read, my $write) or die $!;
		my $next = as_user_meanwhile('cap', sub { syswrite $write, $$ == $child ? tries($c, 'retornat') : 'another' });
		close $write;
		sysread $read, $said, 100;
		waitpid $next, 0;
		last if $next == $child;
	}
	skip 'others were faster each time', 1 if $said eq 'another';
	is $said, 'not-allowed', 'the number of a process that has ended gives its connection to nobody';
}
for my $name (qw(USER LOGNAME SUDO_USER SUDO_UID UID HOME)) {
	local $ENV{$name} = $name =~ /UID/ ? uid_of('cap') : 'cap';
	my ($status, $out, $err) = ctl_as('lectora', 'add', 'fals.exemple.cat');
	like "$status $err", qr/^1 .*right of an operator/, "$name in the environment is nobody";
}
is scalar(grep { $_->{host} !~ /^rebut/ } rows(open_as('root'))), 0, 'nothing was done that was refused';
is team_stop($pid), 0, 'it ends when asked to';
done_testing;

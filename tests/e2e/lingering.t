#!/usr/bin/perl
# A descriptor may be of something whose closing waits: a TCP socket that lingers over what its peer never reads. Whoever
# passes one, member of the team or not, at whatever place, makes nobody else wait.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Socket qw(:DEFAULT SO_LINGER);
use Team;
use Test::More;

alarm 600;    # it only ends a test that has failed

team_possible() or plan skip_all => 'only root has users of many names';
my $pid = team_start(config => "workers = 1;\n");
my $works = team_connect('operador');
is $works->call('status')->{ok}{login}, 'operador', 'somebody works';

socket my $listening, PF_INET, SOCK_STREAM, 0 or die $!;
bind $listening, sockaddr_in(0, INADDR_LOOPBACK) or die $!;
listen $listening, 16;
my @unread;

# A connection that has more to send than its peer takes, and lingers for 18 hours.
sub lingering {
	socket my $s, PF_INET, SOCK_STREAM, 0 or die $!;
	connect $s, getsockname $listening or die $!;
	accept my $peer, $listening or die $!;
	push @unread, $peer;
	$s->blocking(0);
	1 while syswrite $s, 'x' x 65536;
	setsockopt $s, SOL_SOCKET, SO_LINGER, pack 'll', 1, 65535 or die $!;
	return $s;
}

# The last to close it is the backend: it is looking elsewhere until we have closed ours, also where it turns away whoever
# comes.
sub hand_over {
	my ($c, $line, @more) = @_;
	my @held = map { $_->() } @more ? @more : \&lingering;
	kill 'STOP', $pid;
	wait_until('it to stop', sub { slurp("/proc/$pid/stat") =~ /\) T / });
	$c = $c->() if ref $c eq 'CODE';
	syswrite $c->{socket}, $c->{before} if $c->{before};
	Caduca::send_fds($c->{socket}, $line, map { fileno $_ } @held);
	@held = ();
	kill 'CONT', $pid;
}

# A socket of which nobody has taken yet what it brings: one that lingers.
sub laden {
	socketpair my $one, my $two, AF_UNIX, SOCK_STREAM, 0 or die $!;
	hand_over({ socket => $one }, 'x');
	return $two;
}

sub silent_as {
	my ($login) = @_;
	local $> = uid_of($login);
	return connect_to(team_socket(), silent => 1);
}

# He who asks is answered after what was handed over before was dealt with: it came first.
sub works_on {
	my ($what) = @_;
	ok $works->call('status')->{ok} && team_connect('operador')->call('status')->{ok}, $what;
}

for my $login (qw(ningu lectora)) {
	hand_over(sub { silent_as($login) }, '{"hello":');
	works_on("$login passes it before he has said who he is");
	hand_over(sub { silent_as($login) }, '{"hello":', \&laden);
	works_on('or inside of another');
	hand_over(sub { silent_as($login) }, '{"hello":', (\&lingering) x 8);
	works_on('or more of them than are taken');
	hand_over(sub { return { %{ silent_as($login) }, before => "nonsense\n" } }, 'more');
	works_on('or behind what he is shown the door for');
}
my $reader = team_connect('lectora');
hand_over($reader, qq({"id":7,"do":"status"}\n));
is $reader->hear->{id}, 7, 'beside a request that wants none';
hand_over($reader, qq({"id":8,"do":"document.fits","args":{"monitor":1}}\n));
is $reader->hear->{id}, 8, 'beside one that wants a file';
my @kept = (lingering(), lingering());    # whoever closes one last has to wait: nobody closes these
is $reader->call('document.fits', {}, $kept[0])->{error}{code}, 'is-socket', 'as that file';
is team_connect('cap')->call('backup', {}, $kept[1])->{error}{code}, 'not-a-file', 'and as a backup';
works_on('who works, works on');
hand_over(sub { silent_as('ningu') }, '{"hello":');
is team_stop($pid), 0, 'it ends when asked to';
setsockopt $_, SOL_SOCKET, SO_LINGER, pack('ll', 0, 0) or die $! for @kept;
done_testing;

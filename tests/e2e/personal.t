#!/usr/bin/perl
# Personal mode: twenty clients that start at once share one backend; it ends after its last client; a client that
# comes while it ends is served; a stale socket is no hindrance; nobody else's socket is trusted.
use strict;
use warnings;
use Caduca;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX ();
use Test::More;

my $log = folder() . '/state/caduca/caducad.log';
my $socket = folder() . '/run/caduca/socket';

sub configure { spew(folder() . '/config/caduca/caduca.conf', $_[0]); }
sub served { my $n = () = slurp($log) =~ / serves /g; return $n; }
sub ended { my $n = () = slurp($log) =~ /caducad ends/g; return $n; }

sub at_once {
	my ($count, @args) = @_;
	my @pids = map {
		my $pid = fork;
		if (!$pid) {
			open STDOUT, '>', '/dev/null';
			open STDERR, '>>', folder() . '/err';
			exec build() . '/caducactl', @args or POSIX::_exit(127);
		}
		$pid;
	} 1 .. $count;
	my $good = 0;
	for (@pids) { waitpid $_, 0; $good++ unless $?; }
	return $good;
}

configure("linger = 1;\n");
is at_once(20, 'list', '--json'), 20, 'twenty clients that start at once are all served' or diag slurp(folder() . '/err');
is served(), 1, 'by one backend';
is sprintf('%o', (stat folder() . '/run/caduca')[2] & 0777), '700', 'the folder of the socket is 0700';
is sprintf('%o', (stat $socket)[2] & 0777), '600', 'the socket is 0600';
is sprintf('%o', (stat folder() . '/state/caduca/caduca.db')[2] & 0777), '600', 'the database is 0600';
ok wait_until('the backend ends', sub { ended() == 1 }), 'it ends after its last client';
ok !-e $socket, 'and takes its socket with it';

configure("linger = 0;\n");
my ($good, $rounds) = (0, 60);
for (1 .. $rounds) {
	# one client leaves and so ends the backend; three more come right then
	at_once(1, 'list', '--json');
	$good += at_once(3, 'list', '--json');
}
is $good, 3 * $rounds, 'clients that come while the backend ends are served' or diag slurp(folder() . '/err');
wait_until('the last backend ends', sub { ended() == served() });
my ($status, $out) = ctl('add', 'www.exemple.cat');
is $status, 0, 'a host is added';
wait_until('it ends', sub { ended() == served() });
($status, $out) = ctl('list', '--json');
is eval { decode_json($out)->[0]{host} }, 'www.exemple.cat', 'and is there for the next backend';

wait_until('it ends', sub { ended() == served() });
{
	spew(folder() . '/other.conf', "linger = 0;\ninterval = 5;\n");
	my $here = build();
	$here = POSIX::getcwd() . "/$here" unless $here =~ m{^/};
	system 'sh', '-c', "cd '" . folder() . "' && exec '$here/caducactl' --config other.conf doctor --json >doctor.json";
	my ($check) = grep { $_->{name} eq 'settings' } @{ decode_json(slurp(folder() . '/doctor.json')) };
	like $check->{args}{complaints}[0]{place}, qr{^/.*other\.conf:2$}, 'the backend that is started reads the --config of its client';
	system 'sh', '-c', "cd '" . folder() . "' && exec env LANGUAGE=ca '$here/caducactl' --config other.conf doctor >doctor.txt";
	like slurp(folder() . '/doctor.txt'), qr/other\.conf:2: «interval» és un nombre de 60 a \d+$/m, 'what is wrong in it is said in the language of the user';
	wait_until('it ends', sub { ended() == served() });
}
# ---- one state, one backend, wherever its socket is looked for ----

# A connection to the backend that a client starts. It lingers, for us to come: a client may take longer to end, after
# it has hung up, than a backend that does not.
sub held {
	my ($path) = @_;
	my $c;
	configure("linger = 5;\n");
	wait_until('one to be held', sub { ctl('list'); $c = connect_to($path) });
	configure("linger = 0;\n");
	return $c;
}

sub goes_to {
	my ($what) = @_;
	my $before = served();
	my ($status, $out, $err) = ctl('list', '--json');
	is $status, 0, "$what is served" or diag $err;
	is served(), $before, 'by the backend that is there';
}
{
	my $c = held($socket);
	ok $c, 'a console holds a backend';
	{
		local $ENV{XDG_RUNTIME_DIR};
		delete $ENV{XDG_RUNTIME_DIR};
		goes_to('whoever comes without a runtime folder, as cron does,');
	}
	mkdir folder() . '/run2', 0700;
	local $ENV{XDG_RUNTIME_DIR} = folder() . '/run2';
	goes_to('whoever has another one');
	is_deeply [ glob folder() . '/run2/*' ], [], 'where no second socket is made';
	system('rm', '-r', folder() . '/run/caduca');
	$ENV{XDG_RUNTIME_DIR} = folder() . '/run';
	goes_to('and whoever comes when the socket is gone with its folder');
	ok $c->call('status')->{ok}, 'the console goes on';
	close $c->{socket};
	wait_until('it ends', sub { ended() == served() });
	ok wait_until('it', sub { !-e folder() . '/state/caduca/socket' }), 'its other socket goes with it';
}
{
	delete local $ENV{XDG_RUNTIME_DIR};
	my $c = held(folder() . '/state/caduca/socket');
	ok $c, 'one that was started without a runtime folder is held';
	local $ENV{XDG_RUNTIME_DIR} = folder() . '/run';
	goes_to('whoever has one');
	close $c->{socket};
	wait_until('it ends', sub { ended() == served() });
}

# ---- a log that is none ----

my $reader;
for my $what ([ 'a link', sub { symlink folder() . '/elsewhere', $log } ], [ 'a FIFO', sub { POSIX::mkfifo($log, 0600) } ],
	[ 'a FIFO that somebody reads', sub { POSIX::mkfifo($log, 0600) && open $reader, '+<', $log } ]) {
	my ($name, $make) = @$what;
	local $ENV{LANGUAGE} = 'en';
	rename $log, "$log.kept";
	ok $make->(), "the log is $name";
	my ($status, $out, $err) = ctl('list', '--json');
	is $status, 0, 'the backend starts all the same';
	like $err, qr/the backend keeps no log\. It is not a regular file: '\Q$log\E'/, 'and that it keeps none is said';
	($status, $out) = ctl('doctor', '--json');
	my ($check) = grep { $_->{name} eq 'log' } @{ decode_json($out) };
	is $check->{state}, 'warning', 'doctor says it, too';
	ok !-e folder() . '/elsewhere', 'nothing is written where a link leads';
	# it ends when its socket is gone: its log cannot tell
	wait_until('it ends', sub { !-e $socket });
	unlink $log;
	rename "$log.kept", $log;
	is((ctl('list'))[2], '', 'with a file again nothing is said');
	wait_until('it ends', sub { ended() == served() });
}
{
	my $stale = IO::Socket::UNIX->new(Local => $socket, Listen => 1) or die $!;
	close $stale;
	ok -S $socket, 'a socket that nobody serves lies there';
	is at_once(1, 'list', '--json'), 1, 'and hinders nobody';
}
wait_until('it ends', sub { ended() == served() });
for my $closed ('<&- >&- 2>&-', '<&- >&-', '>&- 2>&-') {
	system 'timeout', 10, 'sh', '-c', "exec '" . build() . "/caducactl' list $closed";
	is $? >> 8, 1, "with $closed nothing can be printed, and nothing hangs";
	wait_until('it ends', sub { ended() == served() });
}
is((ctl('doctor'))[0], 0, 'and the database took no harm');
wait_until('it ends', sub { ended() == served() });
($status, $out, my $err) = ctl('list', '--json', '--socket', folder() . '/nowhere');
is $status, 1, 'a named backend that does not answer is an error';
ok !-e folder() . '/nowhere', 'and nothing is started in its place';
like $err, qr/nowhere/, 'and it is named';
SKIP: {
	skip 'only root may enter the folder of another', 2 if $>;
	my $theirs = folder() . '/theirs';
	mkdir $theirs, 0700;
	chown 65534, -1, $theirs;
	local $ENV{XDG_RUNTIME_DIR} = $theirs;
	is((ctl('list'))[0], 0, 'with the runtime folder of another user, as su leaves it, there is a backend');
	is_deeply [ glob "$theirs/*" ], [], 'and nothing of ours in that folder';
	wait_until('it ends', sub { ended() == served() });
}
done_testing;

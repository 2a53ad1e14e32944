#!/usr/bin/perl
# A backend that has no descriptor left lets nobody in for a while: it neither spins nor ends, and serves those it has.
# And one that is passed a descriptor of its own database, with whatever request, keeps the locks that closing it would drop.
use strict;
use warnings;
use Caduca;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

my $program = folder() . '/few';
spew($program, "#!/bin/sh\nulimit -n 40\nexec '" . build() . "/caducad' \"\$@\"\n");
chmod 0755, $program;
my $pid = daemon_start(program => $program);
my $good = connect_to();
is $good->call('monitor.add', { host => 'abans.exemple.cat' })->{ok}{id}, 1, 'a host is added';
my @others = map { IO::Socket::UNIX->new(Peer => folder() . '/socket') } 1 .. 60;
ok wait_until('nobody is let in', sub { daemon_log() =~ /no client can be let in/ }), 'when it has none left it says so';

# Whoever is in is told what is wrong: nothing is called empty that was sent, nor missing that is there.
my $paper = folder() . '/paper';
spew($paper, "nothing\n");
SKIP: {
	skip 'no sendmsg here', 1 if (POSIX::uname())[4] !~ /^(x86_64|aarch64)$/;
	open my $file, '<', $paper or die $!;
	Caduca::send_fds($good->{socket}, qq({"id":900,"do":"document.fits","args":{}}\n), fileno $file);
	is $good->hear->{error}{code}, 'no-descriptors', 'a file that it could not receive was not empty';
}
my $start = $good->call('renewal.open', { monitors => [1], procedure => 'permisos-remedy' });
is $start->{error}{code} // 'begun', 'begun', 'a renewal begins by the procedures that it has read before';

# Counted between two looks for room, however long they take: one that spins turns some ten thousand times.
sub looks { my $n = () = daemon_log() =~ /no client can be let in/g; return $n }
my $turns = $good->call('status')->{ok}{turns};
my $seen = looks();
ok wait_until('another look', sub { looks() > $seen + 1 }), 'it looks again for room';
cmp_ok $good->call('status')->{ok}{turns} - $turns, '<', 200, 'and does not spin in between';
@others = ();
ok connect_to(), 'and lets others in when there is some';
is daemon_stop($pid), 0, 'the backend ends well';

# ---- a descriptor of the database ----

my $database = folder() . '/state/caduca/caduca.db';

# sendmsg with SCM_RIGHTS, which core Perl lacks: struct msghdr and cmsghdr of 64-bit Linux.
sub send_with {
	my ($socket, $line, $file) = @_;
	my %numbers = (x86_64 => 46, aarch64 => 211);
	my $number = $numbers{ (POSIX::uname())[4] } or return;
	my $iov = pack 'PQ', $line, length $line;
	my $control = pack 'QllLx4', 20, 1, 1, fileno $file;
	my $header = pack 'QLx4PQPQLx4', 0, 0, $iov, 1, $control, length $control, 0;
	return syscall($number, fileno $socket, $header, 0) == length $line;
}

sub locks {
	my ($device, $inode) = (stat $database)[0, 1];
	return scalar grep { /POSIX/ && / \Q$pid\E / && /:$inode / } split /\n/, slurp('/proc/locks');
}

$pid = daemon_start();
my $had = locks();
SKIP: {
	skip 'the locks of this kernel cannot be seen', 6 unless $had;
	open my $file, '<', $database or die $!;
	my $c = connect_to();
	my $line = qq({"id":1,"do":"status"}\n);
	skip 'no sendmsg here', 6 unless send_with($c->{socket}, $line, $file);
	my $refused = ($c->hear->{error}{code} || '') eq 'own-database';
	ok $refused, 'a descriptor of the database is refused, whatever it came with';
	ok $refused && !$c->hear, 'and its sender let go';
	is locks(), $had, 'the locks on the database are held';
	for (1 .. 40) {
		my $again = connect_to();
		send_with($again->{socket}, $line, $file);
		$again->hear;
	}
	is locks(), $had, 'and still after forty more';
	my $late = connect_to();
	open my $paper_file, '<', $paper or die $!;
	Caduca::send_fds($late->{socket}, qq({"id":1,"do":"document.fits","args":{}}\n), fileno $paper_file);
	is $late->hear->{error}{code}, 'takes-no-files', 'of any file it says then that it takes none';
	my $open = grep { (readlink $_ || '') eq $database } glob "/proc/$pid/fd/*";
	cmp_ok $open, '<=', 20, 'of which only some were kept';
}
ok connect_to()->call('monitor.add', { host => 'www.exemple.cat' })->{ok}, 'the database works';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

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
{
	open my $file, '<', $paper or die $!;
	my $told = $good->call('document.fits', {}, $file)->{error};
	is $told->{code}, 'no-descriptors', 'a file that it could not receive was not empty';
	like $told->{args}{text}, qr/Too many open files/, 'and why is said';
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

sub locks {
	my ($device, $inode) = (stat $database)[0, 1];
	return scalar grep { /POSIX/ && / \Q$pid\E / && /:$inode / } split /\n/, slurp('/proc/locks');
}

$pid = daemon_start();
my $had = locks();
SKIP: {
	skip 'the locks of this kernel cannot be seen', 4 unless $had;
	open my $file, '<', $database or die $!;
	sub held { return scalar grep { (readlink $_ || '') eq $database } glob "/proc/$pid/fd/*" }
	my $open = held();
	for (1 .. 40) {
		my $c = connect_to();
		Caduca::send_fds($c->{socket}, qq({"id":1,"do":"status"}\n), fileno $file);
		$c->hear;
	}
	is locks(), $had, 'whoever passes a descriptor of the database takes no lock from it';
	is held(), $open, 'and it gets none more';
	is connect_to()->call('document.fits', {}, $file)->{error}{code}, 'is-database', 'as a document it is read like any other';
	is locks(), $had, 'by somebody else';
}
ok connect_to()->call('monitor.add', { host => 'www.exemple.cat' })->{ok}, 'the database works';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

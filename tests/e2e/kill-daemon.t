#!/usr/bin/perl
# The backend is killed with SIGKILL 200 times while clients write: what was acknowledged is there afterwards, and
# the audit trail holds. A second backend on the same state is refused; a stale socket is no hindrance.
use strict;
use warnings;
use Caduca;
use Test::More;
use Time::HiRes 'sleep';

my ($kills, $n, %acknowledged) = ($ENV{CADUCA_TEST_KILLS} || 200, 0);
my ($restarts, $failed) = (0, 0);

for my $round (1 .. $kills) {
	my $pid = daemon_start(config => "workers = 1;\n");
	$restarts++;
	my $c = connect_to() or do { $failed++; next };
	# The killer is a child of its own, so that the blow falls at any moment of the writing; it lifts its hand only
	# after some acknowledgements, so that a slow machine writes as much as a fast one.
	my ($answers, $mercy) = (0, 1 + $round % 5);
	pipe(my $go, my $let) or die $!;
	my $killer = fork;
	if (!$killer) {
		close $let;
		sysread $go, my $byte, 1;
		sleep rand 0.01;
		kill 'KILL', $pid;
		POSIX::_exit(0);
	}
	while (1) {
		$n++;
		syswrite $let, '.' if $answers++ == $mercy;
		my $a = $c->call('monitor.add', { host => "h$n.exemple.cat", port => 1 + $n % 60000 }) or last;
		$acknowledged{"h$n.exemple.cat"} = 1 if $a->{ok};
		if ($n % 3 == 0 && $a->{ok}) {
			my $e = $c->call('monitor.edit', { id => $a->{ok}{id}, version => 1, service => "s$n" }) or last;
			$acknowledged{"h$n.exemple.cat"} = "s$n" if $e->{ok};
		}
	}
	close $let;
	waitpid $killer, 0;
	daemon_stop($pid, 'KILL');
}
is $restarts, $kills, "the backend came back after each of $kills kills";
is $failed, 0, 'and was there for its client each time';
my $pid = daemon_start();
my $c = connect_to();
$c->call('monitor.list', {});
my %there = map { $_->{host} => $_->{service} } @{ $c->{parts} };
my @lost = grep { !exists $there{$_} || ($acknowledged{$_} ne '1' && $there{$_} ne $acknowledged{$_}) } sort keys %acknowledged;
ok scalar(keys %acknowledged) >= $kills / 2, 'many changes were acknowledged: ' . scalar keys %acknowledged;
is "@lost", '', 'no acknowledged change is lost';
my $verify = $c->call('log.verify');
ok $verify->{ok}{head}, 'the audit trail holds' or diag explain $verify;

my ($second, $said) = daemon_start();
like $said, qr/^locked /, 'a second backend on the same state is refused';
daemon_stop($second);
ok $c->call('status')->{ok}, 'and the first serves on';
is daemon_stop($pid), 0, 'and ends well';
done_testing;

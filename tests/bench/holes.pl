#!/usr/bin/perl
# 2,000 hosts of which 30 % are black holes, all under way at once in one worker: the living are told of as when they
# are alone, and no attempt outlives its deadline by more than a quarter of a second. Time counts from the moment in
# which the worker's line was written, so what waits inside the worker is in it.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use IO::Socket::UNIX;
use JSON::PP;
use Socket;
use Time::HiRes 'time';

my $count = $ENV{HOSTS} || 2000;
my $rounds = rounds(3);
my $deadline = 10000;
my $json = JSON::PP->new->utf8->canonical;

sub worker_start {
	my ($ours, $theirs) = IO::Socket::UNIX->socketpair(AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die $!;
	my $pid = fork;
	if (!$pid) {
		close $ours;
		open STDIN, '<&', $theirs;
		open STDOUT, '>&', $theirs;
		exec build() . '/caducad', '--role', 'probe', '--ca-folder', folder() . '/fleet/ca', '--in-flight', 2 * $count;
	}
	close $theirs;
	return ($pid, $ours);
}

# What is said of a host whenever it is probed.
sub lasting {
	my ($result) = @_;
	delete $result->{probe_id};
	return $json->encode($result);
}

# ({name => what was said}, {name => ms from its line to its result})
sub sweep_ms {
	my (@hosts) = @_;
	my ($pid, $s) = worker_start();
	my (%said, %took, @sent);
	$s->autoflush(1);
	<$s>;    # it is ready
	if (!fork) {    # writes, while the other reads: neither waits for the other
		print $s $json->encode({ probe => { probe_id => 0 + $_, host => $hosts[$_]{host}, port => 0 + $hosts[$_]{port},
			sni => $hosts[$_]{sni}, protocol => 'tls', deadline => $deadline } }), "\n" for 0 .. $#hosts;
		POSIX::_exit(0);
	}
	my $began = time;    # before any line was read: the strictest moment
	while (keys %said < @hosts) {
		defined(my $line = <$s>) or die "the worker has ended\n";
		my $r = $json->decode($line)->{result} or next;
		my $name = $hosts[ $r->{probe_id} ]{name};
		$took{$name} = (time - $began) * 1000;
		$said{$name} = lasting($r);
	}
	close $s;
	waitpid -1, 0 for 1 .. 2;
	return (\%said, \%took);
}

print "black holes: $count hosts, $rounds rounds", load();
fleet_start('--set', 'holes', '--count', $count);
my @hosts = manifest();
my @good = grep { $_->{service} ne 'Forats' } @hosts;
my @holes = grep { $_->{service} eq 'Forats' } @hosts;
my (@late, @alone, @among, @different);
for my $round (1 .. $rounds) {
	progress("round $round of $rounds, the living alone");
	my ($clean, $clean_ms) = sweep_ms(@good);
	progress("round $round of $rounds, all");
	my ($said, $ms) = sweep_ms(@hosts);
	push @different, scalar grep { $said->{ $_->{name} } ne $clean->{ $_->{name} } } @good;
	push @alone, (sort { $a <=> $b } values %$clean_ms)[-1];
	push @among, (sort { $a <=> $b } map { $ms->{ $_->{name} } } @good)[-1];
	push @late, (sort { $a <=> $b } map { $ms->{ $_->{name} } - $deadline } @hosts)[-1];
	my @living = grep { $said->{ $_->{name} } !~ /"outcome":"(timeout|unreachable)"/ } @holes;
	die scalar(@living) . " black holes answered\n" if @living;
}
progress('');
title(@hosts . ' hosts, ' . @holes . ' of them black holes');
figure('results of the living that differ', '', 0, @different);
figure('the last of the living, alone', 'ms', undef, @alone);
figure('the last of the living, among black holes', 'ms', undef, @among);
figure('the last attempt after its deadline', 'ms', 250, @late);

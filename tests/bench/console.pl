#!/usr/bin/perl
# The console (and the memory of both sides, and how long the backend takes to start) with 10,000 and 100,000 monitors of the real backend, all of them seen: each
# of 10,000 hosts on loopback is watched under one name, then under ten (nine of which its certificate does not have).
# What is measured on the pseudo-terminal stands in console.c.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use POSIX 'WNOHANG';
use Time::HiRes qw(sleep time);

my $hosts = $ENV{HOSTS} || 10000;
my $rounds = rounds(5);
my @names = (1, 10);    # a host
my @hosts;

sub console {
	my ($phase, $count) = @_;
	unlink folder() . '/state/caduca/console';    # how the last one was left
	my $line = `BUILD=@{[build()]} @{[build()]}/bench/console $phase $count @{[folder()]}/socket`;
	die "the console's bench did not run: $phase\n" if $?;
	return decode_json($line);
}

# Sweeps without end in a process of its own; returns what ends it.
sub sweeps_start {
	my $pid = fork;
	return sub { kill 'KILL', $pid; waitpid $pid, 0 } if $pid;
	my $c = connect_to();
	sweep($c) while 1;
}

sub probing { return connect_to()->call('status')->{ok}{probing}{total} }

# As a list, with caducactl: tried first, then written.
sub import_list {
	my (@rows) = @_;
	my @columns = qw(host port sni name kind service environment);
	my $file = folder() . '/list.csv';
	spew($file, join '', map { "$_\n" } join(',', @columns), map { my $r = $_; join ',', map { $r->{$_} // '' } @columns } @rows);
	my $began = time;
	my ($status, $out, $err) = ctl('import', $file, '--socket', folder() . '/socket');
	die "the list was not imported: $out$err" if $status;
	return time - $began;
}

sub fill {
	my ($c, $names, @hosts) = @_;
	my $began;
	my @rows = map { my $n = $_; map { +{ %$_, $n ? (sni => "nom$n.$_->{sni}", name => "$_->{name} nom$n") : () } } @hosts } @$names;
	progress('importing');
	figure('import of ' . @rows . ' monitors', 's', @rows <= 10000 ? 2 : 15, import_list(@rows));
	progress('first sweep');
	$began = time;
	sweep($c);
	note(sprintf 'swept in %.1f s', time - $began);
}

sub pool { my ($key, @runs) = @_; return map { @{ $_->{$key} } } @runs }

sub percentile {
	my ($p, @v) = @_;
	@v = sort { $a <=> $b } @v;
	return $v[ int($p * $#v / 100 + 0.5) ];
}

# The backend of the measurement; the clock stands still for what is measured, not for it.
my $pid;
sub backend { $pid = daemon_start(@_, before => sub { delete $ENV{CADUCA_CLOCK} }) }

# Seconds from the fork until it takes clients, on a database that it closed well.
sub restart_s {
	daemon_stop($pid);
	my $began = time;
	backend();
	return time - $began;
}

sub measure {
	my ($count, $first_ms) = @_;
	my (@start, @keys);
	progress('starts of the backend');
	my @restarts = map { restart_s() } 1 .. $rounds;
	sleep 1;    # the backend rests
	my $rest = rss_kb($pid) / 1024;
	for (1 .. $rounds) { progress("start $_ of $rounds"); push @start, console('start', $count) }
	progress('bytes');
	my $bytes = console('bytes', $count);
	progress('views');
	my @views = map { console('views', $count) } 1 .. $rounds;
	my @storms = map { console('storm', $count)->{paintings} } 1 .. $rounds;
	my $stop = sweeps_start();
	wait_until('a sweep', \&probing) or die "nothing is being probed\n";
	for (1 .. $rounds) { progress("keys $_ of $rounds"); push @keys, console('keys', $count) }
	my $still_probing = probing();
	$stop->();
	die "the sweeps ended too early\n" unless $still_probing;
	progress('');
	title("$count monitors");
	figure('first full screen', 'ms', $first_ms, map { $_->{full_ms} } @start);
	figure('  of it waited for a processor', 'ms', undef, map { $_->{waited_ms} } @start);
	figure('all rows loaded and counted', 'ms', undef, map { $_->{loaded_ms} } @start);
	for (['key to first byte while probing', 'first_ms', 5], ['key to moved cursor while probing', 'moved_ms', undef],
		['  of it not waiting for a processor', 'own_ms', undef]) {
		my ($what, $key, $limit) = @$_;
		figure("$what, p50", 'ms', undef, map { percentile(50, @{ $_->{$key} }) } @keys);
		figure("$what, p99", 'ms', $limit, map { percentile(99, @{ $_->{$key} }) } @keys);
	}
	figure('cursor move', 'bytes', 250, @{ $bytes->{move} });
	figure('cursor move, list scrolls', 'bytes', undef, @{ $bytes->{scroll} });
	figure('cursor move with the detail pane', 'bytes', 1000, @{ $bytes->{move_pane} });
	figure('page', 'bytes', 2600, @{ $bytes->{page} });
	figure('page with the detail pane', 'bytes', undef, @{ $bytes->{page_pane} });
	for my $view (1 .. 6) {
		my $costs = $bytes->{views}[ $view - 1 ];
		figure("view $view, cursor move", 'bytes', 1000, @{ $costs->{move} });
		figure("view $view, page", 'bytes', 2600, @{ $costs->{page} });
	}
	for my $change (sort keys %{ $views[0] }) { figure($change, 'ms', 16, map { $_->{$change} } @views) }
	figure('200 sizes', 'paintings', 1, @storms);
	figure('nothing changes, 3 s', 'bytes', 0, map { $_->{still} } @start);
	figure('nothing changes, 3 s, in each of the views', 'bytes', 0, @{ $bytes->{still} });
	my @memory = map { $_->{memory_kb} / 1024 } @start;
	figure('memory of the console and its guard', 'MB', $count <= 10000 ? 30 : undef, @memory);
	figure('memory of the backend at rest', 'MB', $count <= 10000 ? 64 : 400, $rest);
	figure('start of the backend', 's', $count <= 10000 ? undef : 2, @restarts);
	return { console => median(@memory), backend => $rest };
}

# The keys again, beside a Jira that lets itself be connected to and never answers: nothing of it is the console's affair.
sub measure_beside_silent_jira {
	my $silent = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die $!;
	my @keys;
	spew(folder() . '/jira-token', 'x' x 44 . "\n");
	chmod 0600, folder() . '/jira-token';
	daemon_stop($pid);
	backend(config => 'jira = "http://127.0.0.1:' . $silent->sockport . "\";\njira-plain = true;\njira-token-file = \"" . folder() . "/jira-token\";\n");
	wait_until('Jira is asked', sub { IO::Select->new($silent)->can_read(0) }) or die "Jira is not asked\n";
	my $stop = sweeps_start();
	wait_until('a sweep', \&probing) or die "nothing is being probed\n";
	for (1 .. $rounds) { progress("keys beside a silent Jira $_ of $rounds"); push @keys, console('keys', scalar @hosts) }
	$stop->();
	progress('');
	for (50, 99) { my $p = $_; figure("key to first byte, Jira never answers, p$p", 'ms', $p == 99 ? 5 : undef, map { percentile($p, @{ $_->{first_ms} }) } @keys) }
	daemon_stop($pid);
	backend();
}

progress('making hosts');
fleet_start('--set', 'bulk', '--count', $hosts);
@hosts = manifest();
$ENV{CADUCA_CLOCK} = int time;
backend();
$SIG{__DIE__} = sub {
	print STDERR 'the backend ', waitpid($pid, WNOHANG) ? "has ended ($?)" : 'runs', "; its log ends so:\n",
		daemon_log() =~ /((?:.*\n){0,5})\z/;
};
print "console: 80x24, xterm-256color, frozen clock, $rounds rounds", load();
fill(connect_to(), [0], @hosts);
my $small = measure(scalar @hosts, 50);
measure_beside_silent_jira();
print "\n";
fill(connect_to(), [ 1 .. $names[1] - 1 ], @hosts);
my $large = measure($names[1] * @hosts, 100);
title('growth from ' . @hosts . ' to ' . $names[1] * @hosts);
for (qw(console backend)) {
	figure("memory of the $_, a monitor more", 'kB', undef, ($large->{$_} - $small->{$_}) * 1024 / (9 * @hosts));
}

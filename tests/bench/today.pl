#!/usr/bin/perl
# What needs a hand now, over 10,000 monitors of which 500 are being renewed: all of the list by the socket, the first time,
# at any time after that and where each of them has become late; and what a change costs that is told to whoever watches.
# All are hosts on loopback.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use JSON::PP;
use Time::HiRes 'time';

my $count = $ENV{MONITORS} || 10000;
my $open = $ENV{RENEWALS} || 500;
my $rounds = rounds(5);
my $DAY = 86400;
my $clock = folder() . '/clock';

# In place, and as long as before.
sub set_clock {
	my ($at) = @_;
	open my $f, -e $clock ? '+<' : '>', $clock or die $!;
	syswrite $f, sprintf "%-30s\n", int $at;
}

progress('making hosts');
fleet_start('--set', 'bulk', '--count', $count);
my $start = time;
set_clock($start);
$ENV{CADUCA_CLOCK} = "\@$clock";
my $pid = daemon_start();
my $c = connect_to();

# Until the last page is here, and how many lines they had; what reading their JSON costs here is not theirs.
sub list_ms {
	my ($began, $after, $lines) = (time, 0, 0);
	do {
		my $id = ++$c->{id};
		$c->raw(qq({"id":$id,"do":"today.list","args":{"after":$after}}\n));
		do {
			sysread $c->{socket}, $c->{in}, 1 << 20, length $c->{in} or die "no list\n"
		} until $c->{in} =~ s/\A(.*)\n\z//s;
		my $answer = $1;
		$lines += () = $answer =~ /"subject"/g;
		($after) = $answer =~ /"next":(\d+)\}\}\z/ or die "no list: $answer\n";
	} while $after;
	return ((time - $began) * 1000, $lines);
}

progress('importing and sweeping');
add_all($c, manifest());
sweep($c);
my @rows = rows($c);
for my $n (0 .. $open - 1) {
	progress("renewal $n");
	$c->call('renewal.open', { monitors => [ $rows[$n]{id} ], procedure => 'cds-cesicat' })->{ok} or die "no renewal\n";
}
progress('');
print "What needs a hand now: $count monitors, $open renewals" . load();
title('today.list, all pages');
my ($first, $lines) = list_ms();
figure("the first time: $lines lines", 'ms', 50, $first);
figure('at any time after that', 'ms', 50, map { (list_ms())[0] } 1 .. $rounds);

# Not while it reads all rows, which takes longer here than telling.
my $watching = connect_to();
$watching->call('watch');
my $heard;
do { $heard = $watching->hear or die "the backend is gone\n" } until ($heard->{event} // '') eq 'ready';
my @told;
for my $n (1 .. $rounds) {
	my $began = time;
	$c->call('renewal.open', { monitors => [ $rows[ $open + $n ]{id} ], procedure => 'cds-cesicat' })->{ok} or die "no renewal\n";
	do { $heard = $watching->hear or die "the backend is gone\n" } until ($heard->{event} // '') eq 'today' && $heard->{data}{line};
	push @told, (time - $began) * 1000;
}
figure('from a renewal begun to the line of it, told', 'ms', 200, @told);

set_clock((sort { $a <=> $b } map { $_->{not_after} } @rows)[-1] - 10 * $DAY);
my ($late, $all) = list_ms();
figure("all have become late: $all lines", 'ms', undef, $late);
figure('  and after that', 'ms', undef, map { (list_ms())[0] } 1 .. $rounds);

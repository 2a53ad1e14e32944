#!/usr/bin/perl
# The clock of the wall jumps: an hour, twenty years, past 2038 and 2050, to the last second of 9999, over the change to
# summer time and back. Each time the days, the levels and the dates on the screen are those of the new date, nobody is
# probed because of the jump, whoever is probed is judged by the new date, and after the hours of an interval have passed
# everybody was probed: neither a stall nor a stampede. Both clocks are the test's own (base/clock.h).
use strict;
use warnings;
use Caduca;
use JSON::PP;
use POSIX ();
use Test::More;

my $HOSTS = 40;
my $START = 1795429800;    # 2026-11-23T10:30:00Z
my $HOUR = 3600;
my $YEARS = 20 * 365.25 * 86400;
my ($wall, $ahead) = ($START, 0);

$ENV{TZ} = 'CET-1CEST,M3.5.0,M10.5.0/3';
POSIX::tzset();

# Padded, so that each line takes the place of the whole line before.
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);

sub set_clock {
	seek $face, 0, 0;
	syswrite $face, sprintf "%-30s\n", "$wall $ahead";
}

set_clock();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';

# Certificates whose ends fall at 22:30 UTC: in summer that is half past midnight of the next day.
my $orders = fleet_start('--set', 'bulk', '--count', $HOSTS, '--now', $START);
my @hosts = manifest();
my %made = map { $_->{name} => $_ } @hosts;
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();
my $accepted = 0;

# Connections since the last time.
sub probes {
	print $orders "accepted\n";
	my ($n) = fleet_answer() =~ /^ok (\d+)/;
	my $new = $n - $accepted;
	$accepted = $n;
	return $new;
}

# A minute of monotonic time passes, in which the backend looks for what is stale. It hears of it from us.
sub jump {
	my ($to, $hours) = @_;
	($wall, $ahead) = ($to, $ahead + ($hours ? $hours * $HOUR * 1000 : 61_000));
	set_clock();
	$c->call('status') for 1 .. 3;
}

sub level {
	my ($r, $made) = @_;
	my $d = $r->{deadlines};
	my $stale = $r->{seen_at} && $wall - $r->{seen_at} > 2 * ($wall >= $d->{critical} ? $HOUR : 6 * $HOUR);
	return 'expired' if $wall > $made->{expect}{end};
	for my $level (qw(critical late due)) { return $level if $wall >= $d->{$level} }
	return $stale ? 'unknown' : $wall >= $d->{soon} ? 'soon' : 'ok';
}

# What is wrong with the days and levels of the list, and with the dates that people see.
sub wrong_days {
	my @wrong;
	for my $r (rows($c)) {
		my $made = $made{ $r->{name} };
		my $days = POSIX::floor(($made->{expect}{end} - $wall) / 86400);
		push @wrong, "$r->{name}: $r->{days_left} days and not $days" if $r->{days_left} != $days;
		push @wrong, "$r->{name}: $r->{urgency} and not " . level($r, $made) if $r->{urgency} ne level($r, $made);
	}
	my ($status, $out, $err) = ctl('list', '--socket', folder() . '/socket');
	push @wrong, "caducactl list: $status $err" if $status;
	for my $made (@hosts) {
		my $date = POSIX::strftime('%d/%m/%Y', localtime $made->{expect}{end});
		push @wrong, "$made->{name} is not shown with $date" unless $out =~ m{^.*\Q$date\E.*\Q$made->{name}\E}m;
	}
	return join '; ', @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)];
}

# What a probe made now sees: the dates by the clock of the wall, and when the next one is due.
sub wrong_probes {
	my @wrong;
	for my $r (rows($c)) {
		my $expect = $made{ $r->{name} }{expect};
		my %is = map { $_ => 1 } @{ $r->{problems} };
		my $interval = $r->{next_probe_at} - $wall;
		my $usual = $wall >= $r->{deadlines}{critical} ? $HOUR : 6 * $HOUR;
		push @wrong, "$r->{name}: not probed" if $r->{checked_at} != $wall || $r->{seen_at} != $wall;
		push @wrong, "$r->{name}: " . ($is{expired} ? 'expired' : 'not expired') if !$is{expired} != !($wall > $expect->{not_after});
		push @wrong, "$r->{name}: " . ($is{'not-yet-valid'} ? '' : 'not ') . 'not-yet-valid'
			if !$is{'not-yet-valid'} != !($wall < $expect->{not_before});
		push @wrong, "$r->{name}: stale" if $is{stale};
		push @wrong, "$r->{name}: next in $interval s" if $interval < 0.9 * $usual - 1 || $interval > 1.1 * $usual + 1;
	}
	return join '; ', @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)];
}

# As many probes as hosts. A host may be asked for its other kind of key beside, and a critical one twice.
sub in_proportion {
	my ($n) = @_;
	return $n >= $HOSTS && $n <= 2 * $HOSTS;
}

# A result makes the backend look for what is due.
sub probe_one {
	my $a = $c->call('monitor.probe', { ids => [ (rows($c))[0]{id} ] });
	$c->call('monitor.wait', { sweep => $a->{ok}{sweep} });
}

sub lived_through {
	my ($what, $to) = @_;
	probes();
	jump($to);
	is wrong_days(), '', "$what: the days, levels and dates are right";
	my $n = probes();
	is $n, 0, "$what: nobody was probed for it";
	probe_one();
	$n = probes();
	ok $n >= 1 && $n <= 2, "$what: one that is asked for wakes no other" or diag "$n probes";
	ok sweep($c)->{ok}, "$what: a probe of all ends";
	is wrong_probes(), '', "$what: what it sees is judged by the new date";
	$n = probes();
	ok in_proportion($n), "$what: and it was one probe for each" or diag "$n probes";
	jump($wall + 7 * $HOUR, 7);
	my $all = wait_until('a probe of each', sub { !grep { $_->{checked_at} != $wall } rows($c) }, 60);
	ok $all, "$what: seven hours later each was probed again";
	is wrong_days(), '', "$what: the days are still right";
	$n = probes();
	ok in_proportion($n), "$what: and only once" or diag "$n probes";
}

add_all($c, @hosts);
sweep($c);
is wrong_days(), '', 'at first the days, levels and dates are right';
is wrong_probes(), '', 'and so is what was seen';

lived_through('an hour ahead', $wall + $HOUR);
lived_through('an hour back', $wall - $HOUR);
lived_through('twenty years ahead', $wall + $YEARS);
lived_through('twenty years back', $wall - $YEARS);
lived_through('twenty years back once more', $wall - $YEARS);
lived_through('the second before summer time', 1806195599);    # 2027-03-28T00:59:59Z
lived_through('the first hour of summer time', 1806195600);
lived_through('the first hour of winter time', 1824944400);    # 2027-10-31T01:00:00Z
lived_through('the last second of 31 bits', 2147483647);
lived_through('the second after', 2147483648);
lived_through('2050', 2524608000);
lived_through('the last day of 9999', 253402300799 - 8 * $HOUR);

# ---- a backend that starts on another date ----

for my $from ([ 'twenty years back', $START - $YEARS ], [ 'today again', $START ]) {
	my ($what, $to) = @$from;
	is daemon_stop($pid), 0, 'the backend ends well';
	probes();
	($wall, $ahead) = ($to, $ahead + 1000);
	set_clock();
	$pid = daemon_start(config => "workers = 1;\n");
	$c = connect_to();
	wait_until('a worker', sub { $c->call('status')->{ok}{workers} == 1 });
	jump($wall + 14 * $HOUR, 14);
	ok wait_until('a probe of each', sub { !grep { $_->{checked_at} != $wall } rows($c) }, 60),
		"started $what: each is probed within two intervals";
	is wrong_days(), '', 'and the days are right';
	cmp_ok probes(), '<=', 3 * $HOSTS, 'nobody was probed over and over';
}
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

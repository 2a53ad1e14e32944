# What the parts of `make bench` share: medians, the table, and what /proc knows of a process.
package Figures;
use strict;
use warnings;
use utf8;
use Exporter 'import';
use POSIX ();
use Caduca;

our @EXPORT = qw(rounds title figure note load median cpu_us cpu_alone_us rss_kb progress);

binmode STDOUT, ':utf8';
$| = 1;
my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());

sub rounds { return $ENV{ROUNDS} || $_[0] }

sub median {
	my @v = sort { $a <=> $b } @_;
	return @v % 2 ? $v[ $#v / 2 ] : ($v[ $#v / 2 ] + $v[ @v / 2 ]) / 2;
}

sub title { printf "\n%-47s %5s %9s %20s   %s\n", $_[0], '', 'median', 'min – max', 'asked' }

sub shown { my ($v) = @_; return sprintf abs($v) >= 100 ? '%.0f' : abs($v) >= 10 ? '%.1f' : '%.2f', $v }

# figure(what, unit, limit or undef, values…): a line of the table; what exceeds its limit is marked.
sub figure {
	my ($what, $unit, $limit, @values) = @_;
	my @v = sort { $a <=> $b } @values;
	my $asked = defined $limit ? '≤ ' . ($limit + 0) . (median(@v) > $limit ? '  missed' : '') : '';
	printf "%-47s %5s %9s %20s   %s\n", $what, $unit, shown(median(@v)), shown($v[0]) . ' – ' . shown($v[-1]), $asked;
}

sub note { print "  $_\n" for @_ }

# What else runs here is in every figure: said once, at the end of the first line.
sub load { return sprintf "; load of the machine before: %s\n", slurp('/proc/loadavg') =~ /^(\S+)/ }

# Where a person waits, what is being done goes to the terminal and not into the table.
sub progress { print STDERR "\r\e[K$_[0]" if -t STDERR }

# ---- /proc ----

# CPU of a process so far, with (cpu_us) or without (cpu_alone_us) its children, those that have ended included;
# microseconds, in steps of a clock tick.
sub cpu_alone_us {
	my ($pid) = @_;
	my ($rest) = slurp("/proc/$pid/stat") =~ /.*\)\s+(.*)/s or die "process $pid is gone";
	my @field = split ' ', $rest;    # from the third on
	return ($field[11] + $field[12] + $field[13] + $field[14]) * 1e6 / $ticks;
}

sub cpu_us {
	my ($pid) = @_;
	my $sum = cpu_alone_us($pid);
	$sum += cpu_alone_us($_) for children($pid);
	return $sum;
}

sub rss_kb {
	my ($pid) = @_;
	return slurp("/proc/$pid/status") =~ /^VmRSS:\s+(\d+)/m ? $1 : die "process $pid is gone";
}

1;

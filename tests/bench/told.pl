#!/usr/bin/perl
# What is done in one console on the screen of another: the one releases a renewal with keys and claims it again, the other
# stands in one of the views that show it. From the last key to the screen that has it, which is looked at every 10 ms.
use strict;
use warnings;
use utf8;
use Caduca;
use Console;
use Figures;
use Time::HiRes qw(sleep time);

my $count = $ENV{MONITORS} || 10000;
my $open = $ENV{RENEWALS} || 500;
my $rounds = rounds(15);
my $host = 'host-00000';

sub console {
	my ($name, $first) = @_;
	mkdir folder() . "/$name";
	my $c = Console->begin(sub { $ENV{XDG_STATE_HOME} = folder() . "/$name" },
		build() . '/screen', '-r', 24, '-c', 160, '-e', 'LANGUAGE=en', '--', build() . '/caduca', '--socket', folder() . '/socket');
	sees($c, qr/^ *\S+ +-?\d+ .*\Q$first\E/m);
	return $c;
}

sub sees { my ($c, $pattern) = @_; return defined $c->shows($pattern) || die "it is never seen\n" }

progress('making hosts');
fleet_start('--set', 'bulk', '--count', $count);
my $pid = daemon_start();
my $c = connect_to();
progress('importing and sweeping');
add_all($c, manifest());
sweep($c);
my %id = map { $_->{name} =~ /^([^.]+)/ => $_->{id} } rows($c);
for my $name ((sort keys %id)[ 0 .. $open - 1 ]) {
	progress("renewal of $name");
	$c->call('renewal.open', { monitors => [ $id{$name} ], procedure => 'cds-cesicat' })->{ok} or die "no renewal\n";
}
my $login = getpwuid $<;

# The renewal's line, in each of the views that have one, without its owner and with him.
my $begins = qr/^ \S+ +(?:-?\d.*)?\Q$host\E\./m;
my %line = (released => qr/$begins(?:(?!\b\Q$login\E\b).)*$/m, claimed => qr/$begins.*\b\Q$login\E\b/m);

# The trail has a line more.
sub trail_line { my ($other) = @_; my ($lines) = join("\n", $other->screen) =~ /^ (\d+) lines/m; return qr/^ @{[ $lines + 1 ]} lines/m }

sub change_ms {
	my ($one, $other, $view, $what) = @_;
	my $pattern = $view == 6 ? trail_line($other) : $line{$what};
	if ($what eq 'released') {
		$one->keys('C');
		sees($one, qr/^ Release renewal/m);
	}
	my $began = time;
	$one->keys($what eq 'released' ? 'y' : 'C');
	sees($other, $pattern);
	my $took = (time - $began) * 1000;
	sees($one, $line{$what});
	return $took;
}

progress('consoles');
my ($one, $other) = map { console($_, 'host-') } qw(one other);
$one->keys("f$host<Enter>");
sees($one, $line{claimed});
my %told;
for my $view (1, 2, 3, 6) {
	$other->keys($view == 6 ? '6' : "${view}f$host<Enter>");
	sees($other, $view == 6 ? qr/^ \d+ lines/m : $line{claimed});
	sleep 3;    # its keyboard rests
	for my $n (1 .. 2 * $rounds) {
		progress("view $view: $n of " . 2 * $rounds);
		sleep 0.3 + $n * 37 % 100 / 1000;    # nobody does the next thing at once, nor always as long after the last
		push @{ $told{$view} }, change_ms($one, $other, $view, $n % 2 ? 'released' : 'claimed');
	}
}
progress('');
print "Two consoles: $count monitors, $open renewals, $rounds rounds" . load();
title('a change made in one, on the screen of the other');
figure("view $_", 'ms', 200, @{ $told{$_} }) for sort keys %told;
$other->keys("1");
$_->leave or die "a console did not end well\n" for $one, $other;

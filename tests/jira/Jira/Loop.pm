# One event loop: what may be read, what may be written, and timers. Nothing in it blocks.
package Jira::Loop;
use strict;
use warnings;
use IO::Select;
use Time::HiRes 'time';

sub new {
	return bless { reads => IO::Select->new, writes => IO::Select->new, on_read => {}, on_write => {}, timers => [] }, shift;
}

sub on_read {
	my ($loop, $handle, $do) = @_;
	$loop->{reads}->add($handle);
	$loop->{on_read}{ fileno $handle } = $do;
}

sub on_write {
	my ($loop, $handle, $do) = @_;
	$loop->{writes}->add($handle);
	$loop->{on_write}{ fileno $handle } = $do;
}

sub no_write {
	my ($loop, $handle) = @_;
	$loop->{writes}->remove($handle);
	delete $loop->{on_write}{ fileno $handle };
}

sub no_read {
	my ($loop, $handle) = @_;
	$loop->{reads}->remove($handle);
	delete $loop->{on_read}{ fileno $handle };
}

# Before it is closed.
sub forget {
	my ($loop, $handle) = @_;
	$loop->no_read($handle);
	$loop->no_write($handle);
}

sub after {
	my ($loop, $seconds, $do) = @_;
	my $timer = { at => time + $seconds, do => $do };
	@{ $loop->{timers} } = sort { $a->{at} <=> $b->{at} } @{ $loop->{timers} }, $timer;
	return $timer;
}

sub run_timers {
	my ($loop) = @_;
	my $now = time;
	while (@{ $loop->{timers} } && $loop->{timers}[0]{at} <= $now) {
		(shift @{ $loop->{timers} })->{do}->();
	}
}

sub run {
	my ($loop) = @_;
	until ($loop->{ended}) {
		my $wait = @{ $loop->{timers} } ? $loop->{timers}[0]{at} - time : undef;
		$wait = 0 if defined $wait && $wait < 0;
		my ($reads, $writes) = IO::Select->select($loop->{reads}, $loop->{writes}, undef, $wait);
		for my $what ([ $reads, 'on_read' ], [ $writes, 'on_write' ]) {
			for my $handle (@{ $what->[0] || [] }) {
				my $number = fileno $handle;
				my $do = defined $number ? $loop->{ $what->[1] }{$number} : undef;
				$do->() if $do;
			}
		}
		$loop->run_timers;
	}
}

sub end { $_[0]{ended} = 1 }

1;

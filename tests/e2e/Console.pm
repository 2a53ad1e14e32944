# A console on a pseudo-terminal that a test types at and looks at as it goes, where a script written beforehand
# (tests/screen/screen.c) cannot know what will stand there.
package Console;
use strict;
use warnings;
use POSIX ();

# begin(what to do in its process, build/screen with its arguments…)
sub begin {
	my ($class, $before, @command) = @_;
	pipe(my $input, my $say) or die $!;
	pipe(my $hear, my $output) or die $!;
	my $pid = fork // die $!;
	if (!$pid) {
		close $_ for $say, $hear;
		open STDIN, '<&', $input;
		open STDOUT, '>&', $output;
		$before->();
		exec @command or POSIX::_exit(127);
	}
	$say->autoflush(1);
	return bless { say => $say, hear => $hear, pid => $pid }, $class;
}

# What is typed was dealt with, and the screen drawn, before the next thing is said.
sub keys {
	my ($c, $keys) = @_;
	print { $c->{say} } "keys $keys\n";
}

# The lines of the screen, from the top; none where it has ended.
sub screen {
	my ($c) = @_;
	print { $c->{say} } "text\nwait\n";
	my @lines;
	while (defined(my $line = readline $c->{hear})) {
		last if $line =~ /^(not )?ok /;
		push @lines, $1 if $line =~ /^# *\d+\|(.*)/;
	}
	return @lines;
}

# Looks until one of the patterns stands on the screen: which of them, in their order; undef after a long while, or where
# the console has ended.
sub shows {
	my ($c, @patterns) = @_;
	for (1 .. 6000) {
		my @lines = $c->screen or return;
		my $whole = join "\n", @lines;
		for my $i (0 .. $#patterns) { return $i if $whole =~ $patterns[$i] }
		select undef, undef, undef, 0.01;
	}
	print STDERR "# gave up waiting for @patterns\n", map { "# |$_\n" } $c->screen;
	return;
}

# Asks it to end; whether it did so well.
sub leave {
	my ($c) = @_;
	print { $c->{say} } "keys <C-c>\nexit 0\n";
	close $c->{say};
	my @said = readline $c->{hear};
	waitpid $c->{pid}, 0;
	return !$?;
}

1;

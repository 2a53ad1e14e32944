#!/usr/bin/perl
# Half a fleet is hostile: it stalls after each message, sends a byte a second, handshakes for ever, resets, sends
# garbage, mazes of a hundred certificates. The good half looks as it did when it was alone, every attempt ends as its
# host was made, and the workers hold afterwards what they held before.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

# What a worker may have grown by, in kB: once, for what it has learned of the hostile half (certificates told, verdicts,
# OpenSSL's buffers), and then by nothing but the moods of the allocator.
my ($LEARNED, $MOODS) = (12 * 1024, 2 * 1024);
my $ROUNDS = 3;

fleet_start('--set', 'hostile', '--count', 230);
my @hosts = manifest();
my @good = grep { $_->{service} ne 'Hostils' } @hosts;
my @bad = grep { $_->{service} eq 'Hostils' } @hosts;
my $pid = daemon_start(config => "workers = 2;\nin-flight = 128;\ndeadline = 3000;\n");
my $c = connect_to();
wait_until('two workers', sub { $c->call('status')->{ok}{workers} == 2 });
my $canonical = JSON::PP->new->utf8->canonical;

# All of a row that does not tell of when it was looked at.
sub lasting {
	my ($row) = @_;
	my %kept = %$row;
	delete @kept{qw(version checked_at seen_at next_probe_at days_left)};
	$kept{addresses} = [ map { my %a = %$_; delete @a{qw(checked_at seen_at)}; \%a } @{ $row->{addresses} } ];
	return $canonical->encode(\%kept);
}

sub descriptors {
	my @held = map { my @fds = glob "/proc/$_/fd/*"; scalar @fds } @_;
	return "@held";
}

sub memory { return map { slurp("/proc/$_/status") =~ /^VmRSS:\s+(\d+)/m ? $1 : 0 } @_ }

sub growth {
	my ($before, $now) = @_;
	my ($most) = sort { $b <=> $a } map { $now->[$_] - $before->[$_] } 0 .. $#$now;
	return $most;
}

# ---- alone ----

add_all($c, @good);
sweep($c) for 1 .. 2;
my %alone = map { $_->{name} => lasting($_) } rows($c);
my @wrong = grep { (decode_json($alone{ $_->{name} })->{sha256} || '') ne $_->{expect}{sha256} } @good;
is scalar(@wrong), 0, 'alone, the good half is what it was made: ' . @good . ' hosts';
my @workers = sort { $a <=> $b } children($pid);
my ($held, $daemon_held) = (descriptors(@workers), descriptors($pid));
my @memory = memory(@workers);

# ---- together ----

add_all($c, @bad);
my @learned;
$SIG{ALRM} = sub { die "a round never ends: a worker is caught\n" };
for my $round (1 .. $ROUNDS) {
	alarm 300;
	my $before = $c->call('status')->{ok}{now};
	ok sweep($c)->{ok}, "round $round ends";
	my %row = map { $_->{name} => $_ } rows($c);
	my @ended = grep { ($row{ $_->{name} }{checked_at} || 0) >= $before } @hosts;
	is scalar(@ended), scalar(@hosts), 'every attempt of it has ended';
	my @changed = grep { lasting($row{ $_->{name} }) ne $alone{ $_->{name} } } @good;
	is join(' ', map { $_->{name} } @changed), '', 'the good half is as it was alone';
	diag "alone    $alone{ $changed[0]{name} }\ntogether ", lasting($row{ $changed[0]{name} }) if @changed;
	my @other = grep { $row{ $_->{name} }{outcome} ne $_->{expect}{outcome}
			|| ($row{ $_->{name} }{sha256} // '') ne ($_->{expect}{sha256} // '') } @bad;
	is join(' ', map { "$_->{name}: $row{ $_->{name} }{outcome}, made as $_->{expect}{outcome}" } @other), '',
		'each of the hostile half ends as it was made';
	@learned = memory(@workers) if $round == 1;
}
alarm 0;
my @now = sort { $a <=> $b } children($pid);
is "@now", "@workers", 'the workers are still the same two';
is descriptors(@workers), $held, "their descriptors are as many as before: $held";
is descriptors($pid), $daemon_held, "and those of the backend: $daemon_held";
SKIP: {
	skip 'AddressSanitizer keeps what is freed', 2 if build() =~ /san/;
	my @end = memory(@workers);
	cmp_ok growth(\@memory, \@end), '<=', $LEARNED, "a worker grew by at most $LEARNED kB: @memory, then @end";
	cmp_ok growth(\@learned, \@end), '<=', $MOODS, "and by at most $MOODS kB after the first round: @learned";
}
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

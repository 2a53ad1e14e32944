#!/usr/bin/perl
# long-trail.pl LAST <DATABASE.sql: the SQL of a database again, with lines of the audit trail after its own up to that number,
# whose chain of hashes holds (backend/store/events.c says over what it is). They change the head of a service, each by
# another one, by "altra", every other one in a shared account; "anna" was root, and "rara" did one.
use strict;
use warnings;
use Digest::SHA 'sha256';

my ($last) = @ARGV;
my ($seq, $hash) = (0, '0' x 64);
while (my $line = <STDIN>) {
	print $line;
	($seq, $hash) = ($1, $2) if $line =~ /^INSERT INTO event VALUES\((\d+),.*'([0-9a-f]{64})'\);/;
}
my $digest = pack 'H*', $hash;
print "BEGIN;\n";
for my $i ($seq + 1 .. $last) {
	my $who = { $last - 9 => 'anna', 30000 => 'rara' }->{$i} || 'altra';
	my @numbers = ($i, $i + 1700000000, $who eq 'anna' ? 0 : 4242, $i % 2, 1);
	my @texts = ($who, 'service.edit', "{\"head\":\"cap $i\"}", sprintf '{"head":"cap %d"}', $i + 1);
	$digest = sha256($digest, pack('Q>*', @numbers), map { pack('Q>', length) . $_ } @texts);
	printf "INSERT INTO event VALUES(%d,%d,%d,'%s',%d,'%s',%d,'%s','%s','%s');\n", @numbers[ 0 .. 2 ], $who, $numbers[3],
		$texts[1], 1, @texts[ 2, 3 ], unpack 'H*', $digest;
}
print "COMMIT;\n";

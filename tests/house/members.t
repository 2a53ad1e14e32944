#!/usr/bin/perl
# A member of a JSON object is read through base/members.h, where it is said what one that is not there, or of another type,
# gives.
use strict;
use warnings;
use Test::More tests => 2;

my (@bad, $files);
my $brackets;
$brackets = qr/\((?:[^()]++|(??{ $brackets }))*\)/;
for my $path (grep { !m{^backend/base/members\.h$} } split ' ', `find backend tui -name '*.[ch]'`) {
	open my $f, '<', $path or die "$path: $!";
	my $text = do { local $/; <$f> };
	$files++;
	while ($text =~ /\b(?:json_string_value|json_integer_value|json_is_true)\(\s*json_object_get$brackets\s*\)/g) {
		push @bad, "$path: $&";
	}
}
cmp_ok $files, '>', 300, 'there are sources to look at';
is join("\n", @bad), '', 'members of JSON are read by base/members.h alone';

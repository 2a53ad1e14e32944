# Makes text_ranges.def from the Unicode tables of this perl: perl text_ranges.pl >text_ranges.def
# The result is committed, so that a build does not depend on which Unicode a machine's perl knows.
use strict;
use warnings;
use Unicode::Normalize;
use Unicode::UCD;

# Unassigned code points take the class of their neighbours: fewer ranges, and nobody draws them.
sub ranges {
	my ($name, $why, $in) = @_;
	my (@ranges, $pending);
	for my $cp (0 .. 0x10FFFF) {
		my $c = chr $cp;
		if ($in->($cp, $c)) {
			if (@ranges && $pending) { $ranges[-1][1] = $cp } else { push @ranges, [$cp, $cp] }
			$pending = 1;
		} elsif ($c !~ /\p{Cn}/ || $c =~ /\p{Noncharacter_Code_Point}/) {
			$pending = 0;
		}
	}
	print "\n/* $why */\nstatic const struct range $name\[] = {\n";
	my @words = map { sprintf '{0x%04X, 0x%04X},', @$_ } @ranges;
	while (my @line = splice @words, 0, 5) { print "    @line\n" }
	print "};\n";
}

# One letter for each code point: the plain letter, a capital for two letters (text.c: pairs), ' ' for none.
sub fold {
	my ($name, $first, $last) = @_;
	my %special = (0xC6 => 'A', 0xE6 => 'A', 0x152 => 'O', 0x153 => 'O', 0xDF => 'S', 0x1E9E => 'S',
	    0xDE => 'T', 0xFE => 'T', 0xD0 => 'd', 0xF0 => 'd', 0xD8 => 'o', 0xF8 => 'o', 0x110 => 'd',
	    0x111 => 'd', 0x126 => 'h', 0x127 => 'h', 0x131 => 'i', 0x13F => 'l', 0x140 => 'l',
	    0x141 => 'l', 0x142 => 'l', 0x166 => 't', 0x167 => 't', 0x1FE => 'o', 0x1FF => 'o',
	    0x1FC => 'A', 0x1FD => 'A', 0x1E2 => 'A', 0x1E3 => 'A');
	print "static const char $name\[] =\n";
	my $line = '';
	for my $cp ($first .. $last) {
		my $base = substr NFD(chr $cp), 0, 1;
		my $letter = $special{$cp} // ($base =~ /^[A-Za-z]$/ ? lc $base : ' ');
		$line .= $letter;
		if (length $line == 64 || $cp == $last) { print "    \"$line\"\n"; $line = '' }
	}
	print "    ;\n";
}

print "/* Made by text_ranges.pl from Unicode ", Unicode::UCD::UnicodeVersion(), ". Included by text.c alone. */\n";
ranges('hidden', 'Not drawn: controls, formats (bidi, zero width, tags), separators, private use, '
    . "noncharacters,\n * and whatever is to be ignored by default or lies in an unassigned plane.",
    sub { $_[1] =~ /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/
	|| $_[1] =~ /\p{Default_Ignorable_Code_Point}/ || ($_[0] >= 0x40000) });
ranges('zero', 'No column of their own: marks, and the vowels and finals of Hangul syllables.',
    sub { $_[1] =~ /[\p{Mn}\p{Me}]/ || ($_[0] >= 0x1160 && $_[0] <= 0x11FF) || ($_[0] >= 0xD7B0 && $_[0] <= 0xD7FB) });
ranges('wide', 'Two columns: East Asian Width W and F.', sub { $_[1] =~ /\p{Ea=W}|\p{Ea=F}/ });
print "\n/* The plain letters of Latin-1 Supplement, Latin Extended-A and -B. */\n";
fold('latin_fold', 0xC0, 0x24F);
print "\n/* Those of Latin Extended Additional. */\n";
fold('latin_fold_more', 0x1E00, 0x1EFF);

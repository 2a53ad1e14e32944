#!/usr/bin/perl
# Every view at 80×24, 40×10 and 160×50, in Catalan and English, with 256 colours, 8 and none, in UTF-8 and ASCII, against
# golden screens; what is reached from a view, at each size once and in each of those ways at one; and no label that carries
# meaning is cut in the middle.
#
# The day is made up (tests/fixtures/screens/day.json, answered by fake.c at a frozen time), and one console for each
# language, charset and number of colours visits every view at every size. The golden screens are beside it, a file a
# view: after `==` and which ones the text of a screen, after `--` and which ones its looks, in runs of cells as `save`
# of screen.c has them, rows that look alike on one line. What is the same in several stands once. They are drawn anew, to
# be read before they are committed, with
#
#   MAKE_SCREENS=1 make check T=screen/matrix
use strict;
use warnings;
use utf8;
use File::Temp 'tempdir';

binmode STDOUT, ':utf8';
my $now = 1795456000; # 23/11/2026 17:46:40 UTC
my $golden = 'tests/fixtures/screens';
my $build = $ENV{BUILD} or die 'BUILD';
my $work = tempdir(CLEANUP => 1);
my @sizes = ([80, 24], [40, 10], [160, 50]);
my %colours = (256 => [], 8 => ['-e', 'TERM=xterm', '-e', 'COLORTERM='], mono => ['-e', 'NO_COLOR=1']);
# How many keys lead back from there; and each step to it: the keys, what has come when it was done, where there is room for more
# what has to come then, and what has gone.
my @list = ("I$golden/llista.csv<Enter>", 'bad host');
my @first = ('1', 'arxiu.exemple.cat');
my @views = (
	['expiries', 0, [@first, 'CN=arxiu']],
	['today', 0, ['2', 'identitat']],
	['renewals', 0, ['3', 'notificacions']],
	['tickets', 0, ['4', 'SIS-7014']],
	['forecast', 0, ['5', '23/11/2026', '(17']],
	['journal', 0, ['6', '17:36']],
	['import', 1, [@first], [@list]],
	['import-row', 2, [@first], [@list], ['<Enter>', 'seu.exemple.cat', undef, 'bad host']],
	['import-columns', 2, [@first], [@list], ['m', 'A Domini']],
	['import-states', 2, [@first], [@list], ['s', '5 ']],
	['import-question', 2, [@first], [@list], ['I', 'llista.csv?']],
	['import-done', 0, [@first], [@list], ['I', 'llista.csv?'], ['<Enter>', ' u ']],
	['import-undo', 1, [@first], ['u', 'llista.csv']],
	['unwatched', 1, [@first], ['F', 'intranet']],
);
my $of_digits = 6; # of the others each way is drawn at one size
my $n = 0;

sub ok {
	my ($well, $name, @why) = @_;
	$n++;
	print $well ? "ok $n - $name\n" : "not ok $n - $name\n", map {"# $_\n"} $well ? () : @why;
}

sub lines_of { open my $f, '<:utf8', shift or return; chomp(my @lines = <$f>); return @lines }

# ---- drawing ----

my (%text, %looks); # by view, then "80x24 ca utf-8 256": rows

sub script {
	my ($language, $charset, $colours, $folder) = @_;
	# what needs a hand is counted in the first line of every view
	my $script = ($language eq 'ca' ? "until ordre:\n" : "until order:\n") . "keys 2\nuntil identitat\n";
	for my $size (@sizes) {
		$script .= "resize $size->[1] $size->[0]\n";
		for my $view (grep {is_drawn($_, "$size->[0]x$size->[1]", "$language $charset $colours")} 1 .. @views) {
			my (undef, $back, @steps) = @{$views[$view - 1]};
			for (@steps) {
				my ($keys, $came, $more, $gone) = @$_;
				$script .= join '', "keys $keys\n", map({"until $_\n"} $came, $more && $size->[1] >= 18 ? $more : ()), $gone ? "until-gone $gone\n" : ();
			}
			$script .= "save $folder/$view-$size->[0]x$size->[1]\n" . "keys q\n" x $back;
		}
	}
	return $script;
}

sub is_drawn {
	my ($view, $size, $which) = @_;
	return $view <= $of_digits || $size eq '80x24' || $which =~ / utf-8 256$/;
}

# In a folder of its own: they wait for their backend more than they work, so all run at once. What can be read is what it said.
sub visit {
	my ($language, $charset, $colours, $folder) = @_;
	mkdir $_ or die "$_: $!" for $folder, "$folder/caduca";
	open my $config, '>', "$folder/caduca/caduca.conf" or die $!;
	print $config "language = \"$language\"; charset = \"$charset\";\n";
	close $config;
	open my $script, '>', "$folder/script" or die $!;
	print $script script($language, $charset, $colours, $folder);
	close $script;
	local @ENV{qw(XDG_CONFIG_HOME XDG_STATE_HOME)} = ($folder, "$folder/left");
	my @program = ("$build/screen", '-e', "CADUCA_CLOCK=$now", @{$colours{$colours}}, '--', "$build/caduca", '--socket', "$work/socket");
	open my $said, '-|', "@program <$folder/script 2>&1" or die $!;
	return $said;
}

sub collect {
	my ($which, $folder) = @_;
	for my $view (1 .. @views) {
		for my $size (grep {is_drawn($view, $_, $which)} map {"$_->[0]x$_->[1]"} @sizes) {
			my @lines = lines_of("$folder/$view-$size");
			my $rows = (@lines - 1) / 2;
			$text{$view}{"$size $which"} = [@lines[0 .. $rows - 1]];
			$looks{$view}{"$size $which"} = [@lines[$rows + 1 .. $#lines]];
		}
	}
}

# ---- the golden screens ----

# Rows that look alike are one line: "3-7 80=15/24".
sub looks_told {
	my @rows = @_;
	my ($told, $from) = ('', 0);
	for my $i (1 .. @rows) {
		next if $i < @rows && $rows[$i] eq $rows[$from];
		my $which = $from == $i - 1 ? $from : $from . '-' . ($i - 1);
		$told .= "$which: $rows[$from]\n" if $rows[$from] ne '';
		$from = $i;
	}
	return $told;
}

# Which ones in the order in which they were drawn, each body once.
sub told {
	my ($mark, $order, $of) = @_;
	my (%which, @bodies);
	for my $one (@$order) {
		push @bodies, $of->{$one} unless $which{$of->{$one}};
		push @{$which{$of->{$one}}}, $one;
	}
	return join '', map {join('', map {"$mark $_\n"} @{$which{$_}}) . $_} @bodies;
}

sub shortened { # trailing empty rows are told by the size
	my $body = join "\n", @_;
	$body =~ s/\n+\z//;
	return "$body\n";
}

# ---- labels ----

# What the program says in a language, each as its literal pieces between the values.
sub sayings {
	my ($language) = @_;
	my ($said, $which, %all) = ('', '');
	for (lines_of('tui/po/ca.po'), '') {
		if (/^(msgid|msgstr)\S* "(.*)"$/) {
			$all{$said} = 1;
			$which = $1 eq 'msgid' ? 'en' : 'ca';
			$said = $which eq $language ? $2 : '';
		} elsif (/^"(.*)"$/) {
			$said .= $1 if $which eq $language;
		}
	}
	return map {[split /%[-0-9.]*(?:ll|z)?[a-z]/, $_, -1]} grep {/[[:alpha:]]/} map {s/\\"/"/gr} $said, keys %all;
}

# Whether a text breaks off within that: in its first piece, or after a value before the end of the words that follow.
sub breaks_off {
	my ($text, $pieces) = @_;
	my ($first, $next) = @$pieces;
	return 1 if index($first, $text) == 0 && length $first > length $text;
	return 0 if !defined $next || $next !~ /[[:alpha:]]/ || $first !~ /[[:alpha:]]/ || index($text, $first) != 0;
	my $rest = substr $text, length $first;
	return grep {$rest =~ /\A\S+\Q${\substr $next, 0, $_}\E\z/} 1 .. length($next) - 1;
}

# What stands before an ellipsis since the last gap or ellipsis, from any of its words on.
sub cut_labels {
	my ($sayings, @rows) = @_;
	my @cut;
	for my $row (@rows) {
		for my $text ($row =~ /([^…]+?)…/g) {
			$text =~ s/.* {2,}(?=\S)//;
			while ($text =~ /(?<!\S)(?=\S{2})/g) {
				my $from = substr $text, pos $text;
				push @cut, $row if length $from > 3 && grep {breaks_off($from, $_)} @$sayings;
			}
		}
	}
	return @cut;
}

delete @ENV{qw(LANGUAGE LC_ALL LC_MESSAGES LANG CADUCA_SOCKET)};
$ENV{TZ} = 'UTC';
chomp(my $fake = `"$build/fake" --socket $work/socket --rows 0 --now $now --answers $golden/day.json`);
END { kill 'TERM', $fake if $fake }
$SIG{$_} = sub { exit 1 } for qw(HUP INT PIPE TERM);
my @which = map {my $l = $_; map {my $c = $_; map {[$l, $c, $_]} 256, 8, 'mono'} 'utf-8', 'ascii'} 'ca', 'en';
my @order = map {my $size = "$_->[0]x$_->[1]"; map {"$size @$_"} @which} @sizes;
my @visits = map {visit(@$_, "$work/" . join '-', @$_)} @which;
for my $which (@which) {
	my @said = readline shift @visits;
	ok(!grep({/^not ok/} @said) && grep({/^1\.\./} @said), "@$which: every view is drawn", map {s/\n//r} @said);
	collect("@$which", "$work/" . join '-', @$which);
}
for my $view (1 .. @views) {
	my $path = "$golden/$view-$views[$view - 1][0].txt";
	my @here = grep {$text{$view}{$_}} @order;
	my $drawn = told('==', \@here, {map {$_ => shortened(@{$text{$view}{$_}})} @here})
		. told('--', \@here, {map {$_ => looks_told(@{$looks{$view}{$_}})} @here});
	if ($ENV{MAKE_SCREENS}) {
		open my $f, '>:utf8', $path or die "$path: $!";
		print $f $drawn;
		close $f;
	}
	open my $f, '>:utf8', "$work/drawn" or die $!;
	print $f $drawn;
	close $f;
	my $differs = `diff -u $path $work/drawn`;
	utf8::decode($differs);
	ok($differs eq '', "view $view, $views[$view - 1][0], is as it was looked at", split /\n/, $differs);
}
# Of what is told in one narrow column each: no words of it are longer, shown here or not.
for (['backend/words/trail.c', qr/\{"[a-z]+\.[a-z-]+", N_\("(.*?)"\)\}/, 23], ['backend/words/acts.c', qr/N_\("(.*?)"\)\}/, 23],
	['backend/words/vocabulary.c', qr/\[(?:OUTCOME|PROBLEM)_\w+\] = \{N_\("(.*?)"\)/, 17]) {
	my ($source, $pattern, $most) = @$_;
	my %catalan;
	my $id = '';
	for (lines_of('tui/po/ca.po')) {
		$id = $1 if /^msgid "(.*)"/;
		$catalan{$id} = $1 if /^msgstr "(.*)"/;
	}
	my @words = map {($_, $catalan{$_})} join("\n", lines_of($source)) =~ /$pattern/g;
	my @long = grep {length > $most} @words;
	ok(@words > 20 && !@long, "no words of $source are longer than their column", @long);
}
for my $language ('ca', 'en') {
	my @sayings = sayings($language);
	my %seen;
	my @cut = grep {!$seen{$_}++} map {my $view = $_; map {cut_labels(\@sayings, @{$text{$view}{"$_->[0]x$_->[1] $language utf-8 256"}})} @sizes} 1 .. @views;
	ok(@sayings > 1000 && !@cut, "$language: no label is cut", @cut);
}
print "1..$n\n";

#!/usr/bin/perl
# caduca-hacking(7): its rooms are the Makefile's, the files that it names are there, and its recipes work: a copy of
# the sources is changed as each of them says, built, and does what was added.
use strict;
use warnings;
use Caduca;
use Cwd qw(abs_path getcwd);
use JSON::PP;
use Test::More;

my $page = slurp('backend/man/caduca-hacking.7');
my $makefile = slurp('Makefile');

# ---- the map ----

my %uses = map { /^USES_([a-z]+) := ?(.*)$/ ? ($1 => $2) : () } split /\n/, $makefile;
my ($list) = $page =~ /rooms: begin\n(.*?)\n\.\\" rooms: end/s;
my %told = map { m{^\.It Pa (?:backend/)?([a-z]+)(?: No \\\(-> (.*))?$} ? ($1 => $2 || '') : () } split /\n/, $list;
is_deeply \%told, \%uses, 'its rooms and their arrows are those of the Makefile';
my %added = map { $_ => 1 } $page =~ /^=> (\S+), a new file$/mg;
my @gone = grep { m{/} && !/[*\/]\z/ && !-e $_ && !$added{$_} } $page =~ m{^\.(?:It )?Pa ((?:backend|tui|tests)/\S+)}mg;
is "@gone", '', 'every file that it names is there';

# ---- the recipes ----

SKIP: {
	my $build = build();
	skip 'recipes are followed where the plain build is', 1 if $build ne 'build';
	my $copy = folder() . '/copy';
	mkdir $copy;
	system("cp -a backend tui tests Makefile keybindings.conf README.md LICENSE $copy/ && mkdir $copy/build &&
		cp -a build/obj build/gen build/machine.mk $copy/build/") == 0 or die 'no copy';
	my $here = getcwd;
	my $done = 0;
	while ($page =~ /^\.Bd [^\n]*\n=> (\S+), (a new file|at its end|before|after|instead of)(?:: ([^\n]*))?\n(.*?)^\.Ed$/msg) {
		my ($file, $how, $anchor, $text) = ("$copy/$1", $2, $3, $4);
		$text =~ s/^\\&//mg;
		$text =~ s/\\e/\\/g;
		my $was = slurp($file);
		my $next = () = $was =~ /^-- migration: /mg;
		$text =~ s/\@NEXT/$next + 1/e;
		if (!defined $anchor) {
			spew($file, $was . $text);
			$done++;
			next;
		}
		my @lines = split /^/, $was;
		my $met = 0;
		for (@lines) {
			next if index($_, $anchor) < 0;
			$met++;
			$_ = $how eq 'before' ? $text . $_ : $how eq 'after' ? $_ . $text : $text;
		}
		ok 0, "'$anchor' stands in $1" unless $met;
		spew($file, join '', @lines);
		$done++;
	}
	cmp_ok $done, '>', 40, "$done places of recipes were found";

	my $said = `cd '$copy' && make -j2 BUILD=build all 2>&1`;
	is $?, 0, 'what the recipes say builds' or diag(substr $said, -3000), last SKIP;
	is `cd '$copy' && for t in catalogue codes words; do BUILD=build sh tests/house/\$t.t | grep -A4 '^not ok'; done`, '',
		'and has all of its words';

	is system("cd '$copy' && make -j2 BUILD=build build/tests/unit/keys_test >/dev/null 2>&1 && build/tests/unit/keys_test >/dev/null 2>&1"), 0,
		'and every action has its key';

	chdir $copy;
	my $pid = daemon_start(program => 'build/caducad');
	my @to = ('--socket', folder() . '/socket');
	my $run = sub { return `LANGUAGE=en build/caducactl @{[ shift ]} @to @{[ join ' ', map { "'$_'" } @_ ]} 2>&1` };
	$run->('add', 'news.exemple.test', '--protocol', 'nntp', '--remark', 'of the board');
	my ($row) = @{ JSON::PP->new->utf8->decode($run->('list', '--json') || '[]') };
	is $row->{remark}, 'of the board', 'a field: it is added and listed';
	is $row->{port}, 119, 'a dialogue: its port is known';
	like $run->('export'), qr/remark.*of the board/s, 'the field is exported';
	my $host = `hostname 2>/dev/null || cat /proc/sys/kernel/hostname`;
	is $run->('where'), $host, 'a command: it answers';
	is daemon_stop($pid), 0, 'the backend ends well';

	my $keys = `build/caduca --check-keys 2>&1`;
	is $?, 0, 'the keys agree' or diag $keys;
	like $keys, qr/$_/, "an action: $_ has its key" for qw(number heads);

	spew('x.procedure', <<'END');
name = "exemple"; title = "Trucar"; source = "ours";
phases = ( { id = "trucar"; number = "1"; title = "Trucar"; steps = (
  { id = "trucada"; kind = "call"; title = "Trucar al cap"; text = "Truqueu-li."; },
  { id = "clau"; kind = "file"; title = "La clau"; role = "key"; checks = ["key-parses", "key-rsa"]; },
  { id = "provar"; kind = "verify"; title = "Comprovar que se serveix"; } ); } );
END
	my $checked = $run->('procedure', 'check', 'x.procedure');
	is $?, 0, 'a kind of step, and a check: a procedure may use them' or diag $checked;
	chdir $here;
	isnt system("build/caducactl procedure check $copy/x.procedure >/dev/null 2>&1"), 0, 'which it may not without';

	symlink abs_path("build/$_"), "$copy/build/$_" for qw(fake screen);
	spew("$copy/tests/screen/recipes.t", <<'END');
. tests/screen/common.sh
backend 50 --services 3 --renewals 3
run 'a screen' -e LANGUAGE=en <<'KEYS'
until 1 Expiries
keys 9
until 9 Heads
until Head of service
keys 1
until 1 Expiries
keys 3
until Waiting for
keys Y
expect-row 23 2
KEYS
echo "1..$count"
END
	my $screen = `cd '$copy' && BUILD=build sh tests/screen/recipes.t 2>&1`;
	like $screen, qr/^ok 1/m, 'a screen: it opens and shows what it is of' or diag $screen;
}
done_testing;

#!/usr/bin/perl
# The manuals: each has FILES and EXAMPLES, names every action, setting, command, step's setting and operation that there
# is, and its examples (after a comment `test: KIND`) do what they say, on a real backend.
use strict;
use warnings;
use Caduca;
use Cwd 'abs_path';
use JSON::PP;
use Test::More;

$ENV{LANGUAGE} = 'en';
my %manual = map { m{([^/]+)\.\d$} ? ($1 => slurp($_)) : () } glob 'backend/man/*.[1-8] tui/man/*.[1-8]';
is join(' ', sort keys %manual),
	'caduca caduca-hacking caduca-procedure caduca-protocol caduca.conf caducactl caducad keybindings.conf', 'the eight manuals';
for my $name (sort keys %manual) {
	like $manual{$name}, qr/^\.Sh $_$/m, "$name has $_" for qw(FILES EXAMPLES);
}

# Those in Catalan name whatever the others do: options, keys, fields, files, variables, values and other manuals.
my %in_catalan = map { m{([^/]+)\.\d$} ? ("$1 (ca)" => slurp($_)) : () } glob 'backend/man/ca/*.[1-8] tui/man/ca/*.[1-8]';
is join(' ', sort keys %in_catalan), 'caduca (ca)', 'the manual in Catalan';
sub named {
	my ($text) = @_;
	my %key = (Espai => 'Space', Retorn => 'Return', Enter => 'Return', Inici => 'Home', Fi => 'End');
	my @named = $text =~ /^\.(?:It |Op |Pq |Aq )*((?:Fl|Ic|Pa|Ev|Ql|Xr) .*)$/mg;
	push @named, map { "Aq $_" } $text =~ /^\.Aq (\S+)$/mg;
	s/\b(?:Ar|Ns) .*//, s/ (?:[.,;:]|Ns)+ *$//, s/^(?:Ic|Aq) \K(\w+)$/$key{$1} || $1/e for @named;
	return sort grep { !/^Ql / || /^Ql \S+[<>:]/ && !/^Ql :?(monitor|renewal|renovació|who|qui|what|què|day|dia|since|des|until|fins):/ } @named;
}
for my $name (sort keys %in_catalan) {
	like $in_catalan{$name}, qr/^\.Sh $_$/m, "$name has $_" for qw(FITXERS EXEMPLES);
	is_deeply [named($in_catalan{$name})], [named($manual{$name =~ s/ .*//r})], 'and names what the one in English does';
}

sub names_all {
	my ($name, $what, @words) = @_;
	cmp_ok scalar @words, '>', 5, "there are ${what}s to look for";
	my @missing = grep { $manual{$name} !~ /^\.It Ic \Q$_\E( |$)/m } @words;
	is "@missing", '', "$name names every $what" or diag "each wants a `.It Ic NAME` in the manual $name";
	return unless $what ne 'setting of a step';
	my %there = map { $_ => 1 } @words;
	my @gone = grep { !$there{$_} && !/^(bind|bind\\&!|unbind|include)$/ } $manual{$name} =~ /^\.It Ic (\S+)/mg;
	is "@gone", '', "and none that there is not";
}
my $actions = slurp('tui/keys/actions.def');
names_all('keybindings.conf', 'action', $actions =~ /^ACTION\(\w+, "([^"]+)"/mg);
my %help = $actions =~ /^ACTION\(\w+, "([^"]+)", N_\("([^"]+)"\)/mg;
my %told = $manual{'keybindings.conf'} =~ /^\.It Ic (\S+)\n(.*?)\n(?=\.(?:It|El))/msg;
my @otherwise = grep { ($told{$_} // '') =~ tr/\n/ /r ne "$help{$_}." } sort keys %help;
is "@otherwise", '', 'and says of each what help and palette say of it';
my @hinted = $actions =~ /^ACTION\((\w+),.*ACTION_IN_FOOTER.*\)$/mg;
my @labelled = slurp('tui/screens/frame.c') =~ /^    \[ACTION_(\w+)\] = N_\(/mg;
is_deeply [sort @labelled], [sort @hinted], 'what the last line is to offer has its word there, and nothing else has';
my @fields = map { split / / } slurp('backend/expiry/field.h') =~ /^\tX\(\w+, [^"]*"(\S+ [^\s"]+)/mg;
cmp_ok scalar @fields, '>', 50, 'there are names of fields to look for';
my @untold = grep { $manual{caduca} !~ /^\.(?:It )?Ic (?:.* )?\Q$_\E(?: |$)/m } @fields;
is "@untold", '', 'caduca tells of every field, by both of its names';
names_all('caduca.conf', 'setting',
	map { tr/_/-/r } slurp('backend/base/config.def') =~ /^(?:STRING|CHOICE|NUMBER|FLAG|LIST|PLACES)\((\w+)/mg);
my @commands = (ctl('help'))[1] =~ /^  ([a-z]+) +\S/mg;
names_all('caducactl', 'command', @commands);
for my $command (@commands) {
	my ($entry) = $manual{caducactl} =~ /^\.It Ic $command\n(.*?)^\.(?:It|El)/ms;
	my @missing = grep { $entry !~ /(?<![\w-])\Q$_\E(?![\w-])/ } (ctl($command, '--help'))[1] =~ /(?<![\w-])(--[a-z-]+)/g;
	for my $verb ((ctl('help', $command))[1] =~ /^  ([a-z-]+)  +\S/mg) {
		my ($usage) = (ctl('help', $command, $verb))[1] =~ /\A(.*?)(?:\n\n|\z)/s;
		push @missing, grep { index($entry, $_) < 0 } $usage =~ /^(?:usage:|      ) (caducactl .*)$/mg;
	}
	is "@missing", '', "and every option of $command, and every usage of its verbs";
}
my %acts = map { $_ => 1 } (ctl('help', 'renewal', 'step'))[1] =~ /^  caducactl renewal step N STEP ([a-z]+)/mg;
cmp_ok scalar keys %acts, '>', 15, 'there are acts to look for';
is join(' ', sort keys %acts), join(' ', sort $manual{caducactl} =~ /^\.It Cm (\S+)$/mg), 'and every act of a step, and no other';
my @missing = grep { $manual{caducactl} !~ /^\Q$_\E$/m } (ctl('help', 'renewal', 'step'))[1] =~ /^  caducactl renewal step N STEP ([a-z]+ .*)$/mg;
is "@missing", '', 'with how it is called';
my ($table) = slurp('backend/procedure/definition_read.c') =~ /step_settings\[\] = \{(.*?)\n\};/s;
names_all('caduca-procedure', 'setting of a step', $table =~ /\{"([^"]+)"/g);
my $operations = build() . '/operations';
names_all('caduca-protocol', 'operation', `'$operations' operations` =~ /^\.It Ic (\S+)/mg);
for my $part (qw(operations fields errors)) {
	my ($section) = $manual{'caduca-protocol'} =~ /^\.\\" $part: begin[^\n]*\n(.*?)^\.\\" $part: end$/ms;
	ok $section eq `'$operations' $part`, "caduca-protocol says of the $part what their table says"
		or diag '`make manual` writes it anew';
}

my $bin = abs_path(build());
$ENV{PATH} = "$bin:$ENV{PATH}";
my $work = folder() . '/work';
mkdir $work;

my %try = (
	shell => sub {
		my ($text) = @_;
		spew("$work/example.sh", "set -eu\n$text");
		return system('sh', '-c', "cd '$work' && sh example.sh >out 2>&1 </dev/null") ? slurp("$work/out") : '';
	},
	conf => sub {
		spew("$work/example.conf", $_[0]);
		my ($status, $out) = ctl('--config', "$work/example.conf", 'doctor', '--json');
		my ($check) = grep { $_->{name} eq 'settings-here' } @{ decode_json($out) };
		return join "\n", map { "$_->{place}: $_->{message}" } @{ $check->{args}{complaints} };
	},
	keys => sub {
		spew("$work/example.keys", $_[0]);
		my $out = `caduca --check-keys '$work/example.keys' 2>&1`;
		return $? ? $out : '';
	},
	procedure => sub {
		spew("$work/exemple.procedure", $_[0]);
		my ($status, $out, $err) = ctl('procedure', 'check', "$work/exemple.procedure");
		return $status ? "$out$err" : '';
	},
	protocol => sub {
		my $pid = daemon_start(state => folder() . '/state/protocol');
		my $c = connect_to(undef, silent => 1);
		my @lines = split /\n/, $_[0];
		$c->raw("$_\n") for @lines;
		for my $line (@lines) {
			my $answer;
			do { $answer = $c->hear or return "no answer to $line" } while $answer->{part} || $answer->{event};
			return "$line: " . encode_json($answer) unless $answer->{hello} || $answer->{ok};
		}
		daemon_stop($pid);
		return '';
	},
);
%manual = (%manual, %in_catalan);
for my $name (sort keys %manual) {
	my $count = 0;
	while ($manual{$name} =~ /^\.\\" test: (\w+)\n\.Bd [^\n]*\n(.*?)^\.Ed$/msg) {
		my ($kind, $text) = ($1, $2);
		$text =~ s/^\\&//mg;
		$text =~ s/\\e/\\/g;
		$count++;
		is $try{$kind}->($text), '', "$name: example $count";
	}
	next if $name eq 'caduca-hacking'; # hacking.t follows its recipes
	ok $count, "$name has examples that are tried";
}
SKIP: {
	skip 'no mandoc here', 1 if system 'command -v mandoc >/dev/null 2>&1';
	my @bad = grep { !/referenced manual not found/ } map { `mandoc -T lint '$_'` } glob 'backend/man/*.[1-8] tui/man/*.[1-8]'; # it knows English headings
	is "@bad", '', 'mandoc has nothing to say';
}
done_testing;

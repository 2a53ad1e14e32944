#!/usr/bin/perl
# Completion for bash: every command, verb and act that help tells is offered where it may stand, with the options of its
# usage and the values that an option names; and bash itself completes so, with the file that is installed.
use strict;
use warnings;
use Caduca;
use Cwd 'abs_path';
use Test::More;

$ENV{LANGUAGE} = 'en';
sub offered { return split /\n/, (ctl('--complete', @_))[1] }
sub joined { return join ' ', offered(@_) }
sub sorted { return join ' ', sort @_ }
sub help { return (ctl('help', @_))[1] }
sub options { my %seen = map { $_ => 1 } $_[0] =~ /(?<![\w-])(--[a-z-]+)/g; return keys %seen }

my @shared = qw(--socket --config --personal --help --version);
my @commands = help() =~ /^  ([a-z]+) +\S/mg;
is joined(''), "@commands help", 'every command';
for my $command (@commands) {
	my $text = help($command);
	my @verbs = $text =~ /^  ([a-z-]+)  +\S/mg;
	is joined($command, ''), "@verbs", "$command: its verbs";
	is joined('help', $command, ''), "@verbs", 'for help too' if @verbs;
	my %offered = map { $_ => 1 } offered($command, '-');
	is sorted(grep { !$offered{$_} } @shared, @verbs ? () : options($text)), '', 'and its options';
	for my $verb (@verbs) {
		my ($usage) = help($command, $verb) =~ /\A(.*?)(?:\n\n|\z)/s;
		my %has = map { $_ => 1 } offered($command, $verb, '-');
		is sorted(grep { !$has{$_} } options($usage)), '', "$command $verb: its options";
	}
}
my %seen;
my @acts = grep { !$seen{$_}++ } help('renewal', 'step') =~ /^  caducactl renewal step N STEP ([a-z]+)/mg;
is joined(qw(renewal step 1 origen), ''), "@acts", 'the acts of a step, after the step';
is joined(qw(renewal step 1), ''), '', 'not before';
is joined(qw(renewal step 1 origen tick), '-'), "@shared --off", 'an act has its options';
is joined(qw(renewal open --type), ''), 'endpoint file planned', 'the values that an option names';
is joined(qw(renewal open --type = fi)), 'endpoint file planned', 'also after what bash cuts off';
is joined('list', '--sort', ''), '', 'of one that takes any text nothing';
is joined('list', '--filter', 'seu -prob'), 'seu -problem:', 'a filter goes on with the name of a field';
is joined('list', '--filter', 'problem:incomplete'), 'problem:incomplete-chain', 'or a value';
is joined('renewal', 'list', '--filter', 'age'), 'age:', 'of what the list has';
is joined('list', '--filter', 'age'), '', '... and of nothing else';
mkdir "$ENV{XDG_CONFIG_HOME}/caduca";
spew("$ENV{XDG_CONFIG_HOME}/caduca/filters", "meves qui:jo\n");
is joined('list', '--filter', 'seu @'), 'seu @meves', 'or with what was saved';
like joined('log', '--what', ''), qr/^monitor monitor\.add .* renewal renewal\.open .*/, 'the kinds of lines that the audit trail may have';
is joined('log', '--who', ''), '', 'who may have done one, nobody knows without the backend';
is joined('--socket', '/s', 'renewal', '--json', 'open', '-'), joined('renewal', 'open', '-'), 'options before it and their values are passed over';
is joined('edit', 'x', '-'), joined('edit', '-'), 'what is no verb is an argument';
is joined('fly', ''), '', 'of a command that there is not nothing';
like +(ctl('--complete', 'service', 'edit', '-'))[1], qr/^--head-mail$/m, 'the options of add are those of edit';

SKIP: {
	skip 'there is no bash', 8 if system 'command -v bash >/dev/null';
	my $bin = abs_path(build());
	my $complete = sub {
		my (@words) = @_;
		local $ENV{PATH} = "$bin:$ENV{PATH}";
		my $script = folder() . '/complete.sh';
		# a piece that a blank follows ends a word
		my $line = join '', @words;
		s/ $// for @words;
		spew($script, slurp('backend/packaging/caducactl.bash') . <<'END');
COMP_LINE=$1 COMP_POINT=${#1}
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_caducactl "$1" "${@: -1}" "${@: -2:1}"
printf '%s ' "${COMPREPLY[@]}"
END
		open my $from, '-|', 'bash', $script, $line, @words or die $!;
		local $/;
		return scalar <$from>;
	};
	is $complete->('caducactl ', 're'), 'remove report renewal ', 'bash offers what begins so';
	is $complete->('caducactl ', 'renewal ', 'open ', '--type', '=', 'p'), 'planned ', 'a value after =';
	is $complete->('caducactl ', 'renewal ', 'open ', '--type', '='), 'endpoint file planned ', 'all of them right after it';
	is $complete->('caducactl ', 'zz'), ' ', 'and nothing of what there is not';
	is $complete->('caducactl ', 'list ', '--filter ', 'urg'), 'urgency: ', 'a field of a filter';
	is $complete->('caducactl ', 'list ', '--filter ', 'urgency', ':', 'cr'), 'critical ', 'a value, in the place of the piece that bash has';
	is $complete->('caducactl ', 'list ', '--filter', '=', 'servei', ':', 'seu,'), ' ', 'of what stands in rows none';
	is $complete->('caducactl ', 'list ', '--filter ', "'seu urgencia", ':', 'cri'), 'critical ', 'between quotes too';
}
done_testing;

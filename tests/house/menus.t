#!/usr/bin/perl
# A menu lists what cannot be chosen now too, with the reason: what is left out looks as if it did not exist, and the
# digits of the others change with it. So no line of a menu or of a picker is added under a condition alone: there is an
# else with another one, or menu_add_if says why. What is left out all the same is named here with its reason.
use strict;
use warnings;

my %left_out = (
    'tui/screens/copy.c:add_tickets' => 'the line for none, where there are none',
    'tui/screens/renewal_start_alert.c:offers_new' => 'all of them, where that is one, is the line of that one',
    'tui/screens/monitor_attention.c:ask_which' => 'the problems that ask for nothing, of those that it has',
    'tui/screens/palette.c:palette_open' => 'what works now first, then the rest, off',
    'tui/screens/picker.c:order_open' => 'what has an order first, then the rest, off',
    'tui/screens/person_choice.c:add_people' => 'called for each group, so that each is in one of them',
    'tui/screens/renewal/talk.c:ask_which' => 'those in Jira were added before',
    'tui/screens/renewal/file.c:offer_to_accept' => 'a check that passed is nothing to accept',
    'tui/screens/renewal_start.c:offer_procedures' => 'where there is no procedure there is no line for one',
    'tui/screens/renewal_start.c:offer_sharing' => 'as many as a menu has lines',
    'tui/screens/renewal_start_alert.c:offer' => 'as many as a menu has lines, and the question says so',
    'tui/screens/ticket_acts.c:add_fixed' => 'the rest of add_ways',
    'tui/screens/ticket_acts.c:add_ways' => 'the rest in add_fixed',
    'tui/screens/ticket_attach.c:add_never' => 'a document that is not there',
);

my $adds = qr/(?:menu|picker)_add(?:_\w+)?/;

# The statement that begins there: a block, or what ends with a semicolon; and what follows it.
sub statement {
    my ($text) = @_;
    $text =~ s/^\s+//;
    return ($1, $2) if $text =~ /^(\{(?:[^{}]++|(?1))*\})(.*)/s;
    if ($text =~ /^(?:if|for|while|switch|json_array_foreach)\b\s*(\((?:[^()]++|(?1))*\))(.*)/s) {
        my ($inner, $rest) = statement($2);
        return ($inner, $rest);
    }
    return $text =~ /^([^;]*;)(.*)/s ? ($1, $2) : ($text, '');
}

# Does it add a line under a condition that has no other side, or pass one over?
sub leaves_out {
    my ($body, $calls) = @_;
    return 1 if $body =~ /\bcontinue;/;
    while ($body =~ /\bif\s*(\((?:[^()]++|(?1))*\))/g) {
        my ($then, $rest) = statement(substr $body, pos $body);
        return 1 if $then =~ /\b$calls\s*\(/ && $rest !~ /^\s*else\b/ && $then !~ /\breturn;\s*\}$/;
    }
    return 0;
}

sub functions {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    my $text = <$in>;
    $text =~ s{/\*.*?\*/}{}gs;
    $text =~ s{"(?:[^"\\]|\\.)*"}{""}g;
    my @found;
    push @found, [$1, $2] while $text =~ /^(\w+)\([^;{}]*\)\n(\{\n.*?^\})/gms;
    return @found;
}

my (@bad, %seen);
my $menus = 0;
for my $file (split /\n/, `find tui -name '*.c'`) {
    next if $file =~ m{/menu\.c$};
    my @functions = functions($file);
    my $calls = $adds;
    # what adds lines for another one, to the menu that this one makes
    for (1 .. 2) {
        my @helpers = map { $_->[0] } grep { $_->[1] =~ /\b$calls\s*\(/ && $_->[1] !~ /\b(?:menu|picker)_new\(/ } @functions;
        $calls = join '|', $adds, @helpers;
        $calls = qr/(?:$calls)/;
    }
    for my $f (@functions) {
        my ($name, $body) = @$f;
        next if $body !~ /\b$calls\s*\(/;
        $menus++;
        next if !leaves_out($body, $calls);
        $seen{"$file:$name"} = 1;
        push @bad, "$file: $name() leaves a line out: list it with menu_add_off and the reason"
            if !$left_out{"$file:$name"};
    }
}
print $menus > 15 && !@bad ? '' : 'not ', "ok 1 - a menu leaves no line out\n", map { "# $_\n" } sort @bad;
my @stale = grep { !$seen{$_} } sort keys %left_out;
print @stale ? 'not ' : '', "ok 2 - what is left out is still there\n", map { "# $_\n" } @stale;

# The check itself, on what it is to find and what not.
my $wrong = "{\n\tif (x)\n\t\tmenu_add(m, a, b);\n\tmenu_add(m, c, d);\n}";
my $right = "{\n\tif (x) {\n\t\tmenu_add(m, a, b);\n\t} else {\n\t\tmenu_add_off(m, a, c);\n\t}\n}";
print leaves_out($wrong, $adds) && !leaves_out($right, $adds) ? '' : 'not ', "ok 3 - a line under a condition alone is found\n";
print "1..3\n";

#!/usr/bin/perl
# The audit trail asked for: by who, what and when, however long it is; as lines for who collects logs; and verified,
# where the first line that does not hold is named.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX 'strftime';
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my @to = ('--socket', folder() . '/socket');

sub run { my @all = ctl(@_, @to); utf8::decode($_) for @all[ 1, 2 ]; return wantarray ? @all : $all[0]; }
sub json { my ($status, $out) = ctl(@_, @to); return eval { decode_json($out) } }
sub seqs { return join ' ', map { $_->{seq} } @{ json('log', '--json', @_) } }
sub lines { my ($status, $out) = ctl('log', '--lines', @_, @to); return map { decode_json($_) } split /\n/, $out }
sub day { return strftime('%d/%m/%Y', localtime(time + 86400 * $_[0])) }

my $pid = daemon_start(config => "workers = 1;\n");
my $me = connect_to()->{hello}{login};
run('service', 'add', 'Seu', '--head', 'Núria');
my $c = connect_to();
add_all($c, map { +{ host => '127.0.0.1', port => 1, sni => "h$_.exemple.test", name => "h$_" } } 1 .. 400);
run('edit', 'h1', '--service', 'Seu');
run('edit', 'h1', '--name', 'primer');
run('remove', '--yes', 'h2');
run('renewal', 'open', 'h3', '--procedure', 'cds-cesicat');
my $last = json('log', '--json', '--limit', 1)->[0]{seq};

# ---- filtered ----
is seqs('--what', 'service'), '1', 'a family of acts, from behind four hundred others';
is seqs('--what', 'monitor.edit', '--limit', 5), ($last - 2) . ' ' . ($last - 3), 'one kind of act'
	or diag explain json('log', '--json', '--limit', 6);
is seqs('--what', 'monitor.ed'), '', 'no half of a name';
is scalar @{ json('log', '--json', '--who', $me, '--limit', 1000) }, $last, 'of one person';
is seqs('--who', 'nobody-else'), '', '... and of nobody else';
is scalar @{ json('log', '--json', '--who', "nobody-else,$me", '--limit', 1000) }, $last, '... or of several';
is seqs('--who', "-$me"), '', '... or of all but some';
is scalar @{ json('log', '--json', '--who=-nobody-else', '--limit', 1000) }, $last, '... which leaves the others';
is seqs('--what', 'service,monitor.ed'), '1', 'several kinds of act';
is_deeply [ grep { $_->{what} =~ /^monitor\./ } @{ json('log', '--json', '--what=-monitor', '--limit', 1000) } ], [], 'or all but some';
is seqs('--since', day(2)), '', 'from a day on';
is seqs('--until', day(-2)), '', 'until a day';
is scalar @{ json('log', '--json', '--since', day(-2), '--until', day(2), '--limit', 1000) }, $last, 'between two';
my ($status, $out, $err) = run('log', '--what', 'monitor.edit');
like $out, qr/changed it +\d+ primer +name: h1 → primer/, 'from what to what, in words';
like +(run('log', '--what', 'renewal'))[1], qr/renewal 1 h3/, 'of what';
like +(run('log', '--what', 'nothing'))[1], qr/Nothing was changed so/, 'none is said';
is run('log', '--since', 'ahir'), 2, 'what is no date is refused';
is run('log', '--since', '31/13/2026'), 2, '... or none of the calendar';
is run('log', '--who', '--json'), 2, 'an option is no value';

# ---- of one monitor, of one renewal, with a text; and what is new ----
sub found { my $answer = $c->call('log', {@_}); return join ' ', map { "$_->{seq} $_->{what}" } @{ $answer->{ok}{events} } }
my %id = map { $_->{name} => $_->{id} } rows($c);
my $seq = json('log', '--json', '--limit', 1)->[0]{seq};
is run('ticket', 'link', 'SIS-7', '--renewal', 1, '--yes'), 0, 'a ticket of it';
run('renewal', 'step', 1, '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox');
run('renewal', 'open', 'h4', '--procedure', 'cds-cesicat');
my $of_h3 = found(monitor => $id{h3});
like $of_h3, qr/\A\d+ renewal\.complete \d+ ticket\.link \d+ ticket\.\w+ \d+ renewal\.open \d+ monitor\.add\z/,
	'of a monitor are its renewal and its ticket, too';
like found(renewal => 1), qr/\A\d+ renewal\.complete \d+ ticket\.link \d+ ticket\.adopt \d+ renewal\.open\z/, 'of a renewal';
is found(renewal => 77), '', '... or of none';
like found(monitor => $id{h3}, what => 'renewal.open'), qr/\A\d+ renewal\.open\z/, 'both must hold';
is found(text => 'nuria', what => 'service'), '1 service.add', 'a text is found whatever its case and accents';
is found(text => 'nuria', what => 'monitor'), '', '... and nowhere else';
sub told { return join ' ', map { "$_->{seq} $_->{what}" } @{ json('log', '--json', @_) } }
is told('--monitor', 'h3'), $of_h3, 'on the command line by the name of the monitor';
is told('--monitor', $id{h3}), $of_h3, '... or its number';
like told('--monitor', 2, '--what', 'monitor'), qr/\A\d+ monitor\.retire \d+ monitor\.add\z/, '... also when it is watched no more';
is told('--renewal', 1), found(renewal => 1), 'of a renewal';
is told('--text', 'nuria', '--what', 'service'), '1 service.add', 'with a text';
is join(' ', map { $_->{seq} } lines('--renewal', 1)), join(' ', reverse found(renewal => 1) =~ /(\d+)/g), 'as lines too';
is run('log', '--monitor', 'nobody-knows-it'), 1, 'a monitor that there is not is said';
is run('log', '--renewal', 'x'), 2, 'what is no number is refused';
my $page = $c->call('log', { text => 'h17.', limit => 1 })->{ok};
is $page->{events}[0]{after}{sni}, 'h17.exemple.test', 'the newest with it';
is scalar @{ $c->call('log', { text => 'h17.', limit => 5, before => $page->{events}[0]{seq} })->{ok}{events} }, 0, '... is the only one';
is $page->{head}, json('log', '--json', '--limit', 1)->[0]{seq}, 'the newest line there is stands in each page';
my $watching = connect_to();
$watching->call('watch');
run('edit', 'h5', '--service', 'Tràmits');
my $event;
do { $event = $watching->hear or die } until $event->{event} && $event->{event} eq 'log';
is $event->{data}{head}, $page->{head} + 1, 'whoever watches is told that there is a new line';
$last = $page->{head} + 1;

# ---- for who collects logs ----
my @all = lines();
is join(' ', map { $_->{seq} } @all), join(' ', 1 .. $last), 'every line, oldest first';
like $all[0]{time}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'with its time';
is $all[0]{by}, $< ? 'proven' : 'root', '... and by whom it was';
is $all[0]{login}, $me, '... by name';
is join(' ', map { $_->{seq} } lines('--after', $last - 2)), join(' ', $last - 1, $last), 'and only what is new';
is scalar(lines('--after', $last)), 0, '... or nothing';
is scalar(lines('--what', 'service')), 1, 'filtered, too';

# ---- more than is looked at at once ----
my $sql = folder() . '/many.sql';
daemon_stop($pid);
my $state = folder() . '/many';
mkdir $state, 0700;
my $before = slurp('tests/fixtures/databases/before.sql');
my $head = '0' x 64;
# Only the numbers matter here: the chain of these does not hold, which is what is asked for below.
spew($sql, $before . "\nDROP TRIGGER event_in_order; WITH RECURSIVE n (i) AS (SELECT (SELECT max(seq) FROM event) + 1 UNION ALL "
	. "SELECT i + 1 FROM n WHERE i < 45000) INSERT INTO event SELECT i, i, 4242, CASE i WHEN 44999 THEN 'rara' ELSE 'altra' END, "
	. "i % 2, 'monitor.edit', 1, '', '', '$head' FROM n;\n");
system(build() . '/load', $sql, "$state/caduca.db") == 0 or die;
$pid = daemon_start(state => $state, config => "workers = 1;\n");
my $first = json('log', '--json', '--what', 'renewal.open', '--limit', 1)->[0];
ok $first && $first->{seq} < 100, 'what is behind forty thousand others is found';
is json('log', '--json', '--who', 'rara')->[0]{seq}, 44999, 'and what is before them';
is scalar(grep { $_->{login} eq 'altra' } lines('--who', 'altra', '--after', 44990)), 9, 'from the end';
is scalar(lines('--after', 1)), 44999, 'all of them as lines';
like +(run('log', '--limit', 1))[1], qr/altra \(declared\)/, 'who was only declared is said';
is +(lines('--after', 44999))[0]{by}, 'declared', '... in a line too';
is +(lines('--after', 44998))[0]{by}, 'proven', 'and who was proven';
($status, $out, $err) = run('log', '--verify');
is $status, 1, 'a trail that was made up does not hold';
my ($bad) = grep { $_->{uid} == 4242 } lines();
like $err, qr/event $bad->{seq} was changed/, '... and the first line that does not is named';
daemon_stop($pid);
done_testing;

#!/usr/bin/perl
# Who is away when his renewal is taken over, or is given another's, is told when he is back: until he says that he has seen
# it, once on whichever of his consoles, and whatever happens to the backend meanwhile.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $pid = team_start();
for my $n (1 .. 3) {
	ctl_as('root', 'add', '127.0.0.1:9', '--name', "www$n", '--sni', "www$n.exemple.cat");
	ctl_as('operador', 'renewal', 'open', "www$n", '--only');
}

sub told_json { my ($login) = @_; return @{ decode_json((ctl_as($login, 'notices', '--json'))[1]) } }
sub told { my ($login) = @_; return join ' ', map { "$_->{renewal}:$_->{what}:$_->{by}" } told_json($login) }
sub does { my ($login, @args) = @_; my ($status, $out, $err) = ctl_as($login, 'renewal', @args); return is $status, 0, "$login: @args" || diag $err }
sub console { my ($login) = @_; my $c = team_connect($login); $c->call('watch'); return $c }
# What a console was told last; it has heard all that came before its question.
sub heard {
	my ($c) = @_;
	$c->call('status');
	my ($last) = grep { $_->{event} eq 'notices' } reverse @{ $c->{events} };
	return join ' ', map { "$_->{renewal}:$_->{what}:$_->{by}" } @{ $last->{data}{notices} };
}
sub hears { my ($c, $what, $name) = @_; return ok wait_until($name, sub { heard($c) eq $what }), $name }

# ---- away ----

is told('operador'), '', 'nothing is told where nothing was done';
does('altra', 'takeover', 1);
is told('operador'), '1:taken-over:altra', 'who was away is told by whom his renewal was taken over';
is told('altra'), '', 'and who took it is told nothing';
my ($one) = told_json('operador');
is $one->{name}, 'www1.exemple.cat', 'by the name of what it is about';
ok abs($one->{at} - time) < 3600, 'and when';
team_stop($pid, 'KILL');
$pid = team_start();
is told('operador'), '1:taken-over:altra', 'also after the backend was killed';
like +(ctl_as('operador', 'notices'))[1], qr/^altra took over renewal 1 \(www1\.exemple\.cat\) from you, (today|yesterday) at \d\d:\d\d$/m, 'in words';
like +(ctl_as('operador', 'renewal', 'list'))[1], qr/altra took over renewal 1 /, 'below the renewals';
like +(ctl_as('operador', 'who'))[1], qr/altra took over renewal 1 /, 'and below who is there';

# ---- on all of his consoles, until it was seen on one ----

my @mine = map { console('operador') } 1 .. 2;
my $other = console('altra');
hears($_, '1:taken-over:altra', 'a console that connects is told') for @mine;
hears($other, '', 'the other\'s is not');
does('altra', 'takeover', 2);
hears($_, '1:taken-over:altra 2:taken-over:altra', 'those that are connected hear at once') for @mine;
$other->call('notice.seen', { ids => [ $one->{id} ] });
is told('operador'), '1:taken-over:altra 2:taken-over:altra', 'nobody else sees it for him';
ok $mine[0]->call('notice.seen', { ids => [ $one->{id} ] })->{ok}, 'he has seen one';
hears($_, '2:taken-over:altra', 'which is told on none of his consoles any more') for @mine;
is +(ctl_as('operador', 'notices', '--seen'))[0], 0, 'the rest by the command line';
hears($_, '', 'which the consoles hear too') for @mine;

# ---- the last of a renewal alone, and nothing that is so no more ----

does('operador', 'handover', 3, 'altra');
is told('altra'), '3:handed-over:operador', 'who is given one is told';
does('altra', 'handover', 3, 'cap');
is told('altra'), '', 'until he gives it on';
does('operador', 'takeover', 3);
is told('cap'), '3:taken-over:operador', 'of one renewal the last is told';
does('cap', 'takeover', 3);
is told('cap'), '', 'nothing where he took it back';
is told('operador'), '3:taken-over:cap', 'but the other is told';
does('cap', 'undo', 3);
is told('operador'), '', 'unless it was undone';
does('operador', 'release', 3);
does('operador', 'claim', 3);
does('operador', 'takeover', 3);
is told('operador'), '', 'one\'s own doings are told to nobody';

# ---- all of a person's ----

$_->{events} = [] for @mine;
is $other->call('renewal.takeover', { from => 'operador' })->{ok}{ids}[0], 3, 'all of a person\'s are taken over';
hears($_, '3:taken-over:altra', 'which he is told of each') for @mine;

# ---- with what was left with it ----

ctl_as($_, 'notices', '--seen') for qw(operador altra cap);
does('altra', 'handover', 1, 'cap', '--note', 'Truqueu a la Maria: només hi és al matí.');
like +(ctl_as('cap', 'notices'))[1], qr/^altra handed renewal 1 \(www1\.exemple\.cat\) over to you, \w+ at \d\d:\d\d: Truqueu a la Maria: només hi és al matí\.$/m,
	'who is given one is told what was noted with it';
does('altra', 'handover', 2, 'cap');
is +(grep { $_->{renewal} == 2 } told_json('cap'))[0]{note}, '', 'nothing where nothing was';
does('operador', 'takeover', 1, '--note', 'Hi torno jo.');
is join(' ', map { $_->{note} } told_json('cap')), ' Hi torno jo.', 'and who it is taken from';
does('operador', 'handover', 1, 'cap', '--note', 'Va de debò. ' x 300);
ctl_as('cap', 'notices', '--seen') if told('cap') !~ /^1:/;
does('cap', 'takeover', 1);
does('cap', 'handover', 1, 'operador', '--note', 'De debò, ' . 'molt ' x 300 . 'de debò');
my $console = console_meanwhile('operador', { rows => 24, columns => 80 });
ok defined $console->shows(qr{cap handed renewal 1 (?s:.)*De debò,\s+molt(?s:.)*\bmolt…\s+·\s+\S+:\s+seen}), 'in the console a long one leaves room for how it is seen';
my @rows = grep { /\bmolt\b/ } $console->screen;
cmp_ok scalar(@rows), '<=', 6, 'and for the list';
ok $console->leave, 'the console ends';

# All that one is told is one line, however much it is.
for my $n (4 .. 23) {
	ctl_as('root', 'add', "www$n.exemple.cat", '--type', 'planned', '--name', "www$n");
	ctl_as('operador', 'renewal', 'open', "www$n", '--only');
	ctl_as('operador', 'renewal', 'handover', $n, 'altra', '--note', "$n" . ' llarg' x 650);
}
my $much = $other->call('notice.list')->{ok};
cmp_ok $much->{left_out}, '>', 0, 'what is too much for one line is left out';
is $much->{left_out} + @{ $much->{notices} }, 20, 'and counted';
is $much->{notices}[0]{renewal}, 4, 'the latest of it';
ctl_as('altra', 'notices', '--seen') for 1 .. 3;
is told('altra'), '', 'and told when the others were seen';

# ---- a reader may have been told something ----

is +(ctl_as('lectora', 'notices'))[0], 0, 'a reader may look';
is $other->call('notice.seen', { ids => [] })->{error}{code}, 'bad-argument', 'nothing seen is nothing said';
like team_log(), qr/serves/, 'the log';
unlike team_log(), qr/changed without a line/, 'the trail has what it is to have';
ok !team_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# Who is away when his renewal is taken over, or is given another's, is told when he is back: until he says that he has seen
# it, once on whichever of his consoles, and whatever happens to the backend meanwhile.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
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

# ---- a reader may have been told something ----

is +(ctl_as('lectora', 'notices'))[0], 0, 'a reader may look';
is $other->call('notice.seen', { ids => [] })->{error}{code}, 'bad-argument', 'nothing seen is nothing said';
like team_log(), qr/serves/, 'the log';
unlike team_log(), qr/changed without a line/, 'the trail has what it is to have';
ok !team_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# Accounts that several people share: each connection declares who is there, which the trail tells apart from what the
# kernel proved and from root. What is declared never passes for anybody's own login, and no other account may declare.
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
my ($shared, $alone) = map { uid_of($_) } qw(operador altra);
my $pid = team_start(config => "shared-accounts = ( \"0$shared\", \"lectora\" );\n");

# Says hello as it is told to: the hello, or the code of the refusal.
sub hello {
	my ($login, %o) = @_;
	$> = uid_of($login) if $login ne 'root';
	my $c = connect_to(team_socket(), silent => 1);
	$> = 0;
	$c->say({ hello => { protocol => 2, program => 'test', version => '0', %o } });
	my $said = $c->hear;
	$c->{hello} = $said->{hello};
	return ($said->{error} ? $said->{error}{code} : $said->{hello}{login}, $c);
}
sub greeted { return (hello(@_))[0] }

# ---- who is let in as whom ----

is greeted('operador'), 'who-is-there', 'who shares an account says who he is';
is greeted('operador', declared => 'anna'), 'operador/anna', 'and is known by both names';
is greeted('lectora'), 'who-is-there', 'an account may be named by its login, too';
is greeted('altra', declared => 'anna'), 'not-shared', 'from an account of one person nothing is declared';
is greeted('altra', declared => 'altra'), 'not-shared', 'not even its own name';
is greeted('root', declared => 'anna'), 'not-shared', 'nor from root\'s, unless it is said to be shared';
is greeted('ningu', declared => 'anna'), 'no-right', 'nor is a right declared';
is greeted('altra'), 'altra', 'who is alone in his account is himself';
for my $name ('', 'a b', 'altra/x', 'operador', "a\x{202e}b", "a\nb", 'x' x 33, '<U+0041>') {
	is greeted('operador', declared => $name), 'bad-declared-name', 'no name: ' . JSON::PP->new->ascii->allow_nonref->encode($name);
}
is greeted('operador', declared => 'altra'), 'operador/altra', 'the login of another is a name like others';
is greeted('operador', declared => 'root'), 'operador/root', 'even root\'s';

# ---- what the trail says ----

sub trail { return map { "$_->{by} $_->{uid} $_->{login} $_->{what}" } @{ decode_json((ctl_as('root', 'log', '--json'))[1]) } }
is +(ctl_as('operador', 'add', '127.0.0.1:9', '--name', 'www', '--sni', 'www.exemple.cat'))[0], 1, 'nothing is done by nobody';
like +(ctl_as('operador', 'list'))[2], qr/Several people share the account operador: say who you are \(--as NAME\)/, 'which is said';
is +(ctl_as('operador', '--as', 'altra', 'add', '127.0.0.1:9', '--name', 'www', '--sni', 'www.exemple.cat'))[0], 0, 'with a name it is';
ctl_as('altra', 'add', 'b.exemple.cat');
ctl_as('root', 'add', 'c.exemple.cat');
is_deeply [ reverse trail() ],
	[ "declared $shared operador/altra monitor.add", "proven $alone altra monitor.add", 'root 0 root monitor.add' ],
	'the trail tells declared, proven and root\'s apart';
like +(ctl_as('root', 'log'))[1], qr/operador\/altra \(declared\)/, 'in words too';
my ($first) = split /\n/, (ctl_as('root', 'log', '--lines'))[1];
is decode_json($first)->{by}, 'declared', 'and line by line';
like +(ctl_as('altra', '--as', 'anna', 'list'))[2], qr/altra is one person's account/, 'who declares where nothing is to be declared is told so';

# ---- nobody's own login is within reach ----

ctl_as('altra', 'renewal', 'open', 'www', '--only');
is +(ctl_as('operador', '--as', 'altra', 'renewal', 'release', 1))[0], 1, 'who declares the name of another has not his renewals';
is +(ctl_as('operador', '--as', 'anna', 'renewal', 'takeover', 1))[0], 0, 'but takes them over as anybody may';
like +(ctl_as('altra', 'notices'))[1], qr/operador\/anna took over renewal 1 /, 'which the other is told';
is +(ctl_as('operador', '--as', 'altra', 'notices'))[1] =~ /took over/ ? 1 : 0, 0, 'and nobody else';
is +(ctl_as('operador', '--as', 'anna', 'renewal', 'release', 1))[0], 0, 'one\'s own are kept from one connection to the next';

# ---- on a terminal ----

my $console = console_meanwhile('operador');
ok defined $console->shows(qr/Several people share the account operador/), 'the console asks who is there';
$console->keys('operador<Enter>');
ok defined $console->shows(qr/'operador' is no name/), 'and once more where that is none';
$console->keys('anna<Enter>');
ok defined $console->shows(qr/\[team · operador\/anna\][\s\S]*www/), 'then it says who is there';
team_stop($pid);
ok defined $console->shows(qr/disconnected/), 'the backend goes away';
$pid = team_start(config => "shared-accounts = ( \"$shared\" );\n");
ok defined $console->shows(qr/\[team · operador\/anna\]/), 'who is asked once, also where the connection was lost';
ok $console->leave, 'it ends';
$console = console_meanwhile('operador', '--as', 'joan');
ok defined $console->shows(qr/\[team · operador\/joan\]/), 'nobody is asked who said so before';
ok $console->leave, 'that one ends';
ok !team_stop($pid), 'the backend ends well';
done_testing;

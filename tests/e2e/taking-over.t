#!/usr/bin/perl
# All that a colleague has is taken over at once: what is wrong with one of them does not keep the others, and how many were
# taken is said, and each that was not, and why.
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
my $count = 24;
for my $n (1 .. $count) {
	ctl_as('root', 'add', "www$n.exemple.cat", '--type', 'planned', '--name', "www$n");
	ctl_as('operador', 'renewal', 'open', "www$n", '--only');
}

# From now on these cannot be written.
sub refuse {
	my ($which) = @_;
	team_stop($pid);
	spew(folder() . '/refuse.sql', "DROP TRIGGER IF EXISTS refused; CREATE TRIGGER refused BEFORE UPDATE ON renewal"
		. " WHEN NEW.id $which BEGIN SELECT RAISE(ABORT, 'this one is refused'); END;");
	system(build() . '/load', folder() . '/refuse.sql', team_folder() . '/lib/caduca/caduca.db') == 0 or die;
	$pid = team_start();
}
sub owners { return map { $_->{claimed_by} } @{ decode_json((ctl_as('lectora', 'renewal', 'list', '--json'))[1]) } }

# ---- one ----

refuse('= 2');
my ($status, $out, $err) = ctl_as('altra', 'renewal', 'takeover', '--from', 'operador');
is $status, 1, 'that one of them was refused is seen by a program';
is $out, '23 renewals were taken over.' . "\n", 'how many were taken over is said';
like $err, qr/^caducactl: Not 2 www2\.exemple\.cat: .*this one is refused.*\n\z/, 'and which was not, and why';
is join(' ', owners()), join(' ', 'altra', 'operador', ('altra') x ($count - 2)), 'which is so';

# ---- many, in the console ----

refuse('> 3');
my $console = console_meanwhile('cap');
ok defined $console->shows(qr/www1/), 'a console';
$console->keys('3');
ok defined $console->shows(qr/24 open/), 'on the renewals';
$console->keys('T');
ok defined $console->shows(qr/Take over all 23 renewals that altra has\?/), 'that asks';
$console->keys('y');
ok defined $console->shows(qr/2 renewals were taken over\. 21 were left out\. Not 4 www4\.exemple\.cat: /), 'and says how many, and the first that was not';
ok defined $console->shows(qr/B\s+lists\s+them\s+all/), 'and where all of them stand';
$console->keys('<Esc>');
ok $console->leave, 'the console ends';
is join(' ', owners()), join(' ', 'cap', 'operador', 'cap', ('altra') x ($count - 3)), 'which is so';

# ---- more than are named, and all ----

my $c = team_connect('operador');
my $answer = $c->call('renewal.takeover', { from => 'altra' });
is $answer->{error}{code}, 'io', 'where none could be taken over that is an error';
refuse('> 4');
($status, $out, $err) = ctl_as('operador', 'renewal', 'takeover', '--from', 'altra');
is $out, "1 renewal was taken over.\n", 'of many';
is scalar(() = $err =~ /^caducactl: Not \d+ www\d+\.exemple\.cat: /mg), 20, 'the first are named';
refuse('= 0');
($status, $out, $err) = ctl_as('operador', 'renewal', 'takeover', '--from', 'altra');
is "$status $err", '0 ', 'when nothing is wrong any more, the rest is taken over';
ok !team_stop($pid), 'the backend ends well';
done_testing;

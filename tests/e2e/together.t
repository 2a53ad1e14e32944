#!/usr/bin/perl
# Two people at their consoles: each sees that the other is there, on which renewal, and whose it becomes, as it happens.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $pid = team_start();
for my $n (1, 2) {
	ctl_as('operador', 'add', '127.0.0.1:9', '--name', "www$n", '--sni', "www$n.exemple.cat");
	is +(ctl_as('operador', 'renewal', 'open', "www$n", '--only'))[0], 0, "renewal $n is open";
}
sub sees { my ($c, $pattern, $name) = @_; return ok defined $c->shows($pattern), $name }

my $mine = console_meanwhile('operador');
sees($mine, qr/www1/, 'one has a console');
$mine->keys('3');
sees($mine, qr/2 open/, 'on the renewals');
unlike join("\n", $mine->screen), qr/●|Also/, 'nobody else is there';

# ---- who is there ----

my $other = console_meanwhile('altra');
sees($other, qr/www1/, 'another comes');
sees($mine, qr/Also here: altra/, 'which the first sees');
$other->keys('3');
sees($other, qr/Also here: operador/, 'and the other way round');
$other->keys('<Enter>');
sees($mine, qr/Also here: altra \(1\)/, 'on which renewal too');
sees($mine, qr/^ .* 1● .*altra *$/m, 'also in its line');
$mine->keys('<Enter>');
sees($mine, qr/altra is here too/, 'who opens the same one is told');
sees($other, qr/operador is here too/, 'and so is who had it open');

# ---- whose it is ----

$mine->keys('c');
sees($mine, qr/Release renewal 1/, 'releasing it is asked about');
$mine->keys('y');
sees($other, qr/nobody's/, 'released, it is nobody\'s on the other\'s screen');
$other->keys('c');
sees($mine, qr/altra is here too · altra has it ·/, 'claimed there, it is the other\'s here');
$mine->keys('<Esc>');
sees($mine, qr/^ .* 1● .* altra +altra *$/m, 'and in the list');
my $third = console_meanwhile('cap');
$third->keys('3');
sees($third, qr/Also here: altra \(1\), operador/, 'a third sees both');
$third->keys('<Enter>');
sees($third, qr/altra, operador|altra is here too/, 'one in the renewal');
$third->keys('T');
sees($third, qr/Take renewal 1 of .* over from altra/, 'and takes it over');
$third->keys('y');
sees($mine, qr/^ .* 1● .* cap +(?:altra, cap|\+2) *$/m, 'which the list shows');
sees($other, qr/cap is here too · cap has it ·/, 'and so does the panel');

# ---- he is told, wherever he is ----

sees($other, qr/^ cap took over renewal 1 \(www1\.exemple\.cat\) from you, (today|yesterday) at \d\d:\d\d · X: seen *$/m,
	'and above the last line by whom it was taken');
$other->keys('<Esc>');
sees($other, qr/No\. .*\n(.*\n)+ cap took over renewal 1 /, 'in the list too');
my $again = console_meanwhile('altra');
sees($again, qr/ cap took over renewal 1 /, 'and on a console that he opens');
$again->keys('X');
ok defined $again->shows(qr/\A(?!.*took over)/s), 'seen there, it is told no more';
ok defined $other->shows(qr/\A(?!.*took over)/s), 'nor on the other console';
unlike join("\n", $mine->screen), qr/took over/, 'nobody else was told';
ok $again->leave, 'that one leaves';
$other->keys('<Enter>');
sees($mine, qr/Also here: altra \(1\), cap/, 'he goes on');

# ---- gone ----

$third->keys('<Esc><Esc>');
ok $third->leave, 'who leaves';
sees($mine, qr/Also here: altra \(1\) /, 'is there no more');
$other->keys('<Esc>');
sees($mine, qr/Also here: altra  /, 'nor is he in a renewal that he left');
unlike join("\n", $mine->screen), qr/●/, 'whose mark is gone';

# ---- the connection is lost ----

$mine->keys('<Enter>');
sees($other, qr/operador \(1\)/, 'one is in a renewal');
ok !team_stop($pid), 'the backend ends';
sees($other, qr/disconnected/, 'nobody is known to be there');
unlike join("\n", $other->screen), qr/operador \(1\)/, 'not even who was';
$pid = team_start();
sees($other, qr/Also here: operador \(1\)/, 'who was in one says so again when it is back');
$mine->keys('<Esc>');
$_->keys('<Esc>') for $mine, $other;
ok $_->leave, 'they leave' for $mine, $other;
ok !team_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# A team at work together: everybody hears who has a console open and on which renewal, each once however many he has, and
# nothing of that outlives the connection.
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

# A console: it watches, and hears of the others.
sub console {
	my ($login) = @_;
	my $c = team_connect($login);
	$c->call('watch');
	return $c;
}

# The last that it heard of them: "login:renewal,renewal" each. It has heard all that came before its question.
sub told {
	my ($c) = @_;
	my ($last) = grep { $_->{event} eq 'people' } reverse @{ $c->{events} };
	return join ' ', map { join ':', $_->{login}, join ',', @{ $_->{renewals} } } @{ $last->{data}{people} };
}
sub hears { my ($c, $what, $name) = @_; return ok wait_until($name, sub { $c->call('status'); told($c) eq $what }), $name }

# ---- who is there ----

my $mine = console('operador');
hears($mine, 'operador:', 'who opens a console is there');
my $other = console('altra');
hears($mine, 'altra: operador:', 'another hears of it at once');
hears($other, 'altra: operador:', 'and who comes, of those who are there');
my $reader = console('lectora');
hears($mine, 'altra: lectora: operador:', 'a reader too');

# ---- on which renewal ----

$other->call('people.at', { renewal => 12 });
hears($mine, 'altra:12 lectora: operador:', 'who opens a renewal is seen in it');
ok $reader->call('people.at', { renewal => 12 })->{ok}, 'a reader may say so';
hears($mine, 'altra:12 lectora:12 operador:', 'and is seen there');
my @more = map { console('altra') } 1 .. 2;
$_->call('people.at', { renewal => 12 }) for @more;
$more[1]->call('people.at', { renewal => 7 });
hears($mine, 'altra:7,12 lectora:12 operador:', 'who has three consoles is there once');
is $other->call('people.at', {})->{error}{code}, 'bad-argument', 'no renewal is said by 0';
is $other->call('people.at', { renewal => -1 })->{error}{code}, 'bad-argument', 'and none has a number below that';

# ---- nothing is said that nobody did ----

{
	my $count = sub { $mine->call('status'); return scalar grep { $_->{event} eq 'people' } @{ $mine->{events} } };
	my $before = $count->();
	$other->call('people.at', { renewal => 12 });
	team_connect('cap')->call('status');
	is +(ctl_as('altra', 'list'))[0], 0, 'a command runs';
	is $count->(), $before, 'commands, and what is said again, are no news';
}

# ---- caducactl ----

my ($status, $out) = ctl_as('operador', 'who', '--json');
my %who = map { $_->{login} => $_ } @{ decode_json($out) };
is_deeply [ @{ $who{altra} }{qw(consoles commands right renewals)} ], [ 3, 0, 'operator', [ 7, 12 ] ], 'caducactl who counts';
is_deeply [ @{ $who{operador} }{qw(consoles commands)} ], [ 1, 1 ], 'itself too';
is $who{lectora}{right}, 'reader', 'and says what each may do';
($status, $out) = ctl_as('operador', 'who');
like $out, qr/^altra +\d\d\/\d\d\/\d{4} \d\d:\d\d +3 consoles +7, 12$/m, 'for people too';

# ---- and it ends with the connection ----

shutdown $_->{socket}, 2 for $other, @more;
hears($mine, 'lectora:12 operador:', 'whose connection ends is gone, and so is where he was');
$reader->call('people.at', { renewal => 0 });
hears($mine, 'lectora: operador:', 'who leaves a renewal is out of it');
($status, $out) = ctl_as('root', 'log', '--json');
is_deeply decode_json($out), [], 'the trail has none of it';
ok !team_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# A team that has no token of its service follows tickets with those of the people who are there: what one of them may read
# is shown to him alone, is in no row, no trail and no event of others, and nothing happens on account of it.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $jira = jira_start();
my $pid = team_start(config => qq{groups-every = 1;\nlinger = 0;\njira = "$jira->{plain}";\njira-plain = true;\njira-follow = 1;\njira-rate = 6000;\n});
my $json = JSON::PP->new->utf8;

sub said { my ($login, @args) = @_; my ($status, $out, $err) = ctl_as($login, @args); return $out . $err }
sub json { my ($login, @args) = @_; return eval { $json->decode(said($login, @args, '--json')) } || {} }
sub ticket { my ($login, $key) = @_; return json($login, 'ticket', 'show', $key) }

# One of them, who watches and has handed his token over.
sub open_as {
	my ($login, $person) = @_;
	$> = uid_of($login);
	my $c = connect_to(team_socket());
	$> = 0;
	open my $token, '<', $jira->token_file($person) or die $!;
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $token);
	my $answer;
	do { $answer = $c->hear } until !$answer || ($answer->{id} // 0) == $id;
	is $answer->{ok}{name}, $person, "$login hands over the token of $person";
	$c->call('watch');
	return $c;
}

my $key = $jira->order('ticket.make', project => 'SIS', summary => 'Un secret', status => 'Obert')->{key};
said('operador', 'add', 'www.exemple.cat', '--name', 'web');
said('operador', 'renewal', 'open', 'web');
said('operador', 'renewal', 'step', 1, @$_) for [ '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox' ],
	[ '0.2', 'choose', 'renovacio' ], [ 'tiquet-csr', 'ticket', $key, '--yes' ];
is ticket('altra', $key)->{key}, $key, 'both know the ticket';

my $c = open_as('operador', 'anna');
ok wait_until('it is read', sub { ticket('operador', $key)->{title} eq 'Un secret' }), 'whoever may read it sees it';
is ticket('operador', $key)->{read_by}, 'operador', 'and that it was read with his token';
is ticket('altra', $key)->{$_}, '', "another does not see its $_" for qw(title status assignee);
is ticket('altra', $key)->{category}, 'unknown', 'nor how far it is';
$jira->order('comment', key => $key, who => 'sistemes', body => 'Ja el teniu');
ok wait_until('the answer', sub { ticket('operador', $key)->{answered_at} }), 'an answer is his to see';
is ticket('altra', $key)->{comments}, undef, 'and nobody else\'s';
ok !json('altra', 'renewal', 'show', 1)->{answered}, 'the renewal is as it was';
$jira->order('ticket.set', key => $key, status => 'Resolt');
ok wait_until('it is resolved', sub { ticket('operador', $key)->{category} eq 'done' }), 'that it is resolved too';
unlike said('altra', 'log', '--limit', 50, '--json'), qr/Un secret|Resolt|Ja el teniu/, 'nothing of it is in the trail';
unlike said('altra', 'ticket', 'list', '--all', '--json'), qr/Un secret|Resolt|Ja el teniu/, 'nor in a list of another';
unlike said('altra', 'renewal', 'show', 1, '--json'), qr/Un secret|Resolt|Ja el teniu/, 'nor in the renewal';
like said('operador', 'ticket', 'list', '--all', '--json'), qr/Un secret/, 'which his have';

my $d = open_as('altra', 'biel');
ok wait_until('the other reads it', sub { ticket('altra', $key)->{title} eq 'Un secret' }), 'until she reads it herself';
is ticket('altra', $key)->{answered_at}, undef, 'for whom nothing has changed since';
is ticket('lectora', $key)->{title}, '', 'a third sees none of it';
done_testing;

#!/usr/bin/perl
# In a team, nobody writes in Jira in the name of another: a request goes out with the token of whoever its text is of.
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
team_start(config => qq{groups-every = 1;\nlinger = 0;\njira = "$jira->{plain}";\njira-plain = true;\njira-rate = 6000;\n});
my $json = JSON::PP->new->utf8;

sub open_as {
	my ($login) = @_;
	$> = uid_of($login);
	my $c = connect_to(team_socket());
	$> = 0;
	return $c;
}

sub hand_over {
	my ($c, $person) = @_;
	open my $token, '<', $jira->token_file($person) or die $!;
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $token);
	my $answer;
	do { $answer = $c->hear } until !$answer || ($answer->{id} // 0) == $id;
	return $answer->{ok}{name};
}

my ($owner, $other, $reader) = map { open_as($_) } qw(operador altra lectora);
ok wait_until('Jira can be asked', sub { ($owner->call('status')->{ok}{jira}{state} // '') eq 'ready' }), 'Jira can be asked';
my $monitor = $owner->call('monitor.add', { host => 'www.exemple.cat' })->{ok}{id};
my $r = $owner->call('renewal.open', { monitors => [$monitor] })->{ok}{renewal};
for ([ '0.1', 'complete', { not_after => '2036-12-30', where => 'Firefox' } ], [ '0.2', 'choose', { value => 'renovacio' } ]) {
	my ($step, $what, $args) = @$_;
	$r = $owner->call('renewal.do', { id => $r->{id}, version => $r->{version}, step => $step, what => $what, args => $args })->{ok}{renewal};
}
my $asked = $owner->call('ticket.request', { renewal => $r->{id}, step => 'tiquet-csr' })->{ok}{request};
is $asked->{login}, 'operador', 'a ticket is asked for, and waits for the token of who asked';
for (qw(retry edit by-hand drop take-over)) {
	is $reader->call("ticket.$_", { id => $asked->{id}, version => $asked->{version}, title => 'x', key => 'SIS-1' })->{error}{code}, 'not-allowed', "a reader may not $_";
}
my $edited = $other->call('ticket.edit', { id => $asked->{id}, version => $asked->{version}, title => 'El text de la companya' })->{ok}{request};
is $edited->{login}, 'altra', 'who gives it another text sends it with her own token';
is hand_over($owner, 'anna'), 'anna', 'the token of who asked comes';
is hand_over($other, 'biel'), 'biel', 'and that of who edited it';
ok wait_until('it is made', sub { $owner->call('ticket.request-show', { id => $asked->{id} })->{ok}{request}{state} eq 'done' }), 'it is made';
is_deeply [ map { $_->{who} } $jira->requests(call => 'create') ], ['biel'], 'with hers alone';
done_testing;

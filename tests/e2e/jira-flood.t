#!/usr/bin/perl
# Whoever asks Jira more than it answers is refused beyond a number, also when he has gone without waiting for it; what
# a colleague asks waits for no more than these.
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
my $json = JSON::PP->new->utf8;
my $most = 8;
my $jira = jira_start();
my $pid = team_start(config => qq{workers = 1;\njira = "$jira->{plain}";\njira-plain = true;\njira-rate = 6000;\njira-timeout = 60;\n});
my ($one, $other) = map { team_connect($_) } qw(operador altra);
ok wait_until('Jira is there', sub { ($one->call('status')->{ok}{jira}{state} // '') eq 'ready' }), 'the worker is ready';
sub hand_over {
	my ($c, $person) = @_;
	open my $token, '<', $jira->token_file($person) or die $!;
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $token);
	my $answer;
	do { $answer = $c->hear } until !$answer || ($answer->{id} // 0) == $id;
	is $answer->{ok}{name}, $person, "the token of $person";
}
hand_over($one, 'anna');
hand_over($other, 'biel');
my $key = $jira->order('ticket.make', project => 'SIS', summary => 'Un', status => 'Obert')->{key};
ok $one->call('ticket.adopt', { key => $key })->{ok}, 'a ticket is known';

# ---- somebody asks on and on ----
$jira->order('fault', fault => 'hang', call => 'get', who => 'anna', times => 0);
sub gets { return scalar(my @all = $jira->requests(call => 'get', who => 'anna')) }
my $before = gets();
my $first = $one->{id} + 1;
$one->say({ id => ++$one->{id}, do => ('ticket.refresh', 'ticket.attachments')[ $_ % 2 ], args => { key => $key } }) for 1 .. $most + 12;
my @refused;
for (1 .. 12) {
	my $a;
	do { $a = $one->hear } until !$a || ($a->{id} // 0) >= $first;
	push @refused, $a;
}
is_deeply [ map { $_->{id} - $first } @refused ], [ $most .. $most + 11 ], "after $most that Jira has not answered he is refused";
is_deeply [ grep { $_->{error}{code} ne 'too-many-open' || $_->{error}{args}{most} != $most } @refused ], [], '... with their number';
for ([ 'ticket.doctor', {} ], [ 'ticket.adopt', { key => 'SIS-9998' } ], [ 'ticket.fetch', { key => $key, attachment => '1', keep => JSON::PP::true } ]) {
	my ($do, $args) = @$_;
	is $one->call($do, $args)->{error}{code}, 'too-many-open', "... and so for $do";
}
ok wait_until('Jira is asked', sub { gets() > $before }), 'Jira was asked';

# ---- from another connection, for Jira is still asked ----
my $again = team_connect('operador');
close $one->{socket};
is $again->call('ticket.refresh', { key => $key })->{error}{code}, 'too-many-open', 'he is refused too when he has gone and comes again';

# ---- a colleague ----
my $id = ++$other->{id};
$other->say({ id => $id, do => 'ticket.refresh', args => { key => $key } });
$jira->order('faults.clear');
$jira->order('drop');
my $answer;
do { $answer = $other->hear } until !$answer || ($answer->{id} // 0) == $id;
is $answer->{ok}{ticket}{title}, 'Un', 'what a colleague asks is not refused, and answered after no more than those' or diag $json->encode($answer);
ok wait_until('they have ended', sub { ($answer = $again->call('ticket.refresh', { key => $key }))->{ok} }), 'when they have ended he may ask again';
cmp_ok gets() - $before, '<', $most + 12, 'Jira never hears what was refused';
team_stop($pid);
done_testing;

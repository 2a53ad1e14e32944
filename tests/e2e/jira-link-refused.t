#!/usr/bin/perl
# A link that Jira fails to put for ever is put ten times, ever later, and then waits for a person, who has it begin anew.
use strict;
use warnings;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Test::More;
use Ticketing;

$ENV{LANGUAGE} = 'en';
my $most = 10;
$jira = jira_start();
ticketing_start('');
is hand_over('anna')->{ok}{name}, 'anna', 'somebody has a token';
{
	open my $file, '<', $jira->token_file('anna') or die $!;
	is $c->call('ticket.token', {}, $file)->{ok}{name}, 'anna', "and hands it over from a file that stays open, time $_" for 1, 2;
}
my $renewal = renewal('www.exemple.test');
my $key = $jira->order('ticket.make', project => 'SIS', summary => 'De sempre', status => 'Obert')->{key};
ok $c->call('ticket.link', { key => $key, renewal => $renewal, agreed => [ 'ticket-in-use', 'unknown-ticket', 'other-project' ] })->{ok}, 'a renewal has a ticket';
$jira->order('fault', fault => 'down', call => 'link', times => 0, status => 500);
my $made = $c->call('ticket.request', { renewal => $renewal, step => 'tiquet-csr' })->{ok}{request};
becomes($made->{id}, 'done', 'another is made for its step');
my $link;
ok wait_until('it is linked', sub { ($link) = grep { $_->{kind} eq 'link' } @{ $c->call('ticket.requests', { all => JSON::PP::true })->{ok}{requests} } }), '... which is to be linked to the first';
sub posts { return scalar(my @all = $jira->requests(call => 'link')) }
sub rests { my ($r) = @_; return $r->{state} =~ /^(queued|uncertain)$/ ? $r->{next_at} && $r->{next_at} > now() : $r->{state} ne 'sending' }

# Time goes on, from one thing that is due to the next, until a person is needed: the times at which it was put.
sub put_at {
	my @at;
	my $before = posts();
	for (1 .. 60) {
		my $r;
		wait_until('it rests', sub { rests($r = request($link->{id})) }) or last;
		push @at, (now()) x (posts() - $before);
		$before = posts();
		last if $r->{state} eq 'needs-attention';
		later($r->{next_at} - now());
	}
	return @at;
}
my @at = put_at();
my $r = request($link->{id});
is "$r->{state} $r->{reason}", 'needs-attention not-found-in-jira', 'Jira fails for ever: in the end it waits for a person';
is posts(), $most, "... and was put $most times";
cmp_ok $at[-1] - $at[0], '>', 1800, '... in more than half an hour';
# In fewer leaps than those after which a worker is stuck that was asked something else meanwhile (STUCK_TIMES).
for (1 .. 3) { later(1200); wait_until('it rests', sub { rests(request($link->{id})) }) }
is posts(), $most, '... and an hour later not once more';

# ---- a person has it go on ----
ok $c->call('ticket.retry', { id => $r->{id}, version => $r->{version} })->{ok}, 'a person has it tried again';
put_at();
is request($link->{id})->{state}, 'needs-attention', 'which ends so again';
is posts(), 2 * $most, '... after as many';
$jira->order('faults.clear');
$r = request($link->{id});
ok $c->call('ticket.retry', { id => $r->{id}, version => $r->{version} })->{ok}, 'and when Jira is well';
becomes($r->{id}, 'done', '... it is put');
is posts(), 2 * $most + 1, '... once';
done_testing;

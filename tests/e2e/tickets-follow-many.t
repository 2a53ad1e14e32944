#!/usr/bin/perl
# Tickets of open renewals are followed many in one request: a round costs one for each hundred of them, and one more at
# most for each thousand, and each of them is known then. MANY=2000 follows as many.
use strict;
use warnings;
use utf8;
use Caduca;
use Jira;
use JSON::PP;
use POSIX ();
use Test::More;
use Ticketing;

my $many = $ENV{MANY} || 400;
my $most = POSIX::ceil($many / 100) + POSIX::ceil($many / 1000);
$jira = jira_start();
my @keys = map { $jira->order('ticket.make', project => 'SIS', summary => "tiquet $_", description => 'x' x 500)->{key} } 1 .. $many;

# They are taken in by hand, before there is a Jira to ask, and are for ten renewals.
my $pid = daemon_start(config => "workers = 1;\n");
$c = connect_to();
my @renewals = map { my $m = $c->call('monitor.add', { host => "a$_.exemple.test" })->{ok}{id}; $c->call('renewal.open', { monitors => [$m] })->{ok}{renewal}{id} } 1 .. 10;
my $failed = '';
for my $i (0 .. $#keys) {
	$c->call('ticket.adopt', { key => $keys[$i] });
	my $a = $c->call('ticket.link', { key => $keys[$i], renewal => $renewals[ $i % 10 ], role => 'other' });
	$failed ||= JSON::PP->new->canonical->encode($a) if !$a->{ok};
}
is $failed, '', "$many tickets are known";
daemon_stop($pid);

sub searches { return scalar($jira->requests(call => 'search')) }
# How many have the title that only Jira knows.
sub read_ones {
	my ($n, $after) = (0, 0);
	do {
		my $a = $c->call('ticket.list', { after => $after, all => JSON::PP::true })->{ok};
		$n += grep { $_->{title} } @{ $a->{tickets} };
		$after = $a->{next};
	} while $after;
	return $n;
}
$pid = ticketing_start('jira-token-file = "' . $jira->token_file('servei') . "\";\n", now => time);
ok wait_until('all are read', sub { read_ones() == $many }), 'each is known after the first round';
cmp_ok searches(), '<=', $most, "of at most $most requests";
cmp_ok searches(), '>=', $many / 100, 'for Jira gives no more in one';
done_testing;

#!/usr/bin/perl
# The token of the service is tried again where Jira could not be asked about it, and not where Jira refused it.
use strict;
use warnings;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use Test::More;
use Ticketing;

$jira = jira_start();
$jira->order('fault', call => 'myself', fault => 'down', times => 1);
my $setting = 'jira-token-file = "' . $jira->token_file('servei') . "\";\njira-follow = 3600;\n";
my $pid = ticketing_start($setting);
ok wait_until('it was tried', sub { scalar $jira->requests(call => 'myself') == 1 }), 'Jira is down when the backend starts';
my $key = $jira->order('ticket.make', project => 'SIS', summary => 'Un tiquet', status => 'Obert')->{key};
is $c->call('ticket.adopt', { key => $key })->{ok}{ticket}{title}, '', 'so that nobody reads';
later(61);
ok wait_until('it is tried again', sub { ($c->call('ticket.refresh', { key => $key })->{ok}{ticket}{title} // '') eq 'Un tiquet' }),
	'it is tried again a minute later, and all is read';
daemon_stop($pid);

$jira->order('fault', call => 'myself', fault => 'unauthorized', times => 1);
my $before = () = $jira->requests(call => 'myself');
ticketing_start($setting);
ok wait_until('it was tried', sub { scalar(my @all = $jira->requests(call => 'myself')) == $before + 1 }), 'Jira refuses it';
later(61);
later(3600);
is $c->call('ticket.refresh', { key => $key })->{error}{code}, 'no-token', 'nobody reads';
is scalar(my @all = $jira->requests(call => 'myself')), $before + 1, 'and it is not tried again: that would lock its account';
done_testing;

#!/usr/bin/perl
# What is said on one ticket comes there in the order in which it was written, also where the first cannot go out at once;
# what is said on another ticket does not wait for it.
use strict;
use warnings;
use utf8;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
ticketing_start();
my ($key, $other) = map { $jira->order('ticket.make', project => 'SIS', summary => $_)->{key} } 'Un', 'Altre';
$c->call('ticket.adopt', { key => $_, agreed => [ 'no-such-ticket' ] }) for $key, $other;
sub said { return join ' ', map { $_->{body} } @{ $jira->order('ticket.get', key => $_[0])->{comments} } }
sub says { return $c->call('ticket.comment', { key => $_[0], body => $_[1] })->{ok}{request}{id} }

is hand_over('anna')->{ok}{name}, 'anna', 'somebody has a token';
$jira->order('fault', call => 'comment', fault => 'busy');
my @id = says($key, 'primer');
ok wait_until('the first one is held up', sub { request($id[0])->{tries} && request($id[0])->{reason} eq 'jira-busy' }), 'Jira has no time for the first one';
push @id, says($key, $_) for qw(segon tercer);
becomes(says($other, 'altre'), 'done', 'what is said on another ticket goes out');
is join(' ', map { request($_)->{state} } @id), 'queued queued queued', 'those after it wait for it';
is said($key), '', '... and nothing is said';
ok later_until('they go out', 60, sub { request($id[2])->{state} eq 'done' }), 'then they go out';
is said($key), 'primer segon tercer', '... as they were written';
done_testing;

#!/usr/bin/perl
# A key may come to be another issue's in Jira. What is read under it is compared with the number by which the ticket is
# known: of another issue nothing is written or handed out, and that is said, until a person says that it is the same one.
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
$ENV{LANGUAGE} = 'en';
$jira = jira_start();
ticketing_start('jira-token-file = "' . $jira->token_file('servei') . "\";\njira-follow = 3600;\n");
my @to = ('--socket', folder() . '/socket');
sub show { return $c->call('ticket.show', { key => $_[0] })->{ok}{ticket} }
sub run { my @all = ctl(@_, @to); utf8::decode($_) for @all[ 1, 2 ]; return @all }

my ($one, $two) = map { $jira->order('ticket.make', project => 'SIS', summary => $_, status => 'Obert') } 'Un', 'Dos';
ok wait_until('the service reads', sub { $c->call('ticket.adopt', { key => $one->{key} }); ($c->call('ticket.refresh', { key => $one->{key} })->{ok}{ticket}{number} // 0) == $one->{id} }), 'a ticket is known by its number';
$c->call('ticket.adopt', { key => $two->{key} });
is show($two->{key})->{number}, $two->{id}, '... and another';
my $monitor = $c->call('monitor.add', { host => 'www.exemple.test' })->{ok}{id};
ok $c->call('ticket.link', { key => $two->{key}, monitor => $monitor })->{ok}, '... which is for something';
my $file = $jira->order('attach', key => $one->{key}, name => 'a.csr', text => 'x');
is scalar @{ $c->call('ticket.attachments', { key => $one->{key} })->{ok}{attachments} }, 1, 'what is attached to it is listed';

# ---- asked for by a person ----
$jira->order('ticket.set', key => $_->{key}, summary => 'Una altra cosa', renumber => JSON::PP::true) for $one, $two;
my $now = $jira->order('ticket.get', key => $one->{key});
isnt $now->{id}, $one->{id}, 'Jira has another issue under its key';
my $refused = $c->call('ticket.refresh', { key => $one->{key} })->{error};
is $refused->{code}, 'other-issue', 'which is said';
is_deeply $refused->{args}, { key => $one->{key}, known => $one->{id} + 0, number => "$now->{id}" }, '... with both numbers';
is show($one->{key})->{title}, 'Un', 'nothing of it is written';
is show($one->{key})->{number}, $one->{id}, '... and its number is kept';
is show($one->{key})->{missing}, 'another', '... and it is shown as such';
my ($status, $out) = run('ticket', 'show', $one->{key});
like $out, qr/Jira has another ticket under its key/, '... in words';
is $c->call('ticket.attachments', { key => $one->{key} })->{error}{code}, 'other-issue', 'what is attached to the other is not listed';
is $c->call('ticket.fetch', { key => $one->{key}, attachment => $file->{id}, keep => JSON::PP::true })->{error}{code}, 'other-issue', '... nor fetched';

# ---- followed ----
ok later_until('it is followed', 1801, sub { (show($two->{key})->{missing} // '') eq 'another' }), 'that of one which nobody asked for is seen when it is followed';
is show($two->{key})->{title}, 'Dos', '... which writes nothing of it either';

# ---- it is the same one all the same ----
($status, $out, my $err) = run('ticket', 'refresh', $one->{key});
is $status, 1, 'caducactl does not read it';
like $err, qr/another ticket under \Q$one->{key}\E now: its number there is $now->{id}, and was $one->{id}.*say so \(--yes\)/, '... and says why, and what to do';
($status, $out, $err) = run('ticket', 'refresh', $one->{key}, '--yes');
is $status, 0, 'a person may say that it is the same one' or diag $err;
is show($one->{key})->{title}, 'Una altra cosa', '... and it is read';
is show($one->{key})->{number}, $now->{id}, '... and known by its new number';
is show($one->{key})->{missing}, undef, '... and nothing is missing';
my ($line) = grep { $_->{what} eq 'ticket.correct' } @{ decode_json((run('log', '--json'))[1]) };
is $line->{after}{number}, $now->{id}, '... which the trail has';
is scalar @{ $c->call('ticket.attachments', { key => $one->{key} })->{ok}{attachments} }, 1, 'and so is what is attached to it';

# ---- one that was moved before anybody looked, taken in by its new key ----
my $three = $jira->order('ticket.make', project => 'SIS', summary => 'Tres', status => 'Obert');
my $id = $c->call('ticket.adopt', { key => $three->{key} })->{ok}{ticket}{id};
my $renewal = $c->call('renewal.open', { monitors => [$monitor] })->{ok}{renewal}{id};
ok $c->call('ticket.link', { key => $three->{key}, renewal => $renewal })->{ok}, 'a ticket is linked to a renewal';
$jira->order('ticket.set', key => $three->{key}, move => 'ST');
my $moved = $jira->order('ticket.get', key => $three->{key})->{key};
isnt $moved, $three->{key}, 'it is moved in Jira';
my $again = $c->call('ticket.adopt', { key => $moved })->{ok}{ticket};
is $again->{id}, $id, 'taken in by its new key it is the same ticket';
is $again->{key}, $moved, '... by that key';
is show($three->{key})->{id}, $id, '... and found by the old one';
is $again->{number}, $three->{id}, '... with its number';
is $again->{uses}[0]{renewal}, $renewal, '... and what it is for';
($line) = grep { $_->{what} eq 'ticket.correct' && $_->{after}{key} eq $moved } @{ decode_json((run('log', '--json'))[1]) };
is $line->{before}{key}, $three->{key}, '... which the trail has';

# ---- one that is known by its new key only, taken in by the one that it had ----
my $four = $jira->order('ticket.make', project => 'SIS', summary => 'Quatre', status => 'Obert');
$jira->order('ticket.set', key => $four->{key}, move => 'ST');
my $new = $jira->order('ticket.get', key => $four->{key})->{key};
my $known = $c->call('ticket.adopt', { key => $new })->{ok}{ticket};
is $known->{key}, $new, 'a ticket is known by the key that it has now';
sub trail { return @{ decode_json((run('log', '--json', '--limit', 500))[1]) } }
my $lines = trail();
my $answer = $c->call('ticket.adopt', { key => $four->{key} });
is $answer->{ok}{ticket}{id}, $known->{id}, 'by the one that it had before it is taken in too, as the same' or diag encode_json($answer);
is $answer->{ok}{ticket}{key}, $new, '... and keeps its key';
is trail(), $lines + 1, '... with one line in the trail';
($line) = trail();
is "$line->{what} $line->{after}{key} $line->{after}{former}", "ticket.adopt $new $four->{key}", '... that has both keys';
is show($four->{key})->{id}, $known->{id}, '... and it is found by the old one';

# ---- written to ----
is hand_over('anna')->{ok}{name}, 'anna', 'somebody has a token';
$jira->order('ticket.set', key => $moved, renumber => JSON::PP::true);
sub said { return scalar @{ $jira->order('ticket.get', key => $moved)->{comments} } }
my $request = $c->call('ticket.comment', { key => $moved, body => 'Per al primer' })->{ok}{request};
is becomes($request->{id}, 'failed', 'a comment to the one that is known does not go out')->{reason}, 'no-such-ticket', '... for it is there no more';
is said(), 0, '... and the other one that has its key has no comment';
is((run('ticket', 'refresh', $moved, '--yes'))[0], 0, 'a person says that it is the same one');
$request = request($request->{id});
ok $c->call('ticket.retry', { id => $request->{id}, version => $request->{version} })->{ok}, 'then the comment is tried again';
becomes($request->{id}, 'done', '... and goes out');
is said(), 1, '... to it';
done_testing;

#!/usr/bin/perl
# What is asked of Jira: a ticket is created with its owner's token, its step has it, and it is linked to those before it;
# whatever goes wrong on the way, it is not lost, and is not there twice.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
ticketing_start();

sub does { my ($do, $args) = @_; my $a = $c->call($do, $args); ok $a->{ok}, "$do" or diag($json->encode($a || {}), daemon_log()); return $a->{ok} }
sub refuses { my ($code, $do, $args) = @_; my $a = $c->call($do, $args); is $a->{error}{code}, $code, "$do: $code" or diag $json->encode($a); return $a->{error}{args} }
sub keys_there { return sort map { $_->{key} } @{ $jira->order('tickets') } }

is $c->call('status')->{ok}{jira}{state}, 'ready', 'the worker starts with the backend';
my $login = $c->{hello}{login};

# ---- the preview ----
my $first = renewal('a.exemple.test');
my $draft = does('ticket.prepare', { renewal => $first, step => 'tiquet-csr' })->{draft};
is "$draft->{project} $draft->{type} $draft->{role}", 'SIS Task csr', 'where it goes';
like $draft->{title}, qr/a\.exemple\.test/, 'what its title is';
like $draft->{description}, qr/Common Name: a\.exemple\.test/, 'and its text';
refuses('no-step', 'ticket.prepare', { renewal => $first, step => '0.1' });
refuses('bad-argument', 'ticket.request', { renewal => $first, step => 'tiquet-csr', title => "a\nb" });
refuses('bad-argument', 'ticket.request', { renewal => $first, step => 'tiquet-csr', title => ' ' });

# ---- without a token it waits, visibly ----
my $r = does('ticket.request', { renewal => $first, step => 'tiquet-csr', title => 'El CSR de a', description => "Hola,\n*cal*" })->{request};
is "$r->{state} $r->{reason} $r->{login}", "queued waits-for-owner $login", 'nobody is there to send it';
is refuses('request-exists', 'ticket.request', { renewal => $first, step => 'tiquet-csr' })->{id}, $r->{id}, 'a colleague hears of it';
is scalar(@{ $jira->order('tickets') }), 0, 'nothing is in Jira';
is hand_over('antiga')->{error}{code}, 'token-refused', 'a token that has expired';
is $c->call('status')->{ok}{jira}{refusal}, 'token-refused', 'is known to be refused';
is hand_over('anna')->{ok}{name}, 'anna', 'one that holds says who that is';
$r = becomes($r->{id}, 'done', 'then it goes out');
my $made = $jira->order('ticket.get', key => $r->{ticket}{key});
is $made->{summary}, 'El CSR de a', 'with the title that was given';
like $made->{description}, qr/\AHola,\n\*cal\*\n\n\Q$r->{marker}\E\z/, 'the text, and its marker';
is_deeply $made->{labels}, [ $r->{marker} ], 'which is a label too';
is step($first, 'tiquet-csr')->{record}{ticket}, $made->{key}, 'its step has the key';
is step($first, 'tiquet-csr')->{state}, 'done', 'and is done';
my $known = $c->call('ticket.show', { key => $made->{key} })->{ok}{ticket};
is "$known->{number} $known->{title}", "$made->{id} El CSR de a", 'the ticket is known with its number and title';
is refuses('step-has-ticket', 'ticket.request', { renewal => $first, step => 'tiquet-csr' })->{key}, $made->{key}, 'it is not asked for twice';

# ---- the next one is linked to it ----
$r = does('ticket.request', { renewal => $first, step => 'tiquet-cap', title => 'Al cap', description => 'Hola' })->{request};
$r = becomes($r->{id}, 'done', 'another ticket');
my ($link) = grep { $_->{kind} eq 'link' } @{ $c->call('ticket.requests', { all => JSON::PP::true })->{ok}{requests} };
becomes($link->{id}, 'done', 'and the link to the one before');
is_deeply $jira->order('ticket.get', key => $r->{ticket}{key})->{links}, [ $made->{key} ], 'which Jira has';
is join(' ', map { "$_->{key}:$_->{how}" } @{ $c->call('ticket.show', { key => $r->{ticket}{key} })->{ok}{ticket}{links} }), "$made->{key}:jira", 'and is known to have';

# ---- what goes wrong on the way ----
# Each: what strikes the creation, how the request goes on, and how often Jira has the ticket in the end.
sub trial {
	my ($host, $fault, $state, $reason, $name) = @_;
	my $renewal = renewal($host);
	$jira->order('fault', call => 'create', %$fault);
	my $r = $c->call('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => $host, description => 'x' })->{ok}{request};
	wait_until($name, sub { my $q = request($r->{id}); $q->{state} eq $state && $q->{reason} eq $reason });
	$r = request($r->{id});
	is "$r->{state} $r->{reason}", "$state $reason", $name;
	return ($r, $renewal);
}
sub made_of { my ($r) = @_; return scalar grep { $_->{description} =~ /\Q$r->{marker}\E/ } @{ $jira->order('tickets') } }
sub is_made_once {
	my ($r, $renewal, $name) = @_;
	is made_of($r), 1, "$name: once";
	is step($renewal, 'tiquet-csr')->{record}{ticket}, request($r->{id})->{ticket}{key}, '  and its step has it';
}
my $renewal;
($r, $renewal) = trial('b.exemple.test', { fault => 'cut-answer', at => 0 }, 'uncertain', 'jira-unreachable', 'the answer is cut');
is made_of($r), 1, 'Jira has it';
later(5);
becomes($r->{id}, 'done', 'it is looked for, and found');
is_made_once($r, $renewal, 'whose answer was cut');

($r, $renewal) = trial('c.exemple.test', { fault => 'cut-request', part => 0.5 }, 'uncertain', 'jira-unreachable', 'the request is cut');
for my $looks (1 .. 5) {
	later(300);
	wait_until("look $looks", sub { request($r->{id})->{looks} == $looks });
}
is request($r->{id})->{state}, 'uncertain', 'it is looked for again and again';
later(300);
my $lost = becomes($r->{id}, 'needs-attention', 'then a person is asked');
is $lost->{reason}, 'not-found-in-jira', 'for it is not found';
is made_of($r), 0, 'it is not there';
does('ticket.forget');
is request($r->{id})->{reason}, 'not-found-in-jira', 'whether the token is there or not';
hand_over('anna');
# tickets are followed by searches too: this one has the marker
$jira->order('log.bodies');
$jira->order('fault', call => 'search', fault => 'down', times => 0);
later(1800);
wait_until('a late look that fails', sub { grep { ($_->{fault} // '') eq 'down' && ($_->{body} // '') =~ /$r->{marker}/ } $jira->requests(call => 'search') });
$jira->order('faults.clear');
$lost = request($r->{id});
is "$lost->{state} $lost->{reason}", 'needs-attention not-found-in-jira', 'a late look that fails changes nothing for whoever has to decide';
refuses('request-state', 'ticket.edit', { id => $lost->{id}, version => $lost->{version}, title => 'x' });
does('ticket.retry', { id => $lost->{id}, version => $lost->{version} });
becomes($r->{id}, 'done', 'whoever sends it again has it');
is_made_once($r, $renewal, 'that was sent again');

($r, $renewal) = trial('d.exemple.test', { fault => 'busy', retry_after => 90 }, 'queued', 'jira-busy', 'Jira asks to wait');
ok request($r->{id})->{next_at} >= now() + 90, 'as long as it says';
later(100);
becomes($r->{id}, 'done', 'then it goes out');
is_made_once($r, $renewal, 'that had to wait');

($r, $renewal) = trial('e.exemple.test', { fault => 'down' , status => 503 }, 'uncertain', 'jira-down', 'Jira is down: nobody knows');
($r, $renewal) = trial('f.exemple.test', { fault => 'errors', errors => { summary => 'Massa llarg' } }, 'failed', 'field-refused', 'Jira does not accept it');
does('ticket.edit', { id => $r->{id}, version => $r->{version}, title => 'Curt' });
becomes($r->{id}, 'done', 'once it was edited');
is $jira->order('ticket.get', key => request($r->{id})->{ticket}{key})->{summary}, 'Curt', 'with that title';
is_made_once($r, $renewal, 'that was edited');

$jira->order('field.remove', project => 'SIS', field => 'labels');
$renewal = renewal('g.exemple.test');
$r = does('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => 'Sense etiquetes', description => 'x' })->{request};
becomes($r->{id}, 'done', 'where the screen has no labels it goes without');
is_made_once($r, $renewal, 'without a label');
$jira->order('field.set', project => 'SIS', field => 'labels', name => 'Labels', kind => 'array');

# ---- the index lags, and the creation comes late ----
$jira->order('index', searches => 2);
($r, $renewal) = trial('h.exemple.test', { fault => 'late-cut', searches => 2 }, 'uncertain', 'jira-unreachable', 'the creation comes late');
for (1 .. 12) { last if request($r->{id})->{state} eq 'done'; my $looks = request($r->{id})->{looks}; later(400); wait_until('a look', sub { my $q = request($r->{id}); $q->{looks} > $looks || $q->{state} eq 'done' }) }
becomes($r->{id}, 'done', 'it is found all the same');
is_made_once($r, $renewal, 'that came late');
$jira->order('index', searches => 0);

# ---- an answer that comes before the first look ----
$jira->order('fault', fault => 'down', call => 'search', times => 0);
$renewal = renewal('answered.exemple.test');
$r = does('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => 'De seguida', description => 'x' })->{request};
my $quick = becomes($r->{id}, 'done', 'a ticket is made')->{ticket}{key};
$jira->order('comment', key => $quick, who => 'sistemes', body => 'Fet');
$jira->order('faults.clear');
sub shown { return $c->call('ticket.show', { key => $quick })->{ok}{ticket} }
ok later_until('it is read', 61, sub { shown()->{comments} }), 'when it is looked at for the first time';
ok shown()->{answered_at}, 'what was said on it is an answer, for it was made here';

done_testing;

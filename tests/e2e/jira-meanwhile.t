#!/usr/bin/perl
# What happens here while a ticket is on its way to Jira, or is looked for there: its step gets another, or that very one;
# the renewal is closed; two tickets turn out to be one; the time of day jumps.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $json = JSON::PP->new->utf8->canonical;
ticketing_start();
my @to = ('--socket', folder() . '/socket', '--config', folder() . '/caduca.conf');

sub does { my ($do, $args) = @_; my $a = $c->call($do, $args); ok $a->{ok}, "$do" or diag($json->encode($a || {}), daemon_log()); return $a->{ok} }
sub says { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return $out . $err }
sub version { return $c->call('renewal.show', { id => $_[0] })->{ok}{renewal}{version} }
sub act { my ($renewal, $step, $what, $args) = @_; does('renewal.do', { id => $renewal, version => version($renewal), what => $what, $step ? (step => $step) : (), $args ? (args => $args) : () }) }
sub ticket { return $c->call('ticket.show', { key => $_[0] })->{ok}{ticket} }

sub correct { my ($from, $to) = @_; does('ticket.correct', { key => $from, version => ticket($from)->{version}, to => $to, agreed => [ 'other-project', 'becomes-one' ] }) }

# A creation whose answer is lost, and the key that Jira gave it: ($request, $renewal, $key).
sub uncertain {
	my ($host) = @_;
	my $renewal = renewal($host);
	$jira->order('fault', call => 'create', fault => 'cut-answer', at => 0);
	my $r = does('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => $host, description => 'x' })->{request};
	$r = becomes($r->{id}, 'uncertain', 'nobody knows');
	my ($made) = grep { $_->{description} =~ /\Q$r->{marker}\E/ } @{ $jira->order('tickets') };
	return ($r, $renewal, $made->{key});
}

is hand_over('anna')->{ok}{name}, 'anna', 'there is a token';

# ---- the step got another ticket ----
my ($r, $renewal, $key) = uncertain('altre.exemple.test');
act($renewal, 'tiquet-csr', 'ticket', { key => 'SIS-15', agreed => ['unknown-ticket'] });
later(5);
$r = becomes($r->{id}, 'done', 'it is found all the same');
is "$r->{reason} $r->{args}{renewal} $r->{args}{code}", "step-not-done $renewal step-has-ticket", 'and it says that its step has another';
is step($renewal, 'tiquet-csr')->{record}{ticket}, 'SIS-15', 'which keeps it';
is_deeply [ map { "$_->{renewal} $_->{step}" } @{ ticket($key)->{uses} } ], [ "$renewal cds-cesicat/tiquet-csr" ], 'what Jira has is linked to the renewal';
like says('ticket', 'requests', $r->{id}), qr/its step in renewal $renewal was changed meanwhile: it is\s+linked to the renewal all the same/, 'caducactl says so';
like says('renewal', 'list'), qr/^ +$renewal .*SIS-15.*\Q$key\E|^ +$renewal .*\Q$key\E.*SIS-15/m, 'and the list of renewals names both';

# ---- … that very one ----
($r, $renewal, $key) = uncertain('mateix.exemple.test');
act($renewal, 'tiquet-csr', 'ticket', { key => $key, agreed => ['unknown-ticket'] });
later(5);
$r = becomes($r->{id}, 'done', 'one that a person found before');
is $r->{reason}, '', 'is done, and nothing is to be said';
is_deeply [ map { "$_->{renewal} $_->{step}" } @{ ticket($key)->{uses} } ], [ "$renewal cds-cesicat/tiquet-csr" ], 'it is linked once';

# ---- the renewal was closed ----
($r, $renewal, $key) = uncertain('tancada.exemple.test');
my ($status, $out, $err) = ctl('renewal', 'step', $renewal, '0.2', 'choose', 'no-es-renova', '--with', 'data-fi=01/01/2027', '--note', 'Ja no cal', @to);
is $status, 0, 'it is not renewed' or diag $out, $err;
for my $step ('avisar-no-renova', 'baixa-monitor') { act($renewal, $step, 'complete') }
act($renewal, undef, 'close', { keep => JSON::PP::true });
later(5);
$r = becomes($r->{id}, 'done', 'that of a renewal that is closed');
is "$r->{reason} $r->{args}{code}", 'step-not-done closed', 'says so';
is_deeply [ map { $_->{renewal} } @{ ticket($key)->{uses} } ], [$renewal], 'and is linked to it';

# ---- a key that was once mistyped ----
my $next = $jira->order('ticket.make', project => 'SIS', summary => 'El primer', status => 'Obert')->{key};
my $future = $next =~ s/(\d+)$/$1 + 1/er;
$renewal = renewal('mal.exemple.test');
act($renewal, 'tiquet-csr', 'ticket', { key => $future, agreed => ['unknown-ticket'] });
correct($future, $next);
my $other = renewal('nou.exemple.test');
$r = becomes(does('ticket.request', { renewal => $other, step => 'tiquet-csr', title => 'El segon', description => 'x' })->{request}{id}, 'done', 'a ticket with the key that another had by mistake');
is $r->{ticket}{key}, $future, 'is one of its own';
isnt ticket($future)->{id}, ticket($next)->{id}, 'not the one that was corrected';
is ticket($future)->{title}, 'El segon', 'with its title';

# ---- two tickets turn out to be one while the link between them waits ----
does('ticket.forget');
my $third = renewal('fusio.exemple.test');
act($third, 'tiquet-csr', 'ticket', { key => 'SIS-16', agreed => ['unknown-ticket'] });
my $waits = does('ticket.request', { renewal => $third, step => 'tiquet-cap', title => 'Al cap', description => 'x' })->{request};
$jira->order('fault', call => 'link', fault => 'busy', retry_after => 3000, times => 0);
hand_over('anna');
$waits = becomes($waits->{id}, 'done', 'a ticket that is to be linked');
my ($link) = grep { $_->{kind} eq 'link' && $_->{ticket}{key} eq $waits->{ticket}{key} } @{ $c->call('ticket.requests')->{ok}{requests} };
is $link->{other}{key}, 'SIS-16', 'to one that was mistyped';
correct('SIS-16', $next);
is request($link->{id})->{other}{key}, $next, 'is to be linked to the right one, once that is said';
$jira->order('faults.clear');
later(3000);
becomes($link->{id}, 'done', 'and is');
is_deeply $jira->order('ticket.get', key => $waits->{ticket}{key})->{links}, [$next], 'in Jira';
correct($waits->{ticket}{key}, 'SIS-15');
is ticket('SIS-15')->{id}, ticket($waits->{ticket}{key})->{id}, 'one that was asked for here may turn out to be another too';

# ---- the time of day jumps ahead, as after a sleep ----
$jira->order('faults.clear');
clock_jumps(86400);
$renewal = renewal('despres.exemple.test');
becomes(does('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => 'Despres', description => 'x' })->{request}{id}, 'done', 'what is asked for then goes out at once');

done_testing;

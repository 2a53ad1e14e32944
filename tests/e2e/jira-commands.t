#!/usr/bin/perl
# A ticket is created in Jira from the command line: the token from its file, the preview, how it goes in words; what went
# wrong is retried, edited, done by hand, dropped or taken over by a colleague.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Pty;
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $mine = folder() . '/mine';
my $settings = "jira-my-token-file = \"$mine\";\n";
my $pid = ticketing_start($settings);
my @to = ('--socket', folder() . '/socket', '--config', folder() . '/caduca.conf');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub says { my ($pattern, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 0, "@args" or diag $out, $err; like $out, $pattern, '  and it says so'; return $out }
sub fails { my ($pattern, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 1, "not: @args" or diag $out; like "$out$err", $pattern, '  and it says why'; return $out }

# ---- the token's file ----
my $renewal = renewal('a.exemple.test');
fails(qr/There is no file/, 'ticket', 'token', "$mine.none");
spew($mine, slurp($jira->token_file('anna')));
chmod 0644, $mine;
fails(qr/Others may read .*chmod 600/, 'ticket', 'token', $mine);
chmod 0600, $mine;
symlink $mine, "$mine.link";
fails(qr/is not a plain file/, 'ticket', 'token', folder());

# ---- a preview, and the outcome ----
my ($status, $out, $err) = run('ticket', 'create', $renewal, 'tiquet-csr');
is $status, 1, 'nothing is created without being asked';
like $out, qr/^Where +SIS \(Task\)$/m, 'where it would go';
like $out, qr/^  Common Name: a\.exemple\.test$/m, 'with which text';
like $err, qr/Create this ticket in Jira\? If so, say --yes/, 'it asks first';
is scalar(@{ $jira->order('tickets') }), 0, 'nothing is there yet';
says(qr/^State +done\n.*^Ticket +SIS-7001$/ms, 'ticket', 'create', $renewal, 'tiquet-csr', '--title', 'El CSR', '--yes');
is $jira->order('ticket.get', key => 'SIS-7001')->{summary}, 'El CSR', 'with the title that was given';
says(qr/Jira knows you as Anna Puig \(anna\)/, 'ticket', 'token', $mine);
fails(qr/has its ticket already: SIS-7001/, 'ticket', 'create', $renewal, 'tiquet-csr', '--yes');

# ---- a refusal, edited ----
my $b = renewal('b.exemple.test');
$jira->order('fault', call => 'create', fault => 'errors', errors => { summary => 'Massa llarg' });
fails(qr/^State +refused\n.*Massa llarg/ms, 'ticket', 'create', $b, 'tiquet-csr', '--yes');
my ($r) = grep { $_->{renewal} == $b } @{ $c->call('ticket.requests')->{ok}{requests} };
like says(qr/refused/, 'ticket', 'requests'), qr/renewal $b b\.exemple\.test/, 'it is in the list';
says(qr/^State +done$/m, 'ticket', 'edit', $r->{id}, '--title', 'Curt');

# ---- without a token: dropped; done by hand; taken over ----
says(qr/^The token of Anna Puig \(anna\) is forgotten\.$/m, 'ticket', 'token', '--forget');
says(qr/^There was no token of yours to forget\.$/m, 'ticket', 'token', '--forget');
says(qr/^ +adopt +take in one/m, 'ticket', 'help');
rename $mine, "$mine.away";
my @waiting = map { my $n = renewal("$_.exemple.test"); says(qr/waiting.*It waits for/s, 'ticket', 'create', $n, 'tiquet-csr', '--yes'); $n } qw(d e f);
my @id = map { my $n = $_; map { $_->{id} } grep { $_->{renewal} == $n } @{ $c->call('ticket.requests')->{ok}{requests} } } @waiting;
fails(qr/Drop it\?/, 'ticket', 'drop', $id[0]);
says(qr/^State +dropped$/m, 'ticket', 'drop', $id[0], '--yes');
is step($waiting[0], 'tiquet-csr')->{record}{ticket}, undef, 'its step goes on waiting';
fails(qr/ABC-1 is not a ticket of/, 'ticket', 'by-hand', $id[1], 'ABC-1');
says(qr/^State +done\n.*by hand.*^Ticket +SIS-4711$/ms, 'ticket', 'by-hand', $id[1], "$jira->{plain}/browse/SIS-4711");
is step($waiting[1], 'tiquet-csr')->{record}{ticket}, 'SIS-4711', 'the step has the ticket that somebody made';
rename "$mine.away", $mine;
says(qr/^State +done$/m, 'ticket', 'take-over', $id[2]);
is scalar(grep { $_->{summary} =~ /f\.exemple\.test/ } @{ $jira->order('tickets') }), 1, 'it went out with the token of whoever took it over';
is scalar(@{ $jira->order('tickets') }), 3, 'what was dropped or done by hand did not';

# ---- a colleague was first, by hand ----
says(qr/ is forgotten\.$/m, 'ticket', 'token', '--forget');
rename $mine, "$mine.away";
my $g = renewal('g.exemple.test');
says(qr/It waits for/, 'ticket', 'create', $g, 'tiquet-csr', '--yes');
my $version = $c->call('renewal.show', { id => $g })->{ok}{renewal}{version};
$c->call('renewal.do', { id => $g, version => $version, step => 'tiquet-csr', what => 'ticket', args => { key => 'SIS-4712', agreed => ['unknown-ticket'] } });
my ($late) = map { $_->{id} } grep { $_->{renewal} == $g } @{ $c->call('ticket.requests')->{ok}{requests} };
hand_over('anna');
$r = becomes($late, 'needs-attention', 'what came too late is not sent');
is $r->{reason}, 'step-has-ticket', 'for its step has a ticket';
is scalar(@{ $jira->order('tickets') }), 3, 'nothing was made';
says(qr/^State +dropped$/m, 'ticket', 'drop', $late, '--yes');

# ---- the trail ----
my $log = says(qr/asked Jira for it/, 'log');
like $log, qr/dropped it/, 'what a person did is there';
like $log, qr/Jira did it/, 'and what came of it';
like $log, qr/asked of Jira: create the ticket/, 'in words';
unlike $log, qr/: (?:create|link|comment|attach)\b(?! the| two| a )/, 'and none of ours';
my $events = $c->call('log', { limit => 200 })->{ok}{events};
my $token = $jira->token('anna');
ok !grep({ index(JSON::PP->new->encode($_), $token) >= 0 } @$events), 'and no token';

# ---- a token that is typed ----
says(qr/ is forgotten\.$/m, 'ticket', 'token', '--forget');
SKIP: {
	my ($typed, $shown) = pty(qr/Token of Jira: $/, "dues paraules\r", build() . '/caducactl', 'ticket', 'token', @to);
	skip 'there is no pseudo-terminal here', 6 unless defined $typed;
	like $shown, qr/What was given as a token is none/, 'what is no token is said to be none';
	($typed, $shown) = pty(qr/Token of Jira: $/, "\x03", build() . '/caducactl', 'ticket', 'token', @to);
	is $typed, 1, 'it can be given up';
	($typed, $shown) = pty(qr/Token of Jira: $/, "$token\r", build() . '/caducactl', 'ticket', 'token', @to);
	is $typed, 0, 'a token is typed on the terminal' or diag $shown;
	like $shown, qr/Jira knows you as Anna Puig \(anna\)/, 'and Jira says whose it is';
	ok index($shown, substr($token, 0, 8)) < 0, 'the terminal shows none of it';
	is $c->call('status')->{ok}{jira}{account}{name}, 'anna', 'the backend has it';
}

# ---- one ticket for two renewals ----
my ($h, $i) = (renewal('h.exemple.test'), renewal('i.exemple.test'));
says(qr/^State +done$/m, 'ticket', 'create', $h, 'tiquet-csr', '--with', $i, '--yes');
is step($h, 'tiquet-csr')->{record}{ticket}, step($i, 'tiquet-csr')->{record}{ticket}, 'both steps have the same one';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

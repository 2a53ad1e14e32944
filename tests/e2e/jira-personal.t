#!/usr/bin/perl
# A personal backend ends soon after its last client, but not while something is on its way to Jira, or is about to be
# looked for there: whoever asks for a ticket and leaves has it.
use strict;
use warnings;
use Caduca;
use Jira;
use JSON::PP;
use POSIX ();
use Test::More;

$ENV{LANGUAGE} = 'en';
my $jira = jira_start();
my $log = folder() . '/state/caduca/caducad.log';
spew(folder() . '/config/caduca/caduca.conf', "linger = 0;\nworkers = 1;\njira = \"$jira->{plain}\";\njira-plain = true;\njira-my-token-file = \""
	. $jira->token_file('anna') . "\";\n");

sub served { my $n = () = slurp($log) =~ / serves /g; return $n }
sub ended { my $n = () = slurp($log) =~ /caducad ends/g; return $n }
sub does { my ($status, $out, $err) = ctl(@_); is $status, 0, "@_" or diag $out, $err; return $out }

does('add', 'a.exemple.test');
does('renewal', 'open', 'a.exemple.test');
does('renewal', 'step', 1, @$_) for [ '0.1', 'complete', '--not-after', '2026-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
ok wait_until('the backend ends', sub { ended() == served() }), 'the backend ends between';

# Jira makes the ticket, and does not answer; whoever asked for it goes.
my $before = served();
$jira->order('fault', call => 'create', fault => 'hang-after');
my $pid = fork;
if (!$pid) {
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec build() . '/caducactl', 'ticket', 'create', 1, 'tiquet-csr', '--yes' or POSIX::_exit(127);
}
ok wait_until('it is on its way', sub { scalar $jira->requests(call => 'create') }), 'the ticket is asked for';
kill 'TERM', $pid;
waitpid $pid, 0;
$jira->order('drop');
ok wait_until('the backend ends', sub { ended() == served() }), 'the backend ends in the end';
is served(), $before + 1, 'it was the same one all the time';
my ($r) = @{ decode_json(does('ticket', 'requests', '--all', '--json')) };
is $r->{state}, 'done', 'not before it had found the ticket' or diag explain $r;
is scalar(@{ $jira->order('tickets') }), 1, 'which is there once';
done_testing;

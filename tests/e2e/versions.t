#!/usr/bin/perl
# Programs of different versions: within one protocol they work together, a newer backend with more to say included; else
# it is told which of the two is to be updated.
use strict;
use warnings;
use utf8;
use Caduca;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $relay = folder() . '/relay';

# A backend that answers the greeting with this line, once.
sub says {
	my ($line) = @_;
	my $listener = IO::Socket::UNIX->new(Local => $relay, Listen => 1) or die $!;
	my $pid = fork;
	if (!$pid) {
		my $c = $listener->accept or POSIX::_exit(1);
		<$c>;
		print $c "$line\n";
		close $c;
		POSIX::_exit(0);
	}
	my @answer = ctl('list', '--socket', $relay);
	kill 'TERM', $pid;
	waitpid $pid, 0;
	unlink $relay;
	return @answer;
}

my ($status, $out, $err) = says('{"error":{"code":"wrong-protocol","args":{"protocol":3,"version":"1.4"}}}');
is $status, 1, 'a newer backend refuses';
like $err, qr/The backend is newer, of version 1\.4: update this program/, '... and it is this program that is old';
(undef, undef, $err) = says('{"hello":{"protocol":3,"version":"1.4","mode":"team","pid":1,"login":"op1"}}');
like $err, qr/The backend is newer, of version 1\.4/, 'one that greets in another protocol is not worked with';
(undef, undef, $err) = says('{"error":{"code":"wrong-protocol","args":{"protocol":1,"version":"0.0"}}}');    # there is none before 1
like $err, qr/The backend is older, of version 0\.0: update it, or start it again/, 'an older one is what is to be updated';
(undef, undef, $err) = says('{"greetings":true}');
like $err, qr/of different versions/, 'what says nothing that is known is no backend of ours';

# ---- within the protocol ----
my $pid = daemon_start(config => "workers = 1;\n");
ctl('add', '127.0.0.1:1', '--name', 'host', '--socket', folder() . '/socket');
ctl('probe', 'host', '--wait', '--socket', folder() . '/socket');

# Everything that a later version may add: members, events, words of every list of words.
sub newer {
	my ($line) = @_;
	$line =~ s/"outcome":"refused"/"outcome":"refused-politely"/g;
	$line =~ s/"kind":"server"/"kind":"satellite"/g;
	$line =~ s/"problems":\[\]/"problems":["fashion"]/g;
	$line =~ s/"urgency":"unknown"/"urgency":"serene"/g;
	$line =~ s/^\{/{"more":{"than":["this"]},/;
	return qq({"event":"weather","data":{"rain":true}}\n$line);
}
my $listener = IO::Socket::UNIX->new(Local => $relay, Listen => 5) or die $!;
my $between = fork;
if (!$between) {
	while (my $c = $listener->accept) {
		next if fork;
		my $to = IO::Socket::UNIX->new(Peer => folder() . '/socket') or POSIX::_exit(1);
		if (!fork) { while (<$c>) { syswrite $to, $_ } POSIX::_exit(0) }
		while (<$to>) { syswrite $c, /^\{"hello"/ ? $_ : newer($_) }
		POSIX::_exit(0);
	}
}
($status, $out, $err) = ctl('list', '--socket', $relay);
is $status, 0, 'a list of a newer backend' or diag $err;
like $out, qr/127\.0\.0\.1:1|host/, '... has what is known';
($status, $out, $err) = ctl('show', 'host', '--socket', $relay);
is $status, 0, 'one monitor of it' or diag $err;
like $out, qr/host/, '... too';
($status, $out, $err) = ctl('check', '--socket', $relay);
like $out, qr/^CADUCA (UNKNOWN|CRITICAL|WARNING) - 1 monitor/, 'what is not understood is never well';
is +(ctl('add', 'new.exemple.test', '--socket', $relay))[0], 0, 'a change through it';
is scalar @{ decode_json((ctl('list', '--json', '--socket', folder() . '/socket'))[1]) }, 2, '... is made';
my $c = connect_to();
ok $c->call('status', { season => 'winter' })->{ok}, 'what a newer program says besides is passed over by an older backend';
is $c->call('monitor.add', { host => 'later.exemple.test', colour => 'red' })->{error}{args}{field}, 'colour',
	'but a field that somebody filled in is not lost in silence';
is $c->call('monitor.paint', {})->{error}{code}, 'unknown-operation', 'and what it cannot do it says';
kill 'TERM', $between;
waitpid $between, 0;
daemon_stop($pid);
done_testing;

#!/usr/bin/perl
# A backend that says hello and then nothing more, or never comes to an end: whoever asks it is told so in the end, and a
# plugin of Nagios has its line and its code.
use strict;
use warnings;
use Caduca;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX ();
use Test::More;

$ENV{LANGUAGE} = 'en';
my $ahead = 0;
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);
sub set_clock { seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", time . " $ahead" }
set_clock();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';

# One client is served: after its first request $do gets the socket, again and again until the other end is gone.
sub backend {
	my ($name, $do) = @_;
	my $path = folder() . "/$name";
	my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die $!;
	my $pid = fork // die $!;
	return ($pid, $path) if $pid;
	my $c = $listener->accept;
	<$c>;
	print $c '{"hello":{"protocol":2,"version":"9","mode":"personal","pid":1,"login":"x","right":"administrator"}}', "\n";
	$c->flush;
	<$c>;
	1 while $do->($c);
	POSIX::_exit(0);
}
sub check { my ($path) = @_; my ($status, $out) = ctl('check', '--socket', $path); return "$status $out" }

my $row = '{"id":1,"name":"a","host":"a","port":443,"protocol":"tls","kind":"server","service":"' . 'x' x 5000 . '"}';
my $part = '{"id":1,"part":[' . join(',', ($row) x 10) . "]}\n";
my $event = '{"event":"rows","data":{"rows":[]}}' . "\n";

{
	my ($pid, $path) = backend('events', sub { my ($c) = @_; $ahead += 1000; set_clock(); return syswrite $c, $event });
	like check($path), qr/^3 CADUCA UNKNOWN - .*does not (answer|come to an end)/, 'events without end: a check ends, and says what it knows';
	waitpid $pid, 0;
}
{
	my ($pid, $path) = backend('drops', sub { my ($c) = @_; $ahead += 1000; set_clock(); return syswrite $c, $part });
	like check($path), qr/^3 CADUCA UNKNOWN - .*does not (answer|come to an end)/, 'rows drop by drop without end: so too';
	waitpid $pid, 0;
}
{
	my ($pid, $path) = backend('flood', sub { my ($c) = @_; return syswrite $c, $part });
	my ($status, $out, $err) = ctl('renewal', 'list', '--socket', $path);
	is $status, 1, 'parts by the megabyte without end are not taken in for ever';
	like $err, qr/does not come to an end/, 'and that is said';
	waitpid $pid, 0;
}
{
	my ($pid, $path) = backend('silent', sub { return sysread $_[0], my $more, 4096 });
	like check($path), qr/^3 CADUCA UNKNOWN - .*is there, and does not answer/, 'one that says nothing is not waited for without end';
	kill 'TERM', $pid;
	waitpid $pid, 0;
}
done_testing;

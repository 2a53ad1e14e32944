#!/usr/bin/perl
# relay.pl LISTEN TARGET LOG [REFUSED [LOST]]: stands between a console and its backend and notes every line that the console sends. It
# listens when the command returns, and has printed the process to kill; it ends with the first connection.
# What is asked with the operation REFUSED does not get to the backend: there is no such step. When the operation LOST is
# asked for the second time it gets no answer, and the connection ends.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($listen, $target, $log, $refused, $lost) = @ARGV;
my ($asked, $times) = ('', 0);
my $listener = IO::Socket::UNIX->new(Local => $listen, Listen => 1) or die "$listen: $!";
my $pid = fork;
die $! unless defined $pid;
if ($pid) { print "$pid\n"; exit }
open STDOUT, '>', '/dev/null';
my $console = $listener->accept or exit 1;
my $backend = IO::Socket::UNIX->new(Peer => $target) or exit 1;
open my $note, '>>', $log or exit 1;
$note->autoflush(1);
my $both = IO::Select->new($console, $backend);
# The whole lines that have come, but for those that are answered here.
sub passed {
	my $on = '';
	$asked .= shift;
	while ($asked =~ s/\A(.*\n)//) {
		my $line = $1;
		exit if $lost && $line =~ /"do":"\Q$lost\E"/ && ++$times == 2;
		if ($refused && $line =~ /"do":"\Q$refused\E"/ && $line =~ /"id":(\d+)/) {
			syswrite $console, qq({"id":$1,"error":{"code":"no-step","args":{"name":"x"}}}\n);
		} else {
			$on .= $line;
		}
	}
	return $on;
}

while (my @ready = $both->can_read) {
	for my $from (@ready) {
		sysread($from, my $bytes, 65536) or exit;
		print $note $bytes if $from == $console;
		my $to = $from == $console ? $backend : $console;
		$bytes = passed($bytes) if ($refused || $lost) && $from == $console;
		while (length $bytes) {
			my $n = syswrite $to, $bytes;
			exit unless defined $n;
			substr $bytes, 0, $n, '';
		}
	}
}

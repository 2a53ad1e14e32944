# A worker of the backend alone, as the daemon has it: `caducad --role NAME` with one end of a socket, lines of JSON, and
# descriptors beside them (SCM_RIGHTS, by the system calls themselves, which core Perl has no name for).
#
#   my $w = Worker->start('tickets');
#   $w->say({ token => { who => 'anna' } }, $fd);      my ($object, $fd) = $w->hear;
#   $w->status        closes our end, and says how it ended
package Worker;
use strict;
use warnings;
use IO::Select;
use JSON::PP;
use POSIX ();
use Socket;

my $json = JSON::PP->new->utf8->canonical;
my ($SENDMSG, $RECVMSG) = (POSIX::uname())[4] eq 'x86_64' ? (46, 47) : (211, 212);
my $owner = $$;
my %running;

# start(role, program => PATH, environment => {}, log => PATH)
sub start {
	my ($class, $role, %o) = @_;
	socketpair(my $ours, my $its, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die $!;
	my $program = $o{program} || ($ENV{BUILD} || 'build') . '/caducad';
	my $pid = fork // die $!;
	if (!$pid) {
		open STDIN, '<&', $its;
		open STDOUT, '>&', $its;
		open STDERR, '>>', $o{log} || '/dev/null';
		$ENV{$_} = $o{environment}{$_} for keys %{ $o{environment} || {} };
		exec $program, '--role', $role or POSIX::_exit(127);
	}
	close $its;
	$running{$pid} = 1;
	return bless { socket => $ours, pid => $pid, in => '', fds => [] }, $class;
}

sub address { return unpack 'Q', pack 'P', $_[0] }

# struct msghdr of one piece, and room for one descriptor beside it
sub message { my ($iov, $control) = @_; return pack 'Q L x4 Q Q Q Q i x4', 0, 0, address($iov), 1, address($control), length $control, 0 }

sub say {
	my ($w, $object, $fd) = @_;
	my $line = $json->encode($object) . "\n";
	if (defined $fd) {
		my $first = substr $line, 0, 1, '';
		my $iov = pack 'Q Q', address($first), 1;
		my $control = pack 'Q i i i x4', 20, SOL_SOCKET, 1, $fd;
		my $message = message($iov, $control);
		syscall($SENDMSG, fileno $w->{socket}, $message, 0x4000) == 1 or die "sendmsg: $!";
	}
	while ($line ne '') { my $n = syswrite $w->{socket}, $line; return if !defined $n; substr $line, 0, $n, '' }
}

# The next line as an object, and the descriptor that came with it; nothing when the worker has ended.
sub hear {
	my ($w) = @_;
	until ($w->{in} =~ /\n/) {
		IO::Select->new($w->{socket})->can_read(60) or die 'the worker does not answer';
		$w->more or return;
	}
	$w->{in} =~ s/^(.*?)\n//;
	return ($json->decode($1), shift @{ $w->{fds} });
}

# The kernel ends what one call reads with the bytes that a descriptor was sent beside.
sub more {
	my ($w) = @_;
	my $bytes = "\0" x 65536;
	my $control = "\0" x 24;
	my $iov = pack 'Q Q', address($bytes), length $bytes;
	my $message = message($iov, $control);
	my $n = syscall $RECVMSG, fileno $w->{socket}, $message, 0;
	return 0 if $n <= 0;
	$w->{in} .= substr $bytes, 0, $n;
	my ($len, $level, $type, $fd) = unpack 'Q i i i', $control;
	push @{ $w->{fds} }, $fd if $len >= 20 && $type == 1;
	return 1;
}

sub status {
	my ($w) = @_;
	close $w->{socket};
	waitpid $w->{pid}, 0;
	delete $running{ $w->{pid} };
	return $?;
}

END {
	if ($$ == $owner) { my $status = $?; kill 'KILL', $_ for keys %running; waitpid $_, 0 for keys %running; $? = $status }
}

1;

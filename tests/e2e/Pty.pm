# A program that asks on a terminal, and what the terminal shows of it.
package Pty;
use strict;
use warnings;
use Exporter 'import';
use Fcntl;
use POSIX ();

our @EXPORT = qw(pty);

# pty(pattern, keys, command…): (status, what the terminal showed). The keys are typed once it shows the pattern. Nothing
# where there is no pseudo-terminal. The ioctls are Linux's.
sub pty {
	my ($asked, $keys, @command) = @_;
	sysopen my $master, '/dev/ptmx', O_RDWR | O_NOCTTY or return;
	my $buffer = pack 'i', 0;
	ioctl $master, 0x40045431, $buffer or return;
	ioctl $master, 0x80045430, $buffer or return;
	my $name = '/dev/pts/' . unpack 'i', $buffer;
	my $pid = fork // die $!;
	if (!$pid) {
		POSIX::setsid();
		open my $slave, '+<', $name or POSIX::_exit(126);
		open STDIN, '<&', $slave;
		open STDOUT, '>&', $slave;
		open STDERR, '>&', $slave;
		exec @command or POSIX::_exit(127);
	}
	my $shown = '';
	while (sysread $master, my $piece, 4096) {
		$shown .= $piece;
		if ($keys ne '' && $shown =~ $asked) { syswrite $master, $keys; $keys = ''; }
	}
	waitpid $pid, 0;
	return ($? >> 8, $shown);
}

1;

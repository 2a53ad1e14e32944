# What is in the memory of a process: for secrets that must not be there, or no longer.
package Memory;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(in_memory);

# in_memory(pid, text, …): those of the texts that are in what it has written. undef where nobody may look at it; only
# root may where a process is closed to its own user.
sub in_memory {
	my ($pid, @texts) = @_;
	open my $maps, '<', "/proc/$pid/maps" or return;
	open my $memory, '<:raw', "/proc/$pid/mem" or return;
	my %found;
	while (<$maps>) {
		my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
		no warnings 'portable';
		my $size = hex($to) - hex($from);
		next if $size > 1 << 28;    # what a sanitizer keeps beside the memory, and nobody could read
		sysseek $memory, hex $from, 0 or next;
		my $n = sysread($memory, my $bytes, $size);
		next if !$n;
		$found{$_} = 1 for grep { index($bytes, $_) >= 0 } @texts;
	}
	return [ grep { $found{$_} } @texts ];
}

1;

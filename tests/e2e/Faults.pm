# What tests/e2e/fault.c counts, and makes to fail once, in a build/caducad-fault: the file that both map.
#
#   my $faults = Faults->new("$folder/faults");     the environment says so to whoever is started from now on
#   $faults->begin;                                 counts from here
#   $faults->begin(sync => 2, POSIX::EIO);          and has the second fail
#   my %count = $faults->end;                       nothing fails any more; the calls that there were
#   $faults->allocations                            of allocations, the first after each of the other calls
package Faults;
use strict;
use warnings;
use Fcntl 'SEEK_SET';

# In the order of fault.c; each is a count, which one fails, and with which error.
my @kinds = qw(write sync truncate unlink rename fork memory send);

sub new {
	my ($class, $path) = @_;
	open my $f, '+>', $path or die "$path: $!";
	binmode $f;
	truncate $f, 8 * (3 * @kinds + 1 + 4096) or die $!;
	my $faults = bless { file => $f }, $class;
	$faults->begin;
	$ENV{CADUCA_FAULTS} = $path;
	return $faults;
}

sub put {
	my ($faults, $at, @numbers) = @_;
	sysseek $faults->{file}, 8 * $at, SEEK_SET;
	syswrite $faults->{file}, pack 'q*', @numbers;
}

sub begin {
	my ($faults, $kind, $at, $error) = @_;
	$faults->put(3 * @kinds, 0);
	$faults->put(0, map { defined $kind && $_ eq $kind ? (0, $at, $error) : (0, 0, 0) } @kinds);
}

sub end {
	my ($faults) = @_;
	sysseek $faults->{file}, 0, SEEK_SET;
	sysread $faults->{file}, my $bytes, 24 * @kinds;
	my @numbers = unpack 'q*', $bytes;
	$faults->put(3 * $_ + 1, 0) for 0 .. $#kinds;
	return map { $kinds[$_] => $numbers[ 3 * $_ ] } 0 .. $#kinds;
}

# What is on the disk is the same wherever between two other calls memory is lacking.
sub allocations {
	my ($faults) = @_;
	sysseek $faults->{file}, 24 * @kinds, SEEK_SET;
	sysread $faults->{file}, my $bytes, 8 * 4097;
	my ($count, @marks) = unpack 'q*', $bytes;
	my %first = map { $_ + 1 => 1 } 0, @marks[ 0 .. $count - 1 ];
	return sort { $a <=> $b } keys %first;
}

1;

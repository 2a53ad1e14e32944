# What tests/e2e/fault.c counts, and makes to fail once, in a build/caducad-fault: the file that both map.
#
#   my $faults = Faults->new("$folder/faults");     the environment says so to whoever is started from now on
#   $faults->begin;                                 counts from here
#   $faults->begin(sync => 2, POSIX::EIO);          and has the second fail
#   my %count = $faults->end;                       nothing fails any more; the calls that there were until it was said first
#   $faults->allocations                            of allocations, the first after each of the other calls
#   $faults->to_try(\%count, $most)                 what may fail of so many calls, [kind, which, error]; of as many kinds as
#                                                   there are, so many by lot, or all
#
# And what the tests of faults share in holding what a backend tells against what it should.
package Faults;
use strict;
use warnings;
use Caduca;
use Exporter 'import';
use Fcntl 'SEEK_SET';
use JSON::PP;
use List::Util 'shuffle';
use POSIX ':errno_h';

our @EXPORT = qw(told difference leftovers);
my $json = JSON::PP->new->utf8->canonical;

# In the order of fault.c; each is a count, which one fails, and with which error.
my @kinds = qw(write sync truncate unlink rename fork memory send);

# What fails, and how.
my @failures = (['write', ENOSPC], ['write', EIO], ['sync', EIO], ['truncate', EIO], ['unlink', EACCES], ['rename', EACCES],
	['fork', EAGAIN], ['memory', ENOMEM], ['send', ECONNRESET]);

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
	delete $faults->{counted};
	$faults->put(3 * @kinds, 0);
	$faults->put(0, map { defined $kind && $_ eq $kind ? (0, $at, $error) : (0, 0, 0) } @kinds);
}

sub end {
	my ($faults) = @_;
	if (!$faults->{counted}) {
		sysseek $faults->{file}, 0, SEEK_SET;
		sysread $faults->{file}, my $bytes, 24 * @kinds;
		my @numbers = unpack 'q*', $bytes;
		$faults->put(3 * $_ + 1, 0) for 0 .. $#kinds;
		$faults->{counted} = { map { $kinds[$_] => $numbers[ 3 * $_ ] } 0 .. $#kinds };
	}
	return %{ $faults->{counted} };
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

# So many of them, of as many kinds as there are.
sub by_lot {
	my ($most, @all) = @_;
	my %of;
	push @{ $of{"$_->[0] $_->[2]"} }, $_ for @all;
	my @some = shuffle(sort keys %of);
	return map { my $one = $of{$_}; $one->[ rand @$one ] } @some[0 .. ($most < @some ? $most : @some) - 1];
}

sub to_try {
	my ($faults, $count, $most) = @_;
	my @allocations = grep { $_ <= $count->{memory} } $faults->allocations;
	my @all = map { my ($kind, $error) = @$_; map { [ $kind, $_, $error ] } $kind eq 'memory' ? @allocations : 1 .. $count->{$kind} } @failures;
	return $most eq 'all' ? @all : by_lot($most, @all);
}

# ---- what is told ----

# Chance, and what probes bring by and by.
my $passing = join '|', qw(next_probe_at checked_at seen_at outcome detail addresses ok probing marker hash now);

# What is answered, as it stands there, an object a line: to make Perl's of it takes longer than all the rest.
sub told {
	my ($c, $do, $args) = @_;
	my ($id, $text) = (++$c->{id}, '');
	$c->say({ id => $id, do => $do, args => $args });
	while (1) {
		while ($c->{in} !~ /\n/) { sysread $c->{socket}, $c->{in}, 1 << 20, length $c->{in} or die "$do: no answer" }
		$c->{in} =~ s/^(.*)\n//;
		my $line = $1;
		next if $line !~ s/^\{"(error|ok|part)":(.*),"id":$id\}$/$2/ && $line !~ s/^\{"id":$id,"(error|ok|part)":(.*)\}$/$2/;
		my $which = $1;
		die "$do: $line" if $which eq 'error';
		$line =~ s/"(?:$passing)":(?:"[^"]*"|[^,{}\[\]]*),?//g;
		$line =~ s/caduca-[0-9a-z]{6,}/caduca-x/g;
		$line =~ s/"reason":"waits-for-owner","args":\{"login":"\w+"\}/"reason":"","args":{}/g;    # known once there is a worker
		$text .= "$do $line\n";
		last if $which eq 'ok';
	}
	return $text =~ s/\},\{/},\n$do {/gr;
}

# The lines that one has and the other has not.
sub difference {
	my ($got, $wanted) = @_;
	my (%got, %wanted);
	$got{$_}++ for split /\n/, $got;
	$wanted{$_}++ for split /\n/, $wanted;
	return join "\n", (map { "  is:        $_" } grep { !$wanted{$_} } sort keys %got), (map { "  should be: $_" } grep { !$got{$_} } sort keys %wanted);
}

# What no backend leaves in its folders: a piece of something. Copies that are whole have a name that says what of.
sub leftovers {
	my (@folders) = @_;
	my %known = map { $_ => 1 } qw(caduca.db caduca.db-wal caduca.db.lock start.lock caducad.log);
	my $whole = qr{/caduca(-\d{8}T\d{6}Z\.db|\.db\.(version-\d+|replaced)-\d{8}T\d{6}Z(-\d+)?)$};
	return grep { !$known{ s{.*/}{}r } && !/$whole/ } map { glob "$_/* $_/.[a-z]*" } @folders;
}

1;

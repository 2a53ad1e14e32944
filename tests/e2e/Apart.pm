# A test that needs a network or an /etc/hosts of its own starts itself again in new namespaces: as root directly,
# else as root of a user namespace where the machine allows it.
#
#   use Apart qw(mount net);    before `use Caduca`, whose folder would be left behind
package Apart;
use strict;
use warnings;
use Socket;

# True when we are in namespaces of our own of the kinds asked for; false where that cannot be.
sub apart { return $ENV{CADUCA_APART} eq 'yes' }

sub import {
	my ($self, @kinds) = @_;
	no strict 'refs';
	*{ caller() . "::$_" } = \&$_ for qw(apart private_file private_folder loopback_up);
	return if defined $ENV{CADUCA_APART};
	for my $as ([], ['--user', '--map-root-user']) {
		my @unshare = ('unshare', @$as, map { "--$_" } @kinds);
		next if system(join ' ', @unshare, 'true', '2>/dev/null');
		$ENV{CADUCA_APART} = 'yes';
		exec @unshare, $^X, '-Itests/e2e', $0 or last;
	}
	$ENV{CADUCA_APART} = 'no';
}

sub write_file {
	my ($path, $text) = @_;
	open my $f, '>', $path or return 0;
	print $f $text;
	return close $f;
}

# private_file(path, text, folder to keep it in): what everybody in this mount namespace finds there from now on. A
# bare system has no /etc/hosts to mount over: then its whole folder is ours.
sub private_file {
	my ($path, $text, $folder) = @_;
	my $own = "$folder/" . $path =~ s{/}{-}gr;
	if (!-e $path) {
		my ($parent) = $path =~ m{(.*)/};
		return system('cp', '-R', $parent, $own) == 0 && write_file($own . ($path =~ m{(/[^/]*)$})[0], $text)
			&& system('mount', '--bind', $own, $parent) == 0;
	}
	return write_file($own, $text) && system('mount', '--bind', $own, $path) == 0;
}

# private_folder(path, folder to keep it in): a copy of all that is there, for everybody in this mount namespace. It is
# called before private_file puts something over a file in it.
sub private_folder {
	my ($path, $folder) = @_;
	my $own = "$folder/" . $path =~ s{/}{-}gr;
	return system('cp', '-a', $path, $own) == 0 && system('mount', '--bind', $own, $path) == 0;
}

# A new network namespace has a loopback that is down. SIOCGIFFLAGS and SIOCSIFFLAGS, netdevice(7).
sub loopback_up {
	socket my $s, AF_INET, SOCK_DGRAM, 0 or return 0;
	my $request = pack 'a16 s x22', 'lo', 0;
	ioctl $s, 0x8913, $request or return 0;
	my $flags = unpack 'x16 s', $request;
	$request = pack 'a16 s x22', 'lo', $flags | 1;
	return ioctl $s, 0x8914, $request;
}

1;

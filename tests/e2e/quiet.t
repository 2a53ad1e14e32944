#!/usr/bin/perl
# No URL inside a certificate is ever followed: hosts whose certificates have 10,000 of them (CA issuers, OCSP, CRL), one
# of which lacks the very intermediate that those URLs promise, cause no connection and no DNS query. In a network
# namespace of our own, where whoever followed one would be seen: a listener on the addresses of the URLs, a DNS server
# that is the only one there is, and the kernel's own count of what was sent.
use strict;
use warnings;
use Apart qw(mount net);
use Caduca;
use IO::Socket::INET;
use Test::More;

plan skip_all => 'this machine makes no network namespaces' unless apart;
loopback_up() or plan skip_all => "the loopback of a new namespace stays down: $!";
private_file('/etc/resolv.conf', "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", folder())
	&& private_file('/etc/hosts', "127.0.0.1 localhost\n", folder())
	or plan skip_all => 'no private /etc/resolv.conf here';

# Nobody accepts or receives: what comes waits in the kernel's queue until it is counted.
my $web = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 80, Listen => 64, Blocking => 0);
my $dns = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 53, Proto => 'udp', Blocking => 0);
plan skip_all => "ports 80 and 53 of the namespace: $!" unless $web && $dns;

sub connections {
	my $n = 0;
	$n++ while $web->accept;
	return $n;
}

sub queries {
	my $n = 0;
	$n++ while defined $dns->recv(my $query, 4096);
	return $n;
}

# Counters of the namespace, by protocol and name.
sub counters {
	my (%counter, %names);
	for (split /\n/, slurp('/proc/net/snmp')) {
		my ($protocol, @words) = split;
		if ($names{$protocol}) { @counter{ map { "$protocol$_" } @{ $names{$protocol} } } = @words }
		else { $names{$protocol} = \@words }
	}
	return %counter;
}

# ---- the trap works ----

IO::Socket::INET->new(PeerAddr => '127.1', PeerPort => 80, Timeout => 5);
is connections(), 1, 'a connection to the address of the URLs is seen';
my %before = counters();
my $nobody = gethostbyname 'u1.k';
my %after = counters();
cmp_ok queries(), '>=', 1, 'a query for the name of a URL is seen';
cmp_ok $after{'Udp:OutDatagrams'}, '>', $before{'Udp:OutDatagrams'}, 'and counted by the kernel';

# ---- and nothing is caught ----

fleet_start('--set', 'urls', '--count', 8);
my @hosts = manifest();
my $pid = daemon_start(config => "deadline = 5000;\n");
my $c = connect_to();
add_all($c, @hosts);
%before = counters();
sweep($c) for 1 .. 2;
%after = counters();
my %row = map { $_->{name} => $_ } rows($c);
for my $h (@hosts) {
	my ($r, $expect) = ($row{ $h->{name} }, $h->{expect});
	is "$r->{outcome} @{ $r->{problems} } " . ($r->{sha256} // ''),
		"$expect->{outcome} @{ $expect->{problems} } " . ($expect->{sha256} // ''), "$h->{name} is what it was made: $r->{outcome}";
}
is scalar(grep { $_->{outcome} eq 'ok' } values %row), 6, 'six of the eight were read to the end';
is connections(), 0, 'no URL was connected to';
is queries(), 0, 'no name was asked for';
is $after{'Udp:OutDatagrams'}, $before{'Udp:OutDatagrams'}, 'no datagram left';
is $after{'Ip:OutNoRoutes'}, $before{'Ip:OutNoRoutes'}, 'nor was any meant for another network';

# ---- though this backend does ask the DNS, when it is asked to ----

add_all($c, { host => 'nom.exemple.test', port => 443, name => 'nom' });
sweep($c);
cmp_ok queries(), '>=', 1, 'the name of a monitor is asked for here';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

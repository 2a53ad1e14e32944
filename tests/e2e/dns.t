#!/usr/bin/perl
# Names, through the whole program and a real worker: in namespaces of our own with a resolv.conf of our own, and DNS
# servers that answer each name in its way. What goes wrong with a name is told apart; what is odd about it is shown.
use strict;
use warnings;
use Apart qw(mount net);
use Caduca;
use Encode 'decode';
use IO::Socket::INET;
use Socket qw(inet_aton inet_pton AF_INET6);
use Test::More;

plan skip_all => 'this machine makes no network namespaces' unless apart;
loopback_up() or plan skip_all => "the loopback of a new namespace stays down: $!";
my $servers = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n";
private_file('/etc/resolv.conf', $servers, folder()) && private_file('/etc/hosts', "127.0.0.1 localhost\n", folder())
	or plan skip_all => 'no private /etc/resolv.conf here';
fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
my $good = $host{'life-200-days'};

# name => [A…], AAAA, alias, code; code -1: silence. The second server knows only one name, elsewhere.
my %zone = (
	'bo.test' => { a => [ $good->{host} ] },
	'alies.test' => { a => [ $good->{host} ], alias => 'balancejador.test' },
	'primera-morta.test' => { a => [ '127.9.9.9', $good->{host} ] },
	'sense-ruta.test' => { a => [ $good->{host} ], aaaa => ['ff0e::1'] },
	'xn--trmits-jta.test' => { a => [ $good->{host} ] },
	'trencat.test' => { code => 2 },
	'negat.test' => { code => 5 },
	'buit.test' => {},
	'mut.test' => { code => -1 },
	'mudat.test' => { a => ['127.9.9.9'] },
);
my %elsewhere = ('mudat.test' => { a => [ $good->{host} ] });

sub name { return join('', map { pack 'C/a', $_ } split /\./, $_[0]) . "\0" }
sub record { my ($type, $data) = @_; return pack 'n n n N n/a', 0xc00c, $type, 1, 60, $data }

sub answer {
	my ($zone, $query) = @_;
	my ($id) = unpack 'n', $query;
	my ($at, @labels) = 12;
	while (my $n = ord substr $query, $at, 1) {
		push @labels, substr $query, $at + 1, $n;
		$at += 1 + $n;
	}
	my $question = substr $query, 12, $at + 5 - 12;
	my $type = unpack 'n', substr $question, -4;
	my $name = lc join '.', @labels;
	my $r = $zone->{$name};
	my $code = !$r ? 3 : $r->{code} // 0;
	return if $code < 0;
	my @records;
	if ($r && !$code) {
		my @addresses = $type == 1 ? map { inet_aton($_) } @{ $r->{a} || [] } : map { inet_pton(AF_INET6, $_) } @{ $r->{aaaa} || [] };
		push @records, record(5, name($r->{alias})) if $r->{alias};
		# Of an alias the addresses are the other name's, which is written out.
		push @records, map { $r->{alias} ? name($r->{alias}) . substr(record($type, $_), 2) : record($type, $_) } @addresses;
	}
	return pack('n6', $id, 0x8180 | $code, 1, scalar(@records), 0, 0) . $question . join '', @records;
}

my @dns;
for ([ '127.0.0.1', \%zone ], [ '127.0.0.2', \%elsewhere ]) {
	my ($at, $zone) = @$_;
	my $socket = IO::Socket::INET->new(LocalAddr => $at, LocalPort => 53, Proto => 'udp') or BAIL_OUT("port 53 of the namespace: $!");
	my $pid = fork;
	if (!$pid) {
		while (my $from = $socket->recv(my $query, 4096)) {
			my $answer = answer($zone, $query);
			$socket->send($answer, 0, $from) if defined $answer;
		}
		POSIX::_exit(0);
	}
	push @dns, $pid;
}

my $pid = daemon_start(config => "deadline = 3000;\n");
my $c = connect_to();
my %id;

sub add {
	my ($name) = @_;
	my $a = $c->call('monitor.add', { host => $name, port => $good->{port} });
	return $id{$name} = $a->{ok}{id};
}

# "outcome detail; address outcome, …"
sub told {
	my ($name) = @_;
	my $a = $c->call('monitor.probe', { ids => [ $id{$name} ] });
	$c->call('monitor.wait', { sweep => $a->{ok}{sweep} });
	my $r = $c->call('monitor.get', { id => $id{$name} })->{ok}{row};
	return join '; ', "$r->{outcome}" . ($r->{outcome} eq 'dns-failure' ? " $r->{detail}" : ''),
		join ', ', map { "$_->{address} $_->{outcome}" } @{ $r->{addresses} };
}

my %expected = (
	'bo.test' => "ok; $good->{host} ok",
	'primera-morta.test' => "ok; $good->{host} ok, 127.9.9.9 refused",
	'sense-ruta.test' => "ok; $good->{host} ok, ff0e::1 not-checked",
	'no-hi-es.test' => 'dns-failure not-found; ',
	'buit.test' => 'dns-failure no-address; ',
	'trencat.test' => 'dns-failure server-failure; ',
	'negat.test' => 'dns-failure refused; ',
	'mut.test' => 'dns-failure timeout; ',
);
add($_) for sort keys %expected;
is told($_), $expected{$_}, "$_: $expected{$_}" for sort keys %expected;
my $idn = decode('UTF-8', 'tràmits.test');
add($idn);
is told($idn), "ok; $good->{host} ok", 'a name with an accent is asked for in its other form';
add('alies.test');
is told('alies.test'), "ok; $good->{host} ok", 'an alias is followed';
my $explained = $c->call('probe.explain', { id => $id{'alies.test'} })->{ok}{result};
is $explained->{cname}, 'balancejador.test', 'and shown';

# ---- another resolv.conf while it runs ----

add('mudat.test');
is told('mudat.test'), 'refused; 127.9.9.9 refused', 'the first server says where it is';
spew(folder() . '/-etc-resolv.conf', $servers =~ s/127\.0\.0\.1/127.0.0.2/r);
ok wait_until('the other server is asked', sub { told('mudat.test') =~ /\Q$good->{host}\E ok/ }),
	'and the other one, once resolv.conf names it';
is told('bo.test') =~ /^dns-failure not-found/ ? 1 : 0, 1, 'for every name';
is daemon_stop($pid), 0, 'the backend ends well';
kill 'TERM', @dns;
waitpid $_, 0 for @dns;
done_testing;

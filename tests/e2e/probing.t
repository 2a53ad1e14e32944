#!/usr/bin/perl
# How a host is reached and what is asked of it: the port of its protocol, nodes beside DNS, a proxy of the
# configuration, many connections, and what is known already, which a new trust store or a new day makes unknown.
use strict;
use warnings;
use Caduca;
use IO::Socket::INET;
use JSON::PP;
use Test::More;

fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => 'proxies = ( "cap=http://127.0.0.1:1" );');
my $c = connect_to();

sub add { my (%args) = @_; return $c->call('monitor.add', \%args) }
sub row { my ($id) = @_; return $c->call('monitor.get', { id => $id })->{ok}{row} }

sub probe {
	my ($id, %more) = @_;
	my $a = $c->call('monitor.probe', { ids => [$id], %more });
	die JSON::PP->new->encode($a) unless $a->{ok};
	$c->call('monitor.wait', { sweep => $a->{ok}{sweep} });
	return row($id);
}

# ---- ports ----

my %port = (tls => 443, smtp => 25, imap => 143, pop3 => 110, ftp => 21, ldap => 389, postgres => 5432, mysql => 3306,
	xmpp => 5222, sieve => 4190);
for my $p (sort keys %port) {
	my $r = add(host => "$p.test", protocol => $p)->{ok}{row};
	is $r->{port}, $port{$p}, "$p brings its port";
	is $r->{name}, "$p.test:$port{$p}", 'which the name has too';
}
is add(host => 'b.test', protocol => 'smtp', port => 587)->{ok}{row}{port}, 587, 'a port that is said stays';
my $e = add(host => 'c.test')->{ok};
$e = $c->call('monitor.edit', { id => $e->{id}, version => $e->{version}, protocol => 'imap' })->{ok};
is $e->{row}{port}, 143, 'another protocol brings its port along';
is $c->call('monitor.edit', { id => $e->{id}, version => $e->{version}, name => 'x' })->{ok}{row}{port}, 143,
	'and only then';
is add(host => 'd.test', protocol => 'gopher')->{error}{args}{field}, 'protocol', 'an unknown protocol is refused';

# ---- nodes ----

my $good = $host{'life-200-days'};
my $other = $host{'life-398-days'};
my $a = add(host => $good->{host}, port => $good->{port}, name => 'nodes',
	nodes => ["$good->{host}:$good->{port}", "$other->{host}:$other->{port}"]);
my $id = $a->{ok}{id};
is_deeply row($id)->{nodes}, [ $good->{host}, "$other->{host}:$other->{port}" ], 'nodes are kept in one form';
my $r = probe($id);
is scalar(@{ $r->{addresses} }), 2, 'the node is met beside the host';
my ($node) = grep { $_->{address} eq "$other->{host}:$other->{port}" } @{ $r->{addresses} };
is $node->{sha256}, $other->{expect}{sha256}, 'and shows its own certificate';
$a = add(host => 'e.test', nodes => ['www.exemple.cat']);
is_deeply [ @{ $a->{error}{args} }{qw(field value reason)} ], [ 'nodes', 'www.exemple.cat', 'not-an-address' ],
	'a node that is no address is refused';

# ---- many connections ----

$id = add(host => $good->{host}, port => $good->{port}, name => 'many', sni => 'many.test')->{ok}{id};
$r = probe($id, connections => 8);
is $r->{outcome}, 'ok', 'a probe of many connections ends well';
is $r->{sha256}, $good->{expect}{sha256}, 'and sees the certificate';
is $c->call('monitor.probe', { ids => [$id], connections => 1000 })->{error}{args}{field}, 'connections',
	'a thousand are refused';

# ---- a proxy that the configuration has, for now ----

is add(host => 'f.test', proxy => 'ca')->{error}{args}{reason}, 'no-such-proxy', 'a proxy that nobody knows is refused';
is_deeply [ map { $_->{name} } @{ $c->call('proxy.list')->{ok}{proxies} } ], ['cap'], 'those that it has are told by name alone';
my $behind = add(host => 'f.test', proxy => 'cap')->{ok};
isnt probe($behind->{id})->{detail}, 'bad-proxy', 'one that is known is asked for the way';

# ---- explained ----

$a = $c->call('probe.explain', { host => $good->{host}, port => $good->{port} })->{ok}{result};
is $a->{outcome}, 'ok', 'a host that is not watched is explained';
is $a->{certificates}[0]{sha256}, $good->{expect}{sha256}, 'with the facts of its certificate';
ok defined $a->{addresses}[0]{ms}{hello}, 'and the time of each stage';
is $c->call('probe.explain', { host => 'a b' })->{error}{args}{reason}, 'space', 'no host is none';
my $gone = connect_to();
$gone->say({ id => 1, do => 'probe.explain', args => { host => $host{'black-hole'} ? $host{'black-hole'}{host} : '127.0.0.1',
	port => $host{'black-hole'} ? $host{'black-hole'}{port} : 1 } });
undef $gone;
ok $c->call('status')->{ok}, 'a client that leaves while it waits harms nobody';

# ---- what is known ----

$id = add(host => $good->{host}, port => $good->{port}, name => 'known', sni => $good->{sni} // '')->{ok}{id};
my $first = probe($id);
my $again = probe($id);
is_deeply [ sort @{ $again->{problems} } ], [ sort @{ $first->{problems} } ], 'a chain that is known has the same problems';
is $again->{sha256}, $first->{sha256}, 'and the same digest';
ok !grep({ $_ eq 'incomplete-chain' } @{ $again->{problems} }), 'which has a path to an anchor';
is daemon_stop($pid), 0, 'the backend ends well';
rename folder() . '/fleet/ca', folder() . '/fleet/was';
mkdir folder() . '/fleet/ca';
$pid = daemon_start();
$c = connect_to();
$r = probe($behind->{id});
is "$r->{outcome} $r->{detail}", 'proxy-refused bad-proxy', 'a proxy that is no more lets nothing through';
is $c->call('monitor.edit', { id => $behind->{id}, version => $behind->{version}, name => 'g' })->{ok}{row}{name}, 'g',
	'and keeps nobody from changing the rest';
my $blind = probe($id);
ok grep({ $_ eq 'incomplete-chain' || $_ eq 'untrusted' } @{ $blind->{problems} }),
	'with other anchors what was known is judged anew';
is daemon_stop($pid), 0, 'the backend ends well';
rmdir folder() . '/fleet/ca';
rename folder() . '/fleet/was', folder() . '/fleet/ca';
my $later = $first->{not_after} + 10;
$pid = daemon_start(before => sub { $ENV{CADUCA_CLOCK} = $later });
$c = connect_to();
my $dead = probe($id);
ok grep({ $_ eq 'expired' } @{ $dead->{problems} }), 'and when the day is over, too';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

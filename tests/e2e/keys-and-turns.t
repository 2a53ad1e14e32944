#!/usr/bin/perl
# What one connection to an address does not show: the certificate of a host's other kind of key, and the node behind
# the same address that was not renewed. Both kinds of key are asked for when a host is verified and once a day; a
# verification makes eight fresh connections to each address.
use strict;
use warnings;
use Caduca;
use Test::More;

my $orders = fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
# The next midnight of UTC: no monitor here begins its day near it (daemon/probing/scheduler.c).
my ($wall, $ahead) = (time, 0);
$wall += 86_400 - $wall % 86_400;
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);

# Padded, so that each line takes the place of the whole line before.
sub set_clock {
	my ($later) = @_;
	$wall += $later;
	$ahead += $later * 1000;
	seek $face, 0, 0;
	syswrite $face, sprintf "%-30s\n", "$wall $ahead";
}

set_clock(0);
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $pid = daemon_start();
my $c = connect_to();

sub order {
	my ($order) = @_;
	print $orders "$order\n";
	is fleet_answer(), 'ok', "the fleet: $order";
}

sub accepted {
	print $orders "accepted\n";
	return (fleet_answer() =~ /^ok (\d+)/)[0];
}

sub add {
	my ($name) = @_;
	my $h = $host{$name};
	my $a = $c->call('monitor.add', { host => $h->{host}, port => $h->{port}, name => $name });
	return $a->{ok}{id};
}

sub row { my ($id) = @_; return $c->call('monitor.get', { id => $id })->{ok}{row} }

sub probe {
	my ($id, %more) = @_;
	set_clock(1);    # two probes within a second are one to what is kept by the second
	my $a = $c->call('monitor.probe', { ids => [$id], %more });
	$c->call('monitor.wait', { sweep => $a->{ok}{sweep} });
	return row($id);
}

# "ec rsa": the digests that a row shows, by kind of key.
sub shown {
	my ($r) = @_;
	return join ' ', map { ($_->{key_type} || 'first') . '=' . substr $_->{sha256} // '-', 0, 8 }
		sort { $a->{key_type} cmp $b->{key_type} } @{ $r->{addresses} };
}

sub expected {
	my (%key) = @_;
	return join ' ', map { "$_=" . substr $key{$_}, 0, 8 } sort keys %key;
}

# ---- both kinds of key ----

my %made;
for my $name ('rsa-and-ecdsa', 'rsa-and-ecdsa-1.2') {
	my $h = $host{$name};
	my ($old, $rsa, $new) = ($h->{expect}{sha256}, $h->{expect}{addresses}[0]{rsa_sha256}, $h->{renewed}{sha256});
	my $id = $made{$name} = add($name);
	is shown(probe($id)), expected(first => $old), "$name: one probe shows one certificate";
	my $r = probe($id, connections => 8);
	is shown($r), expected(first => $old, rsa => $rsa), "$name: verified, it shows both";
	is $r->{outcome}, 'ok', 'and is well';
	is_deeply $r->{problems}, [], 'for two kinds of key are no difference between addresses';
	is $r->{sha256}, $old, 'its dates are those of the certificate that ends first';
	is shown(probe($id)), expected(first => $old, rsa => $rsa), 'a plain probe forgets neither';
	order("half $name");
	is shown(probe($id, connections => 8)), expected(first => $new, rsa => $rsa), 'renewed for one kind of key, the other is seen to stay';
	is row($id)->{sha256}, $rsa, 'and tells the dates now';
	order("switch $name");
	is shown(probe($id, connections => 8)), expected(first => $new), 'a kind of key that is no more is gone';
	order("back $name");
}

# Nobody verifies: the day that begins asks for both.
my $id = $made{'rsa-and-ecdsa'};
my $h = $host{'rsa-and-ecdsa'};
my $both = expected(first => $h->{expect}{sha256}, rsa => $h->{expect}{addresses}[0]{rsa_sha256});
is shown(probe($id)), expected(first => $h->{expect}{sha256}), 'on the same day one is asked for';
set_clock(86_400);
ok wait_until('both kinds of key', sub { $c->call('status'); shown(row($id)) eq $both }), 'on the next day both are, by themselves';
order('half rsa-and-ecdsa');
set_clock(86_400);
my $half = expected(first => $h->{renewed}{sha256}, rsa => $h->{expect}{addresses}[0]{rsa_sha256});
ok wait_until('half a renewal', sub { $c->call('status'); shown(row($id)) eq $half }), 'and half a renewal is seen a day later';

# ---- nodes that take turns behind one address ----

$h = $host{'life-200-days'};
$id = add('life-200-days');
my $before;

# One at rest: so that every connection is of the probe.
sub connections {
	my (%more) = @_;
	my $before = accepted();
	my $r = probe($id, %more);
	return (accepted() - $before, $r);
}

probe($id);
my ($made, $r) = connections();
is $made, 1, 'a plain probe makes one connection';
# One more asks for the other kind of key.
($made, $r) = connections(connections => 8);
is $made, 9, 'a verification makes eight, and one for the other kind of key';
is_deeply $r->{problems}, [], 'and nothing differs';
order('turns life-200-days');
($made, $r) = connections(connections => 8);
cmp_ok $made, '>=', 8, 'eight fresh connections';
is_deeply [ map { @{ $_->{problems} } } @{ $r->{addresses} } ], ['addresses-differ'], 'see that one address serves two certificates';
is_deeply $r->{problems}, ['addresses-differ'], 'which the row says';
($made, $r) = connections();
cmp_ok $made, '>=', 8, 'from then on no single connection is believed';
is_deeply $r->{problems}, ['addresses-differ'], 'so it stays known';
order('switch life-200-days');
($made, $r) = connections();
is $made, 8, 'until eight connections';
is_deeply $r->{problems}, ['renewed-elsewhere'], 'show the same one, which no renewal of ours is behind';
is $r->{sha256}, $h->{renewed}{sha256}, 'the new one';
($made, $r) = connections();
is $made, 1, 'then one is enough again';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# The main job: `caducactl add` of every host of the fleet, `probe --all --wait`, `list --json`; every date, digest,
# list of names, problem and address is what the fleet's manifest says of how the host was made. Then the life of a
# host with two addresses: one renewed, both, and the old certificate again.
#
# In namespaces of our own where that can be, so that one name has two addresses and another an address without a
# route; elsewhere the fleet leaves those hosts out, and says so.
use strict;
use warnings;
use Apart qw(mount net);
use Caduca;
use JSON::PP;
use Test::More;

if (apart) {
	loopback_up() or BAIL_OUT("the loopback of a new namespace: $!");
	private_file('/etc/hosts', join('', map { "$_\n" } '127.0.0.1 localhost', '127.0.0.1 bessons.exemple.test',
		'::1 bessons.exemple.test', '127.0.0.1 lluny.exemple.test', 'ff0e::1 lluny.exemple.test'), folder())
		or note 'no private /etc/hosts here';
}
my $orders = fleet_start('--set', 'all');
my @hosts = manifest();
my $pid = daemon_start(config => "deadline = 4000;\n");
my @to = ('--socket', folder() . '/socket');
cmp_ok scalar(@hosts), '>=', 90, 'ninety hosts and more: ' . @hosts;

my @refused;
for my $h (@hosts) {
	my @option = map { defined $h->{$_} && ($h->{$_} ne '' || $_ eq 'sni') ? ("--$_", $h->{$_}) : () } qw(name sni kind service environment);
	my $host = $h->{host} =~ /:/ ? "[$h->{host}]" : $h->{host};
	my ($status, $out, $err) = ctl('add', @to, "$host:$h->{port}", @option);
	push @refused, "$h->{name}: $err" if $status;
}
is "@refused", '', 'caducactl add takes every host';

sub plain {
	my ($key, $value) = @_;
	$value = [ sort @$value ] if $key eq 'problems';
	return JSON::PP->new->canonical->allow_nonref->encode($value);
}

# The rows after a probe, by name.
sub probed {
	my (@which) = @_;
	my ($status, $out, $err) = ctl('probe', @to, @which, '--wait');
	is $status, 0, "caducactl probe @which --wait ends well" or diag $err;
	($status, $out, $err) = ctl('list', @to, '--json');
	is $status, 0, 'caducactl list --json ends well' or diag $err;
	my $list = eval { decode_json($out) } || [];
	is scalar(@$list), scalar(@hosts), 'and has a row for each host';
	return map { $_->{name} => $_ } @$list;
}

# What one address shows that it should not. A host with two kinds of key may show the other one's certificate too,
# once it was asked for it; then it must be the right one.
sub address_wrong {
	my ($a, @seen) = @_;
	my ($first) = grep { ($_->{key_type} // '') ne 'rsa' || !$a->{rsa_sha256} } @seen;
	my ($rsa) = grep { $a->{rsa_sha256} && ($_->{key_type} // '') eq 'rsa' } @seen;
	my @wrong;
	for my $key (qw(outcome sha256 problems)) {
		next if $key eq 'problems' && !defined $a->{sha256};
		my ($got, $want) = (plain($key, $first->{$key}), plain($key, $a->{$key}));
		push @wrong, "$key at $a->{address} is $got, made as $want" if $got ne $want;
	}
	push @wrong, "the RSA certificate at $a->{address} is $rsa->{sha256}, made as $a->{rsa_sha256}"
		if $rsa && $rsa->{sha256} ne $a->{rsa_sha256};
	return @wrong;
}

sub wrong {
	my ($r, $expect) = @_;
	my @wrong;
	for my $key (sort grep { $_ ne 'addresses' } keys %$expect) {
		my ($got, $want) = (plain($key, $r->{$key}), plain($key, $expect->{$key}));
		push @wrong, "$key is $got, made as $want" if $got ne $want;
	}
	my %at;
	push @{ $at{ $_->{address} } }, $_ for @{ $r->{addresses} || [] };
	push @wrong, address_wrong($_, @{ delete $at{ $_->{address} } || [ {} ] }) for @{ $expect->{addresses} };
	push @wrong, "an address that it has not: $_" for sort keys %at;
	return join '; ', @wrong;
}

my %row = probed('--all');
is wrong($row{ $_->{name} } || {}, $_->{expect}), '', "$_->{name} is what it was made" for @hosts;

# ---- life ----

sub order {
	my ($order, $answer) = @_;
	print $orders "$order\n";
	is fleet_answer(), 'ok', "the fleet: $order";
}

# What of a row changes when the host renews.
sub life {
	my ($name) = @_;
	my %row = probed($name);
	my $r = $row{$name};
	return plain('', { map { $_ => $r->{$_} } qw(sha256 not_after serial problems urgency) });
}

my ($twins) = grep { $_->{name} eq 'two-addresses-agree' } @hosts;
SKIP: {
	skip 'this machine has no name of two addresses', 1 if !$twins;
	my ($old, $new) = ($twins->{expect}, $twins->{renewed});
	my @life = qw(sha256 not_after serial);
	# No renewal of ours is behind any of it.
	my $back = plain('', { (map { $_ => $old->{$_} } @life, 'urgency'), problems => [ 'unexpected-change', 'renewed-elsewhere' ] });
	my $differ = plain('', { (map { $_ => $old->{$_} } @life, 'urgency'), problems => [ 'addresses-differ', 'renewed-elsewhere' ] });
	my $renewed = plain('', { (map { $_ => $new->{$_} } @life), urgency => 'ok', problems => ['renewed-elsewhere'] });
	order("switch $twins->{name} ::1");
	is life($twins->{name}), $differ, 'renewed on one address: they differ, and the old one tells the dates';
	order("switch $twins->{name}");
	is life($twins->{name}), $renewed, 'renewed on both: the new one';
	order("back $twins->{name}");
	is life($twins->{name}), $back, 'rolled back: the old one again';
}
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# The main job: `caducactl add` of every host of the fleet, `probe --all --wait`, `list --json`; every date, digest,
# list of names, problem and address is what the fleet's manifest says of how the host was made.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

fleet_start('--set', 'all');
my @hosts = manifest();
my $pid = daemon_start();
my @to = ('--socket', folder() . '/socket');
cmp_ok scalar(@hosts), '>=', 60, 'sixty hosts and more: ' . @hosts;

my @refused;
for my $h (@hosts) {
	my @option = map { defined $h->{$_} && ($h->{$_} ne '' || $_ eq 'sni') ? ("--$_", $h->{$_}) : () } qw(name sni kind service environment);
	my $host = $h->{host} =~ /:/ ? "[$h->{host}]" : $h->{host};
	my ($status, $out, $err) = ctl('add', @to, "$host:$h->{port}", @option);
	push @refused, "$h->{name}: $err" if $status;
}
is "@refused", '', 'caducactl add takes every host';
my ($status, $out, $err) = ctl('probe', @to, '--all', '--wait');
is $status, 0, 'caducactl probe --all --wait ends well' or diag $err;
($status, $out, $err) = ctl('list', @to, '--json');
is $status, 0, 'caducactl list --json ends well' or diag $err;
my $list = eval { decode_json($out) } || [];
is scalar(@$list), scalar(@hosts), 'and has a row for each host';
my %row = map { $_->{name} => $_ } @$list;

sub plain {
	my ($key, $value) = @_;
	$value = [ sort @$value ] if $key eq 'problems';
	return JSON::PP->new->canonical->allow_nonref->encode($value);
}

for my $h (@hosts) {
	my ($r, $expect) = ($row{ $h->{name} } || {}, $h->{expect});
	my @wrong;
	for my $key (sort grep { $_ ne 'addresses' } keys %$expect) {
		my ($got, $want) = (plain($key, $r->{$key}), plain($key, $expect->{$key}));
		push @wrong, "$key is $got, made as $want" if $got ne $want;
	}
	my %at = map { $_->{address} => $_ } @{ $r->{addresses} || [] };
	for my $a (@{ $expect->{addresses} || [] }) {
		my $seen = $at{ $a->{address} } || {};
		for my $key (qw(outcome sha256)) {
			push @wrong, "$key at $a->{address} is " . ($seen->{$key} // 'nothing') . ", made as $a->{$key}"
				if defined $a->{$key} && ($seen->{$key} // '') ne $a->{$key};
		}
	}
	is join('; ', @wrong), '', "$h->{name} is what it was made";
}
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# A client that says "readonly" changes nothing, though its user administers: it is told which operations it may ask for,
# each of those leaves what is kept as it was, and every other is refused whatever its arguments are.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

my $pid = daemon_start(config => "workers = 1;\n");
my $writer = connect_to();
is $writer->{hello}{right}, 'administrator', 'who runs the backend administers it';
my $told = $writer->{hello}{reading};
$writer->call('monitor.add', { host => "www$_.exemple.cat", name => "www$_", type => 'planned' }) for 1, 2;
my $open = $writer->call('renewal.open', { monitors => [1] });
ok $open->{ok}, 'there is a renewal';

my $c = connect_to(undef, silent => 1);
$c->say({ hello => { protocol => 2, program => 'test', version => '0', readonly => JSON::PP::true } });
my $hello = $c->hear->{hello};
is $hello->{right}, 'reader', 'it is greeted as a reader';
is_deeply $told, $hello->{reading}, 'what changes nothing is named to both';
my %reading = map { $_ => 1 } @{ $hello->{reading} };

my ($table) = slurp('backend/man/caduca-protocol.7') =~ /operations: begin.*?\n(.*?)operations: end/s;
my %right = $table =~ /^\.It Ic (\S+) Pq (\w+)$/mg;
my @more = grep { $reading{$_} && ($right{$_} // '') ne 'reader' } sort keys %reading;
is "@more", '', 'none of its operations needs more than the right of a reader';
is join(' ', grep { $right{$_} eq 'reader' && !$reading{$_} } sort keys %right), 'notice.seen',
	'and of those that a reader may ask for it is refused what is remembered';

my %arguments = (
	'monitor.get' => { id => 1 }, 'monitor.show' => { id => 1 }, 'monitor.find' => { name => 'www1' }, 'renewal.show' => { id => 1 },
	'renewal.trail' => { id => 1 }, 'renewal.records' => { ids => [1] }, 'renewal.introduction' => { id => 1 },
	'renewal.step' => { id => 1, step => 'origen' }, 'people.at' => { renewal => 1 }, 'document.fits' => { name => 'x.csr' },
	'renewal.names' => { text => 'www1.exemple.cat' }, 'monitor.list' => {}, 'log' => {}, 'watch' => {},
);
# The whole trail and what is answered of each monitor and renewal.
sub kept {
	return JSON::PP->new->canonical->ascii->encode([ map { my $a = $writer->call(@$_)->{ok}; delete $a->{now}; [ $a, $writer->{parts} ] } ['log.verify'], ['renewal.show', { id => 1 }],
			['service.list'], ['ticket.list'], ['lead.list'], ['notice.list'] ]);
}
my $before = kept();
for my $name (sort keys %reading) {
	my $a = $c->call($name, $arguments{$name} || {});
	isnt $a->{error}{code} // 'ok', 'read-only-console', "$name is heard";
}
is kept(), $before, 'and after all of them everything is as it was';

my @heard;
for my $name (sort grep { !$reading{$_} } keys %right) {
	my $a = $c->call($name, { id => 1, version => 1, ids => [1], host => 'x.exemple.cat', monitors => [2] });
	push @heard, $name if ($a->{error}{code} // '') ne 'read-only-console';
}
is "@heard", '', 'every other is refused';
is kept(), $before, 'and nothing is changed';
is $writer->call('monitor.add', { host => 'y.exemple.cat' })->{error}, undef, 'others go on changing things meanwhile';
daemon_stop($pid);
done_testing;

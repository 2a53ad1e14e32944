#!/usr/bin/perl
# What a client may send that is wrong, and what it hears; the others are served all the while.
use strict;
use warnings;
use Caduca;
use IO::Select;
use JSON::PP;
use IO::Socket::INET;
use Test::More;

my $pid = daemon_start();
my $good = connect_to();
is $good->{hello}{protocol}, 2, 'the hello names the protocol';

sub code { my ($a) = @_; return $a && $a->{error} ? $a->{error}{code} : 'none'; }
sub fine { is code($good->call('status')), 'none', "another client is served after $_[0]"; }

{
	my $c = connect_to(undef, silent => 1);
	$c->say({ hello => { protocol => 99, program => 'test', version => '9' } });
	my $a = $c->hear;
	is code($a), 'wrong-protocol', 'another protocol is refused';
	is $a->{error}{args}{protocol}, 2, 'and is told which one is spoken';
	is $c->hear, undef, 'and let go';
}
{
	my $c = connect_to();
	$c->raw('x' x (10 * 1024 * 1024));
	is code($c->hear), 'line-too-long', 'a request of 10 MB is refused';
	is $c->hear, undef, 'and its sender let go';
	fine('10 MB');
}
{
	my $c = connect_to();
	$c->raw('{"id":1,"do":"sta');
	close $c->{socket};
	fine('half a line');
}
{
	my $c = connect_to();
	$c->raw("{\"id\":1,\"do\":\"monitor.add\",\"args\":{\"host\":\"a\xff\xfe\"}}\n");
	is code($c->hear), 'bad-json', 'invalid UTF-8 is refused';
	is code($c->call('status')), 'none', 'and the next request of the same client is answered';
}
{
	my $c = connect_to();
	$c->raw('{"id":1,"do":' . '[' x 10000 . ']' x 10000 . "}\n");
	is code($c->hear), 'too-deep', 'JSON nested 10,000 deep is refused';
	is code($c->call('status')), 'none', 'and the next request of the same client is answered';
}
{
	# asks without end and reads nothing: it is made to wait, and loses no answer
	my $c = connect_to();
	my ($request, $sent, $answered) = ("{\"id\":1,\"do\":\"status\"}\n" x 1000, 0, 0);
	my $memory = sub { slurp("/proc/$pid/status") =~ /VmRSS:\s+(\d+)/ ? $1 : 0 };
	my $before = $memory->();
	my $writable = IO::Select->new($c->{socket});
	$c->{socket}->blocking(0);
	while ($sent < 10_000_000 && $writable->can_write(1)) {
		$sent += syswrite($c->{socket}, $request, length($request) - $sent % length $request, $sent % length $request) || 0;
	}
	SKIP: {
		skip 'memory is not itself under a sanitizer', 1 if build() =~ /san/;
		cmp_ok $memory->() - $before, '<', 16 * 1024, 'a client that asks and never reads costs little memory';
	}
	fine('a flood of requests');
	$c->{socket}->blocking(1);
	my $whole = int($sent / 23);
	while ($answered < $whole) { $c->hear or last; $answered++ }
	is $answered, $whole, 'and each of its requests is answered when it reads at last';
}
is code($good->call('monitor.fly')), 'unknown-operation', 'an operation that does not exist is refused';

my %bad = (
	'an empty host'             => [ { host => '' },                         'host', 'empty' ],
	'a host with a space'       => [ { host => 'a b.cat' },                  'host', 'space' ],
	'a host with a control'     => [ { host => "a\e[31m.cat" },              'host', 'control' ],
	'a host that is a URL'      => [ { host => 'https://a.cat/' },           'host', 'not-a-name' ],
	'a label of 64 letters'     => [ { host => ('a' x 64) . '.cat' },        'host', 'not-a-name' ],
	'port 0'                    => [ { host => 'a.cat', port => 0 },         'port', 'range' ],
	'port 65536'                => [ { host => 'a.cat', port => 65536 },     'port', 'range' ],
	'a port that is a word'     => [ { host => 'a.cat', port => 'https' },   'port', 'range' ],
	'a protocol of its own'     => [ { host => 'a.cat', protocol => 'ssh' }, 'protocol', 'unknown' ],
	'a field that is not there' => [ { host => 'a.cat', colour => 'red' },   'colour', 'unknown' ],
);
for my $what (sort keys %bad) {
	my ($args, $field, $reason) = @{ $bad{$what} };
	my $a = $good->call('monitor.add', $args);
	is_deeply [ code($a), $a->{error}{args}{field}, $a->{error}{args}{reason} ], [ 'bad-argument', $field, $reason ],
		"$what is refused as $reason";
}


# A number that is none, or is out of bounds, is refused before it is an index, a count or a size anywhere.
for my $number (-1, -9_223_372_036_854_775_807, 1.5, '1', [], undef, JSON::PP::true) {
	for my $of ([ 'monitor.wait', 'sweep' ], [ 'monitor.get', 'id' ], [ 'renewal.records', 'id' ], [ 'renewal.show', 'id' ]) {
		my $a = $good->call($of->[0], { $of->[1] => $number });
		is_deeply [ code($a), $a->{error}{args}{field} ], [ 'bad-argument', $of->[1] ],
			"$of->[0] is not asked about " . encode_json([$number]);
	}
	next unless defined $number;
	is code($good->call('renewal.records', { id => 1, after => $number })), 'bad-argument', 'nor goes on after that';
}
is code($good->call('renewal.records', { id => 1, after => 9_223_372_036_854_775_807 })), 'bad-argument', 'nor after more than there can be';
for my $operation (qw(renewal.show renewal.step renewal.trail renewal.records)) {
	is code($good->call($operation, { id => 7, step => 'x' })), 'no-renewal', "$operation of a renewal that is not there";
}
is code($good->call('monitor.wait', { sweep => 9_223_372_036_854_775_807 })), 'none', 'a sweep that never was has ended';
is code($good->call('monitor.add', { host => 'sec.exemple.cat', dry_run => 1 })), 'bad-argument', 'a dry run that is not said so is none';
is_deeply $good->call('monitor.find', { name => 'sec.exemple.cat' })->{ok}{ids}, [], 'and nothing is added';

my $a = $good->call('monitor.add', { host => 'WWW.Exemple.cat', name => "l'Ajuntament" });
ok $a->{ok}{id}, 'a good host is added';
is $a->{ok}{row}{host}, 'www.exemple.cat', 'in lower case';
my $again = $good->call('monitor.add', { host => 'www.exemple.cat' });
is code($again), 'duplicate', 'the same endpoint twice is refused';
is $again->{error}{args}{id}, $a->{ok}{id}, 'and the first one named';
is $good->call('monitor.add', { host => "m\x{fa}sica.cat" })->{ok}{row}{host}, 'xn--msica-7ua.cat',
	'a name in UTF-8 is kept as an A-label';
is $good->call('monitor.add', { host => '[::1]', port => 8443 })->{ok}{row}{host}, '::1', 'brackets are taken off';

my $id = $a->{ok}{id};
is $good->call('monitor.edit', { id => $id, version => 1, service => 'Seu' })->{ok}{version}, 2, 'an edit raises the version';
my $conflict = $good->call('monitor.edit', { id => $id, version => 1, service => 'Altra' });
is code($conflict), 'conflict', 'an edit of an old version is refused';
is $conflict->{error}{args}{row}{service}, 'Seu', 'and gets the present state';
is_deeply $conflict->{error}{args}{changes}{service}{was}, '', 'with what stood there before';
is code($good->call('monitor.retire', { id => $id, version => 2 })), 'none', 'a monitor is retired';
is code($good->call('monitor.get', { id => $id })), 'not-found', 'and gone from the list';
ok $good->call('monitor.add', { host => 'www.exemple.cat' })->{ok}, 'its endpoint is free again';

# What a client asked for and is answered piece by piece is bounded: the seventeenth that waits is told so.
{
	my $silent = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die $!;
	$good->call('monitor.add', { host => '127.0.0.1', port => $silent->sockport });
	my $sweep = $good->call('monitor.probe', { all => JSON::PP::true })->{ok}{sweep};
	my $many = connect_to();
	$many->raw(join '', map { qq({"id":$_,"do":"monitor.wait","args":{"sweep":$sweep}}\n) } 1 .. 20);
	my @refused;
	while (@refused < 4 and my $a = $many->hear) { push @refused, $a->{id} if code($a) eq 'too-many-requests' }
	is "@refused", '17 18 19 20', 'no more than sixteen requests of one client wait at once';
	fine('one that asks for too much');
}

# A client that follows and never reads costs a bounded amount, and delays nobody.
{
	my $deaf = connect_to();
	$deaf->say({ id => 1, do => 'watch', args => {} });
	my $before = (split ' ', slurp("/proc/$pid/statm"))[1];
	my @rows = map { { host => "h$_.exemple.cat", port => 9 } } 1 .. 2000;
	add_all($good, @rows);
	for my $i (1 .. 3000) {
		my $row = $good->call('monitor.find', { name => 'h7.exemple.cat' }) if $i == 1;
		$good->call('monitor.get', { id => $id + 5 });
	}
	my $grown = ((split ' ', slurp("/proc/$pid/statm"))[1] - $before) * 4;
	SKIP: {
		skip 'memory is not itself under a sanitizer', 1 if build() =~ /san/;
		cmp_ok $grown, '<', 16384, "a client that never reads while 2,000 rows change costs less than 16 MB ($grown kB)";
	}
	fine('a client that never reads');
}
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

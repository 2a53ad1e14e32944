#!/usr/bin/perl
# A probe worker that is killed in the middle of a sweep loses no result; the backend brings it back.
use strict;
use warnings;
use Caduca;
use IO::Select;
use IO::Socket::INET;
use Test::More;
use Time::HiRes 'sleep';

fleet_start('--set', 'bulk', '--count', 600);
my @hosts = manifest();
my $pid = daemon_start(config => "workers = 2;\nin-flight = 64;\n");
my $c = connect_to();
wait_until('two workers', sub { $c->call('status')->{ok}{workers} == 2 });
add_all($c, @hosts);
my $watch = connect_to();
$watch->say({ id => 1, do => 'watch', args => {} });
my $sweep = $c->call('monitor.probe', { all => JSON::PP::true });
my ($done, $killed) = (0, 0);
while ($killed < 2 && (my $e = $watch->hear)) {
	next unless ($e->{event} || '') eq 'status' && $e->{data}{probing}{total};
	my @workers = children($pid) or next;
	if ($e->{data}{probing}{done} > 60 * ($killed + 1)) {
		kill 'KILL', $workers[0];
		$killed++;
	}
}
is $killed, 2, 'two workers were killed during the sweep';
ok $c->call('monitor.wait', { sweep => $sweep->{ok}{sweep} })->{ok}, 'the sweep ended all the same';
my %row = map { $_->{name} => $_ } rows($c);
my @wrong = grep { ($row{ $_->{name} }{sha256} || '') ne $_->{expect}{sha256} } @hosts;
is scalar(@wrong), 0, 'every one of ' . @hosts . ' results is right';
is scalar(grep { $_->{outcome} eq 'crashed' } values %row), 0, 'and none is said to have crashed';
wait_until('the workers are back', sub { $c->call('status')->{ok}{workers} == 2 });
is $c->call('status')->{ok}{workers}, 2, 'both workers are back';

# What the kernel kills for want of memory is killed each time it is tried: it must have an end too.
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
my $id = $c->call('monitor.add', { host => '127.0.0.1', port => $listener->sockport })->{ok}{id};
my $outcome = sub { $c->call('monitor.get', { id => $id })->{ok}{row}{outcome} };
my $tried = IO::Select->new($listener);
ok wait_until('a verdict', sub {
	if ($tried->can_read(0)) { my $probe = $listener->accept; kill 'KILL', children($pid) }
	$outcome->() ne 'none';
}, 40), 'a probe with which every worker is killed ends';
is $outcome->(), 'crashed', 'as crashed';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

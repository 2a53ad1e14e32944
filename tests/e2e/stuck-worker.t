#!/usr/bin/perl
# A probe worker that is stopped, or waits in the kernel without end, keeps no sweep from ending.
use strict;
use warnings;
use Caduca;
use Test::More;

fleet_start('--set', 'bulk', '--count', 40);
my @hosts = manifest();
my $pid = daemon_start(config => "workers = 2;\ndeadline = 500;\n");
my $c = connect_to();
wait_until('two workers', sub { $c->call('status')->{ok}{workers} == 2 });
my ($stopped) = children($pid);
kill 'STOP', $stopped;
add_all($c, @hosts);
ok sweep($c)->{ok}, 'the sweep ends though a worker is stopped';

# On a busy machine half a second may be over before a host has answered: it is asked again.
sub wrong {
	my %row = map { $_->{name} => $_ } rows($c);
	return scalar grep { ($row{ $_->{name} }{sha256} || '') ne $_->{expect}{sha256} } @hosts;
}
wait_until('every result', sub { return 1 unless wrong(); sweep($c); return 0 });
is wrong(), 0, 'with every result right';
ok wait_until('two workers', sub { $c->call('status')->{ok}{workers} == 2 }), 'another worker takes its place';
is scalar(grep { $_ == $stopped } children($pid)), 0, 'and the stopped one is gone';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

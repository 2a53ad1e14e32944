#!/usr/bin/perl
# A certificate that crashes whatever reads it (planted by a build flag) ends as `crashed`, alone: its 499
# neighbours, which were in flight with it, are right.
use strict;
use warnings;
use Caduca;
use Test::More;

fleet_start('--set', 'crash', '--count', 500);
my @hosts = manifest();
is scalar(@hosts), 500, 'five hundred hosts';
my $pid = daemon_start(program => build() . '/crash/caducad');
my $c = connect_to();
wait_until('a worker', sub { $c->call('status')->{ok}{workers} });
add_all($c, @hosts);
ok sweep($c)->{ok}, 'the sweep ends';
my %row = map { $_->{name} => $_ } rows($c);
my @crashed = sort map { $_->{name} } grep { $_->{outcome} eq 'crashed' } values %row;
my @planted = sort map { $_->{name} } grep { ($_->{expect}{subject} || '') =~ /caduca-crash\.test/ } @hosts;
is scalar(@planted), 1, 'one of them is planted';
is "@crashed", "@planted", 'it alone is said to have crashed';
my @wrong = grep { $_->{name} ne $planted[0] && ($row{ $_->{name} }{sha256} || '') ne $_->{expect}{sha256} } @hosts;
is scalar(@wrong), 0, 'its 499 neighbours are right';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# The program of a backend that runs is replaced by an upgrade: its workers go on being that same program.
use strict;
use warnings;
use Caduca;
use File::Copy 'copy';
use Test::More;

fleet_start('--set', 'bulk', '--count', 4);
my @hosts = manifest();
my $program = folder() . '/caducad';
copy(build() . '/caducad', $program) or die $!;
chmod 0755, $program;
my $pid = daemon_start(program => $program, config => "workers = 1;\n");
my $c = connect_to();
add_all($c, @hosts);
wait_until('a worker', sub { $c->call('status')->{ok}{workers} == 1 });
sweep($c);
unlink $program or die $!;
my ($old) = children($pid);
kill 'ABRT', $old;
my $again = sub { $c->call('status')->{ok}{workers} == 1 && !grep { $_ == $old } children($pid) };
ok wait_until('another worker', $again, 20), 'a worker is started from a program that is gone';
sweep($c);
my %row = map { $_->{name} => $_ } rows($c);
is scalar(grep { ($row{ $_->{name} }{sha256} || '') ne $_->{expect}{sha256} } @hosts), 0, 'and its results are right';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

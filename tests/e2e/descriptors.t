#!/usr/bin/perl
# A backend that has no descriptor left lets nobody in for a while: it neither spins nor ends, and serves those it has.
use strict;
use warnings;
use Caduca;
use IO::Socket::UNIX;
use Test::More;
use Time::HiRes 'sleep';

my $program = folder() . '/few';
spew($program, "#!/bin/sh\nulimit -n 40\nexec '" . build() . "/caducad' \"\$@\"\n");
chmod 0755, $program;
my $pid = daemon_start(program => $program);
my $good = connect_to();
my @others = map { IO::Socket::UNIX->new(Peer => folder() . '/socket') } 1 .. 60;
my $ticks = sub { my @f = split ' ', slurp("/proc/$pid/stat"); $f[13] + $f[14] };
my $before = $ticks->();
sleep 2;
cmp_ok $ticks->() - $before, '<', 40, 'two seconds without descriptors cost little';
ok $good->call('status')->{ok}, 'who is in is served';
@others = ();
ok connect_to(), 'and others again when there is room';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

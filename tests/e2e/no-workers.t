#!/usr/bin/perl
# No probe worker starts: each ends at once, every time, or the system starts no process any more. Whoever waits for a probe is
# told, the state, check and doctor say why no host is looked at, and once a worker starts again all that is due is probed.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use Test::More;

$ENV{LANGUAGE} = 'en';
apart() or plan skip_all => 'nothing can be mounted here';
my $HOSTS = 20;
fleet_start('--set', 'bulk', '--count', $HOSTS);
my @hosts = manifest();

# A library that a worker is linked with is no library any more, as in the middle of an upgrade; what runs has it already.
my ($library) = map { m{libcares\S* => (/\S+)} ? $1 : () } qx(ldd '@{[build()]}/caducad');
plan skip_all => 'what the workers are linked with is not known here' unless $library;
my $broken = folder() . '/broken';
spew($broken, "no library\n");
sub break_it { return system('mount', '--bind', $broken, $library) == 0 }
sub mend_it { return system('umount', $library) == 0 }

my $pid = daemon_start(config => "workers = 2;\n");
my $c = connect_to();
sub status { return $c->call('status')->{ok} }
ok wait_until('two workers', sub { status()->{workers} == 2 }), 'two workers are there';
is status()->{workers_fault}, undef, 'and nothing is wrong with them';

# ---- while somebody waits ----

ok break_it(), 'a worker cannot begin any more';
my $waits = connect_to();
kill 'STOP', children($pid);
add_all($c, @hosts);
my $a = $c->call('monitor.probe', { all => JSON::PP::true });
is $a->{ok}{started}, $HOSTS, 'a sweep begins';
$waits->say({ id => 1, do => 'monitor.wait', args => { sweep => $a->{ok}{sweep} } });
$c->call('status');
kill 'KILL', children($pid);
ok wait_until('them to be gone', sub { status()->{workers} == 0 }), 'the workers are gone';
my $explains = connect_to();
$explains->say({ id => 1, do => 'probe.explain', args => { host => '127.0.0.1' } });
my $said;
do { $said = $waits->hear } while $said && $said->{part};
is $said->{error}{code}, 'no-workers', 'it ends, and whoever waits is told why';
is $explains->hear->{error}{code}, 'no-workers', 'and so is who waits for a probe to be explained';
is status()->{workers_fault}{text}, 'status 127', 'the state says how the workers end';
is_deeply status()->{probing}, { done => 0, total => 0 }, 'and that nothing is under way';
is scalar(grep { $_->{probing} } rows($c)), 0, 'nor is it of any row';

# ---- what people see ----

my @to = ('--socket', folder() . '/socket');
my ($status, $out, $err) = ctl('probe', '--all', '--wait', @to);
is $status, 1, 'one who asks for a probe then is refused';
like $err, qr/No host is looked at: no probe worker starts \(status 127\)/, 'and told why';
($status, $out, $err) = ctl('probe', '127.0.0.1', '--explain', @to);
like "$status $err", qr/^1 .*no probe worker starts/, 'so is one who wants it explained';
($status, $out) = ctl('check', @to);
like "$status $out", qr/^2 CADUCA CRITICAL - .*no probe worker starts \(status 127\)/, 'check says it';
($status, $out) = ctl('doctor', @to);
like $out, qr/^probe workers +wrong +0 at work; No host is looked at: no probe worker starts \(status 127\)/m, 'and doctor does';

# ---- and then ----

ok mend_it(), 'the library is there again';
ok wait_until('workers', sub { status()->{workers} == 2 }), 'workers start by themselves';
is status()->{workers_fault}, undef, 'nothing is wrong any more';
ok wait_until('a probe of each', sub { !grep { !$_->{checked_at} } rows($c) }), 'and what was due is probed, though nobody asked again';
ok sweep($c)->{ok}, 'a sweep ends as it should';
is daemon_stop($pid), 0, 'it ends in order';

# ---- from the start ----

$pid = daemon_start(config => "workers = 1;\n");
$c = connect_to();
wait_until('a worker', sub { status()->{workers} == 1 });
ok break_it(), 'again';
kill 'KILL', children($pid);
ok wait_until('it is said', sub { status()->{workers_fault} }), 'it is found when nobody waits, too';
ok mend_it(), 'and';
ok wait_until('a worker', sub { status()->{workers} == 1 && !status()->{workers_fault} }), 'mended';
is daemon_stop($pid), 0, 'it ends in order';
done_testing;

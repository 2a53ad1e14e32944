#!/usr/bin/perl
# A problem that a person accepted raises no attention, and is shown as accepted with who, why and until when: after a
# restart too, until its last day has passed or another certificate is served with it, whichever comes first.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
$ENV{TZ} = 'UTC';
my $wall = 1795429800;    # 2026-11-23T10:30:00Z
my @to = ('--socket', folder() . '/socket');

open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);

sub set_clock { seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$wall 0" }

set_clock();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $orders = fleet_start('--set', 'all', '--now', $wall);
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => "workers = 1;\n");

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub json { my ($status, $out) = ctl(@_, '--json', @to); return eval { decode_json($out) } }
sub row { return json('list', '--filter', "nom=$_[0]")->[0] }
sub probe { run('probe', @_, '--wait') }
sub state { my ($status, $out) = run('check', $_[0]); return "$status $out" }

sub order {
	print $orders "$_[0]\n";
	is fleet_answer(), 'ok', "the fleet: $_[0]";
}

for my $name (qw(self-signed ok self-signed-cn-only)) {
	my $h = $host{$name};
	run('add', "$h->{host}:$h->{port}", '--name', $name, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
}
probe(qw(self-signed ok self-signed-cn-only));
like state('self-signed'), qr/^1 CADUCA WARNING.*self-signed/, 'a self-signed certificate is a warning';

# ---- which is named first ----
like +(run('list'))[1], qr/self-signed-cn-only .* no SAN, self-signed  /m, 'the one that asks for the most is the first, in whatever order they stand';
like state('self-signed-cn-only'), qr/^2 CADUCA CRITICAL.*self-signed-cn-only expires in \d+ days \(no SAN\)/, 'and check names it';
run('remove', 'self-signed-cn-only');

# ---- what its authority says of it ----
for my $name (qw(staple-revoked staple-missing staple-outdated)) {
	run('add', "$host{$name}{host}:$host{$name}{port}", '--name', $name);
}
probe(qw(staple-revoked staple-missing staple-outdated));
like state('staple-revoked'), qr/^2 CADUCA CRITICAL.*revoked/, 'a revoked certificate is critical';
like state('staple-missing'), qr/^1 CADUCA WARNING.*staple missing/, 'one that must be stapled and is not is a warning';
like state('staple-outdated'), qr/^0 CADUCA OK/, 'an answer of last week is not believed, and asks for nothing';
is_deeply row('staple-outdated')->{problems}, ['staple-not-verified'], 'but is remarked';
like((run('probe', "$host{'staple-revoked'}{host}:$host{'staple-revoked'}{port}", '--explain'))[1],
	qr/^  OCSP +its CA says that it is revoked, since \d\d\/\d\d\/\d{4}: its key is in other hands\n(?:.*\n)*?  ! Its CA has revoked it/m, 'and explained');
probe('staple-revoked');
is row('staple-revoked')->{attention}, 'critical', 'a probe that sees the same chain says so again';
order('switch staple-revoked');
probe('staple-revoked');
run('acknowledge', 'staple-revoked');
is row('staple-revoked')->{attention}, 'none', 'of its successor that is not said';

# ---- what is refused ----
my ($status, $out, $err) = run('accept', 'self-signed', 'self-signed');
is $status, 2, 'without a reason it is not accepted';
($status, $out, $err) = run('accept', 'self-signed', 'self-signed', '--reason', " \xc2\xa0\xe2\x80\x8b");
like $err, qr/A reason is needed/, 'nor with a blank one';
($status, $out, $err) = run('accept', 'self-signed', 'weak-key', '--reason', 'x');
like $err, qr/'self-signed' has not that problem now: weak key/, 'nor what is not there';
($status, $out, $err) = run('accept', 'self-signed', 'stale', '--reason', 'x');
like $err, qr/raises no attention.*stale/, 'nor what raises no attention';
for my $until ('22/11/2026', '25/11/2027', '2026-13-01', 'aviat') {
	($status, $out, $err) = run('accept', 'self-signed', 'self-signed', '--reason', 'x', '--until', $until);
	is $status, 1, "nor until $until";
	like $err, qr/until: '.*' is not/, 'which is said';
}
is row('self-signed')->{attention}, 'warning', 'nothing of that was accepted';

# ---- accepted ----
($status, $out, $err) = run('accept', 'self-signed', 'self-signed', '--reason', 'és de proves', '--until', '25/11/2026');
is $status, 0, 'a problem is accepted' or diag $err;
like $out, qr/self-signed is accepted until 25\/11\/2026, for the certificate served now/, 'and it is said until when';
my $login = getpwuid $<;

sub is_accepted {
	my ($when) = @_;
	my $row = row('self-signed');
	is $row->{attention}, 'none', "$when it raises no attention";
	is_deeply $row->{accepted}, ['self-signed'], "$when it is shown as accepted";
	ok scalar(grep { $_ eq 'self-signed' } @{ $row->{problems} }), "$when it is still told";
	is_deeply [ @{ $row->{acceptances}[0] }{qw(problem reason by at until)} ], [ 'self-signed', 'és de proves', $login, 1795429800, '2026-11-25' ],
		"$when so are who, why, and until when";
	like state('self-signed'), qr/^0 CADUCA OK/, "$when check is content";
	is_deeply json('list', '--filter', 'atencio:avis nom=self-signed'), [], "$when the filter of attention passes it over";
}

is_accepted('now');
like((run('show', 'self-signed'))[1], qr/^Accepted +self-signed until 25\/11\/2026, \Q$login\E: és de proves$/m, 'show tells it');
like((run('list', '--filter', 'nom=self-signed'))[1], qr/self-signed \(accepted\)/, 'and list');
daemon_stop($pid);
$pid = daemon_start(config => "workers = 1;\n");
is_accepted('after a restart');
probe('self-signed');
is_accepted('after a probe that sees the same');

# ---- its last day ----
$wall += 2 * 86400 + 13 * 3600;
set_clock();
daemon_stop($pid);
$pid = daemon_start(config => "workers = 1;\n");
probe('self-signed');
is row('self-signed')->{attention}, 'none', 'through its last day it holds';
$wall += 3600;
set_clock();
probe('self-signed');
is row('self-signed')->{attention}, 'warning', 'and after it no longer';
like((run('show', 'self-signed'))[1], qr/^Accepted .*\(it holds no longer\)$/m, 'which show tells');
like state('self-signed'), qr/^1 CADUCA WARNING/, 'and check warns again';

# ---- another certificate ----
my $ok = $host{ok};
run('add', "$ok->{host}:$ok->{port}", '--name', 'renamed', '--sni', 'altre.exemple.cat');
probe('renamed');
like state('renamed'), qr/^2 CADUCA CRITICAL.*other name/, 'another name is critical';
run('accept', 'renamed', 'other name', '--reason', 'àlies');
my $row = row('renamed');
is $row->{acceptances}[0]{until}, '2027-02-24', 'it is accepted, as people call it, for 90 days unless said';
is $row->{attention}, 'none', 'then it is not';
order('switch ok');
probe('renamed');
$row = row('renamed');
isnt $row->{sha256}, $ok->{expect}{sha256}, 'another certificate is served';
is_deeply $row->{accepted}, [], 'which was not the one that it was accepted of';
is $row->{attention}, 'critical', 'and attention is raised again';
order('back ok');
probe('renamed');
run('acknowledge', 'renamed');    # that it changed, there and back, is another matter (findings.t)
is row('renamed')->{attention}, 'none', 'of the one that it was given for it holds still';
run('accept', 'self-signed', 'self-signed', '--reason', 'altre cop');

# ---- taken back ----
is row('self-signed')->{attention}, 'none', 'of the one that it was given for it holds still';
($status, $out, $err) = run('accept', 'self-signed', 'self-signed', '--withdraw');
like $out, qr/self-signed is accepted no longer/, 'it can be taken back';
is row('self-signed')->{attention}, 'warning', 'and raises attention again';
($status, $out, $err) = run('accept', 'self-signed', 'self-signed', '--withdraw');
like $err, qr/That problem of 'self-signed' is not accepted/, 'once';
my @events = grep { $_->{what} =~ /accept|withdraw/ } @{ json('log') };
is join(' ', map { $_->{what} } @events), 'monitor.withdraw monitor.accept monitor.accept monitor.accept', 'each is in the audit trail';
is_deeply [ @{ $events[3]{after} }{qw(name problem reason until)} ], [ 'self-signed', 'self-signed', 'és de proves', '2026-11-25' ],
	'with what was accepted';
is_deeply [ @{ $events[1]{before} }{qw(reason until)} ], [ 'és de proves', '2026-11-25' ], 'and what stood there before';
daemon_stop($pid);
done_testing;

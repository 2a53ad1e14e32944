#!/usr/bin/perl
# A served certificate that changes without a renewal of ours behind it is a finding, by what changed: it stays, after a
# restart too, until somebody acknowledges it, and the same change is not told again. What a machine renews, addresses
# that serve different certificates, nodes that take turns and what an open renewal explains are left in peace.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my @to = ('--socket', folder() . '/socket');
my $login = getpwuid $<;
my $orders = fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
authority();
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub json { my ($status, $out) = ctl(@_, '--json', @to); return eval { decode_json($out) } }
sub row { return json('list', '--filter', "nom=$_[0]")->[0] }
sub probe { run('probe', @_, '--wait'); return row($_[0]) }
sub changes { return join ' ', @{ $_[0]{changes} } }
sub restart { daemon_stop($pid); $pid = daemon_start(config => "workers = 1;\n") }

sub order {
	print $orders "$_[0]\n";
	is fleet_answer(), 'ok', "the fleet: $_[0]";
}

sub add {
	my ($name, @more) = @_;
	my $h = $host{$name};
	run('add', "$h->{host}:$h->{port}", '--name', $name, @more, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni));
	return probe($name);
}

# The host serves a certificate of the authority of these tests from now on.
my $made = 0;
sub install {
	my ($name, $names, $days, $csr, $key) = @_;
	my $made = folder() . '/papers/made' . ++$made;
	spew("$made.csr", slurp($csr));
	certificate_for("$made.csr", $names, $days);
	order("bring $name $made.crt $key");
	order("switch $name");
}

# ---- a plain renewal by somebody else ----
my $row = add('life-200-days');
is changes($row), '', 'the first certificate that is seen is no change';
my $first = $row->{sha256};
order('switch life-200-days');
$row = probe('life-200-days');
isnt $row->{sha256}, $first, 'another one is served';
is changes($row), 'renewed', 'that somebody renewed it is told';
is_deeply $row->{problems}, ['renewed-elsewhere'], 'as what it is';
is $row->{attention}, 'none', 'which raises no attention';
is_deeply [ map { $_->{name} } @{ json('list', '--filter', 'canvi:renovat') } ], ['life-200-days'], 'a filter finds it';

# ---- another issuer ----
$row = add('ok');
my ($csr, $key) = csr_for('exemple.test');
my $names = join ',', @{ $row->{sans} }, 'DNS:mes.exemple.test';
my $before = $row;
install('ok', $names, 3000, $csr, $key);
$row = probe('ok');
is changes($row), 'issuer', 'another issuer is a change';
is $row->{attention}, 'warning', 'which is a warning';
like((run('check', 'ok'))[1], qr/^CADUCA WARNING - .*unexpected change/, 'of check too');
is_deeply [ map { $_->{name} } @{ json('list', '--filter', 'problema:canvi') } ], ['ok'], 'and is found by it';
my ($finding) = @{ $row->{findings} };
is_deeply [ @{ $finding->{before} }{qw(sha256 issuer spki_sha256 not_after)} ], [ @$before{qw(sha256 issuer spki_sha256 not_after)} ],
	'it has the certificate before';
is_deeply [ @{ $finding->{after} }{qw(sha256 issuer spki_sha256 not_after)} ], [ @$row{qw(sha256 issuer spki_sha256 not_after)} ],
	'and the one after';
is_deeply $finding->{after}{names_apart}, ['DNS:mes.exemple.test'], 'with the names that are new';
is_deeply $finding->{addresses}, [ $host{ok}{host} ], 'and where';
my $at = $finding->{at};
restart();
$row = probe('ok');
is changes($row), 'issuer', 'after a restart, and probes that see no more of it, it is there still';
is scalar @{ $row->{findings} }, 1, 'once';
is $row->{findings}[0]{at}, $at, 'of its first time';
my ($status, $out, $err) = run('show', 'ok');
like $out, qr/^Change .*\Q$host{ok}{host}\E: other issuer$/m, 'show tells it';
like $out, qr/^  before +\Q$before->{issuer}\E · expires .* key \Q@{[ substr $before->{spki_sha256}, 0, 8 ]}\E/m, 'with what was before';
like $out, qr/^  after +\Q$row->{issuer}\E .*new names: DNS:mes.exemple.test$/m, 'and after';
($status, $out, $err) = run('accept', 'ok', 'unexpected-change', '--reason', 'x');
like $err, qr/not accepted but acknowledged/, 'it is not accepted';

# ---- acknowledged ----
($status, $out, $err) = run('acknowledge', 'ok', '--note', "ho ha fet la Bego\xf1a");
is $status, 1, 'a note that is not UTF-8 is refused';
like $err, qr/the text is not UTF-8/, 'and why';
($status, $out, $err) = run('acknowledge', 'ok', '--note', 'ho ha fet Sistemes');
is $status, 0, 'it is acknowledged' or diag $err;
like $out, qr/1 change is acknowledged/, 'which is said';
$row = row('ok');
is changes($row) . $row->{attention}, 'none', 'and raises attention no longer';
my ($event) = grep { $_->{what} eq 'monitor.acknowledge' } @{ json('log') };
is $event->{after}{findings}[0]{note}, 'ho ha fet Sistemes', 'the audit trail has the note';
is_deeply [ @{ $event->{after}{findings}[0] }{qw(by changes)} ], [ $login, ['issuer'] ], 'of whom, and of what';
($status, $out, $err) = run('acknowledge', 'ok');
like $err, qr/No change of 'ok' is open/, 'once';
order('back ok');
is changes(probe('ok')), 'issuer key lost-names earlier-end', 'that it went back is another change';
run('acknowledge', 'ok');
order('switch ok');
is changes(probe('ok')), '', 'but the same change is not told twice';
restart();
order('back ok');
is changes(probe('ok')), '', 'after a restart neither';
order('switch ok');
probe('ok');

# ---- fewer names, an earlier end, another key ----
install('ok', $names =~ s/,DNS:mes.exemple.test//r, 30, $csr, $key);
$row = probe('ok');
is changes($row), 'lost-names earlier-end', 'lost names and an earlier end are changes';
is_deeply $row->{findings}[0]{before}{names_apart}, ['DNS:mes.exemple.test'], 'with the names that were lost';
run('acknowledge', 'ok');
my ($other_csr, $other_key) = csr_for('altre.exemple.test');
install('ok', $names, 30, $other_csr, $other_key);
is changes(probe('ok')), 'key', 'another key that ends no later is one';
run('acknowledge', 'ok');

# ---- what a machine renews ----
add('late', '--kind', 'automatic');
order('switch late');
is changes(probe('late')), '', 'what a machine renews may change';
install('late', join(',', @{ row('late')->{sans} }), 3000, $csr, $key);
is changes(probe('late')), 'issuer', 'but not its issuer';

# ---- addresses that differ ----
my ($one, $two) = @host{qw(soon due)};
run('add', "$one->{host}:$one->{port}", '--name', 'parell', '--node', "$two->{host}:$two->{port}");
is scalar(keys %{ { map { $_->{sha256} => 1 } @{ probe('parell')->{addresses} } } }), 2, 'two addresses serve two certificates';
probe('parell');
is changes(probe('parell')), '', 'and none of them changes';
order('switch due');
$row = probe('parell');
is changes($row), 'renewed', 'until one does';
is_deeply $row->{findings}[0]{addresses}, ["$two->{host}:$two->{port}"], 'which is named';

# ---- nodes that take turns ----
add('critical');
order('turns critical');
probe('critical') for 1 .. 4;
is changes(row('critical')), 'key earlier-end renewed', 'nodes that take turns give two changes, there and back';
is scalar @{ row('critical')->{findings} }, 2, 'each once';
run('acknowledge', 'critical');
probe('critical') for 1 .. 4;
is changes(row('critical')), '', 'and peace after that';

# ---- ours ----
add('life-398-days');
run('renewal', 'open', 'life-398-days');
is row('life-398-days')->{renewal}{id}, 1, 'a renewal is open';
order('switch life-398-days');
$row = probe('life-398-days');
is changes($row), '', 'what it may be behind is no finding';
daemon_stop($pid);
done_testing;

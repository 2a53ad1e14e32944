#!/usr/bin/perl
# A wildcard watches a certificate, and which hosts serve it is asked for, until a watched host may be one; those that are known
# are offered.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
fleet_start();
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub asked { return join ' ', map { $_->{name} } @{ json('list', '--json', '--filter', 'problema:"falten els hosts"') } }
sub today { return scalar grep { $_->{reasons}[0]{code} eq 'hosts-not-said' } @{ json('today', '--json') } }
sub hosts { return [ map { [ $_->{host}, $_->{state} // $_->{named_by} ] } @{ json('show', '*.exemple.cat:443', '--json')->{hosts} } ] }
sub watch {
	my ($name) = @_;
	is +(run('add', "$host{$name}{host}:$host{$name}{port}", '--sni', $host{$name}{sni}, '--name', $name))[0], 0, "$name is watched";
}

my $list = folder() . '/list.csv';
spew($list, "host;caduca\n*.exemple.cat;" . (1900 + (gmtime)[5] + 1) . "-06-01\n");
my ($status, $out) = run('import', $list, '--rows');
like $out, qr/^2  added \(planned\); which hosts serve it\? Add each$/m, 'a wildcard of a list';
is asked(), '*.exemple.cat:443', 'its hosts are asked for';
is today(), 1, 'also in what needs a hand';
like +(run('today'))[1], qr/ours +\*\.exemple\.cat:443 +hosts missing/, 'in words';
is_deeply hosts(), [], 'none is known';

run('add', 'z.exemple.cat');
is asked() . today(), '0', 'a host that it covers may serve it';
is_deeply hosts(), [ [ 'z.exemple.cat', 'unseen' ] ], 'which is not known before it was seen';
run('remove', '--yes', 'z.exemple.cat');
is asked() . today(), '*.exemple.cat:4431', 'where it is watched no more they are asked for again';
watch('wildcard');
run('probe', 'wildcard', '--wait');
is asked() . today(), '0', 'one that serves it';
like +(run('show', '*.exemple.cat:443'))[1], qr/^Its hosts +a\.exemple\.cat: serves it$/m, 'is told';

run('remove', '--yes', 'wildcard');
my $other = 'idn';
watch($other);
run('probe', $other, '--wait');
is asked() . today(), '*.exemple.cat:4431', 'a host that it covers and that serves another certificate does not';
is_deeply hosts()->[0], [ $host{$other}{sni}, 'another' ], 'as is told';

authority();
my ($csr) = csr_for('segell');
run('add', 'Segell', '--type', 'file', '--kind', 'device');
run('certificate', 'Segell', certificate_for($csr, 'DNS:b.exemple.cat,DNS:b.b.exemple.cat'));
is_deeply hosts()->[-1], [ 'b.exemple.cat', 'Segell' ], 'a name in the certificate of another is offered';
like +(run('show', '*.exemple.cat:443'))[1], qr/b\.exemple\.cat: in the certificate of Segell, and not watched$/m, 'in words';
spew($list, "host;port;caduca\n*.exemple.cat;8443;" . (1900 + (gmtime)[5] + 1) . "-06-01\n");
($status, $out) = run('import', $list, '--rows', '--dry-run');
like $out, qr/which hosts serve it\? Add each; known: \S+, b\.exemple\.cat$/m, 'also when a list has one';

daemon_stop($pid);
$pid = daemon_start(config => "workers = 1;\n");
is asked() . today(), '*.exemple.cat:4431', 'another start asks, too';
is +(run('accept', '*.exemple.cat:443', 'hosts-not-said', '--reason', 'des d’aquí no se’n veu cap'))[0], 0, 'who cannot say it accepts that';
is today(), 0, 'and is asked no more';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

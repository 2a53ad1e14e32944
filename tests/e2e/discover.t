#!/usr/bin/perl
# caducactl discover: names that certificates of monitors have and nobody watches; added, or never offered again.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Pty;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $daemon = daemon_start();
my @to = ('--socket', folder() . '/socket');

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub offered { return join ' ', map { "$_->{name}:$_->{monitors}" } @{ decode_json((run('discover', '--json'))[1]) }; }
sub hosts { return join ' ', sort map { $_->{host} } grep { $_->{type} eq 'endpoint' } @{ decode_json((ctl('list', '--json', @to))[1]) }; }

is +(run('discover'))[1], "Every name in the certificates that are served is watched.\n", 'where nothing is watched nothing is offered';

# ---- certificates with names ----
my $dir = folder() . '/certs';
mkdir $dir;
openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', "$dir/a.key");
sub certificate {
	my ($name, $sans) = @_;
	openssl('req', '-x509', '-key', "$dir/a.key", '-subj', "/CN=$name", '-days', 90, '-addext', 'basicConstraints=critical,CA:FALSE',
		'-addext', "subjectAltName=$sans", '-out', "$dir/$name.crt");
}
certificate('u', 'DNS:www.exemple.cat,DNS:SEU.exemple.cat,DNS:*.exemple.cat,DNS:tramits.exemple.cat,IP:192.0.2.7,email:a@exemple.cat');
certificate('dos', 'DNS:seu.exemple.cat,DNS:api.exemple.cat,DNS:seu.exemple.cat');
certificate('tres', join ',', map { "DNS:n$_.exemple.org" } 1 .. 230);
is +(run('import', '--files', "$dir/u.crt", "$dir/dos.crt"))[0], 0, 'two monitors hold certificates';
run('add', 'www.exemple.cat');
is offered(), 'seu.exemple.cat:2 api.exemple.cat:1 tramits.exemple.cat:1',
	'names of hosts that nobody watches are offered, those of most monitors first: no wildcard, no address, nothing that is watched';
my ($status, $out, $err) = run('discover');
like $out, qr/^seu\.exemple\.cat +2 +\d (u|dos)$/m, 'with the monitor that has it';
like $out, qr/^Wildcards are no hosts, and are not offered: 1\.$/m, 'wildcards are counted';

# ---- never this one ----
is +(run('discover', '--never', 'TRAMITS.exemple.cat', 'api.exemple.cat'))[1], "Never offered again: 2.\n", 'some are not wanted';
is offered(), 'seu.exemple.cat:2', 'and not offered any more';
is +(run('discover', '--never', 'api.exemple.cat'))[1], "Never offered again: 0.\n", 'nor twice left out';
is +(run('discover', '--never', 'a b'))[0], 1, 'what is no name is refused';
daemon_stop($daemon);
$daemon = daemon_start();
is offered(), 'seu.exemple.cat:2', 'that is remembered';
like +(run('discover', '--not-wanted'))[1], qr/^tramits\.exemple\.cat +\S+ +\d\d\/\d\d\/\d{4}$/m, 'by whom and when';
like +(run('log'))[1], qr/wants it not watched +host: tramits\.exemple\.cat/, 'and stands in the trail' or diag +(run('log'))[1];
is +(run('discover', '--again', 'api.exemple.cat'))[1], "Offered again: 1.\n", 'it can be taken back';
is offered(), 'seu.exemple.cat:2 api.exemple.cat:1', 'then it is offered again';

# ---- watched ----
($status, $out, $err) = run('discover', '--add', 'api.exemple.cat', 'none.exemple.cat');
is $status, 1, 'a name that is in no certificate is not added';
like $err, qr/none\.exemple\.cat.*No certificate that is served has that name/, 'and that is said';
is hosts(), 'api.exemple.cat www.exemple.cat', 'the other is watched';
is offered(), 'seu.exemple.cat:2', 'and offered no more';
($status, $out, $err) = run('discover', '--add');
is $status, 1, 'all are added by nobody who is not asked';
is hosts(), 'api.exemple.cat www.exemple.cat', 'so nothing is';
SKIP: {
	my ($s, $shown) = pty(qr/\[y\/n\] $/, "y\n", build() . '/caducactl', 'discover', '--add', @to);
	skip 'there is no pseudo-terminal here', 2 unless defined $s;
	like $shown, qr/Watch 1 name\?/, 'a person is asked';
	is hosts(), 'api.exemple.cat seu.exemple.cat www.exemple.cat', 'and agrees';
	run('remove', '--yes', 'seu.exemple.cat');
}
is +(run('discover', '--add', '--yes'))[0], 0, 'or says so before';
is hosts(), 'api.exemple.cat seu.exemple.cat www.exemple.cat', 'it is watched';
is offered(), '', 'nothing is left';
is +(run('discover', 'x.exemple.cat'))[0], 2, 'a name without what is to become of it is told how';

# ---- more than a page; more than anybody adds ----
run('import', '--files', "$dir/tres.crt");
($status, $out) = run('discover');
is scalar(() = $out =~ /^n\d+\.exemple\.org/mg), 200, 'of one certificate two hundred names are told';
like $out, qr/^More than fit: 30 names are not told\.$/m, 'and how many more there are';
done_testing;

#!/usr/bin/perl
# Of which kind a certificate is, as site.conf lists them: said on the command line or in a list, however it is written,
# shown, filtered by, exported and read again; and by what procedure it is renewed then.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub row { return (grep { $_->{name} eq $_[0] } @{ json('list', '--json') })[0] }
sub kinds { return join ' ', map { "$_->{name}=" . ($_->{certificate_kind} // '') . "/$_->{kind}" } sort { $a->{name} cmp $b->{name} } @{ json('list', '--json', @_) } }

# ---- on the command line ----
is +(run('add', 'Segell', '--type', 'file', '--certificate-kind', 'SEGELL ELECTRÒNIC'))[0], 0, 'a kind is said';
is row('Segell')->{certificate_kind}, 'segell', 'and is kept as the list has it';
is row('Segell')->{kind}, 'device', 'it is a device then';
run('add', 'www.exemple.test:1', '--name', 'www', '--certificate-kind', 'cds 1');
is kinds('--filter', 'name:www'), 'www=CDS-1/server', 'a CDS is a server';
run('add', 'auto.exemple.test:1', '--name', 'auto', '--kind', 'automatic', '--certificate-kind', 'CDS-1');
is row('auto')->{kind}, 'automatic', 'that a machine renews it stays';
my ($status, $out, $err) = run('add', 'x.exemple.test:1', '--certificate-kind', 'CDX');
is $status, 1, 'a kind that is not in the list is refused';
like $err, qr/kind of certificate: 'CDX' is not in the list of site\.conf, which has: CDS-1, CDSQ-1, CDSNM-1, CDA, programari, segell\./,
	'and those of the list are named';
is +(run('edit', 'www', '--certificate-kind', 'CDSNM'))[0], 0, 'it is changed';
is row('www')->{certificate_kind}, 'CDSNM-1', 'to another of the list';
is +(run('edit', 'www', '--service', 'Seu'))[0], 0, 'what else is changed';
is row('www')->{certificate_kind}, 'CDSNM-1', 'leaves it';
like +(run('show', 'Segell'))[1], qr/^Certificate +segell$/m, 'it is shown';
like +(run('list'))[1], qr/^.*Certificate.*\n(?:.*\n)*.*segell/m, 'and listed';
like +(run('log', '--json'))[1], qr/"certificate_kind": ?"CDSNM-1"/, 'and the trail has it';

# ---- filters and orders ----
is kinds('--filter', 'certificat:segell'), 'Segell=segell/device', 'filtered by, in Catalan';
is kinds('--filter', 'certificate:CDS'), 'auto=CDS-1/automatic www=CDSNM-1/server', 'and in English, by a part of it';
is kinds('--filter', 'classe=cds-1'), 'auto=CDS-1/automatic', 'or by the whole';
run('add', 'res.exemple.test:1', '--name', 'res');
is kinds('--filter', '-certificate:*'), 'res=/server', 'those of which nobody said it';
is +(split ' ', kinds('--filter', 'certificate:*'))[0], 'Segell=segell/device', 'and the others';

# ---- lists ----
sub list { my ($name, $text) = @_; my $path = folder() . "/$name.csv"; utf8::encode($text); spew($path, $text); return $path }
($status, $out, $err) = run('import', list('bona', "host;nom;Tipus de certificat\nun.exemple.test:1;un;CDSQ-1\ndos.exemple.test:1;dos;aplicació\ntres.exemple.test:1;tres;\n"));
is $status, 0, 'a list says it';
is kinds('--filter', 'host:exemple.test name:un,dos,tres'), 'dos=CDA/device tres=/server un=CDSQ-1/server', 'of each monitor';
($status, $out, $err) = run('import', list('dolenta', "host;classe\nquatre.exemple.test;CDS-9\n"));
is $status, 1, 'a list with another kind is refused';
like $out . $err, qr/:2: kind of certificate: 'CDS-9' is not in the list of site\.conf, which has: CDS-1,/, 'by its line';
my $before = kinds();
($status, $out) = run('export', '--csv');
like $out, qr/^.*;kind;certificate_kind;environment;/, 'an export has the column';
($status, my $said) = run('import', list('mateixa', $out));
is $status, 0, 'and is read again' or diag $said;
is kinds(), $before, 'as it was';

# ---- the procedure ----
my $c = connect_to();
sub first { return $c->call('renewal.procedures', { monitor => row($_[0])->{id} })->{ok}{procedures}[0]{name} }
is first('Segell'), 'dispositiu-eacat', 'a segell is renewed by EACAT';
is first('www'), 'cds-cesicat', 'a CDS by CESICAT';
run('add', 'app.exemple.test:1', '--name', 'app', '--kind', 'other', '--certificate-kind', 'CDA');
is first('app'), 'dispositiu-eacat', 'whoever else renews what has it';
is_deeply [ map { $_->{id} } @{ $c->call('kind.list')->{ok}{kinds} } ], [qw(CDS-1 CDSQ-1 CDSNM-1 CDA programari segell)], 'the list is told';
is +(grep { $_->{id} eq 'CDA' } @{ $c->call('kind.list')->{ok}{kinds} })[0]{source}, 'ours', 'what of it is ours is marked';

# ---- its renewal ----
sub step { return json('renewal', 'step', @_, '--json') }
run('renewal', 'open', 'Segell');
is json('renewal', 'show', 1, '--json')->{procedure}, 'dispositiu-eacat', 'its procedure is the usual one';
is step(1, 'tipus')->{proposal}, 'segell', 'which certificate it is, is proposed';
is step(1, 'carpeta')->{proposal}, 'segell', 'and the folder that it goes to';
run('renewal', 'step', 1, 'origen', 'choose', 'renovacio');
run('renewal', 'step', 1, 'entrar-eacat', 'complete');
run('renewal', 'step', 1, 'tipus', 'choose', 'segell');
is +(grep { $_->{name} eq 'Tipus de certificat a sol·licitar' } @{ step(1, 'dades-eacat')->{fields} })[0]{value}, 'Segell electrònic',
	'the copy sheet has it';
run('renewal', 'step', 1, $_, 'skip', '--note', 'No cal')
	for qw(prioritat responsable us dades-eacat eacat-numero reenviar-correu espera-emissio mirar-carpeta abans-descarrega descarregar);
my $p12 = folder() . '/codi';
openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$p12.key", '-out', "$p12.crt", '-days', 300, '-subj', '/O=AOC/CN=Segell',
	'-addext', 'extendedKeyUsage=codeSigning');
openssl('pkcs12', '-export', '-inkey', "$p12.key", '-in', "$p12.crt", '-passout', 'pass:secret', '-out', "$p12.p12");
spew("$p12.password", 'secret');
open my $secret, '<', "$p12.password" or die;
my $fd = fileno $secret;
fcntl $secret, 2, 0;
($status, $out, $err) = run('renewal', 'file', 1, 'p12', "$p12.p12", '--password-fd', $fd);
isnt $status, 0, 'a p12 of another kind is refused, though no certificate of the monitor was ever seen';
like $out . $err, qr/It is for signing code, and the list has segell\./, 'and why';
run('edit', 'www', '--kind', 'other');
is row('www')->{kind}, 'other', 'somebody else renews a CDS';
run('renewal', 'open', 'www');
run('renewal', 'step', 2, 'data-caducitat', 'complete', '--args', '{"not_after":"2030-01-01"}');
run('renewal', 'step', 2, 'origen', 'choose', 'renovacio');
like step(2, 'tiquet-cap')->{template}{body}, qr/\*www\.exemple\.test\* \(CDSNM-1\) caduca el/, 'the head of service is told which it is';
run('renewal', 'step', 2, 'tiquet-cap', 'ticket', 'ST-1', '--yes');
run('renewal', 'step', 2, 'espera-cap', 'complete');
($status, $out, $err) = run('renewal', 'step', 2, 'ca', 'choose', 'eacat');
like $err, qr/A reason is needed/, 'a CDS goes to EACAT with a reason alone';
($status, $out, $err) = run('renewal', 'step', 2, 'ca', 'choose', 'eacat', '--note', 'No hi ha conveni');
is $status, 0, 'with one it does' or diag $err;
run('add', 'altre.exemple.test:1', '--name', 'altre', '--kind', 'other');
run('renewal', 'open', 'altre', '--procedure', 'cds-cesicat');
run('renewal', 'step', 3, 'data-caducitat', 'complete', '--args', '{"not_after":"2030-01-01"}');
run('renewal', 'step', 3, 'origen', 'choose', 'renovacio');
like step(3, 'tiquet-cap')->{template}{body}, qr/\*altre\.exemple\.test\* caduca el/, 'of one whose kind nobody said nothing is said';
is daemon_stop($pid), 0, 'the backend ends well';

# ---- the list is written anew while the backend runs ----
my $own = folder() . '/own';
system('sh', '-c', 'mkdir -p "$1/backend" "$1/build" && cp -r backend/procedures "$1/backend" && cp "$2/caducad" "$1/build"', 'sh', $own, build()) == 0 or die;
$pid = daemon_start(program => "$own/build/caducad", config => "workers = 1;\n");
my $site = slurp("$own/backend/procedures/site.conf");
is +(run('edit', 'auto', '--certificate-kind', 'segell'))[0], 0, 'a kind of the list is taken';
spew("$own/backend/procedures/site.conf", $site =~ s/id = "segell"/id = "estampilla"/r);
is +(run('edit', 'auto', '--certificate-kind', 'segell'))[0], 1, 'one that was taken out of it is refused';
is +(run('edit', 'auto', '--certificate-kind', 'estampilla'))[0], 0, 'and one that was put in is taken';
is +(run('add', 'nou.exemple.test:1', '--certificate-kind', 'estampilla'))[0], 0, 'of a new monitor too';
spew("$own/backend/procedures/site.conf", $site);
is +(run('import', list('segells', "host;nom;classe\ncinc.exemple.test:1;cinc;segell\n")))[0], 0, 'and of a list';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

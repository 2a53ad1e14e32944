#!/usr/bin/perl
# A whole database as a program of before left it, with the texts of procedures that it pinned: renewal 1 stands behind its
# CSR, with names and a CA that were typed in; renewal 2 waits for a CSR. What the program of then knew of those texts by
# their ids holds as strongly now, and both go on to their end.
use strict;
use warnings;
use utf8;
use Caduca;
use Digest::SHA 'sha256_hex';
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $fixtures = 'tests/fixtures/databases';
my $state = folder() . '/state/caduca';
my ($first, $second) = ('antic.exemple.test', 'segon.exemple.test');
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub show { return json('renewal', 'show', $_[0], '--json') }
sub step { return json('renewal', 'step', $_[0], $_[1], '--json') }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, join ' ', grep { !m{/|^\{} } @_ or diag $out, $err; }

# How the checks of a step ended, by name.
sub checks { my $c = step(@_)->{record}{checks}; return { map { $_ => $c->{$_}{result} } keys %$c } }

mkdir $state, 0700;
system(build() . '/load', "$fixtures/before.sql", "$state/caduca.db") == 0 or die;
chmod 0600, "$state/caduca.db";
authority();
my $csr = folder() . "/papers/$first.csr";
spew($csr, slurp("$fixtures/$first.csr"));
my ($other_csr) = csr_for($second);
my $pid = daemon_start(config => "workers = 1;\n");

# ---- what was there is there ----
is_deeply [ map { "$_->{id} $_->{state}" } @{ json('renewal', 'list', '--json') } ], [ '1 open', '2 open' ], 'both renewals are listed';
my %row = map { $_->{name} => $_ } @{ json('list', '--json') };
is $row{antic}{renewal}{id}, 1, 'the row of the first has its renewal';
is_deeply $row{antic}{tickets}, [qw(SIS-901 ST-77 REQ-17)], 'and its tickets, with the number of its request';
my $renewal = show(1);
is_deeply [ @{ $renewal->{values} }{qw(noms-demanats ca-nom altra-numero)} ], [ 'altre.exemple.test', 'Sectigo de proves', 'REQ-17' ],
	'what was typed in is there';
is $renewal->{documents}{csr}{sha256}, sha256_hex(slurp($csr)), 'and what is known of the CSR';
is step(1, 'noms')->{state}, 'done', 'a decision that was made is';
is step(1, 'noms')->{record}{choice}, 'tots', 'with its choice';
is step(1, 'certificat')->{title}, 'Comprovar el certificat', 'the steps are those of the pinned text';
like step(1, 'sollicitar-altra')->{title}, qr/Sectigo de proves$/, 'whose holes are filled';
like step(2, 'tiquet-csr')->{template}{body}, qr/^Organization: Consorci Administracio Oberta de Catalunya$/m,
	'the text of its ticket says what it said';

# ---- the gates are as strong ----
my ($one) = csr_for("sol.$second");
openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', folder() . '/wrong.key', '-out', folder() . '/wrong.csr',
	'-subj', "/CN=$second/O=Una altra/OU=Area de Tecnologia/L=Girona/ST=Barcelona/C=ES/emailAddress=ningu\@exemple.test");
run('renewal', 'file', 2, 'fitxer-csr', folder() . '/wrong.csr');
my $of = checks(2, 'fitxer-csr');
is $of->{$_}, 'failed', "$_ fails, held against the text that was pinned" for qw(csr-organization csr-locality csr-email);
is $of->{$_}, 'passed', "$_ passes" for qw(csr-cn csr-key-size csr-unit csr-state csr-country);
is step(2, 'fitxer-csr')->{state}, 'doing', 'and the step is not done';
run('renewal', 'file', 2, 'fitxer-csr', $one);
is checks(2, 'fitxer-csr')->{'csr-cn'}, 'failed', 'a CSR of another domain is refused';
does('renewal', 'file', 2, 'fitxer-csr', $other_csr);
is step(2, 'fitxer-csr')->{state}, 'done', 'the right one passes';

my $certificate = certificate_for($csr, "DNS:$first");
run('renewal', 'file', 1, 'certificat', $certificate);
$of = checks(1, 'certificat');
is $of->{'certificate-names'}, 'failed', 'a certificate without a name that is served fails';
is $of->{'certificate-matches'}, 'passed', 'of the CSR that was brought before';
is $of->{'certificate-issuer'}, 'passed', 'by the CA that was typed in';
isnt step(1, 'certificat')->{state}, 'done', 'so that the step is not done';
my ($foreign, $ca) = map { folder() . "/$_" } qw(foreign.crt foreign-ca);
openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$ca.key", '-out', "$ca.crt", '-subj', '/CN=Una altra CA');
openssl('x509', '-req', '-in', $csr, '-CA', "$ca.crt", '-CAkey', "$ca.key", '-CAcreateserial', '-days', 180, '-out', $foreign);
run('renewal', 'file', 1, 'certificat', $foreign);
is checks(1, 'certificat')->{'certificate-issuer'}, 'failed', 'one by another CA than was typed in fails';
for my $of ([ 'altre', 'passed', 'a name that was asked for may stand in a CSR' ], [ 'tercer', 'failed', 'another name may not' ]) {
	my $named = folder() . "/named.csr";
	openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$named.key", '-out', $named, '-subj', "/CN=$first",
		'-addext', "subjectAltName=DNS:$of->[0].exemple.test");
	run('renewal', 'file', 1, 'fitxer-csr', $named);
	is checks(1, 'fitxer-csr')->{'csr-sans'}, $of->[1], $of->[2];
	does('renewal', 'undo', 1);
}
$certificate = certificate_for($csr, "DNS:$first,DNS:altre.exemple.test");
does('renewal', 'file', 1, 'certificat', $certificate);
is step(1, 'certificat')->{state}, 'done', 'the right one passes';

# ---- and on to the end ----
does('renewal', 'step', 1, 'arxiu', 'archive', '--args', '{"confirmed":true}');
my $of_request = json('ticket', 'show', 'REQ-17', '--json');
is "$of_request->{system} $of_request->{uses}[0]{renewal} $of_request->{uses}[0]{role}", 'other 1 request', 'the number of its request is that of a ticket';
is_deeply [ map { $_->{name} } @{ json('list', '--json', '--filter', 'ticket:REQ-17') } ], ['antic'], 'which finds its monitor';
does('renewal', 'step', 1, 'tiquet-installacio', 'ticket', 'SIS-950', '--yes');
is_deeply [ sort map { "$_->{key} $_->{how}" } @{ json('ticket', 'show', 'SIS-950', '--json')->{links} } ], [ 'SIS-901 owed', 'ST-77 owed' ],
	'its last ticket is to be linked to the earlier ones';
does('renewal', 'step', 1, 'espera-installacio', 'complete', '--note', 'SIS-950 tancat');
does('renewal', 'step', 1, 'verificar', 'seen', '--args', encode_json({ monitor => $row{antic}{id}, address => '127.0.0.77',
	sha256 => digest_of($certificate), where => 'Firefox' }));
is step(1, 'verificar')->{state}, 'done', 'it is verified';
does('renewal', 'step', 1, 'tancar', 'tick', 'all');
does('renewal', 'close', 1);
is_deeply [ map { $_->{id} } @{ json('renewal', 'list', '--json') } ], [2], 'it is closed';
my $c = connect_to();
ok $c->call('log.verify')->{ok}{head}, 'the audit trail holds, of before and of now';
is daemon_stop($pid), 0, 'the backend ends well';
daemon_start(config => "workers = 1;\n");
is show(1)->{state}, 'closed', 'and that it is closed is known to the next';
done_testing;

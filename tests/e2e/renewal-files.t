#!/usr/bin/perl
# The files of a renewal, handed over to the real backend: what each gate refuses, with the check that says so, and what it
# lets through; a segell that is renewed from a p12; and children that crash, hang, or are left by their client.
use strict;
use warnings;
use utf8;
use Caduca;
use Fcntl;
use JSON::PP;
use MIME::Base64;
use POSIX ();
use Socket;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $dir = folder() . '/documents';
my $domain = 'www.exemple.cat';
mkdir $_, 0700 for $dir, folder() . '/fleet/ca';

# ---- a CA, and files as people get them ----

# issue(name, csr => FILE or key => FILE, …): NAME.crt by the intermediate.
sub issue {
	my ($name, %o) = @_;
	my @sans = @{ $o{sans} // [$domain] };
	spew("$dir/$name.ext", (@sans ? 'subjectAltName=' . join(',', map { "DNS:$_" } @sans) . "\n" : '')
		. "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth" . ($o{client} ? ',clientAuth' : '') . "\n");
	openssl('x509', '-req', '-in', $o{csr}, '-CA', "$dir/middle.crt", '-CAkey', "$dir/middle.key", '-CAcreateserial',
		'-days', $o{days} // 180, '-extfile', "$dir/$name.ext", '-out', "$dir/$name.crt", '-sha256');
	return "$dir/$name.crt";
}

sub request { # a key and a CSR, with the subject that the ticket asks for
	my ($name, @options) = @_;
	my ($status, $out, $err) = ctl('csr', $name, '--folder', $dir, @options);
	die $err if $status;
	return ("$dir/$name.csr", "$dir/$name.key");
}

spew("$dir/ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n");
openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/root.key", '-out', "$dir/root.crt", '-days', 900,
	'-subj', '/O=Proves/CN=Arrel de proves');
openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/middle.key", '-out', "$dir/middle.csr",
	'-subj', '/O=Sectigo de proves/CN=Sectigo de proves');
openssl('x509', '-req', '-in', "$dir/middle.csr", '-CA', "$dir/root.crt", '-CAkey', "$dir/root.key", '-CAcreateserial',
	'-days', 800, '-extfile', "$dir/ca.ext", '-out', "$dir/middle.crt");
spew(folder() . '/fleet/ca/root.pem', slurp("$dir/root.crt"));

my ($csr, $key) = request($domain);
my ($other_csr, $other_key) = request('altre.exemple.cat');
my $subject = '/C=ES/ST=Barcelona/L=Barcelona/O=Consorci Administracio Oberta de Catalunya/OU=Area de Tecnologia'
	. "/CN=$domain/emailAddress=certificats\@aoc.cat";
openssl('req', '-new', '-newkey', 'rsa:1024', '-nodes', '-keyout', "$dir/small.key", '-out', "$dir/small.csr", '-subj', $subject);
openssl('req', '-new', '-key', $key, '-out', "$dir/unit.csr", '-subj', $subject =~ s/Area de Tecnologia/Una altra/r);
openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/last.key", '-out', "$dir/last.csr", '-subj', $subject);
my $html = "<!DOCTYPE html>\n<html><title>Inici de sessi\xf3</title></html>\n";
spew("$dir/login.crt", $html);
spew("$dir/empty.crt", '');
open my $sparse, '>', "$dir/large.crt";
truncate $sparse, 100 * 1024 * 1024;
close $sparse;
POSIX::mkfifo("$dir/fifo", 0600);

# ---- a host that serves the old certificate ----

my $old = issue('old', csr => "$dir/last.csr", days => 60, sans => [ $domain, 'www2.exemple.cat' ], client => 1);
spew("$dir/old-chain.crt", slurp("$dir/middle.crt"));
# No open of '-|': what a test that dies lets go of would wait for it.
pipe(my $said, my $says) or die $!;
my $server = fork // die $!;
if (!$server) {
	open STDOUT, '>&', $says;
	open STDERR, '>', '/dev/null';
	exec 'openssl', 's_server', '-accept', '127.0.0.1:0', '-cert', $old, '-key', "$dir/last.key", '-cert_chain',
		"$dir/middle.crt", '-www' or POSIX::_exit(127);
}
END { local $?; kill 'KILL', $server if $server }
close $says;
my $port;
while (my $line = <$said>) { last if ($port) = $line =~ /ACCEPT .*:(\d+)/; }

my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub step { my ($name, @act) = @_; my ($s, $o, $e) = run('renewal', 'step', 1, $name, @act); is $s, 0, "$name @act" or diag $e; }
sub state_of { return json('renewal', 'step', $_[1] // 1, $_[0], '--json')->{state}; }

run('add', "127.0.0.1:$port", '--name', 'www', '--sni', $domain);
run('probe', '--all', '--wait');
is json('list', '--json')->[0]{outcome}, 'ok', 'the host is seen' or diag daemon_log();
run('renewal', 'open', 'www', '--procedure', 'cds-cesicat');

# file(step, path, renewal): the exit code, and the failed checks or the error, as "id:code …".
sub file {
	my ($step, $path, %o) = @_;
	my ($status, $out, $err) = run('renewal', 'file', $o{renewal} // 1, $step, $path, '--json', @{ $o{options} // [] });
	utf8::encode($out);
	my $answer = eval { decode_json($out) } or return "$status $err";
	my $checks = $answer->{checks} // $answer->{args}{checks} // [];
	my @failed = map { $_->{state} eq 'failed' ? "$_->{id}:$_->{code}" : () } @$checks;
	my @said = grep { defined } $answer->{code} && !@$checks ? $answer->{code} : undef, @failed;
	return join ' ', $status, @said;
}
sub fails { my ($step, $path, $expect, $what, %o) = @_; is file($step, $path, %o), "1 $expect", "$step: $what"; }
sub passes { my ($step, $path, $what, %o) = @_; is file($step, $path, %o), '0', "$step: $what"; }

sub not_a_document {
	my ($step, $first, %o) = @_;
	fails($step, "$dir/login.crt", "$first:is-html", 'a web page saved under another name', %o);
	fails($step, "$dir/empty.crt", "$first:is-empty", 'an empty file', %o);
	fails($step, "$dir/large.crt", 'is-too-large', '100 MB', %o);
	fails($step, $dir, 'is-folder', 'a folder', %o);
	fails($step, "$dir/fifo", 'is-fifo', 'a FIFO that nobody writes to', %o);
	fails($step, '/dev/zero', 'is-device', 'a device without end', %o);
	fails($step, folder() . '/state/caduca/caduca.db', "$first:is-database", 'the database itself', %o);
}

# ---- the CSR: procedure A, 1.3 ----

like file('fitxer-csr', $csr), qr/^1 .*not-ready|comes before/, 'a file before its turn is not taken';
step('data-caducitat', 'complete');
step('origen', 'choose', 'renovacio');
step('noms', 'choose', 'nomes-domini', '--note', 'Ja no es fan servir');
step('tiquet-csr', 'ticket', 'SIS-901', '--yes');
not_a_document('fitxer-csr', 'csr-parses');
is state_of('fitxer-csr'), 'todo', 'what cannot be read leaves no trace in the step';
fails('fitxer-csr', $key, 'csr-parses:holds-key', 'a key in its place');
fails('fitxer-csr', $other_csr, 'csr-cn:csr-other-domain', 'a CSR for another domain');
like +(run('renewal', 'file', 1, 'fitxer-csr', $other_csr))[1],
	qr/FAILED +Common Name is the domain: The Common Name of the CSR is 'altre.exemple.cat' and should be '\Q$domain\E'\. \[csr-cn\]/,
	'in words that can be forwarded';
fails('fitxer-csr', "$dir/small.csr", 'csr-key-size:csr-key-small', 'a key of 1024 bits');
is +(run('renewal', 'step', 1, 'fitxer-csr', 'accept', 'csr-key-size', '--note', 'Tant és'))[0], 1, 'a critical check is never accepted';
fails('fitxer-csr', "$dir/unit.csr", 'csr-unit:csr-field-differs', 'another unit than the ticket asked for');
is state_of('fitxer-csr'), 'doing', 'one that is only not as asked waits for a person';
is +(run('renewal', 'step', 1, 'fitxer-csr', 'accept', 'csr-unit'))[0], 1, 'who gives a reason';
step('fitxer-csr', 'accept', 'csr-unit', '--note', 'El nom nou de la unitat');
is state_of('fitxer-csr'), 'done', 'and the step is done';
like +(run('renewal', 'step', 1, 'fitxer-csr'))[1],
	qr/^  ~ csr-unit +.*: accepted \(should pass\)\n.* of the CSR is 'Una altra'.*\n +Reason: El nom nou de la unitat /m, 'and shown';
my ($accepted) = grep { $_->{name} eq 'csr-unit' } @{ json('renewal', 'step', 1, 'fitxer-csr', '--json')->{checks} };
is_deeply [ @$accepted{qw(result reason code)} ], [ 'accepted', 'El nom nou de la unitat', 'csr-field-differs' ],
	'who accepted what, and why, is kept';
step('fitxer-csr', 'again');
passes('fitxer-csr', $csr, 'one as asked for');
is state_of('fitxer-csr'), 'done', 'it is done';
is json('renewal', 'show', 1, '--json')->{documents}{csr}{name}, "$domain.csr", 'and the renewal has its document';

spew("$dir/both.csr", slurp($csr) . slurp($key));
passes('fitxer-csr', "$dir/both.csr", 'a CSR with its key behind it');
is json('renewal', 'show', 1, '--json')->{documents}{csr}{private}, JSON::PP::true, 'which is kept, so that nobody else can read it in the archive';
passes('fitxer-csr', $csr, 'the CSR alone');
is json('renewal', 'show', 1, '--json')->{documents}{csr}{private}, undef, 'has none';

# ---- the key: 1.4 ----

not_a_document('fitxer-key', 'key-parses');
fails('fitxer-key', $other_key, 'key-matches-csr:key-of-another-csr', 'the key of another CSR');
chmod 0644, $key;
fails('fitxer-key', $key, 'key-private:key-readable-by-others', 'a file that others can read');
chmod 0600, $key;
passes('fitxer-key', $key, 'the key, as it came on the ticket', options => ['--exposed']);
is json('renewal', 'show', 1, '--json')->{documents}{key}{exposed}, JSON::PP::true, 'that others could read it there is kept';

# ---- the certificate: 4.1 ----

step('tiquet-cap', 'ticket', 'ST-1', '--yes');
step('ca', 'choose', 'cesicat');
step('permis-remedy', 'choose', 'si');
step('entrar-remedy', 'complete');
for my $form (qw(dades-contacte detall-peticio)) { step($form, 'tick', 'all'); step($form, 'complete') if state_of($form) ne 'done'; }
step('remedy-numero', 'value', 'REQ-1');

my $both = [ $domain, 'www2.exemple.cat' ];
sub bundle { my ($name, @files) = @_; spew("$dir/$name", join '', map { slurp($_) } @files); return "$dir/$name"; }
my $good = issue('good', csr => $csr, sans => $both, client => 1);
my $chain = bundle('good.pem', $good, "$dir/middle.crt");
not_a_document('certificat', 'certificate-parses');
fails('certificat', bundle('last.pem', issue('year', csr => "$dir/last.csr", sans => $both, client => 1), "$dir/middle.crt"),
	'certificate-matches:certificate-of-another-csr', 'one for last year\'s CSR');
fails('certificat', bundle('nosan.pem', issue('nosan', csr => $csr, sans => [], client => 1), "$dir/middle.crt"),
	'certificate-covers:certificate-no-sans certificate-names:certificate-names-lost', 'one without names');
fails('certificat', bundle('wrong.pem', issue('wrong', csr => $csr, sans => ['www2.exemple.cat'], client => 1), "$dir/middle.crt"),
	'certificate-covers:certificate-other-domain certificate-names:certificate-names-lost', 'one for another name');
fails('certificat', bundle('fewer.pem', issue('fewer', csr => $csr, client => 1), "$dir/middle.crt"),
	'certificate-names:certificate-names-lost', 'one that lacks a name of the old one');
fails('certificat', bundle('server.pem', issue('server', csr => $csr, sans => $both), "$dir/middle.crt"),
	'certificate-client-auth:client-auth-lost', 'one that lost clientAuth');
fails('certificat', $good, 'certificate-chain:chain-incomplete', 'one without its intermediate');
fails('certificat', bundle('short.pem', issue('short', csr => $csr, sans => $both, client => 1, days => 30), "$dir/middle.crt"),
	'certificate-later:certificate-not-later', 'one that ends earlier than the one served');
openssl('x509', '-req', '-in', $csr, '-signkey', $key, '-days', 400, '-extfile', "$dir/good.ext", '-out', "$dir/self.crt");
fails('certificat', "$dir/self.crt", 'certificate-issuer:certificate-other-issuer certificate-chain:chain-untrusted',
	'one that another has issued');
spew("$dir/index", '');
spew("$dir/serial", "77\n");
spew("$dir/ca.conf", "[ca]\ndefault_ca=d\n[d]\ndatabase=$dir/index\nserial=$dir/serial\nnew_certs_dir=$dir\ndefault_md=sha256\n"
	. "policy=p\nunique_subject=no\nrand_serial=yes\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\n" . slurp("$dir/good.ext"));
openssl('ca', '-batch', '-config', "$dir/ca.conf", '-in', $csr, '-cert', "$dir/middle.crt", '-keyfile', "$dir/middle.key",
	'-startdate', '20240101000000Z', '-enddate', '20250101000000Z', '-out', "$dir/expired.crt", '-notext');
fails('certificat', bundle('expired.pem', "$dir/expired.crt", "$dir/middle.crt"),
	'certificate-valid:certificate-expired certificate-later:certificate-not-later', 'one that has expired');
isnt state_of('certificat'), 'done', 'none of them is taken';
isnt json('renewal', 'show', 1, '--json')->{documents}{certificate}{name}, 'expired.pem', 'nor kept where a critical check failed';
passes('certificat', bundle('turned.pem', "$dir/middle.crt", $good), 'a bundle in the wrong order');
my ($turned) = grep { $_->{id} eq 'certificate-chain' }
	@{ json('renewal', 'file', 1, 'certificat', "$dir/turned.pem", '--json')->{checks} };
is_deeply [ @$turned{qw(state code)} ], [ 'passed', 'chain-wrong-order' ], 'which is said to whoever installs it';
openssl('x509', '-in', $good, '-outform', 'DER', '-out', "$dir/good.der");
fails('certificat', "$dir/good.der", 'certificate-chain:chain-incomplete', 'DER is read, and has no intermediate');
openssl('crl2pkcs7', '-nocrl', '-certfile', $chain, '-out', "$dir/good.p7b");
passes('certificat', "$dir/good.p7b", 'PKCS#7');
spew("$dir/wrapped.txt", "-----BEGIN CERTIFICATE-----\n" . encode_base64(slurp($chain)) . "-----END CERTIFICATE-----\n");
passes('certificat', "$dir/wrapped.txt", 'base64 of certutil around a bundle');
passes('certificat', $chain, 'the certificate and its chain');
is state_of('certificat'), 'done', 'the step is done';

# ---- a segell and its p12: procedure B, 2.4 ----

my $password = 'canari-9c41e7d0';
spew("$dir/password", $password);
sub p12 {
	my ($name, @more) = @_;
	openssl('pkcs12', '-export', '-inkey', $key, '-in', $good, '-passout', "file:$dir/password", '-out', "$dir/$name.p12", @more);
	return "$dir/$name.p12";
}
sub with_password { my ($given, $do) = @_; return with_descriptor($given, sub { $do->('--password-fd', @_) }) }
is +(run('add', 'Segell de proves', '--type', 'file', '--kind', 'device'))[0], 0, 'a segell is a monitor without an endpoint';
is json('list', '--json', '--filter', 'kind:device')->[0]{urgency}, 'unknown', 'of which nothing is known at first';
openssl('req', '-x509', '-key', "$dir/last.key", '-days', 25, '-subj', '/CN=Segell de proves', '-out', "$dir/seal.crt");
is +(run('certificate', 'Segell de proves', "$dir/last.key"))[0], 1, 'a key is no certificate';
is +(run('certificate', 'www', "$dir/seal.crt"))[0], 1, 'and a host shows its own';
like +(run('certificate', 'Segell de proves', "$dir/middle.crt"))[2], qr/CA's certificate alone, .*CN=Sectigo de proves/,
	'nor is that of a CA, which ends years later';
like +(run('list'))[1], qr/Segell de proves .*no certificate yet/, 'it has none, which is no probe that is owed';
unlike +(run('show', 'Segell de proves'))[1], qr/prob|host/i, 'nor one that was made';
is +(run('certificate', 'Segell de proves', "$dir/seal.crt"))[0], 0, 'it is given its certificate';
like +(run('show', 'Segell de proves'))[1], qr/^Given +\S/m, 'and when, is told';
unlike +(run('show', 'Segell de proves'))[1], qr/^(Probed|Seen|Last probe)/m, 'as no probe';
my $seal = sub { return json('list', '--json', '--filter', 'kind:device')->[0] };
is $seal->()->{subject}, 'CN=Segell de proves', 'which it shows';
ok $seal->()->{days_left} =~ /^2[45]$/, 'and it is urgent like any other';
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
is $seal->()->{subject}, 'CN=Segell de proves', 'also after a kill of the backend';
is_deeply [ grep { $_ eq 'stale' } @{ $seal->()->{problems} } ], [], 'and is never stale for lack of probes';
is json('list', '--json', '--filter', 'kind:device')->[0]{type}, 'file', 'its type is kept';
run('renewal', 'open', 'Segell de proves');
sub two { my ($name, @act) = @_; my ($s, $o, $e) = run('renewal', 'step', 2, $name, @act); is $s, 0, "$name @act" or diag $e; }
two('origen', 'choose', 'renovacio');
two('entrar-eacat', 'complete');
two('tipus', 'choose', 'segell');
two('prioritat', 'choose', 'ordinaria');
two($_, 'value', 'x') for qw(responsable us);
two('dades-eacat', 'tick', 'all');
two('dades-eacat', 'complete') if state_of('dades-eacat', 2) ne 'done';
two('eacat-numero', 'value', '1');
two('reenviar-correu', 'complete');
two('mirar-carpeta', 'complete');
two('abans-descarrega', 'tick', 'all');
two('abans-descarrega', 'complete') if state_of('abans-descarrega', 2) ne 'done';
two('descarregar', 'complete');
my %second = (renewal => 2);
not_a_document('p12', 'p12-opens', %second);
fails('p12', p12('new'), 'p12-opens:p12-password-needed', 'one without its password', %second);
is with_password('altra', sub { file('p12', "$dir/new.p12", %second, options => [@_]) }), '1 p12-opens:p12-password-wrong',
	'p12: a wrong password';
p12('iterations', '-iter', 70000);
{
	my $bytes = slurp("$dir/iterations.p12");
	$bytes =~ s/\x02\x03\x01\x11\x70\z/\x02\x05\x00\x80\x00\x00\x00/ or die;
	$bytes =~ s/\x30(.)(\x30.\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01)(?!.*\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01)/"\x30" . chr(ord($1) + 2) . $2/se or die;
	substr $bytes, 2, 2, pack 'n', unpack('n', substr $bytes, 2, 2) + 2;
	spew("$dir/iterations.p12", $bytes);
}
is with_password($password, sub { file('p12', "$dir/iterations.p12", %second, options => [@_]) }), '1 p12-opens:p12-iterations',
	'p12: 2^31 rounds are not tried';
like +(with_password($password, sub { run('renewal', 'file', 2, 'p12', "$dir/iterations.p12", @_) }))[2], qr/2147483648/, 'and said';
openssl('req', '-x509', '-key', $key, '-days', 180, '-subj', '/CN=Segell de proves', '-out', "$dir/seal-new.crt");
openssl('pkcs12', '-export', '-nokeys', '-in', "$dir/seal-new.crt", '-passout', "file:$dir/password", '-out', "$dir/nokey.p12");
is with_password($password, sub { file('p12', "$dir/nokey.p12", %second, options => [@_]) }), '1 p12-complete:p12-no-key',
	'p12: without a key';
isnt state_of('p12', 2), 'done', 'none of them is taken';
is with_password($password, sub { file('p12', "$dir/new.p12", %second, options => [@_]) }),
	'1 p12-name:p12-identity-differs p12-form:p12-subject-differs p12-issuer:p12-issuer-differs p12-uses:p12-uses-differ',
	"p12: a stranger's, which opens and fits";
isnt state_of('p12', 2), 'done', 'is not the segell, and no reason makes it so';
openssl('pkcs12', '-export', '-inkey', $key, '-in', "$dir/seal-new.crt", '-passout', "file:$dir/password", '-out', "$dir/new.p12");
is with_password($password, sub { file('p12', "$dir/new.p12", %second, options => [@_]) }), '0', "p12: the segell's own";
two('carpeta', 'choose', 'segell');
two('arxiu-segell', 'archive', '--args', '{"confirmed":true}');
two($_, 'complete') for qw(keepass respondre);
is +(run('renewal', 'close', 2))[0], 0, 'the renewal of the segell is closed';
like $seal->()->{days_left}, qr/^1(79|80)$/, 'and what it brought is the segell\'s own' or diag explain $seal->();
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
like $seal->()->{days_left}, qr/^1(79|80)$/, 'also after a kill';

is +(run('edit', 'Segell de proves', '--name', 'Segell'))[0], 0, 'it may be called something else';
like $seal->()->{days_left}, qr/^1(79|80)$/, 'and keeps its certificate';
my ($status, $out, $err) = run('probe', 'Segell', '--wait');
is "$status $out$err", "0 0 monitors were probed.\ncaducactl: Not Segell: in a file.\n", 'to probe it is to do nothing, which is said';
is +(run('add', 'CDA', '--type', 'file'))[0], 0, 'another';
is +(run('add', 'CDA', '--type', 'file'))[0], 1, 'is there once';
is +(run('edit', 'CDA', '--type', 'planned'))[0], 1, 'what has an endpoint has a port';
is +(run('remove', 'CDA'))[0], 0, 'and can be removed';
is +(run('add', '127.0.0.1:10', '--type', 'planned', '--name', 'nou'))[0], 0, 'a host that serves nothing yet is planned';
run('renewal', 'open', 'nou', '--procedure', 'cds-cesicat');
is json('renewal', 'step', 3, 'data-caducitat', '--json')->{state}, 'not-applicable', 'and has no date to look at';
is +(run('edit', 'nou', '--type', 'endpoint'))[0], 0, 'until it serves';

# ---- which renewal a file is for ----

# ask(client, operation, args, files…): sends a request that hands files over.
sub ask {
	my ($c, $do, $args, @files) = @_;
	my @fds = map { sysopen my $f, $_, O_RDONLY | O_NONBLOCK or die "$_: $!"; $f } @files;
	$c->hand_over({ id => ++$c->{id}, do => $do, args => $args }, @fds);
	return $c->{id};
}
sub asked { my ($c, @request) = @_; my $id = ask($c, @request); while (my $o = $c->hear) { return $o if ($o->{id} // 0) == $id } return }
my $c = connect_to();
my ($three) = (ctl('add', '127.0.0.1:9', '--name', 'altre', '--sni', 'altre.exemple.cat', @to))[0];
run('renewal', 'open', 'altre', '--procedure', 'cds-cesicat');
my $fits = asked($c, 'document.fits', { name => 'x.csr' }, $other_csr)->{ok}{fits};
is_deeply [ map { "$_->{renewal} $_->{step} $_->{how}" } @$fits ], [ '4 cds-cesicat/fitxer-csr name' ], 'a CSR is offered by its name';
is_deeply asked($c, 'document.fits', { name => 'x.csr' }, $chain)->{ok}{fits}, [], 'a file that a renewal has is not offered again';
run('renewal', 'step', 1, 'certificat', 'again');
$fits = asked($c, 'document.fits', { name => 'x.crt' }, "$dir/server.pem")->{ok}{fits};
is_deeply [ map { "$_->{renewal} $_->{step} $_->{how}" } @$fits ], [ '1 cds-cesicat/certificat spki' ], 'a certificate by its key';
is asked($c, 'document.fits', { name => 'x' }, "$dir/login.crt")->{error}{code}, 'is-html', 'and a web page is told';

# ---- children in trouble ----

sub inspectors { return grep { slurp("/proc/$_/cmdline") =~ /\0(?:inspect|receive)\0/ } children($pid) }
sub version { return json('renewal', 'show', 1, '--json')->{version} }
sub request_file { return { id => 1, version => version(), step => 'certificat', name => 'good.pem', @_ } }

# A password that never comes keeps a child, and nobody else.
pipe(my $never, my $keep) or die;
ok wait_until('no child', sub { !inspectors() }), 'those that have answered are gone';
sub hang { # a request whose child waits for ever
	my ($client, $args) = @_;
	open my $f, '<', "$dir/new.p12" or die;
	$client->hand_over({ id => ++$client->{id}, do => 'document.fits',
		args => { name => 'new.p12', password => JSON::PP::true } }, $f, $never);
}
hang($c);
ok wait_until('a child', sub { (inspectors())[0] }), 'a child waits for a password';
kill 'ABRT', (inspectors())[0]; # whose default the sanitizers leave as it is
ok wait_until('no child', sub { !inspectors() }), 'and crashes before it has anything';
is $c->hear->{error}{code}, 'inspect-crashed', 'one that crashes costs its own file';
is connect_to()->call('status')->{error}, undef, 'and nobody else';
hang($c);
ok wait_until('a child', sub { (inspectors())[0] }), 'another waits';
$c->{socket}->close;
ok wait_until('no child', sub { !inspectors() }), 'when its client goes away it is ended';
$c = connect_to();
hang($c) for 1 .. 5;
ok wait_until('four children', sub { inspectors() == 4 }), 'four are at work at once';
kill 'STOP', inspectors();
my $others = connect_to();
is $others->call('renewal.list')->{error}, undef, 'while they hang all else is served';
my $late = ask($others, 'document.fits', { name => 'x.csr' }, $other_csr);
$c->{socket}->close;
my $answer = $others->hear;
is $answer->{id}, $late, 'and who waited for one of them is served when their client is gone';
close $_ for $never, $keep;
my @many = map { connect_to() } 1 .. 20;
ask($_, 'document.fits', { name => 'x.csr' }, $other_csr) for @many;
is scalar(grep { $_->hear->{ok} } @many), 20, 'twenty files at once are all read';
ok wait_until('no child', sub { !inspectors() }), 'and no child is left';

# ---- somebody was first ----

my $args = request_file();
run('renewal', 'claim', 1);
is asked($others, 'renewal.file', $args, $chain)->{error}{code}, 'conflict', 'a file for an older state meets a conflict';
is asked($others, 'renewal.file', request_file(), $chain)->{ok}{open}, JSON::PP::true, 'and one for the present state is taken';
is $others->call('renewal.file', request_file())->{error}{args}{field}, 'file', 'without a descriptor there is nothing to read';
is asked($others, 'renewal.file', request_file(step => 'tancar'), $chain)->{error}{code}, 'not-a-file-step', 'other steps take no file';
is +(run('log', '--verify'))[0] // 0, 0, 'the audit trail holds';

kill 'KILL', $server;
close $said;
done_testing;

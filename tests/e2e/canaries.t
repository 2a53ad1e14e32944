#!/usr/bin/perl
# Nothing secret stays anywhere: the bytes of a private key, the password of a p12 and the DNI of whoever fills in the form
# go through a renewal and are then looked for in all that the programs have written, and, while they work, in what
# everybody can see of processes.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use MIME::Base64;
use POSIX ();
use Test::More;

my $dir = folder() . '/documents';
mkdir $dir, 0700;
my $password = 'canari-7d0c41e9';
my $dni = '12345678Z';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
sub run { return ctl(@_, @to) }
sub step { my ($n, $step, @act) = @_; my ($s, $o, $e) = run('renewal', 'step', $n, $step, @act); is $s, 0, "$step $act[0]" or diag $e; }
sub given { # (password or undef, command…)
	my ($secret, @command) = @_;
	return run(@command) unless defined $secret;
	return with_descriptor($secret, sub { run(@command, '--password-fd', @_) });
}

# ---- what is secret ----

my $domain = 'www.exemple.cat';
ctl('csr', $domain, '--folder', $dir);
my ($csr, $key, $crt) = map { "$dir/$domain.$_" } qw(csr key crt);
openssl('x509', '-req', '-in', $csr, '-signkey', $key, '-days', 90, '-out', $crt);
spew("$dir/password", $password);
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-iter', 500000, '-passout', "file:$dir/password", '-out', "$dir/s.p12");
openssl('pkey', '-in', $key, '-outform', 'DER', '-out', "$dir/key.der");
openssl('rsa', '-in', $key, '-traditional', '-outform', 'DER', '-out', "$dir/rsa.der");
my $pem = slurp($key);
my $der = slurp("$dir/rsa.der");
# after the public half, which the certificate has as well: what follows the exponent
my $private = substr $der, index($der, "\x02\x03\x01\x00\x01") + 9;
my %secret = ('the key' => substr($private, 0, 24), 'the key\'s primes' => substr($private, 280, 24),
	'the key in PEM' => (split /\n/, $pem)[12], 'the key in hex' => unpack('H*', substr $private, 0, 24),
	'the password' => $password, 'the DNI' => $dni);
ok length $_ > 8, 'there is something to look for' for values %secret;

# ---- through a renewal of a host, and one of a segell ----

run('add', '127.0.0.1:9', '--name', 'www', '--sni', $domain);
run('renewal', 'open', 'www', '--procedure', 'cds-cesicat');
step(1, 'data-caducitat', 'complete', '--args', '{"not_after":"2027-01-01"}');
step(1, 'origen', 'choose', 'renovacio');
step(1, 'tiquet-csr', 'ticket', 'SIS-901', '--yes');
is +(run('renewal', 'file', 1, 'fitxer-csr', $key))[0], 1, 'a key in the place of a CSR';
is +(run('renewal', 'file', 1, 'fitxer-csr', $csr))[0], 0, 'the CSR';
is +(run('renewal', 'file', 1, 'fitxer-key', $key))[0], 0, 'the key';
is +(run('renewal', 'file', 1, 'fitxer-key', $key, '--exposed'))[0], 0, 'the key again';
step(1, 'tiquet-cap', 'ticket', 'ST-1', '--yes');
step(1, 'ca', 'choose', 'cesicat');
step(1, 'permis-remedy', 'choose', 'si');
step(1, 'entrar-remedy', 'complete');
step(1, 'dades-contacte', 'tick', '--args', encode_json({ index => 0, value => $dni, NIF => $dni }));
my $c = connect_to();
my $version = decode_json((run('renewal', 'show', 1, '--json'))[1])->{version};
is $c->call('renewal.do', { id => 1, version => $version, what => 'document', step => 'fitxer-key',
	args => { document => { sha256 => 'a' x 64, content => $pem, password => $password }, checks => [], nif => $dni } })->{error}{code},
	'unknown-act', 'a client that brings a document without its file';
is $c->call('renewal.do', { id => 1, version => $version, what => 'note', step => 'fitxer-key', note => 'prova',
	args => { content => $pem, password => $password, nif => $dni } })->{error}, undef, 'a client that says more than it should';
run('add', 'Segell', '--type', 'file', '--kind', 'device');
is +(given($password, 'certificate', 'Segell', "$dir/s.p12"))[0], 0, 'a p12 with its password';
is +(given('altra', 'certificate', 'Segell', "$dir/s.p12"))[0], 1, 'and with another';
run('renewal', 'open', 'Segell');

# While a slow one is read: what shows of the processes, and a child that crashes with the password in it.
my ($shown, $looks, $crashed) = ('', 0, 0);
sub look {
	opendir my $proc, '/proc' or die;
	for my $p (grep { /^[0-9]+$/ } readdir $proc) { $shown .= join "\n", map { slurp("/proc/$p/$_") } qw(cmdline environ) }
	$looks++;
}
spew("$dir/slow", '');
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-iter', 1000000, '-passout', "file:$dir/password", '-out', "$dir/slow.p12");
my $asker = fork;
if (!$asker) {
	my ($status, $out, $err) = given($password, 'certificate', 'Segell', "$dir/slow.p12");
	POSIX::_exit($status == 1 && $err =~ /\w/ ? 0 : 1);
}
my ($child) = ();
ok wait_until('a child', sub { ($child) = grep { slurp("/proc/$_/cmdline") =~ /\0inspect\0/ } children($pid); $child }), 'a child reads it';
look() for 1 .. 3;
kill 'SEGV', $child;
waitpid $asker, 0;
is $?, 0, 'one that crashes at it is told';
is +(given($password, 'certificate', 'Segell', "$dir/s.p12"))[0], 0, 'and the next is read';
unlike $shown, qr/\Q$secret{$_}\E/, "$_ is in no argument and no environment ($looks looks)" for sort keys %secret;

# ---- what was written ----

my @trail = run('log', '--json');
my @record = run('renewal', 'show', 1, '--json');
my @markdown = run('renewal', 'show', 1, '--markdown');
kill 'ABRT', $pid; # its core would hold what it knows
daemon_stop($pid, 'KILL');
my %written = (log => daemon_log(), trail => "@trail", record => "@record @markdown");
for my $where (map { folder() . "/$_" } qw(state run config fleet .)) {
	opendir my $d, $where or next;
	for my $file (grep { -f "$where/$_" } readdir $d) { $written{"$where/$file"} = slurp("$where/$file") }
}
opendir my $d, folder() . '/state/caduca';
$written{"state/caduca/$_"} = slurp(folder() . "/state/caduca/$_") for grep { -f folder() . "/state/caduca/$_" } readdir $d;
ok exists $written{'state/caduca/caduca.db'} && exists $written{'state/caduca/caduca.db-wal'}, 'the database and its log were read';
like join('', @written{grep { /caduca\.db/ } keys %written}), qr/\Q$domain\E\.key/, 'and hold what they should';
is_deeply [ glob('core*'), glob(folder() . '/core*'), glob(folder() . '/state/caduca/core*') ], [], 'there is no core';
for my $what (sort keys %secret) {
	my @where = grep { index($written{$_}, $secret{$what}) >= 0 || index($written{$_}, encode_base64($secret{$what}, '')) >= 0 } sort keys %written;
	is_deeply \@where, [], "$what is in none of " . scalar(keys %written) . ' files';
}
done_testing;

#!/usr/bin/perl
# caducactl csr, inspect and match, with no backend, on files as people get them; and that no password or key shows
# anywhere while they are read.
use strict;
use warnings;
use Caduca;
use Digest::SHA 'sha256_hex';
use Fcntl;
use JSON::PP;
use MIME::Base64;
use POSIX ();
use Pty;
use Test::More;

my $dir = folder() . '/documents';
mkdir $dir, 0700;
my $canary = 'canari-9c41e7d0';

sub mode { return sprintf '%04o', (stat $_[0])[2] & 07777; }
sub names { opendir my $d, $_[0] or die; return join ' ', sort grep { !/^\./ } readdir $d; }
sub inspect { my ($status, $out) = ctl('inspect', '--json', @_); return ($status, decode_json($out)); }
sub code { my ($status, $all) = inspect(@_); return $status == 1 && $all->[0]{error} ? $all->[0]{error}{code} : 'none'; }

# ---- csr ----

mkdir "$dir/new";
my $old_mask = umask 0;
my ($status, $out, $err) = ctl('csr', 'www.exemple.cat', '--folder', "$dir/new", '--json');
umask $old_mask;
is $status, 0, 'csr makes a key and a CSR' or diag $err;
is names("$dir/new"), 'www.exemple.cat.csr www.exemple.cat.key', 'named after the domain, and nothing else is left';
is mode("$dir/new/www.exemple.cat.key"), '0600', 'the key is its owner\'s alone, whatever the umask';
is_deeply decode_json($out)->{document}{items}[0]{fields}, { common_name => 'www.exemple.cat',
	organization => 'Consorci Administracio Oberta de Catalunya', unit => 'Area de Tecnologia',
	locality => 'Barcelona', state => 'Barcelona', country => 'ES', email => 'certificats@aoc.cat' },
	'its subject is the procedure\'s';
my $before = sha256_hex(slurp("$dir/new/www.exemple.cat.key"));
is +(ctl('csr', 'www.exemple.cat', '--folder', "$dir/new"))[0], 1, 'a key that is there is never overwritten';
unlink "$dir/new/www.exemple.cat.key";
is +(ctl('csr', 'www.exemple.cat', '--folder', "$dir/new"))[0], 1, 'nor is a CSR';
is names("$dir/new"), 'www.exemple.cat.csr', 'and no key is left without its own';
unlink "$dir/new/www.exemple.cat.csr";
($status, $out) = ctl('csr', '*.exemple.cat', '--folder', "$dir/new", '--bits', '3072', '--unit', '');
is names("$dir/new"), 'comodi.exemple.cat.csr comodi.exemple.cat.key', 'a wildcard is replaced in the names of files';
like $out, qr/comodi/, 'and that is said';
is +(inspect("$dir/new/comodi.exemple.cat.csr"))[1][0]{document}{items}[0]{key}, 'RSA 3072', 'the size is as asked';
for my $bad ([ '--country', 'es' ], [ '--bits', '1024' ], [ '--organization', 'x' x 65 ], [ '--email', "a\xc3\xb3\@b.cat" ]) {
	is +(ctl('csr', 'b.exemple.cat', '--folder', "$dir/new", @$bad))[0], 1, "$bad->[0] $bad->[1] is refused";
}
is +(ctl('csr', $_, '--folder', "$dir/new"))[0], 2, "'$_' is no domain" for '../x', 'a/b', '.a', 'a b', '*';
unlike names("$dir/new"), qr/b\.exemple/, 'what was refused left nothing';
is +(ctl('csr', $_, '--folder', "$dir/new"))[0], 2, "no CA takes '$_'" for 'a_b.exemple.cat', '192.0.2.1', '::1';
($status, $out) = ctl('csr', "b\xc3\xbastia.cat", '*.exemple.cat', 'www.exemple.cat', 'WWW.exemple.cat',
	'--folder', "$dir/new");
like $out, qr/b\xc3\xbastia\.cat .*xn--bstia-7ua\.cat/, 'a name that is not in ASCII is put into that of DNS, and that is said';
my $several = (inspect("$dir/new/xn--bstia-7ua.cat.csr"))[1][0]{document}{items}[0];
is $several->{subject_cn}, 'xn--bstia-7ua.cat', 'the first name is the subject\'s';
is "@{ $several->{sans} }", 'DNS:xn--bstia-7ua.cat DNS:*.exemple.cat DNS:www.exemple.cat', 'of several each is asked for, once';

# ---- files ----

ctl('csr', 'a.exemple.cat', '--folder', $dir);
ctl('csr', 'b.exemple.cat', '--folder', $dir);
my ($key, $csr, $crt) = map { "$dir/a.exemple.cat.$_" } qw(key csr crt);
openssl('x509', '-req', '-in', $csr, '-signkey', $key, '-days', 90, '-out', $crt);
openssl('x509', '-in', $crt, '-outform', 'DER', '-out', "$dir/a.der");
openssl('crl2pkcs7', '-nocrl', '-certfile', $crt, '-out', "$dir/a.p7b");
spew("$dir/crlf.crt", join "\r\n", 'Bon dia', split(/\n/, slurp($crt)), 'Salutacions', '');

for my $file ($crt, "$dir/a.der", "$dir/a.p7b", "$dir/crlf.crt") {
	my ($s, $all) = inspect($file);
	is $all->[0]{document}{items}[0]{subject_cn}, 'a.exemple.cat', "$file is read";
}
($status, $out) = ctl('inspect', $csr, $crt);
like $out, qr/a\.exemple\.cat.*a\.exemple\.cat/s, 'and shown to people';
is $status, 0, 'with success';

# ---- what it is for ----

openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', "$dir/root.key",
	'-subj', '/CN=Arrel', '-days', 900, '-out', "$dir/root.pem", '-addext', 'keyUsage=critical,keyCertSign');
my %made = (
	segell => "keyUsage=critical,nonRepudiation\nextendedKeyUsage=clientAuth,emailProtection\n",
	client => "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n",
	mut => "keyUsage=critical,digitalSignature\nsubjectAltName=DNS:mut.exemple.cat\n");
for my $name (keys %made) {
	spew("$dir/$name.ext", "basicConstraints=critical,CA:FALSE\nauthorityKeyIdentifier=keyid\n$made{$name}");
	openssl('x509', '-req', '-in', $csr, '-CA', "$dir/root.pem", '-CAkey', "$dir/root.key", '-days', 90, '-extfile',
		"$dir/$name.ext", '-out', "$dir/$name.crt");
}
openssl('dsaparam', '-genkey', '-out', "$dir/dsa.key", 1024);
openssl('req', '-new', '-key', "$dir/dsa.key", '-subj', '/CN=dsa.exemple.cat', '-out', "$dir/dsa.csr");
openssl('x509', '-req', '-in', "$dir/dsa.csr", '-CA', "$dir/root.pem", '-CAkey', "$dir/root.key", '-days', 90, '-extfile',
	"$dir/mut.ext", '-out', "$dir/dsa.crt");
{
	local $ENV{SSL_CERT_FILE} = "$dir/root.pem";
	local $ENV{LANGUAGE} = 'en';
	for my $name (qw(segell client)) {
		is_deeply +(inspect("$dir/$name.crt"))[1][0]{document}{chain}{problems}, [], "$name: is judged by its own use";
		like +(ctl('inspect', "$dir/$name.crt"))[1], qr/^  Chain +complete and trusted$/m, "$name: and people are told that it is well";
	}
	is_deeply +(inspect("$dir/mut.crt"))[1][0]{document}{chain}{problems}, ['no-server-auth'], 'a host\'s that says no use gets a remark';
	like +(ctl('inspect', "$dir/mut.crt"))[1], qr/^  Chain +complete and trusted\n +The certificate does not say that it is for servers/m,
		'which does not make it less trusted';
}

is_deeply +(inspect("$dir/dsa.crt"))[1][0]{document}{chain}{problems}, [qw(incomplete-chain weak-key dsa-key no-server-auth)],
	'a DSA key is told beside all else';

# A certificate whose last day is none.
my $der = slurp("$dir/a.der");
my $dates = () = $der =~ s/\x17\x0d\d{12}Z\x17\x0d\K\d{12}Z/99ZZ99999999Z/;
is $dates, 1, 'a date is broken';
spew("$dir/odd.der", $der);
for my $language ([ 'en', 'cannot be read' ], [ 'ca', 'no es pot llegir' ]) {
	local $ENV{LANGUAGE} = $language->[0];
	like +(ctl('inspect', "$dir/odd.der"))[1], qr/^  \S.*  $language->[1]$/m, "a date that cannot be read is said to be one ($language->[0])";
}
unlike +(ctl('inspect', "$dir/odd.der"))[1], qr{1970|—}, 'and is no other';

spew("$dir/login.crt", "<!DOCTYPE html>\n<html><title>Inici de sessi\xf3</title></html>\n");
spew("$dir/empty.crt", '');
spew("$dir/text.crt", 'hola!');
spew("$dir/cut.der", substr slurp("$dir/a.der"), 0, 200);
open my $sparse, '>', "$dir/large.crt";
truncate $sparse, 100 * 1024 * 1024;
POSIX::mkfifo("$dir/fifo", 0600);
is code("$dir/login.crt"), 'is-html', 'a web page saved as .crt is told';
is code("$dir/empty.crt"), 'is-empty', 'so is an empty file';
is code("$dir/text.crt"), 'not-a-document', 'text';
is code("$dir/cut.der"), 'is-damaged', 'half a certificate';
is code("$dir/large.crt"), 'is-too-large', '100 MB';
is code($dir), 'is-folder', 'a folder';
is code("$dir/fifo"), 'is-fifo', 'a FIFO that nobody writes to';
is code('/dev/zero'), 'is-device', 'a device without end';
is code("$dir/none"), 'not-found', 'a file that is not there';

my $daemon = daemon_start();
is code(folder() . '/state/caduca/caduca.db'), 'is-database', 'the database itself, while it is open';
is connect_to()->call('status')->{error}, undef, 'and it goes on being served';
daemon_stop($daemon);

# ---- match ----

is +(ctl('match', $csr, $key, $crt))[0], 0, 'CSR, key and certificate belong together';
($status, $out) = ctl('match', '--json', $csr, "$dir/b.exemple.cat.key", $crt);
my $match = decode_json($out);
is $status, 1, 'the key of another does not';
is_deeply [ $match->{match}, map { "$_->{kind} $_->{group}" } @{ $match->{parts} } ],
	[ JSON::PP::false, 'csr 0', 'key 1', 'certificate 0' ], 'and it is the one that is told apart';
is +(ctl('match', "$dir/b.exemple.cat.csr", $crt))[0], 1, 'nor does the certificate of another CSR';
($status, $out, $err) = ctl('match', $csr, $key, "$dir/login.crt");
is $status, 3, 'of what cannot be read it cannot be told';
like $err, qr/login\.crt/, 'and which that is is said';
openssl('pkcs8', '-topk8', '-in', $key, '-passout', 'pass:x', '-out', "$dir/locked.key");
($status, $out) = ctl('match', $csr, "$dir/locked.key", $crt, '--json');
is $status, 3, 'nor of an encrypted key';
is_deeply [ decode_json($out)->{match}, map { $_->{group} } @{ decode_json($out)->{parts} } ], [ undef, 0, undef, 0 ],
	'which is in no group';
is +(ctl('match', $csr, "$dir/locked.key", "$dir/b.exemple.cat.csr"))[0], 1, 'but two keys that were seen are two';
is +(ctl('match', $csr))[0], 2, 'one file alone matches nothing';
spew("$dir/bundle.pem", slurp("$dir/a.exemple.cat.crt"));
openssl('x509', '-req', '-in', "$dir/b.exemple.cat.csr", '-signkey', "$dir/b.exemple.cat.key", '-out', "$dir/b.crt");
spew("$dir/bundle.pem", slurp("$dir/b.crt") . slurp($crt));
($status, $out) = ctl('match', "$dir/bundle.pem", $key);
is $status, 0, 'of a bundle, the certificate that fits counts';
like $out, qr/bundle\.pem: .*\b2\b.*clau/, 'and that there are two is said';
like +(ctl('inspect', "$dir/bundle.pem"))[1], qr/\b2\b certificats/, 'to whoever looks at the file too';
spew("$dir/two.csr", slurp($csr) . slurp("$dir/b.exemple.cat.csr"));
openssl('req', '-new', '-sha1', '-key', $key, '-subj', '/CN=a.exemple.cat', '-out', "$dir/sha1.csr");
like +(ctl('inspect', "$dir/two.csr"))[1], qr/\b2\b CSR/, 'that a file holds two requests is said';
like +(ctl('inspect', "$dir/sha1.csr"))[1], qr/signat amb sha1/, 'and that one is signed with SHA-1';

# ---- PKCS#12 and its password ----

spew("$dir/password", $canary);
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-passout', "file:$dir/password", '-out', "$dir/a.p12");
openssl('pkcs12', '-export', '-legacy', '-inkey', $key, '-in', $crt, '-keypbe', 'PBE-SHA1-RC2-40', '-certpbe',
	'PBE-SHA1-RC2-40', '-passout', "file:$dir/password", '-out', "$dir/old.p12");
spew("$dir/wrapped.crt", "-----BEGIN CERTIFICATE-----\n" . encode_base64(slurp("$dir/a.p12")) . "-----END CERTIFICATE-----\n");

# Runs caducactl with the password on a descriptor; ctl() has none to give.
sub with_password {
	my ($password, @args) = @_;
	return with_descriptor($password, sub { ctl(@args, '--password-fd', @_) });
}

is code("$dir/a.p12"), 'p12-password-needed', 'a p12 without a terminal to ask on says that it needs its password';
like +(with_password('altra', 'inspect', "$dir/a.p12", '--json'))[1], qr/"p12-password-wrong"/, 'a wrong password is told';
for my $file ('a.p12', 'old.p12', 'wrapped.crt') {
	my ($s, $o, $e) = with_password("$canary\n", 'inspect', "$dir/$file", '--json');
	is $s, 0, "$file opens with its password" or diag $o;
	is join(' ', sort map { $_->{kind} } @{ decode_json($o)->[0]{document}{items} }), 'certificate key', 'and is read';
	unlike "$o$e", qr/\Q$canary\E/, 'and the password is not said again';
}
is +(with_password($canary, 'inspect', "$dir/a.p12", "$dir/old.p12"))[0], 2, 'a descriptor is for one file';
is +(ctl('inspect', "$dir/a.p12", '--password-fd', '99'))[0], 2, 'and must be open';

($status, $out) = with_password($canary, 'match', $csr, "$dir/a.p12", $key);
is $status, 0, 'match opens a p12 with the password of a descriptor' or diag $out;
is +(ctl('match', $csr, "$dir/a.p12"))[0], 3, 'without one it cannot be told';
is +(ctl('match', $csr, "$dir/a.p12", '--password-fd', '99'))[0], 2, 'which must be open';

# A password outside ASCII, as OpenSSL before 1.1.0 made a key of it: each byte of its UTF-8 a character.
openssl('pkcs12', '-export', '-legacy', '-inkey', $key, '-in', $crt, '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES',
	'-passout', "pass:contrase\xc3\x83\xc2\xb1a", '-out', "$dir/widened.p12");
is +(with_password("contrase\xc3\xb1a", 'inspect', "$dir/widened.p12"))[0], 0, 'a p12 of an old OpenSSL opens with its password';
is +(with_password("contrase\xf1a", 'inspect', "$dir/widened.p12"))[0], 0, 'also as a terminal of Latin-1 gives it';

# A file whose count is altered: the last number of it, which is the MAC's.
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-iter', '70000', '-passout', "file:$dir/password", '-out', "$dir/i.p12");
my $bytes = slurp("$dir/i.p12");
$bytes =~ s/\x02\x03\x01\x11\x70\z/\x02\x03\x7f\xff\xff/ or die;
spew("$dir/absurd.p12", $bytes);
like +(with_password($canary, 'inspect', "$dir/absurd.p12", '--json'))[1], qr/"p12-iterations".*8388607/,
	'a count that no file has is refused, and said';

# While a slow one is opened, nothing of it shows in what everybody can see of the processes.
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-iter', '800000', '-passout', "file:$dir/password", '-out', "$dir/slow.p12");
{
	pipe(my $read, my $write) or die;
	syswrite $write, $canary;
	close $write;
	my $pid = fork;
	if (!$pid) {
		fcntl $read, F_SETFD, 0;
		open STDOUT, '>', "$dir/slow.out";
		exec build() . '/caducactl', 'inspect', "$dir/slow.p12", '--password-fd', fileno $read or POSIX::_exit(127);
	}
	close $read;
	my ($seen, $shown, $looked) = ('', '', 0);
	until (waitpid($pid, POSIX::WNOHANG()) == $pid) {
		for my $p ($pid, children($pid)) {
			$shown .= join "\n", map { slurp("/proc/$p/$_") } qw(cmdline environ);
			$seen = $1 if slurp("/proc/$p/cmdline") =~ /(--role\0inspect)/;
		}
		$looked++;
		select undef, undef, undef, 0.001;
	}
	is $?, 0, 'a slow p12 opens';
	ok $seen, "its child was seen at work ($looked looks)";
	unlike $shown, qr/\Q$canary\E/, 'and the password is in no argument and no environment';
	unlike slurp("$dir/slow.out"), qr/\Q$canary\E|PRIVATE/, 'nor in what was said';
}

# ---- the password typed on a terminal ----

SKIP: {
	my ($s, $shown) = pty(qr/a\.p12: $/, "x\x15${canary}z\x7f\r", build() . '/caducactl', 'inspect', "$dir/a.p12");
	skip 'there is no pseudo-terminal here', 4 unless defined $s;
	is $s, 0, 'a password typed on the terminal opens the file, corrections and all' or diag $shown;
	like $shown, qr/a\.exemple\.cat/, 'which is shown';
	unlike $shown, qr/canari/, 'and the password is not';
	is +(pty(qr/a\.p12: $/, "\x03", build() . '/caducactl', 'inspect', "$dir/a.p12"))[0], 1, 'it can be given up';
}

# ---- a document that crashes its reader ----

mkdir "$dir/crash";
for my $program ('caducactl', 'crash/caducad') {
	my ($name) = $program =~ m{([^/]+)$};
	spew("$dir/crash/$name", slurp(build() . "/$program"));
	chmod 0755, "$dir/crash/$name";
}
# the same key of a curve, written in two ways
openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', "$dir/ec.key");
openssl('ec', '-in', "$dir/ec.key", '-conv_form', 'compressed', '-out', "$dir/compressed.key");
openssl('req', '-new', '-key', "$dir/compressed.key", '-subj', '/CN=ec.exemple.cat', '-out', "$dir/compressed.csr");
is +(ctl('match', "$dir/ec.key", "$dir/compressed.csr"))[0], 0, 'a compressed point is that of the same key';

openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/crash.key", '-subj', '/CN=caduca-crash.test',
	'-out', "$dir/crash.crt");
my $here = POSIX::getcwd();
chdir $dir;
open my $crashed, '-|', "$dir/crash/caducactl", 'inspect', '--json', "$dir/crash.crt", $crt or die;
my $all = decode_json(join '', <$crashed>);
close $crashed;
chdir $here;
is $all->[0]{error}{code}, 'inspect-crashed', 'a document that crashes its reader is told';
is $all->[1]{document}{items}[0]{subject_cn}, 'a.exemple.cat', 'and the next is read';
is_deeply [ glob "$dir/core* $dir/crash/core*" ], [], 'no core is left';

is_deeply [ grep { slurp($_) =~ /\Q$canary\E/ } glob folder() . '/state/caduca/* ' . folder() . '/log' ], [],
	'nothing of a password is in the state folder or the log';
done_testing;

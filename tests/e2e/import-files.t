#!/usr/bin/perl
# caducactl import --files: folders of certificates as people keep them, with what else lies there, become monitors of what is
# in a file; nothing waits, nothing outside is read, and what cannot be read is told.
use strict;
use warnings;
use utf8;
use Caduca;
use Fcntl;
use JSON::PP;
use POSIX qw(mkfifo);
use Pty;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
daemon_start();
my @to = ('--socket', folder() . '/socket');
my $dir = folder() . '/certs';
my $canary = 'canari-5d1e60b2';
mkdir $dir, 0700;
mkdir "$dir/$_" for qw(CDA SEGELL SEGELL/2026 web);

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	s/\Q$dir\E/DIR/g for $out, $err;
	return ($status, $out, $err);
}
sub with_password {
	my ($password, @args) = @_;
	return with_descriptor($password, sub { run(@args, '--password-fd', @_) });
}
sub rows_now { return decode_json((ctl('list', '--json', '--sort', 'id', @to))[1]); }
sub row_of { my ($name) = @_; return (grep { $_->{name} eq $name } @{ rows_now() })[0]; }
sub states { my ($text) = @_; utf8::encode($text); my $told = decode_json($text); return join ' ', sort map { "$_->{state}:" . ($_->{name} // $_->{error}{code}) } @$told; }

# ---- what lies in the folders ----
my $key = "$dir/a.key";
openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', $key);
sub certificate {
	my ($path, $cn, $days, @more) = @_;
	openssl('req', '-x509', '-key', $key, '-subj', "/CN=$cn", '-days', $days, '-addext', 'basicConstraints=critical,CA:FALSE', @more, '-out', $path);
	return $path;
}
sub p12 {
	my ($crt, $path, @more) = @_;
	openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-passout', "pass:$canary", @more, '-out', $path);
	unlink $crt;
}
p12(certificate("$dir/x.crt", 'Segell AOC', 300), "$dir/SEGELL/2026/segell.p12");
p12(certificate("$dir/x.crt", 'CDA Via Oberta', 200), "$dir/CDA/cda.jks");
certificate("$dir/web/www.pem", 'www.exemple.cat', 90, '-addext', 'subjectAltName=DNS:www.exemple.cat,DNS:seu.exemple.cat');
openssl('x509', '-in', "$dir/web/www.pem", '-outform', 'DER', '-out', "$dir/web/www.der");
certificate("$dir/b.crt", 'Programari', 90);
certificate("$dir/c.crt", 'Programari', 60);
spew("$dir/bundle.pem", "Bag Attributes\n" . slurp("$dir/b.crt") . slurp("$dir/c.crt"));
unlink "$dir/b.crt", "$dir/c.crt";
certificate("$dir/d.crt", 'En PKCS#7', 90);
openssl('crl2pkcs7', '-nocrl', '-certfile', "$dir/d.crt", '-outform', 'DER', '-out', "$dir/d.p7b");
unlink "$dir/d.crt";
openssl('req', '-x509', '-key', $key, '-subj', '/CN=Arrel', '-days', 900, '-out', "$dir/ca.crt");
openssl('req', '-new', '-key', $key, '-subj', '/CN=vell.exemple.cat', '-out', "$dir/old.csr");
openssl('x509', '-req', '-in', "$dir/old.csr", '-signkey', $key, '-days', '-1', '-out', "$dir/old.crt");
spew("$dir/magatzem.jks", "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1");
spew("$dir/magatzem.jceks", "\xce\xce\xce\xce\0\0\0\2\0\0\0\1");
spew("$dir/trencat.der", substr slurp("$dir/web/www.der"), 0, 200);
spew("$dir/nota.txt", "hola\n");
spew("$dir/foto.jpg", "\xff\xd8\xff" . 'x' x 5000);
mkfifo("$dir/cua", 0600);
symlink '..', "$dir/CDA/amunt";
symlink folder(), "$dir/fora";
symlink "$dir/web/www.pem", "$dir/web/enllaç.pem";
symlink 'gira', "$dir/gira";
mkdir folder() . '/outside';
certificate(folder() . '/outside/fora.crt', 'De fora', 90);

# ---- what would be ----
my ($status, $out, $err) = with_password("$canary\n", 'import', '--files', $dir, '--dry-run', '--json');
is $status, 1, 'files that cannot be read are told by the exit status';
is states($out), 'ca:Arrel error:is-damaged error:is-keystore error:is-keystore expired:vell.exemple.cat new:CDA Via Oberta '
	. 'new:En PKCS#7 new:Programari new:Programari (' . (grep { $_->{name} && $_->{name} =~ /^Programari \(/ } @{ decode_json($out) })[0]{serial}
	. ') new:Segell AOC new:www.exemple.cat', 'each certificate once, whatever holds it, also a PKCS#12 that is called .jks' or diag $err;
unlike $out, qr/fora/, 'nothing outside of the folder';
is scalar @{ rows_now() }, 0, 'a dry run adds nothing';
($status, $out, $err) = with_password($canary, 'import', '--files', $dir, '--dry-run');
like $err, qr/magatzem\.jks: The file is a Java keystore.*keytool -importkeystore/, 'what to do with a keystore is told';
like $out, qr{^DIR/SEGELL/2026/segell\.p12: Segell AOC, \d\d/\d\d/\d{4}: added$}m, 'a line for each';
like $out, qr{^Not followed: 4 links; not opened: 1 that are no files\.$}m, 'links and a FIFO are left alone';
like $out, qr{^Would be: 6 added, 0 watched already, 2 left out, 3 bad\.$}m, 'and the counts';
unlike "$out$err", qr/\Q$canary\E/, 'the password is not said';

# ---- in ----
run('add', 'seu.exemple.cat');
($status, $out, $err) = with_password($canary, 'import', '--files', $dir);
like $out, qr{web/www\.der: www\.exemple\.cat, .*: left out \(--served takes it\): .* 1 seu\.exemple\.cat}, 'what a host that is watched would serve is left to it';
like $out, qr{^5 added, 0 watched already, 3 left out, 3 bad\.$}m, 'the others are added' or diag $err;
my $seal = row_of('Segell AOC');
is_deeply [ @$seal{qw(type kind folder outcome subject)} ], [ 'file', 'device', "$dir/SEGELL/2026", 'ok', 'CN=Segell AOC' ], 'with what was seen, and where';
like $seal->{days_left}, qr/^(?:299|300)$/, 'and is urgent by it'; # 300 in the second that it was made in
like +(run('show', 'Segell AOC', '--history'))[1], qr/Segell AOC/, 'its history begins';
($status, $out, $err) = with_password($canary, 'import', '--files', $dir);
like $out, qr{^0 added, 5 watched already, 3 left out, 3 bad\.$}m, 'again: nothing is new';
($status, $out) = with_password($canary, 'import', '--files', $dir, '--served', '--expired', '--json');
like states($out), qr/new:vell\.exemple\.cat new:www\.exemple\.cat/, 'what was left out comes in where one asks for it';
is row_of('www.exemple.cat')->{kind}, 'server', 'a server\'s is renewed as such';
is scalar(() = (run('log'))[1] =~ /imported a list +file: certs; rows: 5/g), 1, 'one line of the trail for the import';

# ---- out, as a whole ----
run('undo', '--yes');
is row_of('www.exemple.cat'), undef, 'the last import is taken back';
p12(certificate("$dir/x.crt", 'Segell AOC', 600), "$dir/nou.p12");
with_password($canary, 'certificate', 'Segell AOC', "$dir/nou.p12");
($status, $out) = run('undo', '--yes');
is join(' ', map { $_->{name} } @{ rows_now() }), 'seu.exemple.cat:443 Segell AOC', 'and the one before, but for what was given another certificate since' or diag $out;
($status, $out) = with_password($canary, 'import', '--files', "$dir/SEGELL", '--dry-run');
like $out, qr/segell\.p12: Segell AOC, .*: left out \(caducactl certificate gives it\): so is called \d+ Segell AOC/, 'a monitor of that name is not given another by itself';
unlink "$dir/nou.p12";

# ---- a file that is named itself says what it is ----
for my $case ([ 'cua', qr/a pipe, not a file/ ], [ 'nota.txt', qr/no CSR, no key and no certificate/ ], [ 'a.key', qr/no certificate/ ], [ 'none', qr/not there/ ]) {
	($status, $out, $err) = run('import', '--files', "$dir/$case->[0]");
	is $status, 1, "$case->[0]";
	like $err, $case->[1], 'and why';
}
like +(run('import', '--files', '/dev/zero'))[2], qr/device/, 'a device without end';
is +(run('import', '--files'))[0], 2, 'without a path it is told how';

# ---- passwords ----
($status, $out, $err) = run('import', '--files', "$dir/SEGELL", '--dry-run', '--json');
is states($out), 'error:p12-password-needed', 'without a terminal a PKCS#12 says that it needs its password';
is states((with_password('altra', 'import', '--files', "$dir/CDA", '--json'))[1]), 'error:p12-password-wrong', 'a wrong one is told';
spew("$dir/contrasenya", "$canary\n");
chmod 0644, "$dir/contrasenya";
like +(run('import', '--files', "$dir/CDA", '--dry-run', '--password-file', "$dir/contrasenya"))[2], qr/Others may read/, 'a file with it that others can read is refused';
chmod 0600, "$dir/contrasenya";
is states((run('import', '--files', "$dir/CDA", '--dry-run', '--json', '--password-file', "$dir/contrasenya"))[1]), 'new:CDA Via Oberta', 'one of our own alone is read';
openssl('pkcs12', '-in', "$dir/SEGELL/2026/segell.p12", '-passin', "pass:$canary", '-nodes', '-out', "$dir/x.pem");
openssl('pkcs12', '-export', '-in', "$dir/x.pem", '-iter', 70000, '-passout', "pass:$canary", '-out', "$dir/i.p12");
(my $bytes = slurp("$dir/i.p12")) =~ s/\x02\x03\x01\x11\x70\z/\x02\x03\x7f\xff\xff/ or die;
unlink "$dir/i.p12", "$dir/x.pem";
mkdir "$dir/bombes";
spew("$dir/bombes/b$_.p12", $bytes . "\0" x $_) for 1 .. 3;
is states((with_password($canary, 'import', '--files', "$dir/bombes", '--json'))[1]) =~ s/\S+:(p12-iterations|p12-damaged|is-damaged)/x/gr, 'x x x', 'a PKCS#12 that would take for ever is refused';
SKIP: {
	p12(certificate("$dir/x.crt", 'Un altre', 90), "$dir/CDA/z.p12");
	my ($s, $shown) = pty(qr/cda\.jks: $/, "$canary\r", build() . '/caducactl', 'import', '--files', "$dir/CDA", '--dry-run', @to);
	skip 'there is no pseudo-terminal here', 4 unless defined $s;
	is $s, 0, 'the password is asked for on the terminal' or diag $shown;
	like $shown, qr/CDA Via Oberta.*: added\r\n.*z\.p12: Un altre.*: added/, 'and tried for the next file before asking again';
	like $shown, qr/\r1 of 2\r {6}\rPassword of .*\r2 of 2\r {6}\r/s, 'how far it is stands on the terminal while it is read, and is taken away';
	unlike $shown, qr/\Q$canary\E|z\.p12: \r/, 'which is not shown';
}

# ---- limits ----
my $many = folder() . '/many';
mkdir $many;
spew(sprintf('%s/%05d.txt', $many, $_), "file $_\n") for 1 .. 10_000;
certificate("$many/05000.crt", 'Entre deu mil', 90);
($status, $out) = run('import', '--files', $many, '--dry-run');
like $out, qr/Entre deu mil.*: added\n10001 files looked at: 10000 hold no certificate/, 'one of ten thousand files is found';
my $deep = folder() . '/deep';
mkdir $deep;
mkdir $deep .= '/d' for 1 .. 30;
($status, $out, $err) = run('import', '--files', folder() . '/deep');
is $status, 1, 'folders without end are refused';
like $err, qr/too many folders down/, 'and said' or diag "$out$err";

# ---- more than one request holds ----
my $whole = folder() . '/whole';
mkdir $whole;
certificate("$dir/x.crt", 'Molt 000', 90);
openssl('x509', '-in', "$dir/x.crt", '-outform', 'DER', '-out', "$dir/x.der");
my $der = slurp("$dir/x.der");
spew(sprintf('%s/%03d.der', $whole, $_), $der =~ s/Molt \K000/sprintf '%03d', $_/ger) for 1 .. 210;
my $before = @{ rows_now() };
($status, $out, $err) = run('import', '--files', $whole);
is $status, 0, 'hundreds of files at once' or diag $err;
like $out, qr/^210 added, 0 watched already, 0 left out, 0 bad\.$/m, 'are added';
is scalar(() = (run('log', '--limit', 2000))[1] =~ /imported a list +file: whole; rows: 210/g), 1, 'by one import';
run('undo', '--yes');
is scalar @{ rows_now() }, $before, 'which is taken back as a whole';

is_deeply [ grep { slurp($_) =~ /\Q$canary\E/ } glob folder() . '/state/caduca/* ' . folder() . '/log' ], [], 'nothing of a password is kept';
done_testing;

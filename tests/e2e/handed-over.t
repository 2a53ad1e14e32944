#!/usr/bin/perl
# Descriptors as a careless or hostile client hands them over: files that change while a child reads them, passwords that
# never end, the same one twice, more than a request has use for; and containers that were made to cost. Each request gets
# one answer that says what is the matter, about its own file, and everybody else is served.
use strict;
use warnings;
use Caduca;
use Digest::SHA 'sha256_hex';
use Fcntl;
use JSON::PP;
use POSIX ();
use Test::More;

my $dir = folder() . '/documents';
mkdir $dir, 0700;
my $json = JSON::PP->new->utf8;
my $password = 'canari-41e97d0c';
my $domain = 'www.exemple.cat';
ctl('csr', $domain, '--folder', $dir);
my ($csr, $key, $crt) = map { "$dir/$domain.$_" } qw(csr key crt);
openssl('x509', '-req', '-in', $csr, '-signkey', $key, '-days', 90, '-out', $crt);
openssl('x509', '-in', $crt, '-outform', 'DER', '-out', "$dir/crt.der");
spew("$dir/password", $password);
openssl('pkcs12', '-export', '-inkey', $key, '-in', $crt, '-passout', "file:$dir/password", '-out', "$dir/good.p12");

my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub handle { my ($path, $mode) = @_; sysopen my $f, $path, $mode // O_RDONLY or die "$path: $!"; return $f }
sub pipe_with { # text or undef: the end that is read; with undef, and the other
	my ($text) = @_;
	pipe(my $read, my $write) or die;
	return ($read, $write) unless defined $text;
	syswrite $write, $text;
	return $read;
}
sub ask {
	my ($client, $do, $args, @handles) = @_;
	$client->hand_over({ id => ++$client->{id}, do => $do, args => $args }, @handles);
}
sub heard { my $a = $c->hear; return !$a ? 'nothing' : $a->{error} ? $a->{error}{code} : 'ok ' . ($a->{ok}{document}{sha256} // '') }
sub fits { my ($args, @handles) = @_; ask($c, 'document.fits', $args, @handles); return heard() }
sub ok_of { return 'ok ' . sha256_hex(ref $_[0] ? ${ $_[0] } : slurp($_[0])) }
my %with = (password => JSON::PP::true);
sub inspectors { return grep { slurp("/proc/$_/cmdline") =~ /\0(?:inspect|receive)\0/ } children($pid) }

# ---- a descriptor belongs to the request that it is asked for ----

is fits({}, handle($csr), handle($crt)), ok_of($csr), 'of two descriptors a request without a password reads the first';
is fits({}, handle($key)), ok_of($key), 'and the next request its own, not what was left over';
$c->raw("nonsense\n");
ask($c, 'status', {}, handle($crt));
$c->hear for 1 .. 2;
ask($c, 'no.such', {}, handle($crt));
$c->hear;
Caduca::send_fds($c->{socket}, "{\"do\":\"document.fits\"}\n", fileno handle($crt));
Caduca::send_fds($c->{socket}, "still nonsense\n", fileno handle($crt));
$c->hear for 1 .. 2;
is $c->call('document.fits', {})->{error}{args}{field}, 'file', 'what came with lines that take no file is not there for the next one';
is fits({}, handle($csr)), ok_of($csr), 'which reads its own when it brings one';
my $backup = handle("$dir/backup", O_RDWR | O_CREAT);
my $victim = handle("$dir/victim", O_RDWR | O_CREAT);
syswrite $victim, slurp($crt);
is fits({}, handle($crt), $victim), ok_of($crt), 'a file that can be written is left over';
ask($c, 'backup', {}, $backup);
is +(heard() =~ /^(ok)/)[0], 'ok', 'a backup after that';
is slurp("$dir/victim"), slurp($crt), 'does not overwrite it';
like slurp("$dir/backup"), qr/^SQLite format 3/, 'but is where it was asked for';
for my $n (1 .. 3) { ask($c, 'document.fits', {}, handle([ $csr, $key, $crt ]->[$n - 1])) }
my %answer = map { $_->{id} => $_->{ok}{document}{sha256} } map { $c->hear } 1 .. 3;
is_deeply [ map { $answer{$_} } sort { $a <=> $b } keys %answer ], [ map { sha256_hex(slurp($_)) } $csr, $key, $crt ],
	'three at once are each about their own';

die 'the rest would wait for what never comes' unless Test::More->builder->is_passing;

# ---- what is no file ----

is fits({}, pipe_with(slurp($crt))), 'is-fifo', 'a pipe is no document';
is fits({}, handle('/dev/zero')), 'is-device', 'nor is a device';
socketpair my $left, my $right, 1, 1, 0;
is fits({}, $left), 'is-socket', 'nor a socket';
my $same = handle("$dir/good.p12");
is fits({%with}, $same, $same), 'bad-password', 'a p12 is not its own password';
is fits({%with}, handle("$dir/good.p12"), handle($dir)), 'io', 'nor is a folder';
is fits({%with}, handle("$dir/good.p12"), handle('/dev/zero')), 'bad-password', 'nor what has no end';
is fits({%with}, handle("$dir/good.p12"), pipe_with("$password\0$password")), 'bad-password', 'nor what has a NUL';
is fits({%with}, handle("$dir/good.p12"), pipe_with('')), 'p12-password-wrong', 'an empty one is wrong';
is fits({%with}, handle("$dir/good.p12"), pipe_with("$password\r\n")), ok_of("$dir/good.p12"), 'one with the line end of Windows is right';
is fits({%with}, handle("$dir/good.p12")), 'bad-argument', 'one that is announced and does not come is missed';
is fits({}, handle($csr)), ok_of($csr), 'and the file it came with is not kept for the next';
{
	my ($read, $write) = pipe_with();
	$c->say({ id => ++$c->{id}, do => 'document.fits', args => {%with} });
	my $end = $c->hear->{beside}[0];
	Caduca::send_fds($end, "\0", fileno handle("$dir/good.p12"), fileno $read);
	close $read;
	my $given = 0;
	while ($given < 4 * 1024 * 1024) { $given += syswrite($write, 'x' x 65536) || last }
	is heard(), 'bad-password', "megabytes are not a password, and not read ($given)";
	cmp_ok $given, '<', 4 * 1024 * 1024, 'to the end';
}

# ---- a file that changes after the backend has looked at it ----

# A child reads the password first: until it has that, the file is anybody's.
sub while_waiting {
	my ($what, $expect, $change) = @_;
	spew("$dir/changes", slurp("$dir/good.p12"));
	my ($read, $write) = pipe_with();
	ask($c, 'document.fits', {%with}, handle("$dir/changes"), $read);
	wait_until('a child', sub { (inspectors())[0] });
	$change->("$dir/changes");
	syswrite $write, $password;
	close $write;
	is heard(), $expect, $what;
}
while_waiting('one that is cut to nothing is empty', 'is-empty', sub { truncate $_[0], 0 });
while_waiting('one that is cut short is damaged', 'is-damaged', sub { truncate $_[0], 700 });
while_waiting('one that has grown too much is too large', 'is-too-large', sub { truncate $_[0], 2 << 20 });
while_waiting('one that was written anew is what it is now', ok_of("$dir/crt.der"), sub { spew($_[0], slurp("$dir/crt.der")) });
while_waiting('one that another took the place of is what was handed over', ok_of("$dir/good.p12"),
	sub { spew("$dir/another", slurp($crt)); rename "$dir/another", $_[0] });
{
	my $file = "$dir/restless";
	spew($file, slurp($crt));
	my $restless = fork;
	if (!$restless) {
		my ($one, $two) = (slurp($crt), slurp($csr) . 'x' x 200_000);
		for (1 .. 20000) { spew($file, $_ % 2 ? $two : $one); exit if getppid() == 1 }
		POSIX::_exit(0);
	}
	my %seen;
	$seen{ fits({}, handle($file)) =~ s/ .*//r }++ for 1 .. 20;
	kill 'KILL', $restless;
	waitpid $restless, 0;
	is_deeply [ grep { !/^(?:ok|is-empty|is-damaged|not-a-document)$/ } keys %seen ], [],
		'one that is written over without end is read as it stands: ' . join ', ', map { "$_ $seen{$_}" } sort keys %seen;
}

# ---- containers that were made to cost ----

sub der { # tag, content
	my ($tag, $content) = @_;
	my $n = length $content;
	return chr($tag) . ($n < 128 ? chr $n : $n < 65536 ? "\x82" . pack 'n', $n : "\x83" . substr pack('N', $n), 1) . $content;
}
sub bag { my ($oid, $value) = @_; return der(0x30, der(0x06, $oid) . der(0xa0, $value)) }
my $pkcs7_data = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
my $bag_types = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01";
sub p12_of { # bags, without a MAC
	my $safes = der(0x30, bag($pkcs7_data, der(0x04, der(0x30, join '', @_))));
	return der(0x30, der(0x02, "\x03") . bag($pkcs7_data, der(0x04, $safes)));
}
sub p12_file { my ($name, $bytes) = @_; spew("$dir/$name", $bytes); return handle("$dir/$name") }
my $certificate = bag("$bag_types\x03", der(0x30, der(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01") . der(0xa0, der(0x04, slurp("$dir/crt.der")))));
my $plain = p12_of($certificate);
is fits({}, p12_file('plain.p12', $plain)), ok_of(\$plain), 'a p12 made by hand is read';
my $nested = $certificate;
$nested = bag("$bag_types\x06", der(0x30, $nested)) for 1 .. 20;
is fits({}, p12_file('nested.p12', p12_of($nested))), 'p12-damaged', 'one of bags in bags in bags is not followed';
$nested = bag("$bag_types\x06", der(0x30, $nested)) for 1 .. 3000;
is fits({}, p12_file('deep.p12', p12_of($nested))), 'p12-damaged', 'three thousand deep neither';
my $many = p12_of($certificate x 800);
is fits({}, p12_file('many.p12', $many)), ok_of(\$many), 'one of eight hundred certificates is read as far as it goes';
is fits({}, p12_file('lies.p12', "\x30\x84\x7f\xff\xff\xff" . substr $plain, 4)), 'is-damaged', 'one that says it has 2 GB is damaged';
is fits({}, p12_file('endless.p12', "\x30\x80" x 100_000)), 'is-damaged', 'so is one that only begins';
my $base64 = slurp($crt);
for (1 .. 6) { require MIME::Base64; $base64 = "-----BEGIN CERTIFICATE-----\n" . MIME::Base64::encode_base64($base64) . "-----END CERTIFICATE-----\n" }
is fits({}, p12_file('wraps.pem', $base64)), 'is-damaged', 'base64 of base64 of base64 is not followed for ever';

# ---- a client that goes away in the middle ----

for my $when ('before its password', 'with half a line', 'when it is asked for it', 'with all of it said') {
	my $gone = connect_to();
	my ($read, $write) = pipe_with();
	my $line = $json->encode({ id => 1, do => 'document.fits', args => {%with} });
	$gone->raw($when =~ /half/ ? substr $line, 0, 20 : "$line\n");
	my $end = $when =~ /half/ ? undef : $gone->hear->{beside}[0];
	Caduca::send_fds($end, "\0", fileno handle("$dir/good.p12"), fileno $read) if $when =~ /before|all/;
	close $write if $when =~ /all/;
	close $gone->{socket};
	ok wait_until('no child', sub { !inspectors() }), "who goes away $when leaves no child";
}
my $open = sub { my @fds = glob "/proc/$pid/fd/*"; return scalar @fds };
my $before = $open->();
for (1 .. 50) {
	my $gone = connect_to();
	Caduca::send_fds($gone->{socket}, '{"id":1,', (fileno $same) x 4);
	Caduca::send_fds($gone->{socket}, '"do":', (fileno $same) x 4);
}
ok wait_until('they are let go', sub { $open->() <= $before }), 'nor a descriptor';
is $c->call('status')->{error}, undef, 'and the others are served';
is daemon_stop($pid), 0, 'the backend ends well';
unlike daemon_log(), qr/crash|ended without an answer/, 'and no child came to harm';
done_testing;

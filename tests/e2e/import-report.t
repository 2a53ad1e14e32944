#!/usr/bin/perl
# What the portal of an issuing CA reports, imported: a certificate that a monitor has is known by its serial number, however it
# is written; what is revoked, expired or not issued is left out and said; the rest is new, on its hosts or in a file.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
$ENV{CADUCA_CLOCK} = 1796040000; # 30/11/2026, on which the dates below are to come
daemon_start();
my @to = ('--socket', folder() . '/socket');
my $file = folder() . '/report.csv';

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub report {
	my ($text, @options) = @_;
	utf8::encode($text) if utf8::is_utf8($text);
	spew($file, $text);
	return run('import', $file, @options);
}
sub rows_now { return decode_json((ctl('list', '--json', '--sort', 'id', @to))[1]); }
sub row_of { my ($name) = @_; return (grep { $_->{name} eq $name } @{ rows_now() })[0]; }

# ---- certificates that monitors have ----
my $dir = folder() . '/certs';
mkdir $dir;
openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', "$dir/a.key");
my %serials = (u => '0x00abcdef0123456789', dos => '0x7b', tres => '0x123456789012345678', quatre => '0x0fee');
for my $name (sort keys %serials) {
	openssl('req', '-x509', '-key', "$dir/a.key", '-subj', "/CN=Segell $name", '-days', 90, '-addext', 'basicConstraints=critical,CA:FALSE',
		'-set_serial', $serials{$name}, '-out', "$dir/$name.crt");
}
is +(run('import', '--files', $dir))[0], 0, 'four certificates are watched';
run('add', 'vell.exemple.cat');

# ---- Sectigo's ----
my $head = '"ID","Status","Common name","Subject Alternative Names","Certificate Type","Order Number","Serial Number","Issued","Expires","Certificate Authority"' . "\n";
my $sectigo = $head . join '', map { join(',', map { qq("$_") } @$_) . "\n" } (
	[ 1, 'Issued', 'Segell u', '', 'OV', 11, 'AB:CD:EF:01:23:45:67:89', '01/12/2026', '01/03/2027', 'Sectigo' ],
	[ 2, 'Issued', 'Un altre nom', '', 'OV', 12, '123', '01/12/2026', '01/03/2027', 'Sectigo' ],
	[ 3, 'Issued', 'Segell tres', '', 'OV', 13, '335812727624917341816', '01/12/2026', '01/03/2027', 'Sectigo' ],
	[ 4, 'Issued', 'nou.exemple.cat', 'DNS:nou.exemple.cat, www.nou.exemple.cat', 'OV', 14, '0a0b', '01/12/2026', '20/03/2027', 'Sectigo' ],
	[ 5, 'Issued', '*.exemple.cat', '', 'OV', 15, '0a0c', '01/12/2026', '20/03/2027', 'Sectigo' ],
	[ 6, 'Revoked', 'revocat.exemple.cat', '', 'OV', 16, '0a0d', '01/12/2026', '20/03/2027', 'Sectigo' ],
	[ 7, 'Issued', 'caducat.exemple.cat', '', 'OV', 17, '0a0e', '01/12/2023', '20/03/2024', 'Sectigo' ],
	[ 8, 'Expired', 'caducat2.exemple.cat', '', 'OV', 18, '0a0f', '', '', 'Sectigo' ],
	[ 9, 'Applied', 'pendent.exemple.cat', '', 'OV', 19, '', '', '', 'Sectigo' ],
	[ 10, 'Issued', 'nou.exemple.cat', '', 'OV', 20, '0a1b', '01/11/2026', '20/02/2027', 'Sectigo' ],
	[ 11, 'Issued', 'vell.exemple.cat', '', 'OV', 21, '0a1c', '01/11/2026', '20/02/2027', 'Sectigo' ],
	[ 12, 'Revoked', 'Segell quatre', '', 'OV', 22, 'fe:e', '01/11/2026', '20/02/2027', 'Sectigo' ]);
my ($status, $out, $err) = report($sectigo, '--rows', '--dry-run');
is $status, 0, 'a report of Sectigo is a list' or diag $err;
is $err, "Columns of no known name, not read: ID, Certificate Type, Order Number\n", 'and what of it is not read is told';
my ($columns, @lines) = split /\n/, $out;
like $columns, qr/Status = status, Common name = common name, Subject Alternative Names = alternative names, Serial Number = serial number/, 'its columns are known';
is_deeply [ @lines[0 .. 12] ], [
	'2  the same; it has this certificate: 4 Segell u',
	'3  the same; it has this certificate: 1 Segell dos',
	'4  the same; it has this certificate: 3 Segell tres',
	'5  added', '5  added',
	'6  added (planned); which hosts serve it? Add each; known: vell.exemple.cat',
	'7  the same; left out: it is revoked',
	'8  the same; left out: it expired',
	'9  the same; left out: it expired',
	'10  the same; left out: the CA has not issued it yet',
	'11  the same; left out: an earlier row has that name',
	'12  changed; declared issue: — → 01/11/2026; declared expiry: — → 20/02/2027; declared issuer: — → Sectigo',
	'13  the same; left out: it is revoked 2 Segell quatre' ], 'each row: known by its number in hexadecimal and decimal, new, or left out and why' or diag $out;
is scalar @{ rows_now() }, 5, 'a dry run adds nothing';
($status, $out) = report($sectigo);
like $out, qr/^3 added, 1 changed, 9 the same, 0 bad\.$/m, 'the new ones are added';
like $out, qr/^Left out because they are revoked: 2$/m, 'how many were left out is told';
like $out, qr/^Left out because they expired: 2$/m, 'for each reason';
like $out, qr/^Watched already, by their serial number: 3$/m, 'and how many are known';
is_deeply [ map { my $r = row_of($_); [ @$r{qw(type declared_expiry declared_issuer)} ] } 'nou.exemple.cat:443', 'www.nou.exemple.cat:443', '*.exemple.cat:443' ],
	[ [ 'endpoint', '2027-03-20', 'Sectigo' ], [ 'endpoint', '2027-03-20', 'Sectigo' ], [ 'planned', '2027-03-20', 'Sectigo' ] ],
	'its hosts, by name and by alternative name, with the dates of the first of that name';
($status, $out) = report($sectigo);
like $out, qr/^0 added, 0 changed, 13 the same, 0 bad\.$/m, 'the same report again changes nothing';
is +(report($head . qq("1","Issued","nou.exemple.cat","","OV","2","0a1b","01/11/2026","20/02/2027","Sectigo"\n)))[1],
	"0 added, 0 changed, 1 the same, 0 bad.\nLeft out because there is a later one of their name: 1\n", 'and an older certificate of a host says nothing of it';

# ---- Firmaprofessional's, by way of the Consorci's folder ----
my $firma = "Certificats emesos;;;;;;\n\nNúmero de sèrie;Nom del certificat;Tipus de certificat;Titular;Data d'emissió;Data de caducitat;Estat\n"
	. "00:7B;Segell dos;Segell;Consorci d'Exemple;01/12/2026;01/03/2027;Vàlid\n"
	. "99:01;CDA nou;CDA;Consorci d'Exemple;01/12/2026;01/03/2029;Vàlid\n"
	. "99:02;CDA vell;CDA;Consorci d'Exemple;01/12/2022;01/03/2029;Revocat\n"
	. "99:03;CDA caducat;CDA;Consorci d'Exemple;01/12/2022;01/03/2025;Vàlid\n";
($status, $out, $err) = report($firma, '--rows');
is $status, 0, 'a report in Catalan is one too' or diag "$out$err";
my @said = split /\n/, $out;
is_deeply [ @said[1 .. 4] ], [ '4  the same; it has this certificate: 1 Segell dos', '5  added (in a file)',
	'6  the same; left out: it is revoked', '7  the same; left out: it expired' ], 'of which what is new is in a file';
my $cda = row_of('CDA nou');
is_deeply [ @$cda{qw(type certificate_kind holder declared_expiry)} ], [ 'file', 'CDA', q(Consorci d'Exemple), '2029-03-01' ], 'of its kind, with what is said of it';
run('undo', '--yes');
is row_of('CDA nou'), undef, 'and the import is undone as any';

# ---- a column of states is not always one of certificates ----
($status, $out) = report("Host;Estat\npressupost.exemple.cat;Pendent\n");
is $out, "1 added, 0 changed, 0 the same, 0 bad.\n", 'the state of something else leaves nothing out';
done_testing;

#!/usr/bin/perl
# Workbooks of Excel through the command line: what their cells say, however they say it, and of a file that is none what it is.
use strict;
use warnings;
use utf8;
use Caduca;
use IO::Compress::Zip qw($ZipError);
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
daemon_start();
my @to = ('--socket', folder() . '/socket');
my $file = folder() . '/list.xlsx';

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}

sub rows { return decode_json((ctl('list', '--json', '--sort', 'id', @to))[1]); }

sub zip_of {
	my ($name, @parts) = @_;
	my $zip;
	while (my ($part, $text) = splice @parts, 0, 2) {
		utf8::encode($text) if utf8::is_utf8($text);
		$zip ? $zip->newStream(Name => $part) : ($zip = IO::Compress::Zip->new($name, Name => $part, Minimal => 1) or die $ZipError);
		$zip->print($text);
	}
	$zip->close;
}

# Each sheet is its name, its attributes, and its XML.
sub workbook {
	my ($properties, @sheets) = @_;
	my (@parts, $list, $ids);
	my $n = 0;
	for my $sheet (@sheets) {
		$n++;
		$list .= qq(<sheet name="$sheet->[0]" sheetId="$n" $sheet->[1] r:id="r$n"/>);
		$ids .= qq(<Relationship Id="r$n" Type="t" Target="worksheets/s$n.xml"/>);
		push @parts, "xl/worksheets/s$n.xml", qq(<worksheet xmlns="m">$sheet->[2]</worksheet>);
	}
	zip_of($file, 'xl/workbook.xml', qq(<workbook xmlns="m" xmlns:r="r"><workbookPr $properties/><sheets>$list</sheets></workbook>),
		'xl/_rels/workbook.xml.rels', qq(<Relationships xmlns="p">$ids</Relationships>),
		'xl/styles.xml', '<styleSheet xmlns="m"><numFmts><numFmt numFmtId="164" formatCode="[$-403]d\ &quot;de&quot;\ mmmm\ yyyy"/>'
			. '<numFmt numFmtId="165" formatCode="0.00\ &quot;dies&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
			. '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
		'xl/sharedStrings.xml', '<sst xmlns="m"><si><t>Domini</t></si><si><r><t>Cadu</t></r><r><rPr><b/></rPr><t>citat</t></r></si>'
			. '<si><t>Servei</t></si><si><t>Tràmits &amp; més</t><rPh sb="0" eb="1"><t>xxx</t></rPh></si></sst>', @parts);
}

sub head { return '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>' }

sub told {
	my ($name) = @_;
	my ($row) = grep { $_->{host} eq $name } @{ rows() };
	return $row && [ @$row{qw(declared_expiry service)} ];
}

# ---- every way of saying it ----
workbook('', [ 'Amagat', 'state="veryHidden"', '<sheetData>' . head() . '<row r="2"><c r="A2" t="inlineStr"><is><t>no.exemple.cat</t></is></c></row></sheetData>' ],
	[ 'Notes', '', '<sheetData><row r="1"><c r="A1"><v>12</v></c></row></sheetData>' ],
	[ 'PRO', '', '<sheetData>' . head()
		. '<row r="3"><c r="A3" t="inlineStr"><is><r><t>a.exe</t></r><r><t>mple.cat</t></r></is></c><c r="B3" s="1"><v>46375</v></c><c r="C3" t="s"><v>3</v></c></row>'
		. '<row r="4"><c r="A4" t="str"><f>CONCAT("b";".exemple.cat")</f><v>b.exemple.cat</v></c><c r="B4" s="2"><v>46375.75</v></c></row>'
		. '<row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>c.exemple.cat&#10;D.exemple.cat.</t></is></c><c r="B5" t="inlineStr"><is><t>19-des-26</t></is></c></row>'
		. '<row r="6"><c t="inlineStr"><is><t>e.exemple.cat</t></is></c><c t="d"><v>2026-12-19T00:00:00</v></c></row>'
		. '<row r="7"><c r="A7" t="inlineStr"><is><t>f.exemple.cat</t></is></c><c r="B7"><v>4.6375E4</v></c></row>'
		. '</sheetData><mergeCells count="1"><mergeCell ref="C3:C5"/></mergeCells>' ],
	[ 'PRE', '', '<sheetData>' . head() . '<row r="2"><c r="A2" t="inlineStr"><is><t>bad host</t></is></c></row></sheetData>' ]);
my ($status, $out, $err) = run('import', $file, '--rows', '--keep-going');
is $status, 1, 'a row of the last sheet is bad' or diag $err;
like $out, qr/^PRE, 2  bad; A2: host: 'bad host' has a space/m, 'and named by its sheet and its cell';
like $err, qr/^Sheet Amagat is hidden, and not read\.$/m, 'a hidden sheet is left out, and said';
like $err, qr/^Sheet Notes has no column with the hosts, and is not read\.$/m, 'so is one that is no list';
like $err, qr/^1 row is hidden, and read all the same\.$/m, 'a hidden row is read, and said';
like $out, qr/^6 added, 0 changed, 0 the same, 1 bad\.$/m, 'the others come in' or diag $out;
is_deeply told('a.exemple.cat'), [ '2026-12-19', 'Tràmits & més' ], 'a day by its format, rich text within a cell, a shared string without how it is said';
is_deeply told('b.exemple.cat'), [ '2026-12-19', 'Tràmits & més' ], 'the value that a formula had, a format of its own, and what is merged with the row above';
is_deeply told($_), [ '2026-12-19', 'Tràmits & més' ], "$_: one of two names in a cell, a date in letters" for qw(c.exemple.cat d.exemple.cat);
is_deeply told('e.exemple.cat'), [ '2026-12-19', '' ], 'a cell without a place, and a date as ISO has it';
is_deeply told('f.exemple.cat'), [ '2026-12-19', '' ], 'a number among dates is a day';
is told('no.exemple.cat'), undef, 'and nothing of the hidden sheet';

workbook('date1904="1"', [ 'A', '', '<sheetData>' . head() . '<row r="2"><c r="A2" t="inlineStr"><is><t>mac.exemple.cat</t></is></c><c r="B2" s="1"><v>44913</v></c></row></sheetData>' ]);
($status, $out, $err) = run('import', $file, '--json');
is_deeply [ map { [ @$_{qw(line state sheet)} ] } @{ decode_json($out) } ], [ [ 2, 'added', undef ] ], 'one sheet needs no name' or diag $err;
is told('mac.exemple.cat')->[0], '2026-12-19', 'days are counted from 1904 where the workbook says so';
($status, $out) = run('import', $file, '--rows');
like $out, qr/^2  the same$/m, 'the same workbook twice changes nothing';

# ---- what is none ----
my $sheet = '<sheetData>' . head() . '</sheetData>';
my %files = (
	'a document type' => [ sub { workbook('', [ 'A', '', $sheet ]); zip_of($file, 'xl/workbook.xml', '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>') }, qr/damaged/ ],
	'a zip cut short' => [ sub { workbook('', [ 'A', '', $sheet ]); spew($file, substr slurp($file), 0, 400) }, qr/damaged/ ],
	'a bomb' => [ sub { workbook('', [ 'A', '', $sheet ]); my $z = slurp($file); $z =~ s/(PK\x01\x02.{20}).{4}/$1\xff\xff\xff\x7f/s; spew($file, $z) }, qr/unpacks to more/ ],
	'an .ods' => [ sub { zip_of($file, 'mimetype', 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml', '<a/>') }, qr/LibreOffice/ ],
	'an .xlsb' => [ sub { zip_of($file, 'xl/workbook.bin', "\0") }, qr/\.xlsb/ ],
	'another zip' => [ sub { zip_of($file, 'a', 'b') }, qr/a ZIP, but not a spreadsheet/ ],
	'an .xls' => [ sub { spew($file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 600) }, qr/Excel 97/ ],
	'one with a password' => [ sub { spew($file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 600 . join "\0", split //, 'EncryptedPackage') }, qr/has a password/ ],
	'a page named .xls' => [ sub { spew($file, "\xef\xbb\xbf\r\n<HTML><table><tr><td>host</td></tr></table></HTML>") }, qr/web page/ ],
	'XML of 2003' => [ sub { spew($file, '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>') }, qr/Excel 2003/ ],
	'no list at all' => [ sub { workbook('', [ 'A', '', '' ], [ 'B', '', '' ]) }, qr/No sheet of it/ ],
);
for my $what (sort keys %files) {
	$files{$what}[0]->();
	($status, $out, $err) = run('import', $file);
	is $status, 1, "$what is refused";
	like $err, $files{$what}[1], 'and named for what it is';
}

# ---- one that says far more than it is: the child ends by its limits, and the import with a reason ----
SKIP: {
	skip 'memory is not itself under a sanitizer', 2 if build() =~ /san/;
	workbook('', [ 'A', '', '<sheetData>' . head() . '<row r="2"><c r="A2" t="inlineStr"><is><t>' . 'x' x (100 << 20) . '</t></is></c></row></sheetData>' ]);
	($status, $out, $err) = run('import', $file);
	is $status, 1, 'a cell of 100 MB is no list';
	unlike $err, qr/crash|signal/i, 'and is told as such';
}

# ---- as long as lists may be ----
workbook('', [ 'A', '', '<sheetData>' . head() . join('', map { qq(<row r="$_"><c r="A$_" t="inlineStr"><is><t>h$_.exemple.cat</t></is></c><c r="B$_" s="1"><v>46375</v></c><c r="C$_" t="s"><v>3</v></c></row>) } 2 .. 50_001) . '</sheetData>' ]);
($status, $out, $err) = run('import', $file, '--dry-run');
is $out, "Would be: 50000 added, 0 changed, 0 the same, 0 bad.\n", '50,000 rows are read' or diag $err;
done_testing;

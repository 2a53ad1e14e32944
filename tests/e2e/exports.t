#!/usr/bin/perl
# What goes out: a CSV that a spreadsheet opens and that comes in again as it was, and a calendar.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
$ENV{TZ} = 'Europe/Madrid';
fleet_start('--set', 'bulk', '--count', 3);
$ENV{CADUCA_CLOCK} = 1796040000; # 30/11/2026, on which the dates below are to come
daemon_start();
my @to = ('--socket', folder() . '/socket');
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
run('import', "tests/fixtures/lists/$_.csv") for 'pressupost-1252', 'control-eacat-1252';
run('add', 'formula.exemple.cat', '--name', '=cmd|"/c calc"!A1', '--service', '@SUM(1;2), "à\\b"');

# ---- a spreadsheet ----
my ($status, $csv) = run('export');
is $status, 0, 'a list';
like $csv, qr/^\x{feff}id;name;host;/, 'with the mark and the separator of Excel';
unlike $csv, qr/(?:^|;)"?[=@]/m, 'nothing in it is a formula';
like $csv, qr/;2026-12-19 12:00:00;/, 'and a time is one that Excel knows';
my $file = folder() . '/out.csv';
spew($file, do { my $bytes = $csv; utf8::encode($bytes); $bytes });
like +(run('import', $file))[1], qr/^0 added, 0 changed, 7 the same, 0 bad\.$/, 'what goes out comes in as it was';

# ---- spreadsheets ----
sub sheet_rows {
	my ($text) = @_;
	my @rows;
	push @rows, [ map { s/^"(.*)"$/$1/sr =~ s/""/"/gr } split /;(?=(?:[^"]*"[^"]*")*[^"]*$)/, $_, -1 ] for split /\r\n/, $text =~ s/^\x{feff}//r;
	return @rows;
}
for my $language ('ca', 'en') {
	local $ENV{LANGUAGE} = $language;
	my ($head, @rows) = sheet_rows((run('export', '--excel-csv'))[1]);
	my @by_title = map { my $row = $_; +{ map { $head->[$_] => $row->[$_] } 0 .. $#$head } } @rows;
	my ($days, $end) = $language eq 'ca' ? ('Dies', 'Caduca el') : ('Days', 'Expires on');
	is_deeply [ grep { !/\S/ } @$head ], [], "$language: each column has its title";
	is $by_title[0]{$end}, '19/12/2026', 'a day is a day of Excel';
	is $by_title[0]{ $language eq 'ca' ? 'Tipus' : 'Kind' }, $language eq 'ca' ? 'servidor' : 'server', 'a word is of the language';
	is $by_title[0]{ $language eq 'ca' ? 'Tiquets' : 'Tickets' }, 'SIS-5276', 'tickets are there';
	is $by_title[6]{ $language eq 'ca' ? 'Servei' : 'Service' }, "'\@SUM(1;2), \"\x{e0}\\b\"", 'what a spreadsheet would run is a text';
	my %left_out;
	for my $form ('--xlsx', '--excel-csv') {
		my $sheet = folder() . "/sheet$language$form";
		is +(run('export', $form, '--file', $sheet))[0], 0, "$form: into a file";
		is +(stat $sheet)[2] & 0777, 0600, 'that only its owner may read';
		my ($status, $out, $err) = run('import', $sheet);
		like $out, qr/^0 \S+, 0 \S+, 7 (?:the same|iguals), 0 \S+$/m, 'comes in as it was' or diag $out, $err;
		$left_out{$form} = $err;
	}
	like $left_out{'--xlsx'}, $language eq 'ca'
		? qr/: Urgència, Dies, Caduca el, Inici límit, Renovació, Qui la té, Estat, Subjecte, CA vista, Vist$/m
		: qr/: Urgency, Days, Expires on, Start by, Renewal, Who has it, State, Subject, Issuer, as seen, Last seen$/m, 'of it is left out what is seen, and nothing else';
	is $left_out{'--excel-csv'}, $left_out{'--xlsx'}, 'of either';
}
is +(run('export', '--xlsx', '--file', folder()))[0], 1, 'a folder is no file to be replaced';
is +(run('export', '--shape', 'control'))[0], 2, 'a shape is of a spreadsheet';
is +(run('export', '--xlsx', '--shape', 'altre'))[0], 2, 'and one that there is';
is scalar(() = glob folder() . '/sheet*.??????'), 0, 'nothing is left beside them';
my $full = folder() . '/full.csv';
my $said = qx(trap '' XFSZ; ulimit -f 0; @{[build()]}/caducactl export --file $full @to 2>&1);
like $said, qr/'\Q$full\E' was not written: its disk is full\./, 'a file that finds no room is named, and the database is not spoken of';
ok !-e $full, 'and nothing of it is there';

# ---- the team's own lists, given back ----
run('add', 'smtp.exemple.cat:2525', '--protocol', 'smtp', '--sni', '-');
run('add', '--type', 'file', '--name', 'Clau antiga', '--kind', 'other');
for my $shape (qw(pressupost control)) {
	my $list = slurp("tests/fixtures/lists/$shape" . ($shape eq 'control' ? '-eacat' : '') . '-1252.csv');
	my ($given, @given) = sheet_rows(join "\r\n", split /\r?\n/, do { require Encode; Encode::decode('cp1252', $list) });
	my ($head, @rows) = sheet_rows((run('export', '--excel-csv', '--shape', $shape))[1]);
	is_deeply [ @$head[ 0 .. $#$given ] ], $given, "$shape: the columns of the team";
	my %kept = map { $given->[$_] =~ /^(?:Import|Observacions|Tipus)$/ ? () : ($_ => 1) } 0 .. $#$given;
	my $same = sub { [ map { my $row = $_; [ @$row[ sort { $a <=> $b } keys %kept ] ] } @_ ] };
	is_deeply $same->(@rows[ 0 .. $#given ]), $same->(@given), 'and what it has in them';
	for my $form ('--xlsx', '--excel-csv') {
		my $sheet = folder() . "/$shape$form";
		run('export', $form, '--shape', $shape, '--file', $sheet);
		my ($status, $out, $err) = run('import', $sheet);
		like $out, qr/^0 added, 0 changed, ${\ scalar @rows} the same, 0 bad\.$/, "$form: given back, nothing changes" or diag $out, $err;
	}
}

# ---- a calendar ----
my ($ics, $again) = map { (run('export', '--ics'))[1] } 1 .. 2;
is scalar(grep { length(do { my $l = $_; utf8::encode($l); $l }) > 75 } split /\r\n/, $ics), 0, 'no line of a calendar is longer than it may be';
unlike $ics, qr/(?<!\r)\n/, 'each ends as it should';
(my $whole = $ics) =~ s/\r\n //g;
my @events = $whole =~ /BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n/sg;
my %event = map { /^UID:(.*)\r$/m => $_ } @events;
is keys %event, scalar @events, 'each day has a name of its own' or diag $whole;
like $event{'monitor-1-end@caduca'}, qr/^DTSTART;VALUE=DATE:20261219\r\nSUMMARY:Expires: seu\.exemple\.cat:443\r$/m, 'the end is a day';
like $event{'monitor-1-start-by@caduca'}, qr/^SUMMARY:To be started: seu/m, 'and so is when work must start';
is_deeply [ $again =~ /^UID:(.*)\r$/mg ], [ $ics =~ /^UID:(.*)\r$/mg ], 'by the same names when it is made again';
is +(run('export', '--ics', '--csv'))[0], 2, 'one form at a time';
run('export', '--file', folder() . '/called.XLSX');
like slurp(folder() . '/called.XLSX'), qr/^PK/, 'a file that is called a workbook is one';

# ---- the report of the meeting ----
my $report = folder() . '/report';
is +(run('report', '--file', $report))[0], 0, 'the week as a document';
is +(stat $report)[2] & 0777, 0600, 'that only its owner may read';
my $text = do { my $bytes = slurp($report); utf8::decode($bytes); $bytes };
like $text, qr/^### Seu electrònica · cap de Seu\n\n.*\n.*\n\| late \| -?\d+ \| 19\/12\/2026 \| [\d\/]+ \| seu\.exemple\.cat:443 \| /m, 'what expires stands with its service, and its head';
like $text, qr/^\| added it \| \d+ \| .*=cmd\\\|/m, 'and what moved, from which no name ends a cell';
like $text, qr/^No renewal is open\.$/m, 'that nothing waits is said';
my @cells = map { scalar(() = /(?<!\\)\|/g) } grep { /^\|/ } split /\n/, $text;
is scalar(grep { $_ != 6 && $_ != 9 } @cells), 0, 'each row has the cells of its table' or diag $text;
unlike +(run('report', '--filter', 'servei:diversos'))[1], qr/Seu|cmd/, 'of some monitors nothing of others';
is +(run('report', '--days', 3, '--since', '01/02/2026'))[0], 2, 'since one day';

# ---- what is seen stands in their dates, and comes back as no news ----
my $c = connect_to();
my @hosts = manifest();
add_all($c, @hosts);
sweep($c);
for my $form ('--xlsx', '--excel-csv') {
	my $sheet = folder() . "/seen$form";
	run('export', $form, '--shape', 'pressupost', '--filter', 'vist:*', '--file', $sheet);
	my ($status, $out, $err) = run('import', $sheet);
	is $out, "0 added, 0 changed, 3 the same, 0 bad.\n", "$form: what is seen of hosts changes nothing" or diag $err;
}
my (undef, @seen) = sheet_rows((run('export', '--excel-csv', '--shape', 'pressupost', '--filter', 'vist:*'))[1]);
is scalar(grep { $_->[2] =~ /\S/ && $_->[3] =~ m{^\d\d/\d\d/\d{4}$} && $_->[4] =~ m{^\d\d/\d\d/\d{4}$} } @seen), 3, 'issuer and dates are those that are seen';
my $news = folder() . '/news.csv';
spew($news, "host;sni;caducitat\n$seen[0][0];$seen[0][-1];01/02/2031\n");
like +(run('import', $news))[1], qr/^0 added, 1 changed,/, 'another date is one';
done_testing;

#!/usr/bin/perl
# Other programs as peers: workbooks that openpyxl and LibreOffice wrote are read as those say that they are, cell by cell; what goes out
# opens in them with dates as dates and accents right; and icalendar reads the calendar. What is not here is skipped by name.
use strict;
use warnings;
use utf8;
use Caduca;
use Encode;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'ca';
$ENV{TZ} = 'Europe/Madrid';
daemon_start();
my @to = ('--socket', folder() . '/socket');
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub has { my ($python, $module) = @_; return system("$python -c 'import $module' >/dev/null 2>&1") == 0 }
my ($openpyxl, $icalendar) = map { my $m = $_; (grep { has($_, $m) } '/usr/bin/python3', 'python3')[0] } qw(openpyxl icalendar);
my $office = system('command -v soffice >/dev/null 2>&1') == 0;
sub peer { my ($python, @args) = @_; open my $p, '-|', $python, 'tests/e2e/peers.py', @args or die $!; local $/; return decode_json(<$p>) }

# One of RFC 4180, as rows.
sub csv_rows {
	my ($text) = @_;
	my (@rows, @row);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^;\n"]*))(;|\r?\n|\z)/g) {
		my ($quoted, $plain, $end) = ($1, $2, $3);
		push @row, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
		if ($end ne ';') { push @rows, [@row]; @row = () }
		last if pos($text) == length $text;
	}
	return @rows;
}
sub cells {
	my %cells;
	my $row = 0;
	for (csv_rows($_[0])) {
		$row++;
		my $column = 'A';
		for (@$_) { $cells{"$column$row"} = $_ if length; $column++ }
	}
	return \%cells;
}

# What our reader says of a workbook: {sheet => {hidden, cells}}.
sub read_here {
	my ($file) = @_;
	open my $p, '-|', "'@{[build()]}/sheets' <'$file'" or die $!;
	my $head = decode_json(scalar <$p>);
	my %sheets;
	for my $sheet (@{ $head->{sheets} }) {
		read $p, my $csv, $sheet->{bytes};
		$sheets{ $sheet->{name} } = { hidden => $sheet->{hidden}, cells => cells(decode_utf8($csv)) };
	}
	return \%sheets;
}

sub told { my ($host) = @_; my ($row) = grep { $_->{host} eq $host } @{ decode_json((ctl('list', '--json', @to))[1]) }; return $row && "$row->{declared_expiry} $row->{port} $row->{service}" }

# ---- openpyxl writes, and says what is there ----
SKIP: {
	skip "openpyxl is not here", 35 unless $openpyxl;
	for my $epoch ('', '1904') {
		my $file = folder() . "/openpyxl$epoch.xlsx";
		peer($openpyxl, 'write', $file, $epoch || ());
		my ($here, $there) = (read_here($file), peer($openpyxl, 'say', $file));
		is_deeply [ sort keys %$here ], [ sort keys %$there ], "openpyxl $epoch: its sheets";
		for my $sheet (sort keys %$there) {
			is $here->{$sheet}{hidden} ? 1 : 0, $there->{$sheet}{hidden} ? 1 : 0, "$sheet: whether it is hidden";
			s/\n/, /g for values %{ $there->{$sheet}{cells} };
			is_deeply $here->{$sheet}{cells}, $there->{$sheet}{hidden} ? {} : $there->{$sheet}{cells}, "$sheet: each cell";
		}
		my ($status, $out, $err) = run('import', $file, '--keep-going');
		is $status, 0, 'and it is a list' or diag $out, $err;
		my $of = $epoch ? 'mac-' : '';
		is told("$of$_->[0]"), $_->[1], "$of$_->[0]" for [ 'www.exemple.cat', '2026-12-19 443 Seu' ], [ 'api.exemple.cat', '2026-12-19 8443 Seu' ], [ 'b.exemple.cat', '2026-12-19 443 Seu' ],
			[ 'c.exemple.cat', '2026-12-19 443 Seu' ], [ 'maj.exemple.cat', '2026-12-19 8443 Altre' ], [ 'h2.exemple.cat', '2026-02-28 1 c' ], [ 'h3.exemple.cat', '2024-02-29 1 c' ], [ 'h4.exemple.cat', '2026-12-19 1 c·c' ];
		is told('xn--rea-8ka.exemple.cat') // 'none', '2026-12-19 443 Seu', 'an IDN, and two digits of a year' unless $epoch;
		is told("*.${of}exemple.cat"), '2026-12-19 443 Seu', 'a wildcard';
	}
}

# ---- LibreOffice writes ----
my $profile = 'file://' . folder() . '/office';
sub office { return system("timeout 300 soffice -env:UserInstallation=$profile --headless " . join(' ', map { "'$_'" } @_, '--outdir', folder()) . ' >/dev/null 2>&1') == 0 }
sub fods {
	my $p = sub { '<table:table-cell' . ($_[1] // '') . ' office:value-type="string">' . join('', map { "<text:p>$_</text:p>" } split /\n/, $_[0]) . '</table:table-cell>' };
	my $d = sub { qq(<table:table-cell table:style-name="$_[0]" office:value-type="date" office:date-value="$_[1]"/>) };
	my $row = sub { '<table:table-row>' . join('', @_) . '</table:table-row>' };
	return qq(<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" )
		. join(' ', map { my ($n, $u) = split /=/; qq(xmlns:$n="urn:oasis:names:tc:opendocument:xmlns:$u:1.0") } qw(office=office style=style text=text table=table number=datastyle))
		. ' xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>'
		. '<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
		. '<style:style style:name="d1" style:family="table-cell" style:data-style-name="N1"/><style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>'
		. '</office:automatic-styles><office:body><office:spreadsheet>'
		. ($_[0] ? '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>' : '')
		. '<table:table table:name="PRO">' . $row->($p->('Llista 2026', ' table:number-columns-spanned="3"')) . $row->('<table:table-cell/>') . $row->(map { $p->($_) } 'Domini', 'Caducitat', 'Servei')
		. $row->('<table:table-cell office:value-type="string"><text:p><text:a xlink:href="https://lo.exemple.cat/">https://lo.exemple.cat/</text:a></text:p></table:table-cell>', $d->('d1', '2026-12-19'), $p->('Tràmits', ' table:number-rows-spanned="3"'))
		. $row->($p->("loa.exemple.cat\nLOB.exemple.cat."), $d->('d1', '2026-12-19T13:45:00')) =~ s/<table:table-row>/<table:table-row table:visibility="collapse">/r
		. $row->($p->('loà<text:span>rea.exem</text:span>ple.cat'), $p->('19/12/26'))
		. $row->('<table:table-cell table:formula="of:=CONCATENATE(&quot;lof&quot;;&quot;.exemple.cat:8443&quot;)" office:value-type="string"><text:p>lof.exemple.cat:8443</text:p></table:table-cell>',
			'<table:table-cell table:style-name="d1" table:formula="of:=DATE(2026;12;19)" office:value-type="date" office:date-value="2026-12-19"/>', '<table:table-cell office:value-type="float" office:value="0.5"/>')
		. '</table:table><table:table table:name="Amagat" table:style-name="hid">' . $row->($p->('x')) . '</table:table></office:spreadsheet></office:body></office:document>';
}
SKIP: {
	skip "LibreOffice is not here", 6 unless $office;
	my $csv = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1027,false,true,false,false,false,-1';
	my %names = map { $_ => folder() . "/office$_" } '', 1904;
	spew("$names{$_}.fods", encode_utf8(fods($_))) for keys %names;
	my @sources = map { "$_.fods" } values %names;
	ok office('--convert-to', 'xlsx', @sources) && office('--convert-to', $csv, @sources), 'LibreOffice writes workbooks, and says what is in them';
	for my $epoch (sort keys %names) {
		my $name = $names{$epoch};
		my $here = read_here("$name.xlsx");
		my $there = cells(decode_utf8(slurp("$name-PRO.csv")));
		s/\n/, /g, s/ \d\d:\d\d(:\d\d)?$// for values %$there;
		$there->{"C$_"} = 'Tràmits' for 5, 6;    # merged
		is_deeply $here->{PRO}{cells}, $there, "$epoch: each cell is as it says";
		ok $here->{Amagat}{hidden}, 'a hidden sheet is hidden';
	}
	my ($status, $out, $err) = run('import', folder() . '/office.xlsx');
	like $out, qr/^5 afegits/, 'and it is a list' or diag $err;
}

# ---- what goes out ----
run('import', "tests/fixtures/lists/$_.csv", '--keep-going') for 'pressupost-1252', 'control-eacat-1252';
run('add', 'f.exemple.cat', '--name', '=1+1', '--service', '@SUM(1;2)');
my %file = map { $_ => folder() . "/out-$_" } qw(whole.xlsx whole.csv pressupost.xlsx agenda.ics);
run('export', '--xlsx', '--file', $file{'whole.xlsx'});
run('export', '--excel-csv', '--file', $file{'whole.csv'});
run('export', '--xlsx', '--shape', 'pressupost', '--file', $file{'pressupost.xlsx'});
run('export', '--ics', '--file', $file{'agenda.ics'});
SKIP: {
	skip 'openpyxl is not here', 8 unless $openpyxl;
	my $look = peer($openpyxl, 'look', $file{'whole.xlsx'});
	my ($head, @rows) = @{ $look->{rows} };
	my %at = map { $head->[$_][0] => $_ } 0 .. $#$head;
	my ($seu) = grep { $_->[ $at{Host} ][0] eq 'seu.exemple.cat' } @rows;
	is_deeply [ @{ $seu->[ $at{'Caduca el'} ] }[ 0, 1 ] ], [ '2026-12-19', JSON::PP::true ], 'openpyxl: a date is a date';
	is $seu->[ $at{Servei} ][0], 'Seu electrònica', 'and accents are right';
	like $seu->[ $at{'Urgència'} ][3], qr/^FF[0-9A-F]{6}$/, 'urgency has its colour';
	is $look->{frozen}, 'A2', 'the head stays';
	like $look->{filter}, qr/^A1:[A-Z]+\d+$/, 'and has filters';
	cmp_ok $look->{width}, '>', 5, 'widths are set';
	is scalar(grep { $_->[2] eq 'f' } map { @$_ } @rows), 0, 'no cell is a formula';
	is scalar(grep { $_->[0] eq "'=1+1" } map { @$_ } @rows), 1, 'and what would be one is a text';
}
SKIP: {
	skip "LibreOffice is not here", 11 unless $office;
	ok office('--convert-to', 'fods', @file{qw(whole.xlsx pressupost.xlsx)}), 'LibreOffice opens the workbooks';
	for my $form ('whole', 'pressupost') {
		my $text = decode_utf8(slurp(folder() . "/out-$form.fods"));
		like $text, qr/office:date-value="2026-12-19"/, "$form: a date is a date";
		like $text, qr/<text:p>Seu electrònica<\/text:p>/, 'and accents are right';
		unlike $text, qr/table:formula=/, 'and there is no formula';
	}
	unlink folder() . '/out-whole.fods';
	ok office('--convert-to', 'fods', '--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1027,false,true', $file{'whole.csv'}), 'and the CSV';
	my $text = decode_utf8(slurp(folder() . '/out-whole.fods'));
	like $text, qr/office:date-value="2026-12-19"/, 'dates are dates, as in Catalan';
	like $text, qr/<text:p>Seu electrònica<\/text:p>/, 'and accents are right';
	unlike $text, qr/table:formula=/, 'and there is no formula';
}
SKIP: {
	skip 'icalendar is not here', 3 unless $icalendar;
	my $events = peer($icalendar, 'calendar', $file{'agenda.ics'});
	my %uid = map { $_->{uid} => $_ } @$events;
	my ($end) = grep { $_->{uid} =~ /-end\@caduca$/ && $_->{summary} =~ /seu\.exemple\.cat/ } @$events;
	is scalar(keys %uid), scalar @$events, 'icalendar reads the calendar: each event has its name';
	is $end && $end->{start}, '2026-12-19', 'the end is a day';
	like $end && $end->{description}, qr/^Seu electrònica\. /, 'with its accents';
}
done_testing;

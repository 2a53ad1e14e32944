#!/usr/bin/perl
# Lists of hosts through the command line: whole or not at all, each bad line told with its number and reason, and the
# same list twice changes nothing.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
daemon_start();
my @to = ('--socket', folder() . '/socket');
my $file = folder() . '/list.csv';

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	$err =~ s/\Q$file\E/LIST/g;
	return ($status, $out, $err);
}

sub import_list {
	my ($text, @options) = @_;
	utf8::encode($text) if utf8::is_utf8($text);
	spew($file, $text);
	return run('import', $file, @options);
}

sub json_of { my ($text) = @_; utf8::encode($text); return decode_json($text); }

sub rows_now { return decode_json((ctl('list', '--json', '--sort', 'id', @to))[1]); }

# ---- a list as Excel writes it ----
my $list = "\xef\xbb\xbfsep=;\r\nAmfitri\xc3\xb3;Port;Servei;Etiquetes;Color\r\na.exemple.cat;443;Tr\xc3\xa0mits;dmz, bcn;blau\r\n"
	. "https://b.exemple.cat:8443/;;\"Seu; electr\xc3\xb2nica\";;\r\n";
my ($status, $out, $err) = import_list($list, '--dry-run');
is $status, 0, 'a dry run ends well';
is $out, "Would be: 2 added, 0 changed, 0 the same, 0 bad.\n", 'and says what would be';
is $err, "Columns of no known name, not read: Color\n", 'and which columns are left out';
{
	local $ENV{LANGUAGE} = 'ca';
	is((import_list($list, '--dry-run'))[1], "El resultat seria: 2 afegits, 0 canviats, 0 iguals, 0 erronis.\n", 'each of several as Catalan has it');
	is((import_list("host\na.exemple.cat\nd e\n", '--dry-run', '--rows'))[1], "Columnes: host = host\n2  afegit\n3  erroni; A3: host: «d e» té un espai.\n"
		. "El resultat seria: 1 afegit, 0 canviats, 0 iguals, 1 erroni.\n", 'and of one, by the same words');
}
is scalar @{ rows_now() }, 0, 'and adds nothing';
($status, $out) = import_list($list);
is $out, "2 added, 0 changed, 0 the same, 0 bad.\n", 'the list is imported';
is_deeply [ map { [ @$_{qw(host port service tags)} ] } @{ rows_now() } ],
	[ [ 'a.exemple.cat', 443, 'Tràmits', [ 'bcn', 'dmz' ] ], [ 'b.exemple.cat', 8443, 'Seu; electrònica', [] ] ],
	'with all that it says';

# ---- again ----
my $before = (ctl('list', '--json', @to))[1];
($status, $out) = import_list($list);
is $out, "0 added, 0 changed, 2 the same, 0 bad.\n", 'the same list twice changes nothing';
is join(' ', map { $_->{version} } @{ rows_now() }), '1 1', 'not even a version';
($status, $out) = import_list("host;servei\na.exemple.cat;Altres\n");
is $out, "0 added, 1 changed, 0 the same, 0 bad.\n", 'a list that says something else changes it';
{
	local $ENV{LANGUAGE} = 'ca';
	like +(import_list("host;servei\na.exemple.cat;Uns altres\n", '--dry-run', '--rows'))[1], qr/^2  canviat; servei: Altres → Uns altres\nEl resultat seria: 0 afegits, 1 canviat, 0 iguals, 0 erronis\.$/m,
		'which Catalan calls by one word too';
}
is_deeply [ @{ rows_now()->[0] }{qw(service tags)} ], [ 'Altres', [ 'bcn', 'dmz' ] ], 'and what it does not say stays';

# ---- bad lines ----
my $bad = "host;port;tipus\nc.exemple.cat;443;servidor\nd e;;\nf.exemple.cat;0;\ng.exemple.cat;;pera\n;443;\nh.exemple.cat;;\n"
	. "c.exemple.cat;443;\ni.exemple.cat;1;server;x\nj.exemple.cat;\"443;\n";
($status, $out, $err) = import_list($bad);
is $status, 1, 'a list with bad lines fails';
is $out, "7 lines are bad: nothing was imported. --keep-going imports the others.\n", 'and nothing of it is imported';
my @said = split /\n/, $err;
like $said[0], qr/^LIST:3: host: 'd e' has a space/, 'a space in a name, with its line';
like $said[1], qr/^LIST:4: port: '0' is not a number from 1/, 'port 0';
like $said[2], qr/^LIST:5: kind: 'pera' is not/, 'an unknown kind';
like $said[3], qr/^LIST:6: host: it cannot be empty/, 'no host';
like $said[4], qr/^LIST:8: An earlier line of the file names the same/, 'the same host twice';
like $said[-2], qr/^LIST:9: The row has more cells/, 'too many cells';
like $said[-1], qr/^LIST:10: A quote opened on this line/, 'a quote that is not closed';
is scalar @{ rows_now() }, 2, 'nothing was added';
my $called = folder() . "/a\e[31m\n.csv";
spew($called, "host\nd e\n");
is +(run('import', $called))[2], folder() . "/a<U+001B>[31m<U+000A>.csv:2: host: 'd e' has a space in it.\n", 'a file is called what it likes';
($status, $out, $err) = import_list($bad, '--keep-going');
is $status, 1, 'with --keep-going it still ends with 1';
is $out, "2 added, 0 changed, 0 the same, 7 bad.\n", 'but the good lines are imported';
is join(' ', map { $_->{host} } @{ rows_now() }), 'a.exemple.cat b.exemple.cat c.exemple.cat h.exemple.cat', 'those that were good';
($status, $out) = import_list($bad, '--keep-going', '--json', '--dry-run');
my $results = eval { json_of($out) };
is join(' ', sort { $a <=> $b } map { $_->{line} } grep { $_->{error}{code} } @$results), '3 4 5 6 8 9 10',
	'a program gets every bad line, with its error';
($status, $out) = import_list($bad, '--json');
is join(' ', map { $_->{line} } @{ json_of($out) }), '3 4 5 6 8 9 10', 'also where nothing is imported because of them, in their order';
($status, $out) = import_list($list, '--json');
is_deeply [ map { [ @$_{qw(line state id)} ] } @{ json_of($out) } ], [ [ 3, 'changed', 1 ], [ 4, 'same', 2 ] ],
	'and of the others what became of them';
run('import', $file);
import_list("host;servei\na.exemple.cat;Altres\n");

# ---- what is no list ----
my %refused = (
	'an empty file' => ['', qr/The file has no rows/],
	'names of columns alone' => ["host;port\n", qr/The file has no rows/],
	'a binary file' => ["\x7fELF\0\1\2", qr/not text: save it as CSV/],
	'a spreadsheet' => ["PK\3\4xl/workbook", qr/a spreadsheet: save it as CSV/],
	'no column of hosts' => ["color;size\nred;1\n", qr/No column has the hosts/],
	'two columns of hosts' => ["host;domini\na;b\n", qr/Two columns are called 'host'/],
);
for my $what (sort keys %refused) {
	($status, $out, $err) = import_list($refused{$what}[0]);
	is $status, 1, "$what is refused";
	like $err, $refused{$what}[1], 'and why';
}
like +(run('import', folder() . '/none.csv'))[2], qr/none\.csv' is not there/, 'a file that is not there';
like +(run('import', folder()))[2], qr/not a regular file/, 'a folder';

# ---- one endpoint written in two ways; one host and port under two names ----
($status, $out, $err) = import_list("host;port\n2001:db8::7;1\n2001:db8:0:0::7;1\nV.exemple.cat;1\nv.exemple.cat.;1\n", '--keep-going');
is $out, "2 added, 0 changed, 0 the same, 2 bad.\n", 'of two lines for one endpoint the first is taken' or diag $err;
like $err, qr/^LIST:3: An earlier line.*^LIST:5: An earlier line/ms, 'and the second told';
($status, $out, $err) = import_list("host;sni\nvip.exemple.cat;a.exemple.cat\nvip.exemple.cat;b.exemple.cat\n");
is $out, "2 added, 0 changed, 0 the same, 0 bad.\n", 'two names behind one address are two monitors' or diag $err;
($status, $out, $err) = import_list("host\n" . ('bad' . '"' x 130 . "\n") x 250);
is $out, "250 lines are bad: nothing was imported. --keep-going imports the others.\n", 'as many bad lines as a request holds' or diag $err;
my @shown = $err =~ /:(\d+): /g;
is "@shown", "@{[ 2 .. 101 ]}", 'of which the first hundred are shown';
like $err, qr/^And 150 more bad lines\.$/m, 'and the others counted';

# ---- the same endpoint far apart: what it says is what it does ----
my $twice = "host;port;servei\nfar.exemple.cat;;Un\n" . join('', map { "f$_.exemple.cat;;Un\n" } 1 .. 450) . "f7.exemple.cat;;Dos\nFAR.exemple.cat;443;Dos\n";
for my $how ([ '--dry-run' ], [ '--dry-run', '--keep-going' ]) {
	($status, $out, $err) = import_list($twice, @$how);
	is "$status $out", "1 Would be: 451 added, 0 changed, 0 the same, 2 bad.\n", "@$how: a line that names what one of another request does is bad";
	is join(' ', $err =~ /^LIST:(\d+): An earlier line/mg), '453 454', 'each with its line';
}
($status, $out) = import_list($twice, '--dry-run', '--json');
is_deeply [ map { [ @$_{qw(line state)} ] } @{ json_of($out) }[0, 451] ], [ [ 2, 'added' ], [ 453, 'error' ] ], 'a program is told the same';
($status, $out, $err) = import_list($twice);
is $out, "2 lines are bad: nothing was imported. --keep-going imports the others.\n", 'nothing is written' or diag $err;
($status, $out, $err) = import_list($twice, '--keep-going');
is "$status $out", "1 451 added, 0 changed, 0 the same, 2 bad.\n", 'or the others' or diag $err;
is join(' ', $err =~ /^LIST:(\d+): An earlier line/mg), '453 454', 'and those are told';
is((grep { $_->{host} eq 'far.exemple.cat' } @{ rows_now() })[0]{service}, 'Un', 'the first is what counts');
# A cell of two names is two rows of one line: the one that is named twice is bad, and not the other.
($status, $out, $err) = import_list(qq(host\n1.part.cat\n"2.part.cat, 1.part.cat"\n), '--keep-going');
is $out, "2 added, 0 changed, 0 the same, 1 bad.\n", 'of two names in a cell only the one that was named before is bad' or diag $err;
run('remove', '1.part.cat', '2.part.cat');
($status, $out, $err) = import_list("host;servei\nfar.exemple.cat;Un\nfar.exemple.cat;Tres\n", '--keep-going');
is $out, "0 added, 0 changed, 1 the same, 1 bad.\n", 'also where it says nothing new' or diag $err;
run('remove', 'far.exemple.cat', map { "f$_.exemple.cat" } 1 .. 450);

# ---- the last chunk has nothing that could be sent ----
($status, $out, $err) = import_list("host\n" . join('', map { "last$_.exemple.cat\n" } 1 .. 200) . "last1.exemple.cat\n", '--keep-going');
is $out, "200 added, 0 changed, 0 the same, 1 bad.\n", 'a list whose last chunk names only what was named is in' or diag $err;
is scalar(grep { $_->{host} =~ /^last/ } @{ rows_now() }), 200, 'and whole';
run('remove', map { "last$_.exemple.cat" } 1 .. 200);

# ---- a long list, in chunks ----
my $long = "host,servei\n" . join '', map { sprintf "h%04d.exemple.cat,%s\n", $_, 'x' x ($_ % 190) } 1 .. 1500;
($status, $out, $err) = import_list($long);
is $out, "1500 added, 0 changed, 0 the same, 0 bad.\n", 'a list longer than a message is imported' or diag $err;
($status, $out) = import_list($long . "bad host,\n");
is $out, "1 line is bad: nothing was imported. --keep-going imports the others.\n", 'and one bad line at its end stops all of it';
($status, $out, $err) = import_list("on és;nom;host;tipus\nen un fitxer;Segell d'alcaldia;;dispositiu\nprevist;;nou.exemple.cat;\n");
is $out, "2 added, 0 changed, 0 the same, 0 bad.\n", 'what no probe reaches is imported too' or diag $err;
run('add', 'nodes.exemple.cat', '--node', '127.0.0.9:8443', '--node', '127.0.0.8:443');
($status, $out) = run('export');
utf8::encode($out);
spew($file, $out);
($status, $out) = run('import', $file);
is $out, "0 added, 0 changed, 1511 the same, 0 bad.\n", 'what is exported can be imported, and is the same';

# ---- the team's own lists: what tests/fixtures/lists has, each into a backend that knows it not ----
sub told { return decode_json((ctl('list', '--json', '--sort', 'id', @to))[1]); }
sub row_of { my ($name) = @_; return (grep { $_->{name} eq $name } @{ told() })[0]; }
run('remove', '--yes', map { $_->{id} } @{ told() }[ 0 .. 700 ]);
run('remove', '--yes', map { $_->{id} } @{ told() });
is scalar @{ told() }, 0, 'nothing is watched';
($status, $out, $err) = run('import', 'tests/fixtures/lists/control-eacat-1252.csv', '--rows');
is $status, 0, 'the control list of EACAT' or diag $err;
is $err, "Columns of no known name, not read: Observacions\n", 'with what is left out of it';
like $out, qr/^Columns: Nom del certificat = name, Tipus = kind, .*Ubicació = folder\n2  added \(in a file\)\n3  added \(in a file\)\n2 added/, 'is two files';
my $seal = row_of('Segell AOC producció');
is_deeply [ @$seal{qw(type kind certificate_kind declared_issued declared_expiry responsible holder folder)} ],
	[ 'file', 'device', 'segell', '2023-12-20', '2026-12-19', 'cap de Seu', q(Consorci d'Exemple),
		'\\\\fitxers.exemple.local\TECNOLOGIA\SUPORT_TECNIC\CERTIFICATS\SEGELL' ], 'the seal with all that the list says of it';
isnt $seal->{urgency}, 'unknown', 'and urgent by its declared date';
is strftime('%Y-%m-%d', gmtime $seal->{end}), '2026-12-19', 'which is when it ends';
ok $seal->{declared}, 'as declared' if exists $seal->{declared};
is row_of('CDA Via Oberta PRE')->{certificate_kind}, 'CDA', 'and the CDA';

for my $list ('pressupost-1252', 'pressupost-titol') {
	($status, $out, $err) = run('import', "tests/fixtures/lists/$list.csv", '--rows');
	is $status, 0, "$list" or diag $err;
	is $err, "Columns of no known name, not read: Import, Observacions\n", 'what is left out is told';
	my @lines = split /\n/, $out;
	if ($list =~ /titol/) {
		is_deeply [ @lines[1 .. 4] ], [ map { "$_  the same" } 4 .. 7 ], 'the same rows below a title are the same';
		next;
	}
	is_deeply [ @lines[1 .. 4] ], [ '2  added; head of service: cap de Seu; tickets: SIS-5276',
		'3  added (planned); head of service: cap de Diversos; tickets: SIS-2670; which hosts serve it? Add each',
		'4  added; head of service: cap de Tràmits', '5  added (planned); tickets: ST-7618' ], 'each of the four rows';
	is_deeply [ map { my $r = $_; [ @$r{qw(host type certificate_kind service environment declared_expiry declared_issuer)} ] } grep { $_->{type} ne 'file' } @{ told() } ],
		[ [ 'seu.exemple.cat', 'endpoint', 'CDSNM-1', 'Seu electrònica', 'PRO', '2026-12-19', 'Sectigo' ],
		[ '*.exemple.cat', 'planned', 'CDS-1', 'Diversos', 'PRO', '2026-12-19', 'Sectigo' ],
		[ 'tramits.exemple.cat', 'endpoint', 'CDSQ-1', 'Tràmits', 'PRO', '2027-02-01', 'EC-SectorPublic' ],
		[ 'nou.exemple.cat', 'planned', 'CDS-1', 'Tràmits', 'PRE', '', '' ] ], 'as monitors' or diag explain(told());
	is_deeply [ map { $_->{head} } sort { $a->{name} cmp $b->{name} } @{ decode_json((ctl('service', 'list', '--json', @to))[1]) } ],
		[ 'cap de Diversos', 'cap de Seu', 'cap de Tràmits' ], 'with the heads of their services';
	is_deeply row_of('nou.exemple.cat:443')->{tickets}, ['ST-7618'], 'and their tickets';
}
is row_of('*.exemple.cat:443')->{urgency}, $seal->{urgency}, 'a wildcard is urgent by its date too';
like +(run('log'))[1], qr/imported a list +file: pressupost-1252.csv; rows: 4; SHA-256: [0-9a-f]{64}/, 'the trail has the file and its digest';
is scalar(() = (run('log'))[1] =~ /pressupost-titol/g), 0, 'and nothing of one that changed nothing';

# ---- what was edited here since ----
my $edited = "Domini;Cap de servei;Servei;Responsable\ntramits.exemple.cat;un altre;Tràmits;Anna\n";
($status, $out) = import_list($edited, '--rows');
like $out, qr/^2  edited here since; responsible: — → Anna; kept as it is here: head of service$/m, 'a head is not overwritten';
run('edit', 'tramits.exemple.cat', '--responsible', 'Berta');
($status, $out) = import_list($edited =~ s/Anna/Carla/r, '--rows');
like $out, qr/^2  edited here since; kept as it is here: responsible, head of service$/m, 'nor what was edited since the last list';
like $out, qr/1 was edited here since, and stays as it is/, 'which is told';
is row_of('tramits.exemple.cat:443')->{responsible}, 'Berta', 'it is as it was';
($status, $out) = import_list($edited =~ s/Anna/Carla/r, '--rows', '--overwrite');
like $out, qr/responsible: Berta → Carla; head of service: cap de Tràmits → un altre/, 'unless one says so';
is row_of('tramits.exemple.cat:443')->{responsible}, 'Carla', 'then it is as the list says';

# ---- several names, dates as people write them, columns by what is in them, the cell of what is bad ----
($status, $out, $err) = import_list("Llista d'enguany\n\nX;Caduca;Y;Z\n\"https://u.exemple.cat/a, V.exemple.cat.:8443\";19-des-26;SIS-1 SIS-2;\\\\s\\c\n"
	. "w.exemple.cat;20 de gener de 2027;;\n");
is $out, "", 'no column says which' if 0;
($status, $out, $err) = import_list("Host;Caduca;Y;Z\n\"https://u.exemple.cat/a, V.exemple.cat.:8443\";19-des-26;SIS-7;C:\\c\nw.exemple.cat;20 de gener de 2027;;\n");
is $out, "3 added, 0 changed, 0 the same, 0 bad.\n", 'two names of one cell are two rows' or diag $err;
is_deeply [ map { [ @{ row_of($_) }{qw(declared_expiry folder)}, @{ row_of($_)->{tickets} } ] } 'u.exemple.cat:443', 'v.exemple.cat:8443' ],
	[ ([ '2026-12-19', 'C:\\c', 'SIS-7' ]) x 2 ], 'each with what the row says, in columns that no title names';
is row_of('w.exemple.cat:443')->{declared_expiry}, '2027-01-20', 'a date in words is one';
($status, $out, $err) = import_list("Host;Servei;Caduca\nx.exemple.cat;S;31/02/2027\n", '--rows');
like $out, qr/^2  bad; C2: .*'31\/02\/2027' is not a date/m, 'a bad cell is told by its name';

# ---- what a long list needs beside its own text, whatever becomes of its lines ----
SKIP: {
	skip 'memory is not itself under a sanitizer', 14 if build() =~ /san/;
	my %lists = (
		'that cannot be read' => [ 300_000, 64, sub { "h$_[0].exemple.cat;pera$_[0]" . 'x' x 20 } ],
		'that the backend refuses' => [ 10_000, 16, sub { "h $_[0].exemple.cat;443" } ],
		'that would be added' => [ 10_000, 16, sub { "m$_[0].exemple.cat;443" } ],
	);
	for my $what (sort keys %lists) {
		my ($count, $room, $line) = @{ $lists{$what} };
		my $good = $what =~ /added/;
		spew($file, "host;port\n" . join '', map { $line->($_) . "\n" } 1 .. $count);
		for my $json (0, 1) {
			($status, $out, $err) = ctl_within($room, 'import', $file, '--dry-run', ($json ? '--json' : ()), @to);
			is $status, $good ? 0 : 1, "$count lines $what, in $room MB" or diag $err;
			my $told = $json && eval { json_of($out) };
			is $json ? scalar @$told : $out,
				$json ? ($good ? $count : 101) : 'Would be: ' . ($good ? "$count added, 0 changed, 0 the same, 0" : "0 added, 0 changed, 0 the same, $count") . " bad.\n",
				'are told in the end';
			is_deeply $told->[-1], { state => 'error', more => $count - 100 }, 'a program is told how many more are bad' if $json && !$good;
		}
	}
}
# ---- which column is what, said otherwise, and for the next list like it ----
my $said = "Dada;Servei;Que\n1.map.cat;Un;Dos\n";
spew(folder() . '/map.csv', $said);
my @map = ('import', folder() . '/map.csv');
($status, $out, $err) = run(@map, '--columns');
like $out, qr/^ +A +Dada +host +host +by what is in it$/m, 'each column is told, and how it is known' or diag $err;
like $out, qr/^ +C +Que +- +left out *$/m, 'and one that is left out';
like $out, qr/^Fields: name, host, .*tickets/m, 'and all that one may be';
($status, $out, $err) = run(@map, '--map', 'servei=-', '--map', 'C=Servei', '--columns');
like $out, qr/^ +C +Que +service +service +as somebody said$/m, 'a column is what is said' or diag $err;
($status, $out, $err) = run(@map, '--map', 'Que=service');
is $out, "1 added, 0 changed, 0 the same, 0 bad.\n", 'and it is imported so' or diag $err;
is((grep { $_->{host} eq '1.map.cat' } @{ rows_now() })[0]{service}, 'Dos', 'a field is of one column');
($status, $out, $err) = run(@map, '--dry-run');
is "$out$err", "Would be: 0 added, 0 changed, 1 the same, 0 bad.\nColumns are what was said of a list like this one (--forget forgets it).\nColumns of no known name, not read: Servei\n",
	'the next list with these titles is read so, and that is said';
like +(run('log'))[1], qr/said a list's columns/, 'the trail tells of it';
($status, $out, $err) = run(@map, '--dry-run', '--forget');
is $out, "Would be: 0 added, 1 changed, 0 the same, 0 bad.\n", 'until it is forgotten' or diag $err;
for ([ 'None=host', qr/no column None/ ], [ 'Dada=nothing', qr/'Dada=nothing' is none/ ], [ 'Dada', qr/'Dada' is none/ ], [ 'Dada=-', qr/no column with the hosts|host/ ]) {
	($status, $out, $err) = run(@map, '--map', $_->[0]);
	is $status, 1, "--map $_->[0] cannot be";
	like $err, $_->[1], 'and why';
}
run('remove', '1.map.cat');

done_testing;

#!/usr/bin/perl
# The command line as a person and as a script meet it: what each command prints, how it ends, and what it says when
# it is called wrongly or cannot do what it is asked.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
daemon_start();
my @to = ('--socket', folder() . '/socket');

# run(args…): (status, output, errors) as text
sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}

sub refuses {
	my ($status, $pattern, $what, @args) = @_;
	my ($got, $out, $err) = run(@args);
	is $got, $status, "$what: it ends with $status";
	like $err, $pattern, "$what: it says why";
	is $out, '', "$what: nothing on standard output";
}

sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }

# ---- calling it ----
my ($status, $out, $err) = run('--help');
is $status, 0, 'help ends well';
like $out, qr/^  \Q$_\E /m, "help tells of $_" for qw(add edit remove import export list show probe check backup log doctor);
is_deeply [ grep { !/^  \S+ +/ || $+[0] != 14 } grep { /^  / } split /\n/, $out ], [], 'and what each is for begins in one column';
like +(run('list', '--help'))[1], qr/^usage: caducactl list .*--filter/, 'a command has its own help';
is +(run('help', 'list'))[1], +(run('list', '--help'))[1], 'which is asked for in two ways';
for my $line ((run('help'))[1] =~ /^  ([a-z]+) /mg) {
	my ($ended, $said) = run('help', $line);
	is $ended, 0, "help $line ends well";
	like $said, qr/^usage: caducactl $line /, 'and tells how it is called';
	for my $verb ($said =~ /^  ([a-z-]+)  +\S/mg) {
		like +(run('help', $line, $verb))[1], qr/^usage: caducactl $line $verb.*\n(?: {7}.*\n)* {7}\w/, "of $line $verb too, and what for";
	}
}
like +(run('help', 'renewal', 'step', 'choose'))[1], qr/^usage: caducactl renewal step N STEP choose VALUE \[--NAME TEXT\]\.\.\. \[--note TEXT\]\n +decide; /,
	'each act of a step has its own';
is_deeply [ (run('help', 'renewal', 'fly'))[0, 2] ], [ 2, "caducactl: there is no command 'fly'\n" ], 'what there is not is said';
{
	local $ENV{LANGUAGE} = 'ca';
	like +(run('help', 'renewal', 'file'))[1], qr/^ús: caducactl renewal file N PAS FITXER \[--password-fd N\] \[--exposed\] \[--note TEXT\] \[--json\]\n +dona /,
		'and in Catalan it is wholly so';
	like +(run('help', 'edit'))[1], qr/ i les opcions d'add$/m, 'with its words';
	like +(run('help', 'ticket', 'link'))[1], qr/^ús: caducactl ticket link TIQUET .*^ +tots amb \[--system NOM\]/ms, 'of a ticket too';
	like +(run('help', 'ticket', 'fetch'))[1], qr/ TIQUET FITXER .*--to CARPETA/, 'and of its files';
}
# What a person has to put in, in all that is told of how each program is called.
sub metavariables {
	my ($language) = @_;
	local $ENV{LANGUAGE} = $language;
	my $told = join '', (run('help'))[1], map { my $said = qx($ENV{BUILD}/$_ --help); utf8::decode($said); $said } qw(caduca caducad);
	for my $command ($told =~ /^  ([a-z]+) /mg) {
		my $said = (run('help', $command))[1];
		$told .= join '', $said, map { (run('help', $command, $_))[1] } $said =~ /^  ([a-z-]+)  +\S/mg;
	}
	return map { $_ => 1 } $told =~ /(?<![\w-])([[:upper:]][[:upper:]·_-]*)(?!\w)/g;
}
my (%in_english, %in_catalan) = metavariables('en');
%in_catalan = metavariables('ca');
my %of_both = map { $_ => 1 } qw(ARGUMENTS CC CSR HOST HTML ID MONITOR N PKCS PORT SHA TEXT);
is join(' ', grep { $in_english{$_} && !$of_both{$_} } sort keys %in_catalan), '', 'what is to be put in is in Catalan, in every help';
ok scalar(keys %in_english) > 40 && !grep({ !$in_catalan{$_} } qw(FITXER CLAU CAMÍ ACCIÓ ORDRE)), 'and there is much of it' or diag join ' ', sort keys %in_catalan;
like +(run('--version'))[1], qr/^caducactl \d/, 'it has a version';
is +(ctl())[0], 2, 'without a command it ends with 2';
refuses(2, qr/there is no command 'fly'/, 'an unknown command', 'fly');
refuses(2, qr/'--color' is not an option/, 'an unknown option', 'list', '--color');
refuses(2, qr/'--name' is not an option here, or lacks/, 'an option without its value', 'add', 'a.exemple.cat', '--name');
refuses(2, qr/Something is missing: HOST\.\n.*usage: caducactl add/, 'a missing argument', 'add');
refuses(2, qr/Something is missing: STEP\.\n/, 'a step that is not named', 'renewal', 'step', '2');
refuses(2, qr/Something is missing: N STEP\.\n/, 'nor the renewal', 'renewal', 'step');
refuses(2, qr/Something is missing: KEY\.\n/, 'what an act needs', 'renewal', 'step', '2', '0.1', 'ticket');
refuses(2, qr/Something is missing: KEY CERTIFICATE\.\n/, 'all of it', 'match', 'a');
refuses(2, qr/Something is missing: MONITOR\.\n/, 'one of several', 'remove', '--yes');
refuses(2, qr/'--subject' is not an option here, or lacks its value/, 'an option is no value of another',
	'renewal', 'names', '1', '--subject', '--json');
refuses(2, qr/too many arguments/, 'an argument too many', 'list', 'x');

# ---- an empty list ----
like +(run('list'))[1], qr/Nothing is watched yet/, 'an empty list says how to begin';
is_deeply json('list', '--json'), [], 'and is an empty array for programs';

# ---- add ----
($status, $out) = run('add', 'WWW.Exemple.cat:8443', '--name', 'Seu electrònica', '--service', 'Tràmits', '--environment', 'pre',
	'--tag', 'dmz', '--tag', 'bcn', '--kind', 'automatic', '--sni', 'alt.exemple.cat', '--lead', '12');
is $status, 0, 'a host with everything is added';
is $out, "Added: 1 Seu electrònica (www.exemple.cat:8443)\n", 'and said';
my $row = json('list', '--json')->[0];
is_deeply [ @$row{qw(host port name service environment kind sni lead tags protocol)} ],
	[ 'www.exemple.cat', 8443, 'Seu electrònica', 'Tràmits', 'pre', 'automatic', 'alt.exemple.cat', 12, [ 'bcn', 'dmz' ], 'tls' ],
	'the row has all that was said';
is +(run('add', 'https://b.exemple.cat/path'))[1], "Added: 2 b.exemple.cat:443\n", 'a URL is a host';
is +(run('add', '[2001:db8::1]:444', '--name', 'six'))[1], "Added: 3 six ([2001:db8::1]:444)\n", 'so is an address of version 6';
like +(run('add', '--dry-run', 'c.exemple.cat'))[1], qr/could be added/, 'a dry run says that it could be';
is scalar @{ json('list', '--json') }, 3, 'and adds nothing';
is json('add', 'seu.exemple.cat', '--name', 'b.exemple.cat', '--json')->{id}, 4, 'with --json a program learns the number';

refuses(1, qr/'Seu electrònica' \(number 1\) watches that/, 'a duplicate', 'add', 'www.exemple.cat:8443', '--sni', 'alt.exemple.cat');
refuses(1, qr/host: 'a b' has a space/, 'a name with a space', 'add', 'a b');
refuses(1, qr/host: it cannot be empty/, 'an empty name', 'add', '');
refuses(1, qr/host: 'a<U\+001B>b' has characters/, 'a control character', 'add', "a\eb");
refuses(1, qr/host: the text is not UTF-8/, 'bytes that are no text', 'add', "a\xff.cat");
refuses(1, qr/port: 'x:0' is not a number from 1 to 65535/, 'port 0', 'add', 'x:0');
refuses(1, qr/port: 'x:65536' is not/, 'a port out of range', 'add', 'x:65536');
refuses(1, qr/kind: 'pear' is not/, 'an unknown kind', 'add', 'x', '--kind', 'pear');
refuses(1, qr/protocol: 'gopher' is not/, 'an unknown protocol', 'add', 'x', '--protocol', 'gopher');
refuses(1, qr/lead: 'soon' is not a number/, 'a lead in words', 'add', 'x', '--lead', 'soon');

# ---- naming a monitor ----
like +(run('show', '2'))[1], qr/^2  b\.exemple\.cat/, 'by its number';
like +(run('show', 'Seu electrònica'))[1], qr/^1  Seu/, 'by its name';
like +(run('show', 'WWW.exemple.cat'))[1], qr/^1  Seu/, 'by its host';
like +(run('show', 'seu.exemple.cat:443'))[1], qr/^4  b/, 'by host:port';
like +(run('show', '[2001:DB8:0::1]:444'))[1], qr/^3  six/, 'by an address in any of its forms';
like +(run('show', 'https://op1@seu.exemple.cat/x'))[1], qr/^4  b/, 'and by a URL';
refuses(1, qr/There is no monitor 'zzz'/, 'a monitor that is not', 'show', 'zzz');
refuses(1, qr/'b\.exemple\.cat' is more than one monitor: 2 b\.exemple\.cat:443, 4 b\.exemple\.cat \(seu\.exemple\.cat:443\)/,
	'an ambiguous name lists which', 'show', 'b.exemple.cat');

# ---- edit and remove ----
is +(run('edit', '2', '--name', 'bé', '--port', '8443', '--tag', 'x'))[1], "Changed: 2 bé (b.exemple.cat:8443)\n", 'a monitor is changed';
is +(run('edit', '1', '--default-sni', '--tag', ''))[0], 0, 'the SNI and the tags can be taken away';
my %by = map { $_->{id} => $_ } @{ json('list', '--json') };
is_deeply [ @{ $by{1} }{qw(sni tags version)} ], [ undef, [], 2 ], 'they are';
refuses(2, qr/Nothing to change/, 'an edit without a change', 'edit', '2');
refuses(1, qr/There is no monitor/, 'an edit of nothing', 'edit', 'zzz', '--name', 'x');
refuses(1, qr/'six' \(number 3\) watches/, 'an edit into a duplicate', 'edit', '2', '--host', '2001:db8::1', '--port', '444');
is +(run('remove', '3', '4'))[1], "No longer watched: 3 six ([2001:db8::1]:444)\nNo longer watched: 4 b.exemple.cat (seu.exemple.cat:443)\n",
	'monitors are retired';
is scalar @{ json('list', '--json') }, 2, 'and gone from the list';
($status, $out, $err) = run('remove', 'zzz', '2');
is $status, 1, 'one of several that is not fails the command';
like $out, qr/No longer watched: 2/, 'and the others are retired';

# ---- list ----
run('add', "$_.exemple.cat") for qw(c a b);
is join(' ', map { $_->{name} } @{ json('list', '--json', '--sort', 'nom') }),
	'a.exemple.cat:443 b.exemple.cat:443 c.exemple.cat:443 Seu electrònica', 'the list is sorted by what is asked';
is join(' ', map { $_->{name} } @{ json('list', '--json', '--filter', 'servei:tramits') }), 'Seu electrònica', 'and filtered';
like +(run('list', '--filter', 'zzz'))[1], qr/No monitor matches/, 'no match is said';
refuses(2, qr/'color:x': Character 1: there is no field 'color'/, 'a filter that cannot be read', 'list', '--filter', 'color:x');
refuses(2, qr/'tràmits dies<x': Character 14: 'x' is not a number\.\n  tràmits dies<x\n {15}\^\n/, 'and a caret stands below what is wrong', 'list', '--filter', 'tràmits dies<x');
refuses(2, qr/Character 1: what is listed here has no field 'age'\. It has: id, name/, 'a field of other rows', 'list', '--filter', 'age>3');
refuses(2, qr/'nom,color': Character 5: there is no field 'color'/, 'an order that cannot be read', 'list', '--sort', 'nom,color');

# ---- export ----
($status, $out) = run('export');
like $out, qr/^\x{feff}id;name;host;/, 'export writes a table';
like $out, qr/^1;"Seu electrònica";"www\.exemple\.cat";8443;/m, 'with a row for each monitor';
is scalar @{ json('export', '--json') }, 4, 'and JSON';
refuses(2, qr/One form at a time/, 'both at once', 'export', '--csv', '--json');

# ---- log, backup, doctor ----
my $log = json('log', '--json', '--limit', '300');
is $log->[-1]{what}, 'monitor.add', 'the log begins with the first change';
is scalar @$log, 12, 'and has each of them';
is $log->[0]{seq}, 12, 'newest first';
like +(run('log', '--limit', '1'))[1], qr/ added it +7 b\.exemple\.cat:443 +host: b\.exemple\.cat; /m, 'it is a table for people';
is scalar @{ json('log', '--json', '--before', '3') }, 2, 'it goes back from where it is told';
like +(run('log', '--verify'))[1], qr/holds\. Its head is [0-9a-f]{64}/, 'the trail can be verified';
refuses(2, qr/'0' is not a number above 0/, 'a limit of nothing', 'log', '--limit', '0');

my $copy = folder() . '/copy.db';
is +(run('backup', $copy))[0], 0, 'the database is copied';
is sprintf('%o', (stat $copy)[2] & 0777), '600', 'to a file of its owner';
like slurp($copy), qr/^SQLite format 3\0/, 'that is a database';
refuses(1, qr/There is something of that name already/, 'a file that exists is not overwritten', 'backup', $copy);
refuses(1, qr/It is not there/, 'a folder that does not exist', 'backup', folder() . '/no/copy.db');
symlink "$copy.other", folder() . '/link';
refuses(1, qr/already/, 'a link is not followed', 'backup', folder() . '/link');

my %state = map { $_->{name} => $_->{state} } @{ json('doctor', '--json') };
is $state{$_}, 'ok', "doctor finds the $_ well" for qw(backend database audit-trail workers);
{
	local $ENV{LANGUAGE} = 'ca';
	my $told = (run('doctor'))[1];
	my $usage = qx($ENV{BUILD}/caducad --help);
	utf8::decode($usage);
	like $usage, qr/^ús: caducad \[--team\] \[--socket CAMÍ\] \[--state CARPETA\] \[--config FITXER\]$/m, "the backend's usage is in Catalan too";
	like $told, qr/^registre +correcte +és íntegre; el resum final és [0-9a-f]{64}$/m, 'and says so in Catalan';
	unlike $told, qr/\b(version|head|count|limit|certificates)\b/, 'with no word of English';
}

# ---- probe ----
run('add', 'Segell', '--type', 'file');
run('add', '*.exemple.cat', '--type', 'planned', '--name', 'comodí');
($status, $out, $err) = run('probe', 'zzz', '1', 'six', 'Segell', 'comodí', '1');
is $status, 1, 'one of several that is not fails it';
is $out, "1 monitor is being probed.\n", 'but the others are probed, each once';
is $err, join('', map { "caducactl: $_.\n" } "There is no monitor 'zzz'", "There is no monitor 'six'", 'Not Segell: in a file', 'Not comodí: planned'),
	'what is not, is watched no more, or has no host to ask is named';
($status, $out, $err) = run('probe', '1', 'Segell', '--wait');
like "$status $out", qr/^0 1 monitor was probed\.\n1 of them did not answer as it should/, 'and does not count as one that did not answer';
refuses(1, qr/There is no monitor 'zzz'/, 'none of them', 'probe', 'zzz');

# ---- the other language, and no backend ----
$ENV{LANGUAGE} = 'ca';
SKIP: {
	skip 'the catalogue is not built', 3 unless -e build() . '/locale/ca/LC_MESSAGES/caduca.mo';
	refuses(1, qr/^caducactl: No hi ha cap monitor «zzz»\.$/, 'in Catalan', 'show', 'zzz');
}
$ENV{LANGUAGE} = 'en';
@to = ('--socket', folder() . '/nowhere');
refuses(1, qr/The backend does not answer/, 'no backend', 'list');
is_deeply [ map { "$_->{name} $_->{state}" } grep { $_->{name} eq 'backend' } @{ json('doctor', '--json') } ], ['backend failed'],
	'doctor says that there is none';
is +(run('doctor'))[0], 1, 'and ends with 1';
done_testing;

#!/usr/bin/perl
# Whom the alerts of real tools and people are about, and whom not: the tool that sends them, its links and its images.
use strict;
use warnings;
use utf8;
use Caduca;
use Encode ();
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
fleet_start();
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub case_of { open my $f, '<:encoding(UTF-8)', "tests/fixtures/alerts/$_[0]" or die "$_[0]: $!"; local $/; return <$f> }
sub names { return $c->call('renewal.names', { text => $_[0] })->{ok} }
sub at { return join ' ', map { "$_->{host}:$_->{port}" } @{ $_[0] } }
sub unknown { return at(names($_[0])->{unknown}) }
sub known { return at(names($_[0])->{known}) }
sub called { return join ' ', map { $_->{name} } @{ $_[0]{known} } }
sub add { return $c->call('monitor.add', { host => $_[0], port => $_[1] // 443, type => 'planned' })->{ok}{id} }

# ---- where nothing is watched yet ----
is unknown(case_of('nagios.eml')), 'seu.exemple.cat:443 www.seu.exemple.cat:443', 'Nagios: the host and the other name, not the address';
is unknown(case_of('kuma.txt')), 'api.exemple.cat:8443', 'Uptime Kuma: the host of the link';
is unknown(case_of('base64.eml')), 'tramits.exemple.cat:443 seu.exemple.cat:443', 'Zabbix: the subject and the body';
is unknown(case_of('taula.txt')), 'tramits.exemple.cat:443 via.exemple.cat:443 smtp.exemple.cat:25', 'a table';
is join(' ', map { $_->{protocol} } @{ names(case_of('taula.txt'))->{unknown} }), 'tls tls smtp', 'whose mail server is asked for STARTTLS';
unlike unknown(case_of('prtg.eml')), qr/prtg/, 'PRTG: not the tool';
like unknown(case_of('prtg.eml')), qr/^tramits\.exemple\.cat:443/, 'but what it tells of';
unlike unknown(case_of('sectigo.eml')), qr/cert-manager/, 'a CA: not its portal';
is unknown(case_of('firmaprofessional.eml')), '', 'nor another one\'s';
my $people = names(case_of('catala.eml'));
is_deeply $people->{tickets}, [qw(SIS-2670 ST-7618)], 'the tickets of a person';
like at($people->{unknown}), qr/www\.exemple\.cat:443.*intranet\.exemple\.cat:8443 tramits\.exemple\.cat:443/, 'and the hosts';

# ---- whose alert it is ----
is unknown("From: Vigia <avisos\@vigia.example>\n\nwww.exemple.cat caduca: https://panell.vigia.example/1"), 'www.exemple.cat:443',
	'links to whoever sends it are left out';
is unknown("From: Vigia <avisos\@exemple.cat>\n\nhttps://www.exemple.cat caduca"), 'www.exemple.cat:443', 'not so where it tells of nobody else';
add('www.exemple.cat');
is unknown("From: Vigia <avisos\@exemple.cat>\n\nwww.exemple.org i https://nou.exemple.cat caduquen"), 'www.exemple.org:443 nou.exemple.cat:443',
	'nor where the domain is one of ours';
add('prtg.exemple.cat');
is known("https://prtg.exemple.cat/ https://www.exemple.cat/"), 'www.exemple.cat:443', 'a tool that is watched is not meant by its link';
is known("caduca prtg.exemple.cat"), 'prtg.exemple.cat:443', 'but by its name';
is unknown("vegeu LLEGEIX" . ".md i copia.zip"), '', 'nor a file';
is unknown("https://contacte.aoc.cat/ https://scd.aoc.cat/"), '', 'nor is where things are asked for';


# ---- where they are watched ----
sub run { my ($status, $out, $err) = ctl(@_, '--socket', folder() . '/socket'); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub watch { my ($endpoint, $name, @args) = @_; utf8::encode($name); is +(run('add', $endpoint, '--name', $name, @args))[0], 0, "$endpoint is watched"; }
sub endpoint { my $h = $host{ $_[0] }; return "$h->{host}:$h->{port}" }
sub in_file {
	my ($name, $serial, @more) = @_;
	my $path = folder() . '/' . $serial . '.crt';
	openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', folder() . '/x.key', '-out', $path, '-subj', '/CN=x',
		'-days', 30, '-set_serial', "0x$serial", @more);
	utf8::encode($name);
	run('add', $name, '--type', 'file', '--kind', 'device');
	is +(run('certificate', $name, $path))[0], 0, "the certificate with the number $serial is known";
}
watch(endpoint('wildcard'), "comodi-$_", '--sni', "$_.exemple.cat") for qw(intern tramits);
watch('intranet.exemple.cat:8443', 'intranet', '--type', 'planned');
watch('exemple.cat', 'arrel', '--type', 'planned');
watch(endpoint('wrong-host'), 'altra', '--sni', 'x.exemple.org');
run('probe', '--all', '--wait');
in_file('Segell de proves', '2FC93A4C7C46233692334665B3A1DEBC02CF4DC2');
in_file('Un de Sectigo', '49654395D9CB');
in_file('Curt', '1A2B');

my $prtg = names(case_of('prtg.eml'));
is called($prtg), 'comodi-tramits comodi-intern', 'PRTG: the monitors that serve the wildcard, the one that it names first; not its host, nor the tool';
is at($prtg->{unknown}), '', 'all of which are watched';
is $prtg->{announced}{days}, 19, 'and in how many days, not the limit of the tool';
$people = names(case_of('catala.eml'));
is called($people), 'www.exemple.cat:443 intranet comodi-tramits comodi-intern', 'a person: www, intranet on its port and tramits, then who else serves the wildcard';
is at($people->{unknown}), '', 'and no other';
is_deeply $people->{certificates}, ['*.exemple.cat'], 'the certificate';
is_deeply $people->{tickets}, [qw(SIS-2670 ST-7618)], 'the tickets';
is_deeply $people->{announced}, { dates => ['2026-12-19'], days => 19 }, 'and when it expires';
my $sectigo = names(case_of('sectigo.eml'));
is called($sectigo), 'comodi-intern comodi-tramits Un de Sectigo', 'a CA: whose certificate has the name, or the number';
is at($sectigo->{unknown}), '', 'and not its portal';
is_deeply $sectigo->{announced}, { dates => ['2026-12-19'], days => 30 }, 'a date as it is written in America';
is_deeply names(case_of('base64.eml'))->{announced}{dates}, ['2026-12-19'], 'a date within base64';
is_deeply names(case_of('nagios.eml'))->{announced}, { dates => ['2026-12-19'], days => 20, sent => '2026-11-29' }, 'of Nagios, and when it was sent';
is_deeply names(case_of('kuma.txt'))->{announced}, { dates => [] }, 'when it was looked at is no date of expiry';
my $segell = names(case_of('firmaprofessional.eml'));
is called($segell), 'Segell de proves', 'a number finds the certificate in a file';
is $segell->{known}[0]{procedure}, 'dispositiu-eacat', 'which is renewed by EACAT';
is at($segell->{unknown}), '', 'and neither portal is a candidate';
run('add', 'Segell AOC producció', '--type', 'file', '--kind', 'device');
is called(names(case_of('firmaprofessional.eml'))), 'Segell de proves Segell AOC producció', 'so does its name';
is called(names("núm. 49:65:43:95:d9:cb")), 'Un de Sectigo', 'a number with colons, in small letters';
is called(names('serial 0x49654395D9CB')), 'Un de Sectigo', 'or with what says that it is one';
is called(names('order 80699274418635')), 'Un de Sectigo', 'or decimal';
is called(names('49:65:43:95:d9')), '', 'but not a part of it';
is called(names('1A2B')), '', 'a short one is no number';
is called(names('Serial Number: 1A2B')), 'Curt', 'unless the text says so';
is called(names('altra.exemple.cat')), 'altra', 'a name that a certificate has finds who serves it';
is called(names("altra.exemple.cat:$host{'wrong-host'}{port}")), 'altra', 'on that port too';
is at(names('altra.exemple.cat:4')->{unknown}), 'altra.exemple.cat:4', 'and on no other';

# ---- what people call them ----
is called(names(case_of('nom-de-monitor.txt'))), '', 'a name that nothing has finds nothing';
watch('a.exemple.org', 'Seu', '--type', 'planned');
watch('b.exemple.org', 'b', '--service', 'seu', '--type', 'planned');
watch('seu.exemple.org', 'c', '--type', 'planned');
watch('museu.exemple.org', 'museu', '--type', 'planned');
watch('seu-bis.exemple.org', 'd', '--service', 'Seu electrònica', '--type', 'planned');
is called(names(case_of('nom-de-monitor.txt'))), 'Seu b c', 'the monitors of that name, service or first label, and no others';
is names(case_of('nom-de-monitor.txt'))->{announced}{days}, 5, 'in so many days';
is called(names("ALERTA seu: https://a.exemple.org")), 'Seu', 'not where a host is named';
is called(names("el certificat de www caduca")), '', 'nor by words that stand anywhere';
is called(names("CADUCA LA SEU ELECTRONICA")), 'Seu b c d', 'in any case, without accents';

# ---- what is announced and what is served ----
my ($until) = map { $_->{not_after} } grep { $_->{name} eq 'altra' } rows($c);
my @day = localtime $until;
my $day = sprintf '%02d/%02d/%d', $day[3], $day[4] + 1, $day[5] + 1900;
sub agrees { my $one = names($_[0])->{known}[0]; return exists $one->{agrees} ? $one->{agrees} ? 'yes' : 'no' : 'nothing said' }
is agrees("altra.exemple.cat caduca el $day"), 'yes', 'it is what is served';
is agrees("altra.exemple.cat caduca el 19/12/2026"), 'no', 'or is not';
is agrees("altra.exemple.cat caduca d'aquí a 1 dia"), 'no', 'also by its days';
is agrees("altra.exemple.cat"), 'nothing said', 'or nothing is said';
is agrees("b.exemple.org caduca el $day"), 'nothing said', 'or none was seen';
is names('altra.exemple.cat')->{known}[0]{not_after}, $until, 'until when it is served is told';

# ---- links that filters rewrote ----
is called(names('https://urldefense.proofpoint.com/v2/url?u=https-3A__a.exemple.org_seu&d=DwMFAg&c=x&r=y')), 'Seu', 'urldefense, second version';

# ---- the other name of a host ----
watch('seu.exemple.cat', 'Seu de proves', '--type', 'planned');
in_file('Altre nom', '77AABBCCDD', '-addext', 'subjectAltName=DNS:www.seu.exemple.cat');
my $nagios = names(case_of('nagios.eml'));
is called($nagios), 'Seu de proves Altre nom', 'Nagios: the host, and who has the other name';
is at($nagios->{unknown}), '', 'and nobody besides, its address least of all';

# ---- kept, by whoever feeds mail ----
sub json_of { my ($status, $out) = run(@_); utf8::encode($out); return decode_json($out) }
sub feed { my ($text, @args) = @_; utf8::encode($text); return run(\$text, 'alert', @args) }
sub recorded { return grep { $_->{what} eq 'alert.record' } @{ json_of('log', '--limit', 1000, '--json') } }
my %id = map { $_->{name} => $_->{id} } rows($c);
my $served = sprintf '%02d/%02d/%d', $day[3], $day[4] + 1, $day[5] + 1900;
my ($status, $out, $err) = feed("From: Vigia <a\@vigia.example>\nSubject: altra.exemple.cat\n\nCaduca el 19/12/2026.\x{1b}[31m\x{202e}\n");
is $status, 0, 'an alert on standard input is taken';
like $out, qr/altra \(.*\): Its certificate ends on \Q$served\E: not what is announced \(19\/12\/2026\)/, 'what it announces is held against what is served';
like $out, qr/^Recorded of 1 monitor\.$/m, 'and it is kept';
is_deeply [ map { [ $_->{subject}, $_->{after}{name}, $_->{after}{sender} ] } recorded() ], [ [ $id{altra}, 'altra', 'vigia.example' ] ], 'in the trail of the monitor';
is_deeply json_of('renewal', 'list', '--json'), [], 'no renewal begins by itself';
feed("altra.exemple.cat\n" . 'és llarga ' x 900);
($status, $out, $err) = feed("ningu.exemple.org caduca\n");
is $status, 1, 'what is about nothing that is watched is for a person';
like $out, qr/ningu\.exemple\.org:443 is not watched/, 'and says of whom it is';
like $err, qr/nothing that is watched/, 'and why';
is scalar(recorded()), 2, 'and is not kept';
is +(feed('', '--nope'))[0], 2, 'called wrongly it ends with 2';
my $answer = do { my ($s, $o) = feed('altra.exemple.cat: expires in 3 days', '--json'); utf8::encode($o); decode_json($o) };
is_deeply [ @{$answer}{qw(recorded opened)} ], [ [ $id{altra} ], [] ], 'the same for programs';
is $answer->{announced}{days}, 3, 'with what it announces';

run('renewal', 'open', 'altra');
my @evidence = @{ json_of('renewal', 'show', 1, '--json')->{alerts} };
is scalar @evidence, 3, 'the renewal that begins later has them as evidence';
is $evidence[0]{text}, "From: Vigia <a\@vigia.example>\nSubject: altra.exemple.cat\n\nCaduca el 19/12/2026.<U+001B>[31m<U+202E>", 'cleaned';
cmp_ok length(Encode::encode('UTF-8', $evidence[1]{text})), '<=', 2003, 'and bounded';
like $evidence[1]{text}, qr/llarga[^\x{fffd}]*…$/, 'between characters';
($status, $out) = run('renewal', 'show', 1, '--markdown');
like $out, qr/^## Alerts\n\n- Recorded: \d\d\/\d\d\/\d{4} \d\d:\d\d, \S+\n- Announced: 19\/12\/2026\n\n> From: Vigia <a\@vigia\.example>\n> Subject: altra\.exemple\.cat\n>\n> Caduca el/m,
	'and its record shows it';
feed('altra.exemple.cat torna a caducar');
is scalar @{ json_of('renewal', 'show', 1, '--json')->{alerts} }, 3, 'one that comes later is in the trail only';
run('renewal', 'open', 'museu');
is json_of('renewal', 'show', 2, '--json')->{alerts}, undef, 'a renewal that no alert was about has none';
unlike +(run('renewal', 'show', 2, '--markdown'))[1], qr/## Alerts/, 'nor its record';
($status, $out) = feed("https://seu-bis.exemple.org i *.exemple.cat caduquen, i nou.exemple.org", '--open');
is $status, 0, 'told to, it opens';
is_deeply [ map { join ' ', sort map { $_->{name} } @{ json_of('renewal', 'show', $_, '--json')->{monitors} } } 3, 4 ],
	[ 'd', 'comodi-intern comodi-tramits' ], 'a renewal for each certificate of what is watched';
is scalar(grep { $_->{host} eq 'nou.exemple.org' } rows($c)), 0, 'and adds nothing';
is json_of('renewal', 'show', 4, '--json')->{origin}, 'alert', 'that began by an alert';
like json_of('renewal', 'show', 4, '--json')->{alerts}[0]{text}, qr/seu-bis/, 'which is its evidence';
like +(feed('d.exemple.org i seu-bis.exemple.org', '--open'))[1], qr/is in renewal 3 already/, 'once only';

# ---- agreed to ----
sub renewals { return scalar @{ json_of('renewal', 'list', '--json') } }
sub ask {
	my ($typed, $text, @args) = @_;
	spew(folder() . '/alert.txt', $text);
	spew(folder() . '/typed', $typed);
	my $command = build() . "/caducactl --socket " . folder() . "/socket renewal open --paste @args <" . folder() . '/alert.txt; echo "ended $?"';
	return `COLUMNS=100 script -qec '$command' /dev/null <@{[folder()]}/typed`;
}
my $before = renewals();
system('setsid', '-w', 'sh', '-c', build() . "/caducactl --socket " . folder() . '/socket renewal open --paste --add <<-E >' . folder() . '/out 2>' . folder()
	. "/err\nhttps://b.exemple.org nou.exemple.org\nE");
is $? >> 8, 1, 'where there is nobody to ask, it fails';
like slurp(folder() . '/out'), qr/nou\.exemple\.org:443 is not watched: it will be\.\n2 distinct certificates in 2 monitors/, 'and says what it would do';
like slurp(folder() . '/err'), qr/--yes/, 'and how to agree';
is renewals(), $before, 'nothing was opened';
is scalar(grep { $_->{host} eq 'nou.exemple.org' } rows($c)), 0, 'nor added';
like ask("n\n", 'https://b.exemple.org nou.exemple.org', '--add'), qr/Go on\?.*Nothing was done\..*ended 1/s, 'somebody who does not agree is heard';
is renewals(), $before, 'and nothing was opened';
is scalar(grep { $_->{host} eq 'nou.exemple.org' } rows($c)), 0, 'nor added, either';
is scalar(grep { $_->{subject} == $id{b} } recorded()), 0, 'nor kept';
like ask("y\n", 'https://b.exemple.org nou.exemple.org smtp.exemple.org:25', '--add'), qr/Go on\?.*ended 0/s, 'and whoever does';
is renewals(), $before + 3, 'then all that was said begins';
is_deeply [ map { $_->{protocol} } grep { $_->{host} eq 'smtp.exemple.org' } rows($c) ], ['smtp'], 'a mail server by STARTTLS';
like ask("y\n", 'a.exemple.org i y.exemple.org', ), qr/y\.exemple\.org:443 is not watched: renewal open --paste --add adds it.*1 distinct certificate in 1 monitors?: one.*ended 0/s, 'without --add';
is scalar(grep { $_->{host} eq 'y.exemple.org' } rows($c)), 0, 'what is not watched stays so';
is scalar(grep { $_->{subject} == $id{Seu} } recorded()), 1, 'what was agreed to is kept';

# ---- more than fit ----
$c->call('monitor.add', { host => 'molts.exemple.org', port => 1000 + $_, sni => 'tots.exemple.org', type => 'planned' }) for 1 .. 300;
my $many = names('molts.exemple.org tots.exemple.org');
cmp_ok $many->{left_off}, '>', 0, 'of more monitors than a line holds some are left off';
is $many->{left_off} + @{ $many->{known} }, 300, 'and each is counted once, by however many names it is found';

is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

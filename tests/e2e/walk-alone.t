#!/usr/bin/perl
# Renewals walked to their end by the command line alone: nothing is typed but the line that was printed last, with a
# value where it names one. Procedure A for a wildcard, on two hosts, by another CA, with the permission asked for on the
# way; A by CESICAT in the urgent channel; B for a segell; C by itself. What each step prints is looked at as it comes by.
use strict;
use warnings;
use utf8;
use Caduca;
use Cwd 'abs_path';
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $bin = abs_path(build());
$ENV{PATH} = "$bin:$ENV{PATH}";
my $orders = fleet_start();
my %host = map { $_->{name} => $_ } manifest();
authority();
my $dir = folder() . '/papers';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub done { my ($what, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 0, $what or diag $out, $err; return $out; }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub quoted { return "'" . $_[0] =~ s/'/'\\''/gr . "'" }

# The first command of what was printed, as it stands.
sub line_of { return $_[0] =~ /^(?:First|Now|When it comes): (caducactl .*)$/m ? $1 : '' }

# type(command): types it into a shell.
sub type {
	my ($command) = @_;
	utf8::encode($command);
	my $out = `$command 2>&1 </dev/null`;
	my $status = $? >> 8;
	utf8::decode($out);
	return ($status, $out);
}

# follow(printed, step => value or sub…): types line after line until there is none. A value stands for the word in
# capitals; one that begins with a blank is what is typed after the act instead of what was proposed. Steps walked.
sub follow {
	my ($out, %of) = @_;
	my @walked;
	while (my $line = line_of($out)) {
		my ($what, $step) = $line =~ /renewal (step|file|value|verify|close) \d+(?: (?:[\w-]+\/)?([\w-]+))?/;
		$step //= $what;
		my $accepts = $line =~ / accept /;
		my $given = $of{ $accepts ? "$step accept" : $step };
		$given = $given->($out) if ref $given;
		last if defined $given && $given eq 'stop';
		if (defined $given && $given =~ /^ /) {
			$line =~ s/( (?:choose|archive|complete|ticket)) .*/$1$given/ or $line .= $given;
		} elsif (defined $given) {
			$line =~ s/(?<= )(?:KEY|TEXT|FILE|VALUE|DATE)(?= |$)/quoted($given)/e;
		}
		if ($line =~ / (KEY|TEXT|FILE|VALUE|DATE)( |$)/) {
			like $out, qr/^  $1: \S/m, "$step: what has to be put in is named";
			fail "$step asks for $1: $line";
			last;
		}
		$line .= ' --yes' if $line =~ / ticket /; # nobody sits there to be asked whether a new key is right
		my $status;
		($status, $out) = type($line);
		# a file that a person may take all the same is told by failing, and by the line that takes it
		if ($status && !($what eq 'file' && line_of($out) =~ / accept /)) { fail "$step: $line"; diag $out; last; }
		push @walked, $step;
		if (@walked > 80) { fail 'it goes round in circles'; last; }
	}
	return ($out, @walked);
}

# shows(renewal, step, pattern => what…): what the step prints.
sub shows {
	my ($id, $step, @what) = @_;
	my ($status, $out) = run('renewal', 'step', $id, $step);
	while (my ($pattern, $what) = splice @what, 0, 2) { like $out, $pattern, "$step: $what" }
	return $out;
}

# request(file, domain): a key and a CSR with the subject that the ticket asks for.
sub request {
	my ($file, $domain) = @_;
	openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/$file.key", '-out', "$dir/$file.csr", '-utf8',
		'-subj', "/C=ES/ST=Barcelona/L=Barcelona/O=Consorci Administracio Oberta de Catalunya/OU=Area de Tecnologia/CN=$domain"
		. '/emailAddress=certificats@aoc.cat');
	chmod 0600, "$dir/$file.key";
	return "$dir/$file.csr";
}
sub installs {
	my ($certificate, $key, @hosts) = @_;
	for my $name (@hosts) {
		print $orders "bring $name $certificate $key\n";
		is fleet_answer(), 'ok', "$name has what it will serve";
		print $orders "switch $name\n";
		is fleet_answer(), 'ok', 'and serves it';
	}
}

# The record of a closed renewal, as an auditor reads it.
sub record {
	my ($id, @lines) = @_;
	my $text = done("renewal $id: its record", 'renewal', 'show', $id, '--markdown');
	unlike $text, qr/\{\{|\}\}/, 'has no holes';
	unlike $text, qr{\b(?:cds-cesicat|dispositiu-eacat|permisos-remedy|canal-urgent)/}, 'and no keys of steps';
	while (my ($pattern, $what) = splice @lines, 0, 2) { like $text, $pattern, $what }
	return $text;
}

# ---- A: a wildcard on two hosts, by another CA ----
my $wildcard = '*.exemple.test';
my $old = certificate_for(request('old', $wildcard), "DNS:$wildcard", 40);
installs($old, "$dir/old.key", qw(due late));
run('add', "$host{due}{host}:$host{due}{port}", '--name', 'www', '--sni', 'www.exemple.test');
run('add', "$host{late}{host}:$host{late}{port}", '--name', 'seu', '--sni', 'seu.exemple.test');
run('probe', '--all', '--wait');
run('service', 'add', 'Seu', '--head', 'Maria Pons', '--pattern', 'exemple.test', '--pattern', '*.exemple.test');
my $csr;
my $certificate;
my $opened = done('one of two hosts is opened', 'renewal', 'open', 'www', 'seu');
is line_of($opened), 'caducactl --socket ' . folder() . '/socket renewal step 1 cds-cesicat/data-caducitat complete',
	'and the line that does the first thing is a whole one';
my ($out, @walked) = follow($opened,
	'head' => 'Maria Pons',
	'noms' => ' nomes-domini --note proves',
	'tiquet-csr' => sub {
		shows(1, 'tiquet-csr', qr/^Text to copy$/m => 'has a text to copy', qr/^Common Name: \*\.exemple\.test$/m => 'with the wildcard in it',
			qr/^Project +SIS$/m => 'for its project', qr/SIS-2670/ => 'and the notes of the page');
		return 'SIS-901';
	},
	'tiquet-cap' => sub { shows(1, 'tiquet-cap', qr/^Linked to +SIS-901$/m => 'names the ticket it is linked to'); return 'ST-77' },
	'fitxer-csr' => sub {
		shows(1, 'espera-csr', qr/^State +Waiting for Sistemes · (?:just now|\d+ min ago) · turn: theirs$/m => 'says whose turn it is and since when',
			qr{^Follow-up +\d\d/\d\d/\d{4}$}m => 'and until when', qr/^Reminder \(ours: .*\n\nRecordatori: CSR /m => "and has the reminder, which is ours");
		return $csr = request('new', $wildcard);
	},
	'fitxer-key' => sub { return "$dir/new.key" },
	'ca' => sub {
		shows(1, 'ca', qr/^  \( \) altra +Una altra CA\n      --ca-nom TEXT: Nom de la CA$/m => 'says what a choice asks for',
			qr/--note TEXT: This choice needs a reason/ => 'and which needs a reason');
		return " altra --ca-nom 'Sectigo de proves'";
	},
	'altra-numero' => 'COMANDA-7',
	'certificat' => sub { return $certificate = certificate_for($csr, "DNS:$wildcard") },
	'tiquet-installacio' => 'SIS-950',
	'verify' => sub { installs($certificate, "$dir/new.key", qw(due late)); return '' },
);
is json('renewal', 'show', 1, '--json')->{state}, 'closed', "A is closed by what it printed" or diag "@walked\n$out";
shows(1, 'certificat', qr/^State +done · [\d\/]+ [\d:]+ · \w+$/m => 'a closed one says when and by whom',
	qr/^  x certificate-chain +The chain is complete: passed \(should pass\)$/m => 'and what its checks said');
shows(1, 'verificar', qr{^2/2 addresses serve the new one$}m => 'and what was seen');
unlike +(run('renewal', 'step', 1, 'tancar'))[1], qr/^Now: /m, 'nothing is to be done there any more';
record(1, qr/^# Renewal 1: \*\.exemple\.test$/m => 'is of the wildcard', qr/^- Monitor: www$/m => 'of one host', qr/^- Monitor: seu$/m => 'and the other',
	qr/Sectigo de proves/ => 'names the CA', qr/COMANDA-7/ => 'and the number of its request');

# ---- A: by CESICAT, in the urgent channel, with a permission to ask for ----
my $soon = 'soon.exemple.test';
run('add', "$host{soon}{host}:$host{soon}{port}", '--name', 'tramits', '--sni', $soon);
run('probe', 'tramits', '--wait');
done('another one is opened', 'renewal', 'open', 'tramits', '--ticket', 'ST-500');
like $out = done('it is made urgent', 'renewal', 'urgent', 2), qr/^Now: /m, 'and goes on';
my $form;
my ($csr2, $certificate2);
($out, @walked) = follow($out,
	'head' => 'Maria Pons', 'noms' => ' nomes-domini --note proves', 'tiquet-csr' => 'SIS-911', 'tiquet-cap' => 'ST-78',
	'fitxer-csr' => sub { return $csr2 = request('soon', $soon) },
	'fitxer-key' => sub { return "$dir/soon.key" },
	'permis-remedy' => ' no', 'persona' => 'Maria Pons', 'persona-usuari' => 'mpons',
	'detall-peticio' => sub {
		$form = shows(2, 'detall-peticio', qr/Quantitat de Subject alternative names: \(left empty on purpose\)/ => 'says what is left empty on purpose',
			qr/^ *soon\.csr · SHA-256 [0-9a-f]{64}$/m => 'and which file to attach');
		return '';
	},
	'dades-contacte' => sub { shows(2, 'dades-contacte', qr/NIF: \(your own\)/ => "has one's own NIF"); return '' },
	'remedy-numero' => 'REQ000777',
	'certificat' => sub { return $certificate2 = certificate_for($csr2, "DNS:$soon") },
	'certificat accept' => 'Només es demana el domini',
	'tiquet-installacio' => 'SIS-951',
	'verify' => sub { installs($certificate2, "$dir/soon.key", 'soon'); return '' },
);
is json('renewal', 'show', 2, '--json')->{state}, 'closed', 'A in the urgent channel is closed by what it printed' or diag "@walked\n$out";
ok + (grep { $_ eq 'contactar-cesicat' } @walked), 'with the step of the urgent channel';
ok + (grep { $_ eq 'correu-permis' } @walked), 'and the permission asked for on the way';
is shows(2, 'detall-peticio') =~ tr/x// > 0, 1, 'the form is ticked';
record(2, qr/^- Urgent channel: yes$/m => 'it says that it was urgent', qr/^- .*Remedy: REQ000777$/m => 'and the number in Remedy',
	qr/^  - .*: accepted with a reason, \w+: Només es demana el domini$/m => 'and what was accepted, by whom and why');
like shows(2, 'certificat'), qr/^  ~ certificate-names .*: accepted \(should pass\)\n.*\n      Reason: Només es demana el domini \(\w+\)$/m, 'the step says so too';

# ---- B: a segell ----
my $password = 'canari-5b20';
spew("$dir/password", $password);
sub seal {
	my ($name, $days, $subject, $san) = @_;
	openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/$name.key", '-days', $days, '-subj', $subject, '-out', "$dir/$name.crt",
		$san ? ('-addext', "subjectAltName=DNS:$san") : ());
	openssl('pkcs12', '-export', '-inkey', "$dir/$name.key", '-in', "$dir/$name.crt", '-passout', "file:$dir/password", '-out', "$dir/$name.p12");
	return "$dir/$name.p12";
}
my $identity = '/C=ES/O=CONSORCI ADMINISTRACIO OBERTA DE CATALUNYA/organizationIdentifier=VATES-Q0801175A/CN=Segell AOC producció';
utf8::encode($identity);
seal('seal-old', 25, $identity);
run('add', 'Segell AOC', '--type', 'file', '--kind', 'device');
run('certificate', 'Segell AOC', "$dir/seal-old.crt");
my $first = done('a segell is opened', 'renewal', 'open', 'Segell AOC');
($out, @walked) = follow($first, 'tipus' => ' segell', 'responsable' => 'Maria Pons', 'us' => 'Ús directe propi', 'eacat-numero' => 'E-2026-1',
	'p12' => 'stop');
my ($status, $said);
my $line = line_of($out);
with_descriptor($password, sub {
	($status, $said) = type(($line =~ s/ FILE/ ' ' . quoted(seal('stranger', 800, '\/C=ES\/O=UNA ALTRA\/CN=Segell AOC'))/er) . " --password-fd $_[0]");
});
isnt $status, 0, "B: a stranger's segell is refused";
like $said, qr/It is somebody else's/, 'and the reason said';
with_descriptor($password, sub {
	my $own = quoted(seal('seal-new', 800, $identity));
	($status, $said) = type(($line =~ s/ FILE/ $own/r) . " --password-fd $_[0]");
});
($out, @walked) = follow(done('it goes on', 'renewal', 'show', 3), 'carpeta' => ' segell', 'tiquet-origen' => 'ST-600', 'head' => 'Maria Pons', 'project-head' => 'Pere Soler') if is $status, 0, "B: the segell's own is taken" or diag $said;
is_deeply [ grep { /^(?:tiquet-origen|head|project-head)$/ } @walked ], [], 'nothing is asked for that only a note has';
is json('renewal', 'show', 3, '--json')->{state}, 'closed', 'B is closed by what it printed' or diag "@walked\n$out";
record(3, qr/^- PKCS#12: seal-new\.p12$/m => 'has the file', qr/Maria Pons/ => 'and who answers for it');

# ---- C: a permission by itself ----
($out, @walked) = follow(done('C is opened', 'renewal', 'open', '--procedure', 'permisos-remedy'), 'persona' => 'Pere Soler', 'persona-usuari' => 'psoler');
is "@walked", 'persona persona-usuari correu-permis provar-permis close', 'C is walked by what it printed';
is json('renewal', 'show', 4, '--json')->{state}, 'closed', 'and closed' or diag $out;
record(4, qr{Pere Soler} => 'and says for whom');

# ---- A by EACAT, with a reason, for a server ----
my $served = 'eacat.exemple.test';
my $served_by = "/C=ES/O=CONSORCI ADMINISTRACIO OBERTA DE CATALUNYA/CN=$served";
seal('served-old', 25, $served_by, $served);
installs("$dir/served-old.crt", "$dir/served-old.key", 'ok');
run('add', "$host{ok}{host}:$host{ok}{port}", '--name', 'eacat', '--sni', $served);
run('probe', 'eacat', '--wait');
($out, @walked) = follow(done('a server is opened', 'renewal', 'open', 'eacat', '--ticket', 'ST-700'),
	'head' => 'Maria Pons', 'noms' => ' nomes-domini --note proves', 'tiquet-csr' => 'SIS-960', 'tiquet-cap' => 'ST-79',
	'fitxer-csr' => sub { return request('served', $served) }, 'fitxer-key' => sub { return "$dir/served.key" },
	'ca' => ' eacat --note excepcio', 'tipus' => ' altre', 'responsable' => 'Maria Pons', 'us' => 'Ús directe propi',
	'eacat-numero' => 'E-2026-2', 'p12' => 'stop');
ok + (grep { $_ eq 'csr-innecessari' } @walked), 'A by EACAT: Sistemes is told that the CSR is not needed any more';
$line = line_of($out);
with_descriptor($password, sub {
	my $own = quoted(seal('served-new', 800, $served_by, $served));
	($status, $said) = type(($line =~ s/ FILE/ $own/r) . " --password-fd $_[0]");
});
is $status, 0, 'its own certificate is taken' or diag $said;
($out, @walked) = follow(done('it goes on', 'renewal', 'show', 5), 'p12' => 'stop', 'carpeta' => ' cda', 'tiquet-servidor' => 'SIS-961',
	'verify' => sub { installs("$dir/served-new.crt", "$dir/served-new.key", 'ok'); return '' });
ok + (grep { $_ eq 'tiquet-servidor' } @walked), 'Sistemes is asked to install it' or diag "@walked\n$out";
is json('renewal', 'show', 5, '--json')->{state}, 'closed', 'and it is closed by what it printed' or diag "@walked\n$out";
record(5, qr/excepcio/ => 'says why a server goes by EACAT', qr/SIS-961/ => 'and by which ticket it was installed');

# ---- what was done, of what ----
run('edit', 'www', '--service', 'Tràmits');
run('edit', 'www', '--service', 'Seu');
my $log = done('the trail', 'log', '--limit', '1000');
like $log, qr/ changed it +1 www +service: Tràmits → Seu$/m, 'a change is told from what to what, and of what';
like $log, qr/ changed it +1 www +service: Tràmits$/m, 'what was nothing before alone';
like $log, qr/ chose +renewal 1 \*\.exemple\.test +2\.3 Amb quina CA es renova\?: Una altra CA; Nom de la CA: Sectigo de proves$/m,
	'a choice by its title, at its step, with its value';
like $log, qr/ gave the ticket +renewal 2 \Q$soon\E +1\.1 .*: SIS-911$/m, 'a ticket';
like $log, qr/ accepted a failed check +renewal 2 \Q$soon\E +4\.1 .*; Només es demana el domini$/m, 'what was accepted, and why';
unlike $log, qr{\b(?:renewal|monitor|service)\.[a-z]+ |cds-cesicat/|\{}, 'without the codes of the trail';
is json('log', '--json', '--limit', '1')->[0]{what}, 'monitor.edit', 'which are there for programs';
{
	local $ENV{LANGUAGE} = 'ca';
	like done('in Catalan', 'log', '--limit', '2'), qr/ l'ha canviat +1 www +servei: Tràmits → Seu$/m, 'in words of ours';
}

ok connect_to()->call('log.verify')->{ok}, 'the audit trail holds';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# What a renewal asks for: a monitor of www.* that serves a wildcard has the wildcard renewed, from the ticket to the
# verification, and two monitors of different names have both in their one certificate.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
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
sub show { return json('renewal', 'show', $_[0], '--json') }
sub step { my ($id, $step, @act) = @_; return done("$step @act", 'renewal', 'step', $id, $step, @act) }

# request(file, domain, names): a key and a CSR with the subject that the ticket asks for.
sub request {
	my ($file, $domain, @names) = @_;
	openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', "$dir/$file.key", '-out', "$dir/$file.csr", '-utf8',
		'-subj', "/C=ES/ST=Barcelona/L=Barcelona/O=Consorci Administracio Oberta de Catalunya/OU=Area de Tecnologia/CN=$domain"
		. '/emailAddress=certificats@aoc.cat', @names ? ('-addext', 'subjectAltName=' . join ',', map { "DNS:$_" } @names) : ());
	return "$dir/$file.csr";
}

sub brings {
	my ($host, $certificate, $key) = @_;
	print $orders "bring $host $certificate $key\n";
	is fleet_answer(), 'ok', "$host has what it will serve";
}

# failed(renewal, step, file): the checks that failed, as "id:code …".
sub failed {
	my ($status, $out) = run('renewal', 'file', @_, '--json');
	utf8::encode($out);
	my $answer = decode_json($out);
	return join ' ', map { $_->{state} eq 'failed' ? "$_->{id}:$_->{code}" : () } @{ $answer->{checks} // $answer->{args}{checks} };
}

sub to_the_ticket {
	my ($id) = @_;
	step($id, 'data-caducitat', 'complete');
	step($id, 'origen', 'choose', 'renovacio');
}

sub from_the_csr_to_the_certificate {
	my ($id) = @_;
	step($id, 'fitxer-key', 'exclude', '--note', 'Sistemes la guarda');
	step($id, 'tiquet-cap', 'ticket', 'ST-77', '--yes');
	step($id, 'ca', 'choose', 'cesicat');
	step($id, 'permis-remedy', 'choose', 'si');
	step($id, 'entrar-remedy', 'complete');
	step($id, $_, 'tick', 'all') for qw(dades-contacte detall-peticio);
	step($id, 'remedy-numero', 'value', 'REQ000123');
}

# ---- a wildcard ----
my $wildcard = '*.exemple.test';
my $old = certificate_for(request('old', $wildcard), "DNS:$wildcard", 40);
brings('due', $old, "$dir/old.key");
print $orders "switch due\n";
is fleet_answer(), 'ok', 'the host serves a wildcard';
run('add', "$host{due}{host}:$host{due}{port}", '--name', 'www', '--sni', 'www.exemple.test');
run('probe', '--all', '--wait');
done('a renewal of it is opened', 'renewal', 'open', 'www');
is show(1)->{domain}, $wildcard, 'its subject name is that of the certificate of today';
is_deeply show(1)->{names}, [$wildcard], 'which covers its monitor';
to_the_ticket(1);
my $ticket = json('renewal', 'step', 1, 'tiquet-csr', '--json')->{template};
is $ticket->{title}, "Generació CSR $wildcard", 'the ticket is of the wildcard';
like $ticket->{body}, qr/^Common Name: \Q$wildcard\E\nOrganization: /m, 'and asks for it, and for no other name';
step(1, 'tiquet-csr', 'ticket', 'SIS-901', '--yes');
is failed(1, 'fitxer-csr', request('host', 'www.exemple.test')), 'csr-cn:csr-other-domain', 'a CSR of the host is refused';
my $csr = request('new', $wildcard);
is failed(1, 'fitxer-csr', $csr), '', 'one of the wildcard passes';
from_the_csr_to_the_certificate(1);
my %field = map { $_->{name} => $_->{value} } @{ json('renewal', 'step', 1, 'detall-peticio', '--json')->{fields} };
is $field{'Common name'}, $wildcard, 'the form asks for it';
is $field{Comentaris}, "Sol·licitud d'un certificat SSL amb domini: $wildcard", 'the comment too';
is failed(1, 'certificat', certificate_for($csr, 'DNS:www.exemple.test')), 'certificate-covers:certificate-other-domain certificate-names:certificate-names-lost',
	'a certificate of the host alone is refused';
my $certificate = certificate_for($csr, "DNS:$wildcard");
brings('due', $certificate, "$dir/new.key");
is failed(1, 'certificat', $certificate), '', 'one of the wildcard passes';
like json('renewal', 'step', 1, 'arxiu', '--json')->{folder}, qr/\\comodi\.exemple\.test$/, 'its folder has no asterisk';
step(1, 'arxiu', 'archive', '--args', '{"confirmed":true}');
like json('renewal', 'step', 1, 'tiquet-installacio', '--json')->{template}{body}, qr/\\comodi\.exemple\.test$/m, 'the ticket names that folder';
step(1, 'tiquet-installacio', 'ticket', 'SIS-950', '--yes');
step(1, 'espera-installacio', 'complete');
print $orders "switch due\n";
is fleet_answer(), 'ok', 'it is installed';
done('it is verified', 'renewal', 'verify', 1);
is json('renewal', 'step', 1, 'verificar', '--json')->{state}, 'done', 'every address of the host serves it';
step(1, 'tancar', 'tick', 'all');
done('and it is closed', 'renewal', 'close', 1);
like done('the record', 'renewal', 'show', 1, '--markdown'), qr/^# Renewal 1: \Q$wildcard\E$/m, 'is of the wildcard';

# ---- two monitors of different names ----
run('add', "$host{soon}{host}:$host{soon}{port}", '--name', 'seu', '--sni', 'seu.exemple.test');
run('add', "$host{late}{host}:$host{late}{port}", '--name', 'tramits', '--sni', 'tramits.altre.test');
run('probe', '--all', '--wait');
done('a renewal of two is opened', 'renewal', 'open', 'seu', 'tramits');
is_deeply show(2)->{names}, ['seu.exemple.test', 'tramits.altre.test'], 'its names are those of both';
to_the_ticket(2);
step(2, 'noms', 'choose', 'nomes-domini', '--note', 'proves') if json('renewal', 'step', 2, 'noms', '--json')->{ready};
like json('renewal', 'step', 2, 'tiquet-csr', '--json')->{template}{body},
	qr/^Common Name: seu\.exemple\.test\nSubject Alternative Names: tramits\.altre\.test\n/m, 'the ticket asks for both';
step(2, 'tiquet-csr', 'ticket', 'SIS-902', '--yes');
is failed(2, 'fitxer-csr', request('one', 'seu.exemple.test')), 'csr-sans:csr-absent-sans', 'a CSR without one of them is told';
$csr = request('both', 'seu.exemple.test', 'seu.exemple.test', 'tramits.altre.test');
is failed(2, 'fitxer-csr', $csr), '', 'one of both passes';
from_the_csr_to_the_certificate(2);
like failed(2, 'certificat', certificate_for($csr, 'DNS:seu.exemple.test')), qr/^certificate-covers:certificate-other-domain/,
	'a certificate without one of them is refused';
like +(run('renewal', 'file', 2, 'certificat', certificate_for($csr, 'DNS:seu.exemple.test')))[1] . (run('renewal', 'file', 2, 'certificat', certificate_for($csr, 'DNS:seu.exemple.test')))[2],
	qr/not good for 'tramits\.altre\.test'/, 'by its name';
unlike failed(2, 'certificat', certificate_for($csr, 'DNS:seu.exemple.test,DNS:tramits.altre.test')), qr/covers/, 'one of both covers them';

# ---- names that a person changes ----
is done('the names', 'renewal', 'names', 2), "seu.exemple.test\ntramits.altre.test\n", 'stand a line each, the subject name first';
my $changed = done('another subject', 'renewal', 'names', 2, '--subject', 'tramits.altre.test', 'seu.exemple.test', 'nou.exemple.test');
like $changed, qr/\Atramits\.altre\.test\nseu\.exemple\.test\nnou\.exemple\.test\n/, 'they are changed';
like $changed, qr/^Made with the names of before: 1\.1 .*SIS-902$/m, 'and what was made with the old ones is named';
is +(run('renewal', 'names', 2, '--subject', ''))[0], 1, 'an empty subject is refused';
is +(run('renewal', 'names', 2, 'no un nom'))[0], 1, 'what is no name is refused';
is show(2)->{names}[2], 'nou.exemple.test', 'and changes nothing';
my $left = done('names without that of a monitor', 'renewal', 'names', 2, '--subject', 'seu.exemple.test', 'nou.exemple.test');
like $left, qr/^Hosts of its monitors that no name covers: tramits\.altre\.test$/m, 'name the monitor that is left out';
is_deeply show(2)->{uncovered}, ['tramits.altre.test'], 'in the answer too';

# ---- today's certificate has more than is asked for, until it is asked for ----
my $more = certificate_for(request('more', 'seu.exemple.test'), 'DNS:seu.exemple.test,DNS:www.seu.exemple.test', 40);
brings('ok', $more, "$dir/more.key");
print $orders "switch ok\n";
is fleet_answer(), 'ok', 'a host serves one of two names';
run('add', "$host{ok}{host}:$host{ok}{port}", '--name', 'dos', '--sni', 'seu.exemple.test');
run('probe', '--all', '--wait');
done('a renewal of it is opened', 'renewal', 'open', 'dos');
is_deeply show(3)->{names_lost}, ['www.seu.exemple.test'], 'the other name of today is not asked for by itself';
step(3, 'data-caducitat', 'complete');
step(3, 'origen', 'choose', 'renovacio');
my $question = json('renewal', 'step', 3, 'noms', '--json');
ok $question->{ready}, 'which is asked before anybody is';
like $question->{text}, qr/: www\.seu\.exemple\.test\./, 'and said by its name';
done('it is added to the names', 'renewal', 'names', 3, 'www.seu.exemple.test');
is json('renewal', 'step', 3, 'noms', '--json')->{state}, 'not-applicable', 'then there is nothing left to decide';
is_deeply json('renewal', 'step', 3, 'origen', '--json')->{record}{names}, ['seu.exemple.test'], 'what was confirmed is kept';
like done('the record', 'renewal', 'show', 3, '--markdown'), qr/^- Names: seu\.exemple\.test, www\.seu\.exemple\.test$/m, 'names them';

# ---- a whole domain, before any host of it is there ----
like +(run('add', '*.nou.test'))[2], qr/'\*\.nou\.test' is every host of a domain/, 'no host is a whole domain';
done('its certificate can be planned', 'add', '*.Nou.test', '--type', 'planned');
is json('list', '--filter', '*.nou.test', '--json')->[0]{host}, '*.nou.test', 'it is a row, and found by its name';
like done('the list', 'list', '--filter', '*.nou.test'), qr/\*\.nou\.test:443 +planned/, 'that says what it is';
run('probe', '*.nou.test', '--wait');
is json('list', '--filter', '*.nou.test', '--json')->[0]{outcome}, 'none', 'nothing of it is probed';
done('its renewal is opened', 'renewal', 'open', '*.nou.test');
is_deeply show(4)->{names}, ['*.nou.test'], 'and is for it';
step(4, 'origen', 'choose', 'nou', '--with', 'tiquet-origen=ST-8');
like json('renewal', 'step', 4, 'tiquet-csr', '--json')->{template}{body}, qr/^Common Name: \*\.nou\.test$/m, 'from its first ticket on';

ok connect_to()->call('log.verify')->{ok}, 'the audit trail holds';

is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

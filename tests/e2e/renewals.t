#!/usr/bin/perl
# A renewal walked from its opening to its close by the command line, through procedure A, on a host that is switched to
# the new certificate on the way. The backend is killed after each step that was acknowledged, and nothing of it is lost;
# two who write at once meet a conflict with the new state; and the end is reached only when the host was seen.
use strict;
use warnings;
use utf8;
use Caduca;
use Digest::SHA 'sha256_hex';
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $orders = fleet_start();
my %host = map { $_->{name} => $_ } manifest();
authority();
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
my $login = getpwuid $>;

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
}

sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub show { return json('renewal', 'show', $_[0] || 1, '--json') }
sub row { my ($name) = @_; return (grep { $_->{name} eq $name } @{ json('list', '--json') })[0]; }

# The state of each step of renewal 1, by the id of the step.
sub states {
	my %state;
	for my $phase (@{ show()->{phases} }) { $state{ $_->{key} =~ s{.*/}{}r } = $_->{state} for @{ $phase->{steps} } }
	return \%state;
}

# Does one act, kills the backend as soon as it is acknowledged, and looks whether the new one knows of it.
my ($lost, $acts) = (0, 0);
sub walk { my ($step, @act) = @_; return survives("$step: @act[0..($#act > 1 ? 1 : $#act)]", 'renewal', 'step', 1, $step, @act) }
sub bring { my ($step, $file) = @_; return survives("$step: a file", 'renewal', 'file', 1, $step, $file) }
sub survives {
	my ($what, @command) = @_;
	my ($status, $out, $err) = run(@command);
	is $status, 0, $what or diag $out, $err;
	my $before = states();
	daemon_stop($pid, 'KILL');
	$pid = daemon_start(config => "workers = 1;\n");
	my $after = states();
	$acts++;
	$lost++ if join(' ', map { "$_ $before->{$_}" } sort keys %$before) ne join(' ', map { "$_ $after->{$_}" } sort keys %$after);
	return $after;
}

# ---- opening ----
for my $name (qw(due soon late)) {
	my $h = $host{$name};
	run('add', "$h->{host}:$h->{port}", '--name', $name, '--sni', "$name.exemple.test");
}
my $domain = 'due.exemple.test';
my ($csr, $key) = csr_for($domain);
openssl('req', '-new', '-key', $key, '-out', $csr, '-utf8', '-addext', "subjectAltName=DNS:$domain,DNS:soon.exemple.test", '-subj',
	'/C=ES/ST=Barcelona/L=Barcelona/O=Consorci Administracio Oberta de Catalunya/OU=Area de Tecnologia'
	. "/CN=$domain/emailAddress=certificats\@aoc.cat");
my $certificate = certificate_for($csr, "DNS:$domain,DNS:soon.exemple.test,IP:$host{due}{host}");
my $awaited = digest_of($certificate);
print $orders "bring due $certificate $key\n";
is fleet_answer(), 'ok', 'the fleet has the certificate that will be installed';
run('service', 'add', 'Seu', '--head', 'Maria Pons', '--pattern', $domain);
run('probe', '--all', '--wait');
like +(run('renewal', 'list'))[1], qr/There are no renewals/, 'without renewals the list says so';
is row('due')->{renewal}, undef, 'and a row has none';
refuses(1, qr/There is no monitor 'zzz'/, 'a renewal of no monitor', 'renewal', 'open', 'zzz');
refuses(1, qr/There is no procedure 'zzz'/, 'by no procedure', 'renewal', 'open', 'due', '--procedure', 'zzz');
like +(run('renewal', 'open', 'due', 'soon', 'due'))[1], qr{^Renewal 1: in progress, phase 0 of 4 · ours\nNext: 0\.1 Verificar la data de caducitat\nNow: caducactl .*renewal step 1 cds-cesicat/data-caducitat complete$}m,
	'a renewal of two monitors is opened, by the procedure of their kind';
is_deeply row('due')->{renewal}, { id => 1, version => 1, phase => 0, phases => 4, waiting_on => '', contradiction => undef, state => 'open', follow_up => undef, answered => JSON::PP::false }, 'the row shows it';
is_deeply row('soon')->{renewal}, row('due')->{renewal}, 'that of the other monitor too';
refuses(1, qr/'soon' is in renewal 1 already/, 'a second one of the same monitor', 'renewal', 'open', 'soon');
refuses(1, qr/There is no renewal 9/, 'a renewal that is not', 'renewal', 'show', '9');
refuses(2, qr/'x' is not the number of a renewal/, 'a word for its number', 'renewal', 'show', 'x');
refuses(1, qr/Something comes before it: .*0\.1/, 'a step before its turn', 'renewal', 'step', 1, 'tiquet-csr', 'ticket', 'SIS-1');
refuses(1, qr/The renewal has no step 'fly'/, 'a step that is not', 'renewal', 'step', 1, 'fly', 'complete');
refuses(1, qr/Nothing of that name/, 'an act that is not', 'renewal', 'step', 1, 'origen', 'fly');
refuses(1, qr/Nothing of that name/, 'what only the backend may say', 'renewal', 'step', 1, 'verificar', 'observe');
refuses(1, qr/Nothing of that name/, 'a document without its file', 'renewal', 'step', 1, 'fitxer-csr', 'document', '--args',
	'{"document":{"name":"x.csr"},"checks":[{"name":"csr-parses","result":"passed"}]}');

# ---- two at once ----
my ($one, $other) = (connect_to(), connect_to());
$other->call('watch');
my $version = $one->call('renewal.show', { id => 1 })->{ok}{renewal}{version};
my $first = $one->call('renewal.do', { id => 1, version => $version, what => 'claim' });
is $first->{ok}{renewal}{claimed_by}, $login, 'the first of two writers claims it';
my $second = $other->call('renewal.do', { id => 1, version => $version, what => 'pause', args => { until => '2999-01-01' } });
is $second->{error}{code}, 'conflict', 'the second gets a conflict';
is $second->{error}{args}{renewal}{claimed_by}, $login, 'with the new state';
is show()->{state}, 'open', 'and has changed nothing';
$other->call('status');
my ($told) = map { $_->{claimed_by} } grep { $_->{name} eq 'due' } map { @{ $_->{data}{rows} || [] } } reverse @{ $other->{events} };
wait_until('the console is told', sub {
	$other->call('status');
	($told) = grep { defined } map { $_->{claimed_by} } grep { $_->{name} eq 'due' } map { @{ $_->{data}{rows} || [] } } @{ $other->{events} };
	return defined $told;
});
is $told, $login, 'whoever watches is told of the claim';

sub today_where { my ($is) = @_; return join ' ', map { join '+', map { $_->{code} } @{ $_->{reasons} } } grep { $is->($_) } @{ json('today', '--json') } }
sub todays { my ($renewal) = @_; return today_where(sub { $_[0]{subject} eq 'renewal' && $_[0]{renewal} == $renewal }) }
sub against { return json('renewal', 'list', '--json')->[0]{contradiction} }

# ---- walking, with a kill after each step ----
walk('data-caducitat', 'complete');
my $seen = json('renewal', 'step', 1, 'data-caducitat', '--json')->{record}{addresses};
is_deeply [ sort map { $_->{sha256} } @$seen ], [ sort map { $host{$_}{expect}{sha256} } qw(due soon) ],
	'what the addresses served is kept as its evidence';
refuses(1, qr/value: 'pera' is not known/, 'a choice that is not', 'renewal', 'step', 1, 'origen', 'choose', 'pera');
walk('origen', 'choose', 'renovacio');
refuses(1, qr/ticket: 'x' is not the key of a ticket/, 'a ticket that is none', 'renewal', 'step', 1, 'tiquet-csr', 'ticket', 'x');
like +(run('renewal', 'step', 1, 'tiquet-csr'))[1], qr/Common Name: \Q$domain\E/, 'the text of the ticket is filled in';
my $state = walk('tiquet-csr', 'ticket', 'SIS-901', '--yes');
is $state->{'espera-csr'}, 'waiting', 'a wait begins when its turn comes';
is_deeply row('due')->{tickets}, ['SIS-901'], 'the row has the ticket';
my $step = json('renewal', 'step', 1, 'tiquet-cap', '--json');
is $step->{to}, 'Maria Pons', 'the head is that of the service';
run('renewal', 'value', 1, 'head', 'Pere Soler');
is json('service', 'show', 'Seu', '--json')->{service}{head}, 'Pere Soler', 'a head typed in a renewal is remembered';
run('service', 'edit', 'Seu', '--head', 'Anna Vila');
is json('renewal', 'step', 1, 'tiquet-cap', '--json')->{to}, 'Anna Vila', 'a head who changes is changed in the renewal too';
walk('tiquet-cap', 'ticket', 'ST-77', '--yes');
{
	my $r = row('due')->{renewal};
	like delete $r->{follow_up}, qr/^20\d\d-\d\d-\d\d$/, 'the row says when to look at it again';
	is_deeply $r, { id => 1, version => 7, phase => 1, phases => 4, waiting_on => 'Sistemes', contradiction => undef, state => 'open', answered => JSON::PP::false },
		'it is their turn, and the row says whose';
}
bring('fitxer-csr', $csr);
refuses(1, qr/A reason is needed/, 'to leave out the key without a reason', 'renewal', 'step', 1, 'fitxer-key', 'exclude');
walk('fitxer-key', 'exclude', '--note', 'Sistemes la guarda');
walk('ca', 'choose', 'cesicat');
walk('permis-remedy', 'choose', 'si');
walk('entrar-remedy', 'complete');
walk('dades-contacte', 'tick', 'all');
walk('detall-peticio', 'tick', 'all');
walk('remedy-numero', 'value', 'REQ000123');
is row('due')->{renewal}{waiting_on}, 'el CTTI', 'it waits for the CTTI';
my ($day, $month, $year) = (json('renewal', 'list', '--json')->[0]{follow_up}) =~ /^(\d+)-(\d+)-(\d+)$/ ? ($3, $2, $1) : ();
like +(run('renewal', 'list'))[1], qr{^ +1 +\Q$domain\E +in progress +3/4 .* waiting for el CTTI +$day/$month/$year .*SIS-901 ST-77 REQ000123$}m,
	'and the list says for whom, until when, and with which tickets';
is json('renewal', 'list', '--json')->[0]{domain}, $domain, 'for programs as well';
refuses(1, qr/cannot be verified yet/, 'to verify before there is a certificate', 'renewal', 'verify', 1);
print $orders "switch due\n";
run('probe', 'due', '--wait');
is against(), 'served-before-issued', 'the new one served while it still waits for the CTTI: found without being asked';
is row('due')->{renewal}{contradiction}, 'served-before-issued', 'and the row says so';
like +(run('renewal', 'list'))[1], qr/new one served already; waiting for el CTTI/, 'the table too';
print $orders "back due\n";
run('probe', 'due', '--wait');
is against(), undef, 'and it is over when the old one is back';
bring('certificat', $certificate);
walk('arxiu', 'archive', '--args', '{"confirmed":true}');
$state = walk('tiquet-installacio', 'ticket', 'SIS-950', '--yes');
is $state->{'espera-installacio'}, 'waiting', 'Sistemes is to install it';
cmp_ok row('due')->{next_probe_at} - time, '<=', 3600 * 1.2, 'from then on it is probed every hour';
is $lost, 0, "of $acts acknowledged steps none is lost by a kill";

# ---- the closed loop ----
sub verified {
	my ($s) = grep { $_->{kind} eq 'verify' } map { @{ $_->{steps} } } @{ show()->{phases} };
	return [ @$s{qw(state good total)} ];
}
run('renewal', 'step', 1, 'verificar', 'seen', '--args',
	encode_json({ monitor => row('due')->{id}, address => 'fora', sha256 => $awaited, where => 'Firefox' }));
is_deeply verified(), [ 'doing', 0, 2 ], 'seen in a browser before anything was looked at, it says nothing of the addresses known';
run('renewal', 'undo', 1);
like +(run('log'))[1], qr/undid what was done.*: doing → to do/, 'the trail says of what is undone which step it was, and how it stood';
walk('verificar', 'override', '--note', 'Ho diu Sistemes');
is row('due')->{overridden}, 1, 'a verification that was overridden leaves a mark on the row, after a kill too';
is row('soon')->{overridden}, 1, 'on that of the other monitor as well';
like +(run('list'))[1], qr/ due .*new one not seen/, 'in the list';
like +(run('show', 'due'))[1], qr/New one +the verification of renewal 1 was overridden/, 'and where it is shown';
print $orders "switch due\n";
run('probe', 'due', '--wait');
is row('due')->{overridden}, undef, 'until a probe sees the new one';
is row('soon')->{overridden}, 1, 'there';
print $orders "back due\n";
run('probe', 'due', '--wait');
is row('due')->{overridden}, 1, 'and again while the old one is back';
walk('verificar', 'again');
is row('soon')->{overridden}, undef, 'to verify anew takes it away';
walk('espera-installacio', 'again');
is +(run('renewal', 'verify', 1))[0], 0, 'it is verified before it was installed';
is_deeply verified(), [ 'doing', 0, 2 ], 'no address has it';
refuses(1, qr/These steps are not done: .*4\.5/, 'to close it', 'renewal', 'close', 1);
run('ticket', 'look', 'SIS-950', '--category', 'done');
wait_until('a probe is later than that look', sub { run('probe', 'due', 'soon', '--wait'); return against() });
is against(), 'ticket-done-but-old', 'the ticket is resolved and the old one served: found, whoever waits for it';
like todays(1), qr/\bold-served\b/, 'which needs a hand';
like +(run('renewal', 'show', 1))[1], qr/Attention +The ticket to install it is resolved/, 'and said in a sentence';
like +(run('check', 'soon', '--warning', 'expired', '--critical', 'expired'))[1], qr/^CADUCA CRITICAL .*soon .*\(ticket resolved, old one served\)/, 'to whoever checks too';
run('ticket', 'look', 'SIS-950', '--category', 'doing');
is against(), undef, 'it is open again';
walk('espera-installacio', 'complete', '--note', 'SIS-950 tancat');
is against(), undef, 'the ticket is closed, and nobody has looked since';
wait_until('a probe is later than that', sub { run('probe', 'due', 'soon', '--wait'); return against() });
is against(), 'closed-but-old', 'the ticket of the installation closed and the old one served: found';
like +(run('renewal', 'show', 1))[1], qr/Attention +It is said to be installed/, 'and said in a sentence';
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
wait_until('it is looked at again', sub { run('probe', 'due', 'soon', '--wait'); return against() });
is against(), 'closed-but-old', 'and found again by a backend that was killed';
walk('espera-installacio', 'again');
is against(), undef, 'to wait for them again ends it';
print $orders "switch due\n";
run('probe', 'due', '--wait');
wait_until('it verifies by itself', sub { return verified()->[1] });
is_deeply verified(), [ 'doing', 1, 2 ], 'seen on one of two, by itself: not yet';
is against(), undef, 'while one serves the old one an open ticket is as it should be';
my $probed = json('renewal', 'step', 1, 'verificar', '--json')->{record}{addresses};
is_deeply [ map { $_->{connections} } grep { $_->{sha256s}[0] eq $awaited } @$probed ], [8], 'with eight connections';
my $at = show()->{version};
run('renewal', 'verify', 1);
is show()->{version}, $at, 'to see the same again is no change';
refuses(1, qr/the digests differ/, 'another certificate seen in a browser', 'renewal', 'step', 1, 'verificar', 'seen', '--args',
	JSON::PP->new->encode({ monitor => 2, address => $host{soon}{host}, sha256 => 'c' x 64 }));
walk('verificar', 'seen', '--args', JSON::PP->new->encode({ monitor => 2, address => $host{soon}{host}, sha256 => $awaited, where => 'Firefox' }));
is_deeply verified(), [ 'done', 2, 2 ], 'the other seen in a browser: all';
walk('tancar', 'tick', 'all');
is +(run('renewal', 'close', 1))[0], 0, 'it is closed';
is row('due')->{renewal}, undef, 'and gone from the row';
is_deeply row('due')->{findings}, [], 'which has no change that it is not behind';
is_deeply json('renewal', 'list', '--json'), [], 'and from the list';
is json('renewal', 'list', '--all', '--json')->[0]{state}, 'closed', 'where --all still has it';
refuses(1, qr/The renewal is closed/, 'an act on a closed one', 'renewal', 'claim', 1);

# ---- the record ----
my $markdown = (run('renewal', 'show', 1, '--markdown'))[1];
like $markdown, qr/^# Renewal 1: \Q$domain\E$/m, 'the record has its head';
like $markdown, qr/ \| $login \| chose: CESICAT \(Sectigo\) \| 2\.3 Amb quina CA es renova\? \| /, 'what was done stands in it in words';
like $markdown, qr/^- \[x\] 1\.1 .*: done$/m, 'each step';
like $markdown, qr/ Sol·licitar el certificat a l'altra CA: not applicable$/m, 'one that does not apply, without its holes';
like $markdown, qr/^- SIS-950: 4\.3 /m, 'each ticket';
like $markdown, qr/^  - SHA-256 `${\sha256_hex(slurp($certificate))}`$/m, 'each digest';
like $markdown, qr/^\| [\d\/]+ [\d:]+ \| \Q$login\E \| said it does not apply \| 1\.4 Comprovar la clau privada \| Sistemes la guarda \|$/m, 'who did what, when and why';
like $markdown, qr/\| caducad \| looked at every address \|/, 'and what the backend saw';
like $markdown, qr/^- Origin: the list$/m, 'where it came from';
like $markdown, qr/^- \[x\] 2\.3 .*: done, CESICAT \(Sectigo\)\n  - Done: [^,]+, \Q$login\E$/m, 'each choice, when and by whom it was made';
like $markdown, qr/^- \[ \] 1\.4 .*: not applicable\n(?:  - .*\n)*  - Reason: Sistemes la guarda$/m, 'why a step does not apply';
like $markdown, qr/^  - 127[.\d]+ \(×8\) `$awaited`$/m, 'what each address served';
like $markdown, qr/^- Número de la petició de Remedy: REQ000123$/m, 'the number of the request';
like $markdown, qr/, Firefox, \Q$login\E|Firefox, \Q$login\E/, 'what was seen in a browser, and by whom';
my $c = connect_to();
ok $c->call('log.verify')->{ok}{head}, 'the audit trail holds';
my @trail = @{ $c->call('log', { limit => 200 })->{ok}{events} };
push @trail, @{ $c->call('log', { limit => 200, before => $trail[-1]{seq} })->{ok}{events} };
my %what = map { $_->{what} => 1 } @trail;
ok $what{$_}, "it has $_" for qw(renewal.open renewal.choose renewal.ticket renewal.document renewal.observe renewal.close);

# ---- rolled back after closing ----
print $orders "back due\n";
run('probe', 'due', '--wait');
wait_until('it is opened anew', sub { return show()->{state} eq 'open' });
is show()->{state}, 'open', 'the old certificate served again opens it anew';
is row('due')->{renewal}{id}, 1, 'and the row says so';
is_deeply row('due')->{findings}, [], 'so that it is no change of somebody else';
is against(), 'rolled-back', 'with the reason';
is_deeply [ map { my %one = %$_; delete $one{good}; \%one } @{ json('renewal', 'step', 1, 'verificar', '--json')->{record}{addresses} } ], [ { monitor => row('due')->{id}, address => $host{due}{host}, sha256s => [ $host{due}{expect}{sha256} ],
	connections => 1, outcome => 'ok' } ], 'and its evidence: which address showed which certificate, and how it was reached';
refuses(1, qr/These steps are not done: 4\.5/, 'to close it as it is', 'renewal', 'close', 1);
print $orders "switch due\n";
run('probe', 'due', '--wait');
wait_until('it is verified again', sub { return verified()->[0] eq 'done' });
is +(run('renewal', 'close', 1))[0], 0, 'installed again, it is closed again';
daemon_stop($pid);
$pid = daemon_start(config => "workers = 1;\n");
print $orders "back due\n";
run('probe', 'due', '--wait');
wait_until('it is opened anew', sub { return show()->{state} eq 'open' });
is show()->{state}, 'open', 'what it was closed with is known after a restart';
print $orders "switch due\n";
run('probe', 'due', '--wait');
wait_until('it is verified again', sub { return verified()->[0] eq 'done' });
run('renewal', 'close', 1);

# ---- whose it is, rest, haste, and taking back ----
is +(run('renewal', 'reopen', 1, '--note', 'error'))[0], 0, 'it is reopened, with a reason';
is row('due')->{renewal}{id}, 1, 'and back in the row';
run('renewal', 'close', 1);
run('renewal', 'open', 'late');
is +(run('renewal', 'handover', 2, 'op2', '--yes'))[0], 0, 'a renewal is handed over';
refuses(1, qr/cannot be done/, 'to claim what another has', 'renewal', 'claim', 2);
is row('late')->{claimed_by}, 'op2', 'the row says whose it is';
run('renewal', 'step', 2, '0.1', 'note', '--note', 'avisat | el cap');
my $page = (run('renewal', 'handover-page', 'op2'))[1];
like $page, qr/^# Handover of op2$/m, 'all that one has open is a page';
like $page, qr/^## 2 · late\.exemple\.test$/m, 'with each renewal';
like $page, qr/^- Ours: 0\.1 /m, 'what comes next';
like $page, qr/^  avisat \\\| el cap$/m, 'and what was noted';
unlike $page, qr/^## 1 /m, 'and nothing of others';
is_deeply json('renewal', 'takeover', '--from', 'op2', '--json'), [2], 'all that one has is taken over';
is row('late')->{claimed_by}, $login, 'and is ours';
my $report = (run('report'))[1];
like $report, qr/^# Certificates: report for the meeting$/m, 'the week is a report';
like $report, qr/^\| late \| -?\d+ \| [\d\/]+ \| [\d\/]+ \| late \| .*\| phase \d of \d, \Q$login\E \|/m, 'with what expires, and how far its renewal is';
like $report, qr/^\| renewal 2 late\.exemple\.test \| opened it,.* \| .* \| .*\Q$login\E.* \| [\d\/]+ \|$/m, 'what was done in a renewal in one line';
like $report, qr/^### Ours\n\n.*\n.*\n(?:\|.*\n)*\| 2 \| late\.exemple\.test \| \d\/\d /m, 'and whose turn it is';
unlike +(run('report', '--filter', 'due'))[1], qr/late\.exemple/, 'of some monitors alone nothing of others';
is +(run('report', '--since', 'ahir'))[0], 2, 'since a day that there is';
run('renewal', 'urgent', 2);
ok show(2)->{urgent}, 'the urgent channel is switched on';
run('renewal', 'undo', 2);
ok !show(2)->{urgent}, 'and taken back';
refuses(1, qr/until: 'ahir' is not a date/, 'a date that is none', 'renewal', 'pause', 2, 'ahir');
is +(run('renewal', 'pause', 2, '2999-01-01'))[0], 0, 'it rests until a date';
is show(2)->{state}, 'paused', 'and says so';
is +(run('renewal', 'resume', 2))[0], 0, 'and goes on';
like +(run('renewal', 'list'))[1], qr/^ +2 +late\.exemple\.test +in progress +0\/4 .* ours +.*\b$login\b/m, 'the list is a table: of what, in which phase, whose turn and whose it is';
run('renewal', 'open', 'due');
is json('renewal', 'step', 3, 'tiquet-csr', '--json')->{last}{ticket}, 'SIS-901', 'the next one of the monitor knows how it went the last time';

# ---- the procedures themselves ----
is_deeply [ map { $_->{name} } @{ json('procedure', 'list', '--json') } ],
	[qw(canal-urgent cds-cesicat dispositiu-eacat permisos-remedy)], 'the shipped procedures are listed';
my ($wrong, $lines) = run('procedure', 'check');
is $wrong, 0, 'and are correct';
like $lines, qr/\nNo mistake was found\.\n\z/, 'which is said';
like $lines, qr{^.*/canal-urgent\.procedure:\d+: 'contact\.cesicat-urgent' can be missing here; words stand for it then$}m,
	'what a text can lack is told where it is used';
like $lines, qr{^.*/templates/recordatori-ctti\.txt:\d+: 'remedy-numero' can be missing here}m, 'in a template too';
like +(run('procedure', 'show', 'cds-cesicat'))[1], qr/^4 .*\n(?:.*\n)*  4\.5 +verify +verificar /m, 'each shows its steps';
my $file = folder() . '/cds-cesicat.procedure';
my $text = slurp('backend/procedures/cds-cesicat.procedure');
$text =~ s/kind = "verify"/kind = "verifica"/;
spew($file, $text);
my $line = 1 + (substr($text, 0, index($text, '"verifica"')) =~ tr/\n//);
my ($status, $out) = run('procedure', 'check', $file);
is $status, 1, 'an edited file with a mistake fails';
like $out, qr/^\Q$file\E:$line: /m, 'and the mistake is told with file and line';
refuses(1, qr/is not there/, 'a file that is not', 'procedure', 'check', folder() . '/nothing');
refuses(1, qr/There is no procedure 'x'/, 'a procedure that is not', 'procedure', 'show', 'x');
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

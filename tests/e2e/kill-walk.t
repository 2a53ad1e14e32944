#!/usr/bin/perl
# A renewal walked through procedure A with the keyboard, in a console that is killed after each step, on a backend that
# is killed after each step as well: nothing is lost, and whoever opens it again stands at the step that comes next, so
# that one key goes on. Files come by the command line; the host is switched to the new certificate for the end.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $orders = fleet_start();
my %host = map { $_->{name} => $_ } manifest();
authority();
my %daemon = (config => "workers = 1;\n");
my $pid = daemon_start(%daemon);
my $socket = folder() . '/socket';
mkdir folder() . '/home', 0700;
$ENV{HOME} = folder() . '/home';

sub run { my ($status, $out, $err) = ctl(@_, '--socket', $socket); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); utf8::encode($out); return eval { decode_json($out) }; }
sub show { return json('renewal', 'show', 1, '--json') }
sub state { my ($id) = @_; return (map { $_->{state} } grep { $_->{key} =~ m{/\Q$id\E$} } map { @{ $_->{steps} } } @{ show()->{phases} })[0] || ''; }

# The console does what the script says, then is killed.
sub console {
	my (@script) = @_;
	my $text = join "\n", 'until ─ due', 'keys /due<Enter>r', @script, 'signal-child KILL', 'exit 137', 'restored', '';
	utf8::encode($text);
	spew(folder() . '/script', $text);
	my $status = system 'sh', '-c', build() . "/screen -r 60 -c 120 -e LANGUAGE=en -e CADUCA_SOCKET=$socket -- " . build() . '/caduca <'
		. folder() . '/script >' . folder() . '/said 2>&1';
	diag slurp(folder() . '/said') if $status;
	return $status;
}

# One step: what stands on the screen when the renewal is opened, the keys, what stands there then.
sub walk {
	my ($id, $stands, $keys, $then, $settled) = @_;
	is console("until │ $stands", (map { /^until / ? $_ : "keys $_" } @$keys), "until $then"), 0, "$id, with the keyboard, and the console killed";
	daemon_stop($pid, 'KILL');
	$pid = daemon_start(%daemon);
	is state($id), $settled || 'done', "$id is as it was left, the backend killed too";
}

sub bring {
	my ($step, $file) = @_;
	my ($status, $out, $err) = run('renewal', 'file', 1, $step, $file);
	is $status, 0, "$step is given" or diag $out, $err;
	daemon_stop($pid, 'KILL');
	$pid = daemon_start(%daemon);
	is state($step), 'done', "$step is as it was left";
}

my $domain = 'due.exemple.test';
my ($csr, $key) = csr_for($domain);
my $certificate = certificate_for($csr, "DNS:$domain,IP:$host{due}{host}");
print $orders "bring due $certificate $key\n";
is fleet_answer(), 'ok', 'the fleet has the certificate that will be installed';
run('add', "$host{due}{host}:$host{due}{port}", '--name', 'due', '--sni', $domain);
run('probe', '--all', '--wait');
is console('until Begin the renewal of due?', 'keys <Enter>', 'until Renewal 1'), 0, 'a renewal is begun';
walk('data-caducitat', '0.1 Verificar', [ '<Enter>', 'until Enter choose', '<Enter>' ], '✓ 0.1');
walk('origen', '0.2 Què cal fer?', [ '<Enter>', 'until Enter choose', '1', 'until Subject name', '<F2>' ], '✓ 0.2');
if (state('noms') ne 'not-applicable') {
	walk('noms', '0.3 ', [ '<Enter>', 'until Enter choose', '1', 'prova<Enter>' ], '✓ 0.3');
}
walk('tiquet-csr', '1.1 Tiquet a Sistemes', [ '<Enter>', 'until F2 save', '101<Enter>', 'until is not known here yet', '<Enter>' ], '✓ 1.1');
walk('tiquet-cap', '2.1 Tiquet al cap', [ '<Enter>', 'until F2 save', '77<Tab>Maria Pons<F2>', 'until is not known here yet', '<Enter>' ], '✓ 2.1');
is show()->{values}{head}, 'Maria Pons', 'whom it goes to was typed with it';
bring('fitxer-csr', $csr);
bring('fitxer-key', $key);
walk('ca', '2.2 Esperar la resposta', [ '<Enter>', 'until │ 2.3', '<Enter>', 'until Enter choose', '1' ], '✓ 2.3');
walk('permis-remedy', '3.1 Teniu', [ '<Enter>', 'until Enter choose', '1' ], '✓ 3.1');
walk('entrar-remedy', '3.2 Accedir', [ '<Enter>', 'until F2 save', '<Enter>' ], '✓ 3.2');
is console('until │ 3.3 Dades', 'keys <Enter>', 'until 0/5 ticked', 'keys <Down><Space>', 'until 1/5 ticked'), 0, 'one field is ticked';
daemon_stop($pid, 'KILL');
$pid = daemon_start(%daemon);
walk('dades-contacte', '3.3 Dades', [ '<Enter>', 'until 1/5 ticked', '<Home><Enter>12345678z<Enter>', 'until •••••678Z', '<Enter>', 'until a key: next field', '<Esc>',
	'<End><Up><Up><Space>', '<Down><Space>', '<Down><Space>' ], '✓ 3.3');
walk('detall-peticio', '3.4 Detall', [ '<Enter>', 'until 0/12 ticked', '<Space><Down>' x 11 . '<Space>' ], '✓ 3.4');
walk('remedy-numero', '3.5 Número', [ '<Enter>', 'until F2 save', 'REQ000123<Enter>' ], '✓ 3.5');
is console('until │ 3.6 Esperar', 'until Reminder', 'keys R', 'until It was rejected', 'keys falta el CSR<Enter>', 'until │ 3.4 Detall'), 0, 'it is rejected';
daemon_stop($pid, 'KILL');
$pid = daemon_start(%daemon);
walk('detall-peticio', '3.4 Detall', [ '<Enter>', 'until 0/12 ticked', '<Space><Down>' x 11 . '<Space>' ], '✓ 3.4');
walk('remedy-numero', '3.5 Número', [ '<Enter>', 'until F2 save', '<C-u>REQ000456<Enter>' ], '✓ 3.5');
like +(run('renewal', 'show', 1, '--markdown'))[1], qr/REQ000456(?s:.*)REQ000123/, 'both numbers are kept';
bring('certificat', $certificate);
walk('arxiu', '4.2 Desar', [ '<Enter>', 'until F2 save', '<F2>' ], '✓ 4.2');
walk('tiquet-installacio', '4.3 Tiquet', [ '<Enter>', 'until F2 save', '102<Enter>', 'until is not known here yet', '<Enter>' ], '✓ 4.3');
walk('espera-installacio', '4.4 Esperar', [ '<Enter>', 'until F2 save', 'SIS-102 tancat<Enter>' ], '✓ 4.4');
print $orders "switch due\n";
fleet_answer();
walk('verificar', '4.5 Verificar', [ '<Enter>', 'until Enter choose', '<Enter>' ], '✓ 4.5');
walk('tancar', '4.6 Tancar', [ '<Enter>', 'until 0/2 ticked', '<Space><Down><Space>' ], '✓ 4.6');
is console('until ✓ 4.6', 'keys <Enter>', 'until Close the renewal?', 'keys <Enter>', 'until closed on'), 0, 'it is closed';
daemon_stop($pid, 'KILL');
$pid = daemon_start(%daemon);
is show()->{state}, 'closed', 'and stays so';
my $c = connect_to();
ok $c->call('log.verify')->{ok}{head}, 'the audit trail holds';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# How long renewals took is measured from five closed ones on, and proposed as a lead; a person adopts it, which is in the
# audit trail, and from then on the urgency of the monitors of that kind is computed with it, also after a restart.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX 'strftime';
use Test::More;

$ENV{LANGUAGE} = 'en';
fleet_start();
authority();
my %host = map { $_->{name} => $_ } manifest();
my $clock = folder() . '/clock';
$ENV{CADUCA_CLOCK} = "\@$clock";
my $now = time;
sub at { my ($days) = @_; spew($clock, ($now + $days * 86400) . "\n"); }
at(0);
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
sub run { return ctl(@_, @to) }
sub json { my ($status, $out) = run(@_); return eval { decode_json($out) }; }
sub lead { return (grep { $_->{kind} eq 'server' } @{ json('renewal', 'leads', '--json', @_) })[0]; }
sub row { return (grep { $_->{name} eq 'due' } @{ json('list', '--json') })[0]; }
my $c = connect_to();

my $domain = 'due.exemple.test';
my ($csr, $key) = csr_for($domain);
my $certificate = certificate_for($csr, "DNS:$domain,IP:$host{due}{host}");
run('add', "$host{due}{host}:$host{due}{port}", '--name', 'due', '--sni', $domain);
run('probe', '--all', '--wait');
my $before = row()->{deadlines};

# A renewal that was open for so many days and closed as renewed: what is taken for granted is told to the engine.
sub act {
	my ($id, $what, $step, $args, $note) = @_;
	my $version = $c->call('renewal.show', { id => $id })->{ok}{renewal}{version};
	my $a = $c->call('renewal.do', { id => $id, version => $version, what => $what, $step ? (step => $step) : (),
		$args ? (args => $args) : (), $note ? (note => $note) : () });
	diag explain [ $what, $step, $a->{error} ] if $a->{error};
}
sub bring { my ($id, $step, $file) = @_; my ($status, $out, $err) = run('renewal', 'file', $id, $step, $file); is $status, 0, "$id: $step" or diag $out, $err; }
my $start = 0;
sub renewal {
	my ($days) = @_;
	at($start);
	my $id = $c->call('renewal.open', { monitors => [1] })->{ok}{renewal}{id};
	act($id, 'complete', 'data-caducitat');
	act($id, 'choose', 'origen', { value => 'renovacio' });
	act($id, 'choose', 'noms', { value => 'nomes-domini' }, 'prova')
		if grep { $_->{key} =~ /\/noms$/ && $_->{state} ne 'not-applicable' } map { @{ $_->{steps} } } @{ $c->call('renewal.show', { id => $id })->{ok}{renewal}{phases} };
	act($id, 'ticket', 'tiquet-csr', { key => "SIS-$id", agreed => ['unknown-ticket'] });
	act($id, 'ticket', 'tiquet-cap', { key => "ST-$id", agreed => ['unknown-ticket'] });
	act($id, 'choose', 'ca', { value => 'cesicat' });
	bring($id, 'fitxer-csr', $csr);
	act($id, 'exclude', 'fitxer-key', undef, 'no la donen');
	act($id, 'choose', 'permis-remedy', { value => 'si' });
	act($id, 'complete', 'entrar-remedy');
	for my $form (qw(dades-contacte detall-peticio)) {
		act($id, 'tick', $form, { index => $_ }) for 0 .. $#{ $c->call('renewal.step', { id => $id, step => $form })->{ok}{step}{fields} };
	}
	act($id, 'value', 'remedy-numero', { value => "REQ$id" });
	at($start + $days);
	bring($id, 'certificat', $certificate);
	act($id, 'archive', 'arxiu', { confirmed => JSON::PP::true });
	act($id, 'ticket', 'tiquet-installacio', { key => "SIS-9$id", agreed => ['unknown-ticket'] });
	act($id, 'override', 'verificar', undef, 'prova');
	act($id, 'tick', 'tancar', { index => $_ }) for 0, 1;
	act($id, 'close');
	$start += $days;
	return $id;
}
my $first = renewal(6);
renewal($_) for 4, 8, 5;
is lead()->{measured}, undef, 'four closed renewals measure nothing';
is lead()->{renewals}, 4, 'how many there are is said';
sub months { return @{ $c->call('renewal.closed')->{ok}{months} } }
sub sum { my ($name, $sum) = (shift, 0); $sum += $_->{$name} for months(); return $sum }
is scalar(months()), 13, 'this month and the twelve before it';
is +(months())[-1]{month}, strftime('%Y-%m', localtime($now + $start * 86400)), '... this one last';
is sum('closed') . ' ' . sum('renewed'), '4 4', '... have the renewals that were closed in them';
is +(months())[0]{closed}, 0, '... each in its own';
at(430);
is sum('closed'), 0, '... and not those of before';
at($start);
my ($status, $out, $err) = run('renewal', 'leads', '--adopt', 'server');
is $status, 1, 'and there is nothing to adopt';
like $err, qr/Five closed renewals/, 'which is said';
my $phase = (grep { $_->{id} eq 'demanar' } @{ json('renewal', 'show', $first, '--json')->{phases} })[0];
cmp_ok $phase->{days}, '>=', 4, 'a phase that is done says how many working days it took';
renewal(9);
my $lead = lead();
is $lead->{measured}, 9, 'nine of ten took at most that many days';
is $lead->{days}, $lead->{configured}, 'measuring alone changes nothing';
ok scalar(grep { $_->{phase} eq 'cds-cesicat/demanar' } @{ $lead->{phases} }), 'each phase is measured';
at(0);
run('probe', '--all', '--wait');
is_deeply row()->{deadlines}, $before, 'nor the urgency';
is lead('--adopt', 'server')->{days}, 9, 'adopted, it is in force';
cmp_ok row()->{deadlines}{late}, '>', $before->{late}, 'and urgency uses it at once';
my ($event) = grep { $_->{what} eq 'lead.adopt' } @{ $c->call('log', { limit => 20 })->{ok}{events} };
is $event->{after}{days}, 9, 'the audit trail has it';
is $event->{login}, scalar getpwuid($>), 'and who did it';
my $after = row()->{deadlines};
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
is lead()->{adopted}, 9, 'a killed backend has not lost it';
is_deeply row()->{deadlines}, $after, 'and urgency still uses it';
run('edit', 'due', '--lead', 40);
cmp_ok row()->{deadlines}{late}, '<', $after->{late}, 'a lead of the monitor goes before it';
run('edit', 'due', '--lead', -1);
is lead('--drop', 'server')->{days}, $lead->{configured}, 'taken back, the configured one is in force';
is_deeply row()->{deadlines}, $before, 'and the urgency is as before';
like +(run('renewal', 'leads'))[1], qr/^server +24 +24 +9 +5$/m, 'the table says all of it';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# A renewal from the alert to its close with the fake Jira and the others who answer there (tests/jira/colleagues.pl), by
# the command line: its tickets are created, linked and followed; the .csr and the key are fetched from the ticket; what
# is resolved in Jira is known here.
use strict;
use warnings;
use utf8;
use Caduca;
use Jira;
use JSON::PP;
use POSIX ();
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $orders = fleet_start('--set', 'walk');
authority();
my $name = 'registre.exemple.cat';
my ($host) = grep { $_->{name} eq $name } manifest();
my $inbox = folder() . '/safata';
mkdir $inbox, 0700;
$jira = jira_start(context => '/jira');
ticketing_start('jira-token-file = "' . $jira->token_file('servei') . "\";\n", now => time);
# What caducactl reads of its own: whose token it hands over.
spew(folder() . '/config/caduca/caduca.conf', 'jira-my-token-file = "' . $jira->token_file('anna') . "\";\n");
my @to = ('--socket', folder() . '/socket');

# The others, at once.
my $others = fork // die $!;
if (!$others) {
	open STDOUT, '>', folder() . '/others';
	open STDERR, '>&', \*STDOUT;
	exec $^X, 'tests/jira/colleagues.pl', '--jira', $jira->{folder}, '--papers', folder(), '--inbox', $inbox, '--fleet', folder() . '/fleet', '--pace', 0
		or POSIX::_exit(127);
}
END { kill 'TERM', $others if $others }

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, join ' ', @_ or diag $out, $err; return $out }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) } }
sub state { my ($step) = @_; return step(1, $step)->{state} }
sub ticket_of { my ($step) = @_; return step(1, $step)->{record}{ticket} }
# The backend looks at tickets once a minute.
sub passes { my ($seconds) = @_; later($seconds); select undef, undef, undef, 0.2 }
sub known {
	my ($name, $key, $what) = @_;
	my $ticket;
	ok wait_until($name, sub { passes(61); $ticket = json('ticket', 'show', $key, '--json') || {}; return $what->($ticket) }), $name
		or diag JSON::PP->new->canonical->encode($ticket);
}
# goes_on(step): what is proposed is done, until that step is next.
sub goes_on {
	my ($to) = @_;
	for (1 .. 20) {
		my ($line, $step) = does('renewal', 'show', 1) =~ m{^Now: caducactl (.* step 1 (?:[\w-]+/)?([\w-]+) .*)$}m;
		return if !defined $step || $step eq $to;
		$line =~ s/ TEXT$/ REQ000123/;
		my @words = split ' ', $line =~ s/^--socket \S+ //r;
		does(@words);
	}
}

does('add', "$host->{host}:$host->{port}", '--name', 'registre', '--sni', $name);
does('probe', 'registre', '--wait');
does('renewal', 'open', 'registre');
does('renewal', 'step', 1, @$_) for [ 'data-caducitat', 'complete' ], [ 'origen', 'choose', 'renovacio' ];

# ---- the CSR ----
does('ticket', 'create', 1, 'tiquet-csr', '--yes');
my $csr = ticket_of('tiquet-csr');
like $csr, qr/^SIS-[0-9]+$/, 'the ticket of the CSR is made';
like does('ticket', 'requests', '--all'), qr/^1 +done .* create: Generació CSR \Q$name\E /m, 'what was asked of Jira is listed';
known('it is resolved', $csr, sub { $_[0]{category} eq 'done' });
like does('ticket', 'attachments', $csr), qr/^\d+ +\Q$name\E\.key +\d+ .* Sistemes$/m, 'what is attached too';
does('ticket', 'fetch', $csr, "$name.csr", '--renewal', 1, '--step', 'fitxer-csr');
does('ticket', 'fetch', $csr, "$name.key", '--renewal', 1, '--step', 'fitxer-key');
is state('fitxer-csr'), 'done', 'the CSR is checked';
is state('espera-csr'), 'done', 'and no more waited for';
is state('fitxer-key'), 'done', 'so is its key';

# ---- the head of service ----
does('ticket', 'create', 1, 'tiquet-cap', '--yes');
my $head = ticket_of('tiquet-cap');
known('the head answers', $head, sub { $_[0]{needs_answer} || ($_[0]{status} // '') =~ /resposta/ });
does('renewal', 'step', 1, @$_) for [ 'ca', 'choose', 'cesicat' ];

# ---- the certificate, which the CTTI sends ----
goes_on('certificat');
ok wait_until('it is in the inbox', sub { -e "$inbox/$name.crt" }), 'the CTTI puts the certificate into the inbox';
does('renewal', 'file', 1, 'certificat', "$inbox/$name.crt");
goes_on('tiquet-installacio');

# ---- its installation ----
does('ticket', 'create', 1, 'tiquet-installacio', '--yes');
my $install = ticket_of('tiquet-installacio');
known('it is installed', $install, sub { $_[0]{category} eq 'done' });
ok wait_until('that ends the wait', sub { state('espera-installacio') eq 'done' }), 'that ends the wait for it';
# Here the fleet takes its orders from us.
for ('bring', 'switch') {
	print $orders "$_ $name" . ($_ eq 'bring' ? ' ' . folder() . "/$name.crt " . folder() . "/$name.key" : '') . "\n";
	is fleet_answer(), 'ok', "the fleet: $_";
}
does('renewal', 'verify', 1);
ok wait_until('it is served', sub { passes(61); state('verificar') eq 'done' }), 'that is seen to be served';

# ---- what is served against what its ticket says ----
kill 'TERM', $others;
waitpid $others, 0;
undef $others;
$jira->order('ticket.set', key => $install, status => 'En curs');
known('they have opened it again', $install, sub { $_[0]{category} eq 'doing' });
is json('renewal', 'show', 1, '--json')->{contradiction}, 'served-but-ticket-open', 'the new one is served, and the ticket to install it is open';
like does('renewal', 'show', 1), qr/Attention +The new certificate is served, and the ticket/, 'the renewal says so';
like does('renewal', 'list'), qr/served, ticket still open/, 'so does the list';
like does('renewal', 'show', 1, '--markdown'), qr/The new certificate is served, and the ticket/, 'and its record';
my ($checked, $said) = run('check', 'registre', '--warning', 'expired', '--critical', 'expired');
is $checked, 1, 'it is a warning to whoever checks';
like $said, qr/registre .*\(served, ticket still open\)/, 'and says why';
$jira->order('ticket.set', key => $install, status => 'Resolt');
known('it is resolved again', $install, sub { $_[0]{category} eq 'done' });
is json('renewal', 'show', 1, '--json')->{contradiction}, undef, 'which ends it';
goes_on('none');
does('renewal', 'close', 1);

# ---- what is in Jira then ----
sub links { return { map { $_->{key} => [ sort @{ $_->{links} } ] } @{ $jira->order('tickets') } } }
wait_until('they are linked', sub { !grep { @$_ < 2 } values %{ links() } });
is_deeply links(), { $csr => [ sort $head, $install ], $head => [ sort $csr, $install ], $install => [ sort $csr, $head ] }, 'three tickets, linked to each other';
is json('renewal', 'show', 1, '--json')->{state}, 'closed', 'and the renewal is closed';
done_testing;

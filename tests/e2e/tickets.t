#!/usr/bin/perl
# Tickets by hand, with the network off: a renewal is walked with its five tickets, each is found by its number, and what
# somebody saw of it is kept; links, keys that were mistyped, and what is said before it is done.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $state = folder() . '/state/caduca';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
my $base = 'https://contacte.aoc.cat';

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, join ' ', @_ or diag $out, $err; return $out }
sub refuses { my ($pattern, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 1, "not: @args"; like $err, $pattern, 'and it says why'; }
sub ticket { return json('ticket', 'show', @_, '--json') }
sub found { return join ' ', sort map { $_->{name} } @{ json('list', '--json', '--filter', "tiquet:$_[0]") || [] } }
sub uses { return join ' ', map { ($_->{renewal} ? "renewal $_->{renewal}" : "monitor $_->{monitor}") . ":$_->{role}" } @{ ticket(@_)->{uses} } }
sub links { return join ' ', sort map { "$_->{key}:$_->{how}" } @{ ticket(@_)->{links} } }

does('add', 'www.exemple.test', '--name', 'web');
does('add', 'altre.exemple.test', '--name', 'altre');

# ---- a monitor that has no renewal yet ----
refuses(qr/SIS-7001 is not known here yet.*--yes/, 'ticket', 'link', 'SIS-7001', '--monitor', 'web');
refuses(qr/ABC-1 is not a ticket of SIS, ST.*--yes/, 'ticket', 'adopt', 'ABC-1');
refuses(qr/No ticket 'SIS-7001' is known/, 'ticket', 'show', 'SIS-7001');
does('ticket', 'adopt', "$base/browse/ST-500?src=mail", '--title', 'Caduca web');
is ticket('ST-500')->{title}, 'Caduca web', 'a ticket is taken in by its URL';
is ticket('ST-500')->{url}, "$base/browse/ST-500", 'its URL is worked out';
does('ticket', 'link', 'ST-500', '--monitor', 'web', '--role', 'origin');
refuses(qr/ST-500 is linked so already/, 'ticket', 'link', 'ST-500', '--monitor', 'web', '--role', 'origin');
is found('ST-500'), 'web', 'the list finds the monitor by it';
is_deeply [ map { @{ $_->{tickets} } } grep { $_->{name} eq 'web' } @{ json('list', '--json') } ], ['ST-500'], 'and its row has it';
is uses('ST-500'), 'monitor 1:origin', 'it says what for';
does('ticket', 'link', 'ST-501', '--monitor', 'altre', '--yes');
does('ticket', 'unlink', 'ST-501', '--monitor', 'altre');
is found('ST-501'), '', 'one that was unlinked finds nothing';
refuses(qr/ST-501 is not linked so/, 'ticket', 'unlink', 'ST-501', '--monitor', 'altre');

# ---- a renewal with its tickets ----
does('renewal', 'open', 'web', '--ticket', 'ST-500');
refuses(qr/'web' is in renewal 1 already/, 'ticket', 'link', 'ST-501', '--monitor', 'web');
does('renewal', 'step', 1, @$_) for [ '0.1', 'complete', '--not-after', '2026-12-30', '--where', 'Firefox' ],
	[ '0.2', 'choose', 'renovacio' ];
my ($first) = grep { $_->{key} =~ m{/tiquet-csr$} } map { @{ $_->{steps} } } @{ json('renewal', 'show', 1, '--json')->{phases} };
ok $first, 'the renewal has a ticket to make';
refuses(qr/SIS-7002 is not known here yet.*--yes/, 'renewal', 'step', 1, 'tiquet-csr', 'ticket', 'SIS-7002');
refuses(qr/ST-500 is the ticket that asked|ST-500 is not a ticket of SIS/, 'renewal', 'step', 1, 'tiquet-csr', 'ticket', 'ST-500');
does('ticket', 'link', 'SIS-30', '--monitor', 'altre', '--yes');
refuses(qr/SIS-30 is for something else already \(another matter\).*--yes/, 'renewal', 'step', 1, 'tiquet-csr', 'ticket', 'SIS-30');
does('ticket', 'unlink', 'SIS-30', '--monitor', 'altre');
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', 'SIS-7002', '--yes');
does('renewal', 'step', 1, 'tiquet-cap', 'ticket', "$base/browse/ST-812", '--yes');
is_deeply [ map { ticket($_)->{uses}[0]{waiting_on} } 'SIS-7002', 'ST-812' ], [ 'Sistemes', 'el cap de servei' ],
	'each ticket waits for whom its own step waits for';
is uses('SIS-7002'), 'renewal 1:csr', 'the ticket of the CSR is known by its step';
is uses('ST-812'), 'renewal 1:head', 'so is that of the head of service';
is uses('ST-500'), 'monitor 1:origin renewal 1:origin', 'and what it began with';
is links('ST-812'), 'SIS-7002:owed', 'that they are to be linked is known';
does('ticket', 'link', 'ST-812', '--to', 'SIS-7002');
is links('SIS-7002'), 'ST-812:hand', 'and that somebody did';
is found($_), 'web', "$_ finds its monitor" for qw(SIS-7002 ST-812 ST-500);
is_deeply [ map { @{ $_->{tickets} } } @{ json('renewal', 'list', '--json') } ], [qw(SIS-7002 ST-812 ST-500)], 'the list of renewals has them';

# ---- what somebody saw ----
my $seen = ticket('SIS-7002');
is $seen->{category}, 'unknown', 'nobody looked yet';
is $seen->{looked_at}, undef, 'at no time';
does('ticket', 'look', 'SIS-7002', '--category', 'doing', '--status', 'En curs');
like +(run('ticket', 'show', 'SIS-7002'))[1], qr/^State +under way \(En curs\)$/m, 'what was seen is said';
$seen = ticket('SIS-7002');
is "$seen->{category} $seen->{status} $seen->{looked_by}", 'doing En curs ' . getpwuid($>), 'by whom';
ok $seen->{looked_at}, 'and when';
does('ticket', 'look', 'ST-812', '--category', 'doing', '--answer');
ok ticket('ST-812')->{needs_answer}, 'that it waits for us';
does('ticket', 'look', 'ST-812', '--category', 'done');
ok !ticket('ST-812')->{needs_answer}, 'until it is resolved';
refuses(qr/category/, 'ticket', 'look', 'ST-812', '--category', 'tancat');
my $c = connect_to();
my $answer = $c->call('ticket.look', { id => $seen->{id}, version => $seen->{version} - 1, category => 'done', status => 'Tancat' });
is $answer->{error}{code}, 'conflict', 'whoever saw an older state is told';
is $answer->{error}{args}{ticket}{status}, 'En curs', 'with what it is now';

# ---- a key that was mistyped ----
refuses(qr/ST-500 is known already.*--yes/, 'ticket', 'correct', 'SIS-7002', 'ST-500');
does('ticket', 'correct', 'SIS-7002', "$base/browse/SIS-7001");
is json('renewal', 'step', 1, 'tiquet-csr', '--json')->{record}{ticket}, 'SIS-7001', 'the step that holds it follows';
is ticket('SIS-7002')->{key}, 'SIS-7001', 'the old key finds it';
is ticket('SIS-7001')->{status}, 'En curs', 'which keeps what was seen';
is found('SIS-7001'), 'web', 'the list finds the monitor by the new key';
is found('SIS-7002'), 'web', 'and by the old one';
is_deeply [ map { @{ $_->{tickets} } } @{ json('renewal', 'list', '--json') } ], [qw(SIS-7001 ST-812 ST-500)], 'the list has the new one';
like +(run('renewal', 'show', 1, '--markdown'))[1], qr/^- SIS-7001: 1\.1 .* · under way \(En curs\)$/m, 'the record says how far it is';
like +(run('renewal', 'show', 1, '--markdown'))[1], qr/^- ST-500: its origin · nobody looked yet$/m, 'of what it began with too';
run('renewal', 'claim', 1);
like +(run('renewal', 'handover-page'))[1], qr/^- SIS-7001: .* · under way/m, 'so does the handover';
refuses(qr/SIS-7001 is the ticket of the step/, 'ticket', 'unlink', 'SIS-7001', '--renewal', 1);

# ---- outside of the steps ----
refuses(qr/SIS-7001 is for something else already \(the CSR\)/, 'ticket', 'link', 'SIS-7001', '--renewal', 1, '--role', 'answer');
does('ticket', 'link', 'ST-501', '--renewal', 1, '--role', 'answer');
is uses('ST-501'), 'renewal 1:answer', 'a ticket is linked to the whole renewal';
does('renewal', 'step', 1, 'tiquet-cap', 'note', '--note', 'res');
is uses('ST-501'), 'renewal 1:answer', 'and stays when the renewal goes on';
is found('ST-501'), 'web', 'it finds the monitor';
is_deeply [ map { $_->{key} } grep { !$_->{former}[0] } @{ json('ticket', 'list', '--json') } ], [qw(ST-500 ST-501)],
	'the list has those that are open and for something';
is_deeply [ map { $_->{key} } @{ json('ticket', 'list', '--all', '--text', '7002', '--json') } ], ['SIS-7001'], 'or that have had a key';
is_deeply [ sort map { $_->{key} } @{ json('ticket', 'list', '--renewal', 1, '--json') } ], [qw(SIS-7001 ST-500 ST-501 ST-812)],
	'or that are of one renewal';
like +(run('ticket', 'list'))[1], qr/^SIS-7001 +under way \(En curs\) .*renewal 1 .*: the CSR \(1\.1 Tiquet a Sistemes: /m, 'in words';
refuses(qr/unknown|category/, 'ticket', 'list', '--category', 'x');

# ---- whom and what a renewal waits for ----
sub listed { return join ' ', sort map { $_->{name} } @{ json('list', '--json', '--filter', $_[0]) || [] } }
sub renewals { return join ' ', map { $_->{id} } @{ json('renewal', 'list', '--json', '--filter', $_[0]) || [] } }
does('renewal', 'open', '--procedure', 'permisos-remedy');
is listed('renovació:1'), 'web', 'a monitor is found by its renewal';
is listed('-renovacio:*'), 'altre', 'or by having none';
is listed('qui:jo'), 'web', 'by who asks having it';
is listed('who:nobody'), 'altre', 'or nobody';
is listed('pendent:Sistemes'), 'web', 'by whom it waits for';
is listed('pendent:nosaltres'), '', 'and whose turn it is';
is renewals('pendent:ells qui:' . getpwuid($>)), '1', 'so is a renewal';
is renewals('qui:jo'), '1 2', 'whoever opens one has it';
does('renewal', 'release', 2);
is renewals('qui:ningú'), '2', 'one that has no monitor too';
is renewals('SIS-7002'), '1', 'by a key that a ticket of it had';
is renewals('tiquet:ST-812 host:www'), '1', 'and by what its monitors are';
is +(run('renewal', 'list', '--filter', 'renovació:x'))[0], 2, 'a renewal is a number or a state';

# ---- whoever watches is told ----
local $SIG{ALRM} = sub { die "what is to be told does not come" };
alarm 120;
$c->call('watch');
sub event_of {
	my ($name, $id, $holds) = @_;
	while (1) {
		my @found = grep { $_->{event} eq $name && $_->{data}{id} == $id && (!$holds || $holds->($_->{data})) } @{ $c->{events} };
		return $found[-1]{data} if @found;
		my $line = $c->hear or return;
		push @{ $c->{events} }, $line;
	}
}
$c->{events} = [];
does('ticket', 'look', 'SIS-7001', '--category', 'doing', '--status', 'En espera');
my $told = event_of('ticket', ticket('SIS-7001')->{id}, sub { $_[0]{status} eq 'En espera' });
is $told->{status}, 'En espera', 'a ticket that somebody looked at is told';
is_deeply $told, ticket('SIS-7001'), 'whole, as it is shown';
$c->{events} = [];
does('renewal', 'claim', 2);
is event_of('renewal', 2, sub { $_[0]{claimed_by} })->{claimed_by}, scalar getpwuid($>), 'so is a renewal that has no monitor';
$c->{events} = [];
does('renewal', 'release', 1);
is event_of('ticket', $told->{id}, sub { !$_[0]{uses}[0]{claimed_by} })->{uses}[0]{claimed_by}, '', 'and a ticket whose renewal changed';

does('ticket', 'adopt', '17', '--system', 'remedy');
$c->{events} = [];
does('ticket', 'look', '17', '--category', 'new');
is event_of('ticket', ticket('17')->{id}, sub { $_[0]{category} eq 'new' })->{category}, 'new', 'and one that is for nothing yet';
does('ticket', 'adopt', 'SIS-44', '--yes');
does('ticket', 'link', 'SIS-44', '--monitor', 'altre');
does('ticket', 'correct', 'SIS-44', 'ST-501', '--yes');
is ticket('SIS-44')->{key}, 'ST-501', 'two that are one become one';
is uses('ST-501'), 'monitor 2:other renewal 1:answer', 'which is for all that they were for';
is found('SIS-44'), 'altre web', 'and found by either key';
refuses(qr/'tres' is not the key of a ticket/, 'ticket', 'correct', 'ST-501', 'tres');
refuses(qr/renewal/, 'ticket', 'link', 'ST-501');
is +(run('ticket', 'link', 'ST-501', '--renewal', 'x'))[0], 2, 'a renewal is a number';
refuses(qr/no step 'res'/, 'ticket', 'link', 'ST-501', '--renewal', 1, '--step', 'res');

# ---- of another renewal ----
does('renewal', 'open', 'altre');
does('renewal', 'step', 3, @$_) for [ '0.1', 'complete', '--not-after', '2026-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
refuses(qr/SIS-7001 is a ticket of renewal 1 already \(the CSR\).*--yes/, 'renewal', 'step', 3, 'tiquet-csr', 'ticket', 'SIS-7001');
does('renewal', 'step', 3, 'tiquet-csr', 'ticket', 'SIS-7001', '--yes');
is uses('SIS-7001'), 'renewal 1:csr renewal 3:csr', 'one may serve several renewals';

# ---- all of it is in the trail, and after a restart ----
my $log = (run('log', '--limit', 50))[1];
like $log, qr/corrected its key +ticket SIS-7001 +key: SIS-7002 /m, 'the log says what was corrected';
like $log, qr/ linked it +ticket ST-501$/m, 'and linked';
ok $c->call('log.verify')->{ok}{head}, 'the trail holds';
is daemon_stop($pid), 0, 'the backend ends well';
daemon_start(config => "workers = 1;\n");
is ticket('SIS-7002')->{status}, 'En espera', 'what was seen is kept';
is found($_), 'web', "$_ finds its monitor again" for qw(ST-812 ST-500);
is found($_), 'altre web', "$_ finds both" for qw(SIS-7001 SIS-7002);
is found('SIS-44'), 'altre web', 'and so does one that became another';
done_testing;

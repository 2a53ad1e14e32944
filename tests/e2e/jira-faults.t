#!/usr/bin/perl
# Each fault that Jira can have, and what a person sees of it: the sentence, in English and in Catalan, where something is
# read; and where a ticket is created, what becomes of it at once, what it ends as, and that Jira has it once or not at all.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;
use Ticketing;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
my $pid = ticketing_start('', context => '/jira');
my @to = ('--socket', folder() . '/socket');

my %refused = (en => qr/^Jira refused the token: it has expired, or was revoked\. Make a new one in your profile of Jira \(Personal Access Tokens\)\.$/,
	ca => qr/^El Jira ha rebutjat el testimoni d'accés: ha caducat o s'ha revocat\. Feu-ne un de nou al vostre perfil del Jira \(Personal Access Tokens\)\.$/);
my %said = (en => qr/^Jira refused it: No pot ser\.$/, ca => qr/^El Jira ho ha rebutjat: No pot ser\.$/);
my %internal = (en => qr/^Jira reported a failure of its own \(HTTP 50[023]\)\.$/, ca => qr/^El Jira ha tingut un error intern \(HTTP 50[023]\)\.$/);
my %slow = (en => qr/^Jira did not answer in time\.$/, ca => qr/^El Jira no ha respost a temps\.$/);
my %cut = (en => qr/^The connection with Jira was cut before it had answered\.$/, ca => qr/^La connexió amb el Jira s'ha tallat abans que respongués\.$/);
my %empty = (en => qr/^Jira's answer was empty\.$/, ca => qr/^La resposta del Jira estava buida\.$/);
my %odd = (en => qr/^Jira's answer could not be understood\.$/, ca => qr/^La resposta del Jira no s'entén\.$/);
my %busy = (en => qr/^Jira asks to wait: it has had too many requests\.$/, ca => qr/^El Jira demana que s'esperi: ha rebut massa peticions\.$/);
# What becomes of a ticket: at once, in the end, and how many Jira has.
my @not_there = ('needs-attention not-found-in-jira', 0);
my @there = ('done', 1);

# the fault, what is read, what becomes of a ticket
my @faults = (
	[ { fault => 'cut-request', part => 0.5 }, \%cut, 'uncertain jira-unreachable', @not_there ],
	[ { fault => 'cut-answer' }, \%cut, 'uncertain jira-unreachable', @there ],
	[ { fault => 'cut-answer', part => 0.8 }, { en => qr/^Jira's answer was cut\.$/, ca => qr/^La resposta del Jira ha arribat tallada\.$/ }, 'uncertain jira-answer', @there ],
	[ { fault => 'hang' }, \%slow, 'uncertain jira-timeout', @not_there ],
	[ { fault => 'hang-after' }, \%slow, 'uncertain jira-timeout', @there ],
	[ { fault => 'drip', bytes => 1, every => 1 }, \%slow, 'uncertain jira-timeout', @there ],
	[ { fault => 'late', searches => 2 }, undef, 'uncertain jira-down', @there ],
	[ { fault => 'late', searches => 2, hang => 1 }, undef, 'uncertain jira-timeout', @there ],
	[ { fault => 'late-cut', searches => 2 }, undef, 'uncertain jira-unreachable', @there ],

	[ { fault => 'login-redirect' }, { en => qr{^Jira showed its login page \(http://127\.0\.0\.1:\d+/jira/login\.jsp\?.*\) instead of an answer: the token has expired, or whoever stands before Jira does not let tokens pass\.$},
		ca => qr{^El Jira ha mostrat la pàgina d'entrada \(http://.*\) en lloc d'una resposta: el testimoni d'accés ha caducat, o el que hi ha davant del Jira no en deixa passar\.$} }, 'queued waits-for-owner', @there ],
	[ { fault => 'login-refused' }, \%refused, 'uncertain waits-for-owner', @not_there ],
	[ { fault => 'unauthorized' }, \%refused, 'queued waits-for-owner', @there ],
	[ { fault => 'unauthorized-html' }, \%refused, 'queued waits-for-owner', @there ],
	[ { fault => 'unauthorized-xml' }, \%refused, 'queued waits-for-owner', @there ],
	[ { fault => 'captcha' }, { en => qr{^Jira asks for a CAPTCHA: log in once with a browser, at http://127\.0\.0\.1:\d+/jira/login\.jsp, then hand the token over again\.$},
		ca => qr{^El Jira demana un CAPTCHA: entreu-hi un cop amb el navegador, a http://.*/login\.jsp, i torneu a donar el testimoni d'accés\.$} }, 'queued waits-for-owner', @there ],
	[ { fault => 'basic-disabled' }, { en => qr/^Jira refused it: Basic Authentication has been disabled on this instance\.$/,
		ca => qr/^El Jira ho ha rebutjat: Basic Authentication has been disabled on this instance\.$/ }, 'failed jira-refused', 'failed jira-refused', 0 ],

	[ { fault => 'busy' }, \%busy, 'queued jira-busy', @there ],
	[ { fault => 'busy', retry_after => 90 }, \%busy, 'queued jira-busy', @there ],
	[ { fault => 'down' }, \%internal, 'uncertain jira-down', @not_there ],
	[ { fault => 'down', retry_after => 90 }, \%internal, 'uncertain jira-down', @not_there ],
	[ { fault => 'down-after' }, \%internal, 'uncertain jira-down', @there ],

	[ { fault => 'errors', errors => { summary => 'Massa llarg' } }, { en => qr/^Jira does not accept it: summary: Massa llarg$/, ca => qr/^El Jira no ho accepta: summary: Massa llarg$/ },
		'failed field-refused', 'failed field-refused', 0 ],
	[ { fault => 'errors', messages => ['No pot ser.'] }, \%said, 'failed jira-refused', 'failed jira-refused', 0 ],
	[ { fault => 'error-string' }, \%said, 'failed jira-refused', 'failed jira-refused', 0 ],
	[ { fault => 'error-message' }, \%said, 'failed jira-refused', 'failed jira-refused', 0 ],
	[ { fault => 'error-errormessage' }, \%said, 'failed jira-refused', 'failed jira-refused', 0 ],
	[ { fault => 'error-html' }, \%internal, 'uncertain jira-down', @not_there ],
	[ { fault => 'error-empty' }, \%internal, 'uncertain jira-down', @not_there ],

	[ { fault => 'empty' }, \%empty, 'uncertain jira-answer', @not_there ],
	[ { fault => 'answer' }, \%empty, 'uncertain jira-answer', @not_there ],
	[ { fault => 'truncated' }, \%odd, 'uncertain jira-answer', @there ],
	[ { fault => 'not-json' }, \%odd, 'uncertain jira-answer', @there ],
	[ { fault => 'huge' }, { en => qr/^Jira's answer was too long, and was left\.$/, ca => qr/^La resposta del Jira era massa llarga i s'ha descartat\.$/ }, 'uncertain jira-answer', @there ],
	[ { fault => 'deep' }, { en => qr/^Jira's answer was nested too deep, and was left\.$/, ca => qr/^La resposta del Jira tenia massa nivells i s'ha descartat\.$/ }, 'uncertain jira-answer', @there ],
	[ { fault => 'html' }, { en => qr/^Jira showed a page instead of an answer, surely that of its login: the token has expired, or whoever stands before Jira does not let tokens pass\.$/,
		ca => qr/^El Jira ha mostrat una pàgina en lloc d'una resposta, segurament la d'entrada: el testimoni d'accés ha caducat, o el que hi ha davant del Jira no en deixa passar\.$/ },
		'uncertain waits-for-owner', @there ],
	[ { fault => 'elsewhere', to => $jira->{elsewhere} }, { en => qr{^Jira's address leads on to another, \Q$jira->{elsewhere}\E/jira/.*, which was not followed: see jira in caduca\.conf\.$},
		ca => qr{^L'adreça del Jira porta a una altra, \Q$jira->{elsewhere}\E/jira/.*, que no s'ha seguit: mireu jira, a caduca\.conf\.$} }, 'failed redirected', 'failed redirected', 0 ],
);
# Those that only end when patience does, which a backend of little has.
my @slow = grep { $_->[2] =~ /timeout/ } @faults;
my @quick = grep { $_->[2] !~ /timeout/ } @faults;
my %have = map { $_->[0]{fault} => 1 } @faults;
is_deeply [ grep { !$have{$_} } @{ $jira->order('faults.names') } ], [], 'no fault is left out';

# ---- where something is read ----
my $key = $jira->order('ticket.make', project => 'SIS', summary => 'El CSR')->{key};
ctl('ticket', 'adopt', $key, '--yes', @to);
sub sees {
	my ($language) = @_;
	local $ENV{LANGUAGE} = $language;
	my ($status, $out, $err) = ctl('ticket', 'attachments', $key, @to);
	utf8::decode($err);
	return $err =~ s/^caducactl: //r =~ s/\n\z//r;
}
sub is_read {
	my ($language, $fault, $sentence) = @_;
	return if !$sentence;
	hand_over('anna');
	$jira->order('fault', call => 'get', times => 0, %$fault);
	like sees($language), $sentence->{$language}, "read, $language: $fault->{fault}";
	$jira->order('faults.clear');
}
for my $f (@quick) { is_read($_, @$f) for 'en', 'ca' }
hand_over('anna');
unlike sees('en'), qr/./, 'without a fault nothing is said';

# ---- where a ticket is created ----
sub state_of { my ($r) = @_; return join ' ', grep { $_ ne '' } $r->{state}, $r->{reason} }
sub settled { my ($r) = @_; return $r->{state} =~ /^(done|failed|needs-attention)$/ }
my $number = 0;
sub is_created {
	my ($fault, undef, $at_once, $in_the_end, $times) = @_;
	hand_over('anna');
	my $renewal = renewal('f' . ++$number . '.exemple.test');
	$jira->order('fault', call => 'create', %$fault);
	my $id = $c->call('ticket.request', { renewal => $renewal, step => 'tiquet-csr', title => "El $number", description => 'x' })->{ok}{request}{id};
	wait_until('it strikes', sub { state_of(request($id)) !~ /^(queued|sending)$/ });
	is state_of(request($id)), $at_once, "created: " . join ' ', $json->encode($fault);
	$jira->order('faults.clear');
	hand_over('anna');
	# Time goes on, a look after the other, until it settles.
	for (1 .. 20) {
		my $r = request($id);
		last if settled($r);
		later(400);
		wait_until('it goes on', sub { my $q = request($id); $q->{state} ne 'sending' && (settled($q) || $q->{changed_at} != $r->{changed_at} || $q->{looks} != $r->{looks}) });
	}
	my $r = request($id);
	is state_of($r), $in_the_end, '  ends so';
	is scalar(grep { $_->{description} =~ /\Q$r->{marker}\E/ } @{ $jira->order('tickets') }), $times, "  and is in Jira $times times";
	is step($renewal, 'tiquet-csr')->{record}{ticket}, $times ? $r->{ticket}{key} : undef, '  which its step knows';
	ok $r->{state} eq 'done' || grep({ $_ eq 'retry' } @{ $r->{can} }), '  a person can go on with it';
}
is_created(@$_) for @quick;

# ---- where patience ends ----
daemon_stop($pid);
ticketing_start('', timeout => 5);
my %language = (hang => 'en', 'hang-after' => 'ca', drip => 'en');
is_read($language{ $_->[0]{fault} }, @$_) for @slow;
is_created(@$_) for @slow;
is $jira->requests(listener => 'elsewhere'), 0, 'no other host was asked anything';
done_testing;

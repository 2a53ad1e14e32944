# What the tests of tickets in Jira share: a backend that is configured to the fake one, at a time that the test tells it,
# and what is asked of the two.
package Ticketing;
use strict;
use warnings;
use Caduca;
use Exporter 'import';
use Jira;
use JSON::PP;
use Test::More;

our @EXPORT = qw($jira $c ticketing_start later later_until clock_jumps now hand_over request becomes renewal step);
our ($jira, $c);
my $json = JSON::PP->new->utf8->canonical;
my ($now, $ahead) = (1795478400, 0);

# ticketing_start(settings, now => epoch, timeout => seconds of a request, program => PATH, how Jira is started …): the pid of the backend,
# whose worker is ready. $jira is Jira, which stays when another backend is started; $c a connection to the backend.
sub ticketing_start {
	my ($settings, %how) = @_;
	my $timeout = delete $how{timeout} // 60;
	my $program = delete $how{program};
	$now = delete $how{now} // $now;
	$jira ||= jira_start(%how);
	write_clock();
	$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
	my $pid = daemon_start(program => $program, config => "workers = 1;\njira = \"$jira->{plain}\";\njira-plain = true;\njira-rate = 6000;\njira-timeout = $timeout;\n" . ($settings // ''));
	$c = connect_to();
	wait_until('the worker is ready', sub { ($c->call('status')->{ok}{jira}{state} // '') eq 'ready' });
	return $pid;
}

sub write_clock {
	my $path = folder() . '/clock';
	# Never empty in between: it may be read at any time.
	open my $f, -e $path ? '+<' : '>', $path or die "$path: $!";
	print $f "$now $ahead\n";
	close $f;
}

sub now { return $now }

# Time goes on by so many seconds, for the backend and whoever asks it.
sub later {
	my ($seconds) = @_;
	$now += $seconds;
	$ahead += 1000 * $seconds;
	write_clock();
	$c->call('status');
}

# The same until the condition holds, in fewer leaps than those after which a worker that is asked something is stuck (STUCK_TIMES
# of daemon/ticketing/jira.c): it has its time after each of them.
sub later_until {
	my ($what, $seconds, $condition) = @_;
	for (1 .. 4) {
		later($seconds);
		return 1 if wait_until($what, $condition, $_ < 4 ? 5 : 60);
	}
	return 0;
}

# The time of day is another; no time has passed.
sub clock_jumps {
	my ($seconds) = @_;
	$now += $seconds;
	write_clock();
}

# Somebody's token, from its file: the answer.
sub hand_over {
	my ($who) = @_;
	open my $f, '<', $jira->token_file($who) or die "$who: $!";
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $f);
	while (my $o = $c->hear) {
		return $o if defined $o->{id} && $o->{id} == $id;
		push @{ $c->{events} }, $o;
	}
	return;
}

sub request { return $c->call('ticket.request-show', { id => $_[0] })->{ok}{request} }

# becomes(id, state, name of the test): the request
sub becomes {
	my ($id, $state, $name) = @_;
	wait_until($name, sub { request($id)->{state} eq $state });
	my $r = request($id);
	is $r->{state}, $state, $name or diag $json->encode($r);
	return $r;
}

# A renewal of a new monitor of this host, whose step for the ticket of the CSR is next: its id.
sub renewal {
	my ($host) = @_;
	my $monitor = $c->call('monitor.add', { host => $host })->{ok}{id};
	my $r = $c->call('renewal.open', { monitors => [$monitor] })->{ok}{renewal};
	for ([ '0.1', 'complete', { not_after => '2026-12-30', where => 'Firefox' } ], [ '0.2', 'choose', { value => 'renovacio' } ]) {
		my ($step, $what, $args) = @$_;
		my $a = $c->call('renewal.do', { id => $r->{id}, version => $r->{version}, step => $step, what => $what, args => $args });
		$r = $a->{ok}{renewal} or die $json->encode($a);
	}
	return $r->{id};
}

sub step { my ($renewal, $step) = @_; return $c->call('renewal.step', { id => $renewal, step => $step })->{ok}{step} }

1;

#!/usr/bin/perl
# Creations by the dozen while everything breaks: the connection is cut at a random byte of request or answer, Jira is busy,
# its index lags, creations come late, worker and backend are killed at random. Nothing that was asked for is lost, no ticket
# is there twice, each that is known is its step's, and each of which nobody knows is flagged for a person.
#
# CADUCA_TEST_CREATIONS=500 for all that there are to be, CADUCA_TEST_SEED for the same ones again.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;
use Ticketing;
use Time::HiRes 'sleep';

my $json = JSON::PP->new->utf8->canonical;
my $count = $ENV{CADUCA_TEST_CREATIONS} || 40;
my $seed = $ENV{CADUCA_TEST_SEED} || int rand 2**31;
srand $seed;
note("$count creations, seed $seed");

my $pid = ticketing_start();
my @steps = qw(tiquet-csr tiquet-cap);
my @wanted = map { my $renewal = renewal("h$_.exemple.test"); map { { renewal => $renewal, step => $_ } } @steps } 1 .. $count / 2;
my ($kills, $worker_kills, %acknowledged) = (0, 0);

# ---- what breaks ----
my @faults = (
	sub { return (fault => 'cut-request', part => rand) },
	sub { return (fault => 'cut-answer', part => rand) },
	sub { return (fault => 'cut-answer', part => rand, reset => JSON::PP::true) },
	sub { return (fault => 'late-cut', searches => int rand 8) },
	sub { return (fault => 'busy', retry_after => int rand 120) },
	sub { return (fault => 'busy') },
	sub { return (fault => 'down-after', status => 502) },
	sub { return (fault => 'down', status => 503) },
	sub { return (fault => 'truncated', part => rand) },
	sub { return (fault => 'hang-after') },
);
# Of the creations that come, the which-th; of the searches and links too, only the connection.
for my $which (0 .. 2 * $count) {
	$jira->order('fault', call => 'create', skip => $which, $faults[ rand($#faults + (rand() < 0.03)) ]->()) if rand() < 0.5;
	$jira->order('fault', call => $_, skip => $which, fault => (qw(cut-request cut-answer))[ rand 2 ], part => rand) for grep { rand() < 0.1 } qw(search link issue);
}
$jira->order('index', searches => 4);

# All requests; undef where the backend is gone.
sub requests_of {
	my (@all, $next);
	do {
		my $a = $c->call('ticket.requests', { all => JSON::PP::true, after => $next || 0 }) or return;
		push @all, @{ $a->{ok}{requests} };
		$next = $a->{ok}{next};
	} while ($next);
	return \@all;
}

# The process of the worker; undef: none.
sub tickets_worker {
	my ($worker) = grep { slurp("/proc/$_/cmdline") =~ /--role\0tickets/ } children($pid);
	return $worker;
}

sub start_again {
	daemon_stop($pid, 'KILL');
	$kills++;
	$pid = ticketing_start();
}

# A blow at any moment of what goes on: at the backend or its worker.
sub strike {
	if (rand() < 0.5) {
		sleep rand 0.03;
		start_again();
	} elsif (my $worker = tickets_worker()) {
		sleep rand 0.03;
		$worker_kills += kill 'KILL', $worker;
	}
}

# Whoever asks is there with his token, as far as there is a worker to have it.
sub be_there {
	my $a = $c->call('status') or return;
	my $there = $a->{ok}{jira};
	eval { hand_over('anna') } if $there->{state} eq 'ready' && !$there->{account};
}

# ---- asking ----
for my $w (@wanted) {
	for my $try (1 .. 20) {
		be_there();
		my $a = $c->call('ticket.request', { %$w, title => "$w->{step} $w->{renewal}", description => 'x' });
		strike() if rand() < 0.25;
		if (!$a) { start_again() if !$c->call('status'); next }
		$w->{id} = $a->{ok} ? $a->{ok}{request}{id} : ($a->{error}{code} // '') eq 'request-exists' ? $a->{error}{args}{id} : undef;
		# it may be done already, where nobody heard that it was written down
		last if defined $w->{id} || ($a->{error}{code} // '') eq 'step-has-ticket' || die $json->encode($a);
	}
	$acknowledged{ $w->{id} } = 1 if defined $w->{id};
}

# ---- time goes on, until each is done or flagged ----
my %end = map { $_ => 1 } qw(done needs-attention failed);
my $all;
wait_until('each has ended', sub {
	be_there();
	strike() if rand() < 0.25 && $kills + $worker_kills < $count;
	later(1 + int rand 90) or return;
	$all = requests_of() or return;
	return !grep { !$end{ $_->{state} } } @$all;
}, 1200);
$all = requests_of();

# ---- and then ----
my @creations = grep { $_->{kind} eq 'create' } @$all;
my %by_marker;
for my $t (@{ $jira->order('tickets') }) { push @{ $by_marker{$1} }, $t->{key} while $t->{description} =~ /(caduca-[0-9a-f]{16})/g }
my %state;
$state{"$_->{kind} $_->{state}"}++ for @$all;
note(join ', ', (map { "$state{$_} $_" } sort keys %state), "$kills times the backend killed, $worker_kills times the worker");

is scalar(grep { !$end{ $_->{state} } } @$all), 0, 'each request has come to its end';
my %there = map { $_->{id} => 1 } @$all;
is join(' ', grep { !$there{$_} } sort keys %acknowledged), '', 'none that was acknowledged is lost';
is scalar(@creations), $count, 'each was written down once';
is join(' ', map { "$_: @{ $by_marker{$_} }" } grep { @{ $by_marker{$_} } > 1 } sort keys %by_marker), '', 'no ticket is there twice';
is scalar(grep { $_->{state} eq 'failed' } @creations), 0, 'none failed, for Jira refused none';
my @done = grep { $_->{state} eq 'done' } @creations;
ok @done > $count / 4, 'many were done: ' . @done;
is join(' ', map { $_->{id} } grep { "@{ $by_marker{ $_->{marker} } || [] }" ne $_->{ticket}{key} } @done), '', 'each with the ticket that has its marker';
is join(' ', map { $_->{id} } grep { (step($_->{renewal}, $_->{step})->{record}{ticket} // '') ne $_->{ticket}{key} } @done), '', 'which its step has';
my @open = grep { $_->{state} ne 'done' } @creations;
is join(' ', map { "$_->{id} $_->{reason}" } grep { $_->{state} ne 'needs-attention' || $_->{reason} ne 'not-found-in-jira' } @open), '',
	'each of which nobody knows is flagged, and says why';
is join(' ', map { $_->{id} } grep { (step($_->{renewal}, $_->{step})->{record}{ticket} // '') ne '' } @open), '', 'and its step goes on waiting';
my %links = map { my $t = $_; map { ("$t->{key} $_" => 1, "$_ $t->{key}" => 1) } @{ $t->{links} } } @{ $jira->order('tickets') };
is join(' ', map { $_->{id} } grep { $_->{kind} eq 'link' && !($_->{state} eq 'done' && $links{"$_->{ticket}{key} $_->{other}{key}"}) } @$all), '',
	'the tickets of a renewal are linked';
my $verify = $c->call('log.verify');
ok $verify->{ok}{head}, 'the audit trail holds' or diag explain $verify;
is daemon_stop($pid), 0, 'and the backend ends well';
done_testing;

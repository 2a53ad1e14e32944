#!/usr/bin/perl
# The same as in faults.t, of what goes through a child of the backend and changes more than the database: a ticket that is
# created in Jira, and who of a team is let in. Writes, lines and messages that are sent, forks and allocations of the backend, or of
# that child, fail once each. A ticket is there once, or a person is asked; nobody is lost on the way, or let in as somebody else.
#
# CADUCA_TEST_FAULTS, CADUCA_TEST_SEED and CADUCA_TEST_ONLY are those of faults.t.
use strict;
use warnings;
use lib 'tests/jira';
use Apart qw(mount);
use Caduca;
use Faults;
use File::Copy 'copy';
use JSON::PP;
use POSIX qw(ceil :signal_h :sys_wait_h);
use Team;
use Test::More;
use Ticketing;

my $json = JSON::PP->new->utf8->canonical;
my $lot = $ENV{CADUCA_TEST_FAULTS} // (build() =~ /san/ ? 4 : 10);
my $seed = srand($ENV{CADUCA_TEST_SEED} // 1);
note "CADUCA_TEST_SEED=$seed";
my $program = build() . '/caducad-fault';
my $state = folder() . '/state/caduca';
my ($faults, $pid, @wrong);
sub wrong { my ($s, $fault, $what) = @_; push @wrong, "$s->{name}, $fault: $what"; diag $wrong[-1]; return }
sub ended { return !$pid || waitpid($pid, WNOHANG) == $pid }

# Each with what it is told (`tries`: what is wrong, or nothing), in the backend or in a child of it.
my @scenarios;

# ---- a ticket ----
my $base = folder() . '/base.db';
my ($renewal, $step) = (undef, 'tiquet-csr');

sub put {
	unlink glob "$state/* $state/.[a-z]*";
	copy($base, "$state/caduca.db") or die $!;
	chmod 0600, "$state/caduca.db";
}

sub make_base {
	$pid = ticketing_start();
	$renewal = renewal('h.exemple.test');
	daemon_stop($pid);
	copy("$state/caduca.db", $base) or die $!;
}

sub start_ticketing { my ($in) = @_; local $ENV{CADUCA_FAULTS_IN} = $in; $pid = ticketing_start('', program => $program) }

# Whoever asks is there with his token, as far as there is a worker to have it, and a backend.
sub be_there {
	if (!$c || !$c->{hello} || !$c->call('status')) {
		start_ticketing($_[0]) if ended();
		$c = connect_to() or return;
	}
	my $there = $c->call('status') or return;
	$there = $there->{ok}{jira};
	eval { hand_over('anna') } if $there->{state} eq 'ready' && !$there->{account};
	return 1;
}

my %end = map { $_ => 1 } qw(done needs-attention failed);
sub requests { my $a = $c->call('ticket.requests', { all => JSON::PP::true }) or return; return @{ $a->{ok}{requests} } }

sub make_ticket {
	my ($s, @fault) = @_;
	put();
	start_ticketing($s->{in});
	wait_until('he is there', sub { be_there($s->{in}); ($c->call('status')->{ok}{jira}{account} // '') ne '' }) or die 'no token';
	$faults->begin(@fault);
	my ($id, @requests);
	wait_until('it has come to its end', sub {
		be_there($s->{in}) or return;
		if (!$id) {
			my $a = $c->call('ticket.request', { renewal => $renewal, step => $step, title => 'CSR', description => 'x' }) or return;
			$id = $a->{ok} ? $a->{ok}{request}{id} : ($a->{error}{code} // '') eq 'request-exists' ? $a->{error}{args}{id} : undef;
			# It may be done where nobody heard that it was written down.
			($id) = map { $_->{id} } requests() if ($a->{error}{code} // '') eq 'step-has-ticket';
			return;
		}
		later(1);
		@requests = requests() or return;
		return !grep { !$end{ $_->{state} } } @requests;
	}, 300) or return 'it does not come to its end: ' . $json->encode(\@requests);
	$faults->end;
	be_there($s->{in});
	return ticket_is($s->{in}, @requests);
}

sub ticket_is {
	my ($in, @requests) = @_;
	my ($r, @more) = grep { $_->{kind} eq 'create' } @requests;
	return "it was written down @{[ 1 + @more ]} times" if @more || !$r;
	my @there = map { $_->{key} } grep { $_->{description} =~ /\Q$r->{marker}\E/ } @{ $jira->order('tickets') };
	my $is = join ' ', $r->{state}, $r->{reason} // '', @there;
	my $done = $r->{state} eq 'done' && @there == 1 && (step($renewal, $step)->{record}{ticket} // '') eq $there[0];
	return "it is $is" if !$done && !($r->{state} eq 'needs-attention' && $r->{reason} eq 'not-found-in-jira' && !@there);
	my $view = view();
	return 'the trail does not hold' if !$c->call('log.verify')->{ok};
	daemon_stop($pid) == 0 or return 'it does not end well';
	start_ticketing($in);
	my $again = view();
	daemon_stop($pid);
	return "of the next\n" . difference($again, $view) if $again ne $view;
	return 'left lying: ' . join ' ', leftovers($state) if leftovers($state);
	return;
}

# What is read of the ticket comes by and by.
sub view { return told($c, 'ticket.requests', { all => JSON::PP::true }) . (step($renewal, $step)->{record}{ticket} // '') . "\n" }

push @scenarios, map { { name => $_ ? 'ticket, its worker' : 'ticket', in => $_, tries => \&make_ticket } } '', 'tickets';

# ---- who is let in ----
my %right = (lectora => 'reader', operador => 'operator', cap => 'administrator');

sub team { my ($s) = @_; local $ENV{CADUCA_FAULTS_IN} = $s->{in}; $pid = team_start(config => "workers = 1;\ngroups-every = 1;\n") }

# As whom somebody is let in; with what he is told where he is not.
sub let_in {
	my ($login) = @_;
	$> = uid_of($login);
	my $socket = connect_to(team_socket(), silent => 1);
	$> = 0;
	return 'nobody is there' if !$socket;
	$socket->say({ hello => { protocol => 2, program => 'test', version => '0' } });
	my $answer = $socket->hear or return 'nothing is said';
	return $answer->{error}{code} if $answer->{error};
	my $status = $socket->call('status') or return 'nothing more is said';
	my $known = join ' ', sort map { $_->{login} } @{ ($socket->call('people.known') // {})->{ok}{people} };
	return "$answer->{hello}{login} $answer->{hello}{right}" . ($known =~ /altra/ ? '' : ', and knows nobody');
}

sub come_in {
	my ($s, @fault) = @_;
	my $from = length team_log();
	$faults->begin(@fault);
	$pid = 0;
	eval { team($s); 1 } or $@ =~ /did not start/ && $fault[0] or return $@;
	my @first = map { ended() ? () : [ $_ => let_in($_) ] } sort keys %right;
	$faults->end;
	for my $one (@first) {
		my ($login, $how) = @$one;
		# Nobody is let in as somebody else; whoever is not is told, or the connection is lost.
		return "$login is $how" if $how !~ /^(\Q$login $right{$login}\E(, and knows nobody)?|no-identity|nobody is there|nothing is said|nothing more is said)$/;
	}
	team($s) if ended();
	my %all;
	wait_until('all are let in', sub {
		%all = map { $_ => let_in($_) } keys %right;
		return !grep { $all{$_} ne "$_ $right{$_}" } keys %all;
	}) or return 'in the end: ' . $json->encode(\%all);
	my $outsider = let_in('ningu');
	team_stop($pid);
	return "the outsider is $outsider" if $outsider ne 'no-right';
	return;
}

push @scenarios, map { { name => join(', ', 'team', $_ || ()), in => $_, tries => \&come_in, team => 1 } } '', 'membership', 'members';

# ---- all of them ----
{
	my $team = team_possible();
	note 'only root can be all the users of a team' if !$team;
	@scenarios = grep { $team || !$_->{team} } @scenarios;
	copy($program, team_folder() . '/bin/caducad') or die $! if $team;
}
my @chosen = grep { index($_->{name}, $ENV{CADUCA_TEST_ONLY} // '') >= 0 } @scenarios;
my $each = $lot eq 'all' ? 'all' : ceil($lot / @chosen);
make_base();
my ($tried, %of_kind) = (0);
for my $s (@chosen) {
	# A team's backend is another user, who has no place where ours have theirs, and lives by the clock.
	local $ENV{CADUCA_CLOCK} = $ENV{CADUCA_CLOCK};
	delete $ENV{CADUCA_CLOCK} if $s->{team};
	my $path = ($s->{team} ? team_folder() : folder()) . '/faults';
	$faults = Faults->new($path);
	chmod 0666, $path;
	my $unlike = eval { $s->{tries}->($s) // '' } // $@;
	my %count = $faults->end;
	if ($unlike) { wrong($s, 'no fault', $unlike); next }
	my @faults = $faults->to_try(\%count, $each);
	note "$s->{name}: ", join ', ', map { "$_ $count{$_}" } grep { $count{$_} } sort keys %count;
	for my $fault (@faults) {
		my $wrong = eval { $s->{tries}->($s, @$fault) // '' } // $@;
		wrong($s, "$fault->[0] $fault->[1] of $count{ $fault->[0] } ($fault->[2])", $wrong) if $wrong;
		$faults->end;
		if ($wrong && !ended()) { kill 'KILL', $pid; waitpid $pid, 0 }
		$tried++;
		$of_kind{ $fault->[0] }++;
	}
}
note "$tried faults: ", join ', ', map { "$_ $of_kind{$_}" } sort keys %of_kind;
is scalar @wrong, 0, 'each is told or made good';
done_testing;

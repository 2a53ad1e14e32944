#!/usr/bin/perl
# The same as in faults.t, of what begins and ends a backend: its start on a database, on one whose owner died, in an empty
# folder and on one of before; its end; the putting in place of a backup; and a client that starts one for its user. Every
# write, fsync, truncation, removal, renaming, fork, allocation and line fails once. What could not go on says what, why and
# what to do, and not with 0; then the next, to whom nothing is refused, has all that was there, and nothing half is left lying.
#
# CADUCA_TEST_FAULTS, CADUCA_TEST_SEED and CADUCA_TEST_ONLY are those of faults.t.
use strict;
use warnings;
use utf8;
use Caduca;
use Faults;
use File::Copy 'copy';
use JSON::PP;
use POSIX qw(ceil :signal_h :sys_wait_h);
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $json = JSON::PP->new->utf8->canonical;
my $yes = JSON::PP::true;
my $lot = $ENV{CADUCA_TEST_FAULTS} // (build() =~ /san/ ? 6 : 24);
my $seed = srand($ENV{CADUCA_TEST_SEED} // 1);
note "CADUCA_TEST_SEED=$seed";
my $program = build() . '/caducad-fault';
my $state = folder() . '/state/caduca';
my $faults = Faults->new(folder() . '/faults');
my $settings = "workers = 1;\nlinger = 0;\n";

# The time stands still; only waiting goes on.
my ($now, $ahead) = (1795478400, 0);
my $clock = folder() . '/clock';
open my $face, '>', $clock or die $!;
$face->autoflush(1);
sub set_clock { seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$now $ahead" }
set_clock();
$ENV{CADUCA_CLOCK} = "\@$clock";
@ENV{qw(SSL_CERT_FILE SSL_CERT_DIR)} = ('/dev/null', folder() . '/none');

# ---- databases ----

sub put {
	my (%file) = @_;
	unlink glob "$state/* $state/.[a-z]*";
	mkdir $state, 0700;
	for my $name (keys %file) {
		copy($file{$name}, "$state/$name") or die "$name: $!";
		chmod 0600, "$state/$name";
	}
}
sub database_version { return unpack 'N', substr slurp($_[0]), 60, 4 }
sub copies { return grep { !/\.part$/ } glob "$state/caduca.db.version-*" }
sub replaced { return glob "$state/caduca.db.replaced-*" }

my ($pid, $c);

# The line that says whether it is ready, and how it ended where it is not.
sub start {
	my ($where) = @_;
	($pid, my $said) = daemon_start(program => $program, state => $where // $state, config => $settings);
	$c = $said eq "ready\n" ? connect_to() : undef;
	return ($said, $said eq "ready\n" ? undef : ended());
}
sub ended { return wait_until('it ends', sub { waitpid($pid, WNOHANG) == $pid }) ? $? : die 'it does not end' }
sub stop { my ($signal) = @_; $c = undef; return daemon_stop($pid, $signal || 'TERM') }
sub does { my ($do, $args) = @_; my $a = $c->call($do, $args); die "$do: " . $json->encode([ $args, $a ]) if !$a || !$a->{ok}; return $a->{ok} }

# All that it knows.
sub view {
	my $renewals = told($c, 'renewal.list', { all => $yes });
	my @ids = $renewals =~ /^renewal\.list .*?"id":(\d+)/mg;
	return join '', told($c, 'monitor.list', {}), told($c, 'service.list', {}), $renewals,
		(map { my $id = $_; map { told($c, $_, { id => 0 + $id }) } qw(renewal.show renewal.records) } @ids), told($c, 'ticket.list', { all => $yes }),
		told($c, 'notice.list', {}), told($c, 'log', { limit => 200 });
}

# One of before; the same as today's; the same of which the last change stands in its log only; and a backup that has one
# change more.
my ($old, $base, $killed, $backup) = map { folder() . "/$_.db" } qw(old base killed backup);
sub planned { return { host => '127.0.0.1', port => $_[0], sni => 'nou.exemple.cat', type => 'planned' } }

sub make_databases {
	system(build() . '/load', 'tests/fixtures/databases/before.sql', $old) == 0 or die;
	put('caduca.db' => $old);
	start();
	does('service.add', { name => 'Nou', head => 'Maria Pons', patterns => ['nou.exemple.cat'] });
	does('monitor.add', planned(601));
	stop() == 0 or die;
	copy("$state/caduca.db", $base) or die;
	put('caduca.db' => $base);
	start();
	does('monitor.add', planned(602));
	stop('KILL');
	copy("$state/caduca.db$_", "$killed$_") or die for '', '-wal';
	put('caduca.db' => $killed, 'caduca.db-wal' => "$killed-wal");
	start();
	does('monitor.add', planned(603));
	spew($backup, '');
	open my $to, '+<', $backup or die $!;
	my $answer = $c->call('backup', {}, $to);
	die $json->encode($answer) unless $answer->{ok};
	stop();
}

# ---- what is tried: how it ended (nothing while it runs), and what it said ----

sub run_start { my ($said, $status) = start(); return ($status, $said) }

# What a person did just before is done.
sub run_end {
	my (@fault) = @_;
	$faults->end;
	start();
	does('monitor.add', planned(700));
	$faults->begin(@fault);
	my $from = length daemon_log();
	my $status = stop();
	return ($status, substr daemon_log(), $from);
}

sub run_program {
	my ($path, @args) = @_;
	my @file = map { folder() . "/said.$_" } qw(out err);
	my $child = fork // die $!;
	if (!$child) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', $file[0];
		open STDERR, '>', $file[1];
		exec $path, @args or POSIX::_exit(127);
	}
	waitpid $child, 0;
	return ($?, join '', map { slurp($_) } @file);
}
sub restore { my ($into, $file) = @_; return run_program($program, '--state', $into, '--restore', $file, '--replace') }

# A client and the backend that it starts stand in one folder; that one ends when the client has gone.
my $bin = folder() . '/bin';
sub run_client {
	my ($status, $said) = run_program("$bin/caducactl", 'list');
	wait_until('the backend that it started ends', sub { !grep { slurp($_) =~ m{^\Q$bin\E/caducad\0} } glob '/proc/[0-9]*/cmdline' });
	return ($status, $said);
}

# ---- the scenarios ----
# What there is before (`put`), what is tried (`run`), whose calls fail (`in`; the backend's where nothing is said), and what it says
# where it is refused (`refusal`). What is `replaced` by a backup stays beside it, and so does what an upgrade is of.
my @with_log = ('caduca.db' => $killed, 'caduca.db-wal' => "$killed-wal");
my %starts = (run => \&run_start, refusal => qr/^[a-z-]+ .*\Q$state\E/);
my %restores = (run => sub { restore($state, $backup) }, refusal => qr/^caducad: .+\ncaducad: nothing was changed in '\Q$state\E/, restores => 1);
my %of_client = (run => \&run_client, refusal => qr/^caducactl: .*(\Q$state\E|\Q$bin\E|connection.*was lost)/, client => 1);
my @scenarios = (
	{ name => 'start', put => [ 'caduca.db' => $base ], %starts },
	{ name => 'start after a death', put => \@with_log, %starts },
	{ name => 'start in an empty folder', put => [], empty => 1, %starts },
	{ name => 'start on a database of before', put => [ 'caduca.db' => $old ], upgrades => 1, %starts },
	{ name => 'end', put => [ 'caduca.db' => $base ], run => \&run_end, refusal => qr/error: / },
	{ name => 'restore', put => [], empty => 1, %restores },
	{ name => 'restore over another', put => [ 'caduca.db' => $base ], replaced => 1, %restores },
	{ name => 'restore over one with a log', put => \@with_log, replaced => 1, %restores },
	{ name => 'client itself', put => [ 'caduca.db' => $base ], in => 'caducactl', %of_client },
	{ name => 'client', put => [ 'caduca.db' => $base ], %of_client },
	{ name => 'client, the first', put => [], empty => 1, %of_client },
);

my @wrong;
sub wrong { my ($s, $fault, $what) = @_; push @wrong, "$s->{name}, $fault: $what"; diag $wrong[-1]; return }

# What it knows, asked of a backend to which nothing is refused; that one ends well.
sub known {
	my ($where) = @_;
	my ($said) = start($where);
	die "it does not start: $said" if !$c;
	my $view = view();
	die 'the trail: ' . $json->encode($c->call('log.verify')) if !$c->call('log.verify')->{ok};
	stop() == 0 or die 'it does not end well: ' . substr daemon_log(), -500;
	return $view;
}

sub measure {
	my ($s, $each) = @_;
	put(@{ $s->{put} });
	if ($s->{restores} && !$s->{empty}) {
		$s->{was} = known();
		put(@{ $s->{put} });
	}
	local $ENV{CADUCA_FAULTS_IN} = $s->{in} // '';
	$faults->begin;
	my ($status, $said) = $s->{run}->();
	my %count = $faults->end;
	return wrong($s, 'no fault', "$status: $said") if $status;
	$s->{count} = \%count;
	$s->{faults} = [ $faults->to_try(\%count, $each) ];
	stop() if !defined $status;
	$s->{is} = known();
	return 1;
}

# One that is up with a fault behind it is as one without: what failed is tried again, after a time that here is none. How it ended,
# where it did so after it had said that it is ready.
sub recovers {
	my $status;
	return $status if wait_until('all of it works', sub {
		return 1 if waitpid($pid, WNOHANG) == $pid && defined($status = $?);
		$ahead += 5000;
		set_clock();
		# a client whose line was lost comes again
		$c = connect_to() if !$c || !$c->{hello};
		my $a = $c && $c->call('status') or return;
		return $a->{ok}{store} eq 'ok' && $a->{ok}{workers};
	});
	die 'it does not work again by itself';
}

my $apart = folder() . '/apart';

# Whole databases that were put beside it, each with what it holds.
sub look_beside {
	my ($s, $fault, $done, $aborted) = @_;
	my ($before, $replaced) = map { scalar @$_ } [ copies() ], [ replaced() ];
	my $kept = $done && $s->{replaced} || 0;
	wrong($s, $fault, "$replaced that were replaced are beside it") if $replaced != $kept && !($aborted && $replaced == 1);
	my $copied = $done && $s->{upgrades} || 0;
	wrong($s, $fault, "$before copies of before are beside it") if $before != $copied && !($aborted && $before == $copied + 1);
	for my $copy (copies()) {
		wrong($s, $fault, 'the copy is of another version') if database_version($copy) != database_version($old);
		my ($status, $said) = restore($apart, $copy);
		wrong($s, $fault, "the copy is not whole: $said") if $status;
	}
	for my $it ($kept ? replaced() : ()) {
		unlink glob "$apart/*";
		mkdir $apart, 0700;
		copy($it, "$apart/caduca.db") or die $!;
		my $view = known($apart);
		wrong($s, $fault, "that is kept\n" . difference($view, $s->{was})) if $view ne $s->{was};
	}
	wrong($s, $fault, 'the database changed') if $s->{upgrades} && !$done && !$aborted && database_version("$state/caduca.db") != database_version($old);
	return 1;
}

sub look_at_refusal {
	my ($s, $fault, $status, $said, $log) = @_;
	my $no_memory = $fault =~ /^memory /;
	if ($no_memory && (!$s->{client} || $s->{in})) {
		return ($status & 127) == SIGABRT && "$said$log" =~ /^caduca: out of memory$/m || wrong($s, $fault, "it ended with $status: $said$log");
	}
	return !($status & 127) && $status >> 8 == 1 && $said =~ $s->{refusal} || wrong($s, $fault, "it ended with $status: $said");
}

sub try_fault {
	my ($s, $kind, $n, $error) = @_;
	my $fault = "$kind $n of $s->{count}{$kind} ($error)";
	my $log = length daemon_log();
	put(@{ $s->{put} });
	local $ENV{CADUCA_FAULTS_IN} = $s->{in} // '';
	$faults->begin($kind, $n, $error);
	my ($status, $said) = $s->{run}->($kind, $n, $error);
	$status //= recovers();
	$faults->end;
	if (!defined $status) {
		my $view = view();
		return wrong($s, $fault, "it runs\n" . difference($view, $s->{is})) if $view ne $s->{is};
		stop() == 0 || return wrong($s, $fault, 'it does not end well');
	}
	look_at_refusal($s, $fault, $status, $said, substr daemon_log(), $log) or return if $status;
	my $aborted = $status && $kind eq 'memory';
	look_beside($s, $fault, !$status, $aborted);
	# What could not be removed is removed the next time.
	wrong($s, $fault, "left lying at once: @{[ leftovers($state) ]}") if !$aborted && !$s->{client} && $kind ne 'unlink' && leftovers($state);
	# Whoever comes next comes later.
	$now += 60;
	set_clock();
	if ($s->{client}) {
		($status, $said) = $s->{run}->();
		return wrong($s, $fault, "the next client ends with $status: $said") if $status;
	}
	my $refused = $s->{restores} && $status;
	my $view = $refused && $s->{empty} && !-e "$state/caduca.db" ? undef : known();
	my $wanted = !$refused || $aborted && $view && $view eq $s->{is} ? $s->{is} : $s->{was};
	return wrong($s, $fault, "of the next\n" . difference($view, $wanted // '')) if ($view // '') ne ($wanted // '');
	look_beside($s, $fault, ($view // '') eq $s->{is}, $aborted && $s->{upgrades});
	if ($refused) {
		$now -= 60;
		set_clock();
		($status, $said) = $s->{run}->();
		return wrong($s, $fault, "once more: $said") if $status;
		$view = known();
		return wrong($s, $fault, "once more\n" . difference($view, $s->{is})) if $view ne $s->{is};
	}
	wrong($s, $fault, "left lying: @{[ leftovers($state) ]}") if leftovers($state);
	return 1;
}

# ---- all of them ----
mkdir $_, 0700 for $bin, map { folder() . "/$_" } qw(share share/caduca);
copy(build() . '/caducactl-fault', "$bin/caducactl") && copy($program, "$bin/caducad") && chmod 0755, glob "$bin/*" or die $!;
symlink POSIX::getcwd() . '/backend/procedures', folder() . '/share/caduca/procedures' or die $!;
spew(folder() . '/config/caduca/caduca.conf', $settings);
make_databases();

$SIG{ALRM} = sub { die 'there was no answer' };
my ($tried, %of_kind) = (0);
my @chosen = grep { index($_->{name}, $ENV{CADUCA_TEST_ONLY} // '') >= 0 } @scenarios;
my $each = $lot eq 'all' ? 'all' : ceil($lot / @chosen);
for my $s (@chosen) {
	alarm 300;
	eval { measure($s, $each) } or $@ && wrong($s, 'no fault', $@), next;
	note "$s->{name}: ", join ', ', map { "$_ $s->{count}{$_}" } grep { $s->{count}{$_} } sort keys %{ $s->{count} };
	for my $fault (@{ $s->{faults} }) {
		my $time = $now;
		alarm 300;
		eval { try_fault($s, @$fault); 1 } or wrong($s, "@$fault", $@);
		kill 'KILL', $pid if $c;
		($now, $c) = ($time);
		set_clock();
		$tried++;
		$of_kind{ $fault->[0] }++;
	}
}
alarm 0;
note "$tried faults: ", join ', ', map { "$_ $of_kind{$_}" } sort keys %of_kind;
is scalar @wrong, 0, 'each is told or made good';
done_testing;

#!/usr/bin/perl
# Eight users by script and two by keys work on the same few things at once, each under a uid of his own, while the service is
# killed again and again. Afterwards every change that was acknowledged stands in the trail once, under who made it, at the
# version he saw; nothing else stands there; what the store has is what the trail says last; whoever lacks a right was told so
# each time; and the consoles are back by themselves.
#
# CADUCA_TEST_SECONDS=600 for ten minutes of it, CADUCA_TEST_KILLS=1000 for so many kills, CADUCA_TEST_SEED for the same dice.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use JSON::PP;
use POSIX ();
use Team;
use Test::More;
use Time::HiRes qw(sleep time);

my $json = JSON::PP->new->utf8->canonical;
my ($kills, $seconds) = ($ENV{CADUCA_TEST_KILLS} // 4, $ENV{CADUCA_TEST_SECONDS} // 0);
my $seed = $ENV{CADUCA_TEST_SEED} || int rand 2**31;
my %group = (reader => 'caduca-read', operator => 'caduca', administrator => 'caduca-admin');
my %right = ((map { ("op$_" => 'operator') } 1 .. 5), lector1 => 'reader', cap1 => 'administrator', cap2 => 'administrator',
	tecla1 => 'operator', tecla2 => 'operator');
my @users = grep { !/^tecla/ } sort keys %right;
my @consoles = grep { /^tecla/ } sort keys %right;
my $next = 3010;
team_users(map { $_ => [ $next++, $group{ $right{$_} } ] } sort keys %right);
team_possible() or plan skip_all => 'only root has users of many names';
note("seed $seed, $kills kills, $seconds s");
my ($folder, $test) = (team_folder(), $$);
my ($stop, $calm) = ("$folder/stop", "$folder/calm");
my %start = (config => "workers = 1;\n");
my $pid = team_start(%start);

# ---- what there is at first ----

my $HOT = 6;
my %id;
{
	my $c = connect_to(team_socket());
	for my $name (@consoles, map { "h$_" } 1 .. $HOT) {
		$id{$name} = $c->call('monitor.add', { host => "$name.exemple.cat", type => 'planned', service => 'S' })->{ok}{id};
	}
	for my $n (1 .. $HOT) {
		die unless $c->call('service.add', { name => "servei$n", head => 'H' })->{ok};
		die unless $c->call('renewal.open', { monitors => [ $id{"h$n"} ], procedure => 'permisos-remedy' })->{ok};
	}
}

# ---- one by script ----

# What he asks for: the operation, its right, the event that it leaves, and the arguments. Those of a change name what is
# changed and the version that he knows of it.
my @PLANS = (
	[ 'monitor.edit', 'operator', 'monitor.edit', sub { (service => $_[0]) } ],
	[ 'monitor.edit', 'operator', 'monitor.edit', sub { (service => $_[0], environment => 'pro') } ],
	[ 'service.edit', 'administrator', 'service.edit', sub { (head => $_[0]) } ],
	[ 'renewal.do', 'operator', 'renewal.hand-over', sub { (what => 'hand-over', args => { to => $users[ rand @users ] }) } ],
	[ 'renewal.do', 'operator', 'renewal.take-over', sub { (what => 'take-over') } ],
	[ 'renewal.do', 'operator', 'renewal.claim', sub { (what => 'claim') } ],
	[ 'renewal.do', 'operator', 'renewal.release', sub { (what => 'release') } ],
	[ 'renewal.do', 'operator', 'renewal.note', sub { (what => 'note', step => 'correu-permis', note => $_[0]) }, 0.2 ],
	[ 'monitor.retire', 'administrator', 'monitor.retire', sub { (anyway => JSON::PP::true) }, 0.3 ],
	[ 'monitor.add', 'operator', 'monitor.add', sub { (host => "$_[0].exemple.cat", type => 'planned', service => $_[0]) }, 0.2 ],
	[ 'service.add', 'administrator', 'service.add', sub { (name => $_[0], head => $_[0]) }, 0.05 ],
);
my %of = (monitor => 'row', service => 'service', renewal => 'renewal');    # what answers call it

sub by_script {
	my ($login, $number, $records) = @_;
	my ($c, %known, $n);
	my %most = (monitor => $HOT + @consoles, service => $HOT, renewal => $HOT);
	srand $seed + $number;
	until (-e $stop || getppid() != $test) {
		if (!$c) {
			$c = connect_to(team_socket()) or do { sleep 0.02; next };
		}
		my ($do, $right, $what, $arguments, $share) = @{ $PLANS[ rand @PLANS ] };
		next if defined $share && rand() > $share;
		my ($kind) = $do =~ /^(\w+)\./;
		my $token = "$login-" . ++$n;
		my %args = $arguments->($token);
		my %record = (login => $login, do => $do, right => $right, kind => $kind, what => $what, token => $token, args => {%args});
		if ($do !~ /\.add$/) {
			my $id = 1 + int rand(rand() < 0.7 ? $HOT : $most{$kind});
			next if $do eq 'monitor.retire' && $id <= $HOT + @consoles;    # they are needed to the end
			next if $kind eq 'monitor' && $id <= @consoles && -e $calm;    # nobody is faster than a form for ever
			if (!defined $known{$kind}{$id}) {
				my $a = $kind eq 'monitor' ? $c->call('monitor.get', { id => $id })
					: $kind eq 'service' ? $c->call('service.show', { name => "$id" }) : $c->call('renewal.show', { id => $id });
				if (!$a) { undef $c; next }
				$known{$kind}{$id} = $a->{ok} ? $a->{ok}{ $of{$kind} }{version} : 1;
			}
			$record{seen} = $known{$kind}{$id};
			@args{qw(id version)} = @record{qw(id seen)} = ($id, $record{seen});
		}
		my $a = $c->call($do, \%args);
		$record{result} = !$a ? 'gone' : $a->{error} ? $a->{error}{code} : 'ok';
		if ($record{result} eq 'ok') {
			my $now = $a->{ok}{ $of{$kind} };
			$record{id} //= $now->{id};
			$record{version} = $a->{ok}{version} // $now->{version};
			$most{$kind} = $record{id} if $record{id} > $most{$kind};
			$known{$kind}{ $record{id} } = $record{version} if defined $record{version};
		} elsif (defined $record{id}) {
			my $theirs = $a && ref $a->{error}{args} ? $a->{error}{args}{ $of{$kind} } : undef;
			$known{$kind}{ $record{id} } = $theirs->{version};    # undef: to be looked at again
		}
		undef $c if $record{result} eq 'gone';
		print $records $json->encode(\%record), "\n";
	}
}

# ---- one by keys ----

sub back_to_list {
	my ($console) = @_;
	for (1 .. 100) {
		my @lines = $console->screen or return;
		if (grep { /Throw away/ } @lines) { $console->keys('y') }
		elsif ($lines[0] =~ /\] +(Change |Two changes at once)/) { $console->keys('<Esc>') }
		else { return 1 }
	}
	return;
}

sub by_keys {
	my ($login, $number, $records) = @_;
	my $console = console_meanwhile($login);
	my $back = 0;
	defined $console->shows(qr/\Q$login\E\.exemple/) or POSIX::_exit(1);
	for (my $n = 1; !-e $stop && getppid() == $test; $n++) {
		my $token = "$login-$n";
		my $is_calm = -e $calm;
		back_to_list($console) or last;
		$console->keys("/$login.exe<Enter>");
		$console->keys('e');
		defined $console->shows(qr/\] +Change \Q$login\E\.exemple/) or last;
		$console->keys('<Tab>' x 7 . "<C-u>$token<F2>");
		my $seen = $console->shows(qr/^ *Saved\./m, qr/Two changes at once/, qr/connection .*lost|not connected|disconnected/) // last;
		my $result = (qw(ok conflict gone))[$seen];
		print $records $json->encode({ login => $login, do => 'monitor.edit', right => 'operator', kind => 'monitor', what => 'monitor.edit',
			token => $token, id => $id{$login}, args => { service => $token }, result => $result }), "\n";
		if ($result eq 'ok' && $is_calm && !$back++) { open my $f, '>', "$folder/back.$login" }
	}
	back_to_list($console);
	POSIX::_exit($console->leave ? 0 : 1);
}

# ---- all of them, and the kills ----

my (%working, $number);
for my $login (@users, @consoles) {
	$number++;
	open my $records, '>>', folder() . "/records.$login" or die $!;
	$records->autoflush(1);
	if ($login =~ /^tecla/) {
		my $child = fork // die $!;
		if (!$child) { by_keys($login, $number, $records); POSIX::_exit(1) }
		$working{$login} = $child;
	} else {
		$working{$login} = as_user_meanwhile($login, sub { by_script($login, $number, $records) });
	}
}
sub written { my ($of) = @_; my $bytes = 0; $bytes += -s folder() . "/records.$_" for @$of; return $bytes }
my $end = time + $seconds;
my $killed = 0;
while ($killed < $kills) {
	my $before = written(\@users);
	wait_until('work between two kills', sub { written(\@users) > $before + 8000 }) or last;
	sleep rand 0.05;
	team_stop($pid, 'KILL');
	$pid = team_start(%start);
	$killed++;
}
is $killed, $kills, "the service came back after each of $kills kills";
sleep 1 while time < $end;
spew($calm, '');
for my $login (@consoles) {
	ok wait_until("the console of $login", sub { -e "$folder/back.$login" }, 600), "the console of $login is back by itself, and saves";
}
my $before = written(\@users);
wait_until('more work', sub { written(\@users) > $before + 20000 });
spew($stop, '');
my @ill = grep { waitpid $working{$_}, 0; $? } sort keys %working;
is "@ill", '', 'everybody ends well';

# ---- what became of it ----

my @records = map { my $login = $_; map { $json->decode($_) } split /\n/, slurp(folder() . "/records.$login") } @users, @consoles;
my %result;
$result{ $_->{result} }++ for @records;
note(scalar @records, ' requests: ', join ', ', map { "$result{$_} $_" } sort keys %result);
cmp_ok $result{$_} // 0, '>', 0, "some were answered by $_" for qw(ok conflict not-allowed);

my %rank = (reader => 0, operator => 1, administrator => 2);
my @wrong = grep { $_->{result} ne 'gone' && ($_->{result} eq 'not-allowed') != ($rank{ $right{ $_->{login} } } < $rank{ $_->{right} }) } @records;
is scalar @wrong, 0, 'whoever lacks the right is refused each time, and nobody else' or diag $json->encode($wrong[0]);

my $c = connect_to(team_socket());
ok $c->call('log.verify')->{ok}{head}, 'the audit trail holds';
my (@events, $after);
{
	my $page = $c->call('log', { after => $after || 0, limit => 200 })->{ok};
	push @events, @{ $page->{events} };
	$after = $page->{next};
	redo if $after && @{ $page->{events} };
}
my %trail;    # kind, id: its events in order, whose places are the versions that they were made at
for my $e (@events) { push @{ $trail{ ($e->{what} =~ /^(\w+)/)[0] }{ $e->{subject} } }, $e }

# Does the event say what was asked for?
sub says {
	my ($e, $r) = @_;
	my $after = $e->{after} || {};
	return $e->{what} eq $r->{what} && $e->{login} eq $r->{login} && $e->{uid} == uid_of($r->{login}) && $e->{proven}
		&& (!defined $r->{args}{service} || $after->{service} eq $r->{args}{service})
		&& (!defined $r->{args}{head} || $after->{head} eq $r->{args}{head})
		&& (!defined $r->{args}{note} || $after->{note} eq $r->{args}{note});
}

my (@lost, %claimed);
for my $r (grep { $_->{result} eq 'ok' } @records) {
	my $list = $trail{ $r->{kind} }{ $r->{id} } || [];
	my @at = defined $r->{seen} ? $list->[ $r->{seen} ] : $r->{do} =~ /\.add$/ ? $list->[0] : grep { says($_, $r) } @$list;
	my ($e) = grep { defined } @at;
	if (@at != 1 || !$e || !says($e, $r) || $claimed{ $e->{seq} }++) { push @lost, { %$r, stands => $e } }
	elsif (defined $r->{version} && defined $r->{seen} && $r->{version} != $r->{seen} + 1) { push @lost, $r }
}
is scalar @lost, 0, 'each change that was acknowledged is in the trail once, by who made it, at the version he saw'
	or diag $json->encode($lost[0]);

# Who was not answered may have been heard, or not.
my %unanswered;
push @{ $unanswered{"$_->{login} $_->{what}"} }, $_ for grep { $_->{result} eq 'gone' } @records;
my @nobodys;
for my $e (grep { !$claimed{ $_->{seq} } && $_->{login} ne 'root' } @events) {
	my $list = $unanswered{"$e->{login} $e->{what}"} || [];
	my ($i) = grep { says($e, $list->[$_]) && (!defined $list->[$_]{id} || $list->[$_]{id} == $e->{subject}) } 0 .. $#$list;
	if (defined $i) { splice @$list, $i, 1 } else { push @nobodys, $e }
}
is scalar @nobodys, 0, 'and nothing is in it that nobody asked for, or that was refused' or diag $json->encode($nobodys[0]);

# ---- what the store has ----

my @stale;
for my $row (rows($c)) {
	my @at = @{ $trail{monitor}{ $row->{id} } };
	push @stale, $row->{host} if $row->{version} != @at || $row->{service} ne $at[-1]{after}{service};
}
for my $id (1 .. $HOT) {
	my $service = $c->call('service.show', { name => "$id" })->{ok}{service};
	my @of_service = @{ $trail{service}{$id} };
	push @stale, "service $id" if $service->{version} != @of_service || $service->{head} ne $of_service[-1]{after}{head};
	my $renewal = $c->call('renewal.show', { id => $id })->{ok}{renewal};
	push @stale, "renewal $id" if $renewal->{version} != @{ $trail{renewal}{$id} };
}
is "@stale", '', 'the store has what the trail says last';
is team_stop($pid), 0, 'the service ends well';
done_testing;

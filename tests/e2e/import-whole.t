#!/usr/bin/perl
# A list that comes in parts is in whole or not at all: its client goes, is killed or is refused, the backend is killed, the disk
# is full, at several points, and everything is as it was; what others did meanwhile stays, and what is whole too.
use strict;
use warnings;
use utf8;
use Caduca;
use Digest::SHA 'sha256_hex';
use IO::Select;
use IO::Socket::UNIX;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $later = stopped_clock();
my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub does {
	my ($do, $args) = @_;
	my $a = $c->call($do, $args);
	is $a->{error}, undef, $do or diag explain $a->{error};
	return $a->{ok};
}
sub line { my ($name, %more) = @_; return { name => $name, type => 'file', %more } }
sub named { my ($name) = @_; return (grep { $_->{name} eq $name } rows($c))[0] }

# ---- what there is before: monitors, a head, a ticket, what a list said, what somebody edited since ----
does('service.add', { name => 'Seu', head => 'cap' });
does('service.add', { name => 'Buida', head => '' });
my $whole = does('monitor.import', { rows => [ map { line("vell $_", service => 'Seu', responsible => 'Anna', tickets => ["SIS-$_"]) } 1 .. 6 ] });
does('monitor.edit', { id => named('vell 2')->{id}, version => 1, responsible => 'Berta' });
does('monitor.add', line('a mà'));

# Of each five rows one of another kind: changed, in conflict, new with a new head, new with one more ticket, the same.
sub part_of_list {
	my ($n) = @_;
	my $old = $n + 1;
	return [ line("nou $n", service => "Nova $n", head => "cap $n"), line("altre $n", tickets => ["ST-$n"], service => 'Buida', head => 'nou cap'),
		line("vell $old", responsible => 'Carla', tickets => [ "SIS-$old", 'SIS-99' ]), line("més $n"), $n == 3 ? line('a mà') : line("encara $n") ];
}
my $parts = 4;

# What the next list finds says what the last one left.
sub state_now {
	$c = connect_to();
	my @rows = map { my %r = %$_; delete @r{qw(version)}; \%r } sort { $a->{id} <=> $b->{id} } rows($c);
	my @services = map { my %s = %$_; delete @s{qw(version)}; \%s } @{ $c->call('service.list')->{ok}{services} };
	my $next = $c->call('monitor.import', { dry_run => $true, keep_going => $true, rows => [ line('a mà', responsible => 'Dolors'), map { line("vell $_", responsible => 'Dolors') } 1 .. 6 ] });
	return { rows => \@rows, services => \@services, next => $next->{ok}{results} };
}
my $before = state_now();
is_deeply [ map { $_->{state} } @{ $before->{next} } ], [qw(changed changed conflict changed changed changed changed)], 'what an earlier list said counts';

sub as_before { my ($what) = @_; is_deeply state_now(), $before, $what or diag daemon_log() }
my $told = 0;
sub taken_back { $told++; return wait_until('it is taken back', sub { my $n = () = daemon_log() =~ /was not whole, and is taken back/g; $n >= $told }) }

# Sends so many parts of it, from a client of its own.
sub send_parts {
	my ($count, %more) = @_;
	my ($client, $import) = (connect_to(), 0);
	for my $n (1 .. $count) {
		my $a = $client->call('monitor.import', { rows => part_of_list($n), more => $n < $parts ? $true : $false, file => 'llista.csv', digest => 'ab' x 32, total => 20, ($import ? (import => $import) : ()), %more });
		return ($client, $import, $a) unless $a->{ok};
		$import = $a->{ok}{import};
	}
	return ($client, $import);
}

# ---- the client goes ----
for my $count (1 .. 3) {
	my ($client, $import) = send_parts($count, $count == 2 ? (keep_going => $true) : ());
	is scalar(grep { $_->{name} =~ /^(?:nou|altre|més|encara) / } rows($c)), 4 * $count - ($count == 3), "after $count parts others see what is there of it";
	is named('vell 2')->{responsible}, 'Berta', 'what was edited stays';
	is named('vell 3')->{responsible}, $count > 1 ? 'Carla' : 'Anna', 'the others are changed';
	$client->{socket}->close;
	ok taken_back(), 'then its client goes';
	as_before("and all is as before, after $count parts");
	my @lines = @{ $c->call('log', { limit => 50 })->{ok}{events} };
	my @back = grep { $_->{what} eq 'monitor.undo-import' && $_->{after}{import} == $import } @lines;
	is_deeply [ scalar(@back), map { $_->{login} } @back ], [ $count, ('caducad') x $count ], 'part by part, by the machine';
	is $c->call('monitor.undo-import', { import => $import })->{error}{code}, 'nothing-to-undo', 'so nobody has to';
}
is $c->call('monitor.undo-import', { dry_run => $true })->{ok}{import}, $whole->{import}, 'the last import is the one that is whole';

# ---- the backend is killed, between parts and while it takes back ----
for my $count (1 .. 3) {
	my ($client, $import) = send_parts($count);
	daemon_stop($pid, 'KILL');
	$pid = daemon_start();
	like daemon_log(), qr/import $import was not whole/, 'the next start takes it back';
	as_before("before anybody is served, killed after $count parts");
}
for my $round (1 .. 6) {
	my ($client) = send_parts(3);
	$client->{socket}->close;
	$c->call('status') for 1 .. $round; # each a turn of its loop
	daemon_stop($pid, 'KILL');
	$pid = daemon_start();
	as_before("killed while it is taken back, $round");
}
my ($gone) = send_parts(2);
is daemon_stop($pid), 0, 'a backend that is asked to end, ends';
$pid = daemon_start();
as_before('and takes back what it had of a list');
$told = () = daemon_log() =~ /taken back/g;

# ---- a part is refused ----
my ($client, $import) = send_parts(2);
my $refused = $client->call('monitor.import', { rows => [ line('bé'), { host => 'un host' } ], import => $import, more => $true })->{ok};
is_deeply [ $refused->{written}, map { $_->{state} } @{ $refused->{results} } ], [ $false, 'added', 'error' ], 'a row that turns out bad';
as_before('nothing stays, and that is so once it is answered');
$told++;
is $client->call('monitor.import', { rows => [ line('més') ], import => $import })->{error}{code}, 'no-import', 'no further part is taken';
is connect_to()->call('monitor.import', { rows => [ line('més') ], import => $import })->{error}{code}, 'no-import', 'from nobody';
($client, $import) = send_parts(1, keep_going => $true);
my $kept = $client->call('monitor.import', { rows => [ line('bé'), { host => 'un host' } ], import => $import, keep_going => $true })->{ok};
is $kept->{written}, $true, 'where it is to keep going the others are taken';
$client->{socket}->close;
$c = connect_to();
ok named('bé') && named('nou 1'), 'and the list is whole';
does('monitor.undo-import', { import => $import });
as_before('until somebody takes it back');

# ---- several parts name one monitor, as a report of a CA may; somebody edits it between them ----
sub twice {
	$client = connect_to();
	$import = $client->call('monitor.import', { rows => [ line('dos cops', responsible => 'Ada'), line('vell 3', responsible => 'Carla') ], more => $true })->{ok}{import};
	does('monitor.edit', { id => named('vell 3')->{id}, version => named('vell 3')->{version}, folder => '/seva' });
	return $client->call('monitor.import', { rows => [ line('dos cops', folder => '/x'), line('vell 3', responsible => 'Dora', service => 'Buida') ], import => $import, @_ });
}
sub edit_back { return does('monitor.edit', { id => named('vell 3')->{id}, version => named('vell 3')->{version}, folder => '' }) }
is_deeply [ map { $_->{state} } @{ twice()->{ok}{results} } ], [qw(changed changed)], 'a later part changes what an earlier one wrote';
my $undone = does('monitor.undo-import', { import => $import });
is_deeply [ @$undone{qw(added changed retired reverted left)} ], [ 1, 1, 1, 1, [] ], 'taken back, each is one monitor' or diag explain $undone;
is named('vell 3')->{folder}, '/seva', 'and what somebody edited between them stays';
edit_back();
as_before('the rest is as it was');
twice(more => $true);
$client->{socket}->close;
ok taken_back(), 'so it is where its client goes';
is named('vell 3')->{folder}, '/seva', 'what was edited stays here too';
edit_back();
as_before('and the rest is as it was');

# ---- what others did meanwhile ----
($client, $import) = send_parts(1);
my $touched = named('nou 1');
does('monitor.edit', { id => $touched->{id}, version => 1, responsible => 'Eva' });
does('monitor.add', line('meu'));
$client->{socket}->close;
ok taken_back(), 'a client goes while others work';
is named('nou 1')->{responsible}, 'Eva', 'what somebody changed of it stays';
ok named('meu'), 'and what is theirs';
like daemon_log(), qr/import $import was not whole, and is taken back: \d+ retired, \d+ as before, [1-9]/, 'the log says that some stay';
$c->call('monitor.retire', { id => named($_)->{id}, version => named($_)->{version} }) for 'nou 1', 'meu';
as_before('the rest is as before');
($client, $import) = send_parts(1);
my $other = does('monitor.import', { rows => [ line('nou 1', service => 'Nova 1'), line('ulls') ] });
is_deeply [ map { $_->{state} } @{ $other->{results} } ], [qw(same added)], 'another list names what is there of it, and is whole';
$client->{socket}->close;
ok taken_back(), 'then the client of the first one goes';
ok named('nou 1'), 'what the other list has stays';
is named('més 1'), undef, 'the rest does not';
$c->call('monitor.retire', { id => named($_)->{id}, version => named($_)->{version} }) for 'nou 1', 'ulls';
as_before('the rest is as before');

# ---- the disk is full ----
my $database = folder() . '/state/caduca/caduca.db';
($client, $import) = send_parts(1);
my $size = (-s $database) + (-s "$database-wal");
is system('prlimit', '--pid', $pid, '--fsize=' . ($size & ~4095) . ':'), 0, 'then the disk is full';
my $error;
for my $n (1 .. 200) {
	my $a = $client->call('monitor.import', { rows => [ map { line("ple $n $_", folder => 'x' x 200) } 1 .. 20 ], import => $import, more => $true });
	$error = $a->{error}{code} and last;
}
is $error, 'disk-full', 'a part is refused';
$c = connect_to();
ok named('nou 1'), 'what was written is there as long as nothing can be written';
is system('prlimit', '--pid', $pid, '--fsize=unlimited:'), 0, 'then there is room';
$later->(4000);
ok taken_back(), 'and it is taken back';
as_before('whole');

# ---- caducactl, whose connection is lost, and that is killed ----
my $file = folder() . '/list.csv';
spew($file, "nom;on és\n" . join '', map { "c$_;fitxer\n" } 1 .. 900);

# After so many requests that write, its connection ends: through a relay.
sub through {
	my ($count, $kill, @command) = @_;
	my $between = folder() . '/between';
	unlink $between;
	my $listening = IO::Socket::UNIX->new(Local => $between, Listen => 1) or die $!;
	my $ctl = fork;
	if (!$ctl) {
		open STDOUT, '>', folder() . '/out';
		open STDERR, '>', folder() . '/err';
		exec build() . '/caducactl', @command, '--socket', $between;
	}
	my $from = $listening->accept;
	my $to = IO::Socket::UNIX->new(Peer => folder() . '/socket') or die $!;
	my ($both, $held) = (IO::Select->new($from, $to), '');
	RELAY: while (my @ready = $both->can_read) {
		for my $socket (@ready) {
			sysread $socket, my $bytes, 65536 or last RELAY;
			if ($socket == $to) { syswrite $from, $bytes; next }
			$held .= $bytes;
			while ($held =~ s/^(.*\n)//) {
				my $request = $1;
				last RELAY if $request =~ /"dry_run":\s*false/ && $count-- == 0;
				syswrite $to, $request;
			}
		}
	}
	kill 'KILL', $ctl if $kill;
	close $_ for $from, $to;
	waitpid $ctl, 0;
	return ($?, slurp(folder() . '/out'), slurp(folder() . '/err'));
}
for my $count (1, 3) {
	my ($status, $out, $err) = through($count, 0, 'import', $file);
	is $status >> 8, 1, "caducactl loses the backend after $count parts";
	like $err, qr/Nothing of the list stays: what was written of it is taken back\.$/m, 'and says what comes of it';
	ok taken_back(), 'so it is';
	as_before('and all is as before');
}
my ($status, $out, $err) = through(2, 0, 'import', $file, '--json');
like $out, qr/\{"state":"taken-back"\}\]$/, 'a program is told too';
taken_back();
($status) = through(2, 1, 'import', $file);
is $status & 127, 9, 'it is killed';
ok taken_back(), 'then, too';
as_before('all is as before');
($status, $out, $err) = ctl('import', $file, '--socket', folder() . '/socket');
is $out, "900 added, 0 changed, 0 the same, 0 bad.\n", 'the same list, whole' or diag $err;
daemon_stop($pid, 'KILL');
$pid = daemon_start();
$c = connect_to();
is scalar(grep { $_->{name} =~ /^c\d/ } rows($c)), 900, 'stays, whatever comes after';
my $at = (grep { $_->{what} eq 'monitor.import' } @{ $c->call('log', { what => 'monitor.import', limit => 1 })->{ok}{events} })[0];
is_deeply [ @{ $at->{after} }{qw(file rows sha256)} ], [ 'list.csv', 900, sha256_hex(slurp($file)) ], 'with one line in the trail, its digest, and how many it has';
($status, $out) = ctl('undo', '--yes', '--socket', folder() . '/socket');
is $out, "The import is undone: 900 retired, 0 as before.\n", 'and is undone as a whole';
as_before('as before');
ok $c->call('log.verify')->{ok}{head}, 'the trail holds';
is daemon_stop($pid), 0, 'and the backend ends well';
done_testing;

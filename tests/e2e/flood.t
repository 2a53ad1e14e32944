#!/usr/bin/perl
# One user floods the service, and another's requests are answered in their turn all the same: however many come in one write,
# however fast, and whatever they cost. What is measured is turns of the loop and the order of answers, never time. The bounds
# are those that caducad(8) tells.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Fcntl;
use IO::Select;
use JSON::PP;
use POSIX ();
use Team;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;

# ---- what is written of them ----

my ($table) = slurp('backend/daemon/limits.h') =~ /^enum \{\n(.*?)^\};/ms;
$table =~ s/UNSENT_MAX_BYTES/262144/;
my %limit = $table =~ /LIMIT_(\w+) = (\d+)/g;
my ($told) = slurp('backend/man/caducad.8') =~ /limits: begin(.*?)limits: end/s;
is_deeply [ sort map { "$_ $limit{$_}" } keys %limit ], [ sort map { "$_->[1] $_->[0]" } map { [ /^(\d+)\n.*\.Pq Dv (\w+)/s ] } $told =~ /^\.It (.*?)(?=^\.It|^\.El)/msg ],
	'the manual tells each limit as it is';

# ---- a team ----

team_possible() or plan skip_all => 'only root has users of many names';
my $later = stopped_clock();
my $pid = team_start(config => "workers = 1;\n");

sub open_as {
	my ($login, %o) = @_;
	local $> = uid_of($login);
	return connect_to(team_socket(), %o);
}
sub said { my ($a) = @_; return !$a ? 'nothing' : $a->{error} ? $a->{error}{code} : 'ok' }
sub requests { my ($do, $from, $to) = @_; return join '', map { qq({"id":$_,"do":"$do"}\n) } $from .. $to }
sub waits { my ($c) = @_; return $c->{in} !~ /\n/ && !IO::Select->new($c->{socket})->can_read(0) }

# Both have said what they want before the backend looks.
sub at_once {
	my (@what) = @_;
	kill 'STOP', $pid;
	wait_until('it to stop', sub { slurp("/proc/$pid/stat") =~ /\) T / });
	$_->() for @what;
	kill 'CONT', $pid;
}

my ($flood, $other) = map { open_as($_) } qw(altra operador);
is $other->call('status')->{ok}{login}, 'operador', 'somebody works';

# ---- many in one write ----

{
	at_once(sub { $flood->raw(requests('status', 1, 300)) }, sub { $other->raw(requests('status', 1, 1)) });
	my $turn = $other->hear->{ok}{turns};
	my @flooded = map { $flood->hear->{ok}{turns} } 1 .. 300;
	my $before = grep { $_ <= $turn } @flooded;
	cmp_ok $before, '<=', 3, "three hundred requests in one write: the other's one is answered after $before of them";
	my %in_turn;
	$in_turn{$_}++ for @flooded;
	is scalar(grep { $_ > 1 } values %in_turn), 0, 'for each turn has one';
	is $flooded[0] + 299 <= $flooded[-1], 1, 'and all of them are answered';
}

# ---- many that come ----

{
	my @come;
	at_once(sub {
		for (1 .. 60) {
			push @come, open_as('altra', silent => 1);
			$come[-1]->raw($json->encode({ hello => { protocol => 2, program => 'test', version => '0' } }) . "\n" . requests('status', 1, 1));
		}
	});
	my @turns = sort { $a <=> $b } map { $_->hear; $_->hear->{ok}{turns} } @come;
	cmp_ok $turns[-1] - $turns[0], '>=', 5, 'sixty who come at once are not let in in one turn';
}

# ---- long work ----

{
	# The trail is long, so that to walk it takes many turns.
	my $cap = open_as('cap');
	for my $n (1 .. 6) {
		$cap->call('monitor.import', { rows => [ map { { host => "h$_-$n.exemple.cat", type => 'planned' } } 1 .. 200 ] });
	}
	my $events = $cap->call('log', { limit => 1 })->{ok}{events}[0]{seq};
	cmp_ok $events, '>', 1000, "the trail has $events events";
	$later->(2000);
	at_once(sub { $flood->raw(requests('log.verify', 1, 300)) }, sub { $other->raw(requests('log.verify', 1, 1) . requests('status', 2, 2)) });
	is $other->hear->{id}, 2, 'what comes after a verification of the trail does not wait for it';
	is said($other->hear), 'ok', 'which ends, too';
	my %heard;
	$heard{ said($flood->hear) }++ for 1 .. 300;
	is $heard{ok} + $heard{'too-many-open'}, 300, 'of three hundred in one write each is answered';
	cmp_ok $heard{ok}, '>=', $limit{VERIFICATIONS}, 'some by the digest';
	cmp_ok $heard{'too-many-open'}, '>', 0, 'and what is too much is refused';
}

# ---- many a second ----

{
	$later->(60_000);
	my $many = $limit{REQUESTS_SAVED} + 200;
	at_once(sub { $flood->raw(requests('status', 1, $many)) }, sub { $other->raw(requests('status', 1, 1)) });
	is said($other->hear), 'ok', 'somebody else is answered';
	my $heard = 0;
	for (1 .. $many) { $flood->hear or last; $heard++ }
	is $heard, $many, 'whoever asks faster than he may is answered each time';
	# What he had saved is gone, so he waits now, whatever the machine does meanwhile; he is let go while he waits.
	$flood->raw(requests('status', 1, 300));
	close $flood->{socket};
	is said($other->call('status')), 'ok', 'one that goes while he waits takes nothing with him' for 1 .. 3;
	$later->(60_000);
	$flood = open_as('altra');
	is said($flood->call('status')), 'ok', 'and may come back';
}

# ---- documents ----

sub ask_with {
	my ($c, $do, $args, @fds) = @_;
	$c->hand_over({ id => ++$c->{id}, do => $do, args => $args }, @fds);
}
{
	my $document = folder() . '/document';
	spew($document, "nothing\n");
	$later->(60_000);
	my @never;    # whose password never comes
	for (1 .. $limit{INSPECTIONS} + 1) {
		open my $file, '<', $document or die $!;
		pipe(my $read, my $write) or die $!;
		push @never, $write;
		ask_with($flood, 'document.fits', { password => JSON::PP::true }, $file, $read);
	}
	my $refused = $flood->hear;
	is said($refused), 'too-many-open', 'a user has so many documents read at once';
	is $refused->{error}{args}{most}, $limit{INSPECTIONS}, 'and is told how many';
	open my $file, '<', $document or die $!;
	ask_with($other, 'document.fits', {}, $file);
	isnt said($other->hear), 'nothing', "the other's document is read";
	ok waits($flood), 'while all of his hang';
	close $_ for @never;
	my %answered;
	$answered{ $flood->hear->{id} } = 1 for 1 .. $limit{INSPECTIONS};
	is scalar keys %answered, $limit{INSPECTIONS}, 'and each of his is answered in the end';
}

# ---- ways to hand over that nobody takes ----

# What is on its way to a socket of ours, of which the kernel lets the backend's user have only so much.
sub on_its_way { my ($c) = @_; return slurp('/proc/self/fdinfo/' . fileno $c->{socket}) =~ /^scm_fds:\s*(\d+)/m ? $1 : die 'no scm_fds' }
sub comes { my ($c) = @_; return IO::Select->new($c->{socket})->can_read(60) }

SKIP: {
	slurp('/proc/self/fdinfo/' . fileno $other->{socket}) =~ /scm_fds/ or skip 'this kernel does not tell what is on its way', 7;
	my ($paper, $peek, $most) = ("$0", 2, $limit{UNTAKEN} + 4);
	my $shy = open_as('altra');
	setsockopt $shy->{socket}, 1, 42, pack('l', 0) or die $!;    # SO_PEEK_OFF: each look begins where the last ended
	$later->(60_000);
	for my $n (1 .. $limit{UNTAKEN}) {
		$shy->say({ id => $n, do => 'document.fits', args => {} });
		my ($seen, $lines) = (0, '');
		while ($lines !~ /"error".*\n/) {
			comes($shy);
			my ($bytes, @ends) = Caduca::receive_fds($shy->{socket}, $peek);
			$lines .= $bytes;
			$seen += @ends;
			shutdown $_, 2 for @ends;    # nothing comes, so the child ends
		}
		$seen == 1 or die "looked at $seen";
	}
	is on_its_way($shy), $limit{UNTAKEN}, 'of what somebody only looks at so much is on its way';
	$shy->say({ id => $_, do => 'document.fits', args => {} }) for $limit{UNTAKEN} + 1 .. $most;
	for (1 .. 3) {
		$later->(1000);
		open my $file, '<', $paper or die $!;
		$other->call('document.fits', {}, $file);
	}
	is on_its_way($shy), $limit{UNTAKEN}, 'and no more, however much he asks';
	my %answered;
	for (1 .. 2 * $most) {
		$later->(100) if waits($shy);
		my $heard = $shy->hear_any;
		$answered{ $heard->{id} }++;
	}
	is_deeply [ sort { $a <=> $b } keys %answered ], [ 1 .. $most ], 'when he takes it, he has lost nothing';
	close $shy->{socket};

	my @held = map { open_as('cap') } 1 .. $limit{CONNECTIONS} - 4;
	for (1 .. 4) {
		my $c = open_as('cap');
		push @held, $c;
		$c->say({ id => 1, do => 'document.fits', args => {} });
		comes($c);
		shutdown $c->{socket}, 1;
	}
	is said($other->call('status')), 'ok', 'some end, and leave it on its way' for 1 .. 2;    # two turns: it has seen them
	is said(open_as('cap', silent => 1)->hear), 'too-many-connections', 'they are connections of his for as long as he does not take it';
	@held = ();
	ok wait_until('his places', sub { $later->(1000); my $c = open_as('cap') or return; ($c->call('status') // {})->{ok} }), 'and no longer';
}

# ---- explanations ----

{
	socket(my $silent, 2, 1, 0) or die $!;
	bind $silent, pack 'S n a4 x8', 2, 0, "\x7f\0\0\1" or die $!;
	listen $silent, 64;
	my ($port) = unpack 'x2 n', getsockname $silent;
	$later->(60_000);
	my $line = join '', map { $json->encode({ id => $_, do => 'probe.explain', args => { host => '127.0.0.1', port => $port } }) . "\n" } 1 .. $limit{EXPLAINS} + 1;
	$flood->raw($line);
	my $refused = $flood->hear;
	is said($refused), 'too-many-open', 'so many probes are explained at once';
	is $refused->{error}{args}{most}, $limit{EXPLAINS}, 'and he is told how many';
	close $flood->{socket};
	$flood = open_as('altra');
	ok wait_until('his place', sub { $other->call('status'); $flood->raw($line); said($flood->hear) eq 'too-many-open' }),
		'a client that goes leaves its place to the next';
}
is team_stop($pid), 0, 'it ends when asked to';
done_testing;

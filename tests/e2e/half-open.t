#!/usr/bin/perl
# Two hundred connections that say nothing, or half a line, of several users: they are let go when it is time, each user has his
# own bound, and nobody waits behind them. What is measured is turns of the loop, never time.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use IO::Select;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my ($table) = slurp('backend/daemon/limits.h') =~ /^enum \{\n(.*?)^\};/ms;
my %limit = $table =~ /LIMIT_(\w+) = (\d+)/g;
my ($wall, $mono) = (time, 0);
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);
sub later { my ($ms) = @_; $mono += $ms; seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$wall $mono" }
later(0);
chmod 0755, folder();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $pid = team_start(config => "workers = 1;\ngroups-every = 86400;\n");
my $root = team_connect('root');
my $works = team_connect('operador');
my $console = console_meanwhile('operador');
is $works->call('monitor.add', { host => 'abans.exemple.cat', type => 'planned' })->{ok}{version}, 1, 'somebody works';
is $console->shows(qr/abans\.exemple\.cat/), 0, 'and has a console open';
my $descriptors = sub { scalar(() = glob "/proc/$pid/fd/*") };
my $before = $descriptors->();

# ---- two hundred, of four users ----

my @halves = ('', '{"hello":{"proto', '{"hello":{"protocol":2,"program":"x","version":"0"}', "\xff\xfe", ' ' x 1000);
my @open;
for my $login (qw(altra lectora cap ningu)) {
	local $> = uid_of($login);
	for my $n (1 .. 50) {
		my $c = connect_to(team_socket(), silent => 1) or die;
		$c->raw($halves[ $n % @halves ]);
		push @open, $c;
	}
}
is scalar @open, 200, 'two hundred are half open';
my $strangers = IO::Select->new(map { $_->{socket} } @open[150 .. 199]);
ok wait_until('them to be let in', sub { $root->call('status'); $descriptors->() >= $before + 150 && (() = $strangers->can_read(0)) == 50 }),
	'and were let in, or told that they are not';

# Of one request only its own turn passes, and perhaps one in which something else was to be done.
my @turns = map { $works->call('status')->{ok}{turns} } 1 .. 50;
my @passed = sort { $a <=> $b } map { $turns[$_] - $turns[ $_ - 1 ] } 1 .. $#turns;
cmp_ok $passed[ @passed / 2 ], '<=', 2, 'a request waits for no turn but its own' or diag "@passed";
is $works->call('monitor.add', { host => 'mentrestant.exemple.cat', type => 'planned' })->{ok}{version}, 1, 'changes are written';
is $console->shows(qr/mentrestant\.exemple\.cat/), 0, 'and shown in the console';
my $second = console_meanwhile('operador');
is $second->shows(qr/mentrestant\.exemple\.cat/), 0, 'a second console of his own comes in';
ok $second->leave, 'and goes';
ok team_connect('altra')->call('status')->{ok}, 'so does one of a user who has fifty half open';
is((ctl_as('lectora', 'list'))[0], 0, 'and a command');

# ---- one who opens as many as he can ----

{
	my @more;
	{
		local $> = uid_of('altra');
		push @more, connect_to(team_socket(), silent => 1) for 1 .. $limit{CONNECTIONS};
	}
	my $refused = 0;
	my $select = IO::Select->new(map { $_->{socket} } @more);
	ok wait_until('some to be refused', sub { $refused = () = $select->can_read(0); $refused >= 50 }), 'a user has so many and no more';
	like $more[-1]->hear->{error}{code}, qr/^too-many-connections$/, 'and is told so';
	is((ctl_as('operador', 'list'))[0], 0, 'which is no matter of others');
	is $works->call('status')->{ok}{login}, 'operador', 'who works, works on';
	is((ctl_as('root', 'list'))[0], 0, 'and root comes in');
}

# ---- the end of them ----

later($limit{HELLO_MS} + 1000);
my ($told, $closed) = (0, 0);
for my $c (@open) {
	my $said = $c->hear;
	$told += defined $said && ($said->{error}{code} || '') =~ /^(no-hello|no-right|bad-json)$/;
	$closed += !defined $c->hear;
}
is "$told $closed", '200 200', 'each is told why, and let go, when it said no hello in time';
@open = ();
ok wait_until('their descriptors', sub { $root->call('status'); $descriptors->() <= $before + 1 }), 'and leaves nothing behind';
is $works->call('status')->{ok}{login}, 'operador', 'who works was never let go';
ok $console->leave, 'nor was his console';
is team_stop($pid), 0, 'it ends when asked to';
done_testing;

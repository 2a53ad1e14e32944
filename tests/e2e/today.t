#!/usr/bin/perl
# What needs a hand now: each kind of line comes when it has a reason and goes when that is no more so, in one order, and
# whoever watches is told of each line that is otherwise and of no other.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $DAY = 86400;
my $START = time;
my $ahead = 0;
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);

# Padded, so that each line takes the place of the whole line before.
sub on_day {
	my ($days) = @_;
	seek $face, 0, 0;
	syswrite $face, sprintf "%-30s\n", int($START + $days * $DAY) . " $ahead";
	$ahead += 61_000;
}

on_day(0);
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $pid = daemon_start(config => "workers = 1;\nlook-days = 3;\n");
my @to = ('--socket', folder() . '/socket');
authority();

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out }
sub json { my (undef, $out) = run(@_, '--json'); utf8::encode($out); return decode_json($out) }
# "name:code+code ..." in order; what is theirs in brackets.
sub said { my ($l) = @_; my $text = "$l->{name}:" . join '+', map { $_->{code} } @{ $l->{reasons} }; return $l->{ours} ? $text : "($text)" }
sub today { return join ' ', map { said($_) } @{ json('today') } }
sub line { my ($name) = @_; return (grep { $_->{name} eq $name } @{ json('today') })[0] }

# A certificate of so many days from now on, in a file that no probe reaches.
sub file_of {
	my ($name, $days) = @_;
	my ($csr) = csr_for("$name.test");
	does('add', "$name.test", '--type', 'file');
	does('certificate', "$name.test", certificate_for($csr, "DNS:$name.test", $days));
}

is today(), '', 'nothing is watched, and nothing needs a hand';
like does('today'), qr/^Nothing needs a hand now\.$/, 'which is said';

# ---- what nobody has begun ----

file_of(@$_) for [ 'ended', 148 ], [ 'soon', 185 ], [ 'critical', 155 ], [ 'late', 165 ], [ 'due', 178 ], [ 'well', 300 ];
is today(), '', 'nothing is due yet';
on_day(150);
is today(), 'ended.test:expired critical.test:critical late.test:late due.test:due soon.test:soon',
	'each by how far its time has come, the worst first, and none that is well';
my $ended = line('ended.test');
is $ended->{reasons}[0]{at}, int((grep { $_->{name} eq 'ended.test' } @{ json('list') })[0]{not_after}), 'with the time that it is about';
is_deeply [ @$ended{qw(subject monitor)} ], [ 'monitor', 1 ], 'and what it is about';
like does('today'), qr/^ours +ended\.test +has expired \(\d+ (?:days|hours) ago\)/m, 'in words';

# ---- what is to come, week by week ----

my ($forecast, $rows) = (json('forecast'), json('list'));
# By the rows, the same counts; $from and $until may be undefined.
sub counted {
	my ($field, $from, $until) = @_;
	my %count = (all => 0);
	for my $row (grep { $_->{end} && (!defined $from || $_->{$field} >= $from) && (!defined $until || $_->{$field} < $until) } @$rows) {
		$count{$_}++ for 'all', $row->{urgency};
	}
	return \%count;
}
is scalar @{ $forecast->{weeks} }, 53, 'twelve months of weeks';
for (['expire', 'end'], ['start', 'start_by']) {
	my ($kind, $field) = @$_;
	is_deeply [ map { $_->{$kind} } @{ $forecast->{weeks} } ], [ map { counted($field, @$_{qw(from until)}) } @{ $forecast->{weeks} } ],
		"$kind: each week has those that its days say";
	is_deeply $forecast->{before}{$kind}, counted($field, undef, $forecast->{weeks}[0]{from}), '... what was before';
	is_deeply $forecast->{later}{$kind}, counted($field, $forecast->{weeks}[52]{until}), '... and what comes later';
}
ok $forecast->{before}{start}{all} > 0, 'some should have begun already';
is "$forecast->{servers} $forecast->{unknown} " . scalar @{ $forecast->{closed} }, '6 0 13', 'with what the figures are made of';
is json('forecast', '--filter', 'ended')->{servers}, 1, 'of those that a filter selects';
like does('forecast'), qr/^before +\d.*^\d\d\/\d\d\/\d{4} w\d\d +\d+ .*^Renewals a month if the 6 certificates of servers/ms, 'in words';

# ---- what a renewal makes of it ----

my $c = connect_to(folder() . '/socket');
$c->call('watch');
$c->call('today.list');
sub told {
	$c->call('status');
	my @events = map { $_->{data} } grep { $_->{event} eq 'today' } splice @{ $c->{events} };
	return @events;
}
sub hears {
	my ($name, @wanted) = @_;
	my %last;
	my $all = wait_until($name, sub {
		$last{ $_->{id} } = $_->{line} ? said($_->{line}) : 'gone' for told();
		return !grep { my $w = $_; !grep { $_ eq $w } values %last } @wanted;
	});
	return ok $all, $name;
}

does('renewal', 'open', 'well.test', '--only');
like today(), qr/ well\.test:ready due\.test:due /, 'a step that is ready is one\'s own, and before what nobody began';
hears('and whoever watches is told', 'well.test:ready');
does('renewal', 'open', 'late.test', '--only');
like today(), qr/critical\.test:critical late\.test:at-risk\+ready /, 'what is being renewed late is one line, with both reasons';
hears('the one line goes and the other comes', 'gone', 'late.test:at-risk+ready');
is line('late.test')->{claimed_by}, (getpwuid $<)[0], 'of whoever has it';

# ---- waiting for others ----

sub wait_for_sistemes {
	my ($id, $key) = @_;
	does('renewal', 'step', $id, @$_) for [ '0.2', 'choose', 'renovacio' ];
	does('renewal', 'step', $id, 'tiquet-csr', 'ticket', $key, '--yes');
	does('renewal', 'step', $id, 'tiquet-cap', 'ticket', $key =~ s/SIS/ST/r, '--yes');
}
wait_for_sistemes(1, 'SIS-1');
is line('well.test'), undef, 'where others have to do something nothing is to be done';
hears('which is told', 'gone');
wait_for_sistemes(2, 'SIS-2');
like today(), qr/ \(late\.test:at-risk\)$/, 'what is late is told all the same, as theirs';
is line('late.test')->{waiting_on}, 'Sistemes', 'and for whom it waits';
on_day(153.5);
like today(), qr/well\.test:(?:follow-up\+)?not-looked-at/, 'after some days somebody is to look at the ticket';
does('ticket', 'look', $_, '--category', 'doing') for qw(SIS-1 ST-1);
unlike today(), qr/well\.test:\S*not-looked-at/, 'and has looked';
on_day(170);
like today(), qr/\(well\.test:follow-up\+not-looked-at\)/, 'the day to ask comes, and the ticket has to be looked at again';
does('renewal', 'pause', 1, POSIX::strftime('%Y-%m-%d', localtime $START + 175 * $DAY));
unlike today(), qr/well\.test/, 'not while it is paused';
on_day(176);
like today(), qr/well\.test:pause-over/, 'until the pause is over';
told();
does('renewal', 'resume', 1);
unlike today(), qr/pause-over/, 'and it goes on';
ok wait_until('that', sub { grep { $_->{line} && $_->{line}{name} eq 'well.test' && encode_json($_->{line}) !~ /pause-over/ } told() }), 'which is told';

# ---- what watches is told nothing where nothing changes ----

told();
does('list');
does('today') for 1 .. 3;
is scalar(told()), 0, 'nothing changed, and nothing is told';
does('remove', '--yes', 'due.test');
unlike today(), qr/due\.test/, 'what is not watched any more has no line';

# ---- what is not reached any more ----

my $orders = fleet_start('--set', 'demo');
my ($host) = grep { !@{ $_->{problems} || [] } } manifest();
does('add', "$host->{host}:$host->{port}", '--name', 'host', map { ("--$_", $host->{$_}) } grep { defined $host->{$_} } qw(sni));
does('probe', 'host', '--wait');
sub unseen { return (grep { $_->{reasons}[0]{code} eq 'probes-fail' } @{ json('today') })[0] }
is unseen(), undef, 'a host that is seen is reached';
does('add', 'localhost:1', '--name', 'never');
does('add', 'localhost:2', '--name', 'planned', '--type', 'planned');
wait_until('both were probed', sub { 2 == grep { $_->{name} =~ /never|planned/ && $_->{checked_at} } @{ json('list') } });
is unseen(), undef, 'one that did not answer once may answer the next time';
does('probe', $_, '--wait') for qw(never planned);
is_deeply [ @{ unseen()->{reasons}[0] }{qw(count never)} ], [ 1, 1 ], 'one that never answers is told, and what is planned does not have to serve yet';
like +(run('today'))[1], qr/never +1 monitor is not reached/, '... in words, by its name';
is_deeply unseen()->{reasons}[0]{names}, ['never'], '... and which one it is';
is unseen()->{reasons}[0]{monitor}, (grep { $_->{name} eq 'never' } @{ json('list') })[0]{id}, '... alone';
does('add', 'localhost:1', '--name', $_, '--sni', "$_.test", '--declared-expiry', '2099-12-31') for qw(b A);
does('probe', $_, '--wait') for qw(b A);
is_deeply [ unseen()->{reasons}[0]{count}, unseen()->{reasons}[0]{monitor}, @{ unseen()->{reasons}[0]{names} } ], [ 3, undef, 'A', 'b' ], 'of several the first by name';
like +(run('today'))[1], qr/A, b \+1 +3 monitors are not reached/, '... and how many more';
does('remove', '--yes', $_) for qw(never planned b A);
is unseen(), undef, '... as long as it is watched';
close $orders;
on_day(178);
$c->call('status');
ok wait_until('it is not seen', \&unseen), 'one that is not seen for too long is told';
is unseen()->{reasons}[0]{count}, 1, 'all such in one line, with their number';
does('remove', '--yes', 'host');
is unseen(), undef, 'until there is none';
ok !daemon_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# `check` as Nagios runs it: the state is the exit code, one line, performance data after a bar; and what is not known
# to be well is never OK. `probe` on a terminal and without; and no byte of a hostile certificate reaches either.
use strict;
use warnings;
use utf8;
use Caduca;
use Cwd ();
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $fleet = fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start();
my @to = ('--socket', folder() . '/socket');
my %states = (OK => 0, WARNING => 1, CRITICAL => 2, UNKNOWN => 3);

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}

sub checks {
	my ($state, $pattern, $what, @args) = @_;
	my ($status, $out, $err) = run('check', @args);
	is $status, $states{$state}, "$what is $state";
	like $out, qr/^CADUCA $state - [^|\n]*$pattern[^|\n]*(\|[^|\n]*)?\n\z/, "$what: one line says it";
	is $err, '', "$what: nothing on standard error";
	return $out;
}

# As the guidelines write it: {label => [value, warning, critical]}, or what cannot be read.
sub ranges {
	my ($data) = $_[0] =~ /\|(.*)/;
	my %all;
	while ($data =~ s/^ ([a-z_]+|'[^'=|]+')=(-?\d+)s?(?:;(\d*:?);(\d*:?))?(?= |$)//) { $all{ $1 =~ s/^'|'$//gr } = [ $2, $3 // '', $4 // '' ] }
	return length $data ? { odd => $data } : \%all;
}
sub performance { my $all = ranges(@_); return map { $_ => $all->{$_}[0] } keys %$all }

checks('UNKNOWN', '0 monitors', 'a list with nothing in it');
for my $name (qw(ok soon due critical expired-3-days refused)) {
	my $h = $host{$name};
	ctl('add', @to, "$h->{host}:$h->{port}", '--name', $name, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
}
my ($status, $out, $err) = run('probe', 'ok', 'soon', 'due', 'critical', 'expired-3-days', 'refused', '--wait');
is $status, 0, 'monitors are probed by name';
is $out, "6 monitors were probed.\n1 of them did not answer as it should: caducactl list tells why.\n",
	'and it says how many, and how many did not answer';
is $err, '', 'without a terminal no progress is drawn';

checks('OK', '1 monitor', 'a monitor in force', 'ok');
checks('OK', '1 soon', 'a monitor that is only soon', 'soon');
checks('WARNING', '1 due: due expires in \d+ days', 'one whose work must start', 'ok', 'due');
checks('CRITICAL', '1 critical', 'a critical one', 'ok', 'due', 'critical');
checks('UNKNOWN', '1 unknown: refused', 'one that was never seen', 'ok', 'refused');
checks('CRITICAL', '1 expired, 1 unknown: expired-3-days has expired \(4 days ago\)', 'an expired one beside it', 'expired-3-days', 'refused');
checks('WARNING', '1 soon', 'soon, where that is asked', 'soon', '--warning', 'soon');
checks('CRITICAL', '1 due', 'due, where that is asked', 'due', '--critical', 'due');
checks('WARNING', '1 due', 'what a filter selects', '--filter', 'nom=due');
checks('UNKNOWN', '0 monitors', 'a filter that selects nothing', '--filter', 'nom=zzz');
my %data = performance(checks('CRITICAL', 'monitors', 'all of them', '--filter', '-nom:hostile'));
is_deeply [ @data{qw(monitors expired critical late due soon ok unknown stale days_left)} ], [ 6, 1, 1, 0, 1, 1, 1, 1, 0, -4 ],
	'the performance data has each count, and the days to the first';


# How many of a level make it a state, and how many days each has left.
checks('OK', '1 due', 'one that is due, where two are asked for', 'due', '--warning', 'due=2');
checks('WARNING', '1 soon, 1 ok|1 soon', 'one of a level alone', 'ok', 'soon', '--warning', 'soon=1');
checks('CRITICAL', '1 due', 'both ways in one', 'due', 'ok', '--critical', 'due=1,expired', '--warning', 'soon');
checks('CRITICAL', '1 expired', 'whatever else is asked for', 'expired-3-days', '--critical', 'expired,soon=7');
checks('UNKNOWN', "'x' is not how many", 'a number that is none', '--warning', 'due=x');
checks('UNKNOWN', "'0' is not a number of seconds", 'nor so few seconds', '--timeout', '0');
my $ranges = ranges(checks('CRITICAL', '1 expired', 'several', 'ok', 'due', 'expired-3-days', '--critical', 'critical,late=3', '--warning', 'due=2'));
is_deeply [ map { $ranges->{$_} } qw(expired critical late due soon) ], [ [ 1, 0, 0 ], [ 0, 0, 0 ], [ 0, 0, 2 ], [ 1, 1, '' ], [ 0, '', '' ] ],
	'each level has its ranges';
for my $name (qw(ok due expired-3-days)) {
	my ($row) = @{ decode_json((ctl('list', '--json', '--filter', "nom=$name", @to))[1]) };
	my ($data, $to) = ($ranges->{"$name days_left"}, sub { POSIX::floor(($row->{end} - $row->{deadlines}{ $_[0] }) / 86400) . ':' });
	is_deeply $data, [ $row->{days_left}, $to->('late'), $to->('critical') ], "$name has its own days, and when it is no more well";
}
my $other = 0;
for my $name ("a'=b|c d", 'a_=b|c d') { ctl('add', @to, '--name', $name, "$host{ok}{host}:$host{ok}{port}", '--sni', 'altre' . $other++ . '.exemple.cat') }
run('probe', '--all', '--wait');
my $hostile = (run('check', '--filter', 'nom:"b|c"'))[1];
like $hostile, qr/^[^|]+\|[^|]+\n\z/, 'no name brings a bar';
like join(' ', grep { / / } sort keys %{ ranges($hostile) }), qr/^a__b_c d (\d+) days_left a__b_c d (?!\1)\d+ days_left$/, 'nor a quote into a label, and each has one' or diag $hostile;
like +(run('check'))[1], qr/\| [^']+\n/, 'where all is checked there are totals alone';
SKIP: {
	skip 'Monitoring::Plugin is not here', 2 if !eval { require Monitoring::Plugin::Performance };
	my @parsed = Monitoring::Plugin::Performance->parse_perfstring(($hostile =~ /\|(.*)/)[0]);
	is scalar(@parsed), scalar(keys %{ ranges($hostile) }), 'another reads as much of it';
	my ($late) = grep { $_->label eq 'late' } Monitoring::Plugin::Performance->parse_perfstring((run('check', 'ok', '--critical', 'late=3'))[1] =~ /\|(.*)/);
	is join(' ', map { $late->threshold->get_status($_) } 0, 1, 3), '0 1 2', 'and the ranges as they are meant';
}
SKIP: {
	my $negate = '/usr/lib/nagios/plugins/negate';
	skip 'monitoring-plugins-common is not here', 2 if !-x $negate;
	my $said = qx($negate -w CRITICAL -s @{[ Cwd::abs_path(build()) ]}/caducactl check due @to);
	is $? >> 8, 2, 'what runs plugins runs it';
	like $said, qr/^CADUCA CRITICAL - 1 monitor, 1 due/, 'and understands what it says';
}
for (decode_json((ctl('list', '--json', '--filter', 'nom:"b|c"', @to))[1])) { ctl('remove', '--yes', @to, map { $_->{id} } @$_) }

# What clients refuse is not well, however far its end is.
for my $name (qw(not-yet-valid self-signed cn-only)) {
	my $h = $host{$name};
	ctl('add', @to, "$h->{host}:$h->{port}", '--name', $name, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
}
my $ok = $host{ok};
ctl('add', @to, "$ok->{host}:$ok->{port}", '--name', 'renamed', '--sni', 'altre.exemple.cat');
run('probe', 'not-yet-valid', 'self-signed', 'cn-only', 'renamed', '--wait');
checks('CRITICAL', '1 needs attention: not-yet-valid expires in \d+ days \(not yet valid\)', 'one that is not valid yet', 'not-yet-valid');
checks('CRITICAL', '1 needs attention: cn-only expires in \d+ days \(no SAN\)', 'one that is named in its CN alone', 'cn-only');
ctl('remove', @to, 'cn-only');
checks('WARNING', '1 needs attention: self-signed expires in \d+ days \(self-signed\)', 'a self-signed one', 'self-signed', 'ok');
%data = performance(checks('CRITICAL', '2 need attention: renamed expires in \d+ days \(other name\), self-signed', 'another name, which comes first', 'self-signed', 'ok', 'renamed'));
is_deeply [ @data{qw(attention_critical attention_warning)} ], [ 1, 1 ], 'and the performance data counts both';
is join(' ', map { "$_->{name}=$_->{attention}" } @{ decode_json((ctl('list', '--json', '--sort', 'nom', '--filter', 'nom=ok,renamed,self-signed', @to))[1]) }),
	'ok=none renamed=critical self-signed=warning', 'rows for programs say it';
is join(' ', map { $_->{name} } @{ decode_json((ctl('list', '--json', '--sort', 'nom', '--filter', 'atencio:critic,avis', @to))[1]) }),
	'not-yet-valid renamed self-signed', 'and a filter finds them';
ctl('remove', @to, 'not-yet-valid', 'self-signed', 'renamed');

# A host stops working when its chain does.
my %date;
for my $name (qw(chain-expires-first chain-has-expired)) {
	my $h = $host{$name};
	$date{$name}{$_} = POSIX::strftime('%d/%m/%Y', localtime $h->{expect}{$_}) for qw(end not_after);
	ctl('add', @to, "$h->{host}:$h->{port}", '--name', $name, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
}
run('probe', keys %date, '--wait');
for ([ 'chain-expires-first', 'WARNING', 'expires in \d+ days \(' ], [ 'chain-has-expired', 'CRITICAL', 'has expired \(\d+ days? ago; ' ]) {
	my ($name, $state, $how) = @$_;
	my %d = %{ $date{$name} };
	checks($state, "$name $how\Qits chain: $d{end}; the certificate itself: $d{not_after})\E", "a chain that ends first ($name)", $name);
	my ($r) = @{ decode_json((ctl('list', '--json', '--filter', "nom=$name", @to))[1]) };
	is_deeply [ @$r{qw(end not_after days_left)} ],
		[ @{ $host{$name}{expect} }{qw(end not_after)}, POSIX::floor(($r->{end} - time) / 86400) ], "$name: rows for programs say both";
	like +(run('list', '--filter', "nom=$name"))[1], qr{^. +$r->{days_left} +\Q$d{end}\E }m, "$name: the list says when it ends";
	my $show = (run('show', $name))[1];
	like $show, qr{^Valid until +\Q$d{not_after}\E }m, "$name: its page has the certificate's date";
	like $show, qr{^Its chain until +\Q$d{end}\E }m, "$name: and the chain's";
	like $show, qr{^Urgency .*$how}m, "$name: and says which counts";
	unlike $show, qr{expires in -}, "$name: nothing expires in the past";
}
is join(' ', map { $_->{name} } @{ decode_json((ctl('list', '--json', '--sort', 'dies', '--filter', 'dies<20 nom=ok,chain-expires-first,chain-has-expired', @to))[1]) }),
	'chain-has-expired chain-expires-first', 'filters and orders follow it';
ctl('remove', @to, keys %date);

checks('UNKNOWN', "no monitor 'zzz'", 'a monitor that is not', 'zzz');
checks('UNKNOWN', "no field 'color'", 'a filter that cannot be read', '--filter', 'color:x');
checks('UNKNOWN', "'ok' is not a level", 'a level that is none', '--warning', 'ok');
checks('UNKNOWN', 'not an option', 'a wrong option', '--color');

# ---- the terminal ----
SKIP: {
	skip 'script is not here', 3 unless grep { -x "$_/script" } split /:/, $ENV{PATH};
	$out = `COLUMNS=100 script -qec '@{[build()]}/caducactl probe --all --wait @to' /dev/null </dev/null`;
	utf8::decode($out);
	like $out, qr{\rprobing [▓░]{24} \d+/6}, 'on a terminal progress is drawn';
	unlike $out, qr/[^\PC\r\n]/, 'with nothing but carriage returns';
	like $out, qr/\r {20,}\r6 monitors were probed\.\r\n1 of them did not answer [^\n]*\n\z/, 'and wiped away before the result';
}

# ---- hostile text ----
my @bad;
for my $h (values %host) {
	next unless $h->{name} =~ /^hostile/;
	ctl('add', @to, "$h->{host}:$h->{port}", map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
}
run('probe', '--all', '--wait');
my @ids = map { $_->{id} } @{ decode_json((ctl('list', '--json', @to))[1]) };
is scalar(@ids), 11, 'the fleet has hostile certificates';
for my $args ([qw(list)], [qw(export)], [qw(list --json)], [qw(log)], [qw(check)], map { ['show', $_] } @ids) {
	my ($s, $o, $e) = run(@$args);
	$o =~ s/\r\n/\n/g if $args->[0] eq 'export';
	$o =~ s/\A\x{feff}//;
	push @bad, "@$args" if "$o$e" =~ /[^\PC\n]/ || "$o$e" !~ /\S/;
}
is "@bad", '', 'no command prints a control, a bidi mark or anything else that is not seen';

# ---- old news ----
daemon_stop($pid);
close $fleet;    # its end is the fleet's end
$ENV{CADUCA_CLOCK} = time + 2 * 86400;
$pid = daemon_start();
run('probe', 'ok', '--wait');
like +(run('list', '--filter', 'nom=ok urgency:?'))[1], qr/^\? .* ok +refused, seen (47 h|2 d) ago; stale/m, 'the list shows what is stale as not known';
is decode_json((ctl('list', '--json', '--filter', 'nom=ok', @to))[1])->[0]{urgency}, 'unknown', 'and so do rows for programs';
is_deeply decode_json((ctl('list', '--json', '--filter', 'nom=ok', @to))[1])->[0]{problems}, ['stale'], 'which have that problem alone';
checks('UNKNOWN', 'stale: ok expires in \d+ days', 'what has not been seen for two days', 'ok');
checks('CRITICAL', 'critical', 'what was critical two days ago', 'critical');
daemon_stop($pid);
checks('UNKNOWN', 'The backend does not answer', 'no backend');
done_testing;

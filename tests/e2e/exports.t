#!/usr/bin/perl
# What goes out: a CSV that a spreadsheet opens and that comes in again as it was, a calendar, and what Prometheus reads.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
$ENV{TZ} = 'Europe/Madrid';
daemon_start();
my @to = ('--socket', folder() . '/socket');
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
run('import', "tests/fixtures/lists/$_.csv") for 'pressupost-1252', 'control-eacat-1252';
run('add', 'formula.exemple.cat', '--name', '=cmd|"/c calc"!A1', '--service', '@SUM(1;2), "à\\b"');

# ---- a spreadsheet ----
my ($status, $csv) = run('export');
is $status, 0, 'a list';
like $csv, qr/^\x{feff}id;name;host;/, 'with the mark and the separator of Excel';
unlike $csv, qr/(?:^|;)"?[=@]/m, 'nothing in it is a formula';
like $csv, qr/;2026-12-19 12:00:00;/, 'and a time is one that Excel knows';
my $file = folder() . '/out.csv';
spew($file, do { my $bytes = $csv; utf8::encode($bytes); $bytes });
like +(run('import', $file))[1], qr/^0 added, 0 changed, 7 the same, 0 bad\.$/, 'what goes out comes in as it was';

# ---- a calendar ----
my ($ics, $again) = map { (run('export', '--ics'))[1] } 1 .. 2;
is scalar(grep { length(do { my $l = $_; utf8::encode($l); $l }) > 75 } split /\r\n/, $ics), 0, 'no line of a calendar is longer than it may be';
unlike $ics, qr/(?<!\r)\n/, 'each ends as it should';
(my $whole = $ics) =~ s/\r\n //g;
my @events = $whole =~ /BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n/sg;
my %event = map { /^UID:(.*)\r$/m => $_ } @events;
is keys %event, scalar @events, 'each day has a name of its own' or diag $whole;
like $event{'monitor-1-end@caduca'}, qr/^DTSTART;VALUE=DATE:20261219\r\nSUMMARY:Expires: seu\.exemple\.cat:443\r$/m, 'the end is a day';
like $event{'monitor-1-start-by@caduca'}, qr/^SUMMARY:To be started: seu/m, 'and so is when work must start';
is_deeply [ $again =~ /^UID:(.*)\r$/mg ], [ $ics =~ /^UID:(.*)\r$/mg ], 'by the same names when it is made again';
is +(run('export', '--ics', '--csv'))[0], 2, 'one form at a time';

# ---- Prometheus ----
my $metrics = (run('metrics'))[1];
my (%seen, $family, @odd);
for (split /\n/, $metrics) {
	if (/^# TYPE (\S+) gauge$/) { push @odd, $_ if $seen{ $family = $1 }++ }
	elsif (!/^# (?:HELP \Q$family\E .+|EOF)$/ && !/^\Q$family\E\{[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*")*\} -?\d+$/) { push @odd, $_ }
}
is "@odd", '', 'every line is of its family';
like $metrics, qr/\n# EOF\n\z/, 'up to the end';
like $metrics, qr/^caduca_end_timestamp_seconds\{instance="seu\.exemple\.cat:443",.*declared="true"\} 1797681600$/m, 'an end is there, as declared';
unlike $metrics, qr/^probe_ssl_earliest_cert_expiry\{/m, 'and none that nobody has seen';
like $metrics, qr/^caduca_monitors\{urgency="late"\} \d+$/m, 'with how many there are';
my $prom = folder() . '/caduca.prom';
for (1, 2) { is +(run('metrics', '--file', $prom))[0], 0, "into a file, time $_" }
like do { my $text = slurp($prom); utf8::decode($text); $text }, qr/^# TYPE .*# EOF\n\z/s, 'which is whole';
is +(stat $prom)[2] & 0777, 0644, 'and others may read it';
is scalar(() = glob "$prom.*"), 0, 'nothing is left beside it';
SKIP: {
	skip 'promtool is not here', 1 if system('command -v promtool >/dev/null 2>&1');
	is system("promtool check metrics <$prom >&2"), 0, 'promtool is content';
}
done_testing;

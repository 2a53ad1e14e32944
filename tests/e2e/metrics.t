#!/usr/bin/perl
# What Prometheus reads: every line as the formats want it, no series twice whatever monitors are called, the names and labels
# of other exporters, the team's work counted; the file for node_exporter; and the example rules and dashboard, which ask for
# nothing that is not there.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Math::BigInt;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $backups = folder() . '/backups';
mkdir $backups, 0700;
authority();
my $pid = daemon_start(config => "backup-folder = \"$backups\";\n");
my @to = ('--socket', folder() . '/socket');
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out }

# What a text has: {family => [[{label => value}, value], …]}, and every line that is not as it should be.
sub read_metrics {
	my ($text) = @_;
	my (%families, %series, $family, @odd);
	my $label = qr/[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])+"/;
	for (split /\n/, $text) {
		if (/^# TYPE (\w+) gauge$/) { $family = $1; push @odd, $_ if $families{$family}; $families{$family} = [] }
		elsif (/^# UNIT (\w+) (\w+)$/) { push @odd, $_ if $1 ne $family || $family !~ /_\Q$2\E$/ }
		elsif (/^# HELP \Q$family\E [^"\\]+$/) { }
		elsif (/^\Q$family\E(?:\{($label(?:,$label)*)\})? (-?\d+)$/) {
			my ($labels, $value) = ($1 // '', $2);
			push @odd, "twice: $_" if $series{"$family {$labels}"}++;
			push @{ $families{$family} }, [ { map { /^(\w+)="(.*)"$/ } $labels =~ /$label/g }, $value ];
		} elsif ($_ ne '# EOF') { push @odd, $_ }
	}
	push @odd, 'no end' if $text !~ /\n# EOF\n\z/ || $text =~ /# EOF.*# EOF/s;
	is "@odd", '', 'every line is of its family, and none is there twice';
	return \%families;
}

# One of its values where the labels are so; undef: there is none.
sub value {
	my ($family, %labels) = @_;
	my @found = grep { my $l = $_->[0]; !grep { ($l->{$_} // '') ne $labels{$_} } keys %labels } @$family;
	return @found == 1 ? $found[0][1] : @found ? 'several' : undef;
}

# ---- monitors ----

does('import', 'tests/fixtures/lists/control-eacat-1252.csv');
does('add', '127.0.0.1:1', '--name', 'bessó', '--sni', "$_.exemple.cat") for qw(a b);
does('add', '[::1]:1', '--name', 'sis', '--service', 'à"\\b');
my ($csr) = csr_for('papers.test');
does('add', 'papers.test', '--type', 'file');
my $papers = certificate_for($csr, 'DNS:papers.test', 3);
does('certificate', 'papers.test', $papers);
does('add', 'altre.test', '--type', 'file', '--service', 'Seu');
does('certificate', 'altre.test', $papers);
does('probe', 'sis', '--wait');
my $m = read_metrics(does('metrics'));
my ($row) = grep { $_->{name} eq 'papers.test' } @{ decode_json((ctl('list', '--json', @to))[1]) };

is scalar(grep { ($_->[0]{monitor} // '') eq 'bessó' } @{ $m->{caduca_urgency} }), 2, 'two of one name are two';
is value($m->{probe_success}, instance => '[::1]:1', monitor => 'sis', service => 'à\\"\\\\b'), 0, 'a host that is not reached, with its labels escaped';
is value($m->{caduca_probe_outcome}, monitor => 'sis', outcome => 'refused'), 1, '... and how it was not';
is value($m->{probe_success}, monitor => 'papers.test'), undef, 'a file is not probed';
my $serial = Math::BigInt->from_hex($row->{serial})->bstr;
is value($m->{x509_cert_not_after}, monitor => 'papers.test', serial_number => $serial, subject_CN => 'papers.test', issuer_O => ($row->{issuer} =~ /(?:^|,)O=([^,]+)/)[0] // ''),
	$row->{not_after}, 'a certificate, as other exporters label it';
is value($m->{x509_cert_not_before}, monitor => 'papers.test'), $row->{not_before}, '... its beginning';
is value($m->{x509_cert_expired}, monitor => 'papers.test'), 0, '... and whether it has ended';
is value($m->{probe_ssl_earliest_cert_expiry}, monitor => 'papers.test'), $row->{end}, 'when it ends';
is value($m->{caduca_start_by_timestamp_seconds}, monitor => 'papers.test'), $row->{start_by}, 'when work must start';
is value($m->{caduca_problem}, monitor => 'altre.test', problem => 'procedure-does-not-fit', attention => 'none', accepted => 'false'), 1, 'what is wrong with it';
is value($m->{caduca_urgency}, monitor => 'papers.test', urgency => $row->{urgency}), 1, 'how urgent it is';
my ($declared) = grep { $_->[0]{declared} eq 'true' } @{ $m->{caduca_end_timestamp_seconds} };
ok $declared, 'an end that is declared is there, and said to be so';
is value($m->{x509_cert_not_after}, id => $declared->[0]{id}), undef, 'but not as one that was seen';
is_deeply { map { $_->[0]{urgency} => $_->[1] } @{ $m->{caduca_monitors} } },
	{ (map { $_ => 0 } qw(expired critical late due soon ok unknown)), do { my %n; $n{ $_->[0]{urgency} }++ for @{ $m->{caduca_urgency} }; %n } },
	'and how many there are of each urgency';

# ---- the team's work ----

is value($m->{caduca_renewals}, phase => 0, turn => 'ours'), 0, 'no renewal is open';
does('renewal', 'open', 'papers.test', '--only');
ok wait_until('a backup', sub { glob "$backups/*" }), 'a backup is made';
$m = read_metrics(does('metrics'));
my ($renewal) = @{ decode_json((ctl('renewal', 'list', '--json', @to))[1]) };
is value($m->{caduca_renewals}, phase => $renewal->{phase}, turn => 'ours'), 1, 'a renewal is open, in its phase';
is value($m->{caduca_renewal_opened_timestamp_seconds}, renewal => 1, domain => 'papers.test', turn => 'ours', state => 'open'), $renewal->{opened_at}, '... and since when';
is value($m->{caduca_renewal_open}, monitor => 'papers.test', renewal => 1), 1, '... of its monitor';
is value($m->{caduca_tickets}, system => 'jira', turn => $_), 0, "no ticket is $_" for qw(ours theirs none);
does('renewal', 'step', 1, @$_) for [ '0.2', 'choose', 'renovacio' ], [ 'tiquet-csr', 'ticket', 'SIS-1', '--yes' ], [ 'tiquet-cap', 'ticket', 'ST-1', '--yes' ];
does('ticket', 'look', 'SIS-1', '--category', 'doing');
$m = read_metrics(does('metrics'));
is value($m->{caduca_tickets}, system => 'jira', turn => 'theirs'), 1, 'one that was looked at is theirs';
is value($m->{caduca_tickets}, system => 'jira', turn => 'ours'), 1, 'and one that nobody has looked at is ours';
is eval { my $n = 0; $n += $_->[1] for @{ $m->{caduca_today} }; $n }, scalar @{ decode_json((ctl('today', '--json', @to))[1]) }, 'what needs a hand is counted';
cmp_ok value($m->{caduca_backup_last_timestamp_seconds}), '>', 0, 'when the last backup was made';
is value($m->{$_}), 1, $_ for qw(caduca_database_ok caduca_probe_workers_ok caduca_backup_ok);
is value($m->{caduca_jira_ok}), undef, 'of a Jira that is not there nothing is told';
my $of_one = read_metrics(does('metrics', '--filter', 'nom=sis'));
is scalar @{ $of_one->{caduca_urgency} }, 1, 'a filter chooses monitors';
is $of_one->{caduca_renewals}, undef, 'and the rest is not told then';

# ---- a file ----

my $prom = folder() . '/caduca.prom';
sub mode { return sprintf '%o', (stat $prom)[2] & 07777 }
does('metrics', '--file', $prom);
is mode(), 600, 'a file, of its own';
my $inode = (stat $prom)[1];
open my $reading, '<', $prom or die $!;
does('metrics', '--file', $prom, '--world-readable');
is mode(), 644, 'or one that node_exporter reads';
isnt +(stat $prom)[1], $inode, 'which takes the place of the other whole';
like do { local $/; <$reading> }, qr/\n# EOF\n\z/, 'so that who was reading that goes on';
is scalar(() = glob "$prom?*"), 0, 'nothing is left beside it';
is +(run('metrics', '--file', folder() . '/no/such'))[0], 1, 'a folder that is not there is said';
is +(run('metrics', '--world-readable'))[0], 2, 'and what is of a file needs one';
my $text = slurp($prom);

is join(' ', grep { my $name = $_; slurp('backend/man/caducactl.1') !~ /^\.Ql \Q$name\E\b/m } sort keys %$m), '', 'the manual names each';

# ---- the examples ----

my $rules = 'backend/packaging/examples/caduca.rules.yml';
my $dashboard = decode_json(slurp('backend/packaging/examples/caduca-dashboard.json'));
sub each_target { return map { @{ $_->{targets} || [] } } @{ $dashboard->{panels} } }
my @asked = ((slurp($rules) =~ /^\s+expr: (.*)$/mg), (map { $_->{expr} } each_target()),
	map { ref $_->{query} ? () : $_->{query} } grep { $_->{type} eq 'query' } @{ $dashboard->{templating}{list} });
cmp_ok scalar @asked, '>', 25, 'the examples ask for much';
is join(' ', grep { !$m->{$_} } map { /\b((?:caduca|probe|x509)_\w+)/g } @asked), '', 'and for no metric that there is not';
my %labels;
for my $family (keys %$m) { $labels{$family}{$_} = 1 for map { keys %{ $_->[0] } } @{ $m->{$family} } }
for my $of_monitors (values %labels) { $of_monitors->{$_} = 1 for grep { $of_monitors->{id} } keys %{ $labels{caduca_urgency} } }
my @unknown;
for (@asked) {
	while (/\b((?:caduca|probe|x509)_\w+)\{([^}]*)\}/g) { my ($family, $match) = ($1, $2); push @unknown, map { "$family.$_" } grep { !$labels{$family}{$_} } $match =~ /(\w+)[=!]/g }
	push @unknown, map { "by $_" } grep { my $by = $_; !grep { $_->{$by} } values %labels } map { split /, */ } /\b(?:by|on) ?\(([^)]*)\)/g;
}
is "@unknown", '', 'nor for a label';
my %panels;
is join(' ', grep { $_ > 1 } map { ++$panels{ $_->{id} } } @{ $dashboard->{panels} }), '', 'each panel of the dashboard has its number';
is_deeply [ grep { $_->{gridPos}{x} + $_->{gridPos}{w} > 24 } @{ $dashboard->{panels} } ], [], '... and fits its width';

SKIP: {
	skip 'promtool is not here', 3 if system 'command -v promtool >/dev/null 2>&1';
	is system("promtool check metrics <$prom >&2"), 0, 'promtool is content with what is told';
	is system("promtool check rules $rules >&2"), 0, '... and with the rules';
	is system('promtool test rules tests/fixtures/monitoring/rules_test.yml >&2'), 0, '... which say what they should';
}
SKIP: {
	my ($python) = grep { !system "$_ -c 'import prometheus_client' 2>/dev/null" } qw(python3 /usr/bin/python3);
	skip 'python3-prometheus-client is not here', 1 if !$python;
	is system(qq($python -c 'import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
sys.exit(0 if len(list(read(open("$prom").read()))) > 20 else 1)' >&2)), 0, 'it is OpenMetrics as others read it';
}
SKIP: {
	skip 'there is no systemd-analyze', 1 if system 'command -v systemd-analyze >/dev/null';
	my $units = folder() . '/units';
	mkdir $units, 0700;
	for (glob 'backend/packaging/examples/*.{service,timer}') { my $name = s{.*/}{}r; spew("$units/$name", slurp($_) =~ s{/usr/bin/caducactl}{/bin/true}r) }
	is qx(systemd-analyze verify --man=no $units/*.timer 2>&1 | grep -F '$units'), '', 'systemd has nothing against the timers';
}
done_testing;

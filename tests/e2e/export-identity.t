#!/usr/bin/perl
# What goes out, into a database that knows nothing, goes out as the same: monitors of every kind, with heads, tickets and whatever texts
# people write, by the CSV of programs, that of Excel and a workbook. CADUCA_TEST_MONITORS says how many; nothing is probed meanwhile.
use strict;
use warnings;
use utf8;
use Caduca;
use Encode;
use IO::Uncompress::Unzip;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'ca';
$ENV{TZ} = 'Europe/Madrid';
my $count = $ENV{CADUCA_TEST_MONITORS} || 300;
my @to = ('--socket', folder() . '/socket');
my $config = 'proxies = ( "dmz=http://127.0.0.1:9" ); workers = 1;' . "\n";
stopped_clock();

# ---- of every kind ----
my @texts = ('Seu', '=1+1', "'=1", "'quotes'", '"dobles" i ; punts', '-', '+34', '@SUM(A1)', "l'apòstrof", '1/2', '007', '1E5', 'cel·la', '日本語', '🙂 emoji', 'a,b', 'a|b', '_x0041_',
	'<b>&amp;</b>', '\\\\endreca\\CDS', '%41', 'x' x 190, 'TRUE', '#N/A', "\x{fe0f}" eq '' ? '' : 'accents: àèéíòóúïüç', '2026-12-19', "''", 'sep=;', ' blancs ', "\x{a0}durs\x{a0}");
my @kinds = qw(server device automatic other);
my @protocols = map { /^\s*X\(\w+, "([a-z0-9-]+)"/ ? $1 : () } split /\n/, (slurp('backend/base/terms.h') =~ /#define PROTOCOLS\(X\)(.*?)\n\n/s)[0] // '';
cmp_ok scalar @protocols, '>', 5, 'there are protocols';
my @certificates = ('', 'CDS-1', 'CDSQ-1', 'CDSNM-1', 'CDA', 'segell', 'programari');
sub pick { my ($n, @of) = @_; return $of[ $n % @of ] }
sub host_of {
	my ($n) = @_;
	return pick($n, "h$n.exemple.cat", "àrea$n.exemple.cat", sprintf('10.%d.%d.%d', $n >> 16, $n >> 8 & 255, $n & 255), sprintf('2001:db8::%x:%x', $n >> 16, $n & 65535), "MAJ$n.Exemple.CAT.", "_dmarc$n.exemple.cat");
}
sub monitor {
	my ($n) = @_;
	my %m = (service => 'Servei ' . pick($n, @texts[ 0 .. 4, 8, 13 ]), environment => pick($n >> 1, 'PRO', 'PRE', '', '=PRO'));
	if ($n % 7 == 0) { %m = (%m, type => 'file', name => pick($n / 7, @texts) . ($n % 11 ? " $n" : "\t$n" =~ s/\t/ /r), kind => pick($n / 7, @kinds)) }
	elsif ($n % 7 == 1) { %m = (%m, type => 'planned', host => $n % 2 ? "*.d$n.exemple.cat" : host_of($n)) }
	else {
		%m = (%m, host => host_of($n));
		$m{port} = 1000 + $n % 60000 if $n % 3;
		$m{protocol} = pick($n >> 2, @protocols) unless $n % 2;
		$m{sni} = pick($n, '', "sni$n.exemple.cat") unless $n % 5;
		$m{nodes} = [ "192.0.2." . ($n % 250 + 1), '[2001:db8::1]:8443/n.exemple.cat' ] unless $n % 9;
		$m{proxy} = 'dmz' unless $n % 13;
		$m{name} = pick($n / 2, @texts) . ($n % 4 ? " $n" : '') unless $n % 3;
	}
	$m{kind} //= pick($n, @kinds) if $n % 4;
	$m{certificate_kind} = pick($n, @certificates) if $n % 6 == 0;
	$m{tags} = [ "t$n", '=tag', "'a", 'dmz' ] unless $n % 8;
	$m{lead} = $n % 50 unless $n % 10;
	$m{declared_expiry} = sprintf '20%02d-%02d-%02d', 27 + $n % 10, 1 + $n % 12, 1 + $n % 28 if $n % 3 == 0;
	$m{declared_issued} = sprintf '2026-%02d-%02d', 1 + $n % 12, 1 + $n % 28 if $n % 6 == 0;
	$m{declared_issuer} = pick($n, @texts) if $n % 5 == 0;
	@m{qw(holder responsible folder)} = (pick($n, @texts), pick($n + 1, @texts), pick($n + 2, @texts)) if $n % 4 == 1;
	delete $m{kind} if $m{certificate_kind};
	$m{head} = ' Cap de ' . $m{service} if $n % 2;
	$m{tickets} = [ "SIS-$n", "ST-" . ($n % 40) ] unless $n % 12;
	return \%m;
}

# Whoever probes is there and does nothing, and nobody misses him, for the clock stands.
sub quiet {
	my ($pid) = @_;
	my $c = connect_to();
	wait_until('a worker', sub { $c->call('status')->{ok}{workers} == 1 });
	kill 'STOP', children($pid);
	return $pid;
}
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
# All that a workbook says.
sub sheet {
	my ($file) = @_;
	my ($zip, %parts) = IO::Uncompress::Unzip->new($file) or die;
	do { local $/; $parts{ $zip->getHeaderInfo->{Name} } = <$zip> } while $zip->nextStream > 0;
	return join "\n", map { "$_\n$parts{$_}" } grep { !m{^docProps/} } sort keys %parts;
}
my %forms = ('--csv' => 'csv', '--excel-csv' => 'excel.csv', '--xlsx' => 'xlsx');
sub export_all {
	my ($to) = @_;
	run('export', $_, '--file', folder() . "/$to.$forms{$_}") for keys %forms;
}

my $pid = quiet(daemon_start(config => $config));
my $c = connect_to();
my @rows = map { monitor($_) } 1 .. $count;
my @bad;
for (my $at = 0; $at < @rows; $at += 100) {
	my $answer = $c->call('monitor.import', { rows => [ grep { $_ } @rows[ $at .. $at + 99 ] ], keep_going => JSON::PP::true });
	die encode_json($answer) if $answer->{error};
	push @bad, map { $_->{state} eq 'added' ? () : encode_json($_) } @{ $answer->{ok}{results} };
}
is_deeply \@bad, [], 'monitors of every kind are there' or diag join "\n", @bad[ 0 .. ($#bad < 5 ? $#bad : 5) ];
export_all('first');
daemon_stop($pid);

# ---- into nothing, and out again ----
my %made;
for my $form (sort keys %forms) {
	my $file = folder() . "/first.$forms{$form}";
	$pid = quiet(daemon_start(config => $config, state => folder() . "/state$forms{$form}"));
	my ($status, $out, $err) = run('import', $file, '--json');
	my ($told) = eval { decode_json(encode_utf8($out)) };
	is scalar(grep { $_->{state} ne 'added' } @$told), 0, "$form: each comes in" or diag $err, $out =~ /(.{0,300}"error".{0,200})/;
	export_all("again.$form");
	daemon_stop($pid);
	for my $other (sort keys %forms) {
		my ($before, $after) = map { my $f = folder() . "/$_.$forms{$other}"; $other eq '--xlsx' ? sheet($f) : slurp($f) } 'first', "again.$form";
		next if ok $after eq $before, "$form: and goes out by $other as it did";
		my ($x, $y) = map { [ split /\r\n|(?=<row )|(?=<si>)/ ] } $before, $after;
		my @at = grep { ($x->[$_] // '') ne ($y->[$_] // '') } 0 .. $#$x;
		diag decode_utf8("$_:\n  $x->[$_]\n  " . ($y->[$_] // '')) for @at[ 0 .. ($#at < 4 ? $#at : 4) ];
	}
}
done_testing;

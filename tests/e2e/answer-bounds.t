#!/usr/bin/perl
# No answer is longer than a line: notes as long as they may be, until no more fit in the step, and everything that shows
# them; what cannot be told within a line is refused when it is said, in words.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

$ENV{LANGUAGE} = 'en';
my $json = JSON::PP->new->utf8->canonical;
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();
my $id = $c->call('monitor.add', { host => 'www.exemple.cat', type => 'planned' })->{ok}{id};
my $version = $c->call('renewal.open', { monitors => [$id], procedure => 'permisos-remedy' })->{ok}{renewal}{version};
my $longest = 0;

# What it is told, and how long that was.
sub told {
	my ($do, %args) = @_;
	my $a = $c->call($do, \%args);
	my $length = length $json->encode($a);
	$longest = $length if $length > $longest;
	return $a;
}
sub act {
	my ($what, %o) = @_;
	my $a = told('renewal.do', id => 1, version => $version, what => $what, %o);
	$version = $a->{ok}{renewal}{version} if $a->{ok};
	return $a->{ok} ? 'ok' : $a->{error}{code};
}

my %said;
for my $n (1 .. 16) {
	# Each character of these is two in JSON.
	my $text = "$n " . ($n % 2 ? 'x' : '"') x 4000;
	$said{ act('note', step => 'correu-permis', note => $text) }++;
	for my $do (qw(renewal.step renewal.show renewal.records renewal.trail)) { told($do, id => 1, step => 'correu-permis') }
	told('log', limit => 200);
}
cmp_ok $said{ok}, '>', 1, 'some notes of 4 kB fit in a step';
is $said{ok} + $said{'notes-full'}, 16, 'and the others are refused in words' or diag $json->encode(\%said);
is act('note', step => 'correu-permis', note => 'curta'), 'ok', 'a short one still fits';
is act('note', step => 'persona', note => 'x' x 4000), 'ok', 'and a long one in another step';
is act('note', step => 'persona', note => 'x' x 20_000), 'bad-argument', 'one that is far too long is no note';
is act('value', step => 'persona', args => { value => 'x' x 20_000 }), 'bad-argument', 'nor is that a value';
is act('hand-over', args => { to => 'x' x 300 }), 'bad-argument', 'nor is there a person of such a name to ask about';
is act('note', step => 'persona', note => 'x' x 4097), 'bad-argument', 'nothing is kept that would be cut';
for my $step (qw(correu-permis persona)) {
	is scalar @{ told('renewal.step', id => 1, step => $step)->{ok}{step}{record}{notes} }, $step eq 'persona' ? 1 : $said{ok} + 1, "$step has its notes";
}
my (@events, $after);
do {
	my $page = told('log', after => $after || 0)->{ok};
	push @events, @{ $page->{events} };
	$after = $page->{next};
} while ($after);
is scalar(grep { $_->{what} eq 'renewal.note' } @events), $said{ok} + 2, 'and the trail';
cmp_ok $longest, '<', 65536, "no answer is longer than a line ($longest)";
my ($status, $out) = ctl('renewal', 'step', 1, 'correu-permis', '--socket', folder() . '/socket');
is $status, 0, 'caducactl shows them';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

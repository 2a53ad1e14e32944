#!/usr/bin/perl
# A database that was damaged while no backend had it open: pages are not looked through after an orderly end, so it is found
# later, by whatever reads there, and nobody may have asked for that. It is told where people look: by the state that
# consoles show, by check and by doctor; and it stays told, whatever can be written beside it.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

$ENV{LANGUAGE} = 'en';
my $database = folder() . '/state/caduca/caduca.db';
my $PAGE = 4096;

sub filled {
	my ($pid, $c) = (daemon_start(config => "workers = 1;\n"));
	$c = connect_to();
	for my $n (1 .. 3) {
		$c->call('monitor.import', { rows => [ map { { host => "h$n-$_.exemple.cat", type => 'planned' } } 1 .. 200 ] });
	}
	is daemon_stop($pid), 0, 'a backend ends in order';
	return slurp($database);
}

# Where the trail has that host; what the list said of it has it, too, without a kind.
sub place_of { my ($bytes, $host) = @_; return index $bytes, qq("host":"$host.exemple.cat","kind") }

sub write_at {
	my ($at, $bytes) = @_;
	open my $f, '+<', $database or die $!;
	binmode $f;
	sysseek $f, $at, 0;
	syswrite $f, $bytes;
	close $f;
}

sub found {
	my ($what, $code, $words) = @_;
	my $pid = daemon_start(config => "workers = 1;\n");
	my $c = connect_to();
	ok wait_until('it is found', sub { $c->call('status')->{ok}{store} ne 'ok' }), "$what: it is found, and nobody asked";
	is $c->call('status')->{ok}{store}, $code, 'the state says so';
	is $c->call('monitor.add', { host => "$code.exemple.cat", type => 'planned' })->{ok}{version}, 1, 'what is not damaged goes on';
	is $c->call('status')->{ok}{store}, $code, 'and that changes nothing in what is said';
	my @to = ('--socket', folder() . '/socket');
	my ($status, $out) = ctl('check', @to);
	like "$status $out", qr/^2 CADUCA CRITICAL - .*$words/, 'check says so';
	($status, $out) = ctl('doctor', '--json', @to);
	my ($check) = grep { $_->{name} eq 'database' } @{ decode_json($out) };
	is "$check->{state} $check->{args}{state}", "failed $code", 'doctor says so';
	($status, $out) = ctl('doctor', @to);
	like $out, qr/^database +wrong +.*$words/m, 'in words';
	is daemon_stop($pid), 0, 'it ends in order';
}

my $whole = filled();
my $at = place_of($whole, 'h2-100');
cmp_ok $at, '>', 0, 'the trail has a host';
write_at($at + length '"host":"', 'x');
found('a word of the trail that was changed', 'corrupt-trail', qr/audit trail was altered/);
spew($database, $whole);
unlink "$database-wal";
write_at($at - $at % $PAGE, "\xff" x 64);
found('a page of the trail that is no page', 'corrupt-database', qr/database is damaged/);
done_testing;

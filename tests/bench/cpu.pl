#!/usr/bin/perl
# CPU per probe: of Caduca (daemon with its store, and workers), of a bare epoll and OpenSSL client that handshakes and
# verifies, and of blackbox_exporter where it is installed; the same hosts on loopback, in turns.
#
# Adding monitors is no probing. They are imported once, by a backend whose workers are stopped and whose clock is
# half an hour ahead; each round starts a fresh backend on a copy of that state. Nothing is due there until the sweep is
# asked for, and that sweep is the first that ever saw the hosts: what it dispatches, parses, judges and writes is
# all in its figure. A second sweep meets unchanged chains.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use IO::Socket::INET;
use JSON::PP;
use Time::HiRes qw(sleep time);

my $count = $ENV{HOSTS} || 4000;
my $rounds = rounds(5);
my $exporter = '/usr/bin/prometheus-blackbox-exporter';

sub copy { system('cp', '-R', @_) == 0 or die "cannot copy $_[0]" }

sub seed {
	my ($state, @hosts) = @_;
	my $ahead = int(time) + 1800;
	my $pid = daemon_start(state => $state, before => sub { $ENV{CADUCA_CLOCK} = $ahead });
	kill 'STOP', children($pid);
	my $began = time;
	add_all(connect_to(), @hosts);
	note(sprintf '%d monitors were imported in %.1f s', scalar @hosts, time - $began);
	daemon_stop($pid);
}

sub status { return $_[0]->call('status')->{ok} }

# CPU of one sweep of everything. Nobody follows its progress but a look now and then; the last batch is in the store
# some 100 ms after the last result.
sub swept_us {
	my ($c, $pid) = @_;
	my $before = cpu_us($pid);
	$c->call('monitor.probe', { all => JSON::PP::true });
	wait_until('the sweep', sub { sleep 0.05; !status($c)->{probing}{total} }, 600) or die "a sweep does not end\n";
	sleep 0.5;
	return cpu_us($pid) - $before;
}

sub look_at_rows {
	my ($c) = @_;
	my $seen = grep { $_->{outcome} eq 'ok' && $_->{sha256} } rows($c);
	die "only $seen of $count hosts were seen\n" if $seen != $count;
}

# [first sweep, unchanged sweep]: functions that give µs a probe; the first starts the backend, the second ends it.
# In the first round it is looked whether the sweeps were what they are called.
sub caduca {
	my ($state, $run) = @_;
	my ($pid, $c, $looked);
	return (
		sub {
			system('rm', '-rf', $run);
			copy($state, $run);
			$pid = daemon_start(state => $run);
			$c = connect_to();
			my $workers = children($pid);
			wait_until('the workers', sub { status($c)->{workers} == $workers }) or die "no workers\n";
			die "something was due before the sweep\n" if !$looked && grep { $_->{checked_at} } rows($c);
			return swept_us($c, $pid) / $count;
		},
		sub {
			my $used = swept_us($c, $pid) / $count;
			look_at_rows($c) unless $looked++;
			daemon_stop($pid);
			return $used;
		});
}

sub bare {
	my ($list, $ca) = @_;
	my $out = decode_json(`@{[build()]}/bench/bare -n 512 -c $ca <$list`);
	die "the bare client did not verify the hosts: $out->{verified}\n" if $out->{verified} < $count * 0.9;
	return $out->{cpu_us_per_handshake};
}

# ---- blackbox_exporter ----

sub free_port {
	my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;
	return $s->sockport;
}

# A module for each host, since each has a name to be verified against. The CAs come by SSL_CERT_FILE, read once: a
# ca_file would be read again for each probe.
sub exporter_start {
	my ($ca, @hosts) = @_;
	my $port = free_port();
	spew(folder() . '/blackbox.yml', join '', "modules:\n", map { "  $_->{sni}:\n    prober: tcp\n    timeout: 10s\n"
		. "    tcp:\n      tls: true\n      preferred_ip_protocol: ip4\n      tls_config:\n"
		. "        server_name: $_->{sni}\n" } @hosts);
	my $pid = fork;
	if (!$pid) {
		open STDERR, '>', folder() . '/blackbox.log';
		$ENV{SSL_CERT_FILE} = $ca;
		$ENV{SSL_CERT_DIR} = folder() . '/none';
		exec $exporter, '--config.file=' . folder() . '/blackbox.yml', "--web.listen-address=127.0.0.1:$port";
	}
	wait_until('blackbox_exporter', sub { IO::Socket::INET->new("127.0.0.1:$port") }) or die slurp(folder() . '/blackbox.log');
	return ($pid, $port);
}

sub answer_of {
	my ($s) = @_;
	my ($length, $body);
	while (defined(my $line = <$s>)) {
		$length = $1 if $line =~ /^Content-Length: (\d+)/i;
		last if $line eq "\r\n";
	}
	die "blackbox_exporter does not answer\n" unless defined $length && read($s, $body, $length) == $length;
	return $body;
}

# A few requests under way at once, each on a connection that is kept.
sub exporter_us {
	my ($pid, $port, @hosts) = @_;
	my @s = map { IO::Socket::INET->new("127.0.0.1:$port") or die $! } 1 .. 8;
	my ($asked, $seen, $before) = (0, 0, cpu_alone_us($pid));
	for my $h (@hosts, (undef) x @s) {
		my $s = $s[ $asked % @s ];
		$seen += answer_of($s) =~ /^probe_ssl_earliest_cert_expiry [1-9]/m if $asked >= @s;
		$asked++;
		print $s "GET /probe?target=$h->{host}:$h->{port}&module=$h->{sni} HTTP/1.1\r\nHost: x\r\n"
			. "Accept-Encoding: identity\r\n\r\n" if $h;
	}
	return $seen ? ((cpu_alone_us($pid) - $before) / @hosts, $seen) : die "blackbox_exporter sees no certificate\n";
}

# ---- all of it ----

print "CPU per probe: $count hosts, $rounds rounds", load();
fleet_start('--set', 'bulk', '--count', $count);
my @hosts = manifest();
$count = @hosts;
my ($list, $ca) = (folder() . '/list', folder() . '/ca.pem');
spew($list, join '', map { "$_->{host} $_->{port} $_->{sni}\n" } @hosts);
spew($ca, join '', map { slurp($_) } glob folder() . '/fleet/ca/*.pem');
seed(folder() . '/seed', @hosts);
my ($first, $unchanged) = caduca(folder() . '/seed', folder() . '/state/caduca');
my @some = grep { !grep { $_ eq 'expired' } @{ $_->{expect}{problems} } } @hosts;    # it says nothing of others
@some = @some[ map { int($_ * @some / 1000) } 0 .. 999 ] if @some > 1000;
my ($pid, $port) = -x $exporter ? exporter_start($ca, @some) : ();

my (%us, %ratio, $seen);
bare($list, $ca);    # warms the hosts up
exporter_us($pid, $port, @some) if $pid;
for my $round (1 .. $rounds) {
	my $now = sub {
		my ($name, $value) = @_;
		push @{ $us{$name} }, $value;
		return $value;
	};
	progress("round $round of $rounds");
	my $limit = $now->(bare => bare($list, $ca));
	my $one = $now->(first => $first->());
	push @{ $ratio{first} }, $one / $limit;
	$limit = $now->(bare => bare($list, $ca));
	my $two = $now->(unchanged => $unchanged->());
	push @{ $ratio{unchanged} }, $two / $limit;
	next unless $pid;
	(my $other, $seen) = exporter_us($pid, $port, @some);
	$now->(exporter => $other);
	push @{ $ratio{exporter_first} }, $one / $other;
	push @{ $ratio{exporter} }, $two / $other;
}
progress('');
title('CPU per probe');
figure('bare client', 'µs', undef, @{ $us{bare} });
figure('Caduca, first sweep', 'µs', undef, @{ $us{first} });
figure('Caduca, unchanged sweep', 'µs', undef, @{ $us{unchanged} });
figure('first sweep / bare', '×', 1.05, @{ $ratio{first} });
figure('unchanged sweep / bare', '×', 0.85, @{ $ratio{unchanged} });
if ($pid) {
	figure('blackbox_exporter', 'µs', undef, @{ $us{exporter} });
	figure('first sweep / blackbox_exporter', '×', 0.75, @{ $ratio{exporter_first} });
	figure('unchanged sweep / blackbox_exporter', '×', 0.65, @{ $ratio{exporter} });
	note("blackbox_exporter verified and showed $seen of " . @some . ' hosts in the last round');
	kill 'TERM', $pid;
	waitpid $pid, 0;
} else {
	note('blackbox_exporter is not installed: left out');
}

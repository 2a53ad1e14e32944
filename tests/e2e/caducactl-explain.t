#!/usr/bin/perl
# caducactl probe HOST --explain: each stage, each problem with its meaning and whom to ask, in both languages; show
# --history and what was rolled back; the options that say how a host is reached.
use strict;
use warnings;
use Caduca;
use IO::Socket::INET;
use Digest::SHA 'sha256_hex';
use JSON::PP;
use MIME::Base64 'decode_base64';
use POSIX ();
use Test::More;

$ENV{LC_ALL} = 'C';
$ENV{LANGUAGE} = 'en';
my $fleet = fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => 'proxies = ( "sortida=http://127.0.0.1:1", "dmz=socks5://127.0.0.1:1" );');
my @to = ('--socket', folder() . '/socket');

sub explained {
	my ($name, @more) = @_;
	my $h = $host{$name} or die $name;
	return ctl('probe', @to, "$h->{host}:$h->{port}", '--explain', defined $h->{sni} ? ('--sni', $h->{sni}) : (), @more);
}

my ($status, $out, $err) = explained('life-200-days');
is $status, 0, 'a good host is explained' or diag $err;
like $out, qr/^\S+: answered$/m, 'its outcome';
like $out, qr/^  $_ /m, "the stage: $_" for 'Connection', 'TLS';
unlike $out, qr/DNS/, 'but no look-up, since it is an address';
unlike $out, qr/!/, 'nothing is wrong';
like $out, qr/^  SHA-256 +\Q@{[substr $host{'life-200-days'}{expect}{sha256}, 0, 16]}\E$/m, 'and its certificate';

($status, $out, $err) = explained('expired-3-days');
is $status, 0, 'an expired one is, too';
like $out, qr/^  ! The certificate has expired.*\n    Begin its renewal; .*to Sistemes: install it/m, 'what it means and whom to ask';
{
	local $ENV{LANGUAGE} = 'ca';
	(undef, $out) = explained('expired-3-days');
	like $out, qr/^    Comenceu-ne la renovació; .*A Sistemes: instal·leu-lo/im, 'in Catalan';
}
($status, $out, $err) = explained('life-200-days', '--json');
is decode_json($out)->{result}{certificates}[0]{sha256}, $host{'life-200-days'}{expect}{sha256}, 'as JSON';
# What has nothing but SSL 3.0 is no wrong port.
(undef, $out) = explained('ssl-3');
like $out, qr/^\S+: old protocol\n(?:  .*\n)*?  ! The host accepts no TLS from 1.0 to 1.3/m, 'a host of SSL 3.0 is an old one';
# A server that wants nothing of us has not said that it has no TLS.
{
	my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die $!;
	my $child = fork // die $!;
	if (!$child) {
		while (my $client = $server->accept) { print $client "554 5.7.1 no us conec\e[31m\r\n"; $client->flush; 1 while <$client> }
		POSIX::_exit(0);
	}
	(undef, $out) = ctl('probe', @to, '127.0.0.1:' . $server->sockport, '--explain', '--protocol', 'smtp');
	like $out, qr/^\S+: turned us away\n(?:  .*\n)*?  ! The server turned this client away before TLS began, perhaps only for now/m,
		'a server that turns us away is said to';
	like $out, qr/\(554 5\.7\.1 no us conec<U\+001B>\[31m\)/, 'in its own words, cleaned';
	unlike $out, qr/does not offer TLS/, 'and not to offer no TLS';
	kill TERM => $child;
	waitpid $child, 0;
}
($status, $out, $err) = ctl('probe', @to, '127.0.0.1:1', '--explain');
like $out, qr/^  ! Nothing listens on that port/m, 'a closed port is explained';
($status, $out, $err) = ctl('probe', @to, 'localhost:1', '--explain');
like $out, qr/^  DNS /m, 'a name is looked up';
($status, $out, $err) = ctl('probe', @to, '127.0.0.1:1', '--explain', '--protocol', 'gopher');
is $status, 1, 'an unknown protocol is refused';
($status) = ctl('probe', @to, '--explain');
is $status, 2, 'no host is a wrong usage';

($status, $out, $err) = ctl('add', @to, 'correu.test', '--protocol', 'smtp', '--proxy', 'sortida', '--node', '192.0.2.9:2525',
	'--node', '192.0.2.8/altre.test', '--json');
is $status, 0, 'a host with a proxy and nodes is added' or diag $err;
($status, $out) = ctl('list', @to, '--json');
my ($r) = grep { $_->{host} eq 'correu.test' } @{ decode_json($out) };
is_deeply [ @$r{qw(protocol port proxy nodes)} ], [ 'smtp', 25, 'sortida', [ '192.0.2.9:2525', '192.0.2.8/altre.test' ] ],
	'and has them';
($status, $out) = ctl('show', @to, 'correu.test');
like $out, qr/^Proxy +sortida\nNodes +192\.0\.2\.9:2525\n +192\.0\.2\.8\/altre\.test$/m, 'and shows them';
for my $try ([ 'add', 'altre.test' ], [ 'edit', 'correu.test' ], [ 'probe', 'altre.test', '--explain' ]) {
	($status, $out, $err) = ctl($try->[0], @to, @$try[ 1 .. $#$try ], '--proxy', 'sort');
	is $status, 1, "$try->[0] refuses a proxy that is not in the configuration";
	like $err, qr/no 'sort' in caduca\.conf; there are: sortida, dmz\./, 'and names those that are';
}
($status) = ctl('edit', @to, 'correu.test', '--node', '', '--proxy', '');
($status, $out) = ctl('list', @to, '--json');
($r) = grep { $_->{host} eq 'correu.test' } @{ decode_json($out) };
is_deeply [ @$r{qw(proxy nodes)} ], [ '', [] ], 'an empty one takes them away';

my $h = $host{'life-200-days'};
ctl('add', @to, "$h->{host}:$h->{port}", '--name', 'historia');
($status, $out, $err) = ctl('probe', @to, 'historia', '--connections', '3', '--wait');
is $status, 0, 'many connections can be asked for' or diag $err;
($status, $out) = ctl('show', @to, 'historia', '--history');
like $out, qr/\Q@{[substr $h->{expect}{sha256}, 0, 8]}\E/, 'the history has the certificate';
unlike $out, qr/Protocol|rolled back/, 'and is alone, without a roll-back';

# The certificate itself, which is asked of the host: what is kept is what it says.
($status, $out, $err) = ctl('certificate', @to, 'historia', '--pem');
is $status, 0, 'the certificate is printed' or diag $err;
like $out, qr/\A-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+\/=\n]+-----END CERTIFICATE-----\n\z/, 'as PEM, and nothing else';
is sha256_hex(decode_base64(join '', $out =~ /^([^-].*)$/mg)), $h->{expect}{sha256}, 'and is that one';
ctl('add', @to, '127.0.0.1:1', '--name', 'mut');
($status, $out, $err) = ctl('certificate', @to, 'mut', '--pem');
is $status . $out, '1', 'one that does not answer has none';
like $err, qr/It shows no certificate now/, 'which is said';
($status) = ctl('certificate', @to, 'historia');
is $status, 2, 'neither a file nor --pem is a wrong usage';
ctl('remove', @to, 'mut', '--yes');

# A watched monitor, as the console asks: by its id, with all that is said of it.
ctl('edit', @to, 'historia', '--node', "$h->{host}:1");
($r) = grep { $_->{name} eq 'historia' } @{ decode_json((ctl('list', @to, '--json'))[1]) };
my $c = connect_to();
my $result = $c->call('probe.explain', { id => $r->{id} })->{ok}{result};
is_deeply [ map { "$_->{address} $_->{outcome}" } @{ $result->{addresses} } ], [ "$h->{host} ok", "$h->{host}:1 refused" ],
	'a monitor is explained by its id, with its nodes';
ctl('add', @to, 'Segell', '--type', 'file', '--kind', 'device');
($r) = grep { $_->{name} =~ /Segell/i } @{ decode_json((ctl('list', @to, '--json'))[1]) };
is $c->call('probe.explain', { id => $r->{id} })->{error}{code}, 'no-endpoint', 'what is in a file has no host to explain';
is $c->call('probe.explain', { id => 999_999 })->{error}{code}, 'not-found', 'one that is not there is not';
ctl('edit', @to, 'historia', '--node', '');

# old, new, old
sub history { return [ grep { /^\d\d\// } split /\n/, (ctl('show', @to, 'de-tornada', '--history'))[1] ] }
$h = $host{due};
ctl('add', @to, "$h->{host}:$h->{port}", '--name', 'de-tornada', defined $h->{sni} ? ('--sni', $h->{sni}) : ());
ctl('probe', @to, 'de-tornada', '--wait');
for my $order ('switch', 'back') {
	is scalar(grep { /rolled back/ } @{ history() }), 0, "before '$order' nothing was rolled back";
	my $seen = @{ history() };
	print $fleet "$order due\n";
	wait_until("$order is seen", sub { ctl('probe', @to, 'de-tornada', '--wait'); @{ history() } > $seen });
}
my $history = history();
is scalar(grep { /rolled back/ } @$history), 1, 'old, new, old is one roll-back' or diag "@$history";
like $history->[0], qr/rolled back/, 'which is the last change';
($r) = grep { $_->{name} eq 'de-tornada' } @{ decode_json((ctl('list', @to, '--json'))[1]) };
my $timeline = $c->call('monitor.show', { id => $r->{id} })->{ok}{timeline};
is_deeply [ map { [ $_->{rolled_back} ? 1 : 0, $_->{current} ? 1 : 0, "@{ $_->{addresses} }" ] } @$timeline ],
	[ [ 1, 1, $h->{host} ], [ 0, 0, $h->{host} ], [ 0, 0, $h->{host} ] ], 'the timeline tells three periods, the last gone back to';
is $timeline->[0]{sha256}, $timeline->[2]{sha256}, 'of the same certificate';
is daemon_stop($pid), 0, 'the backend ends well';

# What accepts connections is behind no firewall. All of the deadline passes, so it is short; nothing else has to be done in it.
$pid = daemon_start(config => 'deadline = 4000;');
(undef, $out) = explained('silent');
like $out, qr/^  ! The host accepts the connection and then does not finish the TLS negotiation/m, 'a host that hangs is said to hang';
unlike $out, qr/firewall/, 'and no firewall is blamed for it';
daemon_stop($pid);
done_testing;

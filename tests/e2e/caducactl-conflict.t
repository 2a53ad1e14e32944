#!/usr/bin/perl
# A command reads a thing and changes it; whoever changes it in between is first. The command is refused then, and says
# what the other did and what was asked for, field by field; of a renewal, act by act. Between caducactl and the backend
# stands a relay that lets somebody else be first.
use strict;
use warnings;
use utf8;
use Caduca;
use IO::Select;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $json = JSON::PP->new->utf8->canonical;
my $login = getpwuid $>;
my $pid = daemon_start(config => "workers = 1;\n");
my $between = folder() . '/between';
my $first = folder() . '/first';    # what the other does before the operation of that name goes through

sub relay {
	my ($client) = @_;
	my $server = IO::Socket::UNIX->new(Peer => folder() . '/socket') or return;
	my $both = IO::Select->new($client, $server);
	my $line = '';
	while (1) {
		for my $from ($both->can_read) {
			sysread $from, my $bytes, 65536 or return;
			if ($from == $server) { syswrite $client, $bytes; next; }
			$line .= $bytes;
			while ($line =~ s/^(.*\n)//) {
				my $request = $1;
				my $do = eval { $json->decode($request)->{do} } // '';
				my $other = slurp($first) && $json->decode(slurp($first));
				if ($other && $other->{before} eq $do) {
					unlink $first;
					my $c = connect_to();
					$c->call(@$_) for @{ $other->{calls} };
				}
				syswrite $server, $request;
			}
		}
	}
}

my $listening = IO::Socket::UNIX->new(Local => $between, Listen => 5) or die $!;
my $relay = fork;
if (!$relay) {
	while (my $client = $listening->accept) { relay($client) }
	POSIX::_exit(0);
}

# What caducactl says when somebody makes those calls just before that operation.
sub late {
	my ($before, $calls, @args) = @_;
	spew($first, $json->encode({ before => $before, calls => $calls }));
	my ($status, $out, $err) = ctl(@args, '--socket', $between);
	utf8::decode($err);
	ok !-e $first, "$args[0]: somebody was first";
	is $status, 1, 'it is refused';
	$err =~ s{\d\d/\d\d/\d{4} \d\d:\d\d}{WHEN}g;
	$err =~ s{\Q$login\E}{LOGIN}g;
	return $err;
}

my $c = connect_to();
my $id = $c->call('monitor.add', { host => 'www.exemple.cat', type => 'planned', service => 'Seu', tags => ['dmz'] })->{ok}{id};
sub row { return $c->call('monitor.get', { id => $id })->{ok}{row} }
sub edit { return [ 'monitor.edit', { id => $id, version => row()->{version}, @_ } ] }

# ---- a monitor ----
my $meanwhile = "caducactl: Somebody changed it meanwhile: look at it again, then repeat the change.\n";
my $err = late('monitor.edit', [ edit(service => 'Tràmits', tags => [qw(dmz bcn)], environment => 'pre') ],
	'edit', $id, '--service', 'Altres', '--environment', 'pre');
is substr($err, 0, length $meanwhile), $meanwhile, 'and why is said';
is_deeply [ sort split /\n/, substr $err, length $meanwhile ], [
	"caducactl: environment: it was —, and is 'pre' (LOGIN, WHEN), as you want it.",
	"caducactl: service: it was 'Seu', and is 'Tràmits' (LOGIN, WHEN); you want 'Altres'.",
	"caducactl: tags: it was 'dmz', and is 'bcn' 'dmz' (LOGIN, WHEN); you do not change it." ], 'with each field that the other changed' or diag $err;
is row()->{service}, 'Tràmits', 'and what the other saved stays';
is +(ctl('edit', $id, '--service', 'Altres', '--socket', $between))[0], 0, 'repeated, it is saved';
is row()->{service}, 'Altres', 'as it was asked for';
$err = late('monitor.retire', [ edit(service => 'Seu') ], 'remove', $id);
is $err, "${meanwhile}caducactl: service: it was 'Altres', and is 'Seu' (LOGIN, WHEN); you do not change it.\n",
	'nobody stops watching what has become another thing unseen';

# ---- a service ----
my $service = $c->call('service.add', { name => 'Seu', head => 'Anna' })->{ok}{service};
$err = late('service.edit', [ [ 'service.edit', { id => $service->{id}, version => $service->{version}, head => 'Berta', notes => 'Torna dilluns' } ] ],
	'service', 'edit', 'Seu', '--head', 'Carla');
is_deeply [ sort split /\n/, substr $err, length $meanwhile ], [
	"caducactl: head of service: it was 'Anna', and is 'Berta' (LOGIN, WHEN); you want 'Carla'.",
	"caducactl: notes: it was —, and is 'Torna dilluns' (LOGIN, WHEN); you do not change it." ], 'of a service too' or diag $err;

# ---- a renewal ----
my $renewal = $c->call('renewal.open', { monitors => [$id], procedure => 'permisos-remedy' })->{ok}{renewal};
my %of = (id => $renewal->{id}, version => $renewal->{version});
$err = late('renewal.do', [ [ 'renewal.do', { %of, what => 'note', step => 'persona', note => 'Ja ho faig jo' } ] ],
	'renewal', 'step', $renewal->{id}, 'persona', 'value', 'Maria Pons');
is $err, "${meanwhile}caducactl: Meanwhile LOGIN, WHEN, in the step persona: wrote a note\n", 'of a renewal, what was done' or diag $err;
$err = late('renewal.do', [ [ 'renewal.do', { %of, version => $of{version} + 1, what => 'release' } ] ], 'renewal', 'claim', $renewal->{id});
is $err, "${meanwhile}caducactl: Meanwhile LOGIN, WHEN: released it\n", 'to the whole of it, too' or diag $err;

kill 'TERM', $relay;
waitpid $relay, 0;
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

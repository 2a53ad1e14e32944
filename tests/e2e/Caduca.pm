# What the tests of whole programs share: a state folder of their own, a backend, a fleet of hosts, and the
# protocol spoken by hand. Everything started here ends with the test. Core Perl only.
package Caduca;
use strict;
use warnings;
use Digest::SHA 'sha256_hex';
use Exporter 'import';
use Fcntl;
use File::Temp 'tempdir';
use IO::Select;
use IO::Socket::UNIX;
use JSON::PP;
use MIME::Base64;
use POSIX ();
use Time::HiRes qw(sleep time);

our @EXPORT = qw(build folder daemon_start daemon_stop daemon_log connect_to fleet_start fleet_answer manifest add_all sweep rows
	wait_until children slurp spew ctl ctl_within openssl with_descriptor authority csr_for certificate_for digest_of stopped_clock);

my $build = $ENV{BUILD} || 'build';
my $folder = tempdir('caduca-test-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $owner = $$;
my %running;    # pid => 1
my $answers;    # of the fleet
my $json = JSON::PP->new->utf8->canonical;

$ENV{XDG_STATE_HOME} = "$folder/state";
$ENV{XDG_CONFIG_HOME} = "$folder/config";
$ENV{XDG_RUNTIME_DIR} = "$folder/run";
delete $ENV{CADUCA_SOCKET};
mkdir "$folder/$_", 0700 for qw(state config run fleet config/caduca);
$SIG{PIPE} = 'IGNORE';
# Whoever ends a test ends what it started; a child of ours ends as it always would.
for my $signal (qw(HUP INT TERM)) {
	$SIG{$signal} = sub { exit 1 if $$ == $owner; $SIG{$signal} = 'DEFAULT'; kill $signal, $$ };
}

sub build { return $build }
sub folder { return $folder }

sub slurp {
	my ($path) = @_;
	open my $f, '<', $path or return '';
	local $/;
	my $text = <$f>;
	return defined $text ? $text : '';
}

sub spew {
	my ($path, $text) = @_;
	open my $f, '>', $path or die "$path: $!";
	print $f $text;
	close $f;
}

# Runs the condition until it holds; the bound only ends a test that has failed.
sub wait_until {
	my ($what, $condition, $seconds) = @_;
	my $end = time + ($seconds || 60);
	until ($condition->()) {
		if (time > $end) { print STDERR "# gave up waiting: $what\n"; return 0; }
		sleep 0.01;
	}
	return 1;
}

# daemon_start(state => FOLDER, program => PATH, config => TEXT, before => sub { in the child }): its pid.
sub daemon_start {
	my (%o) = @_;
	my $state = $o{state} || "$folder/state/caduca";
	my $program = $o{program} || "$build/caducad";
	spew("$folder/caduca.conf", "ca-folders = ( \"$folder/fleet/ca\" );\n" . ($o{config} || ''));
	pipe(my $ready, my $said) or die $!;
	my $pid = fork;
	die $! unless defined $pid;
	if (!$pid) {
		close $ready;
		fcntl $said, F_SETFD, 0;
		open STDERR, '>>', "$folder/log";
		open STDIN, '<', '/dev/null';
		$o{before}->() if $o{before};
		exec $program, '--state', $state, '--socket', "$folder/socket", '--config', "$folder/caduca.conf",
			'--ready-fd', fileno($said) or POSIX::_exit(127);
	}
	close $said;
	$running{$pid} = 1;
	my $line = <$ready>;
	return ($pid, defined $line ? $line : '') if wantarray;
	die "the backend did not start: " . (defined $line ? $line : slurp("$folder/log")) unless defined $line && $line eq "ready\n";
	return $pid;
}

sub daemon_stop {
	my ($pid, $signal) = @_;
	kill $signal || 'TERM', $pid;
	waitpid $pid, 0;
	my $status = $?;
	delete $running{$pid};
	return $status;
}

sub daemon_log { return slurp("$folder/log") }

sub children {
	my ($pid) = @_;
	return split ' ', slurp("/proc/$pid/task/$pid/children");
}

# A clock that stands still until the sub that is returned puts it on by so many ms, for every program that is started from now
# on, whoever runs it. The wall's time stays.
sub stopped_clock {
	my ($wall, $mono) = (time, 0);
	open my $face, '>', "$folder/clock" or die $!;
	$face->autoflush(1);
	my $later = sub {
		$mono += $_[0];
		seek $face, 0, 0;
		syswrite $face, sprintf "%-30s\n", "$wall $mono";
	};
	$later->(0);
	chmod 0755, $folder;
	$ENV{CADUCA_CLOCK} = "\@$folder/clock";
	return $later;
}

# ---- the protocol by hand ----

sub connect_to {
	my ($path, %o) = @_;
	my $socket = IO::Socket::UNIX->new(Peer => $path || "$folder/socket") or return;
	my $c = bless { socket => $socket, in => '', id => 0, events => [] }, 'Caduca::Client';
	return $c if $o{silent};
	$c->say({ hello => { protocol => 2, program => 'test', version => '0' } });
	my $answer = $c->hear or return;
	$c->{hello} = $answer->{hello};
	return $c;
}

package Caduca::Client;

sub raw {
	my ($c, $bytes) = @_;
	while (length $bytes) {
		my $n = syswrite $c->{socket}, $bytes;
		return 0 unless defined $n;
		substr $bytes, 0, $n, '';
	}
	return 1;
}

sub say { my ($c, $object) = @_; return $c->raw($json->encode($object) . "\n"); }

# The same of one that needs files: they are handed over when it is heard that they are asked for.
sub hand_over {
	my ($c, $object, @handles) = @_;
	$c->{files}{ $object->{id} } = \@handles;
	return $c->say($object);
}

# The next line as an object, with what came beside it in its {beside}; undef at the end. What comes beside bytes is of the
# line in which they end.
sub hear_any {
	my ($c) = @_;
	while ($c->{in} !~ /\n/) {
		my ($bytes, @fds) = Caduca::receive_fds($c->{socket});
		return unless length($bytes // '');
		$c->{in} .= $bytes;
		push @{ $c->{came} }, [ length $c->{in}, @fds ] if @fds;
	}
	$c->{in} =~ s/^(.*?)\n//s;
	my ($line, @beside) = $1;
	$_->[0] -= 1 + length $line for @{ $c->{came} };
	while ($c->{came} && @{ $c->{came} } && $c->{came}[0][0] <= 0) { (undef, @beside) = @{ shift @{ $c->{came} } } }
	my $object = $json->decode($line);
	$object->{beside} = \@beside if @beside;
	return $object;
}

# The next line as an object; undef at the end. What is asked for of what is handed over goes meanwhile; whoever asked may have
# ended by then, which the answer tells.
sub hear {
	my ($c) = @_;
	while (my $o = $c->hear_any) {
		my $handles = $o->{files} && delete $c->{files}{ $o->{id} } or return $o;
		eval { Caduca::send_fds($o->{beside}[0], "\0", map { fileno $_ } @$handles); 1 } or $!{EPIPE} or die $@;
	}
	return;
}

# call(name, args, handles to hand over…): the answer object; parts go to $c->{parts}, events to $c->{events}. undef when the daemon is gone.
sub call {
	my ($c, $do, $args, @handles) = @_;
	my $id = ++$c->{id};
	$c->{parts} = [];
	$c->hand_over({ id => $id, do => $do, args => $args || {} }, @handles) or return;
	while (my $o = $c->hear) {
		if ($o->{event}) { push @{ $c->{events} }, $o; next; }
		return $o if !defined $o->{id};
		if ($o->{part}) { push @{ $c->{parts} }, @{ $o->{part} }; next; }
		return $o if $o->{id} == $id;
	}
	return;
}

package Caduca;

# Sends a line with descriptors beside it; core Perl has no sendmsg, only its number.
sub send_fds {
	my ($socket, $line, @fds) = @_;
	require Socket;
	my $number = { x86_64 => 46, aarch64 => 211 }->{ (POSIX::uname())[4] } or die 'sendmsg is not known here';
	my $rights = pack 'Q l l (l)*', 16 + 4 * @fds, Socket::SOL_SOCKET(), 1, @fds;
	$rights .= "\0" x (-length($rights) % 8);
	my $iov = pack 'P Q', $line, length $line;
	my $msg = pack 'Q L x4 P Q P Q i x4', 0, 0, $iov, 1, $rights, length $rights, 0;
	my $n = syscall $number, fileno $socket, $msg, 0;
	die "sendmsg: $!" if $n != length $line;
}

# The next bytes ('' at the end, undef where it fails) and the handles that came beside them.
sub receive_fds {
	my ($socket, $flags) = @_;
	my $number = { x86_64 => 47, aarch64 => 212 }->{ (POSIX::uname())[4] } or die 'recvmsg is not known here';
	my ($bytes, $rights) = ("\0" x 65536, "\0" x 64);
	my $iov = pack 'P Q', $bytes, length $bytes;
	my $msg = pack 'Q L x4 P Q P Q i x4', 0, 0, $iov, 1, $rights, length $rights, 0;
	my $n = syscall $number, fileno $socket, $msg, 0x40000000 | ($flags // 0);    # MSG_CMSG_CLOEXEC
	return if $n < 0;
	my $len = unpack 'x40 Q', $msg;
	my @fds = $len ? unpack 'x16 l*', substr $rights, 0, unpack('Q', $rights) : ();
	return (substr($bytes, 0, $n), map { open my $h, '+<&=', $_ or die $!; $h } @fds);
}

# ---- the fleet ----

sub fleet_start {
	my (@args) = @_;
	pipe(my $read, my $write) or die $!;
	pipe(my $ready, my $said) or die $!;
	my $pid = fork;
	if (!$pid) {
		open STDIN, '<&', $read;
		open STDOUT, '>&', $said;
		close $_ for $write, $ready;
		exec "$build/fleet", '--folder', "$folder/fleet", '--manifest', "$folder/manifest.json", '--csv',
			"$folder/fleet.csv", @args or POSIX::_exit(127);
	}
	close $read;
	close $said;
	$running{$pid} = $write;    # its end is the fleet's end
	my $line = <$ready>;
	die "the fleet did not start" unless defined $line;
	$write->autoflush(1);
	$answers = $ready;
	return $write;
}

# What it says to the order that was written to the handle of fleet_start.
sub fleet_answer {
	my $line = <$answers>;
	chomp $line if defined $line;
	return $line;
}

sub manifest { return @{ $json->decode(slurp("$folder/manifest.json")) } }

sub add_all {
	my ($c, @hosts) = @_;
	my @rows = map { my $h = $_; +{ map { defined $h->{$_} ? ($_ => $h->{$_}) : () }
		qw(host port sni name kind service environment) } } @hosts;
	while (my @some = splice @rows, 0, 200) {
		my $a = $c->call('monitor.import', { rows => \@some });
		die $json->encode($a) if $a->{error} || !$a->{ok}{written};
	}
}

sub sweep {
	my ($c) = @_;
	my $a = $c->call('monitor.probe', { all => JSON::PP::true });
	return $c->call('monitor.wait', { sweep => $a->{ok}{sweep} });
}

sub rows {
	my ($c) = @_;
	$c->call('monitor.list', { full => JSON::PP::true });
	return @{ $c->{parts} };
}

# openssl(args…): dies with what it said where it fails.
sub openssl {
	my (@args) = @_;
	my $pid = fork;
	if (!$pid) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', '/dev/null';
		open STDERR, '>', "$folder/openssl.err";
		exec 'openssl', @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	die "openssl @args: " . slurp("$folder/openssl.err") if $?;
}

# ---- files that are brought: what Sistemes makes, and what a certificate authority answers ----

# Before the backend starts, which trusts it then.
sub authority {
	mkdir "$folder/$_", 0700 for qw(papers fleet/ca);
	system('sh', 'tests/papers.sh', $folder) == 0 or die;
	spew("$folder/fleet/ca/authority.pem", slurp("$folder/authority/root.crt"));
}

# The paths of a CSR and of its key, with the subject that the procedure asks for.
sub csr_for {
	my ($domain) = @_;
	my ($status, $out, $err) = ctl('csr', $domain, '--folder', "$folder/papers");
	die $err if $status;
	return ("$folder/papers/$domain.csr", "$folder/papers/$domain.key");
}

# certificate_for(csr, "DNS:a,IP:b", days): the path of the certificate with its intermediate.
sub certificate_for {
	my ($csr, $names, $days) = @_;
	my $out = $csr =~ s/csr$/crt/r;
	system('sh', 'tests/papers.sh', $folder, $csr, $out, $names, $days || 180) == 0 or die;
	return $out;
}

# The SHA-256 of the first certificate in a file of PEM.
sub digest_of {
	my ($path) = @_;
	my ($base64) = slurp($path) =~ /-----BEGIN CERTIFICATE-----\n(.*?)-----END/s or die $path;
	return sha256_hex(decode_base64($base64));
}

# with_descriptor(text, sub { … }): runs it with the number of a descriptor, open to children, that holds the text.
sub with_descriptor {
	my ($text, $do) = @_;
	pipe(my $read, my $write) or die $!;
	syswrite $write, $text;
	close $write;
	fcntl $read, F_SETFD, 0;
	my @answer = $do->(fileno $read);
	close $read;
	return wantarray ? @answer : $answer[0];
}

# ctl([\input,] args…): (status, standard output, standard error)
sub ctl { return ctl_through([], @_) }

# ctl_within(megabytes, [\input,] args…): the same of one that may have no more memory of its own than that.
sub ctl_within {
	my ($room, @args) = @_;
	return ctl_through([ 'prlimit', '--data=' . ($room << 20) ], @args);
}

sub ctl_through {
	my ($through, @args) = @_;
	my $input = ref $args[0] ? ${ shift @args } : undef;
	spew("$folder/in.$owner", $input) if defined $input;
	my $pid = fork;
	if (!$pid) {
		open STDIN, '<', defined $input ? "$folder/in.$owner" : '/dev/null';
		open STDOUT, '>', "$folder/out.$owner";
		open STDERR, '>', "$folder/err.$owner";
		exec @$through, "$build/caducactl", @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return ($? >> 8, slurp("$folder/out.$owner"), slurp("$folder/err.$owner"));
}

# Personal backends, which our clients started: they have no parent, and stay some seconds, or as long as there is work.
sub orphans {
	return grep {
		my $arguments = slurp("/proc/$_/cmdline");
		$arguments =~ /caducad/ && $arguments !~ /\0--role\0/ && slurp("/proc/$_/environ") =~ /(^|\0)XDG_STATE_HOME=\Q$folder\E\/state\0/
	} map { m{(\d+)} } glob '/proc/[0-9]*';
}

END {
	if ($$ == $owner) {
		my $status = $?;
		close $running{$_} for grep { ref $running{$_} } keys %running;
		kill 'TERM', $_ for grep { !ref $running{$_} } keys %running;
		local $SIG{ALRM} = sub { kill 'KILL', $_ for grep { !ref $running{$_} } keys %running };
		alarm 60;    # of a test that has failed
		waitpid $_, 0 for keys %running;
		alarm 0;
		kill 'TERM', orphans();
		$? = $status;
		# Whatever a test does, nothing that people say changes without a line of the audit trail.
		for my $line (grep { /changed without a line/ } split /\n/, slurp("$folder/log") . slurp("$folder/state/caduca/caducad.log")) {
			print "# $line\n";
			$? ||= 1;
		}
	}
}

1;

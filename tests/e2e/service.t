#!/usr/bin/perl
# As a service: it says by systemd's protocol that it serves once all is loaded, that its loop turns and that it ends; the
# journal gets priorities; it ends in order while clients ask without end; and the files of packaging/ are what systemd
# takes, the unit with little left that it may do.
use strict;
use warnings;
use Caduca;
use File::Temp 'tempdir';
use IO::Select;
use POSIX ();
use Socket;
use Test::More;

my $folder = folder();
socket(my $notify, AF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($notify, sockaddr_un("$folder/notify")) or die $!;
my $said = '';
sub hear_until {
	my ($what) = @_;
	return wait_until($what, sub {
		while (IO::Select->new($notify)->can_read(0)) {
			recv $notify, my $one, 4096, 0;
			$said .= "$one\n";
		}
		return $said =~ /$what/;
	});
}

$ENV{NOTIFY_SOCKET} = "$folder/notify";
$ENV{WATCHDOG_USEC} = 200000;
my $pid = daemon_start(before => sub {
	my @st = stat STDERR;
	$ENV{JOURNAL_STREAM} = "$st[0]:$st[1]";
});
ok hear_until(qr/^READY=1$/m), 'it says that it serves';
unlike $said, qr/WATCHDOG.*READY/s, 'before anything else';
ok connect_to(), 'and does';
$said = '';
ok hear_until(qr/(WATCHDOG=1\s*){3}/), 'it goes on saying that its loop turns';
like daemon_log(), qr/^<6>caducad \S+ serves /m, 'the journal gets the priority, and adds the time itself';

# Clients that ask without end, and one that leaves everything unread.
my @asking = map {
	my $pid = fork;
	if (!$pid) {
		my $c = connect_to();
		my $line = join '', map { "{\"id\":$_,\"do\":\"log.verify\"}\n{\"id\":$_,\"do\":\"monitor.list\"}\n" } 1 .. 500;
		1 while $c->raw($line);
		POSIX::_exit(0);
	}
	$pid;
} 1 .. 4;
my $c = connect_to();
ok $c->call('monitor.add', { host => 'www.exemple.cat' })->{ok}, 'something is written meanwhile';
is daemon_stop($pid), 0, 'asked to end it ends in order, though four clients ask without end';
ok hear_until(qr/^STOPPING=1$/m), 'and says so';
like daemon_log(), qr/^<6>caducad ends$/m, 'to the log too';
waitpid $_, 0 for @asking;
ok !-e "$folder/socket", 'it takes its socket with it';

# By hand in a terminal, whose Ctrl-C reaches everybody in its foreground.
delete @ENV{qw(NOTIFY_SOCKET WATCHDOG_USEC)};
my $before = length daemon_log();
$pid = daemon_start(before => sub { POSIX::setpgid(0, 0) });
ok wait_until('a worker', sub { children($pid) }), 'started by hand it has its workers';
is daemon_stop($pid, -POSIX::SIGINT()), 0, 'Ctrl-C ends it in order';
unlike substr(daemon_log(), $before), qr/signal/, 'and nobody but it heard that';

delete @ENV{qw(NOTIFY_SOCKET WATCHDOG_USEC)};
$pid = daemon_start(before => sub { $ENV{JOURNAL_STREAM} = '1:1'; open STDERR, '>', "$folder/plain" });
is((rows(connect_to()))[0]{host}, 'www.exemple.cat', 'without systemd it serves as well, and what was written is there');
like slurp("$folder/plain"), qr/^\d{4}-\d\d-\d\dT\S+Z caducad\[\d+\] info: caducad \S+ serves/m, 'with the time in its log';
daemon_stop($pid);

# ---- packaging ----

sub run { my $out = `LC_ALL=C @_ 2>&1`; return $? ? "status $?: $out" : '' }
my $root = tempdir('caduca-install-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $unit = "$root/caducad.service";
mkdir "$root/bin";
symlink((build() =~ m{^/} ? '' : POSIX::getcwd() . '/') . build() . '/caducad', "$root/bin/caducad");
spew($unit, slurp('backend/packaging/caducad.service.in') =~ s/\@PREFIX\@/$root/gr);
SKIP: {
	skip 'there is no systemd-analyze', 2 if system 'command -v systemd-analyze >/dev/null';
	is run('systemd-analyze', 'security', '--offline=true', '--threshold=20', $unit, '>/dev/null'), '', 'the exposure of the unit is at most 2.0';
	is run('systemd-analyze', 'verify', '--man=no', $unit), '', 'and systemd has nothing against it';
}
SKIP: {
	skip 'there is no systemd-sysusers', 5 if $> || system 'command -v systemd-sysusers >/dev/null && command -v systemd-tmpfiles >/dev/null';
	mkdir "$root/$_", 0755 for qw(etc run var var/lib);
	is run('systemd-sysusers', "--root=$root", '- <backend/packaging/sysusers.conf'), '', 'systemd makes the users';
	like slurp("$root/etc/passwd"), qr{^caduca:[^:]*:\d+:\d+:Caduca:/var/lib/caduca:\S*nologin$}m, 'the one of the service';
	my @groups = slurp("$root/etc/group") =~ /^(caduca[^:]*):/mg;
	is join(' ', sort @groups), 'caduca caduca-admin caduca-read', 'and the groups';
	mkdir "$root/etc/caduca", 0700; # as an older unit left it
	chown 4321, 4321, "$root/etc/caduca";
	run('systemd-tmpfiles', "--root=$root", '--create', '- <backend/packaging/tmpfiles.conf');
	is sprintf('%o %o', map { (stat "$root/$_")[2] & 0777 } qw(run/caduca var/lib/caduca)), '755 700', 'and the folders';
	is sprintf('%o %d:%d', (stat "$root/etc/caduca")[2] & 0777, (stat _)[ 4, 5 ]), '755 0:0', 'that of the settings is not the service\'s own';
}
done_testing;

# A team's backend with real users: in a mount namespace of our own /etc/passwd and /etc/group name them, the backend runs
# as the user caduca, and each of the others speaks to it as himself. Only root can be all of them.
#
#   use Apart qw(mount);  use Caduca;  use Team;    team_possible() or plan skip_all => …
package Team;
use strict;
use warnings;
use Apart ();
use Caduca;
use Console;
use Exporter 'import';
use Fcntl;
use File::Temp 'tempdir';
use POSIX ();

our @EXPORT = qw(team_users team_possible team_folder team_start team_stop team_log team_socket team_groups team_connect as_user ctl_as run_as as_user_meanwhile console_as console_meanwhile uid_of);

my ($folder, $socket);    # that all may enter; where the backend listens when it is told
my $owner = $$;
my %running;
my %uid = (caduca => 3000, lectora => 3001, operador => 3002, altra => 3003, cap => 3004, ningu => 3005);
my %member = ('caduca-read' => ['lectora'], caduca => [ 'operador', 'altra' ], 'caduca-admin' => ['cap']);
my %gid = ('caduca-read' => 3101, caduca => 3102, 'caduca-admin' => 3103);

sub uid_of { return $uid{ $_[0] } }
sub team_folder { return $folder }
sub team_socket { return $socket || "$folder/run/socket" }
sub team_log { return slurp("$folder/log") }

sub group_file {
	return "root:x:0:\nusers:x:3100:\n" . join '', map { "$_:x:$gid{$_}:" . join(',', @{ $member{$_} }) . "\n" } sort keys %gid;
}

# team_groups('caduca-read' => [logins], …): from now on these are in it.
sub team_groups {
	%member = (%member, @_);
	spew('/etc/group', group_file());
}

# team_users(login => [uid, group or undef], …): more of them; before team_possible.
sub team_users {
	my (%more) = @_;
	for my $login (sort keys %more) {
		($uid{$login}, my $group) = @{ $more{$login} };
		push @{ $member{$group} }, $login if $group;
	}
}

# Root of a user namespace has no other users.
sub real_root { return slurp('/proc/self/uid_map') =~ /^\s*0\s+0\s+\d{6,}/ }

sub team_possible {
	return if $> || !Apart::apart() || !real_root();
	$folder = tempdir('caduca-team-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	chmod 0755, $folder;
	mkdir "$folder/$_", 0755 for qw(run lib home bin share share/caduca);
	chown $uid{caduca}, -1, "$folder/run", "$folder/lib";
	system('cp', '-R', (map { build() . "/$_" } qw(caducad caducactl caduca screen locale)), "$folder/bin") == 0
		&& system('cp', '-R', 'backend/procedures', "$folder/share/caduca") == 0 or return;
	my $passwd = "root:x:0:0:root:/root:/bin/sh\n" . join '', map { "$_:x:$uid{$_}:3100::$folder/home:/bin/sh\n" } sort keys %uid;
	return Apart::private_file('/etc/passwd', $passwd, folder()) && Apart::private_file('/etc/group', group_file(), folder());
}

sub become {
	my ($login) = @_;
	return if $login eq 'root';
	$) = '3100 3100';
	POSIX::setgid(3100);
	POSIX::setuid($uid{$login});
	POSIX::_exit(126) if $> != $uid{$login} || $< != $uid{$login};
}

# team_start(as => LOGIN, config => TEXT, usual => 1, arguments => […], state => FOLDER, socket => PATH): its pid. With
# usual it reads the files of settings that it would read on a machine.
sub team_start {
	my (%o) = @_;
	$socket = $o{socket};
	spew("$folder/caduca.conf", $o{config} || '');
	chmod 0644, "$folder/caduca.conf";
	pipe(my $ready, my $said) or die $!;
	my $pid = fork;
	die $! unless defined $pid;
	if (!$pid) {
		close $ready;
		fcntl $said, F_SETFD, 0;
		open STDERR, '>>', "$folder/log";
		open STDIN, '<', '/dev/null';
		$ENV{HOME} = "$folder/home";
		become($o{as} || 'caduca');
		exec "$folder/bin/caducad", @{ $o{arguments} || ['--team'] }, '--socket', team_socket(), '--state', $o{state} || "$folder/lib/caduca",
			$o{usual} ? () : ('--config', "$folder/caduca.conf"), '--ready-fd', fileno($said) or POSIX::_exit(127);
	}
	close $said;
	$running{$pid} = 1;
	my $line = <$ready>;
	die 'the backend did not start: ' . (defined $line ? $line : team_log()) unless defined $line && $line eq "ready\n";
	return $pid;
}

sub team_stop {
	my ($pid, $signal) = @_;
	kill $signal || 'TERM', $pid;
	waitpid $pid, 0;
	delete $running{$pid};
	return $?;
}

# A connection of that user, spoken by hand (Caduca.pm).
sub team_connect {
	my ($login) = @_;
	$> = uid_of($login) if $login ne 'root';
	my $c = connect_to(team_socket());
	$> = 0;
	return $c;
}

# as_user(login, sub { … returns a text }): what it returned, run in a process of that user.
sub as_user {
	my ($login, $do) = @_;
	pipe(my $read, my $write) or die $!;
	my $pid = fork;
	if (!$pid) {
		close $read;
		become($login);
		syswrite $write, $do->() // '';
		POSIX::_exit(0);
	}
	close $write;
	local $/;
	my $text = <$read>;
	waitpid $pid, 0;
	return $text;
}

# as_user_meanwhile(login, sub { … }): the pid of a process of that user, which the test waits for.
sub as_user_meanwhile {
	my ($login, $do) = @_;
	my $pid = fork // die $!;
	return $pid if $pid;
	become($login);
	$do->();
	POSIX::_exit(0);
}

# run_as(login, input, program, args…): (status, standard output, standard error), with a home of his own; the rest of the
# environment is that of whoever asks.
sub run_as {
	my ($login, $input, $program, @args) = @_;
	my @file = map { "$folder/$_.$$" } qw(out err);
	pipe(my $read, my $write) or die $!;
	syswrite $write, $input;
	close $write;
	my $pid = fork;
	if (!$pid) {
		open STDIN, '<&', $read;
		open STDOUT, '>', $file[0];
		open STDERR, '>', $file[1];
		$ENV{HOME} = "$folder/home/$login";
		mkdir $ENV{HOME}, 0700;
		chown $uid{$login}, -1, $ENV{HOME} if $login ne 'root';
		delete @ENV{qw(XDG_STATE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR)};
		become($login);
		exec "$folder/bin/$program", @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return ($? >> 8, map { slurp($_) } @file);
}

sub ctl_as {
	my ($login, @args) = @_;
	return run_as($login, '', 'caducactl', '--socket', team_socket(), @args);
}

# console_as(login, script, args of caduca…): what went wrong; "" nothing did. The script is that of tests/screen/screen.c.
sub console_as {
	my ($login, $script, @args) = @_;
	my ($status, $out, $err) = run_as($login, $script, 'screen', '-e', 'LANGUAGE=en', '--', "$folder/bin/caduca", @args);
	return $status ? "$out$err" : '';
}

# console_meanwhile(login, [{ language, rows, columns },] args of caduca…): one that goes on beside the test, as Console
# (tests/e2e/Console.pm) has it.
sub console_meanwhile {
	my ($login, @args) = @_;
	my %o = (language => 'en', rows => 24, columns => 120, ref $args[0] ? %{ shift @args } : ());
	my $in = sub {
		$ENV{HOME} = "$folder/home/$login";
		mkdir $ENV{HOME}, 0700;
		chown $uid{$login}, -1, $ENV{HOME} if $login ne 'root';
		delete @ENV{qw(XDG_STATE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR)};
		become($login);
	};
	return Console->begin($in, "$folder/bin/screen", '-r', $o{rows}, '-c', $o{columns}, '-e', "LANGUAGE=$o{language}", '--',
		"$folder/bin/caduca", '--socket', team_socket(), @args);
}

END {
	if ($$ == $owner) {
		my $status = $?;
		kill 'TERM', $_ for keys %running;
		waitpid $_, 0 for keys %running;
		system 'umount', '--lazy', '/etc/passwd', '/etc/group' if $folder;
		$? = $status;
	}
}

1;

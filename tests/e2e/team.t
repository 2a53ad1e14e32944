#!/usr/bin/perl
# A team's backend: everybody is who the kernel says, may do what his groups give, and is told which group gives what he
# may not; a changed group holds for open connections; a directory that hangs shuts out nobody who is in. A personal
# backend tells a colleague whose it is.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $folder = team_folder();
my $pid = team_start(config => "groups-every = 1;\nlinger = 0;\n");

is sprintf('%o', (stat team_socket())[2] & 0777), '666', 'anybody may connect';
is sprintf('%o', (stat "$folder/lib/caduca")[2] & 0777), '700', 'the state is nobody else\'s';
is sprintf('%o', (stat "$folder/lib/caduca/caduca.db")[2] & 0777), '600', 'and so is the database';

sub said { my ($login, @args) = @_; my ($status, $out, $err) = ctl_as($login, @args); return "$status $out$err" }

# ---- rights ----

like said('lectora', 'list'), qr/^0 /, 'a reader may look';
like said('lectora', 'add', 'www.exemple.cat'), qr/^1 .*right of an operator, which the group caduca gives/,
	'and is told which right and which group he lacks';
like said('operador', 'add', 'www.exemple.cat'), qr/^0 /, 'an operator may add';
like said('operador', 'remove', 'www.exemple.cat', '--yes'), qr/^1 .*right of an administrator, which the group caduca-admin gives/,
	'and not remove';
like said('cap', 'remove', 'www.exemple.cat', '--yes'), qr/^0 /, 'an administrator may';
like said('ningu', 'list'), qr/^1 .*'ningu' is in none of the groups that may use this backend \(caduca-read, caduca, caduca-admin\)/,
	'who is in no group is told which there are';
like said('root', 'add', 'arrel.exemple.cat'), qr/^0 /, 'root is an administrator';

# ---- who it is ----

{
	local @ENV{qw(USER LOGNAME SUDO_USER SUDO_UID)} = ('cap', 'cap', 'cap', 3004);
	like said('operador', 'add', 'fals.exemple.cat'), qr/^0 /, 'the environment is somebody else\'s';
	like said('operador', 'remove', 'fals.exemple.cat', '--yes'), qr/^1 /, 'and gives no right';
}
my ($status, $out) = ctl_as('root', 'log', '--json');
my @events = @{ decode_json($out) };
is_deeply [ map { "$_->{uid} $_->{login} $_->{what}" } reverse @events ],
	[ '3002 operador monitor.add', '3004 cap monitor.retire', '0 root monitor.add', '3002 operador monitor.add' ],
	'the trail has everybody by his own name';
ok !(grep { !$_->{proven} } @events), 'proven';
{
	my $c = team_connect('lectora');
	is_deeply [ @{ $c->{hello} }{qw(mode login right)} ], [ 'team', 'lectora', 'reader' ], 'a connection is greeted as whose it is';
	is $c->call('monitor.add', { host => 'passat.exemple.cat' })->{error}{code}, 'not-allowed',
		'and stays his who opened it, whoever uses it';
}

# ---- a changed group ----

{
	my $c = team_connect('lectora');
	is $c->call('monitor.add', { host => 'a.exemple.cat' })->{error}{code}, 'not-allowed', 'a reader is connected';
	team_groups(caduca => [ 'operador', 'altra', 'lectora' ]);
	ok wait_until('the right', sub { $c->call('monitor.add', { host => 'a.exemple.cat' })->{ok} }),
		'a group that he is put in holds for the open connection';
	team_groups(caduca => [ 'operador', 'altra' ], 'caduca-read' => []);
	my $last;
	local $SIG{ALRM} = sub { die "he is not let go\n" };
	alarm 60;
	while (my $said = $c->hear) { $last = $said }
	alarm 0;
	is $last->{error}{code}, 'no-right', 'who is taken out of all of them is told, and let go';
	team_groups('caduca-read' => ['lectora']);
	ok wait_until('he is let in', sub { said('lectora', 'list') =~ /^0 / }), 'and let in when he is back';
}

# ---- many of one ----

{
	my @c;
	$> = uid_of('altra');
	push @c, connect_to(team_socket(), silent => 1) for 1 .. 256;
	my $more = connect_to(team_socket(), silent => 1);
	$> = 0;
	is $more->hear->{error}{code}, 'too-many-connections', 'one user has so many connections, half open';
	like said('operador', 'list'), qr/^0 /, 'and hinders nobody';
	close $_->{socket} for @c;
}

# ---- a directory that hangs ----

{
	my $c = team_connect('operador');
	is $c->call('status')->{ok}{login}, 'operador', 'an operator is connected';
	system('mkfifo', "$folder/hangs") == 0 && system('mount', '--bind', "$folder/hangs", '/etc/group') == 0 or die;
	my $refused = said('cap', 'list');
	like $refused, qr/^(0|1) /, 'who comes while it hangs is answered';
	$refused = said('ningu', 'list');
	like $refused, qr/^1 .*(The system does not say who uid 3005 is|is in none of the groups)/, 'who was never known is not let in';
	ok wait_until('the log', sub { team_log() =~ /the system does not say who uid/ }), 'it is in the log';
	ok $c->call('monitor.add', { host => 'mentrestant.exemple.cat' })->{ok}, 'who is in works on';
	like said('root', 'list'), qr/^0 /, 'and root comes in';
	system('umount', '--lazy', '/etc/group') == 0 or die;
	ok wait_until('it answers', sub { said('cap', 'list') =~ /^0 / }), 'when it answers again all is as it was';
}
ok !team_stop($pid), 'it ends when asked to';

# ---- settings ----

{
	mkdir "$folder/home/.config";
	mkdir "$folder/home/.config/caduca";
	spew("$folder/home/.config/caduca/caduca.conf", "interval = 1;\n");
	local @ENV{qw(XDG_CONFIG_HOME)} = ("$folder/home/.config");
	my $pid = team_start(config => "readers = ( \"users\" );\n");
	my ($check) = grep { $_->{name} eq 'settings' } @{ decode_json((ctl_as('root', 'doctor', '--json'))[1]) };
	is_deeply $check->{args}{complaints}, [], 'the settings of its own user do not count';
	like said('ningu', 'list'), qr/^0 /, 'the groups are those of the settings';
	team_stop($pid);
}

# ---- a personal one ----

{
	my $pid = team_start(arguments => [], as => 'operador', state => "$folder/home/state") if chown uid_of('operador'), -1, "$folder/home", "$folder/run";
	chmod 0755, "$folder/run";
	chmod 0666, team_socket();
	like said('altra', 'list'), qr/^1 .*The backend there is operador's own/, 'a colleague is told whose it is';
	like said('operador', 'list'), qr/^0 /, 'who is let in';
	team_stop($pid);
}
done_testing;

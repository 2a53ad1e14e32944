#!/usr/bin/perl
# caducactl doctor: each thing that may be wrong with an installation is found, said, and told what to do about; what is
# only odd does not make it fail.
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
private_file('/etc/resolv.conf', "# nobody\n", folder()) or plan skip_all => 'no private /etc/resolv.conf here';
system('mount', '-t', 'tmpfs', '-o', 'size=12m,mode=0700,uid=' . uid_of('caduca'), 'none', "$folder/lib") == 0 or plan skip_all => 'no tmpfs here';

my $checks;
sub doctor {
	my ($login) = @_;
	my ($status, $out) = ctl_as($login, 'doctor', '--json');
	$checks = { map { $_->{name} => $_ } @{ decode_json($out) } };
	return $status;
}
sub told { my ($status, $out) = ctl_as('lectora', 'doctor'); return $out }

spew("$folder/clock", "1795456000\n");
chmod 0644, "$folder/clock";
$ENV{CADUCA_CLOCK} = "\@$folder/clock";
my $pid = team_start(config => "groups-every = 1;\nflavour = 3;\n");

is doctor('lectora'), 1, 'a disk that is almost full fails';
is $checks->{disk}{state}, 'failed', 'it is that';
like told(), qr/^disk +wrong +\d+ MB free in \Q$folder\E\/lib\/caduca\n.*^disk: Make room on/ms, 'in words, with what to do';
is_deeply $checks->{who}{args}, { login => 'lectora', right => 'reader' }, 'it says who one is, and with which right';
is_deeply [ map { "$_->{state} $_->{args}{reader} $_->{args}{operator} $_->{args}{administrator}" } $checks->{groups} ],
	['ok caduca-read caduca caduca-admin'], 'which group gives which right';
like told(), qr/^groups +correct +caduca-read gives the right of a reader; caduca gives the right of an operator; caduca-admin gives the right of an administrator$/m,
	'in words';
is $checks->{versions}{state}, 'ok', 'the versions are the same';
is_deeply [ map { "$_->{state} $_->{args}{path} $_->{args}{owner}" } $checks->{socket} ], [ 'ok ' . team_socket() . ' caduca' ],
	'where the socket is, and whose';
is $checks->{resolver}{state}, 'warning', 'a machine without DNS is a warning';
like told(), qr/^names of hosts +warning +\S+ names no server\n.*^names of hosts: Name a server in/ms, 'in words';
is $checks->{settings}{state}, 'warning', 'so is a wrong line of the settings';
like told(), qr/no setting is called 'flavour'/, 'which is told';
is $checks->{procedures}{args}{count} > 2 ? $checks->{procedures}{state} : 'none', 'ok', 'the procedures are well';
is $checks->{probes}{state}, 'ok', 'and so are no hosts';

spew('/etc/resolv.conf', "nameserver 127.0.0.1\n");
doctor('lectora');
is_deeply $checks->{resolver}, { name => 'resolver', state => 'ok', args => { servers => ['127.0.0.1'] } }, 'a server that is named is well';

is((ctl_as('operador', 'add', '127.0.0.1:1'))[0], 0, 'a host is watched');
spew("$folder/clock", "1795369600\n");
doctor('lectora');
is $checks->{clock}{state}, 'failed', 'a clock that was set back a day fails';
like told(), qr/^clock +wrong +22\/11\/2026 .*the last change was written at 23\/11\/2026/m, 'in words';
spew("$folder/clock", "1795456000\n");
doctor('lectora');
isnt $checks->{clock}{state}, 'failed', 'and is well when it is right';

system('mkfifo', "$folder/hangs") == 0 && system('mount', '--bind', "$folder/hangs", '/etc/group') == 0 or die;
ok wait_until('the directory', sub { ctl_as('lectora', 'list'); doctor('root'); $checks->{groups}{state} eq 'warning' }),
	'a directory that hangs is a warning';
system('umount', '--lazy', '/etc/group') == 0 or die;

team_stop($pid);
is doctor('lectora'), 1, 'without a backend it fails';
is_deeply [ map { "$checks->{$_}{state}" } qw(backend socket) ], [ 'failed', 'failed' ], 'it is not there, nor its socket';
like told(), qr/^backend: A team's is started with 'systemctl start caducad'/m, 'and is told how to start it';
system 'umount', '--lazy', "$folder/lib";
done_testing;

#!/usr/bin/perl
# What the package of Debian brings: the version is that of the programs; they speak Catalan from /usr too; the settings that
# it proposes are taken as they stand; its scripts make the user, the groups and the folders, touch none that are there, and purge what the service made
# and no backup. Whether it builds, and twice the same, is `make deb-check`.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use Test::More;

my $packaging = 'backend/packaging/debian';
my ($version) = slurp('backend/base/version.h') =~ /CADUCA_VERSION "(.*)"/;
like slurp("$packaging/changelog"), qr/\Acaduca \(\Q$version\E\) /, 'the changelog is of this version';

my $conf = slurp('backend/packaging/caduca.conf');
spew(folder() . '/proposed.conf', $conf =~ s/^#(?=[a-z-]+ = )//gmr);
my ($status, $out) = ctl('--config', folder() . '/proposed.conf', 'doctor', '--json');
my ($check) = grep { $_->{name} eq 'settings-here' } @{ decode_json($out) };
is_deeply $check->{args}{complaints}, [], 'every setting that it proposes is taken';

# Where Debian has a program called locale, which is none of our folders.
my $usr = folder() . '/usr';
system('mkdir', '-p', "$usr/bin", "$usr/share") == 0 or die;
system('cp', build() . '/caducactl', '/usr/bin/locale', "$usr/bin") == 0 or die;
system('cp', '-R', build() . '/locale', "$usr/share") == 0 or die;
like qx(env -u LANGUAGE -u LC_ALL -u LC_MESSAGES LANG=ca_ES.UTF-8 '$usr/bin/caducactl' --help 2>&1), qr/^ús: /m,
	'installed under /usr, it speaks Catalan';

sub script { return system('sh', "$packaging/$_[0]", @_[ 1 .. $#_ ]) >> 8 }
sub mode { my @st = stat $_[0] or return 'none'; return sprintf '%o %s:%s', $st[2] & 07777, getpwuid($st[4]) // $st[4], getgrgid($st[5]) // $st[5] }
sub there { return join ' ', map { s{.*/}{}r } sort glob '/var/lib/caduca/*' }

SKIP: {
	skip 'only root installs, in an /etc, a /run and a /var/lib of its own', 1
		if $> || !Apart::apart() || system 'command -v adduser >/dev/null';
	Apart::private_folder('/etc', folder()) && !system('mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib') or die;
	skip 'there are a user or groups of these names on this machine', 1 if getpwnam('caduca') || grep { getgrnam($_) } qw(caduca caduca-read caduca-admin);
	for my $other ('4321:4321:Carme Duran:/home/caduca:/bin/bash', '990:990::/var/lib/caduca:/bin/sh', '4321:4321::/var/lib/caduca:/usr/sbin/nologin') {
		my $passwd = slurp('/etc/passwd');
		spew('/etc/passwd', "${passwd}caduca:x:$other\n");
		my $said = qx(sh $packaging/postinst configure 2>&1);
		isnt $?, 0, "the service does not run as caduca:$other";
		my ($uid, $home, $shell) = (split /:/, $other)[ 0, 3, 4 ];
		like $said, qr/uid $uid, the\nhome '$home' and the shell '$shell'\..*usermod --login.*dpkg --configure caduca/s, 'what is wrong and what to do is said';
		ok !-e '/var/lib/caduca' && !getgrnam('caduca-read'), 'and nothing is made';
		spew('/etc/passwd', $passwd);
	}
	is script('postinst', 'configure'), 0, 'it is set up';
	my @user = getpwnam('caduca');
	is "@user[7, 8]", '/var/lib/caduca /usr/sbin/nologin', 'there is the user of the service, who cannot log in';
	is $user[3], getgrnam('caduca'), 'his group is that of the operators';
	ok getgrnam($_), "there is the group $_" for qw(caduca-read caduca-admin);
	is mode('/var/lib/caduca'), '700 caduca:caduca', 'the folder of state is his alone';
	is mode('/run/caduca'), '755 caduca:caduca', 'the one of the socket is open to all';

	chmod 0750, '/var/lib/caduca';
	my @made = qw(caduca.db caduca.db-wal caduca.db.lock caduca.db.version-30-20261101T000000Z caduca.db.replaced-20261101T000000Z);
	spew("/var/lib/caduca/$_", '') for @made, 'caduca-20261101T000000Z.db';
	is script('postinst', 'configure', '0.0'), 0, 'an upgrade';
	is mode('/var/lib/caduca'), '750 caduca:caduca', 'leaves what the administrator changed';
	is script('postrm', 'remove'), 0, 'it is removed';
	is there(), join(' ', sort @made, 'caduca-20261101T000000Z.db'), 'and the database stays';
	is script('postrm', 'purge'), 0, 'it is purged';
	is there(), 'caduca-20261101T000000Z.db', 'and only a backup stays';
	ok !-e '/run/caduca', 'nor is the folder of the socket left';
	unlink '/var/lib/caduca/caduca-20261101T000000Z.db';
	is script('postrm', 'purge'), 0, 'once more, without one';
	ok !-e '/var/lib/caduca', 'leaves no folder';
	is script('postrm', 'purge'), 0, 'and where there is none it is well too';
	ok getpwnam('caduca'), 'the user stays, to whom backups elsewhere belong';
}
done_testing;

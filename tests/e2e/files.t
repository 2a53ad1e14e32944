#!/usr/bin/perl
# The `files` role, with the user's rights: opening without waiting, completing, watching a folder, and archiving, where
# the folder is missing, full, read-only, closed or loses its mount: nothing half-written, nothing overwritten.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Digest::SHA 'sha256_hex';
use Fcntl ':flock';
use File::Copy 'copy';
use JSON::PP;
use POSIX ':sys_wait_h';
use Socket;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
my $dir = folder() . '/files';
mkdir $dir;

# ---- a role, spoken to line by line ----

sub role_start {
	my (%o) = @_;
	socketpair my $ours, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die $!;
	my $pid = fork;
	if (!$pid) {
		POSIX::dup2(fileno $theirs, 0);
		close $ours;
		$o{before}->() if $o{before};
		exec $o{program} || build() . '/caducad', '--role', 'files' or POSIX::_exit(127);
	}
	close $theirs;
	return { pid => $pid, socket => $ours, id => 0, events => [] };
}

sub role_end {
	my ($r) = @_;
	close $r->{socket};
	waitpid $r->{pid}, 0;
	return $? >> 8;
}

sub hear {
	my ($r) = @_;
	my $line = readline $r->{socket};
	return defined $line ? $json->decode($line) : undef;
}

sub send_line {
	my ($r, $do, %args) = @_;
	$r->{socket}->autoflush(1);
	print { $r->{socket} } $json->encode({ id => ++$r->{id}, do => $do, args => \%args }) . "\n";
}

sub ask {
	my ($r, @what) = @_;
	send_line($r, @what);
	while (my $got = hear($r)) {
		return $got if $got->{id};
		push @{ $r->{events} }, $got;
	}
	return {};
}

sub code { my $answer = ask(@_); return $answer->{error} ? $answer->{error}{code} : 'done'; }
# The next event whose data fulfil the condition.
sub event {
	my ($r, $condition) = @_;
	while (1) {
		my $got = shift @{ $r->{events} } || hear($r) || return;
		return $got->{data} if $got->{event} && $condition->($got->{data});
	}
}
sub all_names { opendir my $d, $_[0] or return 'no folder'; return join ' ', sort grep { !/^\.\.?$/ } readdir $d; }
sub mode { return sprintf '%04o', (stat $_[0])[2] & 07777; }

my $r = role_start();

# ---- opening ----

spew("$dir/www.csr", "a csr\n");
chmod 0640, "$dir/www.csr";
my $answer = ask($r, 'open', path => "$dir/www.csr");
is_deeply $answer->{ok}, { path => "$dir/www.csr", name => 'www.csr', bytes => 6, mode => oct '0640' }, 'a file is opened';
$ENV{HOME} = $dir;
my $home = role_start();
is ask($home, 'open', path => '~/www.csr')->{ok}{path}, "$dir/www.csr", 'and one beneath the home';
POSIX::mkfifo("$dir/fifo", 0600);
is code($r, 'open', path => "$dir/fifo"), 'is-fifo', 'a pipe is not waited for';
is code($r, 'open', path => $dir), 'is-folder', 'a folder is told';
is code($r, 'open', path => '/dev/null'), 'is-device', 'a device too';
is code($r, 'open', path => "$dir/none"), 'not-found', 'and what is not there';
is code($r, 'dance'), 'unknown-operation', 'what it does not know is refused';

# ---- what came from elsewhere ----

sub put {
	my ($file, %args) = @_;
	open my $in, '<', $file or die $!;
	Caduca::send_fds($r->{socket}, $json->encode({ id => ++$r->{id}, do => 'put', args => \%args }) . "\n", fileno $in);
	while (my $got = hear($r)) { return $got if $got->{id}; }
}
spew("$dir/key", "a key\n");
my $put = put("$dir/key", folder => "$dir/put", name => '../www.key');
is_deeply $put->{ok}, { path => "$dir/put/_www.key", name => '_www.key' }, 'what comes as a descriptor gets a name in a folder, which is made';
is mode("$dir/put/_www.key") . mode("$dir/put"), '06000700', 'for nobody else to read';
spew("$dir/key", "another\n");
is put("$dir/key", folder => "$dir/put", name => '../www.key')->{ok}{name}, '_www (2).key', 'and none is written over';
is ask($r, 'place', folder => "$dir/put", name => '/www.key')->{ok}{path}, "$dir/put/_www (3).key", 'where the next would be is told';
is all_names("$dir/put"), '_www (2).key _www.key', 'nothing else is left there';
is put("$dir/key", folder => 'put', name => 'x')->{error}{code}, 'not-a-folder', 'a folder is named from the root';
is code($r, 'put', folder => "$dir/put", name => 'x'), 'bad-argument', 'without a descriptor there is nothing to put';

# ---- what goes elsewhere ----

spew("$dir/of.csr", "of the renewal\n");
my $digest = sha256_hex("of the renewal\n");
is_deeply ask($r, 'read', path => "$dir/of.csr", sha256 => $digest)->{ok}, {}, 'a file is read again that is as it was';
is code($r, 'read', path => "$dir/none", sha256 => $digest), 'source-missing', 'one that is gone is told';
spew("$dir/of.csr", "of another\n");
is code($r, 'read', path => "$dir/of.csr", sha256 => $digest), 'source-differs', 'and one that changed is not handed on';

# ---- completing ----

mkdir "$dir/safata";
spew("$dir/safata/$_", '') for qw(www.csr www.key .hidden);
is_deeply ask($home, 'list', path => '~/saf')->{ok}, { common => '~/safata/', names => ['safata/'], left_off => 0 },
	'a path is completed, a folder with its slash';
is_deeply ask($home, 'list', path => '~/safata/')->{ok}, { common => '~/safata/www.', names => ['www.csr', 'www.key'],
	left_off => 0 }, 'as far as all agree, without what is hidden';
is ask($home, 'list', path => "$dir/q")->{ok}{common}, "$dir/q", 'what nothing begins with stays';
mkdir "$dir/odd";
spew("$dir/odd/\xff\xfe$_", '') for 1 .. 2;
is ask($home, 'list', path => "$dir/odd/")->{ok}{common}, "$dir/odd/", 'names that are no UTF-8 are no end of it';
mkdir "$dir/control";
spew("$dir/control/" . "\x01" x 240 . sprintf('%03d', $_), '') for 1 .. 110;
cmp_ok length $json->encode(ask($home, 'list', path => "$dir/control/")), '<', 65536, 'names of control characters fit a line';
{
	my $crowded = role_start();
	ask($crowded, 'watch', folder => "$dir/control");
	my $told = event($crowded, sub { 1 });
	ok @{ $told->{files} } && length $json->encode($told) < 65000, 'in the inbox too';
	role_end($crowded);
}
is code($home, 'list', path => "$dir/none/"), 'not-found', 'a folder that is not there is told';
role_end($home);

# ---- watching ----

mkdir "$dir/inbox";
spew("$dir/inbox/old.crt", 'old');
my $w = role_start();
ok ask($w, 'watch', folder => "$dir/inbox/")->{ok}, 'a folder is watched';
my $data = event($w, sub { 1 });
is "$data->{state} " . join(' ', map { $_->{name} . ($_->{new} ? '!' : '') } @{ $data->{files} }), 'there old.crt',
	'what is there is told at once, and is not new';
spew("$dir/inbox/.hidden", 'x');
spew("$dir/inbox/half.crt.filepart", 'x');
spew("$dir/inbox/new.crt", 'new');
$data = event($w, sub { grep { $_->{new} } @{ $_[0]{files} } });
is join(' ', sort map { $_->{name} . ($_->{new} ? '!' : '') } @{ $data->{files} }), 'new.crt! old.crt',
	'what comes is told when it is whole, and hidden and unfinished names are not';
rename "$dir/inbox/half.crt.filepart", "$dir/inbox/half.crt";
$data = event($w, sub { grep { $_->{name} eq 'half.crt' } @{ $_[0]{files} } });
is +(grep { $_->{new} } @{ $data->{files} })[0]{name}, 'half.crt', 'also what gets its name at last';
unlink "$dir/inbox/old.crt";
ok event($w, sub { !grep { $_->{name} eq 'old.crt' } @{ $_[0]{files} } }), 'what goes is told';
system('rm', '-rf', "$dir/inbox");
is event($w, sub { $_[0]{state} eq 'missing' })->{state}, 'missing', 'a folder that goes is told';
mkdir "$dir/inbox";
is event($w, sub { $_[0]{state} eq 'there' })->{state}, 'there', 'and one that comes';
spew("$dir/inbox/again.crt", 'again');
ok event($w, sub { grep { $_->{name} eq 'again.crt' && $_->{new} } @{ $_[0]{files} } }), 'and is watched as before';
is code($w, 'watch', folder => 'safata'), 'not-a-folder', 'a folder is named from the root or the home';
is role_end($w), 0, 'it ends with its socket';

# ---- archiving ----

my $key = join '', map { "a key line $_\n" } 1 .. 200;
spew("$dir/www.key", $key);
chmod 0600, "$dir/www.key";
my $root = "$dir/share";
mkdir $root;
my @key = (root => $root, folder => 'CDS/CESICAT/2026/www.exemple.cat', source => "$dir/www.key", name => 'www.key',
	sha256 => sha256_hex($key));
my $there = "$root/CDS/CESICAT/2026/www.exemple.cat";

is code($r, 'archive', @key), 'archive-not-mounted', 'an empty root is a mount that is not there';
is code($r, 'archive', @key, root => "$dir/nowhere"), 'archive-no-root', 'one that is missing is told';
is all_names($root), '', 'and nothing was made';
mkdir "$root/CDS";
my $mask = umask 022;
my $open_role = role_start();
umask $mask;
$answer = ask($open_role, 'archive', @key, private => JSON::PP::true);
is_deeply $answer->{ok}, { path => "$there/www.key", state => 'archived', how => 'renamed', mode => oct '0600' },
	'a key is archived, folders are made, and it is its owner\'s alone' or diag $json->encode($answer);
is slurp("$there/www.key"), $key, 'it is the same';
is all_names($there), 'www.key', 'and nothing else is there';
is ask($r, 'archive', @key)->{ok}{state}, 'already', 'the same file again counts as archived';
is ask($open_role, 'archive', @key, name => 'www.crt')->{ok}{mode}, oct '0644', 'what is no key is as the umask says';
role_end($open_role);
spew("$there/other.key", 'other');
is code($r, 'archive', @key, name => 'other.key'), 'archive-exists', 'another file of that name is never overwritten';
is slurp("$there/other.key"), 'other', 'and stays';
symlink "$dir/elsewhere", "$there/link.key";
is code($r, 'archive', @key, name => 'link.key'), 'archive-exists', 'nor is a link followed';
ok !-e "$dir/elsewhere", 'and nothing is written where it leads';
symlink $dir, "$root/CDS/out";
is code($r, 'archive', @key, folder => 'CDS/out'), 'archive-not-a-folder', 'no folder leads out of the root';
spew("$root/CDS/file", '');
is code($r, 'archive', @key, folder => 'CDS/file/x'), 'archive-not-a-folder', 'a file is no folder';
for my $bad ([ folder => '../x' ], [ folder => 'CDS/../..' ], [ folder => '/etc' ], [ folder => '' ], [ name => '../x' ],
	[ name => '*.key' ], [ name => 'a:b' ], [ name => '.x' ], [ root => 'share' ], [ sha256 => 'zz' ]) {
	is code($r, 'archive', @key, @$bad), 'archive-name', "$bad->[0] '$bad->[1]' is refused";
}
for my $name ('CON', 'aux.exemple.cat.key', 'Nul', 'com1.crt', 'LPT9', "COM\x{b2}.csr", 'prn .txt', 'conin$') {
	my $bytes = $name;
	utf8::encode($bytes) if $name =~ /[^\x00-\x7f]/;
	is code($r, 'archive', @key, name => $name), 'archive-reserved', "the device '$bytes' of Windows is refused as a name";
	is code($r, 'archive', @key, folder => "2026/$name", name => 'b.key'), 'archive-reserved', 'and as a folder';
}
for my $name (qw(console.key auxiliar.exemple.cat.key com10.crt nulles)) {
	isnt code($r, 'archive', @key, folder => 'noms', name => $name), 'archive-reserved', "'$name' only begins like one";
}
is code($r, 'archive', @key, name => 'x' x 250 . '.keyxx'), 'archive-name', 'a name that is too long too';
is code($r, 'archive', @key, name => 'b.key', sha256 => '0' x 64), 'source-differs', 'a source that changed is not archived';
is code($r, 'archive', @key, name => 'b.key', source => "$dir/none"), 'source-missing', 'one that went is told';
is code($r, 'archive', @key, name => 'b.key', source => "$dir/fifo"), 'is-fifo', 'a pipe is not waited for';
spew("$dir/big", 'x' x (4 * 1024 * 1024 + 1));
is code($r, 'archive', @key, name => 'b.key', source => "$dir/big"), 'is-too-large', 'what is too large is no document';
my $part = "$there/.caduca-" . substr(sha256_hex($key), 0, 16) . "-$>.part";
spew($part, 'half');
open my $writer, '<', $part or die $!;
flock $writer, LOCK_EX or die $!;
is code($r, 'archive', @key, name => 'b.key'), 'archive-busy', 'what another is writing is left to him';
is slurp($part), 'half', 'untouched';
close $writer;
is code($r, 'archive', @key, name => 'b.key'), 'done', 'what a killed one left is no hindrance';
is all_names($there), 'b.key link.key other.key www.crt www.key', 'and is cleared away';

# ---- killed in the middle: the name appears whole, or not at all ----

my $large = join '', map { chr(33 + $_ % 90) } 1 .. 3 * 1024 * 1024;
spew("$dir/large", $large);
my ($whole, $none, $bad) = (0, 0, 0);
for my $i (1 .. 30) {
	my $k = role_start();
	send_line($k, 'archive', @key, source => "$dir/large", sha256 => sha256_hex($large), name => "large-$i");
	# as far as the first byte of the temporary file, then a little further each time
	wait_until('the temporary file', sub { all_names($there) =~ /\.part|large-$i\b/ });
	select undef, undef, undef, 0.0004 * $i;
	kill KILL => $k->{pid};
	role_end($k);
	my $text = -e "$there/large-$i" ? slurp("$there/large-$i") : undef;
	!defined $text ? $none++ : $text eq $large ? $whole++ : $bad++;
	unlink "$there/large-$i";
}
is $bad, 0, "killed 30 times, nothing half-written has the name ($whole whole, $none not there)";
is code($r, 'archive', @key, source => "$dir/large", sha256 => sha256_hex($large), name => 'large'), 'done', 'and it goes on';

# ---- another user's rights ----

SKIP: {
	skip 'this needs root', 4 if $> || system('setpriv', '--reuid', '65534', '--clear-groups', 'true');
	chmod 0711, folder(), $dir;
	chmod 0755, $root, "$root/CDS", "$root/CDS/CESICAT", "$root/CDS/CESICAT/2026", $there;
	copy(build() . '/caducad', "$dir/caducad");
	chmod 0755, "$dir/caducad";
	my $n = role_start(program => "$dir/caducad", before => sub { $) = '65534 65534'; POSIX::setgid(65534); POSIX::setuid(65534); });
	chmod 0644, "$dir/www.csr";
	my @csr = (@key, source => "$dir/www.csr", name => 'n.csr', sha256 => sha256_hex("a csr\n"));
	is code($n, 'open', path => "$dir/www.key"), 'denied', 'a file of somebody else is not opened';
	is code($n, 'archive', @csr), 'archive-denied', 'a folder that is closed is told';
	is code($n, 'archive', @csr, folder => 'CDS/new/x'), 'archive-denied', 'also where it should be made';
	is code($n, 'archive', @key, name => 'n.key'), 'source-denied', 'and a source';
	role_end($n);
}

# ---- mounts ----

SKIP: {
	skip 'this machine gives no mount namespace', 12 unless apart();
	my $m = "$dir/mount";
	mkdir $m;
	my @at = (@key, root => $m, folder => 'CDS/www');
	is system('mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', $m), 0, 'a small share';
	mkdir "$m/CDS";
	is code($r, 'archive', @at, source => "$dir/large", sha256 => sha256_hex($large)), 'archive-full', 'a full one is told';
	is all_names("$m/CDS/www"), '', 'and nothing half-written stays';
	is code($r, 'archive', @at), 'done', 'what has room is archived';
	SKIP: {
		# The mount, not its file system: in a user namespace the latter may not be changed.
		skip 'this machine remounts nothing read-only', 3 if system('mount', '-o', 'remount,bind,ro', $m);
		is code($r, 'archive', @at, name => 'b.key'), 'archive-read-only', 'a read-only one is told';
		is code($r, 'archive', @at, folder => 'CDS/other'), 'archive-read-only', 'also where a folder should be made';
		is ask($r, 'archive', @at)->{ok}{state}, 'already', 'what is there already is archived all the same';
		system('mount', '-o', 'remount,bind,rw', $m);
	}
	system('umount', '-l', $m);
	is code($r, 'archive', @at, name => 'b.key'), 'archive-not-mounted', 'one that was lost between two files is told';
	is all_names($m), '', 'and nothing is written beneath it';
	# lost while a file is on its way: whenever that happens, what is told as archived can be found
	my $lies = 0;
	my %codes;
	for my $i (1 .. 20) {
		system('mount', '-t', 'tmpfs', 'none', $m);
		mkdir "$m/CDS";
		send_line($r, 'archive', @at, source => "$dir/large", sha256 => sha256_hex($large), name => 'large');
		wait_until('the temporary file', sub { all_names("$m/CDS/www") =~ /large|\.part/ });
		select undef, undef, undef, 0.0003 * $i;
		my $found = -e "$m/CDS/www/large";
		system('umount', '-l', $m);
		my $got = hear($r);
		$codes{ $got->{ok} ? 'archived' : $got->{error}{code} }++;
		$lies++ if !$got->{ok} && $got->{error}{code} !~ /^archive-(lost|not-mounted)$/;
		$lies++ if all_names($m) ne '';
	}
	is $lies, 0, 'a mount that is lost half-way is told: ' . $json->encode(\%codes);
}

role_end($r);
done_testing;

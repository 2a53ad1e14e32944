#!/usr/bin/perl
# Whoever serves a file system of his own has the close(2) of its files wait for him, and no signal ends that. The backend
# takes no descriptor at all, from nobody: what a member hands over goes to a child, which may wait for ever.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Team;
use Test::More;

alarm 600;    # it only ends a test that has failed

# ---- a file system whose server does not say that a file is closed, nor, once "silence" was looked for, what one is ----

my %node = ("closed\0" => 2, "asked\0" => 3);    # of the second nobody has to say that it is closed
sub attributes { return pack 'Q6 L10', $_[0], 5, 1, (0) x 6, 0100666, 1, 0, 0, 0, 4096, 0 }

my %answer = (
	1 => sub {                                     # LOOKUP
		my $node = $node{ $_[1] } or return;
		return pack('Q4 L2', $node, 0, 0, 0, 0, 0) . attributes($node);
	},
	3 => sub { return pack('Q L2', 0, 0, 0) . attributes($_[0]) },                      # GETATTR
	14 => sub { return pack 'Q L2', 1, $_[0] == 3 ? 32 : 0, 0 },                        # OPEN
	26 => sub { return pack 'L4 S2 L2 S2 L8', 7, 35, 0, 0, 8, 8, 4096, 1, 1, 0, (0) x 8 },    # INIT
);

sub serve {
	my ($fuse) = @_;
	my $silent;
	while (sysread $fuse, my $asked, 1 << 17) {
		my (undef, $opcode, $unique, $node, $rest) = unpack 'L L Q Q x16 a*', $asked;
		$silent ||= $opcode == 1 && $rest eq "silence\0";
		next if $opcode =~ /^(2|25|36|42)$/ || ($silent && $opcode == 3);    # the others than FLUSH want no answer
		my $said = $answer{$opcode} ? $answer{$opcode}->($node, $rest) : undef;
		syswrite $fuse, pack('L l Q', 16 + length($said // ''), defined $said ? 0 : $opcode == 1 ? -2 : -38, $unique) . ($said // '');
	}
}

team_possible() or plan skip_all => 'only root has users of many names';
$^F = 255;
open my $fuse, '+<', '/dev/fuse' or plan skip_all => 'no file systems of users here';
my $theirs = folder() . '/theirs';
mkdir $theirs;
my $options = sprintf 'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other', fileno $fuse;
system('mount', '-i', '-t', 'fuse', '-o', $options, 'theirs', $theirs) == 0 or plan skip_all => 'no file systems of users here';
$^F = 2;
my $server = fork // die $!;
if (!$server) {
	require POSIX;
	alarm 600;
	serve($fuse);
	POSIX::_exit(0);
}
close $fuse;

# ---- passed by a stranger ----

my $pid = team_start(config => "workers = 1;\n");
my $works = team_connect('operador');
open my $opened, '<', "$theirs/closed" or die $!;

for my $line ('{"hello":', qq({"hello":{"protocol":2,"program":"x","version":"0"}}\n)) {
	local $> = uid_of('ningu');
	my $c = connect_to(team_socket(), silent => 1);
	Caduca::send_fds($c->{socket}, $line, fileno $opened);
}
ok $works->call('status')->{ok} && team_connect('operador')->call('status')->{ok}, 'who works, works on';
# ---- passed by a member ----

my $member = team_connect('lectora');
open my $known, '<', "$theirs/asked" or die $!;
my $most = 24;    # children of one user that the kernel does not let end
for my $n (1 .. $most) {
	my $told = $member->call('document.fits', {}, $opened);
	ok $told->{error}, "document $n of his, which no child can close, is answered" or diag explain $told;
}
ok wait_until('he is told', sub { ($member->call('document.fits', {}, $opened)->{error}{code} // '') eq 'busy' }), 'then he hands over no more';
open my $paper, '<', $0 or die $!;
is $works->call('document.fits', {}, $paper)->{error}{code}, 'not-a-document', 'and a colleague does as before';

# ---- the file that a backup is to be written to ----

my $cap = team_connect('cap');
my $kept = folder() . '/kept';
mkdir $kept;
chown uid_of('cap'), -1, $kept;
ok $cap->call('backup', {}, $opened)->{error}, 'a backup to such a file is answered';
{
	open my $good, '+>', "$kept/one" or die $!;
	ok $cap->call('backup', {}, $good)->{ok}, 'and the next is made, while the child of that one hangs';
}
my $tried = 1;
$tried++ while $tried < 40 && ($cap->call('backup', {}, $opened)->{error}{code} // '') ne 'busy';
cmp_ok $tried, '<', 40, 'which only so many may';

is -e "$theirs/silence", undef, 'its server falls silent';
for my $file ($opened, $known) {
	Caduca::send_fds($member->{socket}, qq({"id":1000,"do":"status"}\n), fileno $file);
	is $member->hear->{id}, 1000, 'passed beside a request that wants none, it keeps nobody';
}
is team_stop($pid), 0, 'it ends when asked to';

kill 'KILL', $server;
waitpid $server, 0;
system 'umount', '--lazy', $theirs;
done_testing;

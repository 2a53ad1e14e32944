#!/usr/bin/perl
# What others wait for while something is wrong with the machine of a team's service: a key in the console, and an answer. The
# disk is full, or turned read-only; the directory of groups hangs while somebody new comes again and again; the clock was set
# back a day; two hundred connections are half open.
use strict;
use warnings;
use utf8;
use Apart qw(mount);
use Caduca;
use lib 'tests/bench'; # Apart starts it again without it
use Figures;
use JSON::PP;
use Team;
use Time::HiRes qw(time);

my ($ROWS, $ASKED, $REQUESTS) = (300, 50, 300);
my $rounds = rounds(1);

team_possible() or do { print "trouble: only root can be a team of its own\n"; exit 0 };
my ($image, $disk) = (folder() . '/image', team_folder() . '/disk');
mkdir $disk, 0755;
system("truncate -s 64M '$image' && mkfs.ext4 -q -F '$image' 2>/dev/null && mount -o loop '$image' '$disk'") == 0
	or do { print "trouble: no file system can be mounted here\n"; exit 0 };
my $state = "$disk/caduca";
mkdir $state, 0700;
chown uid_of('caduca'), -1, $state;
my @files = map { "$state/caduca.db$_" } '', '-wal';
system('cp', build() . '/bench/console', team_folder() . '/bin/bench-console') == 0 or die;

chmod 0755, folder();
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);
sub wall { my ($at) = @_; seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$at 0" }
wall(int time);
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';

my $pid = team_start(state => $state, config => "workers = 1;\ngroups-every = 3600;\n");
my $root = team_connect('root');
$root->call('monitor.import', { rows => [ map { { host => "host-$_.exemple.cat", name => "host-$_", type => 'file' } } $_ * 100 + 1 .. $_ * 100 + 100 ] }) for 0 .. $ROWS / 100 - 1;
my $other = team_connect('altra');
my $operador = team_connect('operador');    # known from here on

sub percentile { my ($p, @v) = @_; @v = sort { $a <=> $b } @v; return $v[ int($p * $#v / 100 + 0.5) ] }

sub keys_ms {
	my $said = as_user('operador', sub {
		delete @ENV{qw(XDG_STATE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR)};
		return `HOME=@{[team_folder()]}/home BUILD=@{[team_folder()]}/bin @{[team_folder()]}/bin/bench-console keys 0 @{[team_socket()]}`;
	});
	return @{ decode_json($said)->{first_ms} };
}

# A change of one monitor, which is written or refused; the code of why not.
my $version = 1;
sub change {
	my ($c) = @_;
	my $a = $c->call('monitor.edit', { id => 1, version => $version, service => time . 'x' x 150 }) or die 'he was let go';
	$version = $a->{ok}{version} if $a->{ok};
	return $a->{error} ? $a->{error}{code} : '';
}

sub answers_ms {
	my ($do) = @_;
	return map {
		my $began = time;
		$do->($other);
		my $took = (time - $began) * 1000;
		select undef, undef, undef, 0.006;    # he asks no more than he may
		$took;
	} 1 .. $REQUESTS;
}

sub measure {
	my ($what) = @_;
	my (@keys, @reads, @writes);
	for (1 .. $rounds) {
		progress("$what, $_ of $rounds");
		push @keys, keys_ms();
		push @reads, answers_ms(sub { $_[0]->call('status') or die 'he was let go' });
		push @writes, answers_ms(\&change);
	}
	progress('');
	title($what);
	for (['key to first byte', @keys], ['request to answer', @reads], ['change to answer, or refusal', @writes]) {
		my ($name, @v) = @$_;
		figure("$name, p$_", 'ms', $_ == 99 ? $ASKED : undef, percentile($_, @v)) for 50, 99;
	}
}

# Goes on in a process of its own while that is measured.
sub meanwhile {
	my ($do, $what) = @_;
	my $child = fork // die $!;
	if (!$child) { $do->() while 1 }
	measure($what);
	kill 'KILL', $child;
	waitpid $child, 0;
}

sub half_open {
	my ($login, $count) = @_;
	local $> = uid_of($login);
	return map { my $c = connect_to(team_socket(), silent => 1); $c->raw('{"hello":{"proto') if $c && $_ % 2; $c } 1 .. $count;
}

print 'trouble: a team on real uids, ', $ROWS, " monitors, $rounds rounds", load();
die 'no change is written' if change($root);
measure('nothing is wrong');

system("dd if=/dev/zero of='$disk/filler' bs=64k 2>/dev/null");    # as far as it goes
wait_until('a full disk', sub { change($root) eq 'disk-full' }) or die;
measure('the disk is full');
unlink "$disk/filler";
wait_until('room', sub { $root->call('status')->{ok}{store} eq 'ok' }) or die;

system('chattr', '+i', @files) == 0 && change($root) eq 'read-only' or die;
measure('the disk is read-only');
system('chattr', '-i', @files) == 0 or die;
wait_until('a disk', sub { $root->call('status')->{ok}{store} eq 'ok' }) or die;

system('mkfifo', team_folder() . '/hangs') == 0 && system('mount', '--bind', team_folder() . '/hangs', '/etc/group') == 0 or die;
meanwhile(sub {
	my @wait = map { half_open($_, 1) } qw(cap ningu lectora);
	$_->say({ hello => { protocol => 2, program => 'bench', version => '0' } }) for @wait;
	$_->hear for @wait;
}, 'the directory of groups hangs');
system('umount', '--lazy', '/etc/group') == 0 or die;

wall(int(time) - 86400);
measure('the clock was set back a day');
wall(int time);

meanwhile(sub {
	my @half = map { half_open($_, 50) } qw(cap ningu lectora altra);
	select undef, undef, undef, 2;
}, 'two hundred connections are half open, anew every two seconds');
team_stop($pid);
system 'umount', '--lazy', $disk;

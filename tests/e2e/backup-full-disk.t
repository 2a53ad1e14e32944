#!/usr/bin/perl
# The disk of the database is full, to its last byte: a backup to another one works all the same, whole, both to a file and
# to the folder of the settings. Where nothing else has room either, it is refused in words and nothing half is left.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use Test::More;

$ENV{LANGUAGE} = 'en';
Apart::apart() or plan skip_all => 'no mount namespace of its own here';
my ($full, $roomy, $run) = map { folder() . "/$_" } qw(full roomy spare);
my %size = ($full => '6m', $roomy => '64m', $run => '32m');
for my $disk (sort keys %size) {
	mkdir $disk, 0700;
	system('mount', '-t', 'tmpfs', '-o', "size=$size{$disk},mode=700", 'tmpfs', $disk) == 0 or plan skip_all => 'no tmpfs can be mounted here';
}
spew(folder() . '/serves', "#!/bin/sh\nfor a; do shift; case \$a in " . folder() . "/socket) a='$run/socket' ;; esac; set -- \"\$\@\" \"\$a\"; done\n"
	. 'exec ' . build() . "/caducad \"\$\@\"\n");
chmod 0755, folder() . '/serves';
my $pid = daemon_start(state => "$full/state", program => folder() . '/serves', config => "workers = 1;\nbackup = { folder = \"$roomy/kept\"; every = 24; keep = 30; };\n");
my @to = ('--socket', "$run/socket");
is +(ctl('add', "www$_.exemple.cat", '--type', 'planned', @to))[0], 0, 'something is in it' for 1 .. 3;

sub fill {
	my ($disk) = @_;
	open my $f, '>>', "$disk/filler" or die $!;
	for my $bytes (65536, 4096, 1) { 1 while syswrite $f, 'x' x $bytes }
	close $f;
}
fill($full);
sub has_room {
	open my $f, '>', "$full/one" or return 0;
	return syswrite $f, 'x';
}
ok !has_room(), 'the disk is full';
my ($status, $out, $err) = ctl('backup', "$roomy/mine.db", @to);
is $status, 0, 'a backup to a file on another disk is made' or diag $err;
($status, $out, $err) = ctl('backup', @to);
is $status, 0, 'and to the folder of the settings' or diag $err;
for my $backup ("$roomy/mine.db", (sort glob "$roomy/kept/caduca-*.db")[-1]) {
	my $again = folder() . '/again';
	system('rm', '-rf', $again);
	mkdir $again, 0700;
	is system('sh', '-c', 'exec "$0" "$@" >/dev/null', build() . '/caducad', '--state', $again, '--restore', $backup) >> 8, 0, 'which can be restored';
	my $other = daemon_start(state => $again);
	is scalar @{ decode_json((ctl('list', '--json', '--socket', folder() . '/socket'))[1]) }, 3, 'with all that was in it';
	daemon_stop($other);
}
is_deeply [ grep { !m{/socket} } glob "$run/*" ], [], 'and the copy left nothing where it was';

# ---- no room anywhere ----
fill($run);
($status, $out, $err) = ctl('backup', "$roomy/other.db", @to);
is $status, 1, 'with no room for a copy anywhere it fails';
like $err, qr{copy of the database, of 1 MB\. Neither \Q$full\E/state \(0 MB free\) nor \Q$run\E \(0 MB free, .*: make room in one of them},
	'and says where it was tried, how much is free there, and what to do' or diag $err;
is -s "$roomy/other.db" || 0, 0, 'with nothing half';
unlink "$run/filler";
is +(ctl('backup', "$roomy/other.db", @to))[0], 0, 'with room again it is made';
unlink "$full/filler", "$full/one";
is daemon_stop($pid), 0, 'the backend ends well';
system 'umount', '--lazy', sort keys %size;
done_testing;

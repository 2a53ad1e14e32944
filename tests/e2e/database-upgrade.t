#!/usr/bin/perl
# A database of before is brought up to date by the first start of a newer program: a copy of it is made beside it first.
# Where that fails it is as it was, which is said, and nothing is left lying; one of a newer program is refused by name.
use strict;
use warnings;
use utf8;
use Caduca;
use Digest::SHA 'sha256_hex';
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my @to = ('--socket', folder() . '/socket');
my $dump = slurp('tests/fixtures/databases/before.sql');

sub number { my ($path, $at) = @_; return unpack 'N', substr slurp($path), $at, 4 }
sub version { return number($_[0], 60) }
sub copies { my @all = glob "$_[0]/caduca.db.version-*"; return @all }

# A folder of state with a database of before, and what the SQL adds to it.
sub old_state {
	my ($name, $sql) = @_;
	my $state = folder() . "/$name";
	mkdir $state, 0700;
	spew("$state.sql", $dump . ($sql // ''));
	system(build() . '/load', "$state.sql", "$state/caduca.db") == 0 or die;
	return $state;
}

my $state = old_state('old');
my $was = version("$state/caduca.db");
my $pid = daemon_start(state => $state, config => "workers = 1;\n");
my ($copy) = copies($state);
is scalar copies($state), 1, 'a copy of it was made before';
is version($copy), $was, '... with the tables that it had';
is sprintf('%o', (stat $copy)[2] & 0777), '600', '... that nobody else reads';
like daemon_log(), qr/what it was before is '\Q$copy\E'/, 'and the log says where it is';
my $listed = (ctl('list', '--json', @to))[1];
is scalar @{ decode_json((ctl('renewal', 'list', '--json', @to))[1]) }, 2, 'what was there is';
daemon_stop($pid);
my $now = version("$state/caduca.db");
cmp_ok $now, '>', $was, 'the file says so';
$pid = daemon_start(state => $state, config => "workers = 1;\n");
is scalar copies($state), 1, 'another start makes no other copy';
daemon_stop($pid);

# ---- back ----
my $back = folder() . '/back';
system("'${\build()}/caducad' --state '$back' --restore '$copy' >/dev/null");
is $?, 0, 'the copy can be restored';
is_deeply [ copies($back) ], [], 'without a copy of the copy';
$pid = daemon_start(state => $back, config => "workers = 1;\n");
is scalar @{ decode_json((ctl('list', '--json', @to))[1]) }, scalar @{ decode_json($listed) }, '... and holds what was there';
daemon_stop($pid);

# ---- where it fails ----
my $broken = old_state('broken', "\nCREATE TABLE program (x);\n");
for my $time ('a step that fails', 'once more') {
	(my $failed, my $line) = daemon_start(state => $broken, config => "workers = 1;\n");
	like $line, qr/^upgrade-failed .*stays at version $was of its tables.*already exists/, "$time: it is said, with the reason";
	daemon_stop($failed);
	is version("$broken/caduca.db"), $was, '... the database is of the version that it was';
	is_deeply [ copies($broken) ], [], '... and nothing is left lying';
}
my $full = old_state('full');
my $limited = folder() . '/limited';
spew($limited, "#!/bin/sh\nulimit -f 64\nexec '${\build()}/caducad' \"\$@\"\n");
chmod 0700, $limited;
my ($failed, $line) = daemon_start(state => $full, program => $limited);
like $line, qr/^upgrade-failed .*stays at version $was.*File too large/, 'where there is no room for the copy nothing is begun';
daemon_stop($failed);
is version("$full/caduca.db"), $was, '... the database is of the version that it was';
is_deeply [ copies($full) ], [], '... and nothing is left lying';
$pid = daemon_start(state => $full, config => "workers = 1;\n");
is scalar copies($full), 1, 'with room it goes on';
daemon_stop($pid);
done_testing;

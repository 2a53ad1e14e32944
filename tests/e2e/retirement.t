#!/usr/bin/perl
# A monitor that is not renewed: the date from which it is not watched is a date, closing asks whether it is retired then,
# its row says so until that day, and on the day the backend retires it, also after a restart and where the day came while
# nobody ran; and a monitor whose renewal is open is not removed without a question that names it.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
$ENV{TZ} = 'CET-1';
POSIX::tzset();
my $DAY = 86400;
my $START = 1795429800;    # 2026-11-23T10:30:00Z
my $ahead = 0;
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);

# Padded, so that each line takes the place of the whole line before. A minute of monotonic time passes with each.
sub set_clock {
	my ($wall) = @_;
	seek $face, 0, 0;
	syswrite $face, sprintf "%-30s\n", "$wall $ahead";
	$ahead += 61_000;
}

set_clock($START);
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}

sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_[0..$#_]" or diag $out, $err; return $out; }
sub refuses {
	my ($pattern, $what, @args) = @_;
	my ($status, $out, $err) = run(@args);
	is $status, 1, "$what: refused";
	like $err, $pattern, "$what: it says why";
}
sub json { my (undef, $out) = run(@_, '--json'); utf8::encode($out); return decode_json($out); }
sub row { my ($name) = @_; return (grep { $_->{name} eq $name } @{ json('list') })[0]; }

# Each question wakes the backend, which looks at its clock then.
sub gone { my ($name) = @_; return wait_until("$name is retired", sub { !row($name) }); }

my ($number, $port) = (0, 0);
sub begins {
	my ($name) = @_;
	$number++;
	does('add', 'localhost:' . ++$port, '--name', $name, '--sni', "$name.exemple.test");
	does('renewal', 'open', $name);
	does('renewal', 'step', $number, 'data-caducitat', 'skip', '--note', 'not served');
}

sub decides {
	my ($date) = @_;
	does('renewal', 'step', $number, 'origen', 'choose', 'no-es-renova', '--with', "data-fi=$date", '--note', 'not used');
	does('renewal', 'step', $number, $_, 'complete') for qw(avisar-no-renova baixa-monitor);
}

# ---- the date ----
begins('www');
refuses(qr/data-fi: '[^']+' is not a date/, "the date '$_'", 'renewal', 'step', 1, 'origen', 'choose', 'no-es-renova', '--with', "data-fi=$_",
	'--note', 'not used')
	for 'aviat', '22/11/2026', '2026-11-22', '31/02/2027';
decides('02/12/2026');
like +(run('renewal', 'step', 1, 'baixa-monitor'))[1], qr{A partir del 02/12/2026}, 'texts show it as people write it';

# ---- closing ----
refuses(qr{retire www on 02/12/2026\?}, 'closing without saying', 'renewal', 'close', 1);
is row('www')->{retires}, undef, 'nothing is planned yet';
does('renewal', 'close', '--retire', 1);
is row('www')->{retires}, '2026-12-02', 'the row says what is coming';
like +(run('list'))[1], qr{www .*retired on 02/12/2026}, 'and the list';
like +(run('show', 'www'))[1], qr{Retired on +02/12/2026}, 'and what is told of it';
like +(run('renewal', 'show', 1, '--markdown'))[1], qr{A partir de quan: 02/12/2026}, 'and the record';

begins('api');
decides('2026-12-02');
does('renewal', 'close', '--keep', 2);
is row('api')->{retires}, undef, 'one that is kept is watched on';

begins('intranet');
decides('2026-12-02');
does('renewal', 'close', '--retire', 3);
does('renewal', 'reopen', 3, '--note', 'it is used after all');
is row('intranet')->{retires}, undef, 'a renewal that is reopened takes it back';

# ---- the day ----
daemon_stop($pid);
set_clock($START + 8 * $DAY);
$pid = daemon_start(config => "workers = 1;\n");
is row('www')->{retires}, '2026-12-02', 'after a restart it is still coming';
set_clock($START + 8 * $DAY + 12 * 3600 + 1740);    # the last hour of the day before
does('list');
ok row('www'), 'the day before it is watched';
set_clock($START + 8 * $DAY + 13 * 3600);           # half past midnight
ok gone('www'), 'on the day it is retired';
my ($event) = grep { $_->{what} eq 'monitor.retire' } @{ json('log') };
is $event->{login}, 'caducad', 'by the backend, in the audit trail';
is_deeply [@{ $event->{before} }{qw(name retires)}], ['www', '2026-12-02'], 'with its name and its day';
ok row('api') && row('intranet'), 'the others are watched on';

begins('wiki');
decides('02/12/2026');
does('renewal', 'close', '--retire', 4);
ok gone('wiki'), 'whose day has come when it is closed is retired at once';

does('renewal', 'close', '--retire', 3);
ok gone('intranet'), 'also one whose day came while its renewal was open';
begins('old');
decides('2026-12-04');
does('renewal', 'close', '--retire', 5);
daemon_stop($pid);
set_clock($START + 30 * $DAY);
$pid = daemon_start(config => "workers = 1;\n");
ok gone('old'), 'and one whose day came while nobody ran';

# ---- a renewal that is open ----
begins('seu');
refuses(qr/seu has renewal 6 open \(phase 0 of 4\)\. Retire it all the same\?/, 'a monitor with an open renewal', 'remove', 'seu');
ok row('seu'), 'it is still watched';
my $answer = connect_to()->call('monitor.retire', { id => row('seu')->{id}, version => row('seu')->{version} });
is $answer->{error}{code}, 'renewal-open', 'no client retires it without saying that it knows';
does('remove', '--yes', 'seu');
ok !row('seu'), 'with --yes it is retired';
done_testing;

#!/usr/bin/perl
# A permission that a person has is asked once: in their next renewals the choice is made for them, and says so. What can
# change is asked again, and whoever takes the choice back is left alone.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
mkdir folder() . '/papers', 0700;
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');
my $login = getpwuid $>;

sub run { my ($status, $out, $err) = ctl(@_, @to); $status == 0 or diag "@_: $err"; utf8::decode($out); return $out }
sub act { my ($n, $step, @rest) = @_; return run('renewal', 'step', $n, $step, @rest) }
sub permission { my ($n) = @_; return JSON::PP->new->decode(run('renewal', 'step', $n, 'permis-remedy', '--json')) }
sub asked { return (permission(@_)->{record} // {})->{choice} // 'asked' }

# As far as the phase of CESICAT, whose first question it is.
sub begun {
	my ($n) = @_;
	run('add', "127.0.0.1:$n", '--name', "host$n", '--sni', "h$n.exemple.cat");
	run('renewal', 'open', "host$n", '--procedure', 'cds-cesicat');
	act($n, '0.1', 'complete', '--args', '{"not_after":"2036-12-30"}');
	act($n, '0.2', 'choose', 'renovacio');
	act($n, '1.1', 'ticket', "SIS-$n", '--yes');
	run('renewal', 'file', $n, 'fitxer-csr', (csr_for("h$n.exemple.cat"))[0]);
	act($n, '2.1', 'ticket', "ST-$n", '--yes');
	act($n, '2.2', 'complete');
	is asked($n), 'asked', "renewal $n: not before its turn";
	act($n, '2.3', 'choose', 'cesicat');
}

begun(1);
is asked(1), 'asked', 'who was never asked is';
act(1, 'permis-remedy', 'choose', 'no');
begun(2);
is asked(2), 'asked', 'who did not have it may have got it since';
act(2, 'permis-remedy', 'choose', 'si');
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
begun(3);
is asked(3), 'si', 'who has it is not asked again';
is permission(3)->{state}, 'done', 'the step is done';
ok permission(3)->{remembered}, 'and says that it was so before';
like run('renewal', 'show', 3, '--markdown'), qr/permís de Remedy\?: done, Sí, en tinc \(as answered before\)\n.*\b\Q$login\E\b/,
	'so does the record, with the name of whom';
ok !permission(2)->{remembered}, 'where it was answered it does not';

run('renewal', 'undo', 3);
is asked(3), 'asked', 'what is taken back stays so';
act(3, 'permis-remedy', 'choose', 'altri');
is asked(3), 'altri', 'and another choice is made';
begun(4);
is asked(4), 'asked', 'which is the last that is known';

act(1, 'permis-remedy', 'choose', 'si');
run('renewal', 'handover', 4, 'op2', '--yes');
act(4, '2.3', 'choose', 'cesicat');
is asked(4), 'asked', 'what one has the next owner may not have';
run('renewal', 'takeover', 4);
is asked(4), 'si', 'whoever takes it over is known';
# Only the backend says that it was so before.
my $c = connect_to();
my $version = JSON::PP->new->decode(run('renewal', 'show', 1, '--json'))->{version};
ok $c->call('renewal.do', { id => 1, version => $version, what => 'choose', step => 'permis-remedy',
	args => { value => 'altri', remembered => JSON::PP::true } })->{ok}, 'a choice is made';
is asked(1), 'altri', 'as it was asked for';
ok !permission(1)->{remembered}, 'and nobody can say of it that it was made before';
ok connect_to()->call('log.verify')->{ok}, 'the audit trail holds';
done_testing;

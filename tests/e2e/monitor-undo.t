#!/usr/bin/perl
# A monitor that was retired is watched again: as it was, with what was seen of it, its open renewal and its tickets, also
# where the backend was started anew meanwhile; not where another watches its host, nor where it was changed since.
use strict;
use warnings;
use utf8;
use Caduca;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $pid = daemon_start();
my $c = connect_to();

sub does {
	my ($do, $args) = @_;
	my $a = $c->call($do, $args);
	is $a->{error}, undef, $do;
	return $a->{ok};
}
sub code { my ($do, $args) = @_; return $c->call($do, $args)->{error}{code} // 'none' }
sub row { my ($id) = @_; return $c->call('monitor.get', { id => $id })->{ok}{row} }

authority();
my ($csr) = csr_for('segell.exemple.cat');
my $id = does('monitor.add', { type => 'file', name => 'segell', tags => ['dmz'] })->{id};
my ($status, $out, $err) = ctl('certificate', 'segell', certificate_for($csr, 'DNS:segell.exemple.cat'), '--socket', folder() . '/socket');
is $status, 0, 'one whose certificate is in a file' or diag $err;
does('ticket.adopt', { key => 'SIS-7', title => 'Segell', agreed => ['no-such-ticket'] });
does('ticket.link', { key => 'SIS-7', monitor => $id, role => 'other' });
my $renewal = does('renewal.open', { monitors => [$id], procedure => 'cds-cesicat' })->{renewal}{id};
my $was = row($id);

is code('monitor.restore', { id => $id, version => $was->{version} }), 'conflict', 'one that is watched is not restored';
is code('monitor.restore', { id => 99, version => 1 }), 'not-found', 'nor one that never was';
does('monitor.retire', { id => $id, version => $was->{version}, anyway => JSON::PP::true() });
is row($id), undef, 'it is watched no more';
is code('monitor.restore', { id => $id, version => $was->{version} }), 'conflict', 'nor at another version than the one that retiring left';

sub restored {
	my ($how) = @_;
	my $is = row($id);
	is $is->{version}, $was->{version} + 2, "$how: two changes later";
	is_deeply [ map { $is->{$_} } qw(name host type sha256 not_after) ], [ map { $was->{$_} } qw(name host type sha256 not_after) ], "$how: as it was";
	is_deeply $is->{tags}, ['dmz'], "$how: with its tags";
	is $is->{renewal}{id}, $renewal, "$how: with its renewal";
	is_deeply $is->{tickets}, $was->{tickets}, "$how: and its tickets";
	$was = $is;
}

my $twin = does('monitor.add', { type => 'file', name => 'segell' });
my $taken = $c->call('monitor.restore', { id => $id, version => $was->{version} + 1 })->{error};
is_deeply [ @{$taken}{qw(code)}, $taken->{args}{name} ], [ 'duplicate', 'segell' ], 'another watches its endpoint: it is named';
does('monitor.retire', { id => $twin->{id}, version => 1 });

does('monitor.restore', { id => $id, version => $was->{version} + 1 });
restored('at once');
my $event = does('log', { limit => 1 })->{events}[0];
is_deeply [ @{$event}{qw(what subject)}, $event->{after}{name} ], [ 'monitor.restore', $id, 'segell' ], 'the trail says so';

does('monitor.retire', { id => $id, version => $was->{version}, anyway => JSON::PP::true() });
daemon_stop($pid);
$pid = daemon_start();
$c = connect_to();
does('watch', {});
does('monitor.restore', { id => $id, version => $was->{version} + 1 });
restored('after a restart');

# ---- an edit ----
sub edited { my (%fields) = @_; return does('monitor.edit', { id => $id, version => row($id)->{version}, %fields })->{seq} }
my $tagged = edited(tags => [qw(dmz pre)], environment => 'PRE');
edited(lead => 12);
does('monitor.revert', { id => $id, seq => $tagged });
is_deeply [ @{ row($id) }{qw(environment lead)}, row($id)->{tags} ], [ '', 12, ['dmz'] ], 'what an edit changed is as it was, and what came after stays';
$event = does('log', { limit => 1 })->{events}[0];
is_deeply [ $event->{what}, $event->{before}{environment}, $event->{after}{environment} ], [ 'monitor.edit', 'PRE', '' ], 'and that is a line of the trail';
my $named = edited(name => 'segell nou', tags => ['seu']);
edited(tags => [qw(seu ara)]);
my $refused = $c->call('monitor.revert', { id => $id, seq => $named })->{error};
is_deeply [ $refused->{code}, $refused->{args}{login} ], [ 'changed-since', $c->{hello}{login} ], 'what was changed since stays, and who did is said';
is row($id)->{name}, 'segell nou', 'and nothing of it is undone';
is code('monitor.revert', { id => $id, seq => $event->{seq} + 99 }), 'nothing-to-undo', 'there must be such a line';
is code('monitor.revert', { id => $twin->{id}, seq => $named }), 'not-found', 'of a monitor that is watched';
edited(name => 'segell', tags => ['dmz']);
$was = row($id);
is code('monitor.add', { type => 'file', name => 'segell' }), 'duplicate', 'and its endpoint is taken again';
daemon_stop($pid);
$pid = daemon_start();
$c = connect_to();
is row($id)->{version}, $was->{version}, 'and it is still there after another';
is_deeply does('log.verify')->{head} && 1, 1, 'with a whole trail';
done_testing;

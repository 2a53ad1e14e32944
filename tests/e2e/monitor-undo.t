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

# ---- an import, in two parts ----
sub line { my ($name, %more) = @_; return { name => $name, type => 'file', %more } }
my $old = does('monitor.add', line('vell', tags => ['abans']))->{id};
my ($more, $whole) = (JSON::PP::true(), JSON::PP::false());
my $part = does('monitor.import', { rows => [ line('u'), line('vell', tags => ['llista'], environment => 'PRE') ], more => $more });
my $import = $part->{import};
is code('monitor.undo-import', { import => $import }), 'nothing-to-undo', 'one of which parts are to come is not undone';
is code('monitor.undo-import', {}), 'nothing-to-undo', 'nor is it the last one';
does('monitor.edit', { id => $old, version => row($old)->{version}, environment => 'PRO' }); # between two parts, and not of it
is does('monitor.import', { import => $import, rows => [ line('dos'), line('tres'), line('quatre') ], more => $whole })->{import}, $import, 'a further part is of the same import';
is code('monitor.import', { import => $import, rows => [ line('sis') ] }), 'no-import', 'and there is none after the last';
does('monitor.import', { rows => [ line('u') ] });
my %by = map { $_->{name} => $_ } map { row($_) // () } $old .. $old + 5;
does('monitor.edit', { id => $by{tres}{id}, version => 1, tags => ['meva'] });
does('renewal.open', { monitors => [ $by{quatre}{id} ], procedure => 'cds-cesicat' });
my $before = does('log', { limit => 1 })->{head};
my $would = does('monitor.undo-import', { dry_run => JSON::PP::true() });
is_deeply [ @{$would}{qw(import added changed retired reverted left_out)} ], [ $import, 4, 1, 2, 0, 0 ], 'the last import of whoever asks, without the one that changed nothing';
is does('log', { limit => 1 })->{head}, $before, 'a dry run writes nothing';
my $undone = does('monitor.undo-import', { import => $import });
is_deeply [ map { [ $_->{name}, $_->{error}{code} ] } @{ $undone->{left} } ], [ [ 'vell', 'changed-since' ], [ 'tres', 'changed-since' ], [ 'quatre', 'renewal-open' ] ],
	'what somebody has worked on since stays, and is named';
is_deeply [ map { row($by{$_}{id}) ? 1 : 0 } qw(u dos tres quatre vell) ], [ 0, 0, 1, 1, 1 ], 'the others are watched no more';
$event = does('log', { limit => 1 })->{events}[0];
is_deeply [ $event->{seq} - $before, $event->{what}, @{ $event->{after} }{qw(import retired retired_ids left)} ],
	[ 1, 'monitor.undo-import', $import, 2, "$by{u}{id}-$by{dos}{id}", 3 ], 'one line of the trail says it all';
is code('monitor.undo-import', { import => $import }), 'nothing-to-undo', 'it is undone once';
is code('monitor.undo-import', {}), 'nothing-to-undo', 'and no other is left';
my $again = does('monitor.import', { rows => [ line('tres', tags => ['llista']) ] })->{import};
daemon_stop($pid);
$pid = daemon_start();
$c = connect_to();
($status, $out, $err) = ctl('undo', '--socket', folder() . '/socket');
is $status, 1, 'caducactl asks first';
like $err, qr{Undo the import that \S+ made just now\? The monitor that it changed will be as before\. \(--yes: yes\)}, 'and says what would become of what';
($status, $out, $err) = ctl('undo', '--yes', '--socket', folder() . '/socket');
is_deeply [ $status, $out ], [ 0, "The import is undone: 0 retired, 1 as before.\n" ], 'after another start, too';
is_deeply row($by{tres}{id})->{tags}, ['meva'], 'what it changed is as it was';
($status, $out, $err) = ctl('undo', $tagged, '--socket', folder() . '/socket');
is $status, 1, 'an edit by its line, unless it was changed since';
($status, $out, $err) = ctl('undo', 1, '--socket', folder() . '/socket');
like $err, qr/no import and no edit/, 'and nothing else';

# ---- a list that says more than its monitors ----
my $listed = does('monitor.add', line('amb dates', service => 'Vella', declared_expiry => '2027-01-01'))->{id};
does('service.add', { name => 'Vella', head => '' });
my @said = (
	line('amb dates', declared_expiry => '2027-02-02', responsible => 'Anna', head => 'cap de Vella', tickets => ['SIS-1']),
	line('segona', service => 'Nova', head => 'cap de Nova', tickets => [ 'SIS-1', 'SIS-2' ]),
	line('tercera', service => 'Seva', head => 'cap de Seva', tickets => ['SIS-3']));
sub services { return { map { $_->{name} => $_ } @{ does('service.list')->{services} } } }
my $kept = { %{ row($listed) } };
$before = does('log', { limit => 1 })->{head};
$import = does('monitor.import', { rows => \@said, file => 'llista.xlsx', digest => 'a' x 64, total => 3 })->{import};
$event = does('log', { after => $import - 1, limit => 1 })->{events}[0];
is_deeply [ $event->{what}, @{ $event->{after} }{qw(import file sha256 rows)} ], [ 'monitor.import', $import, 'llista.xlsx', 'a' x 64, 3 ],
	'an import has one line of its own, with the file and its digest';
is $event->{seq}, $import, 'whose number it is';
my %its = map { $_->{name} => $_ } map { row($_) // () } $listed .. $listed + 2;
is_deeply $its{segona}{tickets}, [ 'SIS-1', 'SIS-2' ], 'its tickets are linked';
does('service.edit', { id => services()->{Seva}{id}, version => 1, notes => 'meva' });
does('service.edit', { id => services()->{Seva}{id}, version => 2, head => 'un altre' });
does('monitor.edit', { id => $its{tercera}{id}, version => $its{tercera}{version}, responsible => 'Berta' });
$would = does('monitor.undo-import', { dry_run => JSON::PP::true() });
is_deeply [ @{$would}{qw(file added changed retired reverted beside beside_undone)} ], [ 'llista.xlsx', 2, 1, 1, 1, 7, 5 ], 'what would be undone';
$undone = does('monitor.undo-import', { import => $import });
is_deeply [ map { [ $_->{name}, $_->{error}{code} ] } @{ $undone->{left} } ], [ [ 'tercera', 'changed-since' ], [ 'Seva', 'changed-since' ] ], 'a service that somebody changed stays, and is named';
is_deeply [ map { row($listed)->{$_} } qw(declared_expiry responsible tickets) ], [ map { $kept->{$_} } qw(declared_expiry responsible tickets) ], 'what was declared is as it was, without the ticket';
is_deeply { map { $_ => services()->{$_}{head} } keys %{ services() } }, { Vella => '', Seva => 'un altre' }, 'and so are the heads, without the services that were new';
is_deeply row($its{tercera}{id})->{tickets}, ['SIS-3'], 'what stays keeps its tickets';
is_deeply [ @{ does('log', { limit => 1 })->{events}[0]{after} }{qw(services tickets)} ], [ 'Vella, Nova', 'SIS-1, SIS-1, SIS-2' ], 'the line of the trail names them';
$again = does('monitor.import', { rows => [ $said[0] ] });
is $again->{results}[0]{state}, 'changed', 'and the same list can be imported again: what was undone is no edit of it';
($status, $out, $err) = ctl('undo', $again->{import}, '--yes', '--socket', folder() . '/socket');
is_deeply [ $status, $out ], [ 0, "The import is undone: 0 retired, 1 as before. Heads and tickets as before: 2 of 2.\n" ], 'by its line';
$was = row($id);
is code('monitor.add', { type => 'file', name => 'segell' }), 'duplicate', 'and its endpoint is taken again';
daemon_stop($pid);
$pid = daemon_start();
$c = connect_to();
is row($id)->{version}, $was->{version}, 'and it is still there after another';
is_deeply does('log.verify')->{head} && 1, 1, 'with a whole trail';
# ---- whoever changes something has been told of it when he is answered ----
sub told { my ($version) = @_; return scalar grep { $_->{id} == $by{tres}{id} && $_->{version} == $version } map { ref $_->{data} eq 'ARRAY' ? @{ $_->{data} } : @{ $_->{data}{rows} // [] } } @{ $c->{events} } }
does('watch', {});
for my $tag (qw(u dos tres)) {
	my $version = row($by{tres}{id})->{version};
	$c->{events} = [];
	is told(does('monitor.edit', { id => $by{tres}{id}, version => $version, tags => [$tag] })->{version}), 1, 'the row, before the answer';
}
done_testing;

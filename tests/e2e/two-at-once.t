#!/usr/bin/perl
# Two people on one renewal at the same moment: both say what they saw and what they want before either is answered. One is
# first; the other gets the new state, and nothing of what either was told is lost. The audit trail has each act once.
use strict;
use warnings;
use Caduca;
use JSON::PP;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
my $dir = folder() . '/documents';
mkdir $dir, 0700;
my $domain = 'www.exemple.cat';
ctl('csr', $domain, '--folder', $dir);
my ($csr, $key) = map { "$dir/$domain.$_" } qw(csr key);
my $pid = daemon_start(config => "workers = 1;\n");
my ($one, $other) = map { connect_to() } 1 .. 2;
my $login = getpwuid $>;

sub add { my ($name, $sni) = @_; return $one->call('monitor.add', { host => '127.0.0.1', port => 9, name => $name, sni => $sni })->{ok}{id} }
sub show { return $one->call('renewal.show', { id => $_[0] })->{ok}{renewal} }
sub version { return show($_[0])->{version} }
sub act { my ($id, $what, %o) = @_; return $one->call('renewal.do', { id => $id, version => version($id), what => $what, %o }) }
sub does { my ($id, $what, %o) = @_; my $a = act($id, $what, %o); ok $a->{ok}, join ' ', $what, $o{step} // () or diag $json->encode($a) }
sub state_of { my ($id, $step) = @_; return $one->call('renewal.step', { id => $id, step => $step })->{ok}{step}{state} }
sub opens { my ($procedure, @ids) = @_; return $one->call('renewal.open', { monitors => \@ids, procedure => $procedure })->{ok}{renewal}{id} }
sub lines { my ($what) = @_; return scalar grep { $_->{what} eq "renewal.$what" } @{ $one->call('log', { limit => 200 })->{ok}{events} } }

# Both requests are in the backend's hands before either is answered: the answers, ours and theirs.
sub both {
	my ($id, $mine, $theirs) = @_;
	my $version = version($id);
	my @client = ([ $one, $mine ], [ $other, $theirs ]);
	$_->[0]->say({ id => ++$_->[0]{id}, do => 'renewal.do', args => { id => $id, version => $version, %{ $_->[1] } } }) for @client;
	return map { $_->[0]->hear } @client;
}
sub one_is_first {
	my ($what, $id, $mine, $theirs) = @_;
	my $before = version($id);
	my @answers = both($id, $mine, $theirs);
	my @won = grep { $_->{ok} } @answers;
	my @lost = grep { $_->{error} } @answers;
	is scalar @won, 1, "$what: one of the two is first" or diag $json->encode(\@answers);
	is $lost[0]{error}{code}, 'conflict', "$what: the other meets a conflict";
	is $lost[0]{error}{args}{renewal}{version}, $before + 1, "$what: with the new state";
	is version($id), $before + 1, "$what: and one thing was done";
}

my @monitors = map { add("m$_", "m$_.exemple.cat") } 1 .. 3;
my $id = opens('cds-cesicat', add('www', $domain));
my %seen = (args => { not_after => '2030-01-01' });

# ---- the same, and the contrary ----

one_is_first('the same step completed', $id, ({ what => 'complete', step => 'data-caducitat', %seen }) x 2);
is lines('complete'), 1, 'which stands in the trail once';
one_is_first('two choices', $id, { what => 'choose', step => 'origen', args => { value => 'renovacio' } },
	{ what => 'choose', step => 'origen', args => { value => 'no-es-renova', values => { 'data-fi' => '2099-12-01' } }, note => 'Plega' });
does($id, 'choose', step => 'origen', args => { value => 'renovacio' }) if state_of($id, 'tiquet-csr') ne 'todo';
one_is_first('undone and completed', $id, { what => 'undo' }, { what => 'ticket', step => 'tiquet-csr', args => { key => 'SIS-1', agreed => ['unknown-ticket'] } });
does($id, 'choose', step => 'origen', args => { value => 'renovacio' }) if state_of($id, 'origen') ne 'done';
does($id, 'ticket', step => 'tiquet-csr', args => { key => 'SIS-1', agreed => ['unknown-ticket'] }) if state_of($id, 'tiquet-csr') ne 'done';
one_is_first('undone twice', $id, ({ what => 'undo' }) x 2);
is state_of($id, 'tiquet-csr'), 'todo', 'and one thing was undone';
does($id, 'ticket', step => 'tiquet-csr', args => { key => 'SIS-1', agreed => ['unknown-ticket'] });
one_is_first('handed over and taken', $id, { what => 'hand-over', args => { to => 'op2', agreed => ['unknown-person'] } }, { what => 'claim' });
does($id, 'take-over') unless (show($id)->{owner} // '') eq $login;
one_is_first('handed over and left', $id, { what => 'hand-over', args => { to => 'op3', agreed => ['unknown-person'] } }, { what => 'release' });
does($id, 'claim') unless (show($id)->{owner} // '') eq 'op3';
does($id, 'hand-over', args => { to => 'op3', agreed => ['unknown-person'] }) unless (show($id)->{owner} // '') eq 'op3';
one_is_first('taken over twice', $id, ({ what => 'take-over' }) x 2);
one_is_first('paused and noted', $id, { what => 'pause', args => { until => '2999-01-01' } }, { what => 'note', step => 'origen', note => 'Hola' });
does($id, 'resume') if show($id)->{state} eq 'paused';

# ---- versions that are none ----

my $now = version($id);
for my $old (0, $now - 1, $now + 1) {
	is $one->call('renewal.do', { id => $id, version => $old, what => 'undo' })->{error}{code}, 'conflict', "the version $old is refused";
}
for my $none (-1, -9e15, '1', undef, 1.5, JSON::PP::true) {
	is $one->call('renewal.do', { id => $id, version => $none, what => 'undo' })->{error}{args}{field}, 'version',
		'a person names the version that he saw, and not ' . $json->encode([$none]);
}
is version($id), $now, 'and none of them did anything';

# ---- files ----

sub send_file {
	my ($client, $path, $version) = @_;
	open my $f, '<', $path or die;
	$client->hand_over({ id => ++$client->{id}, do => 'renewal.file',
		args => { id => $id, version => $version, step => 'fitxer-csr', name => 'x.csr' } }, $f);
}
$now = version($id);
send_file($one, $csr, $now);
send_file($other, $csr, $now);
my @answers = map { $_->hear } $one, $other;
is join(' ', sort map { $_->{ok} ? 'taken' : $_->{error}{code} } @answers), 'conflict taken', 'of two files at once one is taken';
is lines('document'), 1, 'and recorded once';
$now = version($id);
send_file($one, $csr, $now);
my $note = $other->call('renewal.do', { id => $id, version => $now, what => 'note', step => 'fitxer-csr', note => 'Mentrestant' });
my $file = $one->hear;
is scalar(grep { $_->{ok} } $note, $file), 1, 'a note while a file is read: one of them is first';
is_deeply [ map { $_->{error}{code} } grep { $_->{error} } $note, $file ], ['conflict'], 'and the other meets a conflict';

# ---- the end, and what comes after ----

my $short = opens('permisos-remedy', @monitors[0, 1]);
does($short, 'value', step => $_, args => { value => 'Maria Pons' }) for qw(persona persona-usuari);
does($short, 'complete', step => $_) for qw(correu-permis espera-permis provar-permis);
one_is_first('closed twice', $short, ({ what => 'close' }) x 2);
is lines('close'), 1, 'which stands in the trail once';
one_is_first('reopened twice', $short, ({ what => 'reopen', note => 'Error' }) x 2);
@answers = both($short, { what => 'close' }, { what => 'reopen', note => 'Error' });
my ($won) = grep { $_->{ok} } @answers;
is $won->{ok}{renewal}{state}, 'closed', 'closed and reopened: it can only be closed';
isnt $_, undef, 'and the other is told' for grep { $_ } map { $_->{error}{code} } @answers;

# A monitor is in one open renewal, however the second one comes about.
my $second = opens('permisos-remedy', $monitors[1]);
ok $second, 'a monitor of a closed renewal begins another';
for my $what (qw(reopen undo)) {
	my $a = act($short, $what, note => 'Error');
	is $a->{error}{code}, 'renewal-open', "the old one is not opened beside it by $what" or diag $json->encode($a);
	is_deeply [ @{ $a->{error}{args} }{qw(id name)} ], [ $second, 'm2' ], 'and which one it is, is said';
}
is show($short)->{state}, 'closed', 'it stays closed';
is $one->call('monitor.find', { name => 'm2' })->{ok}{row}{renewal}{id} // $one->call('monitor.get', { id => $monitors[1] })->{ok}{row}{renewal}{id},
	$second, 'and the row shows the one that is open';
does($second, 'value', step => $_, args => { value => 'Maria Pons' }) for qw(persona persona-usuari);
does($second, 'complete', step => $_) for qw(correu-permis espera-permis provar-permis);
does($second, 'close');
does($short, 'reopen', note => 'Error');
does($short, 'close');

# ---- two who write without rest ----

$id = opens('permisos-remedy', $monitors[2]);
my ($told, $conflicts, %version) = (0, 0);
$version{$_} = version($id) for $one, $other;
for my $round (1 .. 40) {
	my @client = ($one, $other);
	for my $c (@client) {
		$c->say({ id => ++$c->{id}, do => 'renewal.do', args => { id => $id, version => $version{$c}, what => 'note',
			step => 'correu-permis', note => "nota $round" } });
	}
	for my $c (@client) {
		my $a = $c->hear;
		$a->{ok} ? $told++ : $conflicts++;
		$version{$c} = ($a->{ok} // $a->{error}{args})->{renewal}{version};
	}
}
is $told + $conflicts, 80, 'each of eighty notes is answered';
cmp_ok $conflicts, '>', 0, 'some of them late';
is scalar @{ $one->call('renewal.step', { id => $id, step => 'correu-permis' })->{ok}{step}{record}{notes} // [] }, $told,
	"those that were acknowledged are there, and no other ($told)";
my ($after, $kept, @page) = (0, 0);
while (@page = @{ $one->call('renewal.trail', { id => $id, after => $after })->{ok}{events} }) {
	$kept += grep { $_->{what} eq 'note' } @page;
	$after = $page[-1]{seq};
}
is $kept, $told, 'and in the trail';

# One who goes away with a request on its way: it is done, or it is not.
for my $round (1 .. 20) {
	my $gone = connect_to();
	$gone->say({ id => 1, do => 'renewal.do', args => { id => $id, version => version($id), what => $round % 2 ? 'claim' : 'release' } });
	close $gone->{socket};
}
ok $one->call('log.verify')->{ok}{head}, 'the audit trail is whole';
daemon_stop($pid, 'KILL');
$pid = daemon_start(config => "workers = 1;\n");
($one, $other) = map { connect_to() } 1 .. 2;
is scalar @{ $one->call('renewal.step', { id => $id, step => 'correu-permis' })->{ok}{step}{record}{notes} // [] }, $told, 'and after a kill too';
ok $one->call('log.verify')->{ok}{head}, 'with its trail';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

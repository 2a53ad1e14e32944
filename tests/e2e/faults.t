#!/usr/bin/perl
# Whatever a backend asks of the system may be refused: every write, fsync, truncation, removal, renaming, fork, allocation and
# line to a client of many short dialogues fails once. Then the backend still answers, what it refused was not done, and the
# same goes well without anybody's help; or it has ended, as it does where there is no memory. Either way the next one has all that was
# acknowledged and nothing that was refused, its trail holds, and nothing half is left lying.
#
# CADUCA_TEST_FAULTS is how many calls fail, by lot, each in another scenario as far as they go; or all (of allocations, one between each two
# other calls). CADUCA_TEST_SEED draws another lot than the usual one, and CADUCA_TEST_ONLY only the scenarios whose name has it.
use strict;
use warnings;
use utf8;
use lib 'tests/jira';
use Caduca;
use Faults;
use Fcntl;
use File::Copy 'copy';
use Jira;
use JSON::PP;
use List::Util 'shuffle';
use MIME::Base64;
use POSIX qw(ceil :signal_h :sys_wait_h);
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
my ($yes, $no) = (JSON::PP::true, JSON::PP::false);
my $lot = $ENV{CADUCA_TEST_FAULTS} // (build() =~ /san/ ? 5 : 20);
my $seed = srand($ENV{CADUCA_TEST_SEED} // 1);
note "CADUCA_TEST_SEED=$seed";
my $program = build() . '/caducad-fault';
my $state = folder() . '/state/caduca';
my $kept = folder() . '/kept';
my $faults = Faults->new(folder() . '/faults');

# ---- the time, which stands still; only waiting goes on ----
my ($now, $ahead) = (1795478400, 0);
my $clock = folder() . '/clock';
open my $face, '>', $clock or die $!;
$face->autoflush(1);
sub set_clock { seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$now $ahead" }
set_clock();
$ENV{CADUCA_CLOCK} = "\@$clock";

# Nobody is trusted but the authority of these tests: a worker begins sooner.
@ENV{qw(SSL_CERT_FILE SSL_CERT_DIR)} = ('/dev/null', folder() . '/none');

# ---- a backend ----
my ($pid, $c, $pid_status);
my $settings = "workers = 1;\n";

sub start {
	my (%o) = @_;
	($pid, my $said) = daemon_start(program => $program, state => $state, config => $settings . ($o{config} // ''));
	$c = $said eq "ready\n" ? connect_to() : undef;
	return $said;
}

# How it ended; nothing while it runs.
sub ended {
	return if waitpid($pid, WNOHANG) != $pid;
	return $?;
}

sub stop { my ($signal) = @_; $c = undef; return daemon_stop($pid, $signal || 'KILL') }

# A call with a file beside it.
sub call_with {
	my ($do, $args, @paths) = @_;
	my @open = map { ref ? $_ : do { sysopen my $f, $_, O_RDWR or die "$_: $!"; $f } } @paths;
	return $c->call($do, $args, @open);
}

# ---- what there is before each scenario ----
my (%id, $csr, $key, $certificate, $csr2, $foreign, $orders, $jira, $jira_settings);

sub does {
	my ($do, $args, @files) = @_;
	my $a = @files ? call_with($do, $args, @files) : $c->call($do, $args);
	die "$do: " . $json->encode([ $args, $a ]) if !$a || !$a->{ok};
	return $a->{ok};
}
sub version { my ($renewal) = @_; return $c->call('renewal.show', { id => $renewal })->{ok}{renewal}{version} }
sub act_args {
	my ($renewal, $what, $step, $args, $note) = @_;
	return { id => $renewal, version => version($renewal), what => $what, $step ? (step => $step) : (), $args ? (args => $args) : (),
		defined $note ? (note => $note) : () };
}
sub act { return does('renewal.do', act_args(@_)) }
sub bring { my ($renewal, $step, $file) = @_; return does('renewal.file', { id => $renewal, version => version($renewal), step => $step }, $file) }

# A host that nobody can reach yet.
my $port = 1;
sub planned { return { host => '127.0.0.1', port => ++$port, sni => 'seu.exemple.cat', type => 'planned' } }

# The steps up to the one named, of a renewal of such a host: its number.
sub walk {
	my ($until, @monitors) = @_;
	@monitors = (does('monitor.add', planned())->{id}) if !@monitors;
	my $r = does('renewal.open', { monitors => \@monitors, procedure => 'cds-cesicat' })->{renewal}{id};
	my @way = (
		[ origen => sub { act($r, 'choose', $_[0], { value => 'nou', values => { 'tiquet-origen' => 'ST-11' } }) } ],
		[ 'tiquet-csr' => sub { act($r, 'ticket', $_[0], { key => "SIS-1$r", agreed => ['unknown-ticket'] }) } ],
		[ 'tiquet-cap' => sub { act($r, 'ticket', $_[0], { key => "ST-1$r", agreed => ['unknown-ticket'] }) } ],
		[ ca => sub { act($r, 'choose', $_[0], { value => 'cesicat' }) } ],
		[ 'fitxer-csr' => sub { bring($r, $_[0], $csr) } ],
		[ 'fitxer-key' => sub { act($r, 'exclude', $_[0], undef, 'no la donen') } ],
		[ 'permis-remedy' => sub { act($r, 'choose', $_[0], { value => 'si' }) } ],
		[ 'entrar-remedy' => sub { act($r, 'complete', $_[0]) } ],
		(map { my $form = $_; [ $form => sub {
			act($r, 'tick', $form, { index => $_ }) for 0 .. $#{ $c->call('renewal.step', { id => $r, step => $form })->{ok}{step}{fields} }
		} ] } qw(dades-contacte detall-peticio)),
		[ 'remedy-numero' => sub { act($r, 'value', $_[0], { value => "REQ$r" }) } ],
		[ certificat => sub { bring($r, $_[0], $certificate) } ],
		[ arxiu => sub { act($r, 'archive', $_[0], { confirmed => $yes }) } ],
		[ 'tiquet-installacio' => sub { act($r, 'ticket', $_[0], { key => "SIS-9$r", agreed => ['unknown-ticket'] }) } ],
		[ verificar => sub { act($r, 'override', $_[0], undef, 'prova') } ],
		[ tancar => sub { act($r, 'tick', $_[0], { index => $_ }) for 0, 1 } ],
		[ close => sub { act($r, 'close') } ],
	);
	for my $step (@way) {
		last if $step->[0] eq $until;
		$step->[1]->($step->[0]);
	}
	return $r;
}

# What a state folder is before a backend is started there: a copy of the database, and nothing else.
my $base = folder() . '/base.db';
sub put_back {
	my ($database) = @_;
	unlink glob("$state/* $state/.caduca*"), glob "$kept/* $kept/.caduca*";
	copy($database || $base, "$state/caduca.db") or die $!;
	chmod 0600, "$state/caduca.db";
	mkdir $kept, 0700;
	copy($base, "$kept/caduca-20261123T000000Z.db") if !$database;
}

sub make_base {
	start(config => $jira_settings);
	$id{service} = does('service.add', { name => 'Seu', head => 'Maria Pons', head_mail => 'seu@exemple.cat', patterns => ['seu.exemple.cat'] })->{id};
	does('service.add', { name => 'Una altra', head => 'Maria Pons' });
	$id{$_} = does('monitor.add', planned())->{id} for qw(free alone);
	$id{file} = does('monitor.add', { name => 'Segell', type => 'file', kind => 'other' })->{id};
	my %host = map { $_->{name} => $_ } manifest();
	for my $of ([ served => 'seu' ], [ changed => 'arxiu' ], [ misnamed => 'seu', 'altra.exemple.cat' ], [ accepted => 'mapa', 'altra.exemple.cat' ]) {
		my ($as, $name, $sni) = @$of;
		my $h = $host{"$name.exemple.cat"};
		$id{$as} = does('monitor.add', { host => $h->{host}, port => $h->{port}, sni => $sni // "$name.exemple.cat" })->{id};
	}
	does('monitor.wait', { sweep => does('monitor.probe', { all => $yes })->{sweep} });
	my $other = certificate_for($csr2, 'DNS:arxiu.exemple.cat');
	for my $order ("bring arxiu.exemple.cat $other " . $csr2 =~ s/csr$/key/r, 'switch arxiu.exemple.cat') {
		print $orders "$order\n";
		fleet_answer() eq 'ok' or die $order;
	}
	does('monitor.wait', { sweep => does('monitor.probe', { ids => [ $id{changed} ] })->{sweep} });
	$id{begun} = walk('origen');
	$id{asks} = walk('tiquet-csr');
	$id{asked} = walk('tiquet-csr');
	$id{$_} = walk('permis-remedy') for qw(asked-once asked-next);
	$id{csr} = walk('fitxer-csr');
	$id{form} = walk('dades-contacte');
	$id{number} = walk('remedy-numero');
	$id{certificate} = walk('certificat');
	$id{archive} = walk('arxiu');
	$id{verify} = walk('verificar');
	$id{close} = walk('close');
	$id{closed} = walk('');
	$id{theirs} = walk('tiquet-csr');
	act($id{theirs}, 'hand-over', undef, { to => 'op2', agreed => ['unknown-person'] });
	$id{request} = does('ticket.request', { renewal => $id{asked}, step => 'tiquet-csr' })->{request}{id};
	does('monitor.accept', { id => $id{accepted}, problem => 'name-mismatch', reason => 'prova' });
	$id{made} = $jira->order('ticket.make', project => 'SIS', summary => 'CSR')->{key};
	$jira->order('attach', key => $id{made}, name => 'seu.csr', base64 => encode_base64(slurp($csr), ''));
	$id{attached} = $jira->order('ticket.get', key => $id{made})->{attachments}[0]{id};
	does('ticket.adopt', { key => $id{made} });
	# One that was resolved since then, for which a renewal waits.
	$id{resolved} = $jira->order('ticket.make', project => 'SIS', summary => 'CSR')->{key};
	does('ticket.adopt', { key => $id{resolved} });
	$id{waits} = walk('tiquet-installacio');
	act($id{waits}, 'ticket', 'tiquet-installacio', { key => $id{resolved}, agreed => ['ticket-in-use'] });
	$jira->order('ticket.set', key => $id{resolved}, status => 'Resolt');
	my $login = $c->{hello}{login};
	$id{seq} = does('log', { limit => 1 })->{events}[0]{seq};
	stop('TERM') and die 'it did not end well';
	# Renewals enough to measure by, and what somebody else would have done.
	spew(folder() . '/more.sql', join '', (map { my $n = 100 + $_; "INSERT INTO renewal SELECT $n, version, procedure, snapshot, opened_at, closed_at, owner,"
		. " waiting_on, follow_up FROM renewal WHERE id = $id{closed}; INSERT INTO renewal_pin SELECT $n, position, digest FROM renewal_pin"
		. " WHERE renewal = $id{closed};" }
		1 .. 4), "INSERT INTO notice (login, renewal, what, at, by) VALUES ('$login', $id{begun}, 'taken-over', $now, 'op2');");
	system(build() . '/load', folder() . '/more.sql', "$state/caduca.db") == 0 or die;
	copy("$state/caduca.db", $base) or die $!;
}

# ---- the scenarios ----
# Each is one thing that is asked, after what has to come before it (`before`). What it is of is a row of the table of operations, and
# of the acts of renewal.do. How it is asked: the operation, its arguments, and files. `then` says when it is over, where that is later
# than the answer; `config` are settings, `in` the worker whose calls fail in the place of the backend's. `proves` says what is
# otherwise than it should be where it was done, of what is not looked at else; `anew` comes before it is asked again.
my @scenarios;
sub scenario { my ($name, $ask, %o) = @_; push @scenarios, { name => $name, ask => $ask, %o } }

# Settings beside those that all have.
sub settings_of {
	my ($s) = @_;
	return ($s->{jira} ? $jira_settings : '') . ($s->{config} ? $s->{config}->() : '') . ($s->{backup} ? "backup = { folder = \"$kept\"; every = 24; keep = 3; };\n" : '');
}

# A file in memory that nobody changes any more; memfd_create, and fcntl's F_ADD_SEALS.
sub sealed {
	my ($text) = @_;
	my $fd = syscall({ x86_64 => 319, aarch64 => 279 }->{ (POSIX::uname())[4] }, my $name = 'sealed', 3);
	open my $f, '+<&=', $fd or die $!;
	syswrite $f, $text;
	fcntl $f, 1033, 15 or die $!;
	return $f;
}

sub monitor { my ($as) = @_; return (id => $id{$as}, version => does('monitor.get', { id => $id{$as} })->{row}{version}) }
sub service { my ($name) = @_; my $s = does('service.show', { name => $name })->{service}; return (id => $s->{id}, version => $s->{version}) }
sub ticket { my ($key) = @_; return (key => $key, version => does('ticket.show', { key => $key })->{ticket}{version}) }
sub renewal { my ($as) = @_; return (id => $id{$as}, version => version($id{$as})) }
sub request { my $r = does('ticket.request-show', { id => $id{request} })->{request}; return (id => $r->{id}, version => $r->{version}) }
sub key_of { my ($prefix, $as) = @_; return "$prefix$id{$as}" }

# Operations of their own names.
sub of { my ($do, $args, @o) = @_; my %o = map { ref eq 'HASH' ? %$_ : $_ } @o; scenario($do, sub { return ($do, $args->()) }, %o) }
# Acts on a renewal: what, which, step, arguments, note.
sub act_of { my ($what, @act) = @_; my $before = ref $act[-1] eq 'CODE' ? pop @act : undef; return act_with($what, { before => $before, follows => 1 }, @act) }
sub act_with { my ($what, $o, $as, @act) = @_;
	scenario("renewal.do $what", sub { return ('renewal.do', act_args($id{$as}, $what, map { ref eq 'CODE' ? $_->() : $_ } @act)) }, %$o) }

of('monitor.add', sub { return { %{ planned() }, port => 600 } });
of('monitor.edit', sub { return { monitor('free'), tags => ['prova'] } });
of('monitor.retire', sub { return { monitor('alone') } });
my %retired;
of('monitor.restore', sub { return { id => $retired{id}, version => $retired{version} + 1 } }, before => sub { %retired = monitor('alone'); does('monitor.retire', {%retired}) });
my %edited;
of('monitor.revert', sub { return { id => $edited{id}, seq => $edited{seq} } },
	before => sub { %edited = monitor('free'); $edited{seq} = does('monitor.edit', { %edited, tags => ['prova'] })->{seq} });
of('monitor.import', sub { return { rows => [ map { +{ %{ planned() }, port => 600 + $_ } } 1 .. 20 ] } });
my $import;
of('list.keep-columns', sub { return { shape => 'ab' x 32, columns => [ 'host', '', 'service' ] } });
of('name.never', sub { return { names => ['ningu.exemple.cat'] } });
of('document.keep', sub { return ({}, $certificate) });
of('monitor.undo-import', sub { return { import => $import } },
	before => sub { $import = does('monitor.import', { rows => [ map { +{ %{ planned() }, port => 600 + $_, service => 'De la llista', head => 'cap de la llista', tickets => ['SIS-77'] } } 1 .. 3 ] })->{import} });
of('monitor.probe', sub { return { ids => [ @id{qw(served free)} ] } }, then => sub { $c->call('monitor.wait', { sweep => $_[0]{ok}{sweep} }) });
of('probe.explain', sub { return { id => $id{served} } });
of('monitor.accept', sub { return { id => $id{misnamed}, problem => 'name-mismatch', reason => 'prova' } });
of('monitor.withdraw', sub { return { id => $id{accepted}, problem => 'name-mismatch' } });
of('monitor.acknowledge', sub { return { id => $id{changed}, note => 'sí' } });
of('monitor.file', sub { return ({ monitor('file') }, $certificate) });
of('service.add', sub { return { name => 'Nou', head => 'Pere', patterns => ['*.nou.cat'] } });
of('service.edit', sub { return { service('Seu'), name => 'Seu electrònica' } });
of('service.remove', sub { return { service('Una altra') } });
of('service.head', sub { return { was => 'Maria Pons', head => 'Pere Soler' } });
of('renewal.open', sub { return { monitors => [ $id{free} ], procedure => 'cds-cesicat' } });
of('renewal.takeover', sub { return { from => 'op2' } });
of('renewal.verify', sub { return { id => $id{verify} } }, later => 1, then => sub { $c->call('monitor.wait', { sweep => $_[0]{ok}{sweep} }) });
of('renewal.file', sub { return ({ renewal('csr'), step => 'fitxer-csr' }, $csr) }, follows => 1);
of('alert.record', sub { return { text => "El certificat de seu.exemple.cat caduca el 30/12/2026\n" } });
of('lead.adopt', sub { return { kind => 'server' } });
of('lead.drop', sub { return { kind => 'server' } }, before => sub { does('lead.adopt', { kind => 'server' }) });
of('notice.seen', sub { return { ids => [ map { $_->{id} } @{ does('notice.list')->{notices} } ] } });
of('people.at', sub { return { renewal => $id{begun} } });
of('log.verify', sub { return {} });

act_of('choose', 'begun', 'origen', { value => 'nou', values => { 'tiquet-origen' => 'ST-11' } });
# What is asked once is answered by itself the next time: the others of whoever chose it.
my %asked_once = (before => sub { act($id{'asked-once'}, 'choose', 'permis-remedy', { value => 'altri' }) }, proves => sub {
	act($id{'asked-next'}, 'note', 'fitxer-csr', undef, 'prova');
	return $c->call('renewal.step', { id => $id{'asked-next'}, step => 'permis-remedy' })->{ok}{step}{state} eq 'done' ? '' : 'it is asked again';
});
act_with('choose', \%asked_once, 'asked-once', 'permis-remedy', { value => 'si' });
act_of('start', 'asks', 'tiquet-csr');
act_of('wait', 'asks', 'tiquet-csr', { whom => 'Sistemes' });
act_of('postpone', 'csr', 'espera-csr', { follow_up => '2026-12-20' });
act_of('put-off', 'csr', undef, { follow_up => '2026-12-20' });
act_of('complete', 'csr', 'espera-csr');
act_of('ticket', 'asks', 'tiquet-csr', { key => 'SIS-555', agreed => ['unknown-ticket'] });
act_of('value', 'number', 'remedy-numero', { value => 'REQ555' });
act_of('tick', 'form', 'dades-contacte', { index => 0 });
act_of('archive', 'archive', 'arxiu', { confirmed => $yes });
act_of('override', 'verify', 'verificar', undef, 'prova');
act_of('seen', 'verify', 'verificar', sub { return { monitor => does('renewal.show', { id => $id{verify} })->{renewal}{monitors}[0]{id},
	address => '127.0.0.1', sha256 => digest_of($certificate), where => 'Firefox' } }, undef);
act_of('accept', 'csr', 'fitxer-csr', { check => 'csr-organization' }, 'és la seva', sub {
	call_with('renewal.file', { renewal('csr'), step => 'fitxer-csr' }, $foreign) });
act_of('reject', 'certificate', 'espera-ctti', undef, 'no és el que es va demanar');
act_of('skip', 'asks', 'tiquet-csr', undef, 'ja hi és');
act_of('exclude', 'asks', 'tiquet-csr', undef, 'no cal');
act_of('again', 'csr', 'origen');
act_of('note', 'asks', 'tiquet-csr', undef, 'avisat');
act_of('claim', 'begun', sub { act($id{begun}, 'release') });
act_of('release', 'begun');
act_of('hand-over', 'begun', undef, { to => 'op2', agreed => ['unknown-person'] });
act_of('take-over', 'theirs');
act_of('pause', 'begun', undef, { until => '2026-12-24' });
act_of('resume', 'begun', sub { act($id{begun}, 'pause', undef, { until => '2026-12-24' }) });
act_of('urgent', 'begun');
my $mistake;
scenario('renewal.do withdraw', sub { return ('renewal.do', act_args($mistake, 'withdraw')) },
	before => sub { $mistake = does('renewal.open', { monitors => [ $id{free} ], procedure => 'cds-cesicat' })->{renewal}{id} });
act_with('set', {}, 'begun', undef, { name => 'head', value => 'Pere Soler' });
act_of('names', 'begun', undef, { names => [ 'seu.exemple.cat', 'altra.exemple.cat' ] });

act_of('undo', 'csr');
act_of('close', 'close');
act_of('reopen', 'closed', undef, undef, 'error');

of('ticket.look', sub { return { ticket(key_of('SIS-1', 'csr')), category => 'done', status => 'Resolt' } });
of('ticket.correct', sub { return { ticket(key_of('SIS-1', 'csr')), to => 'SIS-777' } });
of('ticket.link', sub { return { key => key_of('SIS-1', 'csr'), monitor => $id{free}, role => 'other', agreed => [qw(ticket-in-use)] } });
of('ticket.unlink', sub { return { key => key_of('SIS-1', 'csr'), other => key_of('ST-1', 'csr') } },
	before => sub { does('ticket.link', { key => key_of('SIS-1', 'csr'), other => key_of('ST-1', 'csr'), how => 'hand' }) });
of('ticket.adopt', sub { return { key => 'SIS-888', title => 'Un altre' } });
of('ticket.request', sub { return { renewal => $id{asks}, step => 'tiquet-csr' } }, jira => 1);
of('ticket.comment', sub { return { key => key_of('SIS-1', 'csr'), body => 'Hola' } }, jira => 1);
of('ticket.attach', sub { return ({ key => key_of('SIS-1', 'csr'), name => 'seu.csr' }, sealed(slurp($csr))) }, jira => 1);
of('ticket.edit', sub { return { request(), title => 'Un altre títol' } }, jira => 1);
of('ticket.by-hand', sub { return { request(), key => 'SIS-999' } }, jira => 1);
of('ticket.drop', sub { return { request() } }, jira => 1);
of('ticket.retry', sub { return { request() } }, jira => 1);
of('ticket.take-over', sub { return { request() } }, jira => 1);
of('ticket.token', sub { return ({}, $jira->token_file('anna')) }, jira => 1, moves => 1);
# Whoever has handed his token over does so again where the worker that had it is gone.
sub hand_over { does('ticket.token', {}, $jira->token_file('anna')) }
sub has_token { my $there = $c->call('status')->{ok}{jira}; return $there->{state} eq 'ready' && $there->{account} }
my %token = (jira => 1, moves => 1, before => \&hand_over, anew => sub {
	wait_until('the worker of Jira', sub { $ahead += 1000; set_clock(); $c->call('status')->{ok}{jira}{state} eq 'ready' });
	hand_over() if !has_token();
});
of('ticket.forget', sub { return {} }, %token);
of('ticket.doctor', sub { return {} }, %token);
of('ticket.refresh', sub { return { key => $id{made} } }, %token);
# What the service's token reads, everybody may know, and renewals with it.
my $service_token = folder() . '/service-token';
sub service_reads { my ($ms) = @_; return wait_until('the token of the service', sub { $ahead += $ms; set_clock(); my $a = $c->call('ticket.refresh', { key => $id{made} }); $a && $a->{ok} }) }
of('ticket.refresh', sub { return { key => $id{resolved} } }, %token, config => sub { return "jira-token-file = \"$service_token\";\njira-follow = 3600;\n" },
	before => sub { service_reads(0) }, anew => sub { service_reads(1000) },
	proves => sub { $c->call('renewal.step', { id => $id{waits}, step => 'espera-installacio' })->{ok}{step}{state} eq 'done' ? '' : 'its renewal waits on' });
of('ticket.fetch', sub { return { key => $id{made}, attachment => "$id{attached}", keep => $yes } }, %token,
	before => sub { hand_over(); does('ticket.attachments', { key => $id{made} }) });

my $copied = folder() . '/copied.db';
of('backup', sub { spew($copied, ''); return ({}, $copied) }, $_) for {}, +{ in => 'backup' };
of('backup.now', sub { return {} }, { backup => 1, %$_ }) for {}, +{ in => 'backup' };
of('monitor.probe', sub { return { ids => [ @id{qw(served free)} ] } }, in => 'probe', then => sub { $c->call('monitor.wait', { sweep => $_[0]{ok}{sweep} }) });
of('renewal.file', sub { return ({ renewal('csr'), step => 'fitxer-csr' }, $csr) }, in => 'inspect');

# ---- what is looked at ----

# Page by page.
sub renewals {
	my ($all, $after) = ('', 0);
	while ((my $page = told($c, 'renewal.list', { all => $yes, after => $after })) =~ /\{"id":\d+,"version"/) {
		$all .= $page;
		$after = 0 + ($page =~ /\{"id":(\d+),"version"/g)[-1];
	}
	return $all;
}

# All that clients are told that a change could change.
sub view {
	my ($s) = @_;
	my $touched = $s->{touched};
	return '' if $s->{moves};
	return join '', told($c, 'monitor.list', {}), told($c, 'service.list', {}), renewals(),
		told($c, 'list.columns', { shapes => [ 'ab' x 32 ] }), told($c, 'name.not-wanted', {}),
		$touched ? map { told($c, $_, { id => $touched }) } qw(renewal.show renewal.records) : (),
		told($c, 'ticket.list', { all => $yes }), told($c, 'ticket.requests', { all => $yes }), told($c, 'notice.list', {}), told($c, 'lead.list', {}),
		told($c, 'log', { after => $id{seq}, limit => 200 });
}

# ---- one scenario, with one fault or none ----

# Where a second change follows from what was asked, by the backend itself, that one may be missing: what was done is in the trail then.
sub is_first_of {
	my ($view, $both) = @_;
	my ($done, $all) = map { [ /^log .*"what":.*/mg ] } $view, $both;
	return @$done && @$done < @$all && !grep { $done->[$_] !~ /^\Q@{[ $all->[$_] =~ s{(\}\])?,("next":\d+\})?$}{}r ]}/ } 0 .. $#$done;
}

# The backend at what comes before the scenario, and how that is asked.
sub ready {
	my ($s) = @_;
	put_back();
	local $ENV{CADUCA_FAULTS_IN} = $s->{in} // '';
	my $said = start(config => settings_of($s));
	die "$s->{name}: $said" if !$c;
	wait_until('the worker of Jira', sub { $c->call('status')->{ok}{jira}{state} eq 'ready' }) if $s->{jira};
	wait_until('a worker', sub { $c->call('status')->{ok}{workers} }) if ($s->{in} // '') eq 'probe';
	wait_until('the last backup is known', sub { $c->call('status')->{ok}{backup}{last} }) if $s->{backup};
	$s->{before}->() if $s->{before};
	return [ $s->{ask}->() ];
}

sub ask {
	my ($s, $asked) = @_;
	return if !$c;
	my ($do, $args, @files) = @$asked;
	alarm 300;
	my $a = @files ? call_with($do, $args, @files) : $c->call($do, $args);
	$a = $s->{then}->($a) if $a && $a->{ok} && $s->{then};
	$c->call('status') if $a;
	alarm 0;
	return $a;
}

# Whether a backend is there, for a new client; where it is ending, once it has.
sub is_there {
	$c = connect_to();
	return 1 if $c && $c->{hello} && $c->call('status');
	wait_until('it ends', sub { defined($pid_status //= ended()) || ($c = connect_to()) && $c->{hello} });
	return !defined $pid_status;
}

# It goes on by itself: what had failed is tried again, after a time that here is none.
sub recovers {
	return wait_until('it can be written', sub {
		$ahead += 5000;
		set_clock();
		my $status = $c->call('status') or return;
		return $status->{ok}{store} eq 'ok';
	});
}

my (@wrong, $each);
sub wrong { my ($s, $fault, $what) = @_; push @wrong, "$s->{name}, $fault: $what"; diag $wrong[-1]; return }

# Asks once without a fault: what was before, and after, and how many calls of each kind that takes.
sub measure {
	my ($s) = @_;
	my $asked = ready($s);
	$s->{touched} = $asked->[0] =~ /^renewal\.(do|file|verify)$/ ? $asked->[1]{id} : 0;
	$s->{was} = view($s);
	$faults->begin;
	my $a = ask($s, $asked);
	$s->{count} = { $faults->end };
	$s->{faults} = [ $faults->to_try($s->{count}, $each) ];
	return wrong($s, 'no fault', $json->encode($a)) if !$a || !$a->{ok};
	$s->{is} = view($s);
	my $unlike = $s->{proves} ? $s->{proves}->() : '';
	return wrong($s, 'no fault', $unlike) if $unlike;
	stop();
	return 1;
}

# What it says when it ends by itself is in the log since then.
sub look_at_end {
	my ($s, $fault, $status, $log) = @_;
	return $log =~ /^caduca: out of memory$/m && ($status & 127) == SIGABRT || wrong($s, $fault, "it ended with $status: $log") if $fault =~ /^memory /;
	return ($status & 127) == 0 && $log =~ /error: / || wrong($s, $fault, "it ended with $status: $log");
}

sub try_fault {
	my ($s, $kind, $n, $error) = @_;
	my $fault = ($s->{in} ? "$s->{in}, " : '') . "$kind $n of $s->{count}{$kind} ($error)";
	my ($asked, $log) = (ready($s), length daemon_log());
	$pid_status = undef;
	$faults->begin($kind, $n, $error);
	my $a = ask($s, $asked);
	$faults->end;
	my $why = $a && $a->{error} ? $a->{error}{args}{text} // '' : '';
	wrong($s, $fault, "it says: $why") if $kind =~ /^(write|sync|truncate)$/ && $why =~ /^cannot read /;
	my $there = is_there();
	my $settled = $a && $a->{ok} ? 1 : $a && $a->{error} ? 0 : undef;
	return wrong($s, $fault, "it ended with $pid_status") if !$there && $s->{in};
	if (!$there) {
		look_at_end($s, $fault, $pid_status, substr daemon_log(), $log) or return;
	} else {
		# Whoever was not answered knows of no sweep that he could wait for.
		!defined $settled && $s->{later} and wait_until('what was begun is over', sub {
			my $view = view($s);
			return $view eq $s->{is} || $view eq $s->{was} && !$c->call('status')->{ok}{probing}{total};
		});
		my $view = view($s);
		$settled //= $view eq $s->{is} ? 1 : 0;
		# What nobody was told yet may come the next time; where two things follow from one, the second may.
		$settled = 0 if $s->{later} && $view eq $s->{was};
		if ($settled && $s->{follows} && $view ne $s->{is} && is_first_of($view, $s->{is})) {
			wrong($s, $fault, 'the second is missing, and nothing says so') if $a && $a->{ok} && substr(daemon_log(), $log) !~ /warning: renewal \d+: /;
			$s = { %$s, is => $view };
		}
		my $wanted = $settled ? $s->{is} : $s->{was};
		return wrong($s, $fault, "after " . $json->encode($a) . "\n" . difference($view, $wanted)) if $view ne $wanted;
		recovers() or return wrong($s, $fault, 'it cannot be written for ever');
		# What was seen, and could not be written at first, is not asked for again.
		if (!$settled && $s->{later} && $a && $a->{ok}) {
			$settled = wait_until('what was begun is written', sub { view($s) eq $s->{is} }) or return wrong($s, $fault, 'what was seen is lost');
		}
		if (!$settled) {
			$s->{anew}->() if $s->{anew};
			$a = ask($s, $asked);
			return wrong($s, $fault, "again: " . $json->encode($a)) if !$a || !$a->{ok};
			$settled = 1;
		}
		$view = view($s);
		return wrong($s, $fault, "in the end\n" . difference($view, $s->{is})) if $view ne $s->{is};
		stop();
	}
	my $said = start(config => settings_of($s));
	return wrong($s, $fault, "it does not start again: $said") if !$c;
	my $view = view($s);
	# Nobody was answered: what was done stands whole, or the first of the two that follow, or nothing.
	$s = { %$s, is => $view } if !defined $settled && $s->{follows} && is_first_of($view, $s->{is});
	$settled //= $view eq $s->{is} ? 1 : 0;
	my $wanted = $settled ? $s->{is} : $s->{was};
	wrong($s, $fault, "of the next one, after " . $json->encode($a) . "\n" . difference($view, $wanted)) if $view ne $wanted;
	my $verified = $c->call('log.verify');
	wrong($s, $fault, 'the trail: ' . $json->encode($verified)) if !$verified->{ok};
	my $unlike = $s->{proves} && ($s->{moves} ? $a && $a->{ok} : $view eq $s->{is}) ? $s->{proves}->() : '';
	wrong($s, $fault, $unlike) if $unlike;
	wrong($s, $fault, "left lying: @{[ leftovers($state, $kept) ]}") if leftovers($state, $kept);
	stop();
	return 1;
}

# ---- every operation that changes something has one, and every act of a person ----
my %has = map { $_->{name} => 1, $_->{name} =~ s/ .*//r => 1 } @scenarios;
my %right = map { /^\.It Ic (\S+) Pq (\S+)$/ ? ($1 => $2) : () } split /\n/, `${\build()}/operations operations`;
cmp_ok scalar(grep { $_ ne 'reader' } values %right), '>', 40, 'the table of operations is read';
is_deeply [ grep { $right{$_} ne 'reader' && !$has{$_} } sort keys %right ], [], 'every operation of it that changes something has a scenario';
my @acts = slurp('backend/procedure/renewal_acts.c') =~ /^    \{"([a-z-]+)", (?!.*MACHINE)/mg;
# A document comes with its file, and monitors come and go with their own operations.
my %elsewhere = (document => 'renewal.file', monitors => 'monitor.retire');
is_deeply [ grep { !$has{"renewal.do $_"} && !$has{ $elsewhere{$_} // '' } } @acts ], [], 'and so has every act on a renewal';

# ---- all of them ----
$orders = fleet_start('--set', 'walk', '--now', $now);
$jira = jira_start();
$jira_settings = "jira = \"$jira->{plain}\";\njira-plain = true;\njira-rate = 6000;\njira-timeout = 60;\n";
spew($service_token, $jira->token('servei'));
chmod 0600, $service_token;
authority();
($csr, $key) = csr_for('seu.exemple.cat');
($csr2) = csr_for('arxiu.exemple.cat');
$certificate = certificate_for($csr, 'DNS:seu.exemple.cat');
$foreign = folder() . '/papers/foreign.csr';
openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', folder() . '/foreign.key', '-out', $foreign, '-subj', '/C=ES/ST=Barcelona/L=Barcelona'
	. '/O=Una altra/OU=Area de Tecnologia/CN=seu.exemple.cat/emailAddress=certificats@aoc.cat');
make_base();

$SIG{ALRM} = sub { die 'there was no answer' };
my ($tried, %of_kind) = (0);
my @chosen = grep { index($_->{name}, $ENV{CADUCA_TEST_ONLY} // '') >= 0 } @scenarios;
$each = $lot eq 'all' ? 'all' : ceil($lot / @chosen);
@chosen = (shuffle(@chosen))[0 .. $lot - 1] if $lot ne 'all' && $lot < @chosen;
for my $s (@chosen) {
	eval { measure($s) } or $@ && wrong($s, 'no fault', $@), next;
	note "$s->{name}: ", join ', ', map { "$_ $s->{count}{$_}" } grep { $s->{count}{$_} } sort keys %{ $s->{count} };
	for my $fault (@{ $s->{faults} }) {
		eval { try_fault($s, @$fault); 1 } or wrong($s, "@$fault", $@);
		$tried++;
		$of_kind{ $fault->[0] }++;
	}
}
note "$tried faults: ", join ', ', map { "$_ $of_kind{$_}" } sort keys %of_kind;
is_deeply \@wrong, [], 'each is told or made good';
done_testing;

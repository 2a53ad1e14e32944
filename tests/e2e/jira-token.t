#!/usr/bin/perl
# A person's token and the service's are where they must be, in the one process that speaks with Jira, and nowhere else:
# not in what is said to anybody, in a log, in the database or its backups, in arguments, an environment, a core or the
# memory of another process; and no other host than Jira is ever given one, whatever Jira answers. Jira repeats the token
# in all that it says here, as a proxy that shows the request does.
use strict;
use warnings;
use utf8;
use Caduca;
use Cwd ();
use File::Find;
use Jira;
use JSON::PP;
use Memory;
use MIME::Base64;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
my $jira = jira_start(context => '/jira');
my %token = map { $_ => $jira->token($_) } qw(anna servei antiga);
my $all_said = '';    # to clients, by the daemon and by caducactl

# Its forms, by which it could be seen.
sub forms { my ($token) = @_; return ($token, encode_base64($token, ''), unpack('H*', $token), substr($token, 0, 20), substr($token, -20)) }
my @forms = map { forms($_) } values %token;
my $any = do { my $p = join '|', map { quotemeta } @forms; qr/$p/ };

# ---- the programs ----
my $program = Cwd::abs_path(build()) . '/caducad';
my $config = "workers = 1;\njira = \"$jira->{plain}\";\njira-plain = true;\njira-rate = 6000;\njira-timeout = 5;\njira-token-file = \""
	. $jira->token_file('servei') . "\";\njira-my-token-file = \"" . $jira->token_file('anna') . "\";\n";
# It runs where a core would be left, and may leave one.
my $limitless = folder() . '/limitless';
spew($limitless, "#!/bin/sh\nulimit -c unlimited\ncd " . folder() . " && exec '$program' \"\$@\"\n");
chmod 0700, $limitless;
my $pid = daemon_start(config => $config, program => $limitless);
spew(folder() . '/config/caduca/caduca.conf', $config);
my @to = ('--socket', folder() . '/socket');
my $c = connect_to();

sub call {
	my ($do, $args) = @_;
	my $a = $c->call($do, $args);
	$all_said .= $json->encode([ $a, @{ $c->{events} }, @{ $c->{parts} } ]);
	return $a;
}
sub hand_over {
	my ($path) = @_;
	open my $f, '<', $path or die "$path: $!";
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $f);
	while (my $o = $c->hear) {
		$all_said .= $json->encode($o);
		return $o if defined $o->{id} && $o->{id} == $id;
	}
}
sub run { my @said = ctl(@_, @to); $all_said .= "$said[1]$said[2]"; return @said }
sub worker { my ($w) = grep { slurp("/proc/$_/cmdline") =~ /\0tickets\0?$/ } children($pid); return $w }
# Whose tokens are in the memory of a process; undef where that cannot be looked at.
sub in_memory_of {
	my ($pid) = @_;
	my $found = in_memory($pid, values %token) or return;
	my %whose = reverse %token;
	return join ' ', sort map { $whose{$_} } @$found;
}

# ---- what is done with them ----
sub ready { return wait_until('the worker is ready', sub { (call('status')->{ok}{jira}{state} // '') eq 'ready' }) }
ok ready(), 'the worker is ready';
is hand_over($jira->token_file('antiga'))->{error}{code}, 'token-refused', 'a token that has expired is refused';
is hand_over($jira->token_file('anna'))->{ok}{name}, 'anna', 'one that holds is accepted';
wait_until('the service is known', sub { grep { ($_->{who} // '') eq 'servei' } $jira->requests(call => 'myself') });
my $worker = worker();
ok $worker, 'there is a worker';
SKIP: {
	skip 'only root may look into the memory of it', 2 if !defined in_memory_of($worker);
	is in_memory_of($worker), 'anna servei', 'its memory has those that hold, and not the one that was refused';
	is in_memory_of($pid), '', 'that of the backend, through which they went, has none';
}

# A renewal with a ticket to be made.
run('add', 'www.exemple.test', '--name', 'web');
run('renewal', 'open', 'web');
run('renewal', 'step', 1, @$_) for [ 'data-caducitat', 'complete', '--not-after', '2027-01-01', '--where', 'Firefox' ], [ 'origen', 'choose', 'renovacio' ];
my $made = call('ticket.request', { renewal => 1, step => 'tiquet-csr', title => 'El CSR', description => 'Hola' })->{ok}{request};
wait_until('it is made', sub { call('ticket.request-show', { id => $made->{id} })->{ok}{request}{state} eq 'done' });
my $key = call('ticket.request-show', { id => $made->{id} })->{ok}{request}{ticket}{key};
ok $key, 'a ticket is made';

# Jira says the token again, in each way that it has to say something; and sends to another host.
my $secret = $token{anna};
my @repeats = (
	{ fault => 'error-message', text => "no: $secret" }, { fault => 'error-errormessage', text => "no: $secret" },
	{ fault => 'error-string', text => "no: $secret" }, { fault => 'error-html', text => $secret },
	{ fault => 'errors', messages => ["Authorization: Bearer $secret"], errors => { summary => $secret, $secret => 'x' } },
	{ fault => 'not-json', text => $secret }, { fault => 'answer', status => 201, body => $json->encode({ key => "SIS-$secret", id => $secret }) },
	{ fault => 'answer', status => 403, body => '{}', headers => { 'X-Authentication-Denied-Reason' => "CAPTCHA_CHALLENGE; login-url=http://x/?$secret" } },
	{ fault => 'login-redirect', to => "$jira->{elsewhere}/login?t=$secret" },
	map { { fault => 'elsewhere', to => $jira->{elsewhere}, status => $_ } } 301, 302, 303, 307, 308,
);
my $request = call('ticket.request', { renewal => 1, step => 'tiquet-cap', title => 'Al cap', description => 'Hola' })->{ok}{request};
wait_until('another', sub { call('ticket.request-show', { id => $request->{id} })->{ok}{request}{state} eq 'done' });
$jira->order('attach', key => $key, name => 'web.csr', text => 'x', redirect => "$jira->{elsewhere}/x");
my $struck = 0;
for my $fault (@repeats) {
	# when a token is tried, when a ticket is read, when what is attached is fetched
	for my $do (sub { }, sub { run('ticket', 'attachments', $key) }, sub { run('ticket', 'fetch', $key, 'web.csr', '--to', folder()) }) {
		hand_over($jira->token_file('anna'));
		$jira->order('fault', call => '*', times => 0, %$fault);
		$do->();
		hand_over($jira->token_file('anna'));
		$struck += grep { $_->{struck} } @{ $jira->order('faults') };
		$jira->order('faults.clear');
	}
}
is $struck, 3 * @repeats, 'each of them struck';
like $all_said, qr/jira-refused.*redirected/s, 'and was told';
hand_over($jira->token_file('anna'));

# ---- where they could be ----
# A ticket that fails with what Jira repeats is written down with the reason.
run(@$_) for [ 'add', 'other.exemple.test', '--name', 'web2' ], [ 'renewal', 'open', 'web2' ];
run('renewal', 'step', 2, @$_) for [ 'data-caducitat', 'complete', '--not-after', '2027-01-01', '--where', 'Firefox' ], [ 'origen', 'choose', 'renovacio' ];
$jira->order('fault', call => 'create', %{ $repeats[4] });
my $failed = call('ticket.request', { renewal => 2, step => 'tiquet-csr', title => 'El CSR', description => 'Hola' })->{ok}{request};
ok wait_until('it fails', sub { call('ticket.request-show', { id => $failed->{id} })->{ok}{request}{state} eq 'failed' }), 'one that is refused is kept with why';
call('ticket.requests', { all => JSON::PP::true });
run(@$_) for [ 'ticket', 'list', '--all' ], [ 'ticket', 'show', $key ], [ 'log', '--limit', 1000 ], ['metrics'], ['doctor'], ['handover'],
	[ 'renewal', 'show', 1, '--markdown' ], [ 'renewal', 'show', 2, '--markdown' ], [ 'backup', folder() . '/copy' ], [ 'list', '--json' ];
unlike $all_said, $any, 'what is said has no token';

for my $process ($pid, children($pid), $$) {
	unlike slurp("/proc/$process/$_"), $any, "no token is in the $_ of " . ($process == $$ ? 'the test' : $process == $pid ? 'the backend' : 'one of its workers')
		for qw(cmdline environ);
}
is in_memory_of($pid) // '', '', 'the memory of the backend has still none';

my $worker_now = worker();
kill 'ABRT', $worker_now;
wait_until('the worker is gone', sub { !-e "/proc/$worker_now" || !children($pid) || !grep { $_ == $worker_now } children($pid) });
daemon_stop($pid, 'ABRT');
is_deeply [ glob(folder() . '/core*'), glob('core*') ], [], 'neither leaves a core';

my (@files, @found);
find({ no_chdir => 1, wanted => sub { push @files, $_ if -f && !/^\Q$jira->{folder}\E/ } }, folder());
for (@files) { push @found, $_ if slurp($_) =~ $any }
is "@found", '', 'no file that was written has one';
for ('state/caduca/caduca.db', 'log', 'copy') { my $name = $_; ok scalar(grep { m{/\Q$name\E$} } @files), "$name was looked at" }
like slurp($jira->token_file('anna')), $any, 'the file of the token has it, so that they would have been seen';

# ---- who was given one ----
is $jira->requests(listener => 'elsewhere'), 0, 'the other host was never asked';
ok !(grep { $_->{token} && !defined $_->{who} } @{ $jira->order('log') }), 'Jira was given none but theirs';
is_deeply [ grep { $_->{query} && $_->{query} =~ $any || $_->{path} =~ $any } @{ $jira->order('log') } ], [], 'and none in an address';
done_testing;

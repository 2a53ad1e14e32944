#!/usr/bin/perl
# What needs a hand now, of what is served and of what goes wrong: certificates that clients refuse, hosts that are not
# reached any more, a contradiction, an answer in Jira, a request that it refuses, and a Jira or a backup that fails. Each
# comes with its reason and goes with it.
use strict;
use warnings;
use utf8;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $jira = jira_start();
my $orders = fleet_start('--set', 'all');
my %host = map { $_->{name} => $_ } manifest();
my $kept = folder() . '/kept';
my $pid = daemon_start(config => qq{workers = 1;\njira = "$jira->{plain}";\njira-plain = true;\njira-follow = 1;\n}
	. qq{jira-rate = 6000;\njira-token-file = "$jira->{tokens}/servei";\nbackup = { folder = "$kept"; };\n});
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out }
sub json { my (undef, $out) = run(@_, '--json'); utf8::encode($out); return decode_json($out) }
sub reasons { my ($name) = @_; return map { @{ $_->{reasons} } } grep { $_->{name} eq $name } @{ json('today') } }
sub codes { return join '+', map { $_->{code} } reasons(@_) }
sub comes { my ($code, $of, $name) = @_; return ok wait_until($name, sub { codes($of) =~ /\b$code\b/ }), $name }
sub goes { my ($code, $of, $name) = @_; return ok wait_until($name, sub { codes($of) !~ /\b$code\b/ }), $name }
sub backend { my ($code) = @_; return grep { $_->{subject} eq 'backend' && $_->{reasons}[0]{code} eq $code } @{ json('today') } }

sub watches {
	my ($name) = @_;
	my $h = $host{$name} or die "there is no host $name\n";
	does('add', "$h->{host}:$h->{port}", '--name', $name, map { ("--$_", $h->{$_}) } grep { defined $h->{$_} } qw(sni kind));
	does('probe', $name, '--wait');
}

# ---- what clients refuse ----

watches($_) for qw(ok self-signed staple-revoked);
is codes('ok'), '', 'what is well has no line';
is codes('self-signed'), 'distrusted', 'what some clients refuse has one';
is +(reasons('self-signed'))[0]{problem}, 'self-signed', 'which says why';
is codes('staple-revoked'), 'refused', 'what none accepts has another';
like +(run('today'))[1], qr/staple-revoked.*self-signed/s, 'which is more pressing';
does('accept', 'self-signed', 'self-signed', '--reason', 'de proves');
is codes('self-signed'), '', 'what a person accepted has none';
does('accept', 'self-signed', 'self-signed', '--withdraw');
is codes('self-signed'), 'distrusted', 'until he takes that back';

# ---- a renewal in Jira: an answer, and a request that is refused ----

does('add', 'www.exemple.test', '--name', 'web');
does('renewal', 'open', 'web');
does('renewal', 'step', 1, @$_) for [ '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
my %made = map { $_ => $jira->order('ticket.make', project => $_, summary => "Tiquet de $_", status => 'Obert')->{key} } qw(SIS ST);
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', $made{SIS}, '--yes');
does('renewal', 'step', 1, 'tiquet-cap', 'ticket', $made{ST}, '--yes');
sub followed { my ($key) = @_; return json('ticket', 'show', $key)->{title} =~ /^Tiquet de/ }
ok wait_until('the tickets are followed', sub { followed($made{SIS}) && followed($made{ST}) }), 'the tickets are followed';
is codes('www.exemple.test'), '', 'nothing is to be done while others have to answer';
$jira->order('comment', key => $made{ST}, who => 'sistemes', body => 'Amb el CESICAT');
comes('answered', 'www.exemple.test', 'an answer comes');
is +(grep { $_->{code} eq 'answered' } reasons('www.exemple.test'))[0]{ticket}, $made{ST}, 'of that ticket';
does('ticket', 'look', $made{ST}, '--category', 'doing');
goes('answered', 'www.exemple.test', 'and goes when somebody has looked');

# ---- a Jira that falls silent ----

is scalar(backend('jira-fails')), 0, 'Jira answers';
$jira->order('fault', fault => 'down', call => 'search', times => 0);
ok wait_until('Jira is silent', sub { backend('jira-fails') }), 'it is told that Jira does not answer';
like +(run('today'))[1], qr/^ours +Jira +Jira does not answer/m, 'in words';
$jira->order('faults.clear');
ok wait_until('Jira answers again', sub { !backend('jira-fails') }), 'until it does';

# ---- a backup that fails ----

is scalar(backend('backup-fails')), 0, 'the backups are well';
ok wait_until('a first backup', sub { glob "$kept/*" }), 'there is one';
rename $kept, "$kept.away" or die $!;
spew($kept, 'no folder');
run('backup');
ok wait_until('the backup fails', sub { backend('backup-fails') }), 'one that fails is told';
unlink $kept;
rename "$kept.away", $kept or die $!;
does('backup');
ok wait_until('the backup is made', sub { !backend('backup-fails') }), 'until the next is made';
ok !daemon_stop($pid), 'the backend ends well';
done_testing;

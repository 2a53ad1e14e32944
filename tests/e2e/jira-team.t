#!/usr/bin/perl
# Two colleagues of a team, each with his own token of Jira: who asks second for the ticket of a step hears who has it; what
# one of them writes never goes out in the name of another.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my $jira = jira_start();
my $clock = team_folder() . '/clock';
sub time_is { my ($now, $ahead) = @_; open my $f, -e $clock ? '+<' : '>', $clock or die $!; print $f "$now $ahead\n"; close $f; chmod 0644, $clock }
time_is(1795478400, 0);
$ENV{CADUCA_CLOCK} = "\@$clock";
my $pid = team_start(config => qq{groups-every = 1;\njira = "$jira->{plain}";\njira-plain = true;\njira-rate = 6000;\n});
my $json = JSON::PP->new->utf8;

sub said { my ($login, @args) = @_; my ($status, $out, $err) = ctl_as($login, @args); return $out . $err }
sub open_as {
	my ($login) = @_;
	$> = uid_of($login);
	my $c = connect_to(team_socket());
	$> = 0;
	return $c;
}
sub hand_over {
	my ($c, $person) = @_;
	open my $token, '<', $jira->token_file($person) or die $!;
	my $id = ++$c->{id};
	$c->hand_over({ id => $id, do => 'ticket.token' }, $token);
	my $answer;
	do { $answer = $c->hear } until !$answer || ($answer->{id} // 0) == $id;
	is $answer->{ok}{name}, $person, "the token of $person";
}

said('operador', 'add', "$_.exemple.cat", '--name', $_) for qw(u dos);
for my $n (1, 2) {
	said('operador', 'renewal', 'open', qw(u dos)[ $n - 1 ]);
	said('operador', 'renewal', 'step', $n, @$_) for [ '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
}
my %of = map { $_ => open_as($_) } qw(operador altra);
ok wait_until('Jira is there', sub { ($of{altra}->call('status')->{ok}{jira}{state} // '') eq 'ready' }), 'the worker is ready';

# ---- both ask at the same time ----
my %id;
for (qw(operador altra)) {
	$id{$_} = ++$of{$_}{id};
	my $line = $json->encode({ id => $id{$_}, do => 'ticket.request', args => { renewal => 1, step => 'tiquet-csr', title => "De $_", description => 'x' } });
	syswrite $of{$_}{socket}, "$line\n";
}
my %answer;
for my $who (keys %of) {
	do { $answer{$who} = $of{$who}->hear } until !$answer{$who} || ($answer{$who}{id} // 0) == $id{$who};
}
my ($first) = grep { $answer{$_}{ok} } keys %of;
my ($second) = grep { $answer{$_}{error} } keys %of;
ok $first && $second, 'one has it, the other not' or BAIL_OUT('neither');
my $request = $answer{$first}{ok}{request};
is "$answer{$second}{error}{code} $answer{$second}{error}{args}{login} $answer{$second}{error}{args}{id}", "request-exists $first $request->{id}", 'who hears who has it';
like said($second, 'ticket', 'create', 1, 'tiquet-csr', '--yes'), qr/\Q$first\E/, 'in words too';
hand_over($of{$second}, 'biel');
is $of{$first}->call('ticket.request-show', { id => $request->{id} })->{ok}{request}{reason}, 'waits-for-owner', 'it waits for the token of whoever asked';
hand_over($of{$first}, 'anna');
sub is_done { my ($id) = @_; return is_done_by('operador', $id) }
sub is_done_by { my ($who, $id) = @_; return ($of{$who}->call('ticket.request-show', { id => $id })->{ok}{request}{state} // '') eq 'done' }
ok wait_until('it is made', sub { is_done($request->{id}) }), 'and goes out with it';
is_deeply [ map { "$_->{summary} $_->{reporter}" } @{ $jira->order('tickets') } ], ["De $first anna"], 'there is one, by whoever asked for it';

# ---- another text by a colleague ----
$of{$first}->call('ticket.forget');
$request = $of{$first}->call('ticket.request', { renewal => 2, step => 'tiquet-csr', title => 'Meu', description => 'x' })->{ok}{request};
is "$request->{login} $request->{reason}", "$first waits-for-owner", 'one that waits';
$request = $of{$second}->call('ticket.edit', { id => $request->{id}, version => $request->{version}, title => 'Altre' })->{ok}{request};
is $request->{login}, $second, 'is of the colleague who gave it another text';
hand_over($of{$first}, 'anna');
ok wait_until('it is made', sub { is_done($request->{id}) }), 'it goes out';
is_deeply [ map { "$_->{summary} $_->{reporter}" } grep { $_->{summary} ne "De $first" } @{ $jira->order('tickets') } ], ['Altre biel'], 'in the name of whoever wrote it';

# ---- done by a colleague, by hand ----
$of{$first}->call('ticket.forget');
said($first, 'add', 'tres.exemple.cat', '--name', 'tres');
said($first, 'renewal', 'open', 'tres');
said($first, 'renewal', 'step', 3, @$_) for [ '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
$request = $of{$first}->call('ticket.request', { renewal => 3, step => 'tiquet-csr', title => 'A mà', description => 'x' })->{ok}{request};
is "$request->{login} $request->{reason}", "$first waits-for-owner", 'one that waits';
sub trail { return @{ $json->decode((ctl_as('lectora', 'log', '--json', '--limit', 500))[1]) } }
my $lines = trail();
my $answer = $of{$second}->call('ticket.by-hand', { id => $request->{id}, version => $request->{version}, key => 'SIS-666', agreed => [ 'other-project', 'unknown-ticket' ] });
is $answer->{ok}{request}{state}, 'done', 'a colleague says that he made it in Jira' or diag $json->encode($answer);
my @new = trail();
splice @new, @new - $lines;
ok scalar(grep { $_->{what} =~ /^request/ } @new) && scalar(grep { $_->{what} =~ /^renewal/ } @new), 'of the request there are lines in the trail, and of the step';
is_deeply [ grep { !/ \Q$second\E\z/ } map { "$_->{what} $_->{login}" } @new ], [], '... all in his name';

# ---- whoever handed his token over is gone before Jira said what it is ----
$of{$first}->call('ticket.forget');
$jira->order('fault', call => 'myself', fault => 'drip', bytes => 20, every => 0.1);
$jira->order('fault', call => 'search', fault => 'down', times => 0);
$request = $of{$first}->call('ticket.request', { renewal => 2, step => 'tiquet-cap', title => 'Al cap', description => 'x' })->{ok}{request};
is $request->{reason}, 'waits-for-owner', 'another that waits';
open my $token, '<', $jira->token_file('anna') or die $!;
my $asked = $jira->requests(call => 'myself');
$of{$first}->say({ id => 999, do => 'ticket.token' });
my $told;
$told = $of{$first}->hear until $told && $told->{files};
Caduca::send_fds($told->{beside}[0], "\0", fileno $token);
wait_until('Jira to be asked', sub { $jira->requests(call => 'myself') > $asked });
close $of{$first}{socket};
ok wait_until('it is made', sub { is_done_by($second, $request->{id}) }), 'a token that is found good after its owner has left does what waited for it';
time_is(1795478400, 61000);
$of{$second}->call('status') for 1 .. 3;
$of{$first} = open_as($first);
is $of{$first}->call('status')->{ok}{jira}{account}, undef, 'and is held no longer than that of anybody who leaves';
is $of{$second}->call('status')->{ok}{jira}{account}{name}, 'biel', 'while that of a colleague who is there is held';
team_stop($pid);
done_testing;

#!/usr/bin/perl
# Tickets are followed in a fake Jira: what changes there is shown, told and in the trail, an answer marks the renewal until
# somebody looks, a ticket that is resolved ends the wait that its procedure says, and what is moved, hidden or deleted is
# told apart.
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
my $pid = daemon_start(config => qq{workers = 1;\njira = "$jira->{plain}";\njira-plain = true;\njira-follow = 1;\n}
	. qq{jira-rate = 6000;\njira-token-file = "$jira->{tokens}/servei";\n});
my @to = ('--socket', folder() . '/socket');

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, join ' ', @_ or diag $out, $err; return $out }
sub refuses { my ($pattern, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 1, "not: @args"; like $err, $pattern, 'and it says why' }
sub ticket { return json('ticket', 'show', @_, '--json') }
sub waits { my ($name, $holds) = @_; ok wait_until($name, $holds), $name }
sub renewal { return json('renewal', 'list', '--json')->[0] }
sub listed { my ($key) = @_; return scalar grep { $_->{key} eq $key } @{ json('ticket', 'list', '--json') } }
sub step { return json('renewal', 'step', 1, @_, '--json') }

does('add', 'www.exemple.test', '--name', 'web');
does('renewal', 'open', 'web');
does('renewal', 'step', 1, @$_) for [ '0.1', 'complete', '--not-after', '2036-12-30', '--where', 'Firefox' ], [ '0.2', 'choose', 'renovacio' ];
my %made = map { $_ => $jira->order('ticket.make', project => $_, summary => "Tiquet de $_", status => 'Obert') } qw(SIS ST);
my ($sis, $st) = map { $made{$_}{key} } qw(SIS ST);
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', $sis, '--yes');
does('renewal', 'step', 1, 'tiquet-cap', 'ticket', $st, '--yes');
waits('what Jira says of both is known', sub { ticket($sis)->{title} eq 'Tiquet de SIS' && ticket($st)->{title} eq 'Tiquet de ST' });
is ticket($sis)->{number}, $made{SIS}{id}, 'its number too';
is ticket($sis)->{category}, 'new', 'and how far it is';
is ticket($sis)->{looked_at}, undef, 'which is no look of a person';
like +(run('log', '--limit', 20))[1], qr/saw it change in Jira +ticket \Q$sis\E +status: Obert; title: /m, 'the trail has it';
ok !renewal()->{answered}, 'nobody answered by being read';

# ---- what changes is told ----
my $c = connect_to();
$c->call('watch');
local $SIG{ALRM} = sub { die "what is to be told does not come" };
alarm 240;
sub told {
	my ($id, $holds) = @_;
	while (1) {
		while (my $e = shift @{ $c->{events} }) { return $e->{data} if $e->{event} eq 'ticket' && $e->{data}{id} == $id && $holds->($e->{data}) }
		push @{ $c->{events} }, $c->hear // return;
	}
}
$jira->order('ticket.set', key => $sis, status => 'En curs', assignee => 'sistemes');
my $seen = told(ticket($sis)->{id}, sub { $_[0]{category} eq 'doing' });
is $seen->{status}, 'En curs', 'its status is told to whoever watches';
like $seen->{assignee}, qr/\S/, 'and who has it';
ok !renewal()->{answered}, 'which is no answer';

# ---- an answer ----
$jira->order('comment', key => $st, who => 'sistemes', body => "Amb el CESICAT, \e[31mcom sempre");
waits('an answer marks the renewal', sub { renewal()->{answered} });
my $answered = ticket($st);
like $answered->{comments}{last}{body}, qr/^Amb el CESICAT, <U\+001B>/, 'it is there, cleaned';
is $answered->{comments}{count}, 1, 'and counted';
ok $answered->{answered_at}, 'since when it waits';
is +(json('list', '--json', '--filter', 'pendent:respost') || [])->[0]{name}, 'web', 'the list finds it';
like +(run('renewal', 'list'))[1], qr/they answered; waiting for Sistemes/, 'it is said';
does('ticket', 'look', $st, '--category', 'doing');
ok !renewal()->{answered}, 'until somebody looks';
$jira->order('attach', key => $sis, name => 'www.csr', text => 'x');
waits('so is an attachment', sub { renewal()->{answered} && ticket($sis)->{attachments}[0]{name} eq 'www.csr' });
does('ticket', 'look', $sis);

# ---- one that is moved, one that is dead, one that is hidden ----
refuses(qr/Jira does not show it/, 'ticket', 'adopt', 'SIS-999999');
does('ticket', 'adopt', 'SIS-999999', '--yes');
my $other = $jira->order('ticket.make', project => 'SIS', summary => 'Un altre', status => 'Resolt')->{key};
my $moved = $jira->order('ticket.set', key => $other, move => 'ST')->{key};
does('ticket', 'adopt', $other);
is ticket($other)->{key}, $moved, 'one that was moved is taken in by its new key';
is ticket($moved)->{title} . ' ' . ticket($moved)->{category}, 'Un altre done', 'as Jira says that it is';
$jira->order('ticket.set', key => $moved, summary => 'Un altre nom');
does('ticket', 'refresh', $other);
is ticket($moved)->{title}, 'Un altre nom', 'and is asked for anew at once';
refuses(qr/Jira does not show it/, 'ticket', 'refresh', 'SIS-999999');
does('ticket', 'link', 'SIS-999999', '--renewal', 1);
{
	my ($old, $before) = map { $jira->order('ticket.make', project => $_, summary => 'Es mourà', status => 'Obert')->{key} } qw(SIS ST);
	does('ticket', 'link', $old, '--renewal', 1, '--yes');
	waits('one that will be moved is followed', sub { ticket($old)->{title} eq 'Es mourà' });
	(my $new = $before) =~ s/(\d+)$/$1 + 1/e;
	does('ticket', 'link', $new, '--renewal', 1, '--yes');
	is $jira->order('ticket.set', key => $old, move => 'ST')->{key}, $new, 'it is moved to a key that somebody took in by hand';
	$jira->order('ticket.set', key => $sis, status => 'En curs');
	waits('which costs the others nothing', sub { ticket($sis)->{status} eq 'En curs' });
	$jira->order('ticket.set', key => $new, status => 'Resolt');
	waits('nor itself', sub { ticket($old)->{status} eq 'Resolt' });
	is ticket($old)->{key}, $old, 'it keeps the key that it had';
	my $version = ticket($old)->{version};
	$jira->order('ticket.set', key => $sis, status => 'Obert');
	waits('it is looked at again', sub { ticket($sis)->{status} eq 'Obert' });
	is ticket($old)->{version}, $version, 'and is not written each time';
	does('ticket', 'look', $old);
}
$jira->order('ticket.set', key => $st, move => 'SIS');
waits('a ticket that is moved is found by its new key', sub { ticket($st)->{key} =~ /^SIS-/ });
is_deeply ticket($st)->{former}, [$st], 'and has the old one as a former one';
waits('a key that nobody has is missing', sub { (ticket('SIS-999999')->{missing} // '') eq 'gone' });
$jira->order('ticket.set', key => $sis, status => 'Obert');
waits('and costs the others nothing', sub { ticket($sis)->{status} eq 'Obert' });
$jira->order('ticket.set', key => $sis, gone => JSON::PP::true);
waits('so is one that is deleted', sub { (ticket($sis)->{missing} // '') eq 'gone' });
is ticket($sis)->{title}, 'Tiquet de SIS', 'what was known of it is kept';
like +(run('ticket', 'show', $sis))[1], qr/^State .*Jira does not show it any more: deleted, or hidden$/m, 'and it is said';
like +(run('ticket', 'show', 'SIS-999999'))[1], qr/^State .*Jira shows no such ticket$/m, 'as it is of one that never was there';
$jira->order('ticket.set', key => $sis, gone => JSON::PP::false);
waits('until it is there again', sub { !ticket($sis)->{missing} });

# ---- the wait that a ticket ends ----
mkdir folder() . '/papers', 0700;
my ($csr) = csr_for('www.exemple.test');
$jira->order('ticket.set', key => $sis, status => 'Resolt');
waits('one that is resolved is known to be', sub { ticket($sis)->{category} eq 'done' });
is step('espera-csr')->{state}, 'waiting', 'a wait that a file ends goes on';
ok listed($sis), 'and it is listed while its files are to be taken up';
ok renewal()->{answered}, 'and the renewal marked';
does('renewal', 'file', 1, 'fitxer-csr', $csr);
does('renewal', 'step', 1, @$_) for [ 'fitxer-key', 'exclude', '--note', 'Sistemes la guarda' ], [ 'ca', 'choose', 'cesicat' ],
	[ 'permis-remedy', 'choose', 'si' ], [ 'entrar-remedy', 'complete' ], [ 'dades-contacte', 'tick', 'all' ], [ 'detall-peticio', 'tick', 'all' ],
	[ 'remedy-numero', 'value', 'REQ000123' ];
ok !listed($sis), 'until they are';
ok !renewal()->{answered}, 'nor is the renewal marked any more: what they answered was taken up';
run('renewal', 'file', 1, 'certificat', certificate_for($csr, 'DNS:www.exemple.test', 4000));
does('renewal', 'step', 1, 'certificat', 'accept', 'certificate-chain', '--note', 'de proves');
does('renewal', 'step', 1, 'arxiu', 'archive', '--args', '{"confirmed":true}');
my $install = $jira->order('ticket.make', project => 'SIS', summary => 'Instal·lar', status => 'Obert')->{key};
does('renewal', 'step', 1, 'tiquet-installacio', 'ticket', $install, '--yes');
waits('the ticket of the installation is followed', sub { ticket($install)->{category} eq 'new' });
is step('espera-installacio')->{state}, 'waiting', 'Sistemes is waited for';
$jira->order('ticket.set', key => $install, status => 'En curs');
waits('while it goes on', sub { ticket($install)->{category} eq 'doing' });
is step('espera-installacio')->{state}, 'waiting', 'the wait goes on';
$jira->order('ticket.set', key => $install, status => 'Resolt');
waits('what the procedure says ends it', sub { step('espera-installacio')->{state} eq 'done' });
like +(run('log', '--limit', 20))[1], qr/caducad +.*\n?.*renewal 1/m, 'the trail says that the backend did it';
ok renewal()->{answered}, 'and the renewal is marked';
ok listed($install), 'it is listed while the next step is ours';
does('ticket', 'look', $install);
ok !listed($install), 'until somebody has looked';
ok $c->call('log.verify')->{ok}{head}, 'the trail holds';
done_testing;

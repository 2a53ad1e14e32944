#!/usr/bin/perl
# Others put into Jira what they like, and as much of it: a ticket with a hundred attachments of long names whose last
# comment is long, in signs that take twice their room, hides neither itself nor the renewals and lists in which it is.
use strict;
use warnings;
use utf8;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Test::More;
use Ticketing;

$ENV{LANGUAGE} = 'en';
my $attached = 100;
$jira = jira_start();
ticketing_start('jira-token-file = "' . $jira->token_file('servei') . "\";\njira-follow = 3600;\n");
my @to = ('--socket', folder() . '/socket');
my $json = JSON::PP->new->utf8;

my $renewal = renewal('www.exemple.test');
my @keys = map { $jira->order('ticket.make', project => 'SIS', summary => "T $_", status => 'Obert')->{key} } 1 .. 9;
$jira->order('comment', key => $_, who => 'sistemes', body => '"' x 7990) for @keys;
$jira->order('attach', key => $keys[0], name => sprintf('%03d-%s.csr', $_, 'configuració_àèéíòúç_del_servidor_ààà-' x 4), text => 'x') for 1 .. $attached;
my $watcher = connect_to();
ok $watcher->call('watch')->{ok}, 'somebody watches';

sub attached_in { my ($t) = @_; return scalar(@{ $t->{attachments} }) + ($t->{attachments_left_out} // 0) }
sub latest { my ($t) = @_; return ($t->{attachments}[-1]{name} // '') =~ /^(\d+)/ ? $1 + 0 : undef }
sub answer { my ($do, %args) = @_; my $a = $c->call($do, \%args); ok $a->{ok}, "$do is answered" or diag $json->encode($a); return $a->{ok} }

# ---- one ----
ok wait_until('the service reads', sub { $c->call('ticket.adopt', { key => $keys[0] }); ($c->call('ticket.refresh', { key => $keys[0] })->{ok}{ticket}{number} // 0) }), 'it is read';
my $t = answer('ticket.show', key => $keys[0])->{ticket};
cmp_ok $t->{attachments_left_out} // 0, '>', 0, '... with how many of the attachments it leaves out';
is attached_in($t), $attached, '... so that all are counted';
is latest($t), $attached, '... and the last one that was attached is there';
my $all = answer('ticket.attachments', key => $keys[0])->{attachments};
is scalar @$all, $attached, '... which has all of them';
my @run = ctl('ticket', 'show', $keys[0], @to);
is $run[0], 0, 'caducactl shows it' or diag $run[2];

# ---- with others of its kind, for a renewal ----
for my $key (@keys) {
	$c->call('ticket.adopt', { key => $key });
	$c->call('ticket.refresh', { key => $key });
	my $a = $c->call('ticket.link', { key => $key, renewal => $renewal, step => 'tiquet-csr', agreed => [ 'ticket-in-use', 'unknown-ticket', 'other-project' ] });
	$a->{ok} or diag $json->encode($a);
}
my $shown = answer('renewal.show', id => $renewal);
my ($of) = grep { $_->{key} eq $keys[0] } @{ $shown->{renewal}{ticket_states} };
is attached_in($of), $attached, '... with how many attachments are left out';
is scalar @{ $shown->{renewal}{ticket_states} }, scalar @keys, '... and all of its tickets';
answer('renewal.step', id => $renewal, step => 'tiquet-csr');
answer('ticket.list');
@run = ctl('ticket', 'list', '--json', @to);
is $run[0], 0, 'caducactl lists them' or diag $run[2];
is scalar(grep { my $k = $_; $run[1] =~ /\Q$k\E/ } @keys), scalar @keys, '... all';
@run = ctl('renewal', 'step', $renewal, 'tiquet-csr', @to);
is $run[0], 0, '... and shows the step' or diag $run[2];

# ---- who watches ----
my %told;
sub told_now { $watcher->call('status'); $told{ $_->{data}{key} } = $_->{data} for grep { ($_->{event} // '') eq 'ticket' } splice @{ $watcher->{events} }; return \%told }
ok wait_until('it is told', sub { !grep { !told_now()->{$_} } @keys }), 'who watches is told of all of them';
is attached_in($told{ $keys[0] }), $attached, '... of one with how many attachments are left out';
done_testing;

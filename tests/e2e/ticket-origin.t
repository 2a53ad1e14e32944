#!/usr/bin/perl
# A ticket that somebody links to a renewal as the one that asked for it is that for everything: the texts name it, the
# ticket to install is to be linked to it, and it is no ticket of a step besides; and no more once the link is taken away.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
daemon_start(config => "workers = 1;\n");
my $c = connect_to();
my $monitor = $c->call('monitor.add', { host => 'www.exemple.test' })->{ok}{id};
my $renewal = $c->call('renewal.open', { monitors => [$monitor], procedure => 'cds-cesicat' })->{ok}{renewal}{id};

sub act {
	my ($what, $step, %args) = @_;
	my $version = $c->call('renewal.show', { id => $renewal })->{ok}{renewal}{version};
	return $c->call('renewal.do', { id => $renewal, version => $version, what => $what, $step ? (step => $step) : (), note => 'prova', args => { agreed => ['unknown-ticket'], %args } });
}
sub step { return $c->call('renewal.step', { id => $renewal, step => $_[0] })->{ok}{step} }
sub owed { return join ' ', sort map { "$_->{key} $_->{how}" } @{ $c->call('ticket.show', { key => $_[0] })->{ok}{ticket}{links} } }
sub uses { return scalar @{ $c->call('ticket.show', { key => $_[0] })->{ok}{ticket}{uses} } }
my %as_origin = (renewal => $renewal, role => 'origin', agreed => ['unknown-ticket']);

act('complete', 'data-caducitat', not_after => '2027-01-02');
act('choose', 'origen', value => 'renovacio');
act('ticket', 'tiquet-csr', key => 'SIS-1');
act('ticket', 'tiquet-cap', key => 'ST-1');
act('choose', 'ca', value => 'altra', values => { 'ca-nom' => 'Prova' });
act('exclude', $_) for qw(certificat arxiu);
my $refused = act('ticket', 'tiquet-installacio', key => 'SIS-2')->{error};
is $refused, undef, 'a renewal has its ticket to install' or diag explain $refused;
is owed('SIS-2'), 'SIS-1 owed ST-1 owed', 'which is to be linked to those before it';
unlike encode_json(step('tancar')), qr/ST-7/, 'no text names one that asked for it';

ok $c->call('ticket.link', { key => 'ST-7', %as_origin })->{ok}, 'one is linked as that';
like encode_json(step('tancar')), qr/respostos: ST-7, SIS-1, ST-1, SIS-2/, '... which the texts name';
is owed('SIS-2'), 'SIS-1 owed ST-1 owed ST-7 owed', '... and the one to install is to be linked to it';
is_deeply step('tiquet-installacio')->{tickets}, [qw(SIS-1 ST-1 ST-7)], '... as its step says';
is act('ticket', 'tiquet-installacio', key => 'ST-7', agreed => [ 'unknown-ticket', 'other-project', 'ticket-in-use' ])->{error}{code}, 'ticket-used', '... and it is not that one itself';
act('note', 'tancar');
is owed('SIS-2'), 'SIS-1 owed ST-1 owed ST-7 owed', 'that stays when the renewal is written';
is uses('ST-7'), 1, '... and it is linked once';

ok $c->call('ticket.unlink', { key => 'ST-7', renewal => $renewal, role => 'origin' })->{ok}, 'the link is taken away';
unlike encode_json(step('tancar')), qr/ST-7/, '... and no text names it';
is owed('SIS-2'), 'SIS-1 owed ST-1 owed', '... and nothing is to be linked to it';

ok $c->call('ticket.link', { key => 'ST-7', %as_origin })->{ok}, 'one is linked again';
act('set', undef, name => 'tiquet-origen', value => 'ST-8');
like encode_json(step('tancar')), qr/respostos: ST-8,/, 'one that is written down comes first';
done_testing;

#!/usr/bin/perl
# The others of a demonstration, who move the tickets of the fake Jira: Sistemes makes a CSR and its key and attaches
# them, the head of service answers, the CTTI puts the certificate into the inbox, Sistemes installs it on the fleet and
# resolves the ticket. What a ticket is about is read in its title, as a person does.
#
#   colleagues.pl --jira DIR --papers DIR --inbox DIR --fleet DIR [--pace SECONDS]
#
# Each does the next thing of its list (below) one pace after the one before. It ends with the Jira.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Jira;
use Time::HiRes qw(sleep time);

my %o = (pace => 15);
while (defined(my $word = shift)) {
	$word =~ /^--(jira|papers|inbox|fleet|pace)$/ or die "colleagues.pl: what is '$word'?\n";
	$o{$1} = shift;
}
my $jira = jira_at($o{jira});
my $build = $ENV{BUILD} || 'build';
$ENV{LANGUAGE} = 'ca';

# Of a title, what is asked and of which name; then what is done, in its order.
my @asked = (
	[ qr/^Generació CSR (\S+)/, \&begin, \&make_csr, \&nothing, \&send_certificate ],
	[ qr/^Renovació certificat (\S+)/, \&begin, \&answer ],
	[ qr/^Instal·lació certificat (\S+)/, \&begin, \&install ],
);

sub run { my (@command) = @_; return system(@command) == 0 }
# A file has no asterisk in its name.
sub papers { my ($name, $kind) = @_; return "$o{papers}/" . ($name =~ s/^\*\./comodi./r) . ".$kind" }
sub whose { my ($ticket) = @_; return $ticket->{project} eq 'SIS' ? 'sistemes' : 'cap' }

sub nothing { return 1 }

sub begin {
	my ($ticket) = @_;
	$jira->order('ticket.set', key => $ticket->{key}, status => 'En curs', assignee => whose($ticket));
	return 1;
}

# The name, and those that the ticket asks for besides.
sub names {
	my ($ticket, $name) = @_;
	my ($more) = $ticket->{description} =~ /^Subject Alternative Names: (.+)$/m;
	return ($name, split /[,\s]+/, $more // '');
}

sub make_csr {
	my ($ticket, $name) = @_;
	run("$build/caducactl", 'csr', names($ticket, $name), '--folder', $o{papers}) or return 1;
	$jira->order('attach', key => $ticket->{key}, name => papers($name, $_) =~ s{.*/}{}r, file => papers($name, $_),
		who => 'sistemes') for qw(csr key);
	$jira->order('comment', key => $ticket->{key}, who => 'sistemes',
		body => 'Bon dia, us adjuntem el .csr i la .key. Salutacions');
	$jira->order('ticket.set', key => $ticket->{key}, status => 'Resolt');
	return 1;
}

sub send_certificate {
	my ($ticket, $name) = @_;
	my $crt = papers($name, 'crt');
	return 1 if !-e papers($name, 'csr');
	run('sh', "$FindBin::Bin/../papers.sh", $o{papers}, papers($name, 'csr'), $crt, join ',',
		map { "DNS:$_" } names($ticket, $name)) or return 1;
	run('cp', $crt, $o{inbox});
	return 1;
}

sub answer {
	my ($ticket) = @_;
	$jira->order('comment', key => $ticket->{key}, who => 'cap',
		body => 'Bon dia. Renoveu-lo amb CESICAT (Sectigo), si us plau. Gràcies!');
	$jira->order('ticket.set', key => $ticket->{key}, status => 'Pendent de resposta');
	return 1;
}

sub install {
	my ($ticket, $name) = @_;
	if (-e papers($name, 'crt')) {
		order_fleet("bring $name " . papers($name, 'crt') . ' ' . papers($name, 'key'));
		order_fleet("switch $name");
	}
	$jira->order('comment', key => $ticket->{key}, who => 'sistemes', body => 'Instal·lat.');
	$jira->order('ticket.set', key => $ticket->{key}, status => 'Resolt');
	return 1;
}

sub order_fleet {
	my ($order) = @_;
	open my $control, '>', "$o{fleet}/control" or return;
	print $control "$order\n";
	close $control;
	open my $answers, '<', "$o{fleet}/answers" or return;
	my $line = <$answers>;
	return $line;
}

my %done;    # of a ticket's id, { step, at }
while (-e $jira->{control}) {
	my $tickets = eval { $jira->order('tickets') } or last;
	for my $ticket (@$tickets) {
		my ($asked) = grep { $ticket->{summary} =~ $_->[0] } @asked or next;
		my ($name) = $ticket->{summary} =~ $asked->[0];
		my $at = $done{ $ticket->{id} } ||= { step => 1, at => time };
		my $do = $asked->[ $at->{step} ] or next;
		next if time < $at->{at} + $o{pace};
		$do->($ticket, $name);
		@$at{qw(step at)} = ($at->{step} + 1, time);
	}
	sleep 0.5;
}

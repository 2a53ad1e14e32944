#!/usr/bin/perl
# What it costs to follow 2,000 open tickets in Jira: the requests of a round (one a minute), how long it takes, and the CPU of
# the backend and its worker, when all of them are new to it and when nothing has changed. The Jira is the fake one, on
# loopback, whose own CPU is not counted.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use Time::HiRes qw(sleep time);

my $tickets = $ENV{TICKETS} || 2000;
my $each = 20;    # of a renewal
my $rounds = rounds(3);
my $jira = jira_start();
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub call {
	my ($do, $args) = @_;
	my $answer = $c->call($do, $args);
	return $answer->{ok} || die "$do: " . ($answer->{error}{code} // 'gone') . "\n";
}

progress('making tickets');
my @keys = map { $jira->order('ticket.make', project => 'SIS', summary => "Instal·lar el certificat $_", status => 'Obert')->{key} } 1 .. $tickets;
for my $n (0 .. $tickets / $each - 1) {
	progress("renewal $n");
	my $id = call('monitor.add', { host => "h$n.exemple.cat", name => "h$n" })->{id};
	my $renewal = call('renewal.open', { monitors => [$id], procedure => 'cds-cesicat' })->{renewal}{id};
	call('ticket.link', { key => $_, renewal => $renewal, role => 'other', agreed => ['unknown-ticket'] }) for @keys[ $n * $each .. ($n + 1) * $each - 1 ];
}
undef $c;
daemon_stop($pid);

sub searches { return scalar grep { $_->{path} =~ m{/search$} } $jira->requests }
sub asked { return scalar $jira->requests }

# Waits until so many searches were answered and the backend rests.
sub rests {
	my ($count) = @_;
	my ($before, $now) = (-1, 0);
	sleep 0.05 while searches() < $count;
	my $ended = time;
	do { $before = $now; sleep 0.3; $now = cpu_us($pid) } while $now != $before;
	return $ended;
}

print "Following $tickets tickets in Jira, in " . $tickets / $each . ' renewals' . load();
my %got;
for my $round (1 .. $rounds) {
	progress("round $round");
	my ($asked, $searched) = (asked(), searches());
	my $began = time;
	$pid = daemon_start(config => qq{workers = 1;\njira = "$jira->{plain}";\njira-plain = true;\njira-follow = 90;\n}
		. qq{jira-token-file = "$jira->{tokens}/servei";\n});
	my $cpu = cpu_us($pid);
	my $pages = int(($tickets + 99) / 100);
	push @{ $got{wall} }, rests($searched + $pages) - $began;
	push @{ $got{cpu} }, (cpu_us($pid) - $cpu) / 1e6;
	push @{ $got{requests} }, searches() - $searched;
	push @{ $got{besides} }, asked() - $asked - (searches() - $searched);
	daemon_stop($pid);
}
my $first = shift @{ $got{cpu} };
title('followed');
figure('requests of a round, one a minute', '', 25, @{ $got{requests} });
figure('besides, to know whose the token is', '', undef, @{ $got{besides} });
figure('a full round, at 60 requests a minute', 's', 60, @{ $got{wall} });
figure('CPU of the round that writes all of them', 's', 1, $first);
figure('CPU of a round of which nothing is new', 's', 1, @{ $got{cpu} }) if @{ $got{cpu} };

#!/usr/bin/perl
# What 4,000 closed renewals cost: all of them by the socket, as the console asks for them, the longest that anybody else waits
# meanwhile, what the backend keeps of it, its start, and an act. Each went through all its steps, so it is as long as they are.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;
use JSON::PP;
use Time::HiRes 'time';

my $count = $ENV{CLOSED} || 4000;
my $rounds = rounds(5);
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub call {
	my ($do, $args) = @_;
	my $answer = $c->call($do, $args);
	return $answer->{ok} || die "$do: " . ($answer->{error}{code} // 'gone') . "\n";
}

sub act {
	my ($what, %more) = @_;
	return $c->call('renewal.do', { id => 1, version => call('renewal.show', { id => 1 })->{renewal}{version}, what => $what, %more })->{ok};
}

# The first choice of a decision that needs nothing else, and every other step left out.
sub walk {
	my ($step) = @_;
	return act('skip', step => $step->{key}, note => 'No cal') if $step->{kind} ne 'decision';
	act('choose', step => $step->{key}, note => 'Així', args => { value => $_->{value} }) and return 1
		for @{ call('renewal.step', { id => 1, step => $step->{key} })->{step}{options} };
	return 0;
}

# Until the last page is here; what reading their JSON costs here is not theirs.
sub list {
	my ($began, $after, $rows, $longest) = (time, 0, 0, 0);
	while (1) {
		my ($asked, $id) = (time, ++$c->{id});
		$c->raw(qq({"id":$id,"do":"renewal.list","args":{"after":$after,"all":true}}\n));
		do { sysread $c->{socket}, $c->{in}, 1 << 20, length $c->{in} or die "no list\n" } until $c->{in} =~ s/\A(.*)\n\z//s;
		my $took = (time - $asked) * 1000;
		$longest = $took if $took > $longest;
		my @ids = $1 =~ /"id":(\d+),"version"/g or last;
		$rows += @ids;
		$after = $ids[-1];
	}
	die "$rows renewals instead of $count\n" if $rows != $count;
	return ((time - $began) * 1000, $longest);
}

call('monitor.add', { host => 'h.exemple.cat', name => 'h' });
call('renewal.open', { monitors => [1], procedure => 'cds-cesicat' });
for my $pass (1 .. 3) {
	walk($_) for grep { $_->{state} eq 'todo' || $_->{state} eq 'waiting' } map { @{ $_->{steps} } } @{ call('renewal.show', { id => 1 })->{renewal}{phases} };
}
my @acts = map { my $began = time; act('note', step => 'origen', note => 'Una nota') or die "no note\n"; (time - $began) * 1000 } 1 .. $rounds;
undef $c;
daemon_stop($pid);
progress("making $count");
system(build() . '/bench/closed', folder() . '/state/caduca/caduca.db', $count) == 0 or die "no renewals\n";
progress('');
print "Closed renewals: $count" . load();
my (@starts, @lists, @longest);
for my $round (1 .. $rounds) {
	my $began = time;
	$pid = daemon_start(config => "workers = 1;\n");
	push @starts, (time - $began) * 1000;
	daemon_stop($pid) if $round < $rounds;
}
$c = connect_to();
my $before = rss_kb($pid);
for my $round (1 .. $rounds) { my ($all, $longest) = list(); push @lists, $all; push @longest, $longest }
title('renewal.list, closed ones too');
figure('all pages', 'ms', 1000, @lists);
figure('the longest of them', 'ms', 20, @longest);
figure('what the backend has grown by', 'MB', 8, (rss_kb($pid) - $before) / 1024);
title('besides');
figure('the backend starts', 'ms', undef, @starts);
figure('a look at a renewal and an act of it', 'ms', undef, @acts);

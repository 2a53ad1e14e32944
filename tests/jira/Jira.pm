# The fake Jira for tests in Perl: started with jira_start, ended with the test.
#
#   my $jira = jira_start(tls => 1, context => '/jira');
#   $jira->{plain}, {tls}, {untrusted}, {expired}, {elsewhere}   base addresses       $jira->{ca}   whom {tls} is trusted by
#   $jira->token_file('anna')                                   0600, with her token
#   $jira->order('fault', fault => 'busy', call => 'create', times => 2, retry_after => 7)
#   $jira->order('ticket.set', key => 'SIS-7001', status => 'Resolt')
#   $jira->requests(call => 'create')                           of the log, those with these members
# One that was started elsewhere is spoken to by its folder: jira_at($folder).
package Jira;
use strict;
use warnings;
use Exporter 'import';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use IO::Handle;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX ();

our @EXPORT = qw(jira_start jira_at);
my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $program = dirname(__FILE__) . '/jira.pl';
my $owner = $$;
my @running;

# jira_start(folder => PATH, context => '/x', tls => 1)
sub jira_start {
	my (%o) = @_;
	my $folder = $o{folder} || tempdir('caduca-jira-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	pipe(my $read, my $write) or die $!;
	pipe(my $ready, my $said) or die $!;
	my $pid = fork // die $!;
	if (!$pid) {
		open STDIN, '<&', $read;
		open STDOUT, '>&', $said;
		close $_ for $write, $ready;
		exec $^X, $program, 'serve', '--folder', $folder, '--until-end', $o{context} ? ('--context', $o{context}) : (),
			$o{tls} ? '--tls' : ()
			or POSIX::_exit(127);
	}
	close $read;
	close $said;
	my $line = <$ready> // die 'the fake Jira did not start';
	my $jira = bless { %{ $json->decode($line) }, folder => $folder, pid => $pid, end => $write, said => $ready }, 'Jira';
	push @running, $jira;
	return $jira;
}

sub jira_at {
	my ($folder) = @_;
	open my $f, '<', "$folder/address" or die "$folder/address: $!";
	local $/;
	return bless { %{ $json->decode(<$f>) }, folder => $folder }, 'Jira';
}

sub stop {
	my ($jira) = @_;
	return if !$jira->{end};
	close delete $jira->{end};
	waitpid $jira->{pid}, 0;
}

# What it says to an order; dies where it says no.
sub order {
	my ($jira, $do, %members) = @_;
	$jira->{socket} ||= IO::Socket::UNIX->new(Peer => $jira->{control}) or die "$jira->{control}: $!";
	print { $jira->{socket} } $json->encode({ do => $do, %members }), "\n";
	$jira->{socket}->flush;
	my $line = readline($jira->{socket}) // die "the fake Jira is gone";
	my $answer = $json->decode($line);
	die "$do: $answer->{error}\n" if $answer->{error};
	return $answer->{ok};
}

sub requests {
	my ($jira, %with) = @_;
	return grep { my $r = $_; !grep { ($r->{$_} // '') ne $with{$_} } keys %with } @{ $jira->order('log') };
}

sub token_file { my ($jira, $who) = @_; return "$jira->{tokens}/$who" }

sub token {
	my ($jira, $who) = @_;
	open my $f, '<', $jira->token_file($who) or die "$who: $!";
	chomp(my $token = <$f>);
	return $token;
}

END {
	if ($$ == $owner) { my $status = $?; $_->stop for @running; $? = $status }
}

1;

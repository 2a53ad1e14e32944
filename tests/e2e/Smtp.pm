# A mail server on loopback for the tests: SMTP with STARTTLS or TLS at once, PLAIN and LOGIN, in a process of its own, one
# conversation after the other. What it is to do is said anew for each; what was said to it is kept, and each message as it came.
package Smtp;
use strict;
use warnings;
use Caduca;
use Exporter 'import';
use IO::Socket::INET;
use IO::Socket::SSL;
use Jira::Papers;
use JSON::PP;
use MIME::Base64;
use POSIX ();

our @EXPORT = qw(smtp_start smtp_does smtp_said smtp_talk smtp_mails smtp_ca);
my ($folder, $pid, $talk);
my $turn = 0;

# The port. Its certificate is for localhost and 127.0.0.1.
sub smtp_start {
	$folder = folder() . '/smtp';
	mkdir $folder, 0700;
	my $contexts = Jira::Papers::make("$folder/papers");
	my $listening = IO::Socket::INET->new(Listen => 8, LocalAddr => '127.0.0.1', LocalPort => 0, ReuseAddr => 1) or die $!;
	smtp_does();
	$pid = fork // die $!;
	if (!$pid) {
		$SIG{TERM} = sub { POSIX::_exit(0) };
		while (1) {
			my $socket = $listening->accept or next;
			my $how = decode_json(slurp("$folder/does"));
			$talk = "$folder/talk.$how->{turn}";
			eval { converse($socket, $how, $contexts); 1 } or note("died: $@");
			note('end');
		}
	}
	return $listening->sockport;
}

# starttls => 1, 0 (not offered) or a reply; at_once => TLS from the first byte; papers => which certificate; user, password;
# refuse => [addresses]; data => the reply to a message; silent => nothing is ever said.
sub smtp_does {
	my (%how) = @_;
	spew("$folder/does", encode_json({ starttls => 1, papers => 'tls', refuse => [], data => '250 taken', turn => ++$turn, %how }));
	unlink glob "$folder/mail.*";
}

# The lines that it was told since then, in what began since then: a client that left before may be missed late. smtp_talk: when
# the last conversation is over.
sub smtp_said { return slurp("$folder/talk.$turn") }

sub smtp_talk {
	wait_until('the conversation is over', sub { smtp_said() =~ /^end$/m });
	return smtp_said();
}

# Each as { from, to => [], bytes }.
sub smtp_mails { return map { decode_json(slurp($_)) } sort glob "$folder/mail.*" }
sub smtp_ca { return "$folder/papers/ca.pem" }

sub note { open my $f, '>>', $talk or return; print $f "$_[0]\n"; close $f }

# Whoever looks at what runs sees no password.
sub seen_by_others { my ($secret) = @_; return grep { slurp($_) =~ /\Q$secret\E/ } glob '/proc/[0-9]*/cmdline /proc/[0-9]*/environ' }

sub converse {
	my ($socket, $how, $contexts) = @_;
	my ($secure, $in, $known, %mail) = (0, 1);
	my $secured = sub {
		IO::Socket::SSL->start_SSL($socket, SSL_server => 1, SSL_reuse_ctx => $contexts->{ $how->{papers} }) or die "TLS: $IO::Socket::SSL::SSL_ERROR";
		$secure = 1;
	};
	my $tells = sub { print $socket map { "$_\r\n" } @_ };
	my $hears = sub { my $line = <$socket> // die "gone\n"; $line =~ s/\r\n\z// or die "a line without its end\n"; note(($secure ? 'tls ' : 'clear ') . $line); return $line };
	$socket->autoflush(1);
	$secured->() if $how->{at_once};
	if ($how->{silent}) { note('silent'); 1 while sysread $socket, my $some, 100; die "gone\n" }
	$tells->('220 smtp.test');
	while (1) {
		my $line = $hears->();
		if ($line =~ /^EHLO /) {
			$tells->('250-smtp.test', ($how->{starttls} && !$secure ? '250-STARTTLS' : ()), ($how->{user} ? '250-AUTH PLAIN LOGIN' : ()), '250 8BITMIME');
		} elsif ($line eq 'STARTTLS') {
			if ($how->{starttls} =~ /^4/) { $tells->($how->{starttls}); next }
			$tells->('220 go on');
			$secured->();
		} elsif ($line =~ /^AUTH PLAIN(?: (\S+))?$/) {
			note("seen in $_") for seen_by_others($how->{password});
			my $given = $1;
			if (!defined $given) { $tells->('334 '); $given = $hears->() }
			$known = decode_base64($given) eq "\0$how->{user}\0$how->{password}";
			$tells->($known ? '235 welcome' : "535 5.7.8 no, " . ($how->{said} eq 'what was told' ? $given : $how->{said}));
		} elsif ($line =~ /^MAIL FROM:<([^>]*)>/) {
			if ($how->{user} && !$known) { $tells->('530 5.7.0 who is there?'); next }
			%mail = (from => $1, to => []);
			$tells->('250 well');
		} elsif ($line =~ /^RCPT TO:<([^>]*)>/) {
			my $address = $1;
			if (grep { $_ eq $address } @{ $how->{refuse} }) { $tells->("550-5.1.1 nobody\e[2J here", '550 5.1.1 is called so') }
			else { push @{ $mail{to} }, $address; $tells->('250 well') }
		} elsif ($line eq 'DATA') {
			$tells->('354 go on');
			my $bytes = '';
			while ((my $part = <$socket> // die "gone\n") ne ".\r\n") { $part =~ s/^\.//; $bytes .= $part }
			die "gone\n" if $how->{data} eq 'gone';
			spew(sprintf('%s/mail.%02d', $folder, scalar(() = glob "$folder/mail.*")), encode_json({ %mail, bytes => $bytes })) if $how->{data} =~ /^2/;
			$tells->($how->{data});
		} elsif ($line eq 'QUIT') {
			$tells->('221 bye');
			return;
		} else {
			$tells->('500 what?');
		}
	}
}

END { if ($pid) { my $status = $?; kill 'TERM', $pid; waitpid $pid, 0; $? = $status } }

1;

#!/usr/bin/perl
# A Jira for tests, on loopback only, as the REST v2 of Server and Data Center is published.
#
#   jira.pl serve --folder DIR [--context /path] [--tls] [--until-end]
#       writes one line of JSON when it is ready, and into DIR/address: the addresses, DIR/control, DIR/tokens/NAME
#       (0600, each person's token), with --tls DIR/ca.pem; ends with SIGTERM, with --until-end at the end of its input
#   jira.pl order DIR ORDER [member=text] [member:=JSON] ...
#       an order (Jira/Control.pm), and its answer as a line of JSON
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub options {
	my %o = (context => '');
	while (defined(my $word = shift)) {
		if ($word =~ /^--(tls|until-end)$/) { $o{$1} = 1 }
		elsif ($word =~ /^--(folder|context)$/) { $o{$1} = shift }
		else { die "jira.pl: what is '$word'?\n" }
	}
	return %o;
}

sub serve {
	require Jira::Control;
	require Jira::Loop;
	require Jira::Server;
	my %o = options(@_);
	my $folder = $o{folder} // die "jira.pl serve --folder DIR\n";
	mkdir $folder, 0700;
	$SIG{PIPE} = 'IGNORE';
	my $loop = Jira::Loop->new;
	$SIG{TERM} = $SIG{INT} = sub { $loop->end };
	my $server = Jira::Server->new($loop, context => $o{context});
	my $address = { control => "$folder/control", tokens => "$folder/tokens" };
	$address->{plain} = 'http://127.0.0.1:' . $server->listen('plain') . $o{context};
	$address->{elsewhere} = 'http://127.0.0.1:' . $server->listen('elsewhere');
	if ($o{tls}) {
		require Jira::Papers;
		my $contexts = Jira::Papers::make("$folder/tls");
		$address->{$_} = 'https://localhost:' . $server->listen($_,
			tls => $contexts->{$_}) . $o{context} for sort keys %$contexts;
		$address->{ca} = "$folder/tls/ca.pem";
	}
	tokens($server, "$folder/tokens");
	my $control = Jira::Control->new($loop, $server, "$folder/control");
	announce($folder, $address);
	$loop->on_read(\*STDIN, sub { my $n = sysread STDIN, my $bytes, 4096; $loop->end if !$n }) if $o{'until-end'};
	$loop->run;
	unlink "$folder/control";
}

# A token for each person, as Jira makes them: 44 characters of base64.
sub tokens {
	my ($server, $folder) = @_;
	require MIME::Base64;
	mkdir $folder, 0700;
	umask 077;
	open my $random, '<:raw', '/dev/urandom' or die $!;
	for (sort keys %{ $server->{tickets}{persons} }) {
		sysread $random, my $bytes, 33;
		my $token = MIME::Base64::encode_base64($bytes, '') =~ tr{+/}{AB}r;
		$server->{tokens}{$token} = $_;
		open my $f, '>', "$folder/$_" or die "$folder/$_: $!";
		print $f "$token\n";
		close $f;
	}
}

sub announce {
	my ($folder, $address) = @_;
	my $line = $json->encode($address) . "\n";
	open my $f, '>', "$folder/address.new" or die $!;
	print $f $line;
	close $f;
	rename "$folder/address.new", "$folder/address" or die $!;
	$| = 1;
	print $line;
}

sub order {
	my ($folder, $name, @members) = @_;
	require IO::Socket::UNIX;
	my %order = (do => $name);
	for (@members) {
		my ($member, $json_follows, $value) = /^([a-z_]+)(:?)=(.*)$/s or die "jira.pl: what is '$_'?\n";
		utf8::decode($value) if !$json_follows;
		$order{$member} = $json_follows ? $json->decode($value) : $value;
	}
	my $socket = IO::Socket::UNIX->new(Peer => "$folder/control") or die "$folder/control: $!\n";
	print $socket $json->encode(\%order), "\n";
	$socket->flush;
	my $line = <$socket> // die "no answer\n";
	print $line;
	exit 1 if $json->decode($line)->{error};
}

my %command = (serve => \&serve, order => \&order);
my $command = $command{ shift // '' } or die "jira.pl serve | order\n";
$command->(@ARGV);

# HTTP by hand, byte for byte, for the test of the fake Jira.
#
#   my $c = Http->new($base);                one connection, kept
#   my $a = $c->ask('GET', '/rest/api/2/myself', headers => [...], body => ...)
#   $a->{status}, {headers}{lower-case name}, {body}, {json}, {cut} (ended before its end)
package Http;
use strict;
use warnings;
use IO::Socket::INET;
use JSON::PP;

sub new {
	my ($class, $base) = @_;
	my ($scheme, $host, $port, $path) = $base =~ m{^(https?)://([^:/]+):([0-9]+)(.*)$} or die $base;
	return bless { host => "$host:$port", port => $port, path => $path, in => '' }, $class;
}

sub socket {
	my ($c) = @_;
	return $c->{socket} ||= IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $c->{port}) || die "connect: $!";
}

# The bytes of a request.
sub bytes {
	my ($c, $method, $target, %o) = @_;
	my @headers = ([ Host => $c->{host} ], @{ $o{headers} || [] });
	push @headers, [ 'Content-Length' => length $o{body} ] if defined $o{body} && !$o{no_length};
	return "$method $c->{path}$target HTTP/1.1\r\n" . join('',
		map { "$_->[0]: $_->[1]\r\n" } @headers) . "\r\n" . ($o{body} // '');
}

sub ask {
	my ($c, @request) = @_;
	$c->say($c->bytes(@request));
	return $c->hear;
}

sub say {
	my ($c, $bytes) = @_;
	my $socket = $c->socket;
	while ($bytes ne '') { my $n = syswrite $socket, $bytes; return 0 if !defined $n; substr $bytes, 0, $n, '' }
	return 1;
}

sub more {
	my ($c) = @_;
	my $n = sysread $c->socket, $c->{in}, 65536, length $c->{in};
	return 1 if $n;
	delete $c->{socket};
	return 0;
}

# The answer; undef where none came.
sub hear {
	my ($c) = @_;
	until ($c->{in} =~ /\r\n\r\n/) {
		next if $c->more;
		my $raw = $c->{in};
		$c->{in} = '';
		return $raw eq '' ? undef : { cut => 1, raw => $raw };
	}
	$c->{in} =~ s/^(.*?)\r\n\r\n//s;
	my ($first, @lines) = split /\r\n/, $1;
	my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } @lines;
	my ($status) = $first =~ m{^HTTP/1\.1 ([0-9]{3}) };
	return $c->hear if $status == 100;
	my $a = { status => $status, headers => \%headers, body => '' };
	if (($headers{'transfer-encoding'} // '') eq 'chunked') { $c->chunks($a) } else { $c->fixed($a,
		$headers{'content-length'} // 0) }
	$a->{json} = eval { JSON::PP->new->utf8->max_depth(20000)->decode($a->{body}) };
	if (lc($headers{connection} // '') eq 'close') { delete $c->{socket}; $c->{in} = '' }
	return $a;
}

sub fixed {
	my ($c, $a, $length) = @_;
	while (length $c->{in} < $length) { $c->more or last }
	$a->{cut} = 1 if length $c->{in} < $length;
	$a->{body} = substr $c->{in}, 0, $length, '';
}

sub chunks {
	my ($c, $a) = @_;
	while (1) {
		until ($c->{in} =~ /^([0-9a-f]+)\r\n/) { $c->more or return $a->{cut} = 1 }
		my ($digits) = $c->{in} =~ /^([0-9a-f]+)/;
		my ($size, $head) = (hex $digits, length($digits) + 2);
		while (length $c->{in} < $head + $size + 2) { $c->more or return $a->{cut} = 1 }
		$a->{body} .= substr $c->{in}, $head, $size;
		substr $c->{in}, 0, $head + $size + 2, '';
		return if !$size;
	}
}

1;

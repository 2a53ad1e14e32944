# One HTTP/1.1 connection, kept alive: reads requests, hands each over, writes its answer. In clear or in TLS.
#
# A request is { method, target, path, query, headers{}, names[], body, listener, size (bytes so far) }. What becomes of
# it is decided twice: when its head is there (`head`, which may say after how many bytes the connection is cut), and
# when it is whole (`whole`, which gives the answer).
# An answer is { status, headers[[name, value]], body, and at will: cut => bytes, drip => { bytes, every }, hang => 1,
# reset => 1, close => 1 }.
package Jira::Connection;
use strict;
use warnings;
use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use Socket qw(SOL_SOCKET SO_LINGER);

use constant { HEAD_MOST => 65536, BODY_MOST => 64 * 1024 * 1024, BUFFER => 8192 };

my %reason = (200 => 'OK', 201 => 'Created', 204 => 'No Content', 302 => 'Found', 400 => 'Bad Request', 401 => 'Unauthorized',
	403 => 'Forbidden', 404 => 'Not Found', 405 => 'Method Not Allowed', 406 => 'Not Acceptable', 411 => 'Length Required',
	413 => 'Request Entity Too Large', 415 => 'Unsupported Media Type', 429 => 'Too Many Requests',
		500 => 'Internal Server Error',
	502 => 'Bad Gateway', 503 => 'Service Unavailable', 504 => 'Gateway Timeout');

# new(loop, socket, { listener, tls => context of IO::Socket::SSL, head => sub, whole => sub })
sub new {
	my ($class, $loop, $socket, $how) = @_;
	my $c = bless { loop => $loop, socket => $socket, in => '', out => '', served => 0, %$how }, $class;
	$socket->blocking(0);
	return $c->handshake_start if $how->{tls};
	$loop->on_read($socket, sub { $c->readable });
	return $c;
}

# ---- TLS ----

sub handshake_start {
	my ($c) = @_;
	my $socket = IO::Socket::SSL->start_SSL($c->{socket}, SSL_server => 1, SSL_reuse_ctx => $c->{tls}, SSL_startHandshake => 0);
	return $c->end unless $socket;
	$c->{socket} = $socket;
	$socket->blocking(0);
	$c->{loop}->on_read($socket, sub { $c->handshake });
	return $c;
}

sub handshake {
	my ($c) = @_;
	if ($c->{socket}->accept_SSL) {
		$c->{loop}->no_write($c->{socket});
		$c->{loop}->on_read($c->{socket}, sub { $c->readable });
		return $c->readable;
	}
	no warnings 'once';
	return if $IO::Socket::SSL::SSL_ERROR == IO::Socket::SSL::SSL_WANT_READ();
	return $c->{loop}->on_write($c->{socket}, sub { $c->handshake }) if $IO::Socket::SSL::SSL_ERROR == IO::Socket::SSL::SSL_WANT_WRITE();
	$c->{refused}->() if $c->{refused};
	$c->end;
}

# ---- reading ----

sub readable {
	my ($c) = @_;
	while (1) {
		my $n = sysread $c->{socket}, $c->{in}, 65536, length $c->{in};
		if (!defined $n) {
			last if $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR;
			return $c->end;
		}
		return $c->end if $n == 0;
		$c->advance;
		return if $c->{ended};
		return $c->{loop}->no_read($c->{socket}) if $c->{busy};
	}
}

# As far as the bytes go: the head, then the body.
sub advance {
	my ($c) = @_;
	return if $c->{busy};
	$c->read_head or return if !$c->{request};
	my $r = $c->{request};
	$r->{size} = $r->{head_size} + length $c->{in};
	return $c->end($r->{reset}) if defined $r->{cut} && $r->{size} >= $r->{cut};
	my $body = $c->read_body($r);
	return if !defined $body;
	return $c->end($r->{reset}) if defined $r->{cut};
	$r->{body} = $body;
	delete $c->{request};
	$c->{busy} = 1;
	$c->{served}++;
	$c->answer($r, $c->{whole}->($r));
}

sub read_head {
	my ($c) = @_;
	my $end = index $c->{in}, "\r\n\r\n";
	if ($end < 0) {
		$c->refuse(400, 'the head of the request is too long') if length $c->{in} > HEAD_MOST;
		return;
	}
	my $head = substr $c->{in}, 0, $end + 4, '';
	my ($first, @lines) = split /\r\n/, $head;
	my ($method, $target) = $first =~ m{^([A-Z]+) (/[\x21-\x7e]*) HTTP/1\.1$} or return $c->refuse(400,
		'a bad line of request');
	my $r = { method => $method, target => $target, headers => {}, names => [], head_size => length $head,
		listener => $c->{listener}, connection => $c->{number}, kept => $c->{served} };
	($r->{path}, $r->{query}) = split /\?/, $target, 2;
	for (@lines) {
		my ($name, $value) = /^([!#\$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\x80-\xff\t]*?)[ \t]*$/ or return $c->refuse(400, 'a bad header');
		return $c->refuse(400, "the header $name stands twice") if exists $r->{headers}{ lc $name };
		$r->{headers}{ lc $name } = $value;
		push @{ $r->{names} }, $name;
	}
	return $c->refuse(400, 'no Host') if !defined $r->{headers}{host};
	$c->{request} = $r;
	$c->{head}->($r);
	$c->send("HTTP/1.1 100 Continue\r\n\r\n") if lc($r->{headers}{expect} || '') eq '100-continue' && !defined $r->{cut};
	return 1;
}

# The body when it is whole, else undef.
sub read_body {
	my ($c, $r) = @_;
	my $coding = $r->{headers}{'transfer-encoding'};
	return $c->read_chunks($r) if defined $coding && lc $coding eq 'chunked';
	return $c->refuse(400, "the transfer encoding $coding is not known") if defined $coding;
	my $length = $r->{headers}{'content-length'};
	return $c->refuse(411, 'no Content-Length') if !defined $length && $r->{method} =~ /^(POST|PUT)$/;
	$length //= 0;
	return $c->refuse(400, 'a bad Content-Length') if $length !~ /^[0-9]{1,9}$/ || $length > BODY_MOST;
	return if length $c->{in} < $length;
	return substr $c->{in}, 0, $length, '';
}

sub read_chunks {
	my ($c, $r) = @_;
	my ($at, $body) = (0, '');
	while (substr($c->{in}, $at, 32) =~ /^([0-9A-Fa-f]{1,8})\r\n/) {
		my ($size, $skip) = (hex $1, length($1) + 2);
		return if length $c->{in} < $at + $skip + $size + 2;
		$body .= substr $c->{in}, $at + $skip, $size;
		$at += $skip + $size + 2;
		next if $size;
		substr $c->{in}, 0, $at, '';
		return $body;
	}
	return;
}

sub refuse {
	my ($c, $status, $why) = @_;
	$c->{busy} = 1;
	$c->answer({}, { status => $status, headers => [ [ 'Content-Type', 'text/html;charset=utf-8' ] ], close => 1,
		body => "<!doctype html><html lang=\"en\"><head><title>HTTP Status $status</title></head><body><h1>$why</h1></body></html>" });
	return;
}

# ---- writing ----

sub answer {
	my ($c, $r, $a) = @_;
	return if $c->{ended};
	return if $a->{hang};
	$a->{close} = 1 if lc($r->{headers}{connection} || '') eq 'close' || defined $a->{cut};
	$c->{close} = $a->{close};
	my $bytes = answer_bytes($r, $a);
	if (defined $a->{part}) { $a->{cut} = int $a->{part} * length $bytes }
	if (defined $a->{cut}) {
		$bytes = substr $bytes, 0, $a->{cut};
		$c->{close} = 1;
		$c->{reset} = $a->{reset};
	}
	return $c->drip($bytes, $a->{drip}) if $a->{drip};
	$c->send($bytes);
	$c->{last} = 1;
	$c->written;
}

sub answer_bytes {
	my ($r, $a) = @_;
	my $body = $a->{body} // '';
	my $text = "HTTP/1.1 $a->{status} " . ($reason{ $a->{status} } || '') . "\r\n";
	$text .= "$_->[0]: $_->[1]\r\n" for @{ $a->{headers} || [] };
	$text .= "Connection: close\r\n" if $a->{close};
	return "$text\r\n" if $a->{status} == 204;
	# As Tomcat does: what fits its buffer has a length, more comes in pieces.
	if (length $body <= BUFFER || $a->{whole}) {
		my $length = $a->{length} // length $body;
		return "${text}Content-Length: $length\r\n\r\n$body";
	}
	$text .= "Transfer-Encoding: chunked\r\n\r\n";
	for (my $at = 0; $at < length $body; $at += BUFFER) {
		my $piece = substr $body, $at, BUFFER;
		$text .= sprintf "%x\r\n%s\r\n", length $piece, $piece;
	}
	return "${text}0\r\n\r\n";
}

sub drip {
	my ($c, $bytes, $how) = @_;
	return if $c->{ended};
	$c->send(substr $bytes, 0, $how->{bytes} || 1, '');
	if ($bytes eq '') { $c->{last} = 1; return $c->written }
	$c->{loop}->after($how->{every} || 0.1, sub { $c->drip($bytes, $how) });
}

sub send {
	my ($c, $bytes) = @_;
	$c->{out} .= $bytes;
	$c->flush;
}

sub flush {
	my ($c) = @_;
	my $at = 0;
	while ($at < length $c->{out}) {
		my $n = syswrite $c->{socket}, $c->{out}, 65536, $at;
		if (!defined $n) {
			return $c->end if $! != EAGAIN && $! != EWOULDBLOCK && $! != EINTR;
			last;
		}
		$at += $n;
	}
	substr $c->{out}, 0, $at, '';
	if ($c->{out} eq '') { $c->{loop}->no_write($c->{socket}); $c->written }
	else { $c->{loop}->on_write($c->{socket}, sub { $c->flush }) }
}

# After the last byte of an answer: the next request, or the end.
sub written {
	my ($c) = @_;
	return if !$c->{last} || $c->{out} ne '' || $c->{ended};
	delete $c->{last};
	return $c->end($c->{reset}) if $c->{close};
	delete $c->{busy};
	$c->{loop}->on_read($c->{socket}, sub { $c->readable });
	$c->advance if $c->{in} ne '';
}

sub end {
	my ($c, $reset) = @_;
	return if $c->{ended}++;
	$c->{loop}->forget($c->{socket});
	setsockopt $c->{socket}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0 if $reset;
	# A failed handshake leaves a plain socket.
	if ($c->{socket}->isa('IO::Socket::SSL')) { $c->{socket}->close(SSL_no_shutdown => 1,
		SSL_fast_shutdown => 1) } else { close $c->{socket} }
	$c->{gone}->() if $c->{gone};
	return;
}

1;

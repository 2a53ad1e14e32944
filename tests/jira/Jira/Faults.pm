# Faults on demand. An order arms one for a call (or for all), for a person (or for all), after `skip` requests that it
# would fit, `times` times (0: until it is taken away). Of those that fit a request the one armed first strikes.
#
# Three places where one can strike:
#   request   while the request comes: the connection is cut at byte `at` of it, and nothing is done
#   instead   whole, but answered with something else: nothing is done
#   after     done, and then the answer is spoilt, or never comes
package Jira::Faults;
use strict;
use warnings;
use utf8;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical;

my $page = '<!DOCTYPE html><html lang="ca"><head><title>%s</title></head><body><h1>%s</h1></body></html>';
sub html {
	my ($status, $title, @headers) = @_;
	return spoken($status, 'text/html;charset=UTF-8', sprintf($page, $title, $title), @headers);
}

sub spoken {
	my ($status, $type, $body, @headers) = @_;
	utf8::encode($body) if utf8::is_utf8($body);
	return { status => $status, headers => [ [ 'Content-Type', $type ], @headers ], body => $body };
}

sub said {
	my ($status, $object, @headers) = @_;
	return spoken($status, 'application/json;charset=UTF-8', $json->encode($object), @headers);
}

my $login = 'login-url=%s/login.jsp';
my $denied = 'Client must be authenticated to access this resource.';

# name => [where, sub (fault, request, answer, base of Jira) that gives the answer]
my %fault = (
	# the request or the answer is cut, or does not come
	'cut-request' => ['request'],
	'cut-answer' => [ after => sub { my ($f, $r, $a) = @_; return { %$a,
		(defined $f->{part} ? (part => $f->{part}) : (cut => $f->{at} // 0)), reset => $f->{reset} } } ],
	'hang' => [ instead => sub { return { hang => 1 } } ],
	'hang-after' => [ after => sub { return { hang => 1 } } ],
	'drip' => [ after => sub { my ($f, $r, $a) = @_; return { %$a, drip => { bytes => $f->{bytes}, every => $f->{every} } } } ],
	# the connection is cut, or hangs, and what was asked for is done later: after `seconds`, `searches`, or the order
	# `late`
	'late' => [ late => sub { my ($f) = @_; return $f->{hang} ? { hang => 1 }
		: { status => 504, headers => [ [ 'Content-Type', 'text/html' ] ],
		body => sprintf($page, 'Gateway Timeout', 'Gateway Timeout') } } ],
	'late-cut' => [ late => sub { return { status => 200, body => '', cut => 0 } } ],

	# who asks
	'login-redirect' => [ instead => sub { my ($f, $r, $a, $base) = @_; return spoken(302, 'text/html', '',
		[ 'Location', $f->{to} || "$base/login.jsp?permissionViolation=true&os_destination=%2F" ]) } ],
	'login-refused' => [ instead => sub { my ($f) = @_; return said(200, { name => '', displayName => 'Anonymous' },
		[ 'X-Seraph-LoginReason', $f->{reason} || 'AUTHENTICATED_FAILED' ]) } ],
	'empty' => [ instead => sub { my ($f) = @_; return spoken($f->{status} || 200, 'application/json;charset=UTF-8', '') } ],
	'captcha' => [ instead => sub { my ($f, $r, $a, $base) = @_; return html(403, 'Forbidden (403)',
		[ 'X-Authentication-Denied-Reason', 'CAPTCHA_CHALLENGE; ' . sprintf $login, $base ],
		[ 'X-Seraph-LoginReason', 'AUTHENTICATION_DENIED' ]) } ],
	'basic-disabled' => [ instead => sub { return said(403,
		{ message => 'Basic Authentication has been disabled on this instance.' }) } ],
	'unauthorized' => [ instead => sub { return said(401, { message => $denied, 'status-code' => 401 },
		[ 'WWW-Authenticate', 'OAuth realm="https%3A%2F%2Fjira"' ]) } ],
	'unauthorized-xml' => [ instead => sub { return spoken(401, 'application/xml;charset=UTF-8',
		qq(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><status><status-code>401</status-code><message>$denied</message></status>)) } ],
	'unauthorized-html' => [ instead => sub { return html(401, 'Unauthorized (401)',
		[ 'X-Seraph-LoginReason', 'AUTHENTICATED_FAILED' ]) } ],

	# too many, or down
	'busy' => [ instead => sub { my ($f) = @_; return html(429, 'Too Many Requests',
		defined $f->{retry_after} ? [ 'Retry-After', $f->{retry_after} ] : (),
		[ 'X-RateLimit-Limit', 10 ], [ 'X-RateLimit-Remaining', 0 ], [ 'X-RateLimit-FillRate', 1 ],
			[ 'X-RateLimit-Interval-Seconds', 60 ]) } ],
	'down' => [ instead => sub { my ($f) = @_; return html($f->{status} || 503, 'Servei no disponible',
		defined $f->{retry_after} ? [ 'Retry-After', $f->{retry_after} ] : ()) } ],
	'down-after' => [ after => sub { my ($f) = @_; return html($f->{status} || 502, 'Bad Gateway') } ],

	# the forms of an error
	'errors' => [ instead => sub { my ($f) = @_; return said($f->{status} || 400,
		{ errorMessages => $f->{messages} || [], errors => $f->{errors} || {} }) } ],
	'error-string' => [ instead => sub { my ($f) = @_; return said($f->{status} || 400,
		{ errorMessages => $f->{text} || 'No pot ser.' }) } ],
	'error-message' => [ instead => sub { my ($f) = @_; return said($f->{status} || 400,
		{ message => $f->{text} || 'No pot ser.' }) } ],
	'error-errormessage' => [ instead => sub { my ($f) = @_; return said($f->{status} || 400,
		{ errorMessage => $f->{text} || 'No pot ser.' }) } ],
	'error-html' => [ instead => sub { my ($f) = @_; return html($f->{status} || 500, $f->{text}
		|| "S'ha produït un error") } ],
	'error-empty' => [ instead => sub { my ($f) = @_; return spoken($f->{status} || 500, 'text/plain', '') } ],

	# answers that are none
	'truncated' => [ after => sub { my ($f, $r, $a) = @_; my $b = $a->{body} // ''; return { %$a,
		body => substr($b, 0, int length($b) * ($f->{part} // 0.5)), whole => 1 } } ],
	'html' => [ after => sub { my ($f, $r, $a) = @_; return html($f->{status} || 200, 'Contacte') } ],
	'not-json' => [ after => sub { my ($f, $r, $a) = @_; return { %$a, body => $f->{text} // "{'no': json}" } } ],
	'huge' => [ after => sub { my ($f, $r, $a) = @_; return { %$a,
		body => '{"x":"' . 'x' x ($f->{bytes} || 50_000_000) . '"}' } } ],
	'deep' => [ after => sub { my ($f, $r, $a) = @_; my $n = $f->{levels}
		|| 10_000; return { %$a, body => '{"x":' . '[' x $n . ']' x $n . '}' } } ],
	'elsewhere' => [ instead => sub { my ($f, $r) = @_; return { status => $f->{status} || 302,
		headers => [ [ 'Location', $f->{to} . $r->{target} ] ], body => '' } } ],
	'answer' => [ instead => sub { my ($f) = @_; return spoken($f->{status} || 200, $f->{type} || 'application/json',
		$f->{body} // '', map { [ $_, $f->{headers}{$_} ] } sort keys %{ $f->{headers} || {} }) } ],
);

sub new { return bless { armed => [], next => 1 }, shift }

sub names { return sort keys %fault }

# arm({ do, call, who, skip, times, … }): its number.
sub arm {
	my ($faults, $f) = @_;
	$fault{ $f->{do} // '' } or die "there is no fault '" . ($f->{do} // '') . "'\n";
	die "the fault elsewhere needs `to`\n" if $f->{do} eq 'elsewhere' && !defined $f->{to};
	push @{ $faults->{armed} }, { call => '*', times => 1, skip => 0, %$f, id => $faults->{next}++, met => 0, struck => 0 };
	return $faults->{next} - 1;
}

sub clear {
	my ($faults, $id) = @_;
	@{ $faults->{armed} } = defined $id ? grep { $_->{id} != $id } @{ $faults->{armed} } : ();
}

sub list { return [ map { { %$_ } } @{ $_[0]{armed} } ] }

# The fault that strikes this request, or undef; counts it.
sub strikes {
	my ($faults, $call, $who) = @_;
	my $struck;
	for my $f (@{ $faults->{armed} }) {
		next if $f->{call} ne '*' && $f->{call} ne $call;
		next if defined $f->{who} && $f->{who} ne $who;
		next if $f->{times} && $f->{struck} >= $f->{times};
		next if $f->{met}++ < $f->{skip} || $struck;
		$f->{struck}++;
		$struck = $f;
	}
	return $struck;
}

sub where { return $fault{ $_[0]{do} }[0] }

# answer(fault, request, answer it would have had, base)
sub answer { my ($f, @rest) = @_; return $fault{ $f->{do} }[1]->($f, @rest) }

1;

# The server: its listeners, who asks, which call it is, the fault that strikes it, and the log of all requests.
#
# A request passes: the call by its method and path; the fault, if one strikes; the headers; who asks; the call itself.
# The log keeps the names of headers and whether a token came, never the token.
package Jira::Server;
use strict;
use warnings;
use utf8;
use IO::Socket::INET;
use Jira::Calls qw(route answer_call);
use Jira::Connection;
use Jira::Faults;
use Jira::Tickets;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical;

# new(loop, { context, host })
sub new {
	my ($class, $loop, %o) = @_;
	return bless { loop => $loop, context => '', %o, tickets => Jira::Tickets->new, faults => Jira::Faults->new,
		tokens => {}, log => [],
		connections => 0, refused => {}, headers => [] }, $class;
}

# listen(name, { tls => context, host }): the port. What comes by the listener `elsewhere` is of another host, which
# knows nothing.
sub listen {
	my ($s, $name, %o) = @_;
	my $socket = IO::Socket::INET->new(Listen => 128, LocalAddr => '127.0.0.1', LocalPort => $o{port} || 0,
		ReuseAddr => 1) or die "listen: $@";
	$socket->blocking(0);
	$s->{listening}{$name} = { socket => $socket, port => $socket->sockport, %o };
	$s->{loop}->on_read($socket, sub {
		while (my $new = $socket->accept) { $s->accepted($name, $new, $o{tls}) }
	});
	return $socket->sockport;
}

# Stops and starts: nobody listens at that port for a time.
sub close_listener {
	my ($s, $name) = @_;
	my $l = $s->{listening}{$name} or die "no listener $name\n";
	$s->{loop}->forget($l->{socket});
	close $l->{socket}
}
sub open_listener {
	my ($s, $name) = @_;
	my $l = $s->{listening}{$name} or die "no listener $name\n";
	$s->listen($name, port => $l->{port}, tls => $l->{tls});
}

sub accepted {
	my ($s, $name, $socket, $tls) = @_;
	my $number = ++$s->{connections};
	$s->{open}{$number} = Jira::Connection->new($s->{loop}, $socket, { listener => $name, number => $number, tls => $tls,
		head => sub { $s->head(@_) }, whole => sub { $s->whole(@_) }, refused => sub { $s->{refused}{$name}++ },
			gone => sub { delete $s->{open}{$number} } });
	delete $s->{open}{$number} if $s->{open}{$number}{ended};
}

sub base {
	my ($s, $r) = @_;
	return ($s->{listening}{ $r->{listener} }{tls} ? 'https' : 'http') . "://$r->{headers}{host}$s->{context}";
}

# ---- a request ----

sub head {
	my ($s, $r) = @_;
	my $path = $r->{path};
	my $here = $r->{listener} ne 'elsewhere' && $path =~ s/^\Q$s->{context}\E(?=\/)//;
	my ($call, @parts) = $here ? route($r->{method}, $path) : ();
	@$r{qw(call parts here)} = ($call, \@parts, $here);
	my $token = ($r->{headers}{authorization} // '') =~ /^Bearer (\S+)$/ ? $1 : undef;
	my $who = defined $token ? $s->{tokens}{$token} : undef;
	$r->{who} = $who;
	my $kind = $r->{headers}{authorization} // '';
	$r->{entry} = { n => scalar @{ $s->{log} } + 1, method => $r->{method}, path => $r->{path},
		defined $r->{query} ? (query => $r->{query}) : (), headers => [ @{ $r->{names} } ],
		who => $who, token => $kind =~ /^Bearer / ? JSON::PP::true : JSON::PP::false,
			authorization => $kind =~ /^(\w+)/ ? $1 : undef, listener => $r->{listener},
		connection => $r->{connection}, kept => $r->{kept}, agent => $r->{headers}{'user-agent'},
			call => $call ? $call->{name} : undef, at => Time::HiRes::time() };
	push @{ $s->{log} }, $r->{entry};
	my $fault = $here ? $s->{faults}->strikes($call ? $call->{name} : '', $who // '') : undef;
	return if !$fault;
	$r->{fault} = $fault;
	$r->{entry}{fault} = $fault->{do};
	if (Jira::Faults::where($fault) eq 'request') { $r->{cut} = cut_at($fault, $r); $r->{reset} = $fault->{reset} }
}

# At a byte, or at a part of the whole.
sub cut_at {
	my ($fault, $r) = @_;
	return $fault->{at} // 0 if !defined $fault->{part};
	return int $fault->{part} * ($r->{head_size} + ($r->{headers}{'content-length'} // 0));
}

sub whole {
	my ($s, $r) = @_;
	my $fault = $r->{fault};
	$r->{entry}{body} = $r->{body} if $s->{keep_bodies} && ($r->{headers}{'content-type'} // '') =~ /json/;
	my $where = $fault ? Jira::Faults::where($fault) : '';
	my $a = $where eq 'instead' ? Jira::Faults::answer($fault, $r, undef, $s->base($r)) : $s->work($r, $fault);
	$a = Jira::Faults::answer($fault, $r, $a, $s->base($r)) if $where eq 'after' || $where eq 'late';
	# A session, as for a browser: a client that sends it back is not the person of its token alone.
	push @{ $a->{headers} }, [ 'Set-Cookie', "JSESSIONID=$r->{entry}{n}; Path=/; HttpOnly" ], @{ $s->{headers} }, [ 'X-AREQUESTID', sprintf '%dx%dx1', 60 * 10, $r->{entry}{n} ];
	$r->{entry}{status} = $a->{hang} ? undef : $a->{status};
	return $a;
}

sub work {
	my ($s, $r, $fault) = @_;
	return plain(404, 'Not here') if !$r->{here};
	if (!$r->{call}) {
		# The old createmeta is read as the key of an issue.
		return told(404, { errorMessages => ['Issue Does Not Exist'], errors => {} }) if $r->{path} =~ m{/issue/createmeta$};
		return plain(@{ $r->{parts} } ? 405 : 404,
			@{ $r->{parts} } ? 'Method Not Allowed' : 'Oops, you\'ve found a dead link.');
	}
	my $refusal = $s->refused($r) || wrong_headers($r);
	return $refusal if $refusal;
	my $t = $s->{tickets};
	my $x = { t => $t, who => defined $r->{who} ? $t->{persons}{ $r->{who} } : undef, base => $s->base($r),
		text => $r->{body}, headers => $r->{headers} };
	my $got = eval { $x->{query} = query($r->{query}); answer_call($r->{call}, $x, @{ $r->{parts} }) };
	$got = ref $@ eq 'ARRAY' ? $@ : die $@ if !$got;
	my ($status, $object, $headers, $bytes) = @$got;
	return { status => $status, headers => $headers, body => $bytes, whole => 1 } if $headers;
	if (ref $object eq 'CODE') { $object = $s->make_now_or_later($object, $fault) }
	$s->late_run;
	return told($status, $object, $r->{who});
}

# ---- what is done later than it was asked for ----

sub make_now_or_later {
	my ($s, $make, $fault) = @_;
	return $make->() if !$fault || Jira::Faults::where($fault) ne 'late';
	my $t = $s->{tickets};
	my $late = { make => $make, searches => defined $fault->{searches} ? $t->{searches} + $fault->{searches} : undef };
	push @{ $t->{late} }, $late;
	$s->{loop}->after($fault->{seconds}, sub { $s->late_run($late) }) if defined $fault->{seconds};
	return {};
}

# late_run([one]): makes it; without one, those whose searches have come; 'all', all of them.
sub late_run {
	my ($s, $one) = @_;
	my $t = $s->{tickets};
	my @now = grep { defined $one ? $one eq 'all' || $_ == $one : defined $_->{searches}
		&& $t->{searches} >= $_->{searches} } @{ $t->{late} };
	for my $late (@now) { @{ $t->{late} } = grep { $_ != $late } @{ $t->{late} }; $late->{make}->() }
	return scalar @now;
}

# ---- who asks, and with which headers ----

sub refused {
	my ($s, $r) = @_;
	my $authorization = $r->{headers}{authorization};
	if (!defined $authorization) {
		return if !$r->{call}{known};
		return told(401, { errorMessages => ['You are not authenticated. Authentication required to perform this operation.'], errors => {} });
	}
	return told(403, { message => 'Basic Authentication has been disabled on this instance.' }) if $authorization =~ /^Basic /;
	my $person = defined $r->{who} ? $s->{tickets}{persons}{ $r->{who} } : undef;
	return if $person && !$person->{expired};
	return told(401, { message => 'Client must be authenticated to access this resource.', 'status-code' => 401 });
}

sub wrong_headers {
	my ($r) = @_;
	my $h = $r->{headers};
	my $rest = $r->{path} =~ m{/rest/api/};
	return plain(406, 'Not Acceptable') if $rest && ($h->{accept} // '') !~ m{(application/json|application/\*|\*/\*)};
	return plain(400, 'a GET has no body') if $r->{method} eq 'GET' && ($r->{body} ne '' || defined $h->{'content-type'});
	return plain(400, 'a client with a token keeps no cookies') if defined $h->{cookie};
	return plain(400, 'a client says what it is') if ($h->{'user-agent'} // '') eq '';
	return if $r->{method} eq 'GET';
	my $want = $r->{call}{name} eq 'attach' ? qr{^multipart/form-data;} : qr{^application/json\s*(;\s*charset=utf-8)?$}i;
	return plain(415, 'Unsupported Media Type') if ($h->{'content-type'} // '') !~ $want;
	# What a page of another site could have a browser send.
	my $checked = ($h->{'x-atlassian-token'} // '') =~ /^(no-check|nocheck)$/;
	return plain(403, 'XSRF check failed') if $r->{call}{name} eq 'attach' && !$checked;
	return plain(403, 'XSRF check failed') if $h->{'user-agent'} =~ /Mozilla|Chrome|Safari/;
	return;
}

sub query {
	my ($text) = @_;
	my %query;
	for (split /&/, $text // '') {
		my ($name, $value) = split /=/, $_, 2;
		for ($name, $value) {
			$_ //= '';
			tr/+/ /;
			s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
			utf8::decode($_) or Jira::Calls::failed(400, 'a parameter is not UTF-8');
		}
		Jira::Calls::failed(400, "The parameter '$name' stands twice") if exists $query{$name};
		$query{$name} = $value;
	}
	return \%query;
}

sub told {
	my ($status, $object, $who) = @_;
	my $body = defined $object ? $json->encode($object) : '';
	return { status => $status, body => $body, headers => [ $body eq '' ? ()
		: [ 'Content-Type', 'application/json;charset=UTF-8' ],
		defined $who ? ([ 'X-AUSERNAME', $who ], [ 'X-Seraph-LoginReason', 'OK' ]) : () ] };
}

sub plain {
	my ($status, $text) = @_;
	return { status => $status, body => $text, headers => [ [ 'Content-Type', 'text/html;charset=UTF-8' ] ] };
}

1;

# The orders of tests: one JSON object a line over a socket in the folder, {"do": name, …}, answered by a line, {"ok": …}
# or {"error": "text"}. Jira has nothing like it.
#
#   ticket.make {project, summary, …}   ticket.set {key, …, move: project}   ticket.get {key}   tickets
#       with summary, description, status, assignee, reporter, labels, created, updated, type, hidden (true, or from whom),
#       gone; a status and a person by name; renumber: the key is another issue's, with an id of its own
#   comment {key, who, body, internal}   link {key, to}
#   attach {key, who, name, text | base64 | file, mime, size, html, redirect, login, content}: the last five are lies
#   person.set {name, may: {project: "create" | "browse"}, display, expired}   status.set {id, name, category}
#   field.remove {project, type, field}   field.set {project, type, field, name, kind, required, allowed}
#   index {searches, seconds, hold}: how far it lags behind what is made from now on
#   fault {fault, call, who, skip, times, …}   faults   faults.clear {fault}   faults.names (Jira/Faults.pm)   late: what is late is done now
#   log {since}   log.bodies {keep}
#   set {version, search_most, upload_most, linking, no_link_permission, clock, headers}
#   listen {name, open}   drop: every connection   tls: how many refused our certificate
package Jira::Control;
use strict;
use warnings;
use utf8;
use IO::Socket::UNIX;
use JSON::PP;
use MIME::Base64 'decode_base64';

my $json = JSON::PP->new->utf8->canonical;

sub new {
	my ($class, $loop, $server, $path) = @_;
	my $c = bless { loop => $loop, server => $server, t => $server->{tickets} }, $class;
	my $socket = IO::Socket::UNIX->new(Local => $path, Listen => 16) or die "$path: $!";
	$socket->blocking(0);
	$loop->on_read($socket, sub { while (my $client = $socket->accept) { $c->accepted($client) } });
	$c->{socket} = $socket;
	return $c;
}

sub accepted {
	my ($c, $client) = @_;
	my $in = '';
	$c->{loop}->on_read($client, sub {
		my $n = sysread $client, $in, 65536, length $in;
		if (!$n) { $c->{loop}->forget($client); close $client; return }
		while ($in =~ s/^(.*?)\n//) {
			my $line = $json->encode($c->answer($1)) . "\n";
			# The client waits for it and reads it whole.
			while ($line ne '') { my $w = syswrite $client, $line; last if !defined $w; substr $line, 0, $w, '' }
		}
	});
}

my %order = (
	'ticket.make' => sub {
		my ($c, $o) = @_;
		my $project = delete $o->{project};
		my $i = $c->{t}->make($project, $c->ticket_members($o));
		return { key => $i->{key}, id => "$i->{id}" }
	},
	'ticket.set' => \&ticket_set,
	'ticket.get' => sub { my ($c, $o) = @_; return described($c->issue($o->{key})) },
	'tickets' => sub { my ($c) = @_; return [ map { described($_) } @{ $c->{t}{issues} } ] },
	'comment' => sub {
		my ($c, $o) = @_;
		my $m = $c->{t}->comment($c->issue($o->{key}), $o->{who} // 'sistemes', $o->{body}, $o->{internal});
		return { id => "$m->{id}" }
	},
	'attach' => \&attach,
	'link' => sub { my ($c, $o) = @_; $c->{t}->link(10003, $c->issue($o->{key}), $c->issue($o->{to})); return {} },
	'person.set' => sub {
		my ($c, $o) = @_;
		my $p = $c->{t}{persons}{ $o->{name} // '' } or die "no such person\n";
		@$p{ keys %$o } = values %$o;
		return {}
	},
	'field.remove' => \&field_remove,
	'field.set' => \&field_set,
	'status.set' => sub {
		my ($c, $o) = @_;
		my $s = $c->{t}{status}{ $o->{id} } ||= { id => $o->{id} };
		@$s{ keys %$o } = values %$o;
		return {}
	},
	'index' => sub { my ($c, $o) = @_; $c->{t}{lag} = { map { $_ => $o->{$_} } qw(searches seconds hold) }; return {} },
	'fault' => sub { my ($c, $o) = @_; return { fault => $c->{server}{faults}->arm($o) } },
	'faults' => sub { my ($c) = @_; return $c->{server}{faults}->list },
	'faults.names' => sub { return [ Jira::Faults->names ] },
	'faults.clear' => sub { my ($c, $o) = @_; $c->{server}{faults}->clear($o->{fault}); return {} },
	'late' => sub { my ($c) = @_; return { made => $c->{server}->late_run('all'), } },
	'log' => sub { my ($c, $o) = @_; my @all = @{ $c->{server}{log} }; return [ @all[ ($o->{since} // 0) .. $#all ] ] },
	'log.bodies' => sub { my ($c, $o) = @_; $c->{server}{keep_bodies} = $o->{keep} // 1; return {} },
	'set' => \&set,
	'listen' => sub {
		my ($c, $o) = @_;
		$o->{open} ? $c->{server}->open_listener($o->{name} // 'plain') : $c->{server}->close_listener($o->{name} // 'plain');
		return {}
	},
	'drop' => sub {
		my ($c) = @_;
		my @open = values %{ $c->{server}{open} };
		$_->end(1) for @open;
		return { dropped => scalar @open }
	},
	'tls' => sub { my ($c) = @_; return $c->{server}{refused} },
);

sub answer {
	my ($c, $line) = @_;
	my $o = eval { $json->decode($line) };
	return { error => 'not a line of JSON' } if ref $o ne 'HASH';
	my $do = $order{ delete $o->{do} // '' } or return { error => 'no such order' };
	# A fault is called `fault`, for `do` is the order.
	$o->{do} = delete $o->{fault} if $do == $order{fault};
	my $ok = eval { $do->($c, $o) };
	return { error => $@ =~ s/\n\z//r } if !defined $ok;
	return { ok => $ok };
}

sub issue {
	my ($c, $which) = @_;
	return $c->{t}{by_key}{ $which // '' } || $c->{t}{by_id}{ $which // '' } || die "no issue '" . ($which // '') . "'\n";
}

my %member = map { $_ => 1 } qw(summary description status assignee reporter labels created updated fields type hidden gone);

# A status and a type by their name or number.
sub ticket_members {
	my ($c, $o) = @_;
	for (keys %$o) { die "an issue has no '$_'\n" if !$member{$_} }
	if (defined $o->{status}) {
		my ($s) = grep { $_->{id} eq $o->{status} || $_->{name} eq $o->{status} } values %{ $c->{t}{status} };
		$o->{status} = ($s || die "no status '$o->{status}'\n")->{id};
	}
	return $o;
}

sub ticket_set {
	my ($c, $o) = @_;
	my $issue = $c->issue(delete $o->{key});
	my $to = delete $o->{move};
	my $renumber = delete $o->{renumber};
	$c->ticket_members($o);
	@$issue{ keys %$o } = values %$o;
	$c->{t}->touch($issue) if !exists $o->{updated};
	$c->{t}->move($issue, $to) if defined $to;
	$c->{t}->renumber($issue) if $renumber;
	return { key => $issue->{key} };
}

sub described {
	my ($i) = @_;
	return { (map { $_ => $i->{$_} } qw(id key former project type summary description status assignee reporter labels created updated fields hidden gone)),
		comments => [ map { { id => $_->{id}, author => $_->{author}, body => $_->{body},
			properties => $_->{properties} } } @{ $i->{comments} } ],
		attachments => [ map { { id => $_->{id}, name => $_->{name}, size => $_->{size},
			author => $_->{author} } } @{ $i->{attachments} } ],
		links => [ map { ($_->{inward} || $_->{outward})->{key} } @{ $i->{links} } ] };
}

# attach {key, name, text | base64 | file, who, mime, size, html, redirect, login, content}
sub attach {
	my ($c, $o) = @_;
	my $issue = $c->issue(delete $o->{key});
	my ($who, $name) = (delete $o->{who} // 'sistemes', delete $o->{name});
	my ($text, $base64, $path) = (delete $o->{text}, delete $o->{base64}, delete $o->{file});
	utf8::encode($text) if defined $text;
	$text = decode_base64($base64) if defined $base64;
	if (defined $path) { open my $f, '<:raw', $path or die "$path: $!\n"; local $/; $text = <$f> // '' }
	my $file = $c->{t}->attach($issue, $who, $name, $text // '', $o);
	return { id => "$file->{id}" };
}

sub screens {
	my ($c, $o) = @_;
	my $types = ($c->{t}{projects}{ $o->{project} // '' } || die "no such project\n")->{types};
	return grep { !defined $o->{type} || $_->{id} eq $o->{type} || $_->{name} eq $o->{type} } values %$types;
}

sub field_remove {
	my ($c, $o) = @_;
	for my $type ($c->screens($o)) { @{ $type->{screen} } = grep { $_->{id} ne $o->{field} } @{ $type->{screen} } }
	return {};
}

# field.set {project, type, field, name, kind, required, allowed[]}: puts it on the screen, at its end where it is new
sub field_set {
	my ($c, $o) = @_;
	for my $type ($c->screens($o)) {
		my ($f) = grep { $_->{id} eq $o->{field} } @{ $type->{screen} };
		my $new = Jira::Tickets::field($o->{field}, $o->{name} // ($f ? $f->{name} : $o->{field}),
			$o->{kind} // ($f ? $f->{type} : 'string'),
			required => $o->{required}, allowed => $o->{allowed});
		if ($f) { %$f = %$new } else { push @{ $type->{screen} }, $new }
	}
	return {};
}

# set {version, search_most, upload_most, linking, no_link_permission, clock, headers{ on every answer }}
sub set {
	my ($c, $o) = @_;
	$c->{server}{headers} = [ map { [ $_, $o->{headers}{$_} ] } sort keys %{ $o->{headers} } ] if $o->{headers};
	$c->{t}{frozen} = $o->{clock} if exists $o->{clock};
	for (grep { exists $o->{$_} } qw(version search_most upload_most linking no_link_permission)) { $c->{t}{$_} = $o->{$_} }
	return {};
}

1;

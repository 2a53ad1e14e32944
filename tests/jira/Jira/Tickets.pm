# What Jira knows: persons, projects, types, statuses, fields of the screens, and the issues. All of it in memory.
#
# An issue is { id, key, former[], project, type, summary, description, status, assignee, reporter, labels[], created,
# updated, fields{ custom fields }, links[], comments[], attachments[], hidden, gone, seen_after }; the times are epoch
# seconds. `seen_after` is { searches, at }: how far the index lags behind it.
package Jira::Tickets;
use strict;
use warnings;
use utf8;
use JSON::PP ();
use POSIX ();
use Time::HiRes 'time';

use constant ZONE => 3600;    # of the server, which writes +0100

my @category = (
	{ id => 2, key => 'new', name => 'Per fer', colorName => 'blue-gray' },
	{ id => 4, key => 'indeterminate', name => 'En curs', colorName => 'yellow' },
	{ id => 3, key => 'done', name => 'Fet', colorName => 'green' },
);
my @status = ([ 1, 'Obert', 'new' ], [ 4, 'Reobert', 'new' ], [ 3, 'En curs', 'indeterminate' ],
	[ 10001, 'Pendent de resposta', 'indeterminate' ], [ 5, 'Resolt', 'done' ], [ 6, 'Tancat', 'done' ],
		[ 10002, 'Rebutjat', 'done' ]);
# Two transitions have the same name, and two the same target.
my @transition = ([ 11, 'Inicia', 3 ], [ 21, 'Demana resposta', 10001 ], [ 31, 'Resol', 5 ], [ 41, 'Tanca', 6 ],
	[ 51, 'Tanca', 10002 ], [ 61, 'Reprèn', 3 ]);
my @type = ([ 10000, 'Task' ], [ 10001, 'Incident' ], [ 10002, 'Petició de servei' ]);
my @link_type = ([ 10000, 'Blocks', 'is blocked by', 'blocks' ], [ 10003, 'Relates', 'relates to', 'relates to' ]);

my @person = (
	{ name => 'anna', display => 'Anna Puig', may => { SIS => 'create', ST => 'create' } },
	{ name => 'biel', display => 'Biel Roca', may => { SIS => 'create', ST => 'browse' } },
	{ name => 'carla', display => 'Carla Vidal i Sol', may => { SIS => 'browse' } },
	{ name => 'servei', display => 'Caduca (només lectura)', may => { SIS => 'browse', ST => 'browse' } },
	{ name => 'sistemes', display => 'Sistemes', may => { SIS => 'create', ST => 'create' } },
	{ name => 'cap', display => 'Cap de servei', may => { SIS => 'create', ST => 'create' } },
	{ name => 'antiga', display => 'Token caducat', expired => 1, may => { SIS => 'create', ST => 'create' } },
);

sub new {
	my ($class) = @_;
	my $t = bless { issues => [], by_key => {}, by_id => {}, next_id => 10100, next_number => 20000, searches => 0,
		lag => {}, late => [],
		search_most => 1000, upload_most => 10 * 1024 * 1024, linking => 1 }, $class;
	$t->{category} = { map { $_->{key} => $_ } @category };
	$t->{status} = { map { $_->[0] => { id => $_->[0], name => $_->[1], category => $_->[2] } } @status };
	$t->{transitions} = [ map { { id => $_->[0], name => $_->[1], to => $_->[2] } } @transition ];
	$t->{link_types} = [ map { { id => $_->[0], name => $_->[1], inward => $_->[2], outward => $_->[3] } } @link_type ];
	$t->{persons} = { map { $_->{name} => { %$_, key => "JIRAUSER" . (10000 + length $_->{display}) } } @person };
	my $number = 10000;
	$t->{projects} = { map { $_->[0] => { key => $_->[0], name => $_->[1], id => $number++, last => $_->[2],
		types => types() } }
		[ 'SIS', 'Sistemes', 7000 ], [ 'ST', 'Suport Tècnic', 800 ], [ 'RES', 'Reservat', 0 ] };
	return $t;
}

# The fields of each type's screen. The last one has more of them than one page of createmeta, with what is required
# on the second.
sub types {
	my @plain = (field('summary', 'Resum', 'string', required => 1),
		field('issuetype', "Tipus d'incidència", 'issuetype', required => 1),
		field('project', 'Projecte', 'project', required => 1), field('description', 'Descripció', 'string'),
		field('labels', 'Etiquetes', 'array'), field('assignee', 'Assignat', 'user'),
			field('priority', 'Prioritat', 'priority'),
		field('components', 'Components', 'array'), field('duedate', 'Data límit', 'date'),
			field('customfield_10010', 'Entorn', 'option',
			allowed => [ 'Producció', 'Preproducció' ]), field('attachment', 'Fitxer adjunt', 'array'));
	my @many = map { field("customfield_101$_", "Camp $_", 'string') } 10 .. 55;
	my @late = field('customfield_10199', 'Sistema afectat', 'option', required => 1,
		allowed => [ 'EACAT', 'Seu electrònica', 'Via Oberta' ]);
	return { map { $_->[0] => { id => $_->[0], name => $_->[1],
		screen => [ map { {%$_} } @plain, $_->[0] == 10002 ? (@many, @late) : () ] } } @type };
}

sub field {
	my ($id, $name, $type, %o) = @_;
	my $values = $o{allowed} || [];
	my $number = 10400;
	return { id => $id, name => $name, type => $type, required => $o{required} ? 1 : 0,
		allowed => [ map { { id => '' . $number++, value => $_ } } @$values ] };
}

# ---- issues ----

# make(project, { summary, … }): the issue, which the index shows at once unless `lags`.
sub make {
	my ($t, $project, $with, $lags) = @_;
	my $p = $t->{projects}{$project} or die "no project $project\n";
	my $now = $t->now;
	my $issue = { project => $project, type => 10000, summary => '', description => '', status => 1, labels => [],
		reporter => 'anna',
		fields => {}, links => [], comments => [], attachments => [], former => [], created => $now, updated => $now, %$with,
		id => $t->{next_id}++, key => "$project-" . ++$p->{last} };
	$issue->{seen_after} = { searches => $t->{searches} + ($t->{lag}{searches} || 0), at => time + ($t->{lag}{seconds} || 0),
		hold => $t->{lag}{hold} } if $lags;
	push @{ $t->{issues} }, $issue;
	$t->{by_key}{ $issue->{key} } = $t->{by_id}{ $issue->{id} } = $issue;
	return $issue;
}

sub now { my ($t) = @_; return defined $t->{frozen} ? $t->{frozen} : POSIX::floor(time) }

# By key, former key or id; whoever may not see it does not find it.
sub find {
	my ($t, $which, $who) = @_;
	my $issue = $t->{by_key}{$which} || ($which =~ /^[0-9]+$/ ? $t->{by_id}{$which} : undef);
	return if !$issue || $issue->{gone};
	return if defined $who && !$t->sees($who, $issue);
	return $issue;
}

sub sees {
	my ($t, $who, $issue) = @_;
	my $hidden = $issue->{hidden};
	return 0 if $hidden && (!ref $hidden || grep { $_ eq $who->{name} } @$hidden);
	return $who->{may}{ $issue->{project} } ? 1 : 0;
}

sub in_index {
	my ($t, $issue) = @_;
	my $after = $issue->{seen_after} or return 1;
	return 0 if $after->{hold} && $t->{lag}{hold};
	return 0 if $t->{searches} <= $after->{searches} || time < $after->{at};
	return 1;
}

sub move {
	my ($t, $issue, $project) = @_;
	my $p = $t->{projects}{$project} or die "no project $project\n";
	push @{ $issue->{former} }, $issue->{key};
	$issue->{project} = $project;
	$issue->{key} = "$project-" . ++$p->{last};
	$t->{by_key}{ $issue->{key} } = $issue;
	$t->touch($issue);
}

sub renumber {
	my ($t, $issue) = @_;
	delete $t->{by_id}{ $issue->{id} };
	$issue->{id} = $t->{next_id}++;
	$t->{by_id}{ $issue->{id} } = $issue;
}

sub touch { my ($t, $issue) = @_; $issue->{updated} = $t->now }

sub number { my ($t) = @_; return $t->{next_number}++ }

sub link {
	my ($t, $type, $inward, $outward) = @_;
	return if grep { $_->{type} == $type && $_->{outward} && $_->{outward} == $outward } @{ $inward->{links} };
	my $id = $t->number;
	push @{ $inward->{links} }, { id => $id, type => $type, outward => $outward };
	push @{ $outward->{links} }, { id => $id, type => $type, inward => $inward };
	$t->touch($_) for $inward, $outward;
}

sub comment {
	my ($t, $issue, $author, $body, $internal) = @_;
	my $now = $t->now;
	my $comment = { id => $t->number, author => $author, body => $body, created => $now, updated => $now,
		properties => defined $internal ? [ { key => 'sd.public.comment', value => { internal => $internal } } ] : [] };
	push @{ $issue->{comments} }, $comment;
	$t->touch($issue);
	return $comment;
}

# attach(issue, author, name, bytes, { mime, size, html, redirect, login }): what is lied about stands in the last.
sub attach {
	my ($t, $issue, $author, $name, $bytes, $traits) = @_;
	my $file = { id => $t->number, author => $author, name => $name, bytes => $bytes, mime => 'application/octet-stream',
		created => $t->now, size => length $bytes, issue => $issue, %{ $traits || {} } };
	push @{ $issue->{attachments} }, $file;
	$t->{files}{ $file->{id} } = $file;
	$t->touch($issue);
	return $file;
}

# ---- how it is told ----

sub when {
	my ($epoch) = @_;
	my $text = POSIX::strftime('%Y-%m-%dT%H:%M:%S', gmtime $epoch + ZONE);
	return sprintf '%s.%03d+0100', $text, 0;
}

sub tell_person {
	my ($t, $base, $name) = @_;
	my $p = ref $name ? $name : $t->{persons}{ $name // '' } or return undef;
	return { self => "$base/rest/api/2/user?username=$p->{name}", name => $p->{name}, key => $p->{key},
		emailAddress => "$p->{name}\@exemple.test",
		displayName => $p->{display}, active => JSON::PP::true, timeZone => 'Europe/Madrid', avatarUrls => {} };
}

sub tell_status {
	my ($t, $base, $id) = @_;
	my $s = $t->{status}{$id};
	my $c = $t->{category}{ $s->{category} } || { id => 1, key => 'undefined', name => 'Sense categoria',
		colorName => 'medium-gray' };
	return { self => "$base/rest/api/2/status/$id", id => "$id", name => $s->{name}, description => '',
		iconUrl => "$base/images/icons/statuses/$id.png",
		statusCategory => { %$c, self => "$base/rest/api/2/statuscategory/$c->{id}" } };
}

sub tell_type {
	my ($t, $base, $type) = @_;
	return { self => "$base/rest/api/2/issuetype/$type->{id}", id => "$type->{id}", name => $type->{name}, description => '',
		iconUrl => "$base/secure/viewavatar?size=xsmall&avatarType=issuetype", subtask => JSON::PP::false };
}

sub tell_project {
	my ($t, $base, $key) = @_;
	my $p = $t->{projects}{$key};
	return { self => "$base/rest/api/2/project/$p->{id}", id => "$p->{id}", key => $key, name => $p->{name},
		projectTypeKey => 'software', avatarUrls => {} };
}

sub tell_comment {
	my ($t, $base, $issue, $c, $expand) = @_;
	my $author = $t->tell_person($base, $c->{author});
	return { self => "$base/rest/api/2/issue/$issue->{id}/comment/$c->{id}", id => "$c->{id}", author => $author,
		updateAuthor => $author,
		body => $c->{body}, created => when($c->{created}), updated => when($c->{updated}),
			$expand ? (properties => $c->{properties}) : () };
}

sub tell_attachment {
	my ($t, $base, $a) = @_;
	my $name = $a->{name};
	utf8::encode($name);
	$name =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
	return { self => "$base/rest/api/2/attachment/$a->{id}", id => "$a->{id}", filename => $a->{name},
		author => $t->tell_person($base, $a->{author}),
		created => when($a->{created}), size => $a->{size}, mimeType => $a->{mime}, content => $a->{content}
			|| "$base/secure/attachment/$a->{id}/$name" };
}

sub tell_links {
	my ($t, $base, $issue) = @_;
	my @links;
	for my $l (@{ $issue->{links} }) {
		my ($type) = grep { $_->{id} == $l->{type} } @{ $t->{link_types} };
		my ($side) = grep { $l->{$_} } qw(inward outward);
		my $other = $l->{$side};
		push @links, { id => "$l->{id}", self => "$base/rest/api/2/issueLink/$l->{id}",
			type => { %$type, id => "$type->{id}", self => "$base/rest/api/2/issueLinkType/$type->{id}" },
			"${side}Issue" => { id => "$other->{id}", key => $other->{key}, self => "$base/rest/api/2/issue/$other->{id}",
				fields => { summary => $other->{summary},
					status => $t->tell_status($base, $other->{status}) } } } if !$other->{gone};
	}
	return \@links;
}

sub tell_fields {
	my ($t, $base, $issue) = @_;
	my $type = $t->{projects}{ $issue->{project} }{types}{ $issue->{type} };
	my @comments = map { $t->tell_comment($base, $issue, $_) } @{ $issue->{comments} };
	return { summary => $issue->{summary}, description => $issue->{description} eq '' ? undef : $issue->{description},
		status => $t->tell_status($base, $issue->{status}), issuetype => $t->tell_type($base, $type),
			project => $t->tell_project($base, $issue->{project}),
		assignee => $t->tell_person($base, $issue->{assignee}), reporter => $t->tell_person($base, $issue->{reporter}),
			creator => $t->tell_person($base, $issue->{reporter}),
		created => when($issue->{created}), updated => when($issue->{updated}), labels => [ @{ $issue->{labels} } ],
			issuelinks => $t->tell_links($base, $issue),
		comment => { comments => \@comments, maxResults => scalar @comments, total => scalar @comments, startAt => 0 },
		attachment => [ map { $t->tell_attachment($base, $_) } @{ $issue->{attachments} } ],
		priority => { self => "$base/rest/api/2/priority/3", id => '3', name => 'Mitjana',
			iconUrl => "$base/images/icons/priorities/medium.svg" },
		resolution => undef, components => [], duedate => undef, %{ $issue->{fields} } };
}

my %navigable = map { $_ => 1 } qw(comment attachment);

# The issue with the fields that were asked for: names, *all, *navigable, and -name to leave one out.
sub tell_issue {
	my ($t, $base, $issue, $asked, $default) = @_;
	my $all = $t->tell_fields($base, $issue);
	my @asked = grep { !/^-/ } @$asked;
	@asked = ($default) if !@asked;
	my %want = map { $_ eq '*all' ? (map { $_ => 1 } keys %$all) : $_ eq '*navigable'
		? (map { $_ => 1 } grep { !$navigable{$_} } keys %$all) : ($_ => 1) } @asked;
	delete $want{ substr $_, 1 } for grep { /^-/ } @$asked;
	return { expand => 'renderedFields,names,schema,operations,editmeta,changelog', id => "$issue->{id}", key => $issue->{key},
		self => "$base/rest/api/2/issue/$issue->{id}",
			fields => { map { $_ => $all->{$_} } grep { exists $all->{$_} } keys %want } };
}

1;

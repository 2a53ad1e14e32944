# The calls of REST v2 (Jira Server and Data Center): each with its method, path, parameters, shape of its body, and
# what it does. A call gets { t(ickets), who, base, path parts, query{}, body } and gives [status, object], or dies with
# [status, object]; the errors are in Jira's own forms.
package Jira::Calls;
use strict;
use warnings;
use utf8;
use Exporter 'import';
use Jira::Jql;
use Jira::Shapes qw(type_of shape_error);
use JSON::PP;

our @EXPORT_OK = qw(route answer_call failed);

my $json = JSON::PP->new->utf8->max_depth(512);
my $KEY = qr/[A-Za-z0-9_-]{1,60}/;
my %names = ('id?' => 'string', 'key?' => 'string', 'name?' => 'string');
my %shape = (
	create => { 'fields' => '*', 'update?' => '*', 'properties?' => [ { key => 'string', value => '*' } ] },
	search => { jql => 'string', 'startAt?' => 'number', 'maxResults?' => 'number', 'fields?' => ['string'],
		'expand?' => ['string'], 'validateQuery?' => 'boolean' },
	link => { type => {%names}, inwardIssue => {%names}, outwardIssue => {%names}, 'comment?' => { body => 'string' } },
	comment => { body => 'string', 'properties?' => [ { key => 'string', value => '*' } ],
		'visibility?' => { type => 'string', value => 'string' } },
	transition => { transition => { id => 'string' }, 'fields?' => '*', 'update?' => '*' },
);

# What Jira calls the bean of a body, which its errors name.
my %bean = (create => 'issue.IssueUpdateBean', search => 'search.SearchRequestBean', link => 'issue.LinkIssueRequestJsonBean',
	comment => 'issue.CommentJsonBean', transition => 'issue.IssueUpdateBean');

# name, method, path after the context, parameters, who may: nobody (0) or somebody who is known (1)
my @calls = (
	[ server => 'GET', qr{/rest/api/2/serverInfo}, ['doHealthCheck'], 0, \&server_info ],
	[ myself => 'GET', qr{/rest/api/2/myself}, ['expand'], 1, \&myself ],
	[ types => 'GET', qr{/rest/api/2/issue/createmeta/($KEY)/issuetypes}, [qw(startAt maxResults)], 1, \&meta_types ],
	[ fields => 'GET', qr{/rest/api/2/issue/createmeta/($KEY)/issuetypes/($KEY)}, [qw(startAt maxResults)], 1, \&meta_fields ],
	[ create => 'POST', qr{/rest/api/2/issue}, ['updateHistory'], 1, \&create ],
	[ get => 'GET', qr{/rest/api/2/issue/($KEY)}, [qw(fields expand properties updateHistory)], 1, \&get ],
	[ search => 'POST', qr{/rest/api/2/search}, [], 1, \&search ],
	[ link => 'POST', qr{/rest/api/2/issueLink}, [], 1, \&make_link ],
	[ 'link-types' => 'GET', qr{/rest/api/2/issueLinkType}, [], 1, \&link_types ],
	[ comments => 'GET', qr{/rest/api/2/issue/($KEY)/comment}, [qw(startAt maxResults orderBy expand)], 1, \&comments ],
	[ comment => 'POST', qr{/rest/api/2/issue/($KEY)/comment}, ['expand'], 1, \&make_comment ],
	[ transitions => 'GET', qr{/rest/api/2/issue/($KEY)/transitions}, [qw(expand transitionId)], 1, \&transitions ],
	[ transition => 'POST', qr{/rest/api/2/issue/($KEY)/transitions}, [], 1, \&make_transition ],
	[ attach => 'POST', qr{/rest/api/2/issue/($KEY)/attachments}, [], 1, \&attach ],
	[ 'attachment-meta' => 'GET', qr{/rest/api/2/attachment/meta}, [], 1, \&attachment_meta ],
	[ attachment => 'GET', qr{/rest/api/2/attachment/([0-9]+)}, [], 1, \&attachment ],
	[ fetch => 'GET', qr{/secure/attachment/([0-9]+)/([^/]+)}, [], 1, \&fetch ],
	[ project => 'GET', qr{/rest/api/2/project/($KEY)}, ['expand'], 1, \&project ],
	[ permissions => 'GET', qr{/rest/api/2/mypermissions}, [qw(projectKey projectId issueKey issueId permissions)], 1,
		\&permissions ],
);

sub failed {
	my ($status, @text) = @_;
	my $errors = ref $text[-1] ? pop @text : {};
	die [ $status, { errorMessages => \@text, errors => $errors } ];
}

# route(method, path): the call and the parts of its path; undef and the methods of that path where there is none.
sub route {
	my ($method, $path) = @_;
	my @others;
	for my $call (@calls) {
		my @parts = $path =~ /^$call->[2]$/ or next;
		@parts = () if @+ == 1;
		push @others, $call->[1];
		# The one with a word of its own goes before the one that has any key there.
		next if $call->[1] ne $method || ($call->[0] eq 'get' && $path =~ m{/createmeta$});
		return ({ name => $call->[0], parameters => $call->[3], known => $call->[4], do => $call->[5] }, @parts);
	}
	return (undef, @others);
}

# The call's [status, object], or [status, undef, headers and body].
sub answer_call {
	my ($call, $x, @parts) = @_;
	my %known = map { $_ => 1 } @{ $call->{parameters} };
	for (sort keys %{ $x->{query} }) { failed(400, "The parameter '$_' is not known") if !$known{$_} }
	if (my $shape = $shape{ $call->{name} }) { $x->{body} = body($x->{text},
		"com.atlassian.jira.rest.v2.$bean{ $call->{name} }", $shape) }
	return $call->{do}->($x, @parts);
}

sub body {
	my ($text, $bean, $shape) = @_;
	my $body = eval { $json->decode($text) };
	failed(400, "Unexpected character: $@") if !defined $body;
	my $error = shape_error($bean, $body, $shape);
	failed(400, $error) if $error;
	return $body;
}

# ---- the server and who asks ----

sub server_info {
	my ($x) = @_;
	my $version = $x->{t}{version} || '9.12.15';
	return [ 200, { baseUrl => $x->{base}, version => $version, versionNumbers => [ map { 0 + $_ } split /\./, $version ],
		deploymentType => 'Server',
		buildNumber => 9120015, buildDate => '2024-10-01T00:00:00.000+0000',
			serverTime => Jira::Tickets::when($x->{t}->now), scmInfo => '0' x 40, serverTitle => 'Contacte (fals)' } ];
}

sub myself {
	my ($x) = @_;
	return [ 200, { %{ $x->{t}->tell_person($x->{base}, $x->{who}) }, locale => 'ca_ES', expand => 'groups,applicationRoles',
		groups => { size => 1, items => [] }, applicationRoles => { size => 1, items => [] } } ];
}

sub permissions {
	my ($x) = @_;
	my $key = $x->{query}{projectKey} // '';
	my $may = $x->{who}{may}{$key} // '';
	my %have = (BROWSE_PROJECTS => $may ne '', CREATE_ISSUES => $may eq 'create', ADD_COMMENTS => $may eq 'create',
		CREATE_ATTACHMENTS => $may eq 'create', LINK_ISSUES => $may eq 'create');
	my $id = 10;
	return [ 200, { permissions => { map { $_ => { id => '' . $id++, key => $_, name => $_, type => 'PROJECT',
		description => '', havePermission => $have{$_} ? JSON::PP::true : JSON::PP::false } } sort keys %have } } ];
}

# ---- what can be created ----

sub project_of {
	my ($x, $which) = @_;
	my ($p) = grep { $_->{key} eq uc $which || $_->{id} eq $which } values %{ $x->{t}{projects} };
	return $p if $p && $x->{who}{may}{ $p->{key} };
	return;
}

sub project {
	my ($x, $which) = @_;
	my $p = project_of($x, $which) or failed(404, "No project could be found with key '$which'.");
	return [ 200, { %{ $x->{t}->tell_project($x->{base}, $p->{key}) },
		issueTypes => [ map { $x->{t}->tell_type($x->{base}, $_) } types_of($p) ] } ];
}

sub types_of { my ($p) = @_; return sort { $a->{id} <=> $b->{id} } values %{ $p->{types} } }

sub number_of {
	my ($x, $name, $default, $most) = @_;
	my $value = $x->{query}{$name} // return $default;
	failed(404, "NumberFormatException: For input string: \"$value\"") if $value !~ /^[0-9]{1,9}$/;
	return defined $most && $value > $most ? $most : 0 + $value;
}

sub some { my ($start, $most, @all) = @_; return $start < @all ? splice @all, $start, $most : () }

sub page {
	my ($x, @all) = @_;
	my ($start, $most) = (number_of($x, 'startAt', 0), number_of($x, 'maxResults', 50, 50));
	my @some = some($start, $most, @all);
	return [ 200, { startAt => $start, maxResults => $most, total => scalar @all,
		isLast => $start + @some >= @all ? JSON::PP::true : JSON::PP::false, values => \@some } ];
}

sub creatable {
	my ($x, $which) = @_;
	my $p = project_of($x, $which);
	failed(400, "Project with id or key '$which' does not exist or you do not have permission to create issues in it.") if !$p || $x->{who}{may}{ $p->{key} } ne 'create';
	return $p;
}

sub meta_types {
	my ($x, $which) = @_;
	return page($x, map { $x->{t}->tell_type($x->{base}, $_) } types_of(creatable($x, $which)));
}

sub meta_fields {
	my ($x, $which, $type) = @_;
	my $p = creatable($x, $which);
	my $it = $p->{types}{$type} or failed(400, "Issue type with id '$type' does not exist in project '$which'.");
	return page($x, map { tell_field($x->{base}, $_) } @{ $it->{screen} });
}

sub tell_field {
	my ($base, $f) = @_;
	my $custom = $f->{id} =~ /^customfield_([0-9]+)/;
	return { fieldId => $f->{id}, name => $f->{name}, required => $f->{required} ? JSON::PP::true : JSON::PP::false,
		hasDefaultValue => JSON::PP::false, operations => ['set'],
		schema => { type => $f->{type}, $f->{type} eq 'array' ? (items => 'string') : (),
			$custom ? (custom => "com.atlassian.jira.plugin.system.customfieldtypes:$f->{type}", customId => 0 + $1)
			: (system => $f->{id}) },
		@{ $f->{allowed} } ? (allowedValues => [ map { { %$_, self => "$base/rest/api/2/customFieldOption/$_->{id}",
			disabled => JSON::PP::false } } @{ $f->{allowed} } ]) : () };
}

# ---- creating ----

my %type_error = (string => 'Operation value must be a string', array => 'data was not an array',
	object => 'expected Object', option => 'expected Object');
my %wants = (project => 'object', issuetype => 'object', option => 'object', user => 'object', priority => 'object',
	array => 'array');

sub create {
	my ($x) = @_;
	my $issue = ready_to_create($x);
	return [ 201, sub { created($x, $issue) } ];
}

# What its caller does at once or later: makes it.
sub created {
	my ($x, $with) = @_;
	my $issue = $x->{t}->make($with->{project}, $with, 1);
	return { id => "$issue->{id}", key => $issue->{key}, self => "$x->{base}/rest/api/2/issue/$issue->{id}" };
}

sub ready_to_create {
	my ($x) = @_;
	my $fields = $x->{body}{fields};
	failed(400, 'Can not deserialize fields') if type_of($fields) ne 'object';
	my $named = $fields->{project};
	failed(400, { project => 'project is required' }) if type_of($named) ne 'object' || !defined($named->{key} // $named->{id});
	failed(400, { project => 'expected Object' }) if grep { !/^(key|id)$/ || type_of($named->{$_}) ne 'string' } keys %$named;
	my $p = project_of($x, $named->{key} // $named->{id}) or failed(400, { project => 'valid project is required' });
	failed(400, 'You do not have permission to create issues in this project.') if $x->{who}{may}{ $p->{key} } ne 'create';
	my $type = type_to_create($p, $fields->{issuetype});
	my $errors = field_errors($type, $fields);
	failed(400, $errors) if %$errors;
	my %custom = map { $_ => $fields->{$_} } grep { /^customfield_/ } keys %$fields;
	return { project => $p->{key}, type => $type->{id}, summary => $fields->{summary},
		description => $fields->{description} // '', labels => [ @{ $fields->{labels} || [] } ],
		assignee => ($fields->{assignee} || {})->{name}, reporter => $x->{who}{name}, fields => \%custom };
}

sub type_to_create {
	my ($p, $named) = @_;
	failed(400, { issuetype => 'issue type is required' }) if type_of($named) ne 'object' || !%$named;
	failed(400, { issuetype => 'expected Object' }) if grep { !/^(name|id)$/
		|| type_of($named->{$_}) ne 'string' } keys %$named;
	my ($type) = grep { defined $named->{id} ? $_->{id} eq $named->{id} : $_->{name} eq $named->{name} } types_of($p);
	return $type || failed(400, { issuetype => 'valid issue type is required' });
}

sub field_errors {
	my ($type, $fields) = @_;
	my %screen = map { $_->{id} => $_ } @{ $type->{screen} };
	my %errors;
	for my $id (sort keys %$fields) {
		my $f = $screen{$id};
		my $error = $f ? value_error($f, $fields->{$id})
			: "Field '$id' cannot be set. It is not on the appropriate screen, or unknown.";
		$errors{$id} = $error if $error;
	}
	for (grep { $_->{required} && !defined $fields->{ $_->{id} } && !$errors{ $_->{id} } } values %screen) {
		$errors{ $_->{id} } = $_->{id} eq 'summary' ? 'You must specify a summary of the issue.' : "$_->{name} is required.";
	}
	return \%errors;
}

sub value_error {
	my ($f, $value) = @_;
	return if !defined $value;
	my $want = $wants{ $f->{type} } || 'string';
	return $type_error{$want} if type_of($value) ne $want;
	if ($f->{id} eq 'summary') {
		return 'You must specify a summary of the issue.' if $value !~ /\S/;
		return 'The summary is invalid because it contains newline characters.' if $value =~ /[\r\n]/;
		return 'Summary must be less than 255 characters.' if length $value > 255;
	}
	return 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' if $want eq 'string'
		&& length $value > 32767;
	return label_error($value) if $f->{id} eq 'labels';
	return option_error($f, $value) if $f->{type} eq 'option';
	return;
}

sub label_error {
	my ($labels) = @_;
	for (@$labels) {
		return 'Operation value must be a string' if type_of($_) ne 'string';
		return "The label '$_' contains spaces which is invalid." if /\s/;
		return "The label '$_' exceeds the maximum length for labels of 255 characters." if length > 255;
	}
	return;
}

sub option_error {
	my ($f, $value) = @_;
	return if grep { (defined $value->{id} && $_->{id} eq $value->{id})
		|| (defined $value->{value} && $_->{value} eq $value->{value}) } @{ $f->{allowed} };
	return "Option value '" . ($value->{value} // $value->{id} // 'null') . "' is not valid";
}

# ---- reading ----

sub issue_of {
	my ($x, $which) = @_;
	return $x->{t}->find($which, $x->{who}) || failed(404, 'Issue Does Not Exist');
}

sub get {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	return [ 200, $x->{t}->tell_issue($x->{base}, $issue, [ grep { $_ ne '' } split /,/, $x->{query}{fields} // '' ], '*all') ];
}

sub search {
	my ($x) = @_;
	my ($t, $b) = ($x->{t}, $x->{body});
	my $query = eval { Jira::Jql::parse($b->{jql}) };
	failed(400, $@ =~ s/\n\z//r) if !$query;
	my @wrong = Jira::Jql::errors($query->{where}, $t, $x->{who});
	my $validate = !defined $b->{validateQuery} || $b->{validateQuery};
	failed(400, @wrong) if @wrong && $validate;
	my $start = $b->{startAt} // 0;
	my $most = $b->{maxResults} // 50;
	$t->{searches}++;
	$most = $t->{search_most} if $most > $t->{search_most} || $most < 0;
	failed(400, "The value '$start' for startAt is not valid.") if $start < 0;
	my @found = grep { !$_->{gone} && $t->sees($x->{who}, $_) && $t->in_index($_)
		&& Jira::Jql::holds($query->{where}, $t, $_) } @{ $t->{issues} };
	@found = Jira::Jql::in_order($query->{order}, @found);
	my @page = some($start, $most, @found);
	return [ 200, { expand => 'schema,names', startAt => $start, maxResults => $most, total => scalar @found,
		@wrong ? (warningMessages => \@wrong) : (),
		issues => [ map { $t->tell_issue($x->{base}, $_, $b->{fields} || [], '*navigable') } @page ] } ];
}

# ---- links, comments, transitions ----

sub link_types {
	my ($x) = @_;
	failed(404, 'Issue linking is currently disabled.') if !$x->{t}{linking};
	return [ 200, { issueLinkTypes => [ map { { %$_, id => "$_->{id}",
		self => "$x->{base}/rest/api/2/issueLinkType/$_->{id}" } } @{ $x->{t}{link_types} } ] } ];
}

sub make_link {
	my ($x) = @_;
	my ($t, $b) = ($x->{t}, $x->{body});
	failed(404, 'Issue linking is currently disabled.') if !$t->{linking};
	my $name = $b->{type}{name} // $b->{type}{id} // failed(400, 'No issue link type was given.');
	my ($type) = grep { $_->{name} eq $name || $_->{id} eq $name } @{ $t->{link_types} };
	failed(404, "No issue link type with name '$name' found.") if !$type;
	my ($in, $out) = map { issue_of($x, $b->{$_}{key} // $b->{$_}{id} // '') } qw(inwardIssue outwardIssue);
	failed(401, 'No Link Issue Permission for issue \'' . $in->{key} . "'") if $x->{who}{may}{ $in->{project} } ne 'create'
		|| $t->{no_link_permission};
	failed(400, 'You cannot link an issue to itself.') if $in == $out;
	$t->link($type->{id}, $in, $out);
	return [201];
}

sub comments {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	my @all = map { $x->{t}->tell_comment($x->{base}, $issue, $_,
		($x->{query}{expand} // '') =~ /properties/) } @{ $issue->{comments} };
	@all = reverse @all if ($x->{query}{orderBy} // '') =~ /^-created$/;
	my ($start, $most) = (number_of($x, 'startAt', 0), number_of($x, 'maxResults', 1048576));
	my @some = some($start, $most, @all);
	return [ 200, { startAt => $start, maxResults => $most, total => scalar @all, comments => \@some } ];
}

sub may_write {
	my ($x, $issue, $what) = @_;
	failed(403, $what) if $x->{who}{may}{ $issue->{project} } ne 'create';
}

sub make_comment {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	may_write($x, $issue, "You do not have the permission to comment on this issue.");
	my $b = $x->{body};
	failed(400, { comment => 'Comment body can not be empty!' }) if $b->{body} !~ /\S/;
	failed(400, { comment => 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' }) if length $b->{body} > 32767;
	my ($public) = grep { $_->{key} eq 'sd.public.comment' } @{ $b->{properties} || [] };
	failed(400, 'sd.public.comment: { "internal": true } or false') if $public
		&& shape_error('value', $public->{value}, { internal => 'boolean' });
	my $comment = $x->{t}->comment($issue, $x->{who}{name}, $b->{body}, $public ? $public->{value}{internal} : undef);
	$comment->{properties} = $b->{properties} || [];
	return [ 201, $x->{t}->tell_comment($x->{base}, $issue, $comment, ($x->{query}{expand} // '') =~ /properties/) ];
}

sub transitions {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	my $with = ($x->{query}{expand} // '') =~ /transitions\.fields/;
	return [ 200, { expand => 'transitions', transitions => [ map { { id => "$_->{id}", name => $_->{name},
		to => $x->{t}->tell_status($x->{base}, $_->{to}), $with ? (fields => {}) : () } }
		grep { $_->{to} != $issue->{status} } @{ $x->{t}{transitions} } ] } ];
}

sub make_transition {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	may_write($x, $issue, 'You do not have the permission to transition this issue.');
	my $id = $x->{body}{transition}{id};
	my ($transition) = grep { $_->{id} eq $id && $_->{to} != $issue->{status} } @{ $x->{t}{transitions} };
	failed(500, "java.lang.NullPointerException: transition $id") if !$transition;
	$issue->{status} = $transition->{to};
	$x->{t}->touch($issue);
	return [204];
}

# ---- attachments ----

sub attachment_meta {
	my ($x) = @_;
	return [ 200, { enabled => JSON::PP::true, uploadLimit => $x->{t}{upload_most} } ];
}

# The one part, named "file", of a body of multipart/form-data.
sub attach {
	my ($x, $which) = @_;
	my $issue = issue_of($x, $which);
	may_write($x, $issue, 'You do not have permission to create attachments for this issue.');
	my ($boundary) = $x->{headers}{'content-type'} =~ /;\s*boundary="?([^";]{1,70})"?/ or failed(400, 'no boundary');
	my @parts = split /\r\n--\Q$boundary\E/, "\r\n$x->{text}";
	failed(400, 'a bad body of multipart/form-data') if @parts < 3 || shift(@parts) ne '' || pop(@parts) !~ /^--(\r\n)?\z/;
	my @made;
	for (@parts) {
		my ($head, $bytes) = /^\r\n(.*?)\r\n\r\n(.*)\z/s or failed(400, 'a bad part');
		my ($name, $file) = $head =~ /^Content-Disposition:\s*form-data;\s*name="([^"]*)";\s*filename="((?:[^"\\]|\\.)*)"/mi or failed(400, 'a part without a file name');
		failed(400, "No file part is named '$name'") if $name ne 'file';
		failed(404, 'The attachment is too large.') if length $bytes > $x->{t}{upload_most};
		$file =~ s/\\(.)/$1/g;
		utf8::decode($file);
		my ($mime) = $head =~ /^Content-Type:\s*([^\s;]+)/mi;
		push @made, $x->{t}->attach($issue, $x->{who}{name}, $file, $bytes, { mime => $mime // 'application/octet-stream' });
	}
	return [ 200, [ map { $x->{t}->tell_attachment($x->{base}, $_) } @made ] ];
}

sub file_of {
	my ($x, $id) = @_;
	my $file = $x->{t}{files}{$id};
	return $file if $file && $x->{t}->find($file->{issue}{key}, $x->{who});
	failed(404, "The attachment with id '$id' does not exist");
}

sub attachment {
	my ($x, $id) = @_;
	return [ 200, $x->{t}->tell_attachment($x->{base}, file_of($x, $id)) ];
}

sub fetch {
	my ($x, $id) = @_;
	my $file = file_of($x, $id);
	return [ 302, undef, [ [ Location => $file->{redirect} ] ], '' ] if defined $file->{redirect};
	return [ 302, undef, [ [ Location => "$x->{base}/login.jsp?os_destination=%2Fsecure%2Fattachment%2F$id" ] ],
		'' ] if $file->{login};
	my $type = $file->{html} ? 'text/html;charset=UTF-8' : $file->{mime};
	my $bytes = $file->{html} ? '<!DOCTYPE html><html><head><title>Inicia la sessió - Contacte</title></head><body id="jira"><form id="login-form"></form></body></html>' : $file->{bytes};
	utf8::encode($bytes) if utf8::is_utf8($bytes);
	return [ 200, undef, [ [ 'Content-Type', $type ], [ 'Content-Disposition', 'attachment' ] ], $bytes ];
}

1;

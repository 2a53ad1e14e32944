#!/usr/bin/perl
# The fake Jira itself, spoken to byte for byte: that it is as strict as the published REST v2, that each fault on demand
# does what it says, and that its orders and its log can be relied on. No backend of ours is in it.
use strict;
use warnings;
use utf8;
use Http;
use IO::Select;
use IO::Socket::SSL;
use Jira;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
my $jira = jira_start(context => '/jira', tls => 1);
my $http = Http->new($jira->{plain});

sub headers {
	my ($who, %other) = @_;
	my %h = ('User-Agent' => 'caduca/0', Accept => 'application/json',
		$who ? (Authorization => 'Bearer ' . $jira->token($who)) : (), %other);
	return [ map { [ $_, $h{$_} ] } grep { defined $h{$_} } sort keys %h ];
}
sub get { my ($who, $path, %h) = @_; return $http->ask('GET', "/rest/api/2/$path", headers => headers($who, %h)) }
sub post {
	my ($who, $path, $body, %h) = @_;
	return $http->ask('POST', "/rest/api/2/$path", body => ref $body ? $json->encode($body) : $body,
		headers => headers($who, 'Content-Type' => 'application/json', %h));
}
sub fields {
	my (%with) = @_;
	return { fields => { project => { key => 'SIS' }, issuetype => { name => 'Task' }, summary => 'Un tiquet', %with } }
}
# What it says no to: the status, and the text or the field.
sub refuses {
	my ($a, $status, $pattern, $name) = @_;
	is $a->{status}, $status, $name;
	my $said = join ' | ', @{ $a->{json}{errorMessages} || [] },
		map { "$_: $a->{json}{errors}{$_}" } sort keys %{ $a->{json}{errors} || {} };
	$said = $a->{body} if $said eq '';
	like $said, $pattern, '  with why';
}

# ---- who asks ----
is get(undef, 'serverInfo')->{json}{version}, '9.12.15', 'anybody learns the version';
is get('anna', 'myself')->{json}{displayName}, 'Anna Puig', 'a token is a person';
is get('anna', 'myself')->{headers}{'x-ausername'}, 'anna', 'the answer names her';
refuses(get(undef, 'myself'), 401, qr/not authenticated/, 'nobody is nobody');
refuses(get('antiga', 'myself'), 401, qr/Client must be authenticated/, 'a token that has expired');
refuses(get(undef, 'myself', Authorization => 'Bearer xyz'), 401, qr/Client must be authenticated/, 'a token of nobody');
refuses(get(undef, 'myself', Authorization => 'Basic YTpi'), 403, qr/Basic Authentication has been disabled/, 'a password');

# ---- creating ----
my $made = post('anna', 'issue', fields(description => "Hola\ncaduca-0123456789abcdef", labels => ['caduca-0123456789abcdef']));
is $made->{status}, 201, 'an issue is made';
like $made->{json}{key}, qr/^SIS-[0-9]+$/, 'with a key';
my $key = $made->{json}{key};
is get('anna', "issue/$key")->{json}{fields}{summary}, 'Un tiquet', 'it can be read';
is get('anna', "issue/$made->{json}{id}?fields=status")->{json}{fields}{status}{statusCategory}{key}, 'new', 'by its id too';
my %no = (
	'a member that the bean has not' => [ { %{ fields() }, foo => 1 }, qr/Unrecognized field "foo"/ ],
	'what is not JSON' => [ '{"fields":', qr/Unexpected/ ],
	'no project' => [ { fields => { summary => 'x' } }, qr/project: project is required/ ],
	'a project that is not' => [ fields(project => { key => 'NO' }), qr/project: valid project is required/ ],
	'a type that is not' => [ fields(issuetype => { name => 'Tasca' }), qr/issuetype: valid issue type is required/ ],
	'no summary' => [ { fields => { project => { key => 'SIS' }, issuetype => { name => 'Task' } } },
		qr/summary: You must specify a summary/ ],
	'a summary of two lines' => [ fields(summary => "a\nb"), qr/summary: .*newline/ ],
	'a long summary' => [ fields(summary => 'x' x 256), qr/summary: .*255/ ],
	'a number for a string' => [ fields(description => 7), qr/description: Operation value must be a string/ ],
	'a string for an array' => [ fields(labels => 'x'), qr/labels: data was not an array/ ],
	'a label with a blank' => [ fields(labels => ['a b']), qr/labels: .*spaces/ ],
	'a field that the screen has not' => [ fields(customfield_1 => 'x'),
		qr/customfield_1: Field 'customfield_1' cannot be set\. It is not on the appropriate screen, or unknown\./ ],
	'a value that is not allowed' => [ fields(customfield_10010 => { value => 'Lluna' }),
		qr/customfield_10010: Option value 'Lluna' is not valid/ ],
	'a required field left out' => [ fields(issuetype => { name => 'Petició de servei' }),
		qr/customfield_10199: Sistema afectat is required/ ],
);
refuses(post('anna', 'issue', $no{$_}[0]), 400, $no{$_}[1], "not made: $_") for sort keys %no;
refuses(post('carla', 'issue', fields()), 400, qr/do not have permission to create issues/,
	'not made: by whoever may only look');
refuses(post('anna', 'issue', fields(), 'Content-Type' => 'text/plain'), 415, qr/Unsupported/,
	'a body that is not said to be JSON');
refuses(post('anna', 'issue', fields(), Accept => 'text/html'), 406, qr/Not Acceptable/, 'an answer that is not to be JSON');
refuses(post('anna', 'issue', fields(), 'User-Agent' => 'Mozilla/5.0'), 403, qr/XSRF/, 'a browser');
is scalar @{ $jira->order('tickets') }, 1, 'and nothing of that was made';

# ---- searching ----
sub search {
	my ($jql, %o) = @_;
	return post($o{who} // 'anna', 'search', { jql => $jql, fields => ['summary'], %{ $o{with} || {} } });
}
sub found {
	my $a = search(@_);
	return $a->{status} == 200 ? join ' ', map { $_->{key} } @{ $a->{json}{issues} } : "status $a->{status}";
}
$jira->order('ticket.make', project => 'SIS', summary => 'Segon "entre cometes"', status => 'Resolt', labels => ['x']);
$jira->order('ticket.make', project => 'ST', summary => 'Tercer', status => 'En curs');
my $marker = 'caduca-0123456789abcdef';
my %found = (
	"project = SIS ORDER BY key ASC" => "$key SIS-7002",
	"key in ($key, ST-801) order by id desc" => "ST-801 $key",
	qq(project = "SIS" AND (labels = "$marker" OR description ~ "\\"$marker\\"")) => $key,
	"labels = $marker" => $key,
	'description ~ "hola"' => $key,
	'description ~ "adeu"' => '',
	'summary ~ "\\"entre cometes\\""' => 'SIS-7002',
	'summary ~ "\\"cometes entre\\""' => '',
	"statusCategory = Done" => 'SIS-7002',
	"statusCategory != done AND project in (SIS, ST) ORDER BY key" => "$key ST-801",
	'status = "En curs"' => 'ST-801',
	'NOT project = SIS' => 'ST-801',
	'key not in (ST-801) AND statusCategory in (new, indeterminate)' => $key,
	"reporter = 'anna' AND issuetype = Task AND project = ST" => 'ST-801',
);
is found($_), $found{$_}, "found: $_" for sort keys %found;
my %bad_jql = (
	'project = ' => qr/before the end of the query/,
	'project SIS' => qr/Expecting operator/,
	'key in SIS-1' => qr/Expecting '\('/,
	'key in (SIS-7001' => qr/Expecting '\)'/,
	'key = "SIS-7001' => qr/has not been completed/,
	'key = SIS-7001 project = SIS' => qr/Expecting either 'OR' or 'AND'/,
	'lletra = 1' => qr/Field 'lletra' does not exist/,
	'project = NO' => qr/The value 'NO' does not exist for the field 'project'/,
	'key = SIS-999' => qr/An issue with key 'SIS-999' does not exist for field 'key'/,
	'description = hola' => qr/The operator '=' is not supported by the 'description' field/,
	'labels ~ x' => qr/The operator '~' is not supported by the 'labels' field/,
	'description ~ "a:b"' => qr/Unable to parse the text/,
	'description ~ "*a"' => qr/not allowed to start with '\*'/,
	'summary ~ "\\q"' => qr/illegal JQL escape sequence/,
	'project = SIS & x' => qr/reserved JQL character/,
	'project = SIS ORDER BY lletra' => qr/sort using field/,
	'status = Obertet' => qr/The value 'Obertet' does not exist for the field 'status'/,
);
refuses(search($_), 400, $bad_jql{$_}, "no JQL: $_") for sort keys %bad_jql;
refuses(post('anna', 'search', { jql => '', fieldsByKeys => JSON::PP::true }), 400,
	qr/Unrecognized field "fieldsByKeys" \(Class com\.atlassian\.jira\.rest\.v2\.search\.SearchRequestBean\)/,
	'a member of the cloud');
refuses(search('', with => { validateQuery => 'strict' }), 400, qr/Can not construct instance of java\.lang\.Boolean/,
	'a word of the cloud');
refuses(search('', with => { maxResults => '5' }), 400, qr/out of string/, 'a number in quotes');
is found("key in ($key, SIS-999)", with => { validateQuery => JSON::PP::false }), $key,
	'a dead key spoils nothing where it is not validated';
is_deeply search("key in (SIS-999)", with => { validateQuery => JSON::PP::false })->{json}{warningMessages},
	["An issue with key 'SIS-999' does not exist for field 'key'."],
	'and is told';
$jira->order('set', search_most => 2);
my $page = search('ORDER BY key ASC', with => { maxResults => 1000 })->{json};
is_deeply [ $page->{maxResults}, $page->{total}, scalar @{ $page->{issues} } ], [ 2, 3, 2 ],
	'a page is as long as the server wants';
is found('ORDER BY key ASC', with => { startAt => 2 }), 'ST-801', 'the next begins where it is asked to';
is found('ORDER BY key ASC', with => { startAt => 3 }), '', 'after the last there is none';
$jira->order('set', search_most => 1000);

# ---- what moves, hides, goes ----
$jira->order('ticket.set', key => 'ST-801', move => 'SIS');
is get('anna', 'issue/ST-801')->{json}{key}, 'SIS-7003', 'a moved issue comes under its new key';
is found('key = ST-801'), 'SIS-7003', 'in a search too';
$jira->order('ticket.set', key => 'SIS-7003', hidden => ['anna']);
refuses(get('anna', 'issue/SIS-7003'), 404, qr/Issue Does Not Exist/, 'what is hidden is not there');
is get('biel', 'issue/SIS-7003')->{status}, 200, 'for whom it is hidden';
refuses(search('key = SIS-7003'), 400, qr/does not exist/, 'nor in a search');
$jira->order('ticket.set', key => 'SIS-7003', hidden => undef, gone => 1);
refuses(get('biel', 'issue/SIS-7003'), 404, qr/Issue Does Not Exist/, 'what is deleted neither');
refuses(get('carla', 'issue/ST-1'), 404, qr/Issue Does Not Exist/, 'nor what never was');

# ---- the index ----
$jira->order('index', searches => 2);
my $new = post('anna', 'issue', fields(labels => ['nova']))->{json}{key};
is join('|', map { found('labels = nova') } 1 .. 3), "||$new", 'the index lags by searches';
$jira->order('index', hold => 1);
my $held = post('anna', 'issue', fields(labels => ['ve']))->{json}{key};
is join('|', map { found('labels = ve') } 1 .. 3), '||', 'or until it is let go';
is get('anna', "issue/$held")->{status}, 200, 'while the issue itself can be read';
$jira->order('index');
is found('labels = ve'), $held, 'then it is found';

# ---- what can be created ----
my $types = get('anna', 'issue/createmeta/SIS/issuetypes')->{json};
is_deeply [ map { $_->{name} } @{ $types->{values} } ], [ 'Task', 'Incident', 'Petició de servei' ], 'the types of a project';
my ($asking) = map { $_->{id} } grep { $_->{name} =~ /^Pet/ } @{ $types->{values} };
my @meta = map { get('anna', "issue/createmeta/SIS/issuetypes/$asking?startAt=$_")->{json} } 0, 50;
is_deeply [ map { scalar @{ $_->{values} }, $_->{isLast} ? 1 : 0 } @meta ], [ 50, 0, 8, 1 ], 'its fields come on two pages';
my ($required) = grep { $_->{required} && $_->{fieldId} =~ /^custom/ } @{ $meta[1]{values} };
is_deeply [ $required->{name}, map { $_->{value} } @{ $required->{allowedValues} } ],
	[ 'Sistema afectat', 'EACAT', 'Seu electrònica', 'Via Oberta' ], 'a required one is on the second';
is get('anna', "issue/createmeta/SIS/issuetypes/$asking?maxResults=1000")->{json}{maxResults}, 50, 'however many are asked for';
refuses(get('anna', 'issue/createmeta?projectKeys=SIS'), 404, qr/Issue Does Not Exist/, 'the old createmeta misleads');
refuses(get('carla', 'issue/createmeta/SIS/issuetypes'), 400, qr/permission/, 'whoever may not create learns no types');
$jira->order('field.remove', project => 'SIS', field => 'labels');
refuses(post('anna', 'issue', fields(labels => ['x'])), 400, qr/labels: Field 'labels' cannot be set/,
	'a screen without labels');
$jira->order('field.set', project => 'SIS', field => 'labels', name => 'Etiquetes', kind => 'array');
is post('anna', 'issue', fields(labels => ['x']))->{status}, 201, 'and with them again';
is post('anna', 'issue', fields(issuetype => { name => 'Petició de servei' },
	customfield_10199 => { value => 'EACAT' }))->{status}, 201, 'a required field is given';

# ---- links, comments, transitions ----
my %link = (type => { name => 'Relates' }, inwardIssue => { key => $key }, outwardIssue => { key => $new });
is_deeply [ map { $_->{status}, $_->{body} } post('anna', 'issueLink', \%link) ], [ 201, '' ], 'a link is made';
is post('anna', 'issueLink', \%link)->{status}, 201, 'twice is once';
is_deeply [ map { $_->{outwardIssue}{key} } @{ get('anna', "issue/$key?fields=issuelinks")->{json}{fields}{issuelinks} } ],
	[$new], 'it can be read back';
is get('anna', "issue/$new")->{json}{fields}{issuelinks}[0]{inwardIssue}{key}, $key, 'from the other end';
refuses(post('anna', 'issueLink', { %link, type => { name => 'Lliga' } }), 404,
	qr/No issue link type with name 'Lliga' found/, 'no link of a type that is not');
refuses(post('anna', 'issueLink', { %link, outwardIssue => { key => 'SIS-999' } }), 404, qr/Issue Does Not Exist/,
	'nor to what is not');
refuses(post('carla', 'issueLink', \%link), 401, qr/No Link Issue Permission for issue '$key'/, 'nor by whoever may not');
refuses(post('anna', 'issueLink', { %link, foo => 1 }), 400, qr/Unrecognized field "foo"/, 'nor with a member that it has not');
$jira->order('set', linking => JSON::PP::false);
refuses(post('anna', 'issueLink', \%link), 404, qr/Issue linking is currently disabled/, 'nor where linking is off');
$jira->order('set', linking => JSON::PP::true);
is_deeply [ map { $_->{name} } @{ get('anna', 'issueLinkType')->{json}{issueLinkTypes} } ], [ 'Blocks', 'Relates' ],
	'the types of link';

my $internal = [ { key => 'sd.public.comment', value => { internal => JSON::PP::true } } ];
is post('anna', "issue/$key/comment", { body => 'Per a tothom' })->{status}, 201, 'a comment';
is post('anna', "issue/$key/comment", { body => 'Per a nosaltres', properties => $internal })->{status}, 201,
	'and an internal one';
my $said = get('anna', "issue/$key/comment?expand=properties")->{json};
is_deeply [ map { [ $_->{body}, $_->{author}{name}, $_->{properties} ] } @{ $said->{comments} } ],
	[ [ 'Per a tothom', 'anna', [] ], [ 'Per a nosaltres', 'anna', $internal ] ], 'are read back with who may see them';
is get('anna', "issue/$key/comment?startAt=1&maxResults=1")->{json}{comments}[0]{body}, 'Per a nosaltres', 'page by page';
refuses(post('anna', "issue/$key/comment", { body => ' ' }), 400, qr/comment: Comment body can not be empty/,
	'no empty comment');
refuses(post('anna', "issue/$key/comment", { body => 'x', internal => JSON::PP::true }), 400,
	qr/Unrecognized field "internal"/, 'no member of our own');
refuses(post('anna', "issue/$key/comment", { body => 'x',
	properties => [ { key => 'sd.public.comment', value => { internal => 'true' } } ] }), 400, qr/internal/,
	'internal is true or false');
refuses(post('carla', "issue/$key/comment", { body => 'x' }), 403, qr/permission to comment/, 'none by whoever may not');

my @ways = @{ get('anna', "issue/$key/transitions?expand=transitions.fields")->{json}{transitions} };
is scalar(grep { $_->{name} eq 'Tanca' } @ways), 2, 'two transitions have one name';
is post('anna', "issue/$key/transitions", { transition => { id => '31' } })->{status}, 204, 'one is made by its number';
is get('anna', "issue/$key")->{json}{fields}{status}{statusCategory}{key}, 'done', 'and changes the status';
refuses(post('anna', "issue/$key/transitions", { transition => { id => '99' } }), 500, qr/NullPointer/,
	'a wrong number is an error of the server');

# ---- attachments ----
sub attach {
	my ($who, $name, $bytes, %h) = @_;
	my $body = qq(--frontera\r\nContent-Disposition: form-data; name="file"; filename="$name"\r\nContent-Type: text/plain\r\n\r\n$bytes\r\n--frontera--\r\n);
	return $http->ask('POST', "/rest/api/2/issue/$key/attachments", body => $body,
		headers => headers($who, 'Content-Type' => 'multipart/form-data; boundary=frontera',
		'X-Atlassian-Token' => 'no-check', %h));
}
my $file = attach('anna', 'a b.csr', "un\r\ndos\r\n");
is_deeply [ $file->{status}, map { @$_{qw(filename size mimeType)} } @{ $file->{json} } ],
	[ 200, 'a b.csr', 9, 'text/plain' ], 'an attachment is taken, and told as an array';
my $content = $file->{json}[0]{content} =~ s/^\Q$jira->{plain}\E//r;
like $content, qr{^/secure/attachment/[0-9]+/a%20b\.csr$}, 'it has an address';
is $http->ask('GET', $content, headers => headers('anna'))->{body}, "un\r\ndos\r\n", 'where its bytes are';
refuses($http->ask('GET', $content, headers => headers(undef)), 401, qr/authenticated/, 'for those who are known');
refuses(attach('anna', 'x', 'y', 'X-Atlassian-Token' => undef), 403, qr/XSRF check failed/, 'none without no-check');
refuses(attach('anna', 'x', 'y', 'User-Agent' => 'Mozilla/5.0 (X11)'), 403, qr/XSRF check failed/, 'none by a browser');
refuses(attach('anna', 'x', 'y', 'Content-Type' => 'application/json'), 415, qr/Unsupported/, 'none that is not of a form');
refuses(attach('carla', 'x', 'y'), 403, qr/permission to create attachments/, 'none by whoever may not');
$jira->order('set', upload_most => 100);
is get('anna', 'attachment/meta')->{json}{uploadLimit}, 100, 'the limit is told';
refuses(attach('anna', 'x', 'y' x 101), 404, qr/too large/, 'none that is over it');
$jira->order('set', upload_most => 10_000_000);
# fetch(order): what comes of it.
sub fetch {
	my $id = $jira->order('attach', key => $key, name => 'f.csr', text => 'bytes', @_)->{id};
	my $told = get('anna', "attachment/$id")->{json};
	my $a = $http->ask('GET', $told->{content} =~ s/^\Q$jira->{plain}\E//r, headers => headers('anna'));
	return ($told, $a);
}
my ($told, $got) = fetch(html => 1);
like $got->{headers}{'content-type'} . $got->{body}, qr{^text/html.*login-form}s, 'an attachment that is a page of login';
($told, $got) = fetch(size => 4711);
is_deeply [ $told->{size}, length $got->{body} ], [ 4711, 5 ], 'one that lies about its size';
($told, $got) = fetch(redirect => "$jira->{elsewhere}/x");
is_deeply [ $got->{status}, $got->{headers}{location} ], [ 302, "$jira->{elsewhere}/x" ], 'one that leads elsewhere';
($told, $got) = fetch(login => 1);
like "$got->{status} $got->{headers}{location}", qr{^302 .*/jira/login\.jsp}, 'one that leads to the login';
fetch() for 1 .. 2;
is scalar(grep { $_->{filename} eq 'f.csr' } @{ get('anna', "issue/$key")->{json}{fields}{attachment} }), 6,
	'and several of one name';


# ---- what strangers write ----
my $wild = "\e[31mvermell\x{202e}\x{7}";
my $odd = $jira->order('ticket.make', project => 'SIS', summary => $wild)->{key};
is get('anna', "issue/$odd?fields=summary")->{json}{fields}{summary}, $wild, 'a title comes as it was written';
($told, $got) = fetch(name => "../\e]0;x\x{7}\x{202e}rsc.key");
is $told->{filename}, "../\e]0;x\x{7}\x{202e}rsc.key", 'so does the name of a file';
is $got->{body}, 'bytes', 'which can be fetched';

# ---- faults ----
# strikes(fault, members): the answer to a question of who we are, which it strikes; the next is as if nothing was.
sub strikes {
	my ($fault, %o) = @_;
	$jira->order('fault', fault => $fault, call => 'myself', %o);
	my $a = get('anna', 'myself');
	is get('anna', 'myself')->{status}, 200, "  $fault strikes once";
	return $a;
}
sub body_like {
	my ($fault, $status, $pattern, $name, %o) = @_;
	my $a = strikes($fault, %o);
	is $a->{status}, $status, $name;
	like $a->{body}, $pattern, '  with this body';
	return $a;
}
is_deeply [ map { $_->{status}, $_->{headers}{location} } strikes('login-redirect') ],
	[ 302, "$jira->{plain}/login.jsp?permissionViolation=true&os_destination=%2F" ], 'a redirect to the login';
is body_like('login-refused', 200, qr/Anonymous/, 'a refused login that answers 200')->{headers}{'x-seraph-loginreason'},
	'AUTHENTICATED_FAILED', '  and says so in a header';
body_like('empty', 200, qr/^$/, 'an empty answer');
like body_like('captcha', 403, qr/Forbidden/, 'a CAPTCHA')->{headers}{'x-authentication-denied-reason'},
	qr{^CAPTCHA_CHALLENGE; login-url=http://.*/login\.jsp$}, '  and says so in a header';
body_like('basic-disabled', 403, qr/^\{"message":"Basic Authentication has been disabled on this instance\."\}$/,
	'basic authentication is off');
body_like('unauthorized', 401, qr/"status-code":401/, '401 in JSON');
body_like('unauthorized-html', 401, qr/<html/, '401 in HTML');
body_like('unauthorized-xml', 401, qr/<status-code>401</, '401 in XML');
is body_like('busy', 429, qr/Too Many/, 'too many requests', retry_after => 7)->{headers}{'retry-after'}, 7,
	'  with when to come again';
my $busy = strikes('busy');
is_deeply [ @{ $busy->{headers} }{qw(retry-after x-ratelimit-limit x-ratelimit-remaining)} ], [ undef, 10, 0 ],
	'too many without it, but with the rate';
body_like('down', 503, qr/<html/, '503 in HTML');
is body_like('down', 502, qr/<html/, 'or another status', status => 502, retry_after => 30)->{headers}{'retry-after'}, 30,
	'  with when to come again';
body_like('errors', 400, qr/^\{"errorMessages":\[\],"errors":\{"summary":"Summary is required"\}\}$/, 'errors alone',
	errors => { summary => 'Summary is required' });
body_like('error-string', 400, qr/^\{"errorMessages":"No pot ser\."\}$/, 'errorMessages that is a string');
body_like('error-message', 400, qr/^\{"message":"No pot ser\."\}$/, 'message');
body_like('error-errormessage', 400, qr/^\{"errorMessage":"No pot ser\."\}$/, 'errorMessage');
body_like('error-html', 500, qr/<html/, 'an error in HTML');
body_like('error-empty', 500, qr/^$/, 'an error of nothing');
body_like('html', 200, qr/<html/, 'a page for an answer');
body_like('not-json', 200, qr/^\{'no'/, 'what is not JSON');
my $half = strikes('truncated');
ok !$half->{cut} && !$half->{json} && $half->{body} =~ /^\{"active/, 'half an answer that says it is whole';
is length(strikes('huge', bytes => 300_000)->{body}), 300_008, 'a huge answer';
like strikes('deep', levels => 700)->{body}, qr/^\{"x":\[{700}\]{700}\}$/, 'a deep one';
is_deeply [ map { $_->{status}, $_->{headers}{location} } strikes('elsewhere', to => $jira->{elsewhere}) ],
	[ 302, "$jira->{elsewhere}/jira/rest/api/2/myself" ], 'a redirect to another host';
body_like('answer', 418, qr/^te$/, 'an answer of our own', status => 418, type => 'text/plain', body => 'te');
is strikes('drip', bytes => 40, every => 0.001)->{json}{name}, 'anna', 'an answer drop by drop';
ok strikes('cut-answer', at => 30)->{cut}, 'an answer that is cut';
ok strikes('cut-answer', part => 0.9)->{cut}, 'near its end';
is strikes('cut-answer', at => 0), undef, 'or before its beginning';
is strikes('cut-request', at => 10), undef, 'a request that is cut';

sub mine {
	my ($label) = @_;
	return scalar grep { grep { $_ eq $label } @{ $_->{labels} } } @{ $jira->order('tickets') }
}
# creates(fault, …): the answer and how many there are of it.
my $many = 0;
sub creates {
	my ($fault, %o) = @_;
	my $label = 'f' . ++$many;
	$jira->order('fault', fault => $fault, call => 'create', %o);
	my $a = post('anna', 'issue', fields(labels => [$label], description => 'x' x 2000));
	return ($a, $label);
}
my ($a, $label) = creates('cut-request', part => 0.6);
ok !$a && !mine($label), 'a request that is cut in its body makes nothing';
($a, $label) = creates('cut-request', part => 1);
ok !$a && !mine($label), 'nor at its last byte';
($a, $label) = creates('cut-answer', at => 0);
ok !$a && mine($label), 'an answer that is cut was done';
($a, $label) = creates('down-after');
ok $a->{status} == 502 && mine($label), 'a gateway that gives up while it is done';
($a, $label) = creates('late', searches => 2);
is $a->{status}, 504, 'a gateway that gives up before it is done';
is join('', map { found("labels = $label"); mine($label) } 1 .. 3), '011', 'it is done some searches later';
($a, $label) = creates('late-cut');
ok !$a && !mine($label), 'one that is cut and not done';
is $jira->order('late')->{made}, 1, 'until we say';
is mine($label), 1, 'is made then';
sub hangs {
	my ($fault) = @_;
	my ($label, $other) = ('h' . ++$many, Http->new($jira->{plain}));
	$jira->order('fault', fault => $fault, call => 'create');
	$other->say($other->bytes('POST', '/rest/api/2/issue', body => $json->encode(fields(labels => [$label])),
		headers => headers('anna', 'Content-Type' => 'application/json')));
	1 until grep { $_->{struck} } @{ $jira->order('faults') };
	get('anna', 'myself');
	my $readable = IO::Select->new($other->socket)->can_read(0);
	$jira->order('faults.clear');
	return $readable ? 'it answers' : mine($label);
}
$jira->order('faults.clear');
is hangs('hang'), 0, 'one that never answers did nothing';
is hangs('hang-after'), 1, 'one that never answers did it';

# which requests they strike
$jira->order('fault', fault => 'down', call => 'myself', skip => 1, times => 2, who => 'biel');
is join(' ', map { get($_, 'myself')->{status} } qw(anna biel anna biel biel biel)), '200 200 200 503 503 200',
	'a fault skips, counts, and knows for whom';
$jira->order('faults.clear');
my $always = $jira->order('fault', fault => 'down', times => 0)->{fault};
is join(' ', map { get('anna', $_)->{status} } ('myself', 'serverInfo') x 2), '503 503 503 503', 'one for all calls, for ever';
is $jira->order('faults')->[0]{struck}, 4, 'it is told how often it struck';
$jira->order('faults.clear', fault => $always);
is get('anna', 'myself')->{status}, 200, 'until it is taken away';
ok !eval { $jira->order('fault', fault => 'res'); 1 }, 'a fault that there is not is none';
# Each fault has been seen above to do what it says; whoever adds one adds it there.
my %seen = map { $_->{fault} => 1 } grep { $_->{fault} } @{ $jira->order('log') };
is_deeply [ grep { !$seen{$_} } @{ $jira->order('faults.names') } ], [], 'each fault has struck in this test';

# ---- the log ----
my @log = $jira->requests(call => 'attach');
is_deeply [ @{ $log[0] }{qw(method who status listener)}, $log[0]{token} ? 1 : 0 ], [ qw(POST anna 200 plain), 1 ],
	'the log says who asked what';
ok !grep({ /^(?!Host|User-Agent|Accept|Authorization|Content-)/ } @{ ($jira->requests(call => 'create'))[0]{headers} }),
	'with the names of headers';
my $log = $json->encode($jira->order('log'));
is index($log, $jira->token($_)), -1, "the token of $_ is not in it" for qw(anna biel carla);
my $kept = ($jira->requests(call => 'types'))[0];
cmp_ok $kept->{kept}, '>', 0, 'that a connection was kept is told';
Http->new($jira->{elsewhere})->ask('GET', '/x', headers => [ [ Authorization => 'Bearer x' ] ]);
is_deeply [ map { $_->{token} ? 'token' : 'none' } $jira->requests(listener => 'elsewhere') ], ['token'],
	'another host says that a token came';

# ---- HTTP itself ----
is $http->ask('GET', '/rest/api/2/myself', headers => [ @{ headers('anna') }, [ Accept => 'x' ] ])->{status}, 400,
	'a header that stands twice';
is get('anna', 'myself?foo=1')->{status}, 400, 'a parameter that is not known';
is get('anna', 'myself', 'Content-Type' => 'application/json')->{status}, 400, 'a GET that says it has a body';
is get('anna', 'myself', Cookie => 'JSESSIONID=1')->{status}, 400, 'a cookie beside a token';
is get('anna', 'myself', 'User-Agent' => undef)->{status}, 400, 'a client that says nothing of itself';
is $http->ask('POST', '/rest/api/2/search', no_length => 1, body => '',
	headers => headers('anna', 'Content-Type' => 'application/json'))->{status}, 411, 'a POST without a length';
is $http->ask('DELETE', "/rest/api/2/issue/$key", headers => headers('anna'))->{status}, 405, 'a method that the path has not';
is $http->ask('GET', '/rest/api/3/myself', headers => headers('anna'))->{status}, 404, 'a path that there is not';
$jira->order('set', headers => { 'X-RateLimit-Remaining' => '17', 'Retry-After' => '0' });
is_deeply [ @{ get('anna', 'myself')->{headers} }{qw(retry-after x-ratelimit-remaining)} ], [ 0, 17 ],
	'headers that come with every answer';
$jira->order('set', headers => {});
my $body = $json->encode({ jql => "key = $new", fields => ['summary'] });
my $pieces = join '', map { sprintf "%x\r\n%s\r\n", length, $_ } $body =~ /(.{1,9})/gs, '';
$http->say($http->bytes('POST', '/rest/api/2/search',
	headers => headers('anna', 'Content-Type' => 'application/json', 'Transfer-Encoding' => 'chunked')) . $pieces);
is $http->hear->{json}{total}, 1, 'a body in pieces';
$http->say($http->bytes('POST', '/rest/api/2/search',
	headers => headers('anna', 'Content-Type' => 'application/json', Expect => '100-continue',
	'Content-Length' => length $body)));
like $http->more && $http->{in}, qr{^HTTP/1\.1 100 Continue\r\n\r\n$}, 'it says that the body may come';
$http->{in} = '';
$http->say($body);
is $http->hear->{json}{total}, 1, 'and takes it';
is $jira->order('drop')->{dropped} > 0, 1, 'connections are dropped on demand';
is $http->ask('GET', '/rest/api/2/myself', headers => headers('anna')), undef, 'so that they end';
$jira->order('listen', open => JSON::PP::false);
ok !eval { Http->new($jira->{plain})->socket }, 'nobody listens';
$jira->order('listen', open => JSON::PP::true);
is get('anna', 'myself')->{status}, 200, 'and somebody again';

# ---- TLS ----
sub tls {
	my ($which, $trusted) = @_;
	my ($port) = $jira->{$which} =~ /:([0-9]+)/;
	my $socket = IO::Socket::SSL->new(PeerAddr => '127.0.0.1', PeerPort => $port, SSL_hostname => 'localhost',
		SSL_verifycn_name => 'localhost', SSL_verifycn_scheme => 'http',
		SSL_ca_file => $trusted, SSL_verify_mode => SSL_VERIFY_PEER) or return $SSL_ERROR;
	my $h = Http->new($jira->{$which} =~ s/^https/http/r);
	$h->{socket} = $socket;
	return $h->ask('GET', '/rest/api/2/myself', headers => headers('anna'))->{json}{name};
}
is tls('tls', $jira->{ca}), 'anna', 'in TLS, by a certificate of the authority';
like tls('untrusted', $jira->{ca}), qr/certificate verify failed/, 'by one of another';
like tls('expired', $jira->{ca}), qr/certificate verify failed/, 'by one that has expired';
like tls('misnamed', $jira->{ca}), qr/hostname verification failed/, 'by one for another host';
$jira->stop;
ok !-e $jira->{control}, 'it ends with the test';
done_testing;

#!/usr/bin/perl
# The fake Jira itself, spoken to byte for byte: that it is as strict as the published REST v2, that each fault on demand
# does what it says, and that its orders and its log can be relied on. No backend of ours is in it.
use strict;
use warnings;
use utf8;
use Http;
use Jira;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical;
my $jira = jira_start(context => '/jira', tls => 1);
my $http = Http->new($jira->{plain});

sub headers {
	my ($who, %other) = @_;
	my %h = ('User-Agent' => 'caduca/0', Accept => 'application/json', $who ? (Authorization => 'Bearer ' . $jira->token($who)) : (), %other);
	return [ map { [ $_, $h{$_} ] } grep { defined $h{$_} } sort keys %h ];
}
sub get { my ($who, $path, %h) = @_; return $http->ask('GET', "/rest/api/2/$path", headers => headers($who, %h)) }
sub post {
	my ($who, $path, $body, %h) = @_;
	return $http->ask('POST', "/rest/api/2/$path", body => ref $body ? $json->encode($body) : $body, headers => headers($who, 'Content-Type' => 'application/json', %h));
}
sub fields { my (%with) = @_; return { fields => { project => { key => 'SIS' }, issuetype => { name => 'Task' }, summary => 'Un tiquet', %with } } }
# What it says no to: the status, and the text or the field.
sub refuses {
	my ($a, $status, $pattern, $name) = @_;
	is $a->{status}, $status, $name;
	my $said = join ' | ', @{ $a->{json}{errorMessages} || [] }, map { "$_: $a->{json}{errors}{$_}" } sort keys %{ $a->{json}{errors} || {} };
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
	'no summary' => [ { fields => { project => { key => 'SIS' }, issuetype => { name => 'Task' } } }, qr/summary: You must specify a summary/ ],
	'a summary of two lines' => [ fields(summary => "a\nb"), qr/summary: .*newline/ ],
	'a long summary' => [ fields(summary => 'x' x 256), qr/summary: .*255/ ],
	'a number for a string' => [ fields(description => 7), qr/description: Operation value must be a string/ ],
	'a string for an array' => [ fields(labels => 'x'), qr/labels: data was not an array/ ],
	'a label with a blank' => [ fields(labels => ['a b']), qr/labels: .*spaces/ ],
	'a field that the screen has not' => [ fields(customfield_1 => 'x'),
		qr/customfield_1: Field 'customfield_1' cannot be set\. It is not on the appropriate screen, or unknown\./ ],
	'a value that is not allowed' => [ fields(customfield_10010 => { value => 'Lluna' }), qr/customfield_10010: Option value 'Lluna' is not valid/ ],
	'a required field left out' => [ fields(issuetype => { name => 'Petició de servei' }), qr/customfield_10199: Sistema afectat is required/ ],
);
refuses(post('anna', 'issue', $no{$_}[0]), 400, $no{$_}[1], "not made: $_") for sort keys %no;
refuses(post('carla', 'issue', fields()), 400, qr/do not have permission to create issues/, 'not made: by whoever may only look');
refuses(post('anna', 'issue', fields(), 'Content-Type' => 'text/plain'), 415, qr/Unsupported/, 'a body that is not said to be JSON');
refuses(post('anna', 'issue', fields(), Accept => 'text/html'), 406, qr/Not Acceptable/, 'an answer that is not to be JSON');
refuses(post('anna', 'issue', fields(), 'User-Agent' => 'Mozilla/5.0'), 403, qr/XSRF/, 'a browser');
is scalar @{ $jira->order('tickets') }, 1, 'and nothing of that was made';
done_testing;

#!/usr/bin/perl
# The process that speaks with Jira, alone: spoken to by its lines, against the fake Jira. What each call gives, what each
# fault becomes for a person, and whether it is known that Jira did nothing.
use strict;
use warnings;
use utf8;
use File::Temp 'tempdir';
use Jira;
use JSON::PP;
use Memory;
use Test::More;
use Worker;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $folder = tempdir('caduca-worker-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $jira = jira_start(context => '/jira', tls => 1);
my $log = "$folder/log";
my $number = 0;

sub worker {
	my (%o) = @_;
	my $w = Worker->start('tickets', log => $log, environment => $o{environment});
	my ($ready) = $w->hear;
	is $ready->{ready}{role}, 'tickets', 'it begins' if $o{first};
	return $w if $o{bare};
	my ($answer) = setup($w, %o);
	$answer->{setup}{ok} or die "setup: " . $json->encode($answer);
	return $w;
}
sub setup {
	my ($w, %o) = @_;
	$w->say({ setup => { base => $o{base} // $jira->{plain}, plain => $o{secure} ? JSON::PP::false : JSON::PP::true, ca_file => $o{ca} // '', proxy => $o{proxy} // '',
		timeout_ms => $o{timeout} // 60000, rate => 100000 } });
	return $w->hear;
}
sub file { my ($text) = @_; open my $f, '+>', "$folder/file" or die $!; binmode $f; print $f $text; $f->flush; seek $f, 0, 0; return $f }
sub token {
	my ($w, $who, $text) = @_;
	my $f = file($text // $jira->token($who));
	$w->say({ token => { who => $who } }, fileno $f);
	my ($answer) = $w->hear;
	return $answer->{token};
}
sub job {
	my ($w, $who, $call, $args, $fd) = @_;
	$w->say({ job => { id => ++$number, who => $who, call => $call, args => $args } }, $fd);
	my ($answer, $got) = $w->hear;
	while ($answer && $answer->{token}) { push @{ $w->{tokens} }, $answer->{token}; ($answer, $got) = $w->hear }
	return wantarray ? ($answer->{answer}, $got) : $answer->{answer};
}
# Its code, reason and whether it may have been done.
sub outcome {
	my ($a) = @_;
	return 'done' if $a->{ok};
	my $e = $a->{error} or return 'no answer';
	return join ' ', $e->{code}, $e->{args}{reason} // (), $e->{sent} ? 'sent' : 'not-sent', $e->{retry_ms} || ();
}
my %new = (project => 'SIS', type => 'Task', summary => 'Generar el CSR', description => "hola\ncaduca-0123456789abcdef", labels => ['caduca-0123456789abcdef'], fields => {});

# ---- where Jira is ----
my $bare = worker(bare => 1, first => 1);
is_deeply [ map { outcome({ error => (setup($bare, base => $_->[0], secure => 1))[0]{setup}{error} }) } [''], ['jira.exemple.cat'], ['http://jira.exemple.cat'], ['https://a@jira.exemple.cat'],
	['https://a:b@jira.exemple.cat/'], ['https://jira.exemple.cat/?x'], ['ftp://jira.exemple.cat'] ],
	[ map { "bad-jira-url $_ not-sent" } qw(not-a-url not-a-url plain user user query scheme) ], 'a base that is none is told why';
my ($told) = setup($bare, base => 'https://anna:secret@jira.exemple.cat', secure => 1);
unlike $json->encode($told), qr/secret/, 'a password in it is not repeated';
is outcome(job($bare, 'anna', 'server', {})), 'no-jira not-sent', 'until one holds nothing is asked';
is((setup($bare, ca => "$folder/none"))[0]{setup}{error}{code}, 'not-found', 'a file of CAs that is not there is told');
is((setup($bare, base => "$jira->{plain}//"))[0]{setup}{ok}{base}, $jira->{plain}, 'a slash at the end does not matter, and it may be set up again after an error');
is $bare->status, 0, 'it ends with its socket';

# ---- tokens ----
my $w = worker();
is outcome(job($w, 'anna', 'myself', {})), 'no-token not-sent', 'without a token nothing is asked';
is job($w, 'anna', 'server', {})->{ok}{version}, '9.12.15', 'but the version, which anybody learns';
is_deeply token($w, 'anna'), { who => 'anna', ok => { name => 'anna', display => 'Anna Puig' } }, 'a token is tried, and is a person';
is_deeply job($w, 'anna', 'myself', {})->{ok}, { name => 'anna', display => 'Anna Puig' }, 'and is used from then on';
is token($w, 'anna', $jira->token('anna') . "\r\n")->{ok}{name}, 'anna', 'a line end does not matter';
my $long = 'x' x 4097;
my %bad = ('empty' => '', 'a line end' => "\n", 'two lines' => "abc\ndef\n", 'two line ends' => "abc\n\n", 'a blank' => 'abc def', 'a tab' => "abc\t", 'a NUL' => "abc\0def",
	'ESC' => "abc\e[31m", 'no ASCII' => "abc\xc3\xa8", 'too long' => $long, 'far too long' => $long x 100);
my $asked = $jira->requests;
is_deeply { map { $_ => token($w, 'biel', $bad{$_})->{error}{code} } keys %bad }, { map { $_ => 'bad-token' } keys %bad }, 'what is none is told so';
$w->say({ token => { who => 'biel' } });
is((($w->hear)[0]{token}{error}{code}), 'bad-token', 'so is none at all');
open my $null, '<', '/dev/zero' or die $!;
$w->say({ token => { who => 'biel' } }, fileno $null);
is((($w->hear)[0]{token}{error}{code}), 'bad-token', 'and a device without end');
is $jira->requests, $asked, 'without asking Jira';
pipe(my $read, my $write) or die $!;
$w->say({ token => { who => 'biel' } }, fileno $read);
is job($w, 'anna', 'myself', {})->{ok}{name}, 'anna', 'a token that is slow to come holds nobody up';
syswrite $write, substr $jira->token('biel'), 0, 7;
is outcome(job($w, 'biel', 'myself', {})), 'no-token not-sent', 'half of it is none yet';
syswrite $write, substr($jira->token('biel'), 7) . "\n";
close $write;
is((($w->hear)[0]{token}{ok}{name}), 'biel', 'it is tried when it is whole');
pipe($read, $write) or die $!;
$w->say({ token => { who => 'biel' } }, fileno $read);
is_deeply [ token($w, 'biel')->{error}{code}, (($w->hear)[0]{token}{ok}{name}) ], [ 'cancelled', 'biel' ], 'one that another takes the place of is answered too';
pipe($read, $write) or die $!;
$w->say({ token => { who => 'carla' } }, fileno $read);
$w->say({ forget => { who => 'carla' } });
is((($w->hear)[0]{token}{error}{code}), 'cancelled', '  or that is to be forgotten meanwhile');
is_deeply token($w, 'antiga'), { who => 'antiga', error => { code => 'token-refused', args => { status => 401, text => 'Client must be authenticated to access this resource.' } } },
	'one that has expired is refused';
$asked = $jira->requests;
is outcome(job($w, 'antiga', 'create', \%new)), 'no-token not-sent', 'and forgotten there and then';
is $jira->requests, $asked, 'it is not tried again';
$w->say({ forget => { who => 'biel' } });
is outcome(job($w, 'biel', 'myself', {})), 'no-token not-sent', 'one that is to be forgotten is';
is token($w, '', $jira->token('servei'))->{ok}{name}, 'servei', "nobody's is the one that tickets are followed with";

# ---- every call ----
my $made = job($w, 'anna', 'create', \%new)->{ok};
like $made->{key}, qr/^SIS-[0-9]+$/, 'create gives the key';
like $made->{id}, qr/^[0-9]+$/, '  and the id';
my ($found) = @{ job($w, 'anna', 'find', { project => 'SIS', marker => 'caduca-0123456789abcdef' })->{ok}{issues} };
is $found->{key}, $made->{key}, 'find finds it by its marker';
is_deeply job($w, 'anna', 'find', { project => 'SIS', marker => 'caduca-0000000000000000' })->{ok}{issues}, [], '  and nothing by another';
my $issue = job($w, 'anna', 'get', { key => $made->{key} })->{ok}{issue};
is_deeply [ @$issue{qw(id summary status category reporter project type)} ], [ $made->{id}, 'Generar el CSR', 'Obert', 'new', 'Anna Puig', 'SIS', 'Task' ], 'get reads it';
cmp_ok abs($issue->{created} - time), '<', 3600, '  with its time';
is job($w, 'anna', 'get', { id => $made->{id} })->{ok}{issue}{key}, $made->{key}, '  by its id too';
my $other = job($w, 'anna', 'create', { %new, summary => 'Un altre', labels => [] })->{ok};
is_deeply job($w, 'anna', 'link', { type => 'Relates', inward => $made->{key}, outward => $other->{key} })->{ok}, {}, 'link links';
is_deeply job($w, 'anna', 'get', { key => $made->{key} })->{ok}{issue}{links}, [ $other->{key} ], '  and is read back';
like job($w, 'anna', 'comment', { key => $made->{key}, body => "Com tenim el CSR?\nGràcies", internal => JSON::PP::true })->{ok}{id}, qr/^[0-9]+$/, 'comment comments';
job($w, 'anna', 'comment', { key => 'SIS-99999', id => $made->{id}, body => 'segon' });
is_deeply [ map { [ @$_{qw(author body)} ] } @{ job($w, 'anna', 'comments', { id => $made->{id} })->{ok}{comments} } ],
	[ [ 'Anna Puig', "Com tenim el CSR?\nGràcies" ], [ 'Anna Puig', 'segon' ] ], 'comments reads them, the first one first';
is_deeply [ map { $_->{properties} } @{ $jira->order('ticket.get', key => $made->{key})->{comments} } ],
	[ [ { key => 'sd.public.comment', value => { internal => JSON::PP::true } } ], [] ], '  the first of them internal';
my $csr = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
my $attached = job($w, 'anna', 'attach', { key => 'SIS-99999', id => $made->{id}, name => 'petició (1).csr' }, fileno file($csr))->{ok};
is_deeply [ @$attached{qw(name size)} ], [ 'petició (1).csr', length $csr ], 'attach attaches';
my ($file) = @{ job($w, 'anna', 'get', { key => $made->{key} })->{ok}{issue}{attachments} };
my ($fetched, $fd) = job($w, 'anna', 'fetch', $file);
is_deeply $fetched->{ok}, { name => $attached->{name}, size => length $csr }, 'fetch fetches';
open my $bytes, '+<&=', $fd or die $!;
is do { local $/; <$bytes> }, $csr, '  every byte';
is syswrite($bytes, 'x'), undef, '  and nobody can change them';
is +(stat $bytes)[2] & 0777, 0600, '  nor another read them';

# ---- many at once ----
my @keys = map { $jira->order('ticket.make', project => 'SIS', summary => "tiquet $_")->{key} } 1 .. 230;
my $search = job($w, '', 'search', { keys => [ @keys, 'SIS-1', 'NO-1' ] })->{ok};
is_deeply [ sort map { $_->{key} } @{ $search->{issues} } ], [ sort @keys ], 'search reads all that there are';
is_deeply $search->{missing}, [ 'SIS-1', 'NO-1' ], '  and says which there are not';
$jira->order('set', search_most => 7);
is scalar @{ job($w, '', 'search', { keys => [ @keys[ 0 .. 29 ] ] })->{ok}{issues} }, 30, 'however short its pages are';
$jira->order('set', search_most => 1000);
my $id = $jira->order('ticket.get', key => $keys[0])->{id};
$jira->order('ticket.set', key => $keys[0], move => 'ST');
$jira->order('ticket.set', key => $keys[1], gone => 1);
$jira->order('ticket.set', key => $keys[2], hidden => 1);
$search = job($w, '', 'search', { keys => [ @keys[ 0 .. 3 ] ] })->{ok};
is_deeply $search->{missing}, [ @keys[ 0 .. 2 ] ], 'what was moved, deleted or hidden is missing';
my ($moved) = grep { $_->{project} eq 'ST' } @{ $search->{issues} };
is $moved && $moved->{id}, $id, '  and what was moved comes under its new key with its id' or diag $json->encode($search);
# A Jira that refuses the whole batch for one of its keys.
$jira->order('fault', fault => 'errors', call => 'search', times => 6, messages => ["An issue with key 'SIS-1' does not exist for field 'key'."]);
is_deeply job($w, '', 'search', { keys => [ @keys[ 3 .. 42 ] ] })->{ok}{missing}, [ $keys[3] ], 'a batch that is refused is halved until one is left';
$jira->order('faults.clear');
my $searches = sub { return scalar(my @all = $jira->requests(call => 'search')) };
my $count = $searches->();
$jira->order('fault', fault => 'errors', call => 'search', times => 1, messages => [ map { "An issue with key '$keys[$_]' does not exist for field 'key'." } 5, 9 ]);
is_deeply job($w, '', 'search', { keys => [ @keys[ 3 .. 42 ] ] })->{ok}{missing}, [ @keys[ 5, 9 ] ], '  but those that Jira names are left out';
is $searches->() - $count, 2, '  at the price of one more request';
$count = $searches->();
$jira->order('fault', fault => 'errors', call => 'search', times => 0, messages => ['Something else is wrong.']);
is outcome(job($w, '', 'search', { keys => [ @keys[ 3 .. 42 ] ] })), 'jira-refused not-sent', 'where each is refused in the same words, that is the answer';
is $searches->() - $count, 8, '  after some requests';
$jira->order('faults.clear');

$jira->order('fault', fault => 'huge', call => 'search', bytes => 9_000_000);
is scalar @{ job($w, '', 'search', { keys => [ @keys[ 3 .. 42 ] ] })->{ok}{issues} }, 40, 'so is one whose answer is too long';

my @wordy = map { $jira->order('ticket.make', project => 'SIS', summary => "llarg $_")->{key} } 1 .. 10;
$jira->order('comment', key => $_, body => 'x' x 9000) for @wordy;
is length job($w, '', 'get', { key => $wordy[0] })->{ok}{issue}{comments}{last}{body}, 8000, 'a comment is cut where it is too long';
is outcome(job($w, '', 'search', { keys => [ (@wordy) x 550 ] })), 'jira-answer too-long not-sent', 'an answer that fits no line is none';

# ---- whose turn it is: what is followed leaves room for what a person waits for ----
$jira->order('fault', fault => 'hang', call => 'search', times => 0);
my $before = $jira->requests(call => 'search');
$w->say({ job => { id => 900 + $_, who => '', following => JSON::PP::true, call => 'search', args => { keys => ['SIS-1'] } } }) for 1 .. 5;
is job($w, 'anna', 'myself', {})->{ok}{name}, 'anna', 'a person is answered while five are followed in vain';
is $jira->requests(call => 'search') - $before, 3, '  three of which were asked';
$jira->order('faults.clear');
$jira->order('drop');
is_deeply [ sort map { ($w->hear)[0]{answer}{id} } 1 .. 5 ], [ 901 .. 905 ], '  and the others when these have ended';

# ---- arguments that are none ----
is_deeply { map { my ($call, $args, $name) = @$_; $name => outcome(job($w, 'anna', $call, $args)) } (
	[ get => { key => 'no key' }, 'a key' ], [ get => { id => '7/../8' }, 'an id' ], [ get => {}, 'no key' ], [ search => { keys => [] }, 'no keys' ], [ search => { keys => [ 'SIS-1', 'x) or (key=1' ] }, 'keys' ],
	[ create => { %new, project => 'SIS"' }, 'a project' ], [ find => { project => 'SIS', marker => 'x" OR 1=1' }, 'a marker' ], [ link => { inward => 'SIS-1', outward => '' }, 'a link' ],
	[ attach => { key => $made->{key}, name => '../x' }, 'a name' ], [ comments => { key => "SIS-1\n" }, 'a line end' ]) },
	{ map { $_->[0] => "bad-argument $_->[1] not-sent" } [ 'a key', 'not-a-ticket' ], [ 'an id', 'unknown' ], [ 'no key', 'not-a-ticket' ], [ 'no keys', 'empty' ], [ 'keys', 'not-a-ticket' ],
		[ 'a project', 'unknown' ], [ 'a marker', 'unknown' ], [ 'a link', 'not-a-ticket' ], [ 'a name', 'control' ], [ 'a line end', 'not-a-ticket' ] }, 'arguments that are none are refused';
is outcome(job($w, 'anna', 'dance', {})), 'unknown-operation not-sent', 'so is a call that is none';
is outcome(job($w, 'anna', 'attach', { key => $made->{key}, name => 'x.csr' })), 'not-a-file not-sent', 'and an attachment without a file';

# ---- what Jira refuses ----
my %refused = (
	'a ticket that is not' => [ 'anna', get => { key => 'SIS-1' }, 'no-such-ticket not-sent' ],
	'a summary that is none' => [ 'anna', create => { %new, summary => '' }, 'field-refused not-sent' ],
	'a type that is none' => [ 'anna', create => { %new, type => 'Tasca' }, 'field-refused not-sent' ],
	'a project for reading only' => [ 'carla', create => \%new, 'jira-refused not-sent' ],
	'a link that one may not make' => [ 'carla', link => { type => 'Relates', inward => $keys[5], outward => $keys[6] }, 'no-permission not-sent' ],
	'a comment that one may not make' => [ 'carla', comment => { key => $keys[5], body => 'x' }, 'no-permission not-sent' ],
	'a link of no type' => [ 'anna', link => { type => 'No', inward => $keys[5], outward => $keys[6] }, 'no-such-ticket not-sent' ],
);
token($w, 'carla');
for my $name (sort keys %refused) { my ($who, $call, $args, $code) = @{ $refused{$name} }; is outcome(job($w, $who, $call, $args)), $code, "Jira refuses $name" }
is_deeply $w->{tokens}, undef, 'none of which is laid to the token';
is_deeply job($w, 'anna', 'create', { %new, summary => "a\nb" })->{error}{args}{fields}, { summary => 'The summary is invalid because it contains newline characters.' }, 'with what it says of each field';

# ---- what can be done with a token ----
sub checks {
	my ($who, %args) = @_;
	my $a = job($w, $who, 'check', { roles => [ { role => 'csr', project => 'SIS', type => 'Task' }, { role => 'head', project => 'ST', type => 'Task' }, { role => 'other', project => 'SIS', type => 'Task' } ],
		link_type => 'Relates', fields => {}, %args });
	return outcome($a) if !$a->{ok};
	return join '', map { my $c = $_; join(' ', $c->{name}, $c->{ok} ? 'ok' : $c->{code}, map { "$_=$c->{args}{$_}" } grep { $_ ne 'display' && $_ ne 'title' && $_ ne 'text' && $_ ne 'status' } sort keys %{ $c->{args} }) . "\n" } @{ $a->{ok}{checks} };
}
my $types = 'known=Task, Incident, Petició de servei';
is checks('anna'), <<"", 'all is as it should be';
token ok name=anna
project ok project=SIS
right ok project=SIS
type ok $types project=SIS type=Task
field ok project=SIS type=Task
project ok project=ST
right ok project=ST
type ok $types project=ST type=Task
field ok project=ST type=Task
link-type ok known=Blocks, Relates type=Relates

is checks('anna', roles => [ { role => 'csr', project => 'SIS', type => 'Petició de servei' }, { role => 'head', project => 'NO', type => 'Task' }, { role => 'other', project => 'SIS', type => 'Tasca' } ],
	fields => { SIS => { customfield_9 => 1 } }, link_type => 'Duplicates'), <<"", 'and what is not is told';
token ok name=anna
project ok project=SIS
right ok project=SIS
type ok $types project=SIS type=Petició de servei
type jira-no-type $types project=SIS type=Tasca
field jira-field-missing example="SIS.customfield_10199={\\"value\\":\\"EACAT\\"}" id=customfield_10199 known=EACAT, Seu electrònica, Via Oberta name=Sistema afectat project=SIS type=Petició de servei
field jira-field-unknown id=customfield_9 project=SIS type=Petició de servei
project jira-no-project project=NO
link-type jira-no-link-type known=Blocks, Relates type=Duplicates

like checks('anna', roles => [ { role => 'csr', project => 'SIS', type => 'Petició de servei' } ], fields => { SIS => { customfield_10199 => { value => 'EACAT' } } }), qr/^field ok/m,
	'a field that is given, on the second page, is not missed';
is checks('carla'), <<"", 'who may only look is told what he may not';
token ok name=carla
project ok project=SIS
right jira-no-right project=SIS reason=create
right jira-no-right project=SIS reason=link
right jira-no-right project=SIS reason=comment
right jira-no-right project=SIS reason=attach
project jira-no-project project=ST
link-type ok known=Blocks, Relates type=Relates

is checks('', reading => JSON::PP::true), <<"", 'of whom follows only that he sees them';
token ok name=servei
project ok project=SIS
project ok project=ST

$jira->order('set', linking => JSON::PP::false);
like checks('anna'), qr/^link-type jira-no-linking/m, 'links may be turned off';
$jira->order('set', linking => JSON::PP::true);
$jira->order('fault', fault => 'down', call => 'project');
like checks('anna'), qr/^project jira-down project=SIS\nproject ok project=ST$/m, 'what fails for one project does not for the other';
$jira->order('fault', fault => 'cut-answer', at => 0, call => 'types', times => 0);
is checks('anna'), 'jira-unreachable cut sent', 'but where there is no answer at all it ends';
$jira->order('faults.clear');

# ---- every fault, when a ticket is made: what it is called, and whether there may be a ticket ----
my @faults = (
	[ 'cut-request at 0', { fault => 'cut-request', at => 0 }, 'jira-unreachable cut sent' ],
	[ 'cut-request in the headers', { fault => 'cut-request', at => 40 }, 'jira-unreachable cut sent' ],
	[ 'cut-request in the body', { fault => 'cut-request', part => 0.9, reset => 1 }, 'jira-unreachable cut sent' ],
	[ 'cut-answer before it', { fault => 'cut-answer', at => 0 }, 'jira-unreachable cut sent' ],
	[ 'cut-answer, reset', { fault => 'cut-answer', at => 0, reset => 1 }, 'jira-unreachable cut sent' ],
	[ 'cut-answer in its body', { fault => 'cut-answer', part => 0.9 }, 'jira-answer truncated sent' ],
	[ 'truncated', { fault => 'truncated' }, 'jira-answer not-json sent' ],
	[ 'html', { fault => 'html' }, 'login-page sent' ],
	[ 'not-json', { fault => 'not-json' }, 'jira-answer not-json sent' ],
	[ 'huge', { fault => 'huge', bytes => 50_000_000 }, 'jira-answer too-long sent' ],
	[ 'deep', { fault => 'deep', levels => 10_000 }, 'jira-answer too-deep sent' ],
	[ 'empty', { fault => 'empty', status => 201 }, 'jira-answer empty sent' ],
	[ 'another answer', { fault => 'answer', status => 201, body => '{"key":7}' }, 'jira-answer other sent' ],
	[ 'a list', { fault => 'answer', status => 201, body => '[]' }, 'jira-answer other sent' ],
	[ 'login-redirect', { fault => 'login-redirect' }, 'login-page not-sent' ],
	[ 'elsewhere', { fault => 'elsewhere', to => $jira->{elsewhere} }, 'redirected not-sent' ],
	[ 'busy', { fault => 'busy' }, 'jira-busy not-sent' ],
	[ 'busy, with Retry-After', { fault => 'busy', retry_after => 7 }, 'jira-busy not-sent 7000' ],
	[ 'down', { fault => 'down' }, 'jira-down sent' ],
	[ 'down, with Retry-After', { fault => 'down', retry_after => 30 }, 'jira-down sent 30000' ],
	[ 'down-after', { fault => 'down-after' }, 'jira-down sent' ],
	[ 'late', { fault => 'late' }, 'jira-down sent' ],
	[ 'late-cut', { fault => 'late-cut' }, 'jira-unreachable cut sent' ],
	[ 'errors', { fault => 'errors', messages => ['No.'] }, 'jira-refused not-sent' ],
	[ 'errors of a field', { fault => 'errors', errors => { labels => "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown." } }, 'field-refused not-sent' ],
	[ 'error-string', { fault => 'error-string' }, 'jira-refused not-sent' ],
	[ 'error-message', { fault => 'error-message' }, 'jira-refused not-sent' ],
	[ 'error-errormessage', { fault => 'error-errormessage' }, 'jira-refused not-sent' ],
	[ 'error-html', { fault => 'error-html' }, 'jira-down sent' ],
	[ 'error-empty', { fault => 'error-empty' }, 'jira-down sent' ],
	[ 'basic-disabled', { fault => 'basic-disabled' }, 'jira-refused not-sent' ],
	# those that end a token
	[ 'login-refused', { fault => 'login-refused' }, 'token-refused sent', 'token-refused' ],
	[ 'captcha', { fault => 'captcha' }, 'captcha not-sent', 'captcha' ],
	[ 'unauthorized', { fault => 'unauthorized' }, 'token-refused not-sent', 'token-refused' ],
	[ 'unauthorized-xml', { fault => 'unauthorized-xml' }, 'token-refused not-sent', 'token-refused' ],
	[ 'unauthorized-html', { fault => 'unauthorized-html' }, 'token-refused not-sent', 'token-refused' ],
);
my %text = ('error-string' => 'No pot ser.', 'error-message' => 'No pot ser.', 'error-errormessage' => 'No pot ser.', errors => 'No.');
my %struck = (drip => 1, hang => 1, 'hang-after' => 1);
for (@faults) {
	my ($name, $fault, $code, $token) = @$_;
	$struck{ $fault->{fault} } = 1;
	my $before = $jira->requests(call => 'create');
	$jira->order('fault', call => 'create', %$fault);
	my $answer = job($w, 'anna', 'create', \%new);
	is outcome($answer), $code, "the fault $name";
	is $answer->{error}{args}{text}, $text{$name}, '  with what Jira says' if $text{$name};
	is $jira->requests(call => 'create'), $before + 1, '  and it was asked once';
	$jira->order('faults.clear');
	if ($token) {
		my ($line) = $w->hear;
		is $line->{token}{error}{code}, $token, '  the token is told to be gone';
		is outcome(job($w, 'anna', 'create', \%new)), 'no-token not-sent', '  and is';
		is token($w, 'anna')->{ok}{name}, 'anna', '  until it is handed over again';
	}
}
is_deeply [ grep { !$struck{$_} } @{ $jira->order('faults.names') } ], [], 'no fault of the fake Jira was left out';
is $jira->requests(listener => 'elsewhere'), 0, 'nothing was ever asked of another host';

# ---- tokens, when they are tried ----
for ([ 'login-refused', { fault => 'login-refused' }, 'token-refused' ], [ 'refused with 200', { fault => 'login-refused', reason => 'AUTHENTICATION_DENIED' }, 'token-refused' ],
	[ 'empty', { fault => 'empty' }, 'jira-answer' ], [ 'captcha', { fault => 'captcha' }, 'captcha' ], [ 'a login page', { fault => 'login-redirect' }, 'login-page' ], [ 'html', { fault => 'html' }, 'login-page' ], [ 'down', { fault => 'down' }, 'jira-down' ]) {
	my ($name, $fault, $code) = @$_;
	my $before = $jira->requests(call => 'myself');
	$jira->order('fault', call => 'myself', times => 0, %$fault);
	is token($w, 'biel')->{error}{code}, $code, "a token is tried: $name";
	$jira->order('faults.clear');
	is $jira->requests(call => 'myself'), $before + 1, '  once';
}
my $captcha = do { $jira->order('fault', fault => 'captcha', call => 'myself'); token($w, 'biel') };
is $captcha->{error}{args}{to}, "$jira->{plain}/login.jsp", 'where the CAPTCHA is to be solved is told';

# ---- attachments that are none ----
sub attachment { my (%o) = @_; $jira->order('attach', key => $keys[7], name => 'x.csr', text => $csr, %o); return (@{ job($w, 'anna', 'get', { key => $keys[7] })->{ok}{issue}{attachments} })[-1] }
is outcome(job($w, 'anna', 'fetch', attachment())), 'done', 'an attachment is fetched';
is outcome(job($w, 'anna', 'fetch', attachment(html => 1, size => length $csr))), 'jira-answer size not-sent', 'a page of another size is none';
is outcome(job($w, 'anna', 'fetch', attachment(html => 1, size => 154))), 'login-page not-sent', 'nor is one of the same size';
is outcome(job($w, 'anna', 'fetch', attachment(size => 7))), 'jira-answer size not-sent', 'nor one that is longer than it is said to be';
is outcome(job($w, 'anna', 'fetch', attachment(size => 70000))), 'jira-answer size not-sent', 'nor one that is shorter';
is outcome(job($w, 'anna', 'fetch', attachment(login => 1))), 'login-page not-sent', 'nor one that leads to the login';
is outcome(job($w, 'anna', 'fetch', attachment(redirect => "$jira->{elsewhere}/secret"))), 'redirected not-sent', 'nor one that leads elsewhere';
is outcome(job($w, 'anna', 'fetch', attachment(content => "$jira->{elsewhere}/jira/secure/attachment/1/x"))), 'jira-answer elsewhere not-sent', 'nor one that is said to be elsewhere';
is outcome(job($w, 'anna', 'fetch', { %{ attachment() }, size => 1 << 30 })), 'jira-answer too-long not-sent', 'nor one that is too large';
is outcome(job($w, 'anna', 'fetch', { %{ attachment() }, content => "$jira->{plain}/secure/attachment/999999/x.csr" })), 'no-such-ticket not-sent', 'nor one that is gone';
is $jira->requests(listener => 'elsewhere'), 0, 'and nothing was asked of another host';

# ---- what strangers write ----
my $foul = $jira->order('ticket.make', project => 'SIS', summary => "a\e[31m\x{202e}b")->{key};
is job($w, 'anna', 'get', { key => $foul })->{ok}{issue}{summary}, 'a<U+001B>[31m<U+202E>b', 'a title is clean';
my $secret = $jira->token('anna');
$jira->order('fault', fault => 'error-message', call => 'get', text => "no: $secret");
my $echo = job($w, 'anna', 'get', { key => $foul });
like $echo->{error}{args}{text}, qr/^no: \*+$/, 'a token that Jira repeats is not';

# ---- a kept connection that is dead: read again, written never ----
job($w, 'anna', 'myself', {});
$jira->order('drop');
is outcome(job($w, 'anna', 'myself', {})), 'done', 'what is read is read over a new connection';
job($w, 'anna', 'create', \%new);
my ($last) = ($jira->requests(call => 'create'))[-1];
ok !$last->{kept}, 'what is made goes over a connection of its own';

# ---- who cannot be reached, or does not answer ----
$jira->order('listen', name => 'plain', open => JSON::PP::false);
$jira->order('drop');
is outcome(job($w, 'anna', 'create', \%new)), 'jira-unreachable refused not-sent', 'nobody listens';
$jira->order('listen', name => 'plain', open => JSON::PP::true);
is outcome(job($w, 'anna', 'create', \%new)), 'done', 'until somebody does';
my $lost = worker(base => 'http://no-such-host.invalid');
is outcome(job($lost, 'x', 'server', {})), 'jira-unreachable dns not-sent', 'no such name';
my $hasty = worker(timeout => 1500);
my $tried;
for (1 .. 40) { $tried = token($hasty, 'anna'); last if $tried->{ok} } # of a machine that is busy it has too little
is $tried->{ok}{name}, 'anna', 'a worker of little patience';
for ('hang', 'hang-after', 'drip') {
	$jira->order('fault', fault => $_, call => 'create', bytes => 1, every => 0.5);
	is outcome(job($hasty, 'anna', 'create', \%new)), 'jira-timeout sent', "  that waits in vain ($_)";
	$jira->order('faults.clear');
}

# ---- TLS ----
sub tls { my ($which, %o) = @_; return worker(base => $jira->{$which}, secure => 1, ca => $jira->{ca}, %o) }
my $tls = tls('tls');
is token($tls, 'anna')->{ok}{name}, 'anna', 'a certificate of a CA of ours is trusted';
like job($tls, 'anna', 'create', \%new)->{ok}{key}, qr/^SIS-/, '  and a ticket made over it';
for ([ untrusted => 'untrusted' ], [ expired => 'expired' ], [ misnamed => 'name' ]) {
	my ($listener, $reason) = @$_;
	my $before = $jira->requests;
	is outcome(job(tls($listener), 'x', 'server', {})), "jira-tls $reason not-sent", "a certificate that is $listener is not";
	is $jira->requests, $before, '  and nothing was sent';
}
is outcome(job(tls('tls', ca => ''), 'x', 'server', {})), 'jira-tls untrusted not-sent', 'without our CA it is not';

# ---- nothing of the environment ----
my $set = worker(environment => { http_proxy => $jira->{elsewhere}, all_proxy => $jira->{elsewhere}, SSLKEYLOGFILE => "$folder/keys" });
is outcome(job($set, 'x', 'server', {})), 'done', 'a proxy of the environment is none';
is token(tls('tls', environment => { SSLKEYLOGFILE => "$folder/keys" }), 'anna')->{ok}{name}, 'anna', 'and a connection';
ok !-e "$folder/keys", '  writes its keys nowhere';
isnt outcome(job(worker(proxy => $jira->{elsewhere}), 'x', 'server', {})), 'done', 'one of the settings is used';

# ---- what it gave up ----
my $status = do { local $/; open my $f, '<', "/proc/$w->{pid}/status"; <$f> };
like $status, qr/^NoNewPrivs:\s+1$/m, 'it gains no privileges';
SKIP: { skip 'no seccomp here', 1 if !-e '/proc/sys/kernel/seccomp'; like $status, qr/^Seccomp:\s+2$/m, 'and not every system call is left to it' }

# ---- the token is nowhere ----
for my $part (qw(cmdline environ)) {
	open my $f, '<', "/proc/$w->{pid}/$part" or next;
	local $/;
	unlike <$f> // '', qr/\Q$secret\E/, "no token is in its $part";
}
my $fresh = worker();
token($fresh, $_) for qw(biel antiga anna);
$fresh->say({ forget => { who => 'biel' } });
job($fresh, 'anna', 'myself', {});
SKIP: {
	my $there = in_memory($fresh->{pid}, map { $jira->token($_) } qw(anna antiga biel)) or skip 'only root may look into its memory', 1;
	is_deeply $there, [ $jira->token('anna') ], 'its memory has the one that it may use, and neither one that was refused nor one to be forgotten';
}
is $w->status, 0, 'it ends with its socket, whatever it has under way';
my $written = do { local $/; open my $f, '<', $log; <$f> // '' };
unlike $written, qr/\Q$secret\E/, 'nor in what it wrote';
is $written, '', 'which is nothing at all';

done_testing;

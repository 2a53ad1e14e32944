#!/usr/bin/perl
# `caducactl ticket doctor`: each thing that keeps tickets from being made in Jira is told in words, with what to do; and
# what is wrong in the settings of Jira is told with their other slips.
use strict;
use warnings;
use utf8;
use Caduca;
use Jira;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my @to = ('--socket', folder() . '/socket', '--config', folder() . '/mine.conf');
my $jira = jira_start(context => '/jira', tls => 1);
my $pid;

sub begin { my ($config) = @_; utf8::encode($config); daemon_stop($pid) if $pid; $pid = daemon_start(config => "workers = 1;\njira-rate = 6000;\n$config"); wait_until('the worker is there', sub { doctor('--json') !~ /worker-gone/ }) }
sub own_token { my ($path) = @_; spew(folder() . '/mine.conf', 'jira-my-token-file = "' . ($path // '/none') . "\";\n") }
sub doctor { my ($status, $out, $err) = ctl('ticket', 'doctor', @to, @_); utf8::decode($_) for $out, $err; return wantarray ? ($status, $out, $err) : $out }
# The lines that are not as they should be.
sub wrong { my ($status, $out) = doctor(); return join '', map { s/^.*? {2,}wrong +//r . "\n" } grep { / {2}wrong / } split /\n/, $out }
sub says { my ($name, $pattern) = @_; my ($status, $out, $err) = doctor(); is $status, 1, $name; like $out, $pattern, '  is told' or diag $err }

# ---- by hand ----
own_token();
begin('');
my ($status, $out) = doctor();
is $status, 0, 'without a Jira nothing is wrong';
is $out, "settings  warning  No Jira is configured (jira in caduca.conf): tickets are kept by hand.\n", '  and it says so';

# ---- all well ----
my $plain = "jira = \"$jira->{plain}/\"; jira-plain = true;\n";
begin($plain);
own_token($jira->token_file('anna'));
is doctor(), <<"", 'all is well, in English';
settings              correct  $jira->{plain}/
connection            correct  Contacte (fals)
version of Jira       correct  9.12.15
file of your token    correct  @{[ $jira->token_file('anna') ]}
your token            correct  Anna Puig (anna)
project               correct  SIS: Sistemes
permissions           correct  SIS: to make tickets, link them, comment on them and attach files
type of ticket        correct  SIS: Task
fields                correct  SIS, Task: all that are needed are given
project               correct  ST: Suport Tècnic
permissions           correct  ST: to make tickets, link them, comment on them and attach files
type of ticket        correct  ST: Task
fields                correct  ST, Task: all that are needed are given
type of link          correct  Relates
token to follow with  correct  There is none (jira-token-file in caduca.conf): tickets are followed with the tokens of those who are there.

is((doctor())[0], 0, '  with status 0');
{
	local $ENV{LANGUAGE} = 'ca';
	like doctor(), qr/^el vostre testimoni +correcte? +Anna Puig \(anna\)$/m, 'and in Catalan';
}
my $checks = decode_json(do { my $text = doctor('--json'); utf8::encode($text); $text });
is_deeply [ map { "$_->{name} $_->{state}" } @$checks[ 0 .. 4 ] ], [ 'settings ok', 'connection ok', 'version ok', 'token-file ok', 'token ok' ], 'and for programs';

# ---- the token ----
own_token();
says('no file', qr{^file of your token +wrong +.*/none}m);
like doctor(), qr/^your token +correct/m, '  though the backend has the token still';
begin($plain);
unlike doctor(), qr/^your token/m, '  and when it has none that is all';
my $open = folder() . '/open';
spew($open, $jira->token('anna'));
chmod 0644, $open;
own_token($open);
says('a file that others may read', qr{^file of your token +wrong +.*\Q$open\E}m);
chmod 0600, $open;
spew($open, "abc def\n");
says('what is no token', qr/^your token +wrong +What was given as a token is none/m);
own_token($jira->token_file('antiga'));
says('a token that has expired', qr/^your token +wrong +Jira refused the token: it has expired, or was revoked. Make a new one/m);
own_token($jira->token_file('anna'));
$jira->order('fault', fault => 'captcha', call => 'myself', times => 0);
says('a CAPTCHA', qr/^your token +wrong +Jira asks for a CAPTCHA: log in once with a browser/m);
$jira->order('faults.clear');
own_token($jira->token_file('carla'));
is wrong(), <<'', 'what somebody may not do is told';
You may not make tickets in SIS: ask whoever keeps that project for it.
You may not link tickets in SIS: ask whoever keeps that project for it, or link them by hand.
You may not comment on tickets in SIS: ask whoever keeps that project for it.
You may not attach files to tickets in SIS: ask whoever keeps that project for it.
There is no project ST in Jira, or you may not see it: see the projects in site.conf, or ask whoever keeps Jira for access.

# ---- the settings of tickets ----
own_token($jira->token_file('anna'));
begin($plain . 'jira-types = ( "csr=Petició de servei", "*=Tasca" ); jira-link-type = "Duplicates"; jira-fields = ( "ST.customfield_9=1" );' . "\n");
is wrong(), <<'', 'types, fields and links that there are not';
SIS has no tickets of type 'Tasca' (jira-types in caduca.conf). It has: Task, Incident, Petició de servei.
A Petició de servei of SIS needs the field 'Sistema afectat' (customfield_10199), which may be: EACAT, Seu electrònica, Via Oberta. Give it in jira-fields of caduca.conf, such as "SIS.customfield_10199={\"value\":\"EACAT\"}".
ST has no tickets of type 'Tasca' (jira-types in caduca.conf). It has: Task, Incident, Petició de servei.
Jira has no links of type 'Duplicates' (jira-link-type in caduca.conf). It has: Blocks, Relates.

begin($plain . 'jira-types = ( "csr=Petició de servei", "*=Task" ); jira-fields = ( "SIS.customfield_10199={\"value\":\"EACAT\"}", "SIS.customfield_9=1" );' . "\n");
is wrong(), <<'', 'a field that is given is not missed, and one that is not there is told';
A Petició de servei of SIS has no field customfield_9: take it out of jira-fields of caduca.conf.
A Task of SIS has no field customfield_10199: take it out of jira-fields of caduca.conf.
A Task of SIS has no field customfield_9: take it out of jira-fields of caduca.conf.

# ---- the token to follow with ----
begin($plain . 'jira-token-file = "' . $jira->token_file('servei') . "\";\n");
ok wait_until('the token of the service is tried', sub { doctor() =~ /^token to follow with +correct +Caduca \(només lectura\) \(servei\)$/m }), 'the token to follow with is known';
like doctor(), qr/^followed project +correct +ST: Suport Tècnic$/m, '  and what it sees';
begin($plain . 'jira-token-file = "' . $jira->token_file('antiga') . "\";\n");
ok wait_until('it is refused', sub { doctor() =~ /^token to follow with +wrong +Jira refused the token/m }), '  or that it was refused';

# ---- the way ----
begin("jira = \"http://no-such-host.invalid\"; jira-plain = true;\n");
says('a name that is none', qr/^connection +wrong +The name of Jira's host is not found in DNS/m);
$jira->order('listen', name => 'plain', open => JSON::PP::false);
begin($plain);
says('nobody there', qr/^connection +wrong +Jira's host refuses the connection/m);
$jira->order('listen', name => 'plain', open => JSON::PP::true);
# What is no proxy does not understand what it is asked.
begin("proxies = ( \"fora=$jira->{elsewhere}\" ); jira-proxy = \"fora\";\n$plain");
says('a proxy that is named', qr/^connection +wrong +Jira refused it \(HTTP 400\)/m);
begin("jira = \"" . $jira->{plain} =~ s{/jira$}{}r . "\"; jira-plain = true;\n");
says('a path that is missing', qr/^connection +wrong +There is no Jira at that address: see whether jira in caduca.conf wants a path/m);
for ([ untrusted => qr/is of no CA that is trusted here/ ], [ expired => qr/has expired: tell whoever keeps Jira/ ], [ misnamed => qr/is of another host than the one in caduca.conf/ ]) {
	my ($listener, $pattern) = @$_;
	begin("jira = \"$jira->{$listener}\"; jira-ca-file = \"$jira->{ca}\";\n");
	says("a certificate that is $listener", qr/^connection +wrong +Jira's own certificate $pattern/m);
}
begin("jira = \"$jira->{tls}\"; jira-ca-file = \"$jira->{ca}\";\n");
is wrong(), '', 'one of a CA of ours is trusted';
$jira->order('set', version => '8.13.27');
says('a Jira that is too old', qr/^version of Jira +wrong +Jira 8.13.27 has no personal access tokens/m);
$jira->order('set', version => '9.12.15');
$jira->order('fault', fault => 'down', call => 'server', times => 0);
says('a Jira that is down', qr/^connection +wrong +Jira reported a failure of its own \(HTTP 503\)/m);
$jira->order('faults.clear');

# ---- slips in the settings ----
begin('jira = "http://anna:xyzzy@jira.exemple.cat"; jira-proxy = "fora"; jira-ca-file = "/none.pem"; jira-types = ( "csr", "cap=Task", "*=Task" ); jira-fields = ( "SIS.a=", "SIS.b={}", "c=1" );' . "\n");
says('a base that is none', qr/^settings +wrong +jira: there is a user in the URL/m);
unlike daemon_log(), qr/xyzzy/, 'a password in it is not written down';
(undef, $out) = ctl('doctor', '--json', @to);
my ($settings) = grep { $_->{name} eq 'settings' } @{ decode_json($out) };
is_deeply [ map { my $c = $_; $c->{message} =~ s/\{(\w+)\}/$c->{args}{$1}/gr } grep { $_->{message} =~ /^jira/ } @{ $settings->{args}{complaints} } ], [
	'jira: there is a user in the URL. Take it out: the token goes into a file of its own.',
	'jira-proxy: \'fora\' is neither a name in proxies nor http://host:port or socks5://host:port.',
	'jira-ca-file: \'/none.pem\': No such file or directory',
	(map { "jira-types: '$_' is not role=type, where the role is origin, csr, head, request, install, answer or other, or * for the rest." } 'csr', 'cap=Task'),
	(map { "jira-fields: '$_' is not PROJECT.field=JSON, such as SIS.customfield_10010={\"value\":\"Producció\"}." } 'SIS.a=', 'c=1') ], 'each slip is told';

done_testing;

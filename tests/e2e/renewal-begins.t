#!/usr/bin/perl
# How a renewal begins from the command line: from an alert on standard input, from marked monitors, from a ticket, and
# for an environment that serves nothing yet. Where it came from is recorded.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
fleet_start();
my %host = map { $_->{name} => $_ } manifest();
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub paste { my ($text, @args) = @_; utf8::encode($text); return run(\$text, 'renewal', 'open', '--paste', '--yes', @args); }
sub show { return json('renewal', 'show', $_[0], '--json') }
sub endpoint { my $h = $host{ $_[0] }; return "$h->{host}:$h->{port}" }

run('add', endpoint($_), '--name', $_) for qw(due soon late);
run('probe', '--all', '--wait');

# ---- from an alert ----
my ($status, $out, $err) = paste("res de res\n");
is $status, 1, 'a text without a host begins nothing';
like $err, qr/no name of a host/, 'and says so';
my $due = $host{due};
my $mail = "Received: from mx.exemple.net\r\n\tby altre.exemple.net\r\nSubject: Caduca\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	. "El certificat de <https://" . substr(endpoint('due'), 0, 5) . "=\r\n" . substr(endpoint('due'), 5) . "/seu> caduca; "
	. "tamb=C3=A9 nou.exemple.test.\r\n";
($status, $out) = paste($mail);
is $status, 0, 'a mail begins the renewal of what it names';
like $out, qr/nou\.exemple\.test:443 is not watched: renewal open --paste --add adds it/, 'what is not watched is said';
unlike $out, qr/exemple\.net/, 'what the servers wrote is not looked at';
like $out, qr/1 distinct certificate in 1 monitors?: one renewal/, 'how many there will be is said';
is show(1)->{origin}, 'mail', 'it came by mail';
is show(1)->{monitors}[0]{name}, 'due', 'of the monitor that the mail names';
like +(paste(endpoint('due')))[1], qr/is in renewal 1 already/, 'what is being renewed is said';
my $soon = endpoint('soon');
paste("https://$soon/ i http://$soon/x");
is show(2)->{origin}, 'alert', 'a URL is an alert';
is scalar @{ show(2)->{monitors} }, 1, 'named twice, there once';
($status, $out) = paste('nou.exemple.test', '--add', '--type', 'planned');
is $status, 0, 'an unknown one is added and begun';
is show(3)->{monitors}[0]{type}, 'planned', 'as a new environment that serves nothing yet';
is json('renewal', 'step', 3, 'data-caducitat', '--json')->{state}, 'not-applicable', 'so that there is no date to look at';

($status, $out) = paste("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
	. ('QUJDREVGR0g=' x 6 . "\n") x 2000 . "--b\nContent-Type: text/html\n\n<p>" . $soon =~ s/:/<b>:<\/b>/r . "</p>\n--b--\n");
like $out, qr/is in renewal 2 already/, 'what is attached to a mail takes no room of its text';

# ---- from a ticket ----
paste("ST-7618 " . endpoint('late') . "\n");
is show(4)->{origin}, 'ticket', 'a ticket with a host comes from the ticket';
is show(4)->{values}{'tiquet-origen'}, 'ST-7618', 'whose key is kept';
run('renewal', 'step', 4, 'data-caducitat', 'complete', '--args', '{"not_after":"2030-01-01"}');
run('renewal', 'step', 4, 'origen', 'choose', 'renovacio');
run('renewal', 'step', 4, 'tiquet-csr', 'ticket', 'SIS-77', '--yes');
like +(paste("https://contacte.aoc.cat/browse/SIS-77\n"))[1], qr/^Renewal 4 names that ticket/m, 'a ticket that a renewal has leads to it';

# ---- several at once ----
run('add', endpoint('due'), '--name', 'due-bis', '--sni', 'altre.exemple.test');
run('probe', '--all', '--wait');
run('renewal', 'open', 'due-bis', '--ticket', 'ST-1');
is show(5)->{origin}, 'ticket', '--ticket says the origin too';
is show(5)->{values}{'tiquet-origen'}, 'ST-1', 'and is kept';
run('add', endpoint('due'), '--name', "due-$_", '--sni', $host{due}{host} . ($_ ? ".$_.test" : '')) for 1, 2;
run('add', endpoint('soon'), '--name', 'soon-1', '--sni', 'soon.test');
run('probe', '--all', '--wait');
my %certificate = map { $_->{name} => $_->{sha256} } @{ json('list', '--json') };
my %distinct = map { $certificate{$_} => 1 } qw(due-1 due-2 soon-1);
my $opened = json('renewal', 'open', 'due-1', 'due-2', 'soon-1', '--each', '--json');
is scalar @$opened, scalar keys %distinct, 'a renewal for each distinct certificate';
is_deeply [ sort { $a <=> $b } map { scalar @{ $_->{monitors} } } @$opened ], [ 1, 2 ], 'that monitors share';
run('add', 'segell-alone.exemple.test:9', '--name', 'segell-alone', '--kind', 'device');
{
	my ($status, $out, $err) = run('renewal', 'open', 'due-1', 'segell-alone', '--each');
	is $status, 1, 'where one is refused';
	like $err, qr/^caducactl: 1 of 2 renewals was not opened\.$/m, 'it is said';
	like $out, qr/^Renewal 8: in progress/m, 'and the others are opened';
}
is +(run('renewal', 'open'))[0], 2, 'neither monitors nor a paste is no use';
is +(run('renewal', 'open', 'due', '--paste'))[0], 2, 'nor both';

# ---- which procedure ----
my $c = connect_to();
run('add', 'segell.exemple.test:9', '--name', 'segell', '--kind', 'device');
my ($segell) = grep { $_->{name} eq 'segell' } @{ json('list', '--json') };
my $of = $c->call('renewal.procedures', { monitor => $segell->{id} })->{ok};
is_deeply [ map { $_->{name} } @{ $of->{procedures} } ], [qw(dispositiu-eacat cds-cesicat permisos-remedy)],
	'the procedure of its kind comes first, the urgent channel is none';
ok $of->{may_be_planned}, 'that it was never seen is said';
ok $of->{may_be_planned}, 'a host that was never seen may be a new environment';
run('add', 'Un fitxer', '--type', 'file', '--kind', 'device');
my ($file) = grep { $_->{name} eq 'Un fitxer' } @{ json('list', '--json') };
ok !$c->call('renewal.procedures', { monitor => $file->{id} })->{ok}{may_be_planned}, 'a certificate in a file is none';
$of = $c->call('renewal.procedures', { monitor => 1 })->{ok};
is $of->{procedures}[0]{name}, 'cds-cesicat', 'a server is renewed by CESICAT';
is $c->call('renewal.names', { text => 'x' x 60000 })->{ok}{origin}, 'alert', 'a long text is no harm';

# ---- by the names of a certificate ----
sub known { return join ' ', map { $_->{name} } @{ $c->call('renewal.names', { text => $_[0] })->{ok}{known} } }
is_deeply $c->call('renewal.names', { text => 'CN=*.exemple.cat' })->{ok}{unknown}, [], 'a wildcard is not the host below it';
is known('CN=*.exemple.cat'), '', 'nor anything where no certificate has it';
run('add', endpoint('wildcard'), '--name', 'comodi', '--sni', 'a.exemple.cat');
run('probe', 'comodi', '--wait');
is known('CN=*.exemple.cat'), 'comodi', 'it is the monitor whose certificate has it';
is known('*.EXEMPLE.cat'), 'comodi', 'in any case';
is known('*.xemple.cat i *.exemple'), '', 'and no part of it';

# ---- others that have the same certificate ----
run('add', endpoint('wildcard'), '--name', "comodi-$_", '--sni', "$_.exemple.cat") for qw(b c d);
run('probe', "comodi-$_", '--wait') for qw(b c d);
my %of = map { $_->{name} => $_ } @{ json('list', '--json') };
is scalar(keys %{ { map { $of{$_}{sha256} => 1 } qw(comodi comodi-b comodi-c comodi-d) } }), 1, 'four monitors have one certificate';
is_deeply [ map { $_->{name} } @{ $c->call('renewal.procedures', { monitor => $of{comodi}{id} })->{ok}{sharing} } ],
	[qw(comodi-b comodi-c comodi-d)], 'the others are told';
sub monitors_of { return join ' ', map { $_->{name} } @{ json('renewal', 'show', $_[0], '--json')->{monitors} } }
($status, $out, $err) = run('renewal', 'open', 'comodi', '--json');
is $status, 0, 'a renewal of one is opened';
is $err, "The same certificate is served by: comodi-b, comodi-c, comodi-d\nThey are left out: --all renews them too, --only says no more of it.\n",
	'which others there are is said, where nobody can be asked';
is monitors_of(decode_json($out)->{id}), 'comodi', 'and they are left out';
($status, $out, $err) = run('renewal', 'open', 'comodi-d', '--only', '--json');
is $err, '', 'unless that is said';
is monitors_of(decode_json($out)->{id}), 'comodi-d', 'of that one alone';
($status, $out, $err) = run('renewal', 'open', 'comodi-b', '--all', '--json');
is $err, "The same certificate is served by: comodi-c\n", 'those whose renewal is open are none';
is monitors_of(decode_json($out)->{id}), 'comodi-b comodi-c', 'with --all it is theirs too';
is +(run('renewal', 'open', 'comodi', '--all', '--only'))[0], 2, 'one of them alone may be said';

# ---- one that was begun by mistake ----
run('service', 'add', 'Seu', '--head', 'Maria Pons');
run('add', 'error.exemple.test', '--type', 'planned', '--name', 'error', '--service', 'Seu');
my $mistake = json('renewal', 'open', 'error', '--json')->{id};
run('ticket', 'adopt', 'SIS-77', '--title', 'Un de la mà', '--yes');
run('ticket', 'link', 'SIS-77', '--renewal', $mistake, '--yes');
($status, $out, $err) = run('renewal', 'withdraw', $mistake);
is $status, 1, 'with a ticket that somebody linked with it it is not taken back';
like $err, qr/SIS-77/, 'which is named';
is show($mistake)->{state}, 'open', 'it stays open';
is +(run('ticket', 'unlink', 'SIS-77', '--renewal', $mistake))[0], 0, 'the ticket is let go';
($status, $out) = run('renewal', 'withdraw', $mistake);
is $status, 0, 'without it it is';
like $out, qr/^Renewal $mistake: taken back\b/m, 'and said to be taken back, not closed';
like +(run('renewal', 'list', '--all'))[1], qr/^ *$mistake +error\S* +taken back /m, 'so it is in the list of all';
is +(grep { $_->{id} == $mistake } @{ json('renewal', 'list', '--all', '--json') })[0]{outcome}, 'withdrawn', 'in JSON too';
like +(run('renewal', 'show', $mistake))[1], qr/^State +taken back$/m, 'by itself';
like +(run('renewal', 'show', $mistake, '--markdown'))[1], qr/State: taken back$/m, 'on paper';
like +(run('log', '--limit', 5))[1], qr/took it back +renewal $mistake\b/, 'and in the trail';

# ---- a host that very many monitors are of ----
my $long = 'un nom ben llarg com els que posa la gent ' x 4;
spew(folder() . '/molts.csv', join('', "host,port,name\n", map { "molts.exemple.test,$_,$long$_\n" } 1 .. 300));
run('import', folder() . '/molts.csv');
my $many = $c->call('renewal.names', { text => 'molts.exemple.test' })->{ok};
cmp_ok length(encode_json($many)), '<', 64 * 1024, 'the answer is a line that a client takes';
is @{ $many->{known} } + $many->{left_off}, 300, 'and how many are left out';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

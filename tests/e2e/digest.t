#!/usr/bin/perl
# The digest: what needs a hand, as a message that others read right; sent once a day, over TLS alone, with a password that nobody
# sees; whom the server refuses is told; each head of service gets what is his.
use strict;
use warnings;
use utf8;
use lib 'tests/jira';
use Caduca;
use JSON::PP;
use Smtp;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
authority();
my $pid = daemon_start();
my $port = smtp_start();
my $conf = folder() . '/mail.conf';
my $keys = folder() . '/mail-keys';
my $PASSWORD = 'contrasenya-molt-llarga';
my @to = ('--socket', folder() . '/socket', '--config', $conf);
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err) }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out }
sub fails { my ($pattern, @args) = @_; my ($status, $out, $err) = run(@args); is $status, 1, "@args fails"; like $err, $pattern, '... and says why'; return "$out$err" }

# The settings anew; what was sent is forgotten.
sub settings {
	my (%s) = (url => "smtp://localhost:$port", from => 'caduca@exemple.cat', tls => 'always', 'ca-file' => smtp_ca(), @_);
	my $list = join ', ', map { "\"$_\"" } @{ delete $s{to} // ['equip@exemple.cat'] };
	spew($conf, "mail = { to = ( $list ); " . join('', map { $s{$_} =~ /^\d+$/ ? "$_ = $s{$_}; " : "$_ = \"$s{$_}\"; " } sort keys %s) . "};\n");
	unlink folder() . '/state/caduca/digest-sent';
}

# ---- a day with nothing to do ----

spew($conf, '');
is join('', run('digest')), '0', 'where nothing needs a hand nothing is printed';
fails(qr/the setting mail-url is needed/, 'digest', '--send');
settings();
is join('', run('digest', '--send')), '0', 'nor sent';
is scalar(smtp_mails()), 0, 'to anybody';

# ---- what is printed ----

does('service', 'add', 'Seu', '--head', 'Anna Puig', '--head-mail', 'anna@exemple.cat', '--pattern', 'a.test');
does('service', 'add', 'Tràmits', '--head', 'Pau Roca', '--head-mail', 'pau@exemple.cat', '--pattern', 'b.test');
my ($csr) = csr_for('a.test');
my $papers = certificate_for($csr, 'DNS:a.test', 3);
for (['a.test', 'a.test'], ['b.test', '<b>&"b" .'], ['c.test', 'sense cap €' . 'ç' x 90]) {
	does('add', $_->[0], '--type', 'file', '--name', $_->[1], $_->[0] =~ /^([ab])/ ? ('--service', $1 eq 'a' ? 'Seu' : 'Tràmits') : ());
	does('certificate', $_->[1], $papers);
}
is +(run('digest', '--text', '--send'))[0], 2, 'what is printed is not sent';
is +(run('digest', '--again'))[0], 2, 'and what is not sent is not sent again';
my $text = does('digest', '--text');
like $text, qr/^Caduca, \d\d\/\d\d\/\d{4}: 3 things need a hand\n\nOur turn \(3\)\n\n\* .*\n  .*\n  - start by \S+ · /, 'the text alone';
like $text, qr/^\* a\.test\n  Seu · expires \d\d\/\d\d\/\d{4}\n/m, 'with the service and the end';
like +(run('digest', '--text', '--heads'))[1], qr/\nAnna Puig \(1\)\n\n\* a\.test\n(?s:.*)\nPau Roca \(1\)\n\n\* <b>(?s:.*)\nWithout a head of service \(1\)\n\n\* sense cap/, 'by heads of service';
{
	local $ENV{LANGUAGE} = 'ca';
	like +(run('digest', '--text'))[1], qr/^Caduca, \S+: cal fer 3 coses\n\nEns toca \(3\)\n/, 'in Catalan';
}
my $message = (ctl('digest', @to))[1];
is_deeply [ grep { length > 76 || /[^\x20-\x7e]/ } split /\n/, $message ], [], 'the message has short lines of ASCII';

# As Python's email reads it: {defects, headers, text, html}.
my ($python) = grep { !system "$_ -c '' 2>/dev/null" } qw(python3 /usr/bin/python3);
sub read_mail {
	my ($bytes) = @_;
	spew(folder() . '/read.eml', $bytes);
	my $said = qx($python -c '
import email, email.policy, json, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
parts = list(m.iter_parts())
print(json.dumps({"defects": [str(d) for p in [m] + parts for d in p.defects], "type": m.get_content_type(),
  "types": [p.get_content_type() for p in parts], "headers": {k: str(v) for k, v in m.items()},
  "date": m["date"].datetime.timestamp(), "to": [a.addr_spec for a in m["to"].addresses],
  "text": parts[0].get_content(), "html": parts[1].get_content()}))' '@{[folder()]}/read.eml');
	return decode_json($said);
}
SKIP: {
	skip 'python3 is not here', 12 if !$python;
	my $m = read_mail($message);
	is_deeply $m->{defects}, [], 'another reads it without complaint';
	is "$m->{type} @{$m->{types}}", 'multipart/alternative text/plain text/html', 'both forms, the plainer first';
	is $m->{text}, $text, 'the text is the text';
	is $m->{headers}{Subject}, ($text =~ /^(.*)/)[0], 'and so is its subject';
	cmp_ok abs($m->{date} - time), '<', 3600, 'its date is this one';
	is_deeply $m->{to}, ['equip@exemple.cat'], 'whom it is for';
	is $m->{headers}{From}, 'Caduca <caduca@exemple.cat>', 'whom it is of';
	like $m->{headers}{'Message-ID'}, qr/^<[^@ ]+\@exemple\.cat>$/, 'it has a name';
	isnt read_mail((ctl('digest', @to))[1])->{headers}{'Message-ID'}, $m->{headers}{'Message-ID'}, '... which no other has';
	like $m->{html}, qr/<strong>&lt;b&gt;&amp;&quot;b&quot; \.<\/strong>/, 'nobody\'s name is HTML';
	(my $plain = $m->{html}) =~ s/<[^>]*>//g;
	like $plain, qr/sense cap €ç{90}/, 'nor lost in it';
	local $ENV{LANGUAGE} = 'ca';
	is read_mail((ctl('digest', @to))[1])->{headers}{Subject} =~ /cal fer 3 coses/, 1, 'the subject in Catalan';
}
SKIP: {
	skip 'Email::MIME is not here', 2 if !eval { require Email::MIME };
	my $m = Email::MIME->new($message);
	is join(' ', map { $_->content_type =~ s/;.*//r } $m->subparts), 'text/plain text/html', 'a second reader';
	is(($m->subparts)[0]->body_str =~ s/\r\n/\n/gr, $text, 'reads the same');
}

# ---- sent ----

spew($keys, "caduca\n$PASSWORD\n");
chmod 0600, $keys;
settings('credentials-file' => $keys, to => [ 'equip@exemple.cat', 'guardia@exemple.cat' ]);
smtp_does(user => 'caduca', password => $PASSWORD);
is does('digest', '--send'), "Sent to equip\@exemple.cat.\nSent to guardia\@exemple.cat.\n", 'it is sent';
my $talk = smtp_talk();
like $talk, qr/^clear EHLO \S+\nclear STARTTLS\ntls EHLO \S+\ntls AUTH PLAIN/, 'over TLS from STARTTLS on';
unlike $talk, qr/^clear (?!EHLO|STARTTLS)/m, '... and nothing else in clear';
unlike $talk, qr/^seen in/m, 'nobody sees the password among what runs';
my ($mail) = smtp_mails();
is_deeply [ $mail->{from}, @{ $mail->{to} } ], [ 'caduca@exemple.cat', 'equip@exemple.cat', 'guardia@exemple.cat' ], 'from whom, and to whom';
unlike $mail->{bytes}, qr/[^\r]\n|\r[^\n]/, 'with the line ends of mail';
SKIP: {
	skip 'python3 is not here', 2 if !$python;
	my $m = read_mail($mail->{bytes});
	is_deeply $m->{defects}, [], 'it is read without complaint';
	is $m->{text} =~ s/\r\n/\n/gr, $text, 'as it was printed';
}
smtp_does(user => 'caduca', password => $PASSWORD);
like does('digest', '--send'), qr/^equip\@exemple\.cat was sent it today already.*\nguardia.* already/, 'a second time on a day it is not sent';
is scalar(smtp_mails()), 0, 'to nobody';
does('digest', '--send', '--again');
is scalar(smtp_mails()), 1, 'unless that is asked for';
unlike slurp(folder() . '/state/caduca/digest-sent') . daemon_log(), qr/\Q$PASSWORD\E/, 'the password is written nowhere';

# ---- who is refused ----

settings(to => [ 'equip@exemple.cat', 'ningu@exemple.cat' ]);
smtp_does(refuse => ['ningu@exemple.cat']);
my $said = fails(qr/ningu\@exemple\.cat: 550 5\.1\.1 is called so/, 'digest', '--send');
unlike $said, qr/[^\PC\n]/, 'nothing of what the server says reaches the terminal as it is';
like $said, qr/^Sent to equip\@exemple\.cat\.$/m, 'the others get it';
smtp_does();
is does('digest', '--send') =~ s/ was sent.*//r, "equip\@exemple.cat\nSent to ningu\@exemple.cat.\n", 'and it alone is tried again';
settings();
smtp_does(refuse => ['equip@exemple.cat']);
fails(qr/equip\@exemple\.cat: 550.*\n.*The mail server refuses it: 550/, 'digest', '--send');
smtp_does(data => '554 5.7.1 too much of it');
fails(qr/The mail server refuses it: 554 5\.7\.1 too much/, 'digest', '--send');
smtp_does(data => 'gone');
fails(qr/did not say whether it took the message/, 'digest', '--send');
smtp_does();
does('digest', '--send');
is scalar(smtp_mails()), 1, 'what failed is sent the next time';

# ---- nothing but over TLS ----

settings('credentials-file' => $keys);
for ([ 'no STARTTLS', qr/offers no TLS, so nothing was sent/, starttls => 0 ], [ 'a refused one', qr/offers no TLS/, starttls => '454 4.7.0 not now' ],
	[ 'another authority', qr/is not to be trusted/, papers => 'untrusted' ], [ 'another name', qr/is not to be trusted/, papers => 'misnamed' ],
	[ 'an expired one', qr/is not to be trusted/, papers => 'expired' ]) {
	my ($what, $pattern, %how) = @$_;
	smtp_does(user => 'caduca', password => $PASSWORD, %how);
	fails($pattern, 'digest', '--send');
	unlike smtp_talk(), qr/AUTH|MAIL|RCPT|DATA/, "$what: no password and no message goes out";
}
smtp_does(user => 'caduca', password => 'another', said => $PASSWORD);
unlike fails(qr/does not accept the user and the password: 535 5\.7\.8 no, \*+\n/, 'digest', '--send'), qr/\Q$PASSWORD\E/, 'a server that repeats the password is not repeated';
smtp_does(user => 'caduca', password => 'another', said => 'what was told');
like fails(qr/does not accept the user and the password: 535 5\.7\.8 no, /, 'digest', '--send'), qr/ no, \*+\n/, 'nor as it was told';
settings(url => "smtps://localhost:$port");
smtp_does(at_once => 1);
does('digest', '--send');
like smtp_talk(), qr/\Atls EHLO/, 'smtps begins with TLS';
settings(tls => 'auto');
smtp_does(starttls => 0);
does('digest', '--send');
is scalar(smtp_mails()), 1, 'a server of this machine needs none, unless that is asked for';
settings('credentials-file' => $keys);
smtp_does();
for ([ 0644, "caduca\n$PASSWORD\n", qr/mail-keys/ ], [ 0600, "caduca\n", qr/the user in one line/ ], [ 0600, "a\nb\nc\n", qr/the user in one line/ ]) {
	spew($keys, $_->[1]);
	chmod $_->[0], $keys;
	unlike fails($_->[2], 'digest', '--send'), qr/\Q$PASSWORD\E/, 'a file that is not so is refused';
}
is smtp_said(), '', 'before anything is said to the server';
for ("http://localhost:$port", "smtp://caduca:$PASSWORD\@localhost:$port", 'localhost', "smtp://local\xe0:$PASSWORD\@localhost", "smtp://\xe0") {
	settings(url => $_);
	unlike fails(qr/is no mail server/, 'digest', '--send'), qr/\Q$PASSWORD\E/, 'what is no server is said';
}
settings(from => "\xe0\@exemple.cat");
fails(qr/'<E0>\@exemple\.cat' is no address/, 'digest', '--send');
settings(from => "caduca\@exemple.cat>\\r\\nBcc: x\@y.cat");
fails(qr/is no address that mail can be sent to/, 'digest', '--send');
settings(url => 'smtp://localhost:1');
fails(qr/was not reached/, 'digest', '--send');
settings(timeout => 1);
smtp_does(silent => 1);
fails(qr/took too long, and nothing was sent/, 'digest', '--send');

# ---- to the heads ----

settings();
smtp_does();
is does('digest', '--to-heads'), "Sent to anna\@exemple.cat.\nSent to pau\@exemple.cat.\n", 'each head gets what is his';
my @mails = smtp_mails();
is_deeply [ map { @{ $_->{to} } } @mails ], [ 'anna@exemple.cat', 'pau@exemple.cat' ], 'in a message of his own';
SKIP: {
	skip 'python3 is not here', 2 if !$python;
	my $m = read_mail($mails[0]{bytes});
	like $m->{text}, qr/^Certificates of your services, \S+: 1 thing to know\n\nAnna Puig \(1\)\n\n\* a\.test\n/, 'which has that';
	unlike $m->{text}, qr/<b>|sense cap/, 'and nothing else';
}
like does('digest', '--to-heads', '--send'), qr/^Sent to equip.*\nanna.* already.*\npau.* already/, 'once a day too';
done_testing;

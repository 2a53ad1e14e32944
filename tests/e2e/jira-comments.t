#!/usr/bin/perl
# What is said on tickets in Jira, and what is attached to them: from the text of a step or one's own, internal or not,
# once, whatever goes wrong on the way; and never a key.
use strict;
use warnings;
use utf8;
use Caduca;
use Jira;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $json = JSON::PP->new->utf8->canonical;
my $dir = folder() . '/documents';
mkdir $dir, 0700;
my $jira = jira_start();
my $clock = folder() . '/clock';
my ($now, $ahead) = (1795478400, 0);
spew($clock, "$now 0\n");
$ENV{CADUCA_CLOCK} = "\@$clock";
my $pid = daemon_start(config => "workers = 1;\njira = \"$jira->{plain}\";\njira-plain = true;\njira-rate = 6000;\njira-timeout = 5;\njira-follow = 3600;\njira-desks = ( \"ST\" );\n");
my $c = connect_to();
my @to = ('--socket', folder() . '/socket');

sub later {
	my ($seconds) = @_;
	$now += $seconds;
	$ahead += 1000 * $seconds;
	open my $f, '+<', $clock or die $!;
	print $f "$now $ahead\n";
	close $f;
	$c->call('status');
}
sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub runs { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out; }
sub does { my ($do, $args) = @_; my $a = $c->call($do, $args); ok $a->{ok}, $do or diag($json->encode($a || {}), daemon_log()); return $a->{ok} }
sub refuses { my ($code, $do, $args) = @_; my $a = $c->call($do, $args); is $a->{error}{code}, $code, "$do: $code" or diag $json->encode($a); return $a->{error}{args} }
sub with_fd {
	my ($do, $args, $f) = @_;
	return $c->call($do, $args, $f);
}
sub request { return $c->call('ticket.request-show', { id => $_[0] })->{ok}{request} }
sub becomes {
	my ($id, $state, $name) = @_;
	wait_until($name, sub { request($id)->{state} eq $state });
	my $r = request($id);
	is $r->{state}, $state, $name or diag $json->encode($r);
	return $r;
}
sub comments { return map { { %$_, internal => $_->{properties}[0]{value}{internal} } } @{ $jira->order('ticket.get', key => $_[0])->{comments} } }
sub step { return $c->call('renewal.step', { id => 1, step => $_[0] })->{ok}{step} }

wait_until('the worker is ready', sub { ($c->call('status')->{ok}{jira}{state} // '') eq 'ready' });
my ($sis, $st) = map { $jira->order('ticket.make', project => $_, summary => 'Un tiquet')->{key} } qw(SIS ST);
runs('add', '*.exemple.test', '--type', 'planned');
runs('renewal', 'open', '*.exemple.test', '--procedure', 'cds-cesicat');
runs('renewal', 'step', 1, 'origen', 'choose', 'nou', '--tiquet-origen', $st);
runs('renewal', 'step', 1, 'tiquet-csr', 'ticket', $sis, '--yes');

# ---- the preview ----
my $preview = does('ticket.comment', { key => $sis, renewal => 1, step => 'espera-csr', preview => JSON::PP::true })->{preview};
like $preview->{body}, qr/Com tenim el CSR de \\\*\.exemple\.test\?/, 'of a step that waits, its reminder, in markup';
ok $preview->{reminder} && !$preview->{internal}, 'which is a reminder, for whoever sees the ticket';
$preview = does('ticket.comment', { key => $st, body => "Hola\r\nadéu\t!\x{1b}", preview => JSON::PP::true })->{preview};
is $preview->{body}, "Hola\nadéu !<U+001B>", 'one of one\'s own is clean';
ok $preview->{internal} && $preview->{desk}, 'on a service desk it is internal';
is scalar(comments($sis)) + comments($st), 0, 'and nothing is said yet';
refuses('bad-argument', 'ticket.comment', { key => $sis });
refuses('bad-argument', 'ticket.comment', { key => $sis, body => " \n" });
refuses('no-text', 'ticket.comment', { key => $sis, renewal => 1, step => 'fitxer-csr' });
refuses('no-step', 'ticket.comment', { key => $sis, renewal => 1, step => 'cap', body => 'x' });
is refuses('missing-value', 'ticket.comment', { key => $sis, renewal => 1, step => 'espera-ctti' })->{name}, 'remedy-numero', 'a text that lacks something';
refuses('no-ticket', 'ticket.comment', { key => 'SIS-99', body => 'x' });
like +(run('ticket', 'comment', $sis))[2], qr/Say what is to be said/, 'nor does the command line guess it';

# ---- said ----
my $r = does('ticket.comment', { key => $sis, renewal => 1, step => 'espera-csr' })->{request};
is "$r->{kind} $r->{state} $r->{reason}", 'comment queued waits-for-owner', 'without a token it waits';
open my $token, '<', $jira->token_file('anna') or die $!;
is with_fd('ticket.token', {}, $token)->{ok}{name}, 'anna', 'who has one hands it over';
$r = becomes($r->{id}, 'done', 'then it is said');
my ($said) = comments($sis);
like $said->{body}, qr/el CSR de \\\*\.exemple\.test/, 'with its text';
ok !$said->{internal}, 'for all to see';
is $said->{author}, 'anna', 'by her';
my $kept = step('espera-csr')->{record}{comments}[0];
is "$kept->{ticket} $kept->{by} $kept->{reminder}", "$sis $c->{hello}{login} 1", 'the step knows of it';
like runs('renewal', 'step', 1, 'espera-csr'), qr/: reminder on $sis$/m, 'and says so';
is step('espera-csr')->{state}, 'waiting', 'it goes on waiting' or diag $json->encode(step('espera-csr'));

spew("$dir/resposta.txt", "El nou certificat ja hi \xc3\xa9s.\n");
runs('ticket', 'comment', $st, '--text-file', "$dir/resposta.txt");
wait_until('it is said', sub { comments($st) == 1 });
ok +(comments($st))[0]{internal}, 'on a desk it is for the team';
runs('ticket', 'comment', $st, '--text-file', "$dir/resposta.txt", '--public');
wait_until('it is said', sub { comments($st) == 2 });
ok !(comments($st))[1]{internal}, 'unless it is said otherwise';
like runs('ticket', 'comment', $st, '--text-file', "$dir/resposta.txt", '--preview'), qr/the team alone\n\nEl nou certificat ja hi és\.\n\z/, 'shown first to whoever asks for it';

# ---- what goes wrong on the way ----
$jira->order('fault', call => 'comment', fault => 'cut-answer', at => 0);
$r = does('ticket.comment', { key => $sis, body => 'tallat' })->{request};
becomes($r->{id}, 'uncertain', 'the answer is cut');
later(5);
becomes($r->{id}, 'done', 'it is read back, and is there');
is scalar(grep { $_->{body} eq 'tallat' } comments($sis)), 1, 'once';
$jira->order('fault', call => 'comment', fault => 'cut-request', part => 0.5);
$r = does('ticket.comment', { key => $sis, body => "mai\narribat" })->{request};
becomes($r->{id}, 'uncertain', 'the request is cut');
for my $looks (1 .. 6) {
	later(300);
	wait_until("look $looks", sub { request($r->{id})->{looks} == $looks });
}
$r = becomes($r->{id}, 'needs-attention', 'it is not found, and a person is asked');
is scalar(grep { $_->{body} =~ /arribat/ } comments($sis)), 0, 'it is not there';
does('ticket.retry', { id => $r->{id}, version => $r->{version} });
becomes($r->{id}, 'done', 'who sends it again');
is scalar(grep { $_->{body} eq "mai\narribat" } comments($sis)), 1, 'then it is there once';

# ---- attached ----
my ($status) = ctl('csr', 'www.exemple.test', '--folder', $dir);
is $status, 0, 'there is a CSR and its key';
sub attachments { return @{ $jira->order('ticket.get', key => $sis)->{attachments} } }
runs('ticket', 'attach', $sis, "$dir/www.exemple.test.csr");
wait_until('it is attached', sub { attachments() == 1 });
my ($there) = attachments();
is "$there->{name} $there->{size}", 'www.exemple.test.csr ' . -s "$dir/www.exemple.test.csr", 'a CSR is attached whole';
sub shown { my ($s, $o) = run('ticket', 'show', $sis, '--json'); utf8::encode($o); return $json->decode($o) }
ok wait_until('it is read', sub { grep { $_->{name} eq 'www.exemple.test.csr' } @{ shown()->{attachments} || [] } }),
	'which its page lists, though no time went by in which it would be followed';
sub attaches_not {
	my ($path, $like, $name) = @_;
	my ($s, $o, $e) = run('ticket', 'attach', $sis, $path);
	is $s, 1, "$name is not attached" or diag $o;
	like $e, $like, '  which says why';
}
my $key = slurp("$dir/www.exemple.test.key");
attaches_not("$dir/www.exemple.test.key", qr/private key/, 'a key');
openssl('pkey', '-in', "$dir/www.exemple.test.key", '-outform', 'DER', '-out', "$dir/key.der");
attaches_not("$dir/key.der", qr/private key/, 'one in DER');
spew("$dir/both.csr", slurp("$dir/www.exemple.test.csr") . $key);
attaches_not("$dir/both.csr", qr/private key/, 'a CSR with its key');
spew("$dir/odd.csr", slurp("$dir/www.exemple.test.csr") . "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
attaches_not("$dir/odd.csr", qr/private key|damaged/i, 'a key of another kind');
openssl('req', '-x509', '-key', "$dir/www.exemple.test.key", '-days', 9, '-subj', '/CN=www.exemple.test', '-out', "$dir/www.crt");
openssl('pkcs12', '-export', '-inkey', "$dir/www.exemple.test.key", '-in', "$dir/www.crt", '-out', "$dir/www.p12", '-passout', 'pass:');
attaches_not("$dir/www.p12", qr/private key|password/i, 'a PKCS#12');
# What reads documents passes over what it does not know; here all of a file would be sent.
my $certificate = slurp("$dir/www.crt");
my $bare = join "\n", grep { !/-----/ } split /\n/, $key;
my %dressed = ('a key in DER' => slurp("$dir/key.der"), 'one in UTF-16' => join("\0", split //, $key) . "\0",
	'its base64 alone' => "$bare\n", 'its base64 in short lines' => join("\n", $bare =~ /(.{1,30})/g) . "\n",
	'a PKCS#12' => slurp("$dir/www.p12"), 'a block of another name' => "-----BEGIN DATA-----\n$bare\n-----END DATA-----\n");
for my $what (sort keys %dressed) {
	spew("$dir/dressed.crt", $certificate . $dressed{$what});
	attaches_not("$dir/dressed.crt", qr/private key|more in it|damaged/i, "a certificate and $what");
}
openssl('x509', '-in', "$dir/www.crt", '-outform', 'DER', '-out', "$dir/www.der");
spew("$dir/dressed.der", slurp("$dir/www.der") . slurp("$dir/key.der"));
attaches_not("$dir/dressed.der", qr/private key|more in it|damaged/i, 'one in DER and a key');
openssl('x509', '-in', "$dir/www.crt", '-text', '-out', "$dir/text.crt");
spew("$dir/notes.txt", "hola\n");
attaches_not("$dir/notes.txt", qr/./, 'what is neither');
attaches_not($dir, qr/./, 'a folder');
POSIX::mkfifo("$dir/fifo", 0600);
attaches_not("$dir/fifo", qr/./, 'a pipe');
is scalar(attachments()), 1, 'nothing of that is on the ticket';
runs('ticket', 'attach', $sis, "$dir/$_") for 'www.der', 'text.crt';
ok wait_until('they are attached', sub { attachments() == 3 }), 'a certificate in DER may be there, and one with what is in it in words';
$jira->order('fault', call => 'attach', fault => 'cut-answer', at => 0);
runs('ticket', 'attach', $sis, "$dir/www.crt", '--renewal', 1, '--step', 'certificat');
my ($last) = grep { $_->{kind} eq 'attach' && $_->{name} eq 'www.crt' } @{ $c->call('ticket.requests', { all => JSON::PP::true })->{ok}{requests} };
becomes($last->{id}, 'uncertain', 'the answer is cut');
later(5);
becomes($last->{id}, 'done', 'it is looked for, and is there');
is scalar(grep { $_->{name} eq 'www.crt' } attachments()), 1, 'once';

is daemon_stop($pid), 0, 'the backend ends well';
my $secret = substr $key, 200, 48;
ok index(slurp($_), $secret) < 0, "nothing of the key is in $_" for grep { -f } folder() . '/log', glob(folder() . '/state/caduca/*');
done_testing;

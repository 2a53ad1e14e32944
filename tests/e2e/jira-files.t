#!/usr/bin/perl
# Files of tickets in Jira: listed, fetched through the gate of a step or into a folder, and what Jira sends instead of
# them. A key on a ticket is an exposure that is recorded; of what is in it nothing is kept anywhere.
use strict;
use warnings;
use utf8;
use lib 'tests/jira';
use Caduca;
use Encode 'encode';
use Jira;
use JSON::PP;
use MIME::Base64;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $dir = folder() . '/documents';
mkdir $dir, 0700;
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out; }
sub refuses {
	my ($like, $name, @command) = @_;
	my ($status, $out, $err) = run(@command);
	is $status, 1, $name or diag $out;
	like $err, $like, 'which says why';
}
sub json { my $out = does(@_, '--json'); utf8::encode($out); return decode_json($out); }
sub document { return json('renewal', 'show', 1)->{documents}{$_[0]} // {} }

my ($status) = ctl('csr', 'www.exemple.cat', '--folder', $dir);
is $status, 0, 'there is a CSR and its key';
my ($csr, $key) = map { slurp("$dir/www.exemple.cat.$_") } qw(csr key);

my $jira = jira_start(context => '/jira');
my $pid = daemon_start(config => "workers = 1;\njira = \"$jira->{plain}\";\njira-plain = true;\njira-rate = 6000;\njira-token-file = \""
	. $jira->token_file('servei') . "\";\n");
my $c = connect_to();
wait_until('Jira', sub { (($c->call('status')->{ok}{jira} // {})->{state} // '') eq 'ready' });
my $sis;
sub attached { my ($name, %o) = @_; return $jira->order('attach', key => $sis, name => $name, %o); }

does('add', 'www.exemple.cat', '--type', 'planned');
does('renewal', 'open', 'www.exemple.cat', '--procedure', 'cds-cesicat');
$sis = $jira->order('ticket.make', project => 'SIS', summary => 'CSR')->{key};
does('renewal', 'step', 1, 'origen', 'choose', 'nou', '--tiquet-origen', 'ST-11');
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', $sis, '--yes');

# ---- the list ----
wait_until('it', sub { (run('ticket', 'attachments', $sis))[0] == 0 });
like does('ticket', 'attachments', $sis), qr/Nothing is attached/, 'a ticket with nothing on it';
attached('www.exemple.cat.csr', base64 => encode_base64($csr, ''));
attached('www.exemple.cat.key', base64 => encode_base64($key, ''));
my $list = json('ticket', 'attachments', $sis);
is_deeply [ sort map { "$_->{name} $_->{size}" } @$list ],
	[ 'www.exemple.cat.csr ' . length $csr, 'www.exemple.cat.key ' . length $key ], 'what is attached, with its size';
ok !(grep { exists $_->{content} } @$list), 'where it is fetched from is not for clients';
refuses(qr/REM-1 is no ticket of Jira|no ticket/i, 'a ticket of another system has none here', 'ticket', 'attachments', 'REM-1', '--system', 'remedy');

# ---- through the gate ----
like does('ticket', 'fetch', $sis, 'www.exemple.cat.csr', '--renewal', 1, '--step', 'fitxer-csr'), qr/The step is done/,
	'a CSR goes from the ticket through the gate';
is document('csr')->{ticket}, $sis, 'the ticket that it is on is recorded';
ok !document('csr')->{exposed}, 'a CSR is no secret';
like does('renewal', 'step', 1, 'fitxer-csr'), qr/It came from the ticket $sis\./, 'and said';
my $key_step = 'fitxer-key';
my $inbox = folder() . '/safata';
my $said = does('ticket', 'fetch', $sis, 'www.exemple.cat.key', '--renewal', 1, '--step', $key_step, '--to', $inbox);
like $said, qr/^\Q$inbox\E\/www\.exemple\.cat\.key$/m, 'a key goes into a folder besides';
like $said, qr/The step is done/, 'and its step is done';
ok slurp("$inbox/www.exemple.cat.key") eq $key, 'it is there whole';
is sprintf('%04o', (stat "$inbox/www.exemple.cat.key")[2] & 07777), '0600', 'for nobody else';
is document('key')->{exposed}, JSON::PP::true, 'a key on a ticket is exposed';
is document('key')->{place}, "$inbox/www.exemple.cat.key", 'where it is now is known to the archive';
like does('renewal', 'step', 1, $key_step), qr/The private key is on the ticket $sis since \d\d\/\d\d\/\d{4}: everyone who sees the ticket can read it\./,
	'which the step says';
like does('renewal', 'show', 1, '--markdown'), qr/on the ticket $sis since/, 'and so does the record';
does('ticket', 'fetch', $sis, 'www.exemple.cat.key', '--to', $inbox);
ok -e "$inbox/www.exemple.cat.key" && !-e "$inbox/www.exemple.cat (2).key", 'the same file again is not two';

# ---- which one ----
attached('www.exemple.cat.csr', text => "not a CSR\n");
refuses(qr/Several files have that name/, 'of two with one name none is guessed', 'ticket', 'fetch', $sis, 'www.exemple.cat.csr', '--to', $inbox);
my ($first) = map { $_->{id} } grep { $_->{name} =~ /csr/ && $_->{size} == length $csr } @$list;
does('ticket', 'fetch', $sis, $first, '--to', $inbox);
is slurp("$inbox/www.exemple.cat.csr"), $csr, 'by its id it is the one that was meant';
refuses(qr/no such file/, 'one that is not there', 'ticket', 'fetch', $sis, 'altre.csr', '--to', $inbox);
attached("a:\x{202e}fora.csr", base64 => encode_base64($csr, ''));
my ($hostile) = grep { $_->{name} =~ /fora/ } @{ json('ticket', 'attachments', $sis) };
unlike $hostile->{name}, qr/\x{202e}/, 'a hostile name is shown clean';
like does('ticket', 'fetch', $sis, $hostile->{id}, '--to', $inbox), qr/^\Q$inbox\E\/a_[^\/\n]*fora[^\/\n]*\.csr$/m, 'and as a file too';
attached("../../fora.csr", base64 => encode_base64($csr, ''));
my ($up) = grep { $_->{name} =~ /\.\..*fora/ } @{ json('ticket', 'attachments', $sis) };
run('ticket', 'fetch', $sis, $up->{id}, '--to', $inbox);
ok !-e folder() . '/../fora.csr' && !-e "$inbox/../../fora.csr", 'one that leads up leads nowhere';

# ---- what Jira sends instead ----
my %instead = (
	'its login page' => [ 'login.csr', { base64 => encode_base64($csr, ''), html => 1 }, qr/login|page/i ],
	'less than it said' => [ 'short.csr', { base64 => encode_base64($csr, ''), size => length($csr) + 7 }, qr/size|not what|answer/i ],
	'more than it said' => [ 'long.csr', { base64 => encode_base64($csr, ''), size => length($csr) - 7 }, qr/size|not what|answer/i ],
	'a way to another host' => [ 'elsewhere.csr', { base64 => encode_base64($csr, ''), redirect => "$jira->{elsewhere}/x" }, qr/leads on to another|elsewhere|another/i ],
	'a way to its login page' => [ 'redirect.csr', { base64 => encode_base64($csr, ''), login => 1 }, qr/login page|leads on/i ],
);
for my $what (sort keys %instead) {
	my ($name, $how, $says) = @{ $instead{$what} };
	attached($name, %$how);
	refuses($says, "$what is not taken for the file", 'ticket', 'fetch', $sis, $name, '--to', $inbox);
	ok !-e "$inbox/$name", '  and nothing is written';
}
is +(run('ticket', 'refresh', $sis))[0], 0, 'what a file turns out to be says nothing of the token';
is scalar(my @elsewhere = $jira->requests(listener => 'elsewhere')), 0, 'the other host was never asked';
attached('altre.key', text => "x\n");
refuses(qr/./, 'what is no key does not pass its gate', 'ticket', 'fetch', $sis, 'altre.key', '--renewal', 1, '--step', $key_step);
is document('key')->{name}, 'www.exemple.cat.key', 'and the one before stays';
my $told = $c->call('ticket.fetch', { key => $sis, attachment => '999999', keep => JSON::PP::true });
is $told->{error}{code}, 'no-attachment', 'an id that is not there';
$told = $c->call('ticket.fetch', { key => $sis, attachment => $first, step => 'fitxer-csr' });
is "$told->{error}{code} $told->{error}{args}{field}", 'bad-argument renewal', 'a step without its renewal';
$told = $c->call('ticket.fetch', { key => $sis, attachment => $first });
is "$told->{error}{code} $told->{error}{args}{field}", 'bad-argument step', 'for nothing at all';
$jira->order('ticket.set', key => $sis, hidden => 1);
refuses(qr/$sis|no such|not let|hidden|see/i, 'a ticket that is not to be seen', 'ticket', 'attachments', $sis);
$jira->order('ticket.set', key => $sis, hidden => 0);

# ---- with a password, and with one's own token ----
openssl('req', '-x509', '-key', "$dir/www.exemple.cat.key", '-days', 9, '-subj', '/CN=www.exemple.cat', '-out', "$dir/own.crt");
openssl('pkcs12', '-export', '-inkey', "$dir/www.exemple.cat.key", '-in', "$dir/own.crt", '-out', "$dir/own.p12", '-passout', 'pass:secreta');
attached('own.p12', base64 => encode_base64(slurp("$dir/own.p12"), ''));
my @p12 = ('ticket', 'fetch', $sis, 'own.p12', '--renewal', 1, '--step', $key_step);
refuses(qr/password/i, 'what has a password asks for it', @p12);
with_descriptor('una altra', sub { refuses(qr/password/i, 'a wrong one is not taken', @p12, '--password-fd', $_[0]) });
with_descriptor('secreta', sub { my ($s, $o, $e) = run(@p12, '--password-fd', $_[0]); unlike $e, qr/password/i, 'the right one opens it' });
open my $token, '<', $jira->token_file('anna') or die $!;
$c->hand_over({ id => 4710, do => 'ticket.token' }, $token);
1 until ($told = $c->hear)->{id} && $told->{id} == 4710;
is $told->{ok}{name}, 'anna', 'a token is handed over';
does('ticket', 'attachments', $sis);
is +($jira->requests(call => 'get'))[-1]{who}, 'anna', 'then Jira is asked with it';

# ---- somebody who says where a file comes from is not believed ----
my $renewal = json('renewal', 'show', 1);
spew("$dir/again.csr", $csr);
open my $in, '<', "$dir/again.csr" or die $!;
$c->hand_over({ id => 4711, do => 'renewal.file', args => { id => 1, version => $renewal->{version},
	step => 'fitxer-csr', name => 'again.csr', origin => { ticket => 'SIS-666', since => 1 } } }, $in);
1 until ($told = $c->hear)->{id} && $told->{id} == 4711;
ok $told->{ok} || $told->{error}, 'a file is handed over';
isnt document('csr')->{ticket} // '', 'SIS-666', 'a client cannot say what ticket a file is on';

# ---- nobody waits for it any more ----
$jira->order('fault', fault => 'hang', call => 'fetch');
my $gone = connect_to();
$gone->say({ id => 1, do => 'ticket.fetch', args => { key => $sis, attachment => $first, keep => JSON::PP::true } });
wait_until('it', sub { grep { $_->{call} eq 'fetch' && ($_->{fault} // '') eq 'hang' } $jira->requests });
close $gone->{socket};
does('ticket', 'attachments', $sis);

is daemon_stop($pid), 0, 'the backend ends well';
# The middle of the key's own lines: nothing of it but in the folder that was asked for.
my $secret = substr $key, 200, 48;
for my $file (folder() . '/log', glob(folder() . '/state/caduca/*')) {
	next if !-f $file;
	ok index(slurp($file), $secret) < 0, "nothing of the key is in $file";
}
ok index($said, $secret) < 0, 'nor was it said';
done_testing;

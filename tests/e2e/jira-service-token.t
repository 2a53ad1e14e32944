#!/usr/bin/perl
# The token of the service is tried again where Jira could not be asked about it; one that Jira refused is not, until there
# is another in its file, and why it is not in use is told meanwhile.
use strict;
use warnings;
use Caduca;
use FindBin;
use lib "$FindBin::Bin/../jira";
use Jira;
use JSON::PP;
use Test::More;
use Ticketing;

$ENV{LANGUAGE} = 'en';

$jira = jira_start();
$jira->order('fault', call => 'myself', fault => 'down', times => 1);
my $setting = 'jira-token-file = "' . $jira->token_file('servei') . "\";\njira-follow = 3600;\n";
my $pid = ticketing_start($setting);
ok wait_until('it was tried', sub { scalar $jira->requests(call => 'myself') == 1 }), 'Jira is down when the backend starts';
my $key = $jira->order('ticket.make', project => 'SIS', summary => 'Un tiquet', status => 'Obert')->{key};
is $c->call('ticket.adopt', { key => $key })->{ok}{ticket}{title}, '', 'so that nobody reads';
later(61);
ok wait_until('it is tried again', sub { ($c->call('ticket.refresh', { key => $key })->{ok}{ticket}{title} // '') eq 'Un tiquet' }),
	'it is tried again a minute later, and all is read';
daemon_stop($pid);

# ---- one that is refused ----
my @to = ('--socket', folder() . '/socket');
sub asked { return scalar(my @all = $jira->requests(call => 'myself')) }
sub trouble { return $c->call('status')->{ok}{jira}{service} }
sub put_token { my ($path, $who) = @_; spew("$path.new", $jira->token($who)); chmod 0600, "$path.new"; rename "$path.new", $path or die $! }
my $file = folder() . '/service-token';
put_token($file, 'servei');
$jira->order('fault', call => 'myself', fault => 'unauthorized', times => 1);
my $before = asked();
ticketing_start("jira-token-file = \"$file\";\njira-follow = 3600;\n");
ok wait_until('it was refused', sub { trouble() }), 'Jira refuses it';
my $trouble = trouble();
is $trouble->{code}, 'token-refused', 'why is kept';
is $trouble->{since}, now(), '... and since when';
later(61);
later(3600);
is $c->call('ticket.refresh', { key => $key })->{error}{code}, 'no-token', 'nobody reads';
is asked(), $before + 1, 'and it is not tried again: that would lock its account';
is_deeply trouble(), $trouble, 'it is as it was';
my ($status, $out, $err) = ctl('doctor', @to);
is $status, 1, 'doctor says that it is wrong';
like $out, qr/^token to follow tickets with +wrong +Jira refused the token.* Since [\d\/]+ [\d:]+; it is tried again as soon as its file changes/m, '... why, since when, and when it is tried again';
like $out . $err, qr/Put one that Jira accepts/, '... and what to do';
($status, $out) = ctl('ticket', 'doctor', @to);
like $out, qr/^token to follow with +wrong +Jira refused the token.* Since /m, 'and so does ticket doctor';
put_token($file, 'servei');
for (1 .. 3) { later(61); $c->call('status') }
is_deeply trouble(), $trouble, 'another file with the same token changes nothing';
is asked(), $before + 1, '... and Jira is not asked about it';
put_token($file, 'anna');
ok later_until('another is accepted', 61, sub { !trouble() }), 'one with another token is tried, and accepted';
is asked(), $before + 2, '... by one question';
is $c->call('ticket.refresh', { key => $key })->{ok}{ticket}{title}, 'Un tiquet', 'so that tickets are read again';
($status, $out) = ctl('doctor', @to);
like $out, qr/^token to follow tickets with +correct +\Q$file\E/m, 'and doctor has nothing to say';

# ---- a page that came in Jira's place ----
my $page = '<!DOCTYPE html><html><head><title>Manteniment</title></head><body>Tornem de seguida</body></html>';
$jira->order('fault', fault => 'answer', call => 'get', times => 1, status => 200, type => 'text/html', body => $page);
is $c->call('ticket.refresh', { key => $key })->{error}{code}, 'login-page', 'a page comes once where Jira was asked';
ok wait_until('it is told', sub { (trouble() // {})->{code} }), 'which takes the token out of use';
$before = asked();
later(61);
ok wait_until('it is in use', sub { !trouble() }), 'a minute later it is used again, the same one';
is asked(), $before + 1, '... after one question';
is $c->call('ticket.refresh', { key => $key })->{ok}{ticket}{title}, 'Un tiquet', '... and reads';

# ---- one that is refused later ----
$jira->order('person.set', name => 'anna', expired => JSON::PP::true);
$c->call('ticket.refresh', { key => $key });
ok wait_until('it is told', sub { (trouble() // {})->{code} }), 'one that is revoked while it is in use is told too';
is trouble()->{code}, 'token-refused', '... by the same code';
unlink $file;
ok later_until('the file is missed', 61, sub { trouble()->{code} eq 'secret-missing' }), 'that its file is gone is told instead';
put_token($file, 'servei');
ok later_until('it is there', 61, sub { !trouble() }), 'and a new one is found there';
done_testing;

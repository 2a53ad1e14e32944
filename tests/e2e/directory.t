#!/usr/bin/perl
# The directory that says who is in which group (LDAP, SSSD) hangs: whoever is in works on, who was known lately comes in, who is
# new is told what is wrong when the deadline is over, and consoles say it in their heads. The rights of those who are in are
# those that were said last, for an hour; then they are told, and let go. When it answers again all is as it was.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Console;
use IO::Select;
use JSON::PP;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
team_possible() or plan skip_all => 'only root has users of many names';
my ($wall, $mono) = (time, 0);
open my $face, '>', folder() . '/clock' or die $!;
$face->autoflush(1);
sub later { my ($s) = @_; $wall += $s; $mono += 1000 * $s; seek $face, 0, 0; syswrite $face, sprintf "%-30s\n", "$wall $mono" }
later(0);
chmod 0755, folder();
$ENV{CADUCA_CLOCK} = '@' . folder() . '/clock';
my $pid = team_start(config => "workers = 1;\ngroups-every = 600;\n");
my $root = team_connect('root');

sub hello {
	my ($login) = @_;
	local $> = uid_of($login);
	my $c = connect_to(team_socket(), silent => 1);
	$c->say({ hello => { protocol => 2, program => 'test', version => '0' } });
	return $c;
}
sub waits { my ($c) = @_; return $c->{in} !~ /\n/ && !IO::Select->new($c->{socket})->can_read(0) }
sub add { my ($c, $name) = @_; my $a = $c->call('monitor.add', { host => "$name.exemple.cat", type => 'planned' }); return !$a ? 'nothing' : $a->{error} ? $a->{error}{code} : 'ok' }
# Asked for in a child that never answers, and given up: what was said before holds, or does not any more.
sub asked_in_vain {
	my ($seconds) = @_;
	later($seconds);
	$root->call('status') for 1 .. 3;
	later(6);
	$root->call('status') for 1 .. 3;
}

my $operador = team_connect('operador');
close team_connect('altra')->{socket};
my $console = console_meanwhile('lectora');
is add($operador, 'abans'), 'ok', 'one works';
is $console->shows(qr/abans\.exemple\.cat/), 0, 'and another looks';

# ---- it hangs ----

system('mkfifo', team_folder() . '/hangs') == 0 && system('mount', '--bind', team_folder() . '/hangs', '/etc/group') == 0 or die;
my $new = hello('cap');
is add($operador, 'mentrestant'), 'ok', 'who is in works on while somebody new is asked for';
is add(team_connect('altra'), 'ella'), 'ok', 'who was known lately comes in at once';
ok waits($new), 'who is new waits';
$new->raw(qq({"id":1,"do":"status"}\n) x 3);
is $root->call('status')->{ok}{directory_silent}, JSON::PP::false, 'for it may answer yet';
later(6);
is $new->hear->{error}{code}, 'no-identity', 'when the deadline is over he is told what is wrong';
is $new->hear, undef, 'and let go';
is $console->shows(qr/does not say who is in which group/), 0, 'consoles say it in their heads';
is $root->call('status')->{ok}{directory_silent}, JSON::PP::true, 'and the state does';
like join(' ', ctl_as('root', 'check')), qr/does not say who is in which group/, 'and check';
like +(ctl_as('root', 'doctor'))[1], qr/^groups +warning/m, 'and doctor';
like join(' ', run_as('altra', '', 'caducactl', '--socket', team_socket(), 'list')), qr/^0 .*mentrestant/s, 'who was known comes in by the command line, too';

# ---- for long ----

asked_in_vain(601);
is add($operador, 'deu-minuts'), 'ok', 'ten minutes later the rights are those that were said last';
is team_connect('lectora')->call('monitor.add', { host => 'x.exemple.cat' })->{error}{code}, 'not-allowed', 'and no more than those';
later(3600);
my $last;
$last = $_ while defined($_ = $operador->hear);
is $last->{error}{code}, 'no-identity', 'after an hour of silence he is told, and let go';
is $root->call('status')->{ok}{directory_silent}, JSON::PP::true, 'root is in as before';

# ---- it answers again ----

system('umount', '--lazy', '/etc/group') == 0 or die;
ok wait_until('somebody to be let in', sub { my $c = hello('cap'); later(1); my $said = $c->hear; $said && $said->{hello} }), 'who is new is let in';
is add(team_connect('operador'), 'despres'), 'ok', 'and whoever was let go';
is $root->call('status')->{ok}{directory_silent}, JSON::PP::false, 'the state says nothing any more';
$console->leave;
$console = console_meanwhile('lectora');
is $console->shows(qr/despres\.exemple\.cat/), 0, 'a console shows all';
is $console->shows(qr/\A(?!.*does not say who)/s), 0, 'and says nothing of it';
ok $console->leave, 'it ends';

# ---- for a visitor alone, who does not stay ----

system('mount', '--bind', team_folder() . '/hangs', '/etc/group') == 0 or die;
my $visitor = hello('ningu');
$root->call('status') for 1 .. 3;
later(6);
is $visitor->hear->{error}{code}, 'no-identity', 'a visitor is told';
undef $visitor;
is $root->call('status')->{ok}{directory_silent}, JSON::PP::true, 'and so is root';
system('umount', '--lazy', '/etc/group') == 0 or die;
later(601);
ok wait_until('it to be noticed', sub { !$root->call('status')->{ok}{directory_silent} }), 'that it answers again is noticed without anybody who comes';
is team_stop($pid), 0, 'so does the service';
done_testing;

#!/usr/bin/perl
# One user of the machine may have thousands of uids (subordinate ones), and each of them its connections. While the system
# does not say who they are they take room from nobody who was let in before: the oldest of them is let go. Of those whom
# it names, and who are in no group, none stays to be asked what he wants.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use IO::Select;
use Team;
use Test::More;

my ($uids, $each, $most) = (3, 256, 512);
alarm 600;    # it only ends a test that has failed

team_users(map { ("n$_" => [ 300000 + $_ ]) } 1 .. $uids);
team_possible() or plan skip_all => 'only root has users of many names';
stopped_clock();    # no deadline passes
my $pid = team_start(config => "workers = 1;\n");
my $works = team_connect('operador');
close team_connect('altra')->{socket};

sub comes { my ($uid) = @_; local $> = $uid; return connect_to(team_socket(), silent => 1) }
is comes(uid_of('ningu'))->hear->{error}{code}, 'no-right', 'who is in no group is told before he has said anything';
system('mkfifo', team_folder() . '/hangs') == 0 && system('mount', '--bind', team_folder() . '/hangs', '/etc/group') == 0 or die;
my @all = map { my $uid = uid_of("n$_"); map { comes($uid) } 1 .. $each } 1 .. $uids;
is scalar(grep { $_ } @all), $uids * $each, 'of many uids many come';
ok $works->call('status')->{ok}, 'who works, works on';
ok team_connect('altra')->call('status')->{ok}, 'and who was let in before comes in';
my @gone = splice @all, 0, $uids * $each - $most;
is scalar(grep { my $told = IO::Select->new($_->{socket})->can_read(0) && $_->hear; $told && ($told->{error}{code} // '') eq 'too-many-connections' && $told->{error}{args}{most} == $most && !defined $_->hear } @gone),
	scalar @gone, 'the oldest of the others are told that they are too many, and let go';
is scalar(grep { IO::Select->new($_->{socket})->can_read(0) } @all), 0, 'and no more than those';
is team_stop($pid), 0, 'it ends when asked to';
done_testing;

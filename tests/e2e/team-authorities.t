#!/usr/bin/perl
# Whom a team's backend trusts is said by the machine alone: authorities that its user's own settings or environment
# name do not count; those of /etc/caduca do.
use strict;
use warnings;
use Apart qw(mount);
use Caduca;
use Team;
use Test::More;

$ENV{LANGUAGE} = 'en';
$> == 0 && Apart::apart() && Apart::private_folder('/etc', folder()) && team_possible()
	or plan skip_all => 'only root has users of many names, and an /etc of its own';
my $folder = team_folder();
fleet_start('--set', 'all');
my ($host) = grep { $_->{name} eq 'ok' } manifest();
system('cp', '-R', folder() . '/fleet/ca', "$folder/ca") == 0 && system('chmod', '-R', 'a+rX', "$folder/ca") == 0 or die;
my $bundle = "$folder/all.pem";
spew($bundle, join '', map { slurp($_) } glob "$folder/ca/*");
mkdir "$folder/home/$_" for qw(.config .config/caduca);
mkdir '/etc/caduca';
delete @ENV{qw(XDG_CONFIG_HOME XDG_STATE_HOME XDG_RUNTIME_DIR SSL_CERT_FILE SSL_CERT_DIR)};
my @who = (usual => 1, state => "$folder/lib/caduca");
my $own = "$folder/home/.config/caduca/caduca.conf";

# The problems that the backend sees in a host, with these settings of its user and of the machine.
sub problems {
	my ($of_user, $of_machine, %more) = @_;
	spew($own, $of_user);
	spew('/etc/caduca/caduca.conf', $of_machine);
	my $pid = team_start(@who, %more);
	my $c = connect_to(team_socket());
	$c->call('monitor.add', { map { $_ => $host->{$_} } grep { defined $host->{$_} } qw(host port sni) });
	sweep($c);
	my ($row) = rows($c);
	team_stop($pid);
	return join ' ', $row->{outcome}, grep { $_ eq 'untrusted' || $_ eq 'incomplete-chain' } @{ $row->{problems} };
}

my $folders = "ca-folders = ( \"$folder/ca\" );\n";
my $trusted = problems('', $folders);
is $trusted, 'ok', 'authorities of the settings of the machine count';
isnt problems($folders, ''), $trusted, 'those of its user\'s settings do not';
{
	local @ENV{qw(SSL_CERT_FILE SSL_CERT_DIR)} = ($bundle, "$folder/ca");
	isnt problems('', ''), $trusted, 'nor do those of its environment';
}
chown uid_of('caduca'), -1, "$folder/home", glob "$folder/home/.config $folder/home/.config/caduca";
is problems($folders, '', arguments => [], state => "$folder/home/state"), $trusted, 'in a personal one they do';
done_testing;

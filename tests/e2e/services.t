#!/usr/bin/perl
# Services: who answers for what. A monitor belongs to one by hand or by the pattern of its domain; a head who changes
# is changed in one place; nothing of it is obliged to be filled in.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $pid = daemon_start();
my @to = ('--socket', folder() . '/socket');

sub run {
	my ($status, $out, $err) = ctl(@_, @to);
	utf8::decode($_) for $out, $err;
	return ($status, $out, $err);
}

sub refuses {
	my ($status, $pattern, $what, @args) = @_;
	my ($got, $out, $err) = run(@args);
	is $got, $status, "$what: it ends with $status";
	like $err, $pattern, "$what: it says why";
	is $out, '', "$what: nothing on standard output";
}

sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub services_of { return { map { $_->{host} => $_->{service} } @{ json('list', '--json') } }; }

# ---- none at all ----
run('add', $_) for qw(www.seu.cat seu.cat a.b.seu.cat api.exemple.cat);
like +(run('service', 'list'))[1], qr/no services yet/, 'without services the list says how to begin';
is_deeply json('service', 'list', '--json'), [], 'and is an empty array for programs';
is_deeply services_of(), { 'www.seu.cat' => '', 'seu.cat' => '', 'a.b.seu.cat' => '', 'api.exemple.cat' => '' },
	'monitors do without';

# ---- by pattern ----
my $watch = connect_to();
$watch->call('watch');
is +(run('service', 'add', 'Seu electrònica', '--pattern', '*.SEU.cat', '--head', 'Maria Pons', '--head-mail', 'mpons@exemple.cat',
	'--head-user', 'mpons', '--project-head', 'Joan Roca', '--notes', "línia 1\nlínia 2"))[1],
	"Added: service 1 Seu electrònica\n", 'a service is added';
is_deeply services_of(),
	{ 'www.seu.cat' => 'Seu electrònica', 'seu.cat' => '', 'a.b.seu.cat' => 'Seu electrònica', 'api.exemple.cat' => '' },
	'its pattern gives it what is below the domain, at any depth, and not the domain itself';
my %told;
$watch->call('status');
for my $e (@{ $watch->{events} }) { $told{ $_->{host} } = $_->{service} for @{ $e->{data}{rows} || [] }; }
wait_until('the console is told', sub {
	$watch->call('status');
	for my $e (@{ $watch->{events} }) { $told{ $_->{host} } = $_->{service} for @{ $e->{data}{rows} || [] }; }
	return ($told{'www.seu.cat'} || '') eq 'Seu electrònica';
});
is $told{'www.seu.cat'}, 'Seu electrònica', 'whoever watches is told';
is +(run('service', 'add', 'Tràmits', '--pattern', 'b.seu.cat', '--pattern', '*.b.seu.cat', '--json'))[0], 0,
	'a second service has a narrower pattern';
is services_of()->{'a.b.seu.cat'}, 'Tràmits', 'the narrower pattern wins';
run('add', '192.0.2.1', '--sni', 'node.seu.cat');
is services_of()->{'192.0.2.1'}, 'Seu electrònica', 'a monitor by address belongs where its domain does';
run('remove', '192.0.2.1');
is +(run('add', 'nou.b.seu.cat'))[0], 0, 'a monitor that is added later';
is services_of()->{'nou.b.seu.cat'}, 'Tràmits', 'finds its service too';

# ---- by hand ----
run('edit', 'a.b.seu.cat', '--service', 'tramits i gestions');
is services_of()->{'a.b.seu.cat'}, 'tramits i gestions', 'by hand wins over the pattern';
run('edit', 'a.b.seu.cat', '--service', '');
is services_of()->{'a.b.seu.cat'}, 'Tràmits', 'and taken away, the pattern is back';
run('edit', 'api.exemple.cat', '--service', 'SEU ELECTRONICA');
my $show = json('service', 'show', '1', '--json');
is_deeply [ sort map { "$_->{host} " . ($_->{by_hand} ? 'hand' : 'pattern') } @{ $show->{monitors} } ],
	[ 'api.exemple.cat hand', 'www.seu.cat pattern' ], 'a name by hand is met without regard to case and accents';
is $show->{count}, 2, 'they are counted';
run('edit', 'seu.cat', '--service', 'Seu electrònica');
is +(run('edit', 'www.seu.cat', '--service', 'Seu electrònica', '--environment', 'PRO'))[0], 0, 'what the pattern gives is said by hand';
is_deeply [ map { $_->{by_hand} ? 'hand' : 'pattern' } grep { $_->{host} eq 'www.seu.cat' } @{ json('service', 'show', '1', '--json')->{monitors} } ],
	['pattern'], 'which leaves it by pattern';

# ---- changes ----
like +(run('service', 'edit', 'seu electronica', '--name', 'Seu'))[1], qr/^Changed: service 1 Seu$/, 'a service is renamed';
is_deeply [ @{ services_of() }{qw(api.exemple.cat seu.cat www.seu.cat)} ], [qw(Seu Seu Seu)], 'those by hand follow it';
is_deeply [ sort map { $_->{what} } @{ json('log', '--json', '--limit', '3') } ],
	[qw(monitor.edit monitor.edit service.edit)], 'each change has its line in the audit trail';
my $c = connect_to();
my $old = $c->call('service.edit', { id => 1, version => 1, head => 'Ningú' });
is $old->{error}{code}, 'conflict', 'a change from an old version is a conflict';
is $old->{error}{args}{service}{name}, 'Seu', 'that tells the new state';
is_deeply [ map { [ @$_{qw(was login)} ] } $old->{error}{args}{changes}{name} ], [ [ 'Seu electrònica', scalar getpwuid $> ] ],
	'and of what was changed meanwhile what it was, and who did it';
is_deeply [ keys %{ $old->{error}{args}{changes} } ], ['name'], 'and of nothing else';
run('service', 'edit', 'Tràmits', '--head', 'maria pons');
is +(run('service', 'head', 'Maria Pons', 'Pere Soler', '--head-mail', 'psoler@exemple.cat'))[1],
	"Seu: the head is Pere Soler\nTràmits: the head is Pere Soler\n", 'a head is replaced wherever that one was';
$show = json('service', 'show', 'Seu', '--json')->{service};
is_deeply [ @$show{qw(head head_mail head_user project_head)} ], [ 'Pere Soler', 'psoler@exemple.cat', '', 'Joan Roca' ],
	'with nothing left of the one before';
like +(run('service', 'show', 'Seu'))[1], qr/^1  Seu\n.*Pere Soler\n.*psoler\@exemple\.cat\n.*Joan Roca\n.*\*\.seu\.cat\n.*línia 1\n +línia 2\n/s,
	'show tells all of it';
like +(run('service', 'list'))[1], qr/1 +Seu .*\n.*2 +Tràmits /, 'list is a table';

# ---- what is refused ----
refuses(1, qr/There is a service 'Seu' already: number 1/, 'a name that is taken', 'service', 'add', 'séu');
refuses(1, qr/'\*\.seu\.cat' belongs to the service 'Seu'/, 'a pattern that is taken', 'service', 'add', 'Nou', '--pattern', '*.seu.cat');
refuses(1, qr/domains: 'a\*\.cat' is neither/, 'a star elsewhere', 'service', 'add', 'Nou', '--pattern', 'a*.cat');
refuses(1, qr/domains: '\*' is neither/, 'a star alone', 'service', 'add', 'Nou', '--pattern', '*');
refuses(1, qr/mail of the head of service: 'nobody' is not the address/, 'a mail that is none', 'service', 'add', 'Nou', '--head-mail', 'nobody');
refuses(1, qr/name: it cannot be empty/, 'no name', 'service', 'add', '');
refuses(1, qr/notes: .* characters that cannot be seen/, 'an escape in a note', 'service', 'add', 'Nou', '--notes', "a\eb");
refuses(1, qr/There is no service 'Nou'/, 'a service that is not', 'service', 'show', 'Nou');
refuses(1, qr/'Maria Pons' is the head of no service/, 'a head of nothing', 'service', 'head', 'Maria Pons', 'x');
refuses(2, qr/Nothing to change/, 'an edit without a change', 'service', 'edit', 'Seu');
refuses(2, qr/there is no command 'service fly'/, 'an unknown verb', 'service', 'fly');
refuses(2, qr/Something is missing/, 'no verb', 'service');
is scalar @{ json('service', 'list', '--json') }, 2, 'nothing of it was kept';

# ---- removing, and a restart ----
daemon_stop($pid, 'KILL');
$pid = daemon_start();
is_deeply [ @{ services_of() }{qw(www.seu.cat api.exemple.cat nou.b.seu.cat)} ], [qw(Seu Seu Tràmits)], 'all is there after a kill';
is +(run('service', 'remove', 'Seu'))[1], "Removed: service 1 Seu\n", 'a service is removed';
is_deeply [ @{ services_of() }{qw(www.seu.cat api.exemple.cat)} ], [ '', 'Seu' ],
	'what was by pattern has none, what was by hand keeps the word';
is json('service', 'add', 'Altra', '--json')->{id}, 3, 'its number is not given again';
my %notes = map { $_ => 1 } 1 .. 40;
run('service', 'add', "s$_", '--notes', 'x' x 3900) for keys %notes;
is scalar @{ json('service', 'list', '--json') }, 42, 'a long list comes whole';
ok $c = connect_to(), 'and the backend lives';
ok $c->call('log.verify')->{ok}{head}, 'the audit trail holds';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

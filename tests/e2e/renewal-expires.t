#!/usr/bin/perl
# When a renewal's certificate expires is a fact of the world, and may be known only after the renewal was opened: the
# renewal follows it, so that the urgent channel is offered in time, and says each change once.
use strict;
use warnings;
use utf8;
use Caduca;
use JSON::PP;
use POSIX ();
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
fleet_start();
my %host = map { $_->{name} => $_ } manifest();
my $dir = folder() . '/files';
mkdir $dir, 0700;
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub json { my ($status, $out) = run(@_); return eval { decode_json(do { utf8::encode($out); $out }) }; }
sub show { return json('renewal', 'show', $_[0], '--json') }
sub facts { return scalar(() = (run('log', '--limit', '1000'))[1] =~ / noted a fact +renewal $_[0]\b/g) }
sub ends { return json('list', '--json', '--filter', "\"$_[0]\"")->[0]{not_after} }
sub certificate {
	my ($name, $days) = @_;
	openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', "$dir/$name.key",
		'-days', $days, '-subj', '/CN=Segell de proves', '-out', "$dir/$name.crt");
	is +(run('certificate', 'Segell de proves', "$dir/$name.crt"))[0], 0, "the certificate of $days days is given";
}

# ---- a file, whose certificate is given while it is renewed ----
run('add', 'Segell de proves', '--type', 'file', '--kind', 'device');
is +(run('renewal', 'open', 'Segell de proves'))[0], 0, 'a segell without a certificate is renewed';
my $r = show(1);
ok !$r->{expires}, 'when it expires is not known';
ok !$r->{offers_urgent}, 'nor that there is no time';
certificate('soon', 3);
$r = show(1);
is $r->{expires}, ends('Segell de proves'), 'it is, once the certificate is given';
ok $r->{offers_urgent}, 'and the urgent channel is offered by itself';
is facts(1), 1, 'it is said once';
run('certificate', 'Segell de proves', "$dir/soon.crt");
is facts(1), 1, 'and no more where the date is the same';
my $soon = $r->{expires};
certificate('sooner', 2);
my $sooner = show(1)->{expires};
cmp_ok $sooner, '<', $soon, 'another old one is followed';
run('certificate', 'Segell de proves', "$dir/soon.crt");
is show(1)->{expires}, $soon, 'and when that was a mistake, back';
is show(1)->{contradiction}, undef, 'neither is a new one';
certificate('new', 800);
is show(1)->{expires}, $soon, 'one that ends later may be the new one: the date stays';
is json('renewal', 'list', '--json')->[0]{contradiction}, 'served-before-issued', 'and it is said that it is not issued yet';
run('certificate', 'Segell de proves', "$dir/sooner.crt");
is show(1)->{expires}, $sooner, 'an old one again';
is facts(1), 4, 'each change was said once';

# ---- the backend begins anew ----
is daemon_stop($pid), 0, 'the backend ends';
$pid = daemon_start(config => "workers = 1;\n");
is show(1)->{expires}, $sooner, 'it is kept';
run('certificate', 'Segell de proves', "$dir/soon.crt");
is show(1)->{expires}, $soon, 'and so is what was the last of the old ones';
is facts(1), 5, 'with no more said than that';

# ---- a host that is probed for the first time ----
run('add', "$host{due}{host}:$host{due}{port}", '--name', 'due');
run('renewal', 'open', 'due');
run('probe', 'due', '--wait');
is show(2)->{expires}, ends('due'), 'what a host serves is known when it was probed';
my $said = facts(2);
run('probe', 'due', '--wait') for 1 .. 3;
is facts(2), $said, 'and no more is said at each probe';

# ---- each way of telling it has the same days, those of the list, whatever the hour ----
sub told { my ($what, @of) = @_; my ($status, $out) = run(@of); like $out, $what, "$of[0] $of[1]: the same" or diag $out }
for ([ due => 'the days of its certificate' ], [ 'chain-expires-first' => 'those of the chain, which ends before it' ]) {
	my ($name, $why) = @$_;
	if ($name ne 'due') {
		run('add', "$host{$name}{host}:$host{$name}{port}", '--name', $name);
		run('probe', $name, '--wait');
		run('renewal', 'open', $name);
	}
	my ($row) = @{ json('list', '--json', '--filter', "name:$name") };
	my $days = $row->{days_left};
	cmp_ok $days, '>=', 2, "$name: $why";
	my $date = POSIX::strftime('%d/%m/%Y', localtime $row->{end});
	told(qr/^\S +$days +$date /m, 'list', '--filter', "name:$name");
	told(qr/expires in $days days/, 'show', $name);
	told(qr/expires in $days days/, 'check', '--filter', "name:$name");
	told(qr/\| $days \| $date \|.*\| $name \|/, 'report');;
	my $id = $row->{renewal}{id};
	is show($id)->{end}, $row->{end}, 'renewal show: the same end';
	told(qr/Expires +$date$/m, 'renewal', 'show', $id);
	told(qr/Expires: $date \(expires in $days days\)/, 'renewal', 'handover-page');
}

# ---- what a list says of one that nobody has seen ----
sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + $_[0] * 86_400)) }
sub declared { return json('list', '--json', '--filter', '"Segell declarat"')->[0] }
run('add', 'Segell declarat', '--type', 'file', '--kind', 'device', '--declared-expiry', day(9), '--responsible', 'cap de Seu');
my $row = declared();
like $row->{urgency}, qr/^(critical|late|due)$/, 'a file is urgent by what is declared of it';
is "$row->{declared} " . POSIX::strftime('%Y-%m-%d', gmtime $row->{end}), '1 ' . day(9), 'until its file is given';
ok !defined $row->{not_after}, 'though nobody has seen it';
my ($opened) = (run('renewal', 'open', 'Segell declarat'))[1] =~ /(\d+)/;
is show($opened)->{expires}, $row->{end}, 'its renewal begins from that';
openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', "$dir/d.key",
	'-days', 90, '-subj', '/CN=Segell declarat', '-out', "$dir/d.crt");
run('edit', 'Segell declarat', '--declared-expiry', POSIX::strftime('%d/%m/%Y', gmtime(time + 10 * 86_400)));
run('certificate', 'Segell declarat', "$dir/d.crt");
$row = declared();
is_deeply [ "$row->{declared}", $row->{declared_expiry} ], [ 0, day(10) ], 'once it is given, what is seen counts, and what was declared stays';
is_deeply $row->{problems}, ['declared-differs'], 'and that they differ is said' or diag explain($row);
run('edit', 'Segell declarat', '--declared-expiry', day(90));
is_deeply declared()->{problems}, [], 'until they do not';
run('edit', 'Segell declarat', '--declared-issuer', 'Sectigo (CESICAT)');
is_deeply declared()->{problems}, ['declared-issuer-differs'], 'so is another CA than the declared one';
like + (run('show', 'Segell declarat'))[1], qr/other CA/, 'in words';
is scalar @{ json('list', '--json', '--filter', 'problema:"una altra CA"') }, 1, 'and in filters';
is daemon_stop($pid), 0, 'the backend ends';
$pid = daemon_start(config => "workers = 1;\n");
is_deeply declared()->{problems}, ['declared-issuer-differs'], 'which another start knows too';
run('edit', 'Segell declarat', '--declared-issuer', 'Una CA interna');
is_deeply declared()->{problems}, [], 'of a CA that site.conf does not know nothing is said';
run('edit', 'Segell declarat', '--declared-issuer', 'Firmaprofessional');
is_deeply declared()->{problems}, ['declared-issuer-differs'], 'of each that it knows';
run('edit', 'Segell declarat', '--declared-issuer', '');
is_deeply declared()->{problems}, [], 'and where none is declared there is no other';

# ---- the same of a host that no probe has seen: as urgent as is declared, never well, and said to be declared ----
my %in = (three => 3, far => 400);
run('add', '127.0.0.1:1', '--name', $_, '--sni', "$_.test", '--declared-expiry', day($in{$_})) for sort keys %in;
sub host { return json('list', '--json', '--filter', "name=$_[0]")->[0] }
my $before = (host('far')->{end} - host('far')->{start_by}) / 86_400;
run('add', '127.0.0.1:1', '--name', 'week', '--sni', 'week.test', '--declared-expiry', day(int $before + 7));
run('probe', 'three', 'week', 'far', '--wait');
is_deeply { map { $_ => host($_)->{urgency} } qw(three week far) }, { three => 'critical', week => 'soon', far => 'unknown' }, 'a declared date counts, but what is far off is not taken to be well';
is_deeply host($_)->{problems}, ['declared-only'], "$_: it is declared, and not stale, for it never was seen" for qw(three week far);
is json('list', '--json', '--filter', 'problema:declarat')->[0]{name}, 'three', 'the nearest is the first of them';
my @all = map { $_->{name} } @{ json('list', '--json', '--filter', '-"segell de proves"') };
cmp_ok +(grep { $all[$_] eq 'three' } 0 .. $#all)[0], '<', (grep { $all[$_] eq 'due' } 0 .. $#all)[0], 'and before what is seen to end later';
like +(run('list', '--filter', 'name=week'))[1], qr/^A +\d+ .* week +refused; only declared/m, 'the list says that it is only declared';
like +(run('show', 'week'))[1], qr/declared and was never checked/, 'and by itself why';
my ($status, $line) = run('check', 'week');
is $status, 3, 'for Nagios it is UNKNOWN, soon or not';
like $line, qr/^CADUCA UNKNOWN - 1 monitor, 1 soon, 1 only declared: week expires in \d+ days \(only declared\)/, 'and why';
like $line, qr/ stale=0 declared=1 /, 'in numbers too';
is +(run('check', 'three'))[0], 2, 'what is critical by it is critical';
my ($metrics) = (run('metrics'))[1];
like $metrics, qr/^caduca_problem\{[^}]*monitor="week"[^}]*problem="declared-only"/m, 'metrics name the problem';
unlike $metrics, qr/^(?:x509_|probe_ssl)\w+\{[^}]*monitor="week"/m, 'and no certificate';
my ($probes) = grep { $_->{reasons}[0]{code} eq 'probes-fail' } @{ json('today', '--json') };
is $probes && $probes->{reasons}[0]{count}, 3, 'today counts them among those that are not reached' or diag explain(json('today', '--json'));
like +(run('today'))[1], qr/^ours +three +expires in [23] days \(declared\)/m, 'and says of a date that it is declared';
unlike +(run('today'))[1], qr/^ours +due .*declared/m, 'which what is seen is not';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

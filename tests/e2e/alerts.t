#!/usr/bin/perl
# Whom the alerts of real tools and people are about, and whom not: the tool that sends them, its links and its images.
use strict;
use warnings;
use utf8;
use Caduca;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $pid = daemon_start(config => "workers = 1;\n");
my $c = connect_to();

sub case_of { open my $f, '<:encoding(UTF-8)', "tests/fixtures/alerts/$_[0]" or die "$_[0]: $!"; local $/; return <$f> }
sub names { return $c->call('renewal.names', { text => $_[0] })->{ok} }
sub at { return join ' ', map { "$_->{host}:$_->{port}" } @{ $_[0] } }
sub unknown { return at(names($_[0])->{unknown}) }
sub known { return at(names($_[0])->{known}) }
sub add { return $c->call('monitor.add', { host => $_[0], port => $_[1] // 443, type => 'planned' })->{ok}{id} }

# ---- where nothing is watched yet ----
is unknown(case_of('nagios.eml')), 'seu.exemple.cat:443 www.seu.exemple.cat:443', 'Nagios: the host and the other name, not the address';
is unknown(case_of('kuma.txt')), 'api.exemple.cat:8443', 'Uptime Kuma: the host of the link';
is unknown(case_of('base64.eml')), 'tramits.exemple.cat:443 seu.exemple.cat:443', 'Zabbix: the subject and the body';
is unknown(case_of('taula.txt')), 'tramits.exemple.cat:443 via.exemple.cat:443 smtp.exemple.cat:25', 'a table';
unlike unknown(case_of('prtg.eml')), qr/prtg/, 'PRTG: not the tool';
like unknown(case_of('prtg.eml')), qr/^tramits\.exemple\.cat:443/, 'but what it tells of';
unlike unknown(case_of('sectigo.eml')), qr/cert-manager/, 'a CA: not its portal';
is unknown(case_of('firmaprofessional.eml')), '', 'nor another one\'s';
my $people = names(case_of('catala.eml'));
is_deeply $people->{tickets}, [qw(SIS-2670 ST-7618)], 'the tickets of a person';
like at($people->{unknown}), qr/www\.exemple\.cat:443.*intranet\.exemple\.cat:8443 tramits\.exemple\.cat:443/, 'and the hosts';

# ---- whose alert it is ----
is unknown("From: Vigia <avisos\@vigia.example>\n\nwww.exemple.cat caduca: https://panell.vigia.example/1"), 'www.exemple.cat:443',
	'links to whoever sends it are left out';
is unknown("From: Vigia <avisos\@exemple.cat>\n\nhttps://www.exemple.cat caduca"), 'www.exemple.cat:443', 'not so where it tells of nobody else';
add('www.exemple.cat');
is unknown("From: Vigia <avisos\@exemple.cat>\n\nwww.exemple.org i https://nou.exemple.cat caduquen"), 'www.exemple.org:443 nou.exemple.cat:443',
	'nor where the domain is one of ours';
add('prtg.exemple.cat');
is known("https://prtg.exemple.cat/ https://www.exemple.cat/"), 'www.exemple.cat:443', 'a tool that is watched is not meant by its link';
is known("caduca prtg.exemple.cat"), 'prtg.exemple.cat:443', 'but by its name';
is unknown("vegeu LLEGEIX" . ".md i copia.zip"), '', 'nor a file';
is unknown("https://contacte.aoc.cat/ https://scd.aoc.cat/"), '', 'nor is where things are asked for';

is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

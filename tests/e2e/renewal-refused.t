#!/usr/bin/perl
# What the command line refuses of an act on a step is told by its name, with what there would have been instead.
use strict;
use warnings;
use utf8;
use Caduca;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'ca';
$ENV{LANG} = 'ca_ES.UTF-8';
my $pid = daemon_start(config => "workers = 1;\n");
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub says {
	my ($want, $name, @command) = @_;
	my ($status, $out, $err) = run(@command);
	isnt $status, 0, "$name is refused";
	like $err, $want, 'and it is said why, and what there is';
}

run('add', 'localhost:1', '--name', 'www', '--sni', 'www.exemple.test');
run('renewal', 'open', 'www');
run('renewal', 'step', 1, 'data-caducitat', 'skip', '--note', 'no se serveix');
run('renewal', 'step', 1, 'origen', 'choose', 'renovacio');
run('renewal', 'step', 1, 'tiquet-cap', 'ticket', 'ST-1', '--yes');
says(qr/La renovació no té cap pas «pas-que-no-hi-es»\.\n.*Hi ha: data-caducitat \(0\.1\), .*, ca \(2\.3\), .*baixa-monitor \(5\.2\)\n/, 'an unknown step', 'renewal', 'step', 1, 'pas-que-no-hi-es', 'complete');
says(qr/res amb aquest nom: vola\n.*Hi ha: choose, start, wait, skip, exclude, note\n/, 'an unknown act', 'renewal', 'step', 1, 'ca', 'vola');
says(qr/no es pot fer amb el pas .*\n.*Hi ha: choose, start, wait, skip, exclude, note\n/, 'an act of another step', 'renewal', 'step', 1, 'ca', 'archive');
says(qr/valor: «cap» no es coneix\.\n.*Hi ha: cesicat \(CESICAT \(Sectigo\)\), .*altra \(Una altra CA\)/, 'an unknown choice', 'renewal', 'step', 1, 'ca', 'choose', 'cap');
says(qr/^caducactl: Cal --ca-nom: Nom de la CA\n/, 'a choice without the value that it asks for', 'renewal', 'step', 1, 'ca', 'choose', 'altra');
says(qr/Aquesta opció no demana «--res»\.\n.*Hi ha: --ca-nom \(Nom de la CA\)\n/, 'a choice with an unknown value', 'renewal', 'step', 1, 'ca', 'choose', 'altra', '--res', 'x');
says(qr/nom: «res» no es coneix\.\n.*Hi ha: .*head \(Cap de servei\), .*ca-nom \(Nom de la CA\)\n/, 'an unknown value', 'renewal', 'value', 1, 'res', 'x');
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

#!/usr/bin/perl
# One language of filters for every list of the console and for caducactl: who asks is who is meant by "jo", problems have
# the words of the screen, what was saved on the console has its name here too, and a field of other rows is refused.
use strict;
use warnings;
use utf8;
use Apart qw(mount);
use Caduca;
use JSON::PP;
use Team;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'ca';
team_possible() or plan skip_all => 'only root has users of many names';
team_start();
for my $n (1 .. 3) {
	ctl_as('root', 'add', '127.0.0.1:9', '--name', "www$n", '--sni', "www$n.exemple.cat", '--service', $n == 2 ? 'Via Oberta' : 'Seu');
}
ctl_as('operador', 'renewal', 'open', 'www1', '--only');
ctl_as('altra', 'renewal', 'open', 'www2', '--only');

sub as { my ($login, @args) = @_; utf8::encode($_) for @args; my @said = ctl_as($login, @args); utf8::decode($_) for @said[1, 2]; return @said }
sub listed { my ($login, $filter) = @_; return join ' ', map { $_->{name} } @{ decode_json((as($login, 'list', '--json', '--filter', $filter))[1]) } }
sub renewals { my ($login, $filter) = @_; return join ' ', map { $_->{id} } @{ decode_json((as($login, 'renewal', 'list', '--json', '--filter', $filter))[1]) } }
sub refused { my ($filter, $what, @command) = @_; my ($status, undef, $err) = as('operador', @command, '--filter', $filter); is $status, 2, $filter; like $err, $what, 'it says why' }

# ---- who asks ----

is listed('operador', 'qui:jo'), 'www1', 'mine';
is listed('altra', 'who:me'), 'www2', 'are those of whoever asks';
is listed('altra', 'qui:ningú'), 'www3', 'and nobody\'s of nobody';
is listed('altra', '-qui:jo renovacio:*'), 'www1', 'the others\'';
is renewals('operador', 'qui:jo'), '1', 'renewals too';
is renewals('altra', 'qui:jo fase<=1 edat<1'), '2', 'with what they alone have';
is console_as('operador', <<'END', '--socket', team_socket()), '', 'and so it is on the console';
until www1
keys f
keys qui:jo<Enter>
expect filter: qui:jo (1/3)
expect www1
absent www2
keys 3
until 2 open
keys fqui:jo<Enter>
expect filter: qui:jo (1/2)
END

# ---- the same words ----

is listed('operador', 'servei:"via oberta"'), 'www2', 'a service in quotes';
is listed('operador', 'tiquet:cap renovació:cap'), 'www3', 'what has none';
is listed('operador', 'comença<7'), '', 'what must start; of what was never seen it is not known';
refused('problema:cadna', qr/Caràcter 10: «cadna» no és cap problema\. Hi ha: caducat, .*cadena-incompleta/, 'list');
refused('seu problema:cadena resultat:zzz', qr/Caràcter 30: «zzz» no és.*\n  seu problema:cadena resultat:zzz\n {31}\^\n/, 'list');
refused('edat>3', qr/Caràcter 1: el que hi ha en aquesta llista no té el camp «edat»\. Té: id, nom,/, 'list');
refused('@meves', qr/Caràcter 2: no hi ha cap filtre desat amb el nom «meves»/, 'renewal', 'list');

# ---- what was saved ----

is console_as('operador', <<'END', '--socket', team_socket()), '', 'a filter is saved on the console';
until www1
keys f<C-u>qui:jo<F2>
keys meves<Enter>
until The filter is saved: @meves.
END
is listed('operador', '@meves'), 'www1', 'and has its name for caducactl';
is listed('operador', '-@meves servei:seu'), 'www3', 'among other words';
is renewals('operador', '@meves'), '1', 'of every kind of row';
my ($status, undef, $err) = as('altra', 'list', '--filter', '@meves');
is $status, 2, 'it is his own';

# ---- everybody's ----

SKIP: {
	$> == 0 && Apart::apart() && Apart::private_folder('/etc', folder()) or skip 'only root has an /etc of its own', 3;
	mkdir '/etc/caduca';
	spew('/etc/caduca/filters', "obertes servei:oberta\nmeves servei:seu\n");
	is listed($_, '@obertes'), 'www2', "what the machine has is there for $_" for qw(operador altra);
	is listed('operador', '@meves'), 'www1', 'and one of his own goes before';
}
done_testing;

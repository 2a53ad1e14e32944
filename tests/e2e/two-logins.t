#!/usr/bin/perl
# Two people, each at his console, change the same monitor and the same service: whoever saves last is shown both, with
# the login of the other, and keeps one of the two or goes on editing. In Catalan, and as large as the terminal is.
use strict;
use warnings;
use utf8;
use Apart qw(mount);
use Caduca;
use Console;
use JSON::PP;
use Team;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'ca';
team_possible() or plan skip_all => 'only root has users of many names';
my $pid = team_start();
ctl_as('operador', 'add', 'www.exemple.cat', '--type', 'planned', '--name', 'www', '--service', 'Seu', '--environment', 'PRO');
sub shown { my $row = decode_json((ctl_as('operador', 'list', '--json'))[1])->[0]; return join '|', map { $row->{$_} // '' } qw(service environment) }
sub text { my $text = join "\n", map { my $l = $_; utf8::decode($l); $l } $_[0]->screen; return $text }
sub bytes { my ($text) = @_; utf8::encode($text); return qr/$text/ }
sub sees { my ($c, $pattern, $name) = @_; return ok defined $c->shows(bytes($pattern)), $name }
my $when = '\d\d/\d\d/\d{4} \d\d:\d\d';

for my $size ([ 24, 80 ], [ 50, 160 ]) {
	my $at = "$size->[1]x$size->[0]";
	my $mine = console_meanwhile('operador', { language => 'ca', rows => $size->[0], columns => $size->[1] });
	my $edit = sub {
		my ($service) = @_;
		$mine->keys('e');
		sees($mine, 'Edita www', 'one edits it');
		utf8::encode($service);
		$mine->keys('<Tab>' x 7 . "<C-u>$service");
	};
	my $meet = sub {
		my (@changes) = @_;
		is +(ctl_as('altra', 'edit', 'www', @changes))[0], 0, 'the other saves first';
		$mine->keys('<F2>');
		sees($mine, 'Dos canvis alhora: www', 'and is met');
	};
	ctl_as('cap', 'edit', 'www', '--service', 'Seu', '--environment', 'PRO');
	sees($mine, 'Seu', "$at: a console");

	$edit->('Padró');
	$meet->('--service', 'Tràmits', '--environment', 'PRE');
	my $text = text($mine);
	like $text, qr/Hi havia: Seu/, "$at: what there was";
	like $text, qr/\[ \] altra, $when: Tràmits/, "$at: what the other made of it, who that is, and when";
	like $text, qr/\[ \] Vós: Padró/, "$at: and what was typed";
	like $text, qr/Només ho ha canviat l'altre, i s'hi queda:\n.*PRO → PRE · altra, $when/, "$at: what the other alone changed";
	$mine->keys('m<F2>');
	sees($mine, 'S\'ha desat\. Mentrestant ha canviat, i es conserva: Entorn: PRE \(altra\)', "$at: mine is kept, and theirs that I did not touch");
	is shown(), 'Padró|PRE', "$at: in the backend too";

	$edit->('Arxiu');
	$meet->('--service', 'Hisenda');
	$mine->keys('t<F2>');
	sees($mine, 'Queda com l\'altre ho ha desat', "$at: or theirs");
	is shown(), 'Hisenda|PRE', "$at: which stays";

	$edit->('Museu');
	$meet->('--service', 'Esports');
	$mine->keys('<Esc>');
	sees($mine, 'Algú ho ha canviat mentrestant per: Esports', "$at: or one goes on editing");
	$mine->keys(' nou<F2>');
	sees($mine, 'S\'ha desat', "$at: and saves");
	is shown(), 'Museu nou|PRE', "$at: what was typed then";
	ok $mine->leave, "$at: the console leaves";
}
is_deeply [ map { $_->{login} } reverse @{ decode_json((ctl_as('cap', 'log', '--what', 'monitor.edit', '--json'))[1]) } ],
	[ (qw(cap altra operador altra altra operador)) x 2 ], 'the trail has who saved each';
ok !team_stop($pid), 'the backend ends well';
done_testing;

#!/usr/bin/perl
# A filter asked of every row that the console has in memory, of each kind of field, and these rows in another order: how long
# nobody sees the whole of it.
use strict;
use warnings;
use utf8;
use Caduca;
use Figures;

my $rows = $ENV{ROWS} || 100000;
my $rounds = rounds(5);
my $bin = build() . '/bench/filter';
print "filter: rows in memory, $rounds rounds", load();
title("$rows rows");
for my $filter ('tramits', 'urgència:tard,crític', 'dies<30 comença<7', 'servei:seu ca:sectigo', 'servei:tràmits', 'problema:cadena',
	'tipus:CDS-1 -etiqueta:intern', 'tiquet:cap renovació:cap qui:ningú') {
	my $text = $filter;
	utf8::encode($text);
	figure($filter, 'ms', 16, map { open my $from, '-|', $bin, $rows, $text or die; (split ' ', <$from>)[1] } 1 .. $rounds);
}
title("$rows rows, another order");
for ([ 'start by', 0 ], [ 'days', 2 ], [ 'monitor', 3 ], [ 'service', 4 ], [ 'issuer', 8 ]) {
	my ($what, $column) = @$_;
	figure($what, 'ms', 16, map { open my $from, '-|', $bin, $rows, "=$column" or die; (split ' ', <$from>)[0] } 1 .. $rounds);
}

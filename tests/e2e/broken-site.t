#!/usr/bin/perl
# What is wrong in the site or in a procedure is told where somebody wants to begin a renewal: file, line and reason.
use strict;
use warnings;
use utf8;
use Caduca;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my $own = folder() . '/config/caduca/procedures';
my ($site, $cds) = map { slurp("backend/procedures/$_") } qw(site.conf cds-cesicat.procedure);
mkdir $own, 0700;
ctl('add', '127.0.0.1:1', '--name', 'host');

sub refused {
	my ($what, $why, %files) = @_;
	unlink glob "$own/*";
	spew("$own/$_", $files{$_}) for keys %files;
	my ($status, $out, $err) = ctl('renewal', 'open', 'host');
	is $status, 1, "$what: none is begun";
	like $err, $why, '... and it is told where';
}

refused('a site that cannot be read', qr{mistakes: \S+/site\.conf:\d+: syntax error}, 'site.conf' => $site =~ s/^/x/mgr);
refused('a site with nothing in it', qr{mistakes: \S+/site\.conf: }, 'site.conf' => '');
my ($line) = grep { (split /\n/, $cds)[ $_ - 1 ] =~ /kind = "file"/ } 1 .. ($cds =~ tr{\n}{});
refused('a slip in the procedure', qr{mistakes: \S+/cds-cesicat\.procedure:$line: no kind of step is called 'fle'},
	'cds-cesicat.procedure' => $cds =~ s/kind = "file"/kind = "fle"/r);
unlink glob "$own/*";
is +(ctl('renewal', 'open', 'host'))[0], 0, 'without them it is begun';
done_testing;

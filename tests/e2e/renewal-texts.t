#!/usr/bin/perl
# What a person copies, by command line: a text alone, refused while it lacks a value, and what the procedures of a renewal
# say of themselves.
use strict;
use warnings;
use utf8;
use Caduca;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
$ENV{LANGUAGE} = 'en';
my @to = ('--socket', folder() . '/socket');

sub run { my ($status, $out, $err) = ctl(@_, @to); utf8::decode($_) for $out, $err; return ($status, $out, $err); }
sub does { my ($status, $out, $err) = run(@_); is $status, 0, "@_" or diag $out, $err; return $out; }
sub refuses {
	my ($like, $name, @command) = @_;
	my ($status, $out, $err) = run(@command);
	is $status, 1, $name or diag $out;
	like $err, $like, 'which says why';
	is $out, '', 'and nothing to copy';
}

my $pid = daemon_start(config => "workers = 1;\n");
does('add', 'nou.exemple.test', '--type', 'planned');
does('renewal', 'open', 'nou.exemple.test', '--type', 'planned');

my $csr = does('renewal', 'text', 1, 'tiquet-csr');
like $csr, qr/\AGeneració CSR nou\.exemple\.test\n\nBon dia companys,\n/, 'the title, an empty line and the text';
like $csr, qr/^Common Name: nou\.exemple\.test\nOrganization: Consorci .*^Email: \S+\@/ms, 'filled in';
refuses(qr/It lacks: Expiry of the certificate in use \(caducactl renewal value 1 expires …\)/, 'a text that lacks a value is refused',
	'renewal', 'text', 1, 'tiquet-cap');
unlike does('renewal', 'text', 1, 'espera-csr', '--reminder'), qr/caduca/, 'one that can do without it leaves its sentence out';
refuses(qr/It lacks: Número de la petició de Remedy \(caducactl renewal step 1 cds-cesicat\/remedy-numero\)/, 'and one that a step asks for',
	'renewal', 'text', 1, 'espera-ctti', '--reminder');
refuses(qr/is none|no date|date/i, 'what is no date is none', 'renewal', 'value', 1, 'expires', 'aviat');
does('renewal', 'value', 1, 'expires', '2026-12-19');
like does('renewal', 'text', 1, 'tiquet-cap'), qr/caduca el 19\/12\/2026 /, 'once it is given the text is finished';
like does('renewal', 'text', 1, 'espera-csr', '--reminder'), qr/caduca el 19\/12\/2026\./, 'and the reminder says it';
refuses(qr/nothing to copy/, 'a step without one', 'renewal', 'text', 1, 'altra-numero');
like does('renewal', 'text', 1, 'arxiu'), qr/\\CESICAT\\\d{4}\\nou\.exemple\.test\n\z/, 'a folder';
like does('renewal', 'text', 1, 'detall-peticio'), qr/\ATipus de petició: Alta\n.*^Quantitat de Subject alternative names: \(left empty on purpose\)$/ms,
	'a form, field by field';
# Jira's markup: a value is escaped but in the block, and one that would end the block is refused.
does('add', '*.comodi.exemple.test', '--type', 'planned');
does('renewal', 'open', '*.comodi.exemple.test', '--type', 'planned');
my $wiki = does('renewal', 'text', 2, 'tiquet-csr', '--wiki');
like $wiki, qr/\AGeneració CSR \*\.comodi\.exemple\.test\n\n/, 'the title is no markup';
like $wiki, qr/el CSR per \*\\\*\.comodi\.exemple\.test\* per a/, 'in bold, with its own asterisk escaped';
like $wiki, qr/^\{code:java\}\nCommon Name: \*\.comodi\.exemple\.test\n/m, 'and as it is in the block';
like does('renewal', 'text', 2, 'tiquet-csr'), qr/per \*\.comodi\.exemple\.test per a/, 'the text to copy has none of that';
like does('renewal', 'text', 2, 'espera-csr', '--reminder', '--wiki'), qr/el CSR de \\\*\.comodi\.exemple\.test\?/, 'a reminder too';
like does('renewal', 'text', 1, 'tiquet-installacio', '--wiki'), qr/^\\\(Sharepoint\\\) Tecnologia \\- SUPORT_TECNIC\\CERTIFICATS\S*\\nou\.exemple\.test$/m,
	'a folder keeps its backslashes';
like does('renewal', 'introduction', 1), qr/^A partir de 2020 tots els certificats de servidor segur/m, 'what the procedure says of itself';

# ---- tickets ----
does('renewal', 'step', 1, 'origen', 'choose', 'nou', '--tiquet-origen', 'https://contacte.aoc.cat/browse/ST-11?src=mail');
like does('renewal', 'show', 1, '--json'), qr/"tiquet-origen":"ST-11"/, 'a ticket is named by its URL too';
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', 'https://contacte.aoc.cat/browse/SIS-903', '--yes');
like does('renewal', 'step', 1, 'tiquet-csr'), qr/\bSIS-903\b/, 'wherever a key is';
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', 'sis-913', '--yes');
like does('renewal', 'show', 1, '--json'), qr/"SIS-913"/, 'a key may be typed in lower case';
does('renewal', 'step', 1, 'tiquet-csr', 'ticket', 'SIS-sis-903', '--yes');
refuses(qr/SIS-903 is the ticket of 1\.1 .* already/, 'one that is used already is refused', 'renewal', 'step', 1, 'tiquet-cap', 'ticket', 'SIS-903', '--yes');
refuses(qr/SIS-904 is not a ticket of ST\. .*--yes/, 'one of another project is asked about', 'renewal', 'step', 1, 'tiquet-cap', 'ticket', 'SIS-904');
does('renewal', 'step', 1, 'tiquet-cap', 'ticket', 'SIS-904', '--yes');

# The urgent phase, and whatever else nobody knows: no name of a hole anywhere.
does('renewal', 'urgent', 1);
for my $step ('contactar-cesicat', 'tiquet-cap', 'sollicitar-altra', 'avisar-no-renova', 'baixa-monitor') {
	unlike does('renewal', 'step', 1, $step), qr/\{\{/, "$step has no hole";
}
unlike does('renewal', 'show', 1), qr/\{\{/, 'nor has the checklist';
is daemon_stop($pid), 0, 'the backend ends well';
done_testing;

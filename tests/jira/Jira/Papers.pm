# The certificates of the fake Jira, each a listener of its own:
#   tls        for localhost and 127.0.0.1, of an authority made for the test (ca.pem)
#   untrusted  the same names, of another authority
#   expired    of the good authority, expired long ago
#   misnamed   of the good authority, for another host
package Jira::Papers;
use strict;
use warnings;
use IO::Socket::SSL;

my $names = 'DNS:localhost,IP:127.0.0.1';

# make(folder): { name => context of a server }
sub make {
	my ($folder) = @_;
	mkdir $folder, 0700;
	authority($folder, 'ca', 'Autoritat del Jira de proves');
	authority($folder, 'other', 'Una altra autoritat');
	certificate($folder, 'tls', 'ca', $names, '20200101000000Z', '20490101000000Z');
	certificate($folder, 'untrusted', 'other', $names, '20200101000000Z', '20490101000000Z');
	certificate($folder, 'expired', 'ca', $names, '20200101000000Z', '20210101000000Z');
	certificate($folder, 'misnamed', 'ca', 'DNS:contacte.exemple.test', '20200101000000Z', '20490101000000Z');
	return { map { $_ => IO::Socket::SSL::SSL_Context->new(SSL_server => 1, SSL_cert_file => "$folder/$_.pem",
		SSL_key_file => "$folder/key.pem",
		SSL_alpn_protocols => ['http/1.1']) || die "TLS: $IO::Socket::SSL::SSL_ERROR" } qw(tls untrusted expired misnamed) };
}

sub openssl {
	my ($folder, @arguments) = @_;
	my $pid = fork // die $!;
	if (!$pid) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', '/dev/null';
		open STDERR, '>', "$folder/said";
		exec 'openssl', @arguments or die;
	}
	waitpid $pid, 0;
	return if !$?;
	open my $f, '<', "$folder/said";
	die "openssl @arguments: " . join '', <$f>;
}

sub authority {
	my ($folder, $name, $subject) = @_;
	openssl($folder, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', "$folder/key.pem") if !-e "$folder/key.pem";
	openssl($folder, 'req', '-x509', '-new', '-key', "$folder/key.pem", '-out', "$folder/$name.pem", '-days', 9000, '-subj',
		"/CN=$subject");
}

# Signed with dates of our choice, which only `openssl ca` can.
sub certificate {
	my ($folder, $name, $ca, $for, $from, $to) = @_;
	write_file("$folder/$name.cnf", join '', map { "$_\n" } '[ca]', 'default_ca = this', '[this]', "new_certs_dir = $folder",
		"database = $folder/$name.index", 'rand_serial = yes', 'default_md = sha256', 'policy = any',
			'x509_extensions = leaf', '[any]',
		'commonName = supplied', '[leaf]', 'basicConstraints = CA:FALSE', 'extendedKeyUsage = serverAuth',
			"subjectAltName = $for");
	write_file("$folder/$name.index", '');
	openssl($folder, 'req', '-new', '-key', "$folder/key.pem", '-out', "$folder/$name.csr", '-subj', "/CN=$name");
	openssl($folder, 'ca', '-batch', '-notext', '-config', "$folder/$name.cnf", '-in', "$folder/$name.csr", '-out',
		"$folder/$name.pem",
		'-cert', "$folder/$ca.pem", '-keyfile', "$folder/key.pem", '-startdate', $from, '-enddate', $to);
}

sub write_file { my ($path, $text) = @_; open my $f, '>', $path or die "$path: $!"; print $f $text; close $f }

1;

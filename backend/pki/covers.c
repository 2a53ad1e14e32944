#include "pki/covers.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>

/* "*" stands for the first label of a name, and for one of three labels at least (RFC 9525 6.3). text is not
 * ended by a NUL. */
static bool
pattern_covers(const char *text, size_t len, const char *name)
{
	const char *rest = strchr(name, '.');

	if (len == strlen(name) && !strncasecmp(text, name, len))
		return true;
	if (len < 3 || text[0] != '*' || text[1] != '.' || !memchr(text + 2, '.', len - 2))
		return false;
	return rest && rest > name && strlen(rest) == len - 1 &&
	       !strncasecmp(rest, text + 1, len - 1);
}

/* OpenSSL takes no label with an underscore for one that a wildcard stands for; curl, browsers and the other
 * libraries do, and hosts have such names. */
static bool
covers_underscore(X509 *x, const char *name)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && !found; i++) {
		const GENERAL_NAME *san = sk_GENERAL_NAME_value(names, i);

		if (san->type == GEN_DNS)
			found = pattern_covers((const char *)ASN1_STRING_get0_data(san->d.dNSName),
			    (size_t)ASN1_STRING_length(san->d.dNSName), name);
	}
	GENERAL_NAMES_free(names);
	return found;
}

bool
certificate_covers(X509 *x, const char *name)
{
	const unsigned flags =
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, name, address) == 1)
		return X509_check_ip(x, address, sizeof(struct in_addr), 0) == 1;
	if (inet_pton(AF_INET6, name, address) == 1)
		return X509_check_ip(x, address, sizeof(struct in6_addr), 0) == 1;
	return X509_check_host(x, name, strlen(name), flags, NULL) == 1 ||
	       (strchr(name, '_') && covers_underscore(x, name));
}

bool
certificate_names_hosts(X509 *x)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && !found; i++) {
		int type = sk_GENERAL_NAME_value(names, i)->type;

		found = type == GEN_DNS || type == GEN_IPADD;
	}
	GENERAL_NAMES_free(names);
	return found;
}

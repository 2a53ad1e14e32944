/* The checks of the gates (base/checks.h) by name: what is said of a document when the check passed. Why it did not is
 * a sentence of words_error, by the check's code. */
#include "words/words.h"

static const struct {
	const char *id, *text;
} checks[] = {
    {"csr-parses", N_("It is a CSR")},
    {"csr-signature", N_("Its own signature verifies")},
    {"csr-cn", N_("Common Name is the domain")},
    {"csr-key-size", N_("Key: RSA, of the size asked")},
    {"csr-organization", N_("Organization as asked")},
    {"csr-unit", N_("Organization Unit as asked")},
    {"csr-locality", N_("Locality as asked")},
    {"csr-state", N_("State as asked")},
    {"csr-country", N_("Country as asked")},
    {"csr-email", N_("Email as asked")},
    {"csr-sans", N_("The names that were asked for, and no other")},
    {"key-parses", N_("It is a private key, without a password")},
    {"key-matches-csr", N_("It is the key of the CSR")},
    {"key-private", N_("Nobody else can read the file")},
    {"key-new", N_("It was not used before")},
    {"certificate-parses", N_("It is a certificate")},
    {"certificate-matches", N_("It is for the CSR and the key")},
    {"certificate-covers", N_("It is good for the domain")},
    {"certificate-valid", N_("It has not expired")},
    {"certificate-later", N_("It expires later than the one in use")},
    {"certificate-names", N_("It keeps every name")},
    {"certificate-issuer", N_("The issuer is the CA that was decided")},
    {"certificate-chain", N_("The chain is complete")},
    {"certificate-client-auth", N_("It keeps clientAuth")},
    {"p12-opens", N_("It opens with the password")},
    {"p12-complete", N_("It holds a key and a certificate")},
    {"p12-matches", N_("The key is the certificate's")},
    {"p12-dates", N_("Subject and dates")},
    {"p12-later", N_("It expires later than the one in use")},
    {"p12-replaces", N_("It is known which one it replaces")},
    {"p12-organization", N_("The organization is the same")},
    {"p12-identifier", N_("The identifier of the organization is the same")},
    {"p12-name", N_("The Common Name is the same")},
    {"p12-form", N_("The subject is written the same")},
    {"p12-names", N_("It keeps every name")},
    {"p12-issuer", N_("The issuer is the same")},
    {"p12-uses", N_("The uses of the key are the same")},
};

const char *
words_check(const char *id)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!strcmp(checks[i].id, id))
			return _(checks[i].text);
	return id;
}

/* The checks of the gates (base/checks.h) by name: what is said of a document when the check passed, and
 * when it did not: that is what a person accepts. Why it did not is a sentence of words_error, by the check's code. */
#include "words/words.h"

static const struct {
	const char *id, *passed, *failed;
} checks[] = {
    {"csr-parses", N_("It is a CSR"), N_("It is not a CSR")},
    {"csr-signature", N_("Its own signature verifies"), N_("Its own signature does not verify")},
    {"csr-cn", N_("Common Name is the domain"), N_("Common Name is not the domain")},
    {"csr-key-size", N_("Key: RSA, of the size asked"), N_("Key: not RSA of the size asked")},
    {"csr-organization", N_("Organization as asked"), N_("Organization is not as asked")},
    {"csr-unit", N_("Organization Unit as asked"), N_("Organization Unit is not as asked")},
    {"csr-locality", N_("Locality as asked"), N_("Locality is not as asked")},
    {"csr-state", N_("State as asked"), N_("State is not as asked")},
    {"csr-country", N_("Country as asked"), N_("Country is not as asked")},
    {"csr-email", N_("Email as asked"), N_("Email is not as asked")},
    {"csr-sans", N_("The names that were asked for, and no other"),
	N_("The names are not those that were asked for")},
    {"csr-digest", N_("Digest of its signature"), N_("Digest of its signature")},
    {"csr-version", N_("Its version"), N_("Its version")},
    {"csr-extensions", N_("It asks for extensions in one place"),
	N_("It asks for extensions in more than one place")},
    {"csr-alone", N_("It is the only CSR of the file"), N_("It is not the only CSR of the file")},
    {"key-parses", N_("It is a private key, without a password"),
	N_("It is not a private key without a password")},
    {"key-matches-csr", N_("It is the key of the CSR"), N_("It is not the key of the CSR")},
    {"key-private", N_("Nobody else can read the file"), N_("Others can read the file")},
    {"key-new", N_("It was not used before"), N_("It was used before")},
    {"certificate-parses", N_("It is a certificate"), N_("It is not a certificate")},
    {"certificate-matches", N_("It is for the CSR and the key"),
	N_("It is not for the CSR and the key")},
    {"certificate-covers", N_("It is good for the domain"), N_("It is not good for the domain")},
    {"certificate-valid", N_("It has not expired"), N_("It has expired, or has not begun")},
    {"certificate-later", N_("It expires later than the one in use"),
	N_("It does not expire later than the one in use")},
    {"certificate-names", N_("It keeps every name"), N_("It does not keep every name")},
    {"certificate-issuer", N_("The issuer is the CA that was decided"),
	N_("The issuer is not the CA that was decided")},
    {"certificate-chain", N_("The chain is complete"), N_("The chain is not complete")},
    {"certificate-client-auth", N_("It keeps clientAuth"), N_("It does not keep clientAuth")},
    {"p12-opens", N_("It opens with the password"), N_("It does not open with the password")},
    {"p12-complete", N_("It holds a key and a certificate"),
	N_("It does not hold a key and a certificate")},
    {"p12-matches", N_("The key is the certificate's"), N_("The key is not the certificate's")},
    {"p12-dates", N_("Subject and dates"), N_("Subject or dates are not as they should be")},
    {"p12-later", N_("It expires later than the one in use"),
	N_("It does not expire later than the one in use")},
    {"p12-replaces", N_("It is known which one it replaces"),
	N_("It is not known which one it replaces")},
    {"p12-organization", N_("The organization is the same"),
	N_("The organization is not the same")},
    {"p12-identifier", N_("The identifier of the organization is the same"),
	N_("The identifier of the organization is not the same")},
    {"p12-name", N_("The Common Name is the same"), N_("The Common Name is not the same")},
    {"p12-kind", N_("It is of the kind that the list has"),
	N_("It is not of the kind that the list has")},
    {"p12-form", N_("The subject is written the same"), N_("The subject is not written the same")},
    {"p12-names", N_("It keeps every name"), N_("It does not keep every name")},
    {"p12-issuer", N_("The issuer is the same"), N_("The issuer is not the same")},
    {"p12-uses", N_("The uses of the key are the same"),
	N_("The uses of the key are not the same")},
};

const char *
words_check(const char *id, int state)
{
	bool failed = state == CHECK_FAILED || state == CHECK_ACCEPTED;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!strcmp(checks[i].id, id))
			return failed ? _(checks[i].failed) : _(checks[i].passed);
	return id;
}

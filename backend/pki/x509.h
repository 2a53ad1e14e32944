/* What pki/ and probe/ share of OpenSSL's certificates; no other room includes this.
 *
 * A digest names a certificate everywhere. Times come out as seconds since the epoch or
 * X509_NO_TIME. */
#ifndef PKI_X509_H
#define PKI_X509_H

#include <openssl/x509.h>

#include <stdbool.h>
#include <stdint.h>

#define X509_NO_TIME INT64_MIN /* a date that cannot be read, or not in the years 1950 to 9999 */

enum { DIGEST_BYTES = 32 };

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

/* SHA-256 of the certificate's DER. */
void digest_of(const X509 *x, struct digest *out);
void digest_hex(const struct digest *d, char hex[2 * DIGEST_BYTES + 1]);
/* false: it is not 64 digits of lower-case hex (NULL neither). */
bool digest_from_hex(const char *hex, struct digest *out);

/* As PEM (RFC 7468 section 5.1), which the caller frees; NULL where it would have more bytes than most. */
char *x509_pem(X509 *x, size_t most);

int64_t x509_time(const ASN1_TIME *t);

/* True when the certificate names itself as issuer; cheap, and proves nothing. */
bool x509_self_issued(X509 *x);
/* True when its signature verifies with its own key, which is what self-signed means. One that only names
 * itself is signed by another key of the same authority (RFC 5280 3.2: self-issued, of a key roll-over). */
bool x509_self_signed(X509 *x);
/* True when it is signed with SHA-1, MD5 or older. */
bool x509_signature_weak(X509 *x);
bool signature_weak(const X509_ALGOR *algorithm); /* the same of a request's */

#endif

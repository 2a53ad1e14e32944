/* Signatures that were verified, remembered. Most hosts of a fleet share their issuers, and the
 * upper part of their paths is signed once.
 *
 * Remembered is only this: the bytes of one certificate carry a signature that verifies with the key
 * in the bytes of another. That holds for ever and for every trust store, so nothing is ever taken
 * back. Everything else that a path must fulfil (trust, dates, names, uses, lengths) is asked anew
 * for every leaf, and a signature that does not verify is tried again each time.
 *
 * For pki/ and probe/ only. */
#ifndef PKI_SIGNATURES_H
#define PKI_SIGNATURES_H

#include <openssl/x509.h>

#include <stdbool.h>
#include <stddef.h>

struct signatures;

/* max: pairs of certificates; of more, those that were not used for longest are forgotten. */
struct signatures *signatures_new(size_t max);
void signatures_free(struct signatures *s);

/* True when the certificate's signature verifies with the issuer's key. s may be NULL: then nothing
 * is remembered. */
bool signatures_verify(struct signatures *s, X509 *certificate, X509 *issuer);
/* How many of these had to be computed so far. */
size_t signatures_computed(const struct signatures *s);

#endif

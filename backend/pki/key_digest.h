/* Digests of a public key. The same key can be encoded in several ways (RFC 5480 2.2: a point of a curve
 * compressed or not; RFC 4055 3.1: RSA-PSS with restrictions or without), and who wrote the CSR, the key
 * and the certificate need not have agreed. The digest of the bytes is what other programs show; keys
 * are compared by that of the key itself. */
#ifndef PKI_KEY_DIGEST_H
#define PKI_KEY_DIGEST_H

struct X509_pubkey_st;

/* spki: of the DER as it came; key: of the key in its one form, equal to spki where it came in that. Lower-case
 * hex. Errors of OpenSSL are left in its queue. */
void key_digest(struct X509_pubkey_st *from, char spki[65], char key[65]);

#endif

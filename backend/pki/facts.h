/* What one certificate says of itself, as plain data: nobody beyond pki/ and probe/ needs OpenSSL
 * to show, store or compare a certificate. Facts are read once from the DER and judge nothing; what
 * is wrong with a chain is verdict.h's.
 *
 * Every text is cleaned (base/text.h) and bounded by the limits below, so a hostile certificate
 * cannot make a line of the protocol too long. Text is read by its length: a NUL inside is shown,
 * it ends nothing. */
#ifndef PKI_FACTS_H
#define PKI_FACTS_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest;
struct x509_st;

enum {
	FACTS_NAME_MAX_BYTES = 2048, /* a distinguished name, cleaned; then cut with "…" */
	FACTS_TEXT_MAX_BYTES = 512,  /* a common name, a key, a signature, an OID */
	FACTS_SERIAL_MAX = 64,       /* bytes of the number (RFC 5280 4.1.2.2 allows 20) */
	FACTS_SANS_MAX = 4096,
	FACTS_SANS_MAX_BYTES = 128 * 1024, /* of all together; what does not fit is counted */
	FACTS_OIDS_MAX = 32,               /* policies, and extended uses of the key */
	FACTS_USAGES_MAX = 9               /* bits of keyUsage (RFC 5280 4.2.1.3) */
};

#define FACTS_NO_TIME INT64_MIN /* a date that cannot be read, or not in the years 1950 to 9999 */

struct facts {
	char sha256[65];      /* of the DER, lower-case hex */
	char spki_sha256[65]; /* of the DER of the subject's public key info */
	char key_sha256[65]; /* of the key itself (pki/key_digest.h), in JSON where it is another */
	char *subject;    /* like RFC 4514: "CN=www.exemple.cat,O=Consorci,C=ES"; "" when empty */
	char *subject_cn; /* the most specific common name; "" when there is none */
	char *issuer;
	char *issuer_cn;
	char *serial;       /* upper-case hex, two digits a byte, "-" before a negative one */
	int64_t not_before; /* seconds since the epoch, or FACTS_NO_TIME */
	int64_t not_after;
	char **sans; /* "DNS:a.cat", "IP:127.0.0.1", "email:x@y", "URI:…", in their order */
	size_t san_count;
	size_t sans_left_out;
	char *key;       /* "RSA 2048", "EC P-256", "Ed25519" */
	char *key_type;  /* "rsa", "ecdsa", "ed25519", …: of what a host may be asked for */
	int key_bits;    /* 0 when the key cannot be read */
	char *signature; /* "sha256WithRSAEncryption", or its OID */
	char **policies; /* OIDs */
	size_t policy_count;
	char **eku; /* "serverAuth", or OIDs */
	size_t eku_count;
	unsigned key_usage; /* bits of the extension keyUsage, in their order; 0: it has none */
	unsigned qc_types;  /* QC_ESEAL… of pki/qc_types.h; not in JSON */
	bool ca;            /* basicConstraints say so */
	bool self_signed;   /* its signature verifies with its own key */
};

/* NULL with err "bad-certificate" when the bytes are not exactly one certificate. */
struct facts *facts_read(const unsigned char *der, size_t len, struct err *err);
/* Of a parsed certificate whose digest is known; for pki/ and probe/, which hold such. Never NULL. */
struct facts *facts_of(struct x509_st *x, const struct digest *digest);
void facts_free(struct facts *f);

/* Whether the digest is that of its key, in either way. */
bool facts_has_key(const struct facts *f, const char *sha256);
/* The names of the bits of keyUsage, "digitalSignature" first; how many. */
size_t facts_usages(const struct facts *f, const char *usages[FACTS_USAGES_MAX]);

/* The object FACTS of the worker's protocol (probe/worker.h). A new reference. */
json_t *facts_json(const struct facts *f);

#endif

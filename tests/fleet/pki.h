/* The fleet's own PKI: keys, authorities, and certificates made to order, right or wrong.
 *
 * An order says everything that a certificate holds and, beside each foreign text, how it must be
 * shown: so the manifest is written from orders, never by parsing what was made. Only digests are
 * taken from the finished bytes. Authorities are a fixed table; those that are `trusted` are what
 * the folder ca/ gets. Making fails only when OpenSSL is broken: then the program ends with its
 * reason. */
#ifndef FLEET_PKI_H
#define FLEET_PKI_H

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_kind {
	KEY_P256,
	KEY_P384,
	KEY_ED25519,
	KEY_RSA2048,
	KEY_RSA1024,
	KEY_RSA8192,
	KEY_KIND_COUNT
};

enum authority {
	CA_NONE, /* the certificate signs itself */
	CA_ROOT_RSA,
	CA_ISSUER_RSA,
	CA_ROOT_EC,
	CA_ISSUER_EC,
	CA_ETERNAL_ROOT, /* to the end of the year 9999 */
	CA_ETERNAL_ISSUER,
	CA_PRIVATE_ROOT, /* not in ca/ */
	CA_PRIVATE_ISSUER,
	CA_DYING_ISSUER,   /* ends in 20 days, before what it signed */
	CA_DEAD_ISSUER,    /* ended 2 days ago */
	CA_HOSTILE_ISSUER, /* trusted, with terminal escapes in its name */
	CA_CROSSED,        /* an issuer that two roots have signed: this one holds */
	CA_CROSSED_OLD,    /* and this one has expired */
	CA_LOST_ROOT,      /* expired, and no longer in ca/ */
	CA_ROOT_EC_CROSS,  /* the EC root as the lost one once signed it; expired */
	CA_ROOT_EC_NEXT, /* the EC root's next key, signed by the one that is trusted: self-issued */
	CA_ROLLED_ISSUER, /* under that */
	CA_MAZE_A,        /* two names without a way out: see stray_x509 */
	CA_MAZE_B,
	CA_COUNT
};

/* What its authority's answer says that comes with a certificate. */
enum stapled { STAPLED_NONE, STAPLED_GOOD, STAPLED_REVOKED, STAPLED_OUTDATED };

/* One attribute of a name, in the order of the encoding. */
struct name_part {
	int nid;
	int type; /* V_ASN1_UTF8STRING… the bytes go in as they are */
	const char *bytes;
	size_t len;
	const char *shown; /* how Caduca must show it in a subject; NULL: the bytes themselves */
};

#define BYTES(text) text, sizeof(text) - 1
#define UTF8(nid, text)                                   \
	{                                                 \
		nid, V_ASN1_UTF8STRING, BYTES(text), NULL \
	}
#define PRINTABLE(nid, text)                                   \
	{                                                      \
		nid, V_ASN1_PRINTABLESTRING, BYTES(text), NULL \
	}

#define END_OF_TIME INT64_C(253402300799) /* 9999-12-31T23:59:59Z, the last that X.509 can say */

struct san {
	int type; /* GEN_DNS, GEN_EMAIL, GEN_URI, GEN_IPADD (bytes are the text of an address); 0
		     ends a list */
	const char *bytes;
	size_t len;
	const char *shown;
};

struct order {
	const struct name_part *subject;
	size_t subject_count;
	const struct san *sans; /* NULL: no extension */
	int64_t not_before;
	int64_t not_after;
	const char *raw_not_after; /* put in as GeneralizedTime whatever it says; NULL: not_after */
	enum authority issuer;
	enum key_kind key;
	enum authority key_of; /* the key of this one instead; CA_NONE: one of its own */
	int urls;              /* so many of each of CA issuers, OCSP and CRL */
	bool sha1;             /* sign with SHA-1 */
	bool no_eku;           /* says no extended key usage */
	enum stapled staple;
	bool must_staple;
	bool ca;
	unsigned shared_key; /* which of the few shared keys, for RSA */
};

enum { SERIAL_BYTES = 16, SHA256_BYTES = 32, SHARED_KEYS = 4, STRAYS = 98 };

struct certificate {
	X509 *x509;
	EVP_PKEY *key;
	unsigned char *staple; /* an OCSPResponse; NULL: none */
	int staple_len;
	uint8_t serial[SERIAL_BYTES];
	uint8_t sha256[SHA256_BYTES];
	uint8_t spki_sha256[SHA256_BYTES];
};

/* Makes every authority; seconds since the epoch. */
void pki_init(int64_t now);
void pki_release(void);

void certificate_make(struct certificate *c, const struct order *o);
void certificate_release(struct certificate *c);

X509 *authority_x509(enum authority a); /* not a new reference */
const struct name_part *authority_name(enum authority a, size_t *count);
int64_t authority_end(enum authority a);

/* One of STRAYS certificates, made when first asked for: the even ones are maze A's key signed by
 * maze B, the odd ones maze B's signed by A, so that any of the ones has issued any of the others
 * and no root is ever reached. Not a new reference. */
X509 *stray_x509(int i);

/* Writes the trusted roots as PEM into a folder that exists. -1 with errno. */
int authorities_write(const char *folder);

#endif

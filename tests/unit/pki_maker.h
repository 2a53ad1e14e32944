/* Certificates made to order for the tests of pki/ and probe/. What is not asked for is ordinary: a
 * P-256 key, SHA-256, version 3, a year of life around `now`. Everything made stands until the test
 * ends. */
#ifndef TESTS_PKI_MAKER_H
#define TESTS_PKI_MAKER_H

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795000000) /* 2026-11-18, when nothing is asked of the real clock */
#define DAYS(n) (INT64_C(86400) * (n))

struct made {
	X509 *x509;
	EVP_PKEY *key;
};

struct recipe {
	const char *cn;
	const struct made *issuer; /* NULL: itself */
	const char *sans;          /* as in openssl.cnf: "DNS:a.cat,IP:127.0.0.1"; NULL: none */
	int64_t now;               /* 0: NOW */
	int64_t begin, end;        /* seconds from now; both 0: half a year around it */
	bool ca;
	const EVP_MD *md;         /* NULL: SHA-256 */
	EVP_PKEY *key;            /* taken over; NULL: a new P-256 */
	const char *eku;          /* NULL: serverAuth, none for a CA; "": none */
	const char *usage;        /* keyUsage; NULL: as ca says */
	const char *constraints;  /* nameConstraints; NULL: none */
	const char *basic;        /* basicConstraints; NULL: as ca says */
	const char *features;     /* tlsfeature; NULL: none */
	const X509_NAME *subject; /* instead of cn */
	const char *statements;   /* qcStatements, "DER:…"; NULL: none */
};

static inline void
maker_must(bool good)
{
	if (!good)
		abort();
}

static inline void
maker_extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	maker_must(e && X509_add_ext(x, e, -1) == 1);
	X509_EXTENSION_free(e);
}

static inline X509_NAME *
maker_name(const char *cn)
{
	X509_NAME *name = X509_NAME_new();

	maker_must(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
		       (const unsigned char *)cn, -1, -1, 0) == 1);
	return name;
}

static inline void
maker_sign(struct made *m, const struct made *issuer, const EVP_MD *md)
{
	EVP_PKEY *key = issuer ? issuer->key : m->key;

	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
		md = NULL;
	else if (!md)
		md = EVP_sha256();
	maker_must(X509_sign(m->x509, key, md) > 0);
}

static inline struct made
make(const struct recipe *r)
{
	static long serial = 1000;
	struct made m = {X509_new(), r->key ? r->key : EVP_EC_gen("P-256")};
	X509 *issuer = r->issuer ? r->issuer->x509 : m.x509;
	X509_NAME *subject =
	    r->subject ? X509_NAME_dup(r->subject) : maker_name(r->cn ? r->cn : "sense nom");
	const int64_t now = r->now ? r->now : NOW;
	const bool usual = r->begin == 0 && r->end == 0;

	X509_set_version(m.x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(m.x509), ++serial);
	X509_set_subject_name(m.x509, subject);
	X509_set_issuer_name(m.x509, X509_get_subject_name(issuer));
	ASN1_TIME_set(X509_getm_notBefore(m.x509), now + (usual ? -DAYS(180) : r->begin));
	ASN1_TIME_set(X509_getm_notAfter(m.x509), now + (usual ? DAYS(180) : r->end));
	X509_set_pubkey(m.x509, m.key);
	maker_extend(m.x509, issuer, NID_basic_constraints,
	    r->basic ? r->basic
	    : r->ca  ? "critical,CA:TRUE"
		     : "critical,CA:FALSE");
	maker_extend(m.x509, issuer, NID_key_usage,
	    r->usage ? r->usage
	    : r->ca  ? "critical,keyCertSign"
		     : "critical,digitalSignature,keyEncipherment");
	maker_extend(m.x509, issuer, NID_subject_key_identifier, "hash");
	if (r->statements)
		maker_extend(m.x509, issuer, NID_qcStatements, r->statements);
	if (r->issuer)
		maker_extend(m.x509, issuer, NID_authority_key_identifier, "keyid:always");
	if (r->eku ? *r->eku : !r->ca)
		maker_extend(m.x509, issuer, NID_ext_key_usage, r->eku ? r->eku : "serverAuth");
	if (r->sans)
		maker_extend(m.x509, issuer, NID_subject_alt_name, r->sans);
	if (r->features)
		maker_extend(m.x509, issuer, NID_tlsfeature, r->features);
	if (r->constraints)
		maker_extend(m.x509, issuer, NID_name_constraints, r->constraints);
	maker_sign(&m, r->issuer, r->md);
	X509_NAME_free(subject);
	return m;
}

static inline void
made_free(struct made *m)
{
	X509_free(m->x509);
	EVP_PKEY_free(m->key);
	m->x509 = NULL;
	m->key = NULL;
}

static inline void
made_write(const struct made *m, const char *folder, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	maker_must(f && PEM_write_X509(f, m->x509) == 1);
	fclose(f);
}

static inline STACK_OF(X509) * chain_of(const struct made *const *list, size_t count)
{
	STACK_OF(X509) *chain = sk_X509_new_null();

	for (size_t i = 0; i < count; i++)
		sk_X509_push(chain, list[i]->x509);
	return chain;
}

#endif

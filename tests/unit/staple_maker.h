/* Answers of OCSP made to order, for tests and for the fleet. What is not asked for is ordinary: good, by
 * SHA-1 as responders have it, signed by the issuer, made an hour ago and good for a week. */
#ifndef TESTS_STAPLE_MAKER_H
#define TESTS_STAPLE_MAKER_H

#include <openssl/ocsp.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct staple_recipe {
	X509 *leaf, *issuer; /* what it is about */
	X509 *signer;        /* whose answer it is, sent along where it is not the issuer */
	EVP_PKEY *key;       /* the signer's */
	int64_t now;
	int64_t from, until; /* from now; both 0: ordinary; until 0: not said */
	int status;          /* V_OCSP_CERTSTATUS_... */
	bool refused;        /* tryLater, which needs no signature */
	const EVP_MD *names; /* the digest that names the issuer; NULL: SHA-1 */
};

/* The DER, for OPENSSL_free. Where something fails it ends the program. */
static inline unsigned char *
staple_make(const struct staple_recipe *r, int *len)
{
	const bool usual = r->from == 0 && r->until == 0;
	const int64_t until = usual ? 7 * 86400 : r->until;
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	OCSP_CERTID *id = OCSP_cert_to_id(r->names ? r->names : EVP_sha1(), r->leaf, r->issuer);
	ASN1_TIME *from = ASN1_TIME_set(NULL, r->now + (usual ? -3600 : r->from));
	ASN1_TIME *to = until ? ASN1_TIME_set(NULL, r->now + until) : NULL;
	ASN1_TIME *revoked = ASN1_TIME_set(NULL, r->now - 86400);
	OCSP_RESPONSE *response;
	unsigned char *der = NULL;

	ASN1_TIME_to_generalizedtime(from, &from);
	if (to)
		ASN1_TIME_to_generalizedtime(to, &to);
	ASN1_TIME_to_generalizedtime(revoked, &revoked);
	if (!OCSP_basic_add1_status(basic, id, r->status, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
		r->status == V_OCSP_CERTSTATUS_REVOKED ? revoked : NULL, from, to) ||
	    OCSP_basic_sign(basic, r->signer, r->key, EVP_sha256(), NULL,
		r->signer == r->issuer ? OCSP_NOCERTS : 0) != 1)
		abort();
	response = r->refused ? OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL)
			      : OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
	*len = i2d_OCSP_RESPONSE(response, &der);
	OCSP_RESPONSE_free(response);
	OCSP_BASICRESP_free(basic);
	OCSP_CERTID_free(id);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	ASN1_TIME_free(revoked);
	return der;
}

#endif

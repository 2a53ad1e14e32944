#include "pki/staple.h"

#include "pki/anchors.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

enum {
	SKEW = 300,          /* seconds by which clocks may differ */
	UNSAID_LIFE = 86400, /* of an answer that does not say until when it is good */
	LOOK_AGAIN = 3600,   /* at one that does not verify: it may be of tomorrow */
	STATUS_REQUEST = 5   /* of TLS's extensions (RFC 6066), as a TLS feature */
};

/* ---- what is said of it ---- */

/* An answer names a certificate by its serial number and digests of its issuer, of a kind that the
 * responder chooses. */
static OCSP_SINGLERESP *
about(OCSP_BASICRESP *answer, X509 *leaf, X509 *issuer)
{
	const EVP_MD *const digests[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
	OCSP_SINGLERESP *found = NULL;

	for (size_t i = 0; !found && i < sizeof(digests) / sizeof(digests[0]); i++) {
		OCSP_CERTID *id = OCSP_cert_to_id(digests[i], leaf, issuer);
		int at = id ? OCSP_resp_find(answer, id, -1) : -1;

		if (at >= 0)
			found = OCSP_resp_get0(answer, at);
		OCSP_CERTID_free(id);
	}
	return found;
}

/* Who issued the leaf, by its names and by the digest of its key in the answer, which that key then has to
 * have signed; the leaf's own signature is the verdict's to judge. NULL: nobody that is known. */
static X509 *
issuer_of(const struct trust *trust, STACK_OF(X509) * chain, OCSP_BASICRESP *answer,
    OCSP_SINGLERESP **said)
{
	X509 *leaf = sk_X509_value(chain, 0);
	const struct anchor *a;
	size_t count;

	for (int i = 0; i < sk_X509_num(chain); i++)
		if (X509_check_issued(sk_X509_value(chain, i), leaf) == X509_V_OK &&
		    (*said = about(answer, leaf, sk_X509_value(chain, i))))
			return sk_X509_value(chain, i);
	a = trust_find(trust, X509_get_issuer_name(leaf), &count);
	for (size_t i = 0; i < count; i++)
		if (X509_check_issued(a[i].x509, leaf) == X509_V_OK &&
		    (*said = about(answer, leaf, a[i].x509)))
			return a[i].x509;
	return NULL;
}

/* Its own date is read for the signer too: a delegated one may have ended since. */
static bool
signed_for(OCSP_BASICRESP *answer, X509 *issuer, int64_t now)
{
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *known = sk_X509_new_null();
	bool good;

	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)now);
	X509_STORE_add_cert(store, issuer);
	sk_X509_push(known, issuer);
	good = OCSP_basic_verify(answer, known, store, OCSP_PARTIAL_CHAIN | OCSP_NOEXPLICIT) == 1;
	sk_X509_free(known);
	X509_STORE_free(store);
	return good;
}

static enum staple_answer
answer_of(OCSP_SINGLERESP *about_leaf, int64_t now, struct staple *out)
{
	ASN1_GENERALIZEDTIME *revoked, *this_update, *next_update;
	int reason, status = OCSP_single_get0_status(
			about_leaf, &reason, &revoked, &this_update, &next_update);
	int64_t from = x509_time(this_update), at;

	if (from == X509_NO_TIME || from > now + SKEW)
		return STAPLE_NOT_VERIFIED;
	out->good_until = next_update ? x509_time(next_update) : from + UNSAID_LIFE;
	if (out->good_until == X509_NO_TIME || out->good_until < now - SKEW)
		return STAPLE_NOT_VERIFIED;
	out->good_until += SKEW + 1;
	if (status == V_OCSP_CERTSTATUS_REVOKED) {
		at = revoked ? x509_time(revoked) : X509_NO_TIME;
		out->revoked_at = at == X509_NO_TIME ? 0 : at;
		out->reason = reason;
	}
	return status == V_OCSP_CERTSTATUS_GOOD      ? STAPLE_GOOD
	       : status == V_OCSP_CERTSTATUS_REVOKED ? STAPLE_REVOKED
						     : STAPLE_NOT_VERIFIED;
}

static enum staple_answer
basic_read(const struct trust *trust, STACK_OF(X509) * chain, OCSP_BASICRESP *answer, int64_t now,
    struct staple *out)
{
	OCSP_SINGLERESP *said;
	X509 *issuer = issuer_of(trust, chain, answer, &said);

	if (!issuer || !signed_for(answer, issuer, now))
		return STAPLE_NOT_VERIFIED;
	return answer_of(said, now, out);
}

void
staple_read(const struct trust *trust, STACK_OF(X509) * chain, const unsigned char *der, size_t len,
    int64_t now, struct staple *out)
{
	OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &der, (long)len);
	OCSP_BASICRESP *answer = response ? OCSP_response_get1_basic(response) : NULL;

	*out = (struct staple){.answer = STAPLE_NOT_VERIFIED, .made_at = now, .reason = -1};
	if (answer)
		out->answer = basic_read(trust, chain, answer, now, out);
	if (out->answer == STAPLE_NOT_VERIFIED)
		out->good_until = now + LOOK_AGAIN;
	OCSP_BASICRESP_free(answer);
	OCSP_RESPONSE_free(response);
	ERR_clear_error();
}

bool
staple_required(X509 *leaf)
{
	TLS_FEATURE *features = NULL;
	bool required = false;

	if (X509_get_ext_by_NID(leaf, NID_tlsfeature, -1) < 0)
		return false;
	features = X509_get_ext_d2i(leaf, NID_tlsfeature, NULL, NULL);
	for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++)
		required |= ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) == STATUS_REQUEST;
	sk_ASN1_INTEGER_pop_free(features, ASN1_INTEGER_free);
	ERR_clear_error();
	return required;
}

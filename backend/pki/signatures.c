#include "pki/signatures.h"

#include "base/mem.h"
#include "pki/digest_cache.h"

#include <openssl/sha.h>

struct signatures {
	struct digest_cache
	    *verified; /* by the digests of certificate and issuer; without a value */
	size_t computed;
};

struct signatures *
signatures_new(size_t max)
{
	struct signatures *s = mem_alloc(sizeof(*s));

	s->verified = digest_cache_new(0, max);
	return s;
}

void
signatures_free(struct signatures *s)
{
	if (!s)
		return;
	digest_cache_free(s->verified);
	free(s);
}

static bool
signature_compute(X509 *certificate, X509 *issuer)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer);

	return key && X509_verify(certificate, key) == 1;
}

static void
pair_digest(X509 *certificate, X509 *issuer, struct digest *out)
{
	struct digest pair[2];

	digest_of(certificate, &pair[0]);
	digest_of(issuer, &pair[1]);
	SHA256((const unsigned char *)pair, sizeof(pair), out->bytes);
}

bool
signatures_verify(struct signatures *s, X509 *certificate, X509 *issuer)
{
	struct digest pair;

	if (!s)
		return signature_compute(certificate, issuer);
	pair_digest(certificate, issuer, &pair);
	if (digest_cache_find(s->verified, &pair))
		return true;
	s->computed++;
	if (!signature_compute(certificate, issuer))
		return false;
	digest_cache_put(s->verified, &pair);
	return true;
}

size_t
signatures_computed(const struct signatures *s)
{
	return s->computed;
}

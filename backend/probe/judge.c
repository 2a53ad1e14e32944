#include "probe/judge.h"

#include "base/clock.h"
#include "base/mem.h"
#include "pki/signatures.h"
#include "pki/trust.h"
#include "pki/digest_cache.h"
#include "probe/limits.h"
#include "probe/probe.h"

#include <openssl/sha.h>

struct judge {
	const struct trust *trust;
	const struct clock *clock;
	void (*certificate)(const struct facts *f, void *arg);
	void *arg;
	struct digest_cache *told;     /* certificates */
	struct digest_cache *verdicts; /* struct verdict, by chain and name */
	struct signatures *signatures;
};

struct judge *
judge_new(const struct trust *trust, const struct clock *clock,
    void (*certificate)(const struct facts *f, void *arg), void *arg)
{
	struct judge *j = mem_alloc(sizeof(*j));

	*j = (struct judge){
	    .trust = trust,
	    .clock = clock,
	    .certificate = certificate,
	    .arg = arg,
	    .told = digest_cache_new(0, KNOWN_CERTIFICATES_MAX),
	    .verdicts = digest_cache_new(sizeof(struct verdict), KNOWN_VERDICTS_MAX),
	    .signatures = signatures_new(KNOWN_SIGNATURES_MAX),
	};
	return j;
}

void
judge_free(struct judge *j)
{
	if (!j)
		return;
	digest_cache_free(j->told);
	digest_cache_free(j->verdicts);
	signatures_free(j->signatures);
	free(j);
}

static void
tell(struct judge *j, X509 *x, const struct digest *digest)
{
	struct facts *f;

	if (digest_cache_find(j->told, digest))
		return;
	f = facts_of(x, digest);
	j->certificate(f, j->arg);
	facts_free(f);
	digest_cache_put(j->told, digest);
}

/* The trust store never changes in a worker's life, so the chain and the name decide. */
static void
verdict_key(const struct probe_address *p, const char *expected, struct digest *key)
{
	unsigned char bytes[CHAIN_CERTIFICATES_MAX * DIGEST_BYTES + 256];
	size_t chain = p->chain_count * DIGEST_BYTES, name = strnlen(expected, 256);

	memcpy(bytes, p->chain, chain);
	memcpy(bytes + chain, expected, name);
	SHA256(bytes, chain + name, key->bytes);
}

/* Also not where the clock was set back to before it was made. */
static bool
still_good(const struct verdict *v, int64_t now)
{
	return v->made_at <= now && now < v->good_until;
}

void
judge_digest(const struct digest *chain, size_t count, struct digest *out)
{
	SHA256((const unsigned char *)chain, count * sizeof(*chain), out->bytes);
}

/* A verdict never outlives the day: one that seems to was made when the clock stood elsewhere. */
static bool
is_known(const struct probe_known *known, const struct digest *chain, size_t count, int64_t now)
{
	enum { LONGEST_DAY = 25 * 3600 };
	struct digest digest;

	if (!known || now >= known->good_until || known->good_until - now > LONGEST_DAY)
		return false;
	judge_digest(chain, count, &digest);
	return !memcmp(&digest, &known->chain, sizeof(digest));
}

static void
reach(struct judge *j, STACK_OF(X509) * chain, const char *expected, struct probe_address *p)
{
	int64_t now = clock_wall(j->clock);
	struct digest key;
	struct verdict *known;

	verdict_key(p, expected, &key);
	known = digest_cache_find(j->verdicts, &key);
	if (known && still_good(known, now)) {
		p->verdict = *known;
		return;
	}
	verdict_reach(j->trust, j->signatures, chain, expected, now, &p->verdict);
	if (!known)
		known = digest_cache_put(j->verdicts, &key);
	*known = p->verdict;
}

static int64_t
first_end(STACK_OF(X509) * chain, const struct verdict *v)
{
	int64_t end = x509_time(X509_get0_notAfter(sk_X509_value(chain, 0)));

	return v->path_end && v->path_end < end ? v->path_end : end;
}

void
judge_chain(struct judge *j, STACK_OF(X509) * chain, const char *expected,
    const struct probe_known *known, bool silent, struct probe_address *p)
{
	size_t count = (size_t)sk_X509_num(chain);
	struct digest digests[CHAIN_CERTIFICATES_MAX];

	for (size_t i = 0; i < count; i++)
		digest_of(sk_X509_value(chain, (int)i), &digests[i]);
	if (is_known(known, digests, count, clock_wall(j->clock))) {
		p->same = true;
		return;
	}
	p->chain_count = count;
	p->chain = mem_array(count, sizeof(*p->chain));
	memcpy(p->chain, digests, count * sizeof(*digests));
	for (size_t i = 0; !silent && i < count; i++)
		tell(j, sk_X509_value(chain, (int)i), &p->chain[i]);
	reach(j, chain, expected, p);
	p->end = first_end(chain, &p->verdict);
}

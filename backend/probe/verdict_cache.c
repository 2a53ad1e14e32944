#include "probe/verdict_cache.h"

#include "base/clock.h"
#include "base/mem.h"
#include "pki/digest_cache.h"
#include "pki/signatures.h"
#include "pki/staple.h"
#include "pki/trust.h"
#include "probe/limits.h"
#include "probe/probe.h"

#include <openssl/sha.h>

struct verdict_cache {
	const struct trust *trust;
	const struct clock *clock;
	void (*certificate)(const struct facts *f, void *arg);
	void *arg;
	struct digest_cache *reported; /* certificates */
	struct digest_cache *verdicts; /* struct verdict, by chain and name */
	struct digest_cache *staples;  /* struct staple, by leaf and answer */
	struct signatures *signatures;
};

struct verdict_cache *
verdict_cache_new(const struct trust *trust, const struct clock *clock,
    void (*certificate)(const struct facts *f, void *arg), void *arg)
{
	struct verdict_cache *c = mem_alloc(sizeof(*c));

	*c = (struct verdict_cache){
	    .trust = trust,
	    .clock = clock,
	    .certificate = certificate,
	    .arg = arg,
	    .reported = digest_cache_new(0, KNOWN_CERTIFICATES_MAX),
	    .verdicts = digest_cache_new(sizeof(struct verdict), KNOWN_VERDICTS_MAX),
	    .staples = digest_cache_new(sizeof(struct staple), KNOWN_STAPLES_MAX),
	    .signatures = signatures_new(KNOWN_SIGNATURES_MAX),
	};
	return c;
}

void
verdict_cache_free(struct verdict_cache *c)
{
	if (!c)
		return;
	digest_cache_free(c->reported);
	digest_cache_free(c->verdicts);
	digest_cache_free(c->staples);
	signatures_free(c->signatures);
	free(c);
}

static void
report_facts(struct verdict_cache *c, X509 *x, const struct digest *digest)
{
	struct facts *f;

	if (digest_cache_find(c->reported, digest))
		return;
	f = facts_of(x, digest);
	c->certificate(f, c->arg);
	facts_free(f);
	digest_cache_put(c->reported, digest);
}

/* The trust store never changes in a worker's life, so the chain and the name decide. */
static void
verdict_key(const struct address_result *p, const char *expected, struct digest *key)
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
chain_digest(const struct digest *chain, size_t count, struct digest *out)
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
	chain_digest(chain, count, &digest);
	return !memcmp(&digest, &known->chain, sizeof(digest));
}

static void
find_verdict(
    struct verdict_cache *c, STACK_OF(X509) * chain, const char *expected, struct address_result *p)
{
	int64_t now = clock_wall(c->clock);
	struct digest key;
	struct verdict *known;

	verdict_key(p, expected, &key);
	known = digest_cache_find(c->verdicts, &key);
	if (known && still_good(known, now)) {
		p->verdict = *known;
		return;
	}
	verdict_reach(c->trust, c->signatures, chain, expected, now, &p->verdict);
	if (!known)
		known = digest_cache_put(c->verdicts, &key);
	*known = p->verdict;
}

static int64_t
first_end(STACK_OF(X509) * chain, const struct verdict *v)
{
	int64_t end = x509_time(X509_get0_notAfter(sk_X509_value(chain, 0)));

	return v->path_end && v->path_end < end ? v->path_end : end;
}

void
verdict_cache_assess(struct verdict_cache *c, STACK_OF(X509) * chain, const char *expected,
    const struct probe_known *known, bool silent, struct address_result *p)
{
	size_t count = (size_t)sk_X509_num(chain);
	struct digest digests[CHAIN_CERTIFICATES_MAX];

	for (size_t i = 0; i < count; i++)
		digest_of(sk_X509_value(chain, (int)i), &digests[i]);
	if (is_known(known, digests, count, clock_wall(c->clock))) {
		p->same = true;
		return;
	}
	p->chain_count = count;
	p->chain = mem_array(count, sizeof(*p->chain));
	memcpy(p->chain, digests, count * sizeof(*digests));
	for (size_t i = 0; !silent && i < count; i++)
		report_facts(c, sk_X509_value(chain, (int)i), &p->chain[i]);
	find_verdict(c, chain, expected, p);
	p->end = first_end(chain, &p->verdict);
}

const struct staple *
verdict_cache_staple(
    struct verdict_cache *c, STACK_OF(X509) * chain, const unsigned char *der, size_t len)
{
	int64_t now = clock_wall(c->clock);
	struct digest of[2], key;
	struct staple *known;

	digest_of(sk_X509_value(chain, 0), &of[0]);
	SHA256(der, len, of[1].bytes);
	SHA256((const unsigned char *)of, sizeof(of), key.bytes);
	known = digest_cache_find(c->staples, &key);
	if (!known)
		known = digest_cache_put(c->staples, &key);
	else if (known->made_at <= now && now < known->good_until)
		return known;
	staple_read(c->trust, chain, der, len, now, known);
	return known;
}

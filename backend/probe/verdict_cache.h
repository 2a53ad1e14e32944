/* What a worker makes of a recorded chain: the facts of each certificate, reported once, and the
 * verdict, which is remembered for as long as it is good. */
#ifndef PROBE_VERDICT_CACHE_H
#define PROBE_VERDICT_CACHE_H

#include "base/terms.h"
#include "pki/facts.h"
#include "pki/x509.h"

#include <openssl/x509.h>

struct clock;
struct verdict_cache;
struct address_result;
struct probe_known;
struct trust;

struct verdict_cache *verdict_cache_new(const struct trust *trust, const struct clock *clock,
    void (*certificate)(const struct facts *f, void *arg), void *arg);
void verdict_cache_free(struct verdict_cache *c);

/* Reports the facts that were not reported yet and fills p's chain, verdict and end. expected: as in
 * verdict_reach. known: what the asker has of this address, NULL when nothing; where the chain is
 * that, only p->same is set. silent: no facts are reported. */
void verdict_cache_assess(struct verdict_cache *c, STACK_OF(X509) * chain, const char *expected,
    const struct probe_known *known, bool silent, struct address_result *p);

/* What a staple says of the chain's leaf; the same one is verified once. It lives until the next one is asked for. */
const struct staple *verdict_cache_staple(
    struct verdict_cache *c, STACK_OF(X509) * chain, const unsigned char *der, size_t len);

/* The digest of a whole chain: SHA-256 over those of its certificates. */
void chain_digest(const struct digest *chain, size_t count, struct digest *out);

#endif

/* What a worker makes of a recorded chain: the facts of each certificate, told once, and the
 * verdict, which is remembered for as long as it is good. */
#ifndef PROBE_JUDGE_H
#define PROBE_JUDGE_H

#include "pki/facts.h"
#include "pki/x509.h"

#include <openssl/x509.h>

struct clock;
struct judge;
struct probe_address;
struct probe_known;
struct trust;

struct judge *judge_new(const struct trust *trust, const struct clock *clock,
    void (*certificate)(const struct facts *f, void *arg), void *arg);
void judge_free(struct judge *j);

/* Tells the facts that were not told yet and fills p's chain, verdict and end. expected: as in
 * verdict_reach. known: what the asker has of this address, NULL when nothing; where the chain is
 * that, only p->same is set. silent: no facts are told. */
void judge_chain(struct judge *j, STACK_OF(X509) * chain, const char *expected,
    const struct probe_known *known, bool silent, struct probe_address *p);

/* The digest of a whole chain: SHA-256 over those of its certificates. */
void judge_digest(const struct digest *chain, size_t count, struct digest *out);

#endif

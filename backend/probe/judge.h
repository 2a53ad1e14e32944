/* What a worker makes of a recorded chain: the facts of each certificate, told once, and the
 * verdict, which is remembered for as long as it is good. */
#ifndef PROBE_JUDGE_H
#define PROBE_JUDGE_H

#include "pki/facts.h"

#include <openssl/x509.h>

struct clock;
struct judge;
struct probe_address;
struct trust;

struct judge *judge_new(const struct trust *trust, const struct clock *clock,
    void (*certificate)(const struct facts *f, void *arg), void *arg);
void judge_free(struct judge *j);

/* Tells the facts that were not told yet and fills p's chain and verdict. expected: as in
 * verdict_reach. */
void judge_chain(
    struct judge *j, STACK_OF(X509) * chain, const char *expected, struct probe_address *p);

#endif

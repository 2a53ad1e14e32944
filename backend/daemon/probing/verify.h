/* The closed loop of the last step: every address of every monitor of a renewal is met with eight
 * fresh connections (a load balancer hides its nodes), what each showed is gathered here, and when
 * all were met the engine judges it.
 *
 * It begins when a person asks, and by itself when a probe sees the awaited certificate for the
 * first time. What was seen and cannot be written is kept, and tried again until it is, or until the
 * host is met anew. */
#ifndef DAEMON_PROBING_VERIFY_H
#define DAEMON_PROBING_VERIFY_H

#include <stdint.h>

struct clock;
struct loop;
struct open_renewals;
struct renewal_summary;
struct roster;
struct scheduler;
struct verify;

/* Listens to the results of probes. */
struct verify *verify_new(const struct clock *clock, struct loop *loop, struct roster *roster,
    struct open_renewals *renewals, struct scheduler *scheduler);
void verify_free(struct verify *v); /* after the scheduler has stopped; NULL is fine */

/* Probes the monitors of the renewal; the number of the sweep that ends when they were met. */
int64_t verify_start(struct verify *v, const struct renewal_summary *renewal);

#endif

/* After a renewal was closed: what its monitors were seen to serve is what they have to go on
 * serving. One that serves an older certificate again was rolled back, and the renewal is open
 * again, which says so. */
#ifndef DAEMON_PROBING_ROLLBACK_H
#define DAEMON_PROBING_ROLLBACK_H

#include "base/err.h"

struct clock;
struct open_renewals;
struct rollback;
struct roster;
struct scheduler;
struct store;

/* Listens to the results of probes, and to renewals that are written. */
struct rollback *rollback_new(const struct clock *clock, struct roster *roster,
    struct open_renewals *renewals, struct scheduler *scheduler);
void rollback_free(
    struct rollback *r); /* after those that it listens to have stopped; NULL is fine */

int rollback_load(struct rollback *r, struct store *s, struct err *err);

#endif

/* After a renewal was closed: what its monitors were seen to serve is what they have to go on
 * serving. One that serves an older certificate again was rolled back, and the renewal is open
 * again, which says so. */
#ifndef DAEMON_PROBING_ROLLBACK_H
#define DAEMON_PROBING_ROLLBACK_H

#include <stdbool.h>
#include <stdint.h>

struct clock;
struct open_renewals;
struct rollback;
struct roster;
struct scheduler;
struct store;

/* Listens to the results of probes and to renewals; earlier ones come by open_renewals_recall. */
struct rollback *rollback_new(const struct clock *clock, struct store *store, struct roster *roster,
    struct open_renewals *renewals, struct scheduler *scheduler);
void rollback_free(
    struct rollback *r); /* after those that it listens to have stopped; NULL is fine */

/* Whether the last renewal of the monitor, a closed one, stands behind its change from one certificate to another: the
 * second is that renewal's, or it is a week at most since it was closed with one that is not known; or the renewal
 * is about to be open again on account of the change. */
bool rollback_explains(
    const struct rollback *r, int64_t monitor, const char *before, const char *after);

#endif

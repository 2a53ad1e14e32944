/* A verification that was overridden: nobody saw the new certificate served, so the row of each of its monitors says so
 * until a probe sees that one there, or one that ends no sooner. */
#ifndef DAEMON_PROBING_OVERRIDDEN_H
#define DAEMON_PROBING_OVERRIDDEN_H

struct open_renewals;
struct overridden;
struct roster;
struct scheduler;

/* Listens to the results of probes and to renewals; earlier ones come by open_renewals_recall. */
struct overridden *overridden_new(
    struct roster *roster, struct open_renewals *renewals, struct scheduler *scheduler);
/* After those that it listens to have stopped; NULL is fine. */
void overridden_free(struct overridden *o);

#endif

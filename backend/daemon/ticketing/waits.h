/* Waits of renewals that end when a ticket is resolved (procedure/renewal_ask.h). They end in the transaction of what was
 * read of it, which comes only once: the same is no news the next time. */
#ifndef DAEMON_TICKETING_WAITS_H
#define DAEMON_TICKETING_WAITS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct clock;
struct loaded_renewal;
struct open_renewals;
struct store;

struct waits {
	const struct clock *clock;
	struct store *store;
	struct open_renewals *renewals;
	/* as they were written */
	struct loaded_renewal *ended;
	size_t count;
};

/* Within a transaction: those of this ticket, where it is resolved. What a procedure does not allow is logged, and stays;
 * -1: it could not be written. */
int waits_end(struct waits *w, int64_t ticket, struct err *err);
/* After the commit: memory follows. */
void waits_ended(const struct waits *w);
/* Always. */
void waits_release(struct waits *w);

#endif

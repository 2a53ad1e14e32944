/* What a list or a person says of when a certificate begins and ends, beside what is seen of it: it counts where nothing was
 * seen, and where something was, a difference is told and nothing is overwritten. */
#ifndef DAEMON_STATE_DECLARED_DATES_H
#define DAEMON_STATE_DECLARED_DATES_H

#include "expiry/urgency.h"

#include <stdbool.h>

struct monitor;
struct row;

/* Of a row that nothing was seen of: by what is declared. False: nothing is; *d is zeroed. */
bool declared_deadlines(const struct monitor *m, int lead_days, struct deadlines *d);

/* That day is the one of something seen, or the next to it. */
bool declared_is_seen(const char *day, int64_t seen);

/* The row's leaf ends on another day than declared, and is not a later one than the declaration knew of. */
bool declared_differs(const struct row *row);

/* Some fact is declared otherwise in b than in a. */
bool declared_otherwise(const struct monitor *a, const struct monitor *b);

#endif

/* What a list or a person says of when a certificate begins and ends and of who issued it, beside what is seen of it: it counts
 * where nothing was seen, and where something was, a difference is told and nothing is overwritten.
 *
 * Whose it is is not compared: certificates name an organization in full or not at all, lists by its initials, and nothing says
 * which of these are one. */
#ifndef DAEMON_STATE_DECLARED_DATES_H
#define DAEMON_STATE_DECLARED_DATES_H

#include "expiry/urgency.h"

#include <stdbool.h>

struct monitor;
struct row;
struct site;

/* Of a row that nothing was seen of: by what is declared. False: nothing is; *d is zeroed. */
bool declared_deadlines(const struct monitor *m, int lead_days, struct deadlines *d);

/* That day is the one of something seen, or the next to it. */
bool declared_is_seen(const char *day, int64_t seen);

/* The row's leaf ends on another day than declared, and is not a later one than the declaration knew of. */
bool declared_differs(const struct row *row);

/* The same of who issued it, as far as the site knows of both. */
bool declared_issuer_differs(const struct row *row, const struct site *site);

/* Some fact is declared otherwise in b than in a. */
bool declared_otherwise(const struct monitor *a, const struct monitor *b);

#endif

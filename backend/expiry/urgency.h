/* When must work start? One pure function says; nothing else computes a level.
 *
 * All times are seconds since the epoch (UTC), all spans seconds. No I/O, no clock: `now` is an argument. */
#ifndef EXPIRY_URGENCY_H
#define EXPIRY_URGENCY_H

#include "base/terms.h"

#include <stdbool.h>
#include <stdint.h>

enum { DAY = 86400 };

/* What is known of the certificate that a monitor serves. */
struct validity {
	int64_t not_before;
	int64_t not_after; /* of the leaf */
	int64_t
	    path_end;  /* end of the best verified path; 0: none verified, the leaf alone counts */
	int lead_days; /* calendar days that the ordinary procedure takes; 0 for automatic */
};

/* The five instants at which the level gets worse, soon <= due <= late <= critical <= end. */
struct deadlines {
	int64_t soon;
	int64_t due;  /* "start by" */
	int64_t late; /* from here the ordinary path no longer fits */
	int64_t critical;
	int64_t end;
	bool
	    lead_capped; /* the lead was longer than a third of the lifetime: procedure-does-not-fit */
};

/* How long before its end a certificate that lives so long should be replaced, whatever happens. */
int64_t lifetime_margin(int64_t lifetime);

/* -1 when the lifetime is not positive (problem bad-lifetime) or out of the years 1 to 9999: *out is zeroed. */
int deadlines_compute(const struct validity *v, struct deadlines *out);

/* EXPIRED after end, which is the last second of validity (RFC 5280 4.1.2.5); CRITICAL from critical on,
 * and so on; OK before soon. UNKNOWN where end is 0. */
enum urgency urgency_at(const struct deadlines *d, int64_t now);

/* When the level changes next: the first of the five, of end the second after it. INT64_MAX after the last,
 * and where end is 0. */
int64_t deadlines_next(const struct deadlines *d, int64_t now);

/* The level to show for a row with those PROBLEM_BITs. A stale fact never reads as healthy: ok and soon become unknown, what is
 * worse stays. A date that is only declared may be urgent, but never ok: that becomes unknown. */
static inline enum urgency
urgency_shown(enum urgency level, uint64_t problems)
{
	if (level == URGENCY_OK &&
	    problems & (PROBLEM_BIT(PROBLEM_STALE) | PROBLEM_BIT(PROBLEM_DECLARED_ONLY)))
		return URGENCY_UNKNOWN;
	return level == URGENCY_SOON && problems & PROBLEM_BIT(PROBLEM_STALE) ? URGENCY_UNKNOWN
									      : level;
}

/* floor((not_after - now) / 86400), also for negative differences. */
int64_t days_left(int64_t not_after, int64_t now);

/* The time until an end, as every list and sentence shows it: in hours where it would be 0, 1 or -1 days, else days_left. Both are
 * rounded down, and negative once the end has passed. */
struct time_left {
	int64_t count;
	bool hours;
};
struct time_left time_left(int64_t end, int64_t now);

#endif

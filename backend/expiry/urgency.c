/* The end is a fact; everything else is counted back from it, in shares of the lifetime, because what is
 * early for a certificate of ten years is the whole life of one of six days. From the end backwards:
 *
 *   end - margin = critical      end - max(lead, margin) = late
 *   late - margin = due          due - notice = soon
 *
 * Nothing here can overflow: dates outside the years 1 to 9999, which is all that a certificate can say
 * (RFC 5280, 4.1.2.5), are refused first. */
#include "expiry/urgency.h"

#define YEAR_1 INT64_C(-62135596800)    /* 0001-01-01 00:00:00 UTC */
#define YEAR_9999 INT64_C(253402300799) /* 9999-12-31 23:59:59 UTC */

static const int64_t longest_margin = INT64_C(7) * DAY;
static const int64_t longest_notice = INT64_C(14) * DAY;

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool
is_date(int64_t t)
{
	return t >= YEAR_1 && t <= YEAR_9999;
}

int64_t
lifetime_margin(int64_t lifetime)
{
	return least(longest_margin, lifetime / 12);
}

int
deadlines_compute(const struct validity *v, struct deadlines *out)
{
	int64_t lifetime, margin, lead;

	*out = (struct deadlines){0};
	if (!is_date(v->not_before) || !is_date(v->not_after) || !is_date(v->path_end))
		return -1;
	lifetime = v->not_after - v->not_before;
	if (lifetime <= 0)
		return -1;
	margin = lifetime_margin(lifetime);
	lead = most(0, (int64_t)v->lead_days * DAY);
	out->lead_capped = lead > lifetime / 3;
	lead = least(lead, lifetime / 3);

	out->end = v->path_end ? least(v->not_after, v->path_end) : v->not_after;
	out->critical = out->end - margin;
	out->late = out->end - most(lead, margin);
	out->due = out->late - margin;
	out->soon = out->due - least(longest_notice, lifetime / 6);
	return 0;
}

enum urgency
urgency_at(const struct deadlines *d, int64_t now)
{
	if (d->end == 0)
		return URGENCY_UNKNOWN;
	if (now > d->end) /* inclusive: RFC 5280 4.1.2.5 */
		return URGENCY_EXPIRED;
	if (now >= d->critical)
		return URGENCY_CRITICAL;
	if (now >= d->late)
		return URGENCY_LATE;
	if (now >= d->due)
		return URGENCY_DUE;
	return now >= d->soon ? URGENCY_SOON : URGENCY_OK;
}

int64_t
deadlines_next(const struct deadlines *d, int64_t now)
{
	const int64_t at[] = {d->soon, d->due, d->late, d->critical, d->end + 1};

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		if (at[i] > now)
			return at[i];
	return INT64_MAX;
}

static int64_t
whole(int64_t seconds, int64_t unit)
{
	return seconds / unit - (seconds % unit < 0);
}

int64_t
days_left(int64_t not_after, int64_t now)
{
	return whole(not_after - now, DAY);
}

struct time_left
time_left(int64_t end, int64_t now)
{
	enum { HOUR = 3600 };
	int64_t seconds = end - now;
	bool hours = seconds > INT64_C(-2) * DAY && seconds < INT64_C(2) * DAY;

	return (struct time_left){whole(seconds, hours ? HOUR : DAY), hours};
}

#include "expiry/forecast.h"

#include "expiry/urgency.h"

#include <stdlib.h>
#include <time.h>

/* ---- the weeks ---- */

/* 0:00 of the Monday that begins the n-th week from that of now. */
static int64_t
monday(int64_t now, int n)
{
	time_t at = (time_t)now;
	struct tm tm;

	if (!localtime_r(&at, &tm))
		return now;
	tm.tm_mday += 7 * n - (tm.tm_wday + 6) % 7;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1; /* the clocks may be put on meanwhile */
	return mktime(&tm);
}

/* ISO 8601: a week is of the year that its Thursday is in. */
static void
number(struct forecast_week *w)
{
	time_t thursday = (time_t)(w->from + 3 * DAY + DAY / 2);
	struct tm tm;

	if (!localtime_r(&thursday, &tm))
		return;
	w->year = tm.tm_year + 1900;
	w->number = tm.tm_yday / 7 + 1;
}

void
forecast_begin(struct forecast *f, int64_t now)
{
	*f = (struct forecast){0};
	for (int i = 0; i < FORECAST_WEEKS; i++) {
		f->weeks[i].from = monday(now, i);
		f->weeks[i].until = monday(now, i + 1);
		number(&f->weeks[i]);
	}
}

/* ---- counting ---- */

static struct forecast_count *
place_of(struct forecast *f, enum forecast_kind kind, int64_t at)
{
	size_t low = 0, high = FORECAST_WEEKS;

	if (at < f->weeks[0].from)
		return &f->before[kind];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->weeks[middle].until <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < FORECAST_WEEKS ? &f->weeks[low].counts[kind] : &f->later[kind];
}

void
forecast_add(struct forecast *f, const struct deadlines *d, enum urgency level, bool server)
{
	const int64_t at[FORECAST_KIND_COUNT] = {
	    [FORECAST_END] = d->end, [FORECAST_START] = d->due};

	if (!d->end) {
		f->unknown++;
		return;
	}
	for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++) {
		struct forecast_count *c = place_of(f, (enum forecast_kind)kind, at[kind]);

		c->levels[level]++;
		c->all++;
	}
	f->servers += server;
	f->servers_ending +=
	    server && d->end >= f->weeks[0].from && d->end < f->weeks[FORECAST_WEEKS - 1].until;
}

unsigned
forecast_most(const struct forecast *f)
{
	unsigned most = 0;

	for (size_t i = 0; i < FORECAST_WEEKS; i++)
		for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++)
			if (f->weeks[i].counts[kind].all > most)
				most = f->weeks[i].counts[kind].all;
	return most;
}

int64_t
forecast_ending_a_month(const struct forecast *f)
{
	const int64_t days = INT64_C(7) * FORECAST_WEEKS;

	return (f->servers_ending * INT64_C(304) + days / 2) / days;
}

/* ---- how long they may live ---- */

const struct lifetime_rule lifetime_rules[LIFETIME_RULES] = {
    {INT64_C(1598918400), 398}, /* 2020-09-01 */
    {INT64_C(1773532800), 200}, /* 2026-03-15 */
    {INT64_C(1805068800), 100}, /* 2027-03-15 */
    {INT64_C(1868227200), 47},  /* 2029-03-15 */
};

const struct lifetime_rule *
lifetime_rule_at(int64_t now)
{
	size_t i = LIFETIME_RULES - 1;

	while (i && lifetime_rules[i].since > now)
		i--;
	return &lifetime_rules[i];
}

/* A month has 30.4 days. */
int64_t
renewals_a_month(size_t certificates, int lifetime_days)
{
	int64_t lifetime = (int64_t)lifetime_days * DAY,
		between = lifetime - lifetime_margin(lifetime),
		month = INT64_C(304) * DAY; /* in tenths of a second, so the result is in tenths */

	return between > 0 ? ((int64_t)certificates * month + between / 2) / between : 0;
}

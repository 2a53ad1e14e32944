/* What is to come: how many certificates end, and by when how many renewals have to begin, in each week of the next twelve
 * months; and how many renewals a month a fleet needs where certificates live as long as they may.
 *
 * Pure: `now` is an argument. A week begins on Monday at 0:00 local time, however many hours it has, and is numbered as
 * ISO 8601 does. */
#ifndef EXPIRY_FORECAST_H
#define EXPIRY_FORECAST_H

#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadlines;

enum { FORECAST_WEEKS = 53 }; /* that of now, and 52 after it: twelve months */

/* What a certificate does in a week: it ends, or the work for the next one must start. */
enum forecast_kind { FORECAST_END, FORECAST_START, FORECAST_KIND_COUNT };

/* How many, by the urgency that they have now. */
struct forecast_count {
	unsigned levels[URGENCY_COUNT], all;
};

struct forecast_week {
	int64_t from, until; /* seconds: it has those with from <= t < until */
	int year, number;    /* of ISO 8601: the last days of a year may be of week 1 of the next */
	struct forecast_count counts[FORECAST_KIND_COUNT];
};

struct forecast {
	struct forecast_week weeks[FORECAST_WEEKS];
	struct forecast_count before[FORECAST_KIND_COUNT]; /* in weeks that have passed */
	struct forecast_count later[FORECAST_KIND_COUNT];
	unsigned unknown; /* were never seen: they may end at any time */
	unsigned servers,
	    servers_ending; /* of web servers; those of them that end within the weeks */
};

void forecast_begin(struct forecast *f, int64_t now);
/* level: as it is shown now. server: it is of a web server, for which the rules below are. */
void forecast_add(struct forecast *f, const struct deadlines *d, enum urgency level, bool server);
/* The greatest count of a week. */
unsigned forecast_most(const struct forecast *f);
/* How many certificates of servers end in a month of the weeks, in tenths: those of before are not among them. */
int64_t forecast_ending_a_month(const struct forecast *f);

/* How long a certificate of a web server may live that is issued from a day on: what the CA/Browser
 * Forum agreed on. */
struct lifetime_rule {
	int64_t since; /* that day at 0:00 UTC */
	int days;
};

enum { LIFETIME_RULES = 4 };
extern const struct lifetime_rule lifetime_rules[LIFETIME_RULES]; /* in the order of time */
/* The one that holds. */
const struct lifetime_rule *lifetime_rule_at(int64_t now);

/* How many renewals a month so many certificates need where each lives so many days and is renewed a margin (urgency.h)
 * before its end, in tenths. */
int64_t renewals_a_month(size_t certificates, int lifetime_days);

#endif

#include "expiry/days.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* 0:00 of the day so many days after that one; false: there is no such day. mktime moves what is no day (31/02) to another
 * one. At noon there is every day, whatever the clocks do. */
static bool
day_start(int day, int month, int year, int after, int64_t *at)
{
	struct tm tm = {.tm_mday = day,
	    .tm_mon = month - 1,
	    .tm_year = year - 1900,
	    .tm_hour = 12,
	    .tm_isdst = -1};

	if (year < 1000 || mktime(&tm) == (time_t)-1 || tm.tm_mday != day || tm.tm_mon != month - 1)
		return false;
	tm.tm_mday += after;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	*at = mktime(&tm);
	return true;
}

/* A day, or nothing: then *from and *until stay. */
static bool
read_day(const char **text, int64_t *from, int64_t *until)
{
	int day, month, year, used = 0;

	if (**text < '0' || **text > '9')
		return true;
	if (sscanf(*text, "%2d/%2d/%4d%n", &day, &month, &year, &used) != 3 || !used ||
	    !day_start(day, month, year, 0, from) || !day_start(day, month, year, 1, until))
		return false;
	*text += used;
	return true;
}

bool
days_parse(const char *text, struct days *d)
{
	int64_t ignored;

	*d = (struct days){INT64_MIN, INT64_MAX};
	if (!read_day(&text, &d->from, &d->until))
		return false;
	if (!*text)
		return d->from != INT64_MIN;
	d->until = INT64_MAX;
	return *text++ == '-' && read_day(&text, &ignored, &d->until) && !*text &&
	       (d->from != INT64_MIN || d->until != INT64_MAX);
}

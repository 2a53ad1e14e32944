#include "tui/model/date_parse.h"

#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char date_parse_hint[] = N_("A date such as 26/11/2026 or 26/11, or a number of days.");
const char date_parse_fault[] =
    N_("That is no date. Write 26/11/2026 or 26/11, or a number of days.");

enum { DAYS_MOST = 3650, DAY_SECONDS = 86400 };

static void
write_day(const struct tm *tm, char out[WHEN_BYTES])
{
	strftime(out, WHEN_BYTES, "%Y-%m-%d", tm);
}

static bool
days_from(const char *typed, int64_t now, char out[WHEN_BYTES])
{
	char *end;
	long days = strtol(typed, &end, 10);
	struct tm tm;
	time_t at;

	if (end == typed || *end || days < 0 || days > DAYS_MOST)
		return false;
	at = (time_t)(now + days * DAY_SECONDS);
	if (!localtime_r(&at, &tm))
		return false;
	write_day(&tm, out);
	return true;
}

/* mktime moves what is no day (31/02) to another one: then it is none. */
static bool
is_day(struct tm *tm)
{
	struct tm asked = *tm;

	return mktime(tm) != (time_t)-1 && tm->tm_mday == asked.tm_mday &&
	       tm->tm_mon == asked.tm_mon;
}

bool
date_parse(const char *typed, int64_t now, char out[WHEN_BYTES])
{
	time_t at = (time_t)now;
	struct tm today, tm;
	int day, month, year = 0, used = 0, count;

	typed += strspn(typed, " ");
	count = sscanf(typed, "%2d/%2d/%4d%n", &day, &month, &year, &used);
	if (count < 3)
		count = sscanf(typed, "%2d/%2d%n", &day, &month, &used);
	if (count < 2)
		return days_from(typed, now, out);
	if (typed[used + (int)strspn(typed + used, " ")] || !localtime_r(&at, &today))
		return false;
	tm = (struct tm){.tm_mday = day, .tm_mon = month - 1, .tm_isdst = -1, .tm_hour = 12};
	tm.tm_year = count == 3 ? year - 1900 : today.tm_year;
	if (count < 3 &&
	    (tm.tm_mon < today.tm_mon || (tm.tm_mon == today.tm_mon && tm.tm_mday < today.tm_mday)))
		tm.tm_year++;
	if (count == 3 && year < 2000)
		return false;
	if (!is_day(&tm))
		return false;
	write_day(&tm, out);
	return true;
}

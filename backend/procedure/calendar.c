/* Dates by counting: every date is one integer, so that adding, comparing and asking for the
 * day of the week need no time zone, no mktime and no leap rule beyond the two conversions
 * below. They count from 1 March of the year 0 in eras of 400 years, so that the leap day is
 * the last of its year and months follow one formula.
 *
 * Holidays are few (some fourteen a year), so stepping day by day is fast enough for any lead
 * that a person would write down. */
#include "procedure/calendar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */ };

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int32_t
day_from_date(int year, int month, int day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int shifted, day_of_year, year_of_era, era;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1] + (month == 2 && is_leap(year)))
		return DAY_NONE;
	shifted = year - (month <= 2);
	era = shifted / 400;
	year_of_era = shifted - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - EPOCH_DAYS;
}

void
day_to_date(int32_t d, int *year, int *month, int *day)
{
	int z = d + EPOCH_DAYS;
	int era = z / ERA_DAYS, of_era = z - era * ERA_DAYS;
	int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int from_march = (5 * of_year + 2) / 153;

	*day = of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

int32_t
day_from_text(const char *text)
{
	int field[3] = {0};

	if (!text || strlen(text) != DAY_TEXT_BYTES - 1)
		return DAY_NONE;
	for (int i = 0, f = 0; i < DAY_TEXT_BYTES - 1; i++) {
		if (i == 4 || i == 7) {
			if (text[i] != '-')
				return DAY_NONE;
			f++;
		} else if (text[i] < '0' || text[i] > '9') {
			return DAY_NONE;
		} else {
			field[f] = field[f] * 10 + (text[i] - '0');
		}
	}
	return day_from_date(field[0], field[1], field[2]);
}

int32_t
day_read(const char *text)
{
	int year, month, day, end = 0;

	if (text && sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) == 3 && !text[end] &&
	    strspn(text, "0123456789/") == strlen(text))
		return day_from_date(year, month, day);
	return day_from_text(text);
}

const char *
day_to_text(int32_t d, char text[DAY_TEXT_BYTES])
{
	int year, month, day;

	*text = '\0';
	if (d == DAY_NONE)
		return text;
	day_to_date(d, &year, &month, &day);
	snprintf(text, DAY_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000,
	    (unsigned)month % 100, (unsigned)day % 100);
	return text;
}

int32_t
day_at(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	return localtime_r(&t, &tm) ? day_from_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)
				    : DAY_NONE;
}

int
day_weekday(int32_t d)
{
	int from_monday = (d + 3) % 7; /* 1970-01-01 was a Thursday */

	return from_monday < 0 ? from_monday + 7 : from_monday;
}

bool
calendar_is_working(const struct calendar *c, int32_t d)
{
	size_t low = 0, high = c->count;

	if (day_weekday(d) >= 5)
		return false;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->holidays[mid] < d)
			low = mid + 1;
		else
			high = mid;
	}
	return low == c->count || c->holidays[low] != d;
}

int32_t
calendar_add(const struct calendar *c, int32_t d, int n)
{
	int step = n < 0 ? -1 : 1;

	if (d == DAY_NONE)
		return DAY_NONE;
	if (n == 0)
		while (!calendar_is_working(c, d))
			d++;
	while (n != 0) {
		d += step;
		if (calendar_is_working(c, d))
			n -= step;
	}
	return d;
}

int
calendar_between(const struct calendar *c, int32_t from, int32_t to)
{
	int n = 0;

	if (to < from)
		return -calendar_between(c, to, from);
	while (from < to)
		n += calendar_is_working(c, ++from);
	return n;
}

int
calendar_span(const struct calendar *c, int32_t d, int n)
{
	return calendar_add(c, d, n) - d;
}

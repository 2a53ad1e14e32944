/* Days as the people of the procedure count them. A day is a calendar date, held as the number
 * of days since 1970-01-01 in the Gregorian calendar: it has no hour and no time zone. Working
 * days are Monday to Friday without the public holidays that site.conf lists. Pure: no clock;
 * only day_at asks for the local time zone. */
#ifndef PROCEDURE_CALENDAR_H
#define PROCEDURE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DAY_TEXT_BYTES = sizeof("2026-11-23") };

#define DAY_NONE INT32_MIN /* not a date */

/* The holidays, in ascending order without repetition; they belong to whoever made the calendar. */
struct calendar {
	const int32_t *holidays;
	size_t count;
};

int32_t day_from_date(int year, int month, int day); /* DAY_NONE unless of the years 1 to 9999 */
void day_to_date(int32_t d, int *year, int *month, int *day);
int32_t day_from_text(const char *text); /* "2026-11-23", else DAY_NONE; NULL allowed */
int32_t day_read(const char *text);      /* the same, or as people write it: "23/11/2026" */
const char *day_to_text(int32_t d, char text[DAY_TEXT_BYTES]); /* "" for DAY_NONE; returns text */
int32_t day_at(int64_t seconds); /* the local date; DAY_NONE beyond the years */
int day_weekday(int32_t d);      /* 0 Monday … 6 Sunday */

bool calendar_is_working(const struct calendar *c, int32_t d);

/* The n-th working day after d (before it, for n < 0); with n 0 d itself, or the next working
 * day. */
int32_t calendar_add(const struct calendar *c, int32_t d, int n);

/* Working days in (from, to]; negative when to is before from. */
int calendar_between(const struct calendar *c, int32_t from, int32_t to);

/* Calendar days from d to the n-th working day after it: what a lead of n working days takes. */
int calendar_span(const struct calendar *c, int32_t d, int n);

#endif

#include "tui/model/span.h"

#include "base/buf.h"
#include "words/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* 0:00 here, so many days after that one; false: there is no such day. */
static bool
day_start(int day, int month, int year, int after, int64_t *at)
{
	struct tm tm = {.tm_mday = day,
	    .tm_mon = month - 1,
	    .tm_year = year - 1900,
	    .tm_hour = 12,
	    .tm_isdst = -1};

	if (mktime(&tm) == (time_t)-1 || tm.tm_mday != day || tm.tm_mon != month - 1)
		return false;
	tm.tm_mday += after;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	*at = mktime(&tm);
	return true;
}

/* A day, or nothing; false: it is neither. */
static bool
read_day(const char **text, int after, int64_t *at)
{
	int day, month, year, used = 0;

	if (**text < '0' || **text > '9')
		return true;
	if (sscanf(*text, "%2d/%2d/%4d%n", &day, &month, &year, &used) != 3 || !used ||
	    !day_start(day, month, year, after, at))
		return false;
	*text += used;
	return true;
}

const char *
span_read(const char *text, struct span *s)
{
	const char *colon = strchr(text, ':'), *at = colon + 1;
	int field = colon ? field_from(text, (size_t)(colon - text)) : -1;
	struct span read = {.field = (enum field)field, .from = INT64_MIN, .until = INT64_MAX};

	if ((field != FIELD_END && field != FIELD_START) || !read_day(&at, 0, &read.from) ||
	    *at++ != '-' || !read_day(&at, 1, &read.until) || (*at && *at != ' ') ||
	    (read.from == INT64_MIN && read.until == INT64_MAX))
		return text;
	*s = read;
	return at + strspn(at, " ");
}

void
span_write(const struct span *s, struct buf *out)
{
	buf_puts(out, s->field == FIELD_END ? _("expires:") : _("start:"));
	if (s->from != INT64_MIN)
		words_date(s->from, out);
	buf_putc(out, '-');
	if (s->until != INT64_MAX)
		words_date(s->until - 1, out);
}

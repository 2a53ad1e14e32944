/* Dates are dd/mm/yyyy, as everybody here writes them, in local time; UTC where it matters to the
 * second. */
#include "words/words.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/urgency.h"

enum { MINUTE = 60, HOUR = 3600, DAY_SECONDS = 86400 };

static const char never[] = "—";

static bool
split(int64_t at, bool utc, struct tm *tm)
{
	time_t t = (time_t)at;

	return at != 0 && (utc ? gmtime_r(&t, tm) : localtime_r(&t, tm)) != NULL;
}

static void
add_date(const struct tm *tm, struct buf *out)
{
	buf_printf(out, "%02d/%02d/%04lld", tm->tm_mday, tm->tm_mon + 1, tm->tm_year + 1900LL);
}

void
words_date(int64_t at, struct buf *out)
{
	struct tm tm;

	if (split(at, false, &tm))
		add_date(&tm, out);
	else
		buf_puts(out, never);
}

void
words_day(const char *day, struct buf *out)
{
	int year, month, date, end = 0;

	if (sscanf(day, "%4d-%2d-%2d%n", &year, &month, &date, &end) == 3 && !day[end])
		buf_printf(out, "%02d/%02d/%04d", date, month, year);
	else
		buf_puts(out, day);
}

void
words_date_time(int64_t at, struct buf *out)
{
	struct tm tm;

	words_date(at, out);
	if (split(at, false, &tm))
		buf_printf(out, " %02d:%02d", tm.tm_hour, tm.tm_min);
}

void
words_when(int64_t at, int64_t now, struct buf *out)
{
	struct tm then, today;
	char hour[8] = "";
	struct buf date = {0};
	int64_t days;

	words_date(at, &date);
	if (!split(at, false, &then) || !split(now, false, &today)) {
		buf_puts(out, buf_str(&date));
		buf_release(&date);
		return;
	}
	snprintf(hour, sizeof(hour), "%02d:%02d", then.tm_hour, then.tm_min);
	then.tm_hour = today.tm_hour = 12; /* noon is on the same day whatever the clocks do */
	then.tm_min = then.tm_sec = today.tm_min = today.tm_sec = 0;
	then.tm_isdst = today.tm_isdst = -1;
	days = ((int64_t)mktime(&today) - (int64_t)mktime(&then) + DAY_SECONDS / 2) / DAY_SECONDS;
	if (days == 0)
		buf_printf(out, _("today at %s"), hour);
	else if (days == 1)
		buf_printf(out, _("yesterday at %s"), hour);
	else
		buf_printf(out, _("on %s at %s"), buf_str(&date), hour);
	buf_release(&date);
}

void
words_date_time_utc(int64_t at, struct buf *out)
{
	struct tm tm;

	if (!split(at, true, &tm)) {
		buf_puts(out, never);
		return;
	}
	add_date(&tm, out);
	buf_printf(out, " %02d:%02d:%02d UTC", tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
words_age(int64_t seconds, struct buf *out)
{
	if (seconds < MINUTE)
		buf_puts(out, _("now"));
	else if (seconds < HOUR)
		buf_printf(out, _("%d min"), (int)(seconds / MINUTE));
	else if (seconds < INT64_C(2) * DAY_SECONDS)
		buf_printf(out, _("%d h"), (int)(seconds / HOUR));
	else
		buf_printf(out, _("%lld d"), (long long)(seconds / DAY_SECONDS));
}

void
words_ago(int64_t seconds, struct buf *out)
{
	struct buf age = {0};

	if (seconds < MINUTE) {
		buf_puts(out, _("just now"));
		return;
	}
	words_age(seconds, &age);
	buf_printf(out, _("%s ago"), buf_str(&age));
	buf_release(&age);
}

void
words_days(int64_t days, struct buf *out)
{
	unsigned long size = (unsigned long)(days < 0 ? -days : days);

	buf_printf(out, ngettext("%lld day", "%lld days", size), (long long)days);
}

void
words_left(int64_t end, int64_t now, struct buf *out)
{
	struct time_left left = time_left(end, now);

	buf_printf(out, left.hours ? _("%lld h") : "%lld", (long long)left.count);
}

static void
add_left(struct time_left left, struct buf *out)
{
	unsigned long count = (unsigned long)left.count;

	if (!count)
		buf_puts(out, _("expires within an hour"));
	else
		buf_printf(out,
		    left.hours ? ngettext("expires in %lld hour", "expires in %lld hours", count)
			       : ngettext("expires in %lld day", "expires in %lld days", count),
		    (long long)left.count);
}

static void
add_passed(struct time_left left, struct buf *out)
{
	long long count = -(long long)left.count;

	buf_printf(out,
	    left.hours ? ngettext("%lld hour ago", "%lld hours ago", (unsigned long)count)
		       : ngettext("%lld day ago", "%lld days ago", (unsigned long)count),
	    count);
}

void
words_expiry_brief(int64_t end, int64_t now, struct buf *out)
{
	struct time_left left = time_left(end, now);
	bool passed = left.count < 0;

	if (left.hours)
		buf_printf(out, passed ? _("expired %lld h ago") : _("expires in %lld h"),
		    (long long)llabs(left.count));
	else
		buf_printf(out, passed ? _("expired %lld d ago") : _("expires in %lld d"),
		    (long long)llabs(left.count));
}

void
words_both_ends(int64_t end, int64_t not_after, struct buf *out)
{
	struct buf chain = {0}, itself = {0};

	words_date(end, &chain);
	words_date(not_after, &itself);
	buf_printf(
	    out, _("its chain: %s; the certificate itself: %s"), buf_str(&chain), buf_str(&itself));
	buf_release(&chain);
	buf_release(&itself);
}

int64_t
words_renewal_end(const json_t *renewal)
{
	int64_t end = number_of(renewal, "end");

	return end ? end : number_of(renewal, "expires");
}

void
words_expiry(int64_t end, int64_t not_after, int64_t now, struct buf *out)
{
	struct buf beside = {0};

	if (now > end) {
		buf_puts(out, words_expires(end, now));
		add_passed(time_left(end, now), &beside);
	} else {
		add_left(time_left(end, now), out);
	}
	if (end < not_after) {
		buf_puts(&beside, beside.len ? "; " : "");
		words_both_ends(end, not_after, &beside);
	}
	if (beside.len)
		buf_printf(out, " (%s)", buf_str(&beside));
	buf_release(&beside);
}

const char *
words_expires(int64_t end, int64_t now)
{
	return now > end ? _("has expired") : _("expires");
}

void
words_validity(const json_t *at, bool utc, struct buf *out)
{
	if (json_is_null(at)) {
		buf_puts(out, _("cannot be read"));
		return;
	}
	words_date_time(json_integer_value(at), out);
	if (!utc)
		return;
	buf_puts(out, "   ");
	words_date_time_utc(json_integer_value(at), out);
}

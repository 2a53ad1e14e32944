#include "words/forecast.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/forecast.h"
#include "expiry/urgency.h"
#include "words/words.h"

void
words_forecast_week(const struct forecast_week *week, struct buf *out)
{
	words_date(week->from, out);
	buf_printf(out, _(" w%02d"), week->number);
}

/* "12.5", with the comma of the language. */
static void
add_tenths(int64_t tenths, struct buf *out)
{
	buf_printf(out, _("%lld.%lld"), (long long)(tenths / 10), (long long)(tenths % 10));
}

/* Of the months that have ended, from the first one in which there was any. */
static void
add_closed(const json_t *months, struct buf *out)
{
	size_t count = json_array_size(months), since = 0;
	int64_t closed = 0, whole;

	if (!count)
		return;
	while (since < count - 1 && !number_of(json_array_get(months, since), "closed"))
		since++;
	whole = (int64_t)(count - 1 - since);
	for (size_t i = since; i < count - 1; i++)
		closed += number_of(json_array_get(months, i), "closed");
	buf_putc(out, ' ');
	if (!whole) {
		buf_printf(out, _("The team has closed %lld renewals this month, and none before."),
		    (long long)number_of(json_array_get(months, count - 1), "closed"));
		return;
	}
	buf_puts(out, _("Renewals that the team closed a month: "));
	add_tenths((closed * 10 + whole / 2) / whole, out);
	buf_printf(out, _(" (%lld in %lld months, and %lld in this one)."), (long long)closed,
	    (long long)whole, (long long)number_of(json_array_get(months, count - 1), "closed"));
}

void
words_forecast_rules(const struct forecast *f, int64_t now, struct buf *out)
{
	const struct lifetime_rule *rule = lifetime_rule_at(now);
	const char *separator = "";

	buf_printf(out,
	    ngettext("Renewals a month if the %u certificate of a server lives as long as it may: ",
		"Renewals a month if the %u certificates of servers live as long as they may: ",
		f->servers),
	    f->servers);
	for (; rule < lifetime_rules + LIFETIME_RULES; rule++) {
		buf_puts(out, separator);
		add_tenths(renewals_a_month(f->servers, rule->days), out);
		if (rule->since <= now) {
			buf_printf(out, _(" with %d days, as now"), rule->days);
		} else {
			buf_printf(out, _(" with %d days, from "), rule->days);
			words_date(
			    rule->since + DAY / 2, out); /* a day: noon is in it anywhere here */
		}
		separator = "; ";
	}
	buf_putc(out, '.');
}

void
words_forecast_month(const struct forecast *f, const json_t *closed, struct buf *out)
{
	buf_puts(out, _("Certificates of servers that expire a month, as they are: "));
	add_tenths(forecast_ending_a_month(f), out);
	buf_putc(out, '.');
	add_closed(closed, out);
}

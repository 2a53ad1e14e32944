#include "words/alert.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/text.h"
#include "words/words.h"

/* "19/12/2026", "in 19 days"; nothing where nothing is. */
static void
put_announced(const json_t *announced, struct buf *out)
{
	const json_t *dates = json_object_get(announced, "dates"), *days, *one;
	size_t i;

	json_array_foreach(dates, i, one) {
		buf_puts(out, i ? ", " : "");
		words_day(json_string_value(one) ? json_string_value(one) : "", out);
	}
	days = json_object_get(announced, "days");
	if (json_array_size(dates) || !json_is_integer(days))
		return;
	if (json_integer_value(days) < 0)
		buf_printf(out,
		    ngettext(
			"%lld day ago", "%lld days ago", (unsigned long)-json_integer_value(days)),
		    (long long)-json_integer_value(days));
	else
		buf_printf(out,
		    ngettext(
			"in %lld day", "in %lld days", (unsigned long)json_integer_value(days)),
		    (long long)json_integer_value(days));
}

void
words_alert_monitor(const json_t *monitor, const json_t *announced, struct buf *out)
{
	struct buf until = {0}, said = {0};

	words_date(number_of(monitor, "not_after"), &until);
	put_announced(announced, &said);
	if (!number_of(monitor, "not_after"))
		buf_puts(out, _("No certificate of it was seen yet."));
	else if (!json_object_get(monitor, "agrees"))
		buf_printf(out, _("Its certificate ends on %s."), buf_str(&until));
	else if (flag_of(monitor, "agrees"))
		buf_printf(out, _("Its certificate ends on %s, as announced."), buf_str(&until));
	else
		buf_printf(out, _("Its certificate ends on %s: not what is announced (%s)."),
		    buf_str(&until), buf_str(&said));
	buf_release(&until);
	buf_release(&said);
}

/* Each line of it begins so, however it is folded: nothing in it is a heading or a table of ours. */
static void
put_quoted(const char *text, struct buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_puts(out, len ? "> " : ">");
		text_clean(out, text, len);
		buf_putc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void
words_alerts(const json_t *alerts, struct buf *out)
{
	json_t *one;
	size_t i;

	json_array_foreach(alerts, i, one) {
		struct buf said = {0};

		buf_printf(out, "%s- %s: ", i ? "\n" : "", _("Recorded"));
		words_date_time(number_of(one, "at"), out);
		buf_puts(out, ", ");
		text_clean(out, text_of(one, "by"), strlen(text_of(one, "by")));
		put_announced(json_object_get(one, "announced"), &said);
		if (said.len)
			buf_printf(out, "\n- %s: %s", _("Announced"), buf_str(&said));
		buf_puts(out, "\n\n");
		put_quoted(text_of(one, "text"), out);
		buf_release(&said);
	}
}

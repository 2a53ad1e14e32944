/* caducactl forecast: what is to come week by week, as view 5 of the console has it, computed here of the rows. */
#include "ctl/rows.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/forecast.h"
#include "expiry/urgency.h"
#include "words/forecast.h"
#include "words/words.h"

static void
compute(struct forecast *f, const struct rows *rows, int64_t now)
{
	forecast_begin(f, now);
	for (size_t i = 0; i < rows->count; i++) {
		struct deadlines d;

		row_deadlines(rows->row[i], &d);
		forecast_add(f, &d, row_level(rows->row[i], now),
		    kind_from(text_of(rows->row[i], "kind")) == KIND_SERVER);
	}
}

/* ---- for people ---- */

/* "3", and of which urgencies they are: "!1 ·2". */
static void
count_cells(struct table *t, const struct forecast_count *count)
{
	struct buf text = {0};

	buf_printf(&text, "%u", count->all);
	table_cell(t, buf_str(&text));
	buf_clear(&text);
	for (int u = 0; u < URGENCY_COUNT; u++)
		if (count->levels[u])
			buf_printf(&text, "%s%s%u", text.len ? " " : "",
			    words_urgency_letter((enum urgency)u), count->levels[u]);
	table_cell(t, buf_str(&text));
	buf_release(&text);
}

static void
add_line(struct table *t, const char *name, const struct forecast_count *counts)
{
	table_cell(t, name);
	for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++)
		count_cells(t, &counts[kind]);
}

static void
say_weeks(const struct forecast *f)
{
	struct table *t = table_new();

	table_column(t, _("Week from"), TABLE_WHOLE);
	table_column(t, _("Expire"), TABLE_NUMBER);
	table_column(t, "", TABLE_TEXT);
	table_column(t, _("Must begin"), TABLE_NUMBER);
	table_column(t, "", TABLE_TEXT);
	add_line(t, _("before"), f->before);
	for (size_t i = 0; i < FORECAST_WEEKS; i++) {
		struct buf name = {0};

		words_forecast_week(&f->weeks[i], &name);
		add_line(t, buf_str(&name), f->weeks[i].counts);
		buf_release(&name);
	}
	add_line(t, _("later"), f->later);
	table_print(t, stdout);
	table_free(t);
}

static void
say_figures(const struct forecast *f, const json_t *closed, int64_t now)
{
	struct buf text = {0};

	if (f->unknown)
		ctl_say(ngettext("%u without data", "%u without data", f->unknown), f->unknown);
	words_forecast_month(f, closed, &text);
	ctl_say("%s", buf_str(&text));
	buf_clear(&text);
	words_forecast_rules(f, now, &text);
	ctl_say("%s", buf_str(&text));
	buf_release(&text);
}

/* ---- for programs ---- */

/* {"all": 3, "critical": 1, "ok": 2} */
static json_t *
count_json(const struct forecast_count *count)
{
	json_t *o = json_pack("{s:I}", "all", (json_int_t)count->all);

	for (int u = 0; u < URGENCY_COUNT; u++)
		if (count->levels[u])
			json_object_set_new(o, urgency_text((enum urgency)u),
			    json_integer((json_int_t)count->levels[u]));
	return o;
}

static json_t *
counts_json(const struct forecast_count *counts)
{
	return json_pack("{s:o, s:o}", "expire", count_json(&counts[FORECAST_END]), "start",
	    count_json(&counts[FORECAST_START]));
}

static json_t *
weeks_json(const struct forecast *f)
{
	json_t *weeks = json_array();

	for (size_t i = 0; i < FORECAST_WEEKS; i++) {
		const struct forecast_week *w = &f->weeks[i];
		json_t *one = counts_json(w->counts);

		json_object_set_new(one, "from", json_integer((json_int_t)w->from));
		json_object_set_new(one, "until", json_integer((json_int_t)w->until));
		json_object_set_new(one, "year", json_integer(w->year));
		json_object_set_new(one, "week", json_integer(w->number));
		json_array_append_new(weeks, one);
	}
	return weeks;
}

static double
from_tenths(int64_t tenths)
{
	return (double)tenths / 10;
}

/* That which holds, and those to come. */
static json_t *
rules_json(const struct forecast *f, int64_t now)
{
	json_t *rules = json_array();

	for (const struct lifetime_rule *r = lifetime_rule_at(now);
	     r < lifetime_rules + LIFETIME_RULES; r++)
		json_array_append_new(rules,
		    json_pack("{s:I, s:i, s:f}", "since", (json_int_t)r->since, "days", r->days,
			"renewals_a_month", from_tenths(renewals_a_month(f->servers, r->days))));
	return rules;
}

static void
print_json(const struct forecast *f, const json_t *closed, int64_t now)
{
	json_t *all = json_pack("{s:o, s:o, s:o, s:I, s:I, s:f, s:o, s:O}", "before",
	    counts_json(f->before), "weeks", weeks_json(f), "later", counts_json(f->later),
	    "unknown", (json_int_t)f->unknown, "servers", (json_int_t)f->servers,
	    "servers_ending_a_month", from_tenths(forecast_ending_a_month(f)), "rules",
	    rules_json(f, now), "closed", closed);

	ctl_print_json(all);
	json_decref(all);
}

/* ---- the command ---- */

int
forecast_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "filter", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 0, 0, &argv, &count);
	struct forecast f;
	struct rows rows;
	json_t *closed;

	if (code)
		return code;
	if (rows_fetch(ctl, false, flags[0].value, NULL, &rows) < 0)
		return rows.code;
	compute(&f, &rows, ctl->now);
	rows_release(&rows);
	closed = ctl_call(ctl, "renewal.closed", NULL, NULL, NULL);
	if (!closed)
		return EXIT_FAILED;
	if (flags[1].value) {
		print_json(&f, json_object_get(closed, "months"), ctl->now);
	} else {
		say_weeks(&f);
		say_figures(&f, json_object_get(closed, "months"), ctl->now);
	}
	json_decref(closed);
	return EXIT_DONE;
}

/* The list of monitors as a table of columns, and which order of the model each stands for. */
#include "tui/screens/monitor_columns.h"

#include "base/buf.h"
#include "expiry/attention.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/model/renewal_model.h"
#include "words/words.h"

/* ---- what stands in a cell ---- */

static void
date_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	(void)arg;
	if (row_end(r))
		words_date(row_end(r), out);
}

static void
days_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	int64_t now = model_now(((const struct app *)arg)->model), left = row_end(r) - now;

	if (!row_end(r))
		return;
	if (left > -2 * DAY && left < 2 * DAY)
		buf_printf(out, "%lld h", (long long)((left - (left < 0 ? 3599 : 0)) / 3600));
	else
		buf_printf(out, "%lld", (long long)days_left(row_end(r), now));
}

static void
monitor_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_title(row));
}

static void
service_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_SERVICE));
}

static void
environment_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_ENVIRONMENT));
}

static void
kind_cell(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, words_kind(((const struct row *)row)->kind));
}

static void
certificate_cell(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_CERTIFICATE_KIND));
}

static void
issuer_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_ISSUER));
}

static void
tags_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_TAGS));
}

static void
renewal_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	const char *against = row_text(r, ROW_AGAINST);

	(void)arg;
	if (r->renewal)
		renewal_progress(r->phase, r->phases,
		    *against      ? words_contradiction_short(against)
		    : r->answered ? _("answer")
				  : row_text(r, ROW_WAITING),
		    out);
}

/* The first one, and how many more: "SIS-7001+1". */
static void
tickets_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	const char *keys = row_text(r, ROW_TICKETS), *next = keys;
	unsigned more = r->tickets_more;

	(void)arg;
	while ((next = strstr(next, ", "))) {
		next += 2;
		more++;
	}
	buf_add(out, keys, strcspn(keys, ","));
	if (more)
		buf_printf(out, "+%u", more);
}

/* What the date and its letter say already is no news in the state. */
static int
worst_problem(uint64_t problems)
{
	static const uint64_t told =
	    PROBLEM_BIT(PROBLEM_EXPIRED) | PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT);

	return attention_worst(problems & ~told);
}

static void
trouble_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	int problem = worst_problem(r->problems & ~r->accepted),
	    accepted = worst_problem(r->accepted);

	(void)arg;
	if (*row_text(r, ROW_RETIRES)) {
		struct buf day = {0};

		words_day(row_text(r, ROW_RETIRES), &day);
		buf_printf(out, _("ends %s"), buf_str(&day));
		buf_release(&day);
		if (r->outcome != OUTCOME_OK || problem >= 0)
			buf_puts(out, " · ");
	}
	if (r->overridden)
		buf_printf(out, "%s%s", _("new one not seen"),
		    r->outcome != OUTCOME_OK || problem >= 0 ? " · " : "");
	if (r->outcome != OUTCOME_OK)
		buf_puts(out, words_outcome_of((enum monitor_type)r->type, r->outcome));
	else if (problem >= 0)
		buf_puts(out, words_problem_short((enum problem)problem));
	else if (accepted >= 0)
		buf_printf(out, "(%s)", words_problem_short((enum problem)accepted));
}

/* What is wrong, and how old what we know is: "timeout · 3 h", "2 min". */
static void
state_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	trouble_text(r, arg, out);
	if (!r->seen_at)
		return;
	buf_puts(out, out->len ? " · " : "");
	words_age(model_now(((const struct app *)arg)->model) - r->seen_at, out);
}

/* ---- how it looks ---- */

/* What clients refuse is never in the colour of what is well, however far its end is. */
static unsigned
level_style(const struct row *r)
{
	return STYLE_URGENCY +
	       attention_urgency((enum attention)r->attention, (enum urgency)r->level);
}

static unsigned
days_style(const void *row, bool old, const void *arg)
{
	(void)old;
	(void)arg;
	return level_style(row);
}

static unsigned
renewal_style(const void *row, bool old, const void *arg)
{
	(void)arg;
	if (*row_text(row, ROW_AGAINST))
		return STYLE_WARNING;
	return old ? STYLE_DIM : STYLE_TEXT;
}

static unsigned
state_style(const void *row, bool old, const void *arg)
{
	const struct row *r = row;

	(void)arg;
	if (old)
		return STYLE_DIM;
	return r->outcome != OUTCOME_OK || r->overridden ||
		       worst_problem(r->problems & ~r->accepted) >= 0
		   ? STYLE_WARNING
		   : STYLE_TEXT;
}

static const char *
urgency_letter(const void *row, const void *arg, unsigned *style)
{
	const struct row *r = row;

	(void)arg;
	*style = level_style(r);
	return words_urgency_letter((enum urgency)r->level);
}

static bool
has_renewals(const void *arg)
{
	return model_has_renewals(((const struct app *)arg)->model);
}

static bool
has_tickets(const void *arg)
{
	return model_has_tickets(((const struct app *)arg)->model);
}

static bool
has_no_tickets(const void *arg)
{
	return !has_tickets(arg);
}

static bool
has_certificate_kinds(const void *arg)
{
	return model_has_certificate_kinds(((const struct app *)arg)->model);
}

/* ---- the table ---- */

/* Where there are tickets they come before the date: in eighty columns there is room for one of them, and the days that
 * are left say the same. */
static const struct list_column columns[] = {
    {.order = N_("start by")},
    {N_("Days"), NULL, 5, 5, 1, .right = true, .text = days_text, .style = days_style},
    {N_("Expires"), N_("expiry"), 10, 10, 2, .shown = has_no_tickets, .text = date_text},
    {N_("Expires"), NULL, 10, 10, 6, .shown = has_tickets, .text = date_text},
    {N_("Monitor"), N_("monitor"), 28, 36, 0, .text = monitor_text},
    {N_("Service"), N_("service"), 11, 20, 7, .text = service_text},
    {N_("Environment"), N_("environment"), 8, 11, 12, .text = environment_text},
    {N_("Kind"), N_("kind"), 10, 10, 11, .text = kind_cell},
    {N_("Certificate"), N_("kind of certificate"), 11, 12, 10, .shown = has_certificate_kinds,
	.text = certificate_cell},
    {N_("Issuer"), N_("issuer"), 12, 26, 9, .text = issuer_text},
    {N_("Tags"), NULL, 10, 16, 13, .text = tags_text},
    {N_("Renewal"), NULL, 12, 24, 4, .shown = has_renewals, .text = renewal_text,
	.style = renewal_style},
    {N_("Tickets"), NULL, 10, 14, 5, .shown = has_tickets, .text = tickets_text},
    {N_("Problem · seen"), N_("last seen"), 18, 24, 3, .text = state_text, .brief = trouble_text,
	.style = state_style},
    {.order = N_("outcome")},
};

enum { COUNT = sizeof(columns) / sizeof(columns[0]) };

const struct list_columns monitor_columns = {
    .at = columns, .count = COUNT, .letter = urgency_letter};

/* -1: nothing is ordered by it. */
static const int8_t orders[] = {COLUMN_START_BY, -1, COLUMN_EXPIRY, -1, COLUMN_MONITOR,
    COLUMN_SERVICE, COLUMN_ENVIRONMENT, COLUMN_KIND, COLUMN_CERTIFICATE_KIND, COLUMN_ISSUER, -1, -1,
    -1, COLUMN_SEEN, COLUMN_OUTCOME};

_Static_assert(sizeof(orders) == COUNT, "an order for each column");

enum column
monitor_column_order(int column)
{
	int order = column >= 0 && column < COUNT ? orders[column] : -1;

	return order < 0 ? COLUMN_START_BY : (enum column)order;
}

int
monitor_column_of(enum column order)
{
	for (int i = 0; i < COUNT; i++)
		if (orders[i] == (int)order)
			return i;
	return 0;
}

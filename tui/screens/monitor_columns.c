/* The list of monitors as a table of columns, and which order of the model each stands for.
 *
 * In eighty columns stand the letter, the days and the day to start by, the monitor and its service, how far its renewal is, its
 * first ticket and what is wrong; the rest comes as the window grows, by rank. A row that is expired or critical is in its
 * colour to its end, unless a column has a warning of its own. */
#include "tui/screens/monitor_columns.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/text.h"
#include "expiry/attention.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/model/renewal_model.h"
#include "tui/view/gauge.h"
#include "words/words.h"

enum { LIFE_CELLS = 12, SEEN_LEAST = 17 };

/* ---- what stands in a cell ---- */

void
monitor_end_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	(void)arg;
	if (row_end(r))
		words_date(row_end(r), out);
}

void
monitor_start_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	(void)arg;
	if (r->deadlines.end)
		words_date(r->deadlines.due, out);
}

/* Where there is no room for all of it: the day of what is near, else the year. */
void
monitor_start_brief(const void *row, const void *arg, struct buf *out)
{
	enum { DAY_AND_MONTH = 5, NEAR = 300 * DAY };
	int64_t due = ((const struct row *)row)->deadlines.due,
		from_now = due - model_now(((const struct app *)arg)->model);
	struct buf date = {0};

	monitor_start_text(row, arg, &date);
	if (date.len > DAY_AND_MONTH + 1) {
		if (from_now > -NEAR && from_now < NEAR)
			buf_add(out, date.data, DAY_AND_MONTH);
		else
			buf_puts(out, date.data + DAY_AND_MONTH + 1);
	}
	buf_release(&date);
}

/* Nobody has seen the certificate that ends then. */
static bool
is_declared(const struct row *r)
{
	return row_end(r) && !r->seen_at;
}

/* "39", "18 h"; "~39" by a date that is only declared, which the state has no room for beside a failed probe. */
void
monitor_days_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	if (is_declared(r))
		buf_puts(out, "~");
	monitor_days_brief(row, arg, out);
}

void
monitor_days_brief(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	if (row_end(r))
		words_left(row_end(r), model_now(((const struct app *)arg)->model), out);
}

/* "-47h" */
static void
days_briefest(const void *row, const void *arg, struct buf *out)
{
	struct buf left = {0};

	monitor_days_brief(row, arg, &left);
	for (const char *c = buf_str(&left); *c; c++)
		if (*c != ' ')
			buf_putc(out, *c);
	buf_release(&left);
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
owner_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, row_text(row, ROW_OWNER));
}

/* The life of what is served, how far it has come, and where in it work must start. */
static void
life_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	if (r->deadlines.end && r->not_before)
		gauge_put(out, LIFE_CELLS, r->not_before, r->deadlines.end,
		    model_now(((const struct app *)arg)->model), r->deadlines.due);
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

/* Where there is no room for all of it. */
static void
renewal_brief(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	if (*row_text(r, ROW_AGAINST))
		renewal_progress(r->phase, r->phases, _("at odds"), out);
	else
		renewal_text(row, arg, out);
}

/* Whose turn it is, without how far it is. */
static void
renewal_briefest(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	const char *waiting = row_text(r, ROW_WAITING);

	(void)arg;
	if (*row_text(r, ROW_AGAINST))
		buf_puts(out, _("at odds"));
	else if (r->renewal && r->answered)
		buf_puts(out, _("answer"));
	else if (r->renewal)
		buf_puts(out, *waiting ? waiting : _("our turn"));
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

/* The first one alone, whole. */
static void
tickets_brief(const void *row, const void *arg, struct buf *out)
{
	const char *keys = row_text(row, ROW_TICKETS);

	(void)arg;
	buf_add(out, keys, strcspn(keys, ","));
}

/* What the date and its letter say already is no news in the state. */
static int
worst_problem(uint64_t problems)
{
	static const uint64_t told = PROBLEM_BIT(PROBLEM_EXPIRED) |
				     PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT) |
				     PROBLEM_BIT(PROBLEM_DECLARED_ONLY);

	return attention_worst(problems & ~told);
}

/* The parts of what is wrong, in the order in which they matter; each adds nothing where it is not so. */
static void
add_retiring(const struct row *r, struct buf *out)
{
	struct buf day = {0};

	if (!*row_text(r, ROW_RETIRES))
		return;
	words_day(row_text(r, ROW_RETIRES), &day);
	buf_printf(out, _("ends %s"), buf_str(&day));
	buf_release(&day);
}

static void
add_overridden(const struct row *r, struct buf *out)
{
	if (r->overridden)
		buf_puts(out, _("new one not seen"));
}

static void
add_problem(const struct row *r, struct buf *out)
{
	int problem = worst_problem(r->problems & ~r->accepted);

	if (r->outcome != OUTCOME_OK)
		buf_puts(out, words_outcome_of((enum monitor_type)r->type, r->outcome));
	else if (problem >= 0)
		buf_puts(out, words_problem_short((enum problem)problem));
}

static void
add_accepted(const struct row *r, struct buf *out)
{
	int accepted = worst_problem(r->accepted);

	if (accepted >= 0)
		buf_printf(out, "(%s)", words_problem_short((enum problem)accepted));
}

static void (*const troubles[])(const struct row *r, struct buf *out) = {
    add_retiring, add_overridden, add_problem};

enum { TROUBLES = sizeof(troubles) / sizeof(troubles[0]) };

static void
trouble_text(const void *row, const void *arg, struct buf *out)
{
	struct buf part = {0};

	(void)arg;
	for (size_t i = 0; i < TROUBLES; i++) {
		buf_clear(&part);
		troubles[i](row, &part);
		buf_printf(out, "%s%s", out->len && part.len ? " · " : "", buf_str(&part));
	}
	if (!out->len)
		add_accepted(row, out);
	buf_release(&part);
}

/* The first of them alone, whole; of what was accepted that it was. */
static void
state_brief(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	for (size_t i = 0; i < TROUBLES && !out->len; i++)
		troubles[i](row, out);
	if (!out->len)
		add_accepted(row, out);
	if (text_width(buf_str(out)) > SEEN_LEAST && *buf_str(out) == '(') {
		buf_clear(out);
		buf_puts(out, _("(accepted)"));
	}
}

/* What is wrong, and how old what we know is: "timeout · 3 h", "2 min". */
static void
state_text(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;

	trouble_text(r, arg, out);
	if (is_declared(r))
		buf_printf(out, "%s%s", out->len ? " · " : "", _("declared"));
	if (!r->seen_at)
		return;
	buf_puts(out, out->len ? " · " : "");
	words_age(model_now(((const struct app *)arg)->model) - r->seen_at, out);
}

/* ---- how it looks ---- */

/* What clients refuse is never in the colour of what is well, however far its end is. */
unsigned
monitor_level_style(const struct row *r)
{
	return STYLE_URGENCY +
	       attention_urgency((enum attention)r->attention, (enum urgency)r->level);
}

static unsigned
row_style(const void *row, const void *arg)
{
	static const unsigned styles[URGENCY_COUNT] = {
	    [URGENCY_EXPIRED] = STYLE_ROW_EXPIRED, [URGENCY_CRITICAL] = STYLE_ROW_CRITICAL};

	(void)arg;
	return styles[monitor_level_style(row) - STYLE_URGENCY];
}

static unsigned
days_style(const void *row, bool old, const void *arg)
{
	unsigned style = row_style(row, arg);

	(void)old;
	return style == STYLE_TEXT ? monitor_level_style(row) : style;
}

static unsigned
renewal_style(const void *row, bool old, const void *arg)
{
	if (*row_text(row, ROW_AGAINST))
		return STYLE_WARNING;
	return old ? STYLE_DIM : row_style(row, arg);
}

static unsigned
state_style(const void *row, bool old, const void *arg)
{
	const struct row *r = row;

	if (old)
		return STYLE_DIM;
	return r->outcome != OUTCOME_OK || r->overridden ||
		       worst_problem(r->problems & ~r->accepted) >= 0
		   ? STYLE_WARNING
		   : row_style(row, arg);
}

const char *
monitor_urgency_letter(const void *row, const void *arg, unsigned *style)
{
	const struct row *r = row;

	(void)arg;
	*style = monitor_level_style(r);
	return words_urgency_letter((enum urgency)r->level);
}

static void
add_said(struct buf *out, const char *name, const char *text)
{
	if (*text)
		buf_printf(out, *name ? ", %s %s" : ", %s%s", name, text);
}

/* "critical, expires in 4 days, seu.exemple.cat:443, e-NOTUM, ..." */
static void
say(const void *row, const void *arg, struct buf *out)
{
	const struct row *r = row;
	const struct app *a = arg;
	struct buf text = {0};

	buf_puts(out, words_urgency((enum urgency)r->level));
	if (row_end(r)) {
		words_expiry(row_end(r), row_end(r), model_now(a->model), &text);
		add_said(out, "", buf_str(&text));
		add_said(out, "", is_declared(r) ? _("declared") : "");
	}
	add_said(out, "", row_title(r));
	add_said(out, "", row_text(r, ROW_SERVICE));
	buf_clear(&text);
	trouble_text(row, arg, &text);
	add_said(out, "", buf_str(&text));
	buf_clear(&text);
	monitor_start_text(row, arg, &text);
	add_said(out, _("start by"), buf_str(&text));
	buf_clear(&text);
	renewal_text(row, arg, &text);
	add_said(out, _("renewal"), buf_str(&text));
	add_said(out, "", row_text(r, ROW_OWNER));
	add_said(out, "", row_text(r, ROW_TICKETS));
	buf_release(&text);
}

/* What is a picture says nothing to whoever hears it. */
static bool
is_seen(const void *arg)
{
	return !((const struct app *)arg)->config->plain;
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
has_certificate_kinds(const void *arg)
{
	return model_has_certificate_kinds(((const struct app *)arg)->model);
}

/* ---- the table ---- */

/* In eighty columns there is no room for the date of expiry, which the days say; where there are tickets, the others give way to
 * their keys: a name that is cut stands whole in the pane below, a ticket that is not there has to be looked for. */
static const struct list_column columns[] = {
    {N_("Days"), N_("days left"), 5, 5, 1, .tight = 4, .right = true, .text = monitor_days_text,
	.brief = monitor_days_brief, .briefest = days_briefest, .style = days_style,
	.also = "days dies"},
    {N_("Start"), N_("start by"), 5, 10, 3, .from = 60, .text = monitor_start_text,
	.brief = monitor_start_brief, .also = "start inici"},
    {N_("Expires"), N_("expiry"), 10, 10, 9, .from = 90, .text = monitor_end_text,
	.also = "expires caduca end fi"},
    {N_("Monitor"), N_("monitor"), 25, 36, 0, .tight = 18, .text = monitor_text},
    {N_("Service"), N_("service"), 8, 20, 5, .tight = 8, .text = service_text,
	.also = "service servei"},
    {N_("Environment"), N_("environment"), 8, 11, 13, .from = 130, .text = environment_text,
	.also = "environment entorn"},
    {N_("Kind"), N_("kind"), 10, 10, 12, .from = 170, .text = kind_cell, .also = "kind tipus"},
    {N_("Certificate"), N_("kind of certificate"), 11, 12, 11, .shown = has_certificate_kinds,
	.text = certificate_cell, .also = "certificate certificat"},
    {N_("Issuer"), N_("issuer"), 12, 26, 10, .from = 100, .text = issuer_text,
	.also = "issuer emissor ca"},
    {N_("Tags"), N_("tags"), 10, 16, 14, .from = 170, .text = tags_text, .also = "tags etiquetes"},
    {N_("Renewal"), N_("renewal"), 10, 24, 4, .tight = 8, .shown = has_renewals,
	.text = renewal_text, .brief = renewal_brief, .briefest = renewal_briefest,
	.also = "renewal renovacio", .style = renewal_style},
    {N_("Owner"), N_("owner"), 9, 12, 7, .shown = has_renewals, .text = owner_text,
	.also = "owner qui"},
    {N_("Tickets"), N_("tickets"), 10, 14, 6, .tight = 9, .pressing = true, .shown = has_tickets,
	.text = tickets_text, .brief = tickets_brief, .also = "tickets tiquets"},
    {N_("Life"), N_("life"), LIFE_CELLS, LIFE_CELLS, 8, .from = 140, .shown = is_seen,
	.text = life_text, .also = "life vida"},
    {N_("Problem · seen"), N_("last seen"), SEEN_LEAST, 24, 2, .text = state_text,
	.brief = state_brief, .style = state_style, .also = "seen vist"},
    {.order = N_("outcome"), .also = "outcome resultat"},
};

enum { COUNT = sizeof(columns) / sizeof(columns[0]) };

const struct list_columns monitor_columns = {.at = columns,
    .count = COUNT,
    .order = 1,
    .letter = monitor_urgency_letter,
    .say = say,
    .style = row_style};

static const uint8_t orders[] = {COLUMN_DAYS, COLUMN_START_BY, COLUMN_EXPIRY, COLUMN_MONITOR,
    COLUMN_SERVICE, COLUMN_ENVIRONMENT, COLUMN_KIND, COLUMN_CERTIFICATE_KIND, COLUMN_ISSUER,
    COLUMN_TAGS, COLUMN_RENEWAL, COLUMN_OWNER, COLUMN_TICKETS, COLUMN_LIFE, COLUMN_SEEN,
    COLUMN_OUTCOME};

_Static_assert(sizeof(orders) == COUNT, "an order for each column");
_Static_assert(sizeof(orders) == COLUMN_COUNT, "and a column for each order");

enum column
monitor_column_order(int column)
{
	return column >= 0 && column < COUNT ? (enum column)orders[column] : COLUMN_START_BY;
}

int
monitor_column_of(enum column order)
{
	for (int i = 0; i < COUNT; i++)
		if (orders[i] == order)
			return i;
	return 0;
}

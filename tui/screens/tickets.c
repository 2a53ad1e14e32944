/* View 4: the tickets that are not resolved and that something open uses, ours first: those that want an answer, those
 * that nobody looked at, then by whose turn their renewal is, the oldest first. It is a table for
 * tui/screens/fetched_list.c, as view 3 is.
 *
 * A row is a json_t of the answer of ticket.list: a ticket whole, with what it is for (uses). What is said of its
 * renewal or monitor is said of the first use that is open. The filter asks of a ticket its keys, former ones too, and
 * what it asks of a monitor of those that it is for. What is done by hand is in ticket_acts.c. */
#include "tui/screens/tickets.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/members.h"
#include "base/terms.h"
#include "expiry/row_renewal.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "tui/model/query.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/ticket_acts.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/wrap.h"
#include "words/words.h"

/* ---- whose turn it is ---- */

enum turn { TURN_ANSWER, TURN_UNSEEN, TURN_OURS, TURN_THEIRS, TURN_NONE };

static enum turn
turn_of(const json_t *t)
{
	const json_t *use = ticket_use(t);

	if (flag_of(t, "needs_answer") || number_of(t, "answered_at"))
		return TURN_ANSWER;
	if (!number_of(t, "looked_at") && !number_of(t, "read_at"))
		return TURN_UNSEEN;
	if (!number_of(use, "renewal"))
		return TURN_NONE;
	return *text_of(use, "waiting_on") ? TURN_THEIRS : TURN_OURS;
}

/* ---- columns ---- */

static void
key_text(const void *t, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(t, "key"));
}

static void
state_text(const void *t, const void *arg, struct buf *out)
{
	(void)arg;
	words_ticket_state(t, out);
}

static void
state_brief(const void *t, const void *arg, struct buf *out)
{
	(void)arg;
	words_ticket_state_short(t, out);
}

static unsigned
state_style(const void *t, bool old, const void *arg)
{
	(void)arg;
	if (old)
		return STYLE_DIM;
	return turn_of(t) == TURN_ANSWER ? STYLE_WARNING : STYLE_TEXT;
}

static void
waiting_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *use = ticket_use(t);

	(void)arg;
	if (*text_of(use, "contradiction"))
		buf_puts(out, words_contradiction_short(text_of(use, "contradiction")));
	else if (number_of(t, "answered_at"))
		buf_puts(out, _("they answered"));
	else if (flag_of(t, "needs_answer"))
		buf_puts(out, _("ours"));
	else if (!number_of(use, "renewal"))
		buf_puts(out, "—");
	else
		buf_puts(out, *text_of(use, "waiting_on") ? text_of(use, "waiting_on") : _("ours"));
}

/* By a person; what only the backend follows says where. */
static void
looked_text(const void *t, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	if (number_of(t, "looked_at"))
		words_age(clock_wall(a->clock) - number_of(t, "looked_at"), out);
	else if (number_of(t, "read_at"))
		buf_puts(out, words_ticket_system(TICKET_SYSTEM_JIRA));
	else
		buf_puts(out, _("never"));
}

static void
age_text(const void *t, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	words_age(clock_wall(a->clock) - ticket_known_since(t), out);
}

static void
renewal_text(const void *t, const void *arg, struct buf *out)
{
	int64_t renewal = number_of(ticket_use(t), "renewal");

	(void)arg;
	if (renewal)
		buf_printf(out, "%lld", (long long)renewal);
	else
		buf_puts(out, "—");
}

static void
monitor_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *use = ticket_use(t);
	const struct row *monitor =
	    model_find(((const struct app *)arg)->model, number_of(use, "monitor"));

	if (monitor)
		buf_puts(out, row_title(monitor));
	else if (*text_of(use, "name"))
		buf_puts(out, text_of(use, "name"));
	else
		buf_puts(out, *text_of(use, "domain") ? text_of(use, "domain") : "—");
}

static void
title_text(const void *t, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(t, "title"));
}

static int
by_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* The oldest first. */
static int
compare_ages(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return by_numbers(ticket_known_since(x), ticket_known_since(y));
}

static int
compare_turns(const void *x, const void *y, const void *arg)
{
	int d = by_numbers(turn_of(x), turn_of(y));

	return d ? d : compare_ages(x, y, arg);
}

/* Never comes before long ago. */
static int
compare_looks(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return by_numbers(number_of(x, "looked_at"), number_of(y, "looked_at"));
}

static int
compare_renewals(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return by_numbers(number_of(ticket_use(x), "renewal"), number_of(ticket_use(y), "renewal"));
}

static const struct list_column columns[] = {
    {N_("Ticket"), N_("ticket"), 10, 12, 0, .text = key_text},
    {N_("State"), N_("state"), 12, 30, 1, .text = state_text, .brief = state_brief,
	.style = state_style},
    {N_("Waiting for"), N_("waiting for"), 12, 20, 3, .text = waiting_text,
	.compare = compare_turns},
    {N_("Looked at"), N_("last look"), 6, 6, 4, .text = looked_text, .compare = compare_looks},
    {N_("Age"), N_("age"), 6, 6, 5, .text = age_text, .compare = compare_ages},
    {N_("Ren."), N_("renewal"), 4, 5, 6, .text = renewal_text, .compare = compare_renewals},
    {N_("Monitor"), N_("monitor"), 23, 30, 2, .text = monitor_text},
    {N_("Title"), N_("title"), 16, 60, 7, .text = title_text},
};

enum { WAITING = 2 };

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = WAITING};

/* ---- the filter: its keys, and what its monitors are ---- */

static const char *
key_at(const json_t *t, size_t i)
{
	return i ? json_string_value(json_array_get(json_object_get(t, "former"), i - 1))
		 : text_of(t, "key");
}

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const struct json_row *r = arg;
	const json_t *use;
	size_t u;

	if (field == FIELD_TICKET)
		return key_at(r->row, i);
	json_array_foreach(json_object_get(r->row, "uses"), u, use) {
		const struct row *monitor =
		    model_find(((const struct app *)r->arg)->model, number_of(use, "monitor"));
		const char *text;
		for (size_t n = 0; monitor && (text = query_text(monitor, field, n)); n++)
			if (i-- == 0)
				return text;
	}
	return NULL;
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const struct row *monitor = model_find(a->model, number_of(ticket_use(r->row), "monitor"));

	return monitor && query_number(monitor, model_now(a->model), field, value);
}

static bool
read_anywhere(const void *arg, const char *folded)
{
	static const enum field fields[] = {FIELD_TICKET, FIELD_NAME, FIELD_HOST, FIELD_SERVICE};
	const char *text;

	for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++)
		for (size_t i = 0; (text = read_text(arg, fields[f], i)); i++)
			if (match_has(text, folded))
				return true;
	return false;
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const json_t *use = ticket_use(r->row);
	int state = renewal_state_from(text_of(use, "state"));

	out->id = number_of(use, "renewal");
	out->state = state < 0 ? RENEWAL_CLOSED : (enum renewal_state)state;
	out->owner = text_of(use, "claimed_by");
	out->waiting_on = text_of(use, "waiting_on");
	out->contradiction = text_of(use, "contradiction");
	out->follow_up = text_of(use, "follow_up");
	out->answered = number_of(r->row, "answered_at") != 0;
	out->me = link_login(a->link);
	out->now = model_now(a->model);
}

static const struct row_reader reader = {read_text, read_number, read_anywhere, read_renewal};

/* ---- drawing what is not a list ---- */

static int
summary(struct list_screen *s, int row, int *right)
{
	const json_t *all = fetched_list_all(s), *t;
	size_t count = json_array_size(all), answers = 0, unseen = 0, i;
	struct buf text = {0};
	int width;

	(void)right;
	if (!all)
		return 1;
	json_array_foreach(all, i, t) {
		answers += turn_of(t) == TURN_ANSWER;
		unseen += turn_of(t) == TURN_UNSEEN;
	}
	buf_printf(&text, ngettext("%zu ticket", "%zu tickets", count), count);
	buf_puts(&text, " · ");
	buf_printf(&text, _("%zu to be answered"), answers);
	buf_puts(&text, " · ");
	buf_printf(&text, _("%zu not looked at"), unseen);
	width = canvas_printf(s->app->canvas, row, 1, -1, STYLE_DIM, "%s", buf_str(&text));
	buf_release(&text);
	return 4 + width;
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("No ticket of anything open is known. They are typed in the steps of a renewal."));
}

/* ---- actions ---- */

static void
open_use(struct list_screen *s, const void *t)
{
	ticket_open_use(s->app, t);
}

static void
open_page(struct list_screen *s, const void *t)
{
	ticket_page_open(s->app, number_of(t, "id"));
}

static void
look(struct list_screen *s, const void *t)
{
	(void)t;
	ticket_look(s->app, fetched_list_chosen(s));
}

static void
describe(struct list_screen *s, const void *t)
{
	ticket_describe(s->app, t);
}

static void
link_it(struct list_screen *s, const void *t)
{
	ticket_link(s->app, t);
}

static void
unlink_it(struct list_screen *s, const void *t)
{
	ticket_unlink(s->app, t);
}

static void
correct(struct list_screen *s, const void *t)
{
	ticket_correct(s->app, t);
}

static void
adopt(struct list_screen *s, const void *t)
{
	(void)t;
	ticket_adopt(s->app, "");
}

static void
show_plain(struct list_screen *s, const void *t)
{
	ticket_show_plain(s->app, t);
}

static void
show_url(struct list_screen *s, const void *t)
{
	(void)s;
	ticket_show_url(t);
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_use},
    {ACTION_TICKET, open_page},
    {ACTION_LOOK, look},
    {ACTION_EDIT, describe},
    {ACTION_TICKET_LINK, link_it},
    {ACTION_TICKET_UNLINK, unlink_it},
    {ACTION_CORRECT, correct},
    {ACTION_ADOPT, adopt},
    {ACTION_PLAIN, show_plain},
    {ACTION_COPY, show_url},
    {ACTION_NONE, NULL},
};

void
tickets_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_TICKETS,
		.view = ACTION_VIEW_TICKETS,
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no ticket here."),
		.none_pass = N_("No ticket passes the filter."),
		.hint = N_("ticket:SIS  who:me  pending:ours  renewal:12  service:seu  days<30"),
		.summary = summary,
		.empty = empty},
	    .operation = "ticket.list",
	    .member = "tickets",
	    .event = "ticket",
	    .reader = &reader,
	};

	fetched_list_open(a, &view);
}

/* What is asked of Jira: each request with how far it is, why, and whose token it goes with. A table for
 * tui/screens/fetched_list.c; a row is a json_t of ticket.requests. What is done to one is in
 * request_acts.c, for view 4 has those that have not ended among its rows. */
#include "tui/screens/requests.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/members.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/request_acts.h"
#include "tui/screens/request_page.h"
#include "tui/screens/ticket_columns.h"
#include "tui/term/wrap.h"
#include "words/words.h"

enum { PANE_ROWS = 6 };

/* ---- columns ---- */

static void
state_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, request_word(r));
}

static unsigned
state_style(const void *r, bool old, const void *arg)
{
	(void)arg;
	return old ? STYLE_DIM : request_style(r);
}

static void
renewal_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	if (number_of(r, "renewal"))
		buf_printf(out, "%lld", (long long)number_of(r, "renewal"));
	else
		buf_puts(out, "—");
}

static void
who_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(r, "login"));
}

static void
age_text(const void *r, const void *arg, struct buf *out)
{
	words_age(clock_wall(((const struct app *)arg)->clock) - number_of(r, "created_at"), out);
}

static void
what_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	words_request(r, out);
}

static int
compare_ages(const void *x, const void *y, const void *arg)
{
	int64_t a = number_of(x, "created_at"), b = number_of(y, "created_at");

	(void)arg;
	return (a > b) - (a < b);
}

static const struct list_column columns[] = {
    {N_("State"), N_("state"), 14, 16, 0, .text = state_text, .style = state_style},
    {N_("Age"), N_("age"), 6, 6, 3, .text = age_text, .compare = compare_ages},
    {N_("Ren."), N_("renewal"), 4, 5, 2, .text = renewal_text},
    {N_("Whose"), N_("whose"), 8, 16, 4, .text = who_text},
    {N_("What"), N_("what"), 41, 70, 1, .text = what_text},
};

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = 1};

/* ---- the pane: how far it is, and why ---- */

static int
pane_height(const struct list_screen *s, int rows)
{
	(void)s;
	return rows < 14 ? 0 : PANE_ROWS;
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	canvas_rule(s->app->canvas, row, "");
	request_draw(s->app, CONTEXT_REQUESTS, list_row(&s->list), row + 1, height - 1);
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("Nothing is under way to Jira."));
}

/* ---- acts ---- */

static void
retry(struct list_screen *s, const void *r)
{
	request_retry(s->app, r);
}

static void
edit(struct list_screen *s, const void *r)
{
	request_change(s->app, r);
}

static void
by_hand(struct list_screen *s, const void *r)
{
	request_by_hand(s->app, r);
}

static void
drop(struct list_screen *s, const void *r)
{
	request_drop(s->app, r);
}

static void
take_over(struct list_screen *s, const void *r)
{
	request_take_over(s->app, r);
}

static void
open_renewal(struct list_screen *s, const void *r)
{
	request_open_renewal(s->app, r);
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_renewal},
    {ACTION_RETRY, retry},
    {ACTION_EDIT, edit},
    {ACTION_BY_HAND, by_hand},
    {ACTION_DROP, drop},
    {ACTION_TAKE_OVER, take_over},
    {ACTION_NONE, NULL},
};

void
requests_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_REQUESTS,
		.rows = ROWS_REQUESTS,
		.view = ACTION_REQUESTS,
		.title = N_("What is asked of Jira"),
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no request here."),
		.none_pass = N_("No request passes the filter."),
		.hint = N_("SIS  who:me  pending:ours  renewal:12  age>7"),
		.empty = empty,
		.pane_height = pane_height,
		.draw_pane = draw_pane},
	    .operation = "ticket.requests",
	    .member = "requests",
	    .event = "ticket-request",
	    .reader = &request_reader,
	};

	fetched_list_open(a, &view);
}

/* View 4: the tickets that something open uses and that are not done with, ours first: what Jira was asked and a person has
 * to see to, those that want an answer, those that nobody looked at, then by whose turn their renewal is, the oldest
 * first. It is a table for tui/screens/fetched_list.c, as view 3 is.
 *
 * A row is a json_t of the answer of ticket.list: a ticket whole, with what it is for (uses). What is shown and asked of
 * it is in ticket_columns.c, what is done by hand in ticket_acts.c.
 *
 * Rows of the other kind (fetched_other) are of ticket.requests: a ticket, a link, a comment or a file that Jira is asked
 * for. What is done to one is in request_acts.c; what is for the other kind says so. */
#include "tui/screens/tickets.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/screens/copy.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/request_acts.h"
#include "tui/screens/ticket_acts.h"
#include "tui/screens/ticket_columns.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/wrap.h"
#include "words/words.h"

enum { PANE_ROWS = 6, PANE_FROM_ROWS = 18 };

/* ---- drawing what is not a list ---- */

static bool
has_requests(const struct list_screen *s)
{
	return fetched_other(json_array_get(fetched_list_all(s), 0)) != NULL; /* they stand first */
}

/* What counts most comes first; what finds no room is left out. */
struct line {
	struct canvas *canvas;
	int row, at;
};

static void
put_count(struct line *l, unsigned style, char *text)
{
	int gap = l->at > 1 ? 3 : 0;

	if (l->at + gap + text_width(text) < canvas_columns(l->canvas)) {
		if (gap)
			canvas_text(l->canvas, l->row, l->at, -1, STYLE_DIM, " · ");
		l->at += gap;
		l->at += canvas_text(l->canvas, l->row, l->at, -1, style, text);
	}
	free(text);
}

static void
count_turns(const struct list_screen *s, size_t counts[TURN_COUNT], size_t *jira)
{
	const json_t *all = fetched_list_all(s), *t;
	size_t i;

	json_array_foreach(all, i, t) {
		enum ticket_turn turn = ticket_turn(s->app, t);

		if (turn != TURN_REQUEST && fetched_other(t))
			(*jira)++;
		else
			counts[turn]++;
	}
}

static int
summary(struct list_screen *s, int row, int *right)
{
	struct line l = {s->app->canvas, row, 1};
	size_t counts[TURN_COUNT] = {0}, jira = 0, tickets;

	(void)right;
	if (!fetched_list_all(s))
		return 1;
	count_turns(s, counts, &jira);
	tickets = json_array_size(fetched_list_all(s)) - jira - counts[TURN_REQUEST];
	if (counts[TURN_REQUEST])
		put_count(&l, STYLE_ERROR,
		    mem_printf(ngettext("%zu needs us", "%zu need us", counts[TURN_REQUEST]),
			counts[TURN_REQUEST]));
	if (jira)
		put_count(&l, STYLE_TEXT,
		    mem_printf(ngettext("%zu waits for Jira", "%zu wait for Jira", jira), jira));
	put_count(
	    &l, STYLE_DIM, mem_printf(ngettext("%zu ticket", "%zu tickets", tickets), tickets));
	/* What there is none of leaves its room to the filter and the order. */
	if (counts[TURN_ANSWER] || !has_requests(s))
		put_count(&l, STYLE_DIM, mem_printf(_("%zu to be answered"), counts[TURN_ANSWER]));
	if (counts[TURN_UNSEEN] || !has_requests(s))
		put_count(&l, STYLE_DIM, mem_printf(_("%zu not looked at"), counts[TURN_UNSEEN]));
	return l.at + 3;
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("No ticket of anything open is known. They are typed in the steps of a renewal."));
}

/* ---- the pane: why a request is as it is ---- */

static int
pane_height(const struct list_screen *s, int rows)
{
	return rows < PANE_FROM_ROWS || !has_requests(s) ? 0 : PANE_ROWS;
}

static void
draw_ticket(struct app *a, const json_t *t, int row, int height)
{
	int width = canvas_columns(a->canvas) - 2;
	struct buf text = {0};

	buf_printf(&text, "%s  %s", text_of(t, "key"), text_of(t, "title"));
	row += wrap_draw(a->canvas, row, 1, width, 2, STYLE_DIM, buf_str(&text));
	buf_clear(&text);
	words_ticket_state(t, &text);
	wrap_draw(a->canvas, row, 1, width, height - 2, STYLE_TEXT, buf_str(&text));
	buf_release(&text);
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	const json_t *t = list_row(&s->list);

	canvas_rule(s->app->canvas, row, "");
	if (fetched_other(t))
		request_draw(s->app, CONTEXT_TICKETS, fetched_other(t), row + 1, height - 1);
	else
		draw_ticket(s->app, t, row + 1, height - 1);
}

/* ---- actions ---- */

static void
open_use(struct list_screen *s, const void *t)
{
	if (fetched_other(t))
		request_open_renewal(s->app, fetched_other(t));
	else
		ticket_open_use(s->app, t);
}

static void
change(struct list_screen *s, const void *t)
{
	if (fetched_other(t))
		request_change(s->app, fetched_other(t));
	else
		ticket_describe(s->app, t);
}

/* What is done to a ticket; of a request none is there yet, or it is a row of its own. */
static bool
is_ticket(struct list_screen *s, const json_t *t)
{
	if (fetched_other(t))
		app_say(s->app, STYLE_WARNING,
		    _("Not here: this is what Jira is asked, and no ticket."));
	return !fetched_other(t);
}

static void
open_page(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
		ticket_page_open(s->app, number_of(t, "id"));
}

static void
look(struct list_screen *s, const void *row)
{
	json_t *chosen = fetched_list_chosen(s), *tickets = json_array();
	const json_t *t;
	size_t i;

	json_array_foreach(chosen, i, t)
		if (!fetched_other(t))
			json_array_append(tickets, json_array_get(chosen, i));
	json_decref(chosen);
	if (json_array_size(tickets)) {
		ticket_look(s->app, tickets);
	} else {
		is_ticket(s, row);
		json_decref(tickets);
	}
}

static void
link_it(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
		ticket_link(s->app, t);
}

static void
unlink_it(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
		ticket_unlink(s->app, t);
}

static void
correct(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
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
	if (fetched_other(t))
		request_show_plain(s->app, fetched_other(t));
	else
		ticket_show_plain(s->app, t);
}

static void
show_url(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
		ticket_show_url(s->app, t);
}

static void
copy_named(struct list_screen *s, const void *t)
{
	if (is_ticket(s, t))
		copy_ticket(s->app, t);
}

/* What is done to a request. */
static const json_t *
request_at(struct list_screen *s, const json_t *t)
{
	struct buf key = {0};

	if (!t) { /* some of these keys need none elsewhere */
		app_say(s->app, STYLE_WARNING, _(s->view->no_row));
	} else if (!fetched_other(t)) {
		keys_describe_first(s->app->keys, CONTEXT_TICKETS, ACTION_REQUESTS, &key);
		app_sayf(s->app, STYLE_WARNING,
		    _("Not here: %s is a ticket already, and nothing that Jira is asked. What it "
		      "is asked: %s."),
		    text_of(t, "key"), buf_str(&key));
	}
	buf_release(&key);
	return fetched_other(t);
}

static void
retry(struct list_screen *s, const void *t)
{
	if (request_at(s, t))
		request_retry(s->app, fetched_other(t));
}

static void
by_hand(struct list_screen *s, const void *t)
{
	if (request_at(s, t))
		request_by_hand(s->app, fetched_other(t));
}

static void
drop(struct list_screen *s, const void *t)
{
	if (request_at(s, t))
		request_drop(s->app, fetched_other(t));
}

static void
take_over(struct list_screen *s, const void *t)
{
	if (request_at(s, t))
		request_take_over(s->app, fetched_other(t));
}

enum row_kind { OF_TICKETS, OF_REQUESTS }; /* what is in neither list is of both */

static const struct {
	enum action action;
	enum row_kind kind;
} kinds[] = {
    {ACTION_LOOK, OF_TICKETS},
    {ACTION_TICKET, OF_TICKETS},
    {ACTION_TICKET_LINK, OF_TICKETS},
    {ACTION_TICKET_UNLINK, OF_TICKETS},
    {ACTION_CORRECT, OF_TICKETS},
    {ACTION_COPY, OF_TICKETS},
    {ACTION_COPY_NAMED, OF_TICKETS},
    {ACTION_RETRY, OF_REQUESTS},
    {ACTION_BY_HAND, OF_REQUESTS},
    {ACTION_DROP, OF_REQUESTS},
};

static bool
offers(const struct list_screen *s, enum action action)
{
	enum row_kind kind = fetched_other(list_row(&s->list)) ? OF_REQUESTS : OF_TICKETS;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].action == action)
			return kinds[i].kind == kind;
	return true;
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_use},
    {ACTION_TICKET, open_page},
    {ACTION_LOOK, look},
    {ACTION_EDIT, change},
    {ACTION_TICKET_LINK, link_it},
    {ACTION_TICKET_UNLINK, unlink_it},
    {ACTION_CORRECT, correct},
    {ACTION_ADOPT, adopt},
    {ACTION_PLAIN, show_plain},
    {ACTION_COPY, show_url},
    {ACTION_COPY_NAMED, copy_named},
    {ACTION_RETRY, retry},
    {ACTION_BY_HAND, by_hand},
    {ACTION_DROP, drop},
    {ACTION_TAKE_OVER, take_over},
    {ACTION_NONE, NULL},
};

void
tickets_open(struct app *a)
{
	static const struct fetched_others requests = {
	    "ticket.requests", "requests", "ticket-request"};
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_TICKETS,
		.rows = ROWS_TICKETS,
		.view = ACTION_VIEW_TICKETS,
		.columns = &ticket_columns,
		.actions = actions,
		.no_row = N_("There is no ticket here."),
		.none_pass = N_("No ticket passes the filter."),
		.hint = N_("ticket:SIS  who:me  pending:ours  renewal:12  service:seu  days<30"),
		.summary = summary,
		.empty = empty,
		.offers = offers,
		.pane_height = pane_height,
		.draw_pane = draw_pane},
	    .operation = "ticket.list",
	    .member = "tickets",
	    .event = "ticket",
	    .reader = &ticket_reader,
	    .others = &requests,
	};

	fetched_list_open(a, &view);
}

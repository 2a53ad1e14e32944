/* One ticket on a page that scrolls, with the keys of what is done by hand (ticket_acts.h), and the menu by which it is
 * come to from a monitor or a renewal.
 *
 * The ticket is an id: it is asked for when the page opens and after each new connection. An event "ticket" brings
 * it as it is now; one of a renewal of its uses, which may have changed what it is for, has it asked for again. The
 * plain page is the same text. */
#include "tui/screens/ticket_page.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "expiry/ticket_turn.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/copy.h"
#include "tui/screens/frame.h"
#include "tui/screens/menu.h"
#include "tui/screens/ticket_acts.h"
#include "tui/screens/ticket_attach.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

/* ---- reading ---- */

int64_t
ticket_known_since(const json_t *t)
{
	return number_of(t, "created_at") ? number_of(t, "created_at") : number_of(t, "known_at");
}

/* ---- the text ---- */

static void
line(struct page *p, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	page_addf(p, STYLE_TEXT, 0, "%s: %s", label, text);
	page_hang(p, 2);
}

static void
scratch_line(struct page *p, const char *label, struct buf *text)
{
	line(p, label, buf_str(text));
	buf_clear(text);
}

static void
write_bonds(struct page *p, const json_t *t)
{
	struct buf text = {0};
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(t, "former"), i, one)
		line(p, _("Earlier key"), json_string_value(one));
	json_array_foreach(json_object_get(t, "uses"), i, one) {
		words_ticket_use(one, &text);
		scratch_line(p, _("What for"), &text);
	}
	json_array_foreach(json_object_get(t, "links"), i, one) {
		buf_puts(&text, text_of(one, "key"));
		if (ticket_link_how_from(text_of(one, "how")) == TICKET_LINK_OWED)
			buf_printf(&text, " (%s)", _("still to be linked"));
		scratch_line(p, _("Linked to"), &text);
	}
	buf_release(&text);
}

static void
write_times(struct page *p, const json_t *t, int64_t now)
{
	struct buf text = {0};

	if (ticket_known_since(t)) {
		words_ago(now - ticket_known_since(t), &text);
		scratch_line(p, number_of(t, "created_at") ? _("Created") : _("Known here"), &text);
	}
	if (number_of(t, "changed_at")) {
		words_ago(now - number_of(t, "changed_at"), &text);
		scratch_line(p, _("Last change"), &text);
	}
	if (number_of(t, "looked_at")) {
		words_ago(now - number_of(t, "looked_at"), &text);
		if (*text_of(t, "looked_by"))
			buf_printf(&text, " · %s", text_of(t, "looked_by"));
		scratch_line(p, _("Looked at"), &text);
	}
	buf_release(&text);
}

/* The last comment and what is attached, as whoever looks may see them. */
static void
write_said(struct page *p, const json_t *t)
{
	const json_t *comments = json_object_get(t, "comments"),
		     *last = json_object_get(comments, "last"), *one;
	size_t count = (size_t)number_of(comments, "count"), i;
	struct buf text = {0};

	if (json_is_object(last)) {
		words_ticket_comment(last, &text);
		page_gap(p);
		page_addf(p, STYLE_HEADING, 0,
		    ngettext("%zu comment", "The last of %zu comments", count), count);
		page_add(p, STYLE_DIM, 0, buf_str(&text));
		page_add(p, STYLE_TEXT, 2, text_of(last, "body"));
	}
	if (json_array_size(json_object_get(t, "attachments"))) {
		page_gap(p);
		page_add(p, STYLE_HEADING, 0, _("Attached"));
	}
	json_array_foreach(json_object_get(t, "attachments"), i, one) {
		buf_clear(&text);
		words_ticket_attachment(one, &text);
		page_addf(p, STYLE_TEXT, 0, "%s · %s", text_of(one, "name"), buf_str(&text));
		page_hang(p, 2);
	}
	buf_release(&text);
}

static struct page *
page_of(const json_t *t, int64_t now)
{
	struct page *p = page_new();
	struct buf state = {0};

	page_addf(p, STYLE_HEADING, 0, "%s  %s", text_of(t, "key"), text_of(t, "title"));
	if (*text_of(t, "url"))
		page_add(p, STYLE_MATCH, 0, text_of(t, "url"));
	page_gap(p);
	words_ticket_state(t, &state);
	line(p, _("State"), buf_str(&state));
	line(p, _("Assignee"), text_of(t, "assignee"));
	write_times(p, t, now);
	write_bonds(p, t);
	write_said(p, t);
	buf_release(&state);
	return p;
}

/* ---- what is done with one, wherever it is shown ---- */

void
ticket_show_plain(struct app *a, const json_t *t)
{
	struct page *p = page_of(t, clock_wall(a->clock));
	char *text = page_plain(p);

	term_plain(text);
	free(text);
	page_free(p);
}

/* What a browser is given; without a URL, what is typed there. */
void
ticket_show_url(struct app *a, const json_t *t)
{
	copy_value(a, "", *text_of(t, "url") ? text_of(t, "url") : text_of(t, "key"));
}

void
ticket_open_use(struct app *a, const json_t *t)
{
	const json_t *use = ticket_use(t);

	if (number_of(use, "renewal"))
		a->ways->renewal(a, number_of(use, "renewal"), text_of(use, "step"));
	else if (model_find(a->model, number_of(use, "monitor")))
		a->ways->monitor(a, number_of(use, "monitor"));
	else
		app_say(a, STYLE_WARNING, _("This ticket is of no renewal and no monitor."));
}

/* ---- the screen ---- */

struct ticket_page {
	struct screen screen;
	struct app *app;
	int64_t id;
	json_t *ticket; /* NULL: not here yet */
	json_t *error;  /* why not; NULL none */
	struct viewport port;
};

static void
keep(struct ticket_page *p, const json_t *ticket)
{
	json_decref(p->ticket);
	p->ticket = json_deep_copy(ticket);
	app_changed(p->app);
}

/* What was lost with the connection is no refusal: what is here stays. */
static void
arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct ticket_page *p = arg;

	if (error && link_state(p->app->link) != LINK_UP)
		return;
	json_decref(p->error);
	p->error = json_deep_copy(error);
	keep(p, json_object_get(ok, "ticket"));
}

static void
ask(struct ticket_page *p)
{
	link_call(
	    p->app->link, "ticket.show", json_pack("{s:I}", "id", (json_int_t)p->id), arrived, p);
}

static void
draw_instead(struct ticket_page *p, struct canvas *c)
{
	struct buf text = {0};

	if (p->error)
		words_error(text_of(p->error, "code"), json_object_get(p->error, "args"), &text);
	else
		buf_puts(&text, _("Loading…"));
	wrap_draw(c, HEAD_ROWS + 1, 2, canvas_columns(c) - 4, 4, p->error ? STYLE_ERROR : STYLE_DIM,
	    buf_str(&text));
	buf_release(&text);
}

static void
ticket_page_draw(struct screen *s, struct app *a)
{
	struct ticket_page *p = (struct ticket_page *)s;
	struct canvas *c = a->canvas;
	struct page *page;

	frame_draw_bar(a, p->ticket ? text_of(p->ticket, "key") : _("Ticket"));
	if (p->ticket) {
		page = page_of(p->ticket, clock_wall(a->clock));
		page_draw(page, c, HEAD_ROWS, 1, canvas_columns(c) - 2,
		    canvas_rows(c) - HEAD_ROWS - 1, &p->port);
		page_free(page);
	} else {
		draw_instead(p, c);
	}
	frame_draw_footer(a, CONTEXT_TICKET);
}

static void
look(struct app *a, const json_t *t)
{
	ticket_look(a, json_pack("[O]", (json_t *)(uintptr_t)t));
}

static void
attach(struct app *a, const json_t *t)
{
	const json_t *use = ticket_use(t);

	if (number_of(use, "renewal"))
		ticket_attach_ask(
		    a, text_of(t, "key"), number_of(use, "renewal"), text_of(use, "step"));
	else
		app_say(a, STYLE_WARNING,
		    _("This ticket is of no renewal whose CSR or certificate could be attached."));
}

static const struct {
	enum action action;
	void (*run)(struct app *a, const json_t *ticket);
} acts[] = {
    {ACTION_OPEN, ticket_open_use},
    {ACTION_LOOK, look},
    {ACTION_EDIT, ticket_describe},
    {ACTION_TICKET_LINK, ticket_link},
    {ACTION_TICKET_UNLINK, ticket_unlink},
    {ACTION_CORRECT, ticket_correct},
    {ACTION_ATTACH, attach},
    {ACTION_PLAIN, ticket_show_plain},
    {ACTION_COPY, ticket_show_url},
    {ACTION_COPY_NAMED, copy_ticket},
};

static bool
ticket_page_act(struct screen *s, struct app *a, enum action action)
{
	struct ticket_page *p = (struct ticket_page *)s;

	if (viewport_act(&p->port, action))
		return true;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (acts[i].action == action) {
			if (p->ticket)
				acts[i].run(a, p->ticket);
			return true;
		}
	return false;
}

static bool
is_of(const struct ticket_page *p, int64_t renewal)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(p->ticket, "uses"), i, one)
		if (number_of(one, "renewal") == renewal)
			return true;
	return false;
}

static const char event_of_tickets[] = "ticket";

static void
ticket_page_event(struct screen *s, struct app *a, const char *name, const json_t *data)
{
	struct ticket_page *p = (struct ticket_page *)s;

	(void)a;
	if (!strcmp(name, event_of_tickets) && number_of(data, "id") == p->id &&
	    json_object_get(data, "uses"))
		keep(p, data);
	else if (!strcmp(name, "up") ||
		 (!strcmp(name, event_of_tickets) && number_of(data, "id") == p->id) ||
		 (!strcmp(name, "renewal") && is_of(p, number_of(data, "id"))))
		ask(p);
}

static void
ticket_page_free(struct screen *s, struct app *a)
{
	struct ticket_page *p = (struct ticket_page *)s;

	link_forget(a->link, p);
	json_decref(p->ticket);
	json_decref(p->error);
	free(p);
}

void
ticket_page_open(struct app *a, int64_t id)
{
	static const struct screen_class class = {.context = CONTEXT_TICKET,
	    .draw = ticket_page_draw,
	    .act = ticket_page_act,
	    .event = ticket_page_event,
	    .free = ticket_page_free};
	struct ticket_page *p = mem_alloc(sizeof(*p));

	*p = (struct ticket_page){.screen = {&class}, .app = a, .id = id, .port = {.text = true}};
	ask(p);
	app_push(a, &p->screen);
}

/* ---- which one ---- */

struct choice {
	struct app *app;
	int64_t renewal, monitor;
	char *step;
	json_t *tickets;
	uint64_t awaited; /* app_await */
};

static void
choice_free(void *arg)
{
	struct choice *c = arg;

	json_decref(c->tickets);
	free(c->step);
	free(c);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	const struct choice *c = arg;
	const json_t *t = json_array_get(c->tickets, i);

	if (t)
		ticket_page_open(a, number_of(t, "id"));
	else
		ticket_link_to(a, c->renewal, c->monitor);
}

static bool
is_of_step(const json_t *ticket, const char *step)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(ticket, "uses"), i, one)
		if (*step && !strcmp(text_of(one, "step"), step))
			return true;
	return false;
}

static void
show_choice(struct choice *c)
{
	const struct menu_owner owner = {chosen, choice_free, c};
	struct screen *menu =
	    menu_new(c->renewal ? _("The tickets of the renewal") : _("The tickets of the monitor"),
		NULL, &owner);
	struct buf state = {0};
	const json_t *t;
	size_t i;

	json_array_foreach(c->tickets, i, t) {
		char *title;

		words_ticket_state(t, &state);
		title = mem_printf("%s · %s", text_of(t, "key"), buf_str(&state));
		menu_add(menu, title, text_of(t, "title"));
		if (is_of_step(t, c->step))
			menu_at(menu, i);
		buf_clear(&state);
		free(title);
	}
	menu_add_if(menu, _("Link another ticket"), NULL, app_why_not(c->app, ACTION_TICKET_LINK));
	app_push(c->app, menu);
	buf_release(&state);
}

static void
listed(const json_t *ok, const json_t *error, void *arg)
{
	struct choice *c = arg;
	bool wanted;

	wanted = app_arrived(c->app, c->awaited);
	if (error && wanted)
		app_say_error(c->app, error);
	if (error || !wanted) {
		choice_free(c);
		return;
	}
	c->tickets = json_deep_copy(json_object_get(ok, "tickets"));
	if (json_array_size(c->tickets)) {
		show_choice(c);
	} else {
		ticket_link_to(c->app, c->renewal, c->monitor);
		choice_free(c);
	}
}

void
ticket_choose(struct app *a, int64_t renewal, const char *step, int64_t monitor)
{
	struct choice *c = mem_alloc(sizeof(*c));
	json_t *args = json_pack("{s:b}", "all", true);

	*c = (struct choice){
	    a, renewal, renewal ? 0 : monitor, mem_strdup(step), NULL, app_await(a)};
	json_object_set_new(args, renewal ? "renewal" : "monitor",
	    json_integer((json_int_t)(renewal ? renewal : monitor)));
	link_call(a->link, "ticket.list", args, listed, c);
}

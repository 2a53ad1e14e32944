/* A ticket that is to be made in Jira, on a page: where it goes, its title, its text as Jira will have it, and what it
 * will be linked to. It is a draft (ticket.prepare) or a request that a person may still change. What is edited stays here
 * until it is sent; sending asks first, and when the backend has answered, the request is written down: how it goes on
 * is told by events, and this page closes.
 *
 * Nothing here speaks with Jira or waits for it. */
#include "tui/screens/request_page.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/frame.h"
#include "tui/screens/menu.h"
#include "tui/screens/request_serves.h"
#include "tui/screens/text_edit.h"
#include "tui/term/term.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

/* ---- words ---- */

const char *
request_word(const json_t *r)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	return state < 0 ? text_of(r, "state")
			 : words_request_state((enum ticket_request_state)state);
}

bool
request_is_mine(const struct app *a, const json_t *r)
{
	const char *me = link_login(a->link);

	return me && !strcmp(text_of(r, "login"), me);
}

/* Whoever it waits for is told so, with the key; whom else it waits for its reason says. */
static bool
put_waiting(const struct app *a, const json_t *r, struct buf *out)
{
	struct buf key = {0};

	if (strcmp(text_of(r, "reason"), "waits-for-owner") != 0)
		return false;
	if (request_is_mine(a, r)) {
		keys_describe_first(a->keys, CONTEXT_TICKETS, ACTION_TOKEN, &key);
		buf_printf(out, _("it waits for your token: %s"), buf_str(&key));
	} else {
		words_request_reason(r, out);
	}
	buf_release(&key);
	return true;
}

void
request_words(const struct app *a, const json_t *r, struct buf *out)
{
	if (put_waiting(a, r, out))
		return;
	buf_puts(out, request_word(r));
	if (!*text_of(r, "reason"))
		return;
	buf_puts(out, ": ");
	words_request_reason(r, out);
}

bool
request_takes(const json_t *r, const char *act)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(r, "can"), i, one)
		if (!strcmp(json_string_value(one), act))
			return true;
	return false;
}

/* ---- the page ---- */

struct request_page {
	struct screen screen;
	struct app *app;
	json_t *draft; /* or the request that is edited; with what was edited */
	struct request_serves *serves;
	bool request;
	struct viewport port;
};

static void
write_links(struct page *p, const json_t *draft)
{
	struct buf text = {0};

	texts_join(json_object_get(draft, "links"), "key", ", ", &text);
	if (text.len)
		page_addf(p, STYLE_TEXT, 0, "%s: %s", _("Linked to"), buf_str(&text));
	buf_release(&text);
}

static struct page *
page_of(const struct request_page *r)
{
	struct page *p = page_new();
	struct buf key = {0};

	page_addf(p, STYLE_TEXT, 0, "%s: %s · %s", _("Project"), text_of(r->draft, "project"),
	    text_of(r->draft, "type"));
	if (*text_of(r->draft, "to"))
		page_addf(p, STYLE_TEXT, 0, "%s: %s", _("To"), text_of(r->draft, "to"));
	write_links(p, r->draft);
	if (*text_of(r->draft, "missing"))
		page_addf(p, STYLE_WARNING, 0, _("Not known yet: %s"),
		    words_value_name(text_of(r->draft, "missing")));
	keys_describe_first(r->app->keys, CONTEXT_REQUEST, ACTION_EDIT, &key);
	request_serves_write(r->serves, p, buf_str(&key));
	buf_release(&key);
	page_gap(p);
	page_add(p, STYLE_HEADING, 0, text_of(r->draft, "title"));
	page_gap(p);
	page_add(p, STYLE_TEXT, 0, text_of(r->draft, "description"));
	return p;
}

static void
request_page_draw(struct screen *s, struct app *a)
{
	struct request_page *r = (struct request_page *)s;
	struct canvas *c = a->canvas;
	struct page *page = page_of(r);

	frame_draw_bar(a, _("A ticket for Jira"));
	page_draw(
	    page, c, HEAD_ROWS, 1, canvas_columns(c) - 2, canvas_rows(c) - HEAD_ROWS - 1, &r->port);
	page_free(page);
	frame_draw_footer(a, CONTEXT_REQUEST);
}

/* ---- sending ---- */

static void
sent(const json_t *ok, const json_t *error, void *arg)
{
	struct request_page *r = arg;
	struct app *a = r->app;
	const json_t *request = json_object_get(ok, "request");
	struct buf text = {0};

	if (error) {
		app_say_error(a, error);
		return;
	}
	app_tell(a, "ticket-request", request);
	/* The state alone, a word, says neither what was done nor where its end is seen. */
	if (*text_of(request, "reason"))
		request_words(a, request, &text);
	else
		buf_puts(
		    &text, _("Asked of Jira: its step shows the key once the ticket is made."));
	app_close(a, &r->screen); /* r is gone */
	app_sayf(a, STYLE_GOOD, "%s", buf_str(&text));
	buf_release(&text);
}

static void
send_agreed(struct app *a, void *arg)
{
	struct request_page *r = *(struct request_page **)arg;
	const char *title = text_of(r->draft, "title"), *text = text_of(r->draft, "description");
	json_t *args = json_pack("{s:s, s:s}", "title", title, "description", text);

	free(arg);
	if (r->request) {
		json_object_set(args, "id", json_object_get(r->draft, "id"));
		json_object_set(args, "version", json_object_get(r->draft, "version"));
	} else {
		json_object_set(args, "renewal", json_object_get(r->draft, "renewal"));
		json_object_set(args, "step", json_object_get(r->draft, "step"));
		json_object_set_new(args, "renewals", request_serves_ids(r->serves));
	}
	link_call(a->link, r->request ? "ticket.edit" : "ticket.request", args, sent, r);
}

static void
ask_send(struct request_page *r)
{
	struct request_page **arg = mem_alloc(sizeof(*arg));
	size_t count = request_serves_count(r->serves);
	char *question =
	    count == 1 ? mem_printf(_("Make this ticket in %s?"), text_of(r->draft, "project"))
		       : mem_printf(_("Make this ticket in %s, for %zu renewals?"),
			     text_of(r->draft, "project"), count);

	*arg = r;
	app_push(r->app, confirm_new(question, true, send_agreed, arg));
	free(question);
}

/* ---- editing ---- */

struct titling {
	struct request_page *page;
	struct screen *inputs;
};

static void
title_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct titling *t = arg;

	json_object_set_new(t->page->draft, "title", json_string(texts[0]));
	app_close(a, inputs);
}

static void
edit_title(struct request_page *r)
{
	struct titling *t = mem_alloc(sizeof(*t));
	const struct dialog_owner owner = {.submit = title_typed, .gone = free, .arg = t};

	*t = (struct titling){r, dialog_new(_("The title"), NULL, &owner)};
	dialog_add(t->inputs, _("Title"), NULL, text_of(r->draft, "title"));
	app_push(r->app, t->inputs);
}

static void
text_edited(struct app *a, const char *text, void *arg)
{
	struct request_page *r = arg;

	(void)a;
	json_object_set_new(r->draft, "description", json_string(text));
}

static void
edit_chosen(struct app *a, size_t i, void *arg)
{
	struct request_page *r = arg;
	const struct text_edit_owner owner = {text_edited, r};

	if (i == 0)
		edit_title(r);
	else if (i == 2)
		request_serves_ask(r->serves, a);
	else
		app_push(a, text_edit_new(_("The text, in Jira's markup"),
				text_of(r->draft, "description"), &owner));
}

static void
edit(struct request_page *r)
{
	const struct menu_owner owner = {.done = edit_chosen, .arg = r};
	struct screen *menu = menu_new(_("What do you change?"), NULL, &owner);

	menu_add(menu, _("The title"), text_of(r->draft, "title"));
	menu_add(menu, _("The text"), NULL);
	if (request_serves_choices(r->serves))
		menu_add(menu, _("The renewals that it serves"), NULL);
	else
		menu_add_off(menu, _("The renewals that it serves"),
		    _("there is no other that it could serve"));
	menu_at(menu, 1);
	app_push(r->app, menu);
}

static void
show_plain(const struct request_page *r)
{
	char *text =
	    mem_printf("%s\n\n%s", text_of(r->draft, "title"), text_of(r->draft, "description"));

	term_plain(text);
	free(text);
}

static bool
request_page_act(struct screen *s, struct app *a, enum action action)
{
	struct request_page *r = (struct request_page *)s;

	(void)a;
	if (viewport_act(&r->port, action))
		return true;
	switch ((int)action) {
	case ACTION_SEND:
		ask_send(r);
		return true;
	case ACTION_EDIT:
		edit(r);
		return true;
	case ACTION_COPY:
		show_plain(r);
		return true;
	default:
		return false;
	}
}

static void
request_page_free(struct screen *s, struct app *a)
{
	struct request_page *r = (struct request_page *)s;

	link_forget(a->link, r);
	json_decref(r->draft);
	request_serves_free(r->serves);
	free(r);
}

static void
open_page(struct app *a, const json_t *draft, bool request)
{
	static const struct screen_class class = {.context = CONTEXT_REQUEST,
	    .draw = request_page_draw,
	    .act = request_page_act,
	    .free = request_page_free};
	struct request_page *r = mem_alloc(sizeof(*r));

	*r = (struct request_page){.screen = {&class},
	    .app = a,
	    .draft = json_deep_copy(draft),
	    .serves = request_serves_new(draft),
	    .request = request,
	    .port = {.text = true}};
	app_push(a, &r->screen);
}

static void
answered_with(struct app_asking *asking, const json_t *error, const json_t *draft, bool request)
{
	bool wanted;
	struct app *a = app_asked(asking, &wanted);

	if (error && wanted)
		app_say_error(a, error);
	else if (wanted)
		open_page(a, draft, request);
}

static void
prepared(const json_t *ok, const json_t *error, void *arg)
{
	answered_with(arg, error, json_object_get(ok, "draft"), false);
}

void
request_preview(struct app *a, int64_t renewal, const char *step)
{
	link_call(a->link, "ticket.prepare",
	    json_pack("{s:I, s:s}", "renewal", (json_int_t)renewal, "step", step), prepared,
	    app_ask(a));
}

static void
shown(const json_t *ok, const json_t *error, void *arg)
{
	answered_with(arg, error, json_object_get(ok, "request"), true);
}

void
request_edit(struct app *a, const json_t *request)
{
	link_call(a->link, "ticket.request-show",
	    json_pack("{s:O}", "id", json_object_get(request, "id")), shown, app_ask(a));
}

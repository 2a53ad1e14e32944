/* What is asked of Jira: each request with how far it is, why, and whose token it goes with. A table for
 * tui/screens/fetched_list.c; a row is a json_t of ticket.requests. Which acts a request takes as it is now its "can"
 * says; each names the version that was seen, so that what somebody or the backend did meanwhile is told and not
 * undone. The pane says of the one under the cursor how far it is and why; events "ticket-request" keep it so. What an
 * act changed is told to the other screens by the same event. */
#include "tui/screens/requests.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/request_page.h"
#include "tui/screens/ticket_agree.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "words/words.h"

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
	int state = ticket_request_state_from(text_of(r, "state"));

	(void)arg;
	if (old)
		return STYLE_DIM;
	return state == REQUEST_FAILED || state == REQUEST_NEEDS_ATTENTION ? STYLE_ERROR
	       : state == REQUEST_UNCERTAIN                                ? STYLE_WARNING
									   : STYLE_TEXT;
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
	return rows < 14 ? 0 : 5;
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	struct canvas *c = s->app->canvas;
	json_t *one = fetched_list_chosen(s);
	const json_t *r = json_array_get(one, 0);
	struct buf text = {0};

	canvas_rule(c, row, "");
	if (r) {
		request_words(r, &text);
		if (number_of(r, "next_at")) {
			buf_puts(&text, " ");
			words_date_time(number_of(r, "next_at"), &text);
		}
		wrap_draw(
		    c, row + 1, 1, canvas_columns(c) - 2, height - 1, STYLE_TEXT, buf_str(&text));
	}
	buf_release(&text);
	json_decref(one);
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("Nothing is under way to Jira."));
}

/* ---- acts ---- */

struct deed {
	struct app *app;
	struct screen *inputs;
	json_t *args;
};

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	struct buf text = {0};

	if (error) {
		app_say_error(a, error);
		if (json_object_get(json_object_get(error, "args"), "request")) /* as it is now */
			app_tell(a, "ticket-request",
			    json_object_get(json_object_get(error, "args"), "request"));
	} else {
		request_words(json_object_get(ok, "request"), &text);
		app_sayf(a, STYLE_GOOD, "%s", buf_str(&text));
		app_tell(a, "ticket-request", json_object_get(ok, "request"));
	}
	buf_release(&text);
}

static json_t *
at_version(const json_t *r)
{
	return json_pack(
	    "{s:O, s:O}", "id", json_object_get(r, "id"), "version", json_object_get(r, "version"));
}

static bool
may(struct list_screen *s, const json_t *r, const char *act)
{
	if (!request_takes(r, act))
		app_say(
		    s->app, STYLE_WARNING, _("That cannot be done to the request as it is now."));
	return request_takes(r, act);
}

static void
retry(struct list_screen *s, const void *r)
{
	if (may(s, r, "retry"))
		link_call(s->app->link, "ticket.retry", at_version(r), answered, s->app);
}

static void
take_over(struct list_screen *s, const void *r)
{
	if (may(s, r, "take-over"))
		link_call(s->app->link, "ticket.take-over", at_version(r), answered, s->app);
}

static void
drop_agreed(struct app *a, void *arg)
{
	json_t **args = arg;

	link_call(a->link, "ticket.drop", *args, answered, a);
	free(args);
}

static void
drop_left(void *arg)
{
	json_decref(*(json_t **)arg);
	free(arg);
}

static void
drop(struct list_screen *s, const void *r)
{
	json_t **args;
	struct screen *question;
	struct buf what = {0};
	char *text;

	if (!may(s, r, "drop"))
		return;
	args = mem_alloc(sizeof(*args));
	*args = at_version(r);
	what_text(r, s->app, &what);
	text = mem_printf(
	    _("Drop the request “%s”? What Jira may have made of it stays there."), buf_str(&what));
	question = confirm_new(text, false, drop_agreed, args);
	confirm_drops_with(question, drop_left);
	app_push(s->app, question);
	buf_release(&what);
	free(text);
}

static void
edit(struct list_screen *s, const void *r)
{
	if (may(s, r, "edit"))
		request_edit(s->app, r);
}

/* ---- by hand ---- */

static void by_hand_send(struct deed *d);

static void
agreed(struct app *a, const char *code, void *arg)
{
	struct deed *d = arg;

	(void)a;
	if (!json_object_get(d->args, "agreed"))
		json_object_set_new(d->args, "agreed", json_array());
	json_array_append_new(json_object_get(d->args, "agreed"), json_string(code));
	by_hand_send(d);
}

static void
by_hand_answered(const json_t *ok, const json_t *error, void *arg)
{
	struct deed *d = arg;
	struct app *a = d->app;
	struct buf text = {0};

	if (ok) {
		app_close(a, d->inputs); /* d is gone */
		answered(ok, NULL, a);
		return;
	}
	if (ticket_agree(a, error, agreed, d))
		buf_puts(&text, _("Nothing was saved."));
	else
		words_error(text_of(error, "code"), json_object_get(error, "args"), &text);
	dialog_refuse(d->inputs, 0, buf_str(&text));
	app_changed(a);
	buf_release(&text);
}

static void
by_hand_send(struct deed *d)
{
	link_call(d->app->link, "ticket.by-hand", json_deep_copy(d->args), by_hand_answered, d);
}

static void
by_hand_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct deed *d = arg;

	(void)a;
	(void)inputs;
	json_object_del(d->args, "agreed");
	json_object_set_new(d->args, "key", json_string(texts[0]));
	by_hand_send(d);
}

static void
deed_gone(void *arg)
{
	struct deed *d = arg;

	link_forget(d->app->link, d);
	json_decref(d->args);
	free(d);
}

static void
by_hand(struct list_screen *s, const void *r)
{
	struct deed *d;
	struct dialog_owner owner = {.submit = by_hand_typed, .gone = deed_gone};

	if (!may(s, r, "by-hand"))
		return;
	d = mem_alloc(sizeof(*d));
	owner.arg = d;
	*d = (struct deed){
	    s->app, dialog_new(_("It was done by hand"), NULL, &owner), at_version(r)};
	dialog_add(d->inputs, _("Ticket"), _("Its key or its URL, typed or pasted."), "");
	app_push(s->app, d->inputs);
}

static void
open_renewal(struct list_screen *s, const void *r)
{
	if (number_of(r, "renewal"))
		s->app->ways->renewal(s->app, number_of(r, "renewal"), text_of(r, "step"));
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
		.view = ACTION_REQUESTS,
		.title = N_("What is asked of Jira"),
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no request here."),
		.none_pass = N_("No request passes the filter."),
		.hint = N_("There is no request here."),
		.empty = empty,
		.pane_height = pane_height,
		.draw_pane = draw_pane},
	    .operation = "ticket.requests",
	    .member = "requests",
	    .event = "ticket-request",
	};

	fetched_list_open(a, &view);
}

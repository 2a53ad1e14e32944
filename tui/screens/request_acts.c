/* What a person does to a request to Jira, wherever it stands in a list. Which acts it takes as it is now its "can" says:
 * what is not among them is answered with what is. Each act names the version that was seen, so that what somebody or the
 * backend did meanwhile is told and not undone; an answer, and a conflict, bring the request as it is now, which is told
 * to every screen as the event "ticket-request", so that no screen need stay for it.
 *
 * Whose move it is (request_need) hangs on who looks: what waits for his own token waits for him. */
#include "tui/screens/request_acts.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/request_page.h"
#include "tui/screens/ticket_agree.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

/* ---- how it stands ---- */

enum request_need
request_need(const struct app *a, const json_t *r)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	if (state == REQUEST_FAILED || state == REQUEST_NEEDS_ATTENTION)
		return REQUEST_NEEDS_SOMEBODY;
	if (strcmp(text_of(r, "reason"), "waits-for-owner") != 0)
		return REQUEST_NEEDS_JIRA;
	return request_is_mine(a, r) ? REQUEST_NEEDS_ME : REQUEST_NEEDS_OWNER;
}

unsigned
request_style(const json_t *r)
{
	int state = ticket_request_state_from(text_of(r, "state"));

	return state == REQUEST_FAILED || state == REQUEST_NEEDS_ATTENTION ? STYLE_ERROR
	       : state == REQUEST_UNCERTAIN                                ? STYLE_WARNING
									   : STYLE_TEXT;
}

/* "r retry · D drop": what it takes as it is now. */
static void
request_keys(const struct app *a, enum context context, const json_t *r, struct buf *out)
{
	static const struct {
		const char *act, *label; /* msgid */
		enum action action;
	} all[] = {{"retry", N_("retry"), ACTION_RETRY}, {"edit", N_("edit"), ACTION_EDIT},
	    {"by-hand", N_("by hand"), ACTION_BY_HAND}, {"drop", N_("drop"), ACTION_DROP},
	    {"take-over", N_("with your token"), ACTION_TAKE_OVER}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		bool own = all[i].action == ACTION_TAKE_OVER && request_is_mine(a, r);

		if (own || !request_takes(r, all[i].act) || !app_offers(a, all[i].action))
			continue;
		buf_puts(out, out->len ? " · " : "");
		keys_describe_first(a->keys, context, all[i].action, out);
		buf_printf(out, " %s", _(all[i].label));
	}
}

static void
put_for(const json_t *r, struct buf *out)
{
	const char *title = text_of(r, "step_title");

	if (!number_of(r, "renewal"))
		return;
	buf_puts(out, " · ");
	buf_printf(
	    out, _("renewal %lld %s"), (long long)number_of(r, "renewal"), text_of(r, "domain"));
	if (*title || *text_of(r, "step"))
		buf_printf(out, ": %s", *title ? title : text_of(r, "step"));
}

void
request_draw(struct app *a, enum context context, const json_t *r, int row, int height)
{
	struct canvas *c = a->canvas;
	struct buf what = {0}, why = {0}, keys = {0};
	int width = canvas_columns(c) - 2, end = row + height;

	words_request(r, &what);
	put_for(r, &what);
	request_words(a, r, &why);
	if (number_of(r, "next_at")) {
		buf_puts(&why, " ");
		words_date_time(number_of(r, "next_at"), &why);
	}
	request_keys(a, context, r, &keys);
	row += wrap_draw(c, row, 1, width, height > 4 ? 2 : 1, STYLE_DIM, buf_str(&what));
	row += wrap_draw(c, row, 1, width, end - row - 1, request_style(r), buf_str(&why));
	wrap_draw(c, row, 1, width, end - row, STYLE_KEY, buf_str(&keys));
	buf_release(&what);
	buf_release(&why);
	buf_release(&keys);
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
		request_words(a, json_object_get(ok, "request"), &text);
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

/* Or says what can be done with it instead. */
static bool
may(struct app *a, const json_t *r, const char *act)
{
	struct buf text = {0};

	if (request_takes(r, act))
		return true;
	request_keys(a, app_top(a)->class->context, r, &text);
	app_sayf(a, STYLE_WARNING,
	    _("That cannot be done to a request that is: %s. What can be: %s"), request_word(r),
	    text.len ? buf_str(&text) : "—");
	buf_release(&text);
	return false;
}

void
request_retry(struct app *a, const json_t *r)
{
	if (may(a, r, "retry"))
		link_act(a->link, "ticket.retry", at_version(r), answered, a);
}

void
request_take_over(struct app *a, const json_t *r)
{
	if (may(a, r, "take-over"))
		link_act(a->link, "ticket.take-over", at_version(r), answered, a);
}

static void
drop_agreed(struct app *a, void *arg)
{
	json_t **args = arg;

	link_act(a->link, "ticket.drop", *args, answered, a);
	free(args);
}

static void
drop_left(void *arg)
{
	json_decref(*(json_t **)arg);
	free(arg);
}

void
request_drop(struct app *a, const json_t *r)
{
	json_t **args;
	struct screen *question;
	struct buf what = {0};
	char *text;

	if (!may(a, r, "drop"))
		return;
	args = mem_alloc(sizeof(*args));
	*args = at_version(r);
	words_request(r, &what);
	text = mem_printf(
	    _("Drop the request “%s”? What Jira may have made of it stays there."), buf_str(&what));
	question = confirm_new(text, false, drop_agreed, args);
	confirm_drops_with(question, drop_left);
	app_push(a, question);
	buf_release(&what);
	free(text);
}

void
request_change(struct app *a, const json_t *r)
{
	if (may(a, r, "edit"))
		request_edit(a, r);
}

/* ---- by hand ---- */

static void by_hand_send(struct deed *d);

static void
agreed(struct app *a, const char *code, void *arg)
{
	struct deed *d = arg;

	(void)a;
	text_add(d->args, "agreed", code);
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

void
request_by_hand(struct app *a, const json_t *r)
{
	struct deed *d;
	struct dialog_owner owner = {.submit = by_hand_typed, .gone = deed_gone};

	if (!may(a, r, "by-hand"))
		return;
	d = mem_alloc(sizeof(*d));
	owner.arg = d;
	*d = (struct deed){a, dialog_new(_("It was done by hand"), NULL, &owner), at_version(r)};
	dialog_add(d->inputs, _("Ticket"), _("Its key or its URL, typed or pasted."), "");
	app_push(a, d->inputs);
}

/* With the text of what is to be made, which a list has not. */
static void
whole_arrived(const json_t *ok, const json_t *error, void *arg)
{
	const json_t *r = json_object_get(ok, "request");
	struct buf text = {0};
	bool wanted;
	struct app *a = app_asked(arg, &wanted);

	if (error && wanted)
		app_say_error(a, error);
	if (error || !wanted)
		return;
	words_request(r, &text);
	put_for(r, &text);
	buf_puts(&text, "\n");
	request_words(a, r, &text);
	buf_printf(&text, "\n\n%s", text_of(r, *text_of(r, "body") ? "body" : "description"));
	term_plain(buf_str(&text));
	buf_release(&text);
}

void
request_show_plain(struct app *a, const json_t *r)
{
	link_call(a->link, "ticket.request-show",
	    json_pack("{s:O}", "id", json_object_get(r, "id")), whole_arrived, app_ask(a));
}

void
request_open_renewal(struct app *a, const json_t *r)
{
	if (number_of(r, "renewal"))
		a->ways->renewal(a, number_of(r, "renewal"), text_of(r, "step"));
	else
		app_say(a, STYLE_WARNING, _("This request is of no renewal."));
}

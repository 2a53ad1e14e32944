/* The tickets of a step, as a part of its page: the one that it makes or that is waited for, which is that of the last
 * step of its phase which has one; those that its texts name, which it answers; and what Jira is asked for it. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/link.h"
#include "tui/screens/request_page.h"
#include "tui/term/wrap.h"
#include "tui/view/page.h"
#include "words/words.h"

enum { COMMENT_COLUMNS = 120 };

/* What is written, and about what. */
struct looking {
	struct page *page;
	const json_t *renewal, *step;
	int64_t now;
};

static bool
names_key(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *at = len ? text : NULL; at && (at = strstr(at, key)); at += len)
		if ((at[len] < '0' || at[len] > '9') &&
		    (at == text || at[-1] < 'A' || at[-1] > 'Z'))
			return true;
	return false;
}

/* The step that has the ticket, as its place among the steps; -1: none. */
static int
place_of(const struct looking *w, const char *key)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(w->renewal, "steps"), i, one)
		if (!strcmp(text_of(one, "key"), key))
			return (int)i;
	return -1;
}

/* Of the phase's steps before this one, the last that has a ticket: what is waited for is on it. */
static const json_t *
ticket_before(const struct looking *w)
{
	const json_t *steps = json_object_get(w->renewal, "steps"), *t, *found = NULL;
	int here = place_of(w, text_of(w->step, "key")), last = -1;
	size_t i;

	json_array_foreach(json_object_get(w->renewal, "ticket_states"), i, t) {
		int place = place_of(w, text_of(t, "step"));

		if (place > last && place <= here &&
		    number_of(json_array_get(steps, (size_t)place), "phase") ==
			number_of(w->step, "phase")) {
			last = place;
			found = t;
		}
	}
	return found;
}

/* Is it answered by this step, whose texts name it? */
static bool
is_named(const struct looking *w, const json_t *ticket)
{
	const json_t *point;
	size_t i;

	if (names_key(text_of(w->step, "text"), text_of(ticket, "key")) ||
	    names_key(text_of(w->step, "note"), text_of(ticket, "key")))
		return true;
	json_array_foreach(json_object_get(w->step, "points"), i, point)
		if (names_key(text_of(point, "text"), text_of(ticket, "key")))
			return true;
	return false;
}

/* Nothing but that is known of how it stands, and the look is said anyway. */
static bool
is_only_looked_at(const json_t *t)
{
	return number_of(t, "looked_at") && !*text_of(t, "status") && !flag_of(t, "needs_answer") &&
	       !*text_of(t, "missing") && !number_of(t, "answered_at") &&
	       ticket_category_from(text_of(t, "category")) == TICKET_UNKNOWN;
}

static void
write_one_ticket(struct looking *w, const json_t *t)
{
	struct buf text = {0};
	int64_t since =
	    number_of(t, "created_at") ? number_of(t, "created_at") : number_of(t, "known_at");

	buf_puts(&text, text_of(t, "key"));
	if (!is_only_looked_at(t)) {
		buf_puts(&text, " · ");
		words_ticket_state(t, &text);
	}
	if (*text_of(t, "assignee"))
		buf_printf(&text, " · %s", text_of(t, "assignee"));
	buf_puts(&text, " · ");
	words_ago(w->now - since, &text);
	if (number_of(t, "looked_at")) {
		buf_printf(&text, " · %s ", _("looked at"));
		words_ago(w->now - number_of(t, "looked_at"), &text);
	}
	page_add(
	    w->page, flag_of(t, "needs_answer") ? STYLE_WARNING : STYLE_TEXT, 0, buf_str(&text));
	page_hang(w->page, 2);
	if (*text_of(t, "url"))
		page_add(w->page, STYLE_DIM, 0, text_of(t, "url"));
	buf_release(&text);
}

/* How the last comment begins, on one line: all of it is on the page of the ticket. */
static void
write_last_comment(struct looking *w, const json_t *t)
{
	const json_t *last = json_object_get(json_object_get(t, "comments"), "last");
	char *body = mem_strdup(text_of(last, "body"));
	size_t fits;

	for (char *at = body; *at; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
	fits = wrap_fit(body, COMMENT_COLUMNS);
	if (*body)
		page_addf(w->page, STYLE_TEXT, 2, "%s: %.*s%s", text_of(last, "author"), (int)fits,
		    body, body[fits] ? " …" : "");
	free(body);
}

/* Does one before it have its key? The origin can be linked by hand and be a value too. */
static bool
is_told(const json_t *all, size_t i)
{
	const char *key = text_of(json_array_get(all, i), "key");

	for (size_t k = 0; k < i; k++)
		if (!strcmp(text_of(json_array_get(all, k), "key"), key))
			return true;
	return false;
}

/* Of the ticket that it waits on, makes or answers: how it stands. One of several steps is said once. */
static void
write_tickets(struct looking *w)
{
	const json_t *all = json_object_get(w->renewal, "ticket_states"), *t;
	const json_t *before = ticket_before(w);
	size_t i;

	if (before) {
		write_one_ticket(w, before);
		if (renewal_step_waits(w->step))
			write_last_comment(w, before);
	}
	json_array_foreach(all, i, t)
		if ((!before || strcmp(text_of(t, "key"), text_of(before, "key")) != 0) &&
		    is_named(w, t) && !is_told(all, i))
			write_one_ticket(w, t);
}

const char *
step_ticket_key(const json_t *renewal, const json_t *step)
{
	const struct looking w = {NULL, renewal, step, 0};
	const json_t *t;
	size_t i;

	json_array_foreach(json_object_get(renewal, "ticket_states"), i, t)
		if (is_named(&w, t))
			return text_of(t, "key");
	return text_of(ticket_before(&w), "key");
}

/* The wait that runs behind the step which has the ticket, in its phase. */
static const json_t *
wait_behind(const struct looking *w, const char *holder)
{
	const json_t *steps = json_object_get(w->renewal, "steps"), *one;
	int place = place_of(w, holder);
	size_t i;

	json_array_foreach(steps, i, one)
		if (place >= 0 && (int)i > place && renewal_step_waits(one) &&
		    number_of(one, "phase") ==
			number_of(json_array_get(steps, (size_t)place), "phase"))
			return one;
	return NULL;
}

const char *
step_answered_key(const json_t *renewal)
{
	const struct looking w = {NULL, renewal, NULL, 0};
	const json_t *t, *wait;
	size_t i;

	json_array_foreach(json_object_get(renewal, "ticket_states"), i, t)
		if (number_of(t, "answered_at") && (wait = wait_behind(&w, text_of(t, "step"))))
			return text_of(wait, "key");
	return "";
}

bool
step_is_answered(const json_t *renewal, const json_t *step)
{
	const struct looking w = {NULL, renewal, step, 0};

	return renewal_step_waits(step) && number_of(ticket_before(&w), "answered_at");
}

/* ---- what Jira is asked ---- */

static void
requests_arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;

	if (error) /* an older backend, or none there: what is here stays */
		return;
	json_decref(p->requests);
	p->requests = json_deep_copy(json_object_get(ok, "requests"));
	app_changed(p->app);
}

void
panel_ask_requests(struct panel *p)
{
	link_call(p->app->link, "ticket.requests",
	    json_pack("{s:I, s:b}", "renewal", (json_int_t)p->id, "all", false), requests_arrived,
	    p);
}

const json_t *
panel_step_request(const struct panel *p, const json_t *step)
{
	return object_with(p->requests, "step", text_of(step, "key"));
}

static void
write_request(const struct app *a, const struct looking *w, const json_t *r)
{
	int state = ticket_request_state_from(text_of(r, "state"));
	struct buf text = {0};

	request_words(a, r, &text);
	page_addf(w->page,
	    state == REQUEST_FAILED || state == REQUEST_NEEDS_ATTENTION ? STYLE_ERROR
									: STYLE_WARNING,
	    0, "Jira: %s", buf_str(&text));
	buf_release(&text);
}

void
step_tickets_write(const struct panel *p, const json_t *step, int64_t now, struct page *page)
{
	struct looking w = {page, renewal_model_get(p->model), step, now};
	const json_t *request = panel_step_request(p, step);

	write_tickets(&w);
	if (request)
		write_request(p->app, &w, request);
}

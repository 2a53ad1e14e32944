/* Rows of two kinds in one table: tickets, and what Jira is asked for and has not done. What is said of a ticket's renewal
 * or monitor is said of the first of its uses that is open; a request names its own. Whose turn it is orders them at first:
 * of a ticket that of the wait behind its step, but one that is resolved and still here is ours, since what it brought is
 * to be taken up; of a request who has the next move (request_acts.h).
 *
 * The filter asks of a ticket its keys, former ones too, and what it asks of a monitor of those that it is for. Of a
 * request it asks the key of its ticket or its project, whose token it goes with, and for whom it waits. */
#include "tui/screens/ticket_columns.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/members.h"
#include "base/terms.h"
#include "expiry/row_renewal.h"
#include "expiry/urgency.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "tui/model/query.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/request_acts.h"
#include "tui/screens/request_page.h"
#include "tui/screens/ticket_page.h"
#include "words/words.h"

/* ---- whose turn it is ---- */

static bool
needs_person(const struct app *a, const json_t *request)
{
	enum request_need need = request_need(a, request);

	return need == REQUEST_NEEDS_SOMEBODY || need == REQUEST_NEEDS_ME;
}

enum ticket_turn
ticket_turn(const struct app *a, const json_t *t)
{
	const json_t *request = fetched_other(t);

	if (request)
		return needs_person(a, request) ? TURN_REQUEST : TURN_THEIRS;
	return ticket_turn_of(t);
}

/* ---- columns ---- */

/* Of a request the ticket that it is about; one to be made has no key yet. */
static void
key_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *request = fetched_other(t);
	const char *key = text_of(json_object_get(request, "ticket"), "key");

	(void)arg;
	if (!request)
		buf_puts(out, text_of(t, "key"));
	else if (*key)
		buf_puts(out, key);
	else
		buf_printf(out, _("%s: new"), text_of(request, "project"));
}

static void
state_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *request = fetched_other(t);

	(void)arg;
	if (request)
		buf_puts(out, request_word(request));
	else
		words_ticket_state(t, out);
}

static void
state_brief(const void *t, const void *arg, struct buf *out)
{
	const json_t *request = fetched_other(t);

	(void)arg;
	if (request)
		buf_puts(out, request_word(request));
	else
		words_ticket_state_short(t, out);
}

static unsigned
state_style(const void *t, bool old, const void *arg)
{
	if (old)
		return STYLE_DIM;
	if (fetched_other(t))
		return request_style(fetched_other(t));
	return ticket_turn(arg, t) == TURN_ANSWER ? STYLE_WARNING : STYLE_TEXT;
}

static void
request_waiting(const struct app *a, const json_t *request, struct buf *out)
{
	struct buf key = {0};

	switch (request_need(a, request)) {
	case REQUEST_NEEDS_SOMEBODY:
		buf_puts(out, _("needs us"));
		break;
	case REQUEST_NEEDS_ME:
		app_describe_key(a, CONTEXT_TICKETS, ACTION_TOKEN, &key);
		buf_printf(out, key.len ? _("you: %s") : "%s", key.len ? key.data : _("needs us"));
		buf_release(&key);
		break;
	case REQUEST_NEEDS_OWNER:
		buf_puts(out, text_of(request, "login"));
		break;
	case REQUEST_NEEDS_JIRA:
		buf_puts(out, words_ticket_system(TICKET_SYSTEM_JIRA));
		break;
	}
}

static void
waiting_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *use = ticket_use(t);

	if (fetched_other(t))
		request_waiting(arg, fetched_other(t), out);
	else if (*text_of(use, "contradiction"))
		buf_puts(out, words_contradiction_short(text_of(use, "contradiction")));
	else if (number_of(t, "answered_at"))
		buf_puts(out, _("they answered"));
	else if (flag_of(t, "needs_answer") || ticket_is_resolved(t))
		buf_puts(out, _("ours"));
	else if (!number_of(use, "renewal"))
		buf_puts(out, "—");
	else
		buf_puts(out, *text_of(use, "waiting_on") ? text_of(use, "waiting_on") : _("ours"));
}

static void
waiting_brief(const void *t, const void *arg, struct buf *out)
{
	if (!fetched_other(t) && *text_of(ticket_use(t), "contradiction"))
		buf_puts(out, _("at odds"));
	else if (!fetched_other(t) && number_of(t, "answered_at"))
		buf_puts(out, _("answered us"));
	else
		waiting_text(t, arg, out);
}

/* By a person; what only the backend follows says where. */
static void
looked_text(const void *t, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	if (fetched_other(t))
		buf_puts(out, "—");
	else if (number_of(t, "looked_at"))
		words_age(clock_wall(a->clock) - number_of(t, "looked_at"), out);
	else if (number_of(t, "read_at"))
		buf_puts(out, words_ticket_system(TICKET_SYSTEM_JIRA));
	else
		buf_puts(out, _("never"));
}

static int64_t
known_since(const json_t *t)
{
	const json_t *request = fetched_other(t);

	return request ? number_of(request, "created_at") : ticket_known_since(t);
}

static void
age_text(const void *t, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	words_age(clock_wall(a->clock) - known_since(t), out);
}

static int64_t
renewal_of(const json_t *t)
{
	const json_t *request = fetched_other(t);

	return number_of(request ? request : ticket_use(t), "renewal");
}

static void
renewal_text(const void *t, const void *arg, struct buf *out)
{
	int64_t renewal = renewal_of(t);

	(void)arg;
	if (renewal)
		buf_printf(out, "%lld", (long long)renewal);
	else
		buf_puts(out, "—");
}

static void
monitor_text(const void *t, const void *arg, struct buf *out)
{
	const json_t *request = fetched_other(t), *use = request ? request : ticket_use(t);
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
	if (fetched_other(t))
		words_request(fetched_other(t), out);
	else
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
	return by_numbers(known_since(x), known_since(y));
}

/* SIS-9 before SIS-10. */
static int
compare_keys(const void *x, const void *y, const void *arg)
{
	struct buf a = {0}, b = {0};
	int d;

	key_text(x, arg, &a);
	key_text(y, arg, &b);
	d = strverscmp(buf_str(&a), buf_str(&b));
	buf_release(&a);
	buf_release(&b);
	return d;
}

static int
compare_turns(const void *x, const void *y, const void *arg)
{
	int d = by_numbers(ticket_turn(arg, x), ticket_turn(arg, y));

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
	return by_numbers(renewal_of(x), renewal_of(y));
}

static const struct list_column columns[] = {
    {N_("Ticket"), N_("ticket"), 10, 16, 0, .text = key_text, .compare = compare_keys},
    {N_("State"), N_("state"), 12, 30, 1, .text = state_text, .brief = state_brief,
	.style = state_style},
    {N_("Waiting for"), N_("waiting for"), 12, 31, 3, .text = waiting_text, .brief = waiting_brief,
	.compare = compare_turns},
    {N_("Looked"), N_("last look"), 6, 6, 4, .text = looked_text, .compare = compare_looks},
    {N_("Age"), N_("age"), 6, 6, 5, .text = age_text, .compare = compare_ages},
    {N_("Ren."), N_("renewal"), 4, 5, 6, .text = renewal_text, .compare = compare_renewals},
    {N_("Monitor"), N_("monitor"), 23, 30, 2, .text = monitor_text},
    {N_("Title"), N_("title"), 16, 40, 7, .text = title_text},
};

enum { WAITING = 2 };

const struct list_columns ticket_columns = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = WAITING};

/* ---- the filter: its keys, and what its monitors are ---- */

static const char *
key_of_request(const json_t *request)
{
	const json_t *ticket = json_object_get(request, "ticket");

	return number_of(ticket, "id") ? text_of(ticket, "key") : text_of(request, "project");
}

static const char *
key_at(const json_t *t, size_t i)
{
	const json_t *request = fetched_other(t);

	if (request)
		return i ? NULL : key_of_request(request);
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

	if (field == FIELD_AGE) {
		*value = days_left(model_now(a->model), known_since(r->row));
		return true;
	}
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

/* It is whose token it goes with, and waits for Jira or for him where it is not our turn. */
static void
read_request(const struct app *a, const json_t *request, struct row_renewal *out)
{
	out->id = number_of(request, "renewal");
	out->state = RENEWAL_OPEN;
	out->owner = text_of(request, "login");
	out->waiting_on = needs_person(a, request) ? ""
			  : request_need(a, request) == REQUEST_NEEDS_OWNER
			      ? text_of(request, "login")
			      : words_ticket_system(TICKET_SYSTEM_JIRA);
	out->contradiction = out->follow_up = "";
	out->answered = false;
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const json_t *use = ticket_use(r->row);
	const json_t *request = fetched_other(r->row);
	int state = renewal_state_from(text_of(use, "state"));

	out->me = link_login(a->link);
	out->now = model_now(a->model);
	if (request) {
		read_request(a, request, out);
		return;
	}
	out->id = number_of(use, "renewal");
	out->state = state < 0 ? RENEWAL_CLOSED : (enum renewal_state)state;
	out->owner = text_of(use, "claimed_by");
	out->waiting_on = text_of(use, "waiting_on");
	out->contradiction = text_of(use, "contradiction");
	out->follow_up = text_of(use, "follow_up");
	out->answered = number_of(r->row, "answered_at") != 0;
}

const struct row_reader ticket_reader = {read_text, read_number, read_anywhere, read_renewal};

/* ---- the same of requests where they are all that there is ---- */

static const char *
request_text(const void *arg, enum field field, size_t i)
{
	return field == FIELD_TICKET && !i ? key_of_request(((const struct json_row *)arg)->row)
					   : NULL;
}

static bool
request_number(const void *arg, enum field field, int64_t *value)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;

	*value = days_left(model_now(a->model), number_of(r->row, "created_at"));
	return field == FIELD_AGE;
}

static void
request_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;

	out->me = link_login(a->link);
	out->now = model_now(a->model);
	read_request(a, r->row, out);
}

const struct row_reader request_reader = {
    .text = request_text, .number = request_number, .renewal = request_renewal};

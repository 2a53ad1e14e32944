/* Operations that look at tickets and change nothing. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "store/ticket_reads.h"
#include "store/tickets.h"
#include "wire/protocol.h"

#include <stdlib.h>
#include <string.h>

/* Others wait: a page looks at so many, and says from where to go on. */
enum { PAGE_BYTES = LINE_MAX_BYTES / 2, PAGE_MOST = 100, LOOKED_MOST = 2000 };

struct wanted {
	struct daemon *d;
	const char *login; /* who asks */
	bool all;          /* also those that are done, or for nothing that is open */
	int64_t renewal, monitor;
	int sys, category; /* -1: any */
	char *text;        /* folded; NULL: any */
	json_t *page;
	size_t bytes;
	int looked;
	int64_t last; /* id of the one that was looked at last */
};

static bool
is_used(const struct wanted *w, const json_t *uses)
{
	const json_t *u;
	size_t i;

	json_array_foreach(uses, i, u) {
		if ((!w->renewal || number_of(u, "renewal") == w->renewal) &&
		    (!w->monitor || number_of(u, "monitor") == w->monitor) &&
		    (w->all || w->renewal || flag_of(u, "open")))
			return true;
	}
	return w->all && !w->renewal && !w->monitor;
}

static bool
has_text(const struct wanted *w, const json_t *t)
{
	const json_t *former = json_object_get(t, "former");

	if (!w->text || text_contains(text_of(t, "key"), w->text) ||
	    text_contains(text_of(t, "title"), w->text) ||
	    text_contains(text_of(t, "assignee"), w->text))
		return true;
	for (size_t i = 0; i < json_array_size(former); i++)
		if (text_contains(json_string_value(json_array_get(former, i)), w->text))
			return true;
	return false;
}

/* ---- resolved, and not done with here ---- */

struct due {
	const struct daemon *d;
	int64_t answered_at;
	bool any;
};

static bool
note_due(const struct ticket_use *u, void *arg)
{
	struct due *due = arg;
	const struct renewal_summary *r =
	    u->renewal ? open_renewals_find(due->d->open_renewals, u->renewal) : NULL;

	due->any = r && renewal_summary_is_due(r, u->step, due->answered_at);
	return !due->any;
}

/* What it brought is yet to be taken up, in a step behind its own: it is our turn. */
static bool
is_due(struct daemon *d, const struct ticket *t)
{
	struct ticket_read read;
	struct due due = {.d = d};

	if (store_ticket_read_get(d->store, t->id, "", &read, NULL) > 0)
		due.answered_at = read.answered_at;
	ticket_read_release(&read);
	store_ticket_use_each(d->store, t->id, note_due, &due, NULL);
	return due.any;
}

static bool
was_looked_at(const json_t *t)
{
	return number_of(t, "looked_at") && !number_of(t, "answered_at");
}

static bool
add_wanted(const struct ticket *t, void *arg)
{
	struct wanted *w = arg;
	bool resolved = !w->all && !w->renewal && t->category == TICKET_DONE && w->category < 0;
	json_t *json;

	w->last = t->id;
	if ((resolved && !is_due(w->d, t)) || (w->sys >= 0 && (int)t->sys != w->sys) ||
	    (w->category >= 0 && (int)t->category != w->category))
		return ++w->looked < LOOKED_MOST;
	json = ticket_full_json(w->d, t, w->login);
	if (is_used(w, json_object_get(json, "uses")) && has_text(w, json) &&
	    !(resolved && was_looked_at(json))) {
		w->bytes += json_dumpb(json, NULL, 0, JSON_COMPACT);
		json_array_append(w->page, json);
	}
	json_decref(json);
	return ++w->looked < LOOKED_MOST && w->bytes < PAGE_BYTES &&
	       json_array_size(w->page) < PAGE_MOST;
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	struct wanted w = {.d = session_daemon(s),
	    .login = session_actor(s)->login,
	    .all = flag_of(args, "all"),
	    .renewal = number_of(args, "renewal"),
	    .monitor = number_of(args, "monitor"),
	    .sys = ticket_system_from(string_of(args, "system")),
	    .category = ticket_category_from(string_of(args, "category"))};
	int64_t after = number_of(args, "after");
	struct err err = {0};
	const json_t *sys = json_object_get(args, "system"),
		     *category = json_object_get(args, "category");

	if ((json_is_string(sys) && w.sys < 0) || (json_is_string(category) && w.category < 0)) {
		session_error(s, id, "bad-argument",
		    w.sys < 0 && json_is_string(sys)
			? field_refusal("system", sys, "unknown")
			: field_refusal("category", category, "unknown"));
		return;
	}
	if (string_of(args, "text"))
		w.text = text_folded(string_of(args, "text"));
	w.page = json_array();
	w.last = after;
	if (store_ticket_each(w.d->store, after, add_wanted, &w, &err) < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id,
		    json_pack("{s:O, s:I}", "tickets", w.page, "next",
			(json_int_t)(w.last > after ? w.last : 0)));
	json_decref(w.page);
	free(w.text);
}

static void
op_show(struct session *s, json_int_t id, const json_t *args)
{
	struct ticket t;

	if (ticket_known(s, id, args, &t) == 0)
		session_ok(s, id,
		    json_pack("{s:o}", "ticket",
			ticket_full_json(session_daemon(s), &t, session_actor(s)->login)));
	ticket_release(&t);
}

const struct operation ticket_view_operations[] = {
    {.name = "ticket.list",
	.right = RIGHT_READ,
	.run = op_list,
	.arguments = ARGUMENTS(
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "next of the page before"},
	    {"all", ARGUMENT_FLAG,
		.what = "also those that are for nothing that is open, or resolved and looked at "
			"or done with here"},
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "only those of it"},
	    {"monitor", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "only those of it"},
	    {"system", ARGUMENT_TEXT, .what = "jira, remedy, eacat or other"},
	    {"category", ARGUMENT_TEXT, .what = "new, doing, done or unknown"},
	    {"text", ARGUMENT_TEXT, .most = 200,
		.what = "that is in a key, a former one too, a title or an assignee"}),
	.what = "A page of tickets with what they are for; next is 0 after the last.",
	.answer = "tickets, next"},
    {.name = "ticket.show",
	.right = RIGHT_READ,
	.run = op_show,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET),
	.what = "One ticket, its earlier keys, what it is for and what it is linked to. Wherever a "
		"ticket is told, attachments_left_out says for how many of the oldest attachments "
		"the line had no room; ticket.attachments has them.",
	.answer = "ticket"},
    {.name = NULL},
};

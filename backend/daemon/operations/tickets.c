/* Operations on what is known of a ticket by hand: look, correct; what it is for is in ticket_links.c. What is odd is
 * said before it is done: the request gets a code (a key of another project, of another ticket), and comes again with that
 * code among its "agreed".
 *
 * Every change is one transaction with its line of the audit trail; the rows and the summaries of the renewals
 * that name the ticket follow after the commit. To correct a key changes the renewals that hold it too, each by an act of
 * its own. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/conflict.h"
#include "daemon/operations/ticket_changes.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/push.h"
#include "daemon/session.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/renewals_of_tickets.h"
#include "daemon/state/writer.h"
#include "store/ticket_reads.h"
#include "store/tickets.h"

#include <string.h>

/* ---- what all share ---- */

int
ticket_event(struct session *s, const char *what, const struct ticket *t, const json_t *before,
    json_t *after, struct err *err)
{
	int rc = writer_event(
	    session_daemon(s)->writer, session_actor(s), what, t->id, before, after, err);

	json_decref(after);
	return rc;
}

/* After the commit: memory follows, then the answer. */
void
ticket_changed(struct session *s, json_int_t id, int64_t ticket)
{
	struct daemon *d = session_daemon(s);
	struct renewals_of_tickets l = {0};
	struct err err = {0};
	struct ticket t;

	renewals_of_ticket(&l, d->store, ticket, false);
	for (size_t i = 0; i < l.count; i++)
		open_renewals_reread(d->open_renewals, l.ids[i]);
	free(l.ids);
	linked_tickets_load(d->roster, d->store, NULL);
	server_news(d->server, NEWS_TICKET, ticket);
	if (store_ticket_get(d->store, ticket, &t, &err) < 0) {
		session_failed(s, id, &err);
		return;
	}
	session_ok(
	    s, id, json_pack("{s:o}", "ticket", ticket_full_json(d, &t, session_actor(s)->login)));
	ticket_release(&t);
}

void
ticket_failed(struct session *s, json_int_t id, const struct err *err)
{
	writer_rollback(session_daemon(s)->writer, err);
	session_failed(s, id, err);
}

static void
answer_conflict(struct session *s, json_int_t id, const json_t *args, const struct ticket *t)
{
	const struct conflict c = {"ticket", "ticket", t->id, t->version};

	conflict_answer(
	    s, id, args, &c, ticket_full_json(session_daemon(s), t, session_actor(s)->login));
}

/* ---- look ---- */

/* What a person saw of it; the reason why that cannot be, with its field, or NULL. */
static const char *
parse_look(struct ticket *t, const json_t *args, const char **field)
{
	static const char *const texts[] = {"status", "title", "assignee"};
	char **members[] = {&t->status, &t->title, &t->assignee};
	const char *category = string_of(args, "category");

	*field = "category";
	if (category && ticket_category_from(category) < 0)
		return "unknown";
	if (category) {
		t->category = (enum ticket_category)ticket_category_from(category);
		t->needs_answer = false;
	}
	if (json_object_get(args, "needs_answer"))
		t->needs_answer = flag_of(args, "needs_answer");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (string_of(args, texts[i])) {
			free(*members[i]);
			*members[i] = text_cleaned(string_of(args, texts[i]), TICKET_TEXT_MOST);
		}
	return NULL;
}

static void
op_look(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const char *reason, *field;
	struct err err = {0};
	struct ticket t;
	json_t *before;

	if (ticket_known(s, id, args, &t) < 0)
		return;
	if (number_of(args, "version") != t.version) { /* as it is, before anything is said of it */
		answer_conflict(s, id, args, &t);
		ticket_release(&t);
		return;
	}
	before = ticket_json(d, &t);
	reason = parse_look(&t, args, &field);
	t.looked_at = clock_wall(d->clock);
	mem_replace(&t.looked_by, session_actor(s)->login);
	if (reason)
		session_error(s, id, "bad-argument",
		    field_refusal(field, json_object_get(args, field), reason));
	else if (writer_begin(d->writer, &err) < 0 || store_ticket_update(d->store, &t, &err) < 0 ||
		 store_ticket_read_looked(d->store, t.id, &err) < 0 ||
		 ticket_event(s, "ticket.look", &t, before, ticket_json(d, &t), &err) < 0 ||
		 writer_commit(d->writer, &err) < 0)
		ticket_failed(s, id, &err);
	else
		ticket_changed(s, id, t.id);
	json_decref(before);
	ticket_release(&t);
}

/* ---- a ticket that is not known yet ---- */

/* Within a transaction. */
int
ticket_insert(struct session *s, struct ticket *t, int sys, const char *key, const json_t *args,
    struct err *err)
{
	struct daemon *d = session_daemon(s);

	*t = (struct ticket){.category = TICKET_UNKNOWN};
	t->sys = sys >= 0             ? (enum ticket_system)sys
		 : ticket_is_key(key) ? TICKET_SYSTEM_JIRA
				      : TICKET_SYSTEM_OTHER;
	t->key = mem_strdup(key);
	t->title = text_cleaned(text_of(args, "title"), TICKET_TEXT_MOST);
	t->status = mem_strdup("");
	t->assignee = mem_strdup("");
	t->looked_by = mem_strdup("");
	if (store_ticket_insert(d->store, t, err) < 0)
		return -1;
	return ticket_event(s, "ticket.adopt", t, NULL, ticket_json(d, t), err);
}

/* ---- correct ---- */

/* The renewals whose steps hold it hold the new key. */
static int
correct_renewals(struct session *s, const struct renewals_of_tickets *l, const char *from,
    const char *to, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *args = json_pack("{s:s, s:s}", "from", from, "to", to);
	struct renewal_act act = {.what = "correct-ticket",
	    .args = args,
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock),
	    .version = -1};
	int rc = 0;

	for (size_t i = 0; i < l->count && !rc; i++) {
		struct loaded_renewal t = {0};

		if (open_renewals_find(
			d->open_renewals, l->ids[i])) /* a closed one stays as it was */
			rc = open_renewals_change(
			    d->open_renewals, session_actor(s), l->ids[i], &act, &t, err);
		loaded_renewal_release(&t);
	}
	json_decref(args);
	return rc;
}

/* Gives t the key, or makes it the one that has it. */
static int
write_key(struct session *s, struct ticket *t, int64_t into, const char *key, struct err *err)
{
	struct store *store = session_daemon(s)->store;
	const char *login = session_actor(s)->login;
	char *old;
	int rc;

	if (into)
		return store_ticket_merge(store, t, into, login, err);
	old = mem_strdup(t->key);
	mem_replace(&t->key, key);
	rc = store_ticket_update(store, t, err);
	if (!rc)
		rc = store_ticket_former_put(store, t->id, old, login, err);
	free(old);
	return rc;
}

static int
write_correction(
    struct session *s, struct ticket *t, int64_t into, const char *key, struct err *err)
{
	struct daemon *d = session_daemon(s);
	struct renewals_of_tickets l = {0};
	json_t *before = ticket_json(d, t), *after = json_pack("{s:s, s:o}", "key", key, "becomes",
						into ? json_integer(into) : json_null());
	char *from = mem_strdup(t->key);
	int rc;

	renewals_of_ticket(&l, d->store, t->id, true);
	rc = writer_begin(d->writer, err);
	if (!rc)
		rc = write_key(s, t, into, key, err);
	if (!rc)
		rc = correct_renewals(s, &l, from, key, err);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "ticket.correct", t->id, before, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	free(from);
	free(l.ids);
	json_decref(before);
	json_decref(after);
	return rc;
}

static void
correct(struct session *s, json_int_t id, const json_t *args, struct ticket *t, const char *key)
{
	struct err err = {0};
	struct ticket known;
	int rc = store_ticket_find(session_daemon(s)->store, (int)t->sys, key, &known, &err);
	int64_t into = rc > 0 && known.id != t->id && !strcmp(known.key, key) ? known.id : 0;

	ticket_release(&known);
	if (rc < 0)
		session_failed(s, id, &err);
	else if (into && !ticket_agreed(args, "becomes-one"))
		session_error(
		    s, id, "becomes-one", json_pack("{s:s, s:s}", "key", t->key, "to", key));
	else if (ticket_of_other_project(s, id, args, (int)t->sys, key))
		return;
	else if (write_correction(s, t, into, key, &err) < 0)
		ticket_failed(s, id, &err);
	else if (into) {
		server_news(
		    session_daemon(s)->server, NEWS_TICKET, t->id); /* it is there no more */
		ticket_changed(s, id, into);
	} else {
		ticket_changed(s, id, t->id);
	}
}

static void
op_correct(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *to = json_object_get(args, "to");
	struct ticket t;
	char *key;
	int sys;

	if (ticket_known(s, id, args, &t) < 0)
		return;
	if (ticket_named(s, id, args, "to", &sys, &key)) {
		if (!strcmp(key, t.key) || (t.sys == TICKET_SYSTEM_JIRA && !ticket_is_key(key)))
			session_error(
			    s, id, "bad-argument", field_refusal("key", to, "not-a-ticket"));
		else if (number_of(args, "version") != t.version)
			answer_conflict(s, id, args, &t);
		else
			correct(s, id, args, &t, key);
		free(key);
	}
	ticket_release(&t);
}

const struct operation ticket_operations[] = {
    {.name = "ticket.look",
	.right = RIGHT_OPERATE,
	.run = op_look,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENT_VERSION,
	    {"category", ARGUMENT_TEXT, .what = "new, doing, done or unknown"},
	    {"needs_answer", ARGUMENT_FLAG, .what = "it waits for us"},
	    {"status", ARGUMENT_TEXT, .most = TICKET_TEXT_MOST, .what = "as its system says it"},
	    {"title", ARGUMENT_TEXT, .most = TICKET_TEXT_MOST, .what = "of the ticket"},
	    {"assignee", ARGUMENT_TEXT, .most = TICKET_TEXT_MOST, .what = "who has it"}),
	.what = "Somebody looked at it now, and saw this.",
	.answer = "ticket"},
    {.name = "ticket.correct",
	.right = RIGHT_OPERATE,
	.run = op_correct,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENT_VERSION,
	    {"to", ARGUMENT_TEXT, true, .least = 1, .what = "the right key, or its URL"},
	    ARGUMENT_AGREED),
	.what =
	    "Its key was mistyped: the old one still finds it, and the steps that hold it follow. "
	    "other-project and becomes-one are asked first.",
	.answer = "ticket"},
    {.name = NULL},
};

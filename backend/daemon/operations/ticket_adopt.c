/* Operations that ask Jira about one ticket: to take one in that is not known yet, and how a known one is now. They are
 * asked with the person's own token, or the service's (ticketing/follow.h); without either, a ticket is taken in as by hand.
 *
 * A ticket that was moved answers to its old key and says its new one: it is known by that, and found by both. One that
 * Jira does not show is deleted, or hidden from whoever asked, or never was: Jira tells apart only that it is there and
 * forbidden (403), so that is all that is said, and it is taken in all the same where the person agrees. Whatever else
 * goes wrong in Jira keeps nobody from taking a ticket in. */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operations/ticket_changes.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/facts.h"
#include "daemon/ticketing/follow.h"
#include "daemon/ticketing/jira.h"
#include "store/tickets.h"

#include <string.h>

/* What is asked of Jira, for whom. */
struct asking {
	struct session *s;
	json_int_t id;
	json_t *args;
	char *who;
	char *key;
	int sys;
	int64_t ticket; /* known already; 0 */
	bool by_number; /* asked for by that; its key was not there */
	int64_t number;
};

static void
asking_free(struct asking *a)
{
	json_decref(a->args);
	free(a->who);
	free(a->key);
	free(a);
}

static struct asking *
asking_new(struct session *s, json_int_t id, const json_t *args, const char *who)
{
	struct asking *a = mem_alloc(sizeof(*a));

	*a = (struct asking){.s = s, .id = id, .who = mem_strdup(who)};
	a->args = json_deep_copy(args);
	return a;
}

static void
ask(struct asking *a, jira_done_fn *done)
{
	struct jira_ask question = {.who = a->who,
	    .call = "get",
	    .done = done,
	    .ctx = a,
	    .owner = a->s,
	    .asker = session_actor(a->s)->login};

	question.args = a->by_number
			    ? json_pack("{s:o}", "id", json_sprintf("%lld", (long long)a->number))
			    : json_pack("{s:s}", "key", a->key);
	jira_call(session_daemon(a->s)->jira, &question);
}

static bool
is_not_shown(const struct jira_answer *answer)
{
	return answer->code &&
	       (!strcmp(answer->code, "no-such-ticket") || !strcmp(answer->code, "no-permission"));
}

/* ---- how a known one is now ---- */

/* The person says that it is the same ticket all the same: it is known by the other number from now on. */
static int
write_number(struct asking *a, struct ticket *t, const json_t *issue, struct err *err)
{
	struct daemon *d = session_daemon(a->s);
	json_t *before = ticket_json(d, t);
	int rc = writer_begin(d->writer, err);

	t->number = strtoll(text_of(issue, "id"), NULL, 10);
	if (!rc)
		rc = store_ticket_update(d->store, t, err);
	if (!rc)
		rc = ticket_event(a->s, "ticket.correct", t, before, ticket_json(d, t), err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	json_decref(before);
	return rc;
}

static void
refresh(struct asking *a, const json_t *issue)
{
	struct daemon *d = session_daemon(a->s);
	struct err err = {0};
	struct ticket t;
	bool other;

	if (store_ticket_get(d->store, a->ticket, &t, &err) < 0) {
		session_failed(a->s, a->id, &err);
		return;
	}
	other = !facts_are_of(issue, t.number);
	if (other && ticket_agreed(a->args, "other-issue") &&
	    write_number(a, &t, issue, &err) < 0) {
		ticket_failed(a->s, a->id, &err);
	} else {
		if (follow_read(d->follow, a->who, a->ticket, issue, &err) < 0)
			ticket_failed(a->s, a->id, &err);
		else if (other && !ticket_agreed(a->args, "other-issue"))
			ticket_is_other(a->s, a->id, t.key, t.number, issue);
		else
			ticket_changed(a->s, a->id, a->ticket);
	}
	ticket_release(&t);
}

static void
refreshed(void *ctx, const struct jira_answer *answer)
{
	struct asking *a = ctx;

	if (answer && is_not_shown(answer) && a->number && !a->by_number) {
		a->by_number = true; /* its key may be none any more */
		ask(a, refreshed);
		return;
	}
	if (!answer) {
		/* nobody waits */
	} else if (!answer->ok) {
		session_error(a->s, a->id, answer->code, json_deep_copy(answer->args));
	} else {
		refresh(a, json_object_get(answer->ok, "issue"));
	}
	asking_free(a);
}

static void
op_refresh(struct session *s, json_int_t id, const json_t *args)
{
	const char *who = follow_reader(session_daemon(s)->follow, session_actor(s)->login);
	struct asking *a;
	struct ticket t;

	if (ticket_waits_enough(s, id) || ticket_known(s, id, args, &t) < 0)
		return;
	if (!who || t.sys != TICKET_SYSTEM_JIRA) {
		session_error(s, id, who ? "no-such-ticket" : "no-token", NULL);
	} else {
		a = asking_new(s, id, args, who);
		a->key = mem_strdup(t.key);
		a->number = t.number;
		a->ticket = t.id;
		ask(a, refreshed);
	}
	ticket_release(&t);
}

/* ---- one that is not known yet ---- */

/* It may be one that is known, by the key that it has now, or by its number where it was moved there and nobody looked
 * since. 1 it is, 0 not, -1. */
static int
find_known(
    const struct asking *a, const json_t *issue, const char *key, struct ticket *t, struct err *err)
{
	struct store *store = session_daemon(a->s)->store;
	int64_t number = strtoll(text_of(issue, "id"), NULL, 10);
	int rc = store_ticket_find(store, a->sys, key, t, err);

	if (rc > 0 && !strcmp(t->key, key))
		return 1;
	ticket_release(t);
	if (rc < 0 || !number)
		return rc < 0 ? -1 : 0;
	return store_ticket_numbered(store, TICKET_SYSTEM_JIRA, number, t, err);
}

/* Within a transaction: it was moved to that key, and is found by the old one too. */
static int
write_key(struct asking *a, struct ticket *t, const char *key, struct err *err)
{
	struct daemon *d = session_daemon(a->s);
	json_t *before = ticket_json(d, t);
	char *old = t->key;
	int rc;

	t->key = mem_strdup(key);
	rc = store_ticket_update(d->store, t, err);
	if (!rc)
		rc = store_ticket_former_put(d->store, t->id, old, session_actor(a->s)->login, err);
	if (!rc)
		rc = ticket_event(a->s, "ticket.correct", t, before, ticket_json(d, t), err);
	json_decref(before);
	free(old);
	return rc;
}

/* The key that it was asked for by, and had. One that is taken in now has its line already. */
static int
write_former(struct asking *a, const struct ticket *t, bool known, struct err *err)
{
	struct daemon *d = session_daemon(a->s);
	const char *login = session_actor(a->s)->login;
	int rc = store_ticket_former_put(d->store, t->id, a->key, login, err);

	if (rc < 0 || !known)
		return rc;
	return ticket_event(a->s, "ticket.adopt", t, NULL,
	    json_pack("{s:s, s:s}", "key", t->key, "former", a->key), err);
}

/* issue NULL: as by hand. */
static void
adopt(struct asking *a, const json_t *issue)
{
	struct daemon *d = session_daemon(a->s);
	const char *key = issue ? text_of(issue, "key") : a->key;
	struct err err = {0};
	struct ticket t = {0};
	int rc = find_known(a, issue, key, &t, &err);
	bool known = rc > 0;
	int64_t ticket;

	if (known && issue && !facts_are_of(issue, t.number)) {
		ticket_is_other(a->s, a->id, t.key, t.number, issue);
		ticket_release(&t);
		return;
	}
	if (rc >= 0)
		rc = writer_begin(d->writer, &err);
	if (!rc && !known)
		rc = ticket_insert(a->s, &t, a->sys, key, a->args, &err);
	else if (!rc && strcmp(t.key, key) != 0)
		rc = write_key(a, &t, key, &err);
	if (!rc && strcmp(key, a->key) != 0)
		rc = write_former(a, &t, known, &err);
	if (!rc)
		rc = writer_commit(d->writer, &err);
	ticket = t.id;
	ticket_release(&t);
	if (rc < 0) {
		ticket_failed(a->s, a->id, &err);
		return;
	}
	if (issue)
		follow_read(d->follow, a->who, ticket, issue, &err); /* else the next round does */
	ticket_changed(a->s, a->id, ticket);
}

static void
adoption_answered(void *ctx, const struct jira_answer *answer)
{
	struct asking *a = ctx;

	if (answer && is_not_shown(answer) && !ticket_agreed(a->args, answer->code)) {
		json_t *why = json_deep_copy(answer->args);

		json_object_set_new(why, "key", json_string(a->key));
		session_error(a->s, a->id, answer->code, why);
	} else if (answer) {
		adopt(a, json_object_get(answer->ok, "issue"));
	}
	asking_free(a);
}

static void
op_adopt(struct session *s, json_int_t id, const json_t *args)
{
	const char *who = follow_reader(session_daemon(s)->follow, session_actor(s)->login);
	struct asking *a;
	struct ticket t;
	char *key;
	int sys, rc = ticket_find(s, id, args, &t, &sys, &key);
	bool other = rc > 0 && strcmp(t.key, key) != 0; /* one that had that key */

	sys = sys < 0 && ticket_is_key(key ? key : "") ? TICKET_SYSTEM_JIRA : sys;
	if (rc > 0 && !other) {
		ticket_changed(s, id, t.id);
	} else if (rc < 0 || ticket_of_other_project(s, id, args, sys, key) ||
		   (who && ticket_waits_enough(s, id))) {
		/* answered */
	} else {
		a = asking_new(s, id, args, who ? who : "");
		a->sys = sys;
		a->key = mem_strdup(key);
		if (who && sys == TICKET_SYSTEM_JIRA) {
			ask(a, adoption_answered);
		} else {
			adopt(a, NULL);
			asking_free(a);
		}
	}
	free(key);
	ticket_release(&t);
}

const struct operation ticket_jira_operations[] = {
    {.name = "ticket.adopt",
	.right = RIGHT_OPERATE,
	.run = op_adopt,
	.arguments = ARGUMENTS({"key", ARGUMENT_TEXT, true, .least = 1, .what = "or its URL"},
	    {"system", ARGUMENT_TEXT, .what = "jira for a key of that form, other without it"},
	    {"title", ARGUMENT_TEXT, .most = TICKET_TEXT_MOST, .what = "of the ticket"},
	    ARGUMENT_AGREED),
	.what = "Takes a ticket in that is not known yet, as Jira says that it is where there is a "
		"token. other-project, no-such-ticket and no-permission are asked first.",
	.answer = "ticket"},
    {.name = "ticket.refresh",
	.right = RIGHT_OPERATE,
	.run = op_refresh,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENT_AGREED),
	.what = "Asks Jira how it is now, with one's own token or the service's. other-issue, that "
		"Jira has another under its key, is asked first.",
	.answer = "ticket"},
    {.name = NULL},
};

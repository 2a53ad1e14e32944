/* Each reading is written with its ticket: of one that is otherwise than before the row, what was read, and a line of the
 * trail, done by the backend itself. One that is not there twice in a row is missing: deleted, or hidden from this token,
 * which Jira does not tell apart but where it says so (403). */
#include "daemon/ticketing/readings.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/facts.h"
#include "store/ticket_reads.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"

#include <string.h>
#include <unistd.h>

enum { MISSING_LOOKS = 2 };

/* ---- what is read is written ---- */

static json_t *
brief(const struct ticket *t)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "key", t->key, "title", t->title,
	    "status", t->status, "category", ticket_category_text(t->category), "assignee",
	    t->assignee, "number", (json_int_t)t->number);
}

/* The issue as it can be written: where the key that Jira moved it to is that of another ticket here, which somebody took
 * in by it, it keeps the one that it has, until a person corrects that. */
static json_t *
issue_that_fits(const struct readings *r, const struct ticket *t, const json_t *issue)
{
	const char *key = text_of(issue, "key");
	json_t *fits = json_copy((json_t *)(uintptr_t)issue);
	struct ticket other = {0};

	if (strcmp(key, t->key) != 0 &&
	    store_ticket_find(r->store, (int)t->sys, key, &other, NULL) > 0 && other.id != t->id &&
	    !strcmp(other.key, key))
		json_object_set_new(fits, "key", json_string(t->key));
	ticket_release(&other);
	return fits;
}

/* Of what everybody is shown: the row, and its line in the trail. When it was changed there is in the reading: where nothing
 * else is otherwise the row stays. */
static int
write_ticket(
    const struct readings *r, struct ticket *t, const json_t *issue, bool answered, struct err *err)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	json_t *before = brief(t), *after, *fits = issue_that_fits(r, t, issue);
	char *old = mem_strdup(t->key);
	int rc = 0;

	facts_apply(fits, t);
	after = brief(t);
	if (!json_equal(before, after))
		rc = store_ticket_update(r->store, t, err);
	if (!rc && strcmp(old, t->key) != 0)
		rc = store_ticket_former_put(r->store, t->id, old, machine.login, err);
	if (answered)
		json_object_set_new(after, "answered", json_true());
	if (!rc && !json_equal(before, after))
		rc = writer_event(r->writer, &machine, "ticket.follow", t->id, before, after, err);
	free(old);
	json_decref(fits);
	json_decref(before);
	json_decref(after);
	return rc;
}

/* When they answered: by Jira, for it may have been taken up here before it was read. */
static int64_t
said_at(const struct readings *r, const json_t *facts)
{
	int64_t now = clock_wall(r->clock), changed = number_of(facts, "changed_at");

	return changed > 0 && changed < now ? changed : now;
}

static int
put_issue(
    const struct readings *r, const char *layer, int64_t id, const json_t *issue, struct err *err)
{
	json_t *facts = facts_of_issue(issue), *known = NULL;
	struct ticket_read before = {0};
	struct ticket t = {0};
	int rc = store_ticket_read_get(r->store, id, layer, &before, err);
	bool answered, same;

	if (rc > 0)
		known = json_loads(before.facts, 0, NULL);
	/* Of one that we had created all is known before it is looked at: nobody had answered. */
	else if (rc == 0 && (rc = store_ticket_request_made(r->store, id, err)) > 0) {
		known = json_object();
		rc = 0;
	}
	same = rc > 0 && json_equal(known, facts) && !before.missing;
	answered = facts_answered(known, facts, r->ours, r->arg);
	if (rc >= 0 && !same) {
		struct ticket_read now = {.ticket = id,
		    .login = (char *)(uintptr_t)layer,
		    .read_at = clock_wall(r->clock),
		    .answered_at = answered ? said_at(r, facts) : before.answered_at,
		    .facts = json_dumps(facts, JSON_COMPACT)};

		rc = store_ticket_read_put(r->store, &now, err);
		free(now.facts);
	}
	/* A look by hand may have said otherwise since. */
	if (rc >= 0 && !*layer && store_ticket_get(r->store, id, &t, err) == 0) {
		int64_t version = t.version;

		rc = write_ticket(r, &t, issue, answered, err);
		same = same && t.version == version;
	}
	ticket_release(&t);
	ticket_read_release(&before);
	json_decref(known);
	json_decref(facts);
	return rc < 0 ? -1 : !same;
}

/* ---- what could not be read ---- */

/* One that Jira hides, does not show, or whose key is another issue's by now. */
static const char *const lacks[] = {
    [READING_HIDDEN] = "hidden", [READING_GONE] = "gone", [READING_OTHER] = "another"};

enum { LACKS = sizeof(lacks) / sizeof(*lacks) };

static const char *
lack_in(const json_t *facts)
{
	for (size_t i = 0; i < LACKS; i++)
		if (flag_of(facts, lacks[i]))
			return lacks[i];
	return lacks[READING_GONE];
}

/* That a key is another's is plain at the first look; an issue that is not shown may be so by a slip of Jira's index. */
int
readings_miss(const struct readings *r, const char *layer, int64_t id, enum reading_lack lack,
    struct err *err)
{
	struct ticket_read read;
	int rc = store_ticket_read_get(r->store, id, layer, &read, err);
	json_t *facts = rc > 0 ? json_loads(read.facts, 0, NULL) : json_object();
	bool known = read.missing >= MISSING_LOOKS && !strcmp(lack_in(facts), lacks[lack]);

	if (rc >= 0 && !known) {
		for (size_t i = 0; i < LACKS; i++)
			json_object_set_new(facts, lacks[i], json_boolean(i == lack));
		read.ticket = id;
		mem_replace(&read.login, layer);
		read.missing = lack == READING_OTHER || read.missing >= MISSING_LOOKS
				   ? MISSING_LOOKS
				   : read.missing + 1;
		read.read_at = clock_wall(r->clock);
		free(read.facts);
		read.facts = json_dumps(facts, JSON_COMPACT);
		rc = store_ticket_read_put(r->store, &read, err) < 0
			 ? -1
			 : read.missing == MISSING_LOOKS;
	} else if (rc > 0) {
		rc = 0;
	}
	json_decref(facts);
	ticket_read_release(&read);
	return rc;
}

int
readings_put(
    const struct readings *r, const char *layer, int64_t id, const json_t *issue, struct err *err)
{
	struct ticket t;
	bool other;

	if (store_ticket_get(r->store, id, &t, err) < 0)
		return -1;
	other = !facts_are_of(issue, t.number);
	ticket_release(&t);
	return other ? readings_miss(r, layer, id, READING_OTHER, err)
		     : put_issue(r, layer, id, issue, err);
}

/* ---- what is shown ---- */

static void
show_layer(struct store *store, int64_t ticket, const char *login, json_t *json)
{
	struct ticket_read r;
	json_t *facts;

	if (store_ticket_read_get(store, ticket, login, &r, NULL) > 0) {
		facts = json_loads(r.facts, 0, NULL);
		if (r.missing < MISSING_LOOKS)
			facts_show(facts, json);
		else
			json_object_set_new(json, "missing", json_string(lack_in(facts)));
		if (r.answered_at)
			json_object_set_new(json, "answered_at", json_integer(r.answered_at));
		json_object_set_new(json, "read_at", json_integer(r.read_at));
		if (*login)
			json_object_set_new(json, "read_by", json_string(login));
		json_decref(facts);
	}
	ticket_read_release(&r);
}

void
readings_show(struct store *store, int64_t ticket, const char *login, json_t *json)
{
	json_t *own = json_deep_copy(json);
	static const char *const by_row[] = {"title", "status", "category", "assignee"};

	show_layer(store, ticket, "", json);
	/* A person may have said otherwise since. */
	for (size_t i = 0; i < sizeof(by_row) / sizeof(*by_row); i++)
		json_object_set(json, by_row[i], json_object_get(own, by_row[i]));
	json_decref(own);
	if (login && *login)
		show_layer(store, ticket, login, json);
}

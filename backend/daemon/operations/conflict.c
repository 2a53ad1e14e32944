/* A version is raised by one event of the audit trail, so the newest events of the thing, as many as there are versions
 * between, tell what happened to it. What the trail cannot tell (it is long, and only its end is read) is left out: the
 * thing as it is now is in the answer all the same. */
#include "daemon/operations/conflict.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/session.h"
#include "store/store.h"

struct changes {
	json_t *of; /* by member */
	int64_t left;
};

static json_t *
parsed(const char *text)
{
	return *text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

/* Newest first: who is found first changed it last; what was found last stood there first. */
static void
add_member(struct changes *c, const char *name, json_t *was, const struct event *e)
{
	json_t *change = json_object_get(c->of, name);

	if (!change) {
		change = json_pack("{s:s, s:b, s:I}", "login", e->actor.login, "proven",
		    e->actor.proven, "at", (json_int_t)e->at);
		json_object_set_new(c->of, name, change);
	}
	json_object_set_new(change, "was", was ? json_incref(was) : json_null());
}

static bool
add_event(const struct event *e, void *arg)
{
	struct changes *c = arg;
	json_t *before = parsed(e->before), *after = parsed(e->after), *value;
	const char *name;

	json_object_foreach(after, name, value) {
		json_t *was = json_object_get(before, name);

		if (!json_equal(was, value) && strcmp(name, "version") != 0)
			add_member(c, name, was, e);
	}
	json_decref(before);
	json_decref(after);
	return --c->left > 0;
}

void
conflict_answer(
    struct session *s, json_int_t id, const json_t *args, const struct conflict *c, json_t *now)
{
	const struct event_filter filter = {.who = "", .what = c->what, .subject = c->subject};
	struct changes changes = {json_object(), c->version - number_of(args, "version")};
	json_t *answer = json_pack("{s:o, s:o}", c->member, now, "changes", changes.of);
	struct err err = {0};
	int64_t next;

	if (changes.left > 0) /* where the trail cannot be read, nobody is named */
		store_event_find(session_daemon(s)->store, &filter, 0, 0, false, &next, add_event,
		    &changes, &err);
	session_error(s, id, "conflict", answer);
}

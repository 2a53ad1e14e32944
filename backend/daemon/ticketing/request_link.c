#include "daemon/ticketing/request_link.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/ticketing.h"
#include "store/tickets.h"

/* ---- which are to be linked ---- */

struct owed {
	const struct ticketing *t;
	int64_t ticket;
	int64_t *others;
	size_t count;
	int64_t *linked; /* already */
	size_t linked_count;
};

static bool
has(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static void
append(int64_t **ids, size_t *count, int64_t id)
{
	*ids = mem_resize(*ids, *count + 1, sizeof(**ids));
	(*ids)[(*count)++] = id;
}

static bool
note_linked(const struct ticket_link *k, void *arg)
{
	struct owed *o = arg;

	if (k->how != TICKET_LINK_OWED)
		append(&o->linked, &o->linked_count, k->ticket == o->ticket ? k->other : k->ticket);
	return true;
}

static bool
note_asked(const struct ticket_request *r, void *arg)
{
	struct owed *o = arg;
	json_t *payload;

	if (r->kind != REQUEST_LINK)
		return true;
	payload = request_payload(r);
	if (r->ticket == o->ticket)
		append(&o->linked, &o->linked_count, number_of(payload, "other"));
	else if (number_of(payload, "other") == o->ticket)
		append(&o->linked, &o->linked_count, r->ticket);
	json_decref(payload);
	return true;
}

static bool
is_of_jira(const struct ticketing *t, int64_t id)
{
	struct ticket ticket;
	bool it_is =
	    store_ticket_get(t->store, id, &ticket, NULL) == 0 && ticket.sys == TICKET_SYSTEM_JIRA;

	ticket_release(&ticket);
	return it_is;
}

static bool
note_other(const struct ticket_use *u, void *arg)
{
	struct owed *o = arg;

	if (u->ticket != o->ticket && !has(o->others, o->count, u->ticket) &&
	    !has(o->linked, o->linked_count, u->ticket) && is_of_jira(o->t, u->ticket))
		append(&o->others, &o->count, u->ticket);
	return true;
}

static int
ask_for(const struct ticketing *t, const struct actor *owner, int64_t renewal, int64_t ticket,
    int64_t other, struct request_effects *effects, struct err *err)
{
	struct ticket_request r = {.kind = REQUEST_LINK,
	    .state = REQUEST_QUEUED,
	    .login = mem_strdup(owner->login),
	    .ticket = ticket,
	    .renewal = renewal};
	json_t *payload = json_pack("{s:I, s:I, s:b}", "other", (json_int_t)other, "uid",
	    (json_int_t)owner->uid, "proven", owner->proven);
	int rc;

	r.payload = json_dumps(payload, JSON_COMPACT | JSON_SORT_KEYS);
	rc = store_ticket_request_insert(t->store, &r, err);
	json_object_set_new(payload, "kind", json_string(ticket_request_kind_text(r.kind)));
	json_object_set_new(payload, "ticket", json_integer(ticket));
	if (!rc)
		rc = writer_event(t->writer, owner, "request.add", r.id, NULL, payload, err);
	if (!rc)
		request_effects_add(effects, r.id);
	json_decref(payload);
	ticket_request_release(&r);
	return rc;
}

int
request_link_owed(const struct ticketing *t, const struct ticket_request *created,
    const struct actor *owner, int64_t renewal, struct request_effects *effects, struct err *err)
{
	struct owed o = {.t = t, .ticket = created->ticket};
	int rc = 0;

	if (!*t->config->jira_link_type)
		return 0;
	if (store_ticket_link_each(t->store, o.ticket, note_linked, &o, err) < 0 ||
	    store_ticket_request_open(t->store, note_asked, &o, err) < 0 ||
	    store_ticket_use_of_renewal(t->store, renewal, note_other, &o, err) < 0)
		rc = -1;
	for (size_t i = 0; i < o.count && !rc; i++)
		rc = ask_for(t, owner, renewal, o.ticket, o.others[i], effects, err);
	free(o.others);
	free(o.linked);
	return rc;
}

/* ---- the request ---- */

/* The keys that both have now; new, or NULL and err. */
static int
keys_of(const struct ticketing *t, const struct ticket_request *r, char **key, char **other,
    struct err *err)
{
	json_t *payload = request_payload(r);
	struct ticket one, two = {0};
	int rc = store_ticket_get(t->store, r->ticket, &one, err);

	*key = *other = NULL;
	if (!rc)
		rc = store_ticket_get(t->store, number_of(payload, "other"), &two, err);
	if (!rc) {
		*key = mem_strdup(one.key);
		*other = mem_strdup(two.key);
	}
	ticket_release(&one);
	ticket_release(&two);
	json_decref(payload);
	return rc;
}

static int
link_ask(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	char *key, *other;

	if (keys_of(t, r, &key, &other, err) < 0)
		return -1;
	ask->call = "link";
	ask->args = json_pack(
	    "{s:s, s:s, s:s}", "type", t->config->jira_link_type, "inward", key, "outward", other);
	free(key);
	free(other);
	return 0;
}

static bool
link_told(const json_t *ok)
{
	(void)ok;
	return true;
}

static int
link_look(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	char *key, *other;

	if (keys_of(t, r, &key, &other, err) < 0)
		return -1;
	ask->call = "get";
	ask->args = json_pack("{s:s}", "key", key);
	free(key);
	free(other);
	return 0;
}

static enum request_event
link_found(
    const struct ticketing *t, const struct ticket_request *r, const json_t *ok, json_t **what)
{
	char *key, *other;
	bool there;

	if (keys_of(t, r, &key, &other, NULL) < 0)
		return EVENT_FOUND_NONE;
	there = texts_have(json_object_get(json_object_get(ok, "issue"), "links"), other);
	free(key);
	free(other);
	if (there)
		*what = json_object();
	return there ? EVENT_FOUND_ONE : EVENT_FOUND_NONE;
}

static int
link_did(const struct ticketing *t, struct ticket_request *r, const json_t *what,
    struct request_effects *effects, struct err *err)
{
	json_t *payload = request_payload(r);
	bool by_hand = !strcmp(r->reason, "by-hand");
	struct ticket_link k = {.ticket = r->ticket,
	    .other = number_of(payload, "other"),
	    .how = by_hand ? TICKET_LINK_HAND : TICKET_LINK_JIRA,
	    .login = r->login};

	(void)what;
	if (r->renewal)
		request_effects_touch(effects, r->renewal);
	json_decref(payload);
	return store_ticket_link_put(t->store, &k, err);
}

const struct request_kind request_link = {
    .repeats = true,
    .ask = link_ask,
    .told = link_told,
    .look = link_look,
    .found = link_found,
    .did = link_did,
};

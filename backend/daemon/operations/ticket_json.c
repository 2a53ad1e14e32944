/* A ticket as it is sent, by itself and with what it is for; which one a request names, by id or by a key that it has or
 * had; and what has to be agreed before something odd is done with it.
 *
 * All of it is read from the store at each call: a ticket is kept nowhere else. A use is open while its renewal is, or
 * while its monitor is watched. Whoever asks gets a new reference; functions that may refuse say so to the session
 * themselves, and return that they did. */
#include "daemon/operations/ticket_json.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/limits.h"
#include "daemon/operation.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/ticketing/readings.h"
#include "daemon/ticketing/jira.h"
#include "procedure/calendar.h"
#include "procedure/library.h"
#include "procedure/site.h"
#include "store/tickets.h"
#include "wire/protocol.h"

#include <string.h>

enum {
	KEY_MOST = 200 /* bytes */,
	TICKETS_OF_RENEWAL = 20,
	SHORTEN_BY = 5,
	BODY_LEAST = 200 /* bytes */
};

static const struct site *
site_of(struct daemon *d)
{
	return library_site(open_renewals_library(d->open_renewals, false));
}

/* ---- what it is ---- */

static json_t *
url_json(struct daemon *d, const struct ticket *t)
{
	const char *base = t->sys == TICKET_SYSTEM_JIRA ? site_tickets_url(site_of(d)) : NULL;
	size_t len = base ? strlen(base) : 0;
	char *url;
	json_t *json;

	while (len && base[len - 1] == '/')
		len--;
	if (!len)
		return json_null();
	url = mem_printf("%.*s/browse/%s", (int)len, base, t->key);
	json = json_string(url);
	free(url);
	return json;
}

static json_t *
time_or_null(int64_t at)
{
	return at ? json_integer(at) : json_null();
}

json_t *
ticket_json(struct daemon *d, const struct ticket *t)
{
	return json_pack(
	    "{s:I, s:I, s:s, s:s, s:o, s:s, s:s, s:s, s:b, s:s, s:I, s:I, s:o, s:o, s:o, s:s}",
	    "id", (json_int_t)t->id, "version", (json_int_t)t->version, "system",
	    ticket_system_text(t->sys), "key", t->key, "url", url_json(d, t), "title", t->title,
	    "status", t->status, "category", ticket_category_text(t->category), "needs_answer",
	    t->needs_answer, "assignee", t->assignee, "number", (json_int_t)t->number, "known_at",
	    (json_int_t)t->known_at, "created_at", time_or_null(t->created_at), "changed_at",
	    time_or_null(t->changed_at), "looked_at", time_or_null(t->looked_at), "looked_by",
	    t->looked_by);
}

/* ---- what it is for ---- */

struct listing {
	struct daemon *d;
	json_t *list;
	int64_t ticket;
	const char *login; /* who is told */
};

static bool
add_former(const char *key, int64_t at, const char *login, void *arg)
{
	(void)at;
	(void)login;
	json_array_append_new(arg, json_string(key));
	return true;
}

static const char *
name_of(struct daemon *d, int64_t monitor)
{
	const struct row *row = roster_find(d->roster, monitor);

	return row ? row->monitor.name : NULL;
}

/* What a list shows of the renewal is there while it is open. */
static bool
add_use(const struct ticket_use *u, void *arg)
{
	struct listing *l = arg;
	const struct renewal_summary *r =
	    u->renewal ? open_renewals_find(l->d->open_renewals, u->renewal) : NULL;
	int64_t monitor = u->monitor ? u->monitor : r && r->monitor_count ? r->monitors[0] : 0;
	json_t *one = json_pack("{s:o, s:o, s:s?, s:s, s:s, s:b, s:I, s:s, s:b}", "renewal",
	    time_or_null(u->renewal), "monitor", time_or_null(monitor), "name",
	    name_of(l->d, monitor), "step", u->step, "role", ticket_role_text(u->role), "by_hand",
	    u->by_hand, "at", (json_int_t)u->at, "by", u->login, "open",
	    r || (u->monitor && name_of(l->d, monitor)));

	if (r) {
		json_t *holder = json_object_get(r->holders, u->step);
		const char *awaited = text_at(holder, "waiting_on");
		char day[DAY_TEXT_BYTES];

		json_object_set_new(one, "answered", json_boolean(r->answered));
		json_object_set_new(one, "state", json_string(renewal_state_text(r->state)));
		json_object_set_new(one, "follow_up", json_string(day_to_text(r->follow_up, day)));
		if (r->contradiction)
			json_object_set_new(one, "contradiction", json_string(r->contradiction));
		json_object_set(
		    one, "domain", json_array_get(json_object_get(r->expects, "domains"), 0));
		json_object_set_new(
		    one, "waiting_on", json_string(awaited ? awaited : r->waiting_on));
		json_object_set_new(one, "claimed_by", json_string(r->owner));
		if (holder)
			json_object_set(one, "holder", holder);
	}
	json_array_append_new(l->list, one);
	return true;
}

static bool
add_link(const struct ticket_link *k, void *arg)
{
	struct listing *l = arg;
	struct ticket other;

	if (store_ticket_get(
		l->d->store, k->ticket == l->ticket ? k->other : k->ticket, &other, NULL) < 0)
		return true;
	json_array_append_new(l->list,
	    json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:I, s:s}", "id", (json_int_t)other.id,
		"system", ticket_system_text(other.sys), "key", other.key, "category",
		ticket_category_text(other.category), "how", ticket_link_how_text(k->how),
		"renewal", time_or_null(k->renewal), "at", (json_int_t)k->at, "by", k->login));
	ticket_release(&other);
	return true;
}

static size_t
bytes_of(const json_t *json)
{
	return json_dumpb(json, NULL, 0, JSON_COMPACT);
}

/* What others put into Jira is no longer than what it is said in has room for: the oldest of what is attached goes first,
 * then the text of the last comment. ticket.attachments has all of the one, Jira of the other. */
static void
shorten(json_t *ticket, size_t most)
{
	json_t *all = json_object_get(ticket, "attachments"),
	       *last = json_object_get(json_object_get(ticket, "comments"), "last");
	json_int_t left_out = 0;
	char *cut;

	while (json_array_size(all) && bytes_of(ticket) > most) {
		for (int i = 0; i < SHORTEN_BY && json_array_size(all); i++, left_out++)
			json_array_remove(all, 0);
	}
	if (left_out)
		json_object_set_new(ticket, "attachments_left_out", json_integer(left_out));
	if (!json_is_object(last) || bytes_of(ticket) <= most)
		return;
	cut = text_cleaned(text_of(last, "body"), BODY_LEAST);
	json_object_set_new(last, "body", json_string(cut));
	free(cut);
}

json_t *
ticket_full_json(struct daemon *d, const struct ticket *t, const char *login)
{
	json_t *json = ticket_json(d, t), *former = json_array();
	struct listing uses = {d, json_array(), t->id, login},
		       links = {d, json_array(), t->id, login};

	store_ticket_former_each(d->store, t->id, add_former, former, NULL);
	store_ticket_use_each(d->store, t->id, add_use, &uses, NULL);
	store_ticket_link_each(d->store, t->id, add_link, &links, NULL);
	json_object_set_new(json, "former", former);
	json_object_set_new(json, "uses", uses.list);
	json_object_set_new(json, "links", links.list);
	readings_show(d->store, t->id, login, json);
	shorten(json, LINE_MAX_BYTES / 2);
	return json;
}

static bool
add_of_renewal(const struct ticket_use *u, void *arg)
{
	struct listing *l = arg;
	struct ticket t;
	json_t *one;

	if (store_ticket_get(l->d->store, u->ticket, &t, NULL) < 0)
		return true;
	one = ticket_json(l->d, &t);
	readings_show(l->d->store, t.id, l->login, one);
	json_object_set_new(one, "step", json_string(u->step));
	json_object_set_new(one, "role", json_string(ticket_role_text(u->role)));
	json_object_set_new(one, "by_hand", json_boolean(u->by_hand));
	json_array_append_new(l->list, one);
	ticket_release(&t);
	return json_array_size(l->list) < TICKETS_OF_RENEWAL;
}

json_t *
ticket_list_of_renewal(struct daemon *d, int64_t renewal, const char *login)
{
	struct listing l = {d, json_array(), 0, login};
	json_t *one;
	size_t i;

	store_ticket_use_of_renewal(d->store, renewal, add_of_renewal, &l, NULL);
	json_array_foreach(l.list, i, one)
		shorten(one, LINE_MAX_BYTES / 4 / json_array_size(l.list));
	return l.list;
}

/* ---- which one ---- */

bool
ticket_named(
    struct session *s, json_int_t id, const json_t *args, const char *name, int *sys, char **key)
{
	const json_t *value = json_object_get(args, name), *where = json_object_get(args, "system");
	char *clean = text_cleaned(text_of(args, name), KEY_MOST);
	const char *reason = NULL;

	where = json_is_null(where) ? NULL : where;
	*sys = ticket_system_from(json_string_value(where));
	*key = ticket_key(clean);
	free(clean);
	if (where && *sys < 0)
		session_error(s, id, "bad-argument", field_refusal("system", where, "unknown"));
	else if (!(*key)[strspn(*key, " \t")])
		reason = "empty";
	else if (*sys == TICKET_SYSTEM_JIRA && !ticket_is_key(*key))
		reason = "not-a-ticket";
	if (reason)
		session_error(s, id, "bad-argument", field_refusal(name, value, reason));
	if (!reason && (!where || *sys >= 0))
		return true;
	free(*key);
	*key = NULL;
	return false;
}

int
ticket_find(
    struct session *s, json_int_t id, const json_t *args, struct ticket *t, int *sys, char **key)
{
	struct store *store = session_daemon(s)->store;
	struct err err = {0};
	int rc;

	*t = (struct ticket){0};
	*key = NULL;
	if (number_of(args, "id")) {
		rc = store_ticket_get(store, number_of(args, "id"), t, &err) < 0 ? -1 : 1;
		*sys = (int)t->sys;
		*key = mem_strdup(t->key);
	} else if (!ticket_named(s, id, args, "key", sys, key)) {
		return -1;
	} else {
		rc = store_ticket_find(store, *sys, *key, t, &err);
	}
	if (rc < 0)
		session_failed(s, id, &err);
	if (rc > 0)
		*sys = (int)t->sys;
	return rc;
}

int
ticket_known(struct session *s, json_int_t id, const json_t *args, struct ticket *t)
{
	char *key;
	int sys, rc = ticket_find(s, id, args, t, &sys, &key);

	if (!rc)
		session_error(s, id, "no-ticket", json_pack("{s:s}", "key", key));
	free(key);
	return rc > 0 ? 0 : -1;
}

int
ticket_in_jira(struct session *s, json_int_t id, const json_t *args, struct ticket *t)
{
	if (jira_state(session_daemon(s)->jira) == JIRA_OFF) {
		session_error(s, id, "no-jira", NULL);
		return -1;
	}
	if (ticket_known(s, id, args, t) < 0)
		return -1;
	if (t->sys == TICKET_SYSTEM_JIRA)
		return 0;
	session_error(s, id, "not-in-jira", json_pack("{s:s}", "key", t->key));
	ticket_release(t);
	return -1;
}

/* ---- what is said before it is done ---- */

struct found {
	json_t *uses;
	int64_t renewal;
	const char *step;
};

static bool
add_found(const struct ticket_use *u, void *arg)
{
	const struct found *f = arg;
	json_t *one;

	if (u->renewal == f->renewal && !strcmp(u->step, f->step))
		return true;
	one = json_pack("{s:s}", "role", ticket_role_text(u->role));
	if (u->renewal && u->renewal != f->renewal)
		json_object_set_new(one, "renewal", json_integer(u->renewal));
	if (u->monitor)
		json_object_set_new(one, "monitor", json_integer(u->monitor));
	json_array_append_new(f->uses, one);
	return json_array_size(f->uses) < TICKETS_OF_RENEWAL;
}

json_t *
ticket_found_json(struct daemon *d, const char *key, int64_t renewal, const char *step)
{
	struct found f = {json_array(), renewal, step};
	struct ticket t = {0};
	bool known = store_ticket_find(d->store, -1, key, &t, NULL) > 0;

	if (known)
		store_ticket_use_each(d->store, t.id, add_found, &f, NULL);
	ticket_release(&t);
	return json_pack("{s:b, s:o}", "known", known, "uses", f.uses);
}

bool
ticket_agreed(const json_t *args, const char *code)
{
	const json_t *list = json_object_get(args, "agreed");

	for (size_t i = 0; i < json_array_size(list); i++)
		if (!strcmp(json_string_value(json_array_get(list, i)), code))
			return true;
	return false;
}

bool
ticket_of_other_project(
    struct session *s, json_int_t id, const json_t *args, int sys, const char *key)
{
	const struct site *site = site_of(session_daemon(s));
	char *projects;

	if (sys != TICKET_SYSTEM_JIRA || site_has_project(site, key) ||
	    ticket_agreed(args, "other-project"))
		return false;
	projects = site_projects_text(site);
	session_error(
	    s, id, "other-project", json_pack("{s:s, s:s}", "key", key, "project", projects));
	free(projects);
	return true;
}

void
ticket_is_other(
    struct session *s, json_int_t id, const char *key, int64_t known, const json_t *issue)
{
	session_error(s, id, "other-issue",
	    json_pack("{s:s, s:I, s:O}", "key", key, "known", (json_int_t)known, "number",
		json_object_get(issue, "id")));
}

bool
ticket_waits_enough(struct session *s, json_int_t id)
{
	if (jira_asked_by(session_daemon(s)->jira, session_actor(s)->login) < LIMIT_JIRA_ASKS)
		return false;
	session_error(s, id, "too-many-open", json_pack("{s:i}", "most", LIMIT_JIRA_ASKS));
	return true;
}

/* Who is here: which renewal a console has open, and the people that are connected. */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "base/members.h"
#include "daemon/colleagues.h"
#include "daemon/daemon.h"
#include "daemon/people.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "store/people.h"

#include <stdlib.h>
#include <strings.h>

enum { KNOWN_MOST = 300 }; /* as a line holds */

static json_t *
renewals_json(const struct person *p)
{
	json_t *renewals = json_array();

	for (size_t i = 0; i < p->renewal_count; i++)
		json_array_append_new(renewals, json_integer(p->renewals[i]));
	return renewals;
}

static json_t *
person_json(const struct person *p)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:o}", "login", p->login, "right",
	    right_text(p->right), "since", (json_int_t)p->since, "consoles",
	    (json_int_t)p->consoles, "commands", (json_int_t)p->others, "renewals",
	    renewals_json(p));
}

/* More than a line holds are counted. */
struct listing {
	json_t *people;
	json_int_t left_out;
	bool consoles; /* those alone who have one, and of them that alone */
};

static bool
list_person(const struct person *p, void *arg)
{
	struct listing *l = arg;
	json_t *one;

	if (l->consoles && !p->consoles)
		return true;
	if (json_array_size(l->people) == PEOPLE_MOST) {
		l->left_out++;
		return true;
	}
	one = person_json(p);
	if (l->consoles)
		json_object_del(one, "commands");
	json_array_append_new(l->people, one);
	return true;
}

static json_t *
people_json(const struct daemon *d, bool consoles)
{
	struct listing l = {json_array(), 0, consoles};

	people_each(d->server, list_person, &l);
	return json_pack("{s:o, s:I}", "people", l.people, "left_out", l.left_out);
}

json_t *
people_on_consoles_json(const struct daemon *d)
{
	return people_json(d, true);
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	session_ok(s, id, people_json(session_daemon(s), false));
}

/* ---- whom the team knows ---- */

/* By login; the backend's own is nobody's. */
static json_t *
known_of(json_t *known, const char *login)
{
	json_t *one = json_object_get(known, login);

	if (one || !*login || !strcmp(login, "caducad") || json_object_size(known) >= KNOWN_MOST)
		return one;
	one = json_pack("{s:s, s:b, s:I}", "login", login, "connected", 0, "claims", (json_int_t)0);
	json_object_set_new(known, login, one);
	return one;
}

static bool
know_connected(const struct person *p, void *known)
{
	json_t *one = known_of(known, p->login);

	json_object_set_new(one, "connected", json_true());
	json_object_set_new(one, "right", json_string(right_text(p->right)));
	json_object_set_new(one, "since", json_integer(p->since));
	json_object_set_new(one, "renewals", renewals_json(p));
	return true;
}

static bool
know_login(const char *login, int64_t at, void *known)
{
	json_object_set_new(known_of(known, login), "last", json_integer(at));
	return true;
}

static void
know_owners(const struct daemon *d, json_t *known)
{
	const struct renewal_summary *r;

	for (size_t i = 0; (r = open_renewals_at(d->open_renewals, i)); i++) {
		json_t *one = known_of(known, r->owner);

		json_object_set_new(one, "claims", json_integer(number_of(one, "claims") + 1));
	}
}

static int
by_login(const void *a, const void *b)
{
	const json_t *const *x = a, *const *y = b;
	const char *of_x = text_of(*x, "login"), *of_y = text_of(*y, "login");
	int d = strcasecmp(of_x, of_y);

	return d ? d : strcmp(of_x, of_y);
}

/* As one looks for somebody. */
static json_t *
list_by_login(json_t *known)
{
	size_t count = json_object_size(known), i = 0;
	const json_t **all = mem_array(count + 1, sizeof(*all));
	json_t *list = json_array(), *one;
	const char *login;

	json_object_foreach(known, login, one)
		all[i++] = one;
	qsort(all, count, sizeof(*all), by_login);
	for (i = 0; i < count; i++)
		json_array_append(list, (json_t *)(uintptr_t)all[i]);
	free(all);
	return list;
}

static void
op_known(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	json_t *known = json_object(), *list, *one;
	size_t i;

	(void)args;
	people_each(d->server, know_connected, known);
	know_owners(d, known);
	json_array_foreach(colleagues_logins(d->colleagues), i, one)
		known_of(known, json_string_value(one));
	store_people_each(d->store, know_login, known, NULL);
	list = list_by_login(known);
	json_decref(known);
	session_ok(s, id, json_pack("{s:o}", "people", list));
}

bool
people_known(struct daemon *d, const char *login)
{
	const json_t *logins = colleagues_logins(d->colleagues), *one;
	const struct renewal_summary *r;
	size_t i;

	if (!strcmp(login, "caducad"))
		return false;
	json_array_foreach(logins, i, one)
		if (!strcmp(json_string_value(one), login))
			return true;
	for (i = 0; (r = open_renewals_at(d->open_renewals, i)); i++)
		if (!strcmp(r->owner, login))
			return true;
	return server_has(d->server, login) || store_people_have(d->store, login);
}

static void
op_at(struct session *s, json_int_t id, const json_t *args)
{
	people_at(s, number_of(args, "renewal"));
	session_ok(s, id, NULL);
}

const struct operation people_operations[] = {
    {.name = "people.list",
	.right = RIGHT_READ,
	.run = op_list,
	.what = "Who is connected, each login once: since when, with how many consoles and other "
		"programs, and the renewals that the consoles have open.",
	.answer = "people, left_out"},
    {.name = "people.known",
	.right = RIGHT_READ,
	.run = op_known,
	.what =
	    "Whom the team knows, by login: who is connected, has a renewal, may work here as a "
	    "member of "
	    "a group, or stands in the trail; with how many open renewals each has and when each "
	    "did "
	    "something last, and of who is connected the right, since when, and the renewals that "
	    "the consoles have open.",
	.answer = "people"},
    {.name = "people.at",
	.right = RIGHT_READ,
	.run = op_at,
	.arguments = ARGUMENTS(ARGUMENT_ID("renewal", "0: none")),
	.what = "Says which renewal this console has open: the other consoles hear of it, and it "
		"is forgotten with the connection.",
	.answer = "nothing"},
    {.name = NULL},
};

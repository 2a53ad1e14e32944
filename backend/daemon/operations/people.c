/* Who is here: which renewal a console has open, and the people that are connected. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/people.h"
#include "daemon/session.h"

static json_t *
person_json(const struct person *p)
{
	json_t *renewals = json_array();

	for (size_t i = 0; i < p->renewal_count; i++)
		json_array_append_new(renewals, json_integer(p->renewals[i]));
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:o}", "login", p->login, "right",
	    right_text(p->right), "since", (json_int_t)p->since, "consoles",
	    (json_int_t)p->consoles, "commands", (json_int_t)p->others, "renewals", renewals);
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
    {.name = "people.at",
	.right = RIGHT_READ,
	.run = op_at,
	.arguments = ARGUMENTS(ARGUMENT_ID("renewal", "0: none")),
	.what = "Says which renewal this console has open: the other consoles hear of it, and it "
		"is forgotten with the connection.",
	.answer = "nothing"},
    {.name = NULL},
};

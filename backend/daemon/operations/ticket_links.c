/* Operations on what a ticket is for, by hand: link, unlink.
 *
 * What is odd is said before it is done: the request gets a code (a key that nobody knows, of another project, for
 * something else already), and comes again with that code among its "agreed". The uses that follow a renewal's steps are
 * not linked or unlinked here: they change where the step is done. */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operations/ticket_changes.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/push.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/renewal_ask.h"
#include "store/tickets.h"

#include <string.h>

/* ---- what a ticket is linked to ---- */

/* What a ticket is to be linked to. */
struct target {
	struct ticket_use use;
	struct ticket other; /* id 0: none */
	char *step;
};

/* A step of the renewal, and what a ticket is for there. False after answering. */
static bool
parse_step(struct session *s, json_int_t id, const json_t *args, struct target *g)
{
	struct loaded_renewal t;
	struct renewal_step step;
	struct err err = {0};
	const char *name = string_of(args, "step");
	bool found = false;

	if (open_renewals_read(session_daemon(s)->open_renewals, g->use.renewal, &t, &err) < 0)
		session_failed(s, id, &err);
	else if (!name)
		found = true;
	else if (!(found = renewal_step_find(t.renewal, name, &step)))
		session_error(s, id, "no-step", json_pack("{s:s}", "name", name));
	if (found && name) {
		g->step = mem_strdup(step.key);
		if (!string_of(args, "role") && step.step->ticket_role >= 0)
			g->use.role = (enum ticket_role)step.step->ticket_role;
	}
	loaded_renewal_release(&t);
	return found;
}

static bool
parse_monitor(struct session *s, json_int_t id, struct target *g, bool links)
{
	const struct row *row = roster_find(session_daemon(s)->roster, g->use.monitor);

	if (!row)
		session_error(
		    s, id, "not-found", json_pack("{s:I}", "id", (json_int_t)g->use.monitor));
	else if (links && row->renewal)
		session_error(s, id, "renewal-open",
		    json_pack("{s:I, s:s}", "id", (json_int_t)row->renewal->id, "name",
			row->monitor.name));
	return row && !(links && row->renewal);
}

/* The other ticket, which is known. */
static bool
parse_other(struct session *s, json_int_t id, const json_t *args, struct target *g)
{
	json_t *named = json_pack("{s:O}", "key", json_object_get(args, "other"));
	int rc = ticket_known(s, id, named, &g->other);

	json_decref(named);
	return rc == 0;
}

/* One of a renewal, a monitor and another ticket. False after answering. */
static bool
parse_target(struct session *s, json_int_t id, const json_t *args, struct target *g, bool links)
{
	const json_t *role = json_object_get(args, "role");
	int known = ticket_role_from(json_string_value(role));

	*g = (struct target){.use = {.renewal = number_of(args, "renewal"),
				 .monitor = number_of(args, "monitor"),
				 .role = known < 0 ? TICKET_ROLE_OTHER : (enum ticket_role)known,
				 .login = session_actor(s)->login}};
	if (json_is_string(role) && known < 0) {
		session_error(s, id, "bad-argument", field_refusal("role", role, "unknown"));
		return false;
	}
	if ((g->use.renewal != 0) + (g->use.monitor != 0) + (string_of(args, "other") != NULL) !=
	    1) {
		session_error(s, id, "bad-argument", field_refusal("renewal", NULL, "empty"));
		return false;
	}
	if (g->use.renewal)
		return parse_step(s, id, args, g);
	return g->use.monitor ? parse_monitor(s, id, g, links) : parse_other(s, id, args, g);
}

static void
target_release(struct target *g)
{
	ticket_release(&g->other);
	free(g->step);
}

/* ---- link ---- */

static int
system_of(int sys, const char *key)
{
	return sys < 0 && ticket_is_key(key) ? TICKET_SYSTEM_JIRA : sys;
}

struct otherwise {
	const struct ticket_use *use;
	int role; /* that it has elsewhere; -1 */
};

static bool
note_other_role(const struct ticket_use *u, void *arg)
{
	struct otherwise *o = arg;

	if (u->role != o->use->role)
		o->role = (int)u->role;
	return true;
}

/* Is it for something else already? Answers so unless it is agreed. */
static bool
is_in_use(struct session *s, json_int_t id, const json_t *args, const struct ticket *t,
    const struct target *g)
{
	struct otherwise o = {&g->use, -1};

	if (g->other.id || ticket_agreed(args, "ticket-in-use"))
		return false;
	store_ticket_use_each(session_daemon(s)->store, t->id, note_other_role, &o, NULL);
	if (o.role < 0)
		return false;
	session_error(s, id, "ticket-in-use",
	    json_pack(
		"{s:s, s:s}", "key", t->key, "role", ticket_role_text((enum ticket_role)o.role)));
	return true;
}

/* It shows the link too. */
static void
tell_other(struct daemon *d, const struct target *g)
{
	if (g->other.id)
		server_news(d->server, NEWS_TICKET, g->other.id);
}

static json_t *
target_json(const struct target *g, const struct ticket *t)
{
	json_t *json =
	    json_pack("{s:s, s:s}", "key", t->key, "role", ticket_role_text(g->use.role));

	if (g->use.renewal)
		json_object_set_new(json, "renewal", json_integer(g->use.renewal));
	if (g->use.monitor)
		json_object_set_new(json, "monitor", json_integer(g->use.monitor));
	if (g->step)
		json_object_set_new(json, "step", json_string(g->step));
	if (g->other.id) {
		json_object_del(json, "role");
		json_object_set_new(json, "other", json_string(g->other.key));
	}
	return json;
}

/* Within a transaction, after it was linked or unlinked: that to install is linked to the one that asked for it all. */
static int
owe(struct session *s, const struct target *g, struct err *err)
{
	return g->use.renewal
		   ? open_renewals_owe(session_daemon(s)->open_renewals, g->use.renewal, err)
		   : 0;
}

static int
write_link(struct session *s, const json_t *args, const struct ticket *t, struct target *g,
    struct err *err)
{
	struct store *store = session_daemon(s)->store;
	int how = ticket_link_how_from(string_of(args, "how")), rc;
	struct ticket_link l = {.ticket = t->id,
	    .other = g->other.id,
	    .how = how < 0 ? TICKET_LINK_HAND : (enum ticket_link_how)how,
	    .login = session_actor(s)->login};

	g->use.ticket = t->id;
	g->use.step = g->step ? g->step : "";
	rc = g->other.id ? store_ticket_link_put(store, &l, err)
			 : store_ticket_use_add(store, &g->use, err);
	if (rc < 0 && !strcmp(err->code, "duplicate")) {
		err_set(err, "linked-already", "'%s' is linked so already", t->key);
		err_text(err, "key", t->key);
	}
	if (rc < 0 || owe(s, g, err) < 0)
		return -1;
	return ticket_event(s, "ticket.link", t, NULL, target_json(g, t), err);
}

static void
op_link(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const json_t *other = json_object_get(args, "other");
	struct target g;
	struct err err = {0};
	struct ticket t = {0};
	char *key = NULL;
	int sys, rc = -1;

	if (parse_target(s, id, args, &g, true))
		rc = ticket_find(s, id, args, &t, &sys, &key);
	if (rc < 0) {
		/* answered */
	} else if (!rc && !ticket_agreed(args, "unknown-ticket")) {
		session_error(s, id, "unknown-ticket", json_pack("{s:s}", "key", key));
	} else if ((!rc && ticket_of_other_project(s, id, args, system_of(sys, key), key)) ||
		   (rc && is_in_use(s, id, args, &t, &g))) {
		/* answered */
	} else if (g.other.id && g.other.id == t.id) {
		session_error(s, id, "bad-argument", field_refusal("other", other, "unknown"));
	} else if (writer_begin(d->writer, &err) < 0 ||
		   (!rc && ticket_insert(s, &t, sys, key, args, &err) < 0) ||
		   write_link(s, args, &t, &g, &err) < 0 || writer_commit(d->writer, &err) < 0) {
		ticket_failed(s, id, &err);
	} else {
		tell_other(d, &g);
		ticket_changed(s, id, t.id);
	}
	target_release(&g);
	free(key);
	ticket_release(&t);
}

/* ---- unlink ---- */

struct unlinking {
	const struct target *g;
	bool any_role;
	int64_t found;
	char *step; /* that holds it; NULL */
};

static bool
match_use(const struct ticket_use *u, void *arg)
{
	struct unlinking *l = arg;
	const struct ticket_use *want = &l->g->use;

	if (u->renewal != want->renewal || u->monitor != want->monitor ||
	    (l->g->step && strcmp(l->g->step, u->step) != 0) ||
	    (!l->any_role && u->role != want->role))
		return true;
	if (u->by_hand)
		l->found = u->id;
	else if (!l->step)
		l->step = mem_strdup(u->step);
	return true;
}

static int
write_unlink(struct session *s, const json_t *args, const struct ticket *t, const struct target *g,
    struct err *err)
{
	struct store *store = session_daemon(s)->store;
	struct unlinking l = {.g = g, .any_role = !string_of(args, "role")};
	int rc;

	if (g->other.id) {
		rc = store_ticket_link_remove(store, t->id, g->other.id, err);
	} else {
		store_ticket_use_each(store, t->id, match_use, &l, NULL);
		rc = l.found || !l.step ? store_ticket_use_remove(store, l.found, err)
					: err_set(err, "held-by-step", "a step holds '%s'", t->key);
	}
	if (rc < 0 && l.step)
		err_text(err, "step", l.step);
	if (rc < 0 && !strcmp(err->code, "not-found"))
		err_set(err, "not-linked", "'%s' is not linked so", t->key);
	if (rc < 0)
		err_text(err, "key", t->key);
	free(l.step);
	if (rc < 0 || owe(s, g, err) < 0)
		return -1;
	return ticket_event(s, "ticket.unlink", t, target_json(g, t), NULL, err);
}

static void
op_unlink(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct target g;
	struct err err = {0};
	struct ticket t = {0};

	if (!parse_target(s, id, args, &g, false) || ticket_known(s, id, args, &t) < 0) {
		/* answered */
	} else if (writer_begin(d->writer, &err) < 0 || write_unlink(s, args, &t, &g, &err) < 0 ||
		   writer_commit(d->writer, &err) < 0) {
		ticket_failed(s, id, &err);
	} else {
		if (g.use.renewal)
			open_renewals_reread(d->open_renewals, g.use.renewal);
		tell_other(d, &g);
		ticket_changed(s, id, t.id);
	}
	target_release(&g);
	ticket_release(&t);
}

/* clang-format off */
#define ARGUMENTS_TARGET \
	{"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "to or from it"}, \
	{"step", ARGUMENT_TEXT, .what = "of the renewal; none: the whole"}, \
	{"monitor", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "or a monitor that has no renewal"}, \
	{"other", ARGUMENT_TEXT, .what = "or another ticket: its key"}, \
	{"role", ARGUMENT_TEXT, .what = "origin, csr, head, request, install, answer or other"}
/* clang-format on */

const struct operation ticket_link_operations[] = {
    {.name = "ticket.link",
	.right = RIGHT_OPERATE,
	.run = op_link,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENTS_TARGET,
	    {"how", ARGUMENT_TEXT, .what = "to another ticket: jira, hand (the usual) or owed"},
	    ARGUMENT_AGREED),
	.what = "Links it to a renewal, a monitor or another ticket. unknown-ticket, other-project "
		"and ticket-in-use are asked first.",
	.answer = "ticket"},
    {.name = "ticket.unlink",
	.right = RIGHT_OPERATE,
	.run = op_unlink,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENTS_TARGET),
	.what = "Ends what a person linked.",
	.answer = "ticket"},
    {.name = NULL},
};

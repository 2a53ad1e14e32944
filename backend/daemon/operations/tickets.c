/* Operations on tickets by hand: look, link, unlink, correct. What is odd is said before it is done: the
 * request gets a code (a key that nobody knows, of another project, for something else already), and comes again with
 * that code among its "agreed".
 *
 * Every change is one transaction with its line of the audit trail; the rows and the summaries of the renewals
 * that name the ticket follow after the commit. The uses that follow a renewal's steps are not linked or unlinked
 * here: they change where the step is done. To correct a key changes the renewals that hold it too, each by an act of
 * its own. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/ticket_changes.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/renewal_ask.h"
#include "store/ticket_reads.h"
#include "store/tickets.h"

#include <string.h>

enum { TEXT_MOST = 300 /* bytes */ };

/* ---- what all share ---- */

static int
write_event(struct session *s, const char *what, const struct ticket *t, const json_t *before,
    json_t *after, struct err *err)
{
	int rc = writer_event(
	    session_daemon(s)->writer, session_actor(s), what, t->id, before, after, err);

	json_decref(after);
	return rc;
}

/* The renewals that a ticket has to do with. */
struct renewals {
	int64_t *ids;
	size_t count;
	bool by_steps; /* only those whose steps hold it */
};

static bool
note_renewal(const struct ticket_use *u, void *arg)
{
	struct renewals *l = arg;

	for (size_t i = 0; i < l->count; i++)
		if (l->ids[i] == u->renewal)
			return true;
	if (!u->renewal || (l->by_steps && u->by_hand))
		return true;
	l->ids = mem_resize(l->ids, l->count + 1, sizeof(*l->ids));
	l->ids[l->count++] = u->renewal;
	return true;
}

/* After the commit: memory follows, then the answer. */
void
ticket_changed(struct session *s, json_int_t id, int64_t ticket)
{
	struct daemon *d = session_daemon(s);
	struct renewals l = {0};
	struct err err = {0};
	struct ticket t;

	store_ticket_use_each(d->store, ticket, note_renewal, &l, NULL);
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
answer_conflict(struct session *s, json_int_t id, const struct ticket *t)
{
	session_error(s, id, "conflict",
	    json_pack("{s:o}", "ticket",
		ticket_full_json(session_daemon(s), t, session_actor(s)->login)));
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
			*members[i] = text_cleaned(string_of(args, texts[i]), TEXT_MOST);
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
	before = ticket_json(d, &t);
	reason = parse_look(&t, args, &field);
	t.looked_at = clock_wall(d->clock);
	mem_replace(&t.looked_by, session_actor(s)->login);
	if (reason)
		session_error(s, id, "bad-argument",
		    field_refusal(field, json_object_get(args, field), reason));
	else if (number_of(args, "version") != t.version)
		answer_conflict(s, id, &t);
	else if (writer_begin(d->writer, &err) < 0 || store_ticket_update(d->store, &t, &err) < 0 ||
		 store_ticket_read_looked(d->store, t.id, &err) < 0 ||
		 write_event(s, "ticket.look", &t, before, ticket_json(d, &t), &err) < 0 ||
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
	t->title = text_cleaned(text_of(args, "title"), TEXT_MOST);
	t->status = mem_strdup("");
	t->assignee = mem_strdup("");
	t->looked_by = mem_strdup("");
	if (store_ticket_insert(d->store, t, err) < 0)
		return -1;
	return write_event(s, "ticket.adopt", t, NULL, ticket_json(d, t), err);
}

static int
system_of(int sys, const char *key)
{
	return sys < 0 && ticket_is_key(key) ? TICKET_SYSTEM_JIRA : sys;
}

/* ---- link ---- */

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
	return rc < 0 ? -1 : write_event(s, "ticket.link", t, NULL, target_json(g, t), err);
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
	return rc < 0 ? -1 : write_event(s, "ticket.unlink", t, target_json(g, t), NULL, err);
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

/* ---- correct ---- */

/* The renewals whose steps hold it hold the new key. */
static int
correct_renewals(
    struct session *s, const struct renewals *l, const char *from, const char *to, struct err *err)
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
	struct renewals l = {.by_steps = true};
	json_t *before = ticket_json(d, t), *after = json_pack("{s:s, s:o}", "key", key, "becomes",
						into ? json_integer(into) : json_null());
	char *from = mem_strdup(t->key);
	int rc;

	store_ticket_use_each(d->store, t->id, note_renewal, &l, NULL);
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
			answer_conflict(s, id, &t);
		else
			correct(s, id, args, &t, key);
		free(key);
	}
	ticket_release(&t);
}

/* clang-format off */
#define ARGUMENTS_TICKET \
	{"id", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "the ticket"}, \
	{"key", ARGUMENT_TEXT, .what = "in its place: a key that it has or had, or its URL"}, \
	{"system", ARGUMENT_TEXT, .what = "that the key is of, where several may have it"}
#define ARGUMENTS_TARGET \
	{"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "to or from it"}, \
	{"step", ARGUMENT_TEXT, .what = "of the renewal; none: the whole"}, \
	{"monitor", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "or a monitor that has no renewal"}, \
	{"other", ARGUMENT_TEXT, .what = "or another ticket: its key"}, \
	{"role", ARGUMENT_TEXT, .what = "origin, csr, head, request, install, answer or other"}
#define ARGUMENT_AGREED \
	{"agreed", ARGUMENT_TEXTS, .what = "codes of refusals that the person takes upon himself"}
/* clang-format on */

const struct operation ticket_operations[] = {
    {.name = "ticket.look",
	.right = RIGHT_OPERATE,
	.run = op_look,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET, ARGUMENT_VERSION,
	    {"category", ARGUMENT_TEXT, .what = "new, doing, done or unknown"},
	    {"needs_answer", ARGUMENT_FLAG, .what = "it waits for us"},
	    {"status", ARGUMENT_TEXT, .what = "as its system says it"},
	    {"title", ARGUMENT_TEXT, .what = "of the ticket"},
	    {"assignee", ARGUMENT_TEXT, .what = "who has it"}),
	.what = "Somebody looked at it now, and saw this.",
	.answer = "ticket"},
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

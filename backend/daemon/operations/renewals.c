/* Operations on a renewal that is open: do, takeover, verify. It begins in renewal_open.c; questions are in renewal_views.c,
 * files in documents.c.
 *
 * What can be done in a renewal is the engine's table of acts (procedure/renewal_acts.c), and "renewal.do"
 * carries any of them, so a new act needs no new operation. Acts that are the daemon's own (what was observed,
 * a document that a gate has looked at) are refused here, for the engine does not know who asks.
 *
 * A renewal is loaded from the store for each act and written back with its audit line in one transaction
 * (state/open_renewals.c); only its summary stays in memory. A change names the version that it was made
 * from: an older one gets "conflict" and the present state. The answer of an act holds what the panel shows
 * next, so that the console need not ask again. */
#include "daemon/operations/renewals.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/renewal_panel.h"
#include "daemon/operations/services.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/probing/verify.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/remembered_choices.h"
#include "daemon/state/roster.h"
#include "procedure/calendar.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_bounds.h"
#include "store/services.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"

/* What an act says stands in its event twice, before and after, and beside its note. */
enum { ACT_MAX_BYTES = 16384 };

enum { REFUSED_MOST = 20 }; /* that are named in one answer */

/* ---- what went wrong ---- */

static void
answer_no_renewal(struct session *s, json_int_t id, json_int_t number)
{
	session_error(s, id, "no-renewal", json_pack("{s:I}", "id", number));
}

void
renewal_refuse(
    struct session *s, json_int_t id, const struct err *err, const struct loaded_renewal *t)
{
	struct renewal_summary *summary;

	if (strcmp(err->code, "conflict") != 0 || !t || !t->renewal) {
		session_failed(s, id, err);
		return;
	}
	summary = renewal_summary_of(&t->record, t->renewal);
	session_error(
	    s, id, "conflict", json_pack("{s:o}", "renewal", renewal_summary_json(summary)));
	renewal_summary_free(summary);
}

int
renewal_load(struct session *s, json_int_t id, const json_t *args, struct loaded_renewal *t)
{
	json_int_t number = number_of(args, "id");
	struct err err = {0};
	int rc = open_renewals_read(session_daemon(s)->open_renewals, number, t, &err);

	if (rc < 0) {
		session_failed(s, id, &err);
		loaded_renewal_release(t);
	}
	return rc;
}

json_t *
renewal_state_json(const struct session *s, const struct loaded_renewal *t)
{
	const struct daemon *d = session_daemon(s);
	struct renewal_summary *summary = renewal_summary_of(&t->record, t->renewal);
	json_t *ok = renewal_summary_json(summary), *next = json_null();
	struct renewal_next found;

	if (renewal_next(t->renewal, day_at(clock_wall(d->clock)), &found)) {
		next = json_pack(
		    "{s:s, s:b, s:b}", "act", found.act, "ours", found.ours, "due", found.due);
		if (found.step.step)
			json_object_set_new(next, "step", json_string(found.step.key));
	}
	json_object_set_new(ok, "next", next);
	renewal_summary_free(summary);
	return ok;
}

void
renewal_answer(struct session *s, json_int_t id, const struct loaded_renewal *t)
{
	session_ok(s, id, json_pack("{s:o}", "renewal", renewal_state_json(s, t)));
}

static void
answer_view(struct session *s, json_int_t id, const struct loaded_renewal *t, const char *step)
{
	json_t *ok = json_object();

	renewal_add_view(s, t, step, ok);
	session_ok(s, id, ok);
}

/* ---- acts ---- */

/* To look at the monitors now is what the addresses serve now. */
static json_t *
seen_now(const struct daemon *d, const struct renewal_summary *summary)
{
	json_t *list = json_array();

	for (size_t i = 0; summary && i < summary->monitor_count; i++) {
		const struct row *row = roster_find(d->roster, summary->monitors[i]);
		for (size_t k = 0; row && k < row->address_count; k++) {
			const struct observation *o = &row->addresses[k];
			const struct leaf *leaf =
			    *o->sha256 ? leaf_cache_find(roster_leaf_cache(d->roster), o->sha256)
				       : NULL;
			json_array_append_new(
			    list, json_pack("{s:I, s:s, s:s, s:s, s:I}", "monitor",
				      (json_int_t)row->monitor.id, "address", o->address, "outcome",
				      outcome_text(o->outcome), "sha256", o->sha256, "not_after",
				      (json_int_t)(leaf ? leaf->not_after : 0)));
		}
	}
	return list;
}

/* The step as it is called; its key is what a ticket's use has. */
static json_t *
found_of_ticket(struct daemon *d, json_int_t renewal, const char *step, const char *given)
{
	struct loaded_renewal t = {0};
	struct renewal_step named;
	char *key = ticket_key(given);
	json_t *found = NULL;

	if (key && open_renewals_read(d->open_renewals, renewal, &t, NULL) == 0 &&
	    renewal_step_find(t.renewal, step, &named))
		found = ticket_found_json(d, key, renewal, named.key);
	loaded_renewal_release(&t);
	free(key);
	return found;
}

/* The observation of a probe step is made here, unless a person brings a date from a browser; and
 * whoever saw one address in a browser has not seen the others. That a choice was made before is
 * the daemon's to say (remembered_choices.h), and so is what is known of a ticket. */
static json_t *
completed_args(
    struct daemon *d, json_int_t renewal, const struct renewal_act *act, const json_t *given)
{
	const char *what = act->what;
	json_t *args = given ? json_deep_copy(given) : json_object();

	if ((!strcmp(what, "complete") && !json_object_get(args, "not_after")) ||
	    !strcmp(what, "seen"))
		json_object_set_new(
		    args, "addresses", seen_now(d, open_renewals_find(d->open_renewals, renewal)));
	json_object_del(args, "remembered");
	json_object_del(args, "found");
	if (string_of(args, "key") && act->step) /* of a ticket */
		json_object_set_new(
		    args, "found", found_of_ticket(d, renewal, act->step, string_of(args, "key")));
	return args;
}

/* A machine's acts are the daemon's own: a client that gave a document could say that its checks have
 * passed. It brings the file instead ("renewal.file"). */
static bool
is_for_machines(const char *what)
{
	static const char *const names[] = {
	    "observe", "fact", "rolled-back", "document", "monitors", "correct-ticket", "comment"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], what))
			return true;
	return false;
}

/* A login that nobody here has is a slip more often than not, and the renewal would be nobody's: whoever means it
 * says so. */
static bool
is_for_unknown(struct daemon *d, const char *what, const json_t *args, const char **to)
{
	*to = text_of(args, "to");
	return !strcmp(what, "hand-over") && **to && strlen(*to) <= RENEWAL_NAME_MAX &&
	       !texts_have(json_object_get(args, "agreed"), "unknown-person") &&
	       !people_known(d, *to);
}

/* What an act makes known beyond its renewal. */
struct learning {
	struct session *session;
	const struct renewal_act *act;
	struct service service;
};

static bool
is_under_way(const struct ticket_request *r, void *arg)
{
	char **step = arg;

	if (!ticket_request_ended(r))
		*step = mem_strdup(r->step);
	return !*step;
}

static bool
is_by_hand(const struct ticket_use *u, void *arg)
{
	int64_t *ticket = arg;

	if (u->by_hand)
		*ticket = u->ticket;
	return !*ticket;
}

/* A ticket that somebody linked with it would be seen nowhere any more. */
static int
nothing_linked(struct session *s, const struct loaded_renewal *t, struct err *err)
{
	struct store *store = session_daemon(s)->store;
	struct ticket ticket;
	int64_t id = 0;
	int rc = store_ticket_use_of_renewal(store, t->record.id, is_by_hand, &id, err);

	if (rc || !id)
		return rc;
	if (store_ticket_get(store, id, &ticket, err) < 0)
		return -1;
	rc = err_set(err, "already-begun", "ticket %s was linked with it", ticket.key);
	err_text(err, "steps", ticket.key);
	ticket_release(&ticket);
	return rc;
}

/* What is asked of Jira for it comes back to it. */
static int
nothing_asked(struct session *s, const struct loaded_renewal *t, struct err *err)
{
	char *step = NULL;
	int rc = store_ticket_request_each(
	    session_daemon(s)->store, 0, t->record.id, is_under_way, &step, err);

	if (!rc && step) {
		rc = err_set(err, "already-begun", "Jira is asked for a ticket of it");
		err_text(err, "steps", step);
	}
	free(step);
	return rc;
}

static int
learn(const struct loaded_renewal *t, void *arg, struct err *err)
{
	struct learning *l = arg;

	if (!strcmp(l->act->what, "withdraw") &&
	    (nothing_asked(l->session, t, err) < 0 || nothing_linked(l->session, t, err) < 0))
		return -1;
	if (service_learn(l->session, t, l->act, &l->service, err) < 0)
		return -1;
	return remembered_choices_keep(session_daemon(l->session)->remembered_choices,
	    session_actor(l->session), l->act, t, err);
}

static void
op_do(struct session *s, json_int_t id, const json_t *request)
{
	struct daemon *d = session_daemon(s);
	const char *what = string_of(request, "what");
	const json_t *given = json_object_get(request, "args");
	json_int_t number = number_of(request, "id");
	struct renewal_act act = {.what = what,
	    .step = string_of(request, "step"),
	    .note = string_of(request, "note"),
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock),
	    .version = number_of(request, "version")};
	struct learning learning = {s, &act, {0}};
	const struct renewal_effect effect = {learn, &learning};
	struct loaded_renewal t = {0};
	struct err err = {0};
	const char *to;
	json_t *args;

	if (is_for_machines(what)) {
		session_error(s, id, "unknown-act", json_pack("{s:s}", "name", what));
		return;
	}
	if (is_for_unknown(d, what, given, &to)) {
		session_error(s, id, "unknown-person", json_pack("{s:s}", "login", to));
		return;
	}
	args = completed_args(d, number, &act, given);
	act.args = args;
	if (open_renewals_do_with(
		d->open_renewals, session_actor(s), number, &act, &effect, &t, &err) == 0) {
		service_learned(d, &learning.service);
		remembered_choices_follow(d->remembered_choices, session_actor(s), &act, &t);
		if (flag_of(request, "view"))
			answer_view(s, id, &t, act.step);
		else
			renewal_answer(s, id, &t);
	} else {
		renewal_refuse(s, id, &err, &t);
	}
	service_release(&learning.service);
	json_decref(args);
	loaded_renewal_release(&t);
}

static json_t *
ids_of_owner(const struct daemon *d, const char *owner)
{
	json_t *ids = json_array();
	const struct renewal_summary *summary;

	for (size_t i = 0; *owner && (summary = open_renewals_at(d->open_renewals, i)); i++)
		if (!strcmp(summary->owner, owner))
			json_array_append_new(ids, json_integer(summary->id));
	return ids;
}

/* What could not be done to one of several, where there is room for it. */
static void
refuse_one(json_t *refused, const struct renewal_summary *summary, const struct err *err)
{
	if (json_array_size(refused) < REFUSED_MOST)
		json_array_append_new(
		    refused, json_pack("{s:I, s:O?, s:o}", "id", (json_int_t)summary->id, "domain",
				 json_array_get(json_object_get(summary->expects, "domains"), 0),
				 "error", err_json(err)));
}

/* All that a person has open becomes the caller's: one who is ill hands nothing over. Each is an
 * act of its own, and what is wrong with one does not keep the others. */
static void
op_takeover(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const char *from = string_of(args, "from");
	struct renewal_act act = {.what = "take-over",
	    .actor = session_actor(s)->login,
	    .note = string_of(args, "note"),
	    .now = clock_wall(d->clock),
	    .version = -1};
	json_t *theirs = ids_of_owner(d, from), *ids = json_array(), *refused = json_array(), *one;
	struct err first = {0};
	size_t i, left;

	json_array_foreach(theirs, i, one) {
		int64_t number = json_integer_value(one);
		struct loaded_renewal t = {0};
		struct err err = {0};

		if (open_renewals_do(d->open_renewals, session_actor(s), number, &act, &t, &err) ==
		    0) {
			json_array_append(ids, one);
		} else {
			refuse_one(refused, open_renewals_find(d->open_renewals, number), &err);
			first = first.code ? first : err;
		}
		loaded_renewal_release(&t);
	}
	left = json_array_size(theirs) - json_array_size(ids) - json_array_size(refused);
	if (!json_array_size(ids) && json_array_size(refused))
		session_failed(s, id, &first);
	else
		session_ok(s, id,
		    json_pack("{s:O, s:O, s:I}", "ids", ids, "refused", refused, "left_out",
			(json_int_t)left));
	json_decref(theirs);
	json_decref(ids);
	json_decref(refused);
}

/* Probes every monitor of it as the last step asks, and lets the engine judge what was seen. */
static void
op_verify(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	json_int_t number = number_of(args, "id");
	const struct renewal_summary *summary = open_renewals_find(d->open_renewals, number);

	if (!summary)
		answer_no_renewal(s, id, number);
	else if (!summary->awaited || !summary->installing)
		session_error(s, id, "not-verified", NULL);
	else
		session_ok(s, id,
		    json_pack("{s:I}", "sweep", (json_int_t)verify_start(d->verify, summary)));
}

const struct operation renewal_operations[] = {
    {.name = "renewal.do",
	.right = RIGHT_OPERATE,
	.run = op_do,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal"), ARGUMENT_VERSION,
	    {"what", ARGUMENT_TEXT, true, .least = 1,
		.what = "an act: choose, tick, ticket, close"},
	    {"step", ARGUMENT_TEXT, .what = "its key; none for an act on the whole"},
	    {"args", ARGUMENT_OBJECT, .most = ACT_MAX_BYTES, .what = "of the act"},
	    {"note", ARGUMENT_TEXT, .most = RENEWAL_TEXT_MAX, .what = "a reason or a remark"},
	    {"view", ARGUMENT_FLAG,
		.what = "answered as renewal.show is, with steps in full: the one named, and the "
			"next"}),
	.what = "Does one thing in it.",
	.answer = "renewal; with view renewal, now, steps"},
    {.name = "renewal.takeover",
	.right = RIGHT_OPERATE,
	.run = op_takeover,
	.arguments = ARGUMENTS({"from", ARGUMENT_TEXT, true, .what = "the login of whom they are"},
	    {"note", ARGUMENT_TEXT, .most = RENEWAL_TEXT_MAX, .what = "a remark"}),
	.what = "All that somebody has open becomes the caller's.",
	.answer = "ids; refused, each with id, domain, error; left_out: how many more; an error if "
		  "all were"},
    {.name = "renewal.verify",
	.right = RIGHT_OPERATE,
	.run = op_verify,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal")),
	.what = "Probes its monitors as the last step asks.",
	.answer = "sweep"},
    {.name = NULL},
};

/* In memory is only what says when each request goes on (`pending`); a request is read from the store for each step and
 * written back in one transaction with its event. A `flight` is what Jira is being asked: its answer counts only while the
 * request is at the version that it was asked from, so what a person did meanwhile stands.
 *
 * Nothing is done from within another's call: what may go on does so in a turn of its own, for which a timer is set. */
#include "daemon/ticketing/outbox.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/pending.h"
#include "daemon/ticketing/request_attach.h"
#include "daemon/ticketing/request_comment.h"
#include "daemon/ticketing/request_create.h"
#include "daemon/ticketing/request_json.h"
#include "daemon/ticketing/request_kind.h"
#include "daemon/ticketing/request_link.h"
#include "daemon/ticketing/ticketing.h"
#include "store/tickets.h"
#include "wire/loop.h"

#include <unistd.h>

enum {
	FLIGHTS_MOST = 4,   /* at once: the others need not become uncertain when all ends */
	WRITE_AGAIN_S = 10, /* after the store could not be written */
	TURN_MOST_S = 900,  /* at the latest it is looked at again */
	BUSY_S = 30         /* what goes on within so long keeps a personal backend */
};

struct flight {
	struct outbox *o;
	int64_t id, version;
	bool look;
};

struct outbox {
	struct ticketing t;
	struct jira_listener jira_listener;
	struct outbox_listener listener;
	struct pending_list pending;
	size_t flights;
	struct timer *timer;
	int64_t timer_at; /* of clock_mono: the time of day may jump */
};

static const struct request_kind *const kinds[TICKET_REQUEST_KIND_COUNT] = {
    [REQUEST_CREATE] = &request_create,
    [REQUEST_LINK] = &request_link,
    [REQUEST_COMMENT] = &request_comment,
    [REQUEST_ATTACH] = &request_attach,
};

static void turn(void *arg);

/* ---- what is pending ---- */

static void
set_timer(struct outbox *o, int64_t seconds)
{
	int64_t at = clock_mono(o->t.clock) + seconds * 1000;

	if (o->timer && o->timer_at <= at)
		return;
	loop_cancel(o->t.loop, o->timer);
	o->timer = loop_timer(o->t.loop, seconds * 1000, turn, o);
	o->timer_at = at;
}

/* Memory follows what was committed. */
static void
note(struct outbox *o, const struct ticket_request *r)
{
	pending_note(&o->pending, r);
	o->listener.changed(r->id, o->listener.arg);
	set_timer(o, 0);
}

/* With whose token it is asked; NULL: with none that is there. To look for it that of the service will do. */
static const char *
token_for(const struct outbox *o, const struct pending *p)
{
	if (jira_state(o->t.jira) != JIRA_READY)
		return NULL;
	if (jira_has_token(o->t.jira, p->login))
		return p->login;
	return p->sought && jira_has_token(o->t.jira, "") ? "" : NULL;
}

bool
outbox_busy(const struct outbox *o)
{
	int64_t now = clock_wall(o->t.clock);

	for (size_t i = 0; i < o->pending.count; i++) {
		const struct pending *p = &o->pending.items[i];

		if (p->flying ||
		    (pending_goes_on(p) && token_for(o, p) && pending_wait(p, now) <= BUSY_S))
			return true;
	}
	return false;
}

/* ---- writing ---- */

static void
tell_effects(struct outbox *o, struct request_effects *e)
{
	for (size_t i = 0; i < e->written_count; i++)
		open_renewals_written(o->t.open_renewals, &e->written[i]);
	for (size_t i = 0; i < e->touched_count; i++)
		open_renewals_reread(o->t.open_renewals, e->touched[i]);
	if (e->tickets)
		linked_tickets_load(o->t.roster, o->t.store, NULL);
	for (size_t i = 0; i < e->added_count; i++) {
		struct ticket_request r;

		if (store_ticket_request_get(o->t.store, e->added[i], &r, NULL) == 0)
			note(o, &r);
		ticket_request_release(&r);
	}
	request_effects_release(e);
}

/* One step of a request: what follows from it, its row and its line of the trail, or nothing. reason and payload of
 * r are set already. */
static int
commit(struct outbox *o, const struct actor *actor, const char *name, struct ticket_request *r,
    const json_t *before, const json_t *what, struct err *err)
{
	struct request_effects effects = {0};
	json_t *after = NULL;
	int rc = writer_begin(o->t.writer, err);

	if (!rc && r->state == REQUEST_DONE)
		rc = kinds[r->kind]->did(&o->t, r, what, &effects, err);
	if (!rc)
		rc = store_ticket_request_update(o->t.store, r, err);
	if (!rc) {
		after = request_trail_json(r);
		rc = writer_event(o->t.writer, actor, name, r->id, before, after, err);
	}
	if (!rc)
		rc = writer_commit(o->t.writer, err);
	json_decref(after);
	if (rc < 0) {
		writer_rollback(o->t.writer, err);
		request_effects_release(&effects);
		return -1;
	}
	note(o, r);
	tell_effects(o, &effects);
	return 0;
}

static void
facts_of(const struct outbox *o, const struct ticket_request *r, int64_t retry_ms,
    struct request_facts *facts)
{
	json_t *payload = request_payload(r);

	*facts = (struct request_facts){.now = clock_wall(o->t.clock),
	    .retry_after = (retry_ms + 999) / 1000,
	    .chance = o->t.clock->random(o->t.clock->self),
	    .repeats = kinds[r->kind]->repeats || flag_of(payload, "again")};
	json_decref(payload);
}

/* What happened to it by machine. */
static int
advance(struct outbox *o, struct ticket_request *r, enum request_event e, const char *code,
    const json_t *args, int64_t retry_ms, const json_t *what)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	struct request_facts facts;
	struct err err = {0};
	json_t *before = request_trail_json(r);
	char *name, *old = mem_strdup(r->reason);
	int rc;

	facts_of(o, r, retry_ms, &facts);
	if (!request_flow(r, e, &facts)) {
		log_error("request %lld: what happened cannot be: %d", (long long)r->id, (int)e);
		json_decref(before);
		free(old);
		return -1;
	}
	request_reason(r, code, args);
	/* that it could not be looked for once more changes nothing that anybody has to know */
	if (e == EVENT_LOOK_FAILED && !strcmp(old, r->reason)) {
		pending_find(&o->pending, r->id)->next_at = r->next_at;
		set_timer(o, 0);
		json_decref(before);
		free(old);
		return 0;
	}
	name = mem_printf("request.%s", ticket_request_state_text(r->state));
	free(old);
	rc = commit(o, &machine, name, r, before, what, &err);
	if (rc < 0)
		log_error("request %lld: %s", (long long)r->id, err.text);
	free(name);
	json_decref(before);
	return rc;
}

/* ---- what Jira says ---- */

static void
sent_answered(struct outbox *o, struct ticket_request *r, const struct jira_answer *a)
{
	const struct request_kind *kind = kinds[r->kind];
	enum request_event e = EVENT_REFUSED;

	if (a->ok && kind->told(a->ok)) {
		advance(o, r, EVENT_DID, NULL, NULL, 0, a->ok);
		return;
	}
	if (a->ok || a->sent)
		e = EVENT_UNKNOWN;
	else if (request_may_pass(a->code))
		e = EVENT_HELD_UP;
	else if (kind->otherwise && kind->otherwise(r, a->code, a->args))
		e = EVENT_CHANGED;
	advance(o, r, e, a->ok ? "jira-answer" : a->code, a->args, a->retry_ms, NULL);
}

static const char *
reason_of_look(const struct outbox *o, enum request_event e, const struct ticket_request *r)
{
	struct request_facts facts;

	if (e == EVENT_FOUND_SEVERAL)
		return "found-several";
	facts_of(o, r, 0, &facts);
	if (e == EVENT_FOUND_ONE || (facts.repeats && r->tries < REQUEST_REPEATS))
		return NULL;
	if (facts.repeats)
		return "not-found-in-jira";
	return r->looks + 1 >= REQUEST_LOOKS ? "not-found-in-jira" : r->reason;
}

/* What a person has to decide is the same, however often a late look fails. */
static void
look_failed(struct outbox *o, struct ticket_request *r, const struct jira_answer *a)
{
	bool passes = a->sent || request_may_pass(a->code),
	     known = r->state == REQUEST_NEEDS_ATTENTION;
	json_t *args =
	    known && passes && *r->reason_args ? json_loads(r->reason_args, 0, NULL) : NULL;
	char *reason = mem_strdup(known && passes ? r->reason : a->code);

	advance(o, r, passes ? EVENT_LOOK_FAILED : EVENT_LOOK_REFUSED, reason,
	    args ? args : a->args, a->retry_ms, NULL);
	free(reason);
	json_decref(args);
}

static void
look_answered(struct outbox *o, struct ticket_request *r, const struct jira_answer *a)
{
	json_t *what = NULL, *args = NULL;
	enum request_event e;
	char *reason;

	if (!a->ok) {
		look_failed(o, r, a);
		return;
	}
	e = kinds[r->kind]->found(&o->t, r, a->ok, &what);
	reason = mem_strdup(reason_of_look(o, e, r));
	if (e == EVENT_FOUND_SEVERAL)
		args = json_incref(what);
	else if (reason && !strcmp(reason, "not-found-in-jira") && *r->marker)
		args = json_pack("{s:s}", "marker", r->marker);
	else if (reason && *r->reason_args)
		args = json_loads(r->reason_args, 0, NULL);
	advance(o, r, e, reason, args, 0, what);
	free(reason);
	json_decref(args);
	json_decref(what);
}

/* What is not written now is looked for later: it is `sending` in the store, with nobody on the way. */
static void
answered(void *ctx, const struct jira_answer *a)
{
	struct flight *f = ctx;
	struct outbox *o = f->o;
	struct pending *p = pending_find(&o->pending, f->id);
	struct ticket_request r = {0};
	struct err err = {0};
	const struct flight was = *f;

	o->flights--;
	p->flying = false;
	p->next_at = clock_wall(o->t.clock) + WRITE_AGAIN_S;
	free(f);
	if (!a)
		return;
	if (store_ticket_request_get(o->t.store, was.id, &r, &err) < 0)
		log_error("request %lld: %s", (long long)was.id, err.text);
	else if (r.version != was.version)
		note(o, &r);
	else if (was.look)
		look_answered(o, &r, a);
	else
		sent_answered(o, &r, a);
	set_timer(o, 0);
	ticket_request_release(&r);
}

/* ---- going on ---- */

static void
fly(struct outbox *o, struct pending *p, const struct ticket_request *r, struct jira_ask *ask,
    bool look)
{
	struct flight *f = mem_alloc(sizeof(*f));

	*f = (struct flight){.o = o, .id = r->id, .version = r->version, .look = look};
	p->flying = true;
	o->flights++;
	ask->done = answered;
	ask->ctx = f;
	jira_call(o->t.jira, ask);
}

static void
ask_release(struct jira_ask *ask)
{
	json_decref(ask->args);
	for (size_t i = 0; i < ask->fd_count; i++)
		sys_close(&ask->fds[i]);
}

static void
send_one(struct outbox *o, struct ticket_request *r, const char *who)
{
	struct jira_ask ask = {.who = who};
	struct err err = {0};
	json_t *args = NULL;
	const char *overtaken =
	    kinds[r->kind]->overtaken ? kinds[r->kind]->overtaken(&o->t, r, &args) : NULL;

	if (overtaken) {
		advance(o, r, EVENT_OVERTAKEN, overtaken, args, 0, NULL);
	} else if (kinds[r->kind]->ask(&o->t, r, &ask, &err) < 0) {
		args = err_args(&err);
		advance(o, r, EVENT_REFUSED, err.code, args, 0, NULL);
	} else {
		request_payload_drop(r, "again");
		if (advance(o, r, EVENT_SENT, NULL, NULL, 0, NULL) == 0) {
			fly(o, pending_find(&o->pending, r->id), r, &ask, false);
			ask = (struct jira_ask){0};
		}
	}
	ask_release(&ask);
	json_decref(args);
}

static void
look_for(struct outbox *o, struct ticket_request *r, const char *who)
{
	struct jira_ask ask = {.who = who};
	struct err err = {0};
	json_t *args;

	if (kinds[r->kind]->look(&o->t, r, &ask, &err) == 0) {
		fly(o, pending_find(&o->pending, r->id), r, &ask, true);
		return;
	}
	ask_release(&ask);
	args = err_args(&err);
	advance(o, r, EVENT_LOOK_REFUSED, err.code, args, 0, NULL);
	json_decref(args);
}

/* One that is due. */
static void
go_on(struct outbox *o, int64_t id, const char *who)
{
	struct pending *p = pending_find(&o->pending, id);
	struct ticket_request r = {0};
	struct err err = {0};

	p->next_at = clock_wall(o->t.clock) + WRITE_AGAIN_S; /* unless a commit says otherwise */
	if (store_ticket_request_get(o->t.store, id, &r, &err) < 0)
		log_error("request %lld: %s", (long long)id, err.text);
	else if (r.state == REQUEST_SENDING)
		advance(o, &r, EVENT_INTERRUPTED, "interrupted", NULL, 0, NULL);
	else if (r.state == REQUEST_QUEUED)
		send_one(o, &r, who);
	else if (request_is_sought(&r))
		look_for(o, &r, who);
	else
		note(o, &r);
	ticket_request_release(&r);
}

/* People read a ticket from its first comment to its last. One that waits for a token that nobody may ever hand over holds
 * up none. */
static bool
would_overtake(const struct outbox *o, const struct pending *p)
{
	for (size_t i = 0; i < o->pending.count; i++) {
		const struct pending *earlier = &o->pending.items[i];

		if (pending_precedes(earlier, p) && (earlier->flying || token_for(o, earlier)))
			return true;
	}
	return false;
}

/* The next that is due: its id, and whose token goes with it in *who, which is borrowed; 0: none. *wait is lowered to when
 * the next will be. */
static int64_t
next_due(const struct outbox *o, int64_t after, const char **who, int64_t *wait)
{
	for (size_t i = 0; i < o->pending.count; i++) {
		const struct pending *p = &o->pending.items[i];
		bool lost = p->state == REQUEST_SENDING && !p->flying;
		int64_t left = pending_wait(p, clock_wall(o->t.clock));

		if (p->id <= after || (!lost && !pending_goes_on(p)))
			continue;
		*who = lost ? "" : token_for(o, p);
		if (!*who || (!lost && o->flights >= FLIGHTS_MOST))
			continue;
		if (p->state == REQUEST_QUEUED && would_overtake(o, p))
			continue;
		if (!left)
			return p->id;
		*wait = left < *wait ? left : *wait;
	}
	return 0;
}

static void
turn(void *arg)
{
	struct outbox *o = arg;
	int64_t id = 0, wait = TURN_MOST_S;
	const char *who;

	o->timer = NULL;
	while ((id = next_due(o, id, &who, &wait))) {
		char *login = mem_strdup(who);

		go_on(o, id, login);
		free(login);
	}
	if (o->pending.count)
		set_timer(o, wait);
}

/* ---- by people ---- */

static void
put_owner(struct ticket_request *r, const struct actor *actor)
{
	mem_replace(&r->login, actor->login);
	request_payload_set(r, "uid", json_integer((json_int_t)actor->uid));
	request_payload_set(r, "proven", json_boolean(actor->proven));
}

int
outbox_add(struct outbox *o, const struct actor *actor, struct ticket_request *r, struct err *err)
{
	json_t *after = NULL;
	int rc;

	request_fill(r);
	put_owner(r, actor);
	rc = writer_begin(o->t.writer, err);
	if (!rc)
		rc = store_ticket_request_insert(o->t.store, r, err);
	if (!rc) {
		after = request_payload(r);
		json_object_del(after, "content"); /* of a file: its name and size are enough */
		json_object_set_new(after, "renewal", json_integer(r->renewal));
		json_object_set_new(after, "step", json_string(r->step));
		json_object_set_new(after, "kind", json_string(ticket_request_kind_text(r->kind)));
		rc = writer_event(o->t.writer, actor, "request.add", r->id, NULL, after, err);
	}
	if (!rc)
		rc = writer_commit(o->t.writer, err);
	json_decref(after);
	if (rc < 0)
		writer_rollback(o->t.writer, err);
	else
		note(o, r);
	return rc;
}

static const char *const act_names[EVENT_COUNT] = {
    [EVENT_RETRY] = "request.retry",
    [EVENT_EDIT] = "request.edit",
    [EVENT_BY_HAND] = "request.by-hand",
    [EVENT_DROP] = "request.drop",
    [EVENT_TAKE_OVER] = "request.take-over",
};

static void
put_payload(struct ticket_request *r, const json_t *payload)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)payload, name, value) {
		request_payload_set(r, name, json_incref(value));
	}
}

/* What may have been done goes out again only on this word, and is looked for once more before. A text goes with the token
 * of whoever it is of: nobody has another say what he did not. */
static void
put_act(struct ticket_request *r, const struct actor *actor, const struct outbox_act *act)
{
	if (act->event == EVENT_RETRY && r->state == REQUEST_NEEDS_ATTENTION)
		request_payload_set(r, "again", json_true());
	if (act->event == EVENT_TAKE_OVER || act->event == EVENT_EDIT ||
	    act->event == EVENT_BY_HAND) /* what follows is the act of who did it */
		put_owner(r, actor);
	put_payload(r, act->payload);
}

int
outbox_do(struct outbox *o, const struct actor *actor, int64_t id, const struct outbox_act *act,
    struct ticket_request *r, struct err *err)
{
	struct request_facts facts;
	json_t *before;
	int rc;

	if (store_ticket_request_get(o->t.store, id, r, err) < 0)
		return -1;
	if (r->version != act->version)
		return err_set(err, "conflict", "request %lld was changed", (long long)id);
	if (!request_flow_fits(r, act->event)) {
		err_set(err, "request-state", "request %lld is as it is", (long long)id);
		return err_text(err, "state", ticket_request_state_text(r->state));
	}
	before = request_trail_json(r);
	put_act(r, actor, act);
	facts_of(o, r, 0, &facts);
	request_flow(r, act->event, &facts);
	request_reason(r, act->event == EVENT_BY_HAND ? "by-hand" : NULL, NULL);
	rc = commit(o, actor, act_names[act->event], r, before, act->what, err);
	json_decref(before);
	return rc;
}

/* ---- the whole ---- */

json_t *
outbox_json(const struct outbox *o, const struct ticket_request *r, bool whole)
{
	return request_json(&o->t, r, whole);
}

static void
state_changed(void *arg)
{
	set_timer(arg, 0);
}

/* What waits for him is said to wait, or to go on. */
static void
token_changed(void *arg, const char *who)
{
	struct outbox *o = arg;

	for (size_t i = 0; i < o->pending.count; i++)
		if (!strcmp(o->pending.items[i].login, who))
			o->listener.changed(o->pending.items[i].id, o->listener.arg);
	set_timer(o, 0);
}

struct outbox *
outbox_new(const struct ticketing *t, const struct outbox_listener *l)
{
	struct outbox *o = mem_alloc(sizeof(*o));

	*o = (struct outbox){.t = *t, .listener = *l};
	o->jira_listener =
	    (struct jira_listener){.state = state_changed, .token = token_changed, .arg = o};
	jira_listen(t->jira, &o->jira_listener);
	return o;
}

static bool
note_open(const struct ticket_request *r, void *arg)
{
	note(arg, r);
	return true;
}

int
outbox_load(struct outbox *o, struct err *err)
{
	return store_ticket_request_open(o->t.store, note_open, o, err);
}

void
outbox_free(struct outbox *o)
{
	if (!o)
		return;
	loop_cancel(o->t.loop, o->timer);
	pending_release(&o->pending);
	free(o);
}

/* A creation cannot be asked for twice and known to be one: Jira has no key for that. So a marker goes with it, in a label
 * and as the last line of the description, and what is uncertain is looked for by it.
 *
 * What follows when the ticket is there is one transaction: the ticket is known, the step of each of its renewals has it, by
 * an act of its owner, and it is to be linked to the tickets that each renewal had before. A step that cannot have it any
 * more, for it was changed or the renewal is closed, leaves the ticket linked to the renewal all the same, and the request
 * says so. */
#include "daemon/ticketing/request_create.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/request_link.h"
#include "daemon/ticketing/ticketing.h"
#include "procedure/renewal_ask.h"
#include "store/tickets.h"

#include <stdio.h>

enum { TITLE_MOST = 300 /* bytes that are kept of it here */ };

void
request_marker(const struct clock *clock, char marker[REQUEST_MARKER_BYTES])
{
	snprintf(marker, REQUEST_MARKER_BYTES, "caduca-%016llx",
	    (unsigned long long)clock->random(clock->self));
}

/* ---- before it goes out ---- */

const char *
request_create_fault(const struct renewal *r, bool closed, const char *step, json_t **args)
{
	struct renewal_step s;
	const char *key;

	if (closed)
		return "closed";
	if (!renewal_step_find(r, step, &s)) {
		*args = json_pack("{s:s}", "name", step);
		return "no-step";
	}
	key = text_at(s.record, "ticket");
	if (!key)
		return NULL;
	*args = json_pack("{s:s, s:s}", "key", key, "step", s.step->title);
	return "step-has-ticket";
}

static const char *
creation_overtaken(const struct ticketing *t, const struct ticket_request *r, json_t **args)
{
	json_t *payload = request_payload(r);
	bool again = flag_of(payload, "again");
	struct loaded_renewal renewal;
	const char *code = NULL;

	json_decref(payload);
	if (again || !r->renewal)
		return NULL;
	if (open_renewals_read(t->open_renewals, r->renewal, &renewal, NULL) == 0)
		code = request_create_fault(
		    renewal.renewal, renewal.record.closed_at != 0, r->step, args);
	loaded_renewal_release(&renewal);
	return code;
}

static int
creation_ask(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	json_t *payload = request_payload(r), *labels = json_object_get(payload, "labels"),
	       *fields = json_object_get(payload, "fields"), *none = json_array(),
	       *no_fields = json_object();
	char *description = mem_printf("%s\n\n%s", text_of(payload, "description"), r->marker);

	(void)t;
	(void)err;
	ask->call = "create";
	ask->args = json_pack("{s:s, s:s, s:s, s:s, s:O, s:O}", "project", r->project, "type",
	    text_of(payload, "type"), "summary", text_of(payload, "title"), "description",
	    description, "labels", labels ? labels : none, "fields", fields ? fields : no_fields);
	free(description);
	json_decref(no_fields);
	json_decref(none);
	json_decref(payload);
	return 0;
}

static bool
creation_told(const json_t *ok)
{
	return *text_of(ok, "key") != '\0';
}

/* A project whose screens have no labels: the marker of the description has to do. */
static bool
creation_otherwise(struct ticket_request *r, const char *code, const json_t *args)
{
	json_t *payload = request_payload(r);
	bool labels = json_array_size(json_object_get(payload, "labels")) > 0 &&
		      !strcmp(code, "field-refused") &&
		      json_object_get(json_object_get(args, "fields"), "labels");

	json_decref(payload);
	if (labels)
		request_payload_set(r, "labels", json_array());
	return labels;
}

/* ---- is it there? ---- */

static int
creation_look(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	(void)t;
	(void)err;
	ask->call = "find";
	ask->args = json_pack("{s:s, s:s}", "project", r->project, "marker", r->marker);
	return 0;
}

static enum request_event
creation_found(
    const struct ticketing *t, const struct ticket_request *r, const json_t *ok, json_t **what)
{
	const json_t *issues = json_object_get(ok, "issues");
	size_t count = json_array_size(issues);
	char *keys = mem_strdup("");

	(void)t;
	(void)r;
	if (count == 1)
		*what = json_incref(json_array_get(issues, 0));
	for (size_t i = 0; count > 1 && i < count; i++) {
		char *more = mem_printf(
		    "%s%s%s", keys, i ? ", " : "", text_of(json_array_get(issues, i), "key"));

		free(keys);
		keys = more;
	}
	if (count > 1)
		*what = json_pack("{s:s, s:s}", "keys", keys, "marker", r->marker);
	free(keys);
	return count == 0 ? EVENT_FOUND_NONE : count == 1 ? EVENT_FOUND_ONE : EVENT_FOUND_SEVERAL;
}

/* ---- it is there ---- */

static int64_t
number_in(const json_t *what)
{
	const json_t *id = json_object_get(what, "id");

	return json_is_integer(id)
		   ? json_integer_value(id)
		   : strtoll(json_is_string(id) ? json_string_value(id) : "0", NULL, 10);
}

/* Fills what is not known of it. */
static void
describe(struct ticket *ticket, const json_t *what, const json_t *payload, bool by_hand)
{
	int category = ticket_category_from(text_of(what, "category"));

	if (!by_hand && (!ticket->title || !*ticket->title)) {
		free(ticket->title);
		ticket->title = text_cleaned(text_of(payload, "title"), TITLE_MOST);
	}
	if (number_in(what))
		ticket->number = number_in(what);
	if (*text_of(what, "status"))
		mem_replace(&ticket->status, text_of(what, "status"));
	if (category >= 0)
		ticket->category = (enum ticket_category)category;
	else if (ticket->category == TICKET_UNKNOWN && !by_hand)
		ticket->category = TICKET_NEW; /* it was made a moment ago */
}

/* 1: known here, 0, -1. A key that was only mistyped here once belongs to another ticket: that is not this one. */
static int
find_known(const struct ticketing *t, const json_t *what, bool by_hand, struct ticket *ticket,
    struct err *err)
{
	const char *key = text_of(what, "key");
	int found = store_ticket_find(t->store, TICKET_SYSTEM_JIRA, key, ticket, err);
	bool other = found > 0 && !by_hand && strcmp(ticket->key, key) != 0 &&
		     (!ticket->number || ticket->number != number_in(what));

	if (!other)
		return found;
	ticket_release(ticket);
	return 0;
}

/* The ticket as it is known from now on; its id goes into r. */
static int
know_ticket(const struct ticketing *t, struct ticket_request *r, const struct actor *owner,
    const json_t *what, const json_t *payload, struct err *err)
{
	bool by_hand = !strcmp(r->reason, "by-hand");
	struct ticket ticket;
	json_t *after;
	int found = find_known(t, what, by_hand, &ticket, err), rc = found;

	if (!found)
		ticket = (struct ticket){.sys = TICKET_SYSTEM_JIRA,
		    .key = mem_strdup(text_of(what, "key")),
		    .category = TICKET_UNKNOWN};
	if (found >= 0) {
		describe(&ticket, what, payload, by_hand);
		rc = found ? store_ticket_update(t->store, &ticket, err)
			   : store_ticket_insert(t->store, &ticket, err);
	}
	if (!rc) {
		r->ticket = ticket.id;
		after = json_pack("{s:s, s:s, s:I}", "key", ticket.key, "title", ticket.title,
		    "request", (json_int_t)r->id);
		rc = writer_event(t->writer, owner, "ticket.create", ticket.id, NULL, after, err);
		json_decref(after);
	}
	ticket_release(&ticket);
	return rc;
}

/* The step that cannot have it: it is the renewal's all the same. */
static int
link_use(const struct ticketing *t, struct ticket_request *r, int64_t renewal,
    const struct renewal_step *step, const char *why, struct request_effects *effects,
    struct err *err)
{
	struct ticket_use use = {.ticket = r->ticket,
	    .renewal = renewal,
	    .step = r->step,
	    .role = step->step && step->step->ticket_role >= 0
			? (enum ticket_role)step->step->ticket_role
			: TICKET_ROLE_OTHER,
	    .login = r->login};
	json_t *args = json_pack("{s:I, s:s}", "renewal", (json_int_t)renewal, "code", why);
	int rc = store_ticket_use_add(t->store, &use, err);

	if (rc < 0 && (!strcmp(err->code, "duplicate") || !strcmp(err->code, "not-found"))) {
		*err = (struct err){0};
		rc = 0;
	}
	request_reason(r, "step-not-done", args);
	request_effects_touch(effects, renewal);
	json_decref(args);
	return rc;
}

/* The act in the renewal, which was read; its event, or NULL and in *why the reason. */
static json_t *
act_in(const struct ticketing *t, struct loaded_renewal *l, const struct ticket_request *r,
    const char *key, char why[64])
{
	json_t *args = json_pack("{s:s, s:[s, s, s]}", "key", key, "agreed", "unknown-ticket",
		   "other-project", "ticket-in-use"),
	       *none = NULL, *event = NULL;
	const struct renewal_act act = {.what = "ticket",
	    .step = r->step,
	    .args = args,
	    .actor = r->login,
	    .now = clock_wall(t->clock),
	    .version = -1};
	const char *fault =
	    request_create_fault(l->renewal, l->record.closed_at != 0, r->step, &none);
	struct err err = {0};

	if (!fault)
		event = renewal_do(l->renewal,
		    library_site(open_renewals_library(t->open_renewals, false)), &act, &err);
	if (!event)
		snprintf(why, 64, "%s", fault ? fault : err.code);
	json_decref(none);
	json_decref(args);
	return event;
}

static int
do_step(const struct ticketing *t, struct ticket_request *r, const struct actor *owner,
    int64_t renewal, const char *key, struct request_effects *effects, struct err *err)
{
	struct loaded_renewal l;
	struct renewal_step step = {.step = NULL};
	char why[64] = "no-renewal";
	json_t *event = NULL;
	bool has_it = false;
	int rc;

	if (open_renewals_read(t->open_renewals, renewal, &l, NULL) == 0) {
		event = act_in(t, &l, r, key, why);
		if (renewal_step_find(l.renewal, r->step, &step))
			has_it = !event && !strcmp(text_of(step.record, "ticket"), key);
	}
	if (has_it) { /* a person who found it was faster */
		rc = 0;
	} else if (event) {
		rc = open_renewals_write(t->open_renewals, owner, &l, event, err);
		if (!rc)
			request_effects_written(effects, &l);
	} else {
		rc = link_use(t, r, renewal, &step, why, effects, err);
	}
	json_decref(event);
	loaded_renewal_release(&l);
	return rc;
}

static int
creation_did(const struct ticketing *t, struct ticket_request *r, const json_t *what,
    struct request_effects *effects, struct err *err)
{
	json_t *payload = request_payload(r), *renewals = json_object_get(payload, "renewals");
	const struct actor owner = request_owner(r, payload);
	const char *key = text_of(what, "key");
	int rc = know_ticket(t, r, &owner, what, payload, err);

	if (!rc && r->renewal)
		rc = do_step(t, r, &owner, r->renewal, key, effects, err);
	for (size_t i = 0; !rc && i < json_array_size(renewals); i++)
		rc = do_step(t, r, &owner, json_integer_value(json_array_get(renewals, i)), key,
		    effects, err);
	if (!rc && r->renewal)
		rc = request_link_owed(t, r, &owner, r->renewal, effects, err);
	for (size_t i = 0; !rc && i < json_array_size(renewals); i++)
		rc = request_link_owed(
		    t, r, &owner, json_integer_value(json_array_get(renewals, i)), effects, err);
	effects->tickets = true;
	json_decref(payload);
	return rc;
}

const struct request_kind request_create = {
    .overtaken = creation_overtaken,
    .ask = creation_ask,
    .told = creation_told,
    .look = creation_look,
    .found = creation_found,
    .did = creation_did,
    .otherwise = creation_otherwise,
};

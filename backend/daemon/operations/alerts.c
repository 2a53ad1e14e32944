/* Operations on alerts: whom one is about, and to keep it.
 *
 * To read one changes nothing. One that is recorded is an event of the audit trail for each monitor that it
 * is about, with its text as far as it is kept: that is where a renewal that begins later finds it. */
#include "daemon/operations/alerts.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/alert_search.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/row.h"
#include "daemon/state/writer.h"
#include "inventory/alert.h"
#include "inventory/announced.h"
#include "procedure/site.h"
#include "store/renewals.h"
#include "store/store.h"
#include "wire/protocol.h"

static const char ALERT_EVENT[] = "alert.record";

/* ---- what it names ---- */

static bool
add_renewal(int64_t renewal, void *arg)
{
	return json_array_append_new(arg, json_integer(renewal)) == 0;
}

static json_t *
find_tickets(struct daemon *d, const struct alert *a, json_t *renewals)
{
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	json_t *tickets = json_array();

	for (size_t i = 0; i < a->ticket_count; i++) {
		if (!site_has_project(site, a->tickets[i]))
			continue;
		json_array_append_new(tickets, json_string(a->tickets[i]));
		store_ticket_renewals(d->store, a->tickets[i], add_renewal, renewals, NULL);
	}
	return tickets;
}

static json_t *
announced_json(const struct announced *said)
{
	json_t *o = json_object(), *dates = json_array();

	for (size_t i = 0; i < said->count; i++)
		json_array_append_new(dates, json_string(said->dates[i].text));
	json_object_set_new(o, "dates", dates);
	if (said->has_days)
		json_object_set_new(o, "days", json_integer(said->days));
	if (*said->sent)
		json_object_set_new(o, "sent", json_string(said->sent));
	return o;
}

/* A mail is one even when it names a ticket; what names one otherwise comes from it. */
static json_t *
alert_found(struct daemon *d, const struct alert *a)
{
	json_t *renewals = json_array(), *tickets = find_tickets(d, a, renewals), *found;
	struct announced said;

	announced_read(&said, a->text);
	found = alert_search(d, a, &said);
	json_object_set_new(found, "origin",
	    json_string(a->mail                    ? "mail"
			: json_array_size(tickets) ? "ticket"
						   : "alert"));
	json_object_set_new(found, "tickets", tickets);
	json_object_set_new(found, "renewals", renewals);
	json_object_set_new(found, "announced", announced_json(&said));
	return found;
}

static void
op_names(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *text = json_object_get(args, "text");
	struct alert a;

	alert_read(&a, json_string_value(text), json_string_length(text));
	session_ok(s, id, alert_found(session_daemon(s), &a));
	alert_release(&a);
}

/* ---- to keep it ---- */

static json_t *
alert_event(const json_t *monitor, const json_t *found, const struct alert *a)
{
	char *text = alert_kept(a);
	json_t *event = json_pack("{s:O, s:O, s:O, s:s, s:s}", "name",
	    json_object_get(monitor, "name"), "origin", json_object_get(found, "origin"),
	    "announced", json_object_get(found, "announced"), "sender", a->sender, "text", text);

	free(text);
	return event;
}

/* One transaction, so that it is there for all of them or for none. */
static int
record(struct session *s, const json_t *found, const struct alert *a, json_t *recorded,
    struct err *err)
{
	struct writer *w = session_daemon(s)->writer;
	const json_t *known = json_object_get(found, "known"), *one;
	size_t i;

	if (!json_array_size(known))
		return 0;
	if (writer_begin(w, err) < 0)
		return -1;
	json_array_foreach(known, i, one) {
		json_t *event = alert_event(one, found, a);
		int rc = writer_event(
		    w, session_actor(s), ALERT_EVENT, number_of(one, "id"), NULL, event, err);

		json_decref(event);
		if (rc < 0)
			return -1;
		json_array_append(recorded, json_object_get(one, "id"));
	}
	return writer_commit(w, err);
}

static void
op_record(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *text = json_object_get(args, "text");
	json_t *found, *recorded = json_array();
	struct err err = {0};
	struct alert a;

	alert_read(&a, json_string_value(text), json_string_length(text));
	found = alert_found(session_daemon(s), &a);
	if (record(s, found, &a, recorded, &err) < 0) {
		writer_rollback(session_daemon(s)->writer, &err);
		session_failed(s, id, &err);
		json_decref(found);
	} else {
		json_object_set(found, "recorded", recorded);
		session_ok(s, id, found);
	}
	json_decref(recorded);
	alert_release(&a);
}

/* ---- those that were ---- */

struct gathering {
	struct row *const *rows;
	size_t count;
	json_t *alerts; /* oldest first */
};

static bool
is_about_one(const struct gathering *g, int64_t monitor)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->rows[i]->monitor.id == monitor)
			return true;
	return false;
}

/* One alert is an event of each monitor that it is about. */
static bool
is_there(const json_t *alerts, const json_t *event)
{
	return object_with(alerts, "text", text_of(event, "text")) != NULL;
}

static bool
gather(const struct event *e, void *arg)
{
	const struct gathering *g = arg;
	json_t *one = is_about_one(g, e->subject) ? json_loads(e->after, 0, NULL) : NULL;

	if (one && !is_there(g->alerts, one)) {
		json_object_del(one, "name");
		json_object_set_new(one, "at", json_integer(e->at));
		json_object_set_new(one, "by", json_string(e->actor.login));
		json_array_insert(g->alerts, 0, one);
	}
	json_decref(one);
	return json_array_size(g->alerts) < ALERTS_MOST;
}

json_t *
alerts_recorded(struct daemon *d, struct row *const *rows, size_t count, int64_t since)
{
	struct gathering g = {rows, count, json_array()};

	store_event_of_kind(d->store, ALERT_EVENT, since, gather, &g, NULL);
	return g.alerts;
}

const struct operation alert_operations[] = {
    {.name = "renewal.names",
	.right = RIGHT_READ,
	.run = op_names,
	.arguments = ARGUMENTS({"text", ARGUMENT_TEXT, true, .most = LINE_MAX_BYTES,
	    .what = "an alert, a mail or a list"}),
	.what = "Whom a text that was pasted in is about.",
	.answer = "origin, tickets, renewals, known, unknown, certificates, announced, left_off"},
    {.name = "alert.record",
	.right = RIGHT_OPERATE,
	.run = op_record,
	.arguments = ARGUMENTS(
	    {"text", ARGUMENT_TEXT, true, .most = LINE_MAX_BYTES, .what = "an alert or a mail"}),
	.what =
	    "Keeps it in the trail of each monitor that it is about, for the renewals that begin "
	    "later.",
	.answer = "recorded, and what renewal.names answers"},
    {.name = NULL},
};

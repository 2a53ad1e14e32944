/* Operations on alerts: whom one is about, and to keep it.
 *
 * To read one changes nothing. One that is recorded is an event of the audit trail for each monitor that it
 * is about, with its text as far as it is kept: that is where a renewal that begins later finds it. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/alert_search.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "inventory/alert.h"
#include "inventory/announced.h"
#include "procedure/site.h"
#include "store/renewals.h"
#include "store/store.h"

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

const struct operation alert_operations[] = {
    {.name = "renewal.names",
	.right = RIGHT_READ,
	.run = op_names,
	.arguments = ARGUMENTS({"text", ARGUMENT_TEXT, true, .what = "an alert, a mail or a list"}),
	.what = "Whom a text that was pasted in is about.",
	.answer = "origin, tickets, renewals, known, unknown, certificates, announced, left_off"},
    {.name = NULL},
};

/* How a renewal begins: from the monitors whose certificate it renews, with the names, the alerts and the last renewal that are
 * known of them; or alone, by a procedure that needs no monitor. */
#include "daemon/operations/renewals.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/alerts.h"
#include "daemon/operations/certificate_kinds.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/renewal_proposal.h"
#include "daemon/operations/renewal_start.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/site.h"

enum { MONITORS_MAX = 50, ALERT_DAYS = 120 }; /* an older alert tells of another certificate */

static bool
is_among(struct row *const *rows, size_t count, const struct row *row)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i] == row)
			return true;
	return false;
}

/* The rows that args name, each once; NULL after answering. Free it. */
static struct row **
rows_of(struct session *s, json_int_t id, const json_t *list, size_t *count)
{
	const struct daemon *d = session_daemon(s);
	struct row **rows;
	const json_t *item;
	size_t i;

	rows = mem_array(json_array_size(list), sizeof(*rows));
	*count = 0;
	json_array_foreach(list, i, item) {
		struct row *row = roster_find(d->roster, json_integer_value(item));

		if (row && is_among(rows, *count, row))
			continue;
		if (row && !row->renewal) {
			rows[(*count)++] = row;
			continue;
		}
		if (row)
			session_error(s, id, "renewal-open",
			    json_pack("{s:I, s:s}", "id", (json_int_t)row->renewal->id, "name",
				row->monitor.name));
		else
			session_error(
			    s, id, "not-found", json_pack("{s:I}", "id", json_integer_value(item)));
		free(rows);
		return NULL;
	}
	return rows;
}

static json_t *
monitors_json(struct row *const *rows, size_t count, const char *said)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s, s:s}", "id", (json_int_t)rows[i]->monitor.id, "name",
			rows[i]->monitor.name, "domain", monitor_domain(&rows[i]->monitor), "type",
			said ? said : monitor_type_text(rows[i]->monitor.type)));
	return list;
}

static bool
keep_last_closed(const struct stored_renewal *r, void *arg)
{
	json_t **last = arg;

	if (!r->closed_at)
		return true;
	*last = json_loads(r->snapshot, 0, NULL);
	if (renewal_end_from(text_of(*last, "outcome")) == END_WITHDRAWN) {
		json_decref(*last);
		*last = NULL;
		return true;
	}
	if (*last)
		json_object_set_new(*last, "id", json_integer(r->id));
	return false;
}

/* Begins and writes it; -1 with nothing kept. */
static int
open_renewal(
    struct session *s, const struct renewal_opening *o, struct loaded_renewal *t, struct err *err)
{
	struct daemon *d = session_daemon(s);
	const struct library *library = open_renewals_library(d->open_renewals, false);
	json_t *event = NULL;
	int rc;

	t->renewal = renewal_open(library, o, &event, err);
	if (!t->renewal || writer_begin(d->writer, err) < 0)
		rc = -1;
	else
		rc = open_renewals_write(d->open_renewals, session_actor(s), t, event, err);
	json_decref(event);
	return rc < 0 ? -1 : writer_commit(d->writer, err);
}

/* The first of which somebody said the kind of its certificate, which all share; else the first. */
static const struct row *
row_with_kind(const struct daemon *d, struct row *const *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (certificate_kind_of(d, &rows[i]->monitor))
			return rows[i];
	return rows[0];
}

/* What the kind of the certificate says, or its monitor where nobody said one. The caller's: o->kind. */
static json_t *
set_kind(const struct daemon *d, const struct site *site, struct row *const *rows, size_t count,
    struct renewal_opening *o)
{
	const struct row *by = row_with_kind(d, rows, count);
	const struct site_kind *kind = certificate_kind_of(d, &by->monitor);
	json_t *json = certificate_kind_json(kind);

	o->kind = json;
	o->class = kind ? kind->class : kind_text(by->monitor.kind);
	if (!o->procedure)
		o->procedure = renewal_procedure(site, by);
	return json;
}

/* Of the certificate in use that ends first; 0: none was seen or declared. */
static int64_t
first_end(struct row *const *rows, size_t count)
{
	int64_t first = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t end = row_leaf_end(rows[i]);

		if (end && (!first || end < first))
			first = end;
	}
	return first;
}

/* What the last renewal was about is not what this one is. */
static json_t *
alerts_since(struct daemon *d, struct row *const *rows, size_t count, const json_t *last)
{
	int64_t since = clock_wall(d->clock) - ALERT_DAYS * INT64_C(86400);

	if (number_of(last, "closed_at") > since)
		since = number_of(last, "closed_at");
	return alerts_recorded(d, rows, count, since);
}

/* By a procedure that is about no monitor; what needs one is refused by the engine. */
static void
open_alone(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const char *procedure = string_of(args, "procedure"), *origin = string_of(args, "origin"),
		   *ticket = string_of(args, "ticket");
	struct renewal_opening o = {.procedure = procedure,
	    .origin = origin   ? origin
		      : ticket ? "ticket"
			       : "list",
	    .ticket = ticket,
	    .class = kind_text(KIND_OTHER),
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock)};
	struct loaded_renewal t = {0};
	struct err err = {0};

	open_renewals_library(d->open_renewals, true);
	if (!procedure)
		err_argument(&err, "monitors", "empty", NULL);
	if (!procedure || open_renewal(s, &o, &t, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		open_renewals_written(d->open_renewals, &t);
		renewal_answer(s, id, &t);
	}
	loaded_renewal_release(&t);
}

static void
op_open(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const char *origin = string_of(args, "origin"), *ticket = string_of(args, "ticket");
	struct loaded_renewal t = {0};
	struct err err = {0};
	size_t count;
	struct row **rows = rows_of(s, id, json_object_get(args, "monitors"), &count);
	const struct library *library;
	json_t *monitors, *alerts, *last = NULL, *kind;
	struct renewal_opening o;
	struct names_proposal names;

	if (!rows)
		return;
	if (!count) {
		free(rows);
		open_alone(s, id, args);
		return;
	}
	monitors = monitors_json(rows, count, string_of(args, "type"));
	names_propose(d, rows, count, &names);
	store_renewal_of_monitor(d->store, rows[0]->monitor.id, keep_last_closed, &last, NULL);
	alerts = alerts_since(d, rows, count, last);
	library = open_renewals_library(d->open_renewals,
	    true); /* the texts as they are today, for this one and those after it */
	o = (struct renewal_opening){.procedure = string_of(args, "procedure"),
	    .monitors = monitors,
	    .origin = origin   ? origin
		      : ticket ? "ticket"
			       : "list",
	    .ticket = ticket,
	    .expires = first_end(rows, count),
	    .subject_name = names.subject,
	    .names = names.names,
	    .alerts = alerts,
	    .served = names.served,
	    .last = last,
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock)};
	kind = set_kind(d, library_site(library), rows, count, &o);
	if (open_renewal(s, &o, &t, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		open_renewals_written(d->open_renewals, &t);
		renewal_answer(s, id, &t);
	}
	json_decref(monitors);
	json_decref(alerts);
	json_decref(last);
	json_decref(kind);
	names_proposal_release(&names);
	loaded_renewal_release(&t);
	free(rows);
}

const struct operation renewal_open_operations[] = {
    {.name = "renewal.open",
	.right = RIGHT_OPERATE,
	.run = op_open,
	.arguments =
	    ARGUMENTS({"monitors", ARGUMENT_NUMBERS, .most = MONITORS_MAX,
			  .what = "that share a certificate; none by a procedure that needs none"},
		{"procedure", ARGUMENT_TEXT,
		    .what = "its name; the usual one of the first monitor without it"},
		{"origin", ARGUMENT_TEXT, .what = "alert, list, ticket or mail"},
		{"ticket", ARGUMENT_TEXT, .what = "that asks for it"},
		{"type", ARGUMENT_TEXT,
		    .what = "endpoint, file or planned, if it is not that of the monitors"}),
	.what = "Begins a renewal, which whoever opens it has claimed.",
	.answer = "renewal"},
    {.name = NULL},
};

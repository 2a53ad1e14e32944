/* A monitor that was retired is watched again: as it was, with its history, its open renewal and the tickets that people
 * linked to it. The version is the one that retiring it left. */
#include "daemon/operations/monitors.h"

#include "base/clock.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/operations.h"
#include "daemon/probing/scheduler.h"
#include "daemon/session.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"

static void
answer_refused(struct session *s, json_int_t id, int64_t existing, const struct err *err)
{
	const struct row *row = roster_find(session_daemon(s)->roster, existing);

	if (row)
		session_error(s, id, "duplicate",
		    json_pack("{s:I, s:s}", "id", (json_int_t)existing, "name", row->monitor.name));
	else
		session_failed(s, id, err);
}

/* The renewal that it stayed in, if that is still open. */
static void
show_renewal(struct daemon *d, int64_t monitor)
{
	const struct renewal_summary *r;
	int64_t found = 0;

	for (size_t i = 0; !found && (r = open_renewals_at(d->open_renewals, i)); i++)
		for (size_t k = 0; k < r->monitor_count; k++)
			if (r->monitors[k] == monitor)
				found = r->id;
	if (found)
		open_renewals_reread(d->open_renewals, found);
}

static int
write_restored(struct session *s, struct monitor *m, int64_t *existing, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *after = monitor_json(m);
	int rc = writer_begin(d->writer, err);

	if (!rc)
		rc = store_monitor_restore(d->store, m, existing, err);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "monitor.restore", m->id, NULL, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc)
		writer_rollback(d->writer, err);
	json_decref(after);
	return rc;
}

static void
op_restore(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct err err = {0}, ignored = {0};
	int64_t existing = 0;
	struct monitor m;
	struct row *row;

	if (store_monitor_get(d->store, number_of(args, "id"), &m, &err) < 0) {
		session_failed(s, id, &err);
		return;
	}
	m.version = number_of(args, "version");
	if (write_restored(s, &m, &existing, &err)) {
		answer_refused(s, id, existing, &err);
		monitor_release(&m);
		return;
	}
	row = roster_restore(d->roster, d->store, &m, clock_wall(d->clock));
	show_renewal(d, row->monitor.id);
	linked_tickets_load(d->roster, d->store, &ignored);
	scheduler_add(d->scheduler, row, true);
	scheduler_send_due(d->scheduler);
	session_ok(s, id,
	    json_pack("{s:I, s:I, s:o}", "id", (json_int_t)row->monitor.id, "version",
		(json_int_t)row->monitor.version, "row", row_short(row)));
}

const struct operation monitor_restore_operations[] = {
    {.name = "monitor.restore",
	.right = RIGHT_ADMINISTER,
	.run = op_restore,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    ARGUMENT_ID("version", "that retiring it left: one more than it was retired at")),
	.what = "Watches one again that was retired, with its history.",
	.answer = "id, version, row"},
    {.name = NULL},
};

/* What was done to a monitor is taken back. One that was retired is watched again, with its history, its open renewal and
 * the tickets that people linked to it; the version is the one that retiring it left. An edit is taken back field by
 * field, as its line in the trail has them: what somebody changed since is his, and nothing of the edit is undone then;
 * what he changed besides stays. */
#include "daemon/operations/monitors.h"

#include "base/clock.h"
#include "base/mem.h"
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

/* ---- a retirement ---- */

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
	json_t *ok;

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
	ok = monitor_changed_json(d, row);
	scheduler_add(d->scheduler, row, true);
	scheduler_send_due(d->scheduler);
	session_ok(s, id, ok);
}

/* ---- an edit ---- */

/* The members that it changed, as they were and as it left them. */
struct edit {
	json_t *before, *after;
};

static void
edit_release(struct edit *e)
{
	json_decref(e->before);
	json_decref(e->after);
}

static bool
keep_edit(const struct event *e, void *arg)
{
	struct edit *edit = arg;

	edit->before = json_loads(e->before, 0, NULL);
	edit->after = json_loads(e->after, 0, NULL);
	return false;
}

/* -1 with "nothing-to-undo", or of the store. */
static int
read_edit(const struct daemon *d, int64_t monitor, int64_t seq, struct edit *edit, struct err *err)
{
	const struct event_filter filter = {.who = "", .what = "monitor.edit", .subject = monitor};
	int64_t next;

	*edit = (struct edit){0};
	if (store_event_find(
		d->store, &filter, seq - 1, seq + 1, true, &next, keep_edit, edit, err) < 0)
		return -1;
	return edit->before && edit->after ? 0 : err_set(err, "nothing-to-undo", "%s", "");
}

/* Who changed that member last, since then. */
struct since {
	const char *member;
	char *login;
};

static bool
note_who(const struct event *e, void *arg)
{
	struct since *since = arg;
	json_t *before = json_loads(e->before, 0, NULL), *after = json_loads(e->after, 0, NULL);
	bool it = !json_equal(
	    json_object_get(before, since->member), json_object_get(after, since->member));

	if (it)
		since->login = mem_strdup(e->actor.login);
	json_decref(before);
	json_decref(after);
	return !it;
}

char *
monitor_changed_by(const struct daemon *d, int64_t monitor, int64_t seq, const char *member)
{
	const struct event_filter filter = {.who = "", .what = "monitor.edit", .subject = monitor};
	struct since since = {member, NULL};
	struct err err = {0};
	int64_t next;

	store_event_find(d->store, &filter, seq, 0, false, &next, note_who, &since, &err);
	return since.login;
}

static void
answer_changed(struct session *s, json_int_t id, int64_t monitor, int64_t seq, const char *member)
{
	char *login = monitor_changed_by(session_daemon(s), monitor, seq, member);

	session_error(s, id, "changed-since", login ? json_pack("{s:s}", "login", login) : NULL);
	free(login);
}

const char *
monitor_restore_members(struct monitor *m, const json_t *before, const json_t *after)
{
	json_t *now = monitor_json(m), *value;
	const char *member, *changed = NULL;

	json_object_foreach((json_t *)(uintptr_t)after, member, value) {
		json_t *was = json_object_get(before, member);

		if (json_equal(was, value))
			continue;
		if (!json_equal(json_object_get(now, member), value)) {
			changed = member;
			break;
		}
		monitor_json_put(m, member, was);
	}
	json_decref(now);
	return changed;
}

static void
write_back(struct session *s, json_int_t id, struct row *row, struct monitor *m)
{
	struct daemon *d = session_daemon(s);
	const struct row *other = roster_endpoint(d->roster, m);
	struct err err = {0};
	json_t *ok;

	if (other && other != row) {
		monitor_duplicate(s, id, other);
	} else if (writer_begin(d->writer, &err) < 0 || monitor_write_edit(s, row, m, &err) < 0 ||
		   writer_commit(d->writer, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		monitor_apply_edit(d, row, m);
		ok = monitor_changed_json(d, row);
		scheduler_send_due(d->scheduler);
		session_ok(s, id, ok);
	}
}

static void
op_revert(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	struct row *row = monitor_row(s, id, args);
	json_int_t seq = number_of(args, "seq");
	const char *changed;
	struct err err = {0};
	struct edit edit;
	struct monitor m;
	json_t *none, *refused;

	if (!row)
		return;
	if (read_edit(d, row->monitor.id, seq, &edit, &err) < 0) {
		session_failed(s, id, &err);
		edit_release(&edit);
		return;
	}
	none = json_object();
	monitor_copy(&m, &row->monitor);
	changed = monitor_restore_members(&m, edit.before, edit.after);
	if (changed)
		answer_changed(s, id, row->monitor.id, seq, changed);
	else if ((refused = monitor_fields_parse(&m, none)))
		session_error(s, id, "bad-argument", refused); /* with what else it is now */
	else
		write_back(s, id, row, &m);
	json_decref(none);
	monitor_release(&m);
	edit_release(&edit);
}

const struct operation monitor_undo_operations[] = {
    {.name = "monitor.restore",
	.right = RIGHT_ADMINISTER,
	.run = op_restore,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    ARGUMENT_ID("version", "that retiring it left: one more than it was retired at")),
	.what = "Watches one again that was retired, with its history.",
	.answer = "id, version, row, seq of its line in the trail"},
    {.name = "monitor.revert",
	.right = RIGHT_OPERATE,
	.run = op_revert,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    {.name = "seq",
		.type = ARGUMENT_NUMBER,
		.required = true,
		.most = NUMBER_MOST - 1,
		.what = "of the line of the trail, a monitor.edit"}),
	.what = "Takes back what an edit changed, unless that was changed since.",
	.answer = "id, version, row, seq of its line in the trail"},
    {.name = NULL},
};

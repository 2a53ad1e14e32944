/* To acknowledge that certificates changed without a renewal of ours (probing/findings.h): those that were shown, or
 * all that are open. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/monitors.h"
#include "daemon/session.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"

enum { NOTE_MOST = 500 /* bytes */ };

/* One that came after the person looked is not among the ids, and stays open. */
static bool
is_meant(const struct stored_finding *f, const json_t *ids)
{
	return !f->acknowledged_at && (!ids || numbers_have(ids, f->id));
}

/* Copies of what is meant, as they will be: a failed commit leaves memory as it was. */
static struct stored_finding *
acknowledged(struct session *s, const struct row *row, const json_t *args, size_t *count)
{
	struct stored_finding *list = mem_array(row->finding_count, sizeof(*list));
	const json_t *ids = json_object_get(args, "findings");

	*count = 0;
	for (size_t i = 0; i < row->finding_count; i++) {
		struct stored_finding *f = &list[*count];
		if (!is_meant(&row->findings[i], json_is_array(ids) ? ids : NULL))
			continue;
		finding_copy(f, &row->findings[i]);
		free(f->login);
		free(f->note);
		f->acknowledged_at = clock_wall(session_daemon(s)->clock);
		f->login = mem_strdup(session_actor(s)->login);
		f->note = text_cleaned(text_of(args, "note"), NOTE_MOST);
		++*count;
	}
	return list;
}

static json_t *
event_json(
    const struct daemon *d, const struct row *row, const struct stored_finding *list, size_t count)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(findings, finding_json(d->roster, &list[i], d->store));
	return json_pack("{s:s, s:o}", "name", row->monitor.name, "findings", findings);
}

static int
write_all(struct session *s, const struct row *row, struct stored_finding *list, size_t count,
    struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *after = event_json(d, row, list, count);
	int rc = writer_begin(d->writer, err);

	for (size_t i = 0; i < count && !rc; i++)
		rc = store_finding_put(d->store, &list[i], err);
	if (!rc)
		rc = writer_event(d->writer, session_actor(s), "monitor.acknowledge",
		    row->monitor.id, NULL, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	json_decref(after);
	return rc;
}

static void
apply_all(struct daemon *d, struct row *row, const struct stored_finding *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct stored_finding *f = row_finding(row, list[i].before, list[i].after);
		finding_release(f);
		finding_copy(f, &list[i]);
	}
	roster_judge(d->roster, row, clock_wall(d->clock));
	roster_changed(d->roster, row);
}

static void
op_acknowledge(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct row *row = monitor_row(s, id, args);
	struct stored_finding *list;
	struct err err = {0};
	size_t count;

	if (!row)
		return;
	writer_flush(
	    d->writer); /* so that each has its number, and both its certificates are there */
	list = acknowledged(s, row, args, &count);
	if (!count) {
		session_error(s, id, "no-finding", json_pack("{s:s}", "name", row->monitor.name));
	} else if (write_all(s, row, list, count, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		apply_all(d, row, list, count);
		session_ok(s, id,
		    json_pack("{s:I, s:o, s:I}", "id", (json_int_t)row->monitor.id, "row",
			row_short(row), "acknowledged", (json_int_t)count));
	}
	while (count)
		finding_release(&list[--count]);
	free(list);
}

const struct operation finding_operations[] = {
    {.name = "monitor.acknowledge",
	.right = RIGHT_OPERATE,
	.run = op_acknowledge,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    {"findings", ARGUMENT_NUMBERS, .most = FINDINGS_HELD,
		.what = "those that were seen; without them all that are open"},
	    {"note", ARGUMENT_TEXT, .most = NOTE_MOST, .what = "what was found out"}),
	.what = "Acknowledges that its certificate changed without a renewal of ours: it raises "
		"attention no longer, and the same change does not again.",
	.answer = "id, row, acknowledged"},
    {.name = NULL},
};

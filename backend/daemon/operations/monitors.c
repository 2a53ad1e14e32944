/* Operations on monitors: add, edit, retire, probe, explain; a table at the end names each with its
 * right and arguments, which the session has checked before one is run. The order of a change is always the
 * same: the arguments become a struct monitor (monitor_fields.c); within one transaction the database and the
 * audit trail are written and committed; only then memory (the roster), the scheduler and the answer know of
 * it. What fails is rolled back, and memory was never touched.
 *
 * `version` is that of the person's view: an older one gets "conflict" and the present row. A change of
 * host, port, SNI or protocol is another endpoint: what was seen at the old one is forgotten and it is probed
 * at once. */
#include "daemon/operations/monitors.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/certificate_kinds.h"
#include "daemon/operations/conflict.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/proxies.h"
#include "daemon/probing/retirement.h"
#include "daemon/probing/scheduler.h"
#include "daemon/probing/supervisor.h"
#include "daemon/session.h"
#include "daemon/state/declared_dates.h"
#include "daemon/state/endpoint_index.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/services_index.h"
#include "daemon/state/writer.h"
#include "wire/protocol.h"

enum { CONNECTIONS_MOST = 16 };

struct row *
monitor_row(struct session *s, json_int_t id, const json_t *args)
{
	json_int_t monitor = number_of(args, "id");
	struct row *row = roster_find(session_daemon(s)->roster, monitor);

	if (!row)
		session_error(s, id, "not-found", json_pack("{s:I}", "id", monitor));
	return row;
}

void
monitor_conflict(struct session *s, json_int_t id, const json_t *args, const struct row *row)
{
	const struct conflict c = {"row", "monitor.edit", row->monitor.id, row->monitor.version};

	conflict_answer(s, id, args, &c, row_short(row));
}

void
monitor_duplicate(struct session *s, json_int_t id, const struct row *row)
{
	session_error(s, id, "duplicate",
	    json_pack("{s:I, s:s}", "id", (json_int_t)row->monitor.id, "name", row->monitor.name));
}

json_t *
monitor_changed_json(const struct daemon *d, const struct row *row)
{
	struct err ignored = {0};
	int64_t seq = 0;

	store_event_head(d->store, &seq, &ignored);
	return json_pack("{s:I, s:I, s:o, s:I}", "id", (json_int_t)row->monitor.id, "version",
	    (json_int_t)row->monitor.version, "row", row_short(row), "seq", (json_int_t)seq);
}

/* The fields that were said. A proxy that is no more does not keep the others from being changed. */
static json_t *
parse_fields(const struct daemon *d, struct monitor *m, const json_t *args)
{
	json_t *refused = monitor_fields_parse(m, args);

	if (!refused && json_object_get(args, "proxy"))
		refused = proxy_refusal(d->config, m->proxy);
	if (!refused)
		refused = certificate_kind_settle(d, m, args);
	return refused;
}

/* A form or a list shows the service that a pattern gives, and hands it back. */
json_t *
monitor_said_parse(const struct daemon *d, struct monitor *m, const json_t *args)
{
	bool by_hand = *m->service != '\0';
	json_t *refused = parse_fields(d, m, args);
	const struct service *given =
	    refused || by_hand ? NULL : services_index_of_monitor(d->services_index, m);

	if (given && !strcmp(given->name, m->service))
		mem_replace(&m->service, "");
	return refused;
}

/* ---- writing, within a transaction of the caller ---- */

static bool
any_declared(const struct monitor *m)
{
	const struct monitor none = {0};

	return declared_otherwise(&none, m);
}

int
monitor_insert(struct session *s, struct monitor *m, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *after;
	int rc;

	if (any_declared(m))
		m->declared_at = clock_wall(d->clock);
	if (store_monitor_insert(d->store, m, NULL, err) < 0)
		return -1;
	after = monitor_json(m);
	rc = writer_event(d->writer, session_actor(s), "monitor.add", m->id, NULL, after, err);
	json_decref(after);
	return rc;
}

int
monitor_write_edit(struct session *s, const struct row *row, struct monitor *m, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *before = monitor_json(&row->monitor), *after = monitor_json(m);
	int rc;

	if (declared_otherwise(&row->monitor, m))
		m->declared_at = clock_wall(d->clock);
	rc = store_monitor_update(d->store, m, NULL, err);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "monitor.edit", m->id, before, after, err);
	json_decref(before);
	json_decref(after);
	return rc;
}

/* What is declared of it counts at once. */
struct row *
monitor_watch(struct daemon *d, struct monitor *m)
{
	struct row *row = roster_add(d->roster, m);

	roster_judge(d->roster, row, clock_wall(d->clock));
	scheduler_add(d->scheduler, row, true);
	return row;
}

/* What was seen at another endpoint says nothing of this one. */
static void
forget_addresses(struct daemon *d, struct row *row)
{
	while (row->address_count)
		row_forget_address(row, row->address_count - 1);
	row->monitor.outcome = OUTCOME_NONE;
	row->monitor.failures = 0;
	row->monitor.checked_at = 0;
	mem_replace(&row->monitor.detail, "");
	writer_note(d->writer, row);
}

void
monitor_apply_edit(struct daemon *d, struct row *row, struct monitor *m)
{
	bool both_files = m->type == MONITOR_FILE && row->monitor.type == MONITOR_FILE;
	bool elsewhere = !both_files && !same_endpoint(m, &row->monitor);

	roster_edit(d->roster, row, m, clock_wall(d->clock));
	if (!elsewhere)
		return;
	forget_addresses(d, row);
	roster_judge(d->roster, row, clock_wall(d->clock));
	roster_changed(d->roster, row);
	row->probe_id = 0; /* a probe under way is of the old endpoint */
	scheduler_add(d->scheduler, row, true);
}

/* ---- add, edit, retire ---- */

static void
op_add(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct err err = {0};
	struct monitor m;
	struct row *row;
	json_t *refused;

	if (json_object_get(args, "certificate_kind"))
		certificate_kinds_reread(d);
	monitor_default(&m, clock_wall(d->clock));
	refused = monitor_said_parse(d, &m, args);
	if (refused) {
		session_error(s, id, "bad-argument", refused);
		goto out;
	}
	row = roster_endpoint(d->roster, &m);
	if (row) {
		monitor_duplicate(s, id, row);
		goto out;
	}
	if (flag_of(args, "dry_run")) {
		session_ok(s, id, NULL);
		goto out;
	}
	if (writer_begin(d->writer, &err) < 0 || monitor_insert(s, &m, &err) < 0 ||
	    writer_commit(d->writer, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
		goto out;
	}
	row = monitor_watch(d, &m);
	scheduler_send_due(d->scheduler);
	session_ok(s, id, monitor_changed_json(d, row));
out:
	monitor_release(&m);
}

static void
op_edit(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct row *row = monitor_row(s, id, args), *other;
	struct err err = {0};
	struct monitor m;
	json_t *refused;

	if (json_object_get(args, "certificate_kind"))
		certificate_kinds_reread(d);
	if (!row)
		return;
	if (number_of(args, "version") != row->monitor.version) {
		monitor_conflict(s, id, args, row);
		return;
	}
	monitor_copy(&m, &row->monitor);
	refused = monitor_said_parse(d, &m, args);
	if (refused) {
		session_error(s, id, "bad-argument", refused);
	} else if ((other = roster_endpoint(d->roster, &m)) && other != row) {
		monitor_duplicate(s, id, other);
	} else if (writer_begin(d->writer, &err) < 0 || monitor_write_edit(s, row, &m, &err) < 0 ||
		   writer_commit(d->writer, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		json_t *ok;

		monitor_apply_edit(d, row, &m);
		ok = monitor_changed_json(d, row);
		scheduler_send_due(d->scheduler);
		session_ok(s, id, ok);
	}
	monitor_release(&m);
}

static void
op_retire(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct row *row = monitor_row(s, id, args);
	struct err err = {0};
	json_t *before;

	if (!row)
		return;
	if (number_of(args, "version") != row->monitor.version) {
		monitor_conflict(s, id, args, row);
		return;
	}
	if (row->renewal && !flag_of(args, "anyway")) {
		session_error(s, id, "renewal-open",
		    json_pack("{s:I, s:s}", "id", (json_int_t)row->renewal->id, "name",
			row->monitor.name));
		return;
	}
	before = monitor_json(&row->monitor);
	if (retire_monitor(d->retirement, session_actor(s), row, before, NULL, &err) < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id, NULL);
	json_decref(before);
}

/* ---- probing ---- */

/* The ids of those that have no host to ask. */
static json_t *
unprobed_of(struct row *const *rows, size_t count)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < count; i++)
		if (!monitor_is_probed(&rows[i]->monitor))
			json_array_append_new(ids, json_integer(rows[i]->monitor.id));
	return ids;
}

static void
op_probe(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const json_t *ids = json_object_get(args, "ids"), *item;
	struct row **rows;
	json_int_t connections = number_of(args, "connections");
	const json_t *fault = supervisor_fault(d->supervisor);
	size_t count = 0, started, i;
	int64_t sweep;

	if (fault) {
		session_error(s, id, "no-workers", json_deep_copy(fault));
		return;
	}
	if (flag_of(args, "all")) {
		sweep = scheduler_sweep(d->scheduler, NULL, 0, &started);
		session_ok(s, id,
		    json_pack(
			"{s:I, s:I}", "started", (json_int_t)started, "sweep", (json_int_t)sweep));
		return;
	}
	rows = mem_array(json_array_size(ids), sizeof(*rows));
	json_array_foreach(ids, i, item) {
		rows[count] = roster_find(d->roster, json_integer_value(item));
		if (!rows[count]) {
			session_error(
			    s, id, "not-found", json_pack("{s:I}", "id", json_integer_value(item)));
			goto out;
		}
		count++;
	}
	sweep = connections
		    ? scheduler_verify(d->scheduler, rows, count, (int)connections, &started)
		    : scheduler_sweep(d->scheduler, rows, count, &started);
	session_ok(s, id,
	    json_pack("{s:I, s:I, s:o}", "started", (json_int_t)started, "sweep", (json_int_t)sweep,
		"unprobed", unprobed_of(rows, count)));
out:
	free(rows);
}

static void
explained(void *session, json_int_t id, json_t *result)
{
	if (!result)
		session_error(session, id, "no-workers",
		    json_deep_copy(supervisor_fault(session_daemon(session)->supervisor)));
	else
		session_ok(session, id, json_pack("{s:o}", "result", result));
}

/* A watched monitor by its id, with all that is said of it; or any host, watched or not. It changes nothing. */
static void
op_explain(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct row *row;
	struct monitor m;
	json_t *refused;

	if (json_is_integer(json_object_get(args, "id"))) {
		row = monitor_row(s, id, args);
		if (row && !monitor_is_probed(&row->monitor))
			session_error(
			    s, id, "no-endpoint", json_pack("{s:s}", "name", row->monitor.name));
		else if (row)
			scheduler_explain(d->scheduler, &row->monitor, explained, s, id);
		return;
	}
	monitor_default(&m, clock_wall(d->clock));
	refused = parse_fields(d, &m, args);
	if (refused)
		session_error(s, id, "bad-argument", refused);
	else
		scheduler_explain(d->scheduler, &m, explained, s, id);
	monitor_release(&m);
}

static void
op_wait(struct session *s, json_int_t id, const json_t *args)
{
	session_wait(s, id, number_of(args, "sweep"));
}

const struct operation monitor_operations[] = {
    {.name = "monitor.add",
	.right = RIGHT_OPERATE,
	.run = op_add,
	.fields = FIELDS_MONITOR,
	.arguments =
	    ARGUMENTS({"dry_run", ARGUMENT_FLAG, .what = "only says whether it could be added"}),
	.what = "Watches one more.",
	.answer = "id, version, row, seq of its line in the trail; nothing after a dry run"},
    {.name = "monitor.edit",
	.right = RIGHT_OPERATE,
	.run = op_edit,
	.fields = FIELDS_MONITOR,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"), ARGUMENT_VERSION),
	.what = "Changes the fields that are named.",
	.answer = "id, version, row, seq of its line in the trail"},
    {.name = "monitor.retire",
	.right = RIGHT_ADMINISTER,
	.run = op_retire,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"), ARGUMENT_VERSION,
	    {"anyway", ARGUMENT_FLAG, .what = "though it has an open renewal, which stays"}),
	.what = "Watches it no more; its history stays.",
	.answer = "nothing"},
    {.name = "monitor.probe",
	.right = RIGHT_OPERATE,
	.run = op_probe,
	.arguments = ARGUMENTS({"ids", ARGUMENT_NUMBERS, .what = "the monitors"},
	    {"all", ARGUMENT_FLAG, .what = "every one instead"},
	    {"connections", ARGUMENT_NUMBER, .most = CONNECTIONS_MOST,
		.what = "to each address, to meet every node behind it"}),
	.what = "Probes them now.",
	.answer = "started, sweep; with ids unprobed: those of them that have no host to ask"},
    {.name = "monitor.wait",
	.right = RIGHT_READ,
	.run = op_wait,
	.arguments = ARGUMENTS(ARGUMENT_ID("sweep", "that was begun")),
	.what = "Answers when a sweep has ended, with its progress in parts.",
	.answer = "nothing"},
    {.name = "probe.explain",
	.right = RIGHT_OPERATE,
	.run = op_explain,
	.cost = COST_EXPLAIN,
	.fields = FIELDS_MONITOR,
	.arguments = ARGUMENTS({"id", ARGUMENT_NUMBER, .most = NUMBER_MOST,
	    .what = "a monitor; without it the fields say which host"}),
	.what = "Probes one and tells every stage of it; nothing is kept.",
	.answer = "result"},
    {.name = NULL},
};

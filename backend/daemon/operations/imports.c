/* Lists of monitors: monitor.import, one transaction for up to CHUNK_MAX_ROWS rows, all of them, or with keep_going all that
 * are good. A longer list comes in parts, and is in as a whole once the last of them is (import_unfinished.h). A row goes the
 * way of an edit: what it says becomes a struct monitor (import_row.c), the database and the trail are written and committed,
 * and then memory and the scheduler know of it. What it says beside, of services and tickets, is written in the same
 * transaction (import_beside.c). The first part of a list that writes anything has the line of the whole import in the trail,
 * and its number is that of the import (import_mark.c). */
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/certificate_kinds.h"
#include "daemon/operations/import_beside.h"
#include "daemon/operations/import_certificates.h"
#include "daemon/operations/import_mark.h"
#include "daemon/operations/import_report.h"
#include "daemon/operations/import_row.h"
#include "daemon/operations/import_unfinished.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/monitors.h"
#include "daemon/operations/operations.h"
#include "daemon/probing/scheduler.h"
#include "daemon/session.h"
#include "daemon/state/endpoint_index.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "store/imported.h"
#include "store/store.h"
#include "wire/protocol.h"

enum { RESULT_MAX_BYTES = LINE_MAX_BYTES / CHUNK_MAX_ROWS - 16, VALUE_SHORT = 60 };
/* Of one request: wildcards whose hosts are looked for among all monitors, and how many are named of each. */
enum { OFFERS_MOST = 4, HOSTS_NAMED = 4 };

struct imported {
	struct monitor monitor;
	struct row *known; /* NULL: new */
	bool good;         /* nothing is wrong with the line */
	bool wanted;       /* added or changed */
	json_t *facts;     /* of the certificate that it has from the start; NULL */
};

/* One request. */
struct import {
	struct session *s;
	const json_t *args, *rows;
	bool dry, keep_going, overwrite;
	bool more; /* further parts are to come */
	struct imported *list;
	struct import_beside beside;
	struct import_report report;
	json_t *results;
	int offers;     /* wildcards whose hosts were looked for */
	int64_t number; /* of the import; 0: nothing of it is written yet */
	int64_t given;  /* the same before this part */
	int64_t before; /* the line of the trail before this part of it */
};

/* ---- a line ---- */

/* Two lines of one file may name the same endpoint, each in its way: the second waits for the first to be in the
 * roster. */
static bool
repeats(const struct imported *list, size_t count, const struct monitor *m)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].good && list[i].monitor.host && /* else its row was left out */
		    same_endpoint(&list[i].monitor, m))
			return true;
	return false;
}

static json_t *
error_result(const char *code, json_t *args)
{
	return json_pack("{s:s, s:{s:s, s:o}}", "state", "error", "error", "code", code, "args",
	    args ? args : json_object());
}

/* A certificate is given to a new one: whose name it is has one of its own, or is to be given it by name. */
static json_t *
known_result(const struct row *known)
{
	return error_result("duplicate", json_pack("{s:s, s:I}", "name", known->monitor.name, "id",
					     (json_int_t)known->monitor.id));
}

/* What another list says that may yet be taken back counts as said by this one, too. */
static bool
says_anew(const struct import *im, const struct import_row *r, const char *said)
{
	return !r->before || strcmp(r->before, said) != 0 ||
	       (r->import != im->number &&
		   unfinished_imports_have(session_daemon(im->s)->unfinished_imports, r->import));
}

static int
write_monitor(struct import *im, const struct import_row *r, struct imported *it, const char *said,
    struct err *err)
{
	struct daemon *d = session_daemon(im->s);
	struct monitor *m = &it->monitor;
	bool anew = says_anew(im, r, said);
	int rc = 0;

	if (it->wanted || anew)
		rc = import_mark_begin(im->s, im->args, &im->number, err);
	if (!rc && it->known && it->wanted)
		rc = monitor_write_edit(im->s, it->known, m, err);
	else if (!rc && !it->known)
		rc = monitor_insert(im->s, m, err);
	if (!rc && it->facts)
		rc = import_certificate_write(im->s, m, it->facts, err);
	if (!rc && anew)
		rc = store_imported_put(d->store, m->id, said, im->number, err);
	return rc;
}

/* What it is now, and what the list makes of it; then it is written. */
static int
merge_monitor(struct import *im, struct import_row *r, struct imported *it, json_t **changes,
    json_t **conflicts, struct err *err)
{
	struct daemon *d = session_daemon(im->s);
	struct monitor *m = &it->monitor;
	char *said = im->dry ? NULL : import_row_said(r, m);
	int rc = 0;

	*changes = *conflicts = NULL;
	if (it->known) {
		monitor_release(m);
		rc = import_row_merge(
		    d, r, &it->known->monitor, im->overwrite, m, changes, conflicts, err);
		it->wanted = !rc && json_object_size(*changes);
	} else {
		*changes = json_object();
		*conflicts = json_array();
		it->wanted = true;
	}
	if (!im->dry && !rc)
		rc = write_monitor(im, r, it, said, err);
	free(said);
	return rc;
}

/* Which hosts serve it is to be asked; those that are known are named. */
static void
ask_for_hosts(struct import *im, const struct monitor *m, json_t *result)
{
	json_t *names = json_array(), *known, *one;
	size_t i;

	json_object_set_new(result, "note", json_string("wildcard"));
	known =
	    im->offers++ < OFFERS_MOST ? roster_hosts_of(session_daemon(im->s)->roster, m) : NULL;
	json_array_foreach(known, i, one)
		if (json_array_size(names) < HOSTS_NAMED)
			json_array_append(names, json_object_get(one, "host"));
	if (json_array_size(names))
		json_object_set(result, "hosts", names);
	json_decref(known);
	json_decref(names);
}

static json_t *
good_result(struct import *im, const struct import_row *r, const struct imported *it,
    json_t *changes, json_t *conflicts)
{
	const char *state = !it->known                   ? "added"
			    : json_array_size(conflicts) ? "conflict"
			    : json_object_size(changes)  ? "changed"
							 : "same";
	json_t *result = json_pack("{s:s, s:I}", "state", state, "id", (json_int_t)it->monitor.id);
	char key[ENDPOINT_KEY_BYTES];

	if (im->dry && !r->reported) { /* several certificates may be of one host */
		endpoint_key(&it->monitor, key);
		json_object_set_new(result, "key", json_string(key));
	}
	if (json_object_size(changes))
		json_object_set(result, "changes", changes);
	if (json_array_size(conflicts))
		json_object_set(result, "conflicts", conflicts);
	if (r->wildcard && !it->known)
		ask_for_hosts(im, &it->monitor, result);
	if (!it->known && *it->monitor.certificate_kind)
		json_object_set_new(
		    result, "certificate_kind", json_string(it->monitor.certificate_kind));
	if (it->monitor.type != MONITOR_ENDPOINT && !it->known)
		json_object_set_new(
		    result, "type", json_string(monitor_type_text(it->monitor.type)));
	return result;
}

/* Line `at` of the list: what would become of it, and where it is not a dry run, written. NULL: the store failed. */
static json_t *
import_line(struct import *im, const json_t *row, size_t at, struct err *err)
{
	struct daemon *d = session_daemon(im->s);
	struct imported *it = &im->list[at];
	struct import_row r;
	json_t *refused, *changes, *conflicts, *result = NULL;

	if (import_report_has(row) && (result = import_report_row(d, &im->report, row)))
		return result;
	import_row_read(d, row, &r);
	monitor_default(&it->monitor, clock_wall(d->clock));
	refused = monitor_said_parse(d, &it->monitor, r.fields);
	if (refused || repeats(im->list, at, &it->monitor)) {
		import_row_release(&r);
		if (!refused && import_report_has(row))
			return import_report_repeated();
		return error_result(refused ? "bad-argument" : "repeated", refused);
	}
	it->known = roster_endpoint(d->roster, &it->monitor);
	if (it->known && import_report_has(row) && (result = import_report_known(row, it->known))) {
		import_row_release(&r);
		return result;
	}
	it->facts = import_certificate_of(d, row, &it->monitor, &refused);
	if (refused || (it->facts && it->known)) {
		import_row_release(&r);
		return refused ? error_result("bad-argument", refused) : known_result(it->known);
	}
	if (it->known)
		import_row_leave_seen(&r, it->known);
	if (merge_monitor(im, &r, it, &changes, &conflicts, err) == 0 &&
	    import_beside_row(im->s, &im->beside, row, &it->monitor, it->known, im->overwrite,
		im->dry, changes, conflicts, err) == 0)
		result = good_result(im, &r, it, changes, conflicts);
	json_decref(changes);
	json_decref(conflicts);
	import_row_release(&r);
	return result;
}

/* ---- its result ---- */

static bool
fits(const json_t *result)
{
	return json_dumpb(result, NULL, 0, JSON_COMPACT) <= RESULT_MAX_BYTES;
}

/* All results of a request are one line: of a value that is refused less is shown where it takes too much, and of many
 * changes their fields alone, as many as there is room for. */
static void
fit_result(json_t *result)
{
	json_t *args = json_object_get(json_object_get(result, "error"), "args");
	json_t *changes = json_object_get(result, "changes"), *fields, *change;
	const char *name;
	char *value;

	if (fits(result))
		return;
	json_object_del(result, "hosts");
	json_object_del(result, "certificate_kind");
	if (changes && !fits(result)) {
		fields = json_array();
		json_object_foreach(changes, name, change)
			json_array_append_new(fields, json_string(name));
		json_object_del(result, "changes");
		json_object_set_new(result, "fields", fields);
		while (!fits(result) && json_array_size(fields))
			json_array_remove(fields, json_array_size(fields) - 1);
		while (!fits(result) && json_array_size(json_object_get(result, "conflicts")))
			json_array_remove(json_object_get(result, "conflicts"), 0);
	}
	if (!args)
		return;
	value = text_cleaned(text_of(args, "value"), VALUE_SHORT);
	json_object_set_new(args, "value", json_string(value));
	json_object_del(args, "known");
	free(value);
}

/* ---- all of them ---- */

/* 0: done; 1: a line was refused and nothing may be written; -1: the store failed. */
static int
import_lines(struct import *im, struct err *err)
{
	static const char *const echoed[] = {"line", "part"};
	bool refused = false;
	const json_t *row;
	size_t i;

	json_array_foreach(im->rows, i, row) {
		json_t *result = import_line(im, row, i, err);

		if (!result)
			return -1;
		for (size_t k = 0; k < sizeof(echoed) / sizeof(*echoed); k++)
			json_object_set(result, echoed[k], json_object_get(row, echoed[k]));
		fit_result(result);
		json_array_append_new(im->results, result);
		im->list[i].good = strcmp(text_of(result, "state"), "error") != 0;
		refused |= !im->list[i].good;
	}
	return refused && !im->keep_going ? 1 : 0;
}

static void
import_apply(struct import *im)
{
	struct daemon *d = session_daemon(im->s);

	for (size_t i = 0; i < json_array_size(im->rows); i++) {
		struct row *row = im->list[i].known;

		if (!im->list[i].wanted)
			continue;
		if (row)
			monitor_apply_edit(d, row, &im->list[i].monitor);
		else
			row = monitor_watch(d, &im->list[i].monitor);
		if (im->list[i].facts)
			file_certificate_written(d->file_certificates, row, im->list[i].facts);
		json_object_set_new(
		    json_array_get(im->results, i), "id", json_integer(row->monitor.id));
	}
	import_beside_apply(im->s, &im->beside);
}

/* Whether the import is whole, on the disk. */
static int
write_whole(const struct import *im, struct err *err)
{
	struct store *store = session_daemon(im->s)->store;

	if (im->number && im->more && !im->given)
		return store_import_unfinished_put(store, im->number, err);
	if (im->given && !im->more)
		return store_import_unfinished_drop(store, im->given, err);
	return 0;
}

/* The same in memory. */
static void
follow_whole(const struct import *im)
{
	struct unfinished_imports *all = session_daemon(im->s)->unfinished_imports;

	if (im->number && im->more && !im->given)
		unfinished_imports_add(all, im->number, im->s);
	if (im->given && !im->more)
		unfinished_imports_end(all, im->given);
}

static int
run(struct import *im, struct err *err)
{
	struct daemon *d = session_daemon(im->s);
	int rc = writer_begin(d->writer, err);

	if (!rc)
		rc = store_event_head(d->store, &im->before, err);
	if (!rc)
		rc = import_lines(im, err);
	if (!rc && !im->dry)
		rc = import_mark_part(im->s, im->args, im->before, &im->number, err);
	if (!rc && !im->dry)
		rc = write_whole(im, err);
	if (!rc && !im->dry)
		rc = writer_commit(d->writer, err);
	if (rc || im->dry) {
		writer_rollback(d->writer, err);
		im->number = im->given;
	} else {
		follow_whole(im);
		import_apply(im);
	}
	return rc;
}

/* Of an import that is refused nothing stays: the client hears of it once that is so, but where the store fails. */
static void
answer(struct import *im, json_int_t id, int rc, const struct err *err)
{
	struct unfinished_imports *all = session_daemon(im->s)->unfinished_imports;
	json_t *ok = json_pack("{s:O, s:b, s:I}", "results", im->results, "written",
	    !rc && !im->dry, "import", (json_int_t)im->number);
	bool back = rc && im->given && !im->dry;

	if (rc < 0)
		session_failed(im->s, id, err);
	if (back)
		unfinished_imports_undo(all, im->given, rc < 0 ? NULL : im->s, id, json_incref(ok));
	if (!back && rc >= 0)
		session_ok(im->s, id, json_incref(ok));
	json_decref(ok);
}

static void
op_import(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct import im = {.s = s,
	    .args = args,
	    .rows = json_object_get(args, "rows"),
	    .dry = flag_of(args, "dry_run"),
	    .keep_going = flag_of(args, "keep_going"),
	    .overwrite = flag_of(args, "overwrite"),
	    .more = flag_of(args, "more"),
	    .number = number_of(args, "import"),
	    .results = json_array()};
	size_t count = json_array_size(im.rows);
	struct err err = {0};

	im.given = im.number;
	if (im.given && !unfinished_imports_of(d->unfinished_imports, im.given, s)) {
		session_error(s, id, "no-import", NULL);
		json_decref(im.results);
		return;
	}
	if (!im.given)
		certificate_kinds_reread(d);
	im.list = mem_array(count, sizeof(*im.list));
	answer(&im, id, run(&im, &err), &err);
	json_decref(im.results);
	for (size_t i = 0; i < count; i++) {
		monitor_release(&im.list[i].monitor);
		json_decref(im.list[i].facts);
	}
	free(im.list);
	import_beside_release(&im.beside);
	import_report_release(&im.report);
	scheduler_hold(d->scheduler);
	scheduler_send_due(d->scheduler);
}

const struct operation import_operations[] = {
    {.name = "monitor.import",
	.right = RIGHT_ADMINISTER,
	.run = op_import,
	.arguments = ARGUMENTS(
	    {"rows", ARGUMENT_OBJECTS, true, .most = CHUNK_MAX_ROWS,
		"each the fields of a monitor, and its line; beside them head, tickets, "
		"part and planned, and certificate: a digest that document.keep gave; serial and "
		"status, of a "
		"certificate that a CA reports"},
	    {"dry_run", ARGUMENT_FLAG, .what = "only says what would become of each"},
	    {"keep_going", ARGUMENT_FLAG, .what = "a bad row does not keep the others out"},
	    {"overwrite", ARGUMENT_FLAG,
		.what = "what was edited here since the last list is overwritten too"},
	    {"import", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "that it is a further part of, as the answer to an earlier one names it"},
	    {"more", ARGUMENT_FLAG,
		.what = "further parts follow: where the connection ends before one without it, "
			"or a part is refused, all of it is taken back"},
	    {"file", ARGUMENT_TEXT, .what = "what the list is called"},
	    {"digest", ARGUMENT_TEXT, .what = "its SHA-256, for the trail"},
	    {"total", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "how many rows it has"}),
	.what = "Adds or changes many, all of them or none.",
	.answer = "results, written, import: its number, for monitor.undo-import; 0: nothing was "
		  "written yet. Each result has a state (added, changed, same, conflict, "
		  "error), with changes (or fields alone), conflicts and a note (wildcard, with "
		  "some hosts that "
		  "it covers and that are known); of one that is added certificate_kind, as the "
		  "site calls it; of a dry run a "
		  "key, the same for the same endpoint"},
    {.name = NULL},
};

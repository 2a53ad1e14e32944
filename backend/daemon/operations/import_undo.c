/* An import is taken back as one: in one transaction, with one line in the trail. Which monitors it added, and what it changed
 * of which, stand in the lines between the first and the last of each of its parts. What it added is retired, what it changed
 * is as it was; a monitor that somebody changed since, or whose renewal is open, stays as it is and is named. So it is with
 * what was written beside them (import_beside_undo.c), and what the list said of a monitor counts no more for the next one.
 *
 * First everything is judged (judge), which is all of a dry run; then it is written; then memory follows. */
#include "daemon/operations/operations.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/import_beside_undo.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/monitors.h"
#include "daemon/probing/scheduler.h"
#include "daemon/session.h"
#include "daemon/state/declared_dates.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "store/imported.h"

/* That are named in one answer; of their ids in the line of the trail, which has to fit a line of the protocol. */
enum { LEFT_MOST = 20, IDS_MOST_BYTES = 8192 };

/* ---- which one ---- */

struct found {
	json_t *undone; /* numbers of imports */
	int64_t import, at;
	char *login;   /* NULL: there is no such import */
	json_t *parts; /* [first, last] of each */
};

static void
found_release(struct found *f)
{
	json_decref(f->undone);
	json_decref(f->parts);
	free(f->login);
}

static int64_t
import_of(const struct event *e, json_t **after)
{
	*after = json_loads(e->after, 0, NULL);
	return number_of(*after, "import");
}

static bool
note_undone(const struct event *e, void *arg)
{
	struct found *f = arg;
	json_t *after;

	json_array_append_new(f->undone, json_integer((json_int_t)import_of(e, &after)));
	json_decref(after);
	return true;
}

static bool
note_last(const struct event *e, void *arg)
{
	struct found *f = arg;
	json_t *after;
	int64_t import = import_of(e, &after);

	if (!numbers_have(f->undone, import))
		f->import = import;
	json_decref(after);
	return !f->import;
}

static bool
note_import(const struct event *e, void *arg)
{
	struct found *f = arg;

	f->at = e->at;
	mem_replace(&f->login, e->actor.login);
	return false;
}

static void
note_part(int64_t first, int64_t last, void *arg)
{
	struct found *f = arg;

	json_array_append_new(f->parts, json_pack("[I, I]", (json_int_t)first, (json_int_t)last));
}

/* All that pass, from the newest on; until *enough is not 0 (NULL: to the end). */
static int
each_event(struct daemon *d, const struct event_filter *filter,
    bool (*each)(const struct event *e, void *arg), void *arg, const int64_t *enough,
    struct err *err)
{
	int64_t next = 0;
	int rc;

	do
		rc = store_event_find(d->store, filter, 0, next, false, &next, each, arg, err);
	while (!rc && next && !(enough && *enough));
	return rc;
}

/* Of the caller the last that is not undone, where no import is named. "nothing-to-undo". */
static int
find_import(struct session *s, int64_t import, struct found *f, struct err *err)
{
	struct daemon *d = session_daemon(s);
	const struct event_filter undone = {.who = "", .what = "monitor.undo-import"},
				  mine = {.who = session_actor(s)->login, .what = "monitor.import"},
				  any = {.who = "", .what = "monitor.import"};
	int64_t next;

	*f = (struct found){.undone = json_array(), .parts = json_array()};
	if (each_event(d, &undone, note_undone, f, NULL, err) < 0)
		return -1;
	if (import && !numbers_have(f->undone, import))
		f->import = import;
	if (!import && each_event(d, &mine, note_last, f, &f->import, err) < 0)
		return -1;
	if (f->import && (store_event_find(d->store, &any, f->import - 1, f->import + 1, true,
			      &next, note_import, f, err) < 0 ||
			     store_import_part_each(d->store, f->import, note_part, f, err) < 0))
		return -1;
	return f->login ? 0 : err_set(err, "nothing-to-undo", "%s", "");
}

/* ---- what becomes of each monitor ---- */

enum fate { STAYS, RETIRED, REVERTED };

struct line {
	int64_t seq, monitor;
	int64_t since; /* the first line of its part */
	json_t *before, *after;
	char *certificate; /* digest, that it was added with; NULL */
	enum fate fate;
	struct row *row;
	struct monitor m; /* of REVERTED, as it is to be */
};

struct undoing {
	struct session *s;
	struct line *lines;
	size_t count, room;
	struct beside_undo beside;
	int64_t since; /* the first line of the part that is being read */
	size_t added, changed;
	size_t counts[REVERTED + 1];
	json_t *left; /* the first ones that stay */
};

static void
undoing_release(struct undoing *u)
{
	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		json_decref(l->before);
		json_decref(l->after);
		free(l->certificate);
		if (l->fate == REVERTED)
			monitor_release(&l->m);
	}
	free(u->lines);
	beside_undo_release(&u->beside);
	json_decref(u->left);
}

/* It stands just behind that of the monitor. */
static void
keep_certificate(struct undoing *u, const struct event *e)
{
	struct line *l = u->count ? &u->lines[u->count - 1] : NULL;
	json_t *after = json_loads(e->after, 0, NULL);

	if (l && l->monitor == e->subject)
		mem_replace(&l->certificate, text_of(after, "certificate"));
	json_decref(after);
}

static bool
keep_line(const struct event *e, void *arg)
{
	struct undoing *u = arg;
	bool added = !strcmp(e->what, "monitor.add");
	struct line *l;

	if (!strcmp(e->what, "monitor.certificate")) {
		keep_certificate(u, e);
		return true;
	}
	if (!added && strcmp(e->what, "monitor.edit") != 0) {
		beside_undo_keep(
		    &u->beside, e, u->count - 1, u->count ? u->lines[u->count - 1].monitor : 0);
		return true;
	}
	u->added += added;
	u->changed += !added;
	if (u->count == u->room) {
		u->room = u->room ? 2 * u->room : 256;
		u->lines = mem_resize(u->lines, u->room, sizeof(*u->lines));
	}
	l = &u->lines[u->count++];
	*l = (struct line){.seq = e->seq, .monitor = e->subject, .since = u->since};
	l->before = json_loads(e->before, 0, NULL);
	l->after = json_loads(e->after, 0, NULL);
	return true;
}

/* Steals args. */
static void
leave_named(struct undoing *u, int64_t id, const char *name, const char *code, json_t *args)
{
	u->counts[STAYS]++;
	if (json_array_size(u->left) < LEFT_MOST)
		json_array_append_new(
		    u->left, json_pack("{s:I, s:s, s:{s:s, s:O}}", "id", (json_int_t)id, "name",
				 name, "error", "code", code, "args", args));
	json_decref(args);
}

static void
leave(struct undoing *u, const struct line *l, const char *code, json_t *args)
{
	leave_named(u, l->monitor, l->row->monitor.name, code, args);
}

static void
leave_changed(struct undoing *u, const struct line *l, const char *member)
{
	char *login = monitor_changed_by(session_daemon(u->s), l->monitor, l->seq, member);

	leave(u, l, "changed-since", login ? json_pack("{s:s}", "login", login) : json_object());
	free(login);
}

/* What it added: it is as the import left it, or somebody has worked on it. */
static void
judge_added(struct undoing *u, struct line *l)
{
	const char *changed = NULL, *member;
	json_t *now = monitor_json(&l->row->monitor), *value;

	json_object_foreach(l->after, member, value)
		if (!json_equal(json_object_get(now, member), value)) {
			changed = member;
			break;
		}
	json_decref(now);
	if (changed)
		leave_changed(u, l, changed);
	else if (l->certificate && l->row->leaf &&
		 strcmp(l->certificate, l->row->leaf->sha256) != 0)
		leave_changed(u, l, "certificate");
	else if (l->row->renewal)
		leave(u, l, "renewal-open",
		    json_pack("{s:I, s:s}", "id", (json_int_t)l->row->renewal->id, "name",
			l->row->monitor.name));
	else
		l->fate = RETIRED;
}

static void
judge_changed(struct undoing *u, struct line *l)
{
	const struct row *other = NULL;
	json_t *none = json_object(), *refused = NULL;
	const char *changed;

	monitor_copy(&l->m, &l->row->monitor);
	changed = monitor_restore_members(&l->m, l->before, l->after);
	if (!changed)
		refused = monitor_fields_parse(&l->m, none);
	if (!changed && !refused)
		other = roster_endpoint(session_daemon(u->s)->roster, &l->m);
	if (changed)
		leave_changed(u, l, changed);
	else if (refused)
		leave(u, l, "bad-argument", json_incref(refused));
	else if (other && other != l->row)
		leave(u, l, "duplicate",
		    json_pack("{s:I, s:s}", "id", (json_int_t)other->monitor.id, "name",
			other->monitor.name));
	else
		l->fate = REVERTED;
	if (l->fate != REVERTED)
		monitor_release(&l->m);
	json_decref(refused);
	json_decref(none);
}

/* The tickets of a monitor that stays stay with it. */
static void
judge_beside(struct undoing *u)
{
	struct beside_undo *b = &u->beside;

	beside_undo_judge(u->s, b);
	for (size_t i = 0; i < b->ticket_count; i++) {
		struct beside_ticket *one = &b->tickets[i];

		if (one->line != NO_LINE && u->lines[one->line].fate == STAYS)
			one->fate = BESIDE_STAYS;
	}
	for (size_t i = 0; i < b->service_count; i++)
		if (b->services[i].fate == BESIDE_STAYS)
			leave_named(u, b->services[i].id, b->services[i].service.name,
			    "changed-since", json_object());
}

/* The lines of all parts. */
static int
read_lines(struct undoing *u, const struct found *f, struct err *err)
{
	struct daemon *d = session_daemon(u->s);
	const struct event_filter all = {.who = "", .what = ""};
	const json_t *part;
	size_t i;
	int64_t next;

	json_array_foreach(f->parts, i, part) {
		int64_t last = json_integer_value(json_array_get(part, 1));

		u->since = json_integer_value(json_array_get(part, 0));
		next = u->since - 1;
		do
			if (store_event_find(
				d->store, &all, next, last + 1, true, &next, keep_line, u, err) < 0)
				return -1;
		while (next);
	}
	return 0;
}

/* Of one that was retired since nothing is left to undo. */
static int
judge(struct undoing *u, const struct found *f, struct err *err)
{
	struct daemon *d = session_daemon(u->s);

	if (read_lines(u, f, err) < 0)
		return -1;
	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		l->row = roster_find(d->roster, l->monitor);
		if (l->row && json_is_object(l->before))
			judge_changed(u, l);
		else if (l->row)
			judge_added(u, l);
		if (l->fate != STAYS)
			u->counts[l->fate]++;
	}
	judge_beside(u);
	return 0;
}

/* ---- doing it ---- */

/* "1-200, 207": of the ids that share a fate. */
static json_t *
ids_json(const struct undoing *u, enum fate fate)
{
	struct buf text = {0};
	int64_t first = 0, last = 0;
	json_t *json;

	for (size_t i = 0; i <= u->count; i++) {
		const struct line *l = i < u->count ? &u->lines[i] : NULL;

		if (l && l->fate != fate)
			continue;
		if (l && first && l->monitor == last + 1) {
			last++;
			continue;
		}
		if (first && text.len < IDS_MOST_BYTES)
			buf_printf(&text, first == last ? "%s%lld" : "%s%lld-%lld",
			    text.len ? ", " : "", (long long)first, (long long)last);
		first = last = l ? l->monitor : 0;
	}
	json = json_string(buf_str(&text));
	buf_release(&text);
	return json;
}

static int
write_one(struct daemon *d, struct line *l, struct err *err)
{
	const struct monitor *m = l->row ? &l->row->monitor : NULL;

	if (l->fate == STAYS)
		return 0;
	if (store_imported_undo(d->store, l->monitor, l->since, err) < 0)
		return -1;
	if (l->fate == RETIRED)
		return store_monitor_retire(d->store, m->id, m->version, clock_wall(d->clock), err);
	if (declared_otherwise(m, &l->m))
		l->m.declared_at = clock_wall(d->clock);
	return store_monitor_update(d->store, &l->m, NULL, err);
}

static int
write_all(struct undoing *u, const struct found *f, struct err *err)
{
	struct daemon *d = session_daemon(u->s);
	json_t *after;
	int rc = writer_begin(d->writer, err);

	for (size_t i = 0; i < u->count && !rc; i++)
		rc = write_one(d, &u->lines[i], err);
	if (!rc)
		rc = beside_undo_write(u->s, &u->beside, err);
	after = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o}", "import", (json_int_t)f->import,
	    "retired", (json_int_t)u->counts[RETIRED], "reverted", (json_int_t)u->counts[REVERTED],
	    "left", (json_int_t)u->counts[STAYS], "retired_ids", ids_json(u, RETIRED),
	    "reverted_ids", ids_json(u, REVERTED));
	beside_undo_tell(&u->beside, after);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(u->s), "monitor.undo-import", 0, NULL, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc)
		writer_rollback(d->writer, err);
	json_decref(after);
	return rc;
}

static void
follow(struct undoing *u)
{
	struct daemon *d = session_daemon(u->s);

	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		if (l->fate == RETIRED) {
			scheduler_remove(d->scheduler, l->row);
			roster_retire(d->roster, l->row);
		} else if (l->fate == REVERTED) {
			monitor_apply_edit(d, l->row, &l->m);
		}
	}
	beside_undo_follow(u->s, &u->beside);
	scheduler_hold(d->scheduler);
	scheduler_send_due(d->scheduler);
}

static json_t *
answer_json(const struct undoing *u, const struct found *f)
{
	return json_pack("{s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:O, s:I}", "import",
	    (json_int_t)f->import, "at", (json_int_t)f->at, "login", f->login, "added",
	    (json_int_t)u->added, "changed", (json_int_t)u->changed, "retired",
	    (json_int_t)u->counts[RETIRED], "reverted", (json_int_t)u->counts[REVERTED], "beside",
	    (json_int_t)(u->beside.service_count + u->beside.ticket_count), "beside_undone",
	    (json_int_t)beside_undo_count(&u->beside), "left", u->left, "left_out",
	    (json_int_t)(u->counts[STAYS] - json_array_size(u->left)));
}

static void
op_undo_import(struct session *s, json_int_t id, const json_t *args)
{
	struct undoing u = {.s = s, .left = json_array()};
	bool dry = flag_of(args, "dry_run");
	struct err err = {0};
	struct found f;
	size_t undone;
	int rc = find_import(s, number_of(args, "import"), &f, &err);

	if (!rc)
		rc = judge(&u, &f, &err);
	undone = u.counts[RETIRED] + u.counts[REVERTED] + beside_undo_count(&u.beside);
	if (!rc && !dry && undone)
		rc = write_all(&u, &f, &err);
	else
		dry = true;
	if (!rc && !dry)
		follow(&u);
	if (rc)
		session_failed(s, id, &err);
	else
		session_ok(s, id, answer_json(&u, &f));
	undoing_release(&u);
	found_release(&f);
}

const struct operation import_undo_operations[] = {
    {.name = "monitor.undo-import",
	.right = RIGHT_ADMINISTER,
	.run = op_undo_import,
	.arguments =
	    ARGUMENTS({"import", ARGUMENT_NUMBER, .most = NUMBER_MOST,
			  .what = "its number; without it the last of the caller that is not "
				  "undone"},
		{"dry_run", ARGUMENT_FLAG, .what = "only says what would be undone"}),
	.what =
	    "Takes an import back as one: what it added is retired, what it changed is as it was.",
	.answer =
	    "import, at, login, added, changed, beside (heads and tickets): what it had done; "
	    "retired, reverted, beside_undone: how many; left: those that somebody changed since, "
	    "each with id, name, error; left_out: how many more"},
    {.name = NULL},
};

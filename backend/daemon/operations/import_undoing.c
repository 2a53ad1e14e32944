/* The lines of the trail say what an import added, and what it changed from what to what; those of one monitor become a struct line.
 * What it added is retired, what it changed is as it was; a monitor that somebody changed since, or whose renewal is open, stays as
 * it is and is named; of one that was retired since nothing is left to undo. So it is with what was written beside them
 * (import_beside_undo.c), and what the list said of a monitor counts no more for the next one.
 *
 * Memory is looked at to judge, and changed after the commit alone. */
#include "daemon/operations/import_undoing.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/import_beside_undo.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/monitors.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/declared_dates.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"

/* That are named in one answer; of their ids in the line of the trail, which has to fit a line of the protocol. */
enum { LEFT_MOST = 20, IDS_MOST_BYTES = 8192 };

/* ---- the lines ---- */

enum fate { STAYS, RETIRED, REVERTED };

struct line {
	int64_t seq, monitor;
	int64_t part; /* the first line of its part */
	json_t *before, *after;
	char *certificate; /* digest, that it was added with; NULL */
	enum fate fate;
	struct row *row;
	struct monitor m; /* of REVERTED, as it is to be */
};

struct undoing {
	struct daemon *d;
	int64_t import;
	bool whole; /* all parts of it had come */
	struct line *lines;
	size_t count, room;
	size_t last;    /* of those, the one that was read last */
	json_t *places; /* monitors, as text, to where their lines stand */
	struct beside_undo beside;
	int64_t part; /* the first line of the one that is being read */
	size_t added, changed;
	size_t counts[REVERTED + 1];
	json_t *left; /* the first ones that stay */
};

struct undoing *
undoing_new(struct daemon *d, int64_t import, bool whole)
{
	struct undoing *u = mem_alloc(sizeof(*u));

	*u = (struct undoing){.d = d,
	    .import = import,
	    .whole = whole,
	    .places = json_object(),
	    .left = json_array()};
	return u;
}

void
undoing_free(struct undoing *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		json_decref(l->before);
		json_decref(l->after);
		free(l->certificate);
		if (l->fate == REVERTED)
			monitor_release(&l->m);
	}
	free(u->lines);
	json_decref(u->places);
	beside_undo_release(&u->beside);
	json_decref(u->left);
	free(u);
}

/* It stands just behind that of the monitor. */
static void
keep_certificate(struct undoing *u, const struct event *e)
{
	struct line *l = u->count ? &u->lines[u->last] : NULL;
	json_t *after = json_loads(e->after, 0, NULL);

	if (l && l->monitor == e->subject)
		mem_replace(&l->certificate, text_of(after, "certificate"));
	json_decref(after);
}

static struct line *
add_line(struct undoing *u, const char *monitor)
{
	if (u->count == u->room) {
		u->room = u->room ? 2 * u->room : 256;
		u->lines = mem_resize(u->lines, u->room, sizeof(*u->lines));
	}
	json_object_set_new(u->places, monitor, json_integer((json_int_t)u->count));
	return &u->lines[u->count++];
}

/* Of several lines of one monitor, each of another part, what was before the first, and after the last; but of what somebody
 * changed between them what he made of it. */
static void
extend_line(struct line *l, const struct event *e)
{
	json_t *before = json_loads(e->before, 0, NULL), *after = json_loads(e->after, 0, NULL),
	       *value;
	const char *member;

	json_object_foreach(after, member, value) {
		json_t *was = json_object_get(before, member);

		if (json_equal(was, value))
			continue;
		if (json_is_object(l->before) &&
		    !json_equal(json_object_get(l->after, member), was))
			json_object_set(l->before, member, was);
		json_object_set(l->after, member, value);
	}
	json_decref(before);
	json_decref(after);
}

static bool
keep_line(const struct event *e, void *arg)
{
	struct undoing *u = arg;
	bool added = !strcmp(e->what, "monitor.add");
	const json_t *place;
	struct line *l;
	char monitor[24];

	if (!strcmp(e->what, "monitor.certificate")) {
		keep_certificate(u, e);
		return true;
	}
	if (!added && strcmp(e->what, "monitor.edit") != 0) {
		beside_undo_keep(&u->beside, e, u->last, u->count ? u->lines[u->last].monitor : 0);
		return true;
	}
	snprintf(monitor, sizeof(monitor), "%lld", (long long)e->subject);
	place = json_object_get(u->places, monitor);
	u->last = place ? (size_t)json_integer_value(place) : u->count;
	if (place) {
		extend_line(&u->lines[u->last], e);
		return true;
	}
	u->added += added;
	u->changed += !added;
	l = add_line(u, monitor);
	*l = (struct line){.seq = e->seq, .monitor = e->subject, .part = u->part};
	l->before = json_loads(e->before, 0, NULL);
	l->after = json_loads(e->after, 0, NULL);
	return true;
}

int
undoing_read(struct undoing *u, const struct import_part *part, struct err *err)
{
	const struct event_filter all = {.who = "", .what = ""};
	int64_t next = part->first - 1;

	u->part = part->first;
	do
		if (store_event_find(u->d->store, &all, next, part->last + 1, true, &next,
			keep_line, u, err) < 0)
			return -1;
	while (next);
	return 0;
}

/* ---- what becomes of each monitor ---- */

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
	char *login = monitor_changed_by(u->d, l->monitor, l->seq, member);

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
		other = roster_endpoint(u->d->roster, &l->m);
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

	beside_undo_judge(u->d, b);
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

/* A later list names it, too, and whoever sent that was told that it is there: where this one never came whole. */
static bool
is_another_lists(const struct undoing *u, const struct line *l)
{
	struct err err = {0};
	int64_t import;
	char *said;

	if (u->whole || store_imported_get(u->d->store, l->monitor, &said, &import, &err) < 0)
		return false;
	free(said);
	return import > u->import;
}

/* Of one that was retired since nothing is left to undo. */
void
undoing_judge(struct undoing *u)
{
	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		l->row = roster_find(u->d->roster, l->monitor);
		if (l->row && is_another_lists(u, l))
			leave(u, l, "changed-since", json_object());
		else if (l->row && json_is_object(l->before))
			judge_changed(u, l);
		else if (l->row)
			judge_added(u, l);
		if (l->fate != STAYS)
			u->counts[l->fate]++;
	}
	judge_beside(u);
}

struct undoing_counts
undoing_counts(const struct undoing *u)
{
	return (struct undoing_counts){.added = u->added,
	    .changed = u->changed,
	    .beside = u->beside.service_count + u->beside.ticket_count,
	    .retired = u->counts[RETIRED],
	    .reverted = u->counts[REVERTED],
	    .beside_undone = beside_undo_count(&u->beside),
	    .left = u->counts[STAYS]};
}

bool
undoing_any(const struct undoing *u)
{
	return u->counts[RETIRED] || u->counts[REVERTED] || beside_undo_count(&u->beside);
}

json_t *
undoing_left(const struct undoing *u)
{
	return u->left;
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
write_one(const struct undoing *u, struct line *l, struct err *err)
{
	const struct daemon *d = u->d;
	const struct monitor *m = l->row ? &l->row->monitor : NULL;

	if (l->fate == STAYS)
		return 0;
	if (store_imported_undo(d->store, l->monitor, l->monitor, u->import, l->part, err) < 0)
		return -1;
	if (l->fate == RETIRED)
		return store_monitor_retire(d->store, m->id, m->version, clock_wall(d->clock), err);
	if (declared_otherwise(m, &l->m))
		l->m.declared_at = clock_wall(d->clock);
	return store_monitor_update(d->store, &l->m, NULL, err);
}

int
undoing_write(struct undoing *u, const struct actor *actor, struct err *err)
{
	json_t *after = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o}", "import", (json_int_t)u->import,
	    "retired", (json_int_t)u->counts[RETIRED], "reverted", (json_int_t)u->counts[REVERTED],
	    "left", (json_int_t)u->counts[STAYS], "retired_ids", ids_json(u, RETIRED),
	    "reverted_ids", ids_json(u, REVERTED));
	int rc = 0;

	for (size_t i = 0; i < u->count && !rc; i++)
		rc = write_one(u, &u->lines[i], err);
	if (!rc)
		rc = beside_undo_write(u->d, &u->beside, err);
	beside_undo_tell(&u->beside, after);
	if (!rc)
		rc = writer_event(u->d->writer, actor, "monitor.undo-import", 0, NULL, after, err);
	json_decref(after);
	return rc;
}

void
undoing_follow(struct undoing *u)
{
	struct daemon *d = u->d;

	for (size_t i = 0; i < u->count; i++) {
		struct line *l = &u->lines[i];

		if (l->fate == RETIRED) {
			scheduler_remove(d->scheduler, l->row);
			roster_retire(d->roster, l->row);
		} else if (l->fate == REVERTED) {
			monitor_apply_edit(d, l->row, &l->m);
		}
	}
	beside_undo_follow(d, &u->beside);
	scheduler_hold(d->scheduler);
	scheduler_send_due(d->scheduler);
}

/* An import is taken back as one: in one transaction, with one line in the trail. Which monitors it added, and what it changed
 * of which, stand in the lines of each of its parts. One that is not whole yet is nobody's to take back (import_unfinished.h). */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/import_undoing.h"
#include "daemon/operations/import_unfinished.h"
#include "daemon/session.h"
#include "daemon/state/writer.h"

/* ---- which one ---- */

struct found {
	const struct unfinished_imports *unfinished;
	json_t *undone; /* numbers of imports */
	int64_t import, at;
	char *login; /* NULL: there is no such import */
	char *file;  /* what its list was called; "" */
	struct import_part *parts;
	size_t part_count;
};

static void
found_release(struct found *f)
{
	json_decref(f->undone);
	free(f->parts);
	free(f->login);
	free(f->file);
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
may_be(const struct found *f, int64_t import)
{
	return !numbers_have(f->undone, import) && !unfinished_imports_have(f->unfinished, import);
}

static bool
note_last(const struct event *e, void *arg)
{
	struct found *f = arg;
	json_t *after;
	int64_t import = import_of(e, &after);

	if (may_be(f, import))
		f->import = import;
	json_decref(after);
	return !f->import;
}

static bool
note_import(const struct event *e, void *arg)
{
	struct found *f = arg;
	json_t *after = json_loads(e->after, 0, NULL);

	f->at = e->at;
	mem_replace(&f->login, e->actor.login);
	mem_replace(&f->file, text_of(after, "file"));
	json_decref(after);
	return false;
}

static void
note_part(const struct import_part *part, void *arg)
{
	struct found *f = arg;

	f->parts = mem_resize(f->parts, f->part_count + 1, sizeof(*f->parts));
	f->parts[f->part_count++] = *part;
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

	*f = (struct found){.unfinished = d->unfinished_imports, .undone = json_array()};
	if (each_event(d, &undone, note_undone, f, NULL, err) < 0)
		return -1;
	if (import && may_be(f, import))
		f->import = import;
	if (!import && each_event(d, &mine, note_last, f, &f->import, err) < 0)
		return -1;
	if (f->import && (store_event_find(d->store, &any, f->import - 1, f->import + 1, true,
			      &next, note_import, f, err) < 0 ||
			     store_import_part_each(d->store, f->import, note_part, f, err) < 0))
		return -1;
	return f->login ? 0 : err_set(err, "nothing-to-undo", "%s", "");
}

/* ---- doing it ---- */

static int
write_all(struct session *s, struct undoing *u, struct err *err)
{
	struct daemon *d = session_daemon(s);
	int rc = writer_begin(d->writer, err);

	if (!rc)
		rc = undoing_write(u, session_actor(s), err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc)
		writer_rollback(d->writer, err);
	return rc;
}

static json_t *
answer_json(const struct undoing *u, const struct found *f)
{
	const struct undoing_counts c = undoing_counts(u);
	json_t *left = undoing_left(u);

	return json_pack("{s:I, s:I, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:O, s:I}", "import",
	    (json_int_t)f->import, "at", (json_int_t)f->at, "login", f->login, "file", f->file,
	    "added", (json_int_t)c.added, "changed", (json_int_t)c.changed, "retired",
	    (json_int_t)c.retired, "reverted", (json_int_t)c.reverted, "beside",
	    (json_int_t)c.beside, "beside_undone", (json_int_t)c.beside_undone, "left", left,
	    "left_out", (json_int_t)(c.left - json_array_size(left)));
}

static int
undo(struct session *s, const struct found *f, struct undoing *u, bool dry, struct err *err)
{
	for (size_t i = 0; i < f->part_count; i++)
		if (undoing_read(u, &f->parts[i], err) < 0)
			return -1;
	undoing_judge(u);
	if (dry || !undoing_any(u))
		return 0;
	if (write_all(s, u, err) < 0)
		return -1;
	undoing_follow(u);
	return 0;
}

static void
op_undo_import(struct session *s, json_int_t id, const json_t *args)
{
	struct undoing *u = NULL;
	struct err err = {0};
	struct found f;
	int rc = find_import(s, number_of(args, "import"), &f, &err);

	if (!rc) {
		u = undoing_new(session_daemon(s), f.import, true);
		rc = undo(s, &f, u, flag_of(args, "dry_run"), &err);
	}
	if (rc)
		session_failed(s, id, &err);
	else
		session_ok(s, id, answer_json(u, &f));
	undoing_free(u);
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
	    "import, at, login, file (of the list), added, changed, beside (heads and tickets): "
	    "what it had done; "
	    "retired, reverted, beside_undone: how many; left: those that somebody changed since, "
	    "each with id, name, error; left_out: how many more"},
    {.name = NULL},
};

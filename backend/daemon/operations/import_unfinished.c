#include "daemon/operations/import_unfinished.h"

#include "base/log.h"
#include "base/mem.h"
#include "daemon/daemon.h"
#include "daemon/operations/import_undoing.h"
#include "daemon/session.h"
#include "daemon/state/writer.h"
#include "store/imported.h"
#include "wire/loop.h"

#include <unistd.h>

/* Monitors of which what the list said is taken back at once. */
enum { RETRY_MS = 3000, SWEPT_AT_ONCE = 2000 };

struct unfinished {
	struct unfinished *next;
	int64_t import;
	const struct session *of; /* who sends its parts; NULL: it is being taken back */
	struct session *told;     /* who waits for that; NULL */
	json_int_t id;            /* the request of that */
	json_t *answer;
	size_t retired, reverted, left;
	int64_t swept; /* up to this monitor what the list said is taken back */
};

struct unfinished_imports {
	struct daemon *d;
	struct unfinished *first;
	struct timer *turn;
};

/* ---- which there are ---- */

static struct unfinished *
find(const struct unfinished_imports *all, int64_t import)
{
	for (struct unfinished *one = all ? all->first : NULL; one; one = one->next)
		if (one->import == import)
			return one;
	return NULL;
}

void
unfinished_imports_add(struct unfinished_imports *all, int64_t import, struct session *s)
{
	struct unfinished *one = mem_alloc(sizeof(*one));

	*one = (struct unfinished){.next = all->first, .import = import, .of = s};
	all->first = one;
}

void
unfinished_imports_end(struct unfinished_imports *all, int64_t import)
{
	struct unfinished **at = &all->first, *one;

	while ((one = *at) && one->import != import)
		at = &one->next;
	if (!one)
		return;
	*at = one->next;
	json_decref(one->answer);
	free(one);
}

bool
unfinished_imports_of(const struct unfinished_imports *all, int64_t import, const struct session *s)
{
	const struct unfinished *one = find(all, import);

	return one && one->of == s;
}

bool
unfinished_imports_have(const struct unfinished_imports *all, int64_t import)
{
	return find(all, import) != NULL;
}

static struct unfinished *
next_to_undo(const struct unfinished_imports *all)
{
	struct unfinished *one = all->first;

	while (one && one->of)
		one = one->next;
	return one;
}

bool
unfinished_imports_busy(const struct unfinished_imports *all)
{
	return all && next_to_undo(all);
}

/* ---- taking one back ---- */

static int
undo_part(struct daemon *d, struct unfinished *one, const struct import_part *part, struct err *err)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	struct undoing *u = undoing_new(d, one->import, false);
	struct undoing_counts counts;
	int rc = undoing_read(u, part, err);

	undoing_judge(u);
	if (!rc)
		rc = writer_begin(d->writer, err);
	if (!rc)
		rc = undoing_write(u, &machine, err);
	if (!rc)
		rc = store_import_part_drop(d->store, one->import, part->first, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc) {
		writer_rollback(d->writer, err);
	} else {
		undoing_follow(u);
		counts = undoing_counts(u);
		one->retired += counts.retired;
		one->reverted += counts.reverted;
		one->left += counts.left;
	}
	undoing_free(u);
	return rc;
}

/* What it said of monitors that it did not change. 0: of all of them, and the import is no more. */
static int
sweep(struct daemon *d, struct unfinished *one, struct err *err)
{
	int64_t to = one->swept + SWEPT_AT_ONCE, last;
	int rc = store_imported_last(d->store, &last, err);

	if (!rc)
		rc = writer_begin(d->writer, err);
	if (!rc)
		rc = store_imported_undo(d->store, one->swept + 1, to, one->import, 0, err);
	if (!rc && to >= last)
		rc = store_import_unfinished_drop(d->store, one->import, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc) {
		writer_rollback(d->writer, err);
		return -1;
	}
	one->swept = to;
	return to < last;
}

/* 1: there is more to do; -1: the store refuses. */
static int
undo_more(struct daemon *d, struct unfinished *one, struct err *err)
{
	struct import_part part;

	if (store_import_part_last(d->store, one->import, &part, err) < 0)
		return -1;
	if (!part.first)
		return sweep(d, one, err);
	return undo_part(d, one, &part, err) < 0 ? -1 : 1;
}

static void
is_undone(struct unfinished_imports *all, struct unfinished *one)
{
	log_info("import %lld was not whole, and is taken back: %zu retired, %zu as before, %zu "
		 "stay, for somebody changed them since",
	    (long long)one->import, one->retired, one->reverted, one->left);
	if (one->told)
		session_ok(one->told, one->id, json_incref(one->answer));
	unfinished_imports_end(all, one->import);
}

static void turn(void *arg);

static void
arm(struct unfinished_imports *all, int64_t after_ms)
{
	if (!all->turn && next_to_undo(all))
		all->turn = loop_timer(all->d->loop, after_ms, turn, all);
}

static void
turn(void *arg)
{
	struct unfinished_imports *all = arg;
	struct unfinished *one = next_to_undo(all);
	struct err err = {0};
	int rc = one ? undo_more(all->d, one, &err) : 0;

	all->turn = NULL;
	if (one && !rc)
		is_undone(all, one);
	arm(all, rc < 0 ? RETRY_MS : 0);
}

void
unfinished_imports_undo(struct unfinished_imports *all, int64_t import, struct session *s,
    json_int_t id, json_t *answer)
{
	struct unfinished *one = find(all, import);

	one->of = NULL;
	one->told = s;
	one->id = id;
	one->answer = answer;
	arm(all, 0);
}

void
unfinished_imports_forget(struct unfinished_imports *all, const struct session *s)
{
	for (struct unfinished *one = all ? all->first : NULL; one; one = one->next) {
		if (one->told == s)
			one->told = NULL;
		if (one->of == s)
			one->of = NULL;
	}
	if (all)
		arm(all, 0);
}

/* ---- from one start to the next ---- */

static void
keep(int64_t import, void *arg)
{
	unfinished_imports_add(arg, import, NULL);
}

struct unfinished_imports *
unfinished_imports_load(struct daemon *d)
{
	struct unfinished_imports *all = mem_alloc(sizeof(*all));
	struct unfinished *one;
	struct err err = {0};
	int rc;

	*all = (struct unfinished_imports){.d = d};
	rc = store_import_unfinished_each(d->store, keep, all, &err);
	while (rc >= 0 && (one = next_to_undo(all))) {
		rc = undo_more(d, one, &err);
		if (!rc)
			is_undone(all, one);
	}
	if (rc < 0)
		log_error("what was written of an import cannot be taken back yet: %s", err.text);
	arm(all, RETRY_MS);
	return all;
}

void
unfinished_imports_free(struct unfinished_imports *all)
{
	if (!all)
		return;
	loop_cancel(all->d->loop, all->turn);
	while (all->first)
		unfinished_imports_end(all, all->first->import);
	free(all);
}

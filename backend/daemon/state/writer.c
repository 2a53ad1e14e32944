#include "daemon/state/writer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/state/roster.h"
#include "daemon/state/status.h"
#include "store/store.h"
#include "wire/loop.h"

enum { WRITER_WAIT_MS = 100, WRITER_BATCH = 200, RETRY_MS = 3000 };

struct writer {
	const struct clock *clock;
	struct loop *loop;
	struct store *store;
	struct roster *roster;
	const struct status_listener *status;
	struct row **rows; /* that are not in the store */
	size_t count, room;
	struct timer *timer;    /* of the next flush */
	bool failing, recorded; /* recorded: an event was appended that is not committed yet */
	const char *state;
	const char *damage; /* the code, from when it was found on; NULL */
};

/* SQLite found it in a read, of which nobody else may hear. */
static void
found_damaged(const char *code, const char *text, void *arg)
{
	writer_damaged(arg, code, text);
}

struct writer *
writer_new(const struct clock *clock, struct loop *loop, struct store *store, struct roster *roster,
    const struct status_listener *status)
{
	struct writer *w = mem_alloc(sizeof(*w));

	*w = (struct writer){.clock = clock,
	    .loop = loop,
	    .store = store,
	    .roster = roster,
	    .status = status,
	    .state = "ok"};
	store_on_damage(store, found_damaged, w);
	return w;
}

void
writer_free(struct writer *w)
{
	if (!w)
		return;
	loop_cancel(w->loop, w->timer);
	store_on_damage(w->store, NULL, NULL);
	free(w->rows);
	free(w);
}

static bool
writer_idle(const struct writer *w)
{
	return !w->count && !leaf_cache_unsaved(roster_leaf_cache(w->roster));
}

const char *
writer_state(const struct writer *w)
{
	return w->damage ? w->damage : w->state;
}

/* What is damaged stays so, whatever can be written beside it. */
void
writer_damaged(struct writer *w, const char *code, const char *text)
{
	if (w->damage)
		return;
	log_error("the database is damaged: %s", text);
	w->damage = code;
	status_changed(w->status);
}

static void
set_state(struct writer *w, const char *state, const char *text)
{
	if (!strcmp(w->state, state))
		return;
	if (strcmp(state, "ok") != 0)
		log_error("the database cannot be written: %s", text);
	else
		log_info("the database can be written again");
	w->state = state;
	status_changed(w->status);
}

/* Conflicts and duplicates are the caller's own affair, and say nothing of the store: NULL. */
static const char *
code_of_store(const struct err *why)
{
	static const char *const codes[] = {"disk-full", "read-only", "corrupt-database", "io"};

	for (size_t i = 0; why->code && i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(why->code, codes[i]))
			return codes[i];
	return NULL;
}

bool
writer_may_later(const struct err *why)
{
	return code_of_store(why) != NULL;
}

static void
set_failed(struct writer *w, const struct err *why)
{
	const char *code = code_of_store(why);

	if (code)
		set_state(w, code, why->text);
}

static void
timer_fired(void *arg)
{
	struct writer *w = arg;

	w->timer = NULL;
	writer_flush(w);
}

static void
arm(struct writer *w, int64_t after_ms)
{
	if (!w->timer)
		w->timer = loop_timer(w->loop, after_ms, timer_fired, w);
}

void
writer_note(struct writer *w, struct row *row)
{
	if (!row->unsaved) {
		row->unsaved = true;
		if (w->count == w->room) {
			w->room = w->room ? w->room * 2 : WRITER_BATCH;
			w->rows = mem_resize(w->rows, w->room, sizeof(struct row *));
		}
		w->rows[w->count++] = row;
	}
	if (w->failing)
		arm(w, RETRY_MS);
	else if (w->count >= WRITER_BATCH)
		writer_flush(w);
	else
		arm(w, WRITER_WAIT_MS);
}

static int
write_leaves(struct writer *w, size_t *written, struct err *err)
{
	for (struct leaf *leaf = leaf_cache_unsaved(roster_leaf_cache(w->roster)); leaf;
	     leaf = leaf->unsaved) {
		struct certificate c = {.not_before = leaf->not_before,
		    .not_after = leaf->not_after,
		    .facts = leaf->facts};
		memcpy(c.sha256, leaf->sha256, sizeof(c.sha256));
		if (store_certificate_put(w->store, &c, err) < 0)
			return -1;
		++*written;
	}
	return 0;
}

static int
write_row(struct writer *w, const struct row *row, struct err *err)
{
	if (row->gone)
		return 0;
	if (store_monitor_probed(w->store, &row->monitor, err) < 0)
		return -1;
	for (size_t i = 0; i < row->dropped_count; i++)
		if (store_observation_drop(w->store, row->monitor.id, row->dropped[i].address,
			row->dropped[i].key_type, clock_wall(w->clock), err) < 0)
			return -1;
	for (size_t i = 0; i < row->address_count; i++)
		if (store_observation_put(w->store, &row->addresses[i], err) < 0)
			return -1;
	for (size_t i = 0; row->findings_unsaved && i < row->finding_count; i++)
		if (store_finding_put(w->store, &row->findings[i], err) < 0)
			return -1;
	return 0;
}

/* After a failed commit what SQLite has in its pages is not to be trusted: the connection is made anew. */
static void
flush_failed(struct writer *w, const struct err *why)
{
	struct err err = {0};

	writer_rollback(w, why);
	if (!strcmp(w->state, "io") && store_reopen(w->store, &err) < 0)
		log_error("cannot open the database again: %s", err.text);
	w->failing = true;
	arm(w, RETRY_MS);
}

void
writer_flush(struct writer *w)
{
	struct err err = {0};
	size_t leaves = 0, i;

	loop_cancel(w->loop, w->timer);
	w->timer = NULL;
	if (writer_idle(w) && !w->failing)
		return;
	if ((w->failing && store_try_write(w->store, &err) < 0) ||
	    store_begin(w->store, &err) < 0 || write_leaves(w, &leaves, &err) < 0) {
		flush_failed(w, &err);
		return;
	}
	for (i = 0; i < w->count; i++)
		if (write_row(w, w->rows[i], &err) < 0) {
			flush_failed(w, &err);
			return;
		}
	if (store_commit(w->store, &err) < 0) {
		flush_failed(w, &err);
		return;
	}
	while (leaves--)
		leaf_cache_saved(roster_leaf_cache(w->roster));
	for (i = 0; i < w->count; i++) {
		w->rows[i]->unsaved = false;
		w->rows[i]->findings_unsaved = false;
		row_dropped_saved(w->rows[i]);
	}
	w->count = 0;
	w->failing = false;
	set_state(w, "ok", NULL);
}

int
writer_begin(struct writer *w, struct err *err)
{
	return store_begin(w->store, err);
}

static char *
as_text(const json_t *value)
{
	return value ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY)
		     : mem_strdup("");
}

int
writer_event(struct writer *w, const struct actor *actor, const char *what, int64_t subject,
    const json_t *before, const json_t *after, struct err *err)
{
	char *before_text = as_text(before), *after_text = as_text(after);
	struct event e = {.actor = *actor,
	    .what = what,
	    .subject = subject,
	    .before = before_text,
	    .after = after_text};
	int rc = store_event_append(w->store, &e, err);

	w->recorded |= !rc;
	free(before_text);
	free(after_text);
	return rc;
}

int
writer_commit(struct writer *w, struct err *err)
{
	if (store_commit(w->store, err) < 0)
		return -1;
	set_state(w, "ok", NULL);
	if (w->recorded)
		status_recorded(w->status);
	w->recorded = false;
	return 0;
}

void
writer_rollback(struct writer *w, const struct err *why)
{
	store_rollback(w->store);
	w->recorded = false;
	set_failed(w, why);
	if (strcmp(w->state, "ok") != 0) {
		w->failing = true;
		arm(w, RETRY_MS);
	}
}

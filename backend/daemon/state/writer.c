#include "daemon/state/writer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/session.h"
#include "daemon/state/roster.h"
#include "store/store.h"
#include "wire/loop.h"

enum { WRITER_WAIT_MS = 100, KEEPER_BATCH = 200, RETRY_MS = 3000 };

struct writer {
	struct daemon *d;
	struct row **rows; /* that are not in the store */
	size_t count, room;
	struct timer *timer; /* of the next flush */
	bool failing;
	const char *state;
};

struct writer *
writer_new(struct daemon *d)
{
	struct writer *k = mem_alloc(sizeof(*k));

	k->d = d;
	k->state = "ok";
	return k;
}

void
writer_free(struct writer *k)
{
	if (!k)
		return;
	loop_cancel(k->d->loop, k->timer);
	free(k->rows);
	free(k);
}

bool
writer_idle(const struct writer *k)
{
	return !k->count && !leaf_cache_unsaved(roster_leaf_cache(k->d->roster));
}

const char *
writer_state(const struct writer *k)
{
	return k->state;
}

/* What the last write said of the store. Conflicts and duplicates are the caller's own affair. */
static void
set_state(struct writer *k, const char *code, const char *text)
{
	static const char *const about_the_disk[] = {
	    "disk-full", "read-only", "corrupt-database", "io"};
	const char *state = "ok";

	for (size_t i = 0; code && i < sizeof(about_the_disk) / sizeof(*about_the_disk); i++)
		if (!strcmp(code, about_the_disk[i]))
			state = about_the_disk[i];
	if (!strcmp(k->state, state))
		return;
	if (strcmp(state, "ok") != 0)
		log_error("the database cannot be written: %s", text);
	else
		log_info("the database can be written again");
	k->state = state;
	if (k->d->server)
		server_status_changed(k->d->server);
}

static void
timer_fired(void *arg)
{
	struct writer *k = arg;

	k->timer = NULL;
	writer_flush(k);
}

static void
arm(struct writer *k, int64_t after_ms)
{
	if (!k->timer)
		k->timer = loop_timer(k->d->loop, after_ms, timer_fired, k);
}

void
writer_note(struct writer *k, struct row *row)
{
	if (!row->unsaved) {
		row->unsaved = true;
		if (k->count == k->room) {
			k->room = k->room ? k->room * 2 : KEEPER_BATCH;
			k->rows = mem_resize(k->rows, k->room, sizeof(struct row *));
		}
		k->rows[k->count++] = row;
	}
	if (k->failing)
		arm(k, RETRY_MS);
	else if (k->count >= KEEPER_BATCH)
		writer_flush(k);
	else
		arm(k, WRITER_WAIT_MS);
}

static int
write_leaves(struct writer *k, size_t *written, struct err *err)
{
	for (struct leaf *leaf = leaf_cache_unsaved(roster_leaf_cache(k->d->roster)); leaf;
	     leaf = leaf->unsaved) {
		struct certificate c = {.not_before = leaf->not_before,
		    .not_after = leaf->not_after,
		    .facts = leaf->facts};
		memcpy(c.sha256, leaf->sha256, sizeof(c.sha256));
		if (store_certificate_put(k->d->store, &c, err) < 0)
			return -1;
		++*written;
	}
	return 0;
}

static int
write_row(struct writer *k, const struct row *row, struct err *err)
{
	if (row->gone)
		return 0;
	if (store_monitor_probed(k->d->store, &row->monitor, err) < 0)
		return -1;
	for (size_t i = 0; i < row->dropped_count; i++)
		if (store_observation_drop(k->d->store, row->monitor.id, row->dropped[i].address,
			row->dropped[i].key_type, clock_wall(k->d->clock), err) < 0)
			return -1;
	for (size_t i = 0; i < row->address_count; i++)
		if (store_observation_put(k->d->store, &row->addresses[i], err) < 0)
			return -1;
	return 0;
}

/* After a failed commit what SQLite has in its pages is not to be trusted: the connection is made anew. */
static void
flush_failed(struct writer *k, const struct err *why)
{
	struct err err = {0};

	writer_rollback(k, why);
	if (!strcmp(k->state, "io") && store_reopen(k->d->store, &err) < 0)
		log_error("cannot open the database again: %s", err.text);
	k->failing = true;
	arm(k, RETRY_MS);
}

void
writer_flush(struct writer *k)
{
	struct err err = {0};
	size_t leaves = 0, i;

	loop_cancel(k->d->loop, k->timer);
	k->timer = NULL;
	if (writer_idle(k) && !k->failing)
		return;
	if (store_begin(k->d->store, &err) < 0 || write_leaves(k, &leaves, &err) < 0) {
		flush_failed(k, &err);
		return;
	}
	for (i = 0; i < k->count; i++)
		if (write_row(k, k->rows[i], &err) < 0) {
			flush_failed(k, &err);
			return;
		}
	if (store_commit(k->d->store, &err) < 0) {
		flush_failed(k, &err);
		return;
	}
	while (leaves--)
		leaf_cache_saved(roster_leaf_cache(k->d->roster));
	for (i = 0; i < k->count; i++) {
		k->rows[i]->unsaved = false;
		row_dropped_saved(k->rows[i]);
	}
	k->count = 0;
	k->failing = false;
	set_state(k, NULL, NULL);
}

int
writer_begin(struct writer *k, struct err *err)
{
	return store_begin(k->d->store, err);
}

static char *
as_text(const json_t *value)
{
	return value ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY)
		     : mem_strdup("");
}

int
writer_event(struct writer *k, const struct actor *actor, const char *what, int64_t subject,
    const json_t *before, const json_t *after, struct err *err)
{
	char *before_text = as_text(before), *after_text = as_text(after);
	struct event e = {.actor = *actor,
	    .what = what,
	    .subject = subject,
	    .before = before_text,
	    .after = after_text};
	int rc = store_event_append(k->d->store, &e, err);

	free(before_text);
	free(after_text);
	return rc;
}

int
writer_commit(struct writer *k, struct err *err)
{
	if (store_commit(k->d->store, err) < 0)
		return -1;
	set_state(k, NULL, NULL);
	return 0;
}

void
writer_rollback(struct writer *k, const struct err *why)
{
	store_rollback(k->d->store);
	set_state(k, why->code, why->text);
	if (strcmp(k->state, "ok") != 0) {
		k->failing = true;
		arm(k, RETRY_MS);
	}
}

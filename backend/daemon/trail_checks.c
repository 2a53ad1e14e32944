#include "daemon/trail_checks.h"

#include "base/mem.h"
#include "store/store.h"
#include "wire/loop.h"

#include <stdbool.h>

enum { PIECE_EVENTS = 256 };

struct asked {
	struct asked *next;
	trail_checked_fn *done;
	void *who;
	json_int_t id;
};

struct trail_checks {
	struct loop *loop;
	struct store *store;
	void (*broken)(const char *text, void *arg);
	void *arg;
	struct trail_walk walk;
	struct asked *now, *later; /* who waits for this walk, and for the next */
	struct timer *piece;
	bool walking;
};

static void walk_on(void *arg);

static void
begin(struct trail_checks *t)
{
	t->now = t->later;
	t->later = NULL;
	t->walk = (struct trail_walk){0};
	t->walking = t->now != NULL;
	t->piece = t->walking ? loop_timer(t->loop, 0, walk_on, t) : NULL;
}

/* Whoever is told may ask again, or end another who waits. */
static void
tell(struct trail_checks *t, const char *head, const struct err *err)
{
	struct asked *one;

	while ((one = t->now)) {
		t->now = one->next;
		one->done(one->who, one->id, head, err);
		free(one);
	}
	begin(t);
}

static void
walk_on(void *arg)
{
	struct trail_checks *t = arg;
	struct err err = {0};
	int rc = store_event_walk(t->store, &t->walk, PIECE_EVENTS, &err);

	t->piece = NULL;
	if (rc < 0 && !strcmp(err.code, "corrupt-trail"))
		t->broken(err.text, t->arg);
	if (rc > 0)
		t->piece = loop_timer(t->loop, 0, walk_on, t);
	else
		tell(t, rc ? NULL : t->walk.hash, &err);
}

void
trail_checks_ask(struct trail_checks *t, trail_checked_fn *done, void *who, json_int_t id)
{
	struct asked *one = mem_alloc(sizeof(*one)), **at = &t->later;

	*one = (struct asked){NULL, done, who, id};
	while (*at)
		at = &(*at)->next;
	*at = one;
	if (!t->walking)
		begin(t);
}

static void
forget(struct asked **at, const void *who)
{
	struct asked *one;

	while ((one = *at)) {
		if (who && one->who != who) {
			at = &one->next;
			continue;
		}
		*at = one->next;
		free(one);
	}
}

void
trail_checks_forget(struct trail_checks *t, const void *who)
{
	if (!t)
		return;
	forget(&t->now, who);
	forget(&t->later, who);
}

struct trail_checks *
trail_checks_new(
    struct loop *loop, struct store *store, void (*broken)(const char *text, void *arg), void *arg)
{
	struct trail_checks *t = mem_alloc(sizeof(*t));

	t->loop = loop;
	t->store = store;
	t->broken = broken;
	t->arg = arg;
	return t;
}

void
trail_checks_free(struct trail_checks *t)
{
	if (!t)
		return;
	trail_checks_forget(t, NULL);
	loop_cancel(t->loop, t->piece);
	free(t);
}

#include "daemon/clock_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/store.h"
#include "wire/loop.h"

enum {
	LOOK_EVERY_MS = 60000,
	LINES_AT_FIRST = 1000,
	LINES_A_LOOK = 50,
	SLACK_S = 60 /* what corrects a clock sets it back by less */
};

struct clock_watch {
	const struct clock *clock;
	struct loop *loop;
	struct store *store;
	void (*changed)(void *arg);
	void *arg;
	struct timer *timer;
	int64_t latest; /* of the lines that were seen */
	int64_t behind;
};

static bool
keep_time(const struct event *e, void *arg)
{
	struct clock_watch *w = arg;

	if (e->at > w->latest)
		w->latest = e->at;
	return true;
}

int64_t
clock_watch_look(struct clock_watch *w)
{
	const int64_t was = w->behind;

	/* what was written lately may bear an earlier time than what was written before */
	store_event_each(w->store, 0, w->timer ? LINES_A_LOOK : LINES_AT_FIRST, keep_time, w, NULL);
	w->behind = w->latest - clock_wall(w->clock);
	if (w->behind <= SLACK_S)
		w->behind = 0;
	if (!was && w->behind)
		log_warning(
		    "the clock is %lld s behind what the audit trail has", (long long)w->behind);
	if (!was != !w->behind)
		w->changed(w->arg);
	return w->behind;
}

static void
look_again(void *arg)
{
	struct clock_watch *w = arg;

	clock_watch_look(w);
	w->timer = loop_timer(w->loop, LOOK_EVERY_MS, look_again, w);
}

struct clock_watch *
clock_watch_new(const struct clock *clock, struct loop *loop, struct store *store,
    void (*changed)(void *arg), void *arg)
{
	struct clock_watch *w = mem_alloc(sizeof(*w));

	w->clock = clock;
	w->loop = loop;
	w->store = store;
	w->changed = changed;
	w->arg = arg;
	look_again(w);
	return w;
}

void
clock_watch_free(struct clock_watch *w)
{
	if (!w)
		return;
	loop_cancel(w->loop, w->timer);
	free(w);
}

int64_t
clock_watch_behind(const struct clock_watch *w)
{
	return w->behind;
}

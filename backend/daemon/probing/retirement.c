#include "daemon/probing/retirement.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/calendar.h"
#include "store/renewals.h"
#include "wire/loop.h"

#include <unistd.h>

enum { LOOK_EVERY_MS = 60000 };

struct retirement {
	struct retirement_setup with;
	struct timer *look;
	struct renewal_listener listener;
};

int
retire_monitor(struct retirement *r, const struct actor *actor, struct row *row,
    const json_t *before, const json_t *after, struct err *err)
{
	struct writer *w = r->with.writer;

	if (writer_begin(w, err) < 0 ||
	    store_monitor_retire(r->with.store, row->monitor.id, row->monitor.version,
		clock_wall(r->with.clock), err) < 0 ||
	    writer_event(w, actor, "monitor.retire", row->monitor.id, before, after, err) < 0 ||
	    writer_commit(w, err) < 0) {
		writer_rollback(w, err);
		return -1;
	}
	scheduler_remove(r->with.scheduler, row);
	roster_retire(r->with.roster, row);
	return 0;
}

/* A renewal that was opened since then has it, until it is closed. */
static bool
is_due(const struct row *row, int32_t today)
{
	return !row->gone && row->retires && row->retires <= today && !row->renewal;
}

static void
retire_due(struct retirement *r)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	int32_t today = day_at(clock_wall(r->with.clock));

	for (size_t i = 0; i < roster_slots(r->with.roster); i++) {
		struct row *row = roster_at(r->with.roster, i);
		char day[DAY_TEXT_BYTES];
		struct err err = {0};
		json_t *before;

		if (!row || !is_due(row, today))
			continue;
		before = json_pack("{s:s, s:s}", "name", row->monitor.name, "retires",
		    day_to_text(row->retires, day));
		if (retire_monitor(r, &machine, row, before, NULL, &err) < 0)
			log_error("monitor %lld cannot be retired: %s", (long long)row->monitor.id,
			    err.text);
		else
			log_info("monitor %lld is retired: its day has come",
			    (long long)row->monitor.id);
		json_decref(before);
	}
}

static void
look(void *arg)
{
	struct retirement *r = arg;

	retire_due(r);
	r->look = loop_timer(r->with.loop, LOOK_EVERY_MS, look, r);
}

/* In order of id: the last renewal of a monitor is the one that counts. An open one names no day. */
static void
recall(const struct stored_renewal *stored, const json_t *doc, void *arg)
{
	struct retirement *r = arg;
	int32_t day = stored->closed_at ? day_from_text(text_of(doc, "retires")) : DAY_NONE;

	for (size_t i = 0; i < stored->monitor_count; i++) {
		struct row *row = roster_find(r->with.roster, stored->monitors[i]);

		if (!row || row->retires == (day == DAY_NONE ? 0 : day))
			continue;
		row->retires = day == DAY_NONE ? 0 : day;
		roster_changed(r->with.roster, row);
	}
}

/* Whoever writes it goes on with its monitors: they are looked at afterwards. */
static void
written(const struct stored_renewal *stored, void *arg)
{
	struct retirement *r = arg;
	json_t *doc = json_loads(stored->snapshot, 0, NULL);

	recall(stored, doc, r);
	json_decref(doc);
	loop_cancel(r->with.loop, r->look);
	r->look = loop_timer(r->with.loop, 0, look, r);
}

void
retirement_start(struct retirement *r)
{
	look(r);
}

struct retirement *
retirement_new(const struct retirement_setup *setup)
{
	struct retirement *r = mem_alloc(sizeof(*r));

	*r = (struct retirement){
	    .with = *setup, .listener = {.recalled = recall, .written = written, .arg = r}};
	open_renewals_listen(setup->renewals, &r->listener);
	return r;
}

void
retirement_free(struct retirement *r)
{
	if (!r)
		return;
	loop_cancel(r->with.loop, r->look);
	free(r);
}

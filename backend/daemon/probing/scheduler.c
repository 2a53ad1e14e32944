/* A row is in one of three places: in the heap until its due time; with a worker, while its probe_id is not 0; or in
 * neither, when it is a file or was removed. A probe that is overtaken (the monitor was edited, a verification asks for
 * more) loses its probe_id: its result is then nobody's. What follows from a result goes in one order: applied to the
 * row, told as seen, judged and its next due time set, shown and noted for the writer, its sweep counted, told as
 * ended.
 *
 * A sweep is a number in rows and two counters; a row is in one at most, and moving it to another counts it done in the
 * first. Where no worker starts at all, whatever is waited for is given up: what is due stays so until one does. When a
 * worker is lost its probes are sent again, alone where they are suspects, until one has crashed a
 * worker that had nothing else. */
#include "daemon/probing/scheduler.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/probing/heap.h"
#include "daemon/probing/pacing.h"
#include "daemon/probing/probe_line.h"
#include "daemon/probing/results.h"
#include "daemon/probing/supervisor.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/status.h"
#include "daemon/state/writer.h"
#include "wire/loop.h"

enum {
	SWEEPS_KEPT = 64,
	JITTER_PERCENT = 10,
	STALE_EVERY_MS = 60000,
	KILLS_FORGIVEN = 1, /* workers killed from outside before a probe is a suspect itself */
	KILLS_MAX = 4 /* and before it is the culprit: the kernel kills what takes all memory */
};

/* Seconds to wait after a probe that saw no certificate: the first, the second, every later time. */
static const int retry_after[] = {60, 300, 900};

struct scheduler {
	struct scheduler_setup with;
	struct probe_listener *listeners;
	struct renewal_listener renewal_listener;
	struct pacing *pacing;
	struct heap heap;    /* rows by `due` */
	struct timer *timer; /* for the first of them */
	struct timer *stale_timer;
	int64_t probes;                   /* sent so far: a part of their numbers */
	struct sweep sweeps[SWEEPS_KEPT]; /* those that run, total > done */
	int64_t last_sweep;
	struct explain_request *explain_requests;
};

/* The number of a probe holds the monitor's id, and a number that tells this probe of it from an earlier one. */
static int64_t
probe_id_new(struct scheduler *s, const struct row *row)
{
	s->probes = (s->probes + 1) & 0x3fffff;
	return (s->probes << 40) | (row->monitor.id & 0xffffffffff);
}

static struct row *
row_of_probe(const struct scheduler *s, int64_t probe_id)
{
	struct row *row = roster_find(s->with.roster, probe_id & 0xffffffffff);

	return row && row->probe_id == probe_id ? row : NULL;
}

/* ---- due times ---- */

static void timer_fired(void *arg);

static void
arm(struct scheduler *s)
{
	const struct row *first = heap_first(&s->heap);

	loop_cancel(s->with.loop, s->timer);
	s->timer = NULL;
	if (first) {
		int64_t at = pacing_not_before(s->pacing, first->due);
		s->timer = loop_timer(s->with.loop, at - clock_mono(s->with.clock), timer_fired, s);
	}
}

static void
timer_fired(void *arg)
{
	struct scheduler *s = arg;

	s->timer = NULL;
	scheduler_send_due(s);
}

/* Many names may stand on one machine: once it was seen, a host is known by its first address. */
static int64_t
earliest_start(struct scheduler *s, const struct row *row)
{
	const char *where = row->address_count ? row->addresses[0].address : row->monitor.host;

	return pacing_next(s->pacing, where, clock_mono(s->with.clock));
}

static void
set_due_in(struct scheduler *s, struct row *row, int64_t seconds)
{
	row->due = clock_mono(s->with.clock) + seconds * 1000;
	row->monitor.next_probe_at = clock_wall(s->with.clock) + seconds;
	heap_put(&s->heap, row);
}

/* Spread by a tenth to both sides, so that what was added together does not stay together. */
static int64_t
jittered(const struct scheduler *s, int seconds)
{
	uint64_t span = (uint64_t)seconds * 2 * JITTER_PERCENT / 100 + 1;

	return seconds - seconds * JITTER_PERCENT / 100 +
	       (int64_t)clock_random(s->with.clock, span);
}

static int64_t
next_wait(const struct scheduler *s, const struct row *row)
{
	size_t last = sizeof(retry_after) / sizeof(*retry_after) - 1;
	int failures = row->monitor.failures;
	int64_t interval =
		    jittered(s, roster_interval(s->with.roster, row, clock_wall(s->with.clock))),
		retry;

	if (!failures)
		return interval;
	retry = jittered(s, retry_after[(size_t)failures - 1 < last ? (size_t)failures - 1 : last]);
	return retry < interval ? retry : interval;
}

void
scheduler_add(struct scheduler *s, struct row *row, bool at_once)
{
	int64_t wait = at_once ? 0 : row->monitor.next_probe_at - clock_wall(s->with.clock);
	int64_t most = roster_interval(s->with.roster, row, clock_wall(s->with.clock));

	if (!monitor_is_probed(&row->monitor)) {
		scheduler_remove(s, row); /* it may have been on a host before it was edited */
		row->asked = false;
		return;
	}
	if (row->probe_id)
		return;
	/* a date far ahead is from a clock that was wrong */
	set_due_in(s, row, wait < 0 ? 0 : wait > most * 2 ? most : wait);
	if (wait <= 0) {
		row->due = earliest_start(s, row);
		heap_put(&s->heap, row);
	}
	arm(s);
}

/* Its interval became shorter: not later than that from now. */
static void
bring_forward(struct row *row, void *arg)
{
	struct scheduler *s = arg;
	int64_t interval = roster_interval(s->with.roster, row, clock_wall(s->with.clock));

	if (row->probe_id || row->heap < 0 ||
	    row->due <= clock_mono(s->with.clock) + interval * 1000)
		return;
	set_due_in(s, row, interval);
	arm(s);
}

void
scheduler_remove(struct scheduler *s, struct row *row)
{
	heap_remove(&s->heap, row);
	row->probe_id = 0;
	if (row->sweep) {
		/* it will never be probed: whoever waits for it waits no longer */
		for (int i = 0; i < SWEEPS_KEPT; i++)
			if (s->sweeps[i].number == row->sweep)
				s->sweeps[i].done++;
		row->sweep = 0;
		status_swept(s->with.status);
	}
	arm(s);
}

/* ---- sending ---- */

/* Once a day, at a time of its own, and never at its first probe: a host is asked for both keys when the day that
 * begins at that time is another than when it was last probed. */
static bool
is_new_day(const struct row *row, int64_t now)
{
	int64_t phase = row->monitor.id * 40503 % DAY;

	return row->monitor.checked_at &&
	       (now + phase) / DAY != (row->monitor.checked_at + phase) / DAY;
}

/* An address that was seen with several certificates is not judged by one connection any more, until as many show
 * the same. */
static bool
shows_several(const struct row *row)
{
	for (size_t i = 0; i < row->address_count; i++)
		if (row->addresses[i].problems & PROBLEM_BIT(PROBLEM_ADDRESSES_DIFFER))
			return true;
	return false;
}

static void
send_probe(struct scheduler *s, struct row *row, bool alone)
{
	int64_t now = clock_wall(s->with.clock);

	heap_remove(&s->heap, row);
	row->probe_id = probe_id_new(s, row);
	if (is_new_day(row, now))
		row->both_keys = true;
	if (!row->connections && shows_several(row))
		row->connections = VERIFY_CONNECTIONS;
	supervisor_probe(s->with.supervisor, row->probe_id,
	    probe_line_of_row(s->with.config, row->probe_id, row, now), alone);
}

void
scheduler_send_due(struct scheduler *s)
{
	int64_t now = clock_mono(s->with.clock);
	size_t room;
	struct row *row;

	if (pacing_not_before(s->pacing, now) > now) {
		arm(s);
		return;
	}
	room = supervisor_room(s->with.supervisor);
	while (room && (row = heap_first(&s->heap)) && row->due <= now) {
		send_probe(s, row, false);
		room--;
	}
	/* without room the next result or the next ready worker turns the wheel */
	if (room || !heap_first(&s->heap))
		arm(s);
}

void
scheduler_hold(struct scheduler *s)
{
	pacing_hold(s->pacing, clock_mono(s->with.clock));
}

/* ---- sweeps ---- */

static struct sweep *
sweep_find(const struct scheduler *s, int64_t number)
{
	struct sweep *sweep = (struct sweep *)(uintptr_t)&s->sweeps[number % SWEEPS_KEPT];

	return number && sweep->number == number && sweep->done < sweep->total ? sweep : NULL;
}

bool
scheduler_sweep_get(const struct scheduler *s, int64_t number, struct sweep *out)
{
	const struct sweep *sweep = &s->sweeps[number % SWEEPS_KEPT];

	*out = (struct sweep){0};
	if (!number || sweep->number != number)
		return false;
	*out = *sweep;
	return sweep->done < sweep->total;
}

static void
sweep_count(struct scheduler *s, struct row *row)
{
	struct sweep *sweep = sweep_find(s, row->sweep);

	row->sweep = 0;
	if (sweep)
		sweep->done++;
	status_swept(s->with.status);
}

/* A row that another sweep waits for moves over to the new one: the old one counts it as done, for the
 * probe that is to come satisfies both. */
static void
sweep_add(struct scheduler *s, struct sweep *sweep, struct row *row)
{
	if (!monitor_is_probed(&row->monitor)) {
		row->asked = false;
		return;
	}
	if (row->sweep)
		sweep_count(s, row);
	row->sweep = sweep->number;
	sweep->total++;
	if (!row->probe_id) {
		row->due = earliest_start(s, row);
		heap_put(&s->heap, row);
	}
}

/* No worker starts: nobody waits for one, and what was to be probed is due until there is one again. */
static void
give_up(void *arg)
{
	struct scheduler *s = arg;

	for (size_t i = 0; i < roster_slots(s->with.roster); i++) {
		struct row *row = roster_at(s->with.roster, i);
		bool shown = row->asked;

		row->sweep = 0;
		row->asked = false;
		if (row->probe_id) {
			row->probe_id = 0;
			row->due = clock_mono(s->with.clock);
			heap_put(&s->heap, row);
		}
		if (shown)
			roster_changed(s->with.roster, row);
	}
	for (int i = 0; i < SWEEPS_KEPT; i++)
		if (s->sweeps[i].done < s->sweeps[i].total) {
			s->sweeps[i].done = s->sweeps[i].total;
			s->sweeps[i].given_up = true;
		}
	explain_give_up(&s->explain_requests);
	status_swept(s->with.status);
}

int64_t
scheduler_sweep(struct scheduler *s, struct row *const *rows, size_t count, size_t *started)
{
	struct sweep *sweep = &s->sweeps[++s->last_sweep % SWEEPS_KEPT];

	*sweep = (struct sweep){.number = s->last_sweep};
	if (rows) {
		for (size_t i = 0; i < count; i++) {
			if (rows[i]->sweep == sweep->number)
				continue;
			rows[i]->asked = true;
			roster_changed(s->with.roster, rows[i]);
			sweep_add(s, sweep, rows[i]);
		}
	} else {
		for (size_t i = 0; i < roster_slots(s->with.roster); i++)
			if (!roster_at(s->with.roster, i)->gone)
				sweep_add(s, sweep, roster_at(s->with.roster, i));
	}
	*started = sweep->total;
	status_changed(s->with.status);
	if (supervisor_fault(s->with.supervisor))
		give_up(s);
	scheduler_send_due(s);
	return sweep->number;
}

/* A probe that is under way already was not asked so much: its result will not be waited for. */
int64_t
scheduler_verify(
    struct scheduler *s, struct row *const *rows, size_t count, int connections, size_t *started)
{
	for (size_t i = 0; i < count; i++) {
		rows[i]->probe_id = 0;
		rows[i]->connections = connections;
		rows[i]->both_keys = true;
	}
	return scheduler_sweep(s, rows, count, started);
}

/* One that is of no monitor. */
void
scheduler_explain(
    struct scheduler *s, const struct monitor *m, explained_fn *done, void *who, json_int_t id)
{
	const struct row none = {0};
	int64_t probe_id = probe_id_new(s, &none);

	if (supervisor_fault(s->with.supervisor)) {
		done(who, id, NULL);
		return;
	}
	explain_add(&s->explain_requests, probe_id, done, who, id);
	supervisor_probe(s->with.supervisor, probe_id,
	    probe_line_to_explain(s->with.config, probe_id, m), false);
}

void
scheduler_forget(struct scheduler *s, const void *who)
{
	explain_forget(&s->explain_requests, who);
}

void
scheduler_progress(const struct scheduler *s, size_t *done, size_t *total)
{
	*done = *total = 0;
	for (int i = 0; i < SWEEPS_KEPT; i++)
		if (s->sweeps[i].done < s->sweeps[i].total) {
			*done += s->sweeps[i].done;
			*total += s->sweeps[i].total;
		}
}

bool
scheduler_busy(const struct scheduler *s)
{
	size_t done, total;

	scheduler_progress(s, &done, &total);
	return done < total;
}

/* ---- results ---- */

static void
probed(struct scheduler *s, struct row *row)
{
	int64_t now = clock_wall(s->with.clock);

	row->probe_id = 0;
	row->kills = 0;
	row->asked = false;
	row->both_keys = false;
	row->connections = 0;
	roster_judge(s->with.roster, row, now);
	set_due_in(s, row, next_wait(s, row));
	roster_changed(s->with.roster, row);
	writer_note(s->with.writer, row);
	if (row->sweep)
		sweep_count(s, row);
	scheduler_send_due(s);
}

static void
certificate_seen(const json_t *facts, void *arg)
{
	struct scheduler *s = arg;

	if (leaf_cache_add(roster_leaf_cache(s->with.roster), facts) < 0)
		log_warning("a worker sent a certificate without a digest");
}

static void
tell_seen(const struct scheduler *s, struct row *row, const json_t *result)
{
	for (const struct probe_listener *l = s->listeners; l; l = l->next)
		if (l->seen)
			l->seen(row, result, l->arg);
}

static void
tell_ended(const struct scheduler *s, struct row *row)
{
	for (const struct probe_listener *l = s->listeners; l; l = l->next)
		if (l->ended)
			l->ended(row, l->arg);
}

static void
result_came(const json_t *result, void *arg)
{
	struct scheduler *s = arg;
	int64_t probe_id = number_of(result, "probe_id");
	struct row *row = row_of_probe(s, probe_id);

	if (!row) {
		explain_answer(&s->explain_requests, probe_id, result);
		return;
	}
	result_apply(row, result, row->both_keys, clock_wall(s->with.clock));
	tell_seen(s, row, result);
	probed(s, row);
	tell_ended(s, row);
}

/* The worker ended with this probe in flight. One that was killed from outside proves nothing against the
 * probe, so it is simply sent again; after a crash each suspect is tried alone. */
static void
probe_lost(int64_t probe_id, bool crashed, bool alone, void *arg)
{
	struct scheduler *s = arg;
	struct row *row = row_of_probe(s, probe_id);

	if (!row) {
		explain_answer(&s->explain_requests, probe_id, NULL);
		return;
	}
	row->kills += !crashed;
	if (alone && (crashed || row->kills > KILLS_MAX)) {
		log_warning("the probe of %s:%d crashed a worker alone", row->monitor.host,
		    row->monitor.port);
		result_crashed(row, clock_wall(s->with.clock));
		probed(s, row);
		return;
	}
	if (crashed || alone || row->kills > KILLS_FORGIVEN) {
		send_probe(s, row, true);
		return;
	}
	row->probe_id = 0;
	row->due = clock_mono(s->with.clock);
	heap_put(&s->heap, row);
	arm(s);
}

/* ---- what the passing of time alone changes ---- */

static void
refresh_stale(void *arg)
{
	struct scheduler *s = arg;
	int64_t now = clock_wall(s->with.clock);

	for (size_t i = 0; i < roster_slots(s->with.roster); i++) {
		struct row *row = roster_at(s->with.roster, i);
		uint64_t was = row->problems & ~row->accepted_problems;
		if (row->gone)
			continue;
		roster_judge(s->with.roster, row, now);
		if ((row->problems & ~row->accepted_problems) != was)
			roster_changed(s->with.roster, row);
	}
	s->stale_timer = loop_timer(s->with.loop, STALE_EVERY_MS, refresh_stale, s);
}

void
scheduler_listen(struct scheduler *s, struct probe_listener *l)
{
	struct probe_listener **at = &s->listeners;

	while (*at)
		at = &(*at)->next;
	*at = l;
	l->next = NULL;
}

static void
room_came(void *arg)
{
	scheduler_send_due(arg);
}

struct scheduler *
scheduler_new(const struct scheduler_setup *setup)
{
	struct scheduler *s = mem_alloc(sizeof(*s));
	const struct supervisor_listener listener = {.room = room_came,
	    .certificate = certificate_seen,
	    .result = result_came,
	    .lost = probe_lost,
	    .hopeless = give_up,
	    .arg = s};

	s->with = *setup;
	s->renewal_listener = (struct renewal_listener){.installing = bring_forward, .arg = s};
	open_renewals_listen(setup->renewals, &s->renewal_listener);
	supervisor_listen(setup->supervisor, &listener);
	s->pacing = pacing_new();
	for (size_t i = 0; i < roster_slots(setup->roster); i++)
		scheduler_add(s, roster_at(setup->roster, i), false);
	s->stale_timer = loop_timer(setup->loop, STALE_EVERY_MS, refresh_stale, s);
	return s;
}

void
scheduler_free(struct scheduler *s)
{
	if (!s)
		return;
	loop_cancel(s->with.loop, s->timer);
	loop_cancel(s->with.loop, s->stale_timer);
	explain_forget(&s->explain_requests, NULL);
	heap_release(&s->heap);
	pacing_free(s->pacing);
	free(s);
}

/* The lines stand in the order of their ids. What may have changed is gathered and looked at once, a moment later or when
 * somebody asks: rows by their chain of changes (roster.h, struct follower), everything else by its id in `pending`. A line
 * is made whole from the present state and compared with the one that stands there, so whoever is told of one has
 * something else to show.
 *
 * What only time changes has its hour: each line that is made says when it may become another (today_time.next), and at
 * the earliest of these all that hangs on time is made again. What a renewal's tickets are is asked of the store once
 * (slot.tickets), and again when one of them changed; so that hour costs no query for each. */
#include "daemon/state/today.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/today_lines.h"
#include "procedure/calendar.h"
#include "store/ticket_reads.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"
#include "wire/loop.h"

enum {
	GATHER_MS = 50,            /* changes are gathered for so long */
	TOLD_ONE_BY_ONE = 200,     /* lines that changed at once; of more, only that they did */
	QUARTER_SECONDS = 15 * 60, /* clocks of all zones agree on these */
	WAIT_MOST_SECONDS = 3600
};

/* Of the backend as a whole; the other kinds are somebody's own, or of a thing. */
static const enum today_kind of_backend[] = {
    TODAY_STORE_FAILS, TODAY_BACKUP_FAILS, TODAY_PROBES_FAIL, TODAY_JIRA_FAILS};

struct slot {
	int64_t id;
	json_t *line;    /* NULL: it needs no hand; kept for its tickets */
	json_t *tickets; /* of a renewal; NULL: not asked yet */
};

struct id_list {
	int64_t *at;
	size_t count, room;
};

struct today {
	struct today_setup with;
	struct slot *slots; /* in order of id */
	size_t count;
	struct id_list pending; /* lines to be made anew, in no order */
	struct id_list changed; /* lines that are otherwise, and not told yet */
	struct id_list unseen;  /* monitors that were not seen for too long, in order */
	struct follower follower;
	struct renewal_listener listener;
	struct timer *gather, *hour;
	struct today_time time;
	bool loaded;
};

/* ---- lists of ids ---- */

static void
id_list_add(struct id_list *l, int64_t id)
{
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->at = mem_resize(l->at, l->room, sizeof(*l->at));
	}
	l->at[l->count++] = id;
}

static size_t
id_list_place(const struct id_list *l, int64_t id)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->at[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* In a list that is in order. True: it was otherwise before. */
static bool
id_list_set(struct id_list *l, int64_t id, bool in)
{
	size_t i = id_list_place(l, id);
	bool there = i < l->count && l->at[i] == id;

	if (there == in)
		return false;
	if (in) {
		id_list_add(l, id);
		memmove(&l->at[i + 1], &l->at[i], (l->count - 1 - i) * sizeof(*l->at));
		l->at[i] = id;
	} else {
		l->count--;
		memmove(&l->at[i], &l->at[i + 1], (l->count - i) * sizeof(*l->at));
	}
	return true;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* ---- the lines ---- */

static size_t
place_of(const struct today *t, int64_t id)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->slots[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct slot *
slot_find(const struct today *t, int64_t id)
{
	size_t i = place_of(t, id);

	return i < t->count && t->slots[i].id == id ? &t->slots[i] : NULL;
}

static struct slot *
slot_of(struct today *t, int64_t id)
{
	size_t i = place_of(t, id);

	if (i < t->count && t->slots[i].id == id)
		return &t->slots[i];
	if (!(t->count & (t->count + 1)))
		t->slots = mem_resize(t->slots, 2 * t->count + 2, sizeof(*t->slots));
	memmove(&t->slots[i + 1], &t->slots[i], (t->count - i) * sizeof(*t->slots));
	t->slots[i] = (struct slot){.id = id};
	t->count++;
	return &t->slots[i];
}

static void
slot_drop(struct today *t, struct slot *s)
{
	json_decref(s->line);
	json_decref(s->tickets);
	t->count--;
	memmove(s, s + 1, (size_t)(&t->slots[t->count] - s) * sizeof(*s));
}

/* Steals the line. */
static void
put(struct today *t, int64_t id, json_t *line)
{
	struct slot *s = line ? slot_of(t, id) : slot_find(t, id);

	if (!s || (line && s->line && json_equal(s->line, line))) {
		json_decref(line);
		return;
	}
	if (s->line || line)
		id_list_add(&t->changed, id);
	json_decref(s->line);
	s->line = line;
	if (!line && !s->tickets)
		slot_drop(t, s);
}

/* ---- making one ---- */

static void gathered(void *arg);

static void
pend(struct today *t, int64_t id)
{
	id_list_add(&t->pending, id);
	if (!t->gather)
		t->gather = loop_timer(t->with.loop, GATHER_MS, gathered, t);
}

/* Was it not seen for too long, or never although it was looked for? */
static bool
is_unseen(const struct row *row)
{
	return !row->gone && row->stale;
}

/* One that a renewal has is told with that. */
static void
make_monitor(struct today *t, const struct row *row)
{
	int64_t id = today_id(TODAY_OF_MONITOR, row->monitor.id);

	if (id_list_set(&t->unseen, row->monitor.id, is_unseen(row)))
		pend(t, today_id(TODAY_OF_BACKEND, TODAY_PROBES_FAIL + 1));
	if (row->renewal)
		pend(t, today_id(TODAY_OF_RENEWAL, row->renewal->id));
	put(t, id, row->gone || row->renewal ? NULL : today_line_of_monitor(row, &t->time));
}

struct gathering {
	const struct today *t;
	json_t *tickets;
};

static bool
add_ticket(const struct ticket_use *u, void *arg)
{
	const struct gathering *g = arg;
	struct ticket_read read;
	struct ticket ticket;

	if (store_ticket_get(g->t->with.store, u->ticket, &ticket, NULL) < 0)
		return true;
	store_ticket_read_get(g->t->with.store, u->ticket, "", &read, NULL);
	json_array_append_new(
	    g->tickets, json_pack("{s:s, s:s, s:b, s:b, s:I, s:I}", "key", ticket.key, "step",
			    u->step, "done", ticket.category == TICKET_DONE, "by_machine",
			    g->t->with.follows(g->t->with.arg, ticket.sys), "since",
			    (json_int_t)(ticket.looked_at > ticket.known_at ? ticket.looked_at
									    : ticket.known_at),
			    "answered_at", (json_int_t)read.answered_at));
	ticket_read_release(&read);
	ticket_release(&ticket);
	return true;
}

static json_t *
tickets_of(const struct today *t, int64_t renewal)
{
	struct gathering g = {t, json_array()};

	store_ticket_use_of_renewal(t->with.store, renewal, add_ticket, &g, NULL);
	return g.tickets;
}

static void
make_renewal(struct today *t, int64_t number)
{
	const struct renewal_summary *r = open_renewals_find(t->with.renewals, number);
	int64_t id = today_id(TODAY_OF_RENEWAL, number);
	const struct row **rows;
	struct slot *s;

	if (!r) {
		s = slot_find(t, id);
		if (s) {
			json_decref(s->tickets);
			s->tickets = NULL;
			put(t, id, NULL);
		}
		return;
	}
	s = slot_of(t, id);
	if (!s->tickets)
		s->tickets = tickets_of(t, number);
	rows = mem_array(r->monitor_count + 1, sizeof(*rows));
	for (size_t i = 0; i < r->monitor_count; i++)
		rows[i] = roster_find(t->with.roster, r->monitors[i]);
	put(t, id, today_line_of_renewal(r, s->tickets, rows, &t->time));
	free(rows);
}

/* The monitor that a ticket without an open renewal is for. */
struct finding {
	const struct today *t;
	const struct row *row;
	bool renewed;
};

static bool
find_monitor(const struct ticket_use *u, void *arg)
{
	struct finding *f = arg;

	if (u->renewal && open_renewals_find(f->t->with.renewals, u->renewal))
		f->renewed = true;
	else if (u->monitor && !f->row)
		f->row = roster_find(f->t->with.roster, u->monitor);
	return !f->renewed;
}

static json_t *
line_of_ticket(struct today *t, const struct ticket *ticket)
{
	struct finding f = {.t = t};
	struct ticket_read read;
	json_t *line = NULL;

	if (ticket->category == TICKET_DONE)
		return NULL;
	store_ticket_use_each(t->with.store, ticket->id, find_monitor, &f, NULL);
	if (f.renewed || !f.row)
		return NULL;
	store_ticket_read_get(t->with.store, ticket->id, "", &read, NULL);
	line = today_line_of_ticket(ticket, t->with.follows(t->with.arg, ticket->sys),
	    read.answered_at, f.row->monitor.id, f.row->monitor.name, &t->time);
	ticket_read_release(&read);
	return line;
}

static void
make_ticket(struct today *t, int64_t number)
{
	struct ticket ticket;
	json_t *line = NULL;

	if (store_ticket_get(t->with.store, number, &ticket, NULL) == 0)
		line = line_of_ticket(t, &ticket);
	ticket_release(&ticket);
	put(t, today_id(TODAY_OF_TICKET, number), line);
}

static void
put_request(struct today *t, const struct ticket_request *q)
{
	put(t, today_id(TODAY_OF_REQUEST, q->id),
	    today_line_of_request(
		q, q->renewal ? open_renewals_find(t->with.renewals, q->renewal) : NULL));
}

static void
make_request(struct today *t, int64_t number)
{
	struct ticket_request q;

	if (store_ticket_request_get(t->with.store, number, &q, NULL) == 0)
		put_request(t, &q);
	else
		put(t, today_id(TODAY_OF_REQUEST, number), NULL);
	ticket_request_release(&q);
}

static void
make_backend(struct today *t, int64_t number)
{
	enum today_kind kind = (enum today_kind)(number - 1);
	json_t *extra = NULL;
	int64_t since = 0;
	bool fails = kind == TODAY_PROBES_FAIL ? t->unseen.count != 0
					       : t->with.fails(t->with.arg, kind, &since, &extra);

	if (fails && kind == TODAY_PROBES_FAIL)
		extra = json_pack("{s:I}", "count", (json_int_t)t->unseen.count);
	put(t, today_id(TODAY_OF_BACKEND, number),
	    fails ? today_line_of_backend(kind, since, extra) : NULL);
}

static void
make(struct today *t, int64_t id)
{
	int64_t number = today_number_of(id);
	const struct row *row;

	switch (today_subject_of(id)) {
	case TODAY_OF_MONITOR:
		row = roster_find(t->with.roster, number);
		if (row)
			make_monitor(t, row);
		else
			put(t, id, NULL);
		break;
	case TODAY_OF_RENEWAL:
		make_renewal(t, number);
		break;
	case TODAY_OF_TICKET:
		make_ticket(t, number);
		break;
	case TODAY_OF_REQUEST:
		make_request(t, number);
		break;
	case TODAY_OF_BACKEND:
		make_backend(t, number);
		break;
	case TODAY_SUBJECT_COUNT:
		break;
	}
}

/* ---- all that changed ---- */

static void
tell(struct today *t)
{
	bool many = t->changed.count > TOLD_ONE_BY_ONE;

	if (many)
		t->with.changed(t->with.arg, 0);
	for (size_t i = 0; !many && i < t->changed.count; i++)
		t->with.changed(t->with.arg, t->changed.at[i]);
	t->changed.count = 0;
}

/* The lines of tickets whose monitor is watched no more. */
static void
pend_tickets_of(struct today *t, int64_t monitor)
{
	for (size_t i = 0; i < t->count; i++)
		if (today_subject_of(t->slots[i].id) == TODAY_OF_TICKET &&
		    number_of(t->slots[i].line, "monitor") == monitor)
			pend(t, t->slots[i].id);
}

static void
follow_rows(struct today *t)
{
	const struct row *row;

	while ((row = t->follower.next)) {
		t->follower.next = row->newer;
		make_monitor(t, row);
		if (row->gone)
			pend_tickets_of(t, row->monitor.id);
	}
}

/* Each once; what is pended meanwhile is looked at in the next round. */
static void
make_pending(struct today *t)
{
	while (t->pending.count) {
		struct id_list round = t->pending;

		t->pending = (struct id_list){0};
		qsort(round.at, round.count, sizeof(*round.at), compare_ids);
		for (size_t i = 0; i < round.count; i++)
			if (!i || round.at[i] != round.at[i - 1])
				make(t, round.at[i]);
		free(round.at);
	}
}

/* When the day ends here: at a quarter of an hour, in whichever zone. */
static int64_t
midnight_after(int64_t now, int32_t day)
{
	int64_t at = now - now % QUARTER_SECONDS;

	do
		at += QUARTER_SECONDS;
	while (day_at(at) == day);
	return at;
}

static void
set_time(struct today *t)
{
	int64_t now = clock_wall(t->with.clock);

	t->time.now = now;
	if (now < t->time.midnight && day_at(now) == t->time.day)
		return;
	t->time.day = day_at(now);
	t->time.midnight = midnight_after(now, t->time.day);
}

static bool
remake_ticket(const struct ticket *ticket, void *arg)
{
	struct today *t = arg;

	put(t, today_id(TODAY_OF_TICKET, ticket->id), line_of_ticket(t, ticket));
	return true;
}

/* All that hangs on the time. */
static void
make_timed(struct today *t)
{
	const struct renewal_summary *r;

	t->time.next = INT64_MAX;
	for (size_t i = 0; i < roster_slots(t->with.roster); i++) {
		const struct row *row = roster_at(t->with.roster, i);
		if (!row->gone)
			make_monitor(t, row);
	}
	for (size_t i = 0; (r = open_renewals_at(t->with.renewals, i)); i++)
		make_renewal(t, r->id);
	store_ticket_each(t->with.store, 0, remake_ticket, t, NULL);
}

static void hour_came(void *arg);

static void
arm(struct today *t)
{
	int64_t wait = t->time.next - t->time.now;

	loop_cancel(t->with.loop, t->hour);
	wait = wait < 1 ? 1 : wait > WAIT_MOST_SECONDS ? WAIT_MOST_SECONDS : wait;
	t->hour = loop_timer(t->with.loop, wait * 1000, hour_came, t);
}

static void
refresh(struct today *t)
{
	set_time(t);
	follow_rows(t);
	if (t->time.now >= t->time.next)
		make_timed(t);
	make_pending(t);
	loop_cancel(t->with.loop, t->gather);
	t->gather = NULL;
	arm(t);
	tell(t);
}

static void
gathered(void *arg)
{
	struct today *t = arg;

	t->gather = NULL;
	refresh(t);
}

static void
hour_came(void *arg)
{
	struct today *t = arg;

	t->hour = NULL;
	refresh(t);
}

/* ---- who tells ---- */

static void
rows_changed(void *arg)
{
	struct today *t = arg;

	if (!t->gather)
		t->gather = loop_timer(t->with.loop, GATHER_MS, gathered, t);
}

/* Which tickets it has may have changed too. */
static void
renewal_changed(struct today *t, int64_t renewal)
{
	struct slot *s = slot_find(t, today_id(TODAY_OF_RENEWAL, renewal));

	if (s) {
		json_decref(s->tickets);
		s->tickets = NULL;
	}
	pend(t, today_id(TODAY_OF_RENEWAL, renewal));
}

static void
renewal_shown(int64_t id, void *arg)
{
	struct today *t = arg;

	if (t->loaded)
		renewal_changed(t, id);
}

static bool
pend_renewal(const struct ticket_use *u, void *arg)
{
	if (u->renewal)
		renewal_changed(arg, u->renewal);
	return true;
}

void
today_ticket_changed(struct today *t, int64_t ticket)
{
	if (!t || !t->loaded)
		return;
	store_ticket_use_each(t->with.store, ticket, pend_renewal, t, NULL);
	pend(t, today_id(TODAY_OF_TICKET, ticket));
}

void
today_request_changed(struct today *t, int64_t request)
{
	if (t && t->loaded)
		pend(t, today_id(TODAY_OF_REQUEST, request));
}

void
today_backend_changed(struct today *t)
{
	for (size_t i = 0; t && t->loaded && i < sizeof(of_backend) / sizeof(of_backend[0]); i++)
		pend(t, today_id(TODAY_OF_BACKEND, (int64_t)of_backend[i] + 1));
}

/* ---- beginning and end ---- */

static bool
load_request(const struct ticket_request *q, void *arg)
{
	put_request(arg, q);
	return true;
}

/* Nobody shows a line yet, so nothing is told. */
static void
load(struct today *t)
{
	t->loaded = true;
	t->time.look = (int64_t)t->with.look_days * DAY;
	set_time(t);
	roster_follow(t->with.roster, &t->follower);
	make_timed(t);
	store_ticket_request_open(t->with.store, load_request, t, NULL);
	today_backend_changed(t);
	make_pending(t);
	t->changed.count = 0;
}

void
today_settle(struct today *t)
{
	if (!t->loaded)
		load(t);
	refresh(t);
}

const json_t *
today_after(const struct today *t, int64_t after)
{
	size_t i = place_of(t, after + 1);

	while (i < t->count && !t->slots[i].line)
		i++;
	return i < t->count ? t->slots[i].line : NULL;
}

const json_t *
today_find(const struct today *t, int64_t id)
{
	const struct slot *s = slot_find(t, id);

	return s ? s->line : NULL;
}

struct today *
today_new(const struct today_setup *setup)
{
	struct today *t = mem_alloc(sizeof(*t));

	t->with = *setup;
	t->follower = (struct follower){.woken = rows_changed, .arg = t};
	t->listener = (struct renewal_listener){.shown = renewal_shown, .arg = t};
	open_renewals_listen(t->with.renewals, &t->listener);
	return t;
}

void
today_free(struct today *t)
{
	if (!t)
		return;
	if (t->loaded)
		roster_unfollow(t->with.roster, &t->follower);
	loop_cancel(t->with.loop, t->gather);
	loop_cancel(t->with.loop, t->hour);
	for (size_t i = 0; i < t->count; i++) {
		json_decref(t->slots[i].line);
		json_decref(t->slots[i].tickets);
	}
	free(t->slots);
	free(t->pending.at);
	free(t->changed.at);
	free(t->unseen.at);
	free(t);
}

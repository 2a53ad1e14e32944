/* What may have changed is gathered and looked at once, a moment later or when somebody asks: rows by their chain of changes
 * (roster.h, struct follower), everything else by its id in `pending`. A line is made whole from the present state and
 * compared with the one that stands there, so whoever is told of one has something else to show.
 *
 * What only time changes has its hour: each line that is made says when it may become another (today_time.next), also one
 * that is none yet, and at the earliest of these those that are due are made again. What a renewal's tickets are is asked
 * of the store once (today_slot.tickets), and again when one of them changed; so that hour costs no query for each. */
#include "daemon/state/today.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/today_lines.h"
#include "daemon/state/today_table.h"
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

struct today {
	struct today_setup with;
	struct today_table lines;
	struct id_list pending; /* lines to be made anew, in no order */
	struct id_list changed; /* lines that are otherwise, and not told yet */
	struct id_list unseen;  /* monitors that were not seen for too long, or never, in order */
	struct id_list never;   /* those of them that never were */
	struct follower follower;
	struct renewal_listener listener;
	struct timer *gather, *hour;
	struct today_time time;
	int64_t hour_at; /* when the first line is due */
	bool loaded;
};

/* ---- when ---- */

/* A line that is to be made: it says then when it has to be made again. */
static void
begin(struct today *t)
{
	t->time.next = INT64_MAX;
}

/* Steals the line that was made since begin. */
static void
put(struct today *t, int64_t id, json_t *line)
{
	if (today_table_put(&t->lines, id, line, t->time.next))
		id_list_add(&t->changed, id);
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

/* It was looked for in vain, more than once, for a resolver or a network may fail for a moment; what somebody declared of it is
 * missed at once. What is planned does not have to serve yet. */
static bool
is_never_seen(const struct row *row)
{
	enum { IN_VAIN = 2 };
	bool declared = row->problems & PROBLEM_BIT(PROBLEM_DECLARED_ONLY);

	return !row->gone && !row->seen_at && row->monitor.checked_at &&
	       row->monitor.type != MONITOR_PLANNED && row->monitor.type != MONITOR_FILE &&
	       (declared || row->monitor.failures >= IN_VAIN);
}

/* Was it not seen for too long, or never although it was looked for? True where that is otherwise than before. */
static bool
note_unseen(struct today *t, const struct row *row)
{
	bool never = is_never_seen(row), changed = id_list_set(&t->never, row->monitor.id, never);

	return id_list_set(&t->unseen, row->monitor.id, never || (!row->gone && row->stale)) ||
	       changed;
}

/* One that a renewal has is told with that. */
static void
make_monitor(struct today *t, const struct row *row)
{
	int64_t id = today_id(TODAY_OF_MONITOR, row->monitor.id);

	if (note_unseen(t, row))
		pend(t, today_id(TODAY_OF_BACKEND, TODAY_PROBES_FAIL + 1));
	if (row->renewal)
		pend(t, today_id(TODAY_OF_RENEWAL, row->renewal->id));
	begin(t);
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
	struct today_slot *s;

	if (!r) {
		begin(t);
		s = today_table_find(&t->lines, id);
		if (s) {
			json_decref(s->tickets);
			s->tickets = NULL;
			put(t, id, NULL);
		}
		return;
	}
	s = today_table_slot(&t->lines, id);
	if (!s->tickets)
		s->tickets = tickets_of(t, number);
	rows = mem_array(r->monitor_count + 1, sizeof(*rows));
	for (size_t i = 0; i < r->monitor_count; i++)
		rows[i] = roster_find(t->with.roster, r->monitors[i]);
	begin(t);
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

	begin(t);
	if (store_ticket_get(t->with.store, number, &ticket, NULL) == 0)
		line = line_of_ticket(t, &ticket);
	ticket_release(&ticket);
	put(t, today_id(TODAY_OF_TICKET, number), line);
}

static void
put_request(struct today *t, const struct ticket_request *q)
{
	begin(t);
	put(t, today_id(TODAY_OF_REQUEST, q->id),
	    today_line_of_request(
		q, q->renewal ? open_renewals_find(t->with.renewals, q->renewal) : NULL));
}

static void
make_request(struct today *t, int64_t number)
{
	struct ticket_request q;

	begin(t);
	if (store_ticket_request_get(t->with.store, number, &q, NULL) == 0)
		put_request(t, &q);
	else
		put(t, today_id(TODAY_OF_REQUEST, number), NULL);
	ticket_request_release(&q);
}

enum { NAMED = 2 };

/* Of those that are not reached the first by name, as many as a line has room for. */
static json_t *
names_of_unseen(const struct today *t)
{
	const char *first[NAMED] = {NULL};
	json_t *names = json_array();

	for (size_t i = 0; i < t->unseen.count; i++) {
		const struct row *row = roster_find(t->with.roster, t->unseen.at[i]);
		const char *name = row ? row->monitor.name : NULL;

		for (size_t place = 0; name && place < NAMED; place++)
			if (!first[place] || strcasecmp(name, first[place]) < 0) {
				const char *next = first[place];
				first[place] = name;
				name = next;
			}
	}
	for (size_t place = 0; place < NAMED && first[place]; place++)
		json_array_append_new(names, json_string(first[place]));
	return names;
}

static json_t *
about_unseen(const struct today *t)
{
	json_t *about = json_pack("{s:I, s:I, s:o}", "count", (json_int_t)t->unseen.count, "never",
	    (json_int_t)t->never.count, "names", names_of_unseen(t));

	if (t->unseen.count == 1)
		json_object_set_new(about, "monitor", json_integer(t->unseen.at[0]));
	return about;
}

static void
make_backend(struct today *t, int64_t number)
{
	enum today_kind kind = (enum today_kind)(number - 1);
	json_t *extra = NULL;
	int64_t since = 0;
	bool fails = kind == TODAY_PROBES_FAIL ? t->unseen.count != 0
					       : t->with.fails(t->with.arg, kind, &since, &extra);

	begin(t);
	if (fails && kind == TODAY_PROBES_FAIL)
		extra = about_unseen(t);
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
		begin(t);
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
	for (size_t i = 0; i < t->lines.count; i++)
		if (today_subject_of(t->lines.at[i].id) == TODAY_OF_TICKET &&
		    number_of(t->lines.at[i].line, "monitor") == monitor)
			pend(t, t->lines.at[i].id);
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
		id_list_sort(&round);
		for (size_t i = 0; i < round.count; i++)
			if (!i || round.at[i] != round.at[i - 1])
				make(t, round.at[i]);
		id_list_release(&round);
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

/* Whose time has come. */
static void
pend_due(struct today *t)
{
	for (size_t i = 0; i < t->lines.count; i++)
		if (t->lines.at[i].due <= t->time.now)
			pend(t, t->lines.at[i].id);
}

static int64_t
next_due(const struct today *t)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < t->lines.count; i++)
		if (t->lines.at[i].due < next)
			next = t->lines.at[i].due;
	return next;
}

static void hour_came(void *arg);

static void
arm(struct today *t)
{
	int64_t wait;

	t->hour_at = next_due(t);
	wait = t->hour_at - t->time.now;
	loop_cancel(t->with.loop, t->hour);
	wait = wait < 1 ? 1 : wait > WAIT_MOST_SECONDS ? WAIT_MOST_SECONDS : wait;
	t->hour = loop_timer(t->with.loop, wait * 1000, hour_came, t);
}

static void
refresh(struct today *t)
{
	set_time(t);
	follow_rows(t);
	if (t->time.now >= t->hour_at)
		pend_due(t);
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
	struct today_slot *s = today_table_find(&t->lines, today_id(TODAY_OF_RENEWAL, renewal));

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
load_ticket(const struct ticket *ticket, void *arg)
{
	struct today *t = arg;

	begin(t);
	put(t, today_id(TODAY_OF_TICKET, ticket->id), line_of_ticket(t, ticket));
	return true;
}

static bool
load_request(const struct ticket_request *q, void *arg)
{
	put_request(arg, q);
	return true;
}

/* Its renewal has a line already. */
static void
load_monitor(struct today *t, const struct row *row)
{
	note_unseen(t, row);
	begin(t);
	if (!row->gone && !row->renewal)
		put(t, today_id(TODAY_OF_MONITOR, row->monitor.id),
		    today_line_of_monitor(row, &t->time));
}

/* Nobody shows a line yet, so nothing is told. The most are of monitors, which come last: in the order of their ids. */
static void
load(struct today *t)
{
	const struct renewal_summary *r;

	t->loaded = true;
	t->hour_at = INT64_MAX;
	t->time.look = (int64_t)t->with.look_days * DAY;
	set_time(t);
	roster_follow(t->with.roster, &t->follower);
	for (size_t i = 0; (r = open_renewals_at(t->with.renewals, i)); i++)
		make_renewal(t, r->id);
	store_ticket_each(t->with.store, 0, load_ticket, t, NULL);
	store_ticket_request_open(t->with.store, load_request, t, NULL);
	for (size_t i = 0; i < roster_slots(t->with.roster); i++)
		load_monitor(t, roster_at(t->with.roster, i));
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
	return today_table_after(&t->lines, after);
}

const json_t *
today_find(const struct today *t, int64_t id)
{
	const struct today_slot *s = today_table_find(&t->lines, id);

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
	today_table_release(&t->lines);
	id_list_release(&t->pending);
	id_list_release(&t->changed);
	id_list_release(&t->unseen);
	id_list_release(&t->never);
	free(t);
}

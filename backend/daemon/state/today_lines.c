/* Each kind of thing is gone through once: whatever is a reason is added to that line's reasons (struct reasons), and at the
 * end these become the line, or nothing. A reason of the time says when it will be one (has_come), whether or not it is
 * now.
 *
 * A monitor that is being renewed has no line of its own: what is wrong with it is a reason of its renewal's, so that
 * nobody is told of one thing twice. Whether somebody is on a monitor is asked of the caller, who gives either function
 * what is theirs. */
#include "daemon/state/today_lines.h"

#include "base/members.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/row.h"
#include "procedure/calendar.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"

enum { SUBJECT_ROOM = 8 };

_Static_assert((int)TODAY_SUBJECT_COUNT <= (int)SUBJECT_ROOM, "a subject is a remainder of an id");

/* The reasons of one line, at most one of each kind. */
struct reasons {
	json_t *of[TODAY_KIND_COUNT];
	struct today_time *time;
};

int64_t
today_id(enum today_subject subject, int64_t number)
{
	return number * SUBJECT_ROOM + (int64_t)subject;
}

enum today_subject
today_subject_of(int64_t id)
{
	return (enum today_subject)(id % SUBJECT_ROOM);
}

int64_t
today_number_of(int64_t id)
{
	return id / SUBJECT_ROOM;
}

static const char *
subject_text(enum today_subject subject)
{
	static const char *const texts[] = {
#define X(id, text) [TODAY_OF_##id] = text,
		TODAY_SUBJECTS(X)
#undef X
	};

	return texts[subject];
}

/* ---- reasons ---- */

/* Has that time come? Where not, the line is to be made again then. */
static bool
has_come(struct reasons *r, int64_t at)
{
	if (at <= r->time->now)
		return true;
	if (at < r->time->next)
		r->time->next = at;
	return false;
}

static bool
day_has_come(struct reasons *r, int32_t day)
{
	if (day == DAY_NONE)
		return false;
	return day <= r->time->day || has_come(r, r->time->midnight);
}

/* extra is stolen. Of two of a kind the earlier stays. */
static void
add(struct reasons *r, enum today_kind kind, int64_t at, json_t *extra)
{
	json_t *reason = extra ? extra : json_object();

	json_object_set_new(reason, "code", json_string(today_kind_text(kind)));
	json_object_set_new(reason, "at", json_integer((json_int_t)at));
	if (r->of[kind] && number_of(r->of[kind], "at") <= at) {
		json_decref(reason);
		return;
	}
	json_decref(r->of[kind]);
	r->of[kind] = reason;
}

static bool
is_turn_ours(const struct reasons *r, bool renewal_ours)
{
	for (int i = 0; i < TODAY_KIND_COUNT; i++) {
		enum today_turn turn = today_kind_turn((enum today_kind)i);

		if (r->of[i] && (turn == TODAY_OURS || (turn == TODAY_RENEWAL && renewal_ours)))
			return true;
	}
	return false;
}

static bool
has_any(const struct reasons *r)
{
	for (int i = 0; i < TODAY_KIND_COUNT; i++)
		if (r->of[i])
			return true;
	return false;
}

/* Of what there are reasons for. about: what else it says; stolen. */
static json_t *
line(const struct reasons *r, int64_t id, const char *name, bool renewal_ours, json_t *about)
{
	json_t *reasons = json_array();

	json_object_set_new(about, "id", json_integer((json_int_t)id));
	json_object_set_new(about, "subject", json_string(subject_text(today_subject_of(id))));
	json_object_set_new(about, "name", json_string(name));
	json_object_set_new(about, "ours", json_boolean(is_turn_ours(r, renewal_ours)));
	for (int i = 0; i < TODAY_KIND_COUNT; i++)
		if (r->of[i])
			json_array_append_new(reasons, r->of[i]);
	json_object_set_new(about, "reasons", reasons);
	return about;
}

/* ---- a monitor ---- */

static void
add_problems(struct reasons *r, const struct row *row, const char *name)
{
	enum problem worst;
	enum today_kind kind =
	    today_kind_of_problems(row->problems & ~row->accepted_problems, &worst);

	if (kind != TODAY_KIND_COUNT)
		add(r, kind, 0,
		    json_pack("{s:s, s:s?}", "problem", problem_text(worst), "name", name));
}

static enum today_kind
alone(enum urgency urgency)
{
	switch (urgency) {
	case URGENCY_EXPIRED:
		return TODAY_EXPIRED_ALONE;
	case URGENCY_CRITICAL:
		return TODAY_CRITICAL_ALONE;
	case URGENCY_LATE:
		return TODAY_LATE_ALONE;
	case URGENCY_DUE:
		return TODAY_DUE_ALONE;
	case URGENCY_SOON:
	case URGENCY_OK:
	case URGENCY_UNKNOWN:
	case URGENCY_COUNT:
		break;
	}
	return TODAY_SOON_ALONE;
}

/* What else a reason by its date says: nobody has seen the certificate. NULL: it was. */
static json_t *
as_declared(const struct row *row)
{
	return row_is_declared(row) ? json_pack("{s:b}", "declared", true) : NULL;
}

/* Nobody is on it. One that was decided not to be renewed is not told before it has expired. */
static void
add_start(struct reasons *r, const struct row *row)
{
	const struct deadlines *d = &row->deadlines;
	enum urgency urgency = urgency_at(d, r->time->now);
	bool ends_unrenewed = row->retires && (int64_t)row->retires * DAY <= d->end + DAY;

	if (!d->end)
		return;
	has_come(r, deadlines_next(d, r->time->now));
	if (ends_unrenewed && urgency != URGENCY_EXPIRED)
		return;
	if (urgency <= URGENCY_DUE)
		add(r, alone(urgency), urgency == URGENCY_DUE ? d->due : d->end, as_declared(row));
	else if (has_come(r, d->due - (int64_t)TODAY_WEEK_DAYS * DAY))
		add(r, TODAY_SOON_ALONE, d->due, as_declared(row));
}

json_t *
today_line_of_monitor(const struct row *row, struct today_time *t)
{
	struct reasons r = {.time = t};

	add_start(&r, row);
	add_problems(&r, row, NULL);
	if (row->overridden)
		add(&r, TODAY_UNVERIFIED, 0,
		    json_pack("{s:I}", "renewal", (json_int_t)row->overridden));
	if (row->problems & ~row->accepted_problems & PROBLEM_BIT(PROBLEM_UNEXPECTED_CHANGE))
		add(&r, TODAY_CHANGED, 0, NULL);
	if (row->problems & ~row->accepted_problems & PROBLEM_BIT(PROBLEM_HOSTS_NOT_SAID))
		add(&r, TODAY_HOSTS_NOT_SAID, 0, NULL);
	if (!has_any(&r))
		return NULL;
	return line(&r, today_id(TODAY_OF_MONITOR, row->monitor.id), row->monitor.name, true,
	    json_pack("{s:I}", "monitor", (json_int_t)row->monitor.id));
}

/* ---- a renewal ---- */

static void
add_contradiction(struct reasons *r, const struct renewal_summary *of)
{
	static const struct {
		const char *code;
		enum today_kind kind;
	} kinds[] = {
	    {"rolled-back", TODAY_OLD_SERVED},
	    {"closed-but-old", TODAY_OLD_SERVED},
	    {"ticket-done-but-old", TODAY_OLD_SERVED},
	    {"served-before-issued", TODAY_NEW_SERVED},
	    {"served-but-ticket-open", TODAY_NEW_SERVED},
	};

	for (size_t i = 0; of->contradiction && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].code, of->contradiction))
			add(r, kinds[i].kind, of->opened_at,
			    json_pack("{s:s}", "contradiction", of->contradiction));
}

static void
add_rows(struct reasons *r, const struct renewal_summary *of, const struct row *const *rows,
    int64_t *end)
{
	*end = 0;
	for (size_t i = 0; i < of->monitor_count; i++) {
		const struct row *row = rows[i];
		const struct deadlines *d = row ? &row->deadlines : NULL;

		if (!row)
			continue;
		add_problems(r, row, row->monitor.name);
		if (!d->end)
			continue;
		if (!*end || d->end < *end)
			*end = d->end;
		has_come(r, deadlines_next(d, r->time->now));
		if (urgency_at(d, r->time->now) <= URGENCY_LATE)
			add(r, TODAY_AT_RISK, d->end, as_declared(row));
	}
}

/* What they answered, and what somebody is to look at because no machine does. */
static void
add_tickets(struct reasons *r, const struct renewal_summary *of, const json_t *tickets)
{
	const json_t *t;
	size_t i;

	json_array_foreach(tickets, i, t) {
		const char *key = text_of(t, "key"), *step = text_of(t, "step");
		int64_t answered_at = number_of(t, "answered_at"), since = number_of(t, "since");

		if (of->answered && answered_at)
			add(r, TODAY_ANSWERED, answered_at,
			    json_pack("{s:s, s:s}", "ticket", key, "step", step));
		if (!flag_of(t, "done") && !flag_of(t, "by_machine") &&
		    text_at(json_object_get(of->holders, step), "waiting_on") &&
		    has_come(r, since + r->time->look))
			add(r, TODAY_NOT_LOOKED_AT, since,
			    json_pack("{s:s, s:s}", "ticket", key, "step", step));
	}
	if (of->answered && !r->of[TODAY_ANSWERED])
		add(r, TODAY_ANSWERED, 0, NULL);
}

json_t *
today_line_of_renewal(const struct renewal_summary *of, const json_t *tickets,
    const struct row *const *rows, struct today_time *t)
{
	struct reasons r = {.time = t};
	const json_t *domain = json_array_get(json_object_get(of->expects, "domains"), 0);
	bool paused = of->state == RENEWAL_PAUSED;
	int64_t end;

	add_rows(&r, of, rows, &end);
	add_contradiction(&r, of);
	if (paused && day_has_come(&r, of->paused_until))
		add(&r, TODAY_PAUSE_OVER, (int64_t)of->paused_until * DAY, NULL);
	if (!paused) {
		add_tickets(&r, of, tickets);
		if (of->next)
			add(&r, TODAY_READY, end, json_deep_copy(of->next));
		if (day_has_come(&r, of->follow_up))
			add(&r, TODAY_FOLLOW_UP, (int64_t)of->follow_up * DAY, NULL);
	}
	if (!has_any(&r))
		return NULL;
	return line(&r, today_id(TODAY_OF_RENEWAL, of->id),
	    json_is_string(domain) ? json_string_value(domain) : of->title, !*of->waiting_on,
	    json_pack("{s:I, s:o, s:s, s:s}", "renewal", (json_int_t)of->id, "monitor",
		of->monitor_count ? json_integer(of->monitors[0]) : json_null(), "waiting_on",
		of->waiting_on, "claimed_by", of->owner));
}

/* ---- tickets and requests ---- */

json_t *
today_line_of_ticket(const struct ticket *ticket, bool by_machine, int64_t answered_at,
    int64_t monitor, const char *name, struct today_time *t)
{
	struct reasons r = {.time = t};
	int64_t since = ticket->looked_at > ticket->known_at ? ticket->looked_at : ticket->known_at;

	if (answered_at)
		add(&r, TODAY_ANSWERED, answered_at, json_pack("{s:s}", "ticket", ticket->key));
	else if (!by_machine && has_come(&r, since + t->look))
		add(&r, TODAY_NOT_LOOKED_AT, since, json_pack("{s:s}", "ticket", ticket->key));
	if (!has_any(&r))
		return NULL;
	return line(&r, today_id(TODAY_OF_TICKET, ticket->id), name, true,
	    json_pack(
		"{s:I, s:I}", "ticket", (json_int_t)ticket->id, "monitor", (json_int_t)monitor));
}

json_t *
today_line_of_request(const struct ticket_request *q, const struct renewal_summary *of)
{
	struct today_time none = {0};
	struct reasons r = {.time = &none};
	const json_t *domain =
	    of ? json_array_get(json_object_get(of->expects, "domains"), 0) : NULL;

	if (q->state == REQUEST_FAILED || q->state == REQUEST_NEEDS_ATTENTION)
		add(&r, TODAY_REQUEST_FAILS, q->changed_at,
		    json_pack("{s:s, s:s, s:s}", "kind", ticket_request_kind_text(q->kind),
			"project", q->project, "step", q->step));
	if (!has_any(&r))
		return NULL;
	return line(&r, today_id(TODAY_OF_REQUEST, q->id),
	    json_is_string(domain) ? json_string_value(domain)
	    : of                   ? of->title
				   : q->project,
	    true,
	    json_pack("{s:I, s:I, s:s}", "request", (json_int_t)q->id, "renewal",
		(json_int_t)q->renewal, "claimed_by", q->login));
}

/* ---- the backend itself ---- */

json_t *
today_line_of_backend(enum today_kind kind, int64_t at, json_t *extra)
{
	struct today_time none = {0};
	struct reasons r = {.time = &none};

	add(&r, kind, at, extra);
	return line(&r, today_id(TODAY_OF_BACKEND, (int64_t)kind + 1), "", true, json_object());
}

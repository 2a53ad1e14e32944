/* Operations on the problems of a monitor that a person takes upon himself. One that raises no attention has nothing
 * to accept; one that the monitor has not cannot be foreseen. Every acceptance ends: DAYS_MOST from today at most. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/monitors.h"
#include "daemon/session.h"
#include "daemon/state/accepted.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "expiry/attention.h"
#include "procedure/calendar.h"

enum { DAYS_USUAL = 90, DAYS_MOST = 366, REASON_MOST = 500 /* bytes */ };

/* The problem that args names; -1 after answering. */
static int
problem_of(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *value = json_object_get(args, "problem");
	int problem = problem_from(json_string_value(value));

	if (problem < 0)
		session_error(s, id, "bad-argument", field_refusal("problem", value, "unknown"));
	return problem;
}

static json_t *
about(const struct row *row, enum problem problem)
{
	return json_pack("{s:s, s:s}", "name", row->monitor.name, "problem", problem_text(problem));
}

/* Why that problem of the row cannot be accepted; NULL: it can. */
static const char *
refusal_of(const struct row *row, enum problem problem)
{
	if (attention_of(PROBLEM_BIT(problem)) == ATTENTION_NONE)
		return "not-acceptable";
	if (problem == PROBLEM_UNEXPECTED_CHANGE)
		return "to-acknowledge";
	return row->problems & PROBLEM_BIT(problem) ? NULL : "no-problem";
}

/* The day that args names, or the usual one, into a->until. The reason why it cannot be, or NULL. */
static const char *
parse_until(struct acceptance *a, const json_t *args)
{
	int32_t today = day_at(a->at), until = today + DAYS_USUAL;

	if (*text_of(args, "until"))
		until = day_from_text(text_of(args, "until"));
	if (until == DAY_NONE)
		return "not-a-date";
	day_to_text(until, a->until);
	return until < today || until > today + DAYS_MOST ? "range" : NULL;
}

/* False after answering. */
static bool
parse_acceptance(struct session *s, json_int_t id, const json_t *args, struct acceptance *a)
{
	const json_t *until = json_object_get(args, "until");
	const char *reason;

	a->at = clock_wall(session_daemon(s)->clock);
	a->login = mem_strdup(session_actor(s)->login);
	a->reason = text_cleaned(text_of(args, "reason"), REASON_MOST);
	if (text_is_blank(text_of(args, "reason"))) {
		session_error(s, id, "reason-needed", NULL);
		return false;
	}
	reason = parse_until(a, args);
	if (reason)
		session_error(s, id, "bad-argument", field_refusal("until", until, reason));
	return !reason;
}

static int
write_acceptance(
    struct session *s, const struct row *row, const struct acceptance *a, struct err *err)
{
	struct daemon *d = session_daemon(s);
	const struct acceptance *old = accepted_find(row, a->problem);
	json_t *before = acceptance_json(old), *after = acceptance_json(a);
	int rc;

	json_object_set_new(after, "name", json_string(row->monitor.name));
	rc = writer_begin(d->writer, err);
	if (!rc)
		rc = store_acceptance_put(d->store, a, err);
	if (!rc)
		rc = writer_event(d->writer, session_actor(s), "monitor.accept", row->monitor.id,
		    before, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	json_decref(before);
	json_decref(after);
	return rc;
}

/* After the commit: memory follows. What is answered. */
static json_t *
changed(struct session *s, struct row *row)
{
	struct daemon *d = session_daemon(s);

	roster_judge(d->roster, row, clock_wall(d->clock));
	roster_changed(d->roster, row);
	return json_pack("{s:I, s:o}", "id", (json_int_t)row->monitor.id, "row", row_short(row));
}

static void
failed(struct session *s, json_int_t id, const struct err *err)
{
	writer_rollback(session_daemon(s)->writer, err);
	session_failed(s, id, err);
}

static void
op_accept(struct session *s, json_int_t id, const json_t *args)
{
	struct row *row = monitor_row(s, id, args);
	int problem = row ? problem_of(s, id, args) : -1;
	const char *refused = problem < 0 ? NULL : refusal_of(row, (enum problem)problem);
	struct acceptance a = {0};
	struct err err = {0};
	json_t *answer;

	if (problem < 0)
		return;
	if (refused) {
		session_error(s, id, refused, about(row, (enum problem)problem));
		return;
	}
	a.monitor = row->monitor.id;
	a.problem = (enum problem)problem;
	a.certificates = accepted_certificates(row, a.problem);
	if (!parse_acceptance(s, id, args, &a)) {
		/* answered */
	} else if (write_acceptance(s, row, &a, &err) < 0) {
		failed(s, id, &err);
	} else {
		accepted_put(row, &a);
		answer = changed(s, row);
		json_object_set_new(answer, "until", json_string(a.until));
		session_ok(s, id, answer);
	}
	acceptance_release(&a);
}

static void
op_withdraw(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct row *row = monitor_row(s, id, args);
	int problem = row ? problem_of(s, id, args) : -1;
	const struct acceptance *old =
	    problem < 0 ? NULL : accepted_find(row, (enum problem)problem);
	struct err err = {0};
	json_t *before;

	if (problem < 0)
		return;
	if (!old) {
		session_error(s, id, "not-accepted", about(row, (enum problem)problem));
		return;
	}
	before = acceptance_json(old);
	json_object_set_new(before, "name", json_string(row->monitor.name));
	if (writer_begin(d->writer, &err) < 0 ||
	    store_acceptance_remove(d->store, row->monitor.id, (enum problem)problem, &err) < 0 ||
	    writer_event(d->writer, session_actor(s), "monitor.withdraw", row->monitor.id, before,
		NULL, &err) < 0 ||
	    writer_commit(d->writer, &err) < 0) {
		failed(s, id, &err);
	} else {
		accepted_remove(row, (enum problem)problem);
		session_ok(s, id, changed(s, row));
	}
	json_decref(before);
}

const struct operation acceptance_operations[] = {
    {.name = "monitor.accept",
	.right = RIGHT_OPERATE,
	.run = op_accept,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    {"problem", ARGUMENT_TEXT, true, .what = "one that it has and that raises attention"},
	    {"reason", ARGUMENT_TEXT, true, .most = REASON_MOST, .what = "why that is well"},
	    {"until", ARGUMENT_TEXT,
		.what = "the last day, such as 2026-11-30: 366 days from today at most, 90 without "
			"it"}),
	.what =
	    "Accepts a problem of a monitor, for the certificates that are served now: it raises "
	    "no attention until that day, or until another certificate is served with it.",
	.answer = "id, row, until"},
    {.name = "monitor.withdraw",
	.right = RIGHT_OPERATE,
	.run = op_withdraw,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor"),
	    {"problem", ARGUMENT_TEXT, true, .what = "that was accepted"}),
	.what = "Takes the acceptance of a problem back.",
	.answer = "id, row"},
    {.name = NULL},
};

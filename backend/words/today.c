/* Each kind of reason has a few words for a list, made from what its reason says, and a sentence of what to do: a table of
 * both (kinds), in the order of expiry/today.h. What the words of other things say already (a contradiction, a failed
 * backup, a silent Jira) is said with those.
 *
 * A reason has the times of what it is about and never how long ago that was, for it is told once and read later; `now` is
 * the reader's. A kind that is not known here is shown as its code, so that a newer backend can be understood. */
#include "words/today.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/today.h"
#include "words/backup.h"
#include "words/jira.h"
#include "words/words.h"

enum { DAY_SECONDS = 86400 };

/* By a date that a list or a person says, and nobody has checked. */
static void
put_declared(const json_t *reason, struct buf *out)
{
	if (flag_of(reason, "declared"))
		buf_puts(out, _(" (declared)"));
}

static void
put_expiry(const json_t *reason, int64_t now, struct buf *out)
{
	words_expiry(number_of(reason, "at"), 0, now, out);
	put_declared(reason, out);
}

static void
put_start(const json_t *reason, int64_t now, struct buf *out)
{
	struct buf date = {0};

	(void)now;
	words_date(number_of(reason, "at"), &date);
	buf_printf(out, _("start by %s"), buf_str(&date));
	put_declared(reason, out);
	buf_release(&date);
}

static void
put_problem(const json_t *reason, int64_t now, struct buf *out)
{
	int problem = problem_from(text_of(reason, "problem"));

	(void)now;
	buf_puts(out,
	    problem < 0 ? text_of(reason, "problem") : words_problem_short((enum problem)problem));
}

static void
put_contradiction(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	buf_puts(out, words_contradiction_short(text_of(reason, "contradiction")));
}

static void
put_unverified(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, _("new one not seen"));
}

static void
put_store(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, _("the backend cannot write"));
}

static void
put_backup(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	words_backup_short(json_object_get(reason, "backup"), out);
}

static void
put_unseen(const json_t *reason, int64_t now, struct buf *out)
{
	int64_t count = number_of(reason, "count");

	(void)now;
	buf_printf(out,
	    ngettext("%lld monitor is not reached", "%lld monitors are not reached",
		(unsigned long)count),
	    (long long)count);
}

static void
put_jira(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	buf_puts(out, json_is_object(json_object_get(json_object_get(reason, "jira"), "silent"))
			  ? _("Jira does not answer")
			  : _("the token of Jira is refused"));
}

static void
put_inbox(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, _("cannot be read"));
}

static void
put_request(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, _("a request to Jira needs us"));
}

static void
put_answer(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	if (text_at(reason, "ticket"))
		buf_printf(out, _("%s: they answered"), text_of(reason, "ticket"));
	else
		buf_puts(out, _("they answered"));
}

static void
put_file(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	buf_printf(out, _("a file came: %s"), text_of(reason, "file"));
}

static void
put_step(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	if (!text_at(reason, "step"))
		buf_puts(out, _("all is done: to be closed"));
	else if (text_at(reason, "number"))
		buf_printf(out, "%s %s", text_of(reason, "number"), text_of(reason, "title"));
	else
		buf_puts(out,
		    text_at(reason, "title") ? text_of(reason, "title") : text_of(reason, "step"));
}

static void
put_pause(const json_t *reason, int64_t now, struct buf *out)
{
	struct buf date = {0};

	(void)now;
	words_date(number_of(reason, "at"), &date);
	buf_printf(out, _("paused until %s"), buf_str(&date));
	buf_release(&date);
}

static void
put_change(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, words_problem_short(PROBLEM_UNEXPECTED_CHANGE));
}

static void
put_hosts(const json_t *reason, int64_t now, struct buf *out)
{
	(void)reason;
	(void)now;
	buf_puts(out, words_problem_short(PROBLEM_HOSTS_NOT_SAID));
}

static void
put_follow_up(const json_t *reason, int64_t now, struct buf *out)
{
	struct buf date = {0};

	(void)now;
	words_date(number_of(reason, "at"), &date);
	buf_printf(out, _("follow-up of %s"), buf_str(&date));
	buf_release(&date);
}

static void
put_not_looked_at(const json_t *reason, int64_t now, struct buf *out)
{
	struct buf age = {0};

	words_age(now - number_of(reason, "at"), &age);
	buf_printf(out, _("%s: nobody looked for %s"), text_of(reason, "ticket"), buf_str(&age));
	buf_release(&age);
}

/* ---- in fewer words, where those do not fit ---- */

/* "expires 27/11/2026" */
static void
brief_expiry(const json_t *reason, int64_t now, struct buf *out)
{
	struct buf date = {0};

	words_date(number_of(reason, "at"), &date);
	buf_printf(out, "%s %s", words_expires(number_of(reason, "at"), now), buf_str(&date));
	put_declared(reason, out);
	buf_release(&date);
}

static void
brief_unseen(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	buf_printf(out, _("%lld not reached"), (long long)number_of(reason, "count"));
}

static void
brief_step(const json_t *reason, int64_t now, struct buf *out)
{
	if (text_at(reason, "step") && text_at(reason, "number"))
		buf_printf(out, _("%s is ready"), text_of(reason, "number"));
	else
		put_step(reason, now, out);
}

static void
brief_not_looked_at(const json_t *reason, int64_t now, struct buf *out)
{
	(void)now;
	buf_printf(out, _("%s: not seen"), text_of(reason, "ticket"));
}

/* What is brief by itself stands in `few` alone. */
static const struct {
	void (*put)(const json_t *reason, int64_t now, struct buf *out);
	const char *words; /* msgid */
} briefs[TODAY_KIND_COUNT] = {
    [TODAY_EXPIRED_ALONE] = {brief_expiry, NULL},
    [TODAY_CRITICAL_ALONE] = {brief_expiry, NULL},
    [TODAY_AT_RISK] = {brief_expiry, NULL},
    [TODAY_LATE_ALONE] = {brief_expiry, NULL},
    [TODAY_OLD_SERVED] = {NULL, N_("at odds with the ticket")},
    [TODAY_STORE_FAILS] = {NULL, N_("it cannot write")},
    [TODAY_BACKUP_FAILS] = {NULL, N_("none is made")},
    [TODAY_PROBES_FAIL] = {brief_unseen, NULL},
    [TODAY_JIRA_FAILS] = {NULL, N_("it does not work")},
    [TODAY_REQUEST_FAILS] = {NULL, N_("a request needs us")},
    [TODAY_ANSWERED] = {NULL, N_("they answered")},
    [TODAY_FILE] = {NULL, N_("a file came")},
    [TODAY_NEW_SERVED] = {NULL, N_("at odds with the ticket")},
    [TODAY_READY] = {brief_step, NULL},
    [TODAY_PAUSE_OVER] = {NULL, N_("the pause is over")},
    [TODAY_FOLLOW_UP] = {NULL, N_("time to ask")},
    [TODAY_NOT_LOOKED_AT] = {brief_not_looked_at, NULL},
};

/* ---- all the kinds ---- */

static const struct {
	void (*few)(const json_t *reason, int64_t now, struct buf *out);
	const char *what; /* to do: msgid */
} kinds[] = {
    [TODAY_EXPIRED_ALONE] = {put_expiry, N_("Nobody is on it: begin its renewal, by the urgent "
					    "channel.")},
    [TODAY_REFUSED] = {put_problem,
	N_("No client accepts what it serves: see why, and whom to ask.")},
    [TODAY_CRITICAL_ALONE] = {put_expiry, N_("Nobody is on it: begin its renewal, by the urgent "
					     "channel.")},
    [TODAY_AT_RISK] = {put_expiry, N_("It is being renewed, and the ordinary path is longer than "
				      "what is left: see whether the "
				      "urgent channel is taken.")},
    [TODAY_LATE_ALONE] = {put_expiry, N_("Nobody is on it, and the ordinary path takes too long: "
					 "begin its renewal, by the urgent "
					 "channel.")},
    [TODAY_OLD_SERVED] = {put_contradiction, NULL},
    [TODAY_UNVERIFIED] = {put_unverified, N_("Its renewal was closed, and the new certificate has "
					     "not been seen here: probe it, and ask Sistemes.")},
    [TODAY_STORE_FAILS] = {put_store, NULL},
    [TODAY_BACKUP_FAILS] = {put_backup, NULL},
    [TODAY_PROBES_FAIL] = {put_unseen,
	N_("What they serve is not known. One by one, see why; all at once, it is the "
	   "network from here.")},
    [TODAY_JIRA_FAILS] = {put_jira, NULL},
    [TODAY_INBOX_FAILS] = {put_inbox, N_("Files that come are not seen: see the permissions of the "
					 "folder.")},
    [TODAY_REQUEST_FAILS] = {put_request,
	N_("Jira refused what it was asked, or nobody knows what became of it: see why, and try "
	   "again, do it by hand or drop it.")},
    [TODAY_ANSWERED] = {put_answer, N_("Read what they say, and go on.")},
    [TODAY_FILE] = {put_file, N_("It is in your inbox: take it where it fits.")},
    [TODAY_NEW_SERVED] = {put_contradiction, NULL},
    [TODAY_READY] = {put_step, N_("The step is ready: nobody else is waited for.")},
    [TODAY_DUE_ALONE] = {put_start,
	N_("The day to start has passed, and nobody is on it: begin its "
	   "renewal.")},
    [TODAY_PAUSE_OVER] = {put_pause, N_("The pause is over: go on with it.")},
    [TODAY_DISTRUSTED] = {put_problem,
	N_("Some clients refuse what it serves: see why, and whom to "
	   "ask.")},
    [TODAY_CHANGED] = {put_change, N_("It serves another certificate, and no renewal was behind "
				      "it: see whether that is well.")},
    [TODAY_HOSTS_NOT_SAID] = {put_hosts, N_("Which hosts serve this wildcard? Add each: those that "
					    "are known stand in it.")},
    [TODAY_FOLLOW_UP] = {put_follow_up, N_("The day to ask has come: remind them, or put it off.")},
    [TODAY_NOT_LOOKED_AT] = {put_not_looked_at,
	N_("Look at the ticket with the browser, and say what you saw.")},
    [TODAY_SOON_ALONE] = {put_start, N_("It is to be started this week, and nobody is on it.")},
};

_Static_assert(sizeof(kinds) / sizeof(*kinds) == TODAY_KIND_COUNT, "words for each kind");

/* ---- the sentence ---- */

static void
put_what(enum today_kind kind, const json_t *reason, struct buf *out)
{
	switch ((int)kind) {
	case TODAY_OLD_SERVED:
	case TODAY_NEW_SERVED:
		buf_puts(out, words_contradiction(text_of(reason, "contradiction")));
		break;
	case TODAY_STORE_FAILS:
		words_error(text_of(reason, "error"), NULL, out);
		break;
	case TODAY_BACKUP_FAILS:
		words_backup(json_object_get(reason, "backup"), out);
		break;
	case TODAY_JIRA_FAILS:
		words_jira_trouble(json_object_get(reason, "jira"), out);
		break;
	default:
		buf_puts(out, _(kinds[kind].what));
	}
}

void
words_today_reason(const json_t *reason, int64_t now, struct buf *out)
{
	int kind = today_kind_from(text_of(reason, "code"));

	if (kind < 0) {
		buf_puts(out, text_of(reason, "code"));
		return;
	}
	kinds[kind].few(reason, now, out);
	buf_puts(out, " · ");
	put_what((enum today_kind)kind, reason, out);
}

/* ---- a line ---- */

void
words_today_why(const json_t *line, int64_t now, struct buf *out)
{
	const json_t *reasons = json_object_get(line, "reasons"),
		     *first = json_array_get(reasons, 0);
	enum today_kind kind = today_kind_of(line);

	if (kind == TODAY_KIND_COUNT)
		buf_puts(out, text_of(first, "code"));
	else
		kinds[kind].few(first, now, out);
	if (json_array_size(reasons) > 1)
		buf_printf(out, " +%zu", json_array_size(reasons) - 1);
}

void
words_today_brief(const json_t *line, int64_t now, struct buf *out)
{
	const json_t *first = json_array_get(json_object_get(line, "reasons"), 0);
	enum today_kind kind = today_kind_of(line);

	if (kind == TODAY_KIND_COUNT)
		buf_puts(out, text_of(first, "code"));
	else if (briefs[kind].words)
		buf_puts(out, _(briefs[kind].words));
	else
		(briefs[kind].put ? briefs[kind].put : kinds[kind].few)(first, now, out);
}

/* The first names of those that are not reached, and how many more; false: a backend of before does not tell them. */
static bool
put_names(const json_t *line, size_t most, struct buf *out)
{
	const json_t *reason = json_array_get(json_object_get(line, "reasons"), 0),
		     *names = json_object_get(reason, "names"), *name;
	int64_t more = number_of(reason, "count");
	size_t i;

	json_array_foreach(names, i, name) {
		if (i == most)
			break;
		buf_printf(out, "%s%s", i ? ", " : "", json_string_value(name));
		more--;
	}
	if (json_array_size(names) && more > 0)
		buf_printf(out, " +%lld", (long long)more);
	return json_array_size(names) != 0;
}

int64_t
words_today_monitor(const json_t *line)
{
	int64_t monitor = number_of(line, "monitor");

	return !monitor && today_kind_of(line) == TODAY_PROBES_FAIL
		   ? number_of(json_array_get(json_object_get(line, "reasons"), 0), "monitor")
		   : monitor;
}

void
words_today_name_brief(const json_t *line, struct buf *out)
{
	if (today_kind_of(line) != TODAY_PROBES_FAIL || !put_names(line, 1, out))
		words_today_name(line, out);
}

void
words_today_name(const json_t *line, struct buf *out)
{
	switch ((int)today_kind_of(line)) {
	case TODAY_STORE_FAILS:
		buf_puts(out, _("The database"));
		break;
	case TODAY_BACKUP_FAILS:
		buf_puts(out, _("The backups"));
		break;
	case TODAY_PROBES_FAIL:
		if (!put_names(line, SIZE_MAX, out))
			buf_puts(out, _("The probes"));
		break;
	case TODAY_JIRA_FAILS:
		buf_puts(out, "Jira");
		break;
	case TODAY_INBOX_FAILS:
	case TODAY_FILE:
		buf_puts(out, text_at(line, "name") ? text_of(line, "name") : _("The inbox"));
		break;
	default:
		buf_puts(out, text_at(line, "name") ? text_of(line, "name") : "—");
	}
}

void
words_today_turn(const json_t *line, struct buf *out)
{
	if (today_is_ours(line))
		buf_puts(out, _("ours"));
	else
		buf_puts(out,
		    text_at(line, "waiting_on") ? text_of(line, "waiting_on") : _("their turn"));
}

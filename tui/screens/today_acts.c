/* What the keys of view 2 do to its lines. Return opens the thing: a monitor, a renewal at the step, a ticket, a request. Where
 * another key does at once what the line is about (a renewal is begun, a probe explained), the line names that one (today.c).
 *
 * What is marked is lines, and what is acted on is what they are of, each once: a monitor may have a line of its own and one of
 * its ticket. What a line is not of is left out, and named. */
#include "tui/screens/today_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/today.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/screens/bulk.h"
#include "tui/screens/expiries.h"
#include "tui/screens/explain.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/monitor_attention.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/screens/renewal_start.h"
#include "tui/screens/requests.h"
#include "tui/screens/ticket_page.h"
#include "tui/view/json_rows.h"
#include "words/today.h"
#include "words/words.h"

#include <stdlib.h>

/* ---- Return ---- */

static void
open_monitor(struct app *a, const json_t *line)
{
	a->ways->monitor(a, number_of(line, "monitor"));
}

static void
open_renewal(struct app *a, const json_t *line)
{
	const json_t *first = json_array_get(json_object_get(line, "reasons"), 0);

	a->ways->renewal(a, number_of(line, "renewal"), text_of(first, "step"));
}

static void
open_ticket(struct app *a, const json_t *line)
{
	ticket_page_open(a, number_of(line, "ticket"));
}

static void
open_requests(struct app *a, const json_t *line)
{
	(void)line;
	requests_open(a);
}

/* There is no screen of it: what is to be done is elsewhere, and said. */
static void
say_reason(struct app *a, const json_t *line)
{
	struct buf text = {0};

	words_today_reason(
	    json_array_get(json_object_get(line, "reasons"), 0), clock_wall(a->clock), &text);
	app_say(a, STYLE_WARNING, buf_str(&text));
	buf_release(&text);
}

/* Those that are not reached are monitors; of the rest of the backend there is no screen. Where some never were, there is no
 * problem that all of them have: it is those whose last probe failed. */
static void
open_backend(struct app *a, const json_t *line)
{
	const json_t *reason = json_array_get(json_object_get(line, "reasons"), 0);

	if (today_kind_of(line) != TODAY_PROBES_FAIL)
		say_reason(a, line);
	else if (words_today_monitor(line))
		a->ways->monitor(a, words_today_monitor(line));
	else if (number_of(reason, "never"))
		expiries_filter(a, "-outcome:ok,none,not-checked");
	else
		expiries_filter(a, "problem:stale,declared-only");
}

static void
open_inbox(struct app *a, const json_t *line)
{
	if (number_of(line, "renewal"))
		open_renewal(a, line);
	else
		say_reason(a, line);
}

static void
open_thing(struct list_screen *s, const void *line)
{
	static const struct {
		const char *subject;
		void (*open)(struct app *a, const json_t *line);
	} ways[] = {
	    {"monitor", open_monitor},
	    {"renewal", open_renewal},
	    {"ticket", open_ticket},
	    {"request", open_requests},
	    {"inbox", open_inbox},
	    {"backend", open_backend},
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(text_of(line, "subject"), ways[i].subject)) {
			ways[i].open(s->app, line);
			return;
		}
}

/* ---- to monitors ---- */

/* The monitor of a line that is of one; 0, and said. */
static int64_t
monitor_at(struct list_screen *s, const json_t *line)
{
	int64_t id = words_today_monitor(line);

	if (!id && today_kind_of(line) == TODAY_PROBES_FAIL)
		app_say(s->app, STYLE_WARNING,
		    _("This line is of several monitors: Enter shows them."));
	else if (!id)
		app_say(s->app, STYLE_WARNING, _("This line is of no monitor."));
	return id;
}

static bool
has_id(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The monitors of the marked lines, each once, though it has a line of its own and one of its ticket; the caller frees them. Lines
 * of none are left out. */
static int64_t *
monitors_marked(struct list_screen *s, size_t *count, struct bulk *out)
{
	json_t *lines = json_rows_chosen(((struct today_view *)s)->rows), *line;
	int64_t *ids = mem_array(json_array_size(lines) + 1, sizeof(*ids)), id;
	struct buf name = {0};
	size_t i;

	*count = 0;
	json_array_foreach(lines, i, line) {
		if (!(id = words_today_monitor(line))) {
			buf_clear(&name);
			words_today_name(line, &name);
			bulk_leave_out(out, buf_str(&name), _("the line is of no monitor"));
		} else if (!has_id(ids, *count, id)) {
			ids[(*count)++] = id;
		}
	}
	json_decref(lines);
	buf_release(&name);
	return ids;
}

static size_t
marks(const struct list_screen *s)
{
	return s->list.source->class->mark_count(s->list.source);
}

static void
to_marked(struct list_screen *s,
    void (*run)(struct app *a, const int64_t *ids, size_t count, struct bulk *out))
{
	struct bulk out = {0};
	size_t count;
	int64_t *ids = monitors_marked(s, &count, &out);

	run(s->app, ids, count, &out);
	free(ids);
}

static void
renew(struct list_screen *s, const void *line)
{
	int64_t id;

	if (marks(s))
		to_marked(s, renewal_start_marked);
	else if ((id = monitor_at(s, line)))
		renewal_start_one(s->app, id);
}

static void
explain(struct list_screen *s, const void *line)
{
	int64_t id = monitor_at(s, line);

	if (id)
		explain_open(s->app, id);
}

static void
attend(struct list_screen *s, const void *line)
{
	int64_t id = monitor_at(s, line);

	if (id)
		monitor_attend(s->app, id);
}

static void
probe(struct list_screen *s, const void *line)
{
	int64_t id;

	if (marks(s))
		to_marked(s, monitor_probe_marked);
	else if ((id = monitor_at(s, line)))
		monitor_probe(s->app, &id, 1);
}

/* ---- to renewals ---- */

struct seeking {
	int64_t renewal;
	const struct row *found;
};

static bool
is_in(const struct row *r, void *arg)
{
	struct seeking *seeking = arg;

	if (r->renewal == seeking->renewal)
		seeking->found = r;
	return !seeking->found;
}

/* A line does not have the version of its renewal: the rows of its monitors have. One of no renewal, or whose renewal has
 * no monitor, is named. */
static json_t *
target_of(const struct app *a, const json_t *line)
{
	struct seeking seeking = {number_of(line, "renewal"), NULL};
	struct buf name = {0};
	json_t *target;

	if (seeking.renewal)
		model_each(a->model, is_in, &seeking);
	words_today_name(line, &name);
	if (seeking.found) {
		target = renewal_bulk_target_of_row(seeking.found);
		json_object_set_new(target, "name", json_string(buf_str(&name)));
	} else {
		json_t *renewal = json_pack("{s:I}", "id", (json_int_t)seeking.renewal);

		target = renewal_bulk_target(buf_str(&name), renewal);
		if (!seeking.renewal && !number_of(line, "monitor"))
			json_object_set_new(
			    target, "why", json_string(_("This line is of no monitor.")));
		json_decref(renewal);
	}
	buf_release(&name);
	return target;
}

static void
to_chosen(struct list_screen *s, enum action action)
{
	json_t *lines = json_rows_chosen(((struct today_view *)s)->rows), *list = json_array(),
	       *line;
	size_t i;

	json_array_foreach(lines, i, line)
		json_array_append_new(list, target_of(s->app, line));
	json_decref(lines);
	renewal_bulk(s->app, action, list);
}

/* The monitor of a line of which no renewal is open; NULL: it has one, or is of no monitor. */
static const struct row *
without_renewal(const struct app *a, const json_t *line)
{
	const struct row *r =
	    number_of(line, "renewal") ? NULL : model_find(a->model, number_of(line, "monitor"));

	return r && !r->renewal ? r : NULL;
}

static void
claim_marked(struct list_screen *s)
{
	json_t *lines = json_rows_chosen(((struct today_view *)s)->rows), *open = json_array(),
	       *line;
	int64_t *ids = mem_array(json_array_size(lines) + 1, sizeof(*ids));
	size_t count = 0, i;

	json_array_foreach(lines, i, line) {
		const struct row *monitor = without_renewal(s->app, line);

		if (!monitor)
			json_array_append_new(open, target_of(s->app, line));
		else if (!has_id(ids, count, monitor->id))
			ids[count++] = monitor->id;
	}
	if (count)
		renewal_start_and_claim(s->app, ids, count, open);
	else
		renewal_bulk(s->app, ACTION_CLAIM, open);
	json_decref(lines);
	free(ids);
}

static void
claim(struct list_screen *s, const void *line)
{
	const struct row *monitor = without_renewal(s->app, line);

	if (monitor && !marks(s))
		renewal_start_to_claim(s->app, monitor);
	else
		claim_marked(s);
}

static void
postpone(struct list_screen *s, const void *line)
{
	(void)line;
	to_chosen(s, ACTION_POSTPONE);
}

/* ---- which there are ---- */

int64_t
today_monitor_alone(const json_t *line)
{
	return strcmp(text_of(line, "subject"), "monitor") ? 0 : number_of(line, "monitor");
}

const struct list_action today_acts[] = {
    {ACTION_OPEN, open_thing},
    {ACTION_CLAIM, claim},
    {ACTION_POSTPONE, postpone},
    {ACTION_RENEW, renew},
    {ACTION_EXPLAIN, explain},
    {ACTION_ATTENTION, attend},
    {ACTION_PROBE, probe},
    {ACTION_NONE, NULL},
};

bool
today_offers(const struct list_screen *s, enum action action)
{
	const json_t *line = list_row(&s->list);

	switch ((int)action) {
	case ACTION_RENEW:
		return app_offers(s->app, ACTION_BEGIN) &&
		       (marks(s) || today_monitor_alone(line) != 0);
	case ACTION_PROBE:
		return marks(s) || words_today_monitor(line) != 0;
	case ACTION_EXPLAIN:
		return words_today_monitor(line) != 0;
	default:
		return true;
	}
}

/* Operations that look at renewals and change nothing: lists in pages that fit a line, the
 * checklist, one step with all that its panel needs, what was done, and how many the team closes.
 * What is of one renewal is made of its stored state, read anew each time; of many only what stands
 * in memory or in a column is told, since each is some kB to read. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/renewal_panel.h"
#include "daemon/operations/renewals.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "procedure/calendar.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_view.h"
#include "store/renewals.h"
#include "wire/protocol.h"

#include <time.h>

/* One that comes from the store takes a fifth of a millisecond, a long one a whole one, and others wait: fewer at a time. */
enum { PAGE_BYTES = LINE_MAX_BYTES / 2, PAGE_MAX = 200, STORED_MAX = 24 };

struct page {
	json_t *items;
	size_t bytes;
	struct open_renewals *open_renewals;
};

static bool
page_add(struct page *p, json_t *item)
{
	char *text = json_dumps(item, JSON_COMPACT);

	p->bytes += strlen(text);
	free(text);
	json_array_append_new(p->items, item);
	return p->bytes < PAGE_BYTES && json_array_size(p->items) < PAGE_MAX;
}

static bool
page_add_record(void *arg, json_t *item)
{
	return page_add(arg, item);
}

static bool
add_stored(const struct stored_renewal *r, void *arg)
{
	struct page *p = arg;
	json_t *item = open_renewals_listed(p->open_renewals, r);

	if (!item)
		return true;
	return page_add(p, item) && json_array_size(p->items) < STORED_MAX;
}

/* In order of id from after "after" on; none when there are no more. Closed ones too with "all". */
static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	json_int_t after = number_of(args, "after");
	struct page page = {json_array(), 0, d->open_renewals};
	const struct renewal_summary *summary;
	struct err err = {0};
	bool more = true;

	if (flag_of(args, "all")) {
		if (store_renewal_each(d->store, after, add_stored, &page, &err) < 0) {
			json_decref(page.items);
			session_failed(s, id, &err);
			return;
		}
	} else {
		for (size_t i = 0; more && (summary = open_renewals_at(d->open_renewals, i)); i++)
			if (summary->id > after)
				more = page_add(&page, renewal_summary_json(summary));
	}
	session_ok(s, id, json_pack("{s:o}", "renewals", page.items));
}

static void
op_show(struct session *s, json_int_t id, const json_t *args)
{
	struct loaded_renewal t;
	json_t *ok;

	if (renewal_load(s, id, args, &t) < 0)
		return;
	ok = json_object();
	renewal_add_outline(s, &t, ok);
	session_ok(s, id, ok);
	loaded_renewal_release(&t);
}

static void
op_step(struct session *s, json_int_t id, const json_t *args)
{
	const char *name = string_of(args, "step");
	struct loaded_renewal t;
	json_t *view;

	if (renewal_load(s, id, args, &t) < 0)
		return;
	view = renewal_step_json(s, &t, name);
	if (view)
		session_ok(s, id,
		    json_pack("{s:I, s:o}", "version", (json_int_t)renewal_version(t.renewal),
			"step", view));
	else
		session_error(s, id, "no-step", json_pack("{s:s}", "name", name));
	loaded_renewal_release(&t);
}

static void
op_trail(struct session *s, json_int_t id, const json_t *args)
{
	json_int_t after = number_of(args, "after");
	struct page page = {0};
	struct loaded_renewal t;
	json_t *doc, *one;
	size_t i;

	if (renewal_load(s, id, args, &t) < 0)
		return;
	page.items = json_array();
	doc = renewal_json(t.renewal);
	json_array_foreach(json_object_get(doc, "trail"), i, one) {
		if (number_of(one, "seq") > after && !page_add(&page, json_incref(one)))
			break;
	}
	session_ok(s, id, json_pack("{s:o}", "events", page.items));
	json_decref(doc);
	loaded_renewal_release(&t);
}

/* What each step has gathered, for the record; the values come with the first page. */
static void
op_records(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	size_t after = (size_t)number_of(args, "after");
	struct page page = {0};
	struct loaded_renewal t;
	json_t *doc, *ok;

	if (renewal_load(s, id, args, &t) < 0)
		return;
	page.items = json_array();
	doc = renewal_json(t.renewal);
	renewal_records(
	    t.renewal, site, day_at(clock_wall(d->clock)), after, page_add_record, &page);
	ok = json_pack("{s:o}", "steps", page.items);
	if (!after)
		json_object_set(ok, "values", json_object_get(doc, "values"));
	session_ok(s, id, ok);
	json_decref(doc);
	loaded_renewal_release(&t);
}

static void
op_introduction(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	struct loaded_renewal t;

	if (renewal_load(s, id, args, &t) < 0)
		return;
	session_ok(s, id,
	    json_pack("{s:o}", "introductions",
		renewal_introductions(
		    t.renewal, site, session_actor(s)->login, day_at(clock_wall(d->clock)))));
	loaded_renewal_release(&t);
}

/* ---- how many the team closes ---- */

enum { CLOSED_MONTHS = 13 }; /* this one, and the twelve before it */

struct closed_months {
	int64_t
	    from[CLOSED_MONTHS + 1]; /* 0:00 of its first day, local; of the month after this one */
	int closed[CLOSED_MONTHS], renewed[CLOSED_MONTHS];
	char names[CLOSED_MONTHS][sizeof("2026-11")];
};

static void
begin_months(struct closed_months *m, int64_t now)
{
	time_t at = (time_t)now;
	struct tm today = {0};

	localtime_r(&at, &today);
	for (int i = 0; i <= CLOSED_MONTHS; i++) {
		struct tm tm = {.tm_year = today.tm_year,
		    .tm_mon = today.tm_mon - CLOSED_MONTHS + 1 + i,
		    .tm_mday = 1,
		    .tm_isdst = -1};

		m->from[i] = mktime(&tm);
		if (i < CLOSED_MONTHS)
			strftime(m->names[i], sizeof(m->names[i]), "%Y-%m", &tm);
	}
}

static bool
count_closed(int64_t closed_at, const char *outcome, void *arg)
{
	struct closed_months *m = arg;
	int i = 0;

	if (renewal_end_from(outcome) == END_WITHDRAWN)
		return true;
	while (i < CLOSED_MONTHS && closed_at >= m->from[i + 1])
		i++;
	if (i < CLOSED_MONTHS) {
		m->closed[i]++;
		m->renewed[i] += renewal_end_from(outcome) == END_RENEWED;
	}
	return true;
}

static void
op_closed(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	struct closed_months m = {0};
	struct err err = {0};
	json_t *months;

	(void)args;
	begin_months(&m, clock_wall(d->clock));
	if (store_renewal_closed(d->store, m.from[0], count_closed, &m, &err) < 0) {
		session_failed(s, id, &err);
		return;
	}
	months = json_array();
	for (int i = 0; i < CLOSED_MONTHS; i++)
		json_array_append_new(months, json_pack("{s:s, s:i, s:i}", "month", m.names[i],
						  "closed", m.closed[i], "renewed", m.renewed[i]));
	session_ok(s, id, json_pack("{s:o}", "months", months));
}

const struct operation renewal_view_operations[] = {
    {.name = "renewal.list",
	.right = RIGHT_READ,
	.run = op_list,
	.arguments = ARGUMENTS({"after", ARGUMENT_NUMBER, .most = NUMBER_MOST,
				   .what = "the number of the last one of the page before"},
	    {"all", ARGUMENT_FLAG, .what = "closed ones too"}),
	.what = "A page of them; an empty one is after the last.",
	.answer = "renewals"},
    {.name = "renewal.show",
	.right = RIGHT_READ,
	.run = op_show,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal")),
	.what = "Its phases and steps, its documents, its values and its tickets.",
	.answer = "renewal, now"},
    {.name = "renewal.step",
	.right = RIGHT_READ,
	.run = op_step,
	.arguments = ARGUMENTS(
	    ARGUMENT_ID("id", "the renewal"), {"step", ARGUMENT_TEXT, true, .what = "its key"}),
	.what = "One step, with its texts filled in.",
	.answer = "version, step"},
    {.name = "renewal.introduction",
	.right = RIGHT_READ,
	.run = op_introduction,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal")),
	.what = "What its procedures say of themselves.",
	.answer = "introductions"},
    {.name = "renewal.trail",
	.right = RIGHT_READ,
	.run = op_trail,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal"),
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "seq of the last line of the page before"}),
	.what = "A page of what was done in it.",
	.answer = "events"},
    {.name = "renewal.records",
	.right = RIGHT_READ,
	.run = op_records,
	.arguments = ARGUMENTS(
	    ARGUMENT_ID("id", "the renewal"), {"after", ARGUMENT_NUMBER, .most = INT32_MAX,
						  .what = "how many were in the pages before"}),
	.what = "A page of what its steps gathered; the values come with the first.",
	.answer = "steps, values"},
    {.name = "renewal.closed",
	.right = RIGHT_READ,
	.run = op_closed,
	.what = "How many were closed in each month, and how many of them with a certificate "
		"renewed: of the "
		"twelve months before this one, and of this one, the oldest first.",
	.answer = "months: month (2026-11), closed, renewed"},
    {.name = NULL},
};

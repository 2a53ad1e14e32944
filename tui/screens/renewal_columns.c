/* What stands in the cells of view 3.
 *
 * A row is a json_t of the answer of renewal.list, with ids of monitors; what is said of those comes from the rows in memory
 * (model_find), so a monitor's name is always the present one, and one that is not loaded yet is "—". Urgency, days and dates
 * are those of the most pressing of them; of a closed renewal there are none, since what is served there now is another one's.
 * The default order is by when work must start, what is closed last. */
#include "tui/screens/renewal_columns.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/members.h"
#include "expiry/row_renewal.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/model/people.h"
#include "tui/screens/monitor_columns.h"
#include "words/report.h"
#include "words/words.h"

const struct row *
renewal_row_monitor(const struct app *a, const json_t *r, size_t i)
{
	const json_t *id = json_array_get(json_object_get(r, "monitors"), i);

	return id ? model_find(a->model, json_integer_value(id)) : NULL;
}

bool
renewal_row_is_closed(const json_t *r)
{
	return renewal_state_from(text_of(r, "state")) == RENEWAL_CLOSED;
}

/* x before y: where work must start sooner, and what is known before what is not. */
static bool
presses_more(const struct row *x, const struct row *y)
{
	if (!x->deadlines.end || !y->deadlines.end)
		return x->deadlines.end != 0;
	return x->deadlines.due < y->deadlines.due;
}

/* NULL: it has none, none is here yet, or it is closed. */
static const struct row *
most_pressing(const struct app *a, const json_t *r)
{
	size_t count =
	    renewal_row_is_closed(r) ? 0 : json_array_size(json_object_get(r, "monitors"));
	const struct row *most = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct row *one = renewal_row_monitor(a, r, i);
		if (one && (!most || presses_more(one, most)))
			most = one;
	}
	return most;
}

static const char *
urgency_letter(const void *r, const void *arg, unsigned *style)
{
	const struct row *most = most_pressing(arg, r);

	return most ? monitor_urgency_letter(most, arg, style) : " ";
}

static void
days_text(const void *r, const void *arg, struct buf *out)
{
	const struct row *most = most_pressing(arg, r);

	if (most)
		monitor_days_text(most, arg, out);
}

static void
days_brief(const void *r, const void *arg, struct buf *out)
{
	const struct row *most = most_pressing(arg, r);

	if (most)
		monitor_days_brief(most, arg, out);
}

static unsigned
days_style(const void *r, bool old, const void *arg)
{
	const struct row *most = most_pressing(arg, r);

	(void)old;
	return most ? monitor_level_style(most) : STYLE_DIM;
}

static void
start_text(const void *r, const void *arg, struct buf *out)
{
	const struct row *most = most_pressing(arg, r);

	if (most)
		monitor_start_text(most, arg, out);
}

static void
start_brief(const void *r, const void *arg, struct buf *out)
{
	const struct row *most = most_pressing(arg, r);

	if (most)
		monitor_start_brief(most, arg, out);
}

static void
end_text(const void *r, const void *arg, struct buf *out)
{
	const struct row *most = most_pressing(arg, r);

	if (most)
		monitor_end_text(most, arg, out);
}

static void
number_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	buf_printf(out, "%lld", (long long)number_of(r, "id"));
}

/* The same, marked where somebody else is in it: who that is stands in the line of counters, or in a column. */
static void
marked_number_text(const void *r, const void *arg, struct buf *out)
{
	const struct app *a = arg;
	struct buf names = {0};

	number_text(r, arg, out);
	if (people_in(a->people, number_of(r, "id"), &names))
		buf_puts(out, "●");
	buf_release(&names);
}

static void
present_text(const void *r, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	people_in(a->people, number_of(r, "id"), out);
}

/* How many, where their names do not fit. */
static void
present_count(const void *r, const void *arg, struct buf *out)
{
	const struct app *a = arg;
	struct buf names = {0};

	buf_printf(out, "+%zu", people_in(a->people, number_of(r, "id"), &names));
	buf_release(&names);
}

static bool
is_any_present(const void *arg)
{
	const struct app *a = arg;

	return people_any_in_renewal(a->people);
}

void
renewal_row_title(const void *r, const void *arg, struct buf *out)
{
	size_t count = json_array_size(json_object_get(r, "monitors"));
	const struct row *first = renewal_row_monitor(arg, r, 0);

	if (first)
		buf_puts(out, row_title(first));
	else if (renewal_row_is_closed(r) && *text_of(r, "domain")) /* its monitor may be retired */
		buf_puts(out, text_of(r, "domain"));
	else
		buf_puts(out, count ? "—" : text_of(r, "title"));
	if (count > 1)
		buf_printf(out, " +%zu", count - 1);
}

/* Where its title does not fit whole. */
static void
phase_brief(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	buf_printf(
	    out, "%lld/%lld", (long long)number_of(r, "phase"), (long long)number_of(r, "phases"));
}

/* One that is closed is in none. */
static void
phase_text(const void *r, const void *arg, struct buf *out)
{
	phase_brief(r, arg, out);
	if (*text_of(r, "phase_title"))
		buf_printf(out, " %s", text_of(r, "phase_title"));
}

static void
age_text(const void *r, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	words_age(clock_wall(a->clock) - number_of(r, "opened_at"), out);
}

static void
waiting_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	if (renewal_row_is_closed(r))
		buf_puts(out, words_renewal_state(r));
	else if (*text_of(r, "contradiction"))
		buf_puts(out, words_contradiction_short(text_of(r, "contradiction")));
	else if (flag_of(r, "answered"))
		buf_puts(out, _("they answered"));
	else if (renewal_state_from(text_of(r, "state")) == RENEWAL_PAUSED)
		buf_puts(out, _("paused"));
	else
		buf_puts(out, *text_of(r, "waiting_on") ? text_of(r, "waiting_on") : _("ours"));
}

static void
waiting_brief(const void *r, const void *arg, struct buf *out)
{
	if (*text_of(r, "contradiction") && !renewal_row_is_closed(r))
		buf_puts(out, _("at odds"));
	else
		waiting_text(r, arg, out);
}

static unsigned
waiting_style(const void *r, bool old, const void *arg)
{
	(void)arg;
	if (old || renewal_row_is_closed(r))
		return STYLE_DIM;
	return *text_of(r, "contradiction") || flag_of(r, "answered") ? STYLE_WARNING : STYLE_TEXT;
}

static unsigned
row_style(const void *r, const void *arg)
{
	(void)arg;
	return renewal_row_is_closed(r) ? STYLE_DIM : STYLE_TEXT;
}

static void
tickets_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	texts_join(json_object_get(r, "tickets"), NULL, ", ", out);
}

/* The first one, and how many more: "SIS-7001+1". */
static void
tickets_brief(const void *r, const void *arg, struct buf *out)
{
	const json_t *keys = json_object_get(r, "tickets");

	(void)arg;
	buf_puts(out, json_string_value(json_array_get(keys, 0)));
	if (json_array_size(keys) > 1)
		buf_printf(out, "+%zu", json_array_size(keys) - 1);
}

static void
follow_up_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	if (*text_of(r, "follow_up") && !renewal_row_is_closed(r))
		words_day(text_of(r, "follow_up"), out);
}

static void
owner_text(const void *r, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, *text_of(r, "claimed_by") ? text_of(r, "claimed_by") : "—");
}

static int
by_number(const void *x, const void *y, const char *name)
{
	int64_t a = number_of(x, name), b = number_of(y, name);

	return (a > b) - (a < b);
}

static int
compare_numbers(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return by_number(x, y, "id");
}

/* The oldest first. */
static int
compare_ages(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return by_number(x, y, "opened_at");
}

/* In a phase the oldest first: what stands still stands out. */
static int
compare_phases(const void *x, const void *y, const void *arg)
{
	int d = by_number(x, y, "phase");

	return d ? d : compare_ages(x, y, arg);
}

static bool
has_end(const void *r, const void *arg)
{
	const struct row *most = most_pressing(arg, r);

	return most && row_end(most);
}

static int
compare_ends(const void *x, const void *y, const void *arg)
{
	int64_t a = row_end(most_pressing(arg, x)), b = row_end(most_pressing(arg, y));

	return (a > b) - (a < b);
}

/* What is closed comes last, also after what is open and of which nothing is known. */
static bool
has_start(const void *r, const void *arg)
{
	(void)arg;
	return !renewal_row_is_closed(r);
}

static int64_t
start_of(const void *r, const void *arg)
{
	const struct row *most = most_pressing(arg, r);

	return most && most->deadlines.end ? most->deadlines.due : INT64_MAX;
}

/* Of the same instant the oldest first: what stands still stands out. */
static int
compare_starts(const void *x, const void *y, const void *arg)
{
	int64_t a = start_of(x, arg), b = start_of(y, arg);

	return a == b ? compare_ages(x, y, arg) : (a > b) - (a < b);
}

static bool
has_follow_up(const void *r, const void *arg)
{
	(void)arg;
	return *text_of(r, "follow_up") && !renewal_row_is_closed(r);
}

/* Days as they are written (2026-11-26) are in the order of time. */
static int
compare_follow_ups(const void *x, const void *y, const void *arg)
{
	(void)arg;
	return strcmp(text_of(x, "follow_up"), text_of(y, "follow_up"));
}

/* In eighty columns there is no room for the follow-up, the tickets and the age; in a hundred and sixty nothing is missing. */
static const struct list_column columns[] = {
    {N_("Days"), N_("days left"), 5, 5, 2, .right = true, .text = days_text, .brief = days_brief,
	.style = days_style, .compare = compare_ends, .known = has_end, .also = "days dies"},
    {N_("Start"), N_("start by"), 5, 10, 3, .from = 60, .text = start_text, .brief = start_brief,
	.compare = compare_starts, .known = has_start, .also = "start inici"},
    {N_("Expires"), N_("expiry"), 10, 10, 11, .from = 170, .text = end_text,
	.compare = compare_ends, .known = has_end, .also = "expires caduca end fi"},
    {N_("No."), N_("number"), 4, 5, 5, .text = marked_number_text, .brief = number_text,
	.compare = compare_numbers},
    {N_("Monitor"), N_("monitor"), 25, 30, 0, .text = renewal_row_title},
    {N_("Phase"), N_("phase"), 5, 46, 1, .text = phase_text, .brief = phase_brief,
	.compare = compare_phases},
    {N_("Age"), N_("age"), 5, 6, 10, .text = age_text, .compare = compare_ages},
    {N_("Waiting for"), N_("waiting for"), 14, 32, 4, .text = waiting_text, .brief = waiting_brief,
	.style = waiting_style},
    {N_("Follow-up"), N_("follow-up"), 10, 10, 8, .text = follow_up_text,
	.compare = compare_follow_ups, .known = has_follow_up, .also = "follow-up seguiment"},
    {N_("Tickets"), N_("tickets"), 10, 40, 9, .text = tickets_text, .brief = tickets_brief,
	.also = "tickets tiquets"},
    {N_("Owner"), N_("owner"), 9, 16, 6, .text = owner_text},
    {N_("In it"), N_("who is in it"), 9, 24, 7, .shown = is_any_present, .text = present_text,
	.brief = present_count},
};

enum { START_BY = 1 };

const struct list_columns renewal_columns = {.at = columns,
    .count = sizeof(columns) / sizeof(columns[0]),
    .order = START_BY,
    .letter = urgency_letter,
    .style = row_style};

/* View 3: the renewals that are open, by when work must start, with whose turn it is and who has them; where they are wanted
 * (ACTION_CLOSED), those that are closed too. It is a table for tui/screens/fetched_list.c: columns, a filter, actions, what
 * is drawn above and in place of no rows; fetching, moving and searching are that one's.
 *
 * A row is a json_t of the answer of renewal.list, with ids of monitors; what is said of those comes from the
 * rows in memory (model_find), so a monitor's name is always the present one, and one that is not loaded yet
 * is "—". Urgency, days and dates are those of the most pressing of them; of a closed renewal there are none, since what is
 * served there now is another one's. The filter asks of a renewal what it asks of a monitor: texts hold when they hold for any of its
 * monitors, numbers are those of the first. */
#include "tui/screens/renewals.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/row_renewal.h"
#include "expiry/urgency.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/match.h"
#include "tui/model/model.h"
#include "tui/model/people.h"
#include "tui/model/query.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/monitor_columns.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/screens/report.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/wrap.h"
#include "words/report.h"
#include "words/words.h"

/* ---- columns ---- */

static const struct row *
monitor_of(const struct app *a, const json_t *r, size_t i)
{
	const json_t *id = json_array_get(json_object_get(r, "monitors"), i);

	return id ? model_find(a->model, json_integer_value(id)) : NULL;
}

static bool
is_closed(const json_t *r)
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
	size_t count = is_closed(r) ? 0 : json_array_size(json_object_get(r, "monitors"));
	const struct row *most = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct row *one = monitor_of(a, r, i);
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

/* The first one, and how many more. */
static void
monitor_text(const void *r, const void *arg, struct buf *out)
{
	size_t count = json_array_size(json_object_get(r, "monitors"));
	const struct row *first = monitor_of(arg, r, 0);

	if (first)
		buf_puts(out, row_title(first));
	else if (is_closed(r) && *text_of(r, "domain")) /* its monitor may be retired */
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
	if (is_closed(r))
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
	if (*text_of(r, "contradiction") && !is_closed(r))
		buf_puts(out, _("at odds"));
	else
		waiting_text(r, arg, out);
}

static unsigned
waiting_style(const void *r, bool old, const void *arg)
{
	(void)arg;
	if (old || is_closed(r))
		return STYLE_DIM;
	return *text_of(r, "contradiction") || flag_of(r, "answered") ? STYLE_WARNING : STYLE_TEXT;
}

static unsigned
row_style(const void *r, const void *arg)
{
	(void)arg;
	return is_closed(r) ? STYLE_DIM : STYLE_TEXT;
}

static void
tickets_text(const void *r, const void *arg, struct buf *out)
{
	const json_t *key;
	size_t i;

	(void)arg;
	json_array_foreach(json_object_get(r, "tickets"), i, key)
		buf_printf(out, "%s%s", i ? ", " : "", json_string_value(key));
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
	if (*text_of(r, "follow_up") && !is_closed(r))
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
	return !is_closed(r);
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
	return *text_of(r, "follow_up") && !is_closed(r);
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
    {N_("Days"), N_("days left"), 5, 5, 2, .right = true, .text = days_text, .style = days_style,
	.compare = compare_ends, .known = has_end, .also = "days dies"},
    {N_("Start"), N_("start by"), 5, 10, 3, .from = 60, .text = start_text, .brief = start_brief,
	.compare = compare_starts, .known = has_start, .also = "start inici"},
    {N_("Expires"), N_("expiry"), 10, 10, 11, .from = 170, .text = end_text,
	.compare = compare_ends, .known = has_end, .also = "expires caduca end fi"},
    {N_("No."), N_("number"), 4, 5, 5, .text = marked_number_text, .brief = number_text,
	.compare = compare_numbers},
    {N_("Monitor"), N_("monitor"), 25, 30, 0, .text = monitor_text},
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

static const struct list_columns table = {.at = columns,
    .count = sizeof(columns) / sizeof(columns[0]),
    .order = START_BY,
    .letter = urgency_letter,
    .style = row_style};

/* ---- the filter: a renewal is what any of its monitors is ---- */

/* Those that it has, then those that it had: a renewal without a monitor has its own. */
static const char *
ticket_at(const json_t *r, size_t i)
{
	const json_t *keys = json_object_get(r, "tickets");
	size_t count = json_array_size(keys);

	return json_string_value(
	    i < count ? json_array_get(keys, i)
		      : json_array_get(json_object_get(r, "former_tickets"), i - count));
}

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const struct json_row *r = arg;
	size_t count = json_array_size(json_object_get(r->row, "monitors"));

	if (field == FIELD_TICKET)
		return ticket_at(r->row, i);
	for (size_t m = 0; m < count; m++) {
		const struct row *monitor = monitor_of(r->arg, r->row, m);
		const char *text;
		for (size_t n = 0; monitor && (text = query_text(monitor, field, n)); n++)
			if (i-- == 0)
				return text;
	}
	return NULL;
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const struct row *first = monitor_of(a, r->row, 0);

	if (field == FIELD_PHASE || field == FIELD_AGE) {
		*value = field == FIELD_PHASE
			     ? number_of(r->row, "phase")
			     : days_left(model_now(a->model), number_of(r->row, "opened_at"));
		return true;
	}
	return first && query_number(first, model_now(a->model), field, value);
}

/* In what the list of monitors looks for it in. */
static bool
read_anywhere(const void *arg, const char *folded)
{
	static const enum field fields[] = {
	    FIELD_TICKET, FIELD_NAME, FIELD_HOST, FIELD_SERVICE, FIELD_ISSUER};
	const char *text;

	for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++)
		for (size_t i = 0; (text = read_text(arg, fields[f], i)); i++)
			if (match_has(text, folded))
				return true;
	return false;
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	int state = renewal_state_from(text_of(r->row, "state"));

	out->id = number_of(r->row, "id");
	out->state = state < 0 ? RENEWAL_OPEN : (enum renewal_state)state;
	out->owner = text_of(r->row, "claimed_by");
	out->waiting_on = text_of(r->row, "waiting_on");
	out->contradiction = text_of(r->row, "contradiction");
	out->follow_up = text_of(r->row, "follow_up");
	out->answered = flag_of(r->row, "answered");
	out->me = link_login(a->link);
	out->now = model_now(a->model);
}

static const struct row_reader reader = {read_text, read_number, read_anywhere, read_renewal};

/* ---- drawing what is not a list ---- */

/* A zero agrees with the whole: "1 oberta · 1 ens toca · 0 els toca". */
static void
add_counts(size_t count, size_t ours, struct buf *out)
{
	size_t theirs = count - ours;

	buf_printf(out, ngettext("%zu open", "%zu open", count), count);
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu ours", "%zu ours", ours ? ours : count), ours);
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu theirs", "%zu theirs", theirs ? theirs : count), theirs);
}

/* Who else is there; where there is no room for their names, how many. Where it ends. */
static int
draw_people(struct list_screen *s, int row, int at, int right)
{
	struct buf names = {0}, text = {0};
	size_t count = people_all(s->app->people, &names);

	if (count)
		buf_printf(&text, _("Also here: %s"), buf_str(&names));
	if (count && at + text_width(buf_str(&text)) > right) {
		buf_clear(&text);
		buf_printf(&text, _("Also here: %zu"), count);
	}
	if (count && at + text_width(buf_str(&text)) <= right)
		at += 3 + canvas_text(s->app->canvas, row, at, -1, STYLE_TEXT, buf_str(&text));
	buf_release(&names);
	buf_release(&text);
	return at;
}

static int
summary(struct list_screen *s, int row, int *right)
{
	const json_t *all = fetched_list_all(s), *r;
	size_t closed = 0, ours = 0, i;
	struct buf text = {0};
	int width;

	if (!all)
		return 1;
	json_array_foreach(all, i, r)
		if (is_closed(r))
			closed++;
		else
			ours += !*text_of(r, "waiting_on") || flag_of(r, "answered");
	add_counts(json_array_size(all) - closed, ours, &text);
	if (closed || fetched_list_has_more(s))
		buf_printf(&text, ngettext(" · %zu closed", " · %zu closed", closed), closed);
	width = canvas_printf(s->app->canvas, row, 1, -1, STYLE_DIM, "%s", buf_str(&text));
	buf_release(&text);
	return draw_people(s, row, 4 + width, *right);
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;
	struct buf key = {0}, text = {0};

	keys_describe_first(s->app->keys, CONTEXT_LIST, ACTION_RENEW, &key);
	buf_printf(
	    &text, _("No renewal is open. %s on a monitor of view 1 begins one."), buf_str(&key));
	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    buf_str(&text));
	buf_release(&key);
	buf_release(&text);
}

/* ---- actions ---- */

static void
open_panel(struct list_screen *s, const void *r)
{
	panel_open(s->app, number_of(r, "id"));
}

struct taking_over {
	struct list_screen *view;
	char *from;
};

static void
taken_over(const json_t *ok, const json_t *error, void *arg)
{
	struct list_screen *s = arg;
	size_t count = json_array_size(json_object_get(ok, "ids")), i;
	struct bulk out = {0};
	json_t *one;
	char *done;

	if (error) {
		app_say_error(s->app, error);
	} else {
		json_array_foreach(json_object_get(ok, "refused"), i, one) {
			char *label = mem_printf(
			    "%lld %s", (long long)number_of(one, "id"), text_of(one, "domain"));

			bulk_leave_out_error(&out, label, json_object_get(one, "error"));
			free(label);
		}
		out.left_out += (size_t)number_of(ok, "left_out");
		done = mem_printf(
		    ngettext("%zu renewal was taken over.", "%zu renewals were taken over.", count),
		    count);
		bulk_say(&out, s->app, done);
		bulk_release(&out);
		free(done);
	}
	fetched_list_ask(s);
}

static void
taking_over_free(void *arg)
{
	struct taking_over *t = arg;

	free(t->from);
	free(t);
}

static void
take_over_agreed(struct app *a, void *arg)
{
	struct taking_over *t = arg;

	link_act(
	    a->link, "renewal.takeover", json_pack("{s:s}", "from", t->from), taken_over, t->view);
	taking_over_free(t);
}

/* The open ones of whoever has this one. NULL, and said: nobody has it. */
static json_t *
all_of_owner(struct list_screen *s, const json_t *of)
{
	const char *owner = text_of(of, "claimed_by");
	json_t *list, *r;
	size_t i;

	if (!*owner || is_closed(of)) {
		app_say(s->app, STYLE_WARNING,
		    *owner ? _("This renewal is closed.") : _("Nobody has this renewal."));
		return NULL;
	}
	list = json_array();
	json_array_foreach(fetched_list_all(s), i, r)
		if (!is_closed(r) && !strcmp(text_of(r, "claimed_by"), owner))
			json_array_append(list, r);
	return list;
}

static void
ask_take_over(struct list_screen *s, const void *of)
{
	json_t *list = all_of_owner(s, of);
	size_t count = json_array_size(list);
	struct taking_over *t;
	struct screen *ask;
	char *question;

	if (!list)
		return;
	json_decref(list);
	t = mem_alloc(sizeof(*t));
	*t = (struct taking_over){s, mem_strdup(text_of(of, "claimed_by"))};
	question = count == 1
		       ? mem_printf(_("Take over the only renewal that %s has?"), t->from)
		       : mem_printf(_("Take over all %zu renewals that %s has?"), count, t->from);
	ask = confirm_new(question, false, take_over_agreed, t);
	confirm_drops_with(ask, taking_over_free);
	app_push(s->app, ask);
	free(question);
}

/* "op1, op2": each once; "—": nobody. The caller frees. */
static char *
owners_of(const json_t *list)
{
	json_t *seen = json_object();
	struct buf owners = {0};
	const json_t *r;
	size_t i;

	json_array_foreach(list, i, r) {
		const char *owner = text_of(r, "claimed_by");
		if (!*owner || json_object_get(seen, owner))
			continue;
		json_object_set_new(seen, owner, json_true());
		buf_printf(&owners, "%s%s", owners.len ? ", " : "", owner);
	}
	json_decref(seen);
	if (!owners.len)
		buf_puts(&owners, "—");
	return buf_steal(&owners);
}

/* The marked ones, or all that the owner of the one under the cursor has, for whoever goes on. */
static void
hand_over(struct list_screen *s, const void *of)
{
	bool marked = s->list.source->class->mark_count(s->list.source) != 0;
	json_t *list = marked ? fetched_list_chosen(s) : all_of_owner(s, of);
	json_t *ids = json_array(), *r;
	char *owners = owners_of(list);
	size_t i;

	json_array_foreach(list, i, r)
		json_array_append(ids, json_object_get(r, "id"));
	if (list)
		report_handover(s->app, owners, ids);
	free(owners);
	json_decref(ids);
	json_decref(list);
}

static void
show_closed(struct list_screen *s, const void *row)
{
	(void)row;
	fetched_list_toggle_more(s);
}

static void
show_tickets(struct list_screen *s, const void *row)
{
	ticket_choose(s->app, number_of(row, "id"), "", 0);
}

/* Its monitors, as the list names them. */
static json_t *
targets(struct list_screen *s)
{
	json_t *rows = fetched_list_chosen(s), *list = json_array(), *row;
	struct buf name = {0};
	size_t i;

	json_array_foreach(rows, i, row) {
		buf_clear(&name);
		monitor_text(row, s->app, &name);
		json_array_append_new(list, renewal_bulk_target(buf_str(&name), row));
	}
	buf_release(&name);
	json_decref(rows);
	return list;
}

static void
claim(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_CLAIM, targets(s));
}

static void
postpone(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_POSTPONE, targets(s));
}

static void
rest(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_PAUSE, targets(s));
}

static void
give(struct list_screen *s, const void *row)
{
	(void)row;
	renewal_bulk(s->app, ACTION_HAND_OVER, targets(s));
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_panel},
    {ACTION_CLAIM, claim},
    {ACTION_POSTPONE, postpone},
    {ACTION_PAUSE, rest},
    {ACTION_HAND_OVER, give},
    {ACTION_TICKET, show_tickets},
    {ACTION_CLOSED, show_closed},
    {ACTION_TAKE_OVER, ask_take_over},
    {ACTION_RECORD, hand_over},
    {ACTION_NONE, NULL},
};

void
renewals_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_RENEWALS,
		.rows = ROWS_RENEWALS,
		.view = ACTION_VIEW_RENEWALS,
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no renewal here."),
		.none_pass = N_("No renewal passes the filter."),
		.hint = N_("ctti  who:me  pending:ours  ticket:SIS-7  days<30  -environment:pre"),
		.summary = summary,
		.empty = empty},
	    .operation = "renewal.list",
	    .member = "renewals",
	    .event = "renewal",
	    .reader = &reader,
	    .more = "all",
	};

	fetched_list_open(a, &view);
}

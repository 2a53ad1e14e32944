/* View 2: what needs a hand now, ours before theirs, the most pressing first: of what, why, who has it, and the one key that
 * does it. The lines come from tui/model/today_rows.h, which has them before the view is opened; here stand the columns, what
 * each kind of line opens, and the pane with every reason in full.
 *
 * Return opens the thing: a monitor, a renewal at the step, a ticket, a request. Where another key does at once what the
 * line is about (a renewal is begun, a probe explained), the line names that one. */
#include "tui/screens/today.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/row_renewal.h"
#include "expiry/today.h"
#include "tui/app.h"
#include "tui/model/inbox.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/query.h"
#include "tui/model/today_rows.h"
#include "tui/screens/bulk.h"
#include "tui/screens/expiries.h"
#include "tui/screens/explain.h"
#include "tui/screens/list_screen.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/monitor_attention.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/screens/renewal_start.h"
#include "tui/screens/requests.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/wrap.h"
#include "tui/view/json_rows.h"
#include "words/today.h"
#include "words/words.h"

#include <stdlib.h>

enum { PANE_FROM_ROWS = 18, PANE_ROWS = 6, ROOMY = 100 };

struct today_view {
	struct list_screen list;
	struct json_rows *rows;
};

/* ---- what does it ---- */

/* The key that a line names: its action here, and what it does in one word (msgid). Where there is none, Return. */
static const struct {
	enum action action;
	const char *verb;
} keys_of[TODAY_KIND_COUNT] = {
    [TODAY_EXPIRED_ALONE] = {ACTION_RENEW, N_("renew")},
    [TODAY_CRITICAL_ALONE] = {ACTION_RENEW, N_("renew")},
    [TODAY_LATE_ALONE] = {ACTION_RENEW, N_("renew")},
    [TODAY_DUE_ALONE] = {ACTION_RENEW, N_("renew")},
    [TODAY_SOON_ALONE] = {ACTION_RENEW, N_("renew")},
    [TODAY_PROBES_FAIL] = {ACTION_EXPLAIN, N_("explain")},
    [TODAY_REFUSED] = {ACTION_EXPLAIN, N_("explain")},
    [TODAY_DISTRUSTED] = {ACTION_EXPLAIN, N_("explain")},
    [TODAY_CHANGED] = {ACTION_ATTENTION, N_("acknowledge")},
};

/* One that no renewal has. */
static int64_t
monitor_alone(const json_t *line)
{
	return strcmp(text_of(line, "subject"), "monitor") ? 0 : number_of(line, "monitor");
}

/* A line of which nothing can be done here is opened, to be read: what none has begun is not begun, either. */
static enum action
action_of(const struct app *a, const json_t *line)
{
	enum today_kind kind = today_kind_of(line);
	enum action action;

	if (kind == TODAY_KIND_COUNT || !keys_of[kind].verb ||
	    !(kind == TODAY_PROBES_FAIL ? words_today_monitor(line) : monitor_alone(line)))
		return ACTION_OPEN;
	action = keys_of[kind].action;
	return app_offers(a, action == ACTION_RENEW ? ACTION_BEGIN : action) ? action : ACTION_OPEN;
}

/* ---- columns ---- */

static void
turn_text(const void *line, const void *arg, struct buf *out)
{
	(void)arg;
	words_today_turn(line, out);
}

static void
name_text(const void *line, const void *arg, struct buf *out)
{
	(void)arg;
	words_today_name(line, out);
	if (number_of(line, "renewal"))
		buf_printf(out, " (%lld)", (long long)number_of(line, "renewal"));
}

static void
name_brief(const void *line, const void *arg, struct buf *out)
{
	(void)arg;
	words_today_name_brief(line, out);
}

static void
why_text(const void *line, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	words_today_why(line, clock_wall(a->clock), out);
}

static void
why_brief(const void *line, const void *arg, struct buf *out)
{
	const struct app *a = arg;

	words_today_brief(line, clock_wall(a->clock), out);
}

static unsigned
why_style(const void *line, bool old, const void *arg)
{
	enum today_kind kind = today_kind_of(line);

	(void)arg;
	(void)old;
	if (!today_is_ours(line))
		return STYLE_DIM;
	if (kind <= TODAY_CRITICAL_ALONE)
		return STYLE_ERROR;
	return kind <= TODAY_REQUEST_FAILS ? STYLE_WARNING : STYLE_TEXT;
}

static void
owner_text(const void *line, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_at(line, "claimed_by") ? text_of(line, "claimed_by") : "—");
}

static void
key_text(const void *line, const void *arg, struct buf *out)
{
	const struct app *a = arg;
	enum action action = action_of(a, line);

	keys_describe_first(a->keys, CONTEXT_TODAY, action, out);
	buf_printf(
	    out, " %s", action == ACTION_OPEN ? _("open") : _(keys_of[today_kind_of(line)].verb));
}

static int
compare_pressing(const void *x, const void *y, const void *arg)
{
	const struct app *a = arg;

	return today_compare(x, y, link_login(a->link));
}

/* Ours, then theirs by who has it. */
static int
compare_turns(const void *x, const void *y, const void *arg)
{
	int d = today_is_ours(y) - today_is_ours(x);

	if (!d && !today_is_ours(x))
		d = strcasecmp(text_of(x, "waiting_on"), text_of(y, "waiting_on"));
	return d ? d : compare_pressing(x, y, arg);
}

/* In a wide list there is room for the names of people beside those of hosts. */
static const struct list_column columns[] = {
    {N_("Turn"), N_("turn"), 9, 14, 2, .from = COLUMNS_NARROW, .text = turn_text,
	.compare = compare_turns},
    {N_("What"), N_("name"), 16, 40, 0, .narrow = 15, .text = name_text, .brief = name_brief},
    {N_("Why"), N_("pressing"), 30, 60, 1, .narrow = 23, .text = why_text, .brief = why_brief,
	.style = why_style, .compare = compare_pressing},
    {N_("Owner"), N_("owner"), 9, 16, 4, .from = ROOMY, .text = owner_text},
    {N_("Press"), N_("what is pressed"), 11, 16, 3, .text = key_text},
};

enum { WHY = 2 };

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = WHY};

/* ---- the filter ---- */

static const struct row *
monitor_of(const struct json_row *r)
{
	const struct app *a = r->arg;

	return model_find(a->model, number_of(r->row, "monitor"));
}

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const struct json_row *r = arg;
	const struct row *monitor = monitor_of(r);

	if (monitor)
		return query_text(monitor, field, i);
	return field == FIELD_NAME && !i ? text_of(r->row, "name") : NULL;
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;
	const struct row *monitor = monitor_of(r);

	return monitor && query_number(monitor, model_now(a->model), field, value);
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct json_row *r = arg;
	const struct app *a = r->arg;

	out->id = number_of(r->row, "renewal");
	out->owner = text_of(r->row, "claimed_by");
	out->waiting_on = today_is_ours(r->row) ? "" : text_of(r->row, "waiting_on");
	out->me = link_login(a->link);
	out->now = model_now(a->model);
}

static const struct row_reader reader = {
    .text = read_text, .number = read_number, .renewal = read_renewal};

/* ---- drawing what is not a list ---- */

static int
summary(struct list_screen *s, int row, int *right)
{
	const json_t *all = today_rows_all(s->app->today), *line;
	size_t count = json_array_size(all), ours = 0, theirs, i;
	struct buf text = {0};
	int width;

	(void)right;
	if (!all)
		return 1;
	json_array_foreach(all, i, line)
		ours += today_is_ours(line);
	theirs = count - ours;
	buf_printf(&text, ngettext("%zu ours", "%zu ours", ours ? ours : count), ours);
	buf_puts(&text, " · ");
	buf_printf(&text, ngettext("%zu theirs", "%zu theirs", theirs ? theirs : count), theirs);
	width = canvas_text(s->app->canvas, row, 1, -1, STYLE_DIM, buf_str(&text));
	buf_release(&text);
	return 4 + width;
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;
	bool known = link_state(s->app->link) == LINK_UP;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3,
	    known ? STYLE_GOOD : STYLE_DIM,
	    known ? _("Nothing needs a hand now: a good day.")
		  : _("What needs a hand is not known without the backend."));
}

static int
pane_height(const struct list_screen *s, int rows)
{
	return rows < PANE_FROM_ROWS || !json_array_size(today_rows_all(s->app->today)) ? 0
											: PANE_ROWS;
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	struct app *a = s->app;
	const json_t *line = list_row(&s->list), *reason;
	int last = row + height, width = canvas_columns(a->canvas) - 2;
	struct buf text = {0};
	size_t i;

	if (line)
		words_today_name(line, &text);
	canvas_rule(a->canvas, row++, buf_str(&text));
	json_array_foreach(json_object_get(line, "reasons"), i, reason) {
		if (row >= last)
			break;
		buf_clear(&text);
		words_today_reason(reason, clock_wall(a->clock), &text);
		row += wrap_draw(a->canvas, row, 1, width, last - row, STYLE_TEXT, buf_str(&text));
	}
	buf_release(&text);
}

/* ---- actions ---- */

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

static const struct list_action actions[] = {
    {ACTION_OPEN, open_thing},
    {ACTION_CLAIM, claim},
    {ACTION_POSTPONE, postpone},
    {ACTION_RENEW, renew},
    {ACTION_EXPLAIN, explain},
    {ACTION_ATTENTION, attend},
    {ACTION_PROBE, probe},
    {ACTION_NONE, NULL},
};

static bool
offers(const struct list_screen *s, enum action action)
{
	const json_t *line = list_row(&s->list);

	switch ((int)action) {
	case ACTION_RENEW:
		return app_offers(s->app, ACTION_BEGIN) && (marks(s) || monitor_alone(line) != 0);
	case ACTION_PROBE:
		return marks(s) || words_today_monitor(line) != 0;
	case ACTION_EXPLAIN:
		return words_today_monitor(line) != 0;
	default:
		return true;
	}
}

/* ---- beginning and end ---- */

static void
show(struct today_view *v)
{
	json_t *lines = today_rows_all(v->list.app->today);

	if (lines && lines != json_rows_all(v->rows))
		json_rows_set(v->rows, lines);
}

static void
told(struct list_screen *s, const char *name, const json_t *data)
{
	(void)data;
	if (!strcmp(name, "today-lines"))
		show((struct today_view *)s);
}

static void
today_view_free(struct list_screen *s)
{
	struct today_view *v = (struct today_view *)s;

	json_rows_free(v->rows);
	free(v);
}

void
today_open(struct app *a)
{
	static const struct list_view view = {.context = CONTEXT_TODAY,
	    .view = ACTION_VIEW_TODAY,
	    .columns = &table,
	    .actions = actions,
	    .offers = offers,
	    .no_row = N_("There is no line here."),
	    .none_pass = N_("No line passes the filter."),
	    .hint = N_("seu  who:me  pending:ours  service:seu  days<30"),
	    .summary = summary,
	    .empty = empty,
	    .pane_height = pane_height,
	    .draw_pane = draw_pane};
	static const struct list_owner own = {.event = told, .free = today_view_free};
	struct today_view *v = mem_alloc(sizeof(*v));

	v->rows = json_rows_new(&table, &reader, a);
	list_screen_init(&v->list, a, &view, json_rows_source(v->rows), &own);
	show(v);
	inbox_inspect(a->inbox, false);
	app_push(a, &v->list.screen);
}

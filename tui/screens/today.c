/* View 2: what needs a hand now, ours before theirs, the most pressing first: of what, why, who has it, and the one key that
 * does it. The lines come from tui/model/today_rows.h, which has them before the view is opened; here stand the columns, what
 * each kind of line names as its key, and the pane with every reason in full. What the keys do stands in today_acts.c.
 *
 * The view keeps nothing of the lines but what is marked: when today_rows has others, it shows those. */
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
#include "tui/screens/today_inside.h"
#include "tui/term/wrap.h"
#include "tui/view/json_rows.h"
#include "words/today.h"
#include "words/words.h"

#include <stdlib.h>

enum { PANE_FROM_ROWS = 18, PANE_ROWS = 6, ROOMY = 100 };

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

/* A line of which nothing can be done here is opened, to be read: what none has begun is not begun, either. */
static enum action
action_of(const struct app *a, const json_t *line)
{
	enum today_kind kind = today_kind_of(line);
	enum action action;

	if (kind == TODAY_KIND_COUNT || !keys_of[kind].verb ||
	    !(kind == TODAY_PROBES_FAIL ? words_today_monitor(line) : today_monitor_alone(line)))
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
	    .actions = today_acts,
	    .offers = today_offers,
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

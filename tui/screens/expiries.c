/* View 1: what expires, in the order in which work must start. A cursor on a monitor, and below
 * the list the pane with what is known of it.
 *
 * The rows are the model's, all in memory, in its order and through its filter: this file draws the counters above and the pane
 * below, and binds each action to the monitor under the cursor at the keypress, or to the marked ones. */
#include "tui/screens/expiries.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/attention.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/remembered.h"
#include "tui/screens/copy.h"
#include "tui/screens/detail.h"
#include "tui/screens/explain.h"
#include "tui/screens/export.h"
#include "tui/screens/fact_lines.h"
#include "tui/screens/form.h"
#include "tui/screens/frame.h"
#include "tui/screens/list_screen.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/bulk.h"
#include "tui/screens/monitor_attention.h"
#include "tui/screens/monitor_bulk.h"
#include "tui/screens/monitor_columns.h"
#include "tui/screens/monitor_facts.h"
#include "tui/screens/monitor_source.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/screens/renewal_start.h"
#include "tui/screens/welcome.h"
#include "tui/term/term.h"
#include "words/words.h"

enum { PANE_FROM_ROWS = 24, PANE_LEAST = 8, LIST_LEAST = 8 /* with the lines around it */ };

enum pane { PANE_BY_SIZE, PANE_ON, PANE_OFF };

struct expiries {
	struct list_screen list;
	struct monitor_source rows;
	enum pane pane;
};

/* ---- the second line ---- */

/* In words, and only what there is. */
static int
draw_levels_said(struct app *a, int row)
{
	const size_t *levels = model_levels(a->model);
	int at = 1;

	for (int u = 0; u < URGENCY_COUNT; u++)
		if (levels[u])
			at += 2 + canvas_printf(a->canvas, row, at, -1, STYLE_TEXT, "%s %zu",
				      words_urgency((enum urgency)u), levels[u]);
	return at;
}

static int
draw_levels(struct app *a, int row)
{
	const size_t *levels = model_levels(a->model);
	int at = 1;

	if (a->config->plain)
		return draw_levels_said(a, row);
	for (int u = 0; u < URGENCY_COUNT; u++) {
		unsigned style = levels[u] ? STYLE_URGENCY + (unsigned)u : STYLE_DIM;
		at += canvas_printf(a->canvas, row, at, -1, style, "%s%zu",
		    words_urgency_letter((enum urgency)u), levels[u]);
		at += 1;
	}
	return at + 1;
}

/* Those that clients refuse, in the colour of the worst of them; nothing where there is none. */
static int
draw_attention(struct app *a, int row, int at, int right)
{
	const size_t *attentions = model_attentions(a->model);
	size_t critical = attentions[ATTENTION_CRITICAL],
	       count = critical + attentions[ATTENTION_WARNING];
	enum attention worst = critical ? ATTENTION_CRITICAL : ATTENTION_WARNING;
	char *text;

	if (!count)
		return at;
	text = mem_printf("%s %zu", _("attention"), count);
	if (at + text_width(text) <= right)
		at += 2 + canvas_text(a->canvas, row, at, -1,
			      STYLE_URGENCY + attention_urgency(worst, URGENCY_OK), text);
	free(text);
	return at;
}

static void
progress_text(const struct app *a, struct buf *out)
{
	enum { CELLS = 6 };
	int64_t done = a->status.done, total = a->status.total;

	if (total <= 0 || link_state(a->link) != LINK_UP)
		return;
	buf_printf(out, "%s ", _("probing"));
	for (int i = 0; i < CELLS && !a->config->plain; i++)
		buf_puts(out, done * CELLS >= total * (i + 1) ? "▓" : "░");
	buf_printf(out, " %lld/%lld", (long long)done, (long long)total);
}

static int
summary(struct list_screen *s, int row, int *right)
{
	int left = draw_attention(s->app, row, draw_levels(s->app, row), *right);
	struct buf text = {0};

	progress_text(s->app, &text);
	frame_put_right(s->app->canvas, row, right, left, STYLE_TEXT, buf_str(&text));
	buf_release(&text);
	return left;
}

/* ---- the pane ---- */

static int
pane_height(const struct list_screen *s, int rows)
{
	enum pane pane = ((const struct expiries *)s)->pane;
	int height = rows / 3 > PANE_LEAST ? rows / 3 : PANE_LEAST;

	/* Heard, or on a slow line, it would be all of it anew at each move. */
	if (s->app->config->plain && pane == PANE_BY_SIZE)
		return 0;
	if (pane == PANE_OFF || (pane == PANE_BY_SIZE && rows < PANE_FROM_ROWS))
		return 0;
	return rows - height >= LIST_LEAST ? height : 0;
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	struct app *a = s->app;
	const struct row *r = list_row(&s->list);
	struct fact_lines *f;

	if (!r) {
		canvas_rule(a->canvas, row, "");
		return;
	}
	monitor_detail_want(a->monitor_detail, r);
	canvas_rule(a->canvas, row, row_title(r));
	f = monitor_facts(r, monitor_detail_get(a->monitor_detail, r->id), model_now(a->model),
	    canvas_columns(a->canvas) - 2, FACTS_SHORT);
	for (int i = 0; i < height - 1 && (size_t)i < fact_lines_count(f); i++)
		fact_lines_draw(f, (size_t)i, a->canvas, row + 1 + i, 1, NULL);
	fact_lines_free(f);
}

static void
toggle_pane(struct list_screen *s, const void *row)
{
	int rows = canvas_rows(s->app->canvas);
	bool shown = pane_height(s, rows) > 0;

	(void)row;
	((struct expiries *)s)->pane = shown ? PANE_OFF : PANE_ON;
	if (!shown && !pane_height(s, rows))
		app_say(s->app, STYLE_WARNING, _("The window is too low for the pane."));
}

/* ---- actions ---- */

static void
add(struct list_screen *s, const void *row)
{
	(void)row;
	form_open(s->app, NULL);
}

static void
open_detail(struct list_screen *s, const void *row)
{
	detail_open(s->app, ((const struct row *)row)->id);
}

static void
edit(struct list_screen *s, const void *row)
{
	monitor_edit(s->app, ((const struct row *)row)->id);
}

static void
show_tickets(struct list_screen *s, const void *row)
{
	monitor_tickets(s->app, ((const struct row *)row)->id);
}

/* To the marked ones, or to the one under the cursor. */
static void
to_chosen(struct list_screen *s, const struct row *row,
    void (*run)(struct app *a, const int64_t *ids, size_t count))
{
	size_t count;
	int64_t *marks = model_marks(s->app->model, &count);

	if (count > BULK_MOST)
		app_sayf(s->app, STYLE_WARNING, _("At most %d at once, please."), BULK_MOST);
	else if (count)
		run(s->app, marks, count);
	else
		run(s->app, &row->id, 1);
	free(marks);
}

static void
retire(struct list_screen *s, const void *row)
{
	to_chosen(s, row, monitor_retire);
}

static void
tag(struct list_screen *s, const void *row)
{
	to_chosen(s, row, monitor_tag);
}

static void
probe(struct list_screen *s, const void *row)
{
	size_t count;
	int64_t *marks = model_marks(s->app->model, &count);

	if (count)
		monitor_probe(s->app, marks, count);
	else
		monitor_probe(s->app, &((const struct row *)row)->id, 1);
	free(marks);
}

/* What the marked ones are in, or the one under the cursor. */
static json_t *
targets(struct app *a, const int64_t *ids, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct row *r = model_find(a->model, ids[i]);

		if (r)
			json_array_append_new(list, renewal_bulk_target_of_row(r));
	}
	return list;
}

static void
claim_all(struct app *a, const int64_t *ids, size_t count)
{
	const struct row *alone = count == 1 ? model_find(a->model, ids[0]) : NULL;

	int64_t *without;
	size_t others = 0;
	json_t *open;

	if (alone && !alone->renewal) {
		renewal_start_to_claim(a, alone);
		return;
	}
	without = mem_array(count + 1, sizeof(*without));
	open = json_array();
	for (size_t i = 0; i < count; i++) {
		const struct row *r = model_find(a->model, ids[i]);

		if (r && !r->renewal)
			without[others++] = r->id;
		else if (r)
			json_array_append_new(open, renewal_bulk_target_of_row(r));
	}
	if (others)
		renewal_start_and_claim(a, without, others, open);
	else
		renewal_bulk(a, ACTION_CLAIM, open);
	free(without);
}

static void
claim(struct list_screen *s, const void *row)
{
	to_chosen(s, row, claim_all);
}

static void
postpone_all(struct app *a, const int64_t *ids, size_t count)
{
	renewal_bulk(a, ACTION_POSTPONE, targets(a, ids, count));
}

static void
postpone(struct list_screen *s, const void *row)
{
	to_chosen(s, row, postpone_all);
}

static void
probe_all(struct list_screen *s, const void *row)
{
	(void)row;
	monitor_probe(s->app, NULL, 0);
}

static void
explain(struct list_screen *s, const void *row)
{
	explain_open(s->app, ((const struct row *)row)->id);
}

/* Of those that were probed; from the cursor on, round the end. */
static void
next_unreachable(struct list_screen *s, const void *row)
{
	struct source *source = s->list.source;
	size_t count = source->class->count(source), from = source->class->cursor(source);

	(void)row;
	for (size_t i = 1; i <= count; i++) {
		const struct row *r = source->class->row(source, (from + i) % count);
		if (r->outcome == OUTCOME_NONE || r->outcome == OUTCOME_OK)
			continue;
		source->class->move_to(source, (from + i) % count);
		if (i == count)
			app_say(s->app, STYLE_TEXT,
			    _("No other monitor of the list failed its last probe."));
		return;
	}
	app_say(s->app, STYLE_GOOD, _("No monitor of the list failed its last probe."));
}

static void
attend(struct list_screen *s, const void *row)
{
	monitor_attend(s->app, ((const struct row *)row)->id);
}

static void
renew(struct list_screen *s, const void *row)
{
	size_t count;
	int64_t *marks = model_marks(s->app->model, &count);
	struct bulk none = {0};

	if (count)
		renewal_start_marked(s->app, marks, count, &none);
	else
		renewal_start_one(s->app, ((const struct row *)row)->id);
	free(marks);
}

static void
copy(struct list_screen *s, const void *row)
{
	char endpoint[ROW_ENDPOINT_BYTES];

	row_endpoint(row, endpoint, sizeof(endpoint));
	copy_value(s->app, "", endpoint);
}

static void
copy_named(struct list_screen *s, const void *row)
{
	copy_monitor(s->app, ((const struct row *)row)->id);
}

static void export(struct list_screen *s, const void *row)
{
	(void)row;
	export_ask(s->app, s->list.source);
}

static const struct list_action actions[] = {
    {ACTION_ADD, add},
    {ACTION_OPEN, open_detail},
    {ACTION_EDIT, edit},
    {ACTION_TICKET, show_tickets},
    {ACTION_RETIRE, retire},
    {ACTION_TAG, tag},
    {ACTION_CLAIM, claim},
    {ACTION_POSTPONE, postpone},
    {ACTION_PROBE, probe},
    {ACTION_PROBE_ALL, probe_all},
    {ACTION_EXPLAIN, explain},
    {ACTION_ATTENTION, attend},
    {ACTION_RENEW, renew},
    {ACTION_COPY, copy},
    {ACTION_COPY_NAMED, copy_named},
    {ACTION_NEXT_UNREACHABLE, next_unreachable},
    {ACTION_EXPORT, export},
    {ACTION_PANE, toggle_pane},
    {ACTION_NONE, NULL},
};

/* Where nothing may be begun, only what is open is there to be opened. */
static bool
offers(const struct list_screen *s, enum action action)
{
	const struct row *row = list_row(&s->list);

	return action != ACTION_RENEW || app_offers(s->app, ACTION_BEGIN) || (row && row->renewal);
}

/* ---- beginning and end ---- */

static void
empty(struct list_screen *s, int row)
{
	welcome_draw(s->app, row);
}

static void
expiries_free(struct list_screen *s)
{
	static const char *const panes[] = {
	    [PANE_BY_SIZE] = "", [PANE_ON] = "shown", [PANE_OFF] = "hidden"};
	struct expiries *e = (struct expiries *)s;

	remembered_put(s->app->remembered, "list", "pane", panes[e->pane]);
	monitor_source_release(&e->rows);
	free(e);
}

void
expiries_open(struct app *a)
{
	/* The letters and the signs are the same in both languages; the names may be of either. */
	static const struct list_view view = {
	    .context = CONTEXT_LIST,
	    .rows = ROWS_MONITORS,
	    .view = ACTION_VIEW_EXPIRIES,
	    .columns = &monitor_columns,
	    .actions = actions,
	    .offers = offers,
	    .no_row = N_("There is no monitor here."),
	    .none_pass = N_("No monitor passes the filter."),
	    .hint =
		N_("seu  service:seu  starts<7  who:me  urgency:>=C  pending:ours  Tab: what else"),
	    .summary = summary,
	    .empty = empty,
	    .pane_height = pane_height,
	    .draw_pane = draw_pane,
	};
	static const struct list_owner owner = {.free = expiries_free};
	struct expiries *e = mem_alloc(sizeof(*e));
	const char *pane = remembered_text(a->remembered, "list", "pane");

	e->pane = !strcmp(pane, "shown")    ? PANE_ON
		  : !strcmp(pane, "hidden") ? PANE_OFF
					    : PANE_BY_SIZE;
	monitor_source_init(&e->rows, a->model, a->link);
	list_screen_init(&e->list, a, &view, &e->rows.source, &owner);
	app_push(a, &e->list.screen);
}

/* It is the lowest screen, always. */
void
expiries_filter(struct app *a, const char *text)
{
	app_act(a, ACTION_VIEW_EXPIRIES);
	list_screen_filter((struct list_screen *)a->stack[0], text);
}

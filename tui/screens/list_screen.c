/* What every screen that is a list has in common: drawing, moving, search, filter, order, marks. From the
 * top: the bar, a line of counters, the headings, the rows, perhaps a pane, the footer. A view (struct
 * list_view) says its columns and its actions as tables; its rows come from a source (tui/view/source.h),
 * which keeps cursor, order and filter; tui/view/list.c paints the rows. The expiry list, the renewals and
 * the services are views; nothing here knows which.
 *
 * What is typed is tried at once: search and filter (filtering.c) change while their prompt is open, and Esc brings back
 * what was before (search_from). An action is first one of the list's own, then one of the
 * view's table; an action that needs a row is bound to the one under the cursor when the key is pressed. */
#include "tui/screens/list_screen.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/remembered.h"
#include "tui/screens/bulk.h"
#include "tui/screens/column_setup.h"
#include "tui/screens/frame.h"
#include "tui/screens/notices.h"
#include "tui/screens/picker.h"
#include "tui/screens/prompt.h"
#include "tui/term/wrap.h"
#include "tui/view/column_choice.h"
#include "words/words.h"

enum { HEAD_ROWS = 3 };

/* ---- drawing ---- */

static void
waiting_text(const struct list_screen *s, struct buf *out)
{
	const struct source *rows = s->list.source;
	size_t pending = rows->class->pending(rows), marks = rows->class->mark_count(rows);

	if (!rows->class->ready(rows))
		buf_puts(out, *link_error_code(s->app->link) ? "" : _("loading…"));
	else if (pending)
		buf_printf(
		    out, ngettext("%zu change waiting", "%zu changes waiting", pending), pending);
	if (marks) {
		buf_puts(out, out->len ? " · " : "");
		buf_printf(out, ngettext("%zu marked", "%zu marked", marks), marks);
	}
}

static void
backup_text(const struct list_screen *s, struct buf *out)
{
	if (link_state(s->app->link) == LINK_UP)
		buf_puts(out, s->app->status.backup);
}

static void
order_text(const struct list_screen *s, struct buf *out)
{
	bool reverse;

	buf_printf(out, _("order: %s"), list_order(&s->list, &reverse));
	if (reverse)
		buf_printf(out, " (%s)", _("reversed"));
	if (s->list.source->class->sorting(s->list.source))
		buf_puts(out, "…");
}

static void
describe_filter(const struct list_screen *s, int width, struct buf *out)
{
	const struct source *rows = s->list.source;

	filtering_describe(&s->filter, rows->class->count(rows), rows->class->total(rows),
	    rows->class->busy(rows), width, out);
}

static int
put_width(const struct buf *text)
{
	return text->len ? text_width(text->data) + FRAME_PUT_GAP : 0;
}

/* From the right end to the left, what matters most first; what finds no room is left out, but a filter is shortened: room is kept
 * for it beside what the view says of its rows. */
static void
draw_counters(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;
	const struct source *rows = s->list.source;
	struct buf waiting = {0}, backup = {0}, filter = {0}, order = {0};
	int columns = canvas_columns(c), right = columns - 1, kept, beside, from, left = 1;
	bool taken; /* by something of the view's, beside them */

	if (rows->class->ready(rows) && frame_draw_trouble(s->app, row))
		return;
	waiting_text(s, &waiting);
	backup_text(s, &backup);
	order_text(s, &order);
	describe_filter(s, columns * 2 / 5, &filter);
	kept = beside = right - put_width(&waiting) - put_width(&backup) - put_width(&filter);
	if (s->view->summary)
		left = s->view->summary(s, row, &beside);
	taken = beside < kept;
	from = taken ? kept : left;
	frame_put_right(c, row, &right, from, STYLE_WARNING, buf_str(&waiting));
	frame_put_right(c, row, &right, from, STYLE_ERROR, buf_str(&backup));
	buf_clear(&filter);
	describe_filter(s, right - from, &filter);
	frame_put_right(c, row, &right, from, STYLE_KEY, buf_str(&filter));
	if (taken)
		right = beside;
	frame_put_right(c, row, &right, left, STYLE_DIM, buf_str(&order));
	buf_release(&waiting);
	buf_release(&backup);
	buf_release(&filter);
	buf_release(&order);
}

/* Nothing to show yet; why not is told in full, since one line may be too short for it. */
static void
draw_waiting(struct app *a)
{
	struct buf text = {0};
	int width = canvas_columns(a->canvas) - 4, most = canvas_rows(a->canvas) - HEAD_ROWS - 3,
	    row = HEAD_ROWS + 1;

	frame_trouble(a, &text);
	row += wrap_draw(a->canvas, row, 2, width, most, STYLE_ERROR, buf_str(&text));
	canvas_text(a->canvas, row, 2, -1, STYLE_DIM,
	    text.len && link_state(a->link) != LINK_UP ? _("Trying again…") : _("Loading…"));
	buf_release(&text);
}

static void
draw_empty(struct list_screen *s)
{
	const struct source *rows = s->list.source;

	if (!rows->class->ready(rows))
		draw_waiting(s->app);
	else if (rows->class->busy(rows))
		return;
	else if (rows->class->total(rows))
		canvas_text(s->app->canvas, HEAD_ROWS + 1, 2, -1, STYLE_DIM, _(s->view->none_pass));
	else
		s->view->empty(s, HEAD_ROWS);
}

static void
say_found(struct list_screen *s)
{
	const struct source *rows = s->list.source;
	size_t nth, of;

	if (!s->found || s->told_found)
		return;
	if (rows->class->searching(rows) == SEARCH_NONE) {
		app_sayf(s->app, STYLE_WARNING, _("Not found: %s"), s->sought);
		s->told_found = true;
	} else if (rows->class->found_place && rows->class->found_place(rows, &nth, &of)) {
		if (nth)
			app_sayf(s->app, STYLE_TEXT, _("%s: %zu of %zu"), s->sought, nth, of);
		s->told_found = true;
	}
}

static bool
is_offered(const void *arg, enum action action)
{
	const struct list_screen *s = arg;

	if (action == ACTION_BACK && s->view->context == CONTEXT_LIST)
		return *s->filter.text != '\0';
	return !s->view->offers || s->view->offers(s, action);
}

static void recall_filter(struct list_screen *s);

static void
list_screen_draw(struct screen *screen, struct app *a)
{
	struct list_screen *s = (struct list_screen *)screen;
	const struct source *rows = s->list.source;
	int notice = frame_notice_rows(a),
	    height = canvas_rows(a->canvas) - notices_rows(a) - notice, pane = 0;

	if (s->filter_owed)
		recall_filter(s);
	if (s->owner->prepare)
		s->owner->prepare(s);
	if (s->view->pane_height && rows->class->count(rows))
		pane = s->view->pane_height(s, height);
	if (s->view->title)
		frame_draw_bar(a, _(s->view->title));
	else
		frame_draw_views(a, s->view->view);
	draw_counters(s, 1);
	s->list.found = s->found;
	if (rows->class->count(rows))
		list_draw(&s->list, a->canvas, HEAD_ROWS - 1, height - HEAD_ROWS - 1 - pane,
		    link_state(a->link) != LINK_UP);
	else
		draw_empty(s);
	if (pane)
		s->view->draw_pane(s, height - 1 - pane, pane);
	frame_draw_notice(a, height - 1, notice);
	say_found(s);
	notices_draw(a);
	frame_draw_footer_of(a, s->view->context,
	    &(struct footer){.offered = is_offered, .arg = s, .filtered = *s->filter.text != '\0'});
}

/* The row under the cursor, and which one of how many it is. */
static void
list_screen_say(const struct screen *screen, const struct app *a, struct buf *out)
{
	const struct list_screen *s = (const struct list_screen *)screen;
	const struct source *rows = s->list.source;
	const void *row = list_row(&s->list);

	frame_trouble(a, out);
	buf_puts(out, out->len ? " " : "");
	if (!row && !out->len && rows->class->ready(rows) && rows->class->total(rows))
		buf_puts(out, _(s->view->none_pass));
	if (!row)
		return;
	if (rows->class->marked(rows, rows->class->id(row)))
		buf_printf(out, "%s. ", _("marked"));
	columns_say(s->list.columns, row, s->list.arg, out);
	buf_printf(out, " (%zu/%zu)", rows->class->cursor(rows) + 1, rows->class->count(rows));
}

/* A heading orders by its column, a row is selected. */
static void
list_screen_click(struct screen *screen, struct app *a, int row, int column)
{
	struct list_screen *s = (struct list_screen *)screen;
	int heading = row == HEAD_ROWS - 1 ? list_column_at(&s->list, column) : -1;

	s->told_found = true;
	if (heading >= 0 && s->view->columns->at[heading].order)
		list_sort(&s->list, heading);
	else if (heading >= 0 && s->view->columns->unordered)
		app_say(a, STYLE_WARNING, _(s->view->columns->unordered));
	else if (row >= HEAD_ROWS)
		list_select_line(&s->list, row - HEAD_ROWS);
}

/* ---- search ---- */

static void
set_search(struct list_screen *s, const char *text, size_t from, int step)
{
	s->told_found = false;
	free(s->found);
	s->found = *text ? text_folded(text) : NULL;
	mem_replace(&s->sought, text);
	s->list.source->class->search(s->list.source, s->found ? s->found : "", from, step);
}

static void
search_changed(struct app *a, const char *text, void *arg)
{
	struct list_screen *s = arg;

	(void)a;
	set_search(s, text, s->search_from, 1);
}

static void
search_done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct list_screen *s = arg;

	(void)a;
	(void)text;
	s->told_found = false; /* the key took the message away */
	if (!accepted) {
		set_search(s, "", 0, 1);
		s->list.source->class->move_to(s->list.source, s->search_from);
	}
}

static void
open_search(struct list_screen *s)
{
	const struct prompt_owner owner = {search_changed, search_done, s};

	s->search_from = s->list.source->class->cursor(s->list.source);
	app_push(s->app, prompt_new(_("Search: "), NULL, "", &owner));
}

static void
search_again(struct list_screen *s, int step)
{
	struct source *rows = s->list.source;

	s->told_found = false;
	if (!s->found)
		app_say(s->app, STYLE_WARNING, _("Nothing was searched for yet."));
	else
		rows->class->search(rows, s->found, rows->class->cursor(rows) + (size_t)step, step);
}

/* ---- filter ---- */

void
list_screen_filter(struct list_screen *s, const char *text)
{
	struct field_fault fault = {0};

	filtering_set(&s->filter, text, &fault);
}

static void
list_screen_ask_filter(struct screen *s, const char *text)
{
	filtering_ask(&((struct list_screen *)s)->filter, text);
}

/* ---- actions ---- */

/* Of what is marked something can be done: how, the last line has no room for. Whoever hears it hears the row. */
static void
say_marks(struct list_screen *s)
{
	size_t count = s->list.source->class->mark_count(s->list.source);

	if (count && !s->app->message.len && !s->app->config->plain)
		bulk_say_keys(s->app, s->view->context, count);
}

/* While a filter is still asking, which rows pass is not known. */
static bool
act_on_marks(struct list_screen *s, enum action action)
{
	struct source *rows = s->list.source;
	bool asks = action == ACTION_MARK_RANGE || action == ACTION_MARK_ALL ||
		    action == ACTION_MARK_INVERT;

	if (asks && rows->class->busy(rows)) {
		app_say(s->app, STYLE_WARNING, _("The list is not whole yet."));
		return true;
	}
	if (action == ACTION_UNMARK_ALL)
		rows->class->unmark_all(rows);
	else if (action == ACTION_MARK_ALL)
		list_mark_all(&s->list);
	else if (action == ACTION_MARK_INVERT)
		list_invert_marks(&s->list);
	else if (asks && !list_mark_range(&s->list))
		app_say(s->app, STYLE_WARNING,
		    _("Mark a line first: the range goes from there to the cursor."));
	if (asks)
		say_marks(s);
	return asks || action == ACTION_UNMARK_ALL;
}

/* What every list does; false: none of it. */
static bool
act_on_list(struct list_screen *s, enum action action)
{
	switch ((int)action) {
	case ACTION_SEARCH:
		open_search(s);
		return true;
	case ACTION_SEARCH_NEXT:
		search_again(s, 1);
		return true;
	case ACTION_SEARCH_PREVIOUS:
		search_again(s, -1);
		return true;
	case ACTION_SORT:
		order_open(s->app, &s->list, "");
		return true;
	case ACTION_SORT_REVERSE:
		list_reverse(&s->list);
		return true;
	case ACTION_COLUMNS:
		column_setup_open(s->app, &s->list, context_name(s->view->context));
		return true;
	default:
		return filtering_act(&s->filter, action) || act_on_marks(s, action);
	}
}

/* Binds to the row under the eyes, whatever comes before it meanwhile. False: there is none. */
static bool
bind_row(struct list_screen *s)
{
	struct source *rows = s->list.source;
	int64_t id = list_id(&s->list);

	if (id)
		rows->class->select(rows, id);
	else
		app_say(s->app, STYLE_WARNING, _(s->view->no_row));
	return id != 0;
}

static bool
list_screen_act(struct screen *screen, struct app *a, enum action action)
{
	struct list_screen *s = (struct list_screen *)screen;
	const struct list_action *one = s->view->actions;

	(void)a;
	if (list_move(&s->list, action)) {
		s->told_found = true; /* the cursor is not where the search put it */
		return true;
	}
	if (act_on_list(s, action))
		return true;
	while (one->action != action && one->action)
		one++;
	if (!one->action && action != ACTION_MARK)
		return false;
	s->told_found = true; /* what the action says is newer */
	if (action_info(action)->flags & ACTION_NEEDS_ROW && !bind_row(s))
		return true;
	if (one->action)
		one->run(s, list_row(&s->list));
	else
		list_toggle_mark(&s->list);
	if (!one->action)
		say_marks(s);
	return true;
}

/* So that sums of them differ (splitmix64). */
static uint64_t
scattered(int64_t id)
{
	uint64_t x = (uint64_t)id + UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* The marked ones, which stand in no order, or the one under the cursor. */
static uint64_t
list_screen_chosen(const struct screen *screen)
{
	const struct list_screen *s = (const struct list_screen *)screen;
	const struct source *rows = s->list.source;
	size_t count;
	int64_t *marks = rows->class->marks(rows, &count);
	uint64_t sum = count ? 0 : (uint64_t)list_id(&s->list);

	for (size_t i = 0; i < count; i++)
		sum += scattered(marks[i]);
	free(marks);
	return sum;
}

/* ---- beginning and end ---- */

static void
list_screen_event(struct screen *screen, struct app *a, const char *name, const json_t *data)
{
	struct list_screen *s = (struct list_screen *)screen;

	(void)a;
	if (s->owner->event)
		s->owner->event(s, name, data);
}

/* The option of this start has the last word. That of the audit trail may name monitors, which have to be here. */
static void
recall_filter(struct list_screen *s)
{
	bool given = s->app->filter_given && s->view->context == CONTEXT_LIST;

	s->filter_owed = s->view->language && !*s->filter.text && !model_is_ready(s->app->model);
	if (s->filter_owed || *s->filter.text) /* one that was typed meanwhile stays */
		return;
	filtering_recall(&s->filter,
	    given ? s->app->filter_given
		  : remembered_text(s->app->remembered, context_name(s->view->context), "filter"),
	    given ? N_("The filter that was given is left out.")
		  : N_("The filter that was remembered is left out."));
}

static void
recall_order(struct list_screen *s, const char *view)
{
	const struct list_columns *columns = s->view->columns;
	const char *order = remembered_text(s->app->remembered, view, "order");
	bool reverse = *remembered_text(s->app->remembered, view, "reverse");

	for (int i = 0; i < columns->count && *order; i++)
		if (columns->at[i].order && !strcmp(columns->at[i].order, order))
			s->list.source->class->sort(s->list.source, i, reverse);
}

static void
recall_columns(struct list_screen *s, const char *view)
{
	struct column_choice choice = column_choice_read(
	    s->view->columns, remembered_value(s->app->remembered, view, "columns"));

	list_choose(&s->list, &choice);
}

/* As it is when it goes, so it is when it comes back; of the columns column_setup.c says so. */
static void
remember(const struct list_screen *s)
{
	struct remembered *r = s->app->remembered;
	const char *view = context_name(s->view->context), *given = s->app->filter_given;
	bool reverse;
	int order = s->list.source->class->order(s->list.source, &reverse);
	bool first = order == s->view->columns->order && !reverse;

	if (s->view->title) /* of one thing alone, in the context of the view of all */
		return;
	if (!s->filter_owed &&
	    (s->view->context != CONTEXT_LIST || !given || strcmp(s->filter.text, given) != 0))
		remembered_put(r, view, "filter", s->filter.text);
	remembered_put(r, view, "order", first ? "" : s->view->columns->at[order].order);
	remembered_put(r, view, "reverse", reverse ? "yes" : "");
}

static void
list_screen_free(struct screen *screen, struct app *a)
{
	struct list_screen *s = (struct list_screen *)screen;

	(void)a;
	remember(s);
	filtering_release(&s->filter);
	free(s->sought);
	free(s->found);
	s->owner->free(s);
}

struct list_screen *
list_screen_of(struct screen *s)
{
	return s->class->draw == list_screen_draw ? (struct list_screen *)s : NULL;
}

bool
list_screen_has_texts(const struct list_screen *s, int field)
{
	return s && !s->view->language && s->list.source->class->texts &&
	       field_is_of((enum field)field, s->view->rows);
}

void
list_screen_init(struct list_screen *s, struct app *a, const struct list_view *view,
    struct source *source, const struct list_owner *owner)
{
	s->class = (struct screen_class){.context = view->context,
	    .draw = list_screen_draw,
	    .say = list_screen_say,
	    .click = list_screen_click,
	    .chosen = list_screen_chosen,
	    .act = list_screen_act,
	    .ask_filter = list_screen_ask_filter,
	    .event = list_screen_event,
	    .free = list_screen_free};
	s->screen.class = &s->class;
	s->app = a;
	s->view = view;
	s->owner = owner;
	s->list = (struct list){.source = source, .columns = view->columns, .arg = a};
	filtering_init(
	    &s->filter, &(struct filtered){a, source, view->rows}, view->language, view->hint);
	recall_columns(s, context_name(view->context));
	recall_order(s, context_name(view->context));
	if (!view->title || !view->language) /* of one thing alone, all of it */
		recall_filter(s);
}

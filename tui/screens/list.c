/* View 1: what expires, in the order in which work must start. A cursor on a monitor, and below
 * the list the pane with what is known of it. The first row shown (`top`) is an index; when rows
 * change places it is moved so that the cursor stays on its line of the screen. */
#include "tui/screens/list.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/query.h"
#include "tui/screens/columns.h"
#include "tui/screens/detail.h"
#include "tui/screens/explain.h"
#include "tui/screens/form.h"
#include "tui/screens/frame.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/monitor_facts.h"
#include "tui/screens/picker.h"
#include "tui/screens/prompt.h"
#include "tui/screens/renewal_start.h"
#include "tui/screens/welcome.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 3, PANE_FROM_ROWS = 24, PANE_LEAST = 8 };

enum pane { PANE_BY_SIZE, PANE_ON, PANE_OFF };

struct list {
	struct screen screen;
	size_t top;
	uint64_t generation; /* of the model, when top was right */
	int line;            /* of the cursor in the list as last drawn */
	int height;          /* rows of the list as last drawn */
	enum pane pane;
	struct layout layout;
	char *filter;        /* as typed and in force; "" none */
	char *filter_before; /* what Esc in the prompt brings back */
	char *filter_draft;  /* what was left in the prompt and is no filter yet; "" none */
	struct query *filter_query, *search;
	bool told_none;     /* that the search found nothing */
	size_t search_from; /* where the cursor was when a search began */
};

/* ---- drawing ---- */

static int
pane_height(const struct list *l, int rows)
{
	int height = rows / 3 > PANE_LEAST ? rows / 3 : PANE_LEAST;

	if (l->pane == PANE_OFF || (l->pane == PANE_BY_SIZE && rows < PANE_FROM_ROWS))
		return 0;
	return rows - HEAD_ROWS - 1 - height >= 4 ? height : 0;
}

static void
place_top(struct list *l, const struct model *m)
{
	size_t cursor = model_cursor(m), height = (size_t)l->height, count = model_count(m);

	if (l->generation != model_generation(m))
		l->top = cursor > (size_t)l->line ? cursor - (size_t)l->line : 0;
	l->generation = model_generation(m);
	if (cursor < l->top)
		l->top = cursor;
	if (cursor >= l->top + height)
		l->top = cursor - height + 1;
	if (l->top + height > count)
		l->top = count > height ? count - height : 0;
	l->line = (int)(cursor - l->top);
}

static void
draw_rows(struct list *l, struct app *a)
{
	const struct model *m = a->model;
	struct canvas *c = a->canvas;
	const char *found = l->search ? query_folded(l->search) : NULL;
	bool away = link_state(a->link) != LINK_UP;

	for (int i = 0; i < l->height; i++) {
		const struct row *r = model_row(m, l->top + (size_t)i);
		int row = HEAD_ROWS + i;
		if (!r)
			break;
		layout_draw_row(
		    &l->layout, c, row, r, model_now(m), found, away || model_is_gone(m, r->id));
		if (model_marked(m, r->id)) {
			canvas_text(c, row, 0, 1, STYLE_KEY, "*");
			canvas_tint(c, row, 0, l->layout.width, STYLE_MARKED);
		}
		if (l->top + (size_t)i == model_cursor(m))
			canvas_tint(c, row, 0, l->layout.width, STYLE_SELECTED);
	}
}

static void
draw_pane(struct app *a, int top, int height)
{
	const struct row *r = model_selected(a->model);
	struct facts *f;

	if (!r) {
		canvas_rule(a->canvas, top, "");
		return;
	}
	monitor_detail_want(a->monitor_detail, r);
	canvas_rule(a->canvas, top, row_title(r));
	f = monitor_facts_new(r, monitor_detail_get(a->monitor_detail, r->id), model_now(a->model),
	    canvas_columns(a->canvas) - 2, FACTS_SHORT);
	for (int i = 0; i < height - 1 && (size_t)i < monitor_facts_count(f); i++)
		monitor_facts_draw(f, (size_t)i, a->canvas, top + 1 + i, 1, NULL);
	facts_free(f);
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
	canvas_text(
	    a->canvas, row, 2, -1, STYLE_DIM, text.len ? _("Trying again…") : _("Loading…"));
	buf_release(&text);
}

static void
draw_empty(struct list *l, struct app *a)
{
	if (!model_is_ready(a->model))
		draw_waiting(a);
	else if (model_busy(a->model))
		return;
	else if (*l->filter && model_total(a->model))
		canvas_text(
		    a->canvas, HEAD_ROWS + 1, 2, -1, STYLE_DIM, _("No monitor passes the filter."));
	else
		welcome_draw(a, HEAD_ROWS);
}

static void
list_draw(struct screen *s, struct app *a)
{
	struct list *l = (struct list *)s;
	int rows = canvas_rows(a->canvas), columns = canvas_columns(a->canvas),
	    pane = pane_height(l, rows);

	if (!model_count(a->model))
		pane = 0;
	l->height = rows - HEAD_ROWS - 1 - pane;
	if (l->layout.width != columns || l->layout.renewals != model_has_renewals(a->model))
		layout_make(&l->layout, columns, model_has_renewals(a->model));
	place_top(l, a->model);
	frame_draw_bar(a, NULL);
	frame_draw_counters(a, 1, l->filter);
	if (model_count(a->model)) {
		layout_draw_heads(&l->layout, a->canvas, 2);
		draw_rows(l, a);
	} else {
		draw_empty(l, a);
	}
	if (pane)
		draw_pane(a, rows - 1 - pane, pane);
	if (l->search && model_search_state(a->model) == SEARCH_NONE && !l->told_none) {
		app_sayf(a, STYLE_WARNING, _("Not found: %s"), query_folded(l->search));
		l->told_none = true;
	}
	frame_draw_footer(a, CONTEXT_LIST);
}

/* ---- search and filter ---- */

static void
set_search(struct list *l, struct app *a, const char *text, size_t from, int step)
{
	l->told_none = false;
	query_free(l->search);
	l->search = *text ? query_search(text) : NULL;
	model_search(a->model, from, step, l->search ? query_matches : NULL, l->search);
}

static void
search_changed(struct app *a, const char *text, void *arg)
{
	struct list *l = arg;

	set_search(l, a, text, l->search_from, 1);
}

static void
search_done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct list *l = arg;

	(void)text;
	l->told_none = false; /* the key took the message away */
	if (!accepted) {
		set_search(l, a, "", 0, 1);
		model_move_to(a->model, l->search_from);
	}
}

static void
search_again(struct list *l, struct app *a, int step)
{
	l->told_none = false;
	if (!l->search)
		app_say(a, STYLE_WARNING, _("Nothing was searched for yet."));
	else
		model_search(a->model, model_cursor(a->model) + (size_t)step, step, query_matches,
		    l->search);
}

static bool
set_filter(struct list *l, struct app *a, const char *text)
{
	struct err err = {0};
	struct query *q = *text ? query_filter(text, &err) : NULL;

	if (*text && !q) {
		app_say(a, STYLE_WARNING, err.text); /* half a filter: the last whole one stays */
		return false;
	}
	model_filter(a->model, q ? query_matches : NULL, q);
	query_free(l->filter_query);
	l->filter_query = q;
	mem_replace(&l->filter, text);
	return true;
}

static void
filter_changed(struct app *a, const char *text, void *arg)
{
	set_filter(arg, a, text);
}

static void ask_filter(struct list *l, struct app *a, const char *text);

static bool
is_filter(const char *text)
{
	struct err err;
	struct query *q = query_filter(text, &err);

	query_free(q);
	return q != NULL;
}

/* What is no filter is asked again: part of it is not what was wanted. Left with Esc, it is what
 * the prompt opens with the next time: who leaves to look something up types nothing twice. */
static void
filter_done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct list *l = arg;

	mem_replace(&l->filter_draft, *text && !is_filter(text) ? text : "");
	if (!accepted)
		set_filter(l, a, l->filter_before);
	else if (!set_filter(l, a, text))
		ask_filter(l, a, text);
}

static void
open_search(struct list *l, struct app *a)
{
	const struct prompt_owner owner = {search_changed, search_done, l};

	l->search_from = model_cursor(a->model);
	app_push(a, prompt_new(_("Search: "), NULL, "", &owner));
}

/* The letters and the signs are the same in both languages; the names may be of either. */
static const char filter_hint[] =
    N_("seu  service:seu  urgency:>=C  days<30  -environment:pre  tag:dmz,pre");

static void
ask_filter(struct list *l, struct app *a, const char *text)
{
	const struct prompt_owner owner = {filter_changed, filter_done, l};

	app_push(a, prompt_new(_("Filter: "), _(filter_hint), text, &owner));
}

static void
open_filter(struct list *l, struct app *a)
{
	mem_replace(&l->filter_before, l->filter);
	ask_filter(l, a, *l->filter_draft ? l->filter_draft : l->filter);
}

/* ---- actions ---- */

static void
probe(struct app *a, const struct row *r)
{
	size_t count;
	int64_t *marks = model_marks(a->model, &count);

	if (count)
		monitor_probe(a, marks, count);
	else
		monitor_probe(a, &r->id, 1);
	free(marks);
}

static void
toggle_mark(struct app *a, const struct row *r)
{
	model_mark(a->model, r->id, !model_marked(a->model, r->id));
	model_move(a->model, 1);
}

static void
toggle_pane(struct list *l, struct app *a)
{
	bool shown = pane_height(l, canvas_rows(a->canvas)) > 0;

	l->pane = shown ? PANE_OFF : PANE_ON;
	if (!shown && !pane_height(l, canvas_rows(a->canvas)))
		app_say(a, STYLE_WARNING, _("The window is too low for the pane."));
}

static void
copy(const struct row *r)
{
	char endpoint[320];

	row_endpoint(r, endpoint, sizeof(endpoint));
	term_plain(endpoint);
}

static void
move_page(struct list *l, struct model *m, int by)
{
	l->top = frame_scrolled(l->top, by);
	model_move(m, by);
}

static bool
move_cursor(struct list *l, struct model *m, enum action action)
{
	int page = l->height > 1 ? l->height - 1 : 1;

	switch ((int)action) {
	case ACTION_UP:
		model_move(m, -1);
		return true;
	case ACTION_DOWN:
		model_move(m, 1);
		return true;
	case ACTION_PAGE_UP:
		move_page(l, m, -page);
		return true;
	case ACTION_PAGE_DOWN:
		move_page(l, m, page);
		return true;
	case ACTION_GOTO_FIRST:
		model_move_to(m, 0);
		return true;
	case ACTION_GOTO_LAST:
		model_move_to(m, SIZE_MAX);
		return true;
	default:
		return false;
	}
}

/* What needs no row. */
static bool
act_on_list(struct list *l, struct app *a, enum action action)
{
	struct model *m = a->model;

	switch ((int)action) {
	case ACTION_ADD:
		form_open(a, NULL);
		return true;
	case ACTION_PROBE_ALL:
		monitor_probe(a, NULL, 0);
		return true;
	case ACTION_SEARCH:
		open_search(l, a);
		return true;
	case ACTION_SEARCH_NEXT:
		search_again(l, a, 1);
		return true;
	case ACTION_SEARCH_PREVIOUS:
		search_again(l, a, -1);
		return true;
	case ACTION_FILTER:
		open_filter(l, a);
		return true;
	case ACTION_SORT:
		order_open(a);
		return true;
	case ACTION_SORT_REVERSE:
		model_sort(m, model_column(m), !model_reversed(m));
		return true;
	case ACTION_UNMARK_ALL:
		model_unmark_all(m);
		return true;
	case ACTION_PANE:
		toggle_pane(l, a);
		return true;
	default:
		return false;
	}
}

static bool
act_on_row(struct app *a, enum action action)
{
	const struct row *r = model_selected(a->model);

	if (!(action_info(action)->flags & ACTION_NEEDS_ROW))
		return false;
	if (!r) {
		app_say(a, STYLE_WARNING, _("There is no monitor here."));
		return true;
	}
	model_select(a->model, r->id); /* it is this one, whatever comes before it meanwhile */
	switch ((int)action) {
	case ACTION_OPEN:
		detail_open(a, r->id);
		return true;
	case ACTION_EDIT:
		monitor_edit(a, r->id);
		return true;
	case ACTION_RETIRE:
		monitor_retire(a, r->id);
		return true;
	case ACTION_PROBE:
		probe(a, r);
		return true;
	case ACTION_EXPLAIN:
		explain_open(a, r->id);
		return true;
	case ACTION_RENEW:
		if (model_mark_count(a->model))
			renewal_start_marked(a);
		else
			renewal_start_one(a, r->id);
		return true;
	case ACTION_MARK:
		toggle_mark(a, r);
		return true;
	case ACTION_COPY:
		copy(r);
		return true;
	default:
		return false;
	}
}

static bool
list_act(struct screen *s, struct app *a, enum action action)
{
	struct list *l = (struct list *)s;

	if (action == ACTION_BACK && *l->filter) { /* Esc where there is nowhere to go back to */
		set_filter(l, a, "");
		return true;
	}
	return move_cursor(l, a->model, action) || act_on_list(l, a, action) ||
	       act_on_row(a, action);
}

static void
list_free(struct screen *s, struct app *a)
{
	struct list *l = (struct list *)s;

	model_filter(a->model, NULL, NULL);
	model_search(a->model, 0, 1, NULL, NULL);
	query_free(l->filter_query);
	query_free(l->search);
	free(l->filter);
	free(l->filter_before);
	free(l->filter_draft);
	free(l);
}

void
list_open(struct app *a)
{
	static const struct screen_class class = {
	    .context = CONTEXT_LIST, .draw = list_draw, .act = list_act, .free = list_free};
	struct list *l = mem_alloc(sizeof(*l));

	l->screen.class = &class;
	l->filter = mem_strdup("");
	l->filter_draft = mem_strdup("");
	app_push(a, &l->screen);
}

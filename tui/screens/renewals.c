/* View 3: the renewals that are open, by phase, those that rest longest first, with whose turn it
 * is and who has them. The cursor is a renewal's id. */
#include "tui/screens/renewals.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/renewal_model.h"
#include "tui/screens/confirm.h"
#include "tui/screens/frame.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/report.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 3 };

struct renewals {
	struct screen screen;
	struct app *app;
	json_t *list;      /* sorted; NULL: not here yet */
	json_t *coming;    /* pages that have arrived of the next one */
	bool asked, again; /* a list is under way; and another is wanted after it */
	int64_t selected;
	size_t top;
	int height;
};

/* ---- asking ---- */

/* Phase by phase, the oldest first: what stands still stands out. */
static int
compare(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	int64_t p = number_of(x, "phase"), q = number_of(y, "phase");

	if (p == q) {
		p = number_of(x, "opened_at");
		q = number_of(y, "opened_at");
	}
	return p < q ? -1 : p > q;
}

static json_t *
sorted(json_t *list)
{
	size_t count = json_array_size(list);
	json_t **items = mem_array(count + 1, sizeof(*items)), *result = json_array();

	for (size_t i = 0; i < count; i++)
		items[i] = json_array_get(list, i);
	qsort(items, count, sizeof(json_t *), compare);
	for (size_t i = 0; i < count; i++)
		json_array_append(result, items[i]);
	free(items);
	return result;
}

static void ask(struct renewals *v);
static void ask_page(struct renewals *v);

static void
take(struct renewals *v)
{
	json_decref(v->list);
	v->list = sorted(v->coming);
	json_decref(v->coming);
	v->coming = NULL;
	v->asked = false;
	app_changed(v->app);
	if (v->again)
		ask(v);
}

/* Page after page, until an empty one. */
static void
arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct renewals *v = arg;
	json_t *page = json_object_get(ok, "renewals");

	if (error) {
		app_say_error(v->app, error);
		v->asked = v->again = false;
		return;
	}
	json_array_extend(v->coming, page);
	if (json_array_size(page))
		ask_page(v);
	else
		take(v);
}

static void
ask_page(struct renewals *v)
{
	const json_t *last = json_array_get(v->coming, json_array_size(v->coming) - 1);

	link_call(v->app->link, "renewal.list",
	    json_pack("{s:I}", "after", (json_int_t)number_of(last, "id")), arrived, v);
}

static void
ask(struct renewals *v)
{
	v->again = v->asked;
	if (v->asked)
		return;
	v->asked = true;
	json_decref(v->coming);
	v->coming = json_array();
	ask_page(v);
}

/* ---- drawing ---- */

static size_t
cursor_of(const struct renewals *v)
{
	size_t i;
	const json_t *r;

	json_array_foreach(v->list, i, r)
		if (number_of(r, "id") == v->selected)
			return i;
	return 0;
}

static void
names_of(const struct renewals *v, const json_t *r, struct buf *out)
{
	const json_t *monitors = json_object_get(r, "monitors"), *m;
	size_t i;

	json_array_foreach(monitors, i, m) {
		const struct row *row = model_find(v->app->model, json_integer_value(m));
		if (i == 1) {
			buf_printf(out, " +%zu", json_array_size(monitors) - 1);
			break;
		}
		if (row)
			buf_puts(out, row_title(row));
		else
			buf_puts(out, *text_of(m, "name") ? text_of(m, "name") : "—");
	}
}

static const struct {
	const char *heading; /* msgid */
	int least, share;    /* columns at 80; percent of what is more */
} columns[] = {
    {N_("No."), 4, 0},
    {N_("Monitor"), 27, 40},
    {N_("Phase"), 15, 35},
    {N_("Age"), 5, 0},
    {N_("Waiting for"), 16, 15},
    {N_("Owner"), 7, 10},
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), WAITING = 4 };

static void
cell_text(const struct renewals *v, const json_t *r, int column, struct buf *out)
{
	switch (column) {
	case 0:
		buf_printf(out, "%lld", (long long)number_of(r, "id"));
		break;
	case 1:
		names_of(v, r, out);
		break;
	case 2:
		buf_printf(out, "%lld/%lld %s", (long long)number_of(r, "phase"),
		    (long long)number_of(r, "phases"), text_of(r, "phase_title"));
		break;
	case 3:
		words_age(clock_wall(v->app->clock) - number_of(r, "opened_at"), out);
		break;
	case WAITING:
		if (*text_of(r, "contradiction"))
			buf_puts(out, words_contradiction_short(text_of(r, "contradiction")));
		else if (renewal_state_from(text_of(r, "state")) == RENEWAL_PAUSED)
			buf_puts(out, _("paused"));
		else
			buf_puts(
			    out, *text_of(r, "waiting_on") ? text_of(r, "waiting_on") : _("ours"));
		break;
	default:
		buf_puts(out, *text_of(r, "claimed_by") ? text_of(r, "claimed_by") : "—");
	}
}

static unsigned
style_of(const json_t *r, int column)
{
	if (!r)
		return STYLE_HEADING;
	return column == WAITING && *text_of(r, "contradiction") ? STYLE_WARNING : STYLE_TEXT;
}

static void
draw_line(const struct renewals *v, int row, const json_t *r)
{
	struct canvas *c = v->app->canvas;
	int more = canvas_columns(c) - 80, at = 1;
	struct buf text = {0};

	for (int i = 0; i < COLUMNS; i++) {
		int width = columns[i].least + (more > 0 ? more * columns[i].share / 100 : 0);
		buf_clear(&text);
		if (r)
			cell_text(v, r, i, &text);
		else
			buf_puts(&text, _(columns[i].heading));
		canvas_text(c, row, at, width, style_of(r, i), buf_str(&text));
		at += width + 1;
	}
	buf_release(&text);
}

static void
keep_in_sight(struct renewals *v, size_t cursor, size_t count)
{
	size_t height = (size_t)v->height;

	if (cursor < v->top)
		v->top = cursor;
	if (cursor >= v->top + height)
		v->top = cursor - height + 1;
	if (v->top + height > count)
		v->top = count > height ? count - height : 0;
}

static void
draw_count(const struct renewals *v)
{
	struct buf text = {0};
	size_t count = json_array_size(v->list), ours = 0, i;
	const json_t *r;

	json_array_foreach(v->list, i, r)
		ours += !*text_of(r, "waiting_on");
	frame_trouble(v->app, &text);
	if (text.len)
		canvas_text(v->app->canvas, 1, 1, -1, STYLE_ERROR, text.data);
	else if (v->list)
		canvas_printf(v->app->canvas, 1, 1, -1, STYLE_DIM,
		    _("%zu open · %zu ours · %zu theirs"), count, ours, count - ours);
	buf_release(&text);
}

static void
renewals_draw(struct screen *s, struct app *a)
{
	struct renewals *v = (struct renewals *)s;
	size_t count = json_array_size(v->list), cursor = cursor_of(v);
	struct buf key = {0}, text = {0};

	v->height = canvas_rows(a->canvas) - HEAD_ROWS - 1;
	frame_draw_views(a, ACTION_VIEW_RENEWALS);
	draw_count(v);
	if (count) {
		v->selected = number_of(json_array_get(v->list, cursor), "id");
		keep_in_sight(v, cursor, count);
		canvas_fill(a->canvas, 2, 0, canvas_columns(a->canvas), STYLE_HEADING, ' ');
		draw_line(v, 2, NULL);
		for (int i = 0; i < v->height && v->top + (size_t)i < count; i++) {
			draw_line(v, HEAD_ROWS + i, json_array_get(v->list, v->top + (size_t)i));
			if (v->top + (size_t)i == cursor)
				canvas_tint(a->canvas, HEAD_ROWS + i, 0, canvas_columns(a->canvas),
				    STYLE_SELECTED);
		}
	} else if (v->list) {
		keys_describe_first(a->keys, CONTEXT_LIST, ACTION_RENEW, &key);
		buf_printf(&text, _("No renewal is open. %s on a monitor of view 1 begins one."),
		    buf_str(&key));
		wrap_draw(a->canvas, HEAD_ROWS + 1, 2, canvas_columns(a->canvas) - 3, v->height - 1,
		    STYLE_DIM, buf_str(&text));
	} else {
		canvas_text(a->canvas, HEAD_ROWS + 1, 2, -1, STYLE_DIM, _("Loading…"));
	}
	buf_release(&key);
	buf_release(&text);
	frame_draw_footer(a, CONTEXT_RENEWALS);
}

/* ---- taking over all of a person's ---- */

static void
taken(const json_t *ok, const json_t *error, void *arg)
{
	struct renewals *v = arg;
	size_t count = json_array_size(json_object_get(ok, "ids"));

	if (error)
		app_say_error(v->app, error);
	else
		app_sayf(v->app, STYLE_GOOD,
		    ngettext("%zu renewal was taken over.", "%zu renewals were taken over.", count),
		    count);
	ask(v);
}

static void
take_all(struct app *a, void *arg)
{
	struct renewals *v = *(struct renewals **)arg;
	const json_t *at = json_array_get(v->list, cursor_of(v));

	free(arg);
	link_call(a->link, "renewal.takeover",
	    json_pack("{s:s}", "from", text_of(at, "claimed_by")), taken, v);
}

static void
ask_take_over(struct renewals *v)
{
	const json_t *r, *at = json_array_get(v->list, cursor_of(v));
	const char *owner = text_of(at, "claimed_by");
	struct renewals **arg;
	size_t count = 0, i;
	char *question;

	if (!*owner) {
		app_say(v->app, STYLE_WARNING, _("Nobody has this renewal."));
		return;
	}
	json_array_foreach(v->list, i, r)
		count += !strcmp(text_of(r, "claimed_by"), owner);
	arg = mem_alloc(sizeof(*arg));
	*arg = v;
	question = mem_printf(ngettext("Take over the %zu renewal that %s has?",
				  "Take over all %zu renewals that %s has?", count),
	    count, owner);
	app_push(v->app, confirm_new(question, false, take_all, arg));
	free(question);
}

/* All that the owner of the one under the cursor has open, for whoever goes on with it. */
static void
hand_over(struct renewals *v)
{
	const json_t *r, *at = json_array_get(v->list, cursor_of(v));
	const char *owner = text_of(at, "claimed_by");
	json_t *ids = json_array();
	size_t i;

	json_array_foreach(v->list, i, r)
		if (!strcmp(text_of(r, "claimed_by"), owner))
			json_array_append(ids, json_object_get(r, "id"));
	if (*owner)
		report_handover(v->app, owner, ids);
	else
		app_say(v->app, STYLE_WARNING, _("Nobody has this renewal."));
	json_decref(ids);
}

/* ---- keys ---- */

static void
move(struct renewals *v, int64_t by)
{
	int64_t last = (int64_t)json_array_size(v->list) - 1, to = (int64_t)cursor_of(v) + by;

	to = to > last ? last : to;
	to = to < 0 ? 0 : to;
	v->selected = number_of(json_array_get(v->list, (size_t)to), "id");
}

static void
move_page(struct renewals *v, int by)
{
	v->top = frame_scrolled(v->top, by);
	move(v, by);
}

static bool
renewals_move(struct renewals *v, enum action action)
{
	int page = v->height > 1 ? v->height - 1 : 1;

	switch ((int)action) {
	case ACTION_UP:
		move(v, -1);
		return true;
	case ACTION_DOWN:
		move(v, 1);
		return true;
	case ACTION_PAGE_UP:
		move_page(v, -page);
		return true;
	case ACTION_PAGE_DOWN:
		move_page(v, page);
		return true;
	case ACTION_GOTO_FIRST:
		move(v, -INT32_MAX);
		return true;
	case ACTION_GOTO_LAST:
		move(v, INT32_MAX);
		return true;
	default:
		return false;
	}
}

static bool
renewals_act(struct screen *s, struct app *a, enum action action)
{
	struct renewals *v = (struct renewals *)s;

	if (renewals_move(v, action))
		return true;
	switch ((int)action) {
	case ACTION_OPEN:
		if (v->selected)
			panel_open(a, v->selected);
		return true;
	case ACTION_TAKE_OVER:
		if (v->selected)
			ask_take_over(v);
		return true;
	case ACTION_RECORD:
		if (v->selected)
			hand_over(v);
		return true;
	default:
		return false;
	}
}

static void
renewals_event(struct screen *s, struct app *a, const char *name, const json_t *data)
{
	(void)a;
	(void)data;
	if (!strcmp(name, "renewal") || !strcmp(name, "up"))
		ask((struct renewals *)s);
}

static void
renewals_free(struct screen *s, struct app *a)
{
	struct renewals *v = (struct renewals *)s;

	link_forget(a->link, v);
	json_decref(v->list);
	json_decref(v->coming);
	free(v);
}

void
renewals_open(struct app *a)
{
	static const struct screen_class class = {.context = CONTEXT_RENEWALS,
	    .draw = renewals_draw,
	    .act = renewals_act,
	    .event = renewals_event,
	    .free = renewals_free};
	struct renewals *v = mem_alloc(sizeof(*v));

	v->screen.class = &class;
	v->app = a;
	ask(v);
	app_push(a, &v->screen);
}

/* All that is known of one monitor, in lines that scroll, with a cursor on a line: that line's
 * value is what the copy key shows. The monitor is an id: when it is retired meanwhile, the
 * screen says so. */
#include "tui/screens/detail.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/screens/explain.h"
#include "tui/screens/frame.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/monitor_facts.h"
#include "tui/screens/prompt.h"
#include "tui/screens/renewal_start.h"
#include "tui/term/term.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

struct detail {
	struct screen screen;
	int64_t id;
	struct facts *facts; /* as last drawn */
	struct viewport port;
	char *found; /* folded text of the search; NULL none */
	size_t search_from;
};

static void
draw_lines(struct detail *d, struct app *a)
{
	size_t count = monitor_facts_count(d->facts);
	const struct viewport *v = &d->port;

	viewport_fit(&d->port, count, canvas_rows(a->canvas) - HEAD_ROWS - 1);
	for (size_t i = v->top; i < count && i < v->top + (size_t)v->height; i++) {
		int row = HEAD_ROWS + (int)(i - v->top);
		monitor_facts_draw(d->facts, i, a->canvas, row, 1, d->found);
		if (i == v->cursor)
			canvas_tint(a->canvas, row, 0, canvas_columns(a->canvas), STYLE_SELECTED);
	}
}

static void
detail_draw(struct screen *s, struct app *a)
{
	struct detail *d = (struct detail *)s;
	const struct row *r = model_find(a->model, d->id);
	const char *title = r ? row_title(r) : "";
	char *bar;

	monitor_facts_free(d->facts);
	d->facts = NULL;
	if (!r) {
		frame_draw_bar(a, _("Monitor"));
		canvas_text(a->canvas, HEAD_ROWS + 1, 2, -1, STYLE_WARNING,
		    _("This monitor was retired meanwhile."));
	} else {
		monitor_detail_want(a->monitor_detail, r);
		bar = mem_printf(
		    "%s  (%zu/%zu)", title, model_cursor(a->model) + 1, model_count(a->model));
		frame_draw_bar(a, bar);
		free(bar);
		d->facts = monitor_facts_new(r, monitor_detail_get(a->monitor_detail, d->id),
		    model_now(a->model), canvas_columns(a->canvas) - 2, FACTS_FULL);
		draw_lines(d, a);
	}
	frame_draw_footer(a, CONTEXT_DETAIL);
}

/* ---- search ---- */

static void
find_line(struct detail *d, struct app *a, size_t from, int step)
{
	size_t count = d->facts ? monitor_facts_count(d->facts) : 0;

	if (!d->found) {
		app_say(a, STYLE_WARNING, _("Nothing was searched for yet."));
		return;
	}
	for (size_t n = 0; n < count; n++, from += (size_t)step) {
		if (from >= count)
			from = step > 0 ? 0 : count - 1;
		if (monitor_facts_match(d->facts, from, d->found)) {
			d->port.cursor = from;
			return;
		}
	}
	app_sayf(a, STYLE_WARNING, _("Not found: %s"), d->found);
}

static void
search_changed(struct app *a, const char *text, void *arg)
{
	struct detail *d = arg;

	free(d->found);
	d->found = *text ? text_folded(text) : NULL;
	if (d->found)
		find_line(d, a, d->search_from, 1);
}

static void
search_done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct detail *d = arg;

	(void)text;
	if (accepted && d->found) {
		find_line(d, a, d->search_from,
		    1); /* says it when there is none: the key took the message away */
	} else {
		free(d->found);
		d->found = NULL;
		d->port.cursor = d->search_from;
	}
}

static void
open_search(struct detail *d, struct app *a)
{
	const struct prompt_owner owner = {search_changed, search_done, d};

	d->search_from = d->port.cursor;
	app_push(a, prompt_new(_("Search: "), NULL, "", &owner));
}

/* ---- actions ---- */

static void
copy(const struct detail *d, struct app *a)
{
	const char *value = d->facts && monitor_facts_count(d->facts)
				? monitor_facts_value(d->facts, d->port.cursor)
				: "";

	if (*value)
		term_plain(value);
	else
		app_say(a, STYLE_WARNING, _("There is nothing to copy on this line."));
}

static bool
detail_act(struct screen *s, struct app *a, enum action action)
{
	struct detail *d = (struct detail *)s;

	if (viewport_act(&d->port, action))
		return true;
	switch ((int)action) {
	case ACTION_SEARCH:
		open_search(d, a);
		return true;
	case ACTION_SEARCH_NEXT:
		find_line(d, a, d->port.cursor + 1, 1);
		return true;
	case ACTION_SEARCH_PREVIOUS:
		find_line(d, a, d->port.cursor - 1, -1);
		return true;
	case ACTION_EDIT:
		monitor_edit(a, d->id);
		return true;
	case ACTION_RETIRE:
		monitor_retire(a, d->id);
		return true;
	case ACTION_PROBE:
		monitor_probe(a, &d->id, 1);
		return true;
	case ACTION_EXPLAIN:
		explain_open(a, d->id);
		return true;
	case ACTION_RENEW:
		renewal_start_one(a, d->id);
		return true;
	case ACTION_COPY:
		copy(d, a);
		return true;
	default:
		return false;
	}
}

static void
detail_free(struct screen *s, struct app *a)
{
	struct detail *d = (struct detail *)s;

	(void)a;
	monitor_facts_free(d->facts);
	free(d->found);
	free(d);
}

void
detail_open(struct app *a, int64_t id)
{
	static const struct screen_class class = {
	    .context = CONTEXT_DETAIL, .draw = detail_draw, .act = detail_act, .free = detail_free};
	struct detail *d = mem_alloc(sizeof(*d));

	d->screen.class = &class;
	d->id = id;
	app_push(a, &d->screen);
}

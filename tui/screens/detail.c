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
#include "tui/screens/copy.h"
#include "tui/screens/explain.h"
#include "tui/screens/fact_lines.h"
#include "tui/screens/frame.h"
#include "tui/screens/journal.h"
#include "tui/screens/line_search.h"
#include "tui/screens/monitor_actions.h"
#include "tui/screens/monitor_attention.h"
#include "tui/screens/monitor_bulk.h"
#include "tui/screens/monitor_facts.h"
#include "tui/screens/renewal_start.h"
#include "tui/term/term.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

struct detail {
	struct screen screen;
	struct app *app;
	int64_t id;
	struct fact_lines *facts; /* as last drawn */
	struct viewport port;
	struct line_search search;
};

static void
draw_lines(struct detail *d, struct app *a)
{
	size_t count = fact_lines_count(d->facts);
	const struct viewport *v = &d->port;

	viewport_fit(&d->port, count, canvas_rows(a->canvas) - HEAD_ROWS - 1);
	for (size_t i = v->top; i < count && i < v->top + (size_t)v->height; i++) {
		int row = HEAD_ROWS + (int)(i - v->top);
		fact_lines_draw(d->facts, i, a->canvas, row, 1, d->search.found);
		if (i == v->cursor)
			canvas_tint(a->canvas, row, 0, canvas_columns(a->canvas), STYLE_SELECTED);
	}
}

/* Where nothing may be begun, only a renewal that is open is there to be opened. */
static bool
is_offered(const void *arg, enum action action)
{
	const struct detail *d = arg;
	const struct row *r = model_find(d->app->model, d->id);

	return action != ACTION_RENEW || app_offers(d->app, ACTION_BEGIN) || (r && r->renewal);
}

static void
detail_draw(struct screen *s, struct app *a)
{
	struct detail *d = (struct detail *)s;
	const struct row *r = model_find(a->model, d->id);
	const char *title = r ? row_title(r) : "";
	char *bar;

	fact_lines_free(d->facts);
	d->facts = NULL;
	if (!r) {
		frame_draw_bar(a, _("Monitor"));
		canvas_text(a->canvas, HEAD_ROWS + 1, 2, -1, STYLE_WARNING,
		    _("This monitor was retired meanwhile."));
	} else {
		monitor_detail_want(a->monitor_detail, r);
		bar = mem_printf(
		    "%s (%zu/%zu)", title, model_cursor(a->model) + 1, model_count(a->model));
		frame_draw_bar(a, bar);
		free(bar);
		d->facts = monitor_facts(r, monitor_detail_get(a->monitor_detail, d->id),
		    model_now(a->model), canvas_columns(a->canvas) - 2, FACTS_FULL);
		draw_lines(d, a);
	}
	frame_draw_footer_of(a, CONTEXT_DETAIL, &(struct footer){.offered = is_offered, .arg = d});
}

/* ---- search ---- */

static size_t
count_lines(const void *arg)
{
	const struct detail *d = arg;

	return d->facts ? fact_lines_count(d->facts) : 0;
}

static bool
line_has(const void *arg, const struct app *a, size_t i, const char *folded)
{
	(void)a;
	return fact_lines_match(((const struct detail *)arg)->facts, i, folded);
}

/* ---- actions ---- */

static void
copy(const struct detail *d, struct app *a)
{
	const char *value = d->facts && fact_lines_count(d->facts)
				? fact_lines_value(d->facts, d->port.cursor)
				: "";

	if (*value)
		copy_value(a, "", value);
	else
		app_say(a, STYLE_WARNING, _("There is nothing to copy on this line."));
}

static bool
detail_act(struct screen *s, struct app *a, enum action action)
{
	struct detail *d = (struct detail *)s;

	if (viewport_act(&d->port, action) || line_search_act(&d->search, a, action))
		return true;
	switch ((int)action) {
	case ACTION_EDIT:
		monitor_edit(a, d->id);
		return true;
	case ACTION_RETIRE:
		monitor_retire(a, &d->id, 1);
		return true;
	case ACTION_PROBE:
		monitor_probe(a, &d->id, 1);
		return true;
	case ACTION_ATTENTION:
		monitor_attend(a, d->id);
		return true;
	case ACTION_EXPLAIN:
		explain_open(a, d->id);
		return true;
	case ACTION_TICKET:
		monitor_tickets(a, d->id);
		return true;
	case ACTION_VIEW_JOURNAL:
		journal_open_monitor(a, d->id);
		return true;
	case ACTION_RENEW:
		renewal_start_one(a, d->id);
		return true;
	case ACTION_COPY:
		copy(d, a);
		return true;
	case ACTION_COPY_NAMED:
		copy_monitor(a, d->id);
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
	fact_lines_free(d->facts);
	line_search_release(&d->search);
	free(d);
}

void
detail_open(struct app *a, int64_t id)
{
	static const struct screen_class class = {
	    .context = CONTEXT_DETAIL, .draw = detail_draw, .act = detail_act, .free = detail_free};
	struct detail *d = mem_alloc(sizeof(*d));

	d->screen.class = &class;
	d->app = a;
	d->search =
	    (struct line_search){.port = &d->port, .count = count_lines, .has = line_has, .arg = d};
	d->id = id;
	app_push(a, &d->screen);
}

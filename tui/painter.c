/* When to paint: at once after a key, at most ten times a second for what the backend sends, and not before the models are in
 * order. Work that takes long (an order, a filter) is done in slices between two looks at the keyboard. */
#include "tui/painter.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "tui/alarm.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/model/worsened.h"
#include "tui/spoken.h"
#include "tui/term/term.h"
#include "tui/view/screen.h"
#include "wire/loop.h"
#include "words/words.h"

enum {
	PAINT_EVERY_MS = 100, /* at most so often for what the backend sends */
	RESIZE_REST_MS =
	    30, /* a window that is drawn larger has a hundred sizes, of which one is wanted */
	RESIZE_MOST_MS = 1000, /* but whoever goes on drawing is to see something */
};

struct painter {
	struct app *app;
	struct timer *work, *paint, *rest, *calm, *resize; /* NULL: not due */
	struct alarm alarm;
	uint64_t painted; /* model_changes that are on the screen */
	size_t rows;      /* of the list, as painted */
	int64_t at;       /* monotonic ms of the last painting */
	int64_t resizing; /* monotonic ms of the first of the sizes that follow one another */
};

static void
draw_stack(struct app *a)
{
	int from = a->depth - 1;

	while (from > 0 && a->stack[from]->class->over)
		from--;
	for (int i = from; i < a->depth; i++) {
		if (a->config->plain)
			canvas_unselect(a->canvas); /* the cursor is that of the last */
		a->stack[i]->class->draw(a->stack[i], a);
	}
}

static void
speak(struct app *a)
{
	const struct screen *top = app_top(a);
	struct buf said = {0};

	if (!a->config->plain)
		return;
	if (top->class->say)
		top->class->say(top, a, &said);
	spoken_draw(a->canvas, buf_str(&a->message), buf_str(&said));
	buf_release(&said);
}

static void
draw_too_small(struct canvas *c)
{
	canvas_printf(c, 0, 0, -1, STYLE_TEXT, _("At least %d×%d, please."), SCREEN_LEAST_COLUMNS,
	    SCREEN_LEAST_ROWS + canvas_kept(c));
	canvas_text(c, 1, 0, -1, STYLE_DIM, _("Nothing but q acts meanwhile."));
}

static void
paint(struct painter *p)
{
	struct app *a = p->app;
	int64_t until = clock_mono(a->clock) + APP_SLICE_MS;

	model_prepare(a->model);
	while (model_has_work(a->model) &&
	       clock_mono(a->clock) < until) { /* a short list is done at once */
		model_work(a->model, until);
		model_prepare(a->model);
	}
	spoken_make_room(a->canvas, a->config->plain);
	a->small = canvas_rows(a->canvas) < SCREEN_LEAST_ROWS ||
		   canvas_columns(a->canvas) < SCREEN_LEAST_COLUMNS;
	canvas_clear(a->canvas);
	canvas_cursor(a->canvas, -1, -1);
	if (a->small) {
		draw_too_small(a->canvas);
	} else {
		draw_stack(a);
		speak(a);
	}
	term_paint(a->canvas);
	p->at = clock_mono(a->clock);
	p->painted = model_changes(a->model);
	p->rows = model_count(a->model);
	a->repaint = a->repaint_soon = false;
}

static void
paint_due(void *arg)
{
	struct painter *p = arg;

	p->paint = NULL;
	p->app->repaint = true;
}

static void
work_due(void *arg)
{
	struct painter *p = arg;

	p->work = NULL;
	if (!model_work(p->app->model, clock_mono(p->app->clock) + APP_SLICE_MS))
		p->app->repaint = true;
}

/* The keyboard has rested: what waited for that moves now. */
static void
rest_due(void *arg)
{
	struct painter *p = arg;

	p->rest = NULL;
	p->app->repaint_soon |= !model_frozen(p->app->model);
}

/* What stood out for a moment does no more. */
static void
calm_due(void *arg)
{
	struct painter *p = arg;

	p->calm = NULL;
	p->app->repaint = true;
}

static void
resize_due(void *arg)
{
	struct painter *p = arg;

	p->resize = NULL;
	p->app->repaint = true;
}

static void
look_for_size(struct painter *p)
{
	int64_t now = clock_mono(p->app->clock);

	if (!p->app->resized)
		return;
	p->app->resized = false;
	if (!p->resize)
		p->resizing = now;
	if (p->resize && now - p->resizing >= RESIZE_MOST_MS)
		return; /* it is due before long */
	loop_cancel(p->app->loop, p->resize);
	p->resize = loop_timer(p->app->loop, RESIZE_REST_MS, resize_due, p);
}

/* Whoever hears the screen is told, unless something else was. */
static void
look_for_worse(struct painter *p)
{
	struct app *a = p->app;
	size_t count = model_worsened_count(a->model);

	if (!alarm_raised(&p->alarm, a->model, a->config, clock_mono(a->clock)))
		return;
	a->repaint_soon = true;
	if (a->config->plain && !a->message.len)
		app_sayf(a, STYLE_WARNING,
		    ngettext("%zu monitor got worse.", "%zu monitors got worse.", count), count);
}

bool
painter_turn(struct painter *p)
{
	struct app *a = p->app;
	int64_t since = clock_mono(a->clock) - p->at;

	look_for_size(p);
	look_for_worse(p);
	a->repaint_soon |= model_changes(a->model) != p->painted;
	if (!model_is_ready(a->model) && p->rows < (size_t)canvas_rows(a->canvas))
		a->repaint |=
		    model_total(a->model) > p->rows; /* the first screenful does not wait */
	if (p->resize) {
		a->repaint_soon = true;
	} else if (a->repaint || (a->repaint_soon && since >= PAINT_EVERY_MS)) {
		loop_cancel(a->loop, p->paint);
		p->paint = NULL;
		paint(p);
	} else if (a->repaint_soon && !p->paint) {
		p->paint = loop_timer(a->loop, PAINT_EVERY_MS - since, paint_due, p);
	}
	if (model_worsened_count(a->model) && !p->calm)
		p->calm = loop_timer(a->loop, WORSENED_MS, calm_due, p);
	if (model_has_work(a->model) && !p->work)
		p->work = loop_timer(a->loop, 0, work_due, p);
	if (model_frozen(a->model) && !p->rest)
		p->rest = loop_timer(a->loop, MODEL_REST_MS / 4, rest_due, p);
	return !p->paint && !p->work && !p->calm && !p->resize;
}

struct painter *
painter_new(struct app *a)
{
	struct painter *p = mem_alloc(sizeof(*p));

	p->app = a;
	a->repaint = true;
	return p;
}

void
painter_free(struct painter *p)
{
	free(p);
}

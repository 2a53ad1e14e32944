/* One attempt at a monitor, made now and told stage by stage with its times, and for each thing that
 * is wrong what it means and what to ask of whom. A page that scrolls; shown plain it can be taken
 * with the mouse and forwarded. */
#include "tui/screens/explain.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/frame.h"
#include "tui/term/term.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/explain.h"
#include "words/words.h"

enum { HEAD_ROWS = 1, LABEL_WIDTH = 18 };

struct explain {
	struct screen screen;
	struct app *app;
	int64_t id;
	char *title;
	struct page *page; /* NULL while the attempt is under way */
	struct viewport port;
};

/* ---- the page ---- */

static void
add_line(enum explain_part part, const char *label, const char *text, void *arg)
{
	struct page *p = arg;
	int pad = LABEL_WIDTH - text_width(label);

	switch (part) {
	case EXPLAIN_FACT:
		page_addf(p, STYLE_TEXT, 2, "%s%*s %s", label, pad > 0 ? pad : 0, "", text);
		page_hang(p, LABEL_WIDTH + 1);
		break;
	case EXPLAIN_ADDRESS:
	case EXPLAIN_HEADING:
		page_gap(p);
		page_add(p, STYLE_HEADING, 0, text);
		break;
	case EXPLAIN_TROUBLE:
		page_addf(p, STYLE_WARNING, 2, "! %s", text);
		page_hang(p, 2);
		break;
	case EXPLAIN_DETAIL:
		page_add(p, STYLE_DIM, 4, text);
		break;
	case EXPLAIN_ASK:
		page_addf(p, STYLE_TEXT, 4, "→ %s", text);
		page_hang(p, 2);
		break;
	}
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct explain *x = arg;
	const struct row *r = model_find(x->app->model, x->id);
	struct buf text = {0};

	x->page = page_new();
	x->port.top = 0;
	page_add(x->page, STYLE_HEADING, 0, x->title);
	if (ok) {
		words_explain(
		    json_object_get(ok, "result"), r ? r->problems : 0, add_line, x->page);
	} else {
		words_error(string_of(error, "code"), json_object_get(error, "args"), &text);
		page_add(x->page, STYLE_ERROR, 0, buf_str(&text));
	}
	buf_release(&text);
	app_changed(x->app);
}

static void
ask(struct explain *x)
{
	page_free(x->page);
	x->page = NULL;
	link_forget(x->app->link, x);
	link_call(x->app->link, "probe.explain", json_pack("{s:I}", "id", (json_int_t)x->id),
	    answered, x);
}

/* ---- the screen ---- */

static void
explain_draw(struct screen *s, struct app *a)
{
	struct explain *x = (struct explain *)s;
	char *bar = mem_printf(_("Explained: %s"), x->title);

	frame_draw_bar(a, bar);
	free(bar);
	if (x->page) {
		page_draw(x->page, a->canvas, HEAD_ROWS, 1, canvas_columns(a->canvas) - 2,
		    canvas_rows(a->canvas) - HEAD_ROWS - 1, &x->port);
	} else {
		canvas_printf(
		    a->canvas, HEAD_ROWS + 1, 2, -1, STYLE_DIM, _("Probing %s…"), x->title);
	}
	frame_draw_footer(a, CONTEXT_EXPLAIN);
}

static void
show_plain(const struct explain *x)
{
	char *text;

	if (!x->page)
		return;
	text = page_plain(x->page);
	term_plain(text);
	free(text);
}

static bool
explain_act(struct screen *s, struct app *a, enum action action)
{
	struct explain *x = (struct explain *)s;

	(void)a;
	if (viewport_act(&x->port, action))
		return true;
	switch ((int)action) {
	case ACTION_EXPLAIN:
		if (x->page)
			ask(x);
		return true;
	case ACTION_COPY:
		show_plain(x);
		return true;
	default:
		return false;
	}
}

static void
explain_free(struct screen *s, struct app *a)
{
	struct explain *x = (struct explain *)s;

	link_forget(a->link, x);
	page_free(x->page);
	free(x->title);
	free(x);
}

static struct screen *
explain_new(struct app *a, const struct row *r)
{
	static const struct screen_class class = {.context = CONTEXT_EXPLAIN,
	    .draw = explain_draw,
	    .act = explain_act,
	    .free = explain_free};
	struct explain *x = mem_alloc(sizeof(*x));

	x->screen.class = &class;
	x->app = a;
	x->port.text = true;
	x->id = r->id;
	x->title = mem_strdup(row_title(r));
	ask(x);
	return &x->screen;
}

void
explain_open(struct app *a, int64_t id)
{
	const struct row *r = model_find(a->model, id);

	if (r)
		app_push(a, explain_new(a, r));
	else
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
}

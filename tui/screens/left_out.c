/* The message of an act names the first ones (bulk.c), and goes with the next key: here all of them stay to be read. The page
 * has those of the act that was last when it was opened. */
#include "tui/screens/left_out.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/screens/frame.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

struct left_out {
	struct screen screen;
	struct page *page;
	struct viewport port;
};

/* The backend names as many as there is room for in an answer. */
static struct page *
page_of(const json_t *act)
{
	struct page *p = page_new();
	size_t count = (size_t)number_of(act, "count"), i;
	const json_t *list = json_object_get(act, "list"), *one;

	if (*text_of(act, "head"))
		page_add(p, STYLE_WARNING, 0, text_of(act, "head"));
	page_gap(p);
	json_array_foreach(list, i, one) {
		page_addf(p, STYLE_TEXT, 0, "%s: %s", text_of(one, "name"), text_of(one, "why"));
		page_hang(p, 2);
	}
	if (count > i)
		page_addf(p, STYLE_DIM, 0,
		    ngettext("And %zu more was not.", "And %zu more were not.", count - i),
		    count - i);
	return p;
}

static void
left_out_draw(struct screen *s, struct app *a)
{
	struct left_out *l = (struct left_out *)s;
	struct canvas *c = a->canvas;

	frame_draw_bar(a, _("Left out"));
	page_draw(l->page, c, HEAD_ROWS, 1, canvas_columns(c) - 2, canvas_rows(c) - HEAD_ROWS - 1,
	    &l->port);
	frame_draw_footer(a, CONTEXT_LEFT_OUT);
}

static bool
left_out_act(struct screen *s, struct app *a, enum action action)
{
	struct left_out *l = (struct left_out *)s;

	(void)a;
	return viewport_act(&l->port, action);
}

static void
left_out_free(struct screen *s, struct app *a)
{
	struct left_out *l = (struct left_out *)s;

	(void)a;
	page_free(l->page);
	free(l);
}

void
left_out_open(struct app *a)
{
	static const struct screen_class class = {.context = CONTEXT_LEFT_OUT,
	    .draw = left_out_draw,
	    .act = left_out_act,
	    .free = left_out_free};
	struct left_out *l;

	if (!a->left_out) {
		app_say(a, STYLE_TEXT, _("Nothing was left out by what was done last from here."));
		return;
	}
	l = mem_alloc(sizeof(*l));
	*l = (struct left_out){
	    .screen = {&class}, .page = page_of(a->left_out), .port = {.text = true}};
	app_push(a, &l->screen);
}

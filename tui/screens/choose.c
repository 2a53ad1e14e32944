/* A decision: a line for each answer, numbered, and below them what the one under the cursor
 * means. A digit goes to its line; only Return chooses. */
#include "tui/screens/choose.h"

#include "base/mem.h"
#include "tui/app.h"
#include "tui/wrap.h"
#include "words/words.h"

struct choice {
	char *title, *text;
};

struct choose {
	struct screen screen;
	char *title, *text;
	struct choice items[CHOOSE_MOST];
	size_t count, cursor;
	struct choose_owner owner;
};

void
choose_add(struct screen *s, const char *title, const char *text)
{
	struct choose *c = (struct choose *)s;

	if (c->count == CHOOSE_MOST)
		return;
	c->items[c->count] = (struct choice){mem_strdup(title), mem_strdup(text ? text : "")};
	for (char *at = c->items[c->count++].text; *at; at++)
		if (*at == '\n') /* paragraphs run on: there are few lines */
			*at = ' ';
}

void
choose_at(struct screen *s, size_t i)
{
	struct choose *c = (struct choose *)s;

	if (i < c->count)
		c->cursor = i;
}

static void
draw_items(const struct choose *c, struct canvas *canvas, int row, int height)
{
	size_t top = c->cursor >= (size_t)height ? c->cursor - (size_t)height + 1 : 0;

	for (size_t i = top; i < c->count && height > 0; i++, height--, row++) {
		canvas_printf(canvas, row, 1, 3, STYLE_KEY, "%zu", i + 1);
		canvas_text(canvas, row, 4, -1, STYLE_TEXT, c->items[i].title);
		if (i == c->cursor)
			canvas_tint(canvas, row, 0, canvas_columns(canvas), STYLE_SELECTED);
	}
}

static void
choose_draw(struct screen *s, struct app *a)
{
	struct choose *c = (struct choose *)s;
	struct canvas *canvas = a->canvas;
	int rows = canvas_rows(canvas), width = canvas_columns(canvas) - 2, row;
	int said = wrap_lines(c->text, width), told = 1, height;

	for (size_t i = 0; i < c->count; i++)
		if (wrap_lines(c->items[i].text, width - 3) > told)
			told = wrap_lines(c->items[i].text, width - 3);
	told = told > 4 ? 4 : told;
	said = said > rows / 4 ? rows / 4 : said;
	height = rows - 2 - said - told;
	height = (int)c->count < height ? (int)c->count : height;
	row = rows - 2 - said - told - height;
	for (int i = row; i < rows; i++)
		canvas_fill(canvas, i, 0, canvas_columns(canvas), STYLE_TEXT, ' ');
	canvas_rule(canvas, row++, c->title);
	row += wrap_draw(canvas, row, 1, width, said, STYLE_TEXT, c->text);
	draw_items(c, canvas, row, height);
	wrap_draw(canvas, row + height, 4, width - 3, told, STYLE_DIM,
	    c->count ? c->items[c->cursor].text : "");
	frame_draw_footer(a, CONTEXT_CHOICE);
}

static bool
choose_key(struct screen *s, struct app *a, uint32_t key)
{
	struct choose *c = (struct choose *)s;

	(void)a;
	if (key < '1' || key > '9')
		return false;
	choose_at(s, key - '1');
	return c->count != 0;
}

/* The screen goes first: what is done may open another. */
static void
choose(struct choose *c, struct app *a)
{
	struct choose_owner owner = c->owner;
	size_t i = c->cursor;

	c->owner.gone = NULL;
	app_close(a, &c->screen);
	owner.done(a, i, owner.arg);
	if (owner.gone)
		owner.gone(owner.arg);
}

static bool
choose_act(struct screen *s, struct app *a, enum action action)
{
	struct choose *c = (struct choose *)s;

	if (!c->count)
		return false;
	switch ((int)action) {
	case ACTION_UP:
		c->cursor = (c->cursor + c->count - 1) % c->count;
		return true;
	case ACTION_DOWN:
		c->cursor = (c->cursor + 1) % c->count;
		return true;
	case ACTION_CHOOSE:
		choose(c, a);
		return true;
	default:
		return false;
	}
}

static void
choose_free(struct screen *s, struct app *a)
{
	struct choose *c = (struct choose *)s;

	(void)a;
	if (c->owner.gone)
		c->owner.gone(c->owner.arg);
	for (size_t i = 0; i < c->count; i++) {
		free(c->items[i].title);
		free(c->items[i].text);
	}
	free(c->title);
	free(c->text);
	free(c);
}

struct screen *
choose_new(const char *title, const char *text, const struct choose_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_CHOICE,
	    .over = true,
	    .draw = choose_draw,
	    .key = choose_key,
	    .act = choose_act,
	    .free = choose_free};
	struct choose *c = mem_alloc(sizeof(*c));

	c->screen.class = &class;
	c->title = mem_strdup(title);
	c->text = mem_strdup(text ? text : "");
	c->owner = *owner;
	return &c->screen;
}

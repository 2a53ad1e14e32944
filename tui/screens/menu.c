/* A decision: a line for each answer, numbered, and below them what the one under the cursor
 * means, which is turned by pages where it does not fit. A digit goes to its line; only Return
 * chooses. */
#include "tui/screens/menu.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/screens/frame.h"
#include "tui/term/key.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

struct choice {
	char *title, *text;
	bool *marked; /* the owner's; NULL: it is chosen, not marked */
};

struct menu {
	struct screen screen;
	char *title, *text;
	struct choice items[MENU_MOST];
	size_t count;
	struct viewport port; /* the answers */
	struct viewport told; /* the lines of what one means */
	struct menu_owner owner;
};

/* There are few lines: paragraphs follow one another. */
static void
drop_empty_lines(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != '\n' || (to > text && to[-1] != '\n'))
			*to++ = *from;
	*to = '\0';
}

void
menu_add(struct screen *s, const char *title, const char *text)
{
	struct menu *c = (struct menu *)s;

	if (c->count == MENU_MOST)
		return;
	c->items[c->count] = (struct choice){mem_strdup(title), mem_strdup(text ? text : ""), NULL};
	drop_empty_lines(c->items[c->count++].text);
}

void
menu_add_mark(struct screen *s, const char *title, bool *marked)
{
	struct menu *c = (struct menu *)s;
	size_t i = c->count;

	menu_add(s, title, NULL);
	if (c->count > i)
		c->items[i].marked = marked;
}

void
menu_at(struct screen *s, size_t i)
{
	struct menu *c = (struct menu *)s;

	if (i >= c->count)
		return;
	c->port.cursor = i;
	c->told.top = 0;
}

static void
draw_items(struct menu *c, struct canvas *canvas, int row, int height)
{
	const struct viewport *v = &c->port;

	viewport_fit(&c->port, c->count, height);
	for (size_t i = v->top; i < c->count && height > 0; i++, height--, row++) {
		canvas_printf(canvas, row, 1, 3, STYLE_KEY, "%zu", i + 1);
		if (c->items[i].marked)
			canvas_printf(canvas, row, 4, -1, STYLE_TEXT, "[%c] %s",
			    *c->items[i].marked ? 'x' : ' ', c->items[i].title);
		else
			canvas_text(canvas, row, 4, -1, STYLE_TEXT, c->items[i].title);
		if (i == v->cursor)
			canvas_tint(canvas, row, 0, canvas_columns(canvas), STYLE_SELECTED);
	}
}

/* The lines for what an answer means: as many as the longest takes, while most of what is below
 * is still seen; in a small window four, or what the answers leave. */
static int
lines_told(const struct menu *c, int width, int room)
{
	int told = 1, most = room < 2 ? 2 : room < 8 ? (room < 4 ? room : 4) : room * 2 / 3;

	for (size_t i = 0; i < c->count; i++)
		if (wrap_lines(c->items[i].text, width) > told)
			told = wrap_lines(c->items[i].text, width);
	return told > most ? most : told;
}

/* What the answer under the cursor means, from the line it was turned to. */
static void
draw_told(struct menu *c, struct canvas *canvas, int row, int width, int height)
{
	const char *text = c->count ? c->items[c->port.cursor].text : "";

	viewport_fit(&c->told, (size_t)wrap_lines(text, width), height);
	for (size_t i = 0; i < c->told.top; i++)
		text += wrap_fit(text, width);
	wrap_draw(canvas, row, 4, width, height, STYLE_DIM, text);
	if (viewport_more(&c->told))
		canvas_text(canvas, row + height - 1, 4 + width, 1, STYLE_KEY, "↓");
}

static void
menu_draw(struct screen *s, struct app *a)
{
	struct menu *c = (struct menu *)s;
	struct canvas *canvas = a->canvas;
	int rows = canvas_rows(canvas), width = canvas_columns(canvas) - 2, row;
	int said = wrap_lines(c->text, width), told, height;

	said = said > rows / 4 ? rows / 4 : said;
	told = lines_told(c, width - 3, rows - 2 - said - (int)c->count);
	height = rows - 2 - said - told;
	height = (int)c->count < height ? (int)c->count : height;
	row = rows - 2 - said - told - height;
	for (int i = row; i < rows; i++)
		canvas_fill(canvas, i, 0, canvas_columns(canvas), STYLE_TEXT, ' ');
	canvas_rule(canvas, row++, c->title);
	row += wrap_draw(canvas, row, 1, width, said, STYLE_TEXT, c->text);
	draw_items(c, canvas, row, height);
	draw_told(c, canvas, row + height, width - 3, told);
	frame_draw_footer(a, CONTEXT_CHOICE);
}

static void
menu_say(const struct screen *s, const struct app *a, struct buf *out)
{
	const struct menu *c = (const struct menu *)s;
	const struct choice *it = &c->items[c->port.cursor];

	(void)a;
	if (!c->count)
		return;
	buf_printf(out, "%zu/%zu ", c->port.cursor + 1, c->count);
	if (it->marked)
		buf_puts(out, *it->marked ? "[x] " : "[ ] ");
	buf_printf(out, *it->text ? "%s: %s" : "%s%s", it->title, it->text);
}

static bool
menu_key(struct screen *s, struct app *a, uint32_t key)
{
	struct menu *c = (struct menu *)s;

	(void)a;
	if ((key == ' ' || key == K_SPACE) && c->count && c->items[c->port.cursor].marked) {
		*c->items[c->port.cursor].marked ^= true;
		return true;
	}
	if (key < '1' || key > '9')
		return false;
	menu_at(s, key - '1');
	return c->count != 0;
}

/* The screen goes first: what is done may open another. */
static void
choose(struct menu *c, struct app *a)
{
	struct menu_owner owner = c->owner;
	size_t i = c->port.cursor;

	c->owner.gone = NULL;
	app_close(a, &c->screen);
	owner.done(a, i, owner.arg);
	if (owner.gone)
		owner.gone(owner.arg);
}

static bool
menu_act(struct screen *s, struct app *a, enum action action)
{
	struct menu *c = (struct menu *)s;

	if (!c->count)
		return false;
	switch ((int)action) {
	case ACTION_UP:
		menu_at(s, (c->port.cursor + c->count - 1) % c->count);
		return true;
	case ACTION_DOWN:
		menu_at(s, (c->port.cursor + 1) % c->count);
		return true;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		return viewport_act(&c->told, action);
	case ACTION_CHOOSE:
		choose(c, a);
		return true;
	default:
		return false;
	}
}

static void
menu_free(struct screen *s, struct app *a)
{
	struct menu *c = (struct menu *)s;

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
menu_new(const char *title, const char *text, const struct menu_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_CHOICE,
	    .over = true,
	    .draw = menu_draw,
	    .say = menu_say,
	    .key = menu_key,
	    .act = menu_act,
	    .free = menu_free};
	struct menu *c = mem_alloc(sizeof(*c));

	c->screen.class = &class;
	c->told.text = true;
	c->title = mem_strdup(title);
	c->text = mem_strdup(text ? text : "");
	c->owner = *owner;
	return &c->screen;
}

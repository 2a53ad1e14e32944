/* A decision: a line for each answer, the first nine numbered, and below them what the one under the cursor means, which is
 * turned by pages where it does not fit; where it does, pages are of answers.
 *
 * Return chooses the line under the cursor, and its digit or a click on it another one at once: one that is only marked is
 * marked so, and of one that cannot be chosen the reason is said. */
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

enum { DIGITS = 9 };

struct choice {
	char *title, *text;
	bool off;     /* it cannot be chosen, text says why */
	bool *marked; /* the owner's; NULL: it is chosen, not marked */
};

struct menu {
	struct screen screen;
	char *title, *text;
	struct choice items[MENU_MOST];
	size_t count;
	struct viewport port; /* the answers */
	int first_row;        /* of the screen, that has the first of them that is seen */
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

/* The cursor begins at the first that can be chosen. */
static void
add(struct screen *s, const char *title, const char *text, bool off, bool *marked)
{
	struct menu *c = (struct menu *)s;

	if (c->count == MENU_MOST)
		return;
	if (!off && c->count && c->items[c->port.cursor].off)
		c->port.cursor = c->count;
	c->items[c->count] =
	    (struct choice){mem_strdup(title), mem_strdup(text ? text : ""), off, marked};
	drop_empty_lines(c->items[c->count++].text);
	c->port.count = c->count; /* a key may come before it is drawn */
}

void
menu_add(struct screen *s, const char *title, const char *text)
{
	add(s, title, text, false, NULL);
}

void
menu_add_off(struct screen *s, const char *title, const char *why)
{
	add(s, title, why, true, NULL);
}

void
menu_add_if(struct screen *s, const char *title, const char *text, const char *why)
{
	if (why)
		menu_add_off(s, title, why);
	else
		menu_add(s, title, text);
}

void
menu_add_mark(struct screen *s, const char *title, bool *marked)
{
	add(s, title, NULL, false, marked);
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

/* Of one that cannot be chosen: what stands beside it of its text. */
static int
reason_bytes(const struct choice *it)
{
	return (int)strcspn(it->text, "\n");
}

static void
draw_items(struct menu *c, struct canvas *canvas, int row, int height)
{
	const struct viewport *v = &c->port;

	viewport_fit(&c->port, c->count, height);
	c->first_row = row;
	for (size_t i = v->top; i < c->count && height > 0; i++, height--, row++) {
		const struct choice *it = &c->items[i];

		if (i < DIGITS)
			canvas_printf(
			    canvas, row, 1, 3, it->off ? STYLE_DIM : STYLE_KEY, "%zu", i + 1);
		if (it->marked)
			canvas_printf(canvas, row, 4, -1, STYLE_TEXT, "[%c] %s",
			    *it->marked ? 'x' : ' ', it->title);
		else if (it->off)
			canvas_printf(canvas, row, 4, -1, STYLE_DIM, "%s (%.*s)", it->title,
			    reason_bytes(it), it->text);
		else
			canvas_text(canvas, row, 4, -1, STYLE_TEXT, it->title);
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
mark(struct menu *c)
{
	bool *marked = c->count ? c->items[c->port.cursor].marked : NULL;

	if (marked)
		*marked ^= true;
	return marked != NULL;
}

/* The screen goes first: what is done may open another. */
static void
choose(struct menu *c, struct app *a)
{
	struct menu_owner owner = c->owner;
	size_t i = c->port.cursor;

	if (c->items[i].off) {
		app_sayf(a, STYLE_WARNING, "%.*s", reason_bytes(&c->items[i]), c->items[i].text);
		return;
	}
	c->owner.gone = NULL;
	app_close(a, &c->screen);
	owner.done(a, i, owner.arg);
	if (owner.gone)
		owner.gone(owner.arg);
}

static void
choose_line(struct menu *c, struct app *a, size_t i)
{
	if (i >= c->count)
		return;
	menu_at(&c->screen, i);
	if (!mark(c))
		choose(c, a);
}

static void
say_no_answer(const struct menu *c, struct app *a, uint32_t digit)
{
	app_sayf(a, STYLE_WARNING,
	    ngettext("There is no %c here: there is one answer.",
		"There is no %c here: there are %zu answers.", c->count),
	    (char)digit, c->count);
}

static bool
menu_key(struct screen *s, struct app *a, uint32_t key)
{
	struct menu *c = (struct menu *)s;

	if ((key == ' ' || key == K_SPACE) && mark(c))
		return true;
	if (key < '1' || key > '9' || !c->count)
		return false;
	if (key - '1' < c->count)
		choose_line(c, a, key - '1');
	else
		say_no_answer(c, a, key);
	return true;
}

static void
menu_click(struct screen *s, struct app *a, int row, int column)
{
	struct menu *c = (struct menu *)s;
	int line = row - c->first_row;

	(void)column;
	if (line >= 0 && line < c->port.height)
		choose_line(c, a, c->port.top + (size_t)line);
}

/* What the answer under the cursor means is turned to its end before the next page of answers. */
static bool
turn_told(struct menu *c, enum action action)
{
	if (action == ACTION_PAGE_DOWN ? !viewport_more(&c->told)
	    : action == ACTION_PAGE_UP ? c->told.top == 0
				       : true)
		return false;
	return viewport_act(&c->told, action);
}

static bool
go(struct menu *c, enum action action)
{
	struct viewport port = c->port;

	if (!viewport_act(&port, action))
		return false;
	viewport_fit(&port, c->count, port.height);
	c->port.top = port.top;
	menu_at(&c->screen, port.cursor);
	return true;
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
	case ACTION_CHOOSE:
		choose(c, a);
		return true;
	default:
		return turn_told(c, action) || go(c, action);
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
	    .click = menu_click,
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

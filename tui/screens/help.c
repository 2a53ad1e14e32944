/* Every key of the screen below, made from the table of actions and the bindings in force, so
 * that it is never out of date. It can be searched, and Return does what the line says. What does
 * not fit in one line goes on below, so a page is as many entries as happen to fit; in a narrow window all of it stands below
 * its keys. Where the rows of the screen begin with
 * the letter of an urgency, the first entry says what the letters mean; it is no action. */
#include "tui/screens/help.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/match.h"
#include "tui/screens/frame.h"
#include "tui/screens/line_search.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/highlight.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

enum { HEAD_ROWS = 1, KEYS_WIDTH = 24, NARROW = 60, NARROW_INDENT = 3 };

struct help {
	struct screen screen;
	const struct app *app;
	enum context context;            /* of the screen that is explained */
	enum action lines[ACTION_COUNT]; /* ACTION_NONE: the letters */
	size_t count;
	struct viewport port;
	int width; /* as last drawn */
	struct line_search search;
};

static void
keys_of(const struct help *h, const struct app *a, size_t i, struct buf *out)
{
	buf_clear(out);
	keys_describe(a->keys, h->context, h->lines[i], out);
}

/* ---- the letters ---- */

/* Draws up to `most` rows of them, none where c is NULL; returns how many there are. */
static int
draw_legend(struct canvas *c, int row, int most, int width)
{
	int at = 1, rows = 1;

	for (int u = 0; u < URGENCY_COUNT; u++) {
		const char *letter = words_urgency_letter((enum urgency)u),
			   *word = words_urgency((enum urgency)u);
		int needed = text_width(letter) + 1 + text_width(word);
		if (at > 1 && at + needed > width - 1) {
			at = 1;
			rows++;
		}
		if (c && rows <= most) {
			canvas_text(c, row + rows - 1, at, -1, STYLE_URGENCY + (unsigned)u, letter);
			canvas_text(
			    c, row + rows - 1, at + text_width(letter) + 1, -1, STYLE_TEXT, word);
		}
		at += needed + 3;
	}
	return rows;
}

static bool
legend_has(const char *folded)
{
	for (int u = 0; u < URGENCY_COUNT; u++)
		if (match_has(words_urgency((enum urgency)u), folded))
			return true;
	return false;
}

/* ---- the entries ---- */

static bool
is_narrow(const struct help *h)
{
	return h->width < NARROW;
}

/* The columns of what an action does: below its keys, or between them and, where there is room, its name. */
static int
room_of(const struct help *h, size_t i)
{
	int all = h->width - KEYS_WIDTH - 3,
	    room = all - text_width(action_info(h->lines[i])->name) - 2;

	if (is_narrow(h))
		return h->width - NARROW_INDENT - 1;
	return room < all / 2 ? all : room;
}

static int
lines_of(const void *arg, size_t i)
{
	const struct help *h = arg;

	if (h->lines[i] == ACTION_NONE)
		return draw_legend(NULL, 0, 0, h->width);
	return wrap_lines(frame_help(h->app, h->lines[i]), room_of(h, i)) + is_narrow(h);
}

/* The start of a text that fits, without the blanks that it is broken at; the caller frees. */
static char *
line_of(const char *text, size_t len)
{
	while (len && text[len - 1] == ' ')
		len--;
	return mem_strndup(text, len);
}

/* The keys of an action, and its name at the end of their line where that is free. */
static void
draw_keys(const struct help *h, struct app *a, int row, size_t i)
{
	const char *name = action_info(h->lines[i])->name;
	int width = text_width(name), end = h->width - width - 1, used;
	struct buf keys = {0};

	keys_of(h, a, i, &keys);
	used = highlight_text(a->canvas, row, 1, is_narrow(h) ? h->width - 2 : KEYS_WIDTH,
	    keys.len ? STYLE_KEY : STYLE_DIM, keys.len ? keys.data : "—", h->search.found);
	used = is_narrow(h) ? used : KEYS_WIDTH + 1 + room_of(h, i);
	if (1 + used < end)
		highlight_text(a->canvas, row, end, width, STYLE_DIM, name, h->search.found);
	buf_release(&keys);
}

/* Draws from that row on, as far as there is room; returns the rows. */
static int
draw_entry(const struct help *h, struct app *a, int row, int most, size_t i)
{
	struct canvas *c = a->canvas;
	int room, rows = is_narrow(h), at = is_narrow(h) ? NARROW_INDENT : KEYS_WIDTH + 2;
	const char *text;

	if (h->lines[i] == ACTION_NONE)
		return draw_legend(c, row, most, h->width);
	room = room_of(h, i);
	text = frame_help(a, h->lines[i]);
	draw_keys(h, a, row, i);
	for (size_t n; rows < most && (n = wrap_fit(text, room)); text += n) {
		char *line = line_of(text, n);
		highlight_text(c, row + rows++, at, room, STYLE_TEXT, line, h->search.found);
		free(line);
	}
	for (int r = 0; i == h->port.cursor && r < rows; r++)
		canvas_tint(c, row + r, 0, h->width, STYLE_SELECTED);
	return rows;
}

static void
help_draw(struct screen *s, struct app *a)
{
	struct help *h = (struct help *)s;
	int used = 0, height = canvas_rows(a->canvas) - HEAD_ROWS - 1;

	h->width = canvas_columns(a->canvas);
	viewport_fit(&h->port, h->count, height);
	frame_draw_bar(a, is_narrow(h) ? _("Help") : _("Help: Enter does what the line says"));
	for (size_t i = h->port.top; i < h->count && used < height; i++)
		used += draw_entry(h, a, HEAD_ROWS + used, height - used, i);
	frame_draw_footer(a, CONTEXT_HELP);
}

/* ---- search ---- */

static size_t
count_lines(const void *arg)
{
	return ((const struct help *)arg)->count;
}

static bool
line_has(const void *arg, const struct app *a, size_t i, const char *folded)
{
	const struct help *h = arg;
	const struct action_info *info = action_info(h->lines[i]);
	struct buf keys = {0};
	bool has;

	if (h->lines[i] == ACTION_NONE)
		return legend_has(folded);
	keys_of(h, a, i, &keys);
	has = match_has(_(info->help), folded) || match_has(info->name, folded) ||
	      match_has(buf_str(&keys), folded);
	buf_release(&keys);
	return has;
}

/* ---- actions ---- */

static bool
help_key(struct screen *s, struct app *a, uint32_t key)
{
	struct help *h = (struct help *)s;
	enum action action = h->lines[h->port.cursor];

	if (key != K_ENTER)
		return false;
	if (action == ACTION_NONE)
		return true;
	app_pop(a);
	if (action != ACTION_HELP)
		app_act(a, action);
	return true;
}

static bool
help_act(struct screen *s, struct app *a, enum action action)
{
	struct help *h = (struct help *)s;

	if (viewport_act(&h->port, action) || line_search_act(&h->search, a, action)) {
		if (h->lines[h->port.cursor] == ACTION_NONE)
			h->port.cursor++;
		return true;
	}
	if (action != ACTION_HELP)
		return false;
	app_pop(a);
	return true;
}

static void
help_free(struct screen *s, struct app *a)
{
	struct help *h = (struct help *)s;

	(void)a;
	line_search_release(&h->search);
	free(h);
}

void
help_open(struct app *a)
{
	static const struct screen_class class = {.context = CONTEXT_HELP,
	    .draw = help_draw,
	    .key = help_key,
	    .act = help_act,
	    .free = help_free};
	struct help *h = mem_alloc(sizeof(*h));

	h->screen.class = &class;
	h->app = a;
	h->port.lines_of = lines_of;
	h->port.arg = h;
	h->search =
	    (struct line_search){.port = &h->port, .count = count_lines, .has = line_has, .arg = h};
	h->context = app_top(a)->class->context;
	if (h->context == CONTEXT_LIST || h->context == CONTEXT_RENEWALS) {
		h->lines[h->count++] = ACTION_NONE;
		h->port.cursor = h->port.above = 1;
	}
	for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (app_offers(a, i) &&
		    action_info(i)->contexts & (1u << h->context | 1u << CONTEXT_ANY))
			h->lines[h->count++] = i;
	h->port.count = h->count; /* a key may come before it is drawn */
	app_push(a, &h->screen);
}

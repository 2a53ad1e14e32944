/* An editor of plain text: one buffer of clean UTF-8 with \n between lines, and the cursor as a byte of it between two
 * characters. Lines are shown unwrapped and scroll sideways with the cursor, so that a line of the screen is a line of
 * what will be sent. Return begins a line, and saving has a key of its own; leaving with a changed text asks first. What is pasted keeps its lines.
 *
 * There is no wrapping, no undo and no search: the text is a screenful or two, and its template can be had anew. */
#include "tui/screens/text_edit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/confirm.h"
#include "tui/screens/frame.h"
#include "tui/term/key.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

struct text_edit {
	struct screen screen;
	char *title, *initial;
	struct buf text;
	size_t at;  /* the cursor */
	size_t top; /* the first line shown */
	int height; /* lines, as last drawn */
	struct text_edit_owner owner;
};

/* ---- places ---- */

static size_t
line_start(const struct text_edit *e, size_t at)
{
	while (at && e->text.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const struct text_edit *e, size_t at)
{
	return at + strcspn(buf_str(&e->text) + at, "\n");
}

static bool
is_inside(const struct text_edit *e, size_t at)
{
	return at < e->text.len && ((unsigned char)e->text.data[at] & 0xc0) == 0x80;
}

static size_t
before(const struct text_edit *e, size_t at)
{
	if (at)
		for (at--; at && is_inside(e, at); at--)
			;
	return at;
}

static size_t
after(const struct text_edit *e, size_t at)
{
	if (at < e->text.len)
		for (at++; is_inside(e, at); at++)
			;
	return at;
}

/* Of the line that begins there, the byte after so many characters, or its end. */
static size_t
at_character(const struct text_edit *e, size_t start, size_t count)
{
	size_t end = line_end(e, start);

	while (count-- && start < end)
		start = after(e, start);
	return start;
}

static size_t
characters(const struct text_edit *e, size_t from, size_t to)
{
	size_t count = 0;

	for (; from < to; from = after(e, from))
		count++;
	return count;
}

static size_t
line_number(const struct text_edit *e)
{
	size_t count = 0;

	for (size_t i = 0; i < e->at; i++)
		count += e->text.data[i] == '\n';
	return count;
}

/* ---- changing ---- */

static void
insert(struct text_edit *e, const char *text)
{
	size_t len = strlen(text);
	char *rest;

	if (e->text.len + len > TEXT_EDIT_MOST_BYTES)
		return;
	rest = mem_strdup(buf_str(&e->text) + e->at);
	e->text.len = e->at;
	buf_puts(&e->text, text);
	e->at = e->text.len;
	buf_puts(&e->text, rest);
	free(rest);
}

static void
cut(struct text_edit *e, size_t from, size_t to)
{
	char *rest = mem_strdup(buf_str(&e->text) + to);

	e->text.len = from;
	e->at = from;
	buf_puts(&e->text, rest);
	if (!*rest && e->text.data)
		e->text.data[from] = '\0';
	free(rest);
}

static void
go_lines(struct text_edit *e, int by)
{
	size_t start = line_start(e, e->at), column = characters(e, start, e->at);

	for (; by < 0 && start; by++)
		start = line_start(e, start - 1);
	for (; by > 0 && line_end(e, start) < e->text.len; by--)
		start = line_end(e, start) + 1;
	e->at = at_character(e, start, column);
}

/* ---- keys ---- */

static bool
move(struct text_edit *e, uint32_t key)
{
	switch (key) {
	case K_LEFT:
		e->at = before(e, e->at);
		return true;
	case K_RIGHT:
		e->at = after(e, e->at);
		return true;
	case K_UP:
	case K_DOWN:
		go_lines(e, key == K_UP ? -1 : 1);
		return true;
	case K_PAGE_UP:
	case K_PAGE_DOWN:
		go_lines(e, key == K_PAGE_UP ? 1 - e->height : e->height - 1);
		return true;
	case K_HOME:
		e->at = line_start(e, e->at);
		return true;
	case K_END:
		e->at = line_end(e, e->at);
		return true;
	default:
		return false;
	}
}

static bool
text_edit_key(struct screen *s, struct app *a, uint32_t key)
{
	struct text_edit *e = (struct text_edit *)s;
	struct buf one = {0};

	(void)a;
	if (move(e, key))
		return true;
	if (key == K_BACKSPACE || key == K_DELETE) {
		if (key == K_BACKSPACE)
			cut(e, before(e, e->at), e->at);
		else
			cut(e, e->at, after(e, e->at));
		return true;
	}
	if (!key_character(key))
		return false;
	text_encode(&one, key_character(key));
	insert(e, buf_str(&one));
	buf_release(&one);
	return true;
}

/* Each line cleaned, with the ends that a terminal sends. */
static void
text_edit_paste(struct screen *s, struct app *a, const char *text)
{
	struct text_edit *e = (struct text_edit *)s;

	(void)a;
	while (*text) {
		size_t len = strcspn(text, "\r\n");
		char *line = mem_strndup(text, len), *clean = text_cleaned(line, 0);

		insert(e, clean);
		free(line);
		free(clean);
		text += len;
		if (*text)
			insert(e, "\n");
		text += text[0] == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
}

static void
discard(struct app *a, void *arg)
{
	(void)arg;
	app_pop(a);
}

static bool
text_edit_act(struct screen *s, struct app *a, enum action action)
{
	struct text_edit *e = (struct text_edit *)s;
	struct text_edit_owner owner = e->owner;
	char *text;

	if (action == ACTION_SAVE) {
		text = mem_strdup(buf_str(&e->text));
		app_pop(a);
		owner.done(a, text, owner.arg);
		free(text);
		return true;
	}
	if (action == ACTION_NEW_LINE) {
		insert(e, "\n");
		return true;
	}
	if ((action == ACTION_BACK || action == ACTION_QUIT) &&
	    strcmp(buf_str(&e->text), e->initial) != 0) {
		app_push(a, confirm_new(_("Throw away what you typed?"), false, discard, NULL));
		return true;
	}
	return action != ACTION_BACK && action != ACTION_QUIT && action != ACTION_REFRESH &&
	       action != ACTION_HELP;
}

/* ---- drawing ---- */

static void
draw_line(struct text_edit *e, struct canvas *c, int row, size_t start, size_t skip)
{
	size_t from = at_character(e, start, skip), end = line_end(e, start);
	char *line = mem_strndup(buf_str(&e->text) + from, end - from);

	canvas_text(c, row, 1, canvas_columns(c) - 2, STYLE_TEXT, line);
	free(line);
}

static void
text_edit_draw(struct screen *s, struct app *a)
{
	struct text_edit *e = (struct text_edit *)s;
	struct canvas *c = a->canvas;
	size_t here = line_number(e), start = 0, begin = line_start(e, e->at);
	int width = canvas_columns(c) - 3, columns;
	size_t skip = 0;
	char *left;

	e->height = canvas_rows(c) - HEAD_ROWS - 1;
	if (here < e->top)
		e->top = here;
	if (here >= e->top + (size_t)e->height)
		e->top = here - (size_t)e->height + 1;
	while (true) {
		size_t from = at_character(e, begin, skip);
		left = mem_strndup(buf_str(&e->text) + from, e->at > from ? e->at - from : 0);
		columns = text_width(left);
		free(left);
		if (columns <= width)
			break;
		skip += (size_t)(columns - width);
	}
	frame_draw_bar(a, e->title);
	for (size_t i = 0; i < e->top; i++)
		start = line_end(e, start) + 1;
	for (int row = 0; row < e->height && start <= e->text.len; row++) {
		bool current = e->top + (size_t)row == here;

		draw_line(e, c, HEAD_ROWS + row, start, current ? skip : 0);
		if (current)
			canvas_cursor(c, HEAD_ROWS + row, 1 + columns);
		start = line_end(e, start) + 1;
	}
	frame_draw_footer(a, CONTEXT_TEXT);
}

static void
text_edit_free(struct screen *s, struct app *a)
{
	struct text_edit *e = (struct text_edit *)s;

	(void)a;
	buf_release(&e->text);
	free(e->title);
	free(e->initial);
	free(e);
}

struct screen *
text_edit_new(const char *title, const char *text, const struct text_edit_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_TEXT,
	    .draw = text_edit_draw,
	    .key = text_edit_key,
	    .paste = text_edit_paste,
	    .act = text_edit_act,
	    .free = text_edit_free};
	struct text_edit *e = mem_alloc(sizeof(*e));

	*e = (struct text_edit){.screen = {&class},
	    .title = mem_strdup(title),
	    .initial = mem_strdup(text),
	    .owner = *owner};
	buf_puts(&e->text, text);
	return &e->screen;
}

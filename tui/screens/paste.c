/* A place to paste into, over the lower part of the screen: it shows the end of what has come, and
 * how many lines that is. One can type as well, a line. */
#include "tui/screens/paste.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/frame.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { SHOWN_MOST = 6 };

struct paste {
	struct screen screen;
	char *title, *text, *problem; /* problem NULL: none */
	struct buf pasted;
	bool cut, sending;
	struct paste_owner owner;
};

void
paste_refuse(struct screen *s, const char *text)
{
	struct paste *p = (struct paste *)s;

	p->sending = false;
	mem_replace(&p->problem, text);
}

/* ---- drawing ---- */

static size_t
line_count(const struct paste *p)
{
	size_t count = p->pasted.len && p->pasted.data[p->pasted.len - 1] != '\n';

	for (size_t i = 0; i < p->pasted.len; i++)
		count += p->pasted.data[i] == '\n';
	return count;
}

/* The last lines that fit, the newest at the bottom, where the cursor is. */
static void
draw_end(const struct paste *p, struct canvas *c, int row, int height)
{
	const char *s = buf_str(&p->pasted), *end = s + p->pasted.len;
	size_t skip = line_count(p);
	int used = 0;

	skip = skip > (size_t)height ? skip - (size_t)height : 0;
	for (; skip; skip--)
		s = strchr(s, '\n') + 1;
	for (int i = 0; i < height; i++) {
		size_t len = s < end ? strcspn(s, "\n") : 0;
		char *line = mem_strndup(s, len);

		canvas_fill(c, row + i, 1, canvas_columns(c) - 2, STYLE_INPUT, ' ');
		if (s < end || i == 0) {
			used = canvas_text(c, row + i, 1, canvas_columns(c) - 2, STYLE_INPUT, line);
			canvas_cursor(c, row + i, 1 + used);
		}
		free(line);
		s += len + (s < end && s[len] == '\n');
	}
}

/* The line below says which key goes on: here none saves. */
static bool
in_footer(const void *arg, enum action action)
{
	(void)arg;
	return action != ACTION_SAVE;
}

/* What stands below, and how; the caller frees. */
static char *
below_text(const struct paste *p, unsigned *style)
{
	size_t lines = line_count(p);

	*style = p->problem ? STYLE_ERROR : p->cut ? STYLE_WARNING : STYLE_DIM;
	if (p->problem)
		return mem_strdup(p->problem);
	if (p->cut)
		return mem_strdup(_("It is too long: only its beginning is looked at."));
	return mem_printf(
	    ngettext("%zu line · Enter goes on", "%zu lines · Enter goes on", lines), lines);
}

static void
paste_draw(struct screen *s, struct app *a)
{
	struct paste *p = (struct paste *)s;
	struct canvas *c = a->canvas;
	int rows = canvas_rows(c), width = canvas_columns(c) - 2, said, height, row, told;
	unsigned style;
	char *below = below_text(p, &style);

	told = wrap_lines(below, width);
	told = told > rows / 3 ? rows / 3 : told;
	said = wrap_lines(p->text, width);
	said = said > rows / 3 ? rows / 3 : said;
	height = rows - 2 - told - said;
	height = height > SHOWN_MOST ? SHOWN_MOST : height < 1 ? 1 : height;
	row = rows - 2 - told - said - height;
	for (int i = row; i < rows; i++)
		canvas_fill(c, i, 0, canvas_columns(c), STYLE_TEXT, ' ');
	canvas_rule(c, row++, p->title);
	row += wrap_draw(c, row, 1, width, said, STYLE_TEXT, p->text);
	draw_end(p, c, row, height);
	wrap_draw(c, row + height, 1, width, told, style, below);
	free(below);
	frame_draw_footer_of(a, CONTEXT_FORM, &(struct footer){.offered = in_footer});
}

/* ---- keys ---- */

static void
add(struct paste *p, const char *text)
{
	size_t room = PASTE_MOST_BYTES - p->pasted.len, len = strlen(text);

	p->cut = p->cut || len > room;
	len = len > room ? room : len;
	while (len && (text[len] & 0xc0) == 0x80) /* not within a character */
		len--;
	buf_add(&p->pasted, text, len);
	mem_replace(&p->problem, NULL);
}

static void
paste_paste(struct screen *s, struct app *a, const char *text)
{
	(void)a;
	add((struct paste *)s, text);
}

static void
remove_last(struct paste *p)
{
	while (p->pasted.len && (p->pasted.data[p->pasted.len - 1] & 0xc0) == 0x80)
		p->pasted.len--;
	if (p->pasted.len)
		p->pasted.data[--p->pasted.len] = '\0';
}

static bool
paste_key(struct screen *s, struct app *a, uint32_t key)
{
	struct paste *p = (struct paste *)s;
	struct buf one = {0};

	(void)a;
	if (key == K_BACKSPACE) {
		remove_last(p);
		return true;
	}
	if (!key_character(key))
		return false;
	text_encode(&one, key_character(key));
	add(p, buf_str(&one));
	buf_release(&one);
	return true;
}

static bool
paste_act(struct screen *s, struct app *a, enum action action)
{
	struct paste *p = (struct paste *)s;

	if (action != ACTION_ACCEPT && action != ACTION_SAVE)
		return false;
	if (p->sending || !p->pasted.len)
		return true;
	p->sending = true;
	p->owner.submit(a, s, buf_str(&p->pasted), p->owner.arg); /* may be gone now */
	return true;
}

static void
paste_free(struct screen *s, struct app *a)
{
	struct paste *p = (struct paste *)s;

	(void)a;
	if (p->owner.gone)
		p->owner.gone(p->owner.arg);
	buf_release(&p->pasted);
	free(p->title);
	free(p->text);
	free(p->problem);
	free(p);
}

struct screen *
paste_new(const char *title, const char *text, const struct paste_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = paste_draw,
	    .key = paste_key,
	    .paste = paste_paste,
	    .act = paste_act,
	    .free = paste_free};
	struct paste *p = mem_alloc(sizeof(*p));

	p->screen.class = &class;
	p->title = mem_strdup(title);
	p->text = mem_strdup(text);
	p->owner = *owner;
	return &p->screen;
}

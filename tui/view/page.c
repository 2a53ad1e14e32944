#include "tui/view/page.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/term/canvas.h"
#include "tui/term/wrap.h"
#include "tui/view/viewport.h"

struct paragraph {
	char *text;
	unsigned style;
	int indent, hang;
};

struct page {
	struct paragraph *items;
	size_t count;
};

struct page *
page_new(void)
{
	return mem_alloc(sizeof(struct page));
}

void
page_free(struct page *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		free(p->items[i].text);
	free(p->items);
	free(p);
}

static void
add_line(struct page *p, unsigned style, int indent, const char *text, size_t len)
{
	p->items = mem_resize(p->items, p->count + 1, sizeof(*p->items));
	p->items[p->count++] = (struct paragraph){mem_strndup(text, len), style, indent, 0};
}

void
page_add(struct page *p, unsigned style, int indent, const char *text)
{
	for (const char *end;; text = end + 1) {
		end = strchrnul(text, '\n');
		add_line(p, style, indent, text, (size_t)(end - text));
		if (!*end)
			return;
	}
}

void
page_addf(struct page *p, unsigned style, int indent, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	page_add(p, style, indent, text);
	free(text);
}

void
page_hang(struct page *p, int columns)
{
	if (p->count)
		p->items[p->count - 1].hang = columns;
}

void
page_gap(struct page *p)
{
	if (p->count && *p->items[p->count - 1].text)
		add_line(p, STYLE_TEXT, 0, "", 0);
}

/* How far in a line of the paragraph stands: not so far that nothing of it is read. */
static int
indent_of(const struct paragraph *at, int width, bool first)
{
	int indent = at->indent + (first ? 0 : at->hang);

	return width - indent >= width / 2 ? indent : width - at->indent > 4 ? at->indent : 0;
}

static size_t
line_fit(const struct paragraph *at, const char *text, int width)
{
	int room = width - indent_of(at, width, text == at->text);

	return wrap_fit(text, room > 4 ? room : 4);
}

static int
lines_of(const struct paragraph *at, int width)
{
	int lines = 0;

	for (const char *text = at->text; *text; text += line_fit(at, text, width))
		lines++;
	return lines ? lines : 1;
}

int
page_lines(const struct page *p, int width)
{
	int lines = 0;

	for (size_t i = 0; i < p->count; i++)
		lines += lines_of(&p->items[i], width);
	return lines;
}

/* Draws the lines of one paragraph from `skip` on; returns how many. */
static int
draw_paragraph(const struct paragraph *at, struct canvas *c, int row, int column, int width,
    int most, int skip)
{
	const char *text = at->text;
	int lines = 0;

	if (!*text)
		return skip ? 0 : 1;
	for (; skip > 0; skip--)
		text += line_fit(at, text, width);
	for (size_t n; *text && lines < most; text += n) {
		int indent = indent_of(at, width, text == at->text);
		char *line;

		n = line_fit(at, text, width);
		line = mem_strndup(text, n);
		wrap_draw(c, row + lines++, column + indent, width - indent, 1, at->style, line);
		free(line);
	}
	return lines;
}

void
page_draw(const struct page *p, struct canvas *c, int row, int column, int width, int height,
    struct viewport *v)
{
	int line = 0, used = 0, top;

	viewport_fit(v, (size_t)page_lines(p, width), height);
	top = (int)v->top;
	for (size_t i = 0; i < p->count && used < height; i++) {
		int lines = lines_of(&p->items[i], width), skip = top - line;
		line += lines;
		if (skip < lines)
			used += draw_paragraph(&p->items[i], c, row + used, column, width,
			    height - used, skip > 0 ? skip : 0);
	}
	if (viewport_more(v))
		canvas_text(c, row + height - 1, column + width - 1, 1, STYLE_KEY, "↓");
}

char *
page_plain(const struct page *p)
{
	struct buf text = {0};

	for (size_t i = 0; i < p->count; i++)
		buf_printf(&text, "%*s%s\n", p->items[i].indent, "", p->items[i].text);
	return buf_steal(&text);
}

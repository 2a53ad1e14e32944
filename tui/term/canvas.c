/* A canvas is a rectangle of cells, row after row. Drawing is the last gate of foreign text:
 * whatever a screen hands over is cleaned again (base/text.h), so a cell only ever holds printable
 * code points.
 *
 * A wide character takes two cells: its own, and one with ch[0] == 0 to its right. The two
 * halves live and die together: who overwrites one half blanks the other, so that a painter that
 * compares two canvases cell by cell never meets half a character. */
#include "tui/term/canvas.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

struct canvas {
	int rows, columns;
	int cursor_row, cursor_column; /* -1: hidden */
	int kept;                      /* of the rows, at the bottom */
	bool ascii, plain;
	struct buf clean; /* scratch of canvas_text: kept, so that drawing does not allocate */
	struct cell *cells;
};

/* What stands for a sign where only ASCII can be shown. */
/* clang-format off */
static const struct {
	uint32_t code_point;
	char ascii;
} ascii_signs[] = {
    {0x00a0, ' '}, {0x00aa, 'a'}, {0x00ab, '"'}, {0x00b7, '.'}, {0x00ba, 'o'}, {0x00bb, '"'},
    {0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''},
    {0x2019, '\''}, {0x201c, '"'}, {0x201d, '"'}, {0x2022, '*'}, {0x2026, '.'}, {0x2190, '<'},
    {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'}, {0x2212, '-'}, {0x2500, '-'}, {0x2502, '|'},
    {0x2591, '.'}, {0x2592, ':'}, {0x2593, '#'}, {0x2588, '#'}, {0x25b2, '^'}, {0x25b6, '>'},
    {0x25bc, 'v'}, {0x25c0, '<'}, {0x25cf, '*'}, {0x2713, 'v'}, {0x2717, 'x'}, {0x25b8, '>'},
    {0x2589, '#'}, {0x258a, '#'}, {0x258b, '#'}, {0x258c, '#'}, {0x258d, '.'}, {0x258e, '.'},
    {0x258f, '.'},
};
/* clang-format on */

/* U+00C0 to U+017F without their accents. */
static const char ascii_latin[] =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

_Static_assert(sizeof(ascii_latin) - 1 == 0x180 - 0xc0, "one letter for each code point");

struct canvas *
canvas_new(int rows, int columns)
{
	struct canvas *c = mem_alloc(sizeof(*c));

	canvas_resize(c, rows, columns);
	return c;
}

void
canvas_free(struct canvas *c)
{
	if (!c)
		return;
	buf_release(&c->clean);
	free(c->cells);
	free(c);
}

void
canvas_resize(struct canvas *c, int rows, int columns)
{
	free(c->cells);
	c->rows = rows > 0 ? rows : 0;
	c->columns = columns > 0 ? columns : 0;
	c->kept = 0;
	c->cells = mem_array((size_t)c->rows * (size_t)c->columns, sizeof(*c->cells));
	canvas_clear(c);
}

int
canvas_rows(const struct canvas *c)
{
	return c->rows - c->kept;
}

void
canvas_keep(struct canvas *c, int rows)
{
	c->kept = rows < c->rows ? rows : c->rows;
}

int
canvas_kept(const struct canvas *c)
{
	return c->kept;
}

int
canvas_columns(const struct canvas *c)
{
	return c->columns;
}

void
canvas_ascii(struct canvas *c, bool on)
{
	c->ascii = on;
}

void
canvas_plain(struct canvas *c, bool on)
{
	c->plain = on;
}

static struct cell *
cell_at(const struct canvas *c, int row, int column)
{
	if (row < 0 || row >= c->rows || column < 0 || column >= c->columns)
		return NULL;
	return &c->cells[(size_t)row * (size_t)c->columns + (size_t)column];
}

const struct cell *
canvas_cell(const struct canvas *c, int row, int column)
{
	return cell_at(c, row, column);
}

void
canvas_clear(struct canvas *c)
{
	size_t count = (size_t)c->rows * (size_t)c->columns;

	for (size_t i = 0; i < count; i++)
		c->cells[i] = (struct cell){.ch = {' '}, .style = STYLE_TEXT};
	canvas_cursor(c, -1, -1);
}

void
canvas_cursor(struct canvas *c, int row, int column)
{
	bool shown = cell_at(c, row, column) != NULL;

	c->cursor_row = shown ? row : -1;
	c->cursor_column = shown ? column : -1;
}

void
canvas_cursor_get(const struct canvas *c, int *row, int *column)
{
	*row = c->cursor_row;
	*column = c->cursor_column;
}

static uint32_t
ascii_of(uint32_t ch)
{
	if (ch < 0x80)
		return ch;
	if (ch >= 0xc0 && ch < 0x180)
		return (uint32_t)ascii_latin[ch - 0xc0];
	for (size_t i = 0; i < sizeof(ascii_signs) / sizeof(*ascii_signs); i++)
		if (ascii_signs[i].code_point == ch)
			return (uint32_t)ascii_signs[i].ascii;
	if (ch >= 0x2500 && ch < 0x2580)
		return '+'; /* corners and crossings of lines */
	return '?';
}

/* Puts a base character, blanking the other half of a wide one that it cuts in two. */
static void
put(struct canvas *c, int row, int column, int columns, unsigned style, uint32_t ch)
{
	struct cell *cell = cell_at(c, row, column);
	struct cell *right = cell_at(c, row, column + columns);
	struct cell *left = cell_at(c, row, column - 1);

	if (!cell)
		return;
	if (!cell->ch[0] && left)
		*left = (struct cell){.ch = {' '}, .style = left->style};
	if (right && !right->ch[0])
		*right = (struct cell){.ch = {' '}, .style = right->style};
	*cell = (struct cell){.ch = {ch}, .style = (uint16_t)style};
	if (columns == 2 && (cell = cell_at(c, row, column + 1)) != NULL)
		*cell = (struct cell){.style = (uint16_t)style};
}

static void
put_mark(struct canvas *c, int row, int column, uint32_t mark)
{
	struct cell *cell = cell_at(c, row, column);

	if (cell && !cell->ch[0])
		cell = cell_at(c, row, column - 1);
	if (!cell)
		return;
	for (int i = 1; i < 3; i++)
		if (!cell->ch[i]) {
			cell->ch[i] = mark;
			return;
		}
}

/* The blocks of lines and of parts of a cell, U+2500 to U+259F. */
static bool
is_line(uint32_t ch)
{
	return ch >= 0x2500 && ch < 0x25a0;
}

/* Columns of a character as this canvas shows it. */
static int
columns_of(const struct canvas *c, uint32_t *ch)
{
	int columns = text_columns(*ch);

	if (c->plain && is_line(*ch))
		*ch = ' ';
	if (!c->ascii)
		return columns;
	*ch = columns ? ascii_of(*ch) : 0;
	return columns ? 1 : 0;
}

static int
width_of(const struct canvas *c, const char *s, size_t len)
{
	uint32_t ch;
	int width = 0, n;

	for (; (n = text_decode(s, len, &ch)) > 0; s += n, len -= (size_t)n)
		width += columns_of(c, &ch);
	return width;
}

int
canvas_text(struct canvas *c, int row, int column, int width, unsigned style, const char *utf8)
{
	int room = c->columns - column, used = 0, columns, n;
	const char *s;
	size_t len;
	uint32_t ch;
	bool cut;

	if (width >= 0 && width < room)
		room = width;
	if (!utf8 || room <= 0 || row < 0 || row >= c->rows)
		return 0;
	buf_clear(&c->clean);
	text_clean(&c->clean, utf8, strlen(utf8));
	s = buf_str(&c->clean);
	len = c->clean.len;
	cut = width_of(c, s, len) > room;
	room -= cut; /* the last column is the ellipsis */
	for (; (n = text_decode(s, len, &ch)) > 0; s += n, len -= (size_t)n) {
		columns = columns_of(c, &ch);
		if (used + columns > room)
			break;
		if (columns)
			put(c, row, column + used, columns, style, ch);
		else if (used && ch)
			put_mark(c, row, column + used - 1, ch);
		used += columns;
	}
	if (!cut)
		return used;
	for (; used < room; used++) /* half of a wide character did not fit */
		put(c, row, column + used, 1, style, ' ');
	put(c, row, column + used, 1, style, c->ascii ? '>' : 0x2026);
	return used + 1;
}

int
canvas_printf(
    struct canvas *c, int row, int column, int width, unsigned style, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int used;

	va_start(ap, fmt);
	s = mem_vprintf(fmt, ap);
	va_end(ap);
	used = canvas_text(c, row, column, width, style, s);
	free(s);
	return used;
}

/* The part of [column, column + width) that is on the canvas; width < 0 is to the edge. */
static int
clip(const struct canvas *c, int *column, int width)
{
	int end = width < 0 || width > c->columns - *column ? c->columns : *column + width;

	if (*column < 0)
		*column = 0;
	return end;
}

void
canvas_fill(struct canvas *c, int row, int column, int width, unsigned style, uint32_t ch)
{
	int end = clip(c, &column, width);

	if (columns_of(c, &ch) != 1)
		ch = '?'; /* wide, or not to be shown */
	for (; column < end; column++)
		put(c, row, column, 1, style, ch);
}

void
canvas_tint(struct canvas *c, int row, int column, int width, unsigned bits)
{
	int end = clip(c, &column, width);
	struct cell *cell;

	for (; column < end; column++)
		if ((cell = cell_at(c, row, column)) != NULL)
			cell->style |= (uint16_t)bits;
}

void
canvas_unselect(struct canvas *c)
{
	size_t count = (size_t)c->rows * (size_t)c->columns;

	for (size_t i = 0; i < count; i++)
		c->cells[i].style &= (uint16_t)~STYLE_SELECTED;
}

void
canvas_selected(const struct canvas *c, struct buf *out)
{
	bool blank = false;

	for (int row = 0; row < c->rows; row++) {
		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = cell_at(c, row, column);

			if (!(cell->style & STYLE_SELECTED) || !cell->ch[0])
				continue;
			if (cell->ch[0] != ' ' && blank && out->len)
				buf_putc(out, ' ');
			blank = cell->ch[0] == ' ';
			for (int i = 0; i < 3 && cell->ch[i] && !blank; i++)
				text_encode(out, cell->ch[i]);
		}
		blank = true;
	}
}

void
canvas_rule(struct canvas *c, int row, const char *title)
{
	canvas_fill(c, row, 0, -1, STYLE_RULE, 0x2500);
	if (title && *title) {
		int used = canvas_text(c, row, 2, c->columns - 5, STYLE_HEADING, title);

		if (used > 0) {
			canvas_fill(c, row, 1, 1, STYLE_RULE, ' ');
			canvas_fill(c, row, 2 + used, 1, STYLE_RULE, ' ');
		}
	}
}

void
canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		size_t end = out->len;

		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = cell_at(c, row, column);

			for (int i = 0; i < 3 && cell->ch[i]; i++)
				text_encode(out, cell->ch[i]);
			if (cell->ch[0] && cell->ch[0] != ' ')
				end = out->len;
		}
		out->len = end;
		buf_putc(out, '\n');
	}
}

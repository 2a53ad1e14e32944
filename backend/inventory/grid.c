#include "inventory/grid.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MERGES_MAX = 20000 };

void
grid_release(struct grid *g)
{
	free(g->cells);
	free(g->merges);
	buf_release(&g->texts);
	*g = (struct grid){0};
}

static void
append(struct grid *g, struct grid_cell cell)
{
	if (g->count == g->room) {
		g->room = g->room ? g->room * 2 : 1024;
		g->cells = mem_resize(g->cells, g->room, sizeof(*g->cells));
	}
	g->cells[g->count++] = cell;
}

bool
grid_add(struct grid *g, uint32_t row, uint32_t column, const char *text)
{
	struct grid_cell *last = g->count ? &g->cells[g->count - 1] : NULL;

	if (!*text || column >= SHEET_COLUMNS_MAX || row >= SHEET_ROWS_MAX)
		return true;
	if (g->count >= CELLS_MAX || g->texts.len > STRINGS_MAX_BYTES)
		return false;
	if (last && (row < last->row || (row == last->row && column <= last->column)))
		g->unordered = true;
	append(g, (struct grid_cell){row, (uint16_t)column, (uint32_t)g->texts.len});
	buf_add(&g->texts, text, strlen(text) + 1);
	return true;
}

bool
grid_place(const char *name, uint32_t *row, uint32_t *column)
{
	uint32_t letters = 0, number = 0;

	for (; *name >= 'A' && *name <= 'Z' && letters < 100000; name++)
		letters = letters * 26 + (uint32_t)(*name - 'A' + 1);
	for (; *name >= '0' && *name <= '9' && number < 100000000; name++)
		number = number * 10 + (uint32_t)(*name - '0');
	*row = number - 1;
	*column = letters - 1;
	return letters && number && (!*name || *name == ':');
}

void
grid_merge(struct grid *g, const char *range)
{
	uint32_t row, column, last_row, last_column;
	const char *colon = strchr(range, ':');

	if (!colon || !grid_place(range, &row, &column) ||
	    !grid_place(colon + 1, &last_row, &last_column) || last_row <= row ||
	    column >= SHEET_COLUMNS_MAX || g->merge_count == MERGES_MAX)
		return;
	if (last_row >= SHEET_ROWS_MAX)
		last_row = SHEET_ROWS_MAX - 1;
	g->merges = mem_resize(g->merges, g->merge_count + 1, sizeof(*g->merges));
	g->merges[g->merge_count++] = (struct grid_merge){row, last_row, (uint16_t)column};
}

static int
compare_cells(const void *a, const void *b)
{
	const struct grid_cell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->text < y->text ? -1 : x->text > y->text;
}

static void
sort(struct grid *g)
{
	if (g->unordered)
		qsort(g->cells, g->count, sizeof(*g->cells), compare_cells);
	g->unordered = false;
}

/* The first cell among the first `count` that is not before that place; count: none. */
static size_t
place_of(const struct grid *g, size_t count, uint32_t row, uint16_t column)
{
	struct grid_cell key = {.row = row, .column = column};
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_cells(&g->cells[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What stands in the first of cells that are merged stands in those below it, where their row has any other cell. */
static void
fill_merged(struct grid *g)
{
	size_t own = g->count;

	for (size_t i = 0; i < g->merge_count; i++) {
		const struct grid_merge *m = &g->merges[i];
		size_t first = place_of(g, own, m->first_row, m->column), any;
		uint32_t text;

		if (first == own || g->cells[first].row != m->first_row ||
		    g->cells[first].column != m->column)
			continue;
		text = g->cells[first].text;
		for (uint32_t row = m->first_row + 1; row <= m->last_row; row++) {
			any = place_of(g, own, row, 0);
			if (any == own || g->count >= CELLS_MAX)
				break;
			if (g->cells[any].row == row)
				append(g, (struct grid_cell){row, m->column, text});
		}
	}
	g->unordered = g->count > own;
}

/* A line end within a cell parts names as a comma does. */
static void
write_cell(struct buf *csv, const char *text)
{
	buf_putc(csv, '"');
	for (const char *s = text; *s; s++) {
		if (*s == '"')
			buf_puts(csv, "\"\"");
		else if (*s == '\n' || (*s == '\r' && s[1] != '\n'))
			buf_puts(csv, ", ");
		else if (*s == '\r')
			continue;
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			buf_putc(csv, ' ');
		else
			buf_putc(csv, *s);
	}
	buf_putc(csv, '"');
}

void
grid_write(struct grid *g, struct buf *csv)
{
	uint32_t row = 0, column = 0;

	sort(g);
	fill_merged(g);
	sort(g);
	for (size_t i = 0; i < g->count; i++) {
		const struct grid_cell *c = &g->cells[i];

		if (i && c->row == c[-1].row && c->column == c[-1].column)
			continue;
		for (; row < c->row; row++, column = 0)
			buf_putc(csv, '\n');
		for (; column < c->column; column++)
			buf_putc(csv, ';');
		write_cell(csv, g->texts.data + c->text);
	}
	buf_putc(csv, '\n');
}

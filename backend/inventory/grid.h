/* The cells of one sheet as they come, row by row, and then as a CSV. */
#ifndef INVENTORY_GRID_H
#define INVENTORY_GRID_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns and rows further out are not looked at; of cells, and of the bytes of their texts, there are no more. */
enum {
	SHEET_COLUMNS_MAX = 256,
	SHEET_ROWS_MAX = 200000,
	CELLS_MAX = 4000000,
	STRINGS_MAX_BYTES = 64 * 1024 * 1024
};

struct grid_cell {
	uint32_t row; /* from 0 */
	uint16_t column;
	uint32_t text; /* where it begins in texts */
};

struct grid_merge {
	uint32_t first_row, last_row;
	uint16_t column;
};

struct grid {
	struct grid_cell *cells; /* in order of row, and of column within it, as a sheet has them */
	size_t count, room;
	struct buf texts; /* each ends with NUL */
	struct grid_merge *merges;
	size_t merge_count;
	bool unordered; /* it is not so */
};

void grid_release(struct grid *g);
/* False: there is no room for it. Empty texts need none. */
bool grid_add(struct grid *g, uint32_t row, uint32_t column, const char *text);
/* "B2:B5". */
void grid_merge(struct grid *g, const char *range);
void grid_write(struct grid *g, struct buf *csv);

/* "B17": from 0. False: it is none. */
bool grid_place(const char *name, uint32_t *row, uint32_t *column);

#endif

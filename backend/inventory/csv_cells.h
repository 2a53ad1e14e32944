/* The cells of a table that is text: RFC 4180, with the separators, the ends of lines and the "sep=" of spreadsheets. */
#ifndef INVENTORY_CSV_CELLS_H
#define INVENTORY_CSV_CELLS_H

#include <stdbool.h>
#include <stddef.h>

enum { CSV_CELLS_MAX = 64 /* of one row */, CSV_ROW_MAX_BYTES = 4096 };

/* Where reading goes on: the beginning of a row in UTF-8 text that is the caller's; a copy is a place to come back to. */
struct csv_place {
	const char *at;
	size_t line; /* its number, from 1 */
	char separator;
};

struct csv_cells {
	char *cell[CSV_CELLS_MAX]; /* without the blanks around */
	size_t count;
};

/* The cells of the row there, and past it; released by the caller. NULL, or the code of why it cannot be read, and there are none:
 * "csv-quote", "csv-line-too-long" (CSV_ROW_MAX_BYTES), "csv-many-cells". */
const char *csv_cells_read(struct csv_place *p, struct csv_cells *cells);
void csv_cells_release(struct csv_cells *cells);
bool csv_cells_blank(const struct csv_cells *cells);
/* Without the blanks around, and without the apostrophe of inventory/cell_guard.h. The caller frees it. */
char *csv_cell_trim(const char *s);

/* The commonest of ; , and tab in the first line of s. */
char csv_separator_guess(const char *s);
/* Reads the "sep=;" line that Excel writes and obeys, and goes past it. False: there is none. */
bool csv_separator_named(struct csv_place *p);

/* Past the end of a line: CRLF, LF, or the lone CR of old spreadsheets. */
const char *csv_next_line(const char *s);

#endif

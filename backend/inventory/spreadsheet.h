/* A table as people keep it in a spreadsheet: columns with a title and a kind, rows with a colour. It is filled row by row, cell by
 * cell, and written as CSV (here) or as a workbook (inventory/spreadsheet_xlsx.h). Texts are cleaned, and what a spreadsheet would run is
 * guarded (inventory/cell_guard.h), in either. */
#ifndef INVENTORY_SPREADSHEET_H
#define INVENTORY_SPREADSHEET_H

#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum spreadsheet_kind {
	SPREADSHEET_TEXT,
	SPREADSHEET_NUMBER,
	SPREADSHEET_DAY,  /* of the time zone of whoever writes it */
	SPREADSHEET_TIME, /* to the minute, of the same */
	SPREADSHEET_KIND_COUNT
};

struct spreadsheet_column {
	char *title;
	enum spreadsheet_kind kind;
	int width;   /* in characters */
	bool tinted; /* in the colour of the row's urgency */
};

struct spreadsheet_cell {
	char *text; /* NULL: it is empty, or a number */
	int64_t
	    number; /* of days and times: seconds since 1970 as the clock on the wall counts them */
	bool empty;
};

struct spreadsheet {
	char *name;
	struct spreadsheet_column *columns;
	size_t column_count;
	struct spreadsheet_cell *cells; /* row by row */
	size_t cell_count, cell_room;
	enum urgency *levels; /* of each row */
	size_t row_count, row_room;
};

struct spreadsheet *spreadsheet_new(const char *name);
void spreadsheet_free(struct spreadsheet *s); /* NULL is fine */

/* Columns before the first row. */
void spreadsheet_column(
    struct spreadsheet *s, const char *title, enum spreadsheet_kind kind, int width, bool tinted);

/* Each row has a cell for each column, added one by one after it. */
void spreadsheet_row(struct spreadsheet *s, enum urgency level);
void spreadsheet_empty(struct spreadsheet *s);
void spreadsheet_text(struct spreadsheet *s, const char *text); /* NULL and "" are empty */
void spreadsheet_number(struct spreadsheet *s, int64_t number);
/* An instant, of a column of days or times; 0 is empty. */
void spreadsheet_at(struct spreadsheet *s, int64_t at);
void spreadsheet_day(struct spreadsheet *s, const char *day); /* "2026-12-19"; else empty */

/* The CSV that Excel in Catalan, and in Spanish, opens right with two clicks: mark of UTF-8, ';', CRLF, days dd/mm/yyyy. */
void spreadsheet_csv(const struct spreadsheet *s, struct buf *out);

#endif

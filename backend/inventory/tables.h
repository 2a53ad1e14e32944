/* A list as a file: one table of text, or the sheets of a workbook. */
#ifndef INVENTORY_TABLES_H
#define INVENTORY_TABLES_H

#include "inventory/csv.h"
#include "inventory/workbook.h"

struct tables {
	struct csv *csv[SHEETS_MAX];
	char *names[SHEETS_MAX]; /* "": of a text */
	size_t hidden_rows[SHEETS_MAX];
	size_t count;
	json_t *left_out; /* sheets that are hidden or hold no table: {"name","hidden"} */
};

/* -1 and *error ({"code","args"}, the caller's): of csv_open, and "list-…". Release it always. */
int tables_read(struct tables *t, const char *bytes, size_t len, json_t **error);
void tables_release(struct tables *t);

#endif

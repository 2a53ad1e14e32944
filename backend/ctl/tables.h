/* A list as a file: one table of text, or the sheets of a workbook. A workbook is read by a child (inventory/workbook_worker.h). */
#ifndef CTL_TABLES_H
#define CTL_TABLES_H

#include "base/err.h"
#include "inventory/csv.h"
#include "inventory/workbook.h"

#include <jansson.h>

struct tables {
	struct csv *csv[SHEETS_MAX];
	char *names[SHEETS_MAX]; /* "": of a text */
	size_t count;
	char digest[65];  /* of the file */
	json_t *left_out; /* sheets that are not read: {"name","hidden"} */
	size_t hidden_rows;
};

/* All that the descriptor has. -1 and *error ({"code","args"}, the caller's): of csv_read, csv_parse, and "list-…". */
int tables_read(struct tables *t, int fd, json_t **error);
void tables_release(struct tables *t);

#endif

/* A workbook of Excel (.xlsx, ECMA-376 part 1) as tables of text: each sheet as a CSV that inventory/csv.h reads, UTF-8, ';', a
 * line for each row from the first, so that the number of a line is that of the row. A day is "2026-12-19" whatever its format
 * and epoch; of a formula its last value stands; a cell merged with those below is in each of them. Nothing is run and nothing
 * is fetched. */
#ifndef INVENTORY_WORKBOOK_H
#define INVENTORY_WORKBOOK_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

enum { SHEETS_MAX = 64 };

struct sheet {
	char *name;
	bool hidden;        /* and then not read */
	size_t hidden_rows; /* that are in csv all the same */
	struct buf csv;
};

struct workbook {
	struct sheet sheets[SHEETS_MAX];
	size_t count;
};

/* -1: "list-damaged", "list-encrypted", "list-bomb", "list-ods", "list-xlsb", "list-not-workbook". Release it always. */
int workbook_read(struct workbook *w, const char *bytes, size_t len, struct err *err);
void workbook_release(struct workbook *w);

#endif

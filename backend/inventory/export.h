/* Rows of monitor.list as a CSV that import reads and programs do: mark of UTF-8, ';', CRLF, the names of the fields as titles, and
 * after them the head of the service ("head" of a row) and the tickets. What a spreadsheet would run is guarded
 * (inventory/cell_guard.h); text is cleaned. Times are of UTC, "2026-12-19 12:00:00", which spreadsheets of every language take for one. */
#ifndef INVENTORY_EXPORT_H
#define INVENTORY_EXPORT_H

#include <jansson.h>

struct buf;

void export_csv_head(struct buf *out);
void export_csv_row(struct buf *out, const json_t *row);

#endif

/* Rows of monitor.list as a spreadsheet or as JSON. The CSV is the one that import reads and that
 * Excel in Catalan opens with two clicks: mark of UTF-8, ';', CRLF. A cell that a spreadsheet would
 * run as a formula (it starts with = + - @ or TAB) gets an apostrophe before it; text is cleaned.
 * Times are of UTC, "2026-12-19 12:00:00", which spreadsheets of every language take for one. */
#ifndef INVENTORY_EXPORT_H
#define INVENTORY_EXPORT_H

#include <jansson.h>

struct buf;

void export_csv_head(struct buf *out);
void export_csv_row(struct buf *out, const json_t *row);

#endif

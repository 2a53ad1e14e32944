/* Lists of hosts as spreadsheets write them, above all Excel in Catalan or Spanish: cells parted by
 * ';', ',' or TAB (found out, or told by a "sep=" line), UTF-8 with or without its mark or
 * Windows-1252, CRLF, and quotes around cells that hold separators or line ends (RFC 4180). A row,
 * below titles and blanks, names the columns, in Catalan, Spanish or English and in any order; a column of no known name is
 * known by what is in it, where that looks like nothing else; a file of one column without a name is a list of hosts.
 *
 * A row becomes the arguments of monitor.import: {"line","host","port",...}, with only the cells
 * that are not empty; of what a CA reports its hosts are the names of the certificate (inventory/report_row.h), with "serial" and
 * "status" beside them; of several hosts in one cell each, with a number from 1 as "part" after the first; "planned" where the
 * list has dates, and none of it. What a value must be is for the backend to say; here only what cannot be
 * passed on is an error. */
#ifndef INVENTORY_CSV_H
#define INVENTORY_CSV_H

#include <jansson.h>

#include <stddef.h>

struct buf;
struct csv;

enum { CSV_MAX_BYTES = 16 * 1024 * 1024, CSV_ROW_MAX_BYTES = 4096, CSV_CELL_BYTES = 32 };

/* All that a descriptor has, added to *bytes, the caller's. NULL, or an error ({"code","args"}, the caller's): "csv-too-large"
 * (more than `most`), "not-a-file", "io". */
json_t *csv_read(int fd, size_t most, struct buf *bytes);

/* Reads a whole table from memory (copied). NULL and *error, as above, when it is none: "csv-empty", "csv-binary",
 * "csv-spreadsheet", "csv-no-host", "csv-repeated-column", "csv-too-large" (CSV_MAX_BYTES). */
struct csv *csv_parse(const char *bytes, size_t len, json_t **error);
void csv_free(struct csv *c); /* NULL is fine */

/* Columns that were not understood and are left out. */
size_t csv_unknown_count(const struct csv *c);
const char *csv_unknown(const struct csv *c, size_t i);

/* What each column is, and its title as written, "" for none: the name of inventory/list_columns.h; NULL: left out. */
size_t csv_column_count(const struct csv *c);
const char *csv_column(const struct csv *c, size_t i, const char **title);

/* Of the file, as it is: SHA-256 in hex. */
const char *csv_digest(const struct csv *c);

/* Where a field of that line stands, as spreadsheets call it: "B17"; "" where no column is of it. */
void csv_cell(const struct csv *c, const char *field, size_t line, char out[CSV_CELL_BYTES]);

/* The next row that is not blank. CSV_BAD: this one could not be read, *error says why, and reading
 * goes on after it. */
enum csv_state { CSV_ROW, CSV_BAD, CSV_END };
enum csv_state csv_next(struct csv *c, json_t **row, size_t *line, json_t **error);

/* From the first row again. */
void csv_rewind(struct csv *c);

#endif

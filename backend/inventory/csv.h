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

enum { CSV_MAX_BYTES = 16 * 1024 * 1024 };

/* All that a descriptor has, added to *bytes, the caller's. NULL, or an error ({"code","args"}, the caller's): "csv-too-large"
 * (more than `most`), "not-a-file", "io". */
json_t *csv_read(int fd, size_t most, struct buf *bytes);

/* Reads a whole table from memory (copied). NULL and *error, as above, when it is none: "csv-empty", "csv-binary",
 * "csv-spreadsheet", "csv-no-host", "csv-repeated-column", "csv-too-large" (CSV_MAX_BYTES). */
struct csv *csv_parse(const char *bytes, size_t len, json_t **error);
void csv_free(struct csv *c); /* NULL is fine */
/* The same of a table whose columns somebody may yet say (csv_map): "csv-no-host" and "csv-repeated-column" are then its fault,
 * as long as it is so, and it has no rows to read. */
struct csv *csv_open(const char *bytes, size_t len, json_t **error);
const json_t *csv_fault(const struct csv *c); /* NULL: none; borrowed */

/* What each column is, and its title as written, "" for none: the name of inventory/list_columns.h; NULL: left out. */
size_t csv_column_count(const struct csv *c);
const char *csv_column(const struct csv *c, size_t i, const char **title);
enum csv_known_by { CSV_BY_NAME, CSV_BY_CONTENT, CSV_BY_HAND };
enum csv_known_by csv_column_by(const struct csv *c, size_t i);
/* Each column is what `columns` says (of inventory/list_columns.h; -1: left out), as many as there are; from the first row again.
 * An error and nothing is changed: "csv-repeated-column". */
json_t *csv_map(struct csv *c, const int *columns);
/* The same for tables whose columns have the same titles in the same order, whatever is in them. */
enum { CSV_SHAPE_BYTES = 65 };
void csv_shape(const struct csv *c, char out[CSV_SHAPE_BYTES]);

/* The next row that is not blank. CSV_BAD: this one could not be read, *error says why, and reading
 * goes on after it. */
enum csv_state { CSV_ROW, CSV_BAD, CSV_END };
enum csv_state csv_next(struct csv *c, json_t **row, size_t *line, json_t **error);

/* From the first row again. */
void csv_rewind(struct csv *c);

#endif

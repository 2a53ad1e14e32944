/* A source of rows that are JSON objects with an "id", all in memory: some thousands at most. Order,
 * filter and search are done at once, by what the columns show. */
#ifndef TUI_VIEW_JSON_ROWS_H
#define TUI_VIEW_JSON_ROWS_H

#include "tui/view/columns.h"
#include "tui/view/source.h"

#include <jansson.h>

struct json_rows;
struct row_reader;

/* What a filter asks is read from. */
struct json_row {
	const json_t *row;
	const void *arg; /* of json_rows_new */
	const struct json_rows *rows;
};

/* reader: of struct json_row, for the filter's fields;
 * `anywhere` of it is asked about a word without a field that no column shows; NULL: there are no
 * fields. arg: for columns and reader. All are borrowed. */
struct json_rows *json_rows_new(
    const struct list_columns *columns, const struct row_reader *reader, const void *arg);
void json_rows_free(struct json_rows *r); /* NULL is fine */
/* These rows instead of those before; array is kept. Marks of rows that are not there are gone. */
void json_rows_set(struct json_rows *r, json_t *array);
/* Order and filter anew: something beside the rows changed that the columns or the reader look at. */
void json_rows_arrange(struct json_rows *r);
const json_t *json_rows_all(const struct json_rows *r); /* whatever the filter; NULL: none yet */
/* An array of the marked rows: those in sight in the order of the list, then the others. Where none is marked, of the row under the
 * cursor. The caller decrefs. */
json_t *json_rows_chosen(const struct json_rows *r);
struct source *json_rows_source(struct json_rows *r);

#endif

/* What the child that reads a list says of it ("read" of inventory/list_worker.h): its sheets, and what each column is taken for. */
#ifndef IMPORTING_LIST_HEAD_H
#define IMPORTING_LIST_HEAD_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Why nothing of it can be imported as it is ({"code","args"}, the caller's); NULL: some sheet can. */
json_t *list_head_fault(const json_t *head);

/* Borrowed; NULL: there is no such sheet. It is read where it has no "error". */
const json_t *list_head_sheet(const json_t *head, size_t sheet);
/* What else "map" answered of that sheet is so from now on. */
void list_head_set_sheet(json_t *head, size_t sheet, const json_t *now);

/* What "list.columns" asks of it: {"shapes":[…]}. */
json_t *list_head_shapes(const json_t *head);
/* What was said of lists with the titles of that sheet, as the arguments of the child's "map"; NULL: nothing, or it is so already.
 * known: of the answer to "list.columns". */
json_t *list_head_recalled(const json_t *head, size_t sheet, const json_t *known);
/* What a user said the columns of that sheet are, as the arguments of "list.keep-columns"; NULL: he said nothing, or what is known. */
json_t *list_head_said(const json_t *head, size_t sheet, const json_t *known);
/* The arguments that have it forgotten. */
json_t *list_head_forgotten(const json_t *head, size_t sheet);

/* A row is known by one number, that of its sheet and its line there: "17", or "PRO, 17" where there are several sheets. */
int64_t list_place(size_t sheet, int64_t line);
size_t list_place_sheet(int64_t place);
int64_t list_place_line(int64_t place);
void list_head_place(const json_t *head, int64_t place, struct buf *out);
/* Where a field of that row stands, as spreadsheets call it: "B17"; nothing where no column is of it. */
void list_head_cell(const json_t *head, const char *field, int64_t place, struct buf *out);

#endif

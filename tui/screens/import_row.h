/* One row of a list that is to be imported: what the list says, and what it would be. */
#ifndef TUI_SCREENS_IMPORT_ROW_H
#define TUI_SCREENS_IMPORT_ROW_H

#include <jansson.h>

struct app;

/* row: of list_import_rows, in words; head: of list_import_head. Both are kept as they are now. */
void import_row_open(struct app *a, const json_t *row, const json_t *head);

#endif

/* The columns of the list of renewals. A row is a json_t of the answer of renewal.list; what is said of its monitors comes from the
 * rows in memory, so that a name is always the present one. */
#ifndef TUI_SCREENS_RENEWAL_COLUMNS_H
#define TUI_SCREENS_RENEWAL_COLUMNS_H

#include "tui/view/columns.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct app;
struct buf;
struct row;

/* Of json_t; what they are given is the app. */
extern const struct list_columns renewal_columns;

/* NULL: it has not so many, or that one is not loaded yet. */
const struct row *renewal_row_monitor(const struct app *a, const json_t *r, size_t i);
/* Of what it is: its first monitor, and how many more. r: a json_t; arg: the app. */
void renewal_row_title(const void *r, const void *arg, struct buf *out);
bool renewal_row_is_closed(const json_t *r);

#endif

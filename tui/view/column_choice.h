/* What a user makes of the columns of a list (struct column_choice in columns.h): the changes to it, a column at a time,
 * and how it is kept: a list of objects in their order, each with the heading that the column has in the table,
 * [{"column": "Monitor", "width": 40}, {"column": "Tags", "shown": false}].
 *
 * A column is named by its place in the table. Those without a heading are an order only, and are never a line. */
#ifndef TUI_VIEW_COLUMN_CHOICE_H
#define TUI_VIEW_COLUMN_CHOICE_H

#include "tui/view/columns.h"

#include <jansson.h>

enum { COLUMN_WIDEST = 200 };

/* The columns that have a heading, in the order chosen; out: room for COLUMNS_MOST. How many they are. */
size_t column_choice_lines(
    const struct list_columns *c, const struct column_choice *choice, int *out);
/* The subject is always shown. */
bool column_choice_is_subject(const struct list_columns *c, int column);
/* Shown, or not any more; what the room shows by itself is not asked for. False: it is the subject. */
bool column_choice_toggle(const struct column_room *room, struct column_choice *choice, int column);
/* Before the one before it (-1), or after the one after it (+1). False: there is none. */
bool column_choice_move(
    const struct list_columns *c, struct column_choice *choice, int column, int by);
/* From the width that it has now. False: it cannot be so wide here, or so narrow anywhere. */
bool column_choice_widen(
    const struct column_room *room, struct column_choice *choice, int column, int by);
/* Shown where it is worth its room, as wide as there is room. */
void column_choice_reset(struct column_choice *choice, int column);

/* The caller decrefs; NULL: nothing was made of them. */
json_t *column_choice_json(const struct list_columns *c, const struct column_choice *choice);
/* What it cannot mean is passed over; a column that is not named stands after the one before it in the table. */
struct column_choice column_choice_read(const struct list_columns *c, const json_t *json);

#endif

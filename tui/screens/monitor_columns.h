/* The columns of the list of monitors. */
#ifndef TUI_SCREENS_MONITOR_COLUMNS_H
#define TUI_SCREENS_MONITOR_COLUMNS_H

#include "tui/model/order.h"
#include "tui/view/columns.h"

struct buf;
struct row;

/* Of struct row; what they are given is the app. */
extern const struct list_columns monitor_columns;

/* The model's order that one of them stands for, and back. */
enum column monitor_column_order(int column);
int monitor_column_of(enum column order);

/* What stands in some of their cells, for other lists that tell of a monitor. row: a struct row; arg: the app. Of what is not
 * known nothing is written. */
void monitor_days_text(const void *row, const void *arg, struct buf *out);
void monitor_days_brief(const void *row, const void *arg, struct buf *out);
void monitor_start_text(const void *row, const void *arg, struct buf *out);
void monitor_start_brief(const void *row, const void *arg, struct buf *out);
void monitor_end_text(const void *row, const void *arg, struct buf *out);
const char *monitor_urgency_letter(const void *row, const void *arg, unsigned *style);
unsigned monitor_level_style(const struct row *r); /* of its letter */

#endif

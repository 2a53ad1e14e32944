/* The columns of the list of monitors. */
#ifndef TUI_SCREENS_MONITOR_COLUMNS_H
#define TUI_SCREENS_MONITOR_COLUMNS_H

#include "tui/model/order.h"
#include "tui/view/columns.h"

/* Of struct row; what they are given is the app. */
extern const struct list_columns monitor_columns;

/* The model's order that one of them stands for, and back. */
enum column monitor_column_order(int column);
int monitor_column_of(enum column order);

#endif

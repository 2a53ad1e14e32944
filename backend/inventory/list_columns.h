/* What a column of a list says: a field of a monitor (base/monitor_field.h), or what stands beside it, the head of its service
 * and its tickets. Known by its title in Catalan, Spanish and English, and without one that is known by what is in it. */
#ifndef INVENTORY_LIST_COLUMNS_H
#define INVENTORY_LIST_COLUMNS_H

#include "base/monitor_field.h"

enum {
	LIST_HEAD = MONITOR_FIELD_COUNT, /* cap de servei */
	LIST_TICKETS,
	LIST_SAID_COUNT, /* what a list of the team says, and export writes */
	LIST_COMMON_NAME =
	    LIST_SAID_COUNT, /* of an issuing CA's report, as the rest (inventory/report_row.h) */
	LIST_SANS,
	LIST_SERIAL,
	LIST_STATUS,
	LIST_COLUMN_COUNT
};
enum { LIST_COLUMNS_MAX = 64 }; /* of one table */

/* The argument of monitor.import that it becomes. */
const char *list_column_name(int column);
/* -1: no such title. */
int list_column_of_title(const char *title);
int list_column_from(const char *name); /* by list_column_name; -1 */
/* By a cell of it: LIST_TICKETS, MONITOR_FIELD_HOST or MONITOR_FIELD_FOLDER, which look like nothing else; -1. */
int list_column_of_value(const char *cell);

/* Puts a cell that is not empty into the row. NULL, or the reason why it cannot be passed on (base/codes.def). */
const char *list_cell_put(json_t *row, int column, const char *value);

#endif

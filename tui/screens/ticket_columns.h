/* What view 4 shows of its rows, how it orders them, and what its filter asks of them. A row is of ticket.list, or one of
 * ticket.requests (fetched_list.h, fetched_other). */
#ifndef TUI_SCREENS_TICKET_COLUMNS_H
#define TUI_SCREENS_TICKET_COLUMNS_H

#include "expiry/ticket_turn.h"

#include <jansson.h>

struct app;
struct list_columns;
struct row_reader;

/* Of a request to Jira by whether a person has to see to it. */
enum ticket_turn ticket_turn(const struct app *a, const json_t *row);

extern const struct list_columns ticket_columns; /* by turn at first; given the app */
/* Of struct json_row with the app; request_reader where the row itself is a request. */
extern const struct row_reader ticket_reader, request_reader;

#endif

/* What view 4 shows of its rows, how it orders them, and what its filter asks of them. A row is of ticket.list, or one of
 * ticket.requests (fetched_list.h, fetched_other). */
#ifndef TUI_SCREENS_TICKET_COLUMNS_H
#define TUI_SCREENS_TICKET_COLUMNS_H

#include <jansson.h>

struct app;
struct list_columns;
struct row_reader;

/* Ours first; TURN_REQUEST: of what Jira is asked, and a person has to see to. */
enum ticket_turn {
	TURN_REQUEST,
	TURN_ANSWER,
	TURN_UNSEEN,
	TURN_OURS,
	TURN_THEIRS,
	TURN_NONE,
	TURN_COUNT
};

enum ticket_turn ticket_turn(const struct app *a, const json_t *row);

extern const struct list_columns ticket_columns; /* by turn at first; given the app */
/* Of struct json_row with the app; request_reader where the row itself is a request. */
extern const struct row_reader ticket_reader, request_reader;

#endif

/* Whose turn a ticket makes it: that of the wait behind its step, but one that is resolved and still here is ours, since
 * what it brought is yet to be taken up. ticket: as ticket.list tells it. Pure. */
#ifndef EXPIRY_TICKET_TURN_H
#define EXPIRY_TICKET_TURN_H

#include <jansson.h>

#include <stdbool.h>

/* The most pressing first. */
enum ticket_turn {
	TURN_REQUEST, /* of a request to Jira that needs a person; never of a ticket */
	TURN_ANSWER,  /* they answered, and nobody has looked */
	TURN_UNSEEN,  /* nobody has looked at it yet */
	TURN_OURS,
	TURN_THEIRS,
	TURN_NONE, /* it is for no renewal */
	TURN_COUNT
};

enum ticket_turn ticket_turn_of(const json_t *ticket);

bool ticket_is_resolved(const json_t *ticket);

/* The first of its uses that is open, else the first; NULL: it has none. Borrowed. */
const json_t *ticket_use(const json_t *ticket);

#endif

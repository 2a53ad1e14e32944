/* The calls on tickets: making, finding, reading, linking and commenting on them. */
#ifndef TICKETS_REST_TICKETS_H
#define TICKETS_REST_TICKETS_H

#include "tickets/call.h"

extern const struct dialect rest_tickets[]; /* one without a name at the end */

#endif

/* The tickets that people linked to monitors that have no renewal: in the rows of these. */
#ifndef DAEMON_STATE_LINKED_TICKETS_H
#define DAEMON_STATE_LINKED_TICKETS_H

#include "base/err.h"

struct roster;
struct store;

/* Reads them all from the store, in the place of what the rows had. */
int linked_tickets_load(struct roster *roster, struct store *store, struct err *err);

#endif

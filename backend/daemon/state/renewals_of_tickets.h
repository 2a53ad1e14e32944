/* The renewals that tickets are for, each once. */
#ifndef DAEMON_STATE_RENEWALS_OF_TICKETS_H
#define DAEMON_STATE_RENEWALS_OF_TICKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct renewals_of_tickets {
	int64_t *ids; /* the caller's, by free */
	size_t count;
};

/* Adds those of one ticket; by_steps: only those whose steps hold it. */
void renewals_of_ticket(
    struct renewals_of_tickets *l, struct store *store, int64_t ticket, bool by_steps);

#endif

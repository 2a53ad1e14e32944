/* What the outbox holds in memory of the requests that have not ended: when each goes on, and whether something of it is on
 * its way. */
#ifndef DAEMON_TICKETING_PENDING_H
#define DAEMON_TICKETING_PENDING_H

#include "store/ticket_requests.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pending {
	int64_t id;
	int64_t spoken_to; /* the ticket that it says something on, or attaches to; 0: none */
	enum ticket_request_state state;
	bool sought; /* it is to be looked for (request_is_sought) */
	char *login;
	int64_t next_at; /* 0: at once */
	bool flying;     /* Jira is being asked */
};

struct pending_list {
	struct pending *items; /* in order of id */
	size_t count;
};

struct pending *pending_find(const struct pending_list *l, int64_t id); /* NULL: none */
/* As it was committed. One that has ended is taken out, unless something of it is on its way. */
void pending_note(struct pending_list *l, const struct ticket_request *r);
void pending_release(struct pending_list *l);

/* Seconds until it is due; a date that no request has is of another clock, and is now. */
int64_t pending_wait(const struct pending *p, int64_t now);
/* Was it written down before p, for the same ticket, and is it not known yet whether it is there? Then p would overtake it. */
bool pending_precedes(const struct pending *earlier, const struct pending *p);
/* Something is to be asked of Jira on its account, sooner or later. */
bool pending_goes_on(const struct pending *p);

#endif

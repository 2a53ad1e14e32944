/* What is asked of Jira: each request is here before it is sent, and stays when it is done, so that nothing of it is
 * lost and nothing is sent twice. How one goes from state to state is daemon/ticketing/outbox.h's; here it is only kept.
 * Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_TICKET_REQUESTS_H
#define STORE_TICKET_REQUESTS_H

#include "store/store.h"

struct ticket_request {
	int64_t id;
	int64_t version; /* grows by one with every change */
	enum ticket_request_kind kind;
	enum ticket_request_state state;
	char *login;     /* whose token it is sent with */
	int64_t ticket;  /* 0: it is the one to be created, and is not there yet */
	int64_t renewal; /* on whose account; 0 */
	char *step;      /* its key; "" */
	char *project;   /* "SIS"; "" where the ticket says it */
	char *
	    payload; /* JSON object: what is to be in it; "renewals" are others that it serves too */
	char *marker;      /* by which it is found again; "" */
	char *reason;      /* code of why it is so; "" */
	char *reason_args; /* JSON object, or "" */
	int tries;         /* how often it was sent */
	int looks;         /* how often it was looked for since it is uncertain */
	int64_t next_at;   /* when it goes on by itself; 0: at once, or it does not */
	int64_t created_at;
	int64_t changed_at;
};

void ticket_request_release(struct ticket_request *r);

/* Nothing is left to do, by a machine or a person. */
bool ticket_request_ended(const struct ticket_request *r);

/* Sets id, version and the times. "request-exists": the ticket of that step is asked for already. "not-found": there is
 * no such ticket or renewal. NULL texts are "", and "{}" for the payload. */
int store_ticket_request_insert(struct store *s, struct ticket_request *r, struct err *err);
/* Writes all where id and version match; raises version, sets changed_at. "conflict", "no-request". */
int store_ticket_request_update(struct store *s, struct ticket_request *r, struct err *err);
/* "no-request". Release it either way. */
int store_ticket_request_get(
    struct store *s, int64_t id, struct ticket_request *r, struct err *err);
/* The creation under way for a step of a renewal, whichever of its renewals that is: 1 found, 0 not, -1. */
int store_ticket_request_of_step(
    struct store *s, int64_t renewal, const char *step, struct ticket_request *r, struct err *err);
/* Was this ticket created by one of them? 1, 0, -1. */
int store_ticket_request_made(struct store *s, int64_t ticket, struct err *err);

typedef bool ticket_request_fn(const struct ticket_request *r, void *arg); /* false: no more */
/* Those that have not ended, in order of id. */
int store_ticket_request_open(struct store *s, ticket_request_fn *each, void *arg, struct err *err);
/* With an id above `after`, in order of id; renewal 0: of any, and of none. */
int store_ticket_request_each(struct store *s, int64_t after, int64_t renewal,
    ticket_request_fn *each, void *arg, struct err *err);

#endif

/* What Jira said of tickets when it was read, by whose token: what was read with the service's token is for everybody, what
 * was read with a person's own is shown to that person alone.
 * Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_TICKET_READS_H
#define STORE_TICKET_READS_H

#include "store/store.h"

struct ticket_read {
	int64_t ticket;
	char *login;         /* "": of the service */
	int64_t read_at;     /* when it was last seen to be otherwise than before */
	int64_t answered_at; /* somebody there has answered, and nobody here has looked since; 0 */
	int missing;         /* how often in a row it was not there */
	char *facts;         /* JSON object: of daemon/ticketing/facts.h */
};

void ticket_read_release(struct ticket_read *r);

/* In the place of what the same login read before. */
int store_ticket_read_put(struct store *s, const struct ticket_read *r, struct err *err);
/* 1 found, 0 not, -1. Release it either way. */
int store_ticket_read_get(
    struct store *s, int64_t ticket, const char *login, struct ticket_read *r, struct err *err);
/* Somebody looked at it: no answer waits any more. */
int store_ticket_read_looked(struct store *s, int64_t ticket, struct err *err);
typedef bool ticket_answered_fn(
    const char *step, int64_t answered_at, void *arg); /* false: no more */
/* The answers that everybody is shown and nobody has looked at, of the tickets of a renewal. */
int store_ticket_read_answered_each(
    struct store *s, int64_t renewal, ticket_answered_fn *each, void *arg, struct err *err);

struct ticket_followed {
	int64_t id;
	const char *key;
	int64_t number; /* in Jira; 0: not known */
};
typedef bool ticket_followed_fn(const struct ticket_followed *t, void *arg); /* false: no more */
/* Tickets of Jira: active, those that are not resolved and of an open renewal; else the others that may still matter. */
int store_ticket_followed_each(
    struct store *s, bool active, ticket_followed_fn *each, void *arg, struct err *err);

#endif

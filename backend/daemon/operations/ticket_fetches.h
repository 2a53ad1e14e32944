/* Files that are on their way from a ticket to a client or a gate, or from a client to a ticket: each is there until its
 * request is answered; where the client goes meanwhile nothing of it is kept. */
#ifndef DAEMON_OPERATIONS_TICKET_FETCHES_H
#define DAEMON_OPERATIONS_TICKET_FETCHES_H

#include <jansson.h>

#include <stdint.h>

struct session;
struct ticket_fetches;

struct ticket_fetch {
	struct ticket_fetches *all;
	struct ticket_fetch *next;
	struct session *session;
	json_int_t id; /* of the request */
	json_t *args;
	char *key;          /* of the ticket */
	int64_t number;     /* that Jira knows it by; 0: not known */
	json_t *attachment; /* as Jira says it; NULL: it was not asked yet */
	int password;       /* descriptors, its own; -1: none */
	int kept;
};

struct ticket_fetches *ticket_fetches_new(void);
void ticket_fetches_free(
    struct ticket_fetches *all); /* NULL is fine; once nobody is answered any more */
/* The client is gone. */
void ticket_fetches_forget(struct ticket_fetches *all, const struct session *s);

/* Steals key. */
struct ticket_fetch *ticket_fetch_new(
    struct session *s, json_int_t id, const json_t *args, char *key);
struct ticket_fetch *ticket_fetch_find(struct session *s, json_int_t id);
void ticket_fetch_end(struct ticket_fetch *f);

#endif

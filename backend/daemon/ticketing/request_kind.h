/* What the outbox has to know of a kind of request: what is asked of Jira, how it is found out whether Jira did it, and
 * what follows here once it did. A table for each kind; the outbox knows none of what is in them. */
#ifndef DAEMON_TICKETING_REQUEST_KIND_H
#define DAEMON_TICKETING_REQUEST_KIND_H

#include "base/err.h"
#include "daemon/ticketing/request_flow.h"

#include <jansson.h>

struct jira_ask;
struct loaded_renewal;
struct ticketing;

/* What a commit brings with it: gathered within the transaction, told after it. */
struct request_effects {
	int64_t *added; /* requests that were written down with it */
	size_t added_count;
	struct loaded_renewal *written; /* renewals that changed with it */
	size_t written_count;
	int64_t *touched; /* renewals whose tickets changed */
	size_t touched_count;
	bool tickets; /* a ticket of the store changed */
};

void request_effects_add(struct request_effects *e, int64_t request);
void request_effects_touch(struct request_effects *e, int64_t renewal);
/* The renewal was written with it; what l holds is the effects' from then on. */
void request_effects_written(struct request_effects *e, struct loaded_renewal *l);
void request_effects_release(struct request_effects *e);

struct request_kind {
	/* May be sent again by a machine that did not find it done, for doing it twice does no harm. */
	bool repeats;
	/* Before it goes out: is it wanted yet? A code, with what it says in *args; NULL: it is. */
	const char *(*overtaken)(
	    const struct ticketing *t, const struct ticket_request *r, json_t **args);
	/* Fills call, args and fds of the ask. -1: it cannot be asked, and never will be. */
	int (*ask)(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
	    struct err *err);
	/* Is that an answer of one that was done? */
	bool (*told)(const json_t *ok);
	/* The same as `ask` of what is asked to find out whether it was done. */
	int (*look)(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
	    struct err *err);
	/* What the answer to that says: EVENT_FOUND_...; where one was found, in *what it as the answer of `ask` would have
	 * told it, and where several were, what to say of them. The caller's. */
	enum request_event (*found)(const struct ticketing *t, const struct ticket_request *r,
	    const json_t *ok, json_t **what);
	/* It was done: all that follows here, within the transaction. It may set reason and reason_args of r, and its
	 * ticket. */
	int (*did)(const struct ticketing *t, struct ticket_request *r, const json_t *what,
	    struct request_effects *effects, struct err *err);
	/* Jira refused it with that: may it go out otherwise? True, and r is changed. NULL: never. */
	bool (*otherwise)(struct ticket_request *r, const char *code, const json_t *args);
};

/* Whoever asked for it, as the payload says. login is that of r. */
struct actor request_owner(const struct ticket_request *r, const json_t *payload);
/* The call, with "key" in its args: of the ticket, as it is now. And with "id", where its number is known: the key may be
 * another issue's by now, to which nothing is written. -1 and err where there is none. */
int request_ask_of_ticket(const struct ticketing *t, const struct ticket_request *r,
    const char *call, struct jira_ask *ask, struct err *err);

/* A member of the payload set anew; steals value. */
void request_payload_set(struct ticket_request *r, const char *name, json_t *value);
void request_payload_drop(struct ticket_request *r, const char *name);
json_t *request_payload(
    const struct ticket_request *r); /* a new reference; {} where it cannot be read */
void request_reason(struct ticket_request *r, const char *code, const json_t *args);

/* Texts that are NULL become "", as they are read back. */
void request_fill(struct ticket_request *r);

#endif

/* What is asked of Jira, and never lost: each request is committed before it is sent, that it goes out is committed before
 * it does, and what came of it in one transaction with all that follows from it. So whatever ends at any moment, this
 * process, the worker or the connection, leaves a request that is known to be done, known not to be, or uncertain; and what
 * is uncertain is looked for, never sent again by a machine (ticketing/request_flow.h).
 *
 * A request goes out with the token of its owner, while the worker has it; until then it waits. */
#ifndef DAEMON_TICKETING_OUTBOX_H
#define DAEMON_TICKETING_OUTBOX_H

#include "base/err.h"
#include "daemon/ticketing/request_flow.h"
#include "store/ticket_requests.h"

#include <jansson.h>

#include <stdbool.h>

struct actor;
struct outbox;
struct ticketing;

/* Who hears of each change: it was committed, or its owner came or went. */
struct outbox_listener {
	void (*changed)(int64_t id, void *arg);
	void *arg;
};

/* What a person does to a request. */
struct outbox_act {
	enum request_event event; /* EVENT_RETRY and those after it */
	int64_t version;          /* that he saw */
	const json_t *payload;    /* members that become others; NULL: none */
	const json_t *what;       /* of EVENT_BY_HAND: {"key"}, as Jira would have told it */
};

struct outbox *outbox_new(
    const struct ticketing *t, const struct outbox_listener *l); /* both are copied */
/* Those of before; what was on its way when the backend ended is uncertain now. */
int outbox_load(struct outbox *o, struct err *err);
void outbox_free(struct outbox *o); /* after jira_free */
/* Something is on its way, or will be in a moment: no time to end. */
bool outbox_busy(const struct outbox *o);

/* Writes it down with its line of the audit trail, and it goes on by itself. kind, login and what is to be in it are set;
 * id and version are. "request-exists" and the store's. */
int outbox_add(
    struct outbox *o, const struct actor *actor, struct ticket_request *r, struct err *err);
/* *r gets the new state, on "conflict" the present one; release it always. "no-request", "conflict", "request-state" (that
 * cannot be done to it as it is) and the store's. */
int outbox_do(struct outbox *o, const struct actor *actor, int64_t id, const struct outbox_act *act,
    struct ticket_request *r, struct err *err);

/* As it is sent to clients (ticketing/request_json.h). */
json_t *outbox_json(const struct outbox *o, const struct ticket_request *r, bool whole);

#endif

/* What one client may have of the backend at once, and one user with all of his clients, so that nobody's flood slows
 * another's keys. Here are all the numbers; caducad(8) tells them.
 *
 * Requests take turns between connections, and one that has asked too fast is made to wait, unread: nothing of what it
 * asked is lost. What is answered later, and costs until then, is refused beyond its number. Root, and whoever runs the
 * backend, may ask as fast as they like: they could do worse. */
#ifndef DAEMON_LIMITS_H
#define DAEMON_LIMITS_H

#include "daemon/operation.h"
#include "wire/protocol.h"

#include <jansson.h>

#include <stdbool.h>
#include <sys/types.h>

struct clock;
struct limits;
struct session;

enum {
	/* of one connection */
	LIMIT_REQUESTS_A_TURN = 1,             /* then the others have theirs */
	LIMIT_STREAMS = 16,                    /* requests that are answered in parts, at once */
	LIMIT_UNSENT_BYTES = UNSENT_MAX_BYTES, /* queued; then nothing more of it is read */
	LIMIT_UNTAKEN = 16,     /* descriptors that it was sent and has not taken; then the same */
	LIMIT_EARLY_LINES = 16, /* kept of somebody of whom it is not known yet who he is */
	LIMIT_HELLO_MS = 10000, /* it has this long to say hello */
	/* of all who are in no group, or of whom that is not known yet: beyond it the oldest is let go */
	LIMIT_STRANGERS = 512,
	/* of one user of a team */
	LIMIT_CONNECTIONS = 256,
	LIMIT_REQUESTS_A_SECOND = 200,
	LIMIT_REQUESTS_SAVED = 400, /* that he may ask at once after a rest */
	/* of one user, whoever it is */
	LIMIT_EXPLAINS = 16,
	LIMIT_INSPECTIONS = 32,
	LIMIT_JIRA_ASKS = 8,    /* that wait for Jira, also when he has gone */
	LIMIT_VERIFICATIONS = 4 /* of the audit trail */
};

struct limits *limits_new(const struct clock *clock);
void limits_free(struct limits *l);

/* One request of that user more: false, he has to wait, and is looked at again after LIMIT_WAIT_MS; and after
 * LIMIT_TAKE_WAIT_MS, where he has to take first what he was sent. */
enum { LIMIT_WAIT_MS = 50, LIMIT_TAKE_WAIT_MS = 500 };
bool limits_spend(struct limits *l, uid_t uid);

/* How many of that kind there may be; 0: it is not limited. */
int limits_most(enum operation_cost cost);

#endif

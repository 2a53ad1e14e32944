/* What becomes of a request to Jira: state and what happened give the next state, from one table, and when to go on. Pure:
 * the time and the chance are arguments.
 *
 * A request is written down (queued), goes out (sending), and is done, or certainly was not: then it waits and goes out
 * again, or failed. Where nobody knows (uncertain) it is looked for in Jira, at growing distances, for Jira's index lags
 * and a request may be carried out late. Found once, it is done. Not found at the last look, or found several times, it
 * needs a person (needs-attention): no machine ever sends a second time what may have been done, but what does no harm
 * when it is done twice. After the last look it is looked for on and on, more slowly, and still is done where it is
 * found. */
#ifndef DAEMON_TICKETING_REQUEST_FLOW_H
#define DAEMON_TICKETING_REQUEST_FLOW_H

#include "store/ticket_requests.h"

#include <stdbool.h>
#include <stdint.h>

/* X(what happened) */
#define REQUEST_EVENTS(X)                                                      \
	X(SENT)        /* it goes out */                                       \
	X(OVERTAKEN)   /* before it went out: it may not be wanted any more */ \
	X(DID)         /* Jira did it */                                       \
	X(HELD_UP)     /* certainly not done, and it may pass */               \
	X(CHANGED)     /* certainly not done, and it goes out otherwise */     \
	X(REFUSED)     /* certainly not done, and it would not be again */     \
	X(UNKNOWN)     /* nobody knows */                                      \
	X(INTERRUPTED) /* the backend ended while it was on its way */         \
	X(FOUND_NONE)  /* looked for: it is not there */                       \
	X(FOUND_ONE)                                                           \
	X(FOUND_SEVERAL)                                                       \
	X(LOOK_FAILED)  /* it could not be looked for, and that may pass */    \
	X(LOOK_REFUSED) /* … and it will not */                              \
	X(RETRY)        /* a person: go on now, or send it again */            \
	X(EDIT)         /* a person changed what is in it */                   \
	X(BY_HAND)      /* a person did it in Jira */                          \
	X(DROP)         /* a person gives it up */                             \
	X(TAKE_OVER)    /* a colleague's token is to be used */

enum request_event {
#define X(id) EVENT_##id,
	REQUEST_EVENTS(X)
#undef X
	    EVENT_COUNT
};

enum {
	REQUEST_REPEATS = 10,      /* of what may be sent twice, that is not found either */
	REQUEST_LOOKS = 6,         /* before a person is asked */
	REQUEST_LATE_LOOKS = 48,   /* after that */
	REQUEST_WAIT_MOST = 3600,  /* seconds between two attempts, whatever Jira says */
	REQUEST_BACK_OFF_LEAST = 5 /* … and at first */
};

struct request_facts {
	int64_t now;
	int64_t retry_after; /* seconds that Jira asked for; 0 */
	uint64_t chance;     /* any number: it spreads attempts */
	/* It may go out again when it was not found: a person said so, or doing it twice does no harm. */
	bool repeats;
};

/* Changes state, tries, looks and next_at; reason and reason_args are the caller's. False, and nothing changed: that
 * cannot happen to it as it is. */
bool request_flow(
    struct ticket_request *r, enum request_event e, const struct request_facts *facts);

/* Can a person do that to it as it stands? */
bool request_flow_fits(const struct ticket_request *r, enum request_event e);

/* Is it to be looked for, rather than sent or left alone? */
bool request_is_sought(const struct ticket_request *r);

/* Does what certainly was not done for that reason pass by itself, or when its owner hands another token over? */
bool request_may_pass(const char *code);

#endif

/* One thing that is asked of Jira, and its answer. */
#ifndef DAEMON_TICKETING_JIRA_ASK_H
#define DAEMON_TICKETING_JIRA_ASK_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jira_answer {
	const json_t *ok;   /* what the call gives; NULL: it failed */
	const char *code;   /* why: of the worker, or "no-jira", "jira-misset", "worker-gone" */
	const json_t *args; /* what comes with the code; never NULL */
	bool sent;          /* nobody knows whether Jira did it; false: it certainly did not */
	int64_t retry_ms;   /* Jira asked not to be asked sooner; 0: it did not say */
};

/* The answer and what is in it last until it returns. NULL: whoever asked is gone (jira_forget), or all ends. Called once
 * for each ask, never from within the ask. */
typedef void jira_done_fn(void *ctx, const struct jira_answer *answer);

struct jira_ask {
	const char *who;
	const char *call; /* of tickets/worker.h: "create"… not of a token */
	json_t *args;     /* stolen; NULL is {} */
	bool following;   /* it waits behind what people ask for */
	int fds[1];       /* that go with it, and are taken over */
	size_t fd_count;
	jira_done_fn *done;
	void *ctx;
	const void *owner; /* for jira_forget; NULL */
	const char *asker; /* login of the person who waits for it; NULL: nobody does */
};

#endif

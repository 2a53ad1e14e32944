/* The worker that speaks to Jira (backend/tickets), as the rest of the backend sees it: it is started where `jira` is set,
 * and again when it ends; it is asked for something by a call, and each call gets one answer. Whose token a call goes with
 * is said by a login; "" is the service's own, which reads only. A token comes as a descriptor and goes to the worker as
 * one: nobody here reads it. The worker holds it until its owner's last session has been gone for a minute, or it ends.
 *
 * The lines are those of tickets/worker.h. */
#ifndef DAEMON_TICKETING_JIRA_H
#define DAEMON_TICKETING_JIRA_H

#include "daemon/ticketing/jira_ask.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct config;
struct jira;
struct loop;
struct status_listener;

enum jira_state {
	JIRA_OFF, /* it is not set: every ticket is kept by hand */
	JIRA_STARTING,
	JIRA_READY
};

/* Who hears of changes; the caller's, and outlives the worker. Either may be NULL. */
struct jira_listener {
	void (*state)(void *arg); /* jira_state is another */
	void (*token)(
	    void *arg, const char *who); /* the worker has, or has no more, a token of his */
	void *arg;
	struct jira_listener *next;
};

struct jira_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	const struct status_listener *status;        /* told of the same as the listeners */
	bool (*present)(void *arg, const char *who); /* has he a session? */
	void *arg;
};

struct jira *jira_new(const struct jira_setup *setup);
void jira_listen(struct jira *j, struct jira_listener *l);
void jira_start(struct jira *j); /* once those who listen do */
void jira_free(struct jira *j);  /* ends the worker, whatever it is doing */

enum jira_state jira_state(const struct jira *j); /* NULL is JIRA_OFF */
const char *jira_state_text(enum jira_state s);
/* {"code","args"} of what in the settings keeps it from ever being ready; NULL: nothing known. */
const json_t *jira_fault(const struct jira *j);

void jira_call(struct jira *j, const struct jira_ask *ask);
/* How many calls of that asker are not answered yet. */
size_t jira_asked_by(const struct jira *j, const char *asker);
/* The descriptor that came with the answer, inside `done`: the caller's from now on. -1: none. */
int jira_claim_fd(struct jira *j);
/* Hands a token over: who, fds, done, ctx and owner of ask count. The answer is what Jira says of it: ok has "name" and
 * "display". */
void jira_token(struct jira *j, const struct jira_ask *ask);
void jira_token_forget(struct jira *j, const char *who);
/* Has the worker a token of his that Jira accepted? */
bool jira_has_token(const struct jira *j, const char *who);
/* {"name","display"} of him there; NULL: it has none. */
const json_t *jira_account(const struct jira *j, const char *who);
/* Why the last one that he handed over was refused; NULL: it was not. */
const char *jira_token_refusal(const struct jira *j, const char *who);

/* {"since","code","args"} where Jira has not answered several times in a row; null. A new reference. */
json_t *jira_silence(const struct jira *j);
/* When Jira last answered anything; 0: not since the backend began. */
int64_t jira_answered_at(const struct jira *j);

/* One of his sessions has gone. */
void jira_session_gone(struct jira *j, const char *who);
/* Nobody waits any more for what this owner asked. */
void jira_forget(struct jira *j, const void *owner);

#endif

/* What was asked of the worker and has no answer yet. */
#ifndef DAEMON_TICKETING_JIRA_CALLS_H
#define DAEMON_TICKETING_JIRA_CALLS_H

#include "daemon/ticketing/jira_ask.h"

struct call {
	struct call *next;
	int64_t id;
	bool is_token;
	bool is_file; /* it fetches what people attached */
	char *who;
	char *asker;        /* NULL */
	jira_done_fn *done; /* NULL: nobody waits for it any more */
	void *ctx;
	const void *owner;
	const char *refused; /* it never went out: why */
};

struct call_list {
	struct call *first, **end; /* the oldest first; end NULL: nothing was ever in it */
};

struct call *call_new(int64_t id, const struct jira_ask *ask);
void call_append(struct call_list *l, struct call *c);
/* The one of that id, or the oldest of a token of `who`, taken out; NULL. */
struct call *call_remove(struct call_list *l, int64_t id, const char *who);
/* Does it say that Jira refuses the token? A page in the place of a file does not: it may be what somebody attached. */
bool call_token_refused(const struct call *c, const char *code);
/* Tells whoever asked, and frees it. */
void call_end(struct call *c, const struct jira_answer *answer);
/* All of them end, and new ones may be asked for meanwhile. code NULL: each with why it was refused, and not sent; else
 * with that, and what was a job may have been sent. */
void calls_fail(struct call_list *l, const char *code);
/* Whoever asked with that owner is told that he is gone. */
void calls_forget(struct call_list *l, const void *owner);
/* How many somebody asked for, also those for whose answer he does not wait any more: Jira is asked all the same. */
size_t calls_of(const struct call_list *l, const char *asker);
void calls_release(struct call_list *l); /* all are told so */

#endif

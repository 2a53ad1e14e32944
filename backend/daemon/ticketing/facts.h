/* What an issue of Jira (tickets/worker.h: ISSUE) says of a ticket, and what is new in it. Pure: no store, no time. */
#ifndef DAEMON_TICKETING_FACTS_H
#define DAEMON_TICKETING_FACTS_H

#include "store/tickets.h"

#include <jansson.h>

#include <stdbool.h>

/* {"title","status","category","assignee","reporter","created_at","changed_at","comments":{"count","last"},
 * "attachments":[…]}: what is kept of an issue; new. */
json_t *facts_of_issue(const json_t *issue);

/* Is it the issue that the ticket is known as there, by its number? A key may come to be another's, as where a project was
 * made anew, or Jira was moved to another machine. number 0: it is not known yet, and any is. */
bool facts_are_of(const json_t *issue, int64_t number);

/* The ticket becomes what the issue says, its key and number too. False where it is so already. */
bool facts_apply(const json_t *issue, struct ticket *t);

/* Did somebody there answer between two readings: a comment or an attachment more, or it was resolved? before NULL: it was
 * never read, so nobody knows. ours: does the author belong to us? */
bool facts_answered(const json_t *before, const json_t *now,
    bool (*ours)(const char *author, const void *arg), const void *arg);

/* What the ticket looks like to whoever read these facts: they are put over its JSON. */
void facts_show(const json_t *facts, json_t *ticket);

#endif

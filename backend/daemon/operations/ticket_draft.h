/* The ticket of a step as it would be created in Jira: worked out for the preview, and again when it is asked for. */
#ifndef DAEMON_OPERATIONS_TICKET_DRAFT_H
#define DAEMON_OPERATIONS_TICKET_DRAFT_H

#include <jansson.h>

#include <stdbool.h>

struct session;

/* {"renewal","step","step_title","number","project","type","role","title","description","missing","links": [{"key",
 *  "title"}],"renewals": [{"id","domain","head"}]}: missing names what the text does not know yet, links are the tickets
 * that it will be linked to, renewals are other open ones of the same head whose same step is open too. A new reference;
 * NULL after answering why there is none: "no-jira", "no-renewal", "closed", "no-step", "step-has-ticket", "bad-value",
 * "request-exists". */
json_t *ticket_draft(struct session *s, json_int_t id, const json_t *args);

/* Can another renewal's same step have it too? False after answering. */
bool ticket_draft_fits(struct session *s, json_int_t id, int64_t renewal, const char *step);

#endif

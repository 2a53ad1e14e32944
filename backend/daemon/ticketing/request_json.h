/* A request to Jira as it is sent to clients. */
#ifndef DAEMON_TICKETING_REQUEST_JSON_H
#define DAEMON_TICKETING_REQUEST_JSON_H

#include <jansson.h>

#include <stdbool.h>

struct ticket_request;
struct ticketing;

/* {"id","version","kind","state","login","ticket": {"id","key"} or null,"renewal","domain","step","step_title","project",
 *  "title","type","renewals": [ids],"other": {"id","key"},"marker","reason","args","tries","looks","next_at",
 *  "created_at","changed_at","can": [acts]}: members that a kind does not have are absent. reason is why it is as it is, or
 * what it waits for. whole: with "description", and all of "body" (of a
 * comment; else its beginning). A new reference. */
json_t *request_json(const struct ticketing *t, const struct ticket_request *r, bool whole);

/* As it stands in the audit trail, without its text. A new reference. */
json_t *request_trail_json(const struct ticket_request *r);

#endif

/* A comment on a ticket. The payload: "body" in Jira's markup, "internal" (of a service desk: not for who asked), and on
 * account of a step "reminder" and what is noted there when it is done. Twice would be read twice by people, so it is
 * looked for among the comments of the ticket and never sent again by a machine. */
#ifndef DAEMON_TICKETING_REQUEST_COMMENT_H
#define DAEMON_TICKETING_REQUEST_COMMENT_H

#include "daemon/ticketing/request_kind.h"

extern const struct request_kind request_comment;

#endif

/* The ticket of a step is created in Jira. The payload: "title", "description", "step_title", "type", "labels", "fields",
 * "renewals" (ids of others whose same step it serves), "uid" and "proven" of its owner, "again": a person sends it once
 * more. */
#ifndef DAEMON_TICKETING_REQUEST_CREATE_H
#define DAEMON_TICKETING_REQUEST_CREATE_H

#include "daemon/ticketing/request_kind.h"

#include <stdbool.h>

struct renewal;

extern const struct request_kind request_create;

/* Does that step of it still lack its ticket, and can it get one? A code, as of request_kind.overtaken; NULL: it does. */
const char *request_create_fault(
    const struct renewal *r, bool closed, const char *step, json_t **args);

/* A marker that no other request has; 24 bytes with the NUL are written. */
enum { REQUEST_MARKER_BYTES = 24 };
void request_marker(const struct clock *clock, char marker[REQUEST_MARKER_BYTES]);

#endif

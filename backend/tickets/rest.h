/* What is asked of Jira, by name and arguments, as tickets/worker.h lists it. The one place that knows the dialect of
 * REST version 2 of Server and Data Center: which requests a call takes, and how their answers are read. */
#ifndef TICKETS_REST_H
#define TICKETS_REST_H

#include "tickets/call.h"

struct rest *rest_new(struct loop *loop, struct http *http, const char *base);
void rest_free(struct rest *r); /* nobody is told of what is under way; after http_free */
void rest_call(struct rest *r, const struct rest_request *q);

#endif

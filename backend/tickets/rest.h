/* What is asked of Jira, by name and arguments, as tickets/worker.h lists it. The one place that knows the dialect of
 * REST version 2 of Server and Data Center: which requests a call takes, and how their answers are read. */
#ifndef TICKETS_REST_H
#define TICKETS_REST_H

#include "tickets/http.h"

#include <jansson.h>

struct refusal;
struct rest;

/* ok is borrowed, NULL where r has a code; fd is the caller's from then on, -1 where the call gives none. */
typedef void rest_done_fn(json_t *ok, int fd, const struct refusal *r, void *arg);

struct rest_request {
	const char *call;
	json_t *args; /* held; whatever stands there is looked at first */
	int fd;       /* of what is attached, owned from here on; -1 */
	struct secret *secret;
	enum http_urgency urgency;
	rest_done_fn *done; /* once, never before rest_call has returned */
	void *arg;
};

struct rest *rest_new(struct loop *loop, struct http *http, const char *base);
void rest_free(struct rest *r); /* nobody is told of what is under way; after http_free */
void rest_call(struct rest *r, const struct rest_request *q);

#endif

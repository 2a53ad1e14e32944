/* The answer to a change that names an old version: how the thing is now, and who made it so. */
#ifndef DAEMON_OPERATIONS_CONFLICT_H
#define DAEMON_OPERATIONS_CONFLICT_H

#include <jansson.h>

#include <stdint.h>

struct session;

/* A thing that is changed by version. */
struct conflict {
	const char *member; /* that it is in the answer */
	const char *what;   /* of the events that raise its version, as of struct event_filter */
	int64_t subject, version; /* of those events; as it is now */
};

/* args: of the request. now: the thing, stolen. Beside it the answer has "changes": for each member that was changed since
 * the version that the request names, what it was then and who changed it last, and when. */
void conflict_answer(
    struct session *s, json_int_t id, const json_t *args, const struct conflict *c, json_t *now);

#endif

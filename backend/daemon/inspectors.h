/* What clients hand over, taken in by children of the role `receive` (daemon/receive_worker.h), and documents, read by
 * children of the role `inspect` (inspect/worker.h): one child for each, a few at once, the others in a queue. A child that
 * takes too long is killed, one that crashes costs its own document, and nothing here waits for any of them. */
#ifndef DAEMON_INSPECTORS_H
#define DAEMON_INSPECTORS_H

#include "base/err.h"
#include "daemon/probing/roles.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct config;
struct inspectors;
struct loop;
struct session;

enum {
	INSPECTORS_AT_ONCE = 4, /* more only for users who have none running yet */
	INSPECTORS_MOST = 12,
	INSPECTORS_QUEUE_MAX = 256, /* of all; of one user fewer may wait (daemon/limits.h) */
	INSPECTORS_WAIT_MS = 30000, /* of one child */
	INSPECTORS_FDS_MAX = 2,
	INSPECTORS_DYING_OF_ONE =
	    24 /* of one user, that the kernel does not let end: then he starts no more */
};

/* answer is the child's line; NULL: err says why there is none: "inspect-crashed",
 * "inspect-timeout". request is what was given with it. */
typedef void inspected_fn(struct session *s, json_int_t id, const json_t *request,
    const json_t *answer, const struct err *err);
/* A receiving child was started: the client's end of wire/handover.h, the function's. */
typedef void inspector_begun_fn(struct session *s, json_int_t id, const json_t *request, int end);

/* begun: of ROLE_RECEIVE; else NULL. */
struct inspectors *inspectors_new(
    const struct config *config, struct loop *loop, enum role role, inspector_begun_fn *begun);
void inspectors_free(struct inspectors *all); /* kills those that run; nobody is told */

/* uid is that of the session's user. line and fds (count 0: NULL is fine) are taken over, also when it fails; request is kept while the child reads. -1 and err
 * "busy" when too many wait, or too many of this user's do not end. */
int inspectors_ask(struct inspectors *all, struct session *s, uid_t uid, json_int_t id,
    const json_t *request, json_t *line, const int *fds, size_t count, inspected_fn *done,
    struct err *err);
/* Inside inspected_fn: the next descriptor that came with the answer, the caller's from now on; -1: none. */
int inspectors_claim_fd(struct inspectors *all);
/* The client is gone: what it asked for is given up. */
void inspectors_forget(struct inspectors *all, const struct session *s);

#endif

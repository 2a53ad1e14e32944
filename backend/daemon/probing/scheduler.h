/* When each monitor is probed, and what is done with what a probe saw.
 *
 * Due times are kept on the monotonic clock: a jump of the wall clock neither stalls nor stampedes them. A sweep
 * is a set of probes that somebody waits for; it has ended when each of its monitors was probed since it began. */
#ifndef DAEMON_PROBING_SCHEDULER_H
#define DAEMON_PROBING_SCHEDULER_H

#include "daemon/daemon.h"

#include <jansson.h>

struct monitor;
struct row;
struct session;

struct scheduler *scheduler_new(struct daemon *d);
void scheduler_free(struct scheduler *s);

void scheduler_add(struct scheduler *s, struct row *row, bool at_once);
void scheduler_remove(struct scheduler *s, struct row *row);
/* Its interval became shorter: not later than that from now. */
void scheduler_hasten(struct scheduler *s, struct row *row);
/* Something made room: sends what is due. */
void scheduler_turn(struct scheduler *s);

/* From the supervisor. */
void scheduler_certificate(struct scheduler *s, const json_t *facts);
void scheduler_result(struct scheduler *s, const json_t *result);
void scheduler_lost(struct scheduler *s, int64_t ticket, bool crashed, bool alone);

/* Begins a sweep of these monitors (NULL: all); its number. *started gets how many. */
int64_t scheduler_sweep(
    struct scheduler *s, struct row *const *rows, size_t count, size_t *started);
/* The same with so many fresh connections to each address, asking each for both its keys: what a renewal is
 * verified with. */
enum { VERIFY_CONNECTIONS = 8 };
int64_t scheduler_verify(
    struct scheduler *s, struct row *const *rows, size_t count, int connections, size_t *started);

/* One probe that changes nothing, told in full: answers the session's request `id` when it has ended. */
void scheduler_explain(
    struct scheduler *s, struct session *session, json_int_t id, const struct monitor *m);
void scheduler_forget(struct scheduler *s, const struct session *session); /* it is gone */

struct sweep {
	int64_t number;
	size_t total, done;
};
bool scheduler_sweep_get(
    const struct scheduler *s, int64_t number, struct sweep *out); /* false: ended */
void scheduler_progress(
    const struct scheduler *s, size_t *done, size_t *total); /* of all that run; 0/0: none */
bool scheduler_busy(const struct scheduler *s);

#endif

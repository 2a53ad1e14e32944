/* Worker processes: caducad itself, run again with a role (probing/roles.h). A worker that ends is started again with
 * back-off; a job that was with one that crashed is tried again alone in a quarantine worker, and only a probe that
 * crashed alone has crashed. */
#ifndef DAEMON_PROBING_SUPERVISOR_H
#define DAEMON_PROBING_SUPERVISOR_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct config;
struct loop;
struct status_listener;
struct supervisor;

/* Who hears what the workers say. */
struct supervisor_listener {
	void (*room)(void *arg); /* a worker is ready: more probes can be sent */
	void (*certificate)(const json_t *facts, void *arg);
	void (*result)(const json_t *result, void *arg);
	/* The worker ended with this probe in flight; alone: with no other. */
	void (*lost)(int64_t probe_id, bool crashed, bool alone, void *arg);
	/* No worker gets as far as to be ready, time and again (supervisor_fault): what was sent is not under way any more. */
	void (*hopeless)(void *arg);
	void *arg;
};

/* status is told when supervisor_workers, supervisor_trust or supervisor_fault change. */
struct supervisor *supervisor_new(const struct clock *clock, const struct config *config,
    struct loop *loop, const struct status_listener *status);
void supervisor_listen(struct supervisor *s, const struct supervisor_listener *l); /* copied */
void supervisor_start(struct supervisor *s); /* the workers, once somebody listens */
void supervisor_free(struct supervisor *s);  /* ends the workers and waits for them */

/* How many more probes can be sent now. */
size_t supervisor_room(const struct supervisor *s);
/* Sends a probe line (stolen) under its number, to the least busy worker, or to the queue of the quarantine. */
void supervisor_probe(struct supervisor *s, int64_t probe_id, json_t *line, bool alone);
size_t supervisor_workers(const struct supervisor *s); /* that said they are ready */
const json_t *supervisor_trust(
    const struct supervisor *s); /* {"certificates","generation"}; NULL before */
/* Why no worker starts, from the third time on that each of them ended before it was ready, until one is: {"text"}, for the
 * code "no-workers"; NULL: they do. It is tried again all the while. */
const json_t *supervisor_fault(const struct supervisor *s);

#endif

/* When each monitor is probed, and what is done with what a probe saw.
 *
 * Due times are kept on the monotonic clock: a jump of the wall clock neither stalls nor stampedes them. A sweep
 * is a set of probes that somebody waits for; it has ended when each of its monitors was probed since it began. */
#ifndef DAEMON_PROBING_SCHEDULER_H
#define DAEMON_PROBING_SCHEDULER_H

#include "daemon/probing/explain.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct config;
struct loop;
struct monitor;
struct open_renewals;
struct roster;
struct row;
struct scheduler;
struct status_listener;
struct supervisor;
struct writer;

struct scheduler_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct roster *roster;
	struct writer *writer;
	struct open_renewals
	    *renewals; /* that is about to be installed: its monitors are probed more often */
	struct supervisor *supervisor;
	const struct status_listener *status; /* told of the progress of sweeps */
};

/* Told of each result, in the order in which they began to listen. Either may be NULL. */
struct probe_listener {
	/* It was applied to the row, and nobody was told of the row yet. */
	void (*seen)(struct row *row, const json_t *result, void *arg);
	/* All that comes of it is done: this may ask for another probe of the row. */
	void (*ended)(struct row *row, void *arg);
	void *arg;
	struct probe_listener *next;
};

/* Every row gets its due time; *setup is copied. */
struct scheduler *scheduler_new(const struct scheduler_setup *setup);
void scheduler_free(struct scheduler *s);

void scheduler_add(struct scheduler *s, struct row *row, bool at_once);
void scheduler_remove(struct scheduler *s, struct row *row);
/* Something made room: sends what is due. */
void scheduler_send_due(struct scheduler *s);
/* A part of a long list came in: no probe begins until no more of it comes (pacing.h). */
void scheduler_hold(struct scheduler *s);

/* The listener is the caller's, and outlives the scheduler or what would call it. */
void scheduler_listen(struct scheduler *s, struct probe_listener *l);

/* Begins a sweep of these monitors (NULL: all); its number. *started gets how many. */
int64_t scheduler_sweep(
    struct scheduler *s, struct row *const *rows, size_t count, size_t *started);
/* The same with so many fresh connections to each address, asking each for both its keys: what a renewal is
 * verified with. */
enum { VERIFY_CONNECTIONS = 8 };
int64_t scheduler_verify(
    struct scheduler *s, struct row *const *rows, size_t count, int connections, size_t *started);

/* One probe that changes nothing, told in full: done is called with who and id when it has ended. */
void scheduler_explain(
    struct scheduler *s, const struct monitor *m, explained_fn *done, void *who, json_int_t id);
void scheduler_forget(struct scheduler *s, const void *who); /* waits no longer for any */

struct sweep {
	int64_t number;
	size_t total, done;
	bool given_up; /* it has ended because no worker starts (supervisor_fault) */
};
/* False: it has ended; *out is all 0 where that is too long ago. */
bool scheduler_sweep_get(const struct scheduler *s, int64_t number, struct sweep *out);
void scheduler_progress(
    const struct scheduler *s, size_t *done, size_t *total); /* of all that run; 0/0: none */
bool scheduler_busy(const struct scheduler *s);

#endif

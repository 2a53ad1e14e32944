/* What needs a hand now: a line for each thing (today_lines.h), in memory and kept as things change, so that whoever asks
 * waits for nothing and is told of each line that is otherwise. Nothing is done before somebody has asked once. */
#ifndef DAEMON_STATE_TODAY_H
#define DAEMON_STATE_TODAY_H

#include "expiry/today.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct loop;
struct open_renewals;
struct roster;
struct store;
struct today;

struct today_setup {
	const struct clock *clock;
	struct loop *loop;
	struct store *store;
	struct roster *roster;
	struct open_renewals *renewals;
	int look_days; /* after which a ticket is to be looked at that no machine follows */
	/* Of a kind that is of the backend as a whole: does it fail, since when, and what its line says besides
	 * (a new reference, or NULL). */
	bool (*fails)(void *arg, enum today_kind kind, int64_t *since, json_t **extra);
	bool (*follows)(
	    void *arg, enum ticket_system sys); /* does a machine look at its tickets? */
	/* A line is otherwise, or there no more; 0: so many are that all are to be asked for. */
	void (*changed)(void *arg, int64_t id);
	void *arg;
};

struct today *today_new(const struct today_setup *setup);
/* Before the roster's and the renewals' end, and after whatever changes them. NULL is fine. */
void today_free(struct today *t);

/* What is told otherwise than by rows and renewals. NULL is fine. */
void today_ticket_changed(struct today *t, int64_t ticket);
void today_request_changed(struct today *t, int64_t request);
void today_backend_changed(struct today *t);

/* As it is now: the lines in order of their ids, from after that one on; NULL after the last. Borrowed. */
void today_settle(struct today *t);
const json_t *today_after(const struct today *t, int64_t after);
const json_t *today_find(const struct today *t, int64_t id); /* NULL: it needs no hand */

#endif

/* Whoever is connected to the made-up backend (fake.c): one channel each, answered a line at a time, told what changes.
 * There is one backend, whose state is open to what answers (fake_operations.c) and to what starts it (fake.c). */
#ifndef SCREEN_FAKE_CLIENTS_H
#define SCREEN_FAKE_CLIENTS_H

#include "tests/screen/fake_monitor.h"

struct client {
	struct client *next;
	struct channel *channel;
	size_t sent; /* monitors of the first pass */
	bool watching, ready;
};

struct fake {
	struct loop *loop;
	struct monitor *monitors; /* by their ids, with those that are retired */
	size_t count;
	size_t churn, churn_at; /* so many rows change at a time; the next one */
	size_t renewals;        /* that are open */
	bool worsens;           /* what is probed is found to end in a day */
	json_t *services;       /* a list */
	json_t *answers;        /* by operation, whatever it is asked; NULL: none */
	struct made_for made;
	int64_t sweep;
	int64_t conflicted; /* the monitor that somebody else edited in between; 0: none */
	const char *path;
	int listener; /* -1: the backend is away */
	struct client *clients;
	/* Answers an operation with a new object. NULL: the backend went away instead. name: "" where the line has none. */
	json_t *(*answer)(struct client *c, const char *name, const json_t *args);
};

extern struct fake fake;

/* Listens at the path; ends the program where it cannot. A timer's function too, hence the argument. */
void clients_listen(void *unused);

/* Listens no more and drops all of them once they were answered, to come back later with one monitor less. */
void clients_leave(void);

/* data is taken over. */
void client_send(struct client *c, const char *event, json_t *data);

/* Tells whoever watches, and has been told of it before, that a row changed or is gone. */
void clients_tell_row(const struct monitor *m);

/* A new object: the data of an event `status`. */
json_t *status_json(int64_t done, int64_t total);

#endif

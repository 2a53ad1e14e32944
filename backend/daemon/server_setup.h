/* What a server of clients is made of, and knows of the rest of the backend. */
#ifndef DAEMON_SERVER_SETUP_H
#define DAEMON_SERVER_SETUP_H

#include "daemon/news.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct config;
struct daemon;
struct identities;
struct loop;
struct operation;
struct roster;
struct session;
struct store;

struct server_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct store *store;
	struct roster *roster;
	bool personal; /* it ends some seconds after its last client */
	struct identities
	    *identities;  /* who the team is; NULL: only root and our own uid are let in */
	struct daemon *d; /* what operations work on: never looked into here */

	const struct operation *(*operation)(
	    const char *name); /* NULL: there is none of that name */
	/* The request needs what its client is to hand over: session_run follows, or an error. */
	void (*receive)(struct session *s, json_int_t id, const struct operation *o,
	    const json_t *args, const char *const *names);
	json_t *(*reading)(void); /* the names of those that change nothing, the caller's */
	json_t *(*status)(const struct session *s); /* of the event "status" */
	/* The data of the event about a thing as that client may see it: {"id"} alone where it is there no more. */
	json_t *(*news)(struct daemon *d, const struct session *s, enum news_kind kind, int64_t id);
	void (*heard)(struct daemon *d, enum news_kind kind,
	    int64_t id); /* of what goes to all; NULL: nobody does */
	/* How far a sweep is; false: it has ended, *given_up because no worker starts. */
	bool (*sweep)(
	    struct daemon *d, int64_t number, size_t *done, size_t *total, bool *given_up);
	bool (*busy)(struct daemon *d); /* somebody's work is under way: no time to end */
	void (*end)(struct daemon *d);  /* a personal backend is not needed any more */
	void (*gone)(struct daemon *d, const struct session *s); /* what it waits for is given up */
};

#endif

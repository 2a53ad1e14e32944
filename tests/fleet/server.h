/* What serve.c (addresses, the loop) and talk.c (what is said on a connection) share. */
#ifndef FLEET_SERVER_H
#define FLEET_SERVER_H

#include "host.h"

enum { FILLERS = 3, LINE_BYTES = 4096 };

enum source_kind { SOURCE_LISTENER, SOURCE_CONNECTION, SOURCE_CONTROL, SOURCE_STOP, SOURCE_SECOND };

/* Everything the kernel tells about. It is the first member of what it belongs to: the two are
 * cast. */
struct source {
	enum source_kind kind;
	int fd;
};

struct listener {
	struct source source;
	struct listener *next;
	struct host *host;
	int node;
	bool renewed;
	bool turns;     /* each connection meets the other one than the last */
	bool rsa_stays; /* a host with two kinds of key has renewed the other kind only */
	struct sockaddr_storage address;
	socklen_t address_len;
	int fillers[FILLERS]; /* connections that keep a black hole's queue full */
};

struct connection;

struct server {
	int epoll;
	struct source stop, control, second;
	struct listener *listeners;
	struct connection *connections;
	SSL_CTX *contexts[VERSIONS_COUNT]
			 [2]; /* by versions, and whether a client certificate is asked for */
	char line[LINE_BYTES];
	size_t line_len;
	unsigned long accepted;
	bool stopping;
};

/* Takes an accepted descriptor and begins what the listener's host does. */
void connection_new(struct server *s, const struct listener *from, int fd);
void connection_free(struct server *s, struct connection *c);

/* A second has passed: who sends a byte a second sends one. */
void connections_tick(struct server *s);

/* Goes on after the kernel said that its descriptor is ready. May free it. */
void connection_event(struct server *s, struct connection *c);

#endif

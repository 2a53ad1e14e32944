/* The server: one epoll loop that plays every host of the fleet, good and bad. */
#ifndef FLEET_SERVE_H
#define FLEET_SERVE_H

#include "host.h"

struct server;

struct server *server_new(void);
void server_free(struct server *s);

/* Binds the host's addresses to one free port, sets h->port and starts to answer. -1 with errno.
 * The host outlives the server. A host whose address this machine has not: EADDRNOTAVAIL. */
int server_add(struct server *s, struct host *h);

/* Serves until the descriptor `control` (-1: none) is at its end, or server_stop. Each line read
 * from it is given to `command`. */
void server_run(struct server *s, int control, void (*command)(char *line, void *arg), void *arg);
/* Connections that were accepted so far. */
unsigned long server_accepted(const struct server *s);
void server_stop(struct server *s); /* safe in a signal handler */

/* What an operator would do. address NULL: all of the host's. -1 when there is no such address. */
int server_switch(
    struct server *s, const struct host *h, const char *address); /* serve the renewed one */
/* The old and the renewed one, a connection each in turn; the renewed one beside the old RSA key of a
 * host that has both. */
int server_turns(struct server *s, const struct host *h, const char *address);
int server_half(struct server *s, const struct host *h, const char *address);
int server_back(struct server *s, const struct host *h, const char *address); /* the first one */
int server_down(struct server *s, const struct host *h, const char *address);
int server_up(struct server *s, const struct host *h, const char *address);

#endif

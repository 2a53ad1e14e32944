/* The socket, who is let in, and how long a personal backend lives. What goes on with whoever was let in is
 * daemon/session.h. */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include "daemon/server_setup.h"

struct err;
struct server;

/* Binds and listens (daemon/listening.h). The caller holds the store's lock. *setup is copied. */
struct server *server_new(const struct server_setup *setup, const char *path, struct err *err);
/* Another socket of a personal backend, where it is not that one; that there can be none is only logged. */
void server_listen_too(struct server *server, const char *path);
/* Unlinks the sockets, closes what waits in the backlog (those clients try again) and every session. */
void server_free(struct server *s);

#endif

/* Starting a role of the backend's binary for a client, under the client's own uid. */
#ifndef WIRE_ROLE_H
#define WIRE_ROLE_H

#include <sys/types.h>

struct err;

/* `caducad --role NAME` with one end of a Unix stream socket as its descriptor 0 and nothing else
 * of ours open. Returns its pid, which the caller reaps, and the other end in *socket; it ends when
 * that is closed, unless it is stuck in the kernel. -1 with code "cannot-start". */
pid_t role_start(const char *role, int *socket, struct err *err);

#endif

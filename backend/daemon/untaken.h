/* Connections that have ended while descriptors that we sent are still in their queues. Such a descriptor counts against
 * RLIMIT_NOFILE of whoever sent it for as long as it is on its way (unix(7), ETOOMANYREFS), and closing our end does not
 * end that: the peer may hold his for as long as he likes. So ours is kept, and counts as a connection of his. What
 * a backend that ended left on its way counts on, for its user, and the next one does not know of it. */
#ifndef DAEMON_UNTAKEN_H
#define DAEMON_UNTAKEN_H

#include <stddef.h>
#include <sys/types.h>

struct loop;
struct untaken;

struct untaken *untaken_new(struct loop *loop);
void untaken_free(struct untaken *u);

/* Owns the socket from now on, and closes it when the peer has read all or closed; he is told at once that we ended. */
void untaken_keep(struct untaken *u, int socket, uid_t uid);
size_t untaken_of(const struct untaken *u, uid_t uid);

#endif

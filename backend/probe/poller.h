/* The worker's loop: epoll for descriptors, a heap for deadlines. It differs from wire/loop, which
 * is made for the daemon's few dozen descriptors: here there are thousands, each for some
 * milliseconds, so watches and alarms are members of their owners (no allocation) and
 * edge-triggered (one system call a connection). */
#ifndef PROBE_POLLER_H
#define PROBE_POLLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct poller;

/* Find the owner of a member that a handler was given. */
#define OWNER_OF(member, type, field) ((type *)(void *)((char *)(member)-offsetof(type, field)))

struct watch {
	void (*ready)(struct watch *w, uint32_t events); /* EPOLL… bits */
	int fd;
};

struct alarm {
	void (*ring)(struct alarm *a);
	int64_t at;  /* milliseconds of the monotonic clock */
	size_t slot; /* its place in the heap, from 1; 0: not set */
};

struct poller *poller_new(const struct clock *clock);
void poller_free(struct poller *p);

/* Milliseconds, monotonic, as of the start of this turn. */
int64_t poller_now(const struct poller *p);

/* w->fd is watched until poller_unwatch; -1 with errno. Handlers may unwatch and free anything. */
int poller_watch(struct poller *p, struct watch *w, uint32_t events);
int poller_rewatch(struct poller *p, struct watch *w, uint32_t events);
/* closing: the caller closes the descriptor right after, which takes it out of the epoll set by
 * itself. */
void poller_unwatch(struct poller *p, struct watch *w, bool closing);

void poller_set_alarm(struct poller *p, struct alarm *a, int64_t at); /* again: moves it */
void poller_clear_alarm(struct poller *p, struct alarm *a);           /* not set: nothing */

/* Waits for events or the next alarm and runs their handlers. -1 with errno when epoll fails. */
int poller_turn(struct poller *p);

#endif

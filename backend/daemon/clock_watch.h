/* Whether the clock of the machine was set back behind what was written already: waiting is by the monotonic clock and
 * goes on, but what is written now bears an earlier time than what was written before, and people are to know. */
#ifndef DAEMON_CLOCK_WATCH_H
#define DAEMON_CLOCK_WATCH_H

#include <stdint.h>

struct clock;
struct clock_watch;
struct loop;
struct store;

/* changed: told when clock_watch_behind begins or ceases to be 0. */
struct clock_watch *clock_watch_new(const struct clock *clock, struct loop *loop,
    struct store *store, void (*changed)(void *arg), void *arg);
void clock_watch_free(struct clock_watch *w); /* NULL is fine */

/* Seconds that the clock was behind the latest of the last lines of the trail, when it was looked at a moment ago; 0: it is not. */
int64_t clock_watch_behind(const struct clock_watch *w);
/* The same after a look right now. */
int64_t clock_watch_look(struct clock_watch *w);

#endif

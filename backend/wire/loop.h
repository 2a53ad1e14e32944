/* One poll loop: descriptors, timers and signals, each with a function to call. Handlers run one at a
 * time and never block. A handler may remove any watch, its own included, and add others. */
#ifndef WIRE_LOOP_H
#define WIRE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct clock;
struct loop;
struct timer;

typedef void loop_fd_fn(int fd, short revents, void *arg);
typedef void loop_fn(void *arg);

struct loop *loop_new(const struct clock *clock);
void loop_free(struct loop *l);

void loop_watch(struct loop *l, int fd, short events, loop_fd_fn *fn,
    void *arg);                                       /* one watch a fd; again: replaces */
void loop_want(struct loop *l, int fd, short events); /* changes the events of a watched fd */
void loop_unwatch(struct loop *l, int fd);
/* Its function is called once more in the next turn, with no revents where nothing happened to it meanwhile: for whoever
 * has more to do than he may in one turn. */
void loop_again(struct loop *l, int fd);

/* A timer owned by the loop until fired or cancelled; after_ms from now. */
struct timer *loop_timer(struct loop *l, int64_t after_ms, loop_fn *fn, void *arg);
void loop_cancel(struct loop *l, struct timer *t); /* NULL is fine; never one that has fired */

/* Calls fn in the loop, not in the handler, after the signal; several deliveries may become one
 * call. Several may wait for the same signal. */
void loop_signal(struct loop *l, int signal, loop_fn *fn, void *arg);

/* Called before each wait (paint, commit, flush); what it adds runs in the next turn. */
void loop_after_turn(struct loop *l, loop_fn *fn, void *arg);

void loop_run(struct loop *l); /* until loop_stop */
void loop_stop(struct loop *l);
uint64_t loop_turns(const struct loop *l); /* how often it has waited: one that spins shows here */

#endif

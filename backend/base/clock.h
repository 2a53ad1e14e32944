/* Time and randomness as arguments, so that a test owns them. `clock_system` is the real one,
 * unless CADUCA_CLOCK is set at its first use:
 *
 *   CADUCA_CLOCK=1795000000   wall time stands still there (monotonic time goes on: deadlines end)
 *   CADUCA_CLOCK=@FILE        wall time is what the file says now, so that a test can move it while
 *                             programs run: a line with seconds since the epoch and, after a space,
 *                             how many milliseconds monotonic time is to be ahead of the real one.
 *                             Ahead never shrinks. The file is to be written in place: it is not
 *                             opened again. Who waits in poll(2) sees it at his next event. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall)(void *self); /* seconds since the epoch, UTC */
	int64_t (*mono)(void *self); /* milliseconds from an arbitrary start, never backwards */
	uint64_t (*random)(void *self);
	void *self;
};

const struct clock *clock_system(void);

static inline int64_t
clock_wall(const struct clock *c)
{
	return c->wall(c->self);
}

static inline int64_t
clock_mono(const struct clock *c)
{
	return c->mono(c->self);
}

/* A number in [0, bound); bound > 0. */
uint64_t clock_random(const struct clock *c, uint64_t bound);

#endif

/* Time and randomness as arguments, so that a test owns them. `clock_system` is the real one; when
 * CADUCA_CLOCK is set to seconds since the epoch at its first use, wall time stands still there
 * (monotonic time goes on: deadlines still end). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall)(void *self);      /* seconds since the epoch, UTC */
	int64_t (*mono)(void *self);      /* milliseconds from an arbitrary start, never backwards */
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

#include "base/clock.h"

#include <sys/random.h>

#include <errno.h>
#include <stdbool.h>

static int64_t frozen = -1;

static int64_t
system_wall(void *self)
{
	struct timespec ts;

	(void)self;
	if (frozen >= 0)
		return frozen;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

static int64_t
system_mono(void *self)
{
	struct timespec ts;

	(void)self;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static uint64_t
system_random(void *self)
{
	uint64_t r = 0;

	(void)self;
	while (getrandom(&r, sizeof(r), 0) < 0 && errno == EINTR)
		;
	return r;
}

const struct clock *
clock_system(void)
{
	static const struct clock clock = {system_wall, system_mono, system_random, NULL};
	static bool looked;
	const char *env;
	char *end;

	if (!looked) {
		looked = true;
		env = getenv("CADUCA_CLOCK");
		if (env && *env) {
			long long at = strtoll(env, &end, 10);
			if (!*end && at >= 0)
				frozen = at;
		}
	}
	return &clock;
}

uint64_t
clock_random(const struct clock *c, uint64_t bound)
{
	return c->random(c->self) % bound;
}

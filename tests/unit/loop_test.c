/* rooms: wire base */
#include "wire/loop.h"

#include "base/clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct world {
	struct loop *loop;
	int first, second;
};

static void
first_heard(void *arg)
{
	struct world *w = arg;

	w->first++;
}

static void
second_heard(void *arg)
{
	struct world *w = arg;

	w->second++;
	loop_stop(w->loop);
}

static void
raise_it(void *arg)
{
	(void)arg;
	raise(SIGUSR1);
}

static void
give_up(void *arg)
{
	struct world *w = arg;

	loop_stop(w->loop);
}

/* The supervisor and the inspectors both have children. */
static void
each_that_waits_for_a_signal_is_told(void **state)
{
	struct world w = {.loop = loop_new(clock_system())};

	(void)state;
	/* the last that was added is told first */
	loop_signal(w.loop, SIGUSR1, second_heard, &w);
	loop_signal(w.loop, SIGUSR1, first_heard, &w);
	loop_timer(w.loop, 0, raise_it, &w);
	loop_timer(w.loop, 10000, give_up, &w); /* so that it fails, and does not hang */
	loop_run(w.loop);
	assert_int_equal(w.first, 1);
	assert_int_equal(w.second, 1);
	loop_free(w.loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_that_waits_for_a_signal_is_told)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

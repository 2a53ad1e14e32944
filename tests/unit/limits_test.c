/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* How often a user may ask: as often as he has saved up, then so often a second, whatever the others do. */
#include "daemon/limits.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int64_t now = 5000;

static int64_t
the_time(void *self)
{
	(void)self;
	return now;
}

static const struct clock stopped = {.wall = the_time, .mono = the_time};

static int
asked(struct limits *l, uid_t uid)
{
	int count = 0;

	while (count < 10000 && limits_spend(l, uid))
		count++;
	return count;
}

static void
a_user_asks_as_often_as_he_has_saved_and_then_so_often_a_second(void **state)
{
	struct limits *l = limits_new(&stopped);
	(void)state;

	assert_int_equal(asked(l, 1), LIMIT_REQUESTS_SAVED);
	assert_int_equal(asked(l, 1), 0);
	now += 1000;
	assert_int_equal(asked(l, 1), LIMIT_REQUESTS_A_SECOND);
	for (int i = 0; i < 1000; i += 5) { /* by the drop, too */
		now += 5;
		assert_int_equal(asked(l, 1), LIMIT_REQUESTS_A_SECOND * 5 / 1000);
	}
	now += 3600000;
	assert_int_equal(asked(l, 1), LIMIT_REQUESTS_SAVED);
	limits_free(l);
}

static void
one_user_spends_nothing_of_another(void **state)
{
	struct limits *l = limits_new(&stopped);
	(void)state;

	for (uid_t uid = 1; uid <= 20; uid++)
		assert_int_equal(asked(l, uid), LIMIT_REQUESTS_SAVED);
	now += 1000;
	for (uid_t uid = 20; uid; uid--)
		assert_int_equal(asked(l, uid), LIMIT_REQUESTS_A_SECOND);
	limits_free(l);
}

static void
a_clock_that_stands_or_goes_back_gives_nothing(void **state)
{
	struct limits *l = limits_new(&stopped);
	(void)state;

	assert_int_equal(asked(l, 1), LIMIT_REQUESTS_SAVED);
	now -= 1000;
	assert_int_equal(asked(l, 1), 0);
	limits_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_user_asks_as_often_as_he_has_saved_and_then_so_often_a_second),
	    cmocka_unit_test(one_user_spends_nothing_of_another),
	    cmocka_unit_test(a_clock_that_stands_or_goes_back_gives_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

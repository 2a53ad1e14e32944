/* rooms: daemon base */
#include "daemon/probing/pacing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { NOW = 1000 };

static void
one_host_is_met_in_groups(void **state)
{
	struct pacing *s = pacing_new();

	(void)state;
	for (int i = 0; i < 5 * PACING_GROUP; i++)
		assert_int_equal(pacing_next(s, "seu.exemple.cat", NOW),
		    NOW + i / PACING_GROUP * PACING_PAUSE_MS);
	/* What came a little later stands behind them, and never in the past. */
	assert_int_equal(pacing_next(s, "seu.exemple.cat", NOW + 10), NOW + 5 * PACING_PAUSE_MS);
	pacing_free(s);
}

static void
a_steady_flow_is_bounded_too(void **state)
{
	struct pacing *s = pacing_new();
	int begun[4] = {0};

	(void)state;
	for (int ms = 0; ms < PACING_PAUSE_MS; ms++) {
		int64_t group =
		    (pacing_next(s, "seu.exemple.cat", NOW + ms) - NOW) / PACING_PAUSE_MS;

		if (group < 4)
			begun[group]++;
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(begun[i], PACING_GROUP);
	pacing_free(s);
}

static void
who_was_left_in_peace_is_met_at_once(void **state)
{
	struct pacing *s = pacing_new();

	(void)state;
	for (int i = 0; i < 2 * PACING_GROUP; i++)
		pacing_next(s, "seu.exemple.cat", NOW);
	assert_int_equal(pacing_next(s, "seu.exemple.cat", NOW + 2 * PACING_PAUSE_MS),
	    NOW + 2 * PACING_PAUSE_MS);
	pacing_free(s);
}

/* By chance a few share a slot. */
static void
hosts_of_their_own_wait_for_nobody(void **state)
{
	struct pacing *s = pacing_new();
	int later = 0;
	char host[32];

	(void)state;
	for (int i = 0; i < 10000; i++) {
		snprintf(host, sizeof(host), "h%d.exemple.cat", i);
		later += pacing_next(s, host, NOW) != NOW;
	}
	assert_int_equal(later, 0);
	pacing_free(s);
}

static void
nothing_begins_while_a_list_comes_in(void **state)
{
	struct pacing *s = pacing_new();

	(void)state;
	assert_int_equal(pacing_not_before(s, NOW), NOW);
	for (int ms = 0; ms < 1000; ms += PACING_HOLD_MS / 2) {
		pacing_hold(s, NOW + ms);
		assert_int_equal(pacing_not_before(s, NOW + ms), NOW + ms + PACING_HOLD_MS);
	}
	assert_int_equal(pacing_not_before(s, NOW + 2000), NOW + 2000);
	pacing_free(s);
}

static void
a_list_without_end_does_not_hold_for_ever(void **state)
{
	struct pacing *s = pacing_new();
	int64_t last = NOW + PACING_HOLD_MOST_MS + PACING_HOLD_MS, now = NOW;

	(void)state;
	for (; now < 3 * last; now += PACING_HOLD_MS / 2) {
		pacing_hold(s, now);
		assert_true(pacing_not_before(s, NOW) <= last);
	}
	now += PACING_HOLD_MS; /* after a pause another one holds again */
	pacing_hold(s, now);
	assert_int_equal(pacing_not_before(s, now), now + PACING_HOLD_MS);
	pacing_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_host_is_met_in_groups),
	    cmocka_unit_test(a_steady_flow_is_bounded_too),
	    cmocka_unit_test(who_was_left_in_peace_is_met_at_once),
	    cmocka_unit_test(hosts_of_their_own_wait_for_nobody),
	    cmocka_unit_test(nothing_begins_while_a_list_comes_in),
	    cmocka_unit_test(a_list_without_end_does_not_hold_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

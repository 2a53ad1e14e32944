/* rooms: expiry base */
/* When must work start: the five instants, for every lifetime that certificates have had or will have. The
 * expected instants are written down, not computed, except where a rule over all of them is tested. */
#include "expiry/urgency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HOURS(n) (INT64_C(3600) * (n))
#define DAYS(n) (INT64_C(86400) * (n))

static const int64_t start = 1790000000; /* 2026-09-21 */
enum { LIFETIMES = 6, LEADS = 4 };       /* 6, 47, 100, 200, 398, 3650 days; 0, 6, 24, 90 days */

static struct deadlines
compute(int lifetime_days, int lead_days)
{
	struct validity v = {start, start + DAYS(lifetime_days), 0, lead_days};
	struct deadlines d;

	assert_int_equal(deadlines_compute(&v, &d), 0);
	return d;
}

/* Each distance in seconds before the end. */
struct known {
	int lifetime, lead;
	int64_t critical, late, due, soon;
	bool capped;
};

static const struct known known[] = {
    /* six days: margin 12 h, notice 24 h, the lead at most 2 days */
    {6, 0, HOURS(12), HOURS(12), HOURS(24), HOURS(48), false},
    {6, 6, HOURS(12), DAYS(2), DAYS(2) + HOURS(12), DAYS(3) + HOURS(12), true},
    {6, 24, HOURS(12), DAYS(2), DAYS(2) + HOURS(12), DAYS(3) + HOURS(12), true},
    {6, 90, HOURS(12), DAYS(2), DAYS(2) + HOURS(12), DAYS(3) + HOURS(12), true},
    /* 47 days: margin 3 d 22 h, notice 7 d 20 h, the lead at most 15 d 16 h */
    {47, 0, HOURS(94), HOURS(94), HOURS(188), HOURS(376), false},
    {47, 6, HOURS(94), DAYS(6), DAYS(6) + HOURS(94), DAYS(6) + HOURS(282), false},
    {47, 24, HOURS(94), HOURS(376), HOURS(470), HOURS(658), true},
    {47, 90, HOURS(94), HOURS(376), HOURS(470), HOURS(658), true},
    /* 100 days: margin 7 d, notice 14 d, the lead at most 33 d 8 h */
    {100, 0, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {100, 6, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {100, 24, DAYS(7), DAYS(24), DAYS(31), DAYS(45), false},
    {100, 90, DAYS(7), HOURS(800), HOURS(968), HOURS(1304), true},
    /* from here on margin and notice are the longest there are */
    {200, 0, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {200, 6, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {200, 24, DAYS(7), DAYS(24), DAYS(31), DAYS(45), false},
    {200, 90, DAYS(7), HOURS(1600), HOURS(1768), HOURS(2104), true},
    {398, 0, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {398, 6, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {398, 24, DAYS(7), DAYS(24), DAYS(31), DAYS(45), false},
    {398, 90, DAYS(7), DAYS(90), DAYS(97), DAYS(111), false},
    {3650, 0, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {3650, 6, DAYS(7), DAYS(7), DAYS(14), DAYS(28), false},
    {3650, 24, DAYS(7), DAYS(24), DAYS(31), DAYS(45), false},
    {3650, 90, DAYS(7), DAYS(90), DAYS(97), DAYS(111), false},
};

static void
instants_are_those_of_the_design(void **state)
{
	(void)state;
	assert_int_equal(COUNT(known), LIFETIMES * LEADS);
	for (size_t i = 0; i < COUNT(known); i++) {
		const struct known *k = &known[i];
		struct deadlines d = compute(k->lifetime, k->lead);

		assert_int_equal(d.end, start + DAYS(k->lifetime));
		assert_int_equal(d.end - d.critical, k->critical);
		assert_int_equal(d.end - d.late, k->late);
		assert_int_equal(d.end - d.due, k->due);
		assert_int_equal(d.end - d.soon, k->soon);
		assert_int_equal(d.lead_capped, k->capped);
	}
}

static void
the_level_changes_exactly_at_each_instant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		struct deadlines d = compute(known[i].lifetime, known[i].lead);
		/* With lead 0 or a short one late and critical are the same instant: late is skipped. */
		bool merged = d.late == d.critical;

		assert_int_equal(urgency_at(&d, d.soon - 1), URGENCY_OK);
		assert_int_equal(urgency_at(&d, d.soon), URGENCY_SOON);
		assert_int_equal(urgency_at(&d, d.due - 1), URGENCY_SOON);
		assert_int_equal(urgency_at(&d, d.due), URGENCY_DUE);
		assert_int_equal(urgency_at(&d, d.late - 1), URGENCY_DUE);
		assert_int_equal(urgency_at(&d, d.late), merged ? URGENCY_CRITICAL : URGENCY_LATE);
		assert_int_equal(
		    urgency_at(&d, d.critical - 1), merged ? URGENCY_DUE : URGENCY_LATE);
		assert_int_equal(urgency_at(&d, d.critical), URGENCY_CRITICAL);
		assert_int_equal(urgency_at(&d, d.end - 1), URGENCY_CRITICAL);
		assert_int_equal(urgency_at(&d, d.end), URGENCY_CRITICAL); /* its last second */
		assert_int_equal(urgency_at(&d, d.end + 1), URGENCY_EXPIRED);
		assert_int_equal(urgency_at(&d, INT64_MAX), URGENCY_EXPIRED);
		assert_int_equal(urgency_at(&d, INT64_MIN), URGENCY_OK);
	}
}

static void
assert_in_order(const struct deadlines *d, int64_t not_before)
{
	assert_true(d->soon <= d->due);
	assert_true(d->due <= d->late);
	assert_true(d->late <= d->critical);
	assert_true(d->critical <= d->end);
	assert_true(d->soon >= not_before); /* a fresh certificate is never urgent */
}

static void
the_instants_are_always_in_order(void **state)
{
	(void)state;
	for (int64_t lifetime = 1; lifetime < DAYS(4000); lifetime = lifetime * 5 / 4 + 1)
		for (int lead = -1; lead < 500; lead = lead * 3 + 3) {
			struct validity v = {start, start + lifetime, 0, lead};
			struct deadlines d;

			assert_int_equal(deadlines_compute(&v, &d), 0);
			assert_in_order(&d, start);
		}
}

static void
a_lead_of_exactly_a_third_is_not_capped(void **state)
{
	struct validity v = {start, start + DAYS(72), 0, 24};
	struct deadlines d;

	(void)state;
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_false(d.lead_capped);
	v.not_after--;
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_true(d.lead_capped);
	v.lead_days = INT32_MAX;
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_int_equal(d.end - d.late, (DAYS(72) - 1) / 3);
}

static void
an_earlier_end_of_the_path_counts(void **state)
{
	struct validity v = {start, start + DAYS(200), start + DAYS(150), 24};
	struct deadlines d;

	(void)state;
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_int_equal(d.end, start + DAYS(150));
	assert_int_equal(d.late, start + DAYS(126)); /* spans still follow the leaf's lifetime */
	v.path_end = start + DAYS(900);
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_int_equal(d.end, start + DAYS(200));
	v.path_end = start - DAYS(1);
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_int_equal(urgency_at(&d, start), URGENCY_EXPIRED);
}

static void
a_lifetime_that_is_none_is_refused(void **state)
{
	struct validity v = {start, start, 0, 24};
	struct deadlines d = {1, 1, 1, 1, 1, true};

	(void)state;
	assert_int_equal(deadlines_compute(&v, &d), -1);
	assert_int_equal(d.soon | d.due | d.late | d.critical | d.end, 0);
	assert_false(d.lead_capped);
	assert_int_equal(urgency_at(&d, start), URGENCY_UNKNOWN);
	v.not_after = start - 1;
	assert_int_equal(deadlines_compute(&v, &d), -1);
	v.not_after = start + 1; /* one second is a lifetime */
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_int_equal(d.soon, d.end);
}

static void
the_ends_of_the_calendar_are_safe(void **state)
{
	const int64_t year_1 = INT64_C(-62135596800), year_9999 = INT64_C(253402300799);
	struct validity v = {year_1, year_9999, 0, INT32_MAX};
	struct deadlines d;

	(void)state;
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_in_order(&d, year_1);
	v = (struct validity){year_1, year_1 + 1, 0, 90};
	assert_int_equal(deadlines_compute(&v, &d), 0);
	assert_in_order(&d, year_1);
	v = (struct validity){year_1 - 1, year_9999, 0, 0};
	assert_int_equal(deadlines_compute(&v, &d), -1);
	v = (struct validity){year_1, year_9999 + 1, 0, 0};
	assert_int_equal(deadlines_compute(&v, &d), -1);
	v = (struct validity){INT64_MIN, INT64_MAX, 0, 0};
	assert_int_equal(deadlines_compute(&v, &d), -1);
	v = (struct validity){start, start + DAYS(100), INT64_MIN, 0};
	assert_int_equal(deadlines_compute(&v, &d), -1);
}

static void
what_is_stale_never_reads_as_healthy(void **state)
{
	(void)state;
	for (int u = 0; u < URGENCY_COUNT; u++) {
		bool bad = u <= URGENCY_DUE; /* that much is known for certain */

		assert_int_equal(urgency_shown((enum urgency)u, 0), u);
		assert_int_equal(urgency_shown((enum urgency)u, PROBLEM_BIT(PROBLEM_EXPIRED)), u);
		assert_int_equal(urgency_shown((enum urgency)u, PROBLEM_BIT(PROBLEM_STALE)),
		    bad ? u : URGENCY_UNKNOWN);
	}
}

static void
what_is_only_declared_is_as_urgent_as_it_says_and_never_healthy(void **state)
{
	(void)state;
	for (int u = 0; u < URGENCY_COUNT; u++)
		assert_int_equal(urgency_shown((enum urgency)u, PROBLEM_BIT(PROBLEM_DECLARED_ONLY)),
		    u == URGENCY_OK ? URGENCY_UNKNOWN : u);
}

static void
days_left_rounds_towards_the_past(void **state)
{
	(void)state;
	assert_int_equal(days_left(DAYS(2), 0), 2);
	assert_int_equal(days_left(DAYS(2) - 1, 0), 1);
	assert_int_equal(days_left(DAYS(1) - 1, 0), 0);
	assert_int_equal(days_left(0, 0), 0);
	assert_int_equal(days_left(0, 1), -1);
	assert_int_equal(days_left(0, DAYS(1)), -1);
	assert_int_equal(days_left(0, DAYS(1) + 1), -2);
}

static void
what_is_left_is_told_in_hours_below_two_days(void **state)
{
	static const struct {
		int64_t seconds, count;
		bool hours;
	} ways[] = {{DAYS(40) - 1, 39, false}, {DAYS(40), 40, false}, {DAYS(2), 2, false},
	    {DAYS(2) - 1, 47, true}, {DAYS(1), 24, true}, {3600, 1, true}, {3599, 0, true},
	    {0, 0, true}, {-1, -1, true}, {-3600, -1, true}, {-3601, -2, true},
	    {-DAYS(2) + 1, -48, true}, {-DAYS(2), -2, false}, {-DAYS(2) - 1, -3, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct time_left left = time_left(1000 + ways[i].seconds, 1000);

		assert_int_equal(left.count, ways[i].count);
		assert_int_equal(left.hours, ways[i].hours);
	}
}

static void
the_next_instant_is_the_one_at_which_the_level_changes(void **state)
{
	struct deadlines d = compute(200, 24), none = {0};
	const int64_t at[] = {d.soon, d.due, d.late, d.critical, d.end + 1};

	(void)state;
	assert_int_equal(deadlines_next(&d, start), d.soon);
	for (size_t i = 0; i < COUNT(at); i++) {
		assert_int_equal(deadlines_next(&d, at[i] - 1), at[i]);
		assert_int_equal(
		    deadlines_next(&d, at[i]), i + 1 < COUNT(at) ? at[i + 1] : INT64_MAX);
	}
	assert_int_equal(deadlines_next(&none, start), INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(instants_are_those_of_the_design),
	    cmocka_unit_test(the_level_changes_exactly_at_each_instant),
	    cmocka_unit_test(the_next_instant_is_the_one_at_which_the_level_changes),
	    cmocka_unit_test(the_instants_are_always_in_order),
	    cmocka_unit_test(a_lead_of_exactly_a_third_is_not_capped),
	    cmocka_unit_test(an_earlier_end_of_the_path_counts),
	    cmocka_unit_test(a_lifetime_that_is_none_is_refused),
	    cmocka_unit_test(the_ends_of_the_calendar_are_safe),
	    cmocka_unit_test(what_is_stale_never_reads_as_healthy),
	    cmocka_unit_test(what_is_only_declared_is_as_urgent_as_it_says_and_never_healthy),
	    cmocka_unit_test(days_left_rounds_towards_the_past),
	    cmocka_unit_test(what_is_left_is_told_in_hours_below_two_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: expiry base */
/* Certificates per week of the year to come, and how many renewals a fleet needs a month. */
#include "expiry/forecast.h"

#include "expiry/urgency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

/* dd/mm/yyyy hh:mm here. */
static int64_t
local(int day, int month, int year, int hour, int minute)
{
	struct tm tm = {.tm_mday = day,
	    .tm_mon = month - 1,
	    .tm_year = year - 1900,
	    .tm_hour = hour,
	    .tm_min = minute,
	    .tm_isdst = -1};

	return mktime(&tm);
}

static int
in_barcelona(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

static const struct forecast_week *
week_of(const struct forecast *f, int year, int number)
{
	for (size_t i = 0; i < FORECAST_WEEKS; i++)
		if (f->weeks[i].year == year && f->weeks[i].number == number)
			return &f->weeks[i];
	return NULL;
}

static void
add(struct forecast *f, int64_t end, int64_t due)
{
	const struct deadlines d = {.due = due, .end = end};

	forecast_add(f, &d, URGENCY_OK, true);
}

static void
weeks_begin_on_monday_and_follow_one_another(void **state)
{
	struct forecast f;
	struct tm tm;

	(void)state;
	for (int day = 1; day <= 31; day++) {
		int64_t now = local(day, 12, 2026, 23, 59);

		forecast_begin(&f, now);
		assert_true(f.weeks[0].from <= now && now < f.weeks[0].until);
		for (size_t i = 0; i < FORECAST_WEEKS; i++) {
			time_t from = (time_t)f.weeks[i].from;

			localtime_r(&from, &tm);
			assert_int_equal(tm.tm_wday, 1);
			assert_int_equal(tm.tm_hour * 60 + tm.tm_min, 0);
			if (i)
				assert_int_equal(f.weeks[i].from, f.weeks[i - 1].until);
		}
	}
}

static void
they_are_numbered_as_iso_8601_does(void **state)
{
	static const struct {
		int day, month, year, of, number;
	} cases[] = {
	    {29, 12, 2025, 2026, 1}, /* a Monday: its Thursday is of the year after */
	    {31, 12, 2026, 2026, 53},
	    {3, 1, 2027, 2026, 53}, /* a Sunday */
	    {4, 1, 2027, 2027, 1},
	    {1, 1, 2028, 2027, 52},
	    {30, 12, 2024, 2025, 1},
	    {29, 2, 2028, 2028, 9},
	    {30, 11, 2026, 2026, 49},
	};
	struct forecast f;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		forecast_begin(&f, local(cases[i].day, cases[i].month, cases[i].year, 12, 0));
		assert_int_equal(f.weeks[0].year, cases[i].of);
		assert_int_equal(f.weeks[0].number, cases[i].number);
	}
	forecast_begin(&f, local(30, 11, 2026, 8, 0));
	assert_non_null(week_of(&f, 2026, 53));
	assert_non_null(week_of(&f, 2027, 1));
	assert_int_equal(f.weeks[FORECAST_WEEKS - 1].from, local(29, 11, 2027, 0, 0));
}

/* The week in which the clocks are put on has 167 hours, and the one in which they are put back 169. */
static void
a_week_with_a_change_of_the_clocks_loses_none(void **state)
{
	struct forecast f;
	const struct forecast_week *w;

	(void)state;
	forecast_begin(&f, local(30, 11, 2026, 8, 0));
	w = week_of(&f, 2027, 12); /* to Sunday 28/03/2027 */
	assert_int_equal(w->until - w->from, 167 * 3600);
	add(&f, local(28, 3, 2027, 23, 59), local(29, 3, 2027, 0, 0));
	assert_int_equal(w->counts[FORECAST_END].all, 1);
	assert_int_equal(w[1].counts[FORECAST_START].all, 1);
	w = week_of(&f, 2027, 43); /* to Sunday 31/10/2027 */
	assert_int_equal(w->until - w->from, 169 * 3600);
	add(&f, local(31, 10, 2027, 23, 59), local(25, 10, 2027, 0, 0));
	assert_int_equal(w->counts[FORECAST_END].all, 1);
	assert_int_equal(w->counts[FORECAST_START].all, 1);
}

static void
what_is_outside_of_the_weeks_is_counted_apart(void **state)
{
	struct forecast f;
	const struct deadlines never = {0};

	(void)state;
	forecast_begin(&f, local(2, 12, 2026, 12, 0));
	add(&f, local(29, 11, 2026, 23, 59), local(1, 10, 2026, 0, 0)); /* last Sunday */
	add(&f, local(30, 11, 2026, 0, 0), local(29, 11, 2026, 0, 0));  /* this Monday */
	add(&f, local(5, 12, 2027, 23, 59),
	    local(5, 12, 2027, 23, 59)); /* the last second but one minute */
	add(&f, local(6, 12, 2027, 0, 0), local(6, 12, 2027, 0, 0));
	forecast_add(&f, &never, URGENCY_UNKNOWN, true);
	assert_int_equal(f.before[FORECAST_END].all, 1);
	assert_int_equal(f.before[FORECAST_START].all, 2);
	assert_int_equal(f.weeks[0].counts[FORECAST_END].all, 1);
	assert_int_equal(f.weeks[FORECAST_WEEKS - 1].counts[FORECAST_END].all, 1);
	assert_int_equal(f.later[FORECAST_END].all, 1);
	assert_int_equal(f.later[FORECAST_START].all, 1);
	assert_int_equal(f.unknown, 1);
	assert_int_equal(f.servers, 4);
	assert_int_equal(f.servers_ending, 2);
	assert_int_equal(forecast_ending_a_month(&f), 2); /* 2 x 30.4 / 371, in tenths */
}

static void
they_are_counted_by_their_urgency(void **state)
{
	struct forecast f;
	struct deadlines d = {.due = local(7, 12, 2026, 1, 0), .end = local(30, 12, 2026, 1, 0)};

	(void)state;
	forecast_begin(&f, local(2, 12, 2026, 12, 0));
	forecast_add(&f, &d, URGENCY_SOON, false);
	forecast_add(&f, &d, URGENCY_SOON, false);
	forecast_add(&f, &d, URGENCY_UNKNOWN, false);
	assert_int_equal(f.weeks[1].counts[FORECAST_START].levels[URGENCY_SOON], 2);
	assert_int_equal(f.weeks[1].counts[FORECAST_START].levels[URGENCY_UNKNOWN], 1);
	assert_int_equal(f.weeks[4].counts[FORECAST_END].all, 3);
	assert_int_equal(forecast_most(&f), 3);
}

static void
a_rule_holds_from_its_day_on(void **state)
{
	(void)state;
	assert_int_equal(lifetime_rule_at(0)->days, 398);
	assert_int_equal(lifetime_rule_at(lifetime_rules[1].since - 1)->days, 398);
	assert_int_equal(lifetime_rule_at(lifetime_rules[1].since)->days, 200);
	assert_int_equal(lifetime_rule_at(local(30, 11, 2026, 8, 0))->days, 200);
	assert_int_equal(lifetime_rule_at(local(15, 3, 2027, 12, 0))->days, 100);
	assert_int_equal(lifetime_rule_at(local(15, 3, 2029, 12, 0))->days, 47);
}

/* 444 certificates: 444 x 30.4 / (200 - 7), and so on; of 47 days a twelfth is the margin. */
static void
shorter_lives_need_more_renewals_a_month(void **state)
{
	(void)state;
	assert_int_equal(renewals_a_month(444, 398), 345);
	assert_int_equal(renewals_a_month(444, 200), 699);
	assert_int_equal(renewals_a_month(444, 100), 1451);
	assert_int_equal(renewals_a_month(444, 47), 3133);
	assert_int_equal(renewals_a_month(0, 47), 0);
	assert_int_equal(renewals_a_month(444, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(weeks_begin_on_monday_and_follow_one_another),
	    cmocka_unit_test(they_are_numbered_as_iso_8601_does),
	    cmocka_unit_test(a_week_with_a_change_of_the_clocks_loses_none),
	    cmocka_unit_test(what_is_outside_of_the_weeks_is_counted_apart),
	    cmocka_unit_test(they_are_counted_by_their_urgency),
	    cmocka_unit_test(a_rule_holds_from_its_day_on),
	    cmocka_unit_test(shorter_lives_need_more_renewals_a_month),
	};

	return cmocka_run_group_tests(tests, in_barcelona, NULL);
}

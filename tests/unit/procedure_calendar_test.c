/* rooms: procedure expiry base */
/* Working days, and the days that others say they need. The expected dates are written down
 * from a calendar. */
#include "procedure/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static int32_t holidays[3];
static struct calendar calendar = {holidays, 3};

static int
set_up(void **state)
{
	(void)state;
	holidays[0] = day_from_text("2026-12-08");
	holidays[1] = day_from_text("2026-12-25");
	holidays[2] = day_from_text("2027-01-01");
	return 0;
}

static void
assert_day(int32_t day, const char *text)
{
	char got[DAY_TEXT_BYTES];

	assert_string_equal(day_to_text(day, got), text);
}

static void
a_date_and_its_text_are_the_same_thing(void **state)
{
	static const char *const dates[] = {
	    "0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2026-11-23", "9999-12-31"};
	(void)state;

	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		assert_day(day_from_text(dates[i]), dates[i]);
	assert_int_equal(day_from_text("1970-01-01"), 0);
	assert_int_equal(day_from_text("2026-11-23"), 20780);
	for (int32_t d = day_from_text("1899-12-25"); d < day_from_text("2105-01-01"); d++) {
		int y, m, day;

		day_to_date(d, &y, &m, &day);
		assert_int_equal(day_from_date(y, m, day), d);
	}
}

static void
what_is_no_date_is_refused(void **state)
{
	static const char *const wrong[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
	    "2026-4-1", "23/11/2026", "2026-11-23 ", "", "1900-02-29", "0000-01-01"};
	(void)state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(day_from_text(wrong[i]), DAY_NONE);
	assert_int_equal(day_from_text(NULL), DAY_NONE);
}

static void
weekdays_begin_on_monday(void **state)
{
	(void)state;
	assert_int_equal(day_weekday(day_from_text("2026-11-23")), 0);
	assert_int_equal(day_weekday(day_from_text("2026-11-29")), 6);
	assert_int_equal(day_weekday(day_from_text("1969-12-31")), 2);
}

static void
weekends_and_holidays_are_not_worked(void **state)
{
	(void)state;
	assert_true(calendar_is_working(&calendar, day_from_text("2026-12-07")));
	assert_false(calendar_is_working(&calendar, day_from_text("2026-12-08")));
	assert_false(calendar_is_working(&calendar, day_from_text("2026-12-12")));
	assert_false(calendar_is_working(&calendar, day_from_text("2026-12-13")));
	assert_true(calendar_is_working(&calendar, day_from_text("2026-12-28")));
}

static void
days_are_added_over_weekends_and_holidays_both_ways(void **state)
{
	int32_t friday = day_from_text("2026-12-04");
	(void)state;

	assert_day(calendar_add(&calendar, friday, 1), "2026-12-07");
	assert_day(calendar_add(&calendar, friday, 2), "2026-12-09");
	assert_day(calendar_add(&calendar, day_from_text("2026-12-09"), -2), "2026-12-04");
	assert_day(calendar_add(&calendar, friday, 0), "2026-12-04");
	assert_day(calendar_add(&calendar, day_from_text("2026-12-25"), 0), "2026-12-28");
	assert_day(calendar_add(&calendar, day_from_text("2026-12-31"), 1), "2027-01-04");
	assert_int_equal(calendar_add(&calendar, DAY_NONE, 3), DAY_NONE);
}

static void
a_lead_in_working_days_becomes_calendar_days(void **state)
{
	int32_t monday = day_from_text("2026-11-23");
	(void)state;

	assert_int_equal(
	    calendar_span(&calendar, monday, 16), 23); /* with 8 December between: Wednesday 16 */
	assert_int_equal(calendar_between(&calendar, monday, monday + 23), 16);
	assert_int_equal(calendar_between(&calendar, monday + 23, monday), -16);
	assert_int_equal(calendar_between(&calendar, monday, monday), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_date_and_its_text_are_the_same_thing),
	    cmocka_unit_test(what_is_no_date_is_refused),
	    cmocka_unit_test(weekdays_begin_on_monday),
	    cmocka_unit_test(weekends_and_holidays_are_not_worked),
	    cmocka_unit_test(days_are_added_over_weekends_and_holidays_both_ways),
	    cmocka_unit_test(a_lead_in_working_days_becomes_calendar_days),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

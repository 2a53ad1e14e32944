/* rooms: expiry base */
/* From one day of the calendar to another: each is of it whole, also when the clocks change. */
#include "expiry/days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static int
in_catalonia(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

static void
days_are_whole_ones_of_the_calendar_here(void **state)
{
	static const struct {
		const char *text;
		int64_t from, until;
	} cases[] = {
	    {"30/11/2026", 1795993200, 1796079600},
	    {"30/11/2026-06/12/2026", 1795993200, 1796598000},
	    {"30/11/2026-", 1795993200, INT64_MAX}, {"-06/12/2026", INT64_MIN, 1796598000},
	    {"28/03/2027-28/03/2027", 1806188400, 1806271200}, /* 23 hours */
	    {"25/10/2026", 1792879200, 1792969200},            /* 25 hours */
	    {"6/12/2026-30/11/2026", 1796511600, 1796079600},  /* nothing is of it */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct days d;
		assert_true(days_parse(cases[i].text, &d));
		assert_int_equal(d.from, cases[i].from);
		assert_int_equal(d.until, cases[i].until);
	}
}

static void
what_is_no_day_is_none(void **state)
{
	static const char *const cases[] = {"", "-", "30", "30/11", "31/02/2027", "00/01/2027",
	    "1/13/2026", "30/11/2026x", "30/11/26", "30/11/2026-x", "30/11/2026-31/02/2027",
	    "a/b/c", "30/11/2026--", "-30/11/2026-", "30/11/2026-6/12/2026-", "99/99/9999"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct days d;
		assert_false(days_parse(cases[i], &d));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(days_are_whole_ones_of_the_calendar_here),
	    cmocka_unit_test(what_is_no_day_is_none),
	};

	return cmocka_run_group_tests(tests, in_catalonia, NULL);
}

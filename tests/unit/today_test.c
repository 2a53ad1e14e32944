/* rooms: expiry base */
/* What needs a hand now: the order of the lines, and which problems are told. */
#include "expiry/today.h"

#include "base/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static json_t *
line(json_int_t id, bool ours, const char *owner, enum today_kind kind, json_int_t at)
{
	return json_pack("{s:I, s:b, s:s, s:[{s:s, s:I}]}", "id", id, "ours", ours, "claimed_by",
	    owner, "reasons", "code", today_kind_text(kind), "at", at);
}

/* Each stands before all that come after it, whichever is asked first. */
static void
lines_stand_in_one_order(void **state)
{
	json_t *lines[] = {
	    line(90, true, "other", TODAY_EXPIRED_ALONE, 900),
	    line(80, true, "", TODAY_AT_RISK, 500),
	    line(70, true, "me", TODAY_READY, 800), /* mine */
	    line(60, true, "", TODAY_READY, 700),   /* nobody's, the earlier first */
	    line(50, true, "", TODAY_READY, 750),
	    line(40, true, "", TODAY_READY, 0), /* it is not known when */
	    line(30, true, "other", TODAY_READY, 100),
	    line(10, true, "", TODAY_SOON_ALONE, 100),
	    line(20, true, "", TODAY_SOON_ALONE, 100),
	    line(1, false, "me", TODAY_AT_RISK, 1), /* theirs */
	    line(2, false, "me", TODAY_FOLLOW_UP, 1),
	};
	size_t count = sizeof(lines) / sizeof(lines[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			int d = today_compare(lines[i], lines[k], "me");
			assert_int_equal((d > 0) - (d < 0), (i > k) - (i < k));
		}
	for (size_t i = 0; i < count; i++)
		json_decref(lines[i]);
}

/* A newer backend may have reasons that are not known here: they are shown, and last. */
static void
an_unknown_reason_comes_last(void **state)
{
	json_t *known = line(9, true, "", TODAY_SOON_ALONE, 1),
	       *newer = json_pack("{s:i, s:b, s:[{s:s, s:i}]}", "id", 1, "ours", 1, "reasons",
		   "code", "unheard-of", "at", 1);

	(void)state;
	assert_int_equal(today_kind_of(newer), TODAY_KIND_COUNT);
	assert_true(today_compare(known, newer, "") < 0);
	json_decref(known);
	json_decref(newer);
}

static void
every_code_is_read_as_it_is_written(void **state)
{
	(void)state;
	for (int i = 0; i < TODAY_KIND_COUNT; i++)
		assert_int_equal(today_kind_from(today_kind_text((enum today_kind)i)), i);
	assert_int_equal(today_kind_from("unheard-of"), -1);
}

static void
check_problem(uint64_t problems, enum today_kind kind, enum problem expected)
{
	enum problem worst = PROBLEM_COUNT;

	assert_int_equal(today_kind_of_problems(problems, &worst), kind);
	assert_int_equal(worst, expected);
}

/* Whom nobody refuses is told in view 1. */
static void
what_clients_refuse_is_told(void **state)
{
	(void)state;
	check_problem(0, TODAY_KIND_COUNT, PROBLEM_COUNT);
	check_problem(PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(PROBLEM_EXPIRED) |
			  PROBLEM_BIT(PROBLEM_OLD_PROTOCOL) | PROBLEM_BIT(PROBLEM_STALE),
	    TODAY_KIND_COUNT, PROBLEM_COUNT);
	check_problem(PROBLEM_BIT(PROBLEM_UNTRUSTED) | PROBLEM_BIT(PROBLEM_NAME_MISMATCH),
	    TODAY_REFUSED, PROBLEM_NAME_MISMATCH);
	check_problem(PROBLEM_BIT(PROBLEM_WRONG_ORDER) | PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN),
	    TODAY_DISTRUSTED, PROBLEM_INCOMPLETE_CHAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_stand_in_one_order),
	    cmocka_unit_test(an_unknown_reason_comes_last),
	    cmocka_unit_test(every_code_is_read_as_it_is_written),
	    cmocka_unit_test(what_clients_refuse_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

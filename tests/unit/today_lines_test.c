/* rooms: daemon store procedure expiry base */
/* The line of a monitor: which reasons it has at a time, and when it has to be made again. */
#include "daemon/state/today_lines.h"

#include "base/members.h"
#include "daemon/state/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { END = 1000 * DAY };

static char name[] = "seu";

static struct row
row_of(void)
{
	return (struct row){.monitor = {.id = 7, .name = name},
	    .deadlines = {
		END - 60 * DAY, END - 40 * DAY, END - 20 * DAY, END - 7 * DAY, END, false}};
}

/* The codes of its reasons, "a+b"; "" no line. *next: when it is to be made again. */
static const char *
codes_at(const struct row *row, int64_t now, int64_t *next)
{
	static char codes[200];
	struct today_time t = {.now = now, .day = (int32_t)(now / DAY), .next = INT64_MAX};
	json_t *line = today_line_of_monitor(row, &t), *reason;
	size_t i;

	*codes = '\0';
	json_array_foreach(json_object_get(line, "reasons"), i, reason) {
		strncat(codes, i ? "+" : "", sizeof(codes) - strlen(codes) - 1);
		strncat(codes, text_of(reason, "code"), sizeof(codes) - strlen(codes) - 1);
	}
	json_decref(line);
	*next = t.next;
	return codes;
}

static void
check(const struct row *row, int64_t now, const char *codes, int64_t next)
{
	int64_t at;

	assert_string_equal(codes_at(row, now, &at), codes);
	assert_int_equal(at, next);
}

/* Also while there is no line it is said when there will be one. */
static void
its_time_comes_in_steps(void **state)
{
	struct row row = row_of();

	(void)state;
	check(&row, END - 100 * DAY, "", END - 60 * DAY);
	check(&row, END - 50 * DAY, "", END - 47 * DAY);
	check(&row, END - 47 * DAY, "soon", END - 40 * DAY);
	check(&row, END - 40 * DAY, "due", END - 20 * DAY);
	check(&row, END - 20 * DAY, "late", END - 7 * DAY);
	check(&row, END - 7 * DAY, "critical", END + 1);
	check(&row, END + 1, "expired", INT64_MAX);
}

static void
what_was_never_seen_has_no_time(void **state)
{
	struct row row = {.monitor = {.id = 7, .name = name}};

	(void)state;
	check(&row, END, "", INT64_MAX);
}

/* That was decided, with the day from which it is not watched. */
static void
what_is_not_renewed_is_told_once_it_has_expired(void **state)
{
	struct row row = row_of();

	(void)state;
	row.retires = END / DAY;
	check(&row, END - 7 * DAY, "", END + 1);
	check(&row, END + 1, "expired", INT64_MAX);
	row.retires += 30; /* it is served for a month without a certificate that is good */
	check(&row, END - 7 * DAY, "critical", END + 1);
}

static void
reasons_stand_by_their_weight(void **state)
{
	struct row row = row_of();

	(void)state;
	row.overridden = 3;
	row.problems = PROBLEM_BIT(PROBLEM_UNEXPECTED_CHANGE) | PROBLEM_BIT(PROBLEM_SELF_SIGNED) |
		       PROBLEM_BIT(PROBLEM_WEAK_KEY);
	check(&row, END - 40 * DAY, "unverified+due+distrusted+changed", END - 20 * DAY);
	row.accepted_problems = PROBLEM_BIT(PROBLEM_SELF_SIGNED);
	check(&row, END - 100 * DAY, "unverified+changed", END - 60 * DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(its_time_comes_in_steps),
	    cmocka_unit_test(what_was_never_seen_has_no_time),
	    cmocka_unit_test(what_is_not_renewed_is_told_once_it_has_expired),
	    cmocka_unit_test(reasons_stand_by_their_weight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: base */
/* What went wrong, with its values: said one by one, kept in the struct, handed on as JSON. */
#include "base/err.h"

#include "base/members.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
what_is_said_is_handed_on(void **state)
{
	struct err err = {0};
	json_t *args;

	(void)state;
	assert_int_equal(err_set(&err, "duplicate", "monitor %d has it", 7), -1);
	assert_int_equal(err_number(&err, "id", 7), -1);
	assert_int_equal(err_text(&err, "name", "seu"), -1);
	assert_string_equal(err_said(&err, "name"), "seu");
	assert_null(err_said(&err, "id"));
	assert_null(err_said(&err, "field"));
	args = err_args(&err);
	assert_string_equal(text_of(args, "text"), "monitor 7 has it");
	assert_int_equal(number_of(args, "id"), 7);
	assert_string_equal(text_of(args, "name"), "seu");
	json_decref(args);
}

static void
an_argument_has_its_field_reason_and_value(void **state)
{
	struct err err = {0}, copy;

	(void)state;
	assert_int_equal(err_argument(&err, "until", "not-a-date", NULL), -1);
	copy = err;
	memset(&err, 'x', sizeof(err));
	assert_string_equal(copy.code, "bad-argument");
	assert_string_equal(err_said(&copy, "field"), "until");
	assert_string_equal(err_said(&copy, "reason"), "not-a-date");
	assert_string_equal(err_said(&copy, "value"), "");
}

static void
another_error_forgets_the_first_ones_values(void **state)
{
	struct err err = {0};

	(void)state;
	err_argument(&err, "until", "empty", "");
	errno = ENOSPC;
	err_errno(&err, "cannot write");
	assert_string_equal(err.code, "disk-full");
	assert_null(err_said(&err, "field"));
}

static void
nobody_asks_and_nothing_overflows(void **state)
{
	char long_one[2 * ERR_KEPT_BYTES];
	struct err err = {0};
	json_t *args;

	(void)state;
	assert_int_equal(err_set(NULL, "io", "x"), -1);
	assert_int_equal(err_text(NULL, "name", "x"), -1);
	assert_int_equal(err_number(NULL, "id", 1), -1);
	assert_int_equal(err_argument(NULL, "id", "range", "x"), -1);
	memset(long_one, 'x', sizeof(long_one));
	memcpy(long_one + ERR_KEPT_BYTES - 2, "\xc3\xa0", 2); /* is cut between its bytes */
	long_one[sizeof(long_one) - 1] = '\0';
	err_set(&err, "io", "%s", "");
	for (int i = 0; i < 2 * ERR_VALUES_MAX; i++)
		err_text(&err, "name", long_one);
	args = err_args(&err);
	assert_true(json_is_string(json_object_get(args, "name")));
	assert_null(json_object_get(args, "text"));
	json_decref(args);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_said_is_handed_on),
	    cmocka_unit_test(an_argument_has_its_field_reason_and_value),
	    cmocka_unit_test(another_error_forgets_the_first_ones_values),
	    cmocka_unit_test(nobody_asks_and_nothing_overflows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

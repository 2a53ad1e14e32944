/* rooms: expiry base */
/* Who must look at a monitor although its dates are well. */
#include "expiry/attention.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
each_problem_asks_for_what_clients_do(void **state)
{
	static const uint64_t critical = PROBLEM_BIT(PROBLEM_NOT_YET_VALID) |
					 PROBLEM_BIT(PROBLEM_NAME_MISMATCH) |
					 PROBLEM_BIT(PROBLEM_NO_SAN) | PROBLEM_BIT(PROBLEM_REVOKED);
	static const uint64_t calm =
	    PROBLEM_BIT(PROBLEM_EXPIRED) | /* urgency says these two */
	    PROBLEM_BIT(PROBLEM_CHAIN_EXPIRES_FIRST) |
	    PROBLEM_BIT(PROBLEM_CLIENT_CERTIFICATE_REQUIRED) | PROBLEM_BIT(PROBLEM_STALE) |
	    PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT) | PROBLEM_BIT(PROBLEM_NO_SERVER_AUTH) |
	    PROBLEM_BIT(PROBLEM_RENEWED_ELSEWHERE) | PROBLEM_BIT(PROBLEM_DECLARED_ONLY) |
	    PROBLEM_BIT(PROBLEM_STAPLE_NOT_VERIFIED);

	(void)state;
	for (int p = 0; p < PROBLEM_COUNT; p++)
		assert_int_equal(
		    attention_of(PROBLEM_BIT(p)), critical & PROBLEM_BIT(p) ? ATTENTION_CRITICAL
						  : calm & PROBLEM_BIT(p)   ? ATTENTION_NONE
									    : ATTENTION_WARNING);
}

static void
the_worst_problem_counts(void **state)
{
	(void)state;
	assert_int_equal(attention_of(0), ATTENTION_NONE);
	assert_int_equal(
	    attention_of(PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(PROBLEM_NAME_MISMATCH)),
	    ATTENTION_CRITICAL);
	assert_int_equal(attention_of(PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(PROBLEM_STALE)),
	    ATTENTION_WARNING);
}

static void
the_gravest_is_named_first(void **state)
{
	(void)state;
	assert_int_equal(attention_worst(0), -1);
	assert_int_equal(
	    attention_worst(PROBLEM_BIT(PROBLEM_UNTRUSTED) | PROBLEM_BIT(PROBLEM_NO_SAN)),
	    PROBLEM_NO_SAN);
	assert_int_equal(
	    attention_worst(PROBLEM_BIT(PROBLEM_EXPIRED) | PROBLEM_BIT(PROBLEM_WEAK_KEY)),
	    PROBLEM_WEAK_KEY);
	assert_int_equal(
	    attention_worst(PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(PROBLEM_DSA_KEY)),
	    PROBLEM_WEAK_KEY); /* among equals in their order */
	assert_int_equal(attention_worst(PROBLEM_BIT(PROBLEM_STALE)), PROBLEM_STALE);
}

static void
what_clients_refuse_never_looks_calm(void **state)
{
	static const enum urgency calm[] = {URGENCY_SOON, URGENCY_OK, URGENCY_UNKNOWN};

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(attention_urgency(ATTENTION_CRITICAL, calm[i]), URGENCY_CRITICAL);
		assert_int_equal(attention_urgency(ATTENTION_WARNING, calm[i]), URGENCY_DUE);
		assert_int_equal(attention_urgency(ATTENTION_NONE, calm[i]), calm[i]);
	}
	assert_int_equal(attention_urgency(ATTENTION_CRITICAL, URGENCY_EXPIRED), URGENCY_EXPIRED);
	assert_int_equal(attention_urgency(ATTENTION_WARNING, URGENCY_LATE), URGENCY_LATE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_problem_asks_for_what_clients_do),
	    cmocka_unit_test(the_worst_problem_counts),
	    cmocka_unit_test(the_gravest_is_named_first),
	    cmocka_unit_test(what_clients_refuse_never_looks_calm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

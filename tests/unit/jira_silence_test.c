/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* That Jira does not answer is told when it is so several times in a row, since the first of them, and until it answers
 * anything at all. */
#include "daemon/ticketing/jira_silence.h"

#include "base/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct jira_silence s;

static int
release(void **state)
{
	(void)state;
	jira_silence_release(&s);
	s = (struct jira_silence){0};
	return 0;
}

static bool
is_told(int64_t since, const char *code)
{
	json_t *told = jira_silence_json(&s);
	bool so = json_is_object(told) && number_of(told, "since") == since &&
		  !strcmp(text_of(told, "code"), code);

	json_decref(told);
	return so;
}

static bool
is_quiet(void)
{
	json_t *told = jira_silence_json(&s);
	bool so = json_is_null(told);

	json_decref(told);
	return so;
}

static void
one_failure_is_nothing_and_the_second_tells_since_the_first(void **state)
{
	(void)state;
	assert_false(jira_silence_note(&s, "jira-timeout", NULL, 100));
	assert_true(is_quiet());
	assert_true(jira_silence_note(&s, "jira-timeout", NULL, 200));
	assert_true(is_told(100, "jira-timeout"));
	assert_false(jira_silence_note(&s, "jira-timeout", NULL, 300)); /* the same again */
	assert_true(jira_silence_note(&s, "jira-unreachable", NULL, 400));
	assert_true(is_told(100, "jira-unreachable"));
}

static void
any_answer_ends_it(void **state)
{
	(void)state;
	jira_silence_note(&s, "jira-down", NULL, 100);
	jira_silence_note(&s, "jira-down", NULL, 200);
	assert_true(jira_silence_note(&s, "token-refused", NULL, 300));
	assert_true(is_quiet());
	assert_int_equal(s.answered_at, 300);
	assert_false(jira_silence_note(&s, NULL, NULL, 400));
	assert_int_equal(s.answered_at, 400);
	jira_silence_note(&s, "jira-down", NULL, 500); /* one alone, once more */
	assert_true(is_quiet());
}

static void
what_never_went_out_says_nothing_of_jira(void **state)
{
	(void)state;
	jira_silence_note(&s, "jira-tls", NULL, 100);
	assert_false(jira_silence_note(&s, "worker-gone", NULL, 200));
	assert_false(jira_silence_note(&s, "no-token", NULL, 300));
	assert_true(is_quiet());
	assert_true(jira_silence_note(&s, "jira-tls", NULL, 400));
	assert_true(is_told(100, "jira-tls"));
	assert_false(jira_silence_note(&s, "no-token", NULL, 500));
	assert_true(is_told(100, "jira-tls"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(
		one_failure_is_nothing_and_the_second_tells_since_the_first, release),
	    cmocka_unit_test_teardown(any_answer_ends_it, release),
	    cmocka_unit_test_teardown(what_never_went_out_says_nothing_of_jira, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

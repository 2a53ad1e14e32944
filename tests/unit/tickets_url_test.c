/* rooms: tickets wire base */
/* Where Jira is, and what may be sent the token. */
#include "tickets/base_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void
assert_base(const char *text, const char *normal)
{
	char *base = base_url_normal(text, false);

	assert_null(base_url_fault(text, false));
	assert_non_null(base);
	assert_string_equal(base, normal);
	free(base);
}

static void
a_base_has_one_form(void **state)
{
	(void)state;
	assert_base("https://jira.exemple.cat", "https://jira.exemple.cat");
	assert_base("https://jira.exemple.cat/", "https://jira.exemple.cat");
	assert_base("HTTPS://Jira.Exemple.cat:443/jira//", "https://jira.exemple.cat/jira");
	assert_base("https://jira.exemple.cat:8443/a/b/", "https://jira.exemple.cat:8443/a/b");
	assert_base("https://[2001:db8::1]:8443/jira", "https://[2001:db8::1]:8443/jira");
}

static void
assert_fault(const char *text, const char *fault)
{
	const char *found = base_url_fault(text, false);

	assert_non_null(found);
	assert_string_equal(found, fault);
	assert_null(base_url_normal(text, false));
}

static void
what_is_no_base_is_told_why(void **state)
{
	(void)state;
	assert_fault("", "not-a-url");
	assert_fault("jira.exemple.cat", "not-a-url");
	assert_fault("https://", "not-a-url");
	assert_fault("https://jira.exemple.cat:99999", "not-a-url");
	assert_fault("https://jira.exemple.cat/a b", "not-a-url");
	assert_fault("https://jira.exemple.cat/\n", "not-a-url");
	assert_fault("https://jira.exemple.cat\\@x", "not-a-url");
	assert_fault("ftp://jira.exemple.cat", "scheme");
	assert_fault("file:///etc/passwd", "scheme");
	assert_fault("http://jira.exemple.cat", "plain");
	assert_fault("https://anna@jira.exemple.cat", "user");
	assert_fault("https://anna:secret@jira.exemple.cat", "user");
	assert_fault("http://anna:secret@jira.exemple.cat", "user");
	assert_fault("ftp://anna:secret@jira.exemple.cat/?a", "user");
	assert_fault("https://jira.exemple.cat/?a=b", "query");
	assert_fault("https://jira.exemple.cat/?", "query");
	assert_fault("https://jira.exemple.cat/#a", "query");
	assert_null(base_url_fault("http://jira.exemple.cat", true));
}

static void
the_token_goes_below_the_base_alone(void **state)
{
	static const char base[] = "https://jira.exemple.cat/jira";
	static const char *const ours[] = {
	    "https://jira.exemple.cat/jira/secure/attachment/1/x.csr",
	    "https://JIRA.exemple.cat:443/jira/a", "https://jira.exemple.cat/jira/a%20b",
	    "https://jira.exemple.cat/jira/a..b", "https://jira.exemple.cat/jira/..a;b"};
	static const char *const others[] = {"http://jira.exemple.cat/jira/a",
	    "https://jira.exemple.cat:8443/jira/a", "https://jira.exemple.cat/jiraa/b",
	    "https://jira.exemple.cat/other", "https://jira.exemple.cat/jira/../other",
	    "https://jira.exemple.cat/jira/%2e%2e/other",
	    "https://jira.exemple.cat/jira/..%2fother", "https://jira.exemple.cat/jira/%2E.",
	    "https://jira.exemple.cat/jira/..%5cother", "https://jira.exemple.cat/jira/..;/other",
	    "https://jira.exemple.cat/jira/%2e.%3b/other",
	    "https://jira.exemple.cat.evil.cat/jira/a", "https://jira.exemple.cat@evil.cat/jira/a",
	    "https://evil.cat#@jira.exemple.cat/jira/a", "https://anna@jira.exemple.cat/jira/a",
	    "//jira.exemple.cat/jira/a", "/jira/a", ""};

	(void)state;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		assert_true(base_url_covers(base, ours[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (base_url_covers(base, others[i]))
			fail_msg("'%s' would get the token", others[i]);
	assert_true(base_url_covers("https://jira.exemple.cat", "https://jira.exemple.cat/a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_base_has_one_form),
	    cmocka_unit_test(what_is_no_base_is_told_why),
	    cmocka_unit_test(the_token_goes_below_the_base_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

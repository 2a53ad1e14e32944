/* rooms: tickets wire base */
/* What Jira, or whoever answers in its place, means by a refusal: each of its forms is one code, and says whether Jira
 * may have done what was asked. */
#include "tickets/refusal.h"

#include "base/members.h"
#include "tickets/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { VALUES = 1000000, NOW = 1795452901 }; /* 2026-11-23 16:55:01 UTC */

/* An answer; what is not said of it is as good as can be. */
#define ANSWER(...)           \
	&(struct http_answer) \
	{                     \
		__VA_ARGS__   \
	}

static void
fill_in(struct http_answer *a)
{
	const char **texts[] = {
	    &a->reason, &a->text, &a->location, &a->login, &a->denied, &a->user, &a->retry};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!*texts[i])
			*texts[i] = "";
	if (!a->body)
		a->body = "{}";
	if (!a->type)
		a->type = "application/json";
	a->len = strlen(a->body);
	if (a->end == HTTP_ANSWERED)
		a->sent = true;
}

static struct refusal
refusal(struct http_answer *a)
{
	struct refusal r = {0};

	fill_in(a);
	assert_true(refusal_of(a, NOW, &r));
	assert_non_null(r.args);
	return r;
}

static void
assert_refusal(struct http_answer *a, const char *code, bool sent, const char *text)
{
	struct refusal r = refusal(a);

	assert_string_equal(r.code, code);
	assert_int_equal(r.sent, sent);
	assert_string_equal(text_of(r.args, "text"), text);
	refusal_release(&r);
	assert_null(r.args);
}

static void
the_forms_of_its_messages_are_one(void **state)
{
	static const char *const bodies[] = {"{\"errorMessages\":[\"No.\"],\"errors\":{}}",
	    "{\"errorMessages\":\"No.\"}", "{\"message\":\"No.\"}", "{\"errorMessage\":\"No.\"}",
	    "{\"errorMessages\":[null,7,\"No.\",\"\"]}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		assert_refusal(
		    ANSWER(.status = 400, .body = bodies[i]), "jira-refused", false, "No.");
	assert_refusal(ANSWER(.status = 400, .body = "{\"errorMessages\":[\"a\",\"b\"]}"),
	    "jira-refused", false, "a b");
	assert_refusal(ANSWER(.status = 400, .body = ""), "jira-refused", false, "");
	assert_refusal(ANSWER(.status = 400, .body = "<html>"), "jira-refused", false, "");
	assert_refusal(ANSWER(.status = 400, .body = "[]"), "jira-refused", false, "");
	assert_refusal(ANSWER(.status = 400, .body = "{\"message\":\"a\\u001b[2J\\u202e\"}"),
	    "jira-refused", false, "a<U+001B>[2J<U+202E>");
}

static void
what_it_says_of_fields_is_kept_by_field(void **state)
{
	struct refusal r =
	    refusal(ANSWER(.status = 400, .body = "{\"errorMessages\":[],\"errors\":{\"labels\":"
						  "\"not on the screen\",\"x\\u001b\":7}}"));
	const json_t *fields = json_object_get(r.args, "fields");

	(void)state;
	assert_string_equal(r.code, "field-refused");
	assert_string_equal(text_of(fields, "labels"), "not on the screen");
	assert_string_equal(text_of(fields, "x<U+001B>"), "");
	assert_int_equal(json_object_size(fields), 2);
	refusal_release(&r);
}

static void
who_asks_is_told_from_what_is_asked(void **state)
{
	(void)state;
	assert_refusal(ANSWER(.status = 401), "token-refused", false, "");
	assert_refusal(ANSWER(.status = 401, .user = "anonymous"), "token-refused", false, "");
	assert_refusal(
	    ANSWER(.status = 401, .user = "anna", .body = "{\"errorMessages\":[\"No.\"]}"),
	    "no-permission", false, "No.");
	assert_refusal(
	    ANSWER(.status = 200, .login = "AUTHENTICATED_FAILED"), "token-refused", true, "");
	assert_refusal(
	    ANSWER(.status = 403, .login = "AUTHENTICATION_DENIED"), "token-refused", false, "");
	assert_refusal(ANSWER(.status = 403, .denied = "CAPTCHA_CHALLENGE; login-url=x",
			   .login = "AUTHENTICATION_DENIED"),
	    "captcha", false, "");
	assert_refusal(ANSWER(.status = 403), "no-permission", false, "");
	assert_refusal(
	    ANSWER(.status = 302, .location = "https://sso.cat/saml?x"), "login-page", false, "");
	assert_refusal(
	    ANSWER(.status = 301, .location = "https://jira.cat/b"), "redirected", false, "");
	assert_refusal(ANSWER(.status = 307), "redirected", false, "");
}

static void
nobody_knows_after_a_failure_of_its_own(void **state)
{
	(void)state;
	assert_refusal(ANSWER(.status = 500), "jira-down", true, "");
	assert_refusal(
	    ANSWER(.status = 503, .type = "text/html", .body = "<html>"), "jira-down", true, "");
	assert_refusal(ANSWER(.status = 404, .type = "text/html"), "jira-answer", false, "");
	assert_refusal(
	    ANSWER(.status = 404, .body = "{\"errorMessages\":[\"Issue Does Not Exist\"]}"),
	    "no-such-ticket", false, "Issue Does Not Exist");
	assert_refusal(ANSWER(.status = 418), "jira-refused", false, "");
	assert_refusal(ANSWER(.status = 100), "jira-refused", true, "");
	assert_refusal(ANSWER(.end = HTTP_CUT, .sent = true), "jira-unreachable", true, "");
	assert_refusal(
	    ANSWER(.end = HTTP_CUT, .truncated = true, .sent = true), "jira-answer", true, "");
	assert_refusal(ANSWER(.end = HTTP_TIMEOUT, .sent = true), "jira-timeout", true, "");
	assert_refusal(ANSWER(.end = HTTP_TIMEOUT), "jira-timeout", false, "");
	assert_refusal(ANSWER(.end = HTTP_UNREACHABLE, .reason = "dns", .text = "no x"),
	    "jira-unreachable", false, "no x");
	assert_refusal(ANSWER(.end = HTTP_TLS, .reason = "expired"), "jira-tls", false, "");
	assert_refusal(ANSWER(.end = HTTP_TOO_LONG, .sent = true), "jira-answer", true, "");
}

static void
when_to_try_again_is_seconds_or_a_date(void **state)
{
	static const struct {
		const char *retry;
		int64_t ms;
	} said[] = {{"", 0}, {"0", 0}, {"7", 7000}, {"-7", 0}, {"99999999999999999999", 86400000},
	    {"Mon, 23 Nov 2026 16:55:31 GMT", 30000}, {"Mon, 23 Nov 2020 16:55:31 GMT", 0},
	    {"soon", 0}, {"7 apples", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct refusal r = refusal(ANSWER(.status = 429, .retry = said[i].retry));

		assert_string_equal(r.code, "jira-busy");
		assert_false(r.sent);
		if (r.retry_ms != said[i].ms)
			fail_msg("'%s' is %lld", said[i].retry, (long long)r.retry_ms);
		refusal_release(&r);
	}
}

static void
assert_body(const char *body, const char *type, const char *code, const char *reason)
{
	struct http_answer *a = ANSWER(.status = 201, .body = body, .type = type);
	struct refusal r = {0};
	json_t *json;

	fill_in(a);

	assert_false(refusal_of(a, NOW, &r));
	json = refusal_or_json(a, &r);
	if (!code) {
		assert_non_null(json);
		assert_null(r.code);
	} else {
		assert_null(json);
		assert_string_equal(r.code, code);
		assert_string_equal(text_of(r.args, "reason"), reason);
		assert_true(r.sent); /* a 201 that cannot be read may have made a ticket */
	}
	json_decref(json);
	refusal_release(&r);
}

static void
what_is_good_is_json(void **state)
{
	char deep[200], *many;

	(void)state;
	assert_body("{\"key\":\"SIS-1\"}", "application/json", NULL, "");
	assert_body("[1]", "application/json", NULL, "");
	assert_body("{\"a\":\"\\u0000\"}", "application/json", NULL, "");
	assert_body("", "application/json", "jira-answer", "empty");
	assert_body(" \r\n", "application/json", "jira-answer", "empty");
	assert_body("{\"key\":", "application/json", "jira-answer", "not-json");
	assert_body("{\"a\":\"\xff\"}", "application/json", "jira-answer", "not-json");
	assert_body("{}{}", "application/json", "jira-answer", "not-json");
	assert_body("{}", "text/html", "login-page", "");
	assert_body("\n<!DOCTYPE html>", "application/json", "login-page", "");
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_body(deep, "application/json", "jira-answer", "too-deep");
	many = malloc(3 * VALUES + 2);
	for (size_t i = 0; i < VALUES; i++)
		memcpy(many + 3 * i, i ? ",{}" : "[{}", 3);
	memcpy(many + 3 * VALUES, "]", 2);
	assert_body(many, "application/json", "jira-answer", "too-long");
	memset(many, ',', 3 * VALUES); /* in a text they are none */
	memcpy(many, "[\"\\\"", 4);
	memcpy(many + 3 * VALUES - 1, "\"]", 3);
	assert_body(many, "application/json", NULL, "");
	free(many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_forms_of_its_messages_are_one),
	    cmocka_unit_test(what_it_says_of_fields_is_kept_by_field),
	    cmocka_unit_test(who_asks_is_told_from_what_is_asked),
	    cmocka_unit_test(nobody_knows_after_a_failure_of_its_own),
	    cmocka_unit_test(when_to_try_again_is_seconds_or_a_date),
	    cmocka_unit_test(what_is_good_is_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

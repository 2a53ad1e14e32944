/* rooms: tickets wire base */
/* What Jira says of tickets, as it means it and as a stranger may twist it. */
#include "tickets/rest_read.h"

#include "base/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static json_t *
issue_of(const char *text)
{
	json_t *raw = json_loads(text, JSON_ALLOW_NUL, NULL), *issue;

	assert_non_null(raw);
	issue = rest_read_issue(raw);
	json_decref(raw);
	return issue;
}

static void
an_issue_is_read_whole(void **state)
{
	json_t *issue = issue_of(
	    "{\"id\":\"10001\",\"key\":\"SIS-7\",\"fields\":{\"summary\":\"Generar el CSR\","
	    "\"status\":{\"name\":\"En curs\",\"statusCategory\":{\"key\":\"indeterminate\"}},"
	    "\"assignee\":{\"name\":\"op1\",\"displayName\":\"Op "
	    "U\"},\"reporter\":{\"name\":\"op2\"},"
	    "\"created\":\"2026-11-23T17:55:01.000+0100\",\"updated\":\"2026-11-24T00:00:00Z\","
	    "\"project\":{\"key\":\"SIS\"},\"issuetype\":{\"name\":\"Task\"},\"labels\":[\"a\","
	    "\"b\"],"
	    "\"issuelinks\":[{\"outwardIssue\":{\"key\":\"ST-1\"}},{\"inwardIssue\":{\"key\":\"SIS-"
	    "2\"}}],"
	    "\"comment\":{\"total\":5,\"comments\":[{\"id\":\"1\",\"body\":\"x\"},{\"id\":\"2\","
	    "\"author\":{\"displayName\":\"Sistemes\"},\"created\":\"2026-11-24T00:00:00.123-"
	    "0030\","
	    "\"body\":\"fet\"}]},\"attachment\":[{\"id\":\"77\",\"filename\":\"www.csr\",\"size\":"
	    "1024,"
	    "\"mimeType\":\"text/plain\",\"author\":{\"name\":\"s\"},\"created\":\"\","
	    "\"content\":\"https://jira.exemple.cat/secure/attachment/77/www.csr\"}]}}");
	const json_t *last = json_object_get(json_object_get(issue, "comments"), "last"),
		     *file = json_array_get(json_object_get(issue, "attachments"), 0);

	(void)state;
	assert_string_equal(text_of(issue, "key"), "SIS-7");
	assert_string_equal(text_of(issue, "id"), "10001");
	assert_string_equal(text_of(issue, "status"), "En curs");
	assert_string_equal(text_of(issue, "category"), "doing");
	assert_string_equal(text_of(issue, "assignee"), "Op U");
	assert_string_equal(text_of(issue, "reporter"), "op2");
	assert_int_equal(number_of(issue, "created"), 1795452901);
	assert_int_equal(number_of(issue, "updated"), 1795478400);
	assert_string_equal(text_of(issue, "project"), "SIS");
	assert_string_equal(text_of(issue, "type"), "Task");
	assert_true(texts_have(json_object_get(issue, "labels"), "b"));
	assert_true(texts_have(json_object_get(issue, "links"), "ST-1"));
	assert_true(texts_have(json_object_get(issue, "links"), "SIS-2"));
	assert_int_equal(number_of(json_object_get(issue, "comments"), "count"), 5);
	assert_string_equal(text_of(last, "body"), "fet");
	assert_string_equal(text_of(last, "author"), "Sistemes");
	assert_null(json_object_get(last, "internal"));
	assert_int_equal(number_of(last, "at"), 1795480200);
	assert_string_equal(text_of(file, "name"), "www.csr");
	assert_int_equal(number_of(file, "size"), 1024);
	json_decref(issue);
}

static void
a_comment_is_internal_where_jira_says_so(void **state)
{
	static const struct {
		const char *text;
		bool said, internal;
	} comments[] = {
	    {"{\"id\":\"1\"}", false, false},
	    {"{\"id\":\"1\",\"jsdPublic\":true}", true, false},
	    {"{\"id\":\"1\",\"jsdPublic\":false}", true, true},
	    {"{\"id\":\"1\",\"jsdPublic\":\"no\"}", false, false},
	    {"{\"id\":\"1\",\"properties\":[7,{\"key\":\"sd.public.comment\","
	     "\"value\":{\"internal\":true}}]}",
		true, true},
	    {"{\"id\":\"1\",\"properties\":[{\"key\":\"sd.public.comment\",\"value\":7}]}", true,
		false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
		json_t *raw = json_loads(comments[i].text, 0, NULL), *read = rest_read_comment(raw);

		assert_int_equal(json_object_get(read, "internal") != NULL, comments[i].said);
		assert_int_equal(flag_of(read, "internal"), comments[i].internal);
		json_decref(read);
		json_decref(raw);
	}
}

static void
what_a_stranger_twists_is_read_as_nothing(void **state)
{
	json_t *issue =
	    issue_of("{\"id\":10001,\"key\":\"SIS-7\",\"fields\":{\"summary\":[1],\"status\":7,"
		     "\"assignee\":null,\"created\":\"yesterday\",\"labels\":{\"a\":1},"
		     "\"issuelinks\":[null,{\"outwardIssue\":[]}],\"comment\":[],"
		     "\"attachment\":[{\"size\":-5,\"filename\":null}]}}");
	const json_t *file = json_array_get(json_object_get(issue, "attachments"), 0);

	(void)state;
	assert_string_equal(text_of(issue, "id"), "10001");
	assert_string_equal(text_of(issue, "summary"), "");
	assert_string_equal(text_of(issue, "category"), "unknown");
	assert_string_equal(text_of(issue, "assignee"), "");
	assert_int_equal(number_of(issue, "created"), 0);
	assert_int_equal(json_array_size(json_object_get(issue, "links")), 0);
	assert_true(json_is_null(json_object_get(json_object_get(issue, "comments"), "last")));
	assert_int_equal(number_of(file, "size"), 0);
	json_decref(issue);
	assert_null(issue_of("{}"));
	assert_null(issue_of("{\"key\":\"SIS-7\"}"));
	assert_null(issue_of("[]"));
}

static void
what_is_no_key_and_no_number_names_no_issue(void **state)
{
	static const char *const wrong[] = {"{\"id\":\"1\",\"key\":\"sis-7\"}",
	    "{\"id\":\"1\",\"key\":\"SIS-7 \"}", "{\"id\":\"1\",\"key\":\"\\u001b[31m\"}",
	    "{\"id\":\"1\",\"key\":\"SIS-7\\u0000\"}", "{\"id\":\"1\",\"key\":7}",
	    "{\"id\":\"x\",\"key\":\"SIS-7\"}", "{\"id\":\"-5\",\"key\":\"SIS-7\"}",
	    "{\"id\":-5,\"key\":\"SIS-7\"}", "{\"id\":1.5,\"key\":\"SIS-7\"}",
	    "{\"id\":\"00\",\"key\":\"SIS-7\"}", "{\"id\":\"1\\u0000\",\"key\":\"SIS-7\"}",
	    "{\"id\":\"9223372036854775808\",\"key\":\"SIS-7\"}"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (issue_of(wrong[i]))
			fail_msg("%s is an issue", wrong[i]);
}

static void
texts_are_clean_and_bounded(void **state)
{
	char long_name[4000];
	json_t *issue = issue_of("{\"id\":\"1\",\"key\":\"SIS-7\",\"fields\":{\"summary\":"
				 "\"a\\u001b[31m\\u202eb\\u0000c\"}}"),
	       *attachment, *comment;

	(void)state;
	assert_string_equal(text_of(issue, "summary"), "a<U+001B>[31m<U+202E>b<U+0000>c");
	json_decref(issue);
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	attachment = json_pack("{s:s, s:s}", "id", "1", "filename", long_name);
	comment = rest_read_attachment(attachment);
	assert_true(strlen(text_of(comment, "name")) <= 204);
	json_decref(comment);
	json_decref(attachment);
	attachment = json_pack("{s:s, s:s}", "id", "1", "body", "a\r\n\x1b\n\nb");
	comment = rest_read_comment(attachment);
	assert_string_equal(text_of(comment, "body"), "a\n<U+001B>\n\nb");
	json_decref(comment);
	json_decref(attachment);
}

static void
times_are_read_or_none(void **state)
{
	(void)state;
	assert_int_equal(rest_read_time("1970-01-01T00:00:00.000+0000"), 0);
	assert_int_equal(rest_read_time("2026-11-23T17:55:01+01:00"), 1795452901);
	assert_int_equal(rest_read_time("2026-11-23T17:55:01.5-0100"), 1795460101);
	assert_int_equal(rest_read_time("2026-13-23T17:55:01Z"), 0);
	assert_int_equal(rest_read_time("2026-11-23"), 0);
	assert_int_equal(rest_read_time("2026-11-23T17:55:01"), 0);
	assert_int_equal(rest_read_time("2026-11-23T17:55:01+1"), 0);
	assert_int_equal(rest_read_time(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_issue_is_read_whole),
	    cmocka_unit_test(a_comment_is_internal_where_jira_says_so),
	    cmocka_unit_test(what_a_stranger_twists_is_read_as_nothing),
	    cmocka_unit_test(what_is_no_key_and_no_number_names_no_issue),
	    cmocka_unit_test(texts_are_clean_and_bounded),
	    cmocka_unit_test(times_are_read_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* What an issue of Jira says of a ticket, and what of it is an answer. */
#include "daemon/ticketing/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool
is_anna(const char *author, const void *arg)
{
	(void)arg;
	return !strcmp(author, "Anna Puig");
}

static bool
answered(const char *before, const char *now)
{
	json_t *b = before ? json_loads(before, 0, NULL) : NULL, *n = json_loads(now, 0, NULL);
	json_t *was = b ? facts_of_issue(b) : NULL, *is = facts_of_issue(n);
	bool yes = facts_answered(was, is, is_anna, NULL);

	json_decref(b);
	json_decref(n);
	json_decref(was);
	json_decref(is);
	return yes;
}

#define COMMENT(count, author, at)                                \
	"{\"category\":\"doing\",\"comments\":{\"count\":" #count \
	",\"last\":{\"author\":\"" author "\",\"at\":" #at "}}}"
#define QUIET                                                                                  \
	"{\"category\":\"doing\",\"comments\":{\"count\":1,\"last\":{\"author\":\"Sistemes\"," \
	"\"at\":5}}}"

static void
what_others_do_is_an_answer_and_what_we_do_is_none(void **state)
{
	(void)state;
	assert_false(answered(NULL, QUIET)); /* never read before */
	assert_false(answered(QUIET, QUIET));
	assert_true(answered(QUIET, COMMENT(2, "Sistemes", 9)));
	assert_false(answered(QUIET, COMMENT(2, "Anna Puig", 9)));
	assert_true(answered(QUIET, "{\"category\":\"done\"}"));
	assert_false(answered("{\"category\":\"done\"}", "{\"category\":\"done\"}"));
	assert_false(answered("{\"category\":\"done\"}", "{\"category\":\"doing\"}"));
	assert_true(answered(QUIET,
	    "{\"attachments\":[{\"id\":\"7\",\"author\":\"Sistemes\",\"name\":\"a.csr\"}]}"));
	assert_false(answered(QUIET,
	    "{\"attachments\":[{\"id\":\"7\",\"author\":\"Anna Puig\",\"name\":\"a.csr\"}]}"));
	assert_false(answered("{\"attachments\":[{\"id\":\"7\",\"author\":\"Sistemes\"}]}",
	    "{\"attachments\":[{\"id\":\"7\",\"author\":\"Sistemes\"}]}"));
	assert_false(answered("{}", "{\"comments\":5,\"attachments\":{}}"));
}

static void
a_ticket_becomes_what_the_issue_says(void **state)
{
	json_t *issue = json_loads(
	    "{\"key\":\"ST-9\",\"id\":\"10012\",\"summary\":\"A \\u001b[31mtitle\",\"status\":\"En "
	    "curs\",\"category\":\"doing\",\"assignee\":\"\",\"created\":3,\"updated\":4}",
	    0, NULL);
	struct ticket t = {.key = strdup("SIS-1"), .category = TICKET_NEW};

	(void)state;
	assert_true(facts_apply(issue, &t));
	assert_string_equal(t.key, "ST-9");
	assert_string_equal(t.title, "A <U+001B>[31mtitle");
	assert_string_equal(t.status, "En curs");
	assert_int_equal(t.category, TICKET_DOING);
	assert_int_equal(t.number, 10012);
	assert_int_equal(t.created_at, 3);
	assert_int_equal(t.changed_at, 4);
	assert_false(facts_apply(issue, &t));
	json_object_set_new(issue, "category", json_string("tancat"));
	assert_false(facts_apply(issue, &t)); /* no word of ours */
	assert_int_equal(t.category, TICKET_DOING);
	ticket_release(&t);
	json_decref(issue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_others_do_is_an_answer_and_what_we_do_is_none),
	    cmocka_unit_test(a_ticket_becomes_what_the_issue_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

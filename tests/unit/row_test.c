/* rooms: tui words wire expiry base */
/* A row as the backend writes it, made into the one that the console keeps. */
#include "tui/model/row.h"

#include "base/buf.h"
#include "base/json_reader.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char whole[] =
    "{\"id\":7,\"version\":3,\"name\":\"Seu\",\"host\":\"seu.exemple.cat\",\"port\":8443,"
    "\"protocol\":\"smtp\",\"sni\":\"\",\"type\":\"future\",\"kind\":\"device\",\"environment\":"
    "\"pro\","
    "\"service\":\"Tr\\u00e0mits\",\"tags\":[\"dmz\",\"pre\"],\"lead\":12,\"outcome\":\"timeout\","
    "\"detail\":\"connect\",\"problems\":[\"expired\",\"unheard-of\",\"stale\"],\"checked_at\":100,"
    "\"seen_at\":90,\"next_probe_at\":200,\"renewal\":{\"id\":5,\"version\":9,\"phase\":2,"
    "\"phases\":4,"
    "\"waiting_on\":\"Sistemes\",\"contradiction\":null},\"tickets\":[\"SIS-1\",\"SIS-2\"],"
    "\"claimed_by\":\"op1\",\"tickets_more\":3,\"not_before\":400,\"not_after\":500,\"d\":[1,2,3,4,"
    "5],\"issuer_cn\":"
    "\"CA\","
    "\"subject_cn\":\"seu\",\"addresses\":3,\"ok\":2,\"probing\":true,\"proxy\":\"dmz\","
    "\"nodes\":[\"192.0.2.1\",\"192.0.2.2:8443\"]}";

static int
parse(struct row *r, const char *text)
{
	struct buf scratch = {0};
	struct reader in;
	int result;

	reader_init(&in, text, strlen(text));
	result = row_parse(r, &in, &scratch);
	buf_release(&scratch);
	return result;
}

static void
check_whole(const struct row *r)
{
	assert_int_equal(r->id, 7);
	assert_int_equal(r->version, 3);
	assert_int_equal(r->not_before, 400);
	assert_string_equal(row_text(r, ROW_NAME), "Seu");
	assert_string_equal(row_text(r, ROW_HOST), "seu.exemple.cat");
	assert_int_equal(r->port, 8443);
	assert_int_equal(r->protocol, PROTOCOL_SMTP);
	assert_true(r->sni_set);
	assert_string_equal(row_text(r, ROW_SNI), "");
	assert_int_equal(r->type, MONITOR_ENDPOINT);
	assert_int_equal(r->kind, KIND_DEVICE);
	assert_string_equal(row_text(r, ROW_SERVICE), "Tràmits");
	assert_string_equal(row_text(r, ROW_TAGS), "dmz, pre");
	assert_int_equal(r->lead, 12);
	assert_int_equal(r->outcome, OUTCOME_TIMEOUT);
	assert_string_equal(row_text(r, ROW_DETAIL), "connect");
	assert_int_equal(r->problems, PROBLEM_BIT(PROBLEM_EXPIRED) | PROBLEM_BIT(PROBLEM_STALE));
	assert_int_equal(r->checked_at, 100);
	assert_int_equal(r->seen_at, 90);
	assert_int_equal(r->renewal, 5);
	assert_int_equal(r->renewal_version, 9);
	assert_int_equal(r->phase, 2);
	assert_int_equal(r->phases, 4);
	assert_string_equal(row_text(r, ROW_WAITING), "Sistemes");
	assert_string_equal(row_text(r, ROW_AGAINST), "");
	assert_string_equal(row_text(r, ROW_TICKETS), "SIS-1, SIS-2");
	assert_int_equal(r->tickets_more, 3);
	assert_int_equal(r->not_after, 500);
	assert_int_equal(r->deadlines.soon, 1);
	assert_int_equal(r->deadlines.end, 5);
	assert_string_equal(row_text(r, ROW_ISSUER), "CA");
	assert_string_equal(row_text(r, ROW_SUBJECT), "seu");
	assert_int_equal(r->addresses, 3);
	assert_int_equal(r->ok, 2);
	assert_true(r->probing);
	assert_string_equal(row_text(r, ROW_PROXY), "dmz");
	assert_string_equal(row_text(r, ROW_NODES), "192.0.2.1, 192.0.2.2:8443");
}

static void
every_member_has_its_place(void **state)
{
	struct row r;

	(void)state;
	assert_int_equal(parse(&r, whole), 0);
	check_whole(&r);
	row_release(&r);
}

static void
the_order_of_members_says_nothing(void **state)
{
	json_t *object = json_loads(whole, 0, NULL);
	char *sorted = json_dumps(object, JSON_SORT_KEYS | JSON_INDENT(2));
	struct row r;

	(void)state;
	assert_int_equal(parse(&r, sorted), 0);
	check_whole(&r);
	row_release(&r);
	assert_int_equal(row_from_json(&r, object), 0);
	check_whole(&r);
	row_release(&r);
	free(sorted);
	json_decref(object);
}

/* A newer backend may say more, and an older one less. */
static void
what_is_unknown_is_passed_over_and_what_is_missing_empty(void **state)
{
	struct row r;

	(void)state;
	assert_int_equal(
	    parse(&r, "{\"id\":1,\"news\":{\"id\":9,\"host\":[\"x\"]},\"d\":[1,2],"
		      "\"problems\":null,\"port\":-5,\"tags\":\"x\",\"renewal\":null}"),
	    0);
	assert_int_equal(r.id, 1);
	assert_int_equal(r.deadlines.end, 0);
	assert_int_equal(r.port, 0);
	assert_int_equal(r.renewal, 0);
	assert_int_equal(r.kind, KIND_OTHER);
	assert_false(r.sni_set);
	for (int t = 0; t < ROW_TEXT_COUNT; t++)
		assert_string_equal(row_text(&r, (enum row_text)t), "");
	row_release(&r);
}

static void
what_is_no_row_leaves_everything_as_it_was(void **state)
{
	static const char *const wrong[] = {
	    "{}", "{\"id\":0}", "{\"id\":\"1\"}", "[]", "null", "{\"id\":1,", "{\"id\":1]", ""};
	struct row r = {.id = 42};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(parse(&r, wrong[i]), -1);
	assert_int_equal(row_from_json(&r, NULL), -1);
	assert_int_equal(r.id, 42);
}

/* The places of texts are of 16 bits. */
static void
a_text_that_is_too_long_is_left_empty(void **state)
{
	char *long_text = mem_alloc(70000), *json;
	struct row r;

	(void)state;
	memset(long_text, 'a', 69999);
	json = mem_printf(
	    "{\"id\":1,\"host\":\"h\",\"detail\":\"%s\",\"subject_cn\":\"s\"}", long_text);
	assert_int_equal(parse(&r, json), 0);
	assert_string_equal(row_text(&r, ROW_HOST), "h");
	assert_string_equal(row_text(&r, ROW_DETAIL), "");
	assert_string_equal(row_text(&r, ROW_SUBJECT), "s");
	row_release(&r);
	free(json);
	free(long_text);
}

/* A certificate in a file is known by its name alone, and people name it in their own language. */
static void
the_longest_name_of_a_file_is_shown_whole(void **state)
{
	char name[2 * MONITOR_TEXT_MAX + 1] = "", endpoint[ROW_ENDPOINT_BYTES], *json;
	struct row r;

	(void)state;
	for (int i = 0; i < MONITOR_TEXT_MAX; i++)
		memcpy(name + 2 * i, "ç", 2);
	json = mem_printf("{\"id\":1,\"type\":\"file\",\"host\":\"%s\",\"port\":0}", name);
	assert_int_equal(parse(&r, json), 0);
	row_endpoint(&r, endpoint, sizeof(endpoint));
	assert_string_equal(endpoint, name);
	assert_string_equal(row_title(&r), name);
	row_release(&r);
	free(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_member_has_its_place),
	    cmocka_unit_test(the_order_of_members_says_nothing),
	    cmocka_unit_test(what_is_unknown_is_passed_over_and_what_is_missing_empty),
	    cmocka_unit_test(what_is_no_row_leaves_everything_as_it_was),
	    cmocka_unit_test(a_text_that_is_too_long_is_left_empty),
	    cmocka_unit_test(the_longest_name_of_a_file_is_shown_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

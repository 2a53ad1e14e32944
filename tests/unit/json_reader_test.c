/* rooms: base */
/* Reading JSON in place: the same as jansson finds, whatever the text, and nothing beyond its end. */
#include "base/json_reader.h"

#include "base/buf.h"
#include "base/mem.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t seed = 1;

static unsigned
any(unsigned bound)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % bound;
}

/* ---- a tree made by way of the reader ---- */

static json_t *
tree(struct reader *r)
{
	char c = r->at < r->end ? *r->at : '\0';
	struct buf text = {0}, name = {0};
	json_t *value = NULL, *item;

	if (c == '{') {
		value = json_object();
		for (reader_object(r); reader_member(r);) {
			buf_clear(&name);
			buf_add(&name, r->name, r->name_len);
			item = tree(r);
			json_object_set_new_nocheck(value, name.data, item ? item : json_null());
		}
	} else if (c == '[') {
		value = json_array();
		for (reader_list(r); reader_item(r);) {
			item = tree(r);
			json_array_append_new(value, item ? item : json_null());
		}
	} else if (c == '"') {
		if (reader_text(r, &text))
			value = json_stringn_nocheck(buf_str(&text), text.len);
	} else if (c == 't') {
		value = reader_true(r) ? json_true() : NULL;
	} else if (c == 'n' || c == 'f') {
		value = c == 'n' ? json_null() : json_false();
		reader_skip(r);
	} else {
		value = json_integer(reader_number(r, 0));
	}
	buf_release(&text);
	buf_release(&name);
	return value;
}

/* ---- made up ---- */

static json_t *
any_text(void)
{
	static const char *const parts[] = {
	    "a", "\"", "\\", "/", "\n", "\t", "\x01", "é", "€", "\xf0\x9f\x98\x80", "}", "]", ","};
	struct buf text = {0};
	json_t *value;

	for (unsigned n = any(6); n; n--)
		buf_puts(&text, parts[any(sizeof(parts) / sizeof(*parts))]);
	value = json_string(buf_str(&text));
	buf_release(&text);
	return value;
}

static json_t *
any_value(int depth)
{
	static const json_int_t numbers[] = {
	    0, 1, -1, 9, 10, 1795979621, INT64_MAX, INT64_MIN, INT64_MAX - 1, -1000};
	json_t *value;

	switch (any(depth ? 7 : 5)) {
	case 0:
		return json_integer(numbers[any(sizeof(numbers) / sizeof(*numbers))]);
	case 1:
		return json_true();
	case 2:
		return any(2) ? json_false() : json_null();
	case 3:
	case 4:
		return any_text();
	case 5:
		value = json_array();
		for (unsigned n = any(4); n; n--)
			json_array_append_new(value, any_value(depth - 1));
		return value;
	default:
		value = json_object();
		for (unsigned n = any(4); n; n--) {
			char name[] = {(char)('a' + any(26)), '\0'};
			json_object_set_new(value, name, any_value(depth - 1));
		}
		return value;
	}
}

static void
what_jansson_writes_is_read_as_it_was(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		json_t *made = any_value(4), *got;
		char *text = json_dumps(
		    made, JSON_ENCODE_ANY | JSON_COMPACT | (i % 2 ? JSON_ENSURE_ASCII : 0));
		struct reader r;

		reader_init(&r, text, strlen(text));
		got = tree(&r);
		if (r.failed || r.at != r.end || !json_equal(made, got))
			fail_msg("%s", text);
		json_decref(made);
		json_decref(got);
		free(text);
	}
}

/* One that looks only at what it knows, and skips the rest. */
static void
what_is_skipped_is_skipped_whole(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		json_t *made = json_pack("{s:o, s:i}", "other", any_value(4), "id", i);
		char *text = json_dumps(made, i % 2 ? JSON_INDENT(1) : JSON_COMPACT);
		struct reader r;
		int64_t id = -1;

		reader_init(&r, text, strlen(text));
		assert_true(reader_object(&r));
		while (reader_member(&r))
			if (reader_is(&r, "id"))
				id = reader_number(&r, -1);
			else
				reader_skip(&r);
		assert_false(r.failed);
		assert_int_equal(id, i);
		json_decref(made);
		free(text);
	}
}

/* ---- what is no JSON ---- */

/* The text stands at the very end of its allocation, where a sanitizer sees a byte too far. */
static void
read_all(const char *text, size_t len, bool *failed, const char **at)
{
	char *copy = mem_alloc(len ? len : 1);
	struct reader r;

	memcpy(copy, text, len);
	reader_init(&r, copy, len);
	json_decref(tree(&r));
	*failed = r.failed;
	*at = text + (r.at - copy);
	free(copy);
}

static void
half_a_text_fails(void **state)
{
	static const char text[] =
	    "{\"a\":[1,{\"b\":\"\\u00e9\\ud83d\\ude00\\n\"},true,null],\"c\":{}}";
	bool failed;
	const char *at;

	(void)state;
	for (size_t len = 1; len < sizeof(text) - 1; len++) {
		read_all(text, len, &failed, &at);
		assert_true(failed);
	}
	read_all(text, sizeof(text) - 1, &failed, &at);
	assert_false(failed);
}

static void
what_cannot_be_right_fails(void **state)
{
	static const char *const wrong[] = {"{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1 2]", "[1,]",
	    "{\"a\":1,}", "{a:1}", "[\"\\x\"]", "[\"\\ud800\"]", "[\"\\udc00\"]", "[\"\\u0000\"]",
	    "[\"\\u12\"]", "[tru]", "[}", "{\"a\":}", "[\"\\ud83d\\u0041\"]", "[01]", "[1.]", "[-]",
	    "[1e]", "[+1]", "[\"\t\"]", "[\"\xe9\"]", "[\"\xed\xa0\x80\"]", "{\"\\x\":1}",
	    "{\"\\u0000\":1}", "[1:2]", "{\"a\",1}", "[truefalse]", "[\"a\"\"b\"]"};
	bool failed;
	const char *at;
	struct reader r;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		read_all(wrong[i], strlen(wrong[i]), &failed, &at);
		if (!failed)
			fail_msg("%s", wrong[i]);
		reader_init(&r, wrong[i], strlen(wrong[i]));
		reader_skip(&r);
		if (!r.failed)
			fail_msg("skipped: %s", wrong[i]);
	}
	read_all("[\"a\0b\"]", 7, &failed, &at);
	assert_true(failed);
}

static void
numbers_that_do_not_fit_are_none(void **state)
{
	static const char text[] =
	    "[9223372036854775808,-9223372036854775809,1.5,1e3,\"7\",9223372036854775807]";
	struct reader r;

	(void)state;
	reader_init(&r, text, sizeof(text) - 1);
	assert_true(reader_list(&r));
	for (int i = 0; i < 5; i++) {
		assert_true(reader_item(&r));
		assert_int_equal(reader_number(&r, -7), -7);
	}
	assert_true(reader_item(&r));
	assert_true(reader_number(&r, -7) == INT64_MAX);
	assert_false(reader_item(&r));
	assert_false(r.failed);
}

static void
nesting_has_an_end(void **state)
{
	char text[200];
	struct reader r;

	(void)state;
	memset(text, '[', sizeof(text));
	reader_init(&r, text, sizeof(text));
	reader_skip(&r);
	assert_true(r.failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_jansson_writes_is_read_as_it_was),
	    cmocka_unit_test(what_is_skipped_is_skipped_whole),
	    cmocka_unit_test(half_a_text_fails),
	    cmocka_unit_test(what_cannot_be_right_fails),
	    cmocka_unit_test(numbers_that_do_not_fit_are_none),
	    cmocka_unit_test(nesting_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

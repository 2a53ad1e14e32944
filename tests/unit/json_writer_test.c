/* rooms: base */
/* JSON written straight into a buffer: jansson reads back what was meant, whatever the bytes. */
#include "base/json_writer.h"

#include "base/buf.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static json_t *
parsed(const struct buf *out)
{
	json_t *value = json_loads(buf_str(out), JSON_REJECT_DUPLICATES, NULL);

	if (!value)
		fail_msg("%s", buf_str(out));
	return value;
}

static void
every_text_comes_back(void **state)
{
	static const char *const texts[] = {"", "plain", "\"", "\\", "a\"b\\c", "\n\t\x01\x1f\x7f",
	    "é€", "\xf0\x9f\x98\x80", "]}{[,:"};
	struct buf out = {0};
	json_t *list;

	(void)state;
	buf_putc(&out, '[');
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		json_put_text(&out, texts[i]);
	json_put_text(&out, NULL);
	buf_putc(&out, ']');
	list = parsed(&out);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_string_equal(json_string_value(json_array_get(list, i)), texts[i]);
	assert_true(json_is_null(json_array_get(list, sizeof(texts) / sizeof(*texts))));
	json_decref(list);
	buf_release(&out);
}

static void
what_is_no_utf8_is_replaced(void **state)
{
	static const char *const wrong[] = {
	    "a\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xc0\x80z"};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		json_t *list;
		buf_clear(&out);
		buf_putc(&out, '[');
		json_put_text(&out, wrong[i]);
		buf_putc(&out, ']');
		list = parsed(&out);
		assert_non_null(strstr(json_string_value(json_array_get(list, 0)), "\xef\xbf\xbd"));
		json_decref(list);
	}
	buf_release(&out);
}

static void
numbers_words_and_commas_stand_right(void **state)
{
	static const int64_t numbers[] = {0, 7, -7, 1795979621, INT64_MAX, INT64_MIN};
	struct buf out = {0};
	json_t *object, *list;

	(void)state;
	buf_putc(&out, '{');
	json_put_name(&out, "list");
	buf_putc(&out, '[');
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		json_put_number(&out, numbers[i]);
	buf_putc(&out, ']');
	json_put_name(&out, "yes");
	json_put_word(&out, "true");
	json_put_name(&out, "text");
	json_put_text(&out, "[");
	json_put_name(&out, "more");
	json_put_word(&out, "{\"id\":1}");
	json_put_name(&out, "end");
	json_put_word(&out, "null");
	buf_putc(&out, '}');
	object = parsed(&out);
	list = json_object_get(object, "list");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_true(json_integer_value(json_array_get(list, i)) == numbers[i]);
	assert_true(json_is_true(json_object_get(object, "yes")));
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(object, "more"), "id")), 1);
	assert_int_equal(json_object_size(object), 5);
	json_decref(object);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_text_comes_back),
	    cmocka_unit_test(what_is_no_utf8_is_replaced),
	    cmocka_unit_test(numbers_words_and_commas_stand_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

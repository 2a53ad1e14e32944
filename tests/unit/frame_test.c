/* rooms: wire base */
/* Lines of the protocol: cut out of a stream in any pieces, bounded, refused when they are no JSON. */
#include "wire/frame.h"

#include "base/mem.h"
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void
feed(struct frame *f, const char *bytes, size_t len)
{
	memcpy(frame_room(f, len), bytes, len);
	frame_added(f, len);
}

static void
lines_come_whole_whatever_the_pieces(void **state)
{
	static const char text[] = "{\"a\":1}\n\n{\"b\":2}\nrest";
	(void)state;

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct frame f = {.max = 100};
		char seen[64] = "";
		size_t len, used = 0;
		char *line;
		for (size_t at = 0; at < sizeof(text) - 1; at += piece) {
			size_t n = sizeof(text) - 1 - at < piece ? sizeof(text) - 1 - at : piece;
			feed(&f, text + at, n);
			while ((line = frame_line(&f, &len)))
				used += (size_t)snprintf(
				    seen + used, sizeof(seen) - used, "[%s]", line);
		}
		assert_string_equal(seen, "[{\"a\":1}][][{\"b\":2}]");
		frame_release(&f);
	}
}

static void
a_line_without_an_end_overflows(void **state)
{
	struct frame f = {.max = 10};
	size_t len;
	(void)state;

	feed(&f, "0123456789", 10);
	assert_null(frame_line(&f, &len));
	assert_false(frame_overflows(&f));
	feed(&f, "x", 1);
	assert_true(frame_overflows(&f));
	frame_release(&f);
}

static const char *
code_of(const char *line, size_t len)
{
	const char *code;
	char text[160];
	json_t *object = frame_parse(line, len, &code, text, sizeof(text));

	if (!object)
		return code;
	json_decref(object);
	return "ok";
}

static void
what_is_no_object_is_refused(void **state)
{
	(void)state;
	assert_string_equal(code_of("{}", 2), "ok");
	assert_string_equal(code_of("", 0), "bad-json");
	assert_string_equal(code_of("[1]", 3), "bad-json");
	assert_string_equal(code_of("{\"a\":\"\xff\"}", 9), "bad-json");
	assert_string_equal(code_of("{\"a\":1,\"a\":2}", 13), "bad-json");
	assert_string_equal(code_of("{\"a\":1} x", 9), "bad-json");
}

static void
nesting_is_bounded_before_it_is_parsed(void **state)
{
	char line[20016] = "{\"a\":";
	size_t head = strlen(line), deep = 10000;
	(void)state;

	memset(line + head, '[', deep);
	memset(line + head + deep, ']', deep);
	line[head + 2 * deep] = '}';
	assert_string_equal(code_of(line, head + 2 * deep + 1), "too-deep");
	/* brackets within a text are no nesting, whatever quotes it holds */
	memset(line + head, '[', deep);
	line[head] = '"';
	line[head + 1] = '\\';
	line[head + 2] = '"';
	line[head + deep] = '"';
	line[head + deep + 1] = '}';
	assert_string_equal(code_of(line, head + deep + 2), "ok");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_come_whole_whatever_the_pieces),
	    cmocka_unit_test(a_line_without_an_end_overflows),
	    cmocka_unit_test(what_is_no_object_is_refused),
	    cmocka_unit_test(nesting_is_bounded_before_it_is_parsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

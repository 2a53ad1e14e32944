/* rooms: tui words wire expiry base */
/* The bar of a span: how far it is filled, in eighths, and where its mark stands. */
#include "tui/view/gauge.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
the_bar_is_filled_to_the_eighth_and_marked(void **state)
{
	static const struct {
		int width;
		int64_t from, to, now, mark;
		const char *text;
	} cases[] = {
	    {4, 0, 400, 0, -1, "····"},
	    {4, 0, 400, 100, -1, "█···"},
	    {4, 0, 400, 113, -1, "█▏··"},
	    {4, 0, 400, 199, -1, "█▉··"},
	    {4, 0, 400, 200, 300, "██·│"},
	    {4, 0, 400, 400, 300, "███│"},
	    {4, 0, 400, 200, 0, "│█··"},
	    {4, 0, 400, 200, 399, "██·│"},
	    {4, 0, 400, 200, 400, "██··"}, /* the end itself is no instant of the span */
	    {4, 0, 400, 500, -1, "████"},
	    {4, 0, 400, -5, -1, "····"},
	    {4, 400, 400, 400, 400, ""},
	    {4, 400, 0, 100, 100, ""},
	    {0, 0, 400, 100, 100, ""},
	    {2, INT64_MIN / 2, INT64_MAX / 2, 0, INT64_MAX, "█·"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0};
		gauge_put(
		    &out, cases[i].width, cases[i].from, cases[i].to, cases[i].now, cases[i].mark);
		assert_string_equal(buf_str(&out), cases[i].text);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_bar_is_filled_to_the_eighth_and_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

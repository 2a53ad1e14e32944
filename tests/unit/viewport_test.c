/* rooms: tui words expiry wire base */
#include "tui/view/viewport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define AT(v, t, c)                              \
	do {                                     \
		assert_int_equal((v).top, t);    \
		assert_int_equal((v).cursor, c); \
	} while (0)

static void
press(struct viewport *v, enum action action, int times)
{
	for (; times > 0; times--)
		assert_true(viewport_act(v, action));
	viewport_fit(v, v->count, v->height);
}

static void
the_cursor_stays_in_sight_and_stops_at_the_ends(void **state)
{
	struct viewport v = {0};

	(void)state;
	viewport_fit(&v, 20, 5);
	press(&v, ACTION_DOWN, 4);
	AT(v, 0, 4);
	press(&v, ACTION_DOWN, 1);
	AT(v, 1, 5);
	press(&v, ACTION_UP, 5);
	AT(v, 0, 0);
	press(&v, ACTION_UP, 1);
	AT(v, 0, 0);
	press(&v, ACTION_GOTO_LAST, 1);
	AT(v, 15, 19);
	viewport_act(&v, ACTION_DOWN);
	viewport_act(&v, ACTION_DOWN);
	press(&v, ACTION_UP, 1); /* those past the end were not counted */
	AT(v, 15, 18);
	press(&v, ACTION_GOTO_FIRST, 1);
	AT(v, 0, 0);
}

static void
a_page_keeps_a_line_and_the_cursor_its_place(void **state)
{
	struct viewport v = {0};

	(void)state;
	viewport_fit(&v, 20, 5);
	press(&v, ACTION_DOWN, 2);
	press(&v, ACTION_PAGE_DOWN, 1);
	AT(v, 4, 6);
	press(&v, ACTION_PAGE_UP, 1);
	AT(v, 0, 2);
	press(&v, ACTION_PAGE_UP, 1);
	AT(v, 0, 0);
	press(&v, ACTION_PAGE_DOWN, 9);
	AT(v, 15, 19);
}

static void
no_line_is_left_empty_while_there_are_more_above(void **state)
{
	struct viewport v = {0};

	(void)state;
	viewport_fit(&v, 20, 5);
	press(&v, ACTION_GOTO_LAST, 1);
	viewport_fit(&v, 20, 12); /* the window grew */
	AT(v, 8, 19);
	viewport_fit(&v, 3, 12); /* most are gone */
	AT(v, 0, 2);
	viewport_fit(&v, 0, 12);
	AT(v, 0, 0);
	assert_false(viewport_more(&v));
	assert_int_equal(viewport_line(&v, 0), -1);
}

static void
keys_before_the_first_drawing_are_not_lost(void **state)
{
	struct viewport v = {0};

	(void)state;
	viewport_act(&v, ACTION_DOWN);
	viewport_act(&v, ACTION_DOWN);
	viewport_fit(&v, 20, 5);
	AT(v, 0, 2);
	v = (struct viewport){0};
	viewport_act(&v, ACTION_GOTO_LAST);
	viewport_fit(&v, 20, 5);
	AT(v, 15, 19);
}

static void
text_scrolls_and_has_no_cursor(void **state)
{
	struct viewport v = {.text = true};

	(void)state;
	viewport_fit(&v, 20, 5);
	assert_true(viewport_more(&v));
	press(&v, ACTION_DOWN, 2);
	assert_int_equal(v.top, 2);
	press(&v, ACTION_PAGE_DOWN, 1);
	assert_int_equal(v.top, 6);
	press(&v, ACTION_PAGE_DOWN, 9);
	assert_int_equal(v.top, 15);
	assert_false(viewport_more(&v));
	press(&v, ACTION_UP, 1);
	assert_int_equal(v.top, 14);
	press(&v, ACTION_GOTO_FIRST, 1);
	assert_int_equal(v.top, 0);
	viewport_fit(&v, 3, 5);
	press(&v, ACTION_DOWN, 1);
	assert_int_equal(v.top, 0);
}

static void
the_head_of_a_group_stays_above_the_cursor(void **state)
{
	struct viewport v = {.above = 1};

	(void)state;
	viewport_fit(&v, 20, 5);
	press(&v, ACTION_GOTO_LAST, 1);
	viewport_go(&v, 8);
	viewport_fit(&v, 20, 5);
	AT(v, 7, 8);
	viewport_go(&v, 0);
	viewport_fit(&v, 20, 5);
	AT(v, 0, 0);
}

/* Every third entry takes three lines. */
static int
some_are_long(const void *arg, size_t i)
{
	(void)arg;
	return i % 3 ? 1 : 3;
}

static void
entries_of_several_lines_are_shown_whole(void **state)
{
	struct viewport v = {.lines_of = some_are_long};

	(void)state;
	viewport_fit(&v, 10, 5); /* 3 1 1 */
	assert_true(viewport_more(&v));
	assert_int_equal(viewport_line(&v, 2), 4);
	assert_int_equal(viewport_line(&v, 3), -1);
	press(&v, ACTION_DOWN, 3);
	AT(v, 1, 3); /* 1 1 3 */
	press(&v, ACTION_PAGE_DOWN, 1);
	AT(v, 4, 4);
	press(&v, ACTION_PAGE_UP, 1);
	AT(v, 1, 1);
	press(&v, ACTION_GOTO_LAST, 1);
	AT(v, 7, 9); /* 1 1 3 */
	assert_false(viewport_more(&v));
	viewport_fit(&v, 10, 2); /* lower than the entry */
	AT(v, 9, 9);
}

static void
other_actions_are_not_its_own(void **state)
{
	struct viewport v = {0};

	(void)state;
	assert_false(viewport_act(&v, ACTION_OPEN));
	assert_false(viewport_act(&v, ACTION_NONE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_cursor_stays_in_sight_and_stops_at_the_ends),
	    cmocka_unit_test(a_page_keeps_a_line_and_the_cursor_its_place),
	    cmocka_unit_test(no_line_is_left_empty_while_there_are_more_above),
	    cmocka_unit_test(keys_before_the_first_drawing_are_not_lost),
	    cmocka_unit_test(text_scrolls_and_has_no_cursor),
	    cmocka_unit_test(the_head_of_a_group_stays_above_the_cursor),
	    cmocka_unit_test(entries_of_several_lines_are_shown_whole),
	    cmocka_unit_test(other_actions_are_not_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

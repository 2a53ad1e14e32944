/* rooms: tui base */
#include "tui/term/canvas.h"

#include "base/buf.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void
assert_dump(const struct canvas *c, const char *want)
{
	struct buf out = {0};

	canvas_dump(c, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void
text_that_fits_is_drawn_whole(void **state)
{
	struct canvas *c = canvas_new(2, 10);

	(void)state;
	assert_int_equal(canvas_text(c, 0, 1, -1, STYLE_TEXT, "Tràmits"), 7);
	assert_int_equal(canvas_text(c, 1, 0, 10, STYLE_TEXT, "0123456789"), 10);
	assert_dump(c, " Tràmits\n0123456789\n");
	canvas_free(c);
}

static void
text_that_does_not_fit_ends_in_an_ellipsis(void **state)
{
	struct canvas *c = canvas_new(3, 10);

	(void)state;
	assert_int_equal(canvas_text(c, 0, 0, 5, STYLE_TEXT, "abcdefgh"), 5);
	assert_int_equal(canvas_text(c, 1, 6, -1, STYLE_TEXT, "abcdefgh"), 4);
	assert_int_equal(canvas_text(c, 2, 0, 1, STYLE_TEXT, "ab"), 1);
	assert_int_equal(canvas_text(c, 2, 5, 0, STYLE_TEXT, "ab"), 0);
	assert_dump(c, "abcd…\n      abc…\n…\n");
	canvas_free(c);
}

static void
what_falls_outside_is_cut(void **state)
{
	struct canvas *c = canvas_new(2, 4);

	(void)state;
	canvas_text(c, -1, 0, -1, STYLE_TEXT, "no");
	canvas_text(c, 2, 0, -1, STYLE_TEXT, "no");
	canvas_text(c, 0, 4, -1, STYLE_TEXT, "no");
	canvas_text(c, 0, -2, -1, STYLE_TEXT, "abcd");
	canvas_fill(c, 5, 0, 3, STYLE_TEXT, '#');
	canvas_fill(c, 1, -3, 4, STYLE_TEXT, '#');
	canvas_fill(c, 1, 3, 99, STYLE_TEXT, '#');
	canvas_tint(c, 9, 9, 9, STYLE_SELECTED);
	assert_null(canvas_cell(c, 2, 0));
	assert_null(canvas_cell(c, 0, -1));
	assert_dump(c, "cd\n#  #\n");
	canvas_free(c);
}

static void
a_canvas_of_nothing_takes_everything(void **state)
{
	struct canvas *c = canvas_new(0, 0);

	(void)state;
	canvas_text(c, 0, 0, -1, STYLE_TEXT, "x");
	canvas_rule(c, 0, "title");
	canvas_fill(c, 0, 0, -1, STYLE_TEXT, ' ');
	canvas_cursor(c, 0, 0);
	assert_dump(c, "");
	canvas_resize(c, 1, 1);
	canvas_text(c, 0, 0, -1, STYLE_TEXT, "xy");
	assert_dump(c, "…\n");
	canvas_free(c);
}

static void
wide_characters_take_two_cells_and_are_never_halved(void **state)
{
	struct canvas *c = canvas_new(1, 6);

	(void)state;
	assert_int_equal(canvas_text(c, 0, 0, -1, STYLE_TEXT, "日本"), 4);
	assert_int_equal(canvas_cell(c, 0, 1)->ch[0], 0);
	canvas_text(c, 0, 1, -1, STYLE_TEXT, "x"); /* over the right half */
	assert_dump(c, " x本\n");
	canvas_text(c, 0, 2, 1, STYLE_TEXT, "y"); /* over the left half */
	assert_dump(c, " xy\n");
	assert_int_equal(canvas_cell(c, 0, 3)->ch[0], ' ');
	canvas_clear(c);
	assert_int_equal(
	    canvas_text(c, 0, 0, 4, STYLE_TEXT, "日本語"), 4); /* 3 columns for text: one is left */
	assert_dump(c, "日 …\n");
	canvas_free(c);
}

static void
combining_marks_ride_on_their_base(void **state)
{
	struct canvas *c = canvas_new(1, 4);

	(void)state;
	assert_int_equal(
	    canvas_text(c, 0, 0, -1, STYLE_TEXT, "e\xcc\x81x\xcc\x88\xcc\x81\xcc\x82"), 2);
	assert_int_equal(canvas_cell(c, 0, 0)->ch[1], 0x301);
	assert_int_equal(canvas_cell(c, 0, 1)->ch[2], 0x301);
	assert_dump(c, "e\xcc\x81x\xcc\x88\xcc\x81\n");
	canvas_free(c);
}

static void
hostile_text_is_spelled_out(void **state)
{
	struct canvas *c = canvas_new(1, 60);

	(void)state;
	canvas_text(c, 0, 0, -1, STYLE_TEXT,
	    "a\x1b]52;c;x\x07"
	    "b\xe2\x80\xae"
	    "c\xff\n");
	assert_dump(c, "a<U+001B>]52;c;x<U+0007>b<U+202E>c<FF><U+000A>\n");
	canvas_fill(c, 0, 0, -1, STYLE_TEXT, 0x1b);
	for (int i = 0; i < 60; i++)
		assert_int_equal(canvas_cell(c, 0, i)->ch[0], '?');
	canvas_free(c);
}

static void
ascii_loses_accents_lines_and_the_rest(void **state)
{
	struct canvas *c = canvas_new(4, 16);

	(void)state;
	canvas_ascii(c, true);
	canvas_rule(c, 0, "Tràmit");
	assert_int_equal(canvas_text(c, 1, 0, -1, STYLE_TEXT, "cel·la çÇ Œ—┼│▓"), 15);
	canvas_text(c, 2, 0, 6, STYLE_TEXT, "日本語 x");
	canvas_text(c, 3, 0, 4, STYLE_TEXT, "abcdef");
	assert_dump(c, "- Tramit -------\ncel.la cC O-+|#\n??? x\nabc>\n");
	for (int row = 0; row < 4; row++)
		for (int column = 0; column < 16; column++)
			assert_true(canvas_cell(c, row, column)->ch[0] < 0x80);
	canvas_free(c);
}

static void
styles_and_tints_add_up(void **state)
{
	struct canvas *c = canvas_new(1, 4);

	(void)state;
	canvas_text(c, 0, 0, -1, STYLE_DIM, "ab");
	canvas_tint(c, 0, 0, -1, STYLE_SELECTED);
	canvas_tint(c, 0, 1, 1, STYLE_MARKED);
	assert_int_equal(canvas_cell(c, 0, 0)->style, STYLE_DIM | STYLE_SELECTED);
	assert_int_equal(canvas_cell(c, 0, 1)->style, STYLE_DIM | STYLE_SELECTED | STYLE_MARKED);
	assert_int_equal(canvas_cell(c, 0, 3)->style, STYLE_TEXT | STYLE_SELECTED);
	assert_dump(c, "ab\n");
	canvas_free(c);
}

static void
the_cursor_is_hidden_until_it_is_placed_inside(void **state)
{
	struct canvas *c = canvas_new(2, 4);
	int row, column;

	(void)state;
	canvas_cursor_get(c, &row, &column);
	assert_int_equal(row, -1);
	canvas_cursor(c, 1, 3);
	canvas_cursor_get(c, &row, &column);
	assert_int_equal(row, 1);
	assert_int_equal(column, 3);
	canvas_cursor(c, 1, 4);
	canvas_cursor_get(c, &row, &column);
	assert_int_equal(row, -1);
	canvas_free(c);
}

static void
a_rule_keeps_its_line_around_a_title_that_is_too_long(void **state)
{
	struct canvas *c = canvas_new(2, 12);

	(void)state;
	canvas_rule(c, 0, "0123456789abc");
	canvas_rule(c, 1, NULL);
	assert_dump(c, "─ 012345… ──\n────────────\n");
	canvas_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_that_fits_is_drawn_whole),
	    cmocka_unit_test(text_that_does_not_fit_ends_in_an_ellipsis),
	    cmocka_unit_test(what_falls_outside_is_cut),
	    cmocka_unit_test(a_canvas_of_nothing_takes_everything),
	    cmocka_unit_test(wide_characters_take_two_cells_and_are_never_halved),
	    cmocka_unit_test(combining_marks_ride_on_their_base),
	    cmocka_unit_test(hostile_text_is_spelled_out),
	    cmocka_unit_test(ascii_loses_accents_lines_and_the_rest),
	    cmocka_unit_test(styles_and_tints_add_up),
	    cmocka_unit_test(the_cursor_is_hidden_until_it_is_placed_inside),
	    cmocka_unit_test(a_rule_keeps_its_line_around_a_title_that_is_too_long),
	};

	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}

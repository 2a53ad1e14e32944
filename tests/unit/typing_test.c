/* rooms: tui words wire expiry base */
/* Text that is typed, found and broken into lines: what the forms, searches and details are made
 * of. */
#include "tui/view/field.h"

#include "base/text.h"
#include "tui/model/match.h"
#include "tui/term/canvas.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/highlight.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void
type(struct field *f, const char *text)
{
	uint32_t cp;

	for (int n; (n = text_decode(text, strlen(text), &cp)) > 0; text += n)
		assert_true(field_key(f, cp));
}

/* ---- field ---- */

static void
characters_stand_where_the_cursor_is(void **state)
{
	struct field f = {0};

	(void)state;
	type(&f, "caduà");
	field_key(&f, K_LEFT);
	type(&f, "·l");
	assert_string_equal(field_value(&f), "cadu·là");
	field_key(&f, K_BACKSPACE);
	field_key(&f, K_BACKSPACE);
	field_key(&f, K_DELETE);
	assert_string_equal(field_value(&f), "cadu");
	field_key(&f, K_DELETE);
	field_key(&f, K_HOME);
	field_key(&f, K_BACKSPACE);
	type(&f, "x");
	field_key(&f, K_END);
	type(&f, "y");
	assert_string_equal(field_value(&f), "xcaduy");
	field_release(&f);
}

/* As a choice does that finds no other. */
static void
a_field_is_set_to_what_it_has(void **state)
{
	struct field f = {0};

	(void)state;
	field_set(&f, "segell");
	field_key(&f, K_HOME);
	field_set(&f, field_value(&f));
	assert_string_equal(field_value(&f), "segell");
	assert_int_equal(f.at, 6);
	field_set(&f, "");
	field_set(&f, field_value(&f));
	assert_string_equal(field_value(&f), "");
	field_release(&f);
}

static void
words_and_lines_are_erased_as_in_a_shell(void **state)
{
	struct field f = {0};

	(void)state;
	type(&f, "un dos  tres ");
	field_key(&f, K_CTRL | 'w');
	assert_string_equal(field_value(&f), "un dos  ");
	field_key(&f, K_HOME);
	field_key(&f, K_RIGHT);
	field_key(&f, K_CTRL | 'k');
	assert_string_equal(field_value(&f), "u");
	field_key(&f, K_CTRL | 'u');
	assert_string_equal(field_value(&f), "");
	field_release(&f);
}

static void
keys_that_are_not_text_are_left_to_the_bindings(void **state)
{
	static const uint32_t keys[] = {
	    K_ENTER, K_TAB, K_ESCAPE, K_UP, K_F1, K_CTRL | 'c', K_ALT | 'x', 0x1b, 0x202e};
	struct field f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_false(field_key(&f, keys[i]));
	assert_string_equal(field_value(&f), "");
	field_release(&f);
}

static void
a_paste_is_one_line_and_bounded(void **state)
{
	struct field f = {0};
	enum { MUCH = 2 * FIELD_MAX_BYTES };
	char *much = malloc(MUCH);

	(void)state;
	field_paste(&f, "un\ndos\ttres\xff\x1b[31m\n");
	assert_string_equal(field_value(&f), "un dos tres[31m");
	memset(much, 'a', MUCH - 1);
	much[MUCH - 1] = '\0';
	field_set(&f, much);
	assert_int_equal(strlen(field_value(&f)), FIELD_MAX_BYTES);
	free(much);
	field_release(&f);
}

static void
the_cursor_is_always_in_sight(void **state)
{
	struct canvas *c = canvas_new(1, 12);
	struct field f = {0};
	int row, column;

	(void)state;
	type(&f, "abcdefghijklmnopqrstuvwxyz");
	field_draw(&f, c, 0, 1, 10, false);
	assert_int_equal(
	    canvas_cell(c, 0, 1)->ch[0], 'a'); /* where it is not, it is read from its beginning */
	for (int i = 0; i < 30; i++) {
		canvas_clear(c);
		field_draw(&f, c, 0, 1, 10, true);
		canvas_cursor_get(c, &row, &column);
		assert_in_range(column, 1, 10);
		field_key(&f, K_LEFT);
	}
	assert_int_equal(canvas_cell(c, 0, 1)->ch[0], 'a');
	canvas_free(c);
	field_release(&f);
}

/* ---- match ---- */

static void
a_match_ignores_case_and_accents_and_knows_its_place(void **state)
{
	static const struct {
		const char *text, *needle;
		int start, end; /* -1: none */
	} cases[] = {
	    {"tramits.exemple.cat", "EXEMPLE", 8, 15},
	    {"Tràmits", "tramits", 0, 8},
	    {"Seu Tràmits", "àM", 6, 9},
	    {"abc", "abcd", -1, -1},
	    {"col·legi", "l·l", 2, 6},
	    {"àbac", "b", 2, 3},
	    {"ab", "x", -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *folded = text_folded(cases[i].needle);
		size_t start = 99, end = 99;
		bool found = match_find(cases[i].text, folded, &start, &end);
		assert_int_equal(found, cases[i].start >= 0);
		assert_int_equal(match_has(cases[i].text, folded), found);
		if (found) {
			assert_int_equal(start, cases[i].start);
			assert_int_equal(end, cases[i].end);
		}
		free(folded);
	}
}

static void
every_match_that_is_seen_is_highlighted(void **state)
{
	struct canvas *c = canvas_new(1, 9);

	(void)state;
	highlight_text(c, 0, 0, -1, STYLE_TEXT, "àbxABxxabab", "ab");
	for (int i = 0; i < 9; i++) {
		bool wanted = i < 2 || i == 3 || i == 4 || i == 7 || i == 8;
		assert_int_equal(canvas_cell(c, 0, i)->style == STYLE_MATCH, wanted);
	}
	canvas_free(c);
}

/* ---- wrap ---- */

static void
lines_break_at_blanks_else_anywhere_and_lose_nothing(void **state)
{
	static const char text[] = "L'amfitrió col·legiat abcdefghijklmnopqrstuvwxyz fi";
	char joined[sizeof(text)] = "";
	size_t at = 0;

	(void)state;
	for (size_t n; (n = wrap_fit(text + at, 10)); at += n) {
		char line[64];
		snprintf(line, sizeof(line), "%.*s", (int)n, text + at);
		assert_true(text_width(line) <= 11); /* and a blank that hangs over the edge */
		memcpy(joined + at, text + at, n);
	}
	assert_string_equal(joined, text);
	assert_int_equal(wrap_lines(text, 10), 5);
	assert_int_equal(wrap_lines("", 10), 0);
	assert_int_equal(
	    wrap_fit("0123456789  qui:  dia:", 10), 12); /* no line begins with a blank */
	assert_int_equal(wrap_fit("àbc", 1), 2);
	assert_int_equal(wrap_fit("漢字", 1), 3); /* never nothing: the caller would not end */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(characters_stand_where_the_cursor_is),
	    cmocka_unit_test(a_field_is_set_to_what_it_has),
	    cmocka_unit_test(words_and_lines_are_erased_as_in_a_shell),
	    cmocka_unit_test(keys_that_are_not_text_are_left_to_the_bindings),
	    cmocka_unit_test(a_paste_is_one_line_and_bounded),
	    cmocka_unit_test(the_cursor_is_always_in_sight),
	    cmocka_unit_test(a_match_ignores_case_and_accents_and_knows_its_place),
	    cmocka_unit_test(every_match_that_is_seen_is_highlighted),
	    cmocka_unit_test(lines_break_at_blanks_else_anywhere_and_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

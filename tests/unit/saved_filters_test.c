/* rooms: expiry base */
/* Filters that have a name: what they stand for in another one, one's own before what is shared, and how they are kept. */
#include "tests/unit/filter_fixture.h"

#include "base/buf.h"
#include "base/saved_filters.h"

static void
a_saved_filter_stands_for_what_was_saved(void **state)
{
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"@meves", "a"},
	    {"@MEVÉS", "a"},
	    {"-@meves", "bcde"},
	    {"@meves,pre", "acde"},
	    {"@pre urgency:>=C", "e"},
	    {"@totes", "acde"},
	};
	struct field_fault fault;
	struct filter *f;
	char *text;

	(void)state;
	saved_filters_read(saved, "meves qui:jo\npre\tentorn:pre\ntotes @meves,pre\n# "
				  "no\nsense\nvell vell\nvell color:x\n"
				  "volta @volta\nbad/name seu\n");
	assert_int_equal(saved_filters_count(saved), 5);
	for (size_t i = 0; i < COUNT(cases); i++) {
		f = filter_parse(cases[i].text, ROWS_MONITORS, saved, &fault);
		assert_non_null(f);
		for (size_t r = 0; r < COUNT(rows); r++)
			assert_int_equal(filter_match(f, &reader, &rows[r]),
			    strchr(cases[i].want, rows[r].letter) != NULL);
		filter_free(f);
	}
	assert_null(filter_parse("seu @res", ROWS_MONITORS, saved, &fault));
	assert_string_equal(fault.code, "filter-saved");
	assert_int_equal(fault.at, 5);
	assert_null(filter_parse("@vell", ROWS_MONITORS, saved, &fault));
	assert_string_equal(fault.code, "filter-saved-broken");
	assert_null(filter_parse("@volta", ROWS_MONITORS, saved, &fault));
	assert_string_equal(fault.code, "filter-saved-broken");
	saved_filters_read_shared(saved, "meves servei:seu\ncomunes ca:sectigo\n");
	assert_int_equal(saved_filters_count(saved), 6);
	assert_string_equal(saved_filters_find(saved, "comunes", 7), "ca:sectigo");
	assert_string_equal(saved_filters_find(saved, "meves", 5), "qui:jo"); /* one's own */
	saved_filters_set(saved, "meves", "");
	assert_string_equal(saved_filters_find(saved, "meves", 5), "servei:seu");
	assert_false(saved_filters_is_own(saved, "meves"));
	text = saved_filters_write(saved);
	assert_null(strstr(text, "comunes"));
	free(text);
	saved_filters_free(saved);
}

/* Four lines that ask for twelve million values. */
static void
what_names_many_that_name_many_is_refused(void **state)
{
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	struct field_fault fault;
	struct buf text = {0};

	(void)state;
	buf_puts(&text, "n0 servei:seu\n");
	for (int level = 1; level <= 4; level++) {
		buf_printf(&text, "n%d @n%d", level, level - 1);
		for (int i = 1; i < 60; i++)
			buf_printf(&text, ",n%d", level - 1);
		buf_putc(&text, '\n');
	}
	saved_filters_read(saved, buf_str(&text));
	assert_null(filter_parse("ca:sectigo @n4", ROWS_MONITORS, saved, &fault));
	assert_string_equal(fault.code, "filter-long");
	assert_int_equal(fault.at, 12);
	assert_null(filter_parse("@n2", ROWS_MONITORS, saved, &fault));
	filter_free(filter_parse("@n1", ROWS_MONITORS, saved, &fault));
	buf_release(&text);
	saved_filters_free(saved);
}

static void
saved_filters_are_written_as_they_are_read(void **state)
{
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	char *text;

	(void)state;
	saved_filters_set(saved, "urgents", "urgència:>=U");
	saved_filters_set(saved, "Ahir", "vist");
	saved_filters_set(saved, "urgents", "urgència:>=C");
	text = saved_filters_write(saved);
	assert_string_equal(text, "Ahir vist\nurgents urgència:>=C\n");
	saved_filters_set(saved, "AHIR", "");
	saved_filters_read(saved, text);
	free(text);
	assert_int_equal(saved_filters_count(saved), 2);
	assert_string_equal(saved_filters_name(saved, 0), "Ahir");
	assert_string_equal(saved_filters_text(saved, 0), "vist");
	assert_string_equal(saved_filters_find(saved, "URGENTS", 7), "urgència:>=C");
	assert_null(saved_filters_find(saved, "urgent", 6));
	assert_false(saved_filters_is_name("d'1"));
	assert_true(saved_filters_is_name("més_1-a"));
	assert_false(saved_filters_is_name(""));
	assert_false(saved_filters_is_name("123456789012345678901234567890123"));
	saved_filters_free(saved);
}

static void
each_language_has_a_file_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < SAVED_LANGUAGE_COUNT; i++) {
		struct saved_filters *saved = saved_filters_new((enum saved_language)i);

		assert_int_equal(saved_filters_language(saved), i);
		assert_int_equal(
		    saved_language_from(saved_language_file((enum saved_language)i)), i);
		saved_filters_free(saved);
	}
	assert_int_equal(saved_language_from("../filters"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_saved_filter_stands_for_what_was_saved),
	    cmocka_unit_test(what_names_many_that_name_many_is_refused),
	    cmocka_unit_test(saved_filters_are_written_as_they_are_read),
	    cmocka_unit_test(each_language_has_a_file_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: tui words wire expiry base */
/* Which rows of the console a filter shows, and which one a search finds: follows changes, and works in slices. */
#include "tests/unit/model_fixture.h"

#include "expiry/filter.h"
#include "tui/model/query.h"

/* ---- filter ---- */

static struct query *
parsed(const char *text)
{
	struct filter *f = filter_parse(text, ROWS_MONITORS, NULL, NULL);

	assert_non_null(f);
	return query_filter(f, NULL);
}

static struct query *
filter(struct model *m, const char *text)
{
	struct query *q = parsed(text);

	model_filter(m, query_matches, q);
	return q;
}

struct filtered {
	const char *text, *ids;
};

static void
assert_filtered(struct model *m, const struct filtered *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct query *q = filter(m, cases[i].text);

		assert_string_equal(ids(m), cases[i].ids);
		model_filter(m, NULL, NULL);
		query_free(q);
	}
}

static void
filter_shows_what_matches_and_follows_changes(void **state)
{
	struct model *m = three_rows();
	struct query *q = filter(m, "urgencia:soon");

	(void)state;
	assert_string_equal(ids(m), "1");
	rest();
	put(m, 3, "c", 12);
	put(m, 1, "b", 90);
	assert_string_equal(ids(m), "3");
	wall = NOW + 30 * DAY;
	model_prepare(m); /* 3 became late, and 2 due */
	assert_string_equal(ids(m), "");
	model_filter(m, NULL, NULL);
	query_free(q);
	assert_string_equal(ids(m), "3 2 1");
	wall = NOW;
	model_free(m);
}

static void
filter_knows_both_languages_tags_and_days(void **state)
{
	static const struct filtered cases[] = {
	    {"servei:seu", "1 2 3"},
	    {"service:seu", "1 2 3"},
	    {"servei:via", ""},
	    {"nom:a", "2"},
	    {"tag:pre", "1 2 3"},
	    {"-nom:a", "1 3"},
	    {"dies<45", "1"},
	    {"tag:preproduccio", ""},
	};
	struct model *m = three_rows();

	(void)state;
	assert_filtered(m, cases, sizeof(cases) / sizeof(cases[0]));
	model_free(m);
}

static void
filter_finds_a_row_by_any_key_that_its_tickets_have_or_had(void **state)
{
	static const struct filtered cases[] = {
	    {"tiquet=sis-7001", "2"},
	    {"ticket=ST-5", "2"},
	    {"tiquet:7002", "2"},
	    {"tiquet=SIS-7", ""},
	    {"-tiquet:*", "1 3"},
	};
	struct model *m = three_rows();
	json_t *row = row_due(2, "a", "Seu", 5);

	(void)state;
	json_object_set_new(row, "tickets", json_pack("[s, s]", "SIS-7001", "ST-5"));
	json_object_set_new(row, "former_tickets", json_pack("[s]", "SIS-7002"));
	model_put(m, row);
	json_decref(row);
	rest();
	assert_filtered(m, cases, sizeof(cases) / sizeof(cases[0]));
	model_free(m);
}

/* A path that ends before its certificate ends what the row serves. */
static void
rows_stand_and_are_filtered_by_the_end_of_what_they_serve(void **state)
{
	struct model *m = three_rows();
	json_t *row = row_due(4, "d", "Seu", -25);
	struct query *q = parsed("dies<7");

	(void)state;
	json_object_set_new(row, "not_after", json_integer(NOW + 900 * DAY));
	model_put(m, row);
	json_decref(row);
	assert_int_equal(row_end(model_find(m, 4)), NOW + 6 * DAY);
	model_sort(m, COLUMN_EXPIRY, false);
	assert_string_equal(ids(m), "4 1 2 3");
	model_filter(m, query_matches, q);
	assert_string_equal(ids(m), "4");
	query_free(q);
	model_free(m);
}

static void
cursor_comes_back_to_its_monitor_after_a_filter(void **state)
{
	struct model *m = three_rows();
	struct query *q;

	(void)state;
	model_move_to(m, 2);
	q = filter(m, "nom:c");
	assert_string_equal(ids(m), "3");
	assert_int_equal(under_cursor(m), 3);
	model_filter(m, NULL, NULL);
	query_free(q);
	finish(m);
	assert_int_equal(model_cursor(m), 2);
	model_free(m);
}

static void
first_matches_of_a_filter_are_there_before_the_last_row_was_asked(void **state)
{
	struct model *m = three_rows();
	struct query *q;
	size_t early;

	(void)state;
	for (int64_t id = 10; id < 20000; id++)
		put(m, id, id % 2 ? "odd" : "even", 1000 + id);
	finish(m);
	q = filter(m, "nom:odd");
	model_prepare(m);
	model_work(m, 0); /* one slice */
	early = model_count(m);
	assert_in_range(early, 1, 9000);
	assert_true(model_busy(m));
	finish(m);
	assert_int_equal(model_count(m), 9995);
	for (size_t i = 1; i < model_count(m); i++)
		assert_true(model_row(m, i - 1)->id < model_row(m, i)->id);
	model_filter(m, NULL, NULL);
	query_free(q);
	model_free(m);
}

/* ---- search ---- */

static void
search_goes_on_round_the_ends_and_says_when_there_is_none(void **state)
{
	struct model *m = three_rows();
	struct query *q = query_search("C"), *none = query_search("nowhere");

	(void)state;
	model_search(m, 0, 1, query_matches, none);
	finish(m);
	assert_int_equal(model_search_state(m), SEARCH_NONE);
	assert_int_equal(model_cursor(m), 0);
	model_search(m, SIZE_MAX, -1, query_matches, q); /* "c", and the host's ".cat" of all */
	finish(m);
	assert_int_equal(model_search_state(m), SEARCH_FOUND);
	assert_int_equal(model_cursor(m), 2);
	model_search(m, 3, 1, query_matches, q);
	finish(m);
	assert_int_equal(model_cursor(m), 0);
	query_free(q);
	query_free(none);
	model_free(m);
}

static void
a_search_says_which_of_how_many(void **state)
{
	struct model *m = three_rows();
	struct query *q = query_search("zqz");
	size_t nth = 9, of = 9;

	(void)state;
	for (int64_t id = 10; id < 5000; id++)
		put(m, id, id % 100 ? "even" : "zqz", 100 + id);
	finish(m);
	model_search(m, 0, 1, query_matches, q);
	assert_false(model_search_place(m, &nth, &of));
	finish(m);
	assert_true(model_search_place(m, &nth, &of));
	assert_int_equal(nth, 1);
	assert_int_equal(of, 49);
	model_search(m, SIZE_MAX, -1, query_matches, q);
	finish(m);
	assert_true(model_search_place(m, &nth, &of));
	assert_int_equal(nth, 49);
	model_move(m, 1);
	assert_true(model_search_place(m, &nth, &of));
	assert_int_equal(nth, 0);
	model_gone(m, 100);
	rest();
	finish(m);
	model_search(m, 0, 1, query_matches, q);
	finish(m);
	assert_true(model_search_place(m, &nth, &of));
	assert_int_equal(nth, 1);
	assert_int_equal(of, 48);
	model_search(m, 0, 1, NULL, NULL);
	query_free(q);
	model_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_stand_and_are_filtered_by_the_end_of_what_they_serve),
	    cmocka_unit_test(filter_shows_what_matches_and_follows_changes),
	    cmocka_unit_test(filter_knows_both_languages_tags_and_days),
	    cmocka_unit_test(filter_finds_a_row_by_any_key_that_its_tickets_have_or_had),
	    cmocka_unit_test(cursor_comes_back_to_its_monitor_after_a_filter),
	    cmocka_unit_test(search_goes_on_round_the_ends_and_says_when_there_is_none),
	    cmocka_unit_test(a_search_says_which_of_how_many),
	    cmocka_unit_test(first_matches_of_a_filter_are_there_before_the_last_row_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

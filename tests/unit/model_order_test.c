/* rooms: tui words wire expiry base */
/* The order of the rows of the console: by each column, by time, and what arrives while they are sorted. */
#include "tests/unit/model_fixture.h"

static void
rows_stand_by_start_by_and_those_never_seen_last(void **state)
{
	struct model *m = three_rows();

	(void)state;
	put(m, 4, "d", 999);
	put(m, 5, "e", -40);
	put(m, 6, "f", 15);
	assert_string_equal(ids(m), "5 1 6 2 3 4");
	model_sort(m, COLUMN_START_BY, true);
	assert_string_equal(ids(m), "3 2 6 1 5 4");
	model_free(m);
}

static void
rows_sort_by_text_without_case_or_accents_and_the_empty_last(void **state)
{
	struct model *m = three_rows();
	const char *const names[] = {"Zeta", "àrea", "Arena", "tràmits", "Tramits b"};

	(void)state;
	for (int i = 0; i < 5; i++)
		put(m, 11 + i, names[i], 50);
	model_sort(m, COLUMN_MONITOR, false);
	assert_string_equal(ids(m), "2 12 13 1 3 14 15 11");
	model_free(m);
}

#define ALIKE "Ajuntament de Sant Cugat del Vallès, " /* longer than what is kept of a text */

/* A row of three_rows with one more member. */
static void
put_member(struct model *m, int64_t id, const char *member, json_t *value)
{
	static const char *const names[] = {"b", "a", "c"};
	json_t *row = row_due(id, names[id - 1], "Seu", id * 10);

	json_object_set_new(row, member, value);
	model_put(m, row);
	json_decref(row);
}

/* Of two alike the one to start first, whichever way round. */
static void
rows_sort_by_each_column_with_what_is_unknown_last(void **state)
{
	static const struct {
		enum column column;
		const char *member, *values[3], *want, *reversed;
	} columns[] = {
	    {COLUMN_TAGS, "tags", {"[\"zeta\"]", "[]", "[\"Àrea\"]"}, "3 1 2", "1 3 2"},
	    {COLUMN_OWNER, "claimed_by", {"\"op2\"", "\"op1\"", "null"}, "2 1 3", "1 2 3"},
	    {COLUMN_OWNER, "claimed_by", {"\"op1\"", "\"op1\"", "\"op0\""}, "3 1 2", "1 2 3"},
	    {COLUMN_TICKETS, "tickets", {"[\"SIS-2\"]", "[\"EAC-9\",\"SIS-1\"]", "[]"}, "2 1 3",
		"1 2 3"},
	    {COLUMN_TICKETS, "tickets", {"[\"SIS-10\"]", "[\"SIS-9\"]", "[\"SIS-100\"]"}, "2 1 3",
		"3 1 2"},
	    {COLUMN_TICKETS, "tickets",
		{"[\"SIS-1000000009\"]", "[\"SIS-999999999\",\"B\"]", "[\"SIS-999999999\"]"},
		"3 2 1", "1 2 3"},
	    {COLUMN_MONITOR, "name", {"\"" ALIKE "b\"", "\"" ALIKE "a\"", "\"" ALIKE "\""}, "3 2 1",
		"1 2 3"},
	    {COLUMN_MONITOR, "name",
		{"\"" ALIKE "à" ALIKE "c\"", "\"" ALIKE "A" ALIKE "Ç\"", "\"" ALIKE "\""}, "3 1 2",
		"1 2 3"},
	    {COLUMN_DAYS, "not_before", {"1", "1", "1"}, "1 2 3", "3 2 1"},
	    {COLUMN_LIFE, "not_before", {"1795000000", "1", "0"}, "2 1 3", "1 2 3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct model *m = three_rows();

		for (int r = 0; r < 3; r++)
			put_member(m, r + 1, columns[i].member,
			    json_loads(columns[i].values[r], JSON_DECODE_ANY, NULL));
		model_sort(m, columns[i].column, false);
		assert_string_equal(ids(m), columns[i].want);
		model_sort(m, columns[i].column, true);
		assert_string_equal(ids(m), columns[i].reversed);
		model_free(m);
	}
}

/* Texts of few kinds, so that many are alike, some of them for long, and some are empty. */
static void
put_any(struct model *m, int64_t id)
{
	static const char *const texts[] = {"", "b", "B", "À", "aa", ALIKE, ALIKE "x", ALIKE "X1",
	    ALIKE ALIKE ALIKE ALIKE ALIKE ALIKE ALIKE "1", "12345678", "123456789012345678901234",
	    "SIS-9, ST-1", "SIS-10", "SIS-10, ST-2"};
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	json_t *row =
	    row_due(id, texts[any(count)], texts[any(count)], any(9) ? (int64_t)any(4) : 999);

	json_object_set_new(row, "tickets", json_pack("[s]", texts[any(count)]));
	json_object_set_new(row, "issuer_cn", json_string(texts[any(count)]));
	json_object_set_new(row, "not_before", json_integer(NOW - (int64_t)any(3) * DAY));
	json_object_set_new(row, "seen_at", json_integer((int64_t)any(3)));
	model_put(m, row);
	json_decref(row);
}

/* Rows put one by one at their places, of which some go again, and all of them sorted at once. */
static void
a_new_order_is_that_into_which_rows_fall(void **state)
{
	enum { ROWS = 60 };

	(void)state;
	wall = NOW;
	for (int column = 0; column < COLUMN_COUNT; column++)
		for (int reverse = 0; reverse < 2; reverse++) {
			struct model *m = model_new(&clock_of_test);
			char *fell;

			model_ready(m);
			model_sort(m, (enum column)column, reverse);
			finish(m);
			for (int64_t n = 0; n < ROWS; n++) {
				put_any(m, 1 + n * 7 % ROWS);
				if (!any(5))
					model_gone(m, 1 + (int64_t)any(ROWS));
				finish(m);
			}
			fell = mem_strdup(ids(m));
			model_sort(m, (enum column)column, !reverse);
			finish(m);
			model_sort(m, (enum column)column, reverse);
			assert_string_equal(ids(m), fell);
			free(fell);
			model_free(m);
		}
}

static void
rows_sort_by_how_far_their_renewal_is(void **state)
{
	struct model *m = three_rows();

	(void)state;
	for (int64_t id = 1; id < 3; id++) {
		json_t *row = row_due(id, "n", "Seu", id * 10);
		json_object_set_new(row, "renewal",
		    json_pack("{s:I, s:I, s:i}", "id", (json_int_t)id, "phase",
			(json_int_t)(3 - id), "phases", 4));
		model_put(m, row);
		json_decref(row);
	}
	model_sort(m, COLUMN_RENEWAL, false);
	assert_string_equal(ids(m), "2 1 3");
	model_sort(m, COLUMN_RENEWAL, true);
	assert_string_equal(ids(m), "1 2 3");
	model_free(m);
}

/* A short life runs out faster: what was behind comes before, once that is looked at again. */
static void
the_order_of_lives_follows_the_time(void **state)
{
	struct model *m = three_rows();
	json_t *row = row_due(1, "b", "Seu", 10); /* ends in 41 days, of 45 */

	(void)state;
	json_object_set_new(row, "not_before", json_integer(NOW - 4 * DAY));
	model_put(m, row);
	json_decref(row);
	row = row_due(2, "a", "Seu", 20); /* ends in 51, of 102 */
	json_object_set_new(row, "not_before", json_integer(NOW - 51 * DAY));
	model_put(m, row);
	json_decref(row);
	model_sort(m, COLUMN_LIFE, false);
	assert_string_equal(ids(m), "2 1 3");
	wall = NOW + 38 * DAY; /* 3 of 45 are left, and 13 of 102 */
	rest();
	assert_string_equal(ids(m), "1 2 3");
	wall = NOW;
	model_free(m);
}

static void
what_arrives_during_a_sort_waits_and_is_not_lost(void **state)
{
	struct model *m = three_rows();

	(void)state;
	for (int64_t id = 10; id < 5000; id++)
		put(m, id, "x", (int64_t)any(300));
	finish(m);
	model_sort(m, COLUMN_EXPIRY, true);
	assert_true(model_sorting(m));
	put(m, 1, "late comer", -90);
	model_gone(m, 2);
	assert_string_equal(row_text(model_find(m, 1), ROW_NAME), "b");
	finish(m);
	assert_false(model_sorting(m));
	assert_string_equal(row_text(model_find(m, 1), ROW_NAME), "late comer");
	assert_int_equal(model_row(m, model_count(m) - 1)->id, 1);
	assert_null(model_find(m, 2));
	model_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_stand_by_start_by_and_those_never_seen_last),
	    cmocka_unit_test(rows_sort_by_text_without_case_or_accents_and_the_empty_last),
	    cmocka_unit_test(rows_sort_by_each_column_with_what_is_unknown_last),
	    cmocka_unit_test(a_new_order_is_that_into_which_rows_fall),
	    cmocka_unit_test(rows_sort_by_how_far_their_renewal_is),
	    cmocka_unit_test(the_order_of_lives_follows_the_time),
	    cmocka_unit_test(what_arrives_during_a_sort_waits_and_is_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

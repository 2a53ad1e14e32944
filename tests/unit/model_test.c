/* rooms: tui words wire expiry base */
/* The rows of the console: what the cursor and the marks follow while rows come, go and move, and what is counted. */
#include "tests/unit/model_fixture.h"

/* ---- moving and resting ---- */

static void
cursor_stays_with_its_monitor_when_others_move(void **state)
{
	struct model *m = three_rows();

	(void)state;
	model_move_to(m, 1);
	rest();
	put(m, 4, "d", 1);
	put(m, 5, "e", 2);
	put(m, 3, "c", -5);
	assert_string_equal(ids(m), "3 4 5 1 2");
	assert_int_equal(under_cursor(m), 2);
	assert_int_equal(model_cursor(m), 4);
	model_free(m);
}

static void
cursor_stays_on_the_first_row_until_it_is_moved(void **state)
{
	struct model *m = three_rows();

	(void)state;
	put(m, 4, "d", -5);
	assert_string_equal(ids(m), "4 1 2 3");
	assert_int_equal(under_cursor(m), 4);
	model_select(m, 4);
	put(m, 5, "e", -6);
	assert_string_equal(ids(m), "5 4 1 2 3");
	assert_int_equal(under_cursor(m), 4);
	model_free(m);
}

static void
order_is_frozen_while_moving_and_says_how_many_wait(void **state)
{
	struct model *m = three_rows();

	(void)state;
	model_move(m, 1);
	put(m, 3, "changed", -5);
	put(m, 4, "d", 1);
	assert_string_equal(ids(m), "1 2 3");
	assert_string_equal(row_text(model_row(m, 2), ROW_NAME), "changed");
	assert_int_equal(model_pending(m), 2);
	mono += MODEL_REST_MS - 1;
	assert_string_equal(ids(m), "1 2 3");
	mono += 1;
	assert_string_equal(ids(m), "3 4 1 2");
	assert_int_equal(model_pending(m), 0);
	model_free(m);
}

static void
a_row_that_would_not_move_does_not_wait(void **state)
{
	struct model *m = three_rows();

	(void)state;
	model_move(m, 1);
	put(m, 3, "renamed, and by start-by in its place", 30);
	model_prepare(m);
	assert_int_equal(model_pending(m), 0);
	model_free(m);
}

static void
a_retired_row_stands_until_the_keyboard_rests(void **state)
{
	struct model *m = three_rows();

	(void)state;
	model_move_to(m, 0);
	model_gone(m, 2);
	assert_string_equal(ids(m), "1 2 3");
	assert_true(model_is_gone(m, 2));
	assert_null(model_find(m, 2));
	assert_int_equal(model_total(m), 2);
	rest();
	assert_string_equal(ids(m), "1 3");
	model_free(m);
}

static void
where_the_chosen_row_is_retired_the_next_one_is_chosen(void **state)
{
	struct model *m = three_rows();

	(void)state;
	model_move_to(m, 1);
	model_gone(m, 2);
	rest();
	assert_string_equal(ids(m), "1 3");
	assert_int_equal(under_cursor(m), 3);
	model_gone(m, 3);
	assert_string_equal(ids(m), "1");
	assert_int_equal(under_cursor(m), 1);
	model_gone(m, 1);
	assert_string_equal(ids(m), "");
	assert_null(model_selected(m));
	model_free(m);
}

static void
nothing_moves_between_two_drawings(void **state)
{
	struct model *m = three_rows();

	(void)state;
	rest();
	put(m, 4, "d", 1);
	model_gone(m, 1);
	assert_int_equal(model_count(m), 3);
	assert_int_equal(under_cursor(m), 1);
	model_prepare(m);
	assert_int_equal(model_row(m, 0)->id, 4);
	model_free(m);
}

static void
a_new_connection_forgets_what_is_not_sent_again(void **state)
{
	struct model *m = three_rows();

	(void)state;
	rest();
	model_begin(m);
	put(m, 1, "b", 10);
	put(m, 3, "c", 30);
	assert_string_equal(ids(m), "1 2 3");
	model_ready(m);
	assert_string_equal(ids(m), "1 3");
	model_free(m);
}

static void
marks_stay_with_their_monitors(void **state)
{
	struct model *m = three_rows();
	size_t count;
	int64_t *marked;

	(void)state;
	model_mark(m, 2, true);
	model_mark(m, 3, true);
	model_mark(m, 77, true);
	model_gone(m, 3);
	rest();
	put(m, 2, "a", -50);
	model_prepare(m);
	marked = model_marks(m, &count);
	assert_int_equal(count, 1);
	assert_int_equal(marked[0], 2);
	free(marked);
	model_mark(m, 1, true);
	marked = model_marks(m, &count); /* in the order of the list */
	assert_int_equal(count, 2);
	assert_int_equal(marked[0], model_row(m, 0)->id);
	assert_int_equal(marked[1], model_row(m, 1)->id);
	free(marked);
	model_unmark_all(m);
	assert_int_equal(model_mark_count(m), 0);
	assert_false(model_marked(m, 2));
	model_free(m);
}

/* ---- counters ---- */

static void
counters_follow_rows_and_time(void **state)
{
	struct model *m = three_rows();
	const size_t *levels = model_levels(m);

	(void)state;
	put(m, 4, "d", 999);
	model_prepare(m);
	assert_int_equal(levels[URGENCY_SOON], 1);
	assert_int_equal(levels[URGENCY_OK], 2);
	assert_int_equal(levels[URGENCY_UNKNOWN], 1);
	wall = NOW + 20 * DAY;
	assert_int_equal(
	    levels[URGENCY_OK], 2); /* time alone changes nothing: the next drawing does */
	model_prepare(m);
	assert_int_equal(levels[URGENCY_LATE], 1);
	assert_int_equal(levels[URGENCY_DUE], 1);
	assert_int_equal(levels[URGENCY_SOON], 1);
	assert_int_equal(levels[URGENCY_OK], 0);
	put(m, 1, "b", 100);
	model_gone(m, 4);
	model_prepare(m);
	assert_int_equal(levels[URGENCY_LATE], 0);
	assert_int_equal(levels[URGENCY_OK], 1);
	assert_int_equal(levels[URGENCY_UNKNOWN], 0);
	wall = NOW; /* the clock was set back */
	model_prepare(m);
	assert_int_equal(levels[URGENCY_OK], 3);
	wall = NOW;
	model_free(m);
}

static void
put_problems(struct model *m, int64_t id, const char *problems)
{
	json_t *row = row_due(id, "a", "Seu", 100);

	json_object_set_new(row, "problems", json_loads(problems, 0, NULL));
	model_put(m, row);
	json_decref(row);
}

static void
attention_follows_problems(void **state)
{
	static const char *const problems[] = {
	    "[\"name-mismatch\", \"weak-key\"]", "[\"self-signed\"]", "[]"};
	struct model *m = model_new(&clock_of_test);
	const size_t *attentions = model_attentions(m);

	(void)state;
	for (int i = 0; i < 3; i++)
		put_problems(m, i + 1, problems[i]);
	model_prepare(m);
	assert_int_equal(attentions[ATTENTION_CRITICAL], 1);
	assert_int_equal(attentions[ATTENTION_WARNING], 1);
	assert_int_equal(attentions[ATTENTION_NONE], 1);
	put_problems(m, 1, "[]");
	model_gone(m, 2);
	model_prepare(m);
	assert_int_equal(attentions[ATTENTION_CRITICAL], 0);
	assert_int_equal(attentions[ATTENTION_WARNING], 0);
	assert_int_equal(attentions[ATTENTION_NONE], 2);
	model_free(m);
}

static void
what_was_accepted_raises_no_attention(void **state)
{
	struct model *m = model_new(&clock_of_test);
	json_t *row = json_pack("{s:I, s:s, s:i, s:[s, s], s:[s]}", "id", (json_int_t)1, "host",
	    "a", "port", 443, "problems", "name-mismatch", "weak-key", "accepted", "name-mismatch");

	(void)state;
	model_put(m, row);
	json_decref(row);
	model_prepare(m);
	assert_int_equal(model_attentions(m)[ATTENTION_WARNING], 1);
	assert_int_equal(model_attentions(m)[ATTENTION_CRITICAL], 0);
	assert_int_equal(model_find(m, 1)->accepted, PROBLEM_BIT(PROBLEM_NAME_MISMATCH));
	assert_int_equal(model_find(m, 1)->problems,
	    PROBLEM_BIT(PROBLEM_NAME_MISMATCH) | PROBLEM_BIT(PROBLEM_WEAK_KEY));
	model_free(m);
}

/* ---- any history ---- */

/* What must hold after any history: each row once, in order, all counted. */
static void
check_whole(struct model *m, const bool *alive, int64_t most)
{
	size_t count = 0, sum = 0;
	int64_t before = INT64_MIN;

	finish(m);
	for (int64_t id = 1; id <= most; id++) {
		count += alive[id];
		assert_int_equal(model_find(m, id) != NULL, alive[id]);
	}
	assert_int_equal(model_count(m), count);
	assert_int_equal(model_total(m), count);
	for (int u = 0; u < URGENCY_COUNT; u++)
		sum += model_levels(m)[u];
	assert_int_equal(sum, count);
	for (size_t i = 0; i < count; i++) {
		const struct row *r = model_row(m, i);
		int64_t due = r->deadlines.end ? r->deadlines.due : INT64_MAX;
		assert_true(alive[r->id]);
		assert_true(before <= due);
		before = due;
	}
}

static void
any_history_leaves_every_row_once_and_in_order(void **state)
{
	enum { IDS = 300 };
	bool alive[IDS + 1] = {false};
	struct model *m = model_new(&clock_of_test);

	(void)state;
	wall = NOW;
	seed = 42;
	model_ready(m);
	for (int round = 0; round < 200; round++) {
		for (int n = 0; n < 40; n++) {
			int64_t id = 1 + (int64_t)any(IDS);
			if (any(3)) {
				put(m, id, "x", any(20) ? (int64_t)any(400) - 100 : 999);
				alive[id] = true;
			} else {
				model_gone(m, id);
				alive[id] = false;
			}
			if (!any(8))
				model_prepare(m);
			if (!any(5))
				model_move(m, (int64_t)any(50) - 25);
		}
		rest();
		check_whole(m, alive, IDS);
	}
	model_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cursor_stays_with_its_monitor_when_others_move),
	    cmocka_unit_test(cursor_stays_on_the_first_row_until_it_is_moved),
	    cmocka_unit_test(order_is_frozen_while_moving_and_says_how_many_wait),
	    cmocka_unit_test(a_row_that_would_not_move_does_not_wait),
	    cmocka_unit_test(a_retired_row_stands_until_the_keyboard_rests),
	    cmocka_unit_test(where_the_chosen_row_is_retired_the_next_one_is_chosen),
	    cmocka_unit_test(nothing_moves_between_two_drawings),
	    cmocka_unit_test(a_new_connection_forgets_what_is_not_sent_again),
	    cmocka_unit_test(counters_follow_rows_and_time),
	    cmocka_unit_test(attention_follows_problems),
	    cmocka_unit_test(what_was_accepted_raises_no_attention),
	    cmocka_unit_test(marks_stay_with_their_monitors),
	    cmocka_unit_test(any_history_leaves_every_row_once_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

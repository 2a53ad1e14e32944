/* rooms: tui words wire expiry base */
/* The rows of the console: where they stand, what the cursor follows, what is counted. Time and
 * the keyboard's rest are of a clock that the test turns. */
#include "tui/model/model.h"

#include "base/clock.h"
#include "base/mem.h"
#include "expiry/filter.h"
#include "tui/model/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define NOW INT64_C(1795456000)

static int64_t wall = NOW, mono = 1000;
static uint64_t seed = 1;

static int64_t
get_wall(void *self)
{
	(void)self;
	return wall;
}

static int64_t
get_mono(void *self)
{
	(void)self;
	return mono;
}

static uint64_t
get_random(void *self)
{
	(void)self;
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return seed >> 33;
}

static const struct clock clock_of_test = {get_wall, get_mono, get_random, NULL};

static uint64_t
any(uint64_t bound)
{
	return get_random(NULL) % bound;
}

/* A row whose start-by is `due` days from NOW; the other deadlines stand around it. due 999:
 * never seen. */
static json_t *
row_due(int64_t id, const char *name, const char *service, int64_t due)
{
	json_t *row = json_pack("{s:I, s:I, s:s, s:s, s:i, s:s, s:s, s:[s, s], s:s}", "id",
	    (json_int_t)id, "version", (json_int_t)1, "name", name, "host", "host.exemple.cat",
	    "port", 443, "service", service, "kind", "server", "tags", "dmz", "pre", "outcome",
	    due == 999 ? "none" : "ok");
	int64_t at = NOW + due * DAY;

	if (due != 999) {
		json_object_set_new(row, "d",
		    json_pack("[I, I, I, I, I]", (json_int_t)(at - 14 * DAY), (json_int_t)at,
			(json_int_t)(at + 7 * DAY), (json_int_t)(at + 24 * DAY),
			(json_int_t)(at + 31 * DAY)));
		json_object_set_new(row, "not_after", json_integer(at + 31 * DAY));
	}
	return row;
}

static void
put(struct model *m, int64_t id, const char *name, int64_t due)
{
	json_t *row = row_due(id, name, "Seu", due);

	model_put(m, row);
	json_decref(row);
}

static void
finish(struct model *m)
{
	model_prepare(m);
	while (model_work(m, mono + 1))
		model_prepare(m);
	model_prepare(m);
}

/* The ids as they stand, "3 1 2". */
static const char *
ids(struct model *m)
{
	static char text[512];
	size_t at = 0;

	text[0] = '\0';
	finish(m);
	for (size_t i = 0; i < model_count(m); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%lld", i ? " " : "",
		    (long long)model_row(m, i)->id);
	return text;
}

static void
rest(void)
{
	mono += MODEL_REST_MS;
}

static struct model *
three_rows(void)
{
	struct model *m;

	wall = NOW;
	m = model_new(&clock_of_test);
	put(m, 1, "b", 10);
	put(m, 2, "a", 20);
	put(m, 3, "c", 30);
	model_ready(m);
	model_prepare(m);
	return m;
}

static int64_t
under_cursor(const struct model *m)
{
	return model_selected(m) ? model_selected(m)->id : 0;
}

/* ---- order ---- */

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

static struct query *
parsed(const char *text)
{
	struct filter *f = filter_parse(text, ROWS_MONITORS, NULL, NULL);

	assert_non_null(f);
	return query_filter(f, NULL);
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

/* ---- filter and search ---- */

static struct query *
filter(struct model *m, const char *text)
{
	struct query *q = parsed(text);

	model_filter(m, query_matches, q);
	return q;
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
	static const struct {
		const char *text, *ids;
	} cases[] = {
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
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query *q = filter(m, cases[i].text);
		assert_string_equal(ids(m), cases[i].ids);
		model_filter(m, NULL, NULL);
		query_free(q);
	}
	model_free(m);
}

static void
filter_finds_a_row_by_any_key_that_its_tickets_have_or_had(void **state)
{
	static const struct {
		const char *text, *ids;
	} cases[] = {
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
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query *q = filter(m, cases[i].text);
		assert_string_equal(ids(m), cases[i].ids);
		model_filter(m, NULL, NULL);
		query_free(q);
	}
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
	model_unmark_all(m);
	assert_int_equal(model_mark_count(m), 0);
	assert_false(model_marked(m, 2));
	model_free(m);
}

/* ---- many rows ---- */

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
	    cmocka_unit_test(rows_stand_by_start_by_and_those_never_seen_last),
	    cmocka_unit_test(rows_stand_and_are_filtered_by_the_end_of_what_they_serve),
	    cmocka_unit_test(rows_sort_by_text_without_case_or_accents_and_the_empty_last),
	    cmocka_unit_test(rows_sort_by_each_column_with_what_is_unknown_last),
	    cmocka_unit_test(rows_sort_by_how_far_their_renewal_is),
	    cmocka_unit_test(the_order_of_lives_follows_the_time),
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
	    cmocka_unit_test(filter_shows_what_matches_and_follows_changes),
	    cmocka_unit_test(filter_knows_both_languages_tags_and_days),
	    cmocka_unit_test(filter_finds_a_row_by_any_key_that_its_tickets_have_or_had),
	    cmocka_unit_test(cursor_comes_back_to_its_monitor_after_a_filter),
	    cmocka_unit_test(search_goes_on_round_the_ends_and_says_when_there_is_none),
	    cmocka_unit_test(a_search_says_which_of_how_many),
	    cmocka_unit_test(marks_stay_with_their_monitors),
	    cmocka_unit_test(what_arrives_during_a_sort_waits_and_is_not_lost),
	    cmocka_unit_test(first_matches_of_a_filter_are_there_before_the_last_row_was_asked),
	    cmocka_unit_test(any_history_leaves_every_row_once_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: tui words expiry wire base */
/* The component that every list stands on: columns, a source of a few rows, drawing on a canvas. */
#include "tui/view/list.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/filter.h"
#include "tui/term/canvas.h"
#include "tui/view/json_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void
name_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "name"));
}

static void
size_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_printf(out, "%lld", (long long)number_of(row, "size"));
}

static void
note_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "note"));
}

static int
compare_sizes(const void *x, const void *y, const void *arg)
{
	int64_t a = number_of(x, "size"), b = number_of(y, "size");

	(void)arg;
	return (a > b) - (a < b);
}

static bool
is_small(const void *row, const void *arg)
{
	(void)arg;
	return number_of(row, "size") < 100;
}

static bool
asked(const void *arg)
{
	return *(const bool *)arg;
}

static const struct list_column columns[] = {
    {"Size", "size", 4, 4, 1, .right = true, .text = size_text, .compare = compare_sizes},
    {"Name", "name", 6, 10, 0, .text = name_text},
    {"Note", NULL, 5, 8, 2, .shown = asked, .text = note_text},
    {.order = "id", .compare = NULL, .text = name_text},
    {.order = "small", .compare = compare_sizes, .known = is_small, .text = size_text},
};

static const struct list_columns table = {.at = columns, .count = 5, .order = 1};

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const struct json_row *r = arg;

	return field == FIELD_TAG && !i ? text_of(r->row, "note") : NULL;
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	*value = number_of(((const struct json_row *)arg)->row, "size");
	return field == FIELD_DAYS;
}

static const struct row_reader reader = {.text = read_text, .number = read_number};

struct world {
	struct json_rows *rows;
	struct list list;
	struct canvas *canvas;
	bool notes;
};

static void
set_rows(struct world *w, const char *text)
{
	json_t *rows = json_loads(text, 0, NULL);

	assert_non_null(rows);
	json_rows_set(w->rows, rows);
	json_decref(rows);
}

static int
begin(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->notes = true;
	w->rows = json_rows_new(&table, &reader, &w->notes);
	w->canvas = canvas_new(5, 24);
	w->list =
	    (struct list){.source = json_rows_source(w->rows), .columns = &table, .arg = &w->notes};
	set_rows(w, "[{\"id\":1,\"name\":\"Tràmits\",\"size\":30,\"note\":\"vell\"},"
		    "{\"id\":2,\"name\":\"api\",\"size\":5},{\"id\":3,\"name\":\"Seu\",\"size\":"
		    "200,\"note\":\"vell\"},"
		    "{\"id\":4,\"name\":\"\",\"size\":7},{\"id\":5,\"name\":\"àrea\",\"size\":7}]");
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;

	json_rows_free(w->rows);
	canvas_free(w->canvas);
	free(w);
	return 0;
}

static void
assert_drawn(struct world *w, const char *want)
{
	struct buf out = {0};

	canvas_clear(w->canvas);
	list_draw(&w->list, w->canvas, 0, canvas_rows(w->canvas) - 1, false);
	canvas_dump(w->canvas, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

/* The ids in their order. */
static void
assert_ids(const struct world *w, const char *want)
{
	const struct source *s = w->list.source;
	struct buf out = {0};

	for (size_t i = 0; i < s->class->count(s); i++)
		buf_printf(&out, "%lld", (long long)s->class->id(s->class->row(s, i)));
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void
assert_at(const struct world *w, int64_t id)
{
	assert_int_equal(list_id(&w->list), id);
}

static void
filter(struct world *w, const char *text)
{
	struct filter *f = filter_parse(text, ROWS_SERVICES | ROWS_MONITORS, NULL, NULL);

	assert_non_null(f);
	w->list.source->class->filter(w->list.source, f);
}

static void
columns_are_headed_and_aligned(void **state)
{
	assert_drawn(*state, " Size Name       Note\n"
			     "    5 api\n"
			     "    7 àrea\n"
			     "  200 Seu        vell\n"
			     "   30 Tràmits    vell\n");
}

static void
what_matters_least_is_dropped_first(void **state)
{
	struct world *w = *state;

	canvas_resize(w->canvas, 2, 18);
	assert_drawn(w, " Size Name    Note\n    5 api\n");
	canvas_resize(w->canvas, 2, 17);
	assert_drawn(w, " Size Name\n    5 api\n");
	canvas_resize(w->canvas, 2, 11);
	assert_drawn(w, " Name\n api\n");
	canvas_resize(w->canvas, 2, 24);
	w->notes = false; /* not worth its room any more */
	assert_drawn(w, " Size Name\n    5 api\n");
}

/* What rows need is known as they come, and a column that has grown stays so while the list is as wide. */
static void
a_column_is_as_wide_as_its_rows_need_and_made_no_narrower(void **state)
{
	struct world *w = *state;

	canvas_resize(w->canvas, 2, 20);
	set_rows(w, "[{\"id\":1,\"name\":\"a\",\"size\":5,\"note\":\"segell vell\"}]");
	assert_drawn(w, " Size Name Note\n    5 a    segell v…\n");
	set_rows(w, "[{\"id\":1,\"name\":\"api nova\",\"size\":5,\"note\":\"vell\"}]");
	assert_drawn(w, " Size Name   Note\n    5 api n… vell\n");
	set_rows(w, "[{\"id\":1,\"name\":\"a\",\"size\":5,\"note\":\"vell\"}]");
	assert_drawn(w, " Size Name   Note\n    5 a      vell\n");
	canvas_resize(w->canvas, 2, 21);
	assert_drawn(w, " Size Name       Note\n    5 a          vell\n");
}

static void
order_is_by_column_and_turned_round_with_the_unknown_last(void **state)
{
	struct world *w = *state;
	bool reverse;

	assert_ids(w, "25314");
	assert_string_equal(list_order(&w->list, &reverse), "name");
	assert_false(reverse);
	list_reverse(&w->list);
	assert_ids(w, "13524");
	list_sort(&w->list, 0);
	assert_ids(w, "24513"); /* of two alike the lower id */
	list_sort(&w->list, 0); /* again: the other way round */
	assert_ids(w, "31452");
	assert_string_equal(list_order(&w->list, &reverse), "size");
	assert_true(reverse);
}

/* Where numbers mean nothing to people. */
static void
those_that_are_alike_stand_by_name(void **state)
{
	struct world *w = *state;
	static struct list_columns named;

	list_sort(&w->list, 0);
	assert_ids(w, "24513");
	named = table;
	named.named = true;
	json_rows_free(w->rows);
	w->rows = json_rows_new(&named, &reader, &w->notes);
	w->list =
	    (struct list){.source = json_rows_source(w->rows), .columns = &named, .arg = &w->notes};
	set_rows(w, "[{\"id\":1,\"name\":\"c\",\"size\":7},{\"id\":2,\"name\":\"Ç\",\"size\":5},"
		    "{\"id\":3,\"name\":\"b\",\"size\":7},{\"id\":4,\"name\":\"À\",\"size\":7}]");
	list_sort(&w->list, 0);
	assert_ids(w, "2431");
	list_reverse(&w->list);
	assert_ids(w, "4312");
}

static void
what_a_comparison_does_not_know_is_last_either_way(void **state)
{
	struct world *w = *state;

	list_sort(&w->list, 4);
	assert_ids(w, "24513");
	list_reverse(&w->list);
	assert_ids(w, "14523");
}

/* What the columns look at beside the rows changed. */
static void
it_is_arranged_anew_and_the_cursor_stays_on_its_row(void **state)
{
	struct world *w = *state;
	json_t *row = (json_t *)(uintptr_t)json_array_get(json_rows_all(w->rows), 1);

	list_move(&w->list, ACTION_DOWN);
	assert_at(w, 5);
	json_object_set_new(row, "name", json_string("zona"));
	assert_ids(w, "25314");
	json_rows_arrange(w->rows);
	assert_ids(w, "53124");
	assert_at(w, 5);
}

static void
the_cursor_follows_its_row(void **state)
{
	struct world *w = *state;

	list_move(&w->list, ACTION_DOWN);
	assert_at(w, 5);
	list_sort(&w->list, 0);
	assert_at(w, 5);
	set_rows(
	    w, "[{\"id\":9,\"name\":\"A\"},{\"id\":5,\"name\":\"z\"},{\"id\":2,\"name\":\"b\"}]");
	assert_at(w, 5);
	set_rows(w, "[{\"id\":9,\"name\":\"A\"},{\"id\":2,\"name\":\"b\"}]"); /* gone: its place */
	assert_at(w, 9);
	set_rows(w, "[]");
	assert_at(w, 0);
	assert_true(list_move(&w->list, ACTION_DOWN));
}

static void
what_is_selected_by_its_line_is_what_was_drawn_there(void **state)
{
	struct world *w = *state;

	list_draw(&w->list, w->canvas, 0, canvas_rows(w->canvas) - 1, false);
	list_select_line(&w->list, 2);
	assert_at(w, 3);
	set_rows(w, "[{\"id\":9,\"name\":\"A\"},{\"id\":3,\"name\":\"Seu\"},{\"id\":5,"
		    "\"name\":\"àrea\"},{\"id\":2,\"name\":\"api\"}]");
	list_select_line(&w->list, 1); /* not drawn anew yet */
	assert_at(w, 5);
}

static void
until_somebody_moves_it_stands_on_the_first_row(void **state)
{
	struct world *w = *state;

	assert_at(w, 2);
	set_rows(w, "[{\"id\":9,\"name\":\"A\"},{\"id\":2,\"name\":\"api\"}]");
	assert_at(w, 9);
}

static void
rows_that_change_places_leave_the_cursor_on_its_line(void **state)
{
	struct world *w = *state;

	canvas_resize(w->canvas, 3, 24);
	list_move(&w->list, ACTION_DOWN);
	list_move(&w->list, ACTION_DOWN);
	assert_drawn(w, " Size Name       Note\n    7 àrea\n  200 Seu        vell\n");
	set_rows(w, "[{\"id\":3,\"name\":\"Seu\",\"size\":200},{\"id\":9,\"name\":\"r\"},{\"id\":2,"
		    "\"name\":\"b\"},"
		    "{\"id\":8,\"name\":\"c\"},{\"id\":7,\"name\":\"t\"}]");
	assert_drawn(w, " Size Name       Note\n    0 r\n  200 Seu\n");
	set_rows(w, "[{\"id\":3,\"name\":\"Seu\",\"size\":200},{\"id\":9,\"name\":\"r\"},"
		    "{\"id\":7,\"name\":\"t\"}]");
	assert_drawn(w, " Size Name       Note\n    0 r\n  200 Seu\n");
}

static void
a_word_is_looked_for_in_every_column_and_a_field_in_its_own(void **state)
{
	struct world *w = *state;
	filter(w, "TRAM");
	assert_ids(w, "1");
	filter(w, "vell");
	assert_ids(w, "31");
	filter(w, "tag:vell dies<100");
	assert_ids(w, "1");
	filter(w, "-vell");
	assert_ids(w, "254");
	filter(w, "id:5");
	assert_ids(w, "5");
	assert_int_equal(w->list.source->class->total(w->list.source), 5);
	w->list.source->class->filter(w->list.source, NULL);
	assert_ids(w, "25314");
}

static void
the_row_that_a_filter_hid_is_found_again(void **state)
{
	struct world *w = *state;

	list_move(&w->list, ACTION_GOTO_LAST);
	assert_at(w, 4);
	filter(w, "vell");
	assert_at(w, 1);
	filter(w, "");
	assert_at(w, 4);
}

static void
searching_goes_on_and_round(void **state)
{
	struct world *w = *state;
	struct source *s = w->list.source;

	s->class->search(s, "vell", 0, 1);
	assert_at(w, 3);
	s->class->search(s, "vell", s->class->cursor(s) + 1, 1);
	assert_at(w, 1);
	s->class->search(s, "vell", s->class->cursor(s) + 1, 1);
	assert_at(w, 3);
	s->class->search(s, "vell", s->class->cursor(s) - 1, -1);
	assert_at(w, 1);
	assert_int_equal(s->class->searching(s), SEARCH_FOUND);
	s->class->search(s, "nou", 0, 1);
	assert_int_equal(s->class->searching(s), SEARCH_NONE);
	assert_at(w, 1);
	s->class->search(s, "", 0, 1);
	assert_int_equal(s->class->searching(s), SEARCH_IDLE);
}

static void
what_was_found_is_highlighted(void **state)
{
	struct world *w = *state;

	w->list.found = "tram";
	assert_drawn(w, " Size Name       Note\n"
			"    5 api\n"
			"    7 àrea\n"
			"  200 Seu        vell\n"
			"   30 Tràmits    vell\n");
	assert_int_equal(canvas_cell(w->canvas, 4, 6)->style, STYLE_MATCH);
	assert_int_equal(canvas_cell(w->canvas, 4, 10)->style, STYLE_TEXT);
}

/* The ids of the marked rows, or the one under the cursor. */
static void
assert_chosen(const struct world *w, const char *want)
{
	json_t *list = json_rows_chosen(w->rows);
	struct buf out = {0};
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		buf_printf(&out, "%lld", (long long)number_of(one, "id"));
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
	json_decref(list);
}

static void
marks_are_ids_and_go_with_their_rows(void **state)
{
	struct world *w = *state;
	const struct source *s = w->list.source;

	assert_chosen(w, "2");
	list_toggle_mark(&w->list); /* and goes on */
	assert_at(w, 5);
	list_toggle_mark(&w->list);
	list_toggle_mark(&w->list);
	assert_chosen(w, "253"); /* in the order of the list */
	list_reverse(&w->list);
	assert_chosen(w, "352");
	assert_true(s->class->marked(s, 3));
	filter(w, "tramits");
	assert_chosen(w, "235"); /* out of sight and still marked */
	filter(w, "");
	set_rows(
	    w, "[{\"id\":5,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"},{\"id\":7,\"name\":\"c\"}]");
	assert_int_equal(s->class->mark_count(s), 2);
	assert_chosen(w, "25");
	s->class->mark(w->list.source, 5, false);
	s->class->mark(w->list.source, 5, false);
	assert_chosen(w, "2");
	s->class->unmark_all(w->list.source);
	assert_int_equal(s->class->mark_count(s), 0);
}

static void
a_mark_and_the_cursor_are_seen(void **state)
{
	struct world *w = *state;

	list_toggle_mark(&w->list);
	assert_drawn(w, " Size Name       Note\n"
			"*   5 api\n"
			"    7 àrea\n"
			"  200 Seu        vell\n"
			"   30 Tràmits    vell\n");
	assert_true(canvas_cell(w->canvas, 1, 6)->style & STYLE_MARKED);
	assert_true(canvas_cell(w->canvas, 2, 6)->style & STYLE_SELECTED);
	assert_false(canvas_cell(w->canvas, 3, 6)->style & (STYLE_SELECTED | STYLE_MARKED));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
	    TEST(columns_are_headed_and_aligned),
	    TEST(what_matters_least_is_dropped_first),
	    TEST(a_column_is_as_wide_as_its_rows_need_and_made_no_narrower),
	    TEST(order_is_by_column_and_turned_round_with_the_unknown_last),
	    TEST(those_that_are_alike_stand_by_name),
	    TEST(what_a_comparison_does_not_know_is_last_either_way),
	    TEST(it_is_arranged_anew_and_the_cursor_stays_on_its_row),
	    TEST(the_cursor_follows_its_row),
	    TEST(what_is_selected_by_its_line_is_what_was_drawn_there),
	    TEST(until_somebody_moves_it_stands_on_the_first_row),
	    TEST(rows_that_change_places_leave_the_cursor_on_its_line),
	    TEST(a_word_is_looked_for_in_every_column_and_a_field_in_its_own),
	    TEST(the_row_that_a_filter_hid_is_found_again),
	    TEST(searching_goes_on_and_round),
	    TEST(what_was_found_is_highlighted),
	    TEST(marks_are_ids_and_go_with_their_rows),
	    TEST(a_mark_and_the_cursor_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

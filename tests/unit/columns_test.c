/* rooms: tui words expiry wire base */
/* Which columns stand where: by the room there is, and by what a user made of them. */
#include "tui/view/column_choice.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SIZE, NAME, NOTE, PLACE, ORDER_ONLY, COUNT };

static bool
asked(const void *arg)
{
	return *(const bool *)arg;
}

static const struct list_column columns[] = {
    [SIZE] = {"Size", "size", 4, 6, .rank = 1},
    [NAME] = {"Name", "name", 10, 20, 0, .narrow = 6},
    [NOTE] = {"Note", "note", 8, 12, 3, .from = 70},
    [PLACE] = {"Place", "place", 5, 9, 2, .shown = asked},
    [ORDER_ONLY] = {.order = "id", .rank = 9},
};

static const struct list_columns table = {.at = columns, .count = COUNT};

struct world {
	bool places;
	struct column_choice choice;
};

static int
begin(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->places = true;
	*state = w;
	return 0;
}

static int
end(void **state)
{
	free(*state);
	return 0;
}

static struct column_room
room(const struct world *w, int width)
{
	return (struct column_room){.columns = &table, .width = width, .arg = &w->places};
}

/* "Size@1+6 Name@8+20": heading, where, how wide. */
static void
assert_layout(const struct world *w, int width, const char *want)
{
	const struct column_room r = room(w, width);
	struct list_layout l = {0};
	struct buf out = {0};

	columns_fit(&r, &w->choice, &l);
	for (int i = 0; i < l.count; i++)
		buf_printf(&out, "%s%s@%d+%d", i ? " " : "", columns[l.cells[i].column].heading,
		    l.cells[i].at, l.cells[i].width);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

/* A pressing column has room where the others can give way, and they have theirs back as the list grows. */
static void
others_give_way_to_what_is_pressing(void **state)
{
	static const struct list_column some[] = {
	    {"Name", "name", 10, 20, .tight = 8},
	    {"Note", "note", 8, 12, .rank = 1, .tight = 5},
	    {"Key", "key", 6, 6, .rank = 2, .pressing = true},
	    {"Last", "last", 4, 4, .rank = 3},
	};
	static const struct list_columns few = {.at = some, .count = 4};
	static const struct {
		int width, widths[4];
	} want[] = {
	    {21, {11, 8, 0, 0}}, /* in vain: nobody gives way */
	    {22, {8, 5, 6, 0}},
	    {24, {10, 5, 6, 0}},
	    {26, {10, 7, 6, 0}},
	    {27, {10, 8, 6, 0}}, /* nobody has to */
	    {32, {10, 8, 6, 4}},
	};
	const struct column_choice none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		const struct column_room r = {.columns = &few, .width = want[i].width};
		struct list_layout l = {0};

		columns_fit(&r, &none, &l);
		for (int column = 0; column < 4; column++)
			assert_int_equal(columns_width(&l, column), want[i].widths[column]);
	}
}

/* What no row needs of the least widths goes to what would be cut in most rows, whatever its rank; one long name does not
 * take it. */
static void
what_no_row_needs_goes_to_what_would_be_cut(void **state)
{
	static const struct list_column some[] = {
	    {"Name", "name", 10, 30, .rank = 0},
	    {"Days", "days", 8, 9, .rank = 1},
	    {"Service", "service", 8, 20, .rank = 2},
	};
	static const struct list_columns few = {.at = some, .count = 3};
	static const struct {
		int width;
		struct column_needs needs; /* whole, brief, usual */
		int widths[3];
	} want[] = {
	    {40, {{{12, 12, 12}, {4, 4, 4}, {15, 15, 15}}}, {18, 4, 15}}, /* some to spare */
	    {34, {{{12, 12, 12}, {4, 4, 4}, {15, 15, 15}}}, {12, 4, 15}},
	    {34, {{{28, 12, 12}, {4, 4, 4}, {15, 15, 15}}}, {12, 4, 15}}, /* one long name */
	    {59, {{{28, 12, 12}, {4, 4, 4}, {24, 15, 15}}}, {28, 4, 24}},
	    {33, {{{12, 12, 12}, {9, 4, 4}, {15, 15, 15}}},
		{12, 8, 10}}, /* the least is kept for whole texts */
	    {29, {{{2, 2, 2}, {2, 2, 2}, {2, 2, 2}}}, {15, 4, 7}}, /* headings are not cut */
	};
	const struct column_choice none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		const struct column_room r = {
		    .columns = &few, .width = want[i].width, .needs = &want[i].needs};
		struct list_layout l = {0};

		columns_fit(&r, &none, &l);
		for (int column = 0; column < 3; column++)
			assert_int_equal(columns_width(&l, column), want[i].widths[column]);
	}
}

static void
toggle(struct world *w, int width, int column, bool want)
{
	const struct column_room r = room(w, width);

	assert_int_equal(column_choice_toggle(&r, &w->choice, column), want);
}

static bool
widen(struct world *w, int width, int column, int by)
{
	const struct column_room r = room(w, width);

	return column_choice_widen(&r, &w->choice, column, by);
}

/* What is kept of it, and read back. */
static void
assert_kept(struct world *w, const char *want)
{
	json_t *json = column_choice_json(&table, &w->choice);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	struct column_choice again = column_choice_read(&table, json);
	int was[COLUMNS_MOST], is[COLUMNS_MOST];

	assert_string_equal(text ? text : "", want);
	assert_int_equal(column_choice_lines(&table, &w->choice, was), COUNT - 1);
	assert_int_equal(column_choice_lines(&table, &again, is), COUNT - 1);
	assert_memory_equal(was, is, (COUNT - 1) * sizeof(*was));
	assert_memory_equal(w->choice.of, again.of, sizeof(again.of));
	free(text);
	json_decref(json);
}

static void
without_a_choice_the_room_decides(void **state)
{
	struct world *w = *state;

	assert_layout(w, 80, "Size@1+6 Name@8+20 Note@29+12 Place@42+9");
	assert_layout(w, 69, "Size@1+6 Name@8+20 Place@29+9");
	assert_layout(w, 60, "Size@1+6 Name@8+20 Place@29+9");
	assert_layout(
	    w, 20, "Size@1+4 Name@6+8 Place@15+5"); /* narrow: six are enough for a name */
	assert_layout(w, 12, "Size@1+4 Name@6+6");
	assert_layout(w, 11, "Name@1+10");
	w->places = false;
	assert_layout(w, 80, "Size@1+6 Name@8+20 Note@29+12");
	assert_kept(w, "");
}

static void
what_is_hidden_makes_room_and_comes_back(void **state)
{
	struct world *w = *state;

	toggle(w, 20, SIZE, true);
	assert_layout(w, 20, "Name@1+13 Place@15+5");
	toggle(w, 20, SIZE, true); /* it fits by itself: nothing was asked for */
	assert_layout(w, 20, "Size@1+4 Name@6+8 Place@15+5");
	assert_kept(w, "");
}

static void
what_is_asked_for_comes_before_what_is_not(void **state)
{
	struct world *w = *state;

	w->places = false;
	toggle(w, 25, PLACE, true); /* although there is nothing in it */
	toggle(w, 25, NOTE, true);  /* although the list is not wide enough for it */
	assert_layout(w, 40, "Size@1+4 Name@6+19 Note@26+8 Place@35+5");
	assert_layout(w, 25, "Name@1+9 Note@11+8 Place@20+5");
	assert_layout(w, 21, "Size@1+4 Name@6+9 Place@16+5"); /* among themselves by rank */
	assert_layout(w, 12, "Size@1+4 Name@6+6");
	assert_kept(w,
	    "[{\"column\":\"Size\"},{\"column\":\"Name\"},"
	    "{\"column\":\"Note\",\"shown\":true},{\"column\":\"Place\",\"shown\":true}]");
	column_choice_reset(&w->choice, NOTE);
	assert_layout(w, 25, "Size@1+4 Name@6+13 Place@20+5");
}

static void
the_subject_is_always_there(void **state)
{
	struct world *w = *state;

	toggle(w, 80, NAME, false);
	toggle(w, 80, SIZE, true);
	assert_layout(w, 7, "Name@1+6");
	assert_kept(w, "[{\"column\":\"Size\",\"shown\":false},{\"column\":\"Name\"},"
		       "{\"column\":\"Note\"},{\"column\":\"Place\"}]");
}

static void
a_column_changes_places_with_its_neighbour(void **state)
{
	struct world *w = *state;

	assert_true(column_choice_move(&table, &w->choice, PLACE, -1));
	assert_true(column_choice_move(&table, &w->choice, PLACE, -1));
	assert_true(column_choice_move(&table, &w->choice, PLACE, -1));
	assert_false(column_choice_move(&table, &w->choice, PLACE, -1));
	assert_layout(w, 80, "Place@1+9 Size@11+6 Name@18+20 Note@39+12");
	assert_false(
	    column_choice_move(&table, &w->choice, NOTE, +1)); /* an order is no neighbour */
	assert_kept(w, "[{\"column\":\"Place\"},{\"column\":\"Size\"},{\"column\":\"Name\"},"
		       "{\"column\":\"Note\"}]");
	for (int i = 0; i < 3; i++)
		assert_true(column_choice_move(&table, &w->choice, PLACE, +1));
	assert_kept(w, "");
}

static void
a_width_holds_where_it_fits(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 10; i++)
		assert_true(widen(w, 80, NAME, +1));
	assert_layout(w, 80, "Size@1+6 Name@8+30 Note@39+12 Place@52+9");
	assert_layout(w, 43, "Size@1+5 Name@7+30 Place@38+5"); /* the others give way */
	assert_layout(w, 32, "Name@1+30");
	assert_layout(
	    w, 30, "Size@1+4 Name@6+18 Place@25+5"); /* it cannot hold: as if none was given */
	assert_kept(w, "[{\"column\":\"Size\"},{\"column\":\"Name\",\"width\":30},"
		       "{\"column\":\"Note\"},{\"column\":\"Place\"}]");
	column_choice_reset(&w->choice, NAME);
	assert_kept(w, "");
}

static void
nothing_is_wider_than_fits_or_narrower_than_can_be_read(void **state)
{
	struct world *w = *state;
	int wide = 0, narrow = 0;

	while (widen(w, 40, PLACE, +1))
		wide++;
	assert_layout(w, 40, "Size@1+4 Name@6+6 Place@13+27");
	assert_int_equal(wide, 27 - 9);
	while (widen(w, 40, PLACE, -1))
		narrow++;
	assert_int_equal(narrow, 27 - 5);
	assert_false(widen(w, 40, NOTE, +1)); /* it is not there */
	while (widen(w, 400, PLACE, +1))
		;
	assert_int_equal(w->choice.of[PLACE].width, COLUMN_WIDEST);
}

static void
what_a_file_cannot_mean_is_passed_over(void **state)
{
	static const struct {
		const char *json, *layout;
	} files[] = {
	    {"{}", "Size@1+6 Name@8+20 Note@29+12 Place@42+9"},
	    {"[]", "Size@1+6 Name@8+20 Note@29+12 Place@42+9"},
	    {"[7,\"Name\",{\"column\":[]},null]", "Size@1+6 Name@8+20 Note@29+12 Place@42+9"},
	    {"[{\"column\":\"Gone\",\"width\":7},{\"column\":\"Place\"}]",
		"Size@1+6 Name@8+20 Note@29+12 Place@42+9"},
	    {"[{\"column\":\"Name\"},{\"column\":\"Name\",\"width\":9},{\"column\":\"Size\"}]",
		"Name@1+20 Note@22+12 Place@35+9 Size@45+6"}, /* each after the one before it */
	    {"[{\"column\":\"Name\",\"shown\":false,\"width\":5},{\"column\":\"Size\",\"shown\":"
	     "\"no\","
	     "\"width\":\"9\"},{\"column\":\"Place\",\"width\":1e9},{\"column\":\"Note\","
	     "\"width\":-4}]",
		"Name@1+20 Size@22+6 Place@29+9 Note@39+12"},
	    {"[{\"column\":\"Note\",\"width\":9223372036854775807},{\"column\":\"Place\","
	     "\"width\":201}]",
		"Size@1+6 Name@8+20 Note@29+12 Place@42+9"},
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		json_t *json = json_loads(files[i].json, 0, NULL);

		assert_non_null(json);
		w->choice = column_choice_read(&table, json);
		assert_layout(w, 80, files[i].layout);
		json_decref(json);
	}
	w->choice = column_choice_read(&table, NULL);
	assert_kept(w, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(without_a_choice_the_room_decides, begin, end),
	    cmocka_unit_test_setup_teardown(what_is_hidden_makes_room_and_comes_back, begin, end),
	    cmocka_unit_test_setup_teardown(what_is_asked_for_comes_before_what_is_not, begin, end),
	    cmocka_unit_test_setup_teardown(the_subject_is_always_there, begin, end),
	    cmocka_unit_test_setup_teardown(a_column_changes_places_with_its_neighbour, begin, end),
	    cmocka_unit_test_setup_teardown(a_width_holds_where_it_fits, begin, end),
	    cmocka_unit_test_setup_teardown(
		nothing_is_wider_than_fits_or_narrower_than_can_be_read, begin, end),
	    cmocka_unit_test(others_give_way_to_what_is_pressing),
	    cmocka_unit_test(what_no_row_needs_goes_to_what_would_be_cut),
	    cmocka_unit_test_setup_teardown(what_a_file_cannot_mean_is_passed_over, begin, end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* rooms: expiry base */
/* The order language: fields by their names, and what is unknown last. */
#include "tests/unit/filter_fixture.h"

#include "expiry/sort.h"

static void
assert_order(const char *text, const char *want)
{
	struct sort sort;
	char got[COUNT(rows) + 1] = "";
	const struct row *order[COUNT(rows)];

	assert_int_equal(sort_parse(text, &sort, NULL), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t at = i;

		for (; at > 0 && sort_compare(&sort, &reader, &rows[i], order[at - 1]) < 0; at--)
			order[at] = order[at - 1];
		order[at] = &rows[i];
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		got[i] = order[i]->letter;
	assert_string_equal(got, want);
}

static void
orders_have_names_and_what_is_unknown_comes_last(void **state)
{
	struct field_fault fault;
	struct sort sort;

	(void)state;
	assert_order("dies", "abecd");
	assert_order("-days", "cebad");
	assert_order("servei", "aecbd");
	assert_order("-servei,-dies", "bcead");
	assert_order("entorn,urgencia", "ecdab");
	assert_order("host", "ebdac");
	assert_order("id", "abcde");
	assert_order("inici", "abecd");
	assert_order("renovacio", "bacde");
	assert_order("-qui,id", "abcde");
	assert_int_equal(sort_parse("dies,color", &sort, &fault), -1);
	assert_string_equal(fault.code, "filter-field");
	assert_int_equal(fault.at, 5);
	assert_int_equal(sort_parse("", &sort, &fault), -1);
	assert_int_equal(sort_parse("dies,", &sort, &fault), -1);
	assert_string_equal(fault.code, "filter-empty");
	assert_int_equal(sort_parse("id,id,id,id,id", &sort, &fault), -1);
	assert_int_equal(sort_default.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(orders_have_names_and_what_is_unknown_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

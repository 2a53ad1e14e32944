/* rooms: daemon base */
#include "daemon/probing/monitor_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { TABLE_BUCKETS = 1 << 12 };

static int freed;

static void
count_freed(void *value)
{
	(void)value;
	freed++;
}

static void
one_value_stands_for_each_monitor(void **state)
{
	struct monitor_table *t = monitor_table_new(count_freed);
	int one, two, three;

	(void)state;
	assert_null(monitor_table_get(t, 5));
	monitor_table_set(t, 5, &one);
	monitor_table_set(t, 5 + TABLE_BUCKETS, &two); /* of the same bucket */
	assert_ptr_equal(monitor_table_get(t, 5), &one);
	assert_ptr_equal(monitor_table_get(t, 5 + TABLE_BUCKETS), &two);
	monitor_table_set(t, 5, &three);
	assert_int_equal(freed, 1);
	assert_ptr_equal(monitor_table_get(t, 5), &three);
	monitor_table_set(t, 5, NULL);
	assert_int_equal(freed, 2);
	assert_null(monitor_table_get(t, 5));
	assert_ptr_equal(monitor_table_get(t, 5 + TABLE_BUCKETS), &two);
	monitor_table_free(t);
	assert_int_equal(freed, 3);
	monitor_table_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_value_stands_for_each_monitor)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

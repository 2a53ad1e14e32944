/* rooms: daemon store base */
/* Counts the slots that a look-up passes: never a time, so that it says the same on every machine. */
#include "daemon/state/endpoint_index.h"

#include "base/mem.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MANY = 100000, SLOTS_MOST = 10 };

enum fleet { MANY_HOSTS, MANY_NAMES_ON_ONE_HOST, MANY_WITHOUT_SNI, FLEET_COUNT };

static struct monitor *
monitors_new(enum fleet fleet, size_t count)
{
	struct monitor *list = mem_array(count, sizeof(*list));

	for (size_t i = 0; i < count; i++) {
		char *numbered = mem_printf("h%zu.exemple.cat", i);
		bool one_host = fleet == MANY_NAMES_ON_ONE_HOST;

		list[i].port = 443;
		list[i].host = one_host ? mem_strdup("192.0.2.1") : numbered;
		if (fleet != MANY_HOSTS)
			list[i].sni = one_host ? numbered : mem_strdup("");
	}
	return list;
}

static void
monitors_free(struct monitor *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		monitor_release(&list[i]);
	free(list);
}

/* Adds them all as an import does, each looked up before; then finds each. Slots looked at, for each monitor. */
static uint64_t
slots_for_each(enum fleet fleet, size_t count)
{
	struct monitor *list = monitors_new(fleet, count);
	struct endpoint_index x = {0};
	uint64_t slots;

	for (size_t i = 0; i < count; i++) {
		assert_null(endpoint_index_find(&x, &list[i]));
		endpoint_index_add(&x, &list[i]);
	}
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(endpoint_index_find(&x, &list[i]), &list[i]);
	slots = x.looked_at / count;
	endpoint_index_release(&x);
	monitors_free(list, count);
	return slots;
}

/* Looked up, added, found, and moved at each doubling: five or so. */
static void
a_monitor_costs_the_same_however_many_there_are(void **state)
{
	(void)state;
	for (int fleet = 0; fleet < FLEET_COUNT; fleet++)
		for (size_t count = 100; count <= MANY; count *= 10)
			assert_in_range(slots_for_each((enum fleet)fleet, count), 3, SLOTS_MOST);
}

static void
each_part_of_an_endpoint_tells_it_from_another(void **state)
{
	struct monitor list[] = {
	    {.host = (char *)"a", .port = 443},
	    {.host = (char *)"b", .port = 443},
	    {.host = (char *)"a", .port = 444},
	    {.host = (char *)"a", .port = 443, .protocol = PROTOCOL_SMTP},
	    {.host = (char *)"a", .port = 443, .sni = (char *)""},
	    {.host = (char *)"a", .port = 443, .sni = (char *)"b"},
	    {.host = (char *)"ab", .port = 443, .sni = (char *)""},
	};
	struct endpoint_index x = {0};
	struct monitor like;

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		assert_null(endpoint_index_find(&x, &list[i]));
		endpoint_index_add(&x, &list[i]);
	}
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		like = list[i];
		like.name = (char *)"another";
		assert_ptr_equal(endpoint_index_find(&x, &like), &list[i]);
	}
	endpoint_index_release(&x);
}

/* Whatever is removed, and in whatever order, the others are found. */
static void
what_is_removed_hides_no_other(void **state)
{
	enum { COUNT = 1000 };
	struct monitor *list = monitors_new(MANY_NAMES_ON_ONE_HOST, COUNT);
	struct endpoint_index x = {0};

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		endpoint_index_add(&x, &list[i]);
	for (size_t removed = 0; removed < COUNT; removed++) {
		endpoint_index_remove(&x, &list[removed * 7 % COUNT]);
		for (size_t i = 0; i <= removed; i++)
			assert_null(endpoint_index_find(&x, &list[i * 7 % COUNT]));
		for (size_t i = removed + 1; i < COUNT; i++)
			assert_ptr_equal(
			    endpoint_index_find(&x, &list[i * 7 % COUNT]), &list[i * 7 % COUNT]);
	}
	assert_int_equal(x.count, 0);
	endpoint_index_release(&x);
	monitors_free(list, COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_monitor_costs_the_same_however_many_there_are),
	    cmocka_unit_test(each_part_of_an_endpoint_tells_it_from_another),
	    cmocka_unit_test(what_is_removed_hides_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

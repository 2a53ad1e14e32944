/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* Each type of value that a field of a monitor may have goes the whole way: from a cell of a list to the argument of a
 * request, and from there to a monitor. A type that a room has no function for would be a call of nothing. */
#include "daemon/operations/monitor_fields.h"

#include "base/mem.h"
#include "base/monitor_field.h"
#include "inventory/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const samples[] = {
    [VALUE_TEXT] = "Seu",
    [VALUE_HOST] = "www.exemple.cat",
    [VALUE_PORT] = "8443",
    [VALUE_SNI] = "seu.exemple.cat",
    [VALUE_PROXY] = "dmz",
    [VALUE_NODES] = "192.0.2.1",
    [VALUE_TAGS] = "dmz",
    [VALUE_DAYS] = "7",
    [VALUE_KIND] = "segell",
    [VALUE_DATE] = "19/12/2026",
    [VALUE_TERM] = "", /* its last word */
};
_Static_assert(sizeof(samples) / sizeof(*samples) == VALUE_TYPE_COUNT, "a sample of each type");

static const char *
sample_of(const struct monitor_field_info *info)
{
	return info->type == VALUE_TERM ? info->text(info->count - 1) : samples[info->type];
}

/* The row of a list that says the field, and the host, which no row goes without. */
static json_t *
row_of(const struct monitor_field_info *info)
{
	bool host = info->type == VALUE_HOST;
	char *text = mem_printf("%s%s\n%s%s\n", host ? "" : "host;", info->name,
	    host ? "" : "www.exemple.cat;", sample_of(info));
	json_t *row = NULL, *error = NULL;
	struct csv *c = csv_parse(text, strlen(text), &error);
	size_t line;

	assert_non_null(c);
	assert_int_equal(csv_next(c, &row, &line, &error), CSV_ROW);
	csv_free(c);
	free(text);
	return row;
}

static void
each_type_goes_from_a_list_to_a_monitor(void **state)
{
	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		json_t *row = row_of(info), *refused, *usual, *said;
		struct monitor m;

		if (!json_object_get(row, info->name))
			fail_msg("'%s' is not in the row", info->name);
		monitor_default(&m, 0);
		usual = monitor_json(&m);
		refused = monitor_fields_parse(&m, row);
		if (refused)
			fail_msg("%s", json_dumps(refused, JSON_COMPACT));
		said = monitor_json(&m);
		if (json_equal(
			json_object_get(said, info->name), json_object_get(usual, info->name)))
			fail_msg("'%s' is as it was", info->name);
		json_decref(said);
		json_decref(usual);
		json_decref(row);
		monitor_release(&m);
	}
}

/* So that the walk above meets them all. */
static void
each_type_is_of_some_field(void **state)
{
	bool used[VALUE_TYPE_COUNT] = {false};

	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
		used[monitor_field_info((enum monitor_field)f)->type] = true;
	for (int type = 0; type < VALUE_TYPE_COUNT; type++)
		if (!used[type] || !samples[type])
			fail_msg("type %d has no field, or no sample", type);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_type_is_of_some_field),
	    cmocka_unit_test(each_type_goes_from_a_list_to_a_monitor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

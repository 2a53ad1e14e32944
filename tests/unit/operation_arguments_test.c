/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* What an operation is asked with is held against its row of the table: each argument of each operation, not said, of
 * each other type, and outside its range. */
#include "daemon/operation.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "daemon/operations/operations.h"
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A value of each type, and whether it is one of another type too. */
static json_t *
value_of(enum argument_type type, const struct argument *a)
{
	switch (type) {
	case ARGUMENT_NUMBER:
		return json_integer(a ? a->least : 1);
	case ARGUMENT_TEXT:
		return json_string("x");
	case ARGUMENT_FLAG:
		return json_false();
	case ARGUMENT_OBJECT:
		return json_object();
	case ARGUMENT_NUMBERS:
		return json_pack("[i]", 1);
	case ARGUMENT_TEXTS:
		return json_pack("[s]", "x");
	case ARGUMENT_OBJECTS:
		return json_pack("[{}]");
	case ARGUMENT_TYPE_COUNT:
		break;
	}
	return NULL;
}

/* All that must be said, and that may be. */
static json_t *
good_args(const struct operation *o)
{
	json_t *args = json_object();

	for (const struct argument *a = o->arguments; a && a->name; a++)
		json_object_set_new(args, a->name, value_of(a->type, a));
	return args;
}

static void
assert_runs(const struct operation *o, const json_t *args)
{
	json_t *why = NULL;

	assert_null(operation_refusal(o, RIGHT_ADMINISTER, args, &why));
	assert_null(why);
}

/* Steals args. */
static void
assert_refuses(const struct operation *o, json_t *args, const char *field, const char *reason)
{
	json_t *why = NULL;
	const char *code = operation_refusal(o, RIGHT_ADMINISTER, args, &why);

	if (!code)
		fail_msg("%s runs although %s is %s", o->name, field, reason);
	assert_string_equal(code, "bad-argument");
	assert_string_equal(text_of(why, "field"), field);
	assert_string_equal(text_of(why, "reason"), reason);
	assert_true(json_is_string(json_object_get(why, "value")));
	json_decref(why);
	json_decref(args);
}

/* Steals value; NULL: not said. */
static json_t *
with(const struct operation *o, const char *name, json_t *value)
{
	json_t *args = good_args(o);

	if (value)
		json_object_set_new(args, name, value);
	else
		json_object_del(args, name);
	return args;
}

static void
try_absent(const struct operation *o, const struct argument *a)
{
	json_t *args = with(o, a->name, NULL), *null = with(o, a->name, json_null());

	if (a->required) {
		assert_refuses(o, args, a->name, "empty");
		assert_refuses(o, null, a->name, "empty");
		return;
	}
	assert_runs(o, args);
	assert_runs(o, null);
	json_decref(args);
	json_decref(null);
}

static void
try_types(const struct operation *o, const struct argument *a)
{
	for (int type = 0; type < ARGUMENT_TYPE_COUNT; type++) {
		json_t *value;

		if (type == (int)a->type)
			continue;
		value = value_of((enum argument_type)type, NULL);
		assert_refuses(o, with(o, a->name, value), a->name,
		    a->type == ARGUMENT_NUMBER ||
			    (a->type == ARGUMENT_NUMBERS && type >= ARGUMENT_NUMBERS)
			? "range"
			: "unknown");
	}
}

static json_t *
many(const struct argument *a, int64_t count)
{
	json_t *list = json_array(), *one;

	for (int64_t i = 0; i < count; i++) {
		one = value_of(a->type, a);
		json_array_append(list, json_array_get(one, 0));
		json_decref(one);
	}
	return list;
}

static json_t *
long_text(int64_t bytes)
{
	char *text = mem_alloc((size_t)bytes + 1);
	json_t *value;

	memset(text, 'x', (size_t)bytes);
	value = json_string(text);
	free(text);
	return value;
}

/* No text has none: the longest one is taken, one byte more is refused by its name. */
static void
try_length(const struct operation *o, const struct argument *a)
{
	int64_t most = argument_text_most(a);
	json_t *texts[] = {long_text(most), long_text(most + 1)}, *args;

	for (int i = 0; a->type == ARGUMENT_TEXTS && i < 2; i++)
		texts[i] = json_pack("[s, o]", "x", texts[i]);
	args = with(o, a->name, texts[0]);
	assert_runs(o, args);
	json_decref(args);
	assert_refuses(o, with(o, a->name, texts[1]), a->name, "too-long");
}

static void
try_bounds(const struct operation *o, const struct argument *a)
{
	switch (a->type) {
	case ARGUMENT_NUMBER:
		assert_refuses(o, with(o, a->name, json_integer(a->least - 1)), a->name, "range");
		assert_refuses(o, with(o, a->name, json_integer(INT64_MIN)), a->name, "range");
		assert_refuses(o, with(o, a->name, json_real(1.5)), a->name, "range");
		if (a->most < NUMBER_MOST)
			assert_refuses(
			    o, with(o, a->name, json_integer(a->most + 1)), a->name, "range");
		break;
	case ARGUMENT_NUMBERS:
		assert_refuses(o, with(o, a->name, json_pack("[i, i]", 1, -1)), a->name, "range");
		/* fall through */
	case ARGUMENT_TEXTS:
	case ARGUMENT_OBJECTS:
		if (a->least)
			assert_refuses(o, with(o, a->name, json_array()), a->name, "empty");
		if (a->most)
			assert_refuses(
			    o, with(o, a->name, many(a, a->most + 1)), a->name, "too-long");
		if (a->type == ARGUMENT_TEXTS)
			try_length(o, a);
		break;
	case ARGUMENT_TEXT:
		if (a->least)
			assert_refuses(o, with(o, a->name, json_string("")), a->name, "empty");
		assert_in_range(argument_text_most(a), 1, LINE_MAX_BYTES);
		try_length(o, a);
		break;
	case ARGUMENT_FLAG:
	case ARGUMENT_OBJECT:
	case ARGUMENT_TYPE_COUNT:
		break;
	}
}

static void
each_argument_is_as_the_table_says(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; operation_families[i]; i++)
		for (const struct operation *o = operation_families[i]; o->name; o++) {
			json_t *args = good_args(o);

			assert_runs(o, args);
			json_decref(args);
			for (const struct argument *a = o->arguments; a && a->name; a++) {
				try_absent(o, a);
				try_types(o, a);
				try_bounds(o, a);
				tried++;
			}
		}
	assert_true(tried > 50);
}

static void
what_the_table_does_not_name_is_no_obstacle(void **state)
{
	const struct operation *o = operation_find("monitor.get");
	json_t *args = json_pack("{s:i, s:s}", "id", 1, "from-the-future", "x");

	(void)state;
	assert_runs(o, args);
	json_decref(args);
	assert_runs(operation_find("status"), NULL);
	assert_refuses(o, json_pack("[i]", 1), "args", "unknown");
}

static void
what_is_handed_over_is_told(void **state)
{
	static const struct {
		const char *operation, *files; /* with "password": true */
	} cases[] = {{"document.fits", "file password"}, {"ticket.fetch", "password"},
	    {"ticket.attach", "file"}, {"ticket.token", "secret"}, {"status", ""}};
	json_t *args = json_pack("{s:b}", "password", 1);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *names[OPERATION_FILES_MAX + 1];
		char said[64];

		operation_files(operation_find(cases[i].operation), args, names);
		snprintf(said, sizeof(said), "%s%s%s", names[0] ? names[0] : "",
		    names[0] && names[1] ? " " : "", names[0] && names[1] ? names[1] : "");
		assert_string_equal(said, cases[i].files);
	}
	json_decref(args);
}

/* The rights of operation and field: the higher one is asked for. */
static void
a_field_of_a_monitor_may_ask_for_more_than_the_operation(void **state)
{
	const struct operation reading = {
	    .name = "x", .right = RIGHT_READ, .fields = FIELDS_MONITOR};
	struct operation plain = reading;

	(void)state;
	plain.fields = FIELDS_NONE;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		json_t *args = json_pack("{s:s}", info->name, ""), *why = NULL;

		if (info->right > RIGHT_READ) {
			assert_string_equal(
			    operation_refusal(&reading, info->right - 1, args, &why),
			    "not-allowed");
			assert_string_equal(text_of(why, "right"), right_text(info->right));
			json_decref(why);
		}
		assert_null(operation_refusal(&reading, info->right, args, &why));
		assert_null(operation_refusal(&plain, RIGHT_READ, args, &why));
		json_decref(args);
	}
}

static void
the_table_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; operation_families[i]; i++)
		for (const struct operation *o = operation_families[i]; o->name; o++) {
			assert_ptr_equal(operation_find(o->name), o);
			assert_non_null(o->run);
			assert_non_null(o->what);
			assert_non_null(o->answer);
			for (const struct argument *a = o->arguments; a && a->name; a++) {
				assert_non_null(a->what);
				assert_true(a->least <= a->most || !a->most);
				assert_true(a->type != ARGUMENT_NUMBER || a->most > a->least);
			}
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_table_is_whole),
	    cmocka_unit_test(each_argument_is_as_the_table_says),
	    cmocka_unit_test(what_the_table_does_not_name_is_no_obstacle),
	    cmocka_unit_test(what_is_handed_over_is_told),
	    cmocka_unit_test(a_field_of_a_monitor_may_ask_for_more_than_the_operation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

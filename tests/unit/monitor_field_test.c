/* rooms: base */
/* The table of the fields of a monitor, walked: what other rooms rely on holds of every line. */
#include "base/monitor_field.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct monitor_field_info *
info(int f)
{
	return monitor_field_info((enum monitor_field)f);
}

static void
each_name_and_option_is_of_one_field(void **state)
{
	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		assert_int_equal(monitor_field_from(info(f)->name), f);
		assert_true(*info(f)->argument);
		for (int g = 0; g < f; g++)
			assert_string_not_equal(info(f)->option, info(g)->option);
	}
	assert_int_equal(monitor_field_from("urgency"), -1);
}

static void
each_title_of_a_column_is_of_one_field(void **state)
{
	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		char *columns = strdup(info(f)->columns), *rest = columns, *title, *folded;

		assert_int_equal(monitor_field_of_column(info(f)->name), f);
		while ((title = strsep(&rest, " "))) {
			if (!*title)
				continue;
			if (monitor_field_of_column(title) != f)
				fail_msg("'%s' is of '%s' too", title,
				    info(monitor_field_of_column(title))->name);
			folded = text_folded(title);
			assert_string_equal(folded, title);
			free(folded);
		}
		free(columns);
	}
	assert_int_equal(monitor_field_of_column("AMFITRIÓ"), MONITOR_FIELD_HOST);
	assert_int_equal(monitor_field_of_column("Días antelacio"), -1);
	assert_int_equal(monitor_field_of_column("Dies antelació"), MONITOR_FIELD_LEAD);
	assert_int_equal(monitor_field_of_column("domini amfitrio"), -1);
	assert_int_equal(monitor_field_of_column(""), -1);
}

static void
the_form_has_a_field_in_each_place(void **state)
{
	int places = 0, sum = 0;

	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		if (info(f)->place == NO_PLACE)
			continue;
		places++;
		sum += info(f)->place;
		assert_true(*info(f)->word && *info(f)->label && *info(f)->hint);
		for (int g = 0; g < f; g++)
			assert_int_not_equal(info(f)->place, info(g)->place);
	}
	assert_int_equal(sum, places * (places + 1) / 2);
}

static void
the_words_of_a_term_are_there(void **state)
{
	(void)state;
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		assert_int_equal(info(f)->type == VALUE_TERM, info(f)->count > 0);
		for (int value = 0; value < info(f)->count; value++)
			assert_int_equal(info(f)->from(info(f)->text(value)), value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_name_and_option_is_of_one_field),
	    cmocka_unit_test(each_title_of_a_column_is_of_one_field),
	    cmocka_unit_test(the_form_has_a_field_in_each_place),
	    cmocka_unit_test(the_words_of_a_term_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

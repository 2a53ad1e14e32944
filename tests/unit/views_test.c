/* rooms: tui importing words wire expiry base */
/* The table of what opens from anywhere: a line too many or too few would leave an action that the
 * help promises without effect. */
#include "tui/screens/views.h"

#include "tui/keys/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct app_entry *
entry_of(enum action action)
{
	for (const struct app_entry *e = screens_reachable; e->action; e++)
		if (e->action == action)
			return e;
	return NULL;
}

static void
each_action_stands_once_and_opens_something(void **state)
{
	(void)state;
	for (const struct app_entry *e = screens_reachable; e->action; e++) {
		assert_non_null(e->open);
		assert_ptr_equal(entry_of(e->action), e);
	}
}

static void
the_first_is_a_view(void **state)
{
	(void)state;
	assert_non_null(screens_reachable[0].name);
}

/* From every view to every other. */
static void
a_view_has_its_digit_and_is_reached_from_all(void **state)
{
	(void)state;
	for (const struct app_entry *e = screens_reachable; e->action; e++) {
		assert_int_equal(e->name != NULL, e->digit != NULL);
		for (const struct app_entry *f = screens_reachable; f->action; f++)
			if (e->name && f->name)
				assert_true(action_info(e->action)->contexts & 1u << f->view);
	}
}

static void
each_action_named_as_a_view_stands_in_the_table(void **state)
{
	(void)state;
	for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (!strncmp(action_info(i)->help, "View ", 5))
			assert_true(entry_of(i) && entry_of(i)->name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_action_stands_once_and_opens_something),
	    cmocka_unit_test(the_first_is_a_view),
	    cmocka_unit_test(a_view_has_its_digit_and_is_reached_from_all),
	    cmocka_unit_test(each_action_named_as_a_view_stands_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

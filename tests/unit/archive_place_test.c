/* rooms: tui words expiry wire base */
/* Where a folder of Windows or SharePoint is on this machine. */
#include "tui/model/archive_place.h"

#include "base/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct config_place places[] = {
    {(char *)(uintptr_t) "(Sharepoint) Tecnologia", (char *)(uintptr_t) "/mnt/all"},
    {(char *)(uintptr_t) "(Sharepoint) Tecnologia\\CDS\\", (char *)(uintptr_t) "/mnt/cds"},
    {(char *)(uintptr_t) "\\\\endreca\\T", (char *)(uintptr_t) "/mnt/t"},
};

static void
is_at(const char *raw, const char *root, const char *folder)
{
	const struct config c = {.archives = places, .archives_count = 3};
	char *a, *b;

	assert_int_equal(archive_place(&c, raw, &a, &b), root != NULL);
	if (root) {
		assert_string_equal(a, root);
		assert_string_equal(b, folder);
	} else {
		assert_null(a);
		assert_null(b);
	}
	free(a);
	free(b);
}

static void
the_longest_prefix_counts_and_slashes_are_turned(void **state)
{
	(void)state;
	is_at("(Sharepoint) Tecnologia\\SUPORT\\2026", "/mnt/all", "SUPORT/2026");
	is_at("(Sharepoint) Tecnologia\\CDS\\2026\\www", "/mnt/cds", "2026/www");
	is_at("\\\\ENDRECA\\t\\x\\\\y\\", "/mnt/t", "x/y");
}

static void
a_prefix_ends_where_a_name_ends(void **state)
{
	(void)state;
	is_at("(Sharepoint) Tecnologia2\\CDS", NULL, NULL);
	is_at("\\\\endreca\\TECNOLOGIA\\x", NULL, NULL);
	is_at("(Sharepoint) Tecnologia\\", NULL, NULL);
	is_at("", NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_longest_prefix_counts_and_slashes_are_turned),
	    cmocka_unit_test(a_prefix_ends_where_a_name_ends),
	};

	return cmocka_run_group_tests_name("archive places", tests, NULL, NULL);
}

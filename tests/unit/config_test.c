/* rooms: words expiry base */
/* The settings: a slip costs its own line and is named with file and line. */
#include "base/config.h"

#include "base/buf.h"
#include "words/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static char path[] = "/tmp/caduca-config-XXXXXX";

static struct config *
load(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return config_load(path);
}

static bool
complains(const struct config *c, int line, const char *words)
{
	char want[64];
	bool found = false;

	snprintf(want, sizeof(want), "%s:%d: ", path, line);
	for (size_t i = 0; i < json_array_size(c->complaints) && !found; i++) {
		struct buf text = {0};
		words_complaint(json_array_get(c->complaints, i), &text);
		found = strstr(buf_str(&text), want) && strstr(buf_str(&text), words);
		buf_release(&text);
	}
	return found;
}

static void
what_is_said_counts_and_the_rest_is_the_default(void **state)
{
	struct config *c =
	    load("interval = 600\nca-folders = ( \"/a\", \"/b\" )\nlanguage = \"en\"\n");
	(void)state;

	assert_int_equal((int)json_array_size(c->complaints), 0);
	assert_int_equal(c->interval, 600);
	assert_int_equal(c->deadline, 10000);
	assert_string_equal(c->language, "en");
	assert_int_equal(c->ca_folders_count, 2);
	assert_string_equal(c->ca_folders[1], "/b");
	config_free(c);
}

static void
places_have_a_prefix_and_an_absolute_folder(void **state)
{
	struct config *c =
	    load("archives = ( { prefix = \"\\\\\\\\endreca\\\\\"; folder = \"/mnt/e\"; },\n"
		 "  { prefix = \"x\"; folder = \"mnt\"; },\n  { prefix = \"x\"; } );\n");
	(void)state;

	assert_string_equal(c->inbox, "~/safata");
	assert_int_equal(c->archives_count, 1);
	assert_string_equal(c->archives[0].prefix, "\\\\endreca\\");
	assert_string_equal(c->archives[0].folder, "/mnt/e");
	assert_true(complains(c, 2, "folder"));
	assert_true(complains(c, 3, "folder"));
	config_free(c);
	c = load("archives = \"/mnt\";\n");
	assert_true(complains(c, 1, "archives"));
	config_free(c);
}

static void
a_syntax_error_costs_one_line(void **state)
{
	struct config *c = load("interval = 600\nlinger = = 3\nlanguage = \"en\"\n");
	(void)state;

	assert_true(complains(c, 2, "syntax"));
	assert_int_equal(c->interval, 600);
	assert_int_equal(c->linger, 5);
	assert_string_equal(c->language, "en");
	config_free(c);
}

static void
wrong_values_are_named(void **state)
{
	struct config *c = load("interval = 5\nworkers = \"two\"\nflavour = 1\nca-folders = ( 1 "
				")\nlinger = 9\nlanguage = \"fr\"\n");
	(void)state;

	assert_int_equal((int)json_array_size(c->complaints), 5);
	assert_true(complains(c, 6, "'language' is one of these, in quotes: ca en"));
	assert_string_equal(c->language, "ca");
	assert_true(complains(c, 1, "'interval' is a number from 60 to"));
	assert_true(complains(c, 2, "'workers'"));
	assert_true(complains(c, 3, "no setting is called 'flavour'"));
	assert_true(complains(c, 4, "'ca-folders'"));
	assert_int_equal(c->interval, 21600);
	assert_int_equal(c->linger, 9);
	config_free(c);
}

/* libconfig would read any file of that name in the folder the process is in. */
static void
an_include_is_refused_and_read_nowhere(void **state)
{
	static char other[] = "/tmp/caduca-config-XXXXXX";
	FILE *f = fdopen(mkstemp(other), "w");
	struct config *c;
	char text[160];
	(void)state;

	assert_non_null(f);
	fputs("linger = 77\n", f);
	fclose(f);
	snprintf(
	    text, sizeof(text), "interval = 600\n \t@include \"%s\"\nlanguage = \"en\"\n", other);
	c = load(text);
	assert_int_equal((int)json_array_size(c->complaints), 1);
	assert_true(complains(c, 2, "@include"));
	assert_int_equal(c->linger, 5);
	assert_string_equal(c->language, "en");
	config_free(c);
	unlink(other);
}

static void
garbage_ends_with_complaints_and_defaults(void **state)
{
	struct config *c = load("\x01\x02{{{{\n%%%%\n(((\n\"\n");
	(void)state;

	assert_true((int)json_array_size(c->complaints) > 0);
	assert_int_equal(c->interval, 21600);
	config_free(c);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_said_counts_and_the_rest_is_the_default),
	    cmocka_unit_test(places_have_a_prefix_and_an_absolute_folder),
	    cmocka_unit_test(a_syntax_error_costs_one_line),
	    cmocka_unit_test(wrong_values_are_named),
	    cmocka_unit_test(an_include_is_refused_and_read_nowhere),
	    cmocka_unit_test(garbage_ends_with_complaints_and_defaults),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, teardown);
}

/* rooms: tui words expiry wire base */
/* What a console remembers: read back as it was written, whatever else stands in the file. */
#include "tui/model/remembered.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/user_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/remembered-XXXXXX";

static char *
path_of_file(void)
{
	return mem_printf("%s/console", folder);
}

/* What is told of the file with this text; *filter, which the caller frees, is what is remembered of view "list". */
static enum remembered_fault
loaded(const char *text, char **filter)
{
	struct remembered *r = remembered_new();
	enum remembered_fault fault;

	assert_int_equal(user_file_write(folder, "console", text, NULL), 0);
	fault = remembered_load(r, folder);
	*filter = mem_strdup(remembered_text(r, "list", "filter"));
	remembered_free(r);
	return fault;
}

static void
what_was_saved_is_there_again(void **state)
{
	struct remembered *r = remembered_new();
	char *path = path_of_file();
	struct stat st;

	(void)state;
	assert_int_equal(remembered_load(r, folder), REMEMBERED_WELL);
	assert_int_equal(remembered_save(r, folder, NULL), 0);
	assert_int_not_equal(access(path, F_OK), 0); /* nothing to say */
	remembered_put(r, "list", "filter", "servei:\"Via Oberta\"");
	remembered_put(r, "renewals", "order", "phase");
	remembered_put(r, "renewals", "order", "");
	remembered_put_value(
	    r, "list", "columns", json_pack("[{s:s, s:i}]", "column", "Monitor", "width", 40));
	remembered_put_value(r, "today", "columns", json_array());
	remembered_put_value(r, "today", "columns", NULL);
	remembered_set_view(r, "today");
	assert_int_equal(remembered_save(r, folder, NULL), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	remembered_free(r);
	r = remembered_new();
	assert_int_equal(remembered_load(r, folder), REMEMBERED_WELL);
	assert_string_equal(remembered_text(r, "list", "filter"), "servei:\"Via Oberta\"");
	assert_string_equal(remembered_text(r, "renewals", "order"), "");
	assert_string_equal(remembered_view(r), "today");
	assert_int_equal(json_array_size(remembered_value(r, "list", "columns")), 1);
	assert_null(remembered_value(r, "today", "columns"));
	assert_null(remembered_value(r, "nowhere", "columns"));
	remembered_free(r);
	free(path);
}

static void
hostile_files_are_left_out(void **state)
{
	static const struct {
		const char *text, *filter;
		enum remembered_fault fault;
	} files[] = {
	    {"", "", REMEMBERED_DAMAGED},
	    {"[]", "", REMEMBERED_DAMAGED},
	    {"{\"views\":{\"list\":{\"filter\":\"a\"}}}", "", REMEMBERED_DAMAGED},
	    {"{\"caduca\":\"1\",\"views\":{\"list\":{\"filter\":\"a\"}}}", "", REMEMBERED_DAMAGED},
	    {"{\"caduca\":1,\"views\":[]}", "", REMEMBERED_DAMAGED},
	    {"{\"caduca\":1,\"views\":{\"list\":{\"filter\":\"a", "", REMEMBERED_DAMAGED},
	    {"{\"caduca\":99,\"views\":{\"list\":{\"filter\":\"a\"}}}", "", REMEMBERED_NEWER},
	    {"{\"caduca\":1,\"views\":{\"list\":[\"filter\"]}}", "", REMEMBERED_WELL},
	    {"{\"caduca\":1,\"views\":{\"list\":{\"filter\":7}}}", "", REMEMBERED_WELL},
	    {"{\"caduca\":1,\"views\":{\"list\":{\"filter\":\"a\\u001b[2J\"}}}", "",
		REMEMBERED_WELL},
	    {"{\"caduca\":1,\"views\":{\"list\":{\"filter\":\"a\\u202eb\"}}}", "", REMEMBERED_WELL},
	    {"{\"caduca\":1,\"more\":{},\"views\":{\"list\":{\"filter\":\"a\"}}}", "a",
		REMEMBERED_WELL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *filter;
		assert_int_equal(loaded(files[i].text, &filter), files[i].fault);
		assert_string_equal(filter, files[i].filter);
		free(filter);
	}
}

static void
what_is_too_long_or_too_deep_is_left_out(void **state)
{
	char *text = mem_alloc(100001), *filter;

	(void)state;
	memset(text, '[', 60000);
	assert_int_equal(loaded(text, &filter), REMEMBERED_DAMAGED);
	free(filter);
	memset(text, ' ', 100000);
	memcpy(text, "{\"caduca\":1,\"views\":{}}", 23);
	assert_int_equal(loaded(text, &filter), REMEMBERED_DAMAGED);
	free(filter);
	free(text);
}

/* Something could still be typed over what is damaged; never over what a newer program wrote. */
static void
only_what_is_damaged_is_replaced(void **state)
{
	static const char newer[] = "{\"caduca\":2}";
	struct remembered *r;
	char *text;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(user_file_write(folder, "console", i ? newer : "{", NULL), 0);
		r = remembered_new();
		remembered_load(r, folder);
		remembered_put(r, "list", "filter", "seu");
		assert_int_equal(remembered_save(r, folder, NULL), 0);
		remembered_free(r);
		text = user_file_read(folder, "console", 1000, NULL);
		assert_non_null(text);
		assert_int_equal(strcmp(text, newer) == 0, i);
		assert_int_equal(strstr(text, "seu") != NULL, !i);
		free(text);
	}
}

static int
clear(void **state)
{
	char *path = path_of_file();

	(void)state;
	unlink(path);
	free(path);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_was_saved_is_there_again, clear),
	    cmocka_unit_test_setup(hostile_files_are_left_out, clear),
	    cmocka_unit_test_setup(what_is_too_long_or_too_deep_is_left_out, clear),
	    cmocka_unit_test_setup(only_what_is_damaged_is_replaced, clear),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clear(NULL);
	rmdir(folder);
	return failed;
}

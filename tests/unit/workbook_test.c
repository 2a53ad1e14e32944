/* rooms: inventory expiry wire base */
/* Workbooks that libxlsxwriter writes are read as what was written into them, with what other writers seldom use: rich text, links,
 * formulas with the value that they had, cells that are merged, and strings within their cells. */
#include "inventory/workbook.h"

#include "base/sys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>
#include <xlsxwriter.h>

static char path[] = "/tmp/caduca-workbook-XXXXXX";

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	return fd < 0;
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

static void
read_back(struct workbook *w)
{
	size_t len;
	struct err err = {0};
	char *bytes = sys_read_file(path, 1 << 20, &len, &err);

	assert_non_null(bytes);
	assert_int_equal(workbook_read(w, bytes, len, &err), 0);
	free(bytes);
}

static lxw_format *
format_of(lxw_workbook *book, const char *code)
{
	lxw_format *f = workbook_add_format(book);

	format_set_num_format(f, code);
	return f;
}

static void
what_is_written_is_read(void **state)
{
	struct workbook *w = calloc(1, sizeof(*w));
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *s = workbook_add_worksheet(book, "PRO & més"),
		      *hidden = workbook_add_worksheet(book, "Amagat");
	lxw_format *bold = workbook_add_format(book);
	lxw_rich_string_tuple a = {NULL, "www."}, b = {bold, "exem"}, c = {NULL, "ple.cat"};
	lxw_rich_string_tuple *rich[] = {&a, &b, &c, NULL};
	lxw_datetime day = {.year = 2026, .month = 12, .day = 19, .hour = 13, .min = 45};
	lxw_row_col_options hide = {.hidden = LXW_TRUE};

	(void)state;
	format_set_bold(bold);
	worksheet_merge_range(s, 0, 0, 0, 2, "Llista de 2026", bold);
	worksheet_write_rich_string(s, 2, 0, rich, NULL);
	worksheet_write_datetime(s, 2, 1, &day, format_of(book, "dd/mm/yyyy"));
	worksheet_merge_range(s, 2, 2, 4, 2, "Tràmits", NULL);
	worksheet_write_url(s, 3, 0, "https://a.exemple.cat/", NULL);
	worksheet_write_datetime(s, 3, 1, &day, format_of(book, "d mmmm yyyy hh:mm"));
	worksheet_set_row_opt(s, 3, LXW_DEF_ROW_HEIGHT, NULL, &hide);
	worksheet_write_formula_str(
	    s, 4, 0, "=CONCATENATE(\"b\",\".exemple.cat\")", NULL, "b.exemple.cat");
	worksheet_write_formula_num(
	    s, 4, 1, "=DATE(2026,12,19)", format_of(book, "[$-403]dd-mmm-yy"), 46375);
	worksheet_write_string(s, 5, 0, "=1+1", NULL);
	worksheet_write_string(s, 5, 1, "a\x01\r\nb", NULL);
	worksheet_write_boolean(s, 5, 2, 1, NULL);
	worksheet_write_number(s, 6, 0, 0.1 + 0.2, format_of(book, "0.00 \"dies\""));
	worksheet_write_number(s, 6, 1, 59, format_of(book, "dd/mm/yyyy"));
	worksheet_write_number(s, 6, 2, 61, format_of(book, "dd/mm/yyyy"));
	worksheet_write_string(hidden, 0, 0, "x", NULL);
	worksheet_hide(hidden);
	assert_int_equal(workbook_close(book), 0);
	read_back(w);
	assert_int_equal(w->count, 2);
	assert_string_equal(w->sheets[0].name, "PRO & més");
	assert_int_equal(w->sheets[0].hidden_rows, 1);
	assert_true(w->sheets[1].hidden);
	assert_string_equal(buf_str(&w->sheets[0].csv),
	    "\"Llista de 2026\"\n\n"
	    "\"www.exemple.cat\";\"2026-12-19\";\"Tràmits\"\n"
	    "\"https://a.exemple.cat/\";\"2026-12-19\";\"Tràmits\"\n"
	    "\"b.exemple.cat\";\"2026-12-19\";\"Tràmits\"\n"
	    "\"=1+1\";\"a , b\";\"TRUE\"\n"
	    "\"0.3\";\"1900-02-28\";\"1900-03-01\"\n");
	workbook_release(w);
	free(w);
}

/* Where rows are written as they come, each string stands in its cell. */
static void
strings_in_their_cells_are_read(void **state)
{
	struct workbook *w = calloc(1, sizeof(*w));
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *s = workbook_add_worksheet(book, NULL);

	(void)state;
	worksheet_write_string(s, 0, 0, "Domini", NULL);
	worksheet_write_string(s, 1, 0, " a<b>&\"c\"_x005F_x0041_ ", NULL);
	assert_int_equal(workbook_close(book), 0);
	read_back(w);
	assert_string_equal(
	    buf_str(&w->sheets[0].csv), "\"Domini\"\n\" a<b>&\"\"c\"\"_x0041_ \"\n");
	workbook_release(w);
	free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_is_read),
	    cmocka_unit_test(strings_in_their_cells_are_read),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}

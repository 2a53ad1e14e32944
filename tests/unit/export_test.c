/* rooms: inventory expiry wire base */
/* What is exported can be opened without harm, and imported again as it was. */
#include "inventory/cell_guard.h"
#include "inventory/csv.h"
#include "inventory/export.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
hostile_cells_are_harmless(void **state)
{
	static const char *const hostile[] = {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1",
	    "\r=1", "  =1", "\xc2\xa0-1", "''=1", "\xef\xbc\x9d x", "\xe3\x80\x80=1",
	    "\xe2\x80\x83 @a"};

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct buf out = {0};
		json_t *row = json_pack("{s:s}", "name", hostile[i]);

		export_csv_row(&out, row);
		assert_memory_equal(out.data, ";\"'", 3);
		assert_null(strpbrk(out.data, "\t\x1b"));
		assert_ptr_equal(strchr(out.data, '\r'), out.data + out.len - 2);
		buf_release(&out);
		json_decref(row);
	}
}

static void
controls_and_quotes_cannot_leave_their_cell(void **state)
{
	struct buf out = {0};
	json_t *row = json_pack("{s:s, s:s}", "name", "a\";\"b\x1b[2J\n", "service", "x;y");

	(void)state;
	export_csv_row(&out, row);
	assert_non_null(strstr(out.data, ";\"a\"\";\"\"b<U+001B>[2J<U+000A>\";"));
	assert_non_null(strstr(out.data, ";\"x;y\";"));
	buf_release(&out);
	json_decref(row);
}

static void
values_have_the_form_of_their_column(void **state)
{
	struct buf out = {0};
	json_t *row = json_pack("{s:i, s:i, s:i, s:I, s:I, s:n, s:[s, s], s:i, s:s, s:s, s:[s]}",
	    "id", 7, "days_left", -3, "lead", -1, "not_after", (json_int_t)1795477501, "end",
	    (json_int_t)1795218301, "seen_at", "tags", "bcn", "dmz", "port", 443, "sni", "", "head",
	    "Anna", "tickets", "SIS-1");

	(void)state;
	export_csv_row(&out, row);
	assert_string_equal(out.data, "7;;;443;;\"'-\";;;;;;;;\"bcn "
				      "dmz\";;;;;;;;\"Anna\";\"SIS-1\";;-3;;2026-11-23 "
				      "23:45:01;2026-11-20 23:45:01;;;;;;;;;;;\r\n");
	buf_release(&out);
	json_decref(row);
}

static void
guarded_texts_come_back(void **state)
{
	static const char *const texts[] = {"=1", "'=1", "''-", "@a", "'a'", "'", "''", "' =1", "-",
	    "a=b", "\xef\xbc\x8b x", "", "'\xc2\xa0=", "1-2", "\xe3\x80\x80=1", "'\xe2\x80\x83-"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf out = {0};

		cell_guard(&out, texts[i]);
		assert_string_equal(cell_unguarded(buf_str(&out)), texts[i]);
		assert_false(out.len && strchr("=+-@", *out.data));
		buf_release(&out);
	}
}

static void
an_export_can_be_imported(void **state)
{
	struct buf out = {0};
	json_t *row = json_pack("{s:i, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:[s, s], s:i}", "id", 7,
	    "name", "=La \"seu\"; nova", "host", "a.cat", "port", 8443, "protocol", "tls", "sni",
	    "b.cat", "kind", "server", "service", "Tràmits", "tags", "bcn", "dmz", "lead", 12);
	json_t *back, *error,
	    *want = json_pack("{s:i, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:[s, s], s:i}", "line", 2,
		"name", "=La \"seu\"; nova", "host", "a.cat", "port", 8443, "protocol", "tls",
		"sni", "b.cat", "kind", "server", "service", "Tràmits", "tags", "bcn", "dmz",
		"lead", 12);
	struct csv *c;
	size_t line;

	(void)state;
	export_csv_head(&out);
	export_csv_row(&out, row);
	c = csv_parse(out.data, out.len, &error);
	assert_non_null(c);
	assert_int_equal(csv_next(c, &back, &line, &error), CSV_ROW);
	assert_true(json_equal(back, want));
	csv_free(c);
	buf_release(&out);
	json_decref(back);
	json_decref(want);
	json_decref(row);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hostile_cells_are_harmless),
	    cmocka_unit_test(controls_and_quotes_cannot_leave_their_cell),
	    cmocka_unit_test(values_have_the_form_of_their_column),
	    cmocka_unit_test(guarded_texts_come_back),
	    cmocka_unit_test(an_export_can_be_imported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

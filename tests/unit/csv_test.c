/* rooms: inventory expiry wire base */
/* Lists of hosts as spreadsheets write them: each case is a file, and what must be read from it. */
#include "inventory/csv.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/serial.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Every row as one line of JSON, bad ones as "line: code". */
static char *
read_all(const char *bytes, size_t len)
{
	struct buf out = {0};
	json_t *row, *error = NULL;
	enum csv_state state;
	size_t line;
	struct csv *c = csv_parse(bytes, len, &error);

	if (!c) {
		buf_puts(&out, json_string_value(json_object_get(error, "code")));
		json_decref(error);
		return buf_steal(&out);
	}
	while ((state = csv_next(c, &row, &line, &error)) != CSV_END) {
		char *dump = json_dumps(state == CSV_ROW ? row : error, JSON_COMPACT);

		if (state == CSV_ROW)
			assert_int_equal(json_integer_value(json_object_get(row, "line")), line);
		else
			buf_printf(&out, "%zu: ", line);
		buf_printf(&out, "%s\n", dump);
		free(dump);
		json_decref(row);
		json_decref(error);
	}
	csv_free(c);
	return buf_steal(&out);
}

static void
assert_reads(const char *bytes, size_t len, const char *want)
{
	char *got = read_all(bytes, len);

	assert_string_equal(got, want);
	free(got);
}

#define READS(bytes, want) assert_reads("" bytes, sizeof(bytes) - 1, want)

static void
each_separator_is_found_out(void **state)
{
	static const char want[] =
	    "{\"line\":2,\"host\":\"a.cat\",\"port\":8443}\n{\"line\":3,\"host\":\"b.cat\"}\n";

	(void)state;
	READS("host;port\na.cat;8443\nb.cat;\n", want);
	READS("host,port\r\na.cat,8443\r\nb.cat,\r\n", want);
	READS("host\tport\ra.cat\t8443\rb.cat\t\r", want);
	READS("port;\"host\"\n8443;a.cat\n;b.cat",
	    "{\"line\":2,\"port\":8443,\"host\":\"a.cat\"}\n{\"line\":3,\"host\":\"b.cat\"}\n");
	READS("\"host\";\"a,b,c,d\"\n\"a.cat\";x\n", "{\"line\":2,\"host\":\"a.cat\"}\n");
}

static void
the_line_that_excel_writes_is_obeyed(void **state)
{
	(void)state;
	READS("sep=|\r\nhost|port\r\na.cat|1\r\n", "{\"line\":3,\"host\":\"a.cat\",\"port\":1}\n");
	READS("SEP=;\nhost;nom\na.cat;\"x\"\n", "{\"line\":3,\"host\":\"a.cat\",\"name\":\"x\"}\n");
}

static void
text_is_utf8_or_windows_1252(void **state)
{
	(void)state;
	READS("\xef\xbb\xbfhost;servei\na.cat;Tr\xc3\xa0mits\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"service\":\"Tràmits\"}\n");
	READS("host;servei\na.cat;Tr\xe0mits \x80 col\xb7legi\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"service\":\"Tràmits € col·legi\"}\n");
	READS("Servidor\na.cat\n", "{\"line\":2,\"host\":\"a.cat\"}\n");
	READS("amfitri\xf3;servei\na.cat;\x81\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"service\":\"\xef\xbf\xbd\"}\n");
}

static void
columns_are_known_by_name_in_three_languages(void **state)
{
	(void)state;
	READS("Entorn;Amfitrió;SERVEI;Etiquetes;Tipus;Nom;SNI;Protocol;Antelació;Port\n"
	      "pre;a.cat;Seu;dmz, bcn;Servidor;La seu;b.cat;tls;24;443\n",
	    "{\"line\":2,\"environment\":\"pre\",\"host\":\"a.cat\",\"service\":\"Seu\",\"tags\":["
	    "\"dmz\",\"bcn\"],"
	    "\"kind\":\"server\",\"name\":\"La "
	    "seu\",\"sni\":\"b.cat\",\"protocol\":\"tls\",\"lead\":24,\"port\":443}\n");
	READS("Servicio;Dirección;Entorno;Etiquetas;Tipo;Nombre;Puerto;Plazo;Dónde está;Nodos\n"
	      "Sede;a.cat;pre;dmz, bcn;Dispositivo;La sede;443;24;En un fichero;192.0.2.1\n",
	    "{\"line\":2,\"service\":\"Sede\",\"environment\":\"pre\",\"tags\":[\"dmz\",\"bcn\"],"
	    "\"kind\":\"device\",\"name\":\"La "
	    "sede\",\"lead\":24,\"type\":\"file\",\"nodes\":[\"192.0.2.1\"]}\n");
	READS("tags,lead,kind,environment,service,domain\nx|y z,0,automatic,pro,s,a.cat\n",
	    "{\"line\":2,\"tags\":[\"x\",\"y\",\"z\"],\"lead\":0,\"kind\":\"automatic\","
	    "\"environment\":\"pro\","
	    "\"service\":\"s\",\"host\":\"a.cat\"}\n");
	READS("host;tipus\na.cat;CDSNM-1\nb.cat;SERVIDOR\nc.cat;Automàtic\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"kind\":\"CDSNM-1\"}\n"
	    "{\"line\":3,\"host\":\"b.cat\",\"kind\":\"server\"}\n"
	    "{\"line\":4,\"host\":\"c.cat\",\"kind\":\"automatic\"}\n");
}

static void
a_host_may_bring_its_port_or_be_a_url(void **state)
{
	(void)state;
	READS("host;nom\nhttps://a.cat:8443/x;\nb.cat:444;\n[2001:db8::1]:445;\n2001:db8::2;\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"port\":8443}\n{\"line\":3,\"host\":\"b.cat\","
	    "\"port\":444}\n"
	    "{\"line\":4,\"host\":\"2001:db8::1\",\"port\":445}\n{\"line\":5,\"host\":\"2001:db8::"
	    "2\"}\n");
	READS("host;port\na.cat:1;2\n", "{\"line\":2,\"host\":\"a.cat\",\"port\":2}\n");
	READS("port;host\n2;a.cat:1\n", "{\"line\":2,\"port\":2,\"host\":\"a.cat\"}\n");
}

static void
a_file_of_one_column_needs_no_name(void **state)
{
	(void)state;
	READS("a.cat\nb.cat:8443\n\n",
	    "{\"line\":1,\"host\":\"a.cat\"}\n{\"line\":2,\"host\":\"b.cat\",\"port\":8443}\n");
	READS("host\nlocalhost\n", "{\"line\":2,\"host\":\"localhost\"}\n");
}

static void
quotes_hold_separators_and_lines(void **state)
{
	(void)state;
	READS("host;nom\r\na.cat;\"x; \"\"y\"\"\r\nz\"\r\nb.cat;w\r\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"name\":\"x; "
	    "\\\"y\\\"\\r\\nz\"}\n{\"line\":4,\"host\":\"b.cat\",\"name\":\"w\"}\n");
	READS("host;nom\na.cat;5\" disc\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"name\":\"5\\\" disc\"}\n");
}

static void
blank_rows_and_cells_are_passed_over(void **state)
{
	(void)state;
	READS("\n\nhost;nom\n;;\n  ;\xc2\xa0\n\na.cat;  x \xc2\xa0;;;\n\x1a",
	    "{\"line\":7,\"host\":\"a.cat\",\"name\":\"x\"}\n");
}

static void
a_bad_row_is_told_by_its_line_and_the_rest_is_read(void **state)
{
	(void)state;
	READS("host;port;nom\n;443;x\na.cat;x1;\nb.cat:99999;;\nc.cat;1;2;3\nd.cat;;\"oops\ne.cat;;"
	      "\n",
	    "2: "
	    "{\"code\":\"bad-argument\",\"args\":{\"field\":\"host\",\"value\":\"\",\"reason\":"
	    "\"empty\"}}\n"
	    "3: "
	    "{\"code\":\"bad-argument\",\"args\":{\"field\":\"port\",\"value\":\"x1\",\"reason\":"
	    "\"range\"}}\n"
	    "4: "
	    "{\"code\":\"bad-argument\",\"args\":{\"field\":\"port\",\"value\":\"b.cat:99999\","
	    "\"reason\":\"range\"}}\n"
	    "5: {\"code\":\"csv-many-cells\",\"args\":{}}\n"
	    "6: {\"code\":\"csv-quote\",\"args\":{}}\n"
	    "{\"line\":7,\"host\":\"e.cat\"}\n");
}

static void
a_row_has_a_longest_length(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_puts(&b, "host;nom\na.cat;");
	for (int i = 0; i < 5000; i++)
		buf_putc(&b, 'x');
	buf_puts(&b, "\nb.cat;y\n");
	assert_reads(b.data, b.len,
	    "2: "
	    "{\"code\":\"csv-line-too-long\",\"args\":{}}\n{\"line\":3,\"host\":\"b.cat\",\"name\":"
	    "\"y\"}\n");
	buf_release(&b);
}

static void
what_export_guarded_comes_back_as_it_was(void **state)
{
	(void)state;
	READS("host;nom;servei\na.cat;'=1+1;'quoted'\n",
	    "{\"line\":2,\"host\":\"a.cat\",\"name\":\"=1+1\",\"service\":\"'quoted'\"}\n");
}

static void
what_is_no_list_is_refused(void **state)
{
	(void)state;
	READS(",", "csv-no-host");
	READS("", "csv-empty");
	READS(" \r\n\t\n", "csv-empty");
	READS("host;port\n", "csv-empty");
	READS("host;port\n;\n\n", "csv-empty");
	READS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "csv-binary");
	READS("\x7f"
	      "ELF\x02",
	    "csv-binary");
	READS("h\0o\0s\0t\0", "csv-binary");
	READS("PK\x03\x04...", "csv-spreadsheet");
	READS("\xd0\xcf\x11\xe0\xa1\xb1", "csv-spreadsheet");
	READS("color;size\nred;1\n", "csv-no-host");
	READS("host;domini\na;b\n", "csv-repeated-column");
	READS("\"host\na.cat\n", "csv-quote");
}

static void
unknown_columns_are_told_once_and_left_out(void **state)
{
	static const char text[] = "Color;host;Observacions \x1b;\nred;a.cat;x;\nblue;b.cat;y;\n";
	static const char clean[] = "Color;host;Observacions;\nred;a.cat;x;\nblue;b.cat;y;\n";
	const char *title;
	json_t *error;
	struct csv *c;

	(void)state;
	assert_null(csv_parse(text, sizeof(text) - 1, &error));
	json_decref(error);
	c = csv_parse(clean, sizeof(clean) - 1, &error);
	assert_non_null(c);
	assert_null(csv_column(c, 0, &title));
	assert_string_equal(title, "Color");
	assert_non_null(csv_column(c, 1, &title));
	assert_null(csv_column(c, 2, &title));
	assert_string_equal(title, "Observacions");
	csv_free(c);
}

static void
a_file_is_read_up_to_a_limit(void **state)
{
	char path[] = "/tmp/caduca-csv-XXXXXX";
	int fd = mkstemp(path), folder = open("/tmp", O_RDONLY | O_DIRECTORY);
	json_t *error;
	struct buf bytes = {0};

	(void)state;
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, "host\na.cat\n", 11), 11);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_null(csv_read(fd, CSV_MAX_BYTES, &bytes));
	assert_int_equal(bytes.len, 11);
	buf_clear(&bytes);
	assert_int_equal(ftruncate(fd, CSV_MAX_BYTES + 1), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	error = csv_read(fd, CSV_MAX_BYTES, &bytes);
	assert_string_equal(json_string_value(json_object_get(error, "code")), "csv-too-large");
	json_decref(error);
	error = csv_read(folder, CSV_MAX_BYTES, &bytes);
	assert_string_equal(json_string_value(json_object_get(error, "code")), "not-a-file");
	json_decref(error);
	buf_release(&bytes);
	close(folder);
	close(fd);
}

static void
a_report_of_a_ca_names_hosts_or_a_file(void **state)
{
	(void)state;
	READS("Status,Common name,Subject Alternative Names,Serial Number,Expires\n"
	      "Issued,WWW.exemple.cat,\"DNS:www.exemple.cat, seu.exemple.cat\",0a:0b,19/12/2027\n"
	      "Revoked,Segell AOC,,0a0c,19/12/2027\n"
	      ",*.exemple.cat,dNSName=exemple.cat,7,19/12/2027\n",
	    "{\"line\":2,\"status\":\"issued\",\"serial\":\"0a:0b\",\"declared_expiry\":\"2027-12-"
	    "19\","
	    "\"host\":\"www.exemple.cat\"}\n"
	    "{\"line\":2,\"status\":\"issued\",\"serial\":\"0a:0b\",\"declared_expiry\":\"2027-12-"
	    "19\","
	    "\"host\":\"seu.exemple.cat\",\"part\":1}\n"
	    "{\"line\":3,\"status\":\"revoked\",\"serial\":\"0a0c\",\"declared_expiry\":\"2027-12-"
	    "19\","
	    "\"name\":\"Segell AOC\",\"type\":\"file\"}\n"
	    "{\"line\":4,\"serial\":\"7\",\"declared_expiry\":\"2027-12-19\",\"host\":\"*.exemple."
	    "cat\"}\n"
	    "{\"line\":4,\"serial\":\"7\",\"declared_expiry\":\"2027-12-19\",\"host\":\"exemple."
	    "cat\","
	    "\"part\":1}\n");
	READS("host,estat\na.cat,caducat\n", "{\"line\":2,\"host\":\"a.cat\"}\n");
}

static void
serial_numbers_have_one_form(void **state)
{
	static const struct {
		const char *text, *form, *decimal;
	} cases[] = {
	    {"0a:bc:01", "ABC01", ""},
	    {" 0x00ABC01 ", "ABC01", ""},
	    {"00 AB c0-1f", "ABC01F", ""},
	    {"703489", "703489", "ABC01"},
	    {"0016", "16", "10"},
	    {"340282366920938463463374607431768211455", "340282366920938463463374607431768211455",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
	    {"0", "", ""},
	    {"", "", ""},
	    {"SIS-1", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *form = serial_form(cases[i].text),
		     *decimal = serial_form_decimal(cases[i].text);

		assert_string_equal(form, cases[i].form);
		assert_string_equal(decimal, cases[i].decimal);
		free(form);
		free(decimal);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_separator_is_found_out),
	    cmocka_unit_test(the_line_that_excel_writes_is_obeyed),
	    cmocka_unit_test(text_is_utf8_or_windows_1252),
	    cmocka_unit_test(columns_are_known_by_name_in_three_languages),
	    cmocka_unit_test(a_host_may_bring_its_port_or_be_a_url),
	    cmocka_unit_test(a_file_of_one_column_needs_no_name),
	    cmocka_unit_test(quotes_hold_separators_and_lines),
	    cmocka_unit_test(blank_rows_and_cells_are_passed_over),
	    cmocka_unit_test(a_bad_row_is_told_by_its_line_and_the_rest_is_read),
	    cmocka_unit_test(a_row_has_a_longest_length),
	    cmocka_unit_test(what_export_guarded_comes_back_as_it_was),
	    cmocka_unit_test(what_is_no_list_is_refused),
	    cmocka_unit_test(unknown_columns_are_told_once_and_left_out),
	    cmocka_unit_test(a_file_is_read_up_to_a_limit),
	    cmocka_unit_test(a_report_of_a_ca_names_hosts_or_a_file),
	    cmocka_unit_test(serial_numbers_have_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

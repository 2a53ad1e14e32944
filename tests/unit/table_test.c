/* rooms: ctl words inventory expiry wire base */
/* Tables for people: aligned whatever the width of characters, whole in a file, and fitted to a terminal (a real one). */
#include "ctl/table.h"

#include "base/mem.h"
#include "base/text.h"

#include <sys/ioctl.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include <cmocka.h>

static struct table *
example(void)
{
	static const char *const cells[] = {
	    "X",
	    "-3",
	    "Seu electrònica",
	    "caducat",
	    "seu.exemple.cat:443",
	    "·",
	    "1399",
	    "日本",
	    "un \x1b[31m control",
	    "b:1",
	};
	struct table *t = table_new();

	table_column(t, "", TABLE_WHOLE);
	table_column(t, "Dies", TABLE_NUMBER);
	table_column(t, "Monitor", TABLE_TEXT);
	table_column(t, "Estat", TABLE_TEXT);
	table_column(t, "Host", TABLE_SPARE);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		table_cell(t, cells[i]);
	return t;
}

static void
a_file_gets_all_of_it_aligned(void **state)
{
	struct table *t = example();
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	table_print(t, out);
	fclose(out);
	assert_string_equal(text,
	    "   Dies  Monitor          Estat                    Host\n"
	    "X    -3  Seu electrònica  caducat                  seu.exemple.cat:443\n"
	    "·  1399  日本             un <U+001B>[31m control  b:1\n");
	free(text);
	table_free(t);
}

/* What is printed on a terminal of so many columns. */
static void
print_on_terminal(unsigned short columns, char *text, size_t size)
{
	struct winsize window = {.ws_row = 24, .ws_col = columns};
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), fd;
	struct termios raw;
	struct table *t = example();
	size_t used = 0;
	ssize_t n;
	FILE *out;

	assert_true(terminal >= 0);
	assert_int_equal(grantpt(terminal), 0);
	assert_int_equal(unlockpt(terminal), 0);
	fd = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(fd >= 0);
	assert_int_equal(tcgetattr(fd, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(fd, TCSANOW, &raw), 0);
	assert_int_equal(ioctl(fd, TIOCSWINSZ, &window), 0);
	out = fdopen(fd, "w");
	assert_non_null(out);
	table_print(t, out);
	fclose(out);
	/* a terminal gives what was written in pieces of its own; the end is an error once nobody writes */
	while (used < size - 1 && (n = read(terminal, text + used, size - 1 - used)) > 0)
		used += (size_t)n;
	assert_true(used > 0);
	text[used] = '\0';
	close(terminal);
	table_free(t);
}

static void
a_terminal_gets_what_fits(void **state)
{
	char text[4096];

	(void)state;
	unsetenv("COLUMNS");
	print_on_terminal(80, text, sizeof(text));
	assert_non_null(strstr(text, "seu.exemple.cat:443\n"));
	print_on_terminal(60, text, sizeof(text)); /* the spare column goes first */
	assert_string_equal(text, "   Dies  Monitor          Estat\n"
				  "X    -3  Seu electrònica  caducat\n"
				  "·  1399  日本             un <U+001B>[31m control\n");
	print_on_terminal(36, text, sizeof(text)); /* then texts are shortened, numbers are not */
	assert_string_equal(text, "   Dies  Monitor       Estat\n"
				  "X    -3  Seu electrò…  caducat\n"
				  "·  1399  日本          un <U+001B>[…\n");
}

static void
no_line_is_wider_than_the_terminal(void **state)
{
	char text[4096], *line, *rest;

	(void)state;
	for (unsigned short columns = 24; columns < 90; columns++) {
		print_on_terminal(columns, text, sizeof(text));
		rest = text;
		while ((line = strsep(&rest, "\n")))
			assert_true(text_width(line) <= columns);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_gets_all_of_it_aligned),
	    cmocka_unit_test(a_terminal_gets_what_fits),
	    cmocka_unit_test(no_line_is_wider_than_the_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

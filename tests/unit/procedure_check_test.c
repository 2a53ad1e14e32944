/* rooms: procedure expiry base */
/* Every mistake of a procedure is told, with its file and line. The files of
 * fixtures/procedures/broken say themselves, behind "# expect:", what is wrong with which of
 * their lines; nothing else may be complained of. */
#include "procedure/library.h"

#include "procedure/complaints.h"
#include "procedure/site.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#define BROKEN "tests/fixtures/procedures/broken"
#define SHIPPED "backend/procedures"

static struct library *
load(const char *folder)
{
	const char *folders[] = {folder};

	return library_load(folders, 1);
}

/* Takes away the complaint of that line with those words; false when there is none. */
static bool
take(char **lines, size_t count, const char *file, int line, const char *words)
{
	char *start = mem_printf("%s:%d: ", file, line);
	bool found = false;

	for (size_t i = 0; !found && i < count; i++)
		if (lines[i] && !strncmp(lines[i], start, strlen(start)) &&
		    strstr(lines[i], words)) {
			lines[i] = NULL;
			found = true;
		}
	free(start);
	return found;
}

static void
expect_of_file(char **lines, size_t count, const char *name, int *expected)
{
	char *path = mem_printf(BROKEN "/%s", name),
	     *text = sys_read_file(path, 1 << 20, NULL, NULL), *save = NULL;
	int line = 0;

	assert_non_null(text);
	for (char *at = text, *end; *at; at = end) {
		char *words;

		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = '\0';
		line++;
		words = strstr(at, "# expect: ");
		for (char *one = words ? strtok_r(words + 10, "|", &save) : NULL; one;
		     one = strtok_r(NULL, "|", &save)) {
			one += *one == ' ';
			while (*one && one[strlen(one) - 1] == ' ')
				one[strlen(one) - 1] = '\0';
			if (!take(lines, count, path, line, one))
				fail_msg("%s:%d: nobody complained: %s", path, line, one);
			(*expected)++;
		}
	}
	free(text);
	free(path);
}

static void
every_mistake_is_told_where_it_is_and_nothing_else(void **state)
{
	static const char *const files[] = {"site.conf", "names.procedure", "branches.procedure",
	    "order.procedure", "unreached.procedure", "syntax.procedure"};
	struct library *l = load(BROKEN);
	const struct complaints *c = library_complaints(l);
	char **lines = mem_array(c->count + 1, sizeof(*lines));
	int expected = 0;
	(void)state;

	for (size_t i = 0; i < c->count; i++)
		lines[i] = c->lines[i];
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		expect_of_file(lines, c->count, files[i], &expected);
	assert_true(take(
	    lines, c->count, BROKEN "/templates/holes.txt", 3, "nothing gives the value 'ningu'"));
	assert_true(take(lines, c->count, BROKEN "/templates/holes.txt", 4,
	    "no contact is called 'contact.ningu'"));
	assert_true(
	    take(lines, c->count, BROKEN "/templates/holes.txt", 3, "line 2: '{{' does not close"));
	for (size_t i = 0; i < c->count; i++)
		if (lines[i])
			fail_msg("nobody expected: %s", lines[i]);
	assert_true(expected > 35);
	free(lines);
	library_free(l);
}

static void
a_broken_procedure_leaves_the_others_usable(void **state)
{
	struct library *l = load(BROKEN);
	(void)state;

	assert_true(library_find(l, "good")->usable);
	assert_false(library_find(l, "names")->usable);
	assert_false(library_find(l, "order")->usable);
	assert_false(library_find(l, "syntax")->usable);
	library_free(l);
}

static void
a_missing_folder_and_an_empty_one_are_said(void **state)
{
	struct library *l = load("/nowhere");
	(void)state;

	assert_int_equal(library_complaints(l)->count, 1);
	assert_null(library_at(l, 0));
	assert_null(site_value(library_site(l), "contact.certificats"));
	library_free(l);
}

/* ---- overriding ---- */

static char folder[] = "/tmp/caduca-procedures-XXXXXX";

static void
put(const char *name, const char *text)
{
	char *path = mem_printf("%s/%s", folder, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
}

static void
drop(const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);

	unlink(path);
	free(path);
}

static void
a_later_folder_replaces_whole_files(void **state)
{
	const char *folders[] = {SHIPPED, "/nowhere", folder};
	const struct definition *d;
	struct library *l;
	(void)state;

	put("permisos-remedy.procedure", "name = \"permisos-remedy\"; title = \"Un altre\";\n"
					 "phases = ( { id = \"p\"; title = \"P\"; steps = ( { id = "
					 "\"s\"; kind = \"task\"; title = \"S\"; } ); } );\n");
	put("templates/recordatori-csr.txt", "Un CSR per {{domain}}\n\nGràcies\n");
	l = library_load(folders, 3);
	assert_int_equal(library_complaints(l)->count, 0);
	d = library_find(l, "permisos-remedy");
	assert_string_equal(d->title, "Un altre");
	assert_int_equal(d->step_count, 1);
	d = library_find(l, "cds-cesicat");
	assert_string_equal(
	    definition_template(d, "recordatori-csr")->title, "Un CSR per {{domain}}");
	assert_string_equal(definition_template(d, "recordatori-csr")->body, "Gràcies");
	library_free(l);

	put("permisos-remedy.procedure", "name = \"permisos-remedy\"; title = ;\n");
	l = library_load(folders, 3);
	assert_null(library_find(l, "permisos-remedy")); /* never the older text in silence */
	assert_true(library_find(l, "dispositiu-eacat")->usable);
	assert_false(library_find(l, "cds-cesicat")->usable); /* it leads there */
	library_free(l);
	drop("permisos-remedy.procedure");
	drop("templates/recordatori-csr.txt");
}

static bool
is_still_current_after(const char *file, const char *text)
{
	const char *folders[] = {SHIPPED, folder};
	struct library *l = library_load(folders, 2);
	bool current;

	assert_true(library_is_current(l));
	if (text)
		put(file, text);
	else
		drop(file);
	current = library_is_current(l);
	library_free(l);
	return current;
}

static void
whatever_becomes_of_a_file_makes_a_library_old(void **state)
{
	(void)state;
	assert_false(is_still_current_after("meu.procedure", "name = \"meu\";\n"));
	assert_false(is_still_current_after("meu.procedure", "name = \"altre\";\n"));
	assert_false(is_still_current_after("site.conf", "kinds = ();\n"));
	assert_false(is_still_current_after("templates/meva.txt", "Un text\n"));
	assert_false(is_still_current_after("templates/meva.txt", "Un altre text\n"));
	assert_false(is_still_current_after("templates/meva.txt", NULL));
	assert_false(is_still_current_after("site.conf", NULL));
	assert_false(is_still_current_after("meu.procedure", NULL));
}

static void
an_edited_text_is_checked_before_it_is_saved(void **state)
{
	struct library *l = load(SHIPPED);
	struct complaints c = {0};
	(void)state;

	library_check(l, "meu.procedure",
	    "name = \"meu\"; title = \"Meu\";\nphases = ( { id = \"p\"; title = \"P\"; steps = (\n"
	    "{ id = \"s\"; kind = \"task\"; title = \"S\"; text = \"{{contact.ningu}}\"; } ); } "
	    ");\n",
	    &c);
	assert_int_equal(c.count, 1);
	assert_string_equal(c.lines[0], "meu.procedure:3: no contact is called 'contact.ningu'");
	assert_null(library_find(l, "meu"));
	complaints_release(&c);
	library_free(l);
}

/* What a renewal can lack is told of each text that has it; wrong it is only where no words are given for it. */
static void
what_a_text_can_lack_is_told_where_it_is_used(void **state)
{
	static const char text[] =
	    "name = \"x\"; title = \"X\";\n"
	    "phases = ({ id = \"p\"; title = \"P\"; steps = (\n"
	    "  { id = \"v\"; kind = \"value\"; title = \"{{v}} a\"; text = \"{{domain}}\"\n"
	    "    \"{{contact.certificats.name}} [[{{head}}]] {{subject.unit}}\"; },\n"
	    "  { id = \"w\"; kind = \"wait\"; title = \"W\"; days = \"eacat\";\n"
	    "    whom = \"{{head}} {{contact.cesicat-urgent}} {{url.scd}}\"; }\n"
	    "); });\n";
	struct library *l = load(SHIPPED);
	struct complaints out = {0}, remarks = {0};
	char **lines;
	(void)state;

	library_check_missing(l, "file", text, &out, &remarks);
	lines = mem_array(out.count + remarks.count, sizeof(*lines));
	memcpy(lines, out.lines, out.count * sizeof(*lines));
	memcpy(lines + out.count, remarks.lines, remarks.count * sizeof(*lines));
	assert_int_equal(out.count, 1);
	assert_true(take(lines, out.count, "file", 3,
	    "'contact.certificats.name' can be missing here, and 'missing' gives no words"));
	assert_int_equal(remarks.count, 3);
	assert_true(take(lines + 1, 3, "file", 3, "'v' can be missing"));
	assert_true(take(lines + 1, 3, "file", 6, "'head' can be missing"));
	assert_true(take(lines + 1, 3, "file", 6, "'contact.cesicat-urgent' can be missing"));
	free(lines);
	complaints_release(&out);
	complaints_release(&remarks);
	library_free(l);
}

static void
a_pin_stands_alone_and_is_its_own_pin(void **state)
{
	struct library *l = load(SHIPPED);
	const struct definition *d = library_find(l, "cds-cesicat");
	struct complaints c = {0};
	struct definition *again = definition_from_text("pin", d->pin, &c);
	(void)state;

	assert_int_equal(c.count, 0);
	assert_string_equal(again->digest, d->digest);
	assert_int_equal(again->step_count, d->step_count);
	assert_int_equal(again->template_count, d->template_count);
	for (size_t i = 0; i < d->template_count; i++) {
		assert_string_equal(again->templates[i].title, d->templates[i].title);
		assert_string_equal(again->templates[i].body, d->templates[i].body);
	}
	definition_free(again);
	library_free(l);
}

static int
set_up(void **state)
{
	char *templates;

	(void)state;
	assert_non_null(mkdtemp(folder));
	templates = mem_printf("%s/templates", folder);
	mkdir(templates, 0700);
	free(templates);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	char *templates = mem_printf("%s/templates", folder);

	rmdir(templates);
	free(templates);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_mistake_is_told_where_it_is_and_nothing_else),
	    cmocka_unit_test(a_broken_procedure_leaves_the_others_usable),
	    cmocka_unit_test(a_missing_folder_and_an_empty_one_are_said),
	    cmocka_unit_test(a_later_folder_replaces_whole_files),
	    cmocka_unit_test(whatever_becomes_of_a_file_makes_a_library_old),
	    cmocka_unit_test(an_edited_text_is_checked_before_it_is_saved),
	    cmocka_unit_test(what_a_text_can_lack_is_told_where_it_is_used),
	    cmocka_unit_test(a_pin_stands_alone_and_is_its_own_pin),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

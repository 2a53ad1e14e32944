/* rooms: procedure expiry base */
/* What has to hold of the shipped procedures and their site whatever the team's page says: no mistakes, no person by
 * name, every check asked for; kinds, issuers, holidays and folders; and texts that Jira shows as they stand. What the
 * page says is in procedure_page_test.c. */
#include "tests/unit/procedure_shipped.h"

#include "procedure/site.h"
#include "procedure/template.h"

#include "base/checks.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- the procedures ---- */

static void
the_shipped_procedures_have_no_mistakes(void **state)
{
	static const char *const names[] = {
	    "canal-urgent", "cds-cesicat", "dispositiu-eacat", "permisos-remedy"};
	(void)state;

	for (size_t i = 0; i < library_complaints(library)->count; i++)
		fail_msg("%s", library_complaints(library)->lines[i]);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(library_at(library, i)->name, names[i]);
		assert_true(library_at(library, i)->usable);
	}
	assert_null(library_at(library, 4));
}

/* Names and mailboxes of people are in site.conf alone. */
static void
no_procedure_or_template_names_a_person(void **state)
{
	static const char *const names[] = {"contact.remedy-permisos.name",
	    "contact.remedy-permisos.mail", "contact.eacat-bustia.mail",
	    "contact.eacat-aprovacio.name"};
	const struct definition *d;
	(void)state;

	for (size_t i = 0; (d = library_at(library, i)); i++) {
		assert_null(strchr(d->pin, '@'));
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++)
			assert_null(strstr(d->pin, site_value(library_site(library), names[k])));
	}
}

static void
every_check_of_a_file_is_asked_for_somewhere(void **state)
{
	const struct definition *d;
	(void)state;

	for (int g = 0; g < CHECK_NAME_COUNT; g++) {
		bool asked = false;

		for (size_t i = 0; (d = library_at(library, i)); i++)
			for (size_t k = 0; k < d->step_count; k++)
				asked = asked || names_have(&d->steps[k].checks,
						     check_info((enum check_name)g)->name);
		if (!asked)
			fail_msg("no step asks for %s", check_info((enum check_name)g)->name);
	}
}

/* ---- the site ---- */

static void
a_kind_is_found_however_a_list_writes_it(void **state)
{
	static const char *const written[][2] = {{"cds 1", "CDS-1"}, {"CDS", "CDS-1"},
	    {"cdsq-1", "CDSQ-1"}, {"SEGELL ELECTRÒNIC", "segell"},
	    {"certificat d’aplicació", "CDA"}, {"Programari", "programari"}};
	const struct site *site = library_site(library);
	(void)state;

	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++) {
		const struct site_kind *k = site_kind_find(site, written[i][0]);

		if (!k || strcmp(k->id, written[i][1]) != 0)
			fail_msg("'%s' is %s", written[i][0], k ? k->id : "none");
	}
	assert_null(site_kind_find(site, "cd"));
	assert_null(site_kind_find(site, " - "));
	assert_string_equal(site_kind_find(site, "CDA")->source, "ours");
}

static void
a_kind_chooses_the_procedure_before_its_class(void **state)
{
	const struct site *site = library_site(library);
	(void)state;

	assert_string_equal(site_procedure(site, "segell", "server", ""), "dispositiu-eacat");
	assert_string_equal(site_procedure(site, "CDSQ-1", "other", ""), "cds-cesicat");
	assert_string_equal(site_procedure(site, "", "device", ""), "dispositiu-eacat");
}

static void
an_issuer_is_another_only_where_both_are_known(void **state)
{
	static const char sectigo[] =
	    "CN=Sectigo RSA Organization Validation Secure Server CA,O=Sectigo Limited,C=GB",
			  firma[] = "CN=AC Firmaprofesional - CFEA,O=Firmaprofesional S.A.,C=ES",
			  encrypt[] = "CN=R10,O=Let's Encrypt,C=US";
	const struct site *site = library_site(library);
	(void)state;

	assert_false(site_issuer_is_another(site, "Sectigo", sectigo));
	assert_false(site_issuer_is_another(site, "CESICAT", sectigo)); /* by its key */
	assert_false(site_issuer_is_another(site, "sectigo, per CESICAT", sectigo));
	assert_false(site_issuer_is_another(site, "Firmaprofessional", firma));
	assert_false(site_issuer_is_another(site, "EC-SectorPublic", firma)); /* one authority */
	assert_false(site_issuer_is_another(site, "Sectigo (abans Firmaprofessional)", firma));
	assert_true(site_issuer_is_another(site, "Sectigo", firma));
	assert_true(site_issuer_is_another(site, "EACAT", sectigo));
	assert_true(site_issuer_is_another(site, "Sectigo", encrypt));
	assert_false(site_issuer_is_another(site, "AOC", sectigo)); /* who knows */
	assert_false(site_issuer_is_another(site, "Let's Encrypt", encrypt));
	assert_false(site_issuer_is_another(site, "", sectigo));
}

static void
holidays_are_known_and_what_is_not_confirmed_says_so(void **state)
{
	const struct site *s = library_site(library);
	const struct calendar *c = site_calendar(s);
	(void)state;

	assert_false(calendar_is_working(c, day_from_text("2026-12-08")));
	assert_false(calendar_is_working(c, day_from_text("2026-04-03")));
	assert_false(calendar_is_working(c, day_from_text("2027-03-29")));
	assert_true(calendar_is_working(c, day_from_text("2026-12-07")));
	assert_false(site_year_confirmed(s, 2027));
	assert_false(site_year_confirmed(s, 2031));
	assert_int_equal(site_days(s, "eacat", false), 16);
	assert_int_equal(site_days(s, "eacat", true), 4);
	assert_int_equal(site_days(s, "nothing", false), -1);
}

static void
a_wildcard_has_a_folder_of_its_own(void **state)
{
	char *a = site_folder_name(library_site(library), "*.exemple.cat"),
	     *b = site_folder_name(library_site(library), "www.exemple.cat");
	(void)state;

	assert_string_equal(a, "comodi.exemple.cat");
	assert_string_equal(b, "www.exemple.cat");
	free(a);
	free(b);
}

/* ---- as tickets of Jira have them ---- */

static const char *
any_value(void *ctx, const char *name, const char **instead)
{
	(void)name;
	(void)instead;
	return ctx;
}

static char *
filled_with(const char *text, enum template_mode mode, const char *value)
{
	struct buf b = {0};

	assert_int_equal(
	    template_expand(&b, text, mode, any_value, (void *)(uintptr_t)value, NULL), 0);
	return buf_steal(&b);
}

/* Then Jira shows what was copied by hand until now, and a value changes neither. */
static void
the_own_words_of_each_text_are_markup_as_they_stand(void **state)
{
	size_t count = 0;
	(void)state;

	for (size_t i = 0; library_at(library, i); i++) {
		const struct definition *d = library_at(library, i);

		for (size_t k = 0; k < d->template_count; k++, count++) {
			const char *body = d->templates[k].body;
			char *plain = filled_with(body, TEMPLATE_PLAIN, "www-pre.exemple.cat"),
			     *wiki = filled_with(body, TEMPLATE_WIKI, "www-pre.exemple.cat");

			assert_string_equal(wiki, plain);
			free(plain);
			free(wiki);
			wiki = filled_with(body, TEMPLATE_WIKI, "*a (b)");
			for (const char *at = wiki; (at = strstr(at, "*a")); at++)
				assert_true(at > wiki && (at[-1] == '\\' || at[-1] == ' '));
			assert_null(strstr(wiki, "(b))"));
			assert_null(strstr(wiki, "(b\\))"));
			free(wiki);
		}
	}
	assert_int_equal(count, 18);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_shipped_procedures_have_no_mistakes),
	    cmocka_unit_test(a_kind_is_found_however_a_list_writes_it),
	    cmocka_unit_test(a_kind_chooses_the_procedure_before_its_class),
	    cmocka_unit_test(an_issuer_is_another_only_where_both_are_known),
	    cmocka_unit_test(no_procedure_or_template_names_a_person),
	    cmocka_unit_test(every_check_of_a_file_is_asked_for_somewhere),
	    cmocka_unit_test(holidays_are_known_and_what_is_not_confirmed_says_so),
	    cmocka_unit_test(the_own_words_of_each_text_are_markup_as_they_stand),
	    cmocka_unit_test(a_wildcard_has_a_folder_of_its_own),
	};

	return cmocka_run_group_tests(tests, shipped_load, shipped_free);
}

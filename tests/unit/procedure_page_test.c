/* rooms: procedure expiry base */
/* The shipped procedures against what the team's page says
 * (fixtures/procedures/seed-values.conf, copied from the page by hand): every form field in
 * its order, both ticket templates, every folder, contact and running text; and the other way round, that
 * every sentence that is marked as the page's is in it (fixtures/procedures/page.txt: the page's running text
 * without Confluence's escapes, with holes for people, addresses, folders and the domain, as site.conf has
 * them; «la meva bústia (…)» is the mailbox of a person, and a hole too). */
#include "tests/unit/procedure_shipped.h"

#include "procedure/site.h"
#include "procedure/template.h"

#include "base/mem.h"
#include "base/sha256.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define DOMAIN "www.exemple.cat"

static config_t seed;
static char *page; /* fixtures/procedures/page.txt, bare */

/* What a renewal of 2022 would give. */
static const char *
value_of(void *ctx, const char *name, const char **instead)
{
	(void)ctx;
	(void)instead;
	if (!strcmp(name, "domain") || !strcmp(name, "domain-folder"))
		return DOMAIN;
	if (!strcmp(name, "folder-year"))
		return "2022";
	if (!strcmp(name, "domains"))
		return DOMAIN;
	if (!strcmp(name, "further-names"))
		return "";
	if (!strncmp(name, "subject.", 8)) {
		const struct definition *d = library_find(library, "cds-cesicat");
		int text = subject_text_from(name + 8);

		if (text < 0)
			return d->subject.key_bits == 2048 ? "2048" : NULL;
		name = strncmp(d->subject.texts[text], "{{", 2) ? name : "contact.certificats.mail";
		return strncmp(name, "subject.", 8) ? site_value(library_site(library), name)
						    : d->subject.texts[text];
	}
	return site_value(library_site(library), name);
}

static char *
filled(const char *text)
{
	struct buf b = {0};

	assert_int_equal(template_expand(&b, text, TEMPLATE_PLAIN, value_of, NULL, NULL), 0);
	return buf_steal(&b);
}

/* The seed's text with the domain in its place. */
static char *
seeded(const char *text)
{
	struct buf b = {0};
	const char *at;

	while ((at = strstr(text, "DOMAIN"))) {
		buf_add(&b, text, (size_t)(at - text));
		buf_puts(&b, DOMAIN);
		text = at + 6;
	}
	buf_puts(&b, text);
	return buf_steal(&b);
}

static void
assert_filled(const char *shipped, const char *expected)
{
	char *a = filled(shipped), *b = seeded(expected);

	assert_string_equal(a, b);
	free(a);
	free(b);
}

static const char *
seed_at(const config_setting_t *list, int i, int k)
{
	return config_setting_get_string_elem(config_setting_get_elem(list, (unsigned)i), k);
}

static void
the_phases_are_those_of_the_page(void **state)
{
	static const char *const numbers[] = {"1", "2", "3", "4"}, *const ids[] = {"csr",
								       "cap-servei", "demanar",
								       "installacio"};
	const config_setting_t *list = config_lookup(&seed, "phases");
	const struct definition *d = library_find(library, "cds-cesicat");
	(void)state;

	assert_int_equal(config_setting_length(list), 4);
	for (int i = 0; i < 4; i++) {
		const struct phase *p = definition_phase(d, ids[i]);

		assert_string_equal(p->title, config_setting_get_string_elem(list, i));
		assert_string_equal(p->number, numbers[i]);
		assert_int_equal(p->source, SOURCE_SEED);
	}
}

static void
assert_template(const char *name)
{
	const struct definition_template *t =
	    definition_template(library_find(library, "cds-cesicat"), name);
	const config_setting_t *s = config_lookup(&seed, name);
	const char *title, *body;

	assert_true(config_setting_lookup_string(s, "title", &title));
	assert_true(config_setting_lookup_string(s, "body", &body));
	assert_filled(t->title, title);
	assert_filled(t->body, body);
}

static void
the_tickets_to_sistemes_are_the_page_s_to_the_letter(void **state)
{
	const struct definition *d = library_find(library, "cds-cesicat");
	(void)state;

	assert_template("generacio-csr");
	assert_template("installacio-certificat");
	assert_string_equal(definition_step(d, "tiquet-csr")->template, "generacio-csr");
	assert_string_equal(
	    definition_step(d, "tiquet-installacio")->template, "installacio-certificat");
	assert_filled(definition_step(d, "arxiu")->folder,
	    "(Sharepoint) Tecnologia - SUPORT_TECNIC\\CERTIFICATS\\CDS\\CESICAT\\2022\\DOMAIN");
}

static void
assert_form(const char *id)
{
	const struct step *s = definition_step(library_find(library, "cds-cesicat"), id);
	const config_setting_t *list = config_lookup(&seed, id);

	assert_int_equal(s->kind, STEP_FORM);
	assert_int_equal(s->field_count, config_setting_length(list));
	for (size_t i = 0; i < s->field_count; i++) {
		const char *value = seed_at(list, (int)i, 1);

		assert_string_equal(s->fields[i].name, seed_at(list, (int)i, 0));
		assert_int_equal(s->fields[i].private, !strcmp(value, "-"));
		assert_int_equal(s->fields[i].empty, !*value);
		if (s->fields[i].value)
			assert_filled(s->fields[i].value, value);
	}
}

static void
the_forms_of_remedy_have_every_field_in_its_order(void **state)
{
	const struct step *detail =
	    definition_step(library_find(library, "cds-cesicat"), "detall-peticio");
	const char *section;
	(void)state;

	assert_form("dades-contacte");
	assert_form("detall-peticio");
	assert_string_equal(detail->fields[10].attach, "csr");
	assert_string_equal(detail->fields[9].hint, "Deixar buit");
	assert_true(config_lookup_string(&seed, "remedy-section", &section));
	assert_non_null(strstr(
	    definition_step(library_find(library, "cds-cesicat"), "entrar-remedy")->text, section));
}

/* Two departments, two mailboxes, no accent, and Alta: what a well-meaning hand would mend. */
static void
the_traps_in_the_values_stay_as_they_are(void **state)
{
	const struct definition *d = library_find(library, "cds-cesicat");
	const struct step *contact = definition_step(d, "dades-contacte"),
			  *detail = definition_step(d, "detall-peticio");
	(void)state;

	assert_string_equal(contact->fields[3].name, detail->fields[7].name);
	assert_string_equal(
	    contact->fields[3].value, "CONSORCI ADMINISTRACIÓ OBERTA DE CATALUNYA (AOC)");
	assert_string_equal(detail->fields[7].value, "DEPARTAMENT DE LA PRESIDENCIA");
	assert_string_equal(detail->fields[0].value, "Alta");
	assert_string_equal(detail->fields[4].value, "Si");
	assert_string_equal(detail->fields[10].value, "Si");
	assert_filled(contact->fields[4].value, "OTSuportTecnic@aoc.cat");
	assert_non_null(
	    strstr(definition_template(d, "generacio-csr")->body, "Email: {{subject.email}}"));
	assert_string_equal(
	    d->subject.texts[subject_text_from("email")], "{{contact.certificats.mail}}");
}

static void
the_site_holds_the_folders_addresses_and_people(void **state)
{
	const config_setting_t *list = config_lookup(&seed, "site"),
			       *people = config_lookup(&seed, "people");
	(void)state;

	for (int i = 0; i < config_setting_length(list); i++)
		assert_string_equal(
		    site_value(library_site(library), seed_at(list, i, 0)), seed_at(list, i, 1));
	for (int i = 0; i < config_setting_length(people); i++) {
		const char *value = site_value(library_site(library), seed_at(people, i, 0));
		unsigned char digest[SHA256_BYTES];
		char hex[65];
		struct sha256 h;

		assert_non_null(value);
		sha256_init(&h);
		sha256_add(&h, value, strlen(value));
		sha256_finish(&h, digest);
		sha256_hex(digest, hex);
		assert_string_equal(hex, seed_at(people, i, 1));
	}
	assert_true(site_knows(library_site(library), "contact.cesicat-urgent"));
	assert_null(site_value(library_site(library), "contact.cesicat-urgent"));
}

static bool
says(const struct step *s, const char *words)
{
	if ((s->text && strstr(s->text, words)) || (s->note && strstr(s->note, words)))
		return true;
	for (size_t i = 0; i < s->option_count; i++)
		if (s->options[i].text && strstr(s->options[i].text, words))
			return true;
	return false;
}

static void
the_page_s_running_text_stands_where_it_is_needed(void **state)
{
	const config_setting_t *list = config_lookup(&seed, "texts");
	(void)state;

	assert_true(config_setting_length(list) > 30);
	for (int i = 0; i < config_setting_length(list); i++) {
		const struct definition *d = library_find(library, seed_at(list, i, 0));
		const struct step *s = definition_step(d, seed_at(list, i, 1));

		assert_non_null(s);
		if (!says(s, seed_at(list, i, 2)))
			fail_msg("%s/%s does not say: %s", d->name, s->id, seed_at(list, i, 2));
	}
}

static void
the_kinds_of_the_page_have_their_procedure(void **state)
{
	const config_setting_t *list = config_lookup(&seed, "kinds");
	(void)state;

	for (int i = 0; i < config_setting_length(list); i++) {
		const struct site_kind *k =
		    site_kind_find(library_site(library), seed_at(list, i, 0));

		assert_string_equal(k->procedure, seed_at(list, i, 1));
		if (*seed_at(list, i, 2))
			assert_string_equal(k->title, seed_at(list, i, 2));
	}
}

static const struct form_field *
field_of(const char *form, const char *name)
{
	const struct step *s = definition_step(library_find(library, "cds-cesicat"), form);

	for (size_t i = 0; i < s->field_count; i++)
		if (!strcmp(s->fields[i].name, name))
			return &s->fields[i];
	fail_msg("%s has no field %s", form, name);
	return NULL;
}

static void
what_stands_beside_the_fields_is_the_page_s(void **state)
{
	const config_setting_t *hints = config_lookup(&seed, "hints"),
			       *groups = config_lookup(&seed, "groups");
	const struct step *detail =
	    definition_step(library_find(library, "cds-cesicat"), "detall-peticio");
	size_t grouped = 0;
	(void)state;

	for (int i = 0; i < config_setting_length(hints); i++)
		assert_string_equal(field_of(seed_at(hints, i, 0), seed_at(hints, i, 1))->hint,
		    seed_at(hints, i, 2));
	for (int i = 0; i < config_setting_length(groups); i++)
		assert_string_equal(field_of("detall-peticio", seed_at(groups, i, 0))->group,
		    seed_at(groups, i, 1));
	for (size_t i = 0; i < detail->field_count; i++)
		grouped += detail->fields[i].group != NULL;
	assert_int_equal(grouped, config_setting_length(groups));
}

static void
procedures_phases_and_choices_have_the_page_s_names(void **state)
{
	const config_setting_t *list = config_lookup(&seed, "procedures"),
			       *titles = config_lookup(&seed, "titles");
	(void)state;

	for (int i = 0; i < config_setting_length(list); i++) {
		const struct definition *d = library_find(library, seed_at(list, i, 0));

		if (*seed_at(list, i, 1))
			assert_string_equal(d->title, seed_at(list, i, 1));
		if (*seed_at(list, i, 2))
			assert_non_null(strstr(d->text, seed_at(list, i, 2)));
	}
	for (int i = 0; i < config_setting_length(titles); i++) {
		const struct definition *d = library_find(library, seed_at(titles, i, 0));
		const struct step *s = definition_step(d, seed_at(titles, i, 1));

		assert_string_equal(s ? step_option(s, seed_at(titles, i, 2))->title
				      : definition_phase(d, seed_at(titles, i, 1))->title,
		    seed_at(titles, i, 3));
	}
}

/* ---- whose words they are ---- */

/* Only letters, digits, what is not ASCII, and holes, in lower case: the page's lists, line breaks and escapes are not
 * what is compared. {{domains}} stands where the page speaks of one. */
static char *
bare(const char *text, size_t len)
{
	static const char names[] = "{{domains}}";
	struct buf b = {0};

	for (size_t i = 0; i < len; i++) {
		const char c = text[i];

		if (!strncmp(text + i, names, sizeof(names) - 1)) {
			buf_puts(&b, "{{domain}}");
			i += sizeof(names) - 2;
		} else if (c & 0x80 || isalnum((unsigned char)c) || c == '{' || c == '}') {
			buf_putc(&b, (char)tolower((unsigned char)c));
		}
	}
	return buf_steal(&b);
}

/* The end of the sentence, or of what stands before a colon. */
static size_t
sentence(const char *text)
{
	size_t len = 0;

	while (text[len] && text[len] != '\n' &&
	       !((text[len] == '.' || text[len] == ':') && text[len + 1] == ' '))
		len++;
	return text[len] ? len + 1 : len;
}

static bool
is_a_hole(const char *words)
{
	return !strncmp(words, "{{", 2) && strstr(words, "}}") == words + strlen(words) - 2;
}

static void
assert_of_the_page(enum step_source source, const char *text, const char *where)
{
	for (size_t len; source == SOURCE_SEED && text && *text; text += len) {
		char *words;

		len = sentence(text);
		words = bare(text, len);
		if (*words && !is_a_hole(words) && !strstr(page, words))
			fail_msg("%s is marked seed, and the page does not say: %.*s", where,
			    (int)len, text);
		free(words);
	}
}

static void
assert_step_of_the_page(const struct step *s)
{
	assert_of_the_page(s->source, s->text, s->id);
	for (size_t i = 0; i < s->option_count; i++)
		assert_of_the_page(s->options[i].source, s->options[i].text, s->id);
	for (size_t i = 0; i < s->field_count; i++) {
		const struct form_field *f = &s->fields[i];

		assert_of_the_page(f->source, f->name, s->id);
		assert_of_the_page(f->source, f->value, s->id);
		assert_of_the_page(f->source, f->hint, s->id);
		assert_of_the_page(f->source, f->group, s->id);
	}
}

/* Titles and notes are ours wherever they stand, and the page's templates are compared to the letter above. */
static void
every_sentence_that_is_marked_seed_is_in_the_page(void **state)
{
	const struct definition *d;
	(void)state;

	for (size_t i = 0; (d = library_at(library, i)); i++) {
		assert_of_the_page(d->source, d->text, d->name);
		for (size_t k = 0; k < d->phase_count; k++)
			assert_of_the_page(d->phases[k].source, d->phases[k].text, d->phases[k].id);
		for (size_t k = 0; k < d->step_count; k++)
			assert_step_of_the_page(&d->steps[k]);
		for (size_t k = 0; k < d->template_count; k++)
			if (d->templates[k].source == SOURCE_SEED)
				assert_non_null(config_lookup(&seed, d->templates[k].name));
	}
}

static char *
read_page(void)
{
	FILE *f = fopen("tests/fixtures/procedures/page.txt", "r");
	char text[32768];
	size_t len = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		fclose(f);
	return bare(text, len);
}

static int
set_up(void **state)
{
	shipped_load(state);
	page = read_page();
	config_init(&seed);
	return config_read_file(&seed, "tests/fixtures/procedures/seed-values.conf") == CONFIG_TRUE
		   ? 0
		   : -1;
}

static int
tear_down(void **state)
{
	free(page);
	config_destroy(&seed);
	return shipped_free(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_phases_are_those_of_the_page),
	    cmocka_unit_test(the_tickets_to_sistemes_are_the_page_s_to_the_letter),
	    cmocka_unit_test(the_forms_of_remedy_have_every_field_in_its_order),
	    cmocka_unit_test(the_traps_in_the_values_stay_as_they_are),
	    cmocka_unit_test(the_site_holds_the_folders_addresses_and_people),
	    cmocka_unit_test(the_page_s_running_text_stands_where_it_is_needed),
	    cmocka_unit_test(the_kinds_of_the_page_have_their_procedure),
	    cmocka_unit_test(what_stands_beside_the_fields_is_the_page_s),
	    cmocka_unit_test(procedures_phases_and_choices_have_the_page_s_names),
	    cmocka_unit_test(every_sentence_that_is_marked_seed_is_in_the_page),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

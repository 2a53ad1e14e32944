/* rooms: procedure expiry base */
/* What gates compare with is declared by the procedure. Each declaration of the shipped one is taken
 * away in turn: the check has to say so, and where the text is pinned all the same the gate refuses. A
 * text that was pinned before there were declarations goes on as strong as it was. */
#include "tests/unit/renewal_fixture.h"

#include "procedure/complaints.h"
#include "procedure/renewal_meaning.h"
#include "procedure/renewal_view.h"

#include "base/members.h"
#include "base/sys.h"

#define SHIPPED "backend/procedures/cds-cesicat.procedure"

/* The text with the first `from` replaced, new. */
static char *
changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	if (!at)
		fail_msg("there is no %s", from);
	return mem_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void
each_declaration_that_is_renamed_is_missed(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} slips[] = {
	    {"  key-bits = 2048;", "", "'csr-key-size' needs subject.key-bits"},
	    {"  organization = ", "  organisation = ", "'csr-organization' needs"},
	    {"  unit = ", "  ou = ", "'csr-unit' needs"},
	    {"  locality = ", "  city = ", "'csr-locality' needs"},
	    {"  state = ", "  province = ", "'csr-state' needs"},
	    {"  country = ", "  c = ", "'csr-country' needs"},
	    {"  email = ", "  mail = ", "'csr-email' needs"},
	    {"subject = {", "subjecte = {", "nothing here is called 'subjecte'"},
	    {"name = \"noms-demanats\"", "name = \"noms\"", "does not declare 'noms-demanats'"},
	    {"asks = \"noms-demanats\"", "asks = \"noms-demanat\"",
		"does not declare 'noms-demanat'"},
	    {" means = \"names\";", "", "'csr-sans' needs a value that means 'names'"},
	    {" means = \"names\";", " means = \"nouns\";", "no meaning is called 'nouns'"},
	    {"name = \"ca-nom\"", "name = \"ca-nou\"", "does not declare 'ca-nom'"},
	    {"title = \"Nom de la CA\"; means = \"issuer\";", "title = \"Nom de la CA\";",
		"the choice 'altra' does not say which CA issues"},
	    {" carry = true; means = \"issuer\";", "", "'certificate-issuer' needs"},
	    {" issuer = \"cesicat\";", "", "the choice 'cesicat' does not say which CA issues"},
	    {" issuer = \"cesicat\";", " issuer = \"lluna\";", "no issuer of the site is called"},
	    {"pattern = \"tiquet\";", "", "'pattern' is missing"},
	    {"role = \"csr\";\n        checks", "role = \"chain\";\n        checks",
		"'key-matches-csr' needs a file of role 'csr'"},
	    {"role = \"head\";", "role = \"cap\";", "no role of a ticket is called 'cap'"},
	    {"system = \"remedy\";", "system = \"lluna\";",
		"no system of tickets is called 'lluna'"},
	    {" system = \"remedy\";", "", "a number needs the system that it is of"},
	    {"role = \"request\"; system = \"remedy\";", "system = \"remedy\";",
		"a number needs a role, as a ticket of"},
	};
	char *text = sys_read_file(SHIPPED, 1 << 20, NULL, NULL);
	(void)state;

	for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++) {
		char *slip = changed(text, slips[i].from, slips[i].to);
		struct complaints c = {0};
		bool said = false;

		library_check(library, "copy", slip, &c);
		for (size_t k = 0; k < c.count; k++)
			said = said || strstr(c.lines[k], slips[i].words);
		if (!said)
			fail_msg("nobody said: %s", slips[i].words);
		complaints_release(&c);
		free(slip);
	}
	free(text);
}

/* ---- pinned texts ---- */

struct pinned {
	const char *from, *to; /* a change of today's text; NULL: the texts of before */
};

static char *
pin_of(void *ctx, const char *digest)
{
	const struct pinned *p = ctx;
	const struct definition *d;

	for (size_t i = 0; (d = library_at(library, i)); i++) {
		char *path, *text;

		if (strcmp(d->digest, digest) != 0)
			continue;
		if (p->from)
			return strstr(d->pin, p->from) ? changed(d->pin, p->from, p->to)
						       : mem_strdup(d->pin);
		path = mem_printf("tests/fixtures/procedures/before/%s.procedure", d->name);
		text = sys_read_file(path, 1 << 20, NULL, NULL);
		free(path);
		return text;
	}
	return NULL;
}

static void
pin_again(struct pinned p)
{
	json_t *doc = renewal_json(r);
	struct err err = {0};

	renewal_free(r);
	r = stored_renewal(doc, pin_of, &p, &err);
	if (!r)
		fail_msg("%s: %s", err.code, err.text);
	json_decref(doc);
}

/* The file with every check passed but one that found nothing to compare with. */
static void
bring_without(const char *step, const char *check)
{
	json_t *args, *one;
	struct renewal_step s;
	char *text;
	size_t i;

	assert_true(renewal_step_find(r, step, &s));
	args = json_pack("{s:{s:s, s:s}, s:[]}", "document", "sha256", "f11e", "certificate_sha256",
	    NEW_DIGEST, "checks");
	for (i = 0; i < s.step->checks.count; i++) {
		const char *name = s.step->checks.items[i];

		one = json_pack("{s:s, s:s}", "name", name, "result",
		    check_state_text(strcmp(name, check) ? CHECK_PASSED : CHECK_NOT_APPLICABLE));
		json_array_append_new(json_object_get(args, "checks"), one);
	}
	text = json_dumps(args, 0);
	act("document", step, text);
	free(text);
	json_decref(args);
}

static const char *
code_of(const char *step, const char *check)
{
	return json_string_value(json_object_get(
	    json_object_get(json_object_get(record(step), "checks"), check), "code"));
}

static void
walk_to_csr(void)
{
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-903\"}");
}

static void
a_gate_that_has_nothing_to_compare_with_does_not_open(void **state)
{
	(void)state;
	walk_to_csr();
	pin_again((struct pinned){"  key-bits = 2048;", ""});
	bring_without("fitxer-csr", "csr-key-size");
	assert_state("fitxer-csr", "doing");
	assert_string_equal(code_of("fitxer-csr", "csr-key-size"), "not-declared");
	assert_non_null(json_object_get(record("fitxer-csr"), "refused"));

	begin_server();
	walk_to_ctti();
	pin_again((struct pinned){" issuer = \"cesicat\";", ""});
	bring_without("certificat", "certificate-issuer");
	assert_state("certificat", "doing");
	assert_string_equal(code_of("certificat", "certificate-issuer"), "not-declared");
}

static void
assert_issuer(const char *first)
{
	json_t *issuers = renewal_issuers(r, site());

	assert_string_equal(json_string_value(json_array_get(issuers, 0)), first);
	json_decref(issuers);
}

static void
assert_step_of_ticket(const char *id, enum ticket_role role, enum ticket_system where)
{
	const struct step *step = definition_step(renewal_pin(r, 0), id);

	assert_int_equal(step->ticket_role, role);
	assert_int_equal(step->ticket_system, where);
}

static void
assert_as_strong(void)
{
	int bits;
	json_t *subject = renewal_subject(r, site(), today(), &bits),
	       *asked = json_of("{\"organization\":\"Consorci Administracio Oberta de Catalunya\","
				"\"unit\":\"Area de Tecnologia\",\"locality\":\"Barcelona\","
				"\"state\":\"Barcelona\",\"country\":\"ES\","
				"\"email\":\"certificats@aoc.cat\"}");

	assert_int_equal(bits, 2048);
	assert_true(json_equal(subject, asked));
	json_decref(subject);
	json_decref(asked);
	act("fact", NULL, "{\"name\":\"extra-names\",\"value\":\"yes\"}");
	assert_null(renewal_meant(r, MEANS_NAMES));
	act("choose", "noms",
	    "{\"value\":\"tots\",\"values\":{\"noms-demanats\":\"a.exemple.cat\"}}");
	assert_string_equal(renewal_meant(r, MEANS_NAMES), "a.exemple.cat");
	act_noted("choose", "noms", "{\"value\":\"nomes-domini\"}", "Ja no calen");
	assert_null(renewal_meant(r, MEANS_NAMES));
	assert_step_of_ticket("tiquet-csr", TICKET_ROLE_CSR, TICKET_SYSTEM_JIRA);
	assert_step_of_ticket("tiquet-cap", TICKET_ROLE_HEAD, TICKET_SYSTEM_JIRA);
	assert_step_of_ticket("tiquet-installacio", TICKET_ROLE_INSTALL, TICKET_SYSTEM_JIRA);
	assert_step_of_ticket("remedy-numero", TICKET_ROLE_REQUEST, TICKET_SYSTEM_REMEDY);
	assert_step_of_ticket("altra-numero", TICKET_ROLE_REQUEST, TICKET_SYSTEM_OTHER);
	refused("bad-argument", "ticket", "tiquet-csr", "{\"key\":\"tres\"}", NULL);
	act("ticket", "tiquet-cap", "{\"key\":\"ST-812\"}");
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	assert_issuer("Sectigo");
	act("choose", "ca", "{\"value\":\"altra\",\"values\":{\"ca-nom\":\"Una CA\"}}");
	assert_issuer("Una CA");
	act_noted("choose", "ca", "{\"value\":\"eacat\"}", "Una excepció");
	assert_issuer("Firmaprofessional");
}

static void
a_text_of_before_is_as_strong_as_one_of_today(void **state)
{
	(void)state;
	walk_to_csr();
	assert_as_strong();
	walk_to_csr();
	pin_again((struct pinned){NULL, NULL});
	assert_as_strong();
	act("urgent", NULL, "{\"on\":true}");
	assert_state("avisar-aprovacio", "todo");
}

static void
a_ticket_of_today_asks_for_what_its_subject_says(void **state)
{
	const struct definition *d = library_find(library, "cds-cesicat");
	char *filled = NULL;
	struct err err = {0};
	(void)state;

	begin_server();
	assert_int_equal(renewal_fill(r, site(), definition_template(d, "generacio-csr")->body,
			     true, "op1", today(), &filled, &err),
	    0);
	assert_non_null(strstr(filled, "Organization Unit: Area de Tecnologia\n"));
	assert_non_null(strstr(filled, "Email: certificats@aoc.cat\nKey Size: 2048 bits\n"));
	free(filled);
}

/* The line of the other names is the procedure's; a text that was pinned when C made it says the same. */
static void
a_ticket_names_what_is_asked_for_besides(void **state)
{
	static const char line[] = "\nCommon Name: www.exemple.cat\nSubject Alternative Names: "
				   "b.cat, c.cat\nOrganization: ";
	(void)state;

	begin_server();
	for (int before = 0; before < 2; before++) {
		json_t *v = renewal_step_view(r, site(), "tiquet-csr", "", today());
		const char *body = text_of(json_object_get(v, "template"), "body");

		assert_non_null(strstr(body, "\nCommon Name: www.exemple.cat\nOrganization: "));
		json_decref(v);
		act("names", NULL, "{\"names\":[\"b.cat\",\"c.cat\"]}");
		v = renewal_step_view(r, site(), "tiquet-csr", "", today());
		body = text_of(json_object_get(v, "template"), "body");
		assert_non_null(strstr(body, line));
		json_decref(v);
		act("undo", NULL, NULL);
		if (!before)
			pin_again((struct pinned){"[[\\n\"\n    \"Subject Alternative Names: "
						  "{{further-names}}]]",
			    "{{other-names}}"});
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(each_declaration_that_is_renamed_is_missed),
	    t(a_gate_that_has_nothing_to_compare_with_does_not_open),
	    t(a_text_of_before_is_as_strong_as_one_of_today),
	    t(a_ticket_names_what_is_asked_for_besides),
	    t(a_ticket_of_today_asks_for_what_its_subject_says),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

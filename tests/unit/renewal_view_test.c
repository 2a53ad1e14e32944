/* rooms: procedure expiry base */
/* What panels are given: the outline, the copy sheet, the filled ticket, and what contradicts
 * the renewal. */
#include "tests/unit/renewal_fixture.h"

#include "procedure/renewal_names.h"
#include "procedure/renewal_view.h"

static json_t *
view_of(const char *step)
{
	json_t *v = renewal_step_view(r, site(), step, "op1", today());

	assert_non_null(v);
	return v;
}

static const char *
text(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static void
the_outline_counts_and_names_the_next_thing(void **state)
{
	json_t *v, *phase;
	(void)state;

	begin_server();
	walk_to_ctti();
	v = renewal_view(r, site(), "op1", today());
	assert_string_equal(text(v, "domain"), "www.exemple.cat");
	assert_string_equal(text(v, "finish"), "2026-12-09");
	assert_false(json_is_true(json_object_get(v, "offers_urgent")));
	assert_string_equal(text(json_object_get(v, "next"), "step"), "cds-cesicat/espera-ctti");
	phase = json_array_get(json_object_get(v, "phases"), 3);
	assert_string_equal(text(phase, "number"), "3");
	assert_int_equal(json_integer_value(json_object_get(phase, "done")), 5);
	assert_int_equal(json_integer_value(json_object_get(phase, "total")), 6);
	assert_string_equal(
	    text(json_array_get(json_object_get(phase, "steps"), 5), "waiting_on"), "el CTTI");
	json_decref(v);
}

static void
assert_names(const char *expected)
{
	json_t *names = renewal_names(r), *want = json_of(expected);

	assert_true(json_equal(names, want));
	json_decref(names);
	json_decref(want);
}

/* One of before has no names of its own; those that are changed are said with what was made with others, until that
 * is made anew; and the change can be taken back. */
static void
names_are_those_of_the_monitors_until_they_are_changed(void **state)
{
	json_t *v, *old;
	(void)state;

	begin_server();
	walk_to_ctti();
	assert_names("[\"www.exemple.cat\"]");
	refused("bad-argument", "names", NULL, "{\"subject\":\"a b\"}", NULL);
	refused("bad-argument", "names", NULL, "{\"names\":[\"*.\"]}", NULL);
	refused("bad-argument", "names", NULL, "{\"names\":\"a.cat\"}", NULL);
	act("names", NULL, "{\"names\":[\"WWW.exemple.cat\"]}");
	v = renewal_view(r, site(), "op1", today());
	assert_null(json_object_get(v, "made_with_old_names"));
	json_decref(v);
	act("names", NULL,
	    "{\"subject\":\"*.Exemple.cat\",\"names\":[\"tràmits.cat\",\"*.exemple.cat\"]}");
	assert_names("[\"*.exemple.cat\",\"xn--trmits-jta.cat\"]");
	v = renewal_view(r, site(), "op1", today());
	assert_string_equal(text(v, "domain"), "*.exemple.cat");
	old = json_object_get(v, "made_with_old_names");
	assert_string_equal(text(json_array_get(old, 0), "key"), "cds-cesicat/tiquet-csr");
	assert_non_null(text(json_array_get(old, 0), "ticket"));
	json_decref(v);
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-999\"}");
	v = renewal_view(r, site(), "op1", today());
	old = json_object_get(v, "made_with_old_names");
	assert_string_not_equal(text(json_array_get(old, 0), "key"), "cds-cesicat/tiquet-csr");
	json_decref(v);
	v = renewal_view(r, site(), "op1", today());
	assert_string_equal(text(json_object_get(v, "undo"), "what"), "ticket");
	assert_string_equal(text(json_object_get(v, "undo"), "step"), "cds-cesicat/tiquet-csr");
	json_decref(v);
	act("undo", NULL, NULL);
	v = renewal_view(r, site(), "op1", today());
	assert_string_equal(text(json_object_get(v, "undo"), "what"), "names");
	json_decref(v);
	act("undo", NULL, NULL);
	assert_names("[\"www.exemple.cat\"]");
}

static void
the_copy_sheet_has_every_field_in_order(void **state)
{
	static const char *const types[] = {"constant", "constant", "constant", "variable",
	    "constant", "constant", "variable", "constant", "constant", "empty", "constant",
	    "variable"};
	json_t *v, *fields, *f;
	(void)state;

	begin_server();
	walk_to_ctti();
	act("tick", "detall-peticio", "{\"index\":3,\"ticked\":false}");
	v = view_of("3.4");
	fields = json_object_get(v, "fields");
	assert_int_equal(json_array_size(fields), 12);
	for (size_t i = 0; i < 12; i++)
		assert_string_equal(text(json_array_get(fields, i), "type"), types[i]);
	f = json_array_get(fields, 3);
	assert_string_equal(text(f, "value"), "www.exemple.cat");
	assert_true(json_is_false(json_object_get(f, "ticked")));
	assert_string_equal(text(json_array_get(fields, 11), "value"),
	    "Sol·licitud d'un certificat SSL amb domini: www.exemple.cat");
	assert_null(text(json_array_get(fields, 9), "value"));
	assert_string_equal(
	    text(json_object_get(json_array_get(fields, 10), "attach"), "sha256"), "f11e");
	json_decref(v);
	v = view_of("3.3");
	f = json_array_get(json_object_get(v, "fields"), 0);
	assert_string_equal(text(f, "type"), "private");
	assert_null(text(f, "value"));
	json_decref(v);
}

static void
a_ticket_comes_filled_and_linked(void **state)
{
	json_t *v, *template;
	(void)state;

	begin_server();
	walk_to_verify();
	v = view_of("tiquet-installacio");
	template = json_object_get(v, "template");
	assert_string_equal(text(template, "title"), "Instal·lació certificat www.exemple.cat");
	assert_non_null(strstr(text(template, "body"), "\\CESICAT\\2026\\www.exemple.cat\n"));
	assert_non_null(strstr(text(template, "wiki"), "SUPORT_TECNIC\\CERTIFICATS"));
	assert_string_equal(text(v, "project"), "SIS");
	assert_int_equal(json_array_size(json_object_get(v, "tickets")), 2);
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(v, "tickets"), 0)), "SIS-903");
	json_decref(v);
}

/* By hand it is still the person's to copy or not; by machine there is no such ticket. */
static void
a_value_that_would_end_its_block_is_named(void **state)
{
	json_t *v, *template;
	(void)state;

	begin_server();
	v = view_of("tiquet-csr");
	template = json_object_get(v, "template");
	assert_non_null(text(template, "wiki"));
	assert_null(text(template, "ends_block"));
	json_decref(v);
	begin("cds-cesicat",
	    "[{\"id\":7,\"domain\":\"a{code}b.exemple.cat\",\"type\":\"endpoint\"}]", "server",
	    NOON + DAYS(40), NULL);
	v = view_of("tiquet-csr");
	template = json_object_get(v, "template");
	assert_null(text(template, "wiki"));
	assert_string_equal(text(template, "ends_block"), "domain");
	assert_non_null(strstr(text(template, "body"), "Common Name: a{code}b.exemple.cat\n"));
	json_decref(v);
}

static void
what_nobody_filled_in_is_said(void **state)
{
	json_t *v;
	(void)state;

	begin_server();
	act("urgent", NULL, NULL);
	v = view_of("contactar-cesicat");
	assert_string_equal(text(v, "missing"), "contact.cesicat-urgent");
	assert_non_null(strstr(text(v, "text"), "(la pàgina no diu a qui, i encara no se sap)"));
	json_decref(v);
	v = view_of("tiquet-cap");
	assert_string_equal(text(v, "missing"), "head");
	assert_string_equal(text(v, "to"), "(encara no se sap qui és)");
	json_decref(v);
	assert_null(renewal_step_view(r, site(), "lluna", "op1", today()));
}

/* No text below, whatever it is called, has a hole in it. */
static void
assert_whole(const json_t *v, const char *where)
{
	const char *name, *words = json_string_value(v);
	json_t *one;
	size_t i;

	if (words && strstr(words, "{{"))
		fail_msg("%s: %s", where, words);
	json_array_foreach(v, i, one) {
		assert_whole(one, where);
	}
	json_object_foreach((json_t *)(uintptr_t)v, name, one) {
		assert_whole(one, where);
	}
}

static bool
is_whole(void *arg, json_t *item)
{
	assert_whole(item, arg);
	json_decref(item);
	return true;
}

static size_t
lacking(const json_t *v)
{
	size_t count = text(v, "missing") != NULL, i;
	const char *name;
	json_t *one;

	json_array_foreach(v, i, one) {
		count += lacking(one);
	}
	json_object_foreach((json_t *)(uintptr_t)v, name, one) {
		count += lacking(one);
	}
	return count;
}

/* A person who opens a renewal of which nothing is known reads every step of it, before its turn and after, and
 * of every branch: names of holes are nowhere, and what lacks something says so. */
static void
no_text_of_a_renewal_of_which_nothing_is_known_has_a_hole(void **state)
{
	static const char *const procedures[] = {
	    "cds-cesicat", "dispositiu-eacat", "permisos-remedy", "canal-urgent"};
	struct renewal_step s;
	size_t lacks = 0;
	(void)state;

	for (size_t p = 0; p < 4; p++) {
		json_t *v;

		begin(procedures[p], A_FILE, "other", 0, NULL);
		act("urgent", NULL, NULL);
		v = renewal_view(r, site(), "", today());
		assert_whole(v, procedures[p]);
		json_decref(v);
		renewal_records(r, site(), today(), 0, is_whole, (char *)(uintptr_t)procedures[p]);
		for (size_t i = 0; renewal_step_at(r, i, &s); i++) {
			v = view_of(s.key);
			assert_whole(v, s.key);
			lacks += lacking(v);
			json_decref(v);
		}
	}
	assert_in_range(lacks, 20, 1000);
}

static void
what_is_lacking_can_be_said_where_it_is(void **state)
{
	json_t *v, *asked;
	(void)state;

	begin("cds-cesicat", ENDPOINT, "server", 0, NULL);
	v = renewal_view(r, site(), "op1", today());
	asked = json_object_get(v, "asked");
	assert_string_equal(text(json_object_get(asked, "expires"), "type"), "date");
	assert_string_equal(text(json_object_get(asked, "head"), "type"), "text");
	assert_string_equal(text(json_object_get(asked, "ca-nom"), "title"), "Nom de la CA");
	assert_null(json_object_get(asked, "domain"));
	json_decref(v);
	v = view_of("espera-csr");
	assert_null(text(json_object_get(v, "reminder"), "missing")); /* it can do without */
	assert_null(strstr(text(json_object_get(v, "reminder"), "body"), "caduca"));
	json_decref(v);
	v = view_of("tiquet-cap");
	assert_string_equal(text(json_object_get(v, "template"), "missing"), "expires");
	json_decref(v);
	refused("bad-argument", "set", NULL, "{\"name\":\"expires\",\"value\":\"aviat\"}", NULL);
	refused("bad-argument", "set", NULL, "{\"name\":\"domain\",\"value\":\"a.cat\"}", NULL);
	act("set", NULL, "{\"name\":\"expires\",\"value\":\"2026-12-19\"}");
	act("set", NULL, "{\"name\":\"ca-nom\",\"value\":\"A/B: prova\"}");
	v = view_of("espera-csr");
	assert_null(text(json_object_get(v, "reminder"), "missing"));
	assert_non_null(strstr(text(json_object_get(v, "reminder"), "body"), "19/12/2026"));
	json_decref(v);
	v = view_of("sollicitar-altra");
	assert_string_equal(text(v, "title"), "Sol·licitar el certificat a A/B: prova");
	json_decref(v);
}

static void
assert_says(const char *step, const char *member, const char *words)
{
	json_t *v = view_of(step);
	const json_t *text_to_copy = json_object_get(v, member);
	const char *said = json_string_value(text_to_copy);

	assert_non_null(strstr(said ? said : text(text_to_copy, "body"), words));
	assert_null(text(said ? v : text_to_copy, "missing"));
	json_decref(v);
}

/* What is new has nothing that expires; and another CA is named where CESICAT would be. */
static void
texts_are_those_of_what_was_chosen(void **state)
{
	static const char cesicat[] = "per a sol·licitar-ho a CESICAT.";
	(void)state;

	begin("cds-cesicat", ENDPOINT, "server", 0, NULL);
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	assert_says("tiquet-csr", "template", cesicat);
	act("choose", "origen", "{\"value\":\"nou\",\"values\":{\"tiquet-origen\":\"ST-5\"}}");
	assert_says(
	    "tiquet-cap", "template", "Ens demanen (ST-5) un certificat per a un entorn nou");
	assert_says("espera-cap", "reminder", "un entorn nou");
	assert_says("espera-csr", "reminder", "un entorn nou");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-6\"}");
	act("choose", "ca", "{\"value\":\"altra\",\"values\":{\"ca-nom\":\"A/B\"}}");
	assert_says("tiquet-csr", "template", "per a sol·licitar-ho a A/B.");
	assert_says("tiquet-installacio", "template", "www.exemple.cat, emès per A/B.");
	assert_says("tiquet-installacio", "template", "\\2026\\www.exemple.cat (A-B)\n");
	assert_says("arxiu", "folder", "\\2026\\www.exemple.cat (A-B)");
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	assert_says("tiquet-csr", "template", cesicat);
}

/* By EACAT what goes to a server is asked of Sistemes before anybody waits for them. */
static void
a_server_by_eacat_is_asked_for_and_then_waited_for(void **state)
{
	json_t *v;
	(void)state;

	begin("dispositiu-eacat", ENDPOINT, "server", NOON + DAYS(40), NULL);
	act("choose", "origen", "{\"value\":\"nou\",\"values\":{\"tiquet-origen\":\"ST-5\"}}");
	v = view_of("respondre");
	assert_non_null(strstr(text(v, "note"), "Tiquet que es respon: ST-5. "));
	assert_string_equal(text(v, "missing"), "head");
	assert_true(json_is_true(json_object_get(v, "missing_in_note")));
	json_decref(v);
	v = view_of("tiquet-servidor");
	assert_string_equal(text(v, "project"), "SIS");
	assert_string_equal(text(json_object_get(v, "template"), "source"), "ours");
	assert_non_null(strstr(text(json_object_get(v, "template"), "body"), "demanat via EACAT"));
	json_decref(v);
	assert_state("espera-servidor", "todo");
	refused("not-ready", "complete", "espera-servidor", NULL, NULL);
	begin("dispositiu-eacat", A_FILE, "device", NOON + DAYS(40), NULL);
	assert_state("tiquet-servidor", "not-applicable");
}

/* Every text that nobody can find on the page says that it is ours. */
static void
templates_say_whose_they_are(void **state)
{
	const struct definition *d;
	(void)state;

	for (size_t i = 0; (d = library_at(library, i)); i++)
		for (size_t k = 0; k < d->template_count; k++) {
			const struct definition_template *one = &d->templates[k];
			bool page = !strcmp(one->name, "generacio-csr") ||
				    !strcmp(one->name, "installacio-certificat");

			assert_int_equal(one->source, page ? SOURCE_SEED : SOURCE_OURS);
		}
}

static void
every_step_of_every_procedure_can_be_shown(void **state)
{
	static const char *const procedures[] = {
	    "cds-cesicat", "dispositiu-eacat", "permisos-remedy", "canal-urgent"};
	struct renewal_step s;
	(void)state;

	for (size_t p = 0; p < 4; p++) {
		begin(procedures[p], ENDPOINT, "server", NOON + DAYS(40), NULL);
		for (size_t i = 0; renewal_step_at(r, i, &s); i++) {
			json_t *v = view_of(s.key);

			assert_string_equal(text(v, "kind"), step_kind_text(s.step->kind));
			assert_non_null(text(v, "title"));
			json_decref(v);
		}
	}
}

static void
what_seldom_changes_is_proposed(void **state)
{
	json_t *doc;
	(void)state;

	begin_server();
	walk_to_ctti();
	doc = renewal_json(r);
	begin("cds-cesicat", ENDPOINT, "server", 0, doc);
	json_decref(doc);
	assert_string_equal(renewal_proposal(r, "cds-cesicat/ca"), "cesicat");
	assert_null(renewal_proposal(r, "cds-cesicat/origen")); /* asked anew each time */
	assert_null(renewal_proposal(r, "cds-cesicat/remedy-numero"));
	assert_state("ca", "todo");
}

static void
begin_of_kind(const char *kind, const json_t *last)
{
	json_t *k = json_of(kind), *m = json_of(A_FILE), *event = NULL;
	struct renewal_opening o = {.procedure = "dispositiu-eacat",
	    .monitors = m,
	    .origin = "list",
	    .class = "device",
	    .last = last,
	    .actor = actor,
	    .now = now,
	    .kind = k};
	struct err err = {0};

	renewal_free(r);
	r = renewal_open(library, &o, &event, &err);
	if (!r)
		fail_msg("%s: %s", err.code, err.text);
	json_decref(event);
	json_decref(m);
	json_decref(k);
}

static void
a_kind_of_certificate_proposes_what_to_choose_and_is_in_the_texts(void **state)
{
	json_t *doc;
	(void)state;

	begin("dispositiu-eacat", A_FILE, "device", 0, NULL);
	assert_null(renewal_proposal(r, "dispositiu-eacat/carpeta"));
	assert_value("certificate-kind", NULL);
	begin_of_kind("{\"id\":\"segell\",\"title\":\"Segell electrònic\",\"choices\":"
		      "{\"tipus\":\"segell\",\"carpeta\":\"segell\",\"origen\":\"vaixell\"}}",
	    NULL);
	assert_string_equal(renewal_proposal(r, "dispositiu-eacat/tipus"), "segell");
	assert_string_equal(renewal_proposal(r, "dispositiu-eacat/carpeta"), "segell");
	assert_null(renewal_proposal(r, "dispositiu-eacat/origen")); /* it has no such option */
	assert_value("certificate-kind", "segell");
	assert_value("certificate-kind-title", "Segell electrònic");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("complete", "entrar-eacat", NULL);
	act("choose", "tipus", "{\"value\":\"cda\"}");
	assert_value(
	    "tipus", "Certificat d'aplicació (CDA)"); /* what was chosen, not what was proposed */
	doc = renewal_json(r);
	begin_of_kind("{\"id\":\"CDA-2\",\"title\":\"Certificat d'aplicació nou\",\"choices\":"
		      "{\"tipus\":\"altre\"}}",
	    doc);
	json_decref(doc);
	assert_string_equal(
	    renewal_proposal(r, "dispositiu-eacat/tipus"), "altre"); /* not the last */
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("complete", "entrar-eacat", NULL);
	act("choose", "tipus", "{\"value\":\"altre\"}");
	assert_value("tipus", "Certificat d'aplicació nou");
}

/* ---- contradictions ---- */

static const char *
against(int64_t served_until, int64_t seen_at)
{
	struct renewal_watch w;

	renewal_watch(r, &w);
	return renewal_contradiction(&w, served_until, seen_at);
}

static void
what_the_world_says_against_it_is_found(void **state)
{
	int64_t old_one = NOON + DAYS(40), new_one = NOON + DAYS(230), later = NOON + DAYS(30);
	(void)state;

	begin_server();
	walk_to_ctti();
	assert_null(against(old_one, later));
	assert_null(against(0, 0));
	assert_string_equal(against(new_one, later), "served-before-issued");
	begin_server();
	walk_to_verify();
	assert_null(against(new_one, later));
	assert_null(against(old_one, later)); /* nobody said that it is installed */
	act("complete", "espera-installacio", NULL);
	assert_null(against(old_one, NOON)); /* seen before that was said */
	assert_string_equal(against(old_one, later), "closed-but-old");
	assert_null(against(new_one, later));
}

/* The same, once the ticket to install it is known to be so. */
static const char *
against_ticket(int64_t done_at, bool open, int64_t served_until, int64_t seen_at)
{
	struct renewal_watch w;

	renewal_watch(r, &w);
	w.ticket_done_at = done_at;
	w.ticket_open = open;
	return renewal_contradiction(&w, served_until, seen_at);
}

static void
a_ticket_that_says_otherwise_than_what_is_served_is_found(void **state)
{
	int64_t old_one = NOON + DAYS(40), new_one = NOON + DAYS(230), later = NOON + DAYS(30);
	(void)state;

	begin_server();
	walk_to_ctti();
	assert_null(against_ticket(0, true, old_one, later)); /* there is nothing to install */
	begin_server();
	walk_to_verify();
	assert_null(against_ticket(0, true, old_one, later));
	assert_null(against_ticket(later, false, old_one, later)); /* not seen since */
	assert_string_equal(against_ticket(NOON, false, old_one, later), "ticket-done-but-old");
	assert_null(against_ticket(NOON, false, new_one, later));
	assert_string_equal(against_ticket(0, true, new_one, later), "served-but-ticket-open");
	assert_null(against_ticket(0, false, new_one, later)); /* nobody knows */
	begin_server();
	walk_to_end();
	assert_null(against_ticket(0, true, new_one, later)); /* it is closed */
}

static void
a_roll_back_is_said_until_it_is_verified_again(void **state)
{
	int64_t old_one = NOON + DAYS(40);
	(void)state;

	begin_server();
	walk_to_end();
	assert_null(against(old_one, NOON));
	act("rolled-back", NULL, "{\"addresses\":[" SERVES("192.0.2.1", OLD_DIGEST) "]}");
	assert_string_equal(against(old_one, NOON), "rolled-back");
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	assert_null(against(NOON + DAYS(230), NOON));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(the_outline_counts_and_names_the_next_thing),
	    t(names_are_those_of_the_monitors_until_they_are_changed),
	    t(the_copy_sheet_has_every_field_in_order),
	    t(a_ticket_comes_filled_and_linked),
	    t(a_value_that_would_end_its_block_is_named),
	    t(what_nobody_filled_in_is_said),
	    t(no_text_of_a_renewal_of_which_nothing_is_known_has_a_hole),
	    t(what_is_lacking_can_be_said_where_it_is),
	    t(texts_are_those_of_what_was_chosen),
	    t(a_server_by_eacat_is_asked_for_and_then_waited_for),
	    t(templates_say_whose_they_are),
	    t(every_step_of_every_procedure_can_be_shown),
	    t(what_seldom_changes_is_proposed),
	    t(a_kind_of_certificate_proposes_what_to_choose_and_is_in_the_texts),
	    t(what_the_world_says_against_it_is_found),
	    t(a_ticket_that_says_otherwise_than_what_is_served_is_found),
	    t(a_roll_back_is_said_until_it_is_verified_again),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

/* rooms: procedure expiry base */
/* The procedures walked from end to end, down every branch. */
#include "tests/unit/renewal_fixture.h"

static void
a_server_certificate_goes_from_alert_to_closed(void **state)
{
	json_t *doc;
	(void)state;

	begin_server();
	walk_to_verify();
	refused("open-steps", "close", NULL, NULL, NULL);
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	assert_state("espera-installacio", "done");
	tick_all("tancar");
	act("close", NULL, NULL);
	doc = renewal_json(r);
	assert_string_equal(json_string_value(json_object_get(doc, "state")), "closed");
	assert_string_equal(json_string_value(json_object_get(doc, "outcome")), "renewed");
	json_decref(doc);
	refused("closed", "note", "csr", NULL, "tard");
}

/* As many as there is room for, whole, and how many more. */
static void
what_is_not_done_is_named_as_the_panel_has_it(void **state)
{
	struct err err = {0};
	const char *steps;
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_false(attempt("close", NULL, NULL, NULL, renewal_version(r), &err));
	steps = strrchr(err_said(&err, "steps"), '+');
	assert_non_null(steps);
	assert_int_equal(strspn(steps + 1, "0123456789"), strlen(steps + 1));
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	act("choose", "ca", "{\"value\":\"altra\",\"values\":{\"ca-nom\":\"Una CA\"}}");
	assert_false(attempt("close", NULL, NULL, NULL, renewal_version(r), &err));
	steps = err_said(&err, "steps");
	assert_non_null(strstr(steps, "Sol·licitar el certificat a Una CA"));
	assert_null(strstr(steps, "{{"));
}

static void
the_csr_and_the_head_of_service_go_side_by_side(void **state)
{
	(void)state;
	begin_server();
	assert_false(is_ready("tiquet-csr"));
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_true(is_ready("tiquet-csr"));
	assert_true(is_ready("tiquet-cap"));
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	assert_false(is_ready("permis-remedy")); /* the CSR is not there */
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	bring("fitxer-csr", NULL);
	assert_true(is_ready("permis-remedy")); /* and the key need not be */
	assert_true(is_ready("fitxer-key"));
}

static void
a_wait_begins_and_ends_with_what_is_waited_for(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_state("espera-csr", "todo");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	assert_state("espera-csr", "waiting");
	assert_string_equal(recorded("espera-csr", "waiting_on"), "Sistemes");
	assert_string_equal(recorded("espera-csr", "follow_up"), "2026-11-26");
	now += DAYS(2);
	bring("fitxer-csr", NULL);
	assert_state("espera-csr", "done");
	assert_state("fitxer-csr", "done");
	assert_int_equal(json_integer_value(json_object_get(record("espera-csr"), "days")), 2);
}

static void
what_comes_too_early_is_told_what_is_missing(void **state)
{
	struct err err = {0};
	(void)state;

	begin_server();
	assert_null(
	    attempt("ticket", "1.1", "{\"key\":\"SIS-1\"}", NULL, renewal_version(r), &err));
	assert_string_equal(err.code, "not-ready");
	assert_non_null(strstr(err_said(&err, "steps"), "0.2 Què cal fer?"));
	assert_non_null(strstr(err.text, "0.1 Verificar la data de caducitat"));
	assert_non_null(strstr(err.text, "0.2 Què cal fer?"));
}

static void
the_head_can_choose_eacat_and_everything_goes_along(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	refused("reason-needed", "choose", "ca", "{\"value\":\"eacat\"}",
	    NULL); /* a server: since 2020 it is CESICAT */
	act_noted("choose", "ca", "{\"value\":\"eacat\"}", "Ho demana el servei");
	assert_state("permis-remedy", "not-applicable");
	assert_state("fitxer-csr", "not-applicable");
	assert_state(
	    "dispositiu-eacat/origen", "not-applicable"); /* it is entered at its phase 1 */
	assert_true(is_ready("dispositiu-eacat/entrar-eacat"));
	assert_true(is_ready("csr-innecessari"));
	assert_string_equal(recorded("tiquet-csr", "ticket"), "SIS-1"); /* kept */
	assert_value("ca", "EACAT (Firmaprofessional)");
	assert_state("1.1", "todo"); /* numbers are of the procedure that is followed */
	act("complete", "1.1", NULL);
	assert_state("dispositiu-eacat/entrar-eacat", "done");
}

static void
a_seal_goes_through_eacat_to_its_folder(void **state)
{
	(void)state;
	begin("dispositiu-eacat", A_FILE, "device", 0, NULL);
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("complete", "entrar-eacat", NULL);
	act("choose", "tipus", "{\"value\":\"segell\"}");
	act("choose", "prioritat", "{\"value\":\"ordinaria\"}");
	act("value", "responsable", "{\"value\":\"La cap de servei\"}");
	act("value", "us", "{\"value\":\"Ús directe propi\"}");
	tick_all("dades-eacat");
	act("value", "eacat-numero", "{\"value\":\"E-77\"}");
	act("complete", "reenviar-correu", NULL);
	assert_string_equal(recorded("espera-emissio", "follow_up"),
	    "2026-11-26"); /* "quan es passa uns dies", not when the 16 are over */
	act("complete", "mirar-carpeta", NULL);
	assert_state("espera-emissio", "done");
	refused("not-ready", "complete", "descarregar", NULL, NULL);
	refused("not-ticked", "complete", "abans-descarrega", NULL, NULL);
	tick_all("abans-descarrega");
	act("complete", "descarregar", NULL);
	bring("p12", NULL);
	act("choose", "carpeta", "{\"value\":\"segell\"}");
	assert_state("arxiu-cda", "not-applicable");
	act("archive", "arxiu-segell", "{\"digests\":{\"p12\":\"F11E\"}}");
	assert_non_null(strstr(recorded("arxiu-segell", "folder"), "\\CERTIFICATS\\SEGELL"));
	act("complete", "keepass", NULL);
	act("complete", "respondre", NULL);
	assert_state("verificar-servidor", "not-applicable"); /* nothing to probe */
	act("close", NULL, NULL);
}

static void
no_es_renova_leaves_out_all_but_the_farewell(void **state)
{
	static const char *const no_dates[] = {
	    "aviat", "2026-11-22", "22/11/2026", "31/02/2027", "02/01/27 ", "2/1/2027x"};
	json_t *doc;
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	refused("reason-needed", "choose", "origen",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"02/01/2027\"}}", NULL);
	refused("bad-argument", "choose", "origen", "{\"value\":\"no-es-renova\"}",
	    "Es tanca el servei");
	for (size_t i = 0; i < sizeof(no_dates) / sizeof(*no_dates); i++) {
		char *args = mem_printf(
		    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"%s\"}}", no_dates[i]);

		refused("bad-argument", "choose", "origen", args, "Es tanca el servei");
		free(args);
	}
	act_noted("choose", "origen",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"02/01/2027\"}}",
	    "Es tanca el servei");
	assert_value("data-fi", "02/01/2027");
	doc = renewal_json(r);
	assert_string_equal(
	    json_string_value(json_object_get(
		json_object_get(json_object_get(doc, "values"), "data-fi"), "value")),
	    "2027-01-02");
	json_decref(doc);
	assert_state("tiquet-csr", "not-applicable");
	assert_state("ca", "not-applicable");
	assert_state("verificar", "not-applicable");
	act("complete", "avisar-no-renova", NULL);
	act("complete", "baixa-monitor", NULL);
	act("close", NULL, NULL);
	doc = renewal_json(r);
	assert_string_equal(json_string_value(json_object_get(doc, "outcome")), "not-renewed");
	json_decref(doc);
}

static void
the_head_can_say_no_too(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_false(is_ready("avisar-no-renova"));
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	act_noted("choose", "ca",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"02/01/2027\"}}", "Ja no cal");
	assert_state("tiquet-csr", "not-applicable");
	assert_state("csr-innecessari", "not-applicable"); /* none was asked for */
	assert_true(is_ready("avisar-no-renova"));
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	act_noted("choose", "ca",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"02/01/2027\"}}", "Ja no cal");
	assert_true(is_ready("csr-innecessari")); /* Sistemes would make it */
}

/* Where nobody was asked to install it, nobody is waited for. */
static void
without_a_ticket_to_install_sistemes_is_not_waited_for(void **state)
{
	(void)state;
	begin("dispositiu-eacat", ENDPOINT, "server", NOON + DAYS(40), NULL);
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_state("espera-servidor", "todo");
	act_noted("exclude", "tiquet-servidor", NULL, "L'instal·lem nosaltres");
	assert_state("espera-servidor", "not-applicable");
	assert_state("verificar-servidor", "todo");
	act("again", "tiquet-servidor", NULL);
	assert_state("espera-servidor", "todo");
}

static void
another_ca_has_a_free_step_and_the_same_end(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	bring("fitxer-csr", NULL);
	act("choose", "ca", "{\"value\":\"altra\",\"values\":{\"ca-nom\":\"Una CA\"}}");
	assert_state("permis-remedy", "not-applicable");
	act("complete", "3b.1", NULL);
	act("value", "altra-numero", "{\"value\":\"9\"}");
	assert_string_equal(recorded("espera-altra", "waiting_on"), "Una CA");
	bring("certificat", NULL);
	assert_state("espera-altra", "done");
	assert_true(is_ready("arxiu"));
}

static void
more_names_are_decided_before_anyone_is_asked(void **state)
{
	(void)state;
	begin_server();
	act("fact", NULL, "{\"name\":\"extra-names\",\"value\":\"yes\"}");
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	refused("not-ready", "ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}", NULL);
	act("choose", "noms",
	    "{\"value\":\"tots\",\"values\":{\"noms-demanats\":\"a.exemple.cat\"}}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
}

static void
a_new_environment_has_nothing_to_probe_yet(void **state)
{
	(void)state;
	begin("cds-cesicat",
	    "[{\"id\":3,\"name\":\"nou\",\"domain\":\"nou.exemple.cat\",\"type\":\"planned\"}]",
	    "server", 0, NULL);
	assert_state("data-caducitat", "not-applicable");
	act("choose", "origen", "{\"value\":\"nou\",\"values\":{\"tiquet-origen\":\"ST-5\"}}");
	assert_true(is_ready("tiquet-csr"));
}

static void
remedy_permission_is_a_procedure_of_its_own_that_this_one_waits_for(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	bring("fitxer-csr", NULL);
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	act("choose", "permis-remedy", "{\"value\":\"no\"}");
	assert_true(is_ready("permisos-remedy/persona"));
	act("value", "persona", "{\"value\":\"Maria Pons\"}");
	act("value", "persona-usuari", "{\"value\":\"mpons\"}");
	assert_true(is_ready("permisos-remedy/correu-permis"));
	refused("not-ready", "complete", "entrar-remedy", NULL, NULL);
	act("complete", "correu-permis", NULL);
	assert_state("espera-permis", "waiting");
	act("complete", "provar-permis", NULL);
	act("complete", "entrar-remedy", NULL);
}

static void
the_urgent_channel_comes_and_goes_as_a_switch(void **state)
{
	(void)state;
	begin_server();
	assert_state("contactar-cesicat", "not-applicable");
	act("urgent", NULL, NULL);
	assert_true(is_ready("canal-urgent/contactar-cesicat"));
	assert_state("avisar-aprovacio", "not-applicable");
	act("urgent", NULL, "{\"on\":false}");
	assert_state("contactar-cesicat", "not-applicable");

	begin("dispositiu-eacat", A_FILE, "device", 0, NULL);
	act("urgent", NULL, NULL);
	assert_state("avisar-aprovacio", "todo");
	assert_false(is_ready("avisar-aprovacio")); /* all of the ordinary request comes first */
	assert_state("contactar-cesicat", "not-applicable");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(a_server_certificate_goes_from_alert_to_closed),
	    t(what_is_not_done_is_named_as_the_panel_has_it),
	    t(the_csr_and_the_head_of_service_go_side_by_side),
	    t(a_wait_begins_and_ends_with_what_is_waited_for),
	    t(what_comes_too_early_is_told_what_is_missing),
	    t(the_head_can_choose_eacat_and_everything_goes_along),
	    t(a_seal_goes_through_eacat_to_its_folder),
	    t(no_es_renova_leaves_out_all_but_the_farewell),
	    t(the_head_can_say_no_too),
	    t(without_a_ticket_to_install_sistemes_is_not_waited_for),
	    t(another_ca_has_a_free_step_and_the_same_end),
	    t(more_names_are_decided_before_anyone_is_asked),
	    t(a_new_environment_has_nothing_to_probe_yet),
	    t(remedy_permission_is_a_procedure_of_its_own_that_this_one_waits_for),
	    t(the_urgent_channel_comes_and_goes_as_a_switch),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

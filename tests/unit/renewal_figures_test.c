/* rooms: procedure expiry base */
/* What a renewal answers: the next thing to do, when it could be done, how it went the last
 * time, and its texts. */
#include "tests/unit/renewal_fixture.h"

static void
assert_next(const char *act_expected, const char *step, bool ours, bool due)
{
	struct renewal_next next;

	assert_true(renewal_next(r, today(), &next));
	assert_string_equal(next.act, act_expected);
	if (step)
		assert_string_equal(next.step.key, step);
	else
		assert_null(next.step.step);
	assert_int_equal(next.ours, ours);
	assert_int_equal(next.due, due);
}

static void
there_is_always_one_next_thing(void **state)
{
	struct renewal_next next;
	(void)state;

	begin_server();
	assert_next("complete", "cds-cesicat/data-caducitat", true, false);
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	assert_next("choose", "cds-cesicat/origen", true, false);
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	assert_next("ticket", "cds-cesicat/tiquet-csr", true, false);
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	assert_next("ticket", "cds-cesicat/tiquet-cap", true, false); /* ours comes before a wait */
	now += DAYS(1);
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	assert_next("complete", "cds-cesicat/espera-csr", false, false); /* the longest wait */
	act("postpone", "espera-csr", "{\"follow_up\":\"2026-12-10\"}");
	now += DAYS(6);
	assert_next("complete", "cds-cesicat/espera-cap", true, true); /* its day has come */
	bring("fitxer-csr", NULL);
	assert_next("document", "cds-cesicat/fitxer-key", true, false);

	begin_server();
	walk_to_end();
	assert_false(renewal_next(r, today(), &next));
	act_noted("reopen", NULL, NULL, "S'ha tancat massa aviat");
	assert_next("close", NULL, true, false);
}

static void
walking_by_the_next_thing_alone_closes_a_renewal(void **state)
{
	struct renewal_next next;
	int steps = 0;
	(void)state;

	begin_server();
	while (renewal_next(r, today(), &next) && steps++ < 60) {
		const char *key = next.step.key;

		if (!strcmp(next.act, "close"))
			act("close", NULL, NULL);
		else if (!strcmp(next.act, "choose")) {
			char *args =
			    mem_printf("{\"value\":\"%s\"}", next.step.step->options[0].value);

			act("choose", key, args);
			free(args);
		} else if (!strcmp(next.act, "ticket"))
			act("ticket", key,
			    strstr(key, "-cap")   ? "{\"key\":\"ST-1\"}"
			    : strstr(key, "-csr") ? "{\"key\":\"SIS-1\"}"
						  : "{\"key\":\"SIS-2\"}");
		else if (!strcmp(next.act, "document"))
			bring(key, NULL);
		else if (!strcmp(next.act, "tick"))
			tick_all(key);
		else if (!strcmp(next.act, "value"))
			act("value", key, "{\"value\":\"1\"}");
		else if (!strcmp(next.act, "archive"))
			act("archive", key, "{\"confirmed\":true}");
		else if (!strcmp(next.act, "observe"))
			act("observe", key,
			    "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
		else
			act("complete", key, "{\"not_after\":\"2027-01-02\"}");
	}
	assert_true(steps < 30);
	assert_false(renewal_next(r, today(), &next));
}

/* ---- dates ---- */

static void
assert_finish(const char *expected)
{
	char text[DAY_TEXT_BYTES];

	assert_string_equal(
	    day_to_text(renewal_earliest_finish(r, site(), today()), text), expected);
}

static void
the_earliest_finish_is_the_longest_way_in_working_days(void **state)
{
	(void)state;
	begin_server();
	assert_finish("2026-12-14"); /* 3 beside 3, then 8, then 3, over 8 December */
	walk_to_ctti();
	assert_finish("2026-12-09"); /* 8 and 3 */
	now += DAYS(2);
	assert_finish("2026-12-09"); /* two of the eight have gone by */
	now += DAYS(30);
	assert_finish(
	    "2026-12-30"); /* late: the answer may come today, and then 3, over Christmas */
	act("urgent", NULL, NULL);
	assert_finish("2026-12-28"); /* and then 1 */
}

static void
another_procedure_and_a_sub_procedure_take_their_time(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	act("again", "permis-remedy", NULL);
	act("choose", "permis-remedy", "{\"value\":\"no\"}");
	assert_finish("2026-12-14"); /* 3 for the permission, then 8 and 3 */
	act_noted("choose", "ca", "{\"value\":\"eacat\"}", "Ho demana el servei");
	assert_finish("2026-12-21"); /* 16 and 3 */
	begin("dispositiu-eacat", A_FILE, "device", 0, NULL);
	assert_finish("2026-12-16");
}

static void
the_urgent_channel_is_offered_when_the_ordinary_one_is_too_long(void **state)
{
	(void)state;
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(40), NULL);
	assert_false(renewal_offers_urgent(r, site(), today()));
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(21),
	    NULL); /* 14 December, the day it would be done */
	assert_false(renewal_offers_urgent(r, site(), today()));
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(20), NULL);
	assert_true(renewal_offers_urgent(r, site(), today()));
	act("urgent", NULL, NULL);
	assert_false(renewal_offers_urgent(r, site(), today()));
	begin("cds-cesicat", ENDPOINT, "server", 0, NULL);
	assert_false(renewal_offers_urgent(r, site(), today()));
}

/* As far as the wait for EACAT, with what was said of its priority. */
static void
walk_to_eacat(const char *priority)
{
	char *args = mem_printf("{\"value\":\"%s\"}", priority);

	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("complete", "entrar-eacat", NULL);
	act("choose", "tipus", "{\"value\":\"segell\"}");
	act_noted("choose", "prioritat", args, "Ho diu la cap");
	act("value", "responsable", "{\"value\":\"La cap\"}");
	act("value", "us", "{\"value\":\"Propi\"}");
	tick_all("dades-eacat");
	act("value", "eacat-numero", "{\"value\":\"E-77\"}");
	act("complete", "reenviar-correu", NULL);
	free(args);
}

static void
urgent_priority_at_eacat_takes_four_days_and_not_sixteen(void **state)
{
	(void)state;
	begin("dispositiu-eacat", A_FILE, "device", NOON + DAYS(20), NULL);
	assert_true(renewal_offers_urgent(r, site(), today())); /* 16 December is too late */
	walk_to_eacat("ordinaria");
	assert_finish("2026-12-16");
	assert_true(renewal_offers_urgent(r, site(), today()));
	act("choose", "prioritat", "{\"value\":\"urgent\"}");
	assert_finish("2026-11-27");
	assert_false(renewal_offers_urgent(r, site(), today()));
	assert_string_equal(recorded("espera-emissio", "follow_up"), "2026-11-26");
	begin("dispositiu-eacat", A_FILE, "device", NOON + DAYS(20), NULL);
	act("urgent", NULL, NULL);
	assert_finish("2026-11-27");
}

static void
ordinary_priority_in_the_urgent_channel_asks_why(void **state)
{
	(void)state;
	begin("dispositiu-eacat", A_FILE, "device", 0, NULL);
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("complete", "entrar-eacat", NULL);
	act("choose", "tipus", "{\"value\":\"segell\"}");
	act("choose", "prioritat", "{\"value\":\"ordinaria\"}"); /* nobody is in a hurry */
	act("urgent", NULL, NULL);
	refused("reason-needed", "choose", "prioritat", "{\"value\":\"ordinaria\"}", NULL);
	act("choose", "prioritat", "{\"value\":\"urgent\"}");
	act_noted("choose", "prioritat", "{\"value\":\"ordinaria\"}", "No hi ha pressupost");
}

static void
a_wait_is_looked_at_while_the_certificate_still_holds(void **state)
{
	(void)state;
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(7), NULL);
	walk_to_ctti();
	assert_string_equal(
	    recorded("espera-ctti", "follow_up"), "2026-11-27"); /* Friday, it ends on Monday */
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(1), NULL);
	walk_to_ctti();
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-11-24");
	begin("cds-cesicat", ENDPOINT, "server", NOON - DAYS(9), NULL);
	walk_to_ctti();
	assert_string_equal(
	    recorded("espera-ctti", "follow_up"), "2026-11-24"); /* it has ended: daily */
}

static void
the_urgent_channel_moves_the_follow_ups_that_there_are(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-12-03");
	act("urgent", NULL, NULL);
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-11-26");
	act("urgent", NULL, "{\"on\":false}");
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-12-03");
	act("postpone", "espera-ctti", "{\"follow_up\":\"2026-11-25\"}");
	act("urgent", NULL, NULL); /* sooner, and a person's */
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-11-25");
	act("postpone", "espera-ctti", "{\"follow_up\":\"2026-12-10\"}");
	act("urgent", NULL, "{\"on\":false}");
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-12-10");
	now += DAYS(7);
	act("urgent", NULL, NULL); /* its day has gone by: today */
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-11-30");
	act("undo", NULL, NULL);
	assert_string_equal(recorded("espera-ctti", "follow_up"), "2026-12-10");
}

static void
a_follow_up_can_be_chosen_and_moved(void **state)
{
	(void)state;
	begin_server();
	refused("bad-argument", "wait", "data-caducitat", "{\"follow_up\":\"2026-11-22\"}", NULL);
	refused("bad-argument", "wait", "data-caducitat", "{\"follow_up\":\"aviat\"}", NULL);
	act("wait", "data-caducitat", "{\"whom\":\"la xarxa\",\"follow_up\":\"2026-11-25\"}");
	assert_string_equal(recorded("data-caducitat", "waiting_on"), "la xarxa");
	refused("bad-argument", "postpone", "data-caducitat", NULL, NULL);
	act("postpone", "data-caducitat", "{\"follow_up\":\"2026-11-30\"}");
	assert_string_equal(recorded("data-caducitat", "follow_up"), "2026-11-30");
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	assert_null(recorded("data-caducitat", "follow_up"));
}

/* ---- the last time ---- */

static void
the_last_renewal_tells_how_it_went(void **state)
{
	const json_t *last;
	json_t *doc;
	(void)state;

	begin_server();
	act("set", NULL, "{\"name\":\"head\",\"value\":\"La cap\"}");
	actor = "op2";
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-712\"}");
	now += DAYS(2);
	bring("fitxer-csr", NULL);
	doc = renewal_json(r);
	json_object_set_new(doc, "id", json_integer(5));
	actor = "op1";
	begin("cds-cesicat", ENDPOINT, "server", NOON, doc);
	json_decref(doc);
	last = renewal_last_time(r, "cds-cesicat/tiquet-csr");
	assert_string_equal(json_string_value(json_object_get(last, "ticket")), "SIS-712");
	assert_string_equal(json_string_value(json_object_get(last, "by")), "op2");
	last = renewal_last_time(r, "cds-cesicat/espera-csr");
	assert_int_equal(json_integer_value(json_object_get(last, "days")), 2);
	last = renewal_last_time(r, "cds-cesicat/origen");
	assert_string_equal(json_string_value(json_object_get(last, "choice")), "renovacio");
	assert_null(renewal_last_time(r, "cds-cesicat/ca"));
	assert_value("head", "La cap"); /* what did not change is filled in */
	assert_state("origen", "todo"); /* and what was chosen is not */
}

static json_t *
closed_after(int days)
{
	json_t *doc = json_pack("{s:s, s:I, s:I, s:{s:{s:i}}}", "outcome", "renewed", "opened_at",
	    (json_int_t)NOON, "closed_at", (json_int_t)(NOON + DAYS(days)), "durations",
	    "cds-cesicat/csr", "days", days / 2);

	return doc;
}

static void
nine_tenths_of_five_or_more_make_a_figure(void **state)
{
	json_t *closed = json_array();
	(void)state;

	for (int i = 1; i <= 4; i++)
		json_array_append_new(closed, closed_after(10 * i));
	json_array_append_new(closed, json_pack("{s:s}", "outcome", "not-renewed"));
	assert_int_equal(renewals_p90(closed, NULL), -1);
	json_array_append_new(closed, closed_after(2));
	assert_int_equal(renewals_p90(closed, NULL), 40);
	for (int i = 0; i < 5; i++)
		json_array_append_new(closed, closed_after(4));
	assert_int_equal(renewals_p90(closed, NULL), 30);
	assert_int_equal(renewals_p90(closed, "cds-cesicat/csr"), 15);
	assert_int_equal(renewals_p90(closed, "cds-cesicat/lluna"), -1);
	json_decref(closed);
}

static void
closing_measures_each_phase(void **state)
{
	json_t *doc, *phase;
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-1\"}");
	now += DAYS(4); /* Friday */
	bring("fitxer-csr", NULL);
	now += DAYS(3);
	bring("fitxer-key", NULL);
	act_noted("choose", "ca",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"2027-01-02\"}}", "Ja no cal");
	act("complete", "csr-innecessari", NULL);
	act("complete", "avisar-no-renova", NULL);
	act("complete", "baixa-monitor", NULL);
	act("close", NULL, NULL);
	doc = renewal_json(r);
	phase = json_object_get(json_object_get(doc, "durations"), "cds-cesicat/cap-servei");
	assert_int_equal(json_integer_value(json_object_get(phase, "days")), 5);
	assert_null(json_object_get(
	    json_object_get(doc, "durations"), "cds-cesicat/csr")); /* left out in the end */
	json_decref(doc);
}

/* ---- texts ---- */

static void
texts_are_filled_with_what_is_known(void **state)
{
	const struct definition_template *template;
	struct renewal_step s;
	struct err err = {0};
	char *text;
	(void)state;

	begin("cds-cesicat", "[{\"id\":7,\"domain\":\"*.exemple.cat\",\"type\":\"endpoint\"}]",
	    "server", NOON + DAYS(40), NULL);
	assert_value("expires", "02/01/2027");
	assert_value("today", "23/11/2026");
	assert_value("user", "op1");
	assert_value("domain-folder", "comodi.exemple.cat");
	assert_value("contact.certificats", "certificats@aoc.cat");
	assert_value("contact.cesicat-urgent", NULL);
	assert_value("ca", NULL);
	assert_true(renewal_step_find(r, "tiquet-csr", &s));
	template = definition_template(s.definition, s.step->template);
	assert_int_equal(
	    renewal_fill(r, site(), template->body, true, "op1", today(), &text, NULL), 0);
	assert_non_null(strstr(text, "el CSR per *\\*.exemple.cat* per a"));
	assert_non_null(strstr(text, "\nCommon Name: *.exemple.cat\n"));
	free(text);
	assert_true(renewal_step_find(r, "contactar-cesicat", &s));
	assert_int_equal(
	    renewal_fill(r, site(), s.step->text, false, "op1", today(), &text, &err), -1);
	assert_string_equal(err.code, "missing-value");
	assert_non_null(strstr(err.text, "contact.cesicat-urgent"));
	free(text);
}

static void
what_people_type_is_cleaned(void **state)
{
	(void)state;
	begin_server();
	act("set", NULL, "{\"name\":\"head\",\"value\":\"Cap\\u001b[2J\\u202e\"}");
	assert_value("head", "Cap<U+001B>[2J<U+202E>");
}

static void
the_checklist_lists_what_was_entered(void **state)
{
	struct renewal_step s;
	size_t count = 0, others = 0;
	(void)state;

	begin_server();
	while (renewal_step_at(r, count, &s)) {
		assert_string_equal(s.definition->name, "cds-cesicat");
		count++;
	}
	assert_int_equal(count, 28);
	act("urgent", NULL, NULL);
	for (size_t i = 0; renewal_step_at(r, i, &s); i++)
		others += strcmp(s.definition->name, "cds-cesicat") != 0;
	assert_int_equal(others, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(there_is_always_one_next_thing),
	    t(walking_by_the_next_thing_alone_closes_a_renewal),
	    t(the_earliest_finish_is_the_longest_way_in_working_days),
	    t(another_procedure_and_a_sub_procedure_take_their_time),
	    t(the_urgent_channel_is_offered_when_the_ordinary_one_is_too_long),
	    t(urgent_priority_at_eacat_takes_four_days_and_not_sixteen),
	    t(ordinary_priority_in_the_urgent_channel_asks_why),
	    t(the_urgent_channel_moves_the_follow_ups_that_there_are),
	    t(a_wait_is_looked_at_while_the_certificate_still_holds),
	    t(a_follow_up_can_be_chosen_and_moved),
	    t(the_last_renewal_tells_how_it_went),
	    t(nine_tenths_of_five_or_more_make_a_figure),
	    t(closing_measures_each_phase),
	    t(texts_are_filled_with_what_is_known),
	    t(what_people_type_is_cleaned),
	    t(the_checklist_lists_what_was_entered),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

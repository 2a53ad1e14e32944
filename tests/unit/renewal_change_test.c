/* rooms: procedure expiry base */
/* Changing one's mind, two people at once, and steps that are left out, go back or gather notes. */
#include "tests/unit/renewal_fixture.h"

/* ---- changing one's mind ---- */

static void
a_changed_decision_keeps_what_the_other_branch_gathered(void **state)
{
	const json_t *earlier;
	(void)state;

	begin_server();
	walk_to_ctti();
	act_noted("choose", "ca", "{\"value\":\"eacat\"}", "Ho demana el servei");
	assert_state("remedy-numero", "not-applicable");
	act("complete", "dispositiu-eacat/entrar-eacat", NULL);
	earlier = json_object_get(record("ca"), "earlier");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(earlier, 0), "choice")), "cesicat");
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	assert_state("remedy-numero", "done");
	assert_value("remedy-numero", "REQ000123");
	assert_state(
	    "dispositiu-eacat/entrar-eacat", "not-applicable"); /* and this is kept in its turn */
	assert_string_equal(recorded("dispositiu-eacat/entrar-eacat", "state"), "done");
	assert_state("espera-ctti", "waiting");
}

static void
an_event_tells_what_was_and_what_is(void **state)
{
	json_t *event, *after;
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	event = event_of("choose", "origen",
	    "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"2027-01-02\"}}", "Es tanca");
	assert_int_equal(json_integer_value(json_object_get(event, "seq")), 3);
	assert_int_equal(json_integer_value(json_object_get(event, "at")), NOON);
	assert_string_equal(json_string_value(json_object_get(event, "by")), "op1");
	assert_string_equal(
	    json_string_value(json_object_get(event, "step")), "cds-cesicat/origen");
	assert_string_equal(json_string_value(json_object_get(event, "note")), "Es tanca");
	assert_string_equal(json_string_value(json_object_get(
				json_object_get(event, "effects"), "cds-cesicat/tiquet-csr")),
	    "not-applicable");
	after = json_object_get(json_object_get(event, "after"), "steps");
	assert_int_equal(json_object_size(after), 1);
	assert_true(json_is_null(json_object_get(
	    json_object_get(json_object_get(event, "before"), "values"), "data-fi")));
	json_decref(event);
}

static void
undo_puts_back_what_each_act_changed(void **state)
{
	json_t *at_start, *at_end, *event;
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	at_start = renewal_json(r);
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	assert_state("espera-csr", "waiting");
	event = event_of("undo", NULL, NULL, NULL);
	assert_int_equal(json_integer_value(json_object_get(event, "undoes")), 4);
	assert_string_equal(json_string_value(json_object_get(
				json_object_get(event, "effects"), "cds-cesicat/espera-csr")),
	    "todo");
	json_decref(event);
	act("undo", NULL, NULL);
	at_end = renewal_json(r);
	assert_true(
	    json_equal(json_object_get(at_start, "steps"), json_object_get(at_end, "steps")));
	assert_int_equal(renewal_version(r), 6); /* forwards, also when going back */
	act("undo", NULL, NULL);
	refused("nothing-to-undo", "undo", NULL, NULL, NULL);
	json_decref(at_start);
	json_decref(at_end);
}

static void
undo_gives_way_to_what_came_since(void **state)
{
	(void)state;
	begin_server();
	walk_to_verify();
	act("seen", "verificar", "{\"monitor\":7,\"address\":\"x\",\"sha256\":\"" NEW_DIGEST "\"}");
	act("again", "verificar", NULL);
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", OLD_DIGEST) "]}");
	refused("changed-since", "undo", NULL, NULL, NULL);
}

/* What came after it and has nothing to do with it stays; what has is not overwritten. */
static void
an_act_that_is_named_is_undone_whatever_came_after_it(void **state)
{
	json_t *event;
	(void)state;

	begin_server();
	act("release", NULL, NULL);
	act("claim", NULL, NULL); /* its event is the third */
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	refused("nothing-to-undo", "undo", NULL, "{\"seq\":9}", NULL);
	event = event_of("undo", NULL, "{\"seq\":3}", NULL);
	assert_int_equal(json_integer_value(json_object_get(event, "undoes")), 3);
	json_decref(event);
	assert_state("data-caducitat", "done");
	refused("nothing-to-undo", "undo", NULL, "{\"seq\":3}", NULL);
	act("undo", NULL, "{\"seq\":2}"); /* what releasing it changed stands again */
	act("hand-over", NULL, "{\"to\":\"op2\"}");
	actor = "op2";
	act("release", NULL, NULL);
	refused("changed-since", "undo", NULL, "{\"seq\":7}", NULL);
	assert_state("data-caducitat", "done");
}

static void
what_it_waits_for_is_put_off_as_a_whole(void **state)
{
	(void)state;
	begin_server();
	refused("nothing-waits", "put-off", NULL, "{\"follow_up\":\"2026-12-10\"}", NULL);
	act("wait", "data-caducitat", "{\"whom\":\"Sistemes\",\"follow_up\":\"2026-11-30\"}");
	act("put-off", NULL, "{\"follow_up\":\"2026-12-10\"}");
	assert_string_equal(recorded("data-caducitat", "follow_up"), "2026-12-10");
	refused("later-already", "put-off", NULL, "{\"follow_up\":\"2026-12-09\"}", NULL);
	refused("bad-argument", "put-off", NULL, NULL, NULL);
	act("undo", NULL, NULL);
	assert_string_equal(recorded("data-caducitat", "follow_up"), "2026-11-30");
}

/* Begun by mistake: it is closed, and no longer counts; as long as nothing was done in it, whoever had it. */
static void
what_was_just_begun_can_be_taken_back(void **state)
{
	json_t *doc;

	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	refused("already-begun", "withdraw", NULL, NULL, NULL);
	act("undo", NULL, NULL);
	act("hand-over", NULL, "{\"to\":\"op2\"}");
	refused("bad-state", "withdraw", NULL, NULL, NULL);
	actor = "op2";
	act("withdraw", NULL, NULL);
	doc = renewal_json(r);
	assert_string_equal(json_string_value(json_object_get(doc, "outcome")), "withdrawn");
	json_decref(doc);
	refused("closed", "claim", NULL, NULL, NULL);
	act("undo", NULL, NULL);
	doc = renewal_json(r);
	assert_null(json_object_get(doc, "outcome"));
	json_decref(doc);
}

/* Or the trail of n notes would hold n * n of them. */
static void
a_note_adds_itself_alone_to_the_trail(void **state)
{
	const json_t *notes;
	json_t *whole;
	size_t second = 0, last = 0;
	(void)state;

	begin_server();
	for (int i = 1; i <= 60; i++) {
		json_t *event = event_of("note", "origen", NULL, "Han trucat i diuen que demà");

		last = json_dumpb(event, NULL, 0, JSON_COMPACT);
		second = i == 2 ? last : second;
		json_decref(event);
	}
	assert_in_range(last, second, second + 16); /* longer numbers */
	whole = json_deep_copy(json_object_get(record("origen"), "notes"));
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("undo", NULL, NULL);
	assert_true(json_equal(json_object_get(record("origen"), "notes"), whole));
	act("undo", NULL, NULL);
	act("undo", NULL, NULL);
	notes = json_object_get(record("origen"), "notes");
	assert_int_equal(json_array_size(notes), 59);
	json_array_remove(whole, 59);
	assert_true(json_equal(notes, whole));
	json_decref(whole);
}

static void
a_closing_can_be_undone(void **state)
{
	(void)state;
	begin_server();
	walk_to_end();
	act("undo", NULL, NULL);
	act("again", "tancar", NULL);
	assert_state("tancar", "todo");
}

/* ---- two people ---- */

static void
the_second_writer_gets_a_conflict(void **state)
{
	struct err err = {0};
	int64_t seen;
	(void)state;

	begin_server();
	seen = renewal_version(r);
	act("claim", NULL, NULL);
	actor = "op2";
	assert_null(attempt(
	    "complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}", NULL, seen, &err));
	assert_string_equal(err.code, "conflict");
	assert_null(attempt("undo", NULL, NULL, NULL, seen, &err));
	assert_string_equal(err.code, "conflict");
	assert_state("data-caducitat", "todo");
}

static void
a_renewal_is_claimed_handed_over_and_taken_over(void **state)
{
	json_t *doc;
	(void)state;

	begin_server(); /* whoever opens it has it */
	actor = "op2";
	refused("bad-state", "claim", NULL, NULL, NULL);
	refused("bad-state", "release", NULL, NULL, NULL);
	refused("bad-state", "hand-over", NULL, "{\"to\":\"op3\"}", NULL);
	act("take-over", NULL, NULL);
	refused("bad-argument", "hand-over", NULL, NULL, NULL);
	act("hand-over", NULL, "{\"to\":\"op3\"}");
	doc = renewal_json(r);
	assert_string_equal(json_string_value(json_object_get(doc, "owner")), "op3");
	json_decref(doc);
}

static void
it_rests_until_a_date(void **state)
{
	(void)state;
	begin_server();
	refused("bad-argument", "pause", NULL, "{\"until\":\"2026-11-23\"}", NULL);
	refused("bad-argument", "pause", NULL, "{\"until\":\"demà\"}", NULL);
	act("pause", NULL, "{\"until\":\"2026-12-01\"}");
	act("resume", NULL, NULL);
}

/* ---- steps ---- */

static void
leaving_out_a_step_needs_a_reason(void **state)
{
	(void)state;
	begin_server();
	refused("reason-needed", "skip", "data-caducitat", NULL, NULL);
	refused("reason-needed", "exclude", "data-caducitat", NULL, "");
	refused("reason-needed", "exclude", "data-caducitat", NULL, "  ");
	refused("reason-needed", "exclude", "data-caducitat", NULL, "\u00a0\u200b \u3000");
	act_noted("skip", "data-caducitat", NULL, "Ja s'ha vist al tiquet");
	assert_state("data-caducitat", "skipped");
	assert_string_equal(recorded("data-caducitat", "note"), "Ja s'ha vist al tiquet");
	refused("bad-state", "skip", "data-caducitat", NULL, "un altre cop");
	act("again", "data-caducitat", NULL);
	assert_state("data-caducitat", "todo");
}

static void
a_rejected_request_goes_back_and_keeps_both_numbers(void **state)
{
	const json_t *rounds;
	json_t *doc;
	(void)state;

	begin_server();
	walk_to_ctti();
	refused("reason-needed", "reject", "espera-ctti", NULL, NULL);
	act_noted("reject", "espera-ctti", NULL, "Falta l'entitat");
	assert_state("dades-contacte", "done");
	assert_state("detall-peticio", "todo");
	assert_state("remedy-numero", "todo");
	assert_state("espera-ctti", "todo");
	assert_value("remedy-numero", NULL);
	tick_all("detall-peticio");
	act("value", "remedy-numero", "{\"value\":\"REQ000456\"}");
	assert_state("espera-ctti", "waiting");
	assert_value("remedy-numero", "REQ000456");
	rounds = json_object_get(record("remedy-numero"), "rounds");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(rounds, 0), "value")), "REQ000123");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(rounds, 0), "rejected")),
	    "Falta l'entitat");
	act_noted("reject", "espera-ctti", NULL, "Encara no");
	assert_int_equal(json_array_size(json_object_get(record("remedy-numero"), "rounds")), 2);
	doc = renewal_json(r);
	rounds = json_object_get(
	    json_object_get(json_object_get(doc, "values"), "remedy-numero"), "earlier");
	assert_int_equal(json_array_size(rounds), 2);
	json_decref(doc);
}

static void
a_form_is_done_when_every_field_is_ticked(void **state)
{
	struct renewal_step s;
	(void)state;

	begin_server();
	walk_to_ctti();
	assert_true(renewal_step_find(r, "3.4", &s));
	assert_int_equal(s.state, STATE_DONE);
	act("tick", "detall-peticio", "{\"index\":9,\"ticked\":false}");
	assert_state("detall-peticio", "doing");
	refused("not-ticked", "complete", "detall-peticio", NULL, NULL);
	refused("bad-argument", "tick", "detall-peticio", "{\"index\":12}", NULL);
	refused("bad-argument", "tick", "detall-peticio", "{\"index\":-1}", NULL);
	act("tick", "detall-peticio", "{\"index\":9}");
	assert_state("detall-peticio", "done");
}

/* By the daemon, once Jira has it: nobody takes back what was said, and the last ones are what is kept. */
static void
a_step_keeps_what_was_said_on_its_account(void **state)
{
	const json_t *comments;
	(void)state;

	begin_server();
	refused("bad-argument", "comment", "espera-csr", "{}", NULL);
	act("comment", "espera-csr", "{\"ticket\":\"SIS-7001\",\"reminder\":true}");
	for (int i = 0; i < 21; i++)
		act("comment", "espera-csr", "{\"ticket\":\"SIS-7002\"}");
	act("comment", "espera-csr", "{\"ticket\":\"SIS-7003\",\"reminder\":true}");
	comments = json_object_get(record("espera-csr"), "comments");
	assert_int_equal(json_array_size(comments), 20);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(comments, 0), "ticket")), "SIS-7002");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(comments, 19), "ticket")), "SIS-7003");
	assert_true(json_is_true(json_object_get(json_array_get(comments, 19), "reminder")));
	refused("nothing-to-undo", "undo", NULL, NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(a_changed_decision_keeps_what_the_other_branch_gathered),
	    t(an_event_tells_what_was_and_what_is),
	    t(undo_puts_back_what_each_act_changed),
	    t(undo_gives_way_to_what_came_since),
	    t(an_act_that_is_named_is_undone_whatever_came_after_it),
	    t(what_it_waits_for_is_put_off_as_a_whole),
	    t(what_was_just_begun_can_be_taken_back),
	    t(a_note_adds_itself_alone_to_the_trail),
	    t(a_closing_can_be_undone),
	    t(the_second_writer_gets_a_conflict),
	    t(a_renewal_is_claimed_handed_over_and_taken_over),
	    t(it_rests_until_a_date),
	    t(leaving_out_a_step_needs_a_reason),
	    t(a_step_keeps_what_was_said_on_its_account),
	    t(a_rejected_request_goes_back_and_keeps_both_numbers),
	    t(a_form_is_done_when_every_field_is_ticked),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

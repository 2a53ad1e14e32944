/* rooms: procedure expiry base */
/* What is said with an act, and with an opening: looked at, and refused by its name with a reason. */
#include "tests/unit/renewal_fixture.h"

/* ---- tickets and values ---- */

/* What is pasted is the key or the ticket's URL; the ticket to install is a new one, and one of another project is
 * taken only by whoever says so. */
static void
a_ticket_is_the_one_that_the_step_asks_for(void **state)
{
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen",
	    "{\"value\":\"nou\",\"values\":{\"tiquet-origen\":"
	    "\"https://contacte.aoc.cat/browse/SIS-700?src=ABC-1\"}}");
	assert_value("tiquet-origen", "SIS-700");
	act("ticket", "tiquet-csr",
	    "{\"key\":\" https://contacte.aoc.cat/browse/SIS-903?src=confmacro \"}");
	assert_string_equal(recorded("tiquet-csr", "ticket"), "SIS-903");
	refused("bad-argument", "ticket", "tiquet-cap", "{\"key\":\"https://contacte.aoc.cat/\"}",
	    NULL);
	refused("ticket-used", "ticket", "tiquet-cap",
	    "{\"key\":\"SIS-903\",\"agreed\":[\"other-project\"]}", NULL);
	refused("other-project", "ticket", "tiquet-cap", "{\"key\":\"SIS-904\"}", NULL);
	act("ticket", "tiquet-cap", "{\"key\":\"SIS-904\",\"agreed\":[\"other-project\"]}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-ST-812\"}");
	assert_string_equal(recorded("tiquet-cap", "ticket"), "ST-812");
#define FOUND(known, uses) "{\"key\":\"ST-9\",\"found\":{\"known\":" known ",\"uses\":[" uses "]}"
	refused("unknown-ticket", "ticket", "tiquet-cap", FOUND("false", "") "}", NULL);
	refused("unknown-ticket", "ticket", "tiquet-cap",
	    FOUND("false", "") ",\"agreed\":[\"ticket-in-use\"]}", NULL);
	refused("ticket-in-use", "ticket", "tiquet-cap",
	    FOUND("true", "{\"role\":\"head\",\"renewal\":3}") "}", NULL);
	refused("ticket-in-use", "ticket", "tiquet-cap",
	    FOUND("true", "{\"role\":\"other\",\"monitor\":999}") "}", NULL);
	refused("ticket-in-use", "ticket", "tiquet-cap",
	    FOUND("true", "{\"role\":\"other\"},{\"role\":\"origin\"}") "}", NULL);
	act("ticket", "tiquet-cap", FOUND("false", "") ",\"agreed\":[\"unknown-ticket\"]}");
	act("ticket", "tiquet-cap", FOUND("true", "{\"role\":\"head\",\"renewal\":3}") "}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-812\"}");
	act("ticket", "tiquet-cap",
	    FOUND("true", "{\"role\":\"other\"},{\"role\":\"head\"},{\"role\":\"origin\","
			  "\"monitor\":7}") "}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-812\"}");
	act("ticket", "tiquet-cap",
	    FOUND("true", "{\"role\":\"head\",\"renewal\":3}") ",\"agreed\":[\"ticket-in-use\"]}");
#undef FOUND
	begin_server();
	walk_to_verify();
	act("choose", "origen", "{\"value\":\"nou\",\"values\":{\"tiquet-origen\":\"SIS-700\"}}");
	act("again", "tiquet-installacio", NULL);
	refused("ticket-used", "ticket", "tiquet-installacio", "{\"key\":\"SIS-903\"}", NULL);
	refused("ticket-used", "ticket", "tiquet-installacio", "{\"key\":\"SIS-700\"}", NULL);
	act("ticket", "tiquet-installacio", "{\"key\":\"SIS-950\"}");
}

static void
a_ticket_s_key_and_a_value_are_looked_at(void **state)
{
	(void)state;
	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	refused("bad-argument", "ticket", "tiquet-csr", "{\"key\":\"el de sempre\"}", NULL);
	refused("bad-argument", "ticket", "tiquet-csr", NULL, NULL);
	refused("bad-state", "value", "tiquet-csr", "{\"value\":\"SIS-1\"}", NULL);
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-1\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-2\"}"); /* it was mistyped */
	assert_value("ticket.tiquet-csr", "SIS-2");
	refused("unknown-act", "dance", "tiquet-csr", NULL, NULL);
	refused("no-step", "note", "ball", NULL, "hola");
	refused(
	    "bad-argument", "set", NULL, "{\"name\":\"folder-year\",\"value\":\"enguany\"}", NULL);
	act("set", NULL, "{\"name\":\"folder-year\",\"value\":\"2025\"}");
	assert_value("folder-year", "2025");
}

/* ---- each argument ---- */

static void
a_refused_argument_is_named_with_its_reason(void **state)
{
	static const struct {
		const char *what, *step, *args, *field, *reason, *value;
	} tries[] = {
	    {"complete", "data-caducitat", "{\"not_after\":\"aviat\"}", "not_after", "not-a-date",
		"aviat"},
	    {"wait", "data-caducitat", "{\"follow_up\":\"2026-11-22\"}", "follow_up", "not-a-date",
		"2026-11-22"},
	    {"choose", "origen", "{\"value\":\"ball\"}", "value", "unknown", "ball"},
	    {"ticket", "tiquet-csr", "{\"key\":\"x\"}", "key", "not-a-ticket", "x"},
	    {"hand-over", NULL, NULL, "to", "empty", ""},
	    {"pause", NULL, "{\"until\":20}", "until", "not-a-date", "20"},
	    {"urgent", NULL, "{\"on\":5}", "on", "unknown", "5"},
	    {"set", NULL, "{\"name\":\"nas\",\"value\":\"x\"}", "name", "unknown", "nas"},
	    {"set", NULL, "{\"name\":\"head\"}", "value", "empty", ""},
	    {"set", NULL, "{\"name\":\"folder-year\",\"value\":\"25\"}", "value", "not-a-year",
		"25"},
	    {"monitors", NULL, "{\"monitors\":[]}", "monitors", "empty", ""},
	};

	(void)state;
	begin_server();
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		struct err err = {0};

		if (i == 2)
			act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
		if (i == 3)
			act("choose", "origen", "{\"value\":\"renovacio\"}");
		assert_null(attempt(
		    tries[i].what, tries[i].step, tries[i].args, NULL, renewal_version(r), &err));
		assert_string_equal(err.code, "bad-argument");
		assert_string_equal(err_said(&err, "field"), tries[i].field);
		assert_string_equal(err_said(&err, "reason"), tries[i].reason);
		assert_string_equal(err_said(&err, "value"), tries[i].value);
	}
}

/* None is cut unseen: what is kept is what was said. */
static void
a_text_that_is_too_long_is_refused_by_its_name(void **state)
{
	static const struct {
		const char *act, *step, *before, *after, *field;
		size_t most;
	} cases[] = {{"hand-over", NULL, "{\"to\":\"", "\"}", "to", 256},
	    {"set", NULL, "{\"name\":\"head\",\"value\":\"", "\"}", "value", 4096},
	    {"names", NULL, "{\"names\":[\"a.cat\",\"", "\"]}", "names", 4096},
	    {"choose", "origen", "{\"value\":\"no-es-renova\",\"values\":{\"data-fi\":\"", "\"}}",
		"data-fi", 4096}};
	char text[4098];
	(void)state;

	begin_server();
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\"}");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = {0};
		char *args;

		memset(text, 'x', sizeof(text));
		text[cases[i].most + 1] = '\0';
		args = mem_printf("%s%s%s", cases[i].before, text, cases[i].after);
		assert_null(attempt(cases[i].act, cases[i].step, args, NULL, -1, &err));
		assert_string_equal(err.code, "bad-argument");
		assert_string_equal(err_said(&err, "field"), cases[i].field);
		assert_string_equal(err_said(&err, "reason"), "too-long");
		free(args);
	}
}

/* Every act of the table says what is wrong with no arguments at all, or works. */
static void
no_act_breaks_without_arguments(void **state)
{
	struct renewal_step s;
	(void)state;

	begin_server();
	walk_to_verify();
	for (size_t i = 0; renewal_act_name(i); i++)
		for (size_t k = 0; renewal_step_at(r, k, &s); k++) {
			struct err err = {0};
			json_t *event = attempt(renewal_act_name(i), s.key, NULL, NULL, -1, &err);

			assert_true(event || err.code);
			json_decref(event);
		}
}

/* ---- an opening ---- */

static void
an_opening_is_looked_at(void **state)
{
	json_t *none = json_array(), *one = json_of(ENDPOINT), *event;
	struct renewal_opening o = {.procedure = "cds-cesicat",
	    .monitors = none,
	    .origin = "alert",
	    .class = "server",
	    .actor = "op1",
	    .now = NOON};
	struct err err = {0};
	(void)state;

	assert_null(renewal_open(library, &o, &event, &err));
	assert_string_equal(err.code, "bad-argument");
	o.monitors = one;
	o.class = "boat";
	assert_null(renewal_open(library, &o, &event, &err));
	assert_string_equal(err.code, "bad-argument");
	o.class = "server";
	o.procedure = "nowhere";
	assert_null(renewal_open(library, &o, &event, &err));
	assert_string_equal(err.code, "no-procedure");
	json_decref(none);
	json_decref(one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(a_ticket_is_the_one_that_the_step_asks_for),
	    t(a_text_that_is_too_long_is_refused_by_its_name),
	    t(a_ticket_s_key_and_a_value_are_looked_at),
	    t(a_refused_argument_is_named_with_its_reason),
	    t(an_opening_is_looked_at),
	    t(no_act_breaks_without_arguments),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

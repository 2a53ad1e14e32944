/* rooms: procedure expiry base */
/* Changing one's mind, two people at once, and what the store gives back. */
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

/* ---- the store ---- */

static char *
pinned(void *ctx, const char *digest)
{
	const struct definition *d;

	for (size_t i = 0; (d = renewal_pin(ctx, i)); i++)
		if (!strcmp(d->digest, digest))
			return mem_strdup(d->pin);
	return NULL;
}

static char *
nothing(void *ctx, const char *digest)
{
	(void)ctx;
	(void)digest;
	return NULL;
}

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

static void
what_is_stored_comes_back_whole_with_what_we_do_not_know(void **state)
{
	json_t *doc, *again;
	struct renewal *other;
	(void)state;

	begin_server();
	walk_to_ctti();
	doc = renewal_json(r);
	json_object_set_new(doc, "weather", json_string("rain"));
	json_object_set_new(json_object_get(json_object_get(doc, "steps"), "cds-cesicat/ca"),
	    "mood", json_string("good"));
	other = stored_renewal(doc, pinned, r, NULL);
	assert_non_null(other);
	again = renewal_json(other);
	assert_true(json_equal(doc, again));
	json_decref(again);
	renewal_free(r);
	r = other;
	bring("certificat", NULL);
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	again = renewal_json(r);
	assert_string_equal(json_string_value(json_object_get(again, "weather")), "rain");
	assert_string_equal(recorded("ca", "mood"), "good");
	json_decref(again);
	json_decref(doc);
}

static void
what_cannot_be_a_renewal_is_refused(void **state)
{
	static const char *const wrong[] = {"[]", "{}",
	    "{\"format\":1,\"version\":1,\"procedure\":\"x\",\"state\":\"open\","
	    "\"monitors\":[],\"pins\":[]}",
	    "{\"format\":1,\"version\":1,\"procedure\":\"x\",\"state\":\"open\",\"monitors\":[],"
	    "\"pins\":{},\"steps\":{\"a\":{\"state\":\"asleep\"}}}"};
	struct err err = {0};
	json_t *doc;
	(void)state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		doc = json_of(wrong[i]);
		assert_null(stored_renewal(doc, nothing, NULL, &err));
		assert_string_equal(err.code, "bad-renewal");
		json_decref(doc);
	}
	begin_server();
	doc = renewal_json(r);
	assert_null(stored_renewal(doc, nothing, NULL, &err));
	assert_string_equal(err.code, "missing-pin");
	json_object_set_new(doc, "format", json_integer(2));
	assert_null(stored_renewal(doc, pinned, r, &err));
	assert_non_null(strstr(err.text, "newer"));
	json_decref(doc);
}

/* A renewal that was begun goes on by the text that it was begun with. */
static void
an_edited_procedure_changes_only_later_renewals(void **state)
{
	char folder[] = "/tmp/caduca-renewal-XXXXXX", *path;
	const char *folders[] = {"backend/procedures", mkdtemp(folder)};
	struct library *shipped = library;
	struct renewal *begun, *again;
	json_t *doc;
	FILE *f;
	(void)state;

	begin_server();
	walk_to_ctti();
	begun = r;
	r = NULL;
	path = mem_printf("%s/cds-cesicat.procedure", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("name = \"cds-cesicat\"; title = \"Nou\"; phases = ( { id = \"p\"; title = \"P\"; "
	      "steps = (\n"
	      "{ id = \"tot\"; kind = \"task\"; title = \"Fer-ho tot\"; } ); } );\n",
	    f);
	fclose(f);
	library = library_load(folders, 2);
	begin_server();
	assert_true(is_ready("tot"));
	doc = renewal_json(begun);
	again = stored_renewal(doc, pinned, begun, NULL);
	renewal_free(r);
	r = again;
	assert_state("espera-ctti", "waiting");
	bring("certificat", NULL);
	assert_state("certificat", "done");
	json_decref(doc);
	renewal_free(begun);
	library_free(library);
	library = shipped;
	unlink(path);
	rmdir(folder);
	free(path);
}

struct texts {
	const struct renewal *of;
	size_t read;
};

static char *
counted(void *ctx, const char *digest)
{
	struct texts *t = ctx;

	t->read++;
	return pinned((void *)(uintptr_t)t->of, digest);
}

static size_t
pins_of(const struct renewal *of)
{
	size_t n = 0;

	while (renewal_pin(of, n))
		n++;
	return n;
}

/* To read one takes as long as a hundred acts. */
static void
a_pinned_text_is_read_once_for_all_that_follow_it(void **state)
{
	struct texts texts = {0};
	struct pin_cache *pins = pin_cache_new(counted, &texts);
	struct renewal *last = NULL;
	json_t *doc;
	(void)state;

	begin_server();
	assert_ptr_equal(renewal_pin(r, 0), library_find(library, "cds-cesicat"));
	texts.of = r;
	doc = renewal_json(r);
	for (int i = 0; i < 10; i++) {
		renewal_free(last);
		last = renewal_from_json(json_deep_copy(doc), pins, NULL);
		assert_non_null(last);
	}
	assert_int_equal(texts.read, pins_of(r));
	pin_cache_free(pins);
	assert_string_equal(renewal_pin(last, 0)->pin, renewal_pin(r, 0)->pin);
	renewal_free(last);
	json_decref(doc);
}

/* A text for each digest: more of them than are held. */
static char *
text_of_each(void *ctx, const char *digest)
{
	++*(size_t *)ctx;
	return mem_printf("name = \"x\"; title = \"%s\"; phases = ( { id = \"p\"; title = \"P\"; "
			  "steps = ( { id = \"tot\"; kind = \"task\"; title = \"Tot\"; } ); } );",
	    digest);
}

static void
of_pinned_texts_only_the_last_are_held(void **state)
{
	size_t read = 0;
	struct pin_cache *pins = pin_cache_new(text_of_each, &read);
	struct definition *first = pin_cache_get(pins, "x", "0", NULL), *again;
	(void)state;

	for (int i = 1; i <= PIN_CACHE_MAX; i++) {
		char digest[8];

		snprintf(digest, sizeof(digest), "%d", i);
		definition_free(pin_cache_get(pins, "x", digest, NULL));
	}
	assert_int_equal(read, PIN_CACHE_MAX + 1);
	assert_string_equal(first->title, "0"); /* a share of it is still here */
	definition_free(pin_cache_get(pins, "x", "64", NULL));
	assert_int_equal(read, PIN_CACHE_MAX + 1);
	again = pin_cache_get(pins, "x", "0", NULL);
	assert_int_equal(read, PIN_CACHE_MAX + 2);
	assert_string_equal(again->title, "0");
	definition_free(again);
	definition_free(first);
	pin_cache_free(pins);
}

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
	    t(a_ticket_is_the_one_that_the_step_asks_for),
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
	    t(a_text_that_is_too_long_is_refused_by_its_name),
	    t(a_step_keeps_what_was_said_on_its_account),
	    t(a_rejected_request_goes_back_and_keeps_both_numbers),
	    t(a_form_is_done_when_every_field_is_ticked),
	    t(a_ticket_s_key_and_a_value_are_looked_at),
	    t(a_refused_argument_is_named_with_its_reason),
	    t(what_is_stored_comes_back_whole_with_what_we_do_not_know),
	    t(what_cannot_be_a_renewal_is_refused),
	    t(an_edited_procedure_changes_only_later_renewals),
	    t(a_pinned_text_is_read_once_for_all_that_follow_it),
	    t(of_pinned_texts_only_the_last_are_held),
	    t(an_opening_is_looked_at),
	    t(no_act_breaks_without_arguments),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

/* rooms: procedure expiry base */
/* What the store gives back of a renewal: whole, or refused; and the text of a procedure that each one is pinned to. */
#include "tests/unit/renewal_fixture.h"

/* ---- the document ---- */

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

/* ---- the pinned text ---- */

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(what_is_stored_comes_back_whole_with_what_we_do_not_know),
	    t(what_cannot_be_a_renewal_is_refused),
	    t(an_edited_procedure_changes_only_later_renewals),
	    t(a_pinned_text_is_read_once_for_all_that_follow_it),
	    t(of_pinned_texts_only_the_last_are_held),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

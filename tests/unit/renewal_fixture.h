/* A renewal of the shipped procedures, walked by acts. Time stands still at Monday 23 November
 * 2026, noon UTC, unless a test moves it. */
#ifndef TESTS_RENEWAL_FIXTURE_H
#define TESTS_RENEWAL_FIXTURE_H

#include "tests/unit/procedure_shipped.h"

#include "procedure/pin_cache.h"
#include "procedure/renewal_ask.h"
#include "procedure/site.h"

#include "base/err.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAYS(n) (INT64_C(86400) * (n))
#define NOON INT64_C(1795435200) /* 2026-11-23 12:00:00 UTC, a Monday */
#define NEW_DIGEST "b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0"
#define OLD_DIGEST "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0"
#define ENDPOINT                                                                               \
	"[{\"id\":7,\"name\":\"www.exemple.cat:443\",\"domain\":\"www.exemple.cat\",\"type\":" \
	"\"endpoint\"}]"
#define A_FILE "[{\"id\":9,\"name\":\"Segell de proves\",\"type\":\"file\"}]"

static struct renewal *r;
static int64_t now;
static const char *actor;

static json_t *
json_of(const char *text)
{
	json_error_t e;
	json_t *j = text ? json_loads(text, 0, &e) : NULL;

	if (text && !j)
		fail_msg("%s: %s", e.text, text);
	return j;
}

static inline int32_t
today(void)
{
	return day_at(now);
}

static inline const struct site *
site(void)
{
	return library_site(library);
}

/* One act; the event, or NULL and err. */
static json_t *
attempt(const char *what, const char *step, const char *args, const char *note, int64_t version,
    struct err *err)
{
	json_t *a = json_of(args);
	const struct renewal_act act = {what, step, a, note, actor, now, version};
	json_t *event = renewal_do(r, site(), &act, err);

	json_decref(a);
	return event;
}

/* An act that must work; its event. */
static inline json_t *
event_of(const char *what, const char *step, const char *args, const char *note)
{
	struct err err = {0};
	json_t *event = attempt(what, step, args, note, renewal_version(r), &err);

	if (!event)
		fail_msg("%s %s: %s: %s", what, step ? step : "", err.code, err.text);
	return event;
}

static inline void
act(const char *what, const char *step, const char *args)
{
	json_decref(event_of(what, step, args, NULL));
}

static inline void
act_noted(const char *what, const char *step, const char *args, const char *note)
{
	json_decref(event_of(what, step, args, note));
}

/* As it comes from the store, whose texts the lookup has. */
static inline struct renewal *
stored_renewal(const json_t *doc, pin_text_lookup *lookup, void *ctx, struct err *err)
{
	struct pin_cache *pins = pin_cache_new(lookup, ctx);
	struct renewal *stored = renewal_from_json(json_deep_copy(doc), pins, err);

	pin_cache_free(pins);
	return stored;
}

/* An act that must be refused with the code, and change nothing. */
static inline void
refused(const char *code, const char *what, const char *step, const char *args, const char *note)
{
	struct err err = {0};
	json_t *before = renewal_json(r), *after;

	if (attempt(what, step, args, note, renewal_version(r), &err))
		fail_msg("%s %s was not refused", what, step ? step : "");
	assert_string_equal(err.code, code);
	after = renewal_json(r);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
}

static inline enum step_state
state_of(const char *name)
{
	struct renewal_step s;

	if (!renewal_step_find(r, name, &s))
		fail_msg("no step %s", name);
	return s.state;
}

static inline bool
is_ready(const char *name)
{
	struct renewal_step s;

	assert_true(renewal_step_find(r, name, &s));
	return s.ready;
}

static inline const json_t *
record(const char *name)
{
	struct renewal_step s;

	assert_true(renewal_step_find(r, name, &s));
	return s.record;
}

static inline const char *
recorded(const char *name, const char *member)
{
	return json_string_value(json_object_get(record(name), member));
}

#define assert_state(name, state) assert_string_equal(step_state_text(state_of(name)), state)

static inline void
assert_value(const char *name, const char *expected)
{
	char *value = renewal_value(r, site(), name, "op1", today());

	if (expected)
		assert_string_equal(value, expected);
	else
		assert_null(value);
	free(value);
}

static void
begin(const char *procedure, const char *monitors, const char *class, int64_t expires,
    const json_t *last)
{
	json_t *m = json_of(monitors), *event = NULL;
	const struct renewal_opening o = {.procedure = procedure,
	    .monitors = m,
	    .origin = "alert",
	    .class = class,
	    .expires = expires,
	    .last = last,
	    .actor = actor,
	    .now = now};
	struct err err = {0};

	renewal_free(r);
	r = renewal_open(library, &o, &event, &err);
	if (!r)
		fail_msg("%s: %s", err.code, err.text);
	json_decref(event);
	json_decref(m);
}

static inline void
begin_server(void)
{
	begin("cds-cesicat", ENDPOINT, "server", NOON + DAYS(40), NULL);
}

/* All checks of a file step passed, but those named in `failed` (blanks between). */
static inline void
bring(const char *step, const char *failed)
{
	struct renewal_step s;
	json_t *args = json_object(), *checks = json_array();
	char *text;

	assert_true(renewal_step_find(r, step, &s));
	for (size_t i = 0; i < s.step->checks.count; i++)
		json_array_append_new(checks,
		    json_pack("{s:s, s:s}", "name", s.step->checks.items[i], "result",
			failed && strstr(failed, s.step->checks.items[i]) ? "failed" : "passed"));
	json_object_set_new(args, "checks", checks);
	json_object_set_new(args, "document",
	    json_pack("{s:s, s:s, s:s}", "name", step, "sha256", "f11e", "certificate_sha256",
		NEW_DIGEST));
	text = json_dumps(args, 0);
	act("document", step, text);
	free(text);
	json_decref(args);
}

static inline void
tick_all(const char *step)
{
	struct renewal_step s;
	size_t count;

	assert_true(renewal_step_find(r, step, &s));
	count = s.step->kind == STEP_FORM ? s.step->field_count : s.step->points.count;
	for (size_t i = 0; i < count; i++) {
		char *args = mem_printf("{\"index\":%zu}", i);

		act("tick", step, args);
		free(args);
	}
}

/* From the alert to where the CA answers, by CESICAT. */
static inline void
walk_to_ctti(void)
{
	act("complete", "data-caducitat", "{\"not_after\":\"2027-01-02\",\"where\":\"navegador\"}");
	act("choose", "origen", "{\"value\":\"renovacio\"}");
	act("ticket", "tiquet-csr", "{\"key\":\"SIS-903\"}");
	act("ticket", "tiquet-cap", "{\"key\":\"ST-812\"}");
	bring("fitxer-csr", NULL);
	bring("fitxer-key", NULL);
	act("choose", "ca", "{\"value\":\"cesicat\"}");
	act("choose", "permis-remedy", "{\"value\":\"si\"}");
	act("complete", "entrar-remedy", NULL);
	tick_all("dades-contacte");
	tick_all("detall-peticio");
	act("value", "remedy-numero", "{\"value\":\"REQ000123\"}");
}

static inline void
walk_to_verify(void)
{
	walk_to_ctti();
	bring("certificat", NULL);
	act("archive", "arxiu", "{\"confirmed\":true}");
	act("ticket", "tiquet-installacio", "{\"key\":\"SIS-950\"}");
}

#define SERVES(address, digest)                                                                    \
	"{\"monitor\":7,\"address\":\"" address "\",\"sha256s\":[\"" digest "\"],\"connections\":" \
	"8}"

static inline void
walk_to_end(void)
{
	walk_to_verify();
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	tick_all("tancar");
	act("close", NULL, NULL);
}

static int
group_set_up(void **state)
{
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	return shipped_load(state);
}

static int
group_tear_down(void **state)
{
	return shipped_free(state);
}

static int
set_up(void **state)
{
	(void)state;
	now = NOON;
	actor = "op1";
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	renewal_free(r);
	r = NULL;
	return 0;
}

#define t(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif

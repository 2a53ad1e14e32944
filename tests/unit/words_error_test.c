/* rooms: words expiry base */
/* Codes become sentences, with their arguments, in both languages: of an error, of an argument, of a filter that cannot
 * be read, and of the system. */
#include "tests/unit/words_fixture.h"

#include "base/buf.h"
#include "base/err.h"
#include "expiry/filter.h"

#include <errno.h>

static void
assert_error(const char *code, json_t *args, const char *want)
{
	struct buf out = {0};

	words_error(code, args, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
	json_decref(args);
}

/* Those that people meet, from errno through a line of the wire to the sentence. */
static void
why_the_system_refused_is_said_in_the_readers_language(void **state)
{
	static const int met[] = {ENOSPC, EACCES, EROFS, EIO, ENOENT, ECONNREFUSED, ETIMEDOUT,
	    EHOSTUNREACH, ENETUNREACH, EMFILE, EDQUOT, ENOMEM, EPERM, ENOTDIR, EISDIR, ELOOP,
	    ENAMETOOLONG, ECONNRESET, EPIPE, EADDRINUSE};
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(met) / sizeof(met[0]); i++) {
		const char *english = err_reason(met[i]);
		struct buf out = {0};

		errno = met[i];
		err_errno(&err, "cannot open '/x'");
		speak("ca", NULL, NULL, "ca");
		assert_string_not_equal(words_reason(met[i]), english);
		words_text(err.text, &out);
		assert_null(strstr(out.data, english));
		assert_non_null(strstr(out.data, words_reason(met[i])));
		buf_clear(&out);
		speak("en", NULL, NULL, "ca");
		assert_string_equal(words_reason(met[i]), english);
		words_text(err.text, &out);
		assert_string_equal(out.data, err.text);
		buf_release(&out);
	}
	speak("ca", NULL, NULL, "ca");
	errno = ENOSPC;
	err_errno(&err, "cannot write '%s'", "/x");
	assert_error("io", err_args(&err),
	    "El sistema ha donat un error: cannot write '/x': No queda espai al disc");
	assert_error("io", json_pack("{s:s}", "text", "No space left on device today"),
	    "El sistema ha donat un error: No space left on device today");
}

static void
errors_are_sentences_with_their_arguments(void **state)
{
	(void)state;
	speak("ca", NULL, NULL, "ca");
	assert_error("duplicate", json_pack("{s:i, s:s}", "id", 7, "name", "seu"),
	    "El monitor «seu» (número 7) ja vigila aquest host, port, protocol i SNI.");
	assert_error("bad-argument",
	    json_pack(
		"{s:s, s:s, s:s}", "field", "environment", "value", "x", "reason", "too-long"),
	    "entorn: «x» és massa llarg.");
	assert_error("bad-argument",
	    json_pack(
		"{s:s, s:s, s:s}", "field", "until", "value", "2026-02-30", "reason", "not-a-date"),
	    "fins a: «30/02/2026» no és una data vàlida, com ara 30/11/2026.");
	assert_error("not-found", NULL, "No hi és.");
	assert_error("not-allowed", json_pack("{s:s}", "right", "operator"),
	    "Per fer això cal el dret d'operador, i no el teniu: demaneu-lo a qui administra "
	    "Caduca.");
	speak("en", NULL, NULL, "ca");
	assert_error("not-found", json_pack("{s:i}", "id", 9), "There is no monitor 9.");
	assert_error("not-allowed", json_pack("{s:s}", "right", "administrator"),
	    "That needs the right of an administrator, which you do not have: ask whoever "
	    "administers "
	    "Caduca for it.");
	assert_error("not-found", json_pack("{s:s}", "text", "cannot open 'x'"),
	    "It is not there: cannot open 'x'");
	assert_error("bad-argument",
	    json_pack("{s:s, s:s, s:s}", "field", "port", "value", "0", "reason", "range"),
	    "port: '0' is not a number from 1 to 65535.");
	assert_error("bad-argument",
	    json_pack("{s:s, s:s, s:s}", "field", "lead", "value", "-9", "reason", "range"),
	    "lead: '-9' is not a number of days from 0 to 3650.");
}

/* The values of a code, each with something in it. */
static json_t *
values_of(const char *names)
{
	json_t *args = json_object();

	for (size_t len; (len = strcspn(names, " ")); names += len + (names[len] == ' ')) {
		char *name = mem_strndup(names, len);
		bool date = !strcmp(name, "not_before") || !strcmp(name, "not_after") ||
			    !strcmp(name, "served_not_after");
		json_object_set_new(args, name, date ? json_integer(1795435200) : json_string("x"));
		free(name);
	}
	return args;
}

static void
assert_worded(const char *code, const char *reason, json_t *args)
{
	struct buf out = {0};

	words_error(code, args, &out);
	if (!strncmp(buf_str(&out), "It failed", 9))
		fail_msg("%s %s has no sentence: %s", code, reason, buf_str(&out));
	assert_null(strchr(buf_str(&out), '{'));
	buf_release(&out);
	json_decref(args);
}

static void
every_code_and_every_reason_has_a_sentence(void **state)
{
	static const struct {
		const char *code, *values;
	} codes[] = {
#define CODE(code, values) {code, values},
#define REASON(reason)
#include "base/codes.def"
#undef CODE
#undef REASON
	};
	static const char *const reasons[] = {
#define CODE(code, values)
#define REASON(reason) reason,
#include "base/codes.def"
#undef CODE
#undef REASON
	};

	(void)state;
	speak("en", NULL, NULL, "ca");
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(codes[i].code, "bad-argument") != 0)
			assert_worded(codes[i].code, "", values_of(codes[i].values));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		assert_worded("bad-argument", reasons[i],
		    json_pack("{s:s, s:s, s:s, s:s}", "field", "host", "reason", reasons[i],
			"value", "x", "known", "y"));
}

static void
assert_fault(const char *language, const char *text, unsigned rows, const char *want)
{
	struct field_fault fault;
	struct buf out = {0};

	speak(language, NULL, NULL, "ca");
	assert_null(filter_parse(text, rows, NULL, &fault));
	words_fault(&fault, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void
what_is_wrong_with_a_filter_says_at_which_character(void **state)
{
	(void)state;
	assert_fault("ca", "tràmits urgència:Z", ROWS_MONITORS,
	    "Caràcter 18: «Z» no és cap urgència. Hi ha: caducat, crític, urgent, cal-començar, "
	    "aviat, "
	    "vigent, sense-dades.");
	assert_fault("en", "tràmits urgència:Z", ROWS_MONITORS,
	    "Character 18: 'Z' is no urgency. There are: expired, critical, late, due, soon, ok, "
	    "unknown.");
	assert_fault("ca", "seu dies<3", ROWS_SERVICES,
	    "Caràcter 5: el que hi ha en aquesta llista no té el camp «dies». Té: id, nom, host, "
	    "servei.");
	assert_fault("ca", "seu sevei:x", ROWS_MONITORS,
	    "Caràcter 5: no hi ha cap camp «sevei». Hi ha: id, nom, host, port, protocol, tipus, "
	    "certificat, entorn, servei, etiqueta, subjecte, emissor, resultat, problema, atenció, "
	    "canvi, tiquet, renovació, qui, pendent, fase, urgència, dies, comença, inici, fi, "
	    "vist, "
	    "sondejat.");
	assert_fault(
	    "en", "\"via", ROWS_MONITORS, "Character 1: the quote that opens here is not closed.");
}

static void
what_has_no_words_is_shown_as_it_came(void **state)
{
	(void)state;
	speak("en", NULL, NULL, "ca");
	assert_error(
	    "from-the-future", json_pack("{s:i}", "n", 1), "It failed: from-the-future {\"n\":1}");
	assert_error("bad-argument", json_pack("{s:s, s:s}", "field", "color", "reason", "ugly"),
	    "It failed: bad-argument {\"field\":\"color\",\"reason\":\"ugly\"}");
	assert_error(NULL, NULL, "It failed: ?");
}

static void
arguments_cannot_bring_controls_or_holes(void **state)
{
	struct err err = {0};
	struct buf out = {0};

	(void)state;
	speak("en", NULL, NULL, "ca");
	assert_error("not-found", json_pack("{s:s}", "name", "\x1b[2J{id}"),
	    "There is no monitor '<U+001B>[2J{id}'.");
	err_set(&err, "io", "cannot read '\x07'");
	words_err(&err, &out);
	assert_string_equal(buf_str(&out), "The system reported an error: cannot read '<U+0007>'");
	buf_release(&out);
}

/* A list of valid values in a sentence would go stale unseen: every word of the table must stand in it. */
static void
what_may_be_said_is_named(void **state)
{
	static const char *const protocols[] = {
#define X(id, text, port) text,
		PROTOCOLS(X)
#undef X
	};
	json_t *args =
	    json_pack("{s:s, s:s, s:s}", "field", "protocol", "value", "v", "reason", "unknown");
	struct buf out = {0};
	char want[64];

	(void)state;
	speak("en", NULL, NULL, "ca");
	words_error("bad-argument", args, &out);
	for (size_t k = 0; k < sizeof(protocols) / sizeof(*protocols); k++) {
		snprintf(want, sizeof(want), " %s", protocols[k]);
		assert_non_null(strstr(buf_str(&out), want));
	}
	json_decref(args);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(why_the_system_refused_is_said_in_the_readers_language),
	    cmocka_unit_test(errors_are_sentences_with_their_arguments),
	    cmocka_unit_test(every_code_and_every_reason_has_a_sentence),
	    cmocka_unit_test(what_is_wrong_with_a_filter_says_at_which_character),
	    cmocka_unit_test(what_has_no_words_is_shown_as_it_came),
	    cmocka_unit_test(arguments_cannot_bring_controls_or_holes),
	    cmocka_unit_test(what_may_be_said_is_named),
	};

	return cmocka_run_group_tests(tests, compile, discard);
}

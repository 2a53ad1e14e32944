/* rooms: words expiry base */
/* Codes become sentences, in both languages, whatever locales the machine has; a catalogue that is not one is
 * refused. The catalogue is the shipped one, compiled by msgfmt as the Makefile does. */
#include "words/catalogue.h"
#include "words/words.h"

#include "words/explain.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/filter.h"
#include "expiry/filter_words.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <langinfo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[] = "/tmp/caduca-words-XXXXXX";
static char *mo;

static int
compile(void **state)
{
	char *deep;
	pid_t pid;
	int status;

	(void)state;
	assert_non_null(mkdtemp(folder));
	deep = mem_printf("%s/ca", folder);
	assert_int_equal(mkdir(deep, 0700), 0);
	free(deep);
	deep = mem_printf("%s/ca/LC_MESSAGES", folder);
	assert_int_equal(mkdir(deep, 0700), 0);
	mo = mem_printf("%s/caduca.mo", deep);
	free(deep);
	pid = fork();
	if (pid == 0) {
		execlp("msgfmt", "msgfmt", "-o", mo, "tui/po/ca.po", (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return 0;
}

static int
discard(void **state)
{
	static const char *const parts[] = {"/ca/LC_MESSAGES", "/ca", ""};

	(void)state;
	unlink(mo);
	for (size_t i = 0; i < 3; i++) {
		char *path = mem_printf("%s%s", folder, parts[i]);

		rmdir(path);
		free(path);
	}
	free(mo);
	return 0;
}

/* The environment is the case under test: every variable that counts is set or removed. */
static void
speak(const char *language, const char *lc_all, const char *lang, const char *configured)
{
	const char *const names[] = {"LANGUAGE", "LC_ALL", "LANG", "LC_MESSAGES"};
	const char *const values[] = {language, lc_all, lang, NULL};

	for (size_t i = 0; i < 4; i++)
		if (values[i])
			setenv(names[i], values[i], 1);
		else
			unsetenv(names[i]);
	assert_int_equal(words_init_in(configured, folder), 0);
}

static void
the_language_is_the_users_or_the_configurations(void **state)
{
	(void)state;
	speak(NULL, NULL, NULL, "ca");
	assert_string_equal(words_language(), "ca");
	assert_string_equal(words_urgency(URGENCY_EXPIRED), "caducat");
	speak(NULL, "C", NULL, "ca");
	assert_string_equal(words_urgency(URGENCY_DUE), "cal començar");
	speak(NULL, "POSIX", NULL, "en");
	assert_string_equal(words_urgency(URGENCY_DUE), "due");
	speak(NULL, NULL, "C.UTF-8", "ca");
	assert_string_equal(words_language(), "ca");
	speak(NULL, NULL, "en_GB.UTF-8",
	    "ca"); /* not installed here: the name still says what is wanted */
	assert_string_equal(words_language(), "en");
	speak(NULL, "ca_ES.UTF-8", "en_GB.UTF-8", "en");
	assert_string_equal(words_language(), "ca");
	speak("de:en:ca", "ca_ES.UTF-8", NULL, "ca");
	assert_string_equal(words_language(), "en");
	speak("ca", NULL, "C", "en");
	assert_string_equal(words_language(), "ca");
	speak(NULL, NULL, "de_DE.UTF-8", "ca");
	assert_string_equal(words_language(), "ca");
	speak(NULL, NULL, "camel", "en");
	assert_string_equal(words_language(), "en");
	speak(NULL, NULL, NULL, "klingon");
	assert_string_equal(words_language(), "ca");
}

static void
the_charset_is_utf8_where_none_was_chosen(void **state)
{
	(void)state;
	speak(NULL, "C", NULL, "ca");
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
	speak(NULL, "xx_XX.nothing", NULL, "ca");
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
}

static void
without_a_catalogue_it_is_english(void **state)
{
	(void)state;
	unsetenv("LANGUAGE");
	setenv("LC_ALL", "ca_ES.UTF-8", 1);
	assert_int_equal(words_init_in("ca", "/nonexistent"), -1);
	assert_string_equal(words_language(), "en");
	assert_string_equal(words_urgency(URGENCY_EXPIRED), "expired");
}

/* Every table is walked in both languages; a word that stays as it is must be one that Catalan shares. */
static void
every_term_has_words_in_both_languages(void **state)
{
	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (int u = 0; u < URGENCY_COUNT; u++)
			assert_true(*words_urgency((enum urgency)u) &&
				    *words_urgency_letter((enum urgency)u));
		for (int k = 0; k < KIND_COUNT; k++)
			assert_true(*words_kind((enum kind)k));
		for (int o = 0; o < OUTCOME_COUNT; o++)
			assert_true(*words_outcome((enum outcome)o) &&
				    *words_outcome_sentence((enum outcome)o, "") &&
				    *words_outcome_ask((enum outcome)o, ""));
		for (int p = 0; p < PROBLEM_COUNT; p++)
			assert_true(*words_problem((enum problem)p) &&
				    *words_problem_short((enum problem)p) &&
				    *words_problem_ask((enum problem)p));
	}
	for (int p = 0; p < PROBLEM_COUNT; p++) {
		char *catalan = mem_strdup(words_problem((enum problem)p));

		speak("en", NULL, NULL, "ca");
		assert_string_not_equal(catalan, words_problem((enum problem)p));
		speak("ca", NULL, NULL, "ca");
		free(catalan);
	}
	assert_string_equal(words_urgency((enum urgency)99), "?");
}

/* The column of the list that says what is wrong is that wide on 80 columns: a word is never cut there. */
static void
what_is_wrong_fits_in_its_column(void **state)
{
	enum { COLUMN = 18 };

	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (int o = 0; o < OUTCOME_COUNT; o++)
			assert_in_range(
			    text_width(words_outcome_of(MONITOR_FILE, (enum outcome)o)), 1, COLUMN);
		for (int p = 0; p < PROBLEM_COUNT; p++)
			assert_in_range(
			    text_width(words_problem_short((enum problem)p)), 1, COLUMN);
	}
}

static void
assert_error(const char *code, json_t *args, const char *want)
{
	struct buf out = {0};

	words_error(code, args, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
	json_decref(args);
}

/* ---- an attempt explained ---- */

static void
gather(enum explain_part part, const char *label, const char *text, void *arg)
{
	static const char marks[] = {[EXPLAIN_FACT] = '=',
	    [EXPLAIN_ADDRESS] = '@',
	    [EXPLAIN_HEADING] = '#',
	    [EXPLAIN_TROUBLE] = '!',
	    [EXPLAIN_DETAIL] = '.',
	    [EXPLAIN_ASK] = '>'};

	buf_printf(arg, "%c%s%s%s\n", marks[part], label, *label ? " " : "", text);
}

static void
explain(const char *json, uint64_t others, struct buf *out)
{
	json_t *result = json_loads(json, 0, NULL);

	assert_non_null(result);
	buf_clear(out);
	words_explain(result, others, gather, out);
	json_decref(result);
}

static void
an_attempt_is_told_stage_by_stage(void **state)
{
	struct buf out = {0};

	(void)state;
	speak("en", NULL, NULL, "en");
	explain("{\"dns_ms\":3,\"cname\":\"b.exemple.cat\",\"outcome\":\"ok\",\"addresses\":[{"
		"\"address\":\"192.0.2.1\","
		"\"outcome\":\"ok\",\"detail\":\"\",\"tls\":\"TLSv1.2\",\"chain\":[\"00\"],"
		"\"problems\":[],"
		"\"ms\":{\"connect\":0,\"preamble\":4,\"hello\":5,\"chain\":6,\"tls\":7,\"verdict_"
		"us\":1500}}]}",
	    0, &out);
	assert_string_equal(buf_str(&out),
	    "=DNS 3 ms\n=CNAME b.exemple.cat\n@192.0.2.1: answered\n=Connection < 1 ms\n"
	    "=Before TLS 4 ms\n=ClientHello 5 ms\n=Chain received 6 ms\n"
	    "=Whole handshake 7 ms\n=TLS TLSv1.2\n=Verdict 1.5 ms · nothing is wrong\n");
	/* What was never reached is no stage of no time. */
	explain("{\"dns_ms\":0,\"outcome\":\"refused\",\"addresses\":[{\"address\":\"192.0.2.1\","
		"\"outcome\":\"refused\","
		"\"detail\":\"connect\",\"ms\":{\"connect\":0,\"hello\":0,\"chain\":0,\"tls\":0,"
		"\"verdict_us\":0}}]}",
	    0, &out);
	assert_string_equal(buf_str(&out), "=DNS < 1 ms\n@192.0.2.1: refused\n!Nothing listens on "
					   "that port: check the port, and whether the service "
					   "is running.\n.(while connecting)\n>To Sistemes: start "
					   "the service that has to listen there, or tell us its "
					   "port.\n");
	/* An address is looked up nowhere. */
	explain("{\"outcome\":\"ok\",\"addresses\":[]}", 0, &out);
	assert_string_equal(buf_str(&out), "");
	buf_release(&out);
}

/* Every problem and every outcome but success: what it means, and then what to ask, in both languages. */
static void
whatever_is_wrong_is_explained_with_what_to_ask(void **state)
{
	struct buf out = {0};

	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (int p = 0; p < PROBLEM_COUNT; p++) {
			char *json = mem_printf("{\"addresses\":[{\"address\":\"a\",\"outcome\":"
						"\"ok\",\"problems\":[\"%s\"]}]}",
			    problem_text((enum problem)p));
			char *wanted = mem_printf("!%s\n>%s\n", words_problem((enum problem)p),
			    words_problem_ask((enum problem)p));

			explain(json, 0, &out);
			assert_non_null(strstr(buf_str(&out), wanted));
			/* Of the monitor and of the attempt, it is told once. */
			explain(json, PROBLEM_BIT(p), &out);
			assert_null(strchr(strchr(buf_str(&out), '!') + 1, '!'));
			explain("{}", PROBLEM_BIT(p), &out);
			assert_non_null(strstr(buf_str(&out), wanted));
			free(json);
			free(wanted);
		}
		for (int o = 0; o < OUTCOME_COUNT; o++) {
			char *json = mem_printf(
			    "{\"outcome\":\"%s\",\"detail\":\"\"}", outcome_text((enum outcome)o));
			char *wanted =
			    mem_printf("!%s\n>%s\n", words_outcome_sentence((enum outcome)o, ""),
				words_outcome_ask((enum outcome)o, ""));

			explain(json, 0, &out);
			assert_true((o == OUTCOME_OK) == !strstr(buf_str(&out), wanted));
			free(json);
			free(wanted);
		}
	}
	buf_release(&out);
}

/* A name that is not there is for whoever registers it; a server that fails is not. */
static void
kinds_of_dns_failure_ask_for_different_things(void **state)
{
	static const char *const details[] = {
	    "not-found", "timeout", "server-failure", "refused", "bad-name"};
	const size_t count = sizeof(details) / sizeof(*details);

	(void)state;
	speak("en", NULL, NULL, "ca");
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(words_outcome_ask(OUTCOME_DNS_FAILURE, details[i]),
			    words_outcome_ask(OUTCOME_DNS_FAILURE, details[j]));
	assert_string_not_equal(words_outcome_ask(OUTCOME_PROXY_REFUSED, "bad-proxy"),
	    words_outcome_ask(OUTCOME_PROXY_REFUSED, "403"));
}

/* What accepts connections is up, and no firewall drops them: both languages. */
static void
a_timeout_says_how_far_the_host_came(void **state)
{
	static const char *const stages[] = {"connect", "preamble", "handshake"};

	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (size_t i = 0; i < 3; i++) {
			const char *sentence = words_outcome_sentence(OUTCOME_TIMEOUT, stages[i]);
			const char *ask = words_outcome_ask(OUTCOME_TIMEOUT, stages[i]);
			const char *firewall = language ? "tallafoc" : "firewall";

			assert_int_equal(!strstr(sentence, firewall), i > 0);
			assert_int_equal(!strstr(ask, firewall), i > 0);
			for (size_t j = 0; j < i; j++)
				assert_string_not_equal(
				    ask, words_outcome_ask(OUTCOME_TIMEOUT, stages[j]));
		}
	}
	/* A proxy's are of the connection to it, not of DNS. */
	assert_string_equal(
	    words_detail(OUTCOME_PROXY_REFUSED, "timeout"), words_outcome(OUTCOME_TIMEOUT));
	assert_string_equal(
	    words_detail(OUTCOME_DNS_FAILURE, "timeout"), "el DNS no ha respost a temps");
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

/* What is read on a screen can be typed in a filter, whichever of the two languages it is read in. */
static void
assert_filter_knows(enum field field, size_t value, const char *screen)
{
	const bool catalan = words_is_catalan();
	char *offered = filter_value_name(field, value, catalan), *hyphened = strdup(screen);

	for (char *p = hyphened; *p; p++)
		if (*p == ' ')
			*p = '-';
	assert_string_equal(offered, hyphened);
	assert_true(filter_word_values(field, screen, true) >> value & 1);
	assert_true(filter_word_values(field, hyphened, true) >> value & 1);
	free(offered);
	free(hyphened);
}

static void
a_filter_takes_the_words_that_the_screen_has(void **state)
{
	static const char *const languages[] = {"ca", "en"};

	(void)state;
	for (size_t l = 0; l < 2; l++) {
		speak(languages[l], NULL, NULL, "ca");
		for (size_t i = 0; i < URGENCY_COUNT; i++)
			assert_filter_knows(FIELD_URGENCY, i, words_urgency((enum urgency)i));
		for (size_t i = 0; i < KIND_COUNT; i++)
			assert_filter_knows(FIELD_KIND, i, words_kind((enum kind)i));
		for (size_t i = 0; i < OUTCOME_COUNT; i++)
			assert_filter_knows(FIELD_OUTCOME, i, words_outcome((enum outcome)i));
		for (size_t i = 0; i < PROBLEM_COUNT; i++)
			assert_filter_knows(FIELD_PROBLEM, i, words_problem_short((enum problem)i));
		for (size_t i = 0; i < CHANGE_KIND_COUNT; i++)
			assert_filter_knows(FIELD_CHANGE, i, words_change((enum change_kind)i));
	}
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

static void
what_is_wrong_in_a_file_speaks_of_no_host(void **state)
{
	static const char *const languages[][2] = {{"en", "host"}, {"ca", "host"}};
	static const uint64_t of_hosts =
	    PROBLEM_BIT(PROBLEM_OLD_PROTOCOL) | PROBLEM_BIT(PROBLEM_CLIENT_CERTIFICATE_REQUIRED) |
	    PROBLEM_BIT(PROBLEM_ADDRESSES_DIFFER) | PROBLEM_BIT(PROBLEM_STALE);

	(void)state;
	for (int l = 0; l < 2; l++) {
		speak(languages[l][0], NULL, NULL, "ca");
		for (int p = 0; p < PROBLEM_COUNT; p++)
			if (!(of_hosts & PROBLEM_BIT(p)))
				assert_null(strstr(words_problem_of(MONITOR_FILE, (enum problem)p),
				    languages[l][1]));
		assert_string_equal(words_problem_of(MONITOR_ENDPOINT, PROBLEM_WRONG_ORDER),
		    words_problem(PROBLEM_WRONG_ORDER));
	}
	assert_string_equal(words_problem_of(MONITOR_FILE, PROBLEM_INCOMPLETE_CHAIN),
	    "El certificat intermedi no és al fitxer: afegiu-l'hi abans d'instal·lar-lo; alguns "
	    "clients fallen.");
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

static void
times_are_written_as_people_here_do(void **state)
{
	static const struct {
		int64_t seconds;
		const char *want;
	} ages[] = {{-5, "ara mateix"}, {59, "ara mateix"}, {60, "fa 1 min"}, {3599, "fa 59 min"},
	    {3600, "fa 1 h"}, {3 * 3600, "fa 3 h"}, {47 * 3600, "fa 47 h"}, {48 * 3600, "fa 2 d"},
	    {INT64_C(9) * 86400, "fa 9 d"}};
	struct buf out = {0};

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1); /* needs no time zone data */
	tzset();
	speak("ca", NULL, NULL, "ca");
	words_date(1795477501, &out);
	buf_puts(&out, "|");
	words_date_time(1795477501, &out);
	buf_puts(&out, "|");
	words_date_time_utc(1795477501, &out);
	buf_puts(&out, "|");
	words_date(0, &out);
	assert_string_equal(buf_str(&out), "24/11/2026|24/11/2026 00:45|23/11/2026 23:45:01 UTC|—");
	for (size_t i = 0; i < sizeof(ages) / sizeof(*ages); i++) {
		buf_clear(&out);
		words_ago(ages[i].seconds, &out);
		assert_string_equal(buf_str(&out), ages[i].want);
	}
	buf_clear(&out);
	words_days(1, &out);
	words_days(-3, &out);
	words_days(0, &out);
	assert_string_equal(buf_str(&out), "1 dia-3 dies0 dies");
	buf_release(&out);
}

/* What is over has expired; nothing expires in -3 days. */
static void
an_end_is_said_as_one_to_come_or_one_that_was(void **state)
{
	static const struct {
		int64_t end, not_after; /* in days from now, but for the seconds beside */
		int seconds;
		const char *want;
	} ends[] = {
	    {12, 12, 5, "caduca d'aquí a 12 dies"},
	    {1, 1, 0, "caduca d'aquí a 1 dia"},
	    {0, 0, 0, "caduca abans d'un dia"},
	    {0, 0, -1, "ha caducat (fa menys d'un dia)"},
	    {-1, -1, 0, "ha caducat (fa 1 dia)"},
	    {-3, -3, -5, "ha caducat (fa 3 dies)"},
	    {12, 100, 0,
		"caduca d'aquí a 12 dies (la cadena: 06/12/2026; el certificat mateix: "
		"04/03/2027)"},
	    {-3, 100, 0,
		"ha caducat (fa 3 dies; la cadena: 21/11/2026; el certificat mateix: "
		"04/03/2027)"},
	};
	const int64_t now = 1795477501;

	(void)state;
	speak("ca", NULL, NULL, "ca");
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct buf out = {0};

		words_expiry(now + ends[i].end * 86400 + ends[i].seconds,
		    now + ends[i].not_after * 86400 + ends[i].seconds, now, &out);
		assert_string_equal(buf_str(&out), ends[i].want);
		buf_release(&out);
	}
	assert_string_equal(words_expires(now, now), "caduca");
	assert_string_equal(words_expires(now - 1, now), "ha caducat");
}

/* Writes bytes as a catalogue and expects it to be refused. */
static void
assert_refused(const uint32_t *words, size_t count)
{
	struct err err = {0};
	FILE *f = fopen(mo, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(words, sizeof(*words), count, f), count);
	fclose(f);
	assert_null(catalogue_open(mo, &err));
	assert_string_equal(err.code, "bad-catalogue");
}

static void
a_damaged_catalogue_is_refused(void **state)
{
	static const uint32_t magic = 0x950412de;

	(void)state;
	assert_refused((uint32_t[]){0x1, 0, 0, 28, 28, 0, 0}, 7);
	assert_refused((uint32_t[]){magic, 0, 1, 28, 28, 0}, 6); /* cut */
	assert_refused(
	    (uint32_t[]){magic, 0, 0xffffffff, 28, 28, 0, 0, 0, 0}, 9); /* more than there are */
	assert_refused((uint32_t[]){magic, 0, 1, 0xfffffff0, 28, 0, 0, 0, 0}, 9);
	assert_refused(
	    (uint32_t[]){magic, 0, 1, 28, 28, 0, 0, 4, 0xffffffff}, 9); /* text outside */
	assert_refused((uint32_t[]){magic, 0, 1, 28, 28, 0, 0, 0xffffffff, 1}, 9);
	assert_refused((uint32_t[]){magic, 0, 1, 28, 28, 0, 0, 3, 0}, 9); /* text without its NUL */
	assert_refused(
	    (uint32_t[]){magic, 0, 1, 28, 28, 0, 0, 4, 32}, 9); /* its NUL would be the next byte */
	assert_null(catalogue_open("/nonexistent/caduca.mo", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_language_is_the_users_or_the_configurations),
	    cmocka_unit_test(the_charset_is_utf8_where_none_was_chosen),
	    cmocka_unit_test(without_a_catalogue_it_is_english),
	    cmocka_unit_test(every_term_has_words_in_both_languages),
	    cmocka_unit_test(what_is_wrong_fits_in_its_column),
	    cmocka_unit_test(an_attempt_is_told_stage_by_stage),
	    cmocka_unit_test(whatever_is_wrong_is_explained_with_what_to_ask),
	    cmocka_unit_test(kinds_of_dns_failure_ask_for_different_things),
	    cmocka_unit_test(a_timeout_says_how_far_the_host_came),
	    cmocka_unit_test(why_the_system_refused_is_said_in_the_readers_language),
	    cmocka_unit_test(errors_are_sentences_with_their_arguments),
	    cmocka_unit_test(every_code_and_every_reason_has_a_sentence),
	    cmocka_unit_test(a_filter_takes_the_words_that_the_screen_has),
	    cmocka_unit_test(what_is_wrong_with_a_filter_says_at_which_character),
	    cmocka_unit_test(what_has_no_words_is_shown_as_it_came),
	    cmocka_unit_test(arguments_cannot_bring_controls_or_holes),
	    cmocka_unit_test(what_is_wrong_in_a_file_speaks_of_no_host),
	    cmocka_unit_test(what_may_be_said_is_named),
	    cmocka_unit_test(times_are_written_as_people_here_do),
	    cmocka_unit_test(an_end_is_said_as_one_to_come_or_one_that_was),
	    cmocka_unit_test(a_damaged_catalogue_is_refused),
	};

	return cmocka_run_group_tests(tests, compile, discard);
}

/* rooms: words expiry base */
/* The language and its catalogue, whatever locales the machine has; a catalogue that is not one is refused. The words of
 * each term, and of times. */
#include "tests/unit/words_fixture.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "expiry/filter_words.h"
#include "words/catalogue.h"

#include <langinfo.h>

/* ---- the language ---- */

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

/* ---- terms ---- */

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

/* ---- times ---- */

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
	    {40, 40, -1, "caduca d'aquí a 39 dies"},
	    {2, 2, 0, "caduca d'aquí a 2 dies"},
	    {2, 2, -1, "caduca d'aquí a 47 hores"},
	    {0, 0, 3600, "caduca d'aquí a 1 hora"},
	    {0, 0, 0, "caduca abans d'una hora"},
	    {0, 0, -1, "ha caducat (fa 1 hora)"},
	    {-1, -1, 0, "ha caducat (fa 24 hores)"},
	    {-3, -3, 0, "ha caducat (fa 3 dies)"},
	    {-3, -3, -5, "ha caducat (fa 4 dies)"},
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

/* A list, a sentence and the head of a renewal tell the same of one end, at whatever hour of the day it is. */
static void
every_way_of_telling_an_end_has_the_same_count(void **state)
{
	static const struct {
		int hours; /* from now */
		const char *cell, *brief, *whole;
	} ends[] = {
	    {40 * 24 - 5, "39", "caduca d'aquí a 39 d", "caduca d'aquí a 39 dies"},
	    {40 * 24 + 5, "40", "caduca d'aquí a 40 d", "caduca d'aquí a 40 dies"},
	    {47, "47 h", "caduca d'aquí a 47 h", "caduca d'aquí a 47 hores"},
	    {-47, "-47 h", "va caducar fa 47 h", "ha caducat (fa 47 hores)"},
	    {-3 * 24 - 5, "-4", "va caducar fa 4 d", "ha caducat (fa 4 dies)"},
	};
	const int64_t now = 1795477501;

	(void)state;
	speak("ca", NULL, NULL, "ca");
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		int64_t end = now + ends[i].hours * 3600;
		struct buf out = {0};

		words_left(end, now, &out);
		assert_string_equal(buf_str(&out), ends[i].cell);
		buf_clear(&out);
		words_expiry_brief(end, now, &out);
		assert_string_equal(buf_str(&out), ends[i].brief);
		buf_clear(&out);
		words_expiry(end, 0, now, &out);
		assert_string_equal(buf_str(&out), ends[i].whole);
		buf_release(&out);
	}
}

/* ---- the catalogue ---- */

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
	    cmocka_unit_test(a_filter_takes_the_words_that_the_screen_has),
	    cmocka_unit_test(what_is_wrong_in_a_file_speaks_of_no_host),
	    cmocka_unit_test(times_are_written_as_people_here_do),
	    cmocka_unit_test(an_end_is_said_as_one_to_come_or_one_that_was),
	    cmocka_unit_test(every_way_of_telling_an_end_has_the_same_count),
	    cmocka_unit_test(a_damaged_catalogue_is_refused),
	};

	return cmocka_run_group_tests(tests, compile, discard);
}

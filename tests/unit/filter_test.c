/* rooms: expiry base */
/* The filter and order language, on rows that are plain structs: which rows a text selects, and where a text
 * that cannot be read is wrong. */
#include "base/terms.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"
#include "expiry/sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { UNKNOWN = 99999 };

struct row {
	char letter; /* how the tests name it */
	const char *name, *host;
	int port;
	const char *service, *environment, *issuer, *outcome;
	const char *tags[3], *problems[3];
	enum urgency urgency;
	int64_t days;
};

static const struct row rows[] = {
    {'a', "Seu electrònica", "seu.exemple.cat", 443, "Seu", "pro", "Sectigo RSA", "ok",
	{"dmz", "bcn"}, {"expired"}, URGENCY_EXPIRED, -3},
    {'b', "api", "api.exemple.cat", 8443, "Via Oberta", "pro", "Sectigo RSA", "timeout", {"dmz"},
	{0}, URGENCY_LATE, 19},
    {'c', "tramits", "tramits.exemple.cat", 443, "Tràmits", "pre", "EC-SectorPublic", "ok", {0},
	{"name-mismatch", "incomplete-chain"}, URGENCY_OK, 180},
    {'d', "nova", "nova.exemple.cat", 443, "", "pre", "", "dns-failure", {"bcn"}, {0},
	URGENCY_UNKNOWN, UNKNOWN},
    {'e', "seu-pre", "10.0.0.7", 8443, "Seu", "pre", "Sectigo, ECC", "ok", {0}, {0}, URGENCY_DUE,
	30},
};

static const char *
row_text(const void *p, enum field field, size_t i)
{
	const struct row *r = p;
	const char *one = field == FIELD_NAME          ? r->name
			  : field == FIELD_HOST        ? r->host
			  : field == FIELD_SERVICE     ? r->service
			  : field == FIELD_ENVIRONMENT ? r->environment
			  : field == FIELD_ISSUER      ? r->issuer
			  : field == FIELD_OUTCOME     ? r->outcome
						       : NULL;

	if (field == FIELD_TAG)
		return r->tags[i];
	if (field == FIELD_PROBLEM)
		return r->problems[i];
	return i ? NULL : one;
}

static bool
row_number(const void *p, enum field field, int64_t *value)
{
	const struct row *r = p;

	*value = field == FIELD_PORT      ? r->port
		 : field == FIELD_URGENCY ? (int64_t)r->urgency
		 : field == FIELD_ID      ? r->letter
					  : r->days;
	return *value != UNKNOWN;
}

/* a: renewal 12, mine, ours, to be looked at since yesterday; b: 1, of anna, waits for el CTTI; c: 21, of nobody, paused; e: in
 * none. */
static void
row_renewal(const void *p, struct row_renewal *r)
{
	const char letter = ((const struct row *)p)->letter;

	r->me = "jordi";
	r->now = 1795910400; /* 29/11/2026 */
	r->id = letter == 'a' ? 12 : letter == 'b' ? 1 : letter == 'c' ? 21 : 0;
	r->state = letter == 'c' ? RENEWAL_PAUSED : RENEWAL_OPEN;
	r->owner = letter == 'a' ? "jordi" : letter == 'b' ? "anna" : "";
	r->waiting_on = letter == 'b' ? "el CTTI" : "";
	r->follow_up = letter == 'a' ? "2026-11-28" : letter == 'b' ? "2026-12-02" : "";
	r->contradiction = letter == 'b' ? "closed-but-old" : "";
	r->answered = letter == 'c';
}

static const struct row_reader reader = {row_text, row_number, NULL, row_renewal};

static void
assert_selects(const char *text, const char *want)
{
	struct field_fault fault = {0};
	struct filter *f = filter_parse(text, &fault);
	char got[COUNT(rows) + 1] = "";
	size_t n = 0;

	if (!f)
		fail_msg("'%s': %s at %zu", text, fault.code, fault.at);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (filter_match(f, &reader, &rows[i]))
			got[n++] = rows[i].letter;
	got[n] = '\0';
	if (strcmp(got, want))
		fail_msg("'%s' selects '%s', not '%s'", text, got, want);
	filter_free(f);
}

static void
bare_words_are_looked_for_everywhere_and_all_must_hold(void **state)
{
	(void)state;
	assert_selects("", "abcde");
	assert_selects("  \t ", "abcde");
	assert_selects("seu", "ae");
	assert_selects("SEU electronica", "a");
	assert_selects("Tramits", "c");
	assert_selects("sectigo", "abe");
	assert_selects("sectigo oberta", "b");
	assert_selects("\"via oberta\"", "b");
	assert_selects("\"oberta via\"", "");
	assert_selects("-", "ce"); /* alone it is no sign, but text: EC-SectorPublic, seu-pre */
}

static bool
says_yes(const void *row, const char *folded)
{
	return ((const struct row *)row)->letter == 'c' && !strcmp(folded, "arreu");
}

static void
a_reader_may_say_itself_where_a_bare_word_is_looked_for(void **state)
{
	const struct row_reader own = {row_text, row_number, says_yes, NULL};
	struct field_fault fault = {0};
	struct filter *f = filter_parse("Arreu", &fault),
		      *field = filter_parse("servei:seu", &fault);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(filter_match(f, &own, &rows[i]), rows[i].letter == 'c');
		assert_int_equal(
		    filter_match(field, &own, &rows[i]), filter_match(field, &reader, &rows[i]));
	}
	filter_free(f);
	filter_free(field);
}

static void
a_host_with_its_port_is_one_word(void **state)
{
	(void)state;
	assert_selects("exemple.cat:8443", "b");
	assert_selects("seu:443", "a");
	assert_selects("10.0.0.7:8443", "e");
	assert_selects("10.0.0.7:443", "");
	assert_selects("2001:db8::1", "");
	assert_selects("a:99999999999999999999999", "");
}

static void
fields_have_names_in_both_languages(void **state)
{
	(void)state;
	assert_selects("servei:seu", "ae");
	assert_selects("service:SEU", "ae");
	assert_selects("entorn:pre environment:pre", "cde");
	assert_selects("emissor:sectigo issuer:ecc", "e");
	assert_selects("etiqueta:dmz", "ab");
	assert_selects("tag:bcn", "ad");
	assert_selects("problema:chain", "c");
	assert_selects("problem:nom", "c");
	assert_selects("problem:expired", "a");
	assert_selects("resultat:timeout", "b");
	assert_selects("outcome:ok", "ace");
	assert_selects("amfitrió:exemple", "abcd");
	assert_selects("AMFITRIO:exemple host:seu", "a");
	assert_selects("servei:\"via oberta\"", "b");
	assert_selects("servei=seu", "ae");
	assert_selects("host=exemple.cat", "");
	assert_selects("port:8443", "be");
}

static void
commas_are_alternatives_and_a_star_is_anything(void **state)
{
	(void)state;
	assert_selects("tag:dmz,bcn", "abd");
	assert_selects("urgencia:X,U", "ab");
	assert_selects("servei:*", "abce");
	assert_selects("-servei:*", "d");
	assert_selects("problema:*", "ac");
	assert_selects("issuer:\"Sectigo, ECC\"", "e");
	assert_selects("issuer:Sectigo,EC", "abce");
}

static void
a_minus_or_an_exclamation_mark_negates(void **state)
{
	(void)state;
	assert_selects("-entorn:pre", "ab");
	assert_selects("!seu", "bcd");
	assert_selects("seu -pre", "a");
	assert_selects("-dies<30", "cde"); /* an unknown number is not below anything */
	assert_selects("-\"via oberta\"", "acde");
}

static void
urgencies_are_letters_or_words_and_have_an_order(void **state)
{
	(void)state;
	assert_selects("urgencia:X", "a");
	assert_selects("urgència:caducat", "a");
	assert_selects("urgency:expired", "a");
	assert_selects("urgency:u", "b");
	assert_selects("urgency:·", "c");
	assert_selects("urgency:.", "c");
	assert_selects("urgency:?", "d");
	assert_selects("urgency:\"sense dades\"", "d");
	assert_selects("urgency:!", "");
	assert_selects("urgency:>=due", "abe");
	assert_selects("urgency>=due", "abe");
	assert_selects("urgency>due", "ab");
	assert_selects("urgency:<=C", "ce");
	assert_selects("urgency<C", "c");
}

static void
numbers_compare(void **state)
{
	(void)state;
	assert_selects("dies<30", "ab");
	assert_selects("days<=30", "abe");
	assert_selects("dies:<30 dies>=0", "b");
	assert_selects("dies>30", "c");
	assert_selects("dies=-3", "a");
	assert_selects("dies:19", "b");
}

static void
every_urgency_has_a_letter_and_two_words(void **state)
{
	static const char *const names[URGENCY_COUNT][3] = {
	    [URGENCY_EXPIRED] = {"X", "caducat", "expired"},
	    [URGENCY_CRITICAL] = {"!", "crític", "critical"},
	    [URGENCY_LATE] = {"U", "urgent", "late"},
	    [URGENCY_DUE] = {"C", "cal començar", "due"},
	    [URGENCY_SOON] = {"A", "aviat", "soon"},
	    [URGENCY_OK] = {"·", "vigent", "ok"},
	    [URGENCY_UNKNOWN] = {"?", "sense dades", "unknown"},
	};

	(void)state;
	for (int u = 0; u < URGENCY_COUNT; u++)
		for (int i = 0; i < 3; i++)
			assert_int_equal(urgency_from_word(names[u][i]), u);
	assert_int_equal(urgency_from_word("B"), -1);
	assert_int_equal(urgency_from_word(""), -1);
}

static void
renewals_are_found_by_number_owner_and_what_they_wait_for(void **state)
{
	(void)state;
	assert_selects("renovació:12", "a");
	assert_selects("renewal:1", "b");
	assert_selects("renovacio:*", "abc");
	assert_selects("-renovacio:*", "de");
	assert_selects("renovacio:oberta", "ab");
	assert_selects("renovacio:pausada", "c");
	assert_selects("renewal:closed", "");
	assert_selects("qui:anna", "b");
	assert_selects("who:ann", "b");
	assert_selects("qui=ann", "");
	assert_selects("qui:jo", "a");
	assert_selects("who:me", "a");
	assert_selects("qui:ningú", "cde");
	assert_selects("renewal:* who:nobody", "c");
	assert_selects("qui:*", "ab");
	assert_selects("pendent:ctti", "b");
	assert_selects("pending:ours", "a");
	assert_selects("pendent:nosaltres", "a");
	assert_selects("pendent:ells", "b");
	assert_selects("pendent:seguiment", "a");
	assert_selects("pending:answered", "c");
	assert_selects("pendent:contradicció", "b");
	assert_selects("pendent:*", "b");
}

static void
who_was_waited_for_and_answered_is_ours(void **state)
{
	struct row_renewal r = {.id = 1, .state = RENEWAL_OPEN, .waiting_on = "el CTTI"};

	(void)state;
	assert_true(row_renewal_is(&r, RENEWAL_WORD_THEIRS));
	assert_false(row_renewal_is(&r, RENEWAL_WORD_OURS));
	r.answered = true;
	assert_false(row_renewal_is(&r, RENEWAL_WORD_THEIRS));
	assert_true(row_renewal_is(&r, RENEWAL_WORD_OURS));
}

static void
what_cannot_be_read_says_what_and_where(void **state)
{
	static const struct {
		const char *text, *code;
		size_t at;
		const char *word;
	} cases[] = {
	    {"seu sevei:x", "filter-field", 4, "sevei"},
	    {"-color:x", "filter-field", 1, "color"},
	    {"seu \"via", "filter-quote", 4, "\"via"},
	    {"servei:\"via", "filter-quote", 7, "\"via"},
	    {"dies<aviat", "filter-number", 5, "aviat"},
	    {"dies<", "filter-empty", 5, ""},
	    {"dies<99999999999999999999", "filter-number", 5, "99999999999999999999"},
	    {"servei:", "filter-empty", 7, ""},
	    {"tag:a,,b", "filter-empty", 6, ""},
	    {"urgencia:Z", "filter-urgency", 9, "Z"},
	    {"problema:expired,expried", "filter-problem", 17, "expried"},
	    {"canvi:emissor,gran", "filter-change", 14, "gran"},
	    {"atencio:critic,gran", "filter-attention", 15, "gran"},
	    {"resultat:tiemout", "filter-outcome", 9, "tiemout"},
	    {"servei<3", "filter-operator", 0, "servei"},
	    {"renovacio:dotze", "filter-renewal", 10, "dotze"},
	    {"qui>anna", "filter-operator", 0, "qui"},
	    {"inici:3", "filter-operator", 0, "inici"},
	    {"sev\x1b:x", "filter-field", 0, "sev<U+001B>"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct field_fault fault = {0};

		assert_null(filter_parse(cases[i].text, &fault));
		assert_string_equal(fault.code, cases[i].code);
		assert_int_equal(fault.at, cases[i].at);
		assert_string_equal(fault.word, cases[i].word);
	}
	assert_null(filter_parse("\"", NULL));
}

static void
assert_order(const char *text, const char *want)
{
	struct sort sort;
	char got[COUNT(rows) + 1] = "";
	const struct row *order[COUNT(rows)];

	assert_int_equal(sort_parse(text, &sort, NULL), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t at = i;

		for (; at > 0 && sort_compare(&sort, &reader, &rows[i], order[at - 1]) < 0; at--)
			order[at] = order[at - 1];
		order[at] = &rows[i];
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		got[i] = order[i]->letter;
	assert_string_equal(got, want);
}

static void
orders_have_names_and_what_is_unknown_comes_last(void **state)
{
	struct field_fault fault;
	struct sort sort;

	(void)state;
	assert_order("dies", "abecd");
	assert_order("-days", "cebad");
	assert_order("servei", "aecbd");
	assert_order("-servei,-dies", "bcead");
	assert_order("entorn,urgencia", "ecdab");
	assert_order("host", "ebdac");
	assert_order("id", "abcde");
	assert_order("inici", "abecd");
	assert_order("renovacio", "bacde");
	assert_order("-qui,id", "abcde");
	assert_int_equal(sort_parse("dies,color", &sort, &fault), -1);
	assert_string_equal(fault.code, "filter-field");
	assert_int_equal(fault.at, 5);
	assert_int_equal(sort_parse("", &sort, &fault), -1);
	assert_int_equal(sort_parse("dies,", &sort, &fault), -1);
	assert_string_equal(fault.code, "filter-empty");
	assert_int_equal(sort_parse("id,id,id,id,id", &sort, &fault), -1);
	assert_int_equal(sort_default.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bare_words_are_looked_for_everywhere_and_all_must_hold),
	    cmocka_unit_test(a_reader_may_say_itself_where_a_bare_word_is_looked_for),
	    cmocka_unit_test(a_host_with_its_port_is_one_word),
	    cmocka_unit_test(fields_have_names_in_both_languages),
	    cmocka_unit_test(commas_are_alternatives_and_a_star_is_anything),
	    cmocka_unit_test(a_minus_or_an_exclamation_mark_negates),
	    cmocka_unit_test(urgencies_are_letters_or_words_and_have_an_order),
	    cmocka_unit_test(numbers_compare),
	    cmocka_unit_test(every_urgency_has_a_letter_and_two_words),
	    cmocka_unit_test(renewals_are_found_by_number_owner_and_what_they_wait_for),
	    cmocka_unit_test(who_was_waited_for_and_answered_is_ours),
	    cmocka_unit_test(what_cannot_be_read_says_what_and_where),
	    cmocka_unit_test(orders_have_names_and_what_is_unknown_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

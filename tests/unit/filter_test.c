/* rooms: expiry base */
/* The filter language: which rows a text selects, and where a text that cannot be read is wrong. */
#include "tests/unit/filter_fixture.h"

#include "base/mem.h"
#include "base/saved_filters.h"
#include "expiry/filter_complete.h"
#include "expiry/filter_words.h"

/* ---- what is selected ---- */

static void
assert_selects(const char *text, const char *want)
{
	struct field_fault fault = {0};
	struct filter *f = filter_parse(text, ROWS_MONITORS, NULL, &fault);
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
	struct filter *f = filter_parse("Arreu", 0, NULL, &fault),
		      *field = filter_parse("servei:seu", 0, NULL, &fault);

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
the_terms_of_a_working_day(void **state)
{
	(void)state;
	assert_selects("urgència:tard,caducat", "ab");
	assert_selects("urgencia:tard,caducat", "ab");
	assert_selects("urgency:late,expired", "ab");
	assert_selects("ca:sectigo", "abe");
	assert_selects("tipus:CDS-1", "b");
	assert_selects("kind:device,cds-1", "be");
	assert_selects("comença<7", "a");
	assert_selects("comenca<=9 starts>=9", "b");
	assert_selects("fi<30 end>0", "b");
	assert_selects("inici<0", "a");
	assert_selects("caduca<31/12/1969-1/1/1970", ""); /* they end within those days */
	assert_selects("caduca<=31/12/1969-1/1/1970", "abce");
	assert_selects("caduca>31/12/1969-1/1/1970", "");
	assert_selects("caduca>=31/12/1969-1/1/1970", "abce");
	assert_selects("caduca>1/12/1969-30/12/1969", "abce");
	assert_selects("caduca:cap", "d");
	assert_selects("dies<99999999999999999999", "abce");
	assert_selects("tiquet:cap", "cde");
	assert_selects("ticket:none", "cde");
	assert_selects("tiquet:SIS-7,cap", "acde");
	assert_selects("tiquet:*", "ab");
	assert_selects("renovació:cap", "de");
	assert_selects("renewal:none", "de");
	assert_selects("servei:cap", "d");
	assert_selects("servei:\"cap\"", "");
	assert_selects("problema:cap", "bde");
	assert_selects("dies:cap", "d");
	assert_selects("pendent:cap", "acde");
	assert_selects("pendent:ctti -etiqueta:intern oberta", "b");
}

/* As the screens call them (unit/words_test holds the names to that), part of it, or what is on the wire. */
static void
problems_are_found_by_the_words_of_the_screen(void **state)
{
	(void)state;
	assert_selects("problema:\"cadena incompleta\"", "c");
	assert_selects("problema:cadena-incompleta", "c");
	assert_selects("problem:incomplete-chain", "c");
	assert_selects("problem:\"incomplete chain\"", "c");
	assert_selects("problema:CADENA", "c");
	assert_selects("problema=cadena-incompleta", "c");
	assert_selects("problema:caducat", "a");
	assert_selects("problema:altre", "c"); /* un altre nom */
	assert_selects("problema:caducat,\"un altre nom\"", "ac");
	assert_selects("resultat:\"no respon\"", "b");
	assert_selects("resultat:no-respon", "b");
	assert_selects("outcome:dns", "d");
}

/* ---- what cannot be read ---- */

/* A value that each type of field takes. */
static const char *
value_for(enum field field)
{
	return field == FIELD_PROBLEM || field == FIELD_URGENCY ? "caducat"
	       : field == FIELD_CHANGE                          ? "other-key"
	       : field == FIELD_ATTENTION                       ? "critical"
	       : field == FIELD_OUTCOME                         ? "ha-respost"
								: "12";
}

/* Each field in rows of each kind: taken, or refused as one that these rows have not. */
static void
a_field_that_the_rows_have_not_is_a_fault_that_says_so(void **state)
{
	static const enum rows_kind kinds[] = {
	    ROWS_MONITORS, ROWS_RENEWALS, ROWS_TICKETS, ROWS_REQUESTS, ROWS_SERVICES};
	size_t refused = 0;

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (int i = 0; i < FIELD_COUNT * 2; i++) {
			enum field field = (enum field)(i / 2);
			char *name = field_name(field, i % 2),
			     *text = mem_printf("seu %s:%s", name, value_for(field));
			struct field_fault fault = {.code = "none"};
			struct filter *f = filter_parse(text, kinds[k], NULL, &fault);
			bool orders_only = field == FIELD_SEEN || field == FIELD_CHECKED;

			assert_int_equal(f != NULL, field_is_of(field, kinds[k]) && !orders_only);
			if (!field_is_of(field, kinds[k])) {
				refused++;
				assert_string_equal(fault.code, "filter-not-here");
				assert_int_equal(fault.character, 5);
				assert_int_equal(fault.rows, kinds[k]);
			}
			filter_free(f);
			free(text);
			free(name);
		}
	assert_true(refused > FIELD_COUNT);
	assert_false(field_is_of(FIELD_DAYS, ROWS_SERVICES));
	assert_false(field_is_of(FIELD_AGE, ROWS_MONITORS));
	assert_true(field_is_of(FIELD_WHO, ROWS_REQUESTS));
}

static void
what_cannot_be_read_says_what_and_where(void **state)
{
	static const struct {
		const char *text, *code;
		size_t at, character;
		const char *word;
	} cases[] = {
	    {"seu sevei:x", "filter-field", 4, 5, "sevei"},
	    {"-color:x", "filter-field", 1, 2, "color"},
	    {"seu \"via", "filter-quote", 4, 5, "\"via"},
	    {"servei:\"via", "filter-quote", 7, 8, "\"via"},
	    {"dies<aviat", "filter-number", 5, 6, "aviat"},
	    {"dies<", "filter-empty", 5, 6, ""},
	    {"servei:", "filter-empty", 7, 8, ""},
	    {"tag:a,,b", "filter-empty", 6, 7, ""},
	    {"urgencia:Z", "filter-urgency", 9, 10, "Z"},
	    {"urgència:Z", "filter-urgency", 10, 10, "Z"},
	    {"caduca:31/02/2027", "filter-day", 7, 8, "31/02/2027"},
	    {"inici:30/11/2026-1/13/2026", "filter-day", 6, 7, "30/11/2026-1/13/2026"},
	    {"caduca<2027-01-01", "filter-day", 7, 8, "2027-01-01"},
	    {"caduca:demà", "filter-day", 7, 8, "demà"},
	    {"vist<3", "filter-day", 5, 6, "3"},
	    {"vist:avui/", "filter-day", 5, 6, "avui/"},
	    {"tràmits comença:dilluns", "filter-number", 18, 17, "dilluns"},
	    {"problema:expired,expried", "filter-problem", 17, 18, "expried"},
	    {"problema=cadena,xxx", "filter-problem", 16, 17, "xxx"},
	    {"canvi:emissor,gran", "filter-change", 14, 15, "gran"},
	    {"atencio:critic,gran", "filter-attention", 15, 16, "gran"},
	    {"resultat:tiemout", "filter-outcome", 9, 10, "tiemout"},
	    {"servei<3", "filter-operator", 0, 1, "servei"},
	    {"renovacio:dotze", "filter-renewal", 10, 11, "dotze"},
	    {"qui>anna", "filter-operator", 0, 1, "qui"},
	    {"vist:3", "filter-day", 5, 6, "3"},
	    {"seu @", "", 0, 0, ""},
	    {"seu @res", "filter-saved", 5, 6, "res"},
	    {"sev\x1b:x", "filter-field", 0, 1, "sev<U+001B>"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct field_fault fault = {.code = ""};
		struct filter *f = filter_parse(cases[i].text, ROWS_MONITORS, NULL, &fault);

		assert_int_equal(f != NULL, !*cases[i].code);
		assert_string_equal(fault.code, cases[i].code);
		assert_int_equal(fault.at, cases[i].at);
		assert_int_equal(fault.character, cases[i].character);
		assert_string_equal(fault.word, cases[i].word);
		filter_free(f);
	}
	assert_null(filter_parse("\"", 0, NULL, NULL));
}

/* Whatever is typed is read or refused inside of what was typed, and what was read can be asked. */
static void
no_bytes_are_too_odd(void **state)
{
	static const char *const pieces[] = {"servei", "urgència", "dies", "qui", "@", "@meves",
	    ":", "<", ">=", "=", ",", "\"", "-", "!", " ", "*", "cap", "jo", "30", "\xc3", "\xff",
	    "·", "problema:", "cadena-", "\t", "tipus:", "9999999999999999999"};
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	uint32_t seed = 20261130;
	size_t read = 0;

	(void)state;
	saved_filters_read(saved, "meves qui:jo @meves\nurgents urgència:>=U\n");
	for (int i = 0; i < 20000; i++) {
		char text[128] = "";
		size_t len = 0;
		struct filter_place place;
		struct field_fault fault = {.code = ""};
		struct filter *f;

		for (int piece = 0; piece < 9; piece++) {
			seed = seed * 1664525 + 1013904223;
			if (seed >> 30) {
				len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
				    pieces[(seed >> 8) % COUNT(pieces)]);
			} else {
				text[len++] = (char)(seed >> 16 | 1);
				text[len] = '\0';
			}
		}
		filter_place_at(text, len / 2, &place);
		assert_true(place.start <= len / 2);
		free(place.typed);
		f = filter_parse(text, i % 2 ? ROWS_MONITORS : 0, saved, &fault);
		read += f != NULL;
		for (size_t r = 0; f && r < COUNT(rows); r++)
			filter_match(f, &reader, &rows[r]);
		assert_int_equal(*fault.code != '\0', f == NULL);
		assert_true(fault.at + fault.len <= len);
		filter_free(f);
	}
	assert_in_range(read, 100, 19900);
	saved_filters_free(saved);
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
	    cmocka_unit_test(the_terms_of_a_working_day),
	    cmocka_unit_test(problems_are_found_by_the_words_of_the_screen),
	    cmocka_unit_test(a_field_that_the_rows_have_not_is_a_fault_that_says_so),
	    cmocka_unit_test(what_cannot_be_read_says_what_and_where),
	    cmocka_unit_test(no_bytes_are_too_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

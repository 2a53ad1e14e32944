/* rooms: expiry base */
/* How a filter that is being typed can go on, in the words of one's own language. */
#include "tests/unit/filter_fixture.h"

#include "base/saved_filters.h"
#include "expiry/filter_complete.h"

struct offers {
	char text[2000];
};

static void
note_offer(const char *word, void *arg)
{
	struct offers *o = arg;
	size_t len = strlen(o->text);

	snprintf(o->text + len, sizeof(o->text) - len, "%s%s", len ? " " : "", word);
}

static void
what_is_typed_is_gone_on_with(void **state)
{
	static const struct {
		const char *text;
		unsigned rows;
		bool catalan;
		size_t start;
		const char *want;
	} cases[] = {
	    {"urg", ROWS_MONITORS, true, 0, "urgència:"},
	    {"seu -urg", ROWS_MONITORS, false, 5, "urgency:"},
	    {"serve", ROWS_MONITORS, true, 0, "servei:"},
	    {"servic", ROWS_MONITORS, true, 0, "service:"}, /* where one's own language has none */
	    {"", ROWS_SERVICES, true, 0, "id: nom: host: servei:"},
	    {"vis", ROWS_MONITORS, true, 0, "vist:"},
	    {"start", ROWS_MONITORS, false, 0, "starts: start:"},
	    {"cadu", ROWS_MONITORS, true, 0, "caduca:"}, /* what else it is called */
	    {"urgència:ta", ROWS_MONITORS, true, 10, "tard"},
	    {"d", ROWS_SERVICES, true, 0, "domain: domini:"},
	    {"urgència:cr", ROWS_MONITORS, true, 10, "crític"},
	    {"urgència:crític,c", ROWS_MONITORS, true, 18, "caducat crític cal-començar"},
	    {"urgency>=c", ROWS_MONITORS, false, 9, "critical"},
	    {"problema:\"cadena i", ROWS_MONITORS, true, 9, ""},
	    {"problema:cadena-", ROWS_MONITORS, true, 9,
		"cadena-incompleta cadena-barrejada cadena-llarga cadena-rebutjada"},
	    {"qui:", ROWS_MONITORS, true, 4, "jo ningú"},
	    {"who:n", ROWS_MONITORS, false, 4, "nobody"},
	    {"dies<", ROWS_MONITORS, true, 5, ""},
	    {"@m", ROWS_MONITORS, true, 1, "meves"},
	    {"seu @", ROWS_MONITORS, true, 5, "meves urgents"},
	    {"@", ROWS_RENEWALS, true, 1,
		"meves urgents velles"}, /* those that they can be asked */
	    {"servei:via", ROWS_MONITORS, true, 7, "\"Via Oberta\""},
	    {"servei:\"via o", ROWS_MONITORS, true, 7, "\"Via Oberta\""},
	    {"servei:Seu,tràm", ROWS_MONITORS, true, 11, "Tràmits"},
	};
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);

	(void)state;
	saved_filters_read(saved, "urgents urgència:>=U\nmeves qui:jo\nvelles edat>30\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct filter_place place;
		struct offers offers = {""};

		filter_place_at(cases[i].text, strlen(cases[i].text), &place);
		filter_offer(&place, cases[i].rows, cases[i].catalan, saved, note_offer, &offers);
		for (size_t r = 0; place.part == FILTER_VALUE && r < COUNT(rows); r++)
			if (place.field == FIELD_SERVICE)
				filter_offer_text(&place, rows[r].service, note_offer, &offers);
		if (strcmp(offers.text, cases[i].want) != 0 || place.start != cases[i].start)
			fail_msg("'%s': '%s' from %zu", cases[i].text, offers.text, place.start);
		free(place.typed);
	}
	saved_filters_free(saved);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_typed_is_gone_on_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

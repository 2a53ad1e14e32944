/* rooms: tui words wire expiry base */
/* The first line at every width: what goes, in which order, and what never does. */
#include "tui/view/tabs.h"

#include "base/buf.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct tab views[] = {
    {.digit = "1", .name = "Caducitats", .brief = "Caduc."},
    {.digit = "2", .name = "Avui", .brief = "Avui"},
    {.digit = "3", .name = "Renovacions", .brief = "Renov."},
    {.digit = "4", .name = "Tiquets", .brief = "Tiquets"},
    {.digit = "5", .name = "Previsió", .brief = "Prev."},
    {.digit = "6", .name = "Registre", .brief = "Reg."},
};
enum { VIEWS = sizeof(views) / sizeof(views[0]) };

static const char *const personal[TABS_WHOSE] = {"[personal]", "[personal]", ""};
static const char *const team[TABS_WHOSE] = {"[equip · marta.vila]", "[equip]", ""};
static const char *const reader[TABS_WHOSE] = {
    "[equip · marta.vila · només lectura]", "[equip · només lectura]", ""};

/* As it is drawn: the first column empty. */
static char *
line(int columns, const char *const whose[TABS_WHOSE], size_t active, size_t waits)
{
	struct tabs t = {.program = "caduca", .count = VIEWS};
	struct buf head = {0}, out = {0};

	memcpy(t.whose, whose, sizeof(t.whose));
	memcpy(t.at, views, sizeof(views));
	t.at[active].active = true;
	t.at[1].count = waits;
	tabs_fit(&t, columns);
	tabs_put_head(&t, &head);
	buf_printf(&out, " %s", buf_str(&head));
	for (size_t i = 0; i < VIEWS; i++) {
		if (i)
			buf_printf(&out, "%*s", t.gap, "");
		tabs_put(&t.at[i], &out);
	}
	buf_release(&head);
	return buf_steal(&out);
}

static void
what_tells_least_goes_first(void **state)
{
	static const struct {
		int columns;
		const char *const *whose;
		size_t active, waits;
		const char *text;
	} cases[] = {
	    {160, personal, 0, 3,
		" caduca [personal]  1 Caducitats  2 Avui 3  3 Renovacions  4 Tiquets  5 Previsió  "
		"6 Registre"},
	    {90, personal, 0, 3,
		" [personal]  1 Caducitats  2 Avui 3  3 Renovacions  4 Tiquets  5 Previsió  6 "
		"Registre"},
	    {80, personal, 0, 3,
		" [personal]  1 Caducitats 2 Avui 3 3 Renovacions 4 Tiquets 5 Previsió 6 Registre"},
	    {80, personal, 0, 12,
		" [personal]  1 Caducitats 2 Avui 12 3 Renovacions 4 Tiquets 5 Previsió 6 Reg."},
	    {80, personal, 5, 12,
		" [personal]  1 Caducitats 2 Avui 12 3 Renovacions 4 Tiquets 5 Prev. 6 Registre"},
	    {80, team, 0, 12,
		" [equip · marta.vila]  1 Caducitats 2 Avui 12 3 Renov. 4 Tiquets 5 Prev. 6 Reg."},
	    {84, reader, 0, 12,
		" [equip · només lectura]  1 Caducitats 2 Avui 12 3 Renov. 4 Tiquets 5 Prev. 6 "
		"Reg."},
	    {80, reader, 0, 12,
		" [equip · només lectura]  1 Caducitats 2 Avui 12 3 Renov. 4 Tiquets 5 Previsió 6"},
	    {60, reader, 0, 3, " [equip · només lectura]  1 Caducitats 2 Avui 3 3 4 5 6 Reg."},
	    {42, personal, 0, 3, " [personal]  1 Caducitats 2 Avui 3 3 4 5 6"},
	    {40, personal, 0, 3, " [personal]  1 Caducitats 2·3 3 4 5 6"},
	    {40, personal, 2, 12, " [personal]  1 2·12 3 Renovacions 4 5 6"},
	    {40, team, 0, 12, " [equip]  1 Caducitats 2 Avui 12 3 4 5 6"},
	    {27, team, 2, 12, " 1 2·12 3 Renovacions 4 5 6"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text =
		    line(cases[i].columns, cases[i].whose, cases[i].active, cases[i].waits);

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

/* At every width that a screen may have, whatever waits. */
static void
nothing_is_cut_and_never_do_all_the_names_go(void **state)
{
	static const size_t waits[] = {0, 3, 12, 444, 99999};

	(void)state;
	for (int columns = 40; columns <= 130; columns++)
		for (size_t active = 0; active < VIEWS; active++)
			for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
				for (int as = 0; as < 2; as++) {
					char *text =
					    line(columns, as ? team : personal, active, waits[i]);

					assert_in_range(text_width(text), 1, columns);
					assert_non_null(strstr(text, views[active].name));
					if (columns >= 80) /* each has a name, long or brief */
						for (size_t v = 0; v < VIEWS; v++)
							assert_true(strstr(text, views[v].name) ||
								    strstr(text, views[v].brief));
					free(text);
				}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_tells_least_goes_first),
	    cmocka_unit_test(nothing_is_cut_and_never_do_all_the_names_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

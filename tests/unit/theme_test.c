/* rooms: tui words wire expiry base */
/* Which colours a style has: of the theme that the settings name, and what they change of it. */
#include "tui/term/theme.h"

#include "base/config.h"
#include "tui/term/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CRITICAL = STYLE_URGENCY + URGENCY_CRITICAL };

/* How many complaints there are of those settings, which are in force from then on. */
static size_t
use(const char *settings)
{
	char path[] = "/tmp/caduca-theme-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct config *config;
	size_t count;

	assert_non_null(f);
	fputs(settings, f);
	fclose(f);
	config = config_load(path);
	theme_use(config);
	count = json_array_size(config->complaints);
	config_free(config);
	unlink(path);
	return count;
}

static void
assert_look(unsigned style, int colours, int fg, int bg, unsigned attributes)
{
	struct look look = theme_look(style, colours);

	assert_int_equal(look.fg, fg);
	assert_int_equal(look.bg, bg);
	assert_int_equal(look.attributes, attributes);
}

static void
the_settings_name_a_theme(void **state)
{
	struct look dark, light;

	(void)state;
	dark = theme_look(CRITICAL, 256);
	assert_int_equal(use("theme = \"light\";\n"), 0);
	light = theme_look(CRITICAL, 256);
	assert_int_not_equal(dark.fg, light.fg);
	assert_int_equal(use(""), 0);
	assert_look(CRITICAL, 256, dark.fg, dark.bg, dark.attributes);
	assert_int_equal(use("theme = \"pink\";\n"), 1);
	assert_look(CRITICAL, 256, dark.fg, dark.bg, dark.attributes);
}

static void
one_meaning_is_changed_with_as_many_colours_as_it_asks_for(void **state)
{
	struct look few;

	(void)state;
	use("");
	few = theme_look(CRITICAL, 8);
	assert_int_equal(use("looks = ( \"critical: 15 on 90 bold\", \"ok: own\", \"selected: on "
			     "blue underline\" );\n"),
	    0);
	assert_look(CRITICAL, 256, 15, 90, LOOK_BOLD);
	assert_look(CRITICAL, 8, few.fg, few.bg, few.attributes); /* it has no colour 90 */
	assert_look(CRITICAL, 0, -1, -1, LOOK_BOLD);
	assert_look(STYLE_URGENCY + URGENCY_OK, 256, -1, -1, 0);
	assert_look(STYLE_TEXT | STYLE_SELECTED, 256, -1, 4, LOOK_UNDERLINE);
	assert_look(STYLE_TEXT | STYLE_SELECTED, 8, -1, 4, LOOK_UNDERLINE);
}

static void
what_is_no_look_is_complained_of_and_the_rest_counts(void **state)
{
	static const char *const wrong[] = {"critical", "critical 15", "nothing: 15",
	    "critical: 256", "critical: -1", "critical: 15 on", "critical: 15 on bold",
	    "critical: fuchsia", ": 15", "critical: 1x", "critical: 99999999999999999999"};
	struct look before;

	(void)state;
	use("");
	before = theme_look(CRITICAL, 256);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char settings[128];
		snprintf(settings, sizeof(settings), "looks = ( \"%s\", \"ok: 33\" );\n", wrong[i]);
		assert_int_equal(use(settings), 1);
		assert_look(CRITICAL, 256, before.fg, before.bg, before.attributes);
		assert_look(STYLE_URGENCY + URGENCY_OK, 256, 33, -1, 0);
	}
}

/* ---- can it be read? ---- */

/* Relative luminance (WCAG 2.1, 1.4.3) of a colour of xterm's table. */
static double
luminance(int colour)
{
	static const int base[16][3] = {{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0},
	    {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229}, {127, 127, 127},
	    {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255},
	    {255, 255, 255}};
	static const int levels[6] = {0, 95, 135, 175, 215, 255};
	double parts[3], weights[3] = {0.2126, 0.7152, 0.0722}, sum = 0;

	for (int i = 0; i < 3; i++) {
		int cube = colour - 16, divide = i == 0 ? 36 : i == 1 ? 6 : 1;
		parts[i] = (colour < 16       ? base[colour][i]
			       : colour < 232 ? levels[cube / divide % 6]
					      : 8 + 10 * (colour - 232)) /
			   255.0;
		/* the curve of sRGB, near enough as a power */
		sum +=
		    weights[i] * (parts[i] <= 0.04 ? parts[i] / 12.92
						   : parts[i] * parts[i] * (0.8 * parts[i] + 0.2));
	}
	return sum;
}

static double
contrast_of(int fg, int bg)
{
	double a = luminance(fg) + 0.05, b = luminance(bg) + 0.05;

	return a > b ? a / b : b / a;
}

static void
every_shipped_theme_can_be_read(void **state)
{
	static const struct {
		const char *settings;
		int fg, bg; /* the terminal's own */
		double least;
	} themes[] = {
	    {"theme = \"dark\";\n", 7, 0, 3},
	    {"theme = \"light\";\n", 0, 15, 3},
	    {"theme = \"contrast\";\n", 7, 0, 4.5},
	    {"theme = \"contrast\";\n", 0, 15, 4.5},
	};

	(void)state;
	for (size_t t = 0; t < sizeof(themes) / sizeof(themes[0]); t++) {
		assert_int_equal(use(themes[t].settings), 0);
		for (unsigned s = 0; s < 2 * STYLE_COUNT; s++) {
			struct look look = theme_look(
			    s % STYLE_COUNT | (s >= STYLE_COUNT ? (unsigned)STYLE_SELECTED : 0),
			    256);
			int fg = look.fg < 0 ? themes[t].fg : look.fg,
			    bg = look.bg < 0 ? themes[t].bg : look.bg;
			if (contrast_of(fg, bg) < themes[t].least)
				fail_msg("%s style %u: %d on %d has a contrast of %.1f",
				    themes[t].settings, s, fg, bg, contrast_of(fg, bg));
		}
	}
}

/* Where colours are few and where there is none the letters say it; with many the levels differ. */
static void
no_two_levels_look_alike(void **state)
{
	static const char *const themes[] = {
	    "theme = \"dark\";\n", "theme = \"light\";\n", "theme = \"contrast\";\n"};

	(void)state;
	for (size_t t = 0; t < sizeof(themes) / sizeof(themes[0]); t++) {
		use(themes[t]);
		for (int colours = 256; colours >= 8; colours -= 248)
			for (unsigned a = 0; a < URGENCY_COUNT; a++)
				for (unsigned b = 0; b < a; b++) {
					struct look x = theme_look(STYLE_URGENCY + a, colours),
						    y = theme_look(STYLE_URGENCY + b, colours);
					assert_false(x.fg == y.fg && x.bg == y.bg);
				}
	}
}

/* With a colour of its own, not with weight alone. */
static void
the_worst_rows_are_tinted_in_every_theme(void **state)
{
	static const char *const themes[] = {
	    "theme = \"dark\";\n", "theme = \"light\";\n", "theme = \"contrast\";\n"};

	(void)state;
	for (size_t t = 0; t < sizeof(themes) / sizeof(themes[0]); t++) {
		struct look text, expired, critical;

		use(themes[t]);
		text = theme_look(STYLE_TEXT, 256);
		expired = theme_look(STYLE_ROW_EXPIRED, 256);
		critical = theme_look(STYLE_ROW_CRITICAL, 256);
		assert_false(expired.fg == text.fg && expired.bg == text.bg);
		assert_false(critical.fg == text.fg && critical.bg == text.bg);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_settings_name_a_theme),
	    cmocka_unit_test(one_meaning_is_changed_with_as_many_colours_as_it_asks_for),
	    cmocka_unit_test(what_is_no_look_is_complained_of_and_the_rest_counts),
	    cmocka_unit_test(every_shipped_theme_can_be_read),
	    cmocka_unit_test(no_two_levels_look_alike),
	    cmocka_unit_test(the_worst_rows_are_tinted_in_every_theme),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

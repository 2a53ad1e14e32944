/* The theme is made for slow links as much as for eyes. A row under the cursor is one look from
 * edge to edge, in the background's colour and not reversed: a terminal erases with a background
 * colour, so ncurses sends its blanks as one short sequence. What stands in every row has a colour
 * and no attribute: on xterm a colour goes back to plain in five bytes, bold in fourteen.
 *
 * With eight colours nothing is told by light and dark alone: a yellow on white is nobody's
 * friend. */
#include "tui/term/theme.h"

#include "base/config.h"
#include "base/mem.h"
#include "tui/term/canvas.h"
#include "words/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	OWN = -1,
	RED = 1,
	GREEN = 2,
	YELLOW = 3,
	BLUE = 4,
	MAGENTA = 5,
	CYAN = 6,
	WHITE = 7,
	BRIGHT_WHITE = 15
};

struct theme {
	struct look styles[STYLE_COUNT];
	struct look selected; /* for every style */
	struct look marked;
	struct look worsened; /* for a moment */
};

static const struct theme dark = {
    .styles =
	{
	    [STYLE_TEXT] = {OWN, OWN, 0},
	    [STYLE_DIM] = {245, OWN, 0},
	    [STYLE_BAR] = {252, 238, 0},
	    [STYLE_BAR_ACTIVE] = {BRIGHT_WHITE, 24, LOOK_BOLD},
	    [STYLE_HEADING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_KEY] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_RULE] = {245, OWN, 0},
	    [STYLE_MATCH] = {16, 222, 0},
	    [STYLE_INPUT] = {BRIGHT_WHITE, 238, 0},
	    [STYLE_GOOD] = {71, OWN, 0},
	    [STYLE_WARNING] = {172, OWN, 0},
	    [STYLE_ERROR] = {203, OWN, LOOK_BOLD},
	    [STYLE_ROW_EXPIRED] = {203, OWN, 0},
	    [STYLE_ROW_CRITICAL] = {203, OWN, 0},
	    [STYLE_URGENCY + URGENCY_EXPIRED] = {BRIGHT_WHITE, RED, 0},
	    [STYLE_URGENCY + URGENCY_CRITICAL] = {203, OWN, 0},
	    [STYLE_URGENCY + URGENCY_LATE] = {208, OWN, 0},
	    [STYLE_URGENCY + URGENCY_DUE] = {178, OWN, 0},
	    [STYLE_URGENCY + URGENCY_SOON] = {75, OWN, 0},
	    [STYLE_URGENCY + URGENCY_OK] = {71, OWN, 0},
	    [STYLE_URGENCY + URGENCY_UNKNOWN] = {170, OWN, 0},
	},
    .selected = {BRIGHT_WHITE, 24, 0},
    .marked = {222, OWN, 0},
    .worsened = {16, 222, LOOK_BOLD},
};

static const struct theme light = {
    .styles =
	{
	    [STYLE_TEXT] = {OWN, OWN, 0},
	    [STYLE_DIM] = {243, OWN, 0},
	    [STYLE_BAR] = {236, 252, 0},
	    [STYLE_BAR_ACTIVE] = {BRIGHT_WHITE, 25, LOOK_BOLD},
	    [STYLE_HEADING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_KEY] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_RULE] = {245, OWN, 0},
	    [STYLE_MATCH] = {16, 222, 0},
	    [STYLE_INPUT] = {16, 252, 0},
	    [STYLE_GOOD] = {28, OWN, 0},
	    [STYLE_WARNING] = {130, OWN, 0},
	    [STYLE_ERROR] = {160, OWN, LOOK_BOLD},
	    [STYLE_ROW_EXPIRED] = {160, OWN, 0},
	    [STYLE_ROW_CRITICAL] = {160, OWN, 0},
	    [STYLE_URGENCY + URGENCY_EXPIRED] = {BRIGHT_WHITE, 160, 0},
	    [STYLE_URGENCY + URGENCY_CRITICAL] = {160, OWN, 0},
	    [STYLE_URGENCY + URGENCY_LATE] = {166, OWN, 0},
	    [STYLE_URGENCY + URGENCY_DUE] = {136, OWN, 0},
	    [STYLE_URGENCY + URGENCY_SOON] = {25, OWN, 0},
	    [STYLE_URGENCY + URGENCY_OK] = {28, OWN, 0},
	    [STYLE_URGENCY + URGENCY_UNKNOWN] = {90, OWN, 0},
	},
    .selected = {16, 153, 0},
    .marked = {94, OWN, 0},
    .worsened = {16, 222, LOOK_BOLD},
};

/* Black or white on a colour that is far from both, and nothing that is only paler than the rest: it can be read on any
 * background, and from afar. */
static const struct theme contrast = {
    .styles =
	{
	    [STYLE_TEXT] = {OWN, OWN, 0},
	    [STYLE_DIM] = {OWN, OWN, 0},
	    [STYLE_BAR] = {16, BRIGHT_WHITE, 0},
	    [STYLE_BAR_ACTIVE] = {BRIGHT_WHITE, 19, LOOK_BOLD},
	    [STYLE_HEADING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_KEY] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_RULE] = {OWN, OWN, 0},
	    [STYLE_MATCH] = {16, 226, LOOK_BOLD},
	    [STYLE_INPUT] = {16, BRIGHT_WHITE, 0},
	    [STYLE_GOOD] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_WARNING] = {16, 220, 0},
	    [STYLE_ERROR] = {BRIGHT_WHITE, 124, LOOK_BOLD},
	    [STYLE_ROW_EXPIRED] = {BRIGHT_WHITE, 124, LOOK_BOLD},
	    [STYLE_ROW_CRITICAL] = {BRIGHT_WHITE, 90, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_EXPIRED] = {BRIGHT_WHITE, 124, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_CRITICAL] = {BRIGHT_WHITE, 90, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_LATE] = {16, 208, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_DUE] = {16, 220, 0},
	    [STYLE_URGENCY + URGENCY_SOON] = {16, 117, 0},
	    [STYLE_URGENCY + URGENCY_OK] = {OWN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_UNKNOWN] = {BRIGHT_WHITE, 238, 0},
	},
    .selected = {16, 226, LOOK_BOLD},
    .marked = {OWN, OWN, LOOK_BOLD | LOOK_UNDERLINE},
    .worsened = {BRIGHT_WHITE, 124, LOOK_BOLD},
};

static const struct theme few = {
    .styles =
	{
	    [STYLE_TEXT] = {OWN, OWN, 0},
	    [STYLE_DIM] = {OWN, OWN, 0},
	    [STYLE_BAR] = {WHITE, BLUE, 0},
	    [STYLE_BAR_ACTIVE] = {BLUE, WHITE, 0},
	    [STYLE_HEADING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_KEY] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_RULE] = {CYAN, OWN, 0},
	    [STYLE_MATCH] = {OWN, OWN, LOOK_REVERSE},
	    [STYLE_INPUT] = {WHITE, BLUE, 0},
	    [STYLE_GOOD] = {GREEN, OWN, 0},
	    [STYLE_WARNING] = {MAGENTA, OWN, 0},
	    [STYLE_ERROR] = {RED, OWN, LOOK_BOLD},
	    [STYLE_ROW_EXPIRED] = {RED, OWN, 0},
	    [STYLE_ROW_CRITICAL] = {MAGENTA, OWN, 0},
	    [STYLE_URGENCY + URGENCY_EXPIRED] = {WHITE, RED, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_CRITICAL] = {WHITE, MAGENTA, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_LATE] = {RED, OWN, 0},
	    [STYLE_URGENCY + URGENCY_DUE] = {MAGENTA, OWN, 0},
	    [STYLE_URGENCY + URGENCY_SOON] = {CYAN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_OK] = {GREEN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_UNKNOWN] = {YELLOW, OWN, 0},
	},
    .selected = {WHITE, BLUE, 0},
    .marked = {CYAN, OWN, LOOK_BOLD},
    .worsened = {WHITE, RED, LOOK_BOLD},
};

static const struct theme none = {
    .styles =
	{
	    [STYLE_TEXT] = {OWN, OWN, 0},
	    [STYLE_DIM] = {OWN, OWN, 0},
	    [STYLE_BAR] = {OWN, OWN, LOOK_UNDERLINE},
	    [STYLE_BAR_ACTIVE] = {OWN, OWN, LOOK_REVERSE},
	    [STYLE_HEADING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_KEY] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_RULE] = {OWN, OWN, 0},
	    [STYLE_MATCH] = {OWN, OWN, LOOK_UNDERLINE},
	    [STYLE_INPUT] = {OWN, OWN, LOOK_UNDERLINE},
	    [STYLE_GOOD] = {OWN, OWN, 0},
	    [STYLE_WARNING] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_ERROR] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_ROW_EXPIRED] = {OWN, OWN, 0},
	    [STYLE_ROW_CRITICAL] = {OWN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_EXPIRED] = {OWN, OWN, LOOK_BOLD | LOOK_REVERSE},
	    [STYLE_URGENCY + URGENCY_CRITICAL] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_LATE] = {OWN, OWN, LOOK_BOLD},
	    [STYLE_URGENCY + URGENCY_DUE] = {OWN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_SOON] = {OWN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_OK] = {OWN, OWN, 0},
	    [STYLE_URGENCY + URGENCY_UNKNOWN] = {OWN, OWN, 0},
	},
    .selected = {OWN, OWN, LOOK_REVERSE},
    .marked = {OWN, OWN, LOOK_BOLD},
    .worsened = {OWN, OWN, LOOK_BOLD | LOOK_UNDERLINE},
};

/* For whoever hears it: no look at all, since what says something is said in words. */
static const struct theme plain = {
    .selected = {OWN, OWN, 0}, .marked = {OWN, OWN, 0}, .worsened = {OWN, OWN, 0}};

/* ---- as the settings say ---- */

/* In force: with 256 colours, 8 and none. The shipped ones where nobody said otherwise. */
static struct {
	bool said;
	struct theme many, few, none;
} own;

/* What the settings call each; the urgencies have their own names. */
static const char *const names[STYLE_URGENCY] = {
    [STYLE_TEXT] = "text",
    [STYLE_DIM] = "dim",
    [STYLE_BAR] = "bar",
    [STYLE_BAR_ACTIVE] = "view",
    [STYLE_HEADING] = "heading",
    [STYLE_KEY] = "key",
    [STYLE_RULE] = "rule",
    [STYLE_MATCH] = "match",
    [STYLE_INPUT] = "input",
    [STYLE_GOOD] = "good",
    [STYLE_WARNING] = "warning",
    [STYLE_ERROR] = "error",
    [STYLE_ROW_EXPIRED] = "row-expired",
    [STYLE_ROW_CRITICAL] = "row-critical",
};

static struct look *
look_named(struct theme *t, const char *name)
{
	for (unsigned i = 0; i < STYLE_COUNT; i++)
		if (!strcmp(name, i < STYLE_URGENCY
				      ? names[i]
				      : urgency_text((enum urgency)(i - STYLE_URGENCY))))
			return &t->styles[i];
	return !strcmp(name, "selected")   ? &t->selected
	       : !strcmp(name, "marked")   ? &t->marked
	       : !strcmp(name, "worsened") ? &t->worsened
					   : NULL;
}

/* A number of xterm's, the name of one of the first eight, or the terminal's own. */
static bool
colour_read(const char *word, int16_t *out)
{
	static const char *const first[] = {
	    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};
	char *end;
	long number = strtol(word, &end, 10);

	*out = OWN;
	if (!strcmp(word, "own"))
		return true;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (!strcmp(word, first[i])) {
			*out = (int16_t)i;
			return true;
		}
	*out = (int16_t)number;
	return end != word && !*end && number >= 0 && number <= 255;
}

static bool
attribute_read(const char *word, unsigned *out)
{
	static const struct {
		const char *word;
		unsigned bit;
	} all[] = {{"bold", LOOK_BOLD}, {"underline", LOOK_UNDERLINE}, {"reverse", LOOK_REVERSE}};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(word, all[i].word)) {
			*out |= all[i].bit;
			return true;
		}
	return false;
}

/* "[COLOUR] [on COLOUR] [bold] [underline] [reverse]"; the text is cut into its words. */
static bool
look_read(char *text, struct look *look)
{
	char *next = NULL;

	*look = (struct look){OWN, OWN, 0};
	for (char *w = strtok_r(text, " \t", &next); w; w = strtok_r(NULL, " \t", &next)) {
		bool is_on = !strcmp(w, "on");
		if (is_on && !(w = strtok_r(NULL, " \t", &next)))
			return false;
		if (!is_on && attribute_read(w, &look->attributes))
			continue;
		if (!colour_read(w, is_on ? &look->bg : &look->fg))
			return false;
	}
	return true;
}

/* What needs more colours than there are leaves what the shipped theme has; without colours the attributes count. */
static void
look_change(const char *name, const struct look *look)
{
	*look_named(&own.many, name) = *look;
	if (look->fg < 8 && look->bg < 8)
		*look_named(&own.few, name) = *look;
	look_named(&own.none, name)->attributes = look->attributes;
}

/* "critical: 15 on 90 bold" */
static bool
line_read(const char *line)
{
	char *copy = mem_strdup(line), *colon = strchr(copy, ':');
	struct look look;
	bool is = false;

	if (colon) {
		*colon = '\0';
		is = look_named(&own.many, copy) && look_read(colon + 1, &look);
	}
	if (is)
		look_change(copy, &look);
	free(copy);
	return is;
}

void
theme_use(struct config *config)
{
	own.many = !strcmp(config->theme, "light")      ? light
		   : !strcmp(config->theme, "contrast") ? contrast
							: dark;
	own.few = few;
	own.none = config->plain ? plain : none;
	own.said = true;
	for (size_t i = 0; i < config->looks_count && !config->plain; i++)
		if (!line_read(config->looks[i]))
			config_complain(config,
			    N_("looks: '{value}' is not MEANING: COLOUR on COLOUR bold underline "
			       "reverse, each but the meaning as it is wanted; see "
			       "caduca.conf(5)."),
			    json_pack("{s:s}", "value", config->looks[i]));
}

struct look
theme_look(unsigned style, int colours)
{
	const struct theme *t = colours >= 256 ? (own.said ? &own.many : &dark)
				: colours >= 8 ? (own.said ? &own.few : &few)
					       : (own.said ? &own.none : &none);
	unsigned base = style & 0xff;
	struct look look;

	if (style & STYLE_WORSENED) {
		look = t->worsened;
	} else if (style & STYLE_SELECTED) {
		look = t->selected;
		look.attributes |= style & STYLE_MARKED ? LOOK_BOLD : 0;
	} else if (style & STYLE_MARKED) {
		look = t->marked;
	} else {
		look = t->styles[base < STYLE_COUNT ? base : STYLE_TEXT];
	}
	return look;
}

/* The theme is made for slow links as much as for eyes. A row under the cursor is one look from
 * edge to edge, in the background's colour and not reversed: a terminal erases with a background
 * colour, so ncurses sends its blanks as one short sequence. What stands in every row has a colour
 * and no attribute: on xterm a colour goes back to plain in five bytes, bold in fourteen.
 *
 * With eight colours nothing is told by light and dark alone: a yellow on white is nobody's
 * friend. */
#include "tui/term/theme.h"

#include "tui/term/canvas.h"

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
};

static const struct theme many = {
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
};

struct look
theme_look(unsigned style, int colours)
{
	const struct theme *t = colours >= 256 ? &many : colours >= 8 ? &few : &none;
	unsigned base = style & 0xff;
	struct look look;

	if (style & STYLE_SELECTED) {
		look = t->selected;
		look.attributes |= style & STYLE_MARKED ? LOOK_BOLD : 0;
	} else if (style & STYLE_MARKED) {
		look = t->marked;
	} else {
		look = t->styles[base < STYLE_COUNT ? base : STYLE_TEXT];
	}
	return look;
}

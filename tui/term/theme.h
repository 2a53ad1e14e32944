/* How each style looks, with 256 colours, with 8 and with none. Colours only repeat what a
 * letter or a word says already: without them nothing is lost. */
#ifndef TUI_TERM_THEME_H
#define TUI_TERM_THEME_H

#include <stdint.h>

enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8 };

struct look {
	int16_t fg, bg; /* xterm's number of a colour; -1: the terminal's own */
	unsigned attributes;
};

/* style: an enum style with STYLE_SELECTED and STYLE_MARKED; colours: 256, 8 or 0. */
struct look theme_look(unsigned style, int colours);

#endif

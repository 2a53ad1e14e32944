/* How each style looks, with 256 colours, with 8 and with none. Colours only repeat what a
 * letter or a word says already: without them nothing is lost. Which of the shipped themes it is, and what somebody changed
 * of it, stands in the settings (theme, looks). */
#ifndef TUI_TERM_THEME_H
#define TUI_TERM_THEME_H

#include <stdint.h>

struct config;

enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8 };

struct look {
	int16_t fg, bg; /* xterm's number of a colour; -1: the terminal's own */
	unsigned attributes;
};

/* From now on as the settings say. What they say of no style, or not in those words, is complained of there
 * (config_complain), and the rest counts. */
void theme_use(struct config *config);
/* style: an enum style with STYLE_SELECTED and STYLE_MARKED; colours: 256, 8 or 0. */
struct look theme_look(unsigned style, int colours);

#endif

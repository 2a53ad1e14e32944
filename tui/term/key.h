/* What a person does to the keyboard, as the rest of the console sees it. */
#ifndef TUI_TERM_KEY_H
#define TUI_TERM_KEY_H

#include "base/text.h"

#include <stdint.h>

/* A key as it is named in keybindings.conf: a code point, or one of the named keys, with
 * modifiers. The space bar is the code point ' ' (K_SPACE is how a table may write it: keys.c
 * takes both for the same key). */
enum key_name {
	K_NAME_FIRST = 0x200000, /* above every code point */
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_INSERT,
	K_DELETE,
	K_BACKSPACE,
	K_ENTER,
	K_TAB,
	K_BACKTAB,
	K_ESCAPE,
	K_SPACE,
	K_F1,
	K_F12 = K_F1 + 11,
	K_NAME_LAST
};
enum { K_CTRL = 0x1000000, K_ALT = 0x2000000 };

/* The code point that a key writes; 0: none. */
static inline uint32_t
key_character(uint32_t key)
{
	if (key == K_SPACE)
		return ' ';
	return key <= 0x10ffff && text_printable(key) ? key : 0;
}

enum input_kind {
	INPUT_NONE,
	INPUT_KEY,
	INPUT_PASTE,
	INPUT_MOUSE, /* only where it was asked for */
	INPUT_RESIZE,
	INPUT_END /* the terminal is gone */
};

enum mouse_act { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct input {
	enum input_kind kind;
	uint32_t key; /* INPUT_KEY */
	/* INPUT_PASTE: cleaned line by line, so '\n' is the only control left (CR and CRLF became
	 * it, a tab a space); valid until the next one is read; at most 1 MB, the rest is dropped. */
	const char *paste;
	/* INPUT_MOUSE: what was done, and in which cell, from 0; it may be beyond the screen */
	enum mouse_act mouse;
	int row, column;
};

#endif

/* Which lines of something are on the screen. One implementation for lists with a cursor, for text
 * that scrolls and for entries that take several lines each.
 *
 * Keys only say where to go (viewport_act); viewport_fit, called before drawing with what there is
 * to show now, puts the cursor and the top right: the cursor is in sight, and no line is left empty
 * below the last one while there are lines above the first. */
#ifndef TUI_VIEW_VIEWPORT_H
#define TUI_VIEW_VIEWPORT_H

#include "tui/keys/keys.h"

#include <stdbool.h>
#include <stddef.h>

struct viewport {
	size_t top;    /* the first entry shown */
	size_t cursor; /* the entry under the cursor; of no meaning in text */
	size_t count;  /* entries, as last fitted */
	int height;    /* lines of the screen, as last fitted */
	bool text;     /* no cursor: the keys scroll */
	size_t above;  /* entries that are kept in sight above the cursor: the head of a group */
	/* The lines that an entry takes, at least 1; NULL: one each. */
	int (*lines_of)(const void *arg, size_t i);
	const void *arg;
};

void viewport_fit(struct viewport *v, size_t count, int height);
/* UP, DOWN, PAGE_UP, PAGE_DOWN, GOTO_FIRST and GOTO_LAST; false: it is none of them. A page keeps
 * one line of the last one, and the cursor its place on the screen; of entries of several lines it
 * is those that fit, and the cursor goes to the first. */
bool viewport_act(struct viewport *v, enum action action);
/* The cursor goes to an entry, and to the first one (text: the top). */
void viewport_go(struct viewport *v, size_t cursor);
/* There is more below than is shown. */
bool viewport_more(const struct viewport *v);
/* The screen's line of an entry that is shown, counted from the first line shown; -1: it is not. */
int viewport_line(const struct viewport *v, size_t i);

#endif

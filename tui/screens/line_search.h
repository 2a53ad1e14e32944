/* The search of a page of lines with a cursor: a prompt that follows every key, on and round with the
 * next keys. */
#ifndef TUI_SCREENS_LINE_SEARCH_H
#define TUI_SCREENS_LINE_SEARCH_H

#include "tui/view/viewport.h"

struct app;

struct line_search {
	struct viewport *port; /* whose cursor goes to what was found */
	size_t (*count)(const void *arg);
	bool (*has)(const void *arg, const struct app *a, size_t i, const char *folded);
	const void *arg;
	char *found; /* folded, to highlight; NULL: nothing was searched for */
	size_t from; /* where the cursor was when the search began */
};

/* SEARCH, SEARCH_NEXT, SEARCH_PREVIOUS; false: it is none of them. */
bool line_search_act(struct line_search *s, struct app *a, enum action action);
void line_search_release(struct line_search *s);

#endif

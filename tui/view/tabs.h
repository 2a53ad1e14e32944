/* The first line of the console: its name, what it is connected to, and the views, each with its digit, its name and how
 * much waits there. Where that is longer than the screen is wide, what tells least goes first; what is not said elsewhere,
 * the name of the view that one is in, never goes. */
#ifndef TUI_VIEW_TABS_H
#define TUI_VIEW_TABS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { TABS_MOST = 8, TABS_WHOSE = 3 };

enum tab_form { TAB_DIGIT, TAB_BRIEF, TAB_NAME };

struct tab {
	const char *digit, *name, *brief; /* borrowed, translated; brief may be the name itself */
	size_t count;                     /* how much waits there; 0: nothing is said */
	bool active, marked;              /* marked: in brackets, where its look does not tell it */
	/* Set by tabs_fit: */
	enum tab_form form;
	bool counted;
};

struct tabs {
	const char *program; /* borrowed; "" once tabs_fit found no room */
	/* What it is connected to: all of it, without whom it takes us for, and "". Borrowed. */
	const char *whose[TABS_WHOSE];
	struct tab at[TABS_MOST];
	size_t count;
	/* Set by tabs_fit: */
	int shown; /* of `whose` */
	int gap;   /* cells between views */
};

/* Into so many columns, of which the first stays empty. As far as is needed, and in this order: the name of the program
 * goes; the views move together; their names become brief, from the last one on; whom it takes us for goes; brief names go,
 * then counts, from the last one on; and last what it is connected to. What room one of these leaves over the views have
 * back, from the first one on. */
void tabs_fit(struct tabs *t, int columns);
/* What stands before the views, with the gap after it, to an empty text; and one of them. */
void tabs_put_head(const struct tabs *t, struct buf *out);
void tabs_put(const struct tab *tab, struct buf *out);

#endif

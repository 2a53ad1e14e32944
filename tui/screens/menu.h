/* A short list to choose one line from, over the lower part of the screen: by Return, by the digit of its line, or by a click
 * on it. */
#ifndef TUI_SCREENS_MENU_H
#define TUI_SCREENS_MENU_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct screen;

enum { MENU_MOST = 40 };

struct menu_owner {
	void (*done)(struct app *a, size_t i, void *arg); /* the screen has gone already */
	void (*gone)(void *arg);                          /* last of all: frees arg; may be NULL */
	void *arg;
};

/* text: the question; NULL none. */
struct screen *menu_new(const char *title, const char *text, const struct menu_owner *owner);
void menu_add(struct screen *s, const char *title, const char *text); /* text: NULL none */
/* One that cannot be chosen now, and why: the first line of that stands beside it, and is said to whoever chooses it; what
 * follows is told below, as of any other. It has its place in the count: what does not apply is listed, never left out. */
void menu_add_off(struct screen *s, const char *title, const char *why);
/* The one or the other: why NULL: it can be chosen. */
void menu_add_if(struct screen *s, const char *title, const char *text, const char *why);
/* One that Space marks, or not: *marked, which is the owner's, begins as it is. Return leaves with all of them. */
void menu_add_mark(struct screen *s, const char *title, bool *marked);
void menu_at(struct screen *s, size_t i); /* the cursor stands there */

#endif

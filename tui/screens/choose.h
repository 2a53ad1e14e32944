/* A short list to choose one line from, over the lower part of the screen (choose.c). */
#ifndef TUI_SCREENS_CHOOSE_H
#define TUI_SCREENS_CHOOSE_H

#include "tui/screens/screen.h"

enum { CHOOSE_MOST = 40 };

struct choose_owner {
	void (*done)(struct app *a, size_t i, void *arg); /* the screen has gone already */
	void (*gone)(void *arg);                          /* last of all: frees arg; may be NULL */
	void *arg;
};

/* text: the question; NULL none. */
struct screen *choose_new(const char *title, const char *text, const struct choose_owner *owner);
void choose_add(struct screen *s, const char *title, const char *text); /* text: NULL none */
void choose_at(struct screen *s, size_t i); /* the cursor stands there */

#endif

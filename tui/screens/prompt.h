/* One line of text at the bottom, and above it a hint. */
#ifndef TUI_SCREENS_PROMPT_H
#define TUI_SCREENS_PROMPT_H

#include <stdbool.h>

struct app;
struct screen;

/* changed: after each key; done: on Return (accepted) or Esc. text is borrowed. */
struct prompt_owner {
	void (*changed)(struct app *a, const char *text, void *arg);
	void (*done)(struct app *a, const char *text, bool accepted, void *arg);
	void *arg;
};
/* hint NULL: none. */
struct screen *prompt_new(
    const char *label, const char *hint, const char *text, const struct prompt_owner *owner);

#endif

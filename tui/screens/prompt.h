/* One line of text at the bottom, and above it a hint. */
#ifndef TUI_SCREENS_PROMPT_H
#define TUI_SCREENS_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct screen;

/* changed: after each key; done: on Return (accepted) or Esc. text is borrowed. */
struct prompt_owner {
	void (*changed)(struct app *a, const char *text, void *arg);
	void (*done)(struct app *a, const char *text, bool accepted, void *arg);
	void *arg;
};
/* What goes on where byte `at` of text is, from byte *from on; NULL: nothing does. The caller frees. */
typedef char *prompt_complete_fn(
    struct app *a, const char *text, size_t at, size_t *from, void *arg);

/* hint NULL: none. */
struct screen *prompt_new(
    const char *label, const char *hint, const char *text, const struct prompt_owner *owner);
/* The key to the next field completes what is typed, as fn says; arg is the owner's. */
void prompt_completes(struct screen *prompt, prompt_complete_fn *fn);
/* As if that key were pressed now, where fn had to wait for something; any screen that is no such prompt: nothing. */
void prompt_complete(struct screen *s, struct app *a);
/* The key that saves calls fn instead of ending the prompt; arg is the owner's. */
void prompt_saves(struct screen *prompt, void (*fn)(struct app *a, const char *text, void *arg));
/* A hint for when something is typed, instead of the other; kept. */
void prompt_hint(struct screen *prompt, char *hint);
/* Bytes of the text that are drawn as wrong, until it changes. */
void prompt_mark(struct screen *prompt, size_t at, size_t len);

#endif
